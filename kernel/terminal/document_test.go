package terminal_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/terminal"
)

// A document's kinds as PBOC has them, and no number in any print.
func TestDocument(t *testing.T) {
	for kind, want := range map[terminal.DocumentKind][2]string{
		terminal.IdentityCard: {"identity card", "身份证"}, terminal.OfficerCard: {"officer's card", "军官证"}, terminal.Passport: {"passport", "护照"},
		terminal.EntryPermit: {"entry permit", "入境证"}, terminal.TemporaryIdentityCard: {"temporary identity card", "临时身份证"},
		terminal.OtherDocument: {"other document", "其它"}, 0x99: {"other document", "其它"},
	} {
		if got := [2]string{kind.String(), kind.In("zh")}; got != want {
			t.Errorf("%02X: %v", byte(kind), got)
		}
	}
	d := terminal.Document{Kind: terminal.Passport, Number: "E12345678"}
	j, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprint(d), fmt.Sprintf("%+v %#v %s %q %x", d, d, d, d, d), string(j), slog.AnyValue(d).Resolve().String()} {
		if strings.Contains(text, "12345") || !strings.Contains(text, "passport") {
			t.Errorf("%s", text)
		}
	}
}
