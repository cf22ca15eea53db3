package oda_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/oda"
)

// No verb, no JSON and no log shows more of a PAN than its first six and last four digits, nor anything of card data.
func TestNothingLeaks(t *testing.T) {
	pan := []byte{0x41, 0x99, 0x73, 0x00, 0x83, 0x45, 0x57, 0x20}
	secret := []string{"4199730083455720", "41997300", "30083455", "300834", "115 48 0", "0x73, 0x0, 0x83", "A\x99s", "QZlzAINFVyA"}
	for _, v := range []any{
		oda.IssuerInput{PAN: pan},
		oda.ICCInput{PAN: pan, StaticData: append([]byte{0x5A, 8}, pan...)},
		oda.ECCIssuerInput{PAN: pan},
		oda.ECCICCInput{StaticData: pan},
		oda.Record{SFI: 1, Data: append([]byte{0x70, 10, 0x5A, 8}, pan...)},
		oda.PAN(pan),
		oda.CardData(pan),
	} {
		var out []string
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% X", "%d", "%o", "%b", "%c"} {
			out = append(out, fmt.Sprintf(verb, v), fmt.Sprintf(verb, &v))
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
		for _, text := range append(out, string(b), log.String()) {
			for _, s := range secret {
				if strings.Contains(text, s) {
					t.Errorf("%T: %s", v, text)
				}
			}
		}
	}
	if got := oda.PAN(pan).String(); got != "419973******5720" {
		t.Errorf("PAN %s", got)
	}
	if got := oda.PAN([]byte{0x41, 0x99, 0x73, 0x00, 0x83, 0x45, 0x57, 0x2F}).String(); got != "419973*****5572" {
		t.Errorf("PAN of 15 digits %s", got)
	}
	if got := oda.CardData(pan).String(); got != "[8 bytes]" {
		t.Errorf("card data %s", got)
	}
}
