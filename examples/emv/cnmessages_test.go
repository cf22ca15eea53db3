package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/emvgo/emv/testvectors"
)

// A message of a UnionPay terminal is nothing that decode knows, and bytes with card numbers all the same: of no number in it, those of many zeroes too, more is shown
// than the first six and last four digits.
//
// ISO 8583-1 field 2, field 35
func TestBareMessagesShowNoNumber(t *testing.T) {
	var file struct {
		Messages []struct {
			Name, Hex string
			Fields    map[string]any
		}
	}
	if err := json.Unmarshal(testvectors.UnionPay("messages"), &file); err != nil {
		t.Fatal(err)
	}
	numbers := 0
	for _, m := range file.Messages {
		status, out, _ := emv("", "decode", m.Hex)
		for _, f := range []string{"2", "35"} {
			field, _ := m.Fields[f].(string)
			pan, _, _ := strings.Cut(strings.NewReplacer(" ", "", "=", "D", "d", "D").Replace(field), "D")
			if len(pan) < 13 || !strings.Contains(m.Hex, pan) {
				continue
			}
			numbers++
			if strings.Contains(out, pan[:7]) || strings.Contains(out, pan[len(pan)-5:]) || strings.Contains(out, pan) {
				t.Errorf("%s, field %s, %s: %d\n%s", m.Name, f, pan, status, out)
			}
		}
	}
	if numbers < 5 {
		t.Errorf("%d numbers", numbers)
	}
}
