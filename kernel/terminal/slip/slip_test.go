package slip_test

import (
	"bytes"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/slip"
)

var receipt = terminal.Receipt{
	Merchant: "EXAMPLE SHOP, BERLIN", Terminal: "TERM0001", Date: "2026-07-01", Time: "12:34:56", Sequence: 42, Amount: "12.34 EUR", Outcome: "approved",
	Application: "Test Credit", AID: "A0000000041010", PAN: "541333******0011", Verified: "SIGNATURE", Signature: true, TVR: "0000008000", Language: "en", House: "de",
	ARC: "00", Cryptogram: "TC 0123456789ABCDEF", CVMResults: "1E0000",
}

const merchant58 = `      EXAMPLE SHOP, BERLIN
          HÄNDLERBELEG
DATUM        2026-07-01 12:34:56
TERMINAL                TERM0001
BELEG                     000042
ANWENDUNG            Test Credit
AID               A0000000041010
KARTE           541333******0011
BETRAG                 12.34 EUR

           GENEHMIGT

CVM                 UNTERSCHRIFT
ANTWORT                       00
TVR                   0000008000
CVM RESULTS               1E0000
AC           TC 0123456789ABCDEF

UNTERSCHRIFT

________________________________
`

// The merchant's copy on 58 mm, looked at.
func TestMerchantCopy(t *testing.T) {
	var b bytes.Buffer
	if err := slip.Print(&b, &receipt, terminal.MerchantCopy, slip.Paper{Columns: slip.Columns58}); err != nil || b.String() != merchant58 {
		t.Errorf("%v\n%s", err, &b)
	}
}

// No line is wider than the paper, whatever the texts; texts of East Asia count two columns a character; long ones go on below.
func TestWidths(t *testing.T) {
	r := receipt
	r.Merchant = "北京市朝阳区建国门外大街一号国贸商城三期测试商户有限公司"
	r.Application = "A very long name of an application\x1b[2J that goes on"
	r.AID = strings.Repeat("A0", 32)
	for _, columns := range []int{24, slip.Columns58, slip.Columns80, 80} {
		for _, c := range []terminal.Copy{terminal.MerchantCopy, terminal.CardholderCopy} {
			var b bytes.Buffer
			if err := slip.Print(&b, &r, c, slip.Paper{Columns: columns}); err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(b.String(), "\n") {
				if terminal.Columns(line) > columns {
					t.Errorf("%d columns: %q takes %d", columns, line, terminal.Columns(line))
				}
			}
			if strings.ContainsRune(b.String(), 0x1B) || strings.Contains(b.String(), "______") != (c == terminal.MerchantCopy) {
				t.Errorf("%s", &b)
			}
			if text := strings.Map(func(r rune) rune {
				if r == ' ' || r == '\n' {
					return -1
				}
				return r
			}, b.String()); !strings.Contains(text, r.Merchant) || !strings.Contains(text, r.AID) {
				t.Errorf("something is lost:\n%s", &b)
			}
		}
	}
	for s, want := range map[string]int{"abc": 3, "中文": 4, "é": 1, "Ａ": 2, "": 0} {
		if terminal.Columns(s) != want {
			t.Errorf("%q: %d", s, terminal.Columns(s))
		}
	}
}

// A logo is scaled down to the paper; a QR code that does not fit is refused, and so is a paper that is none.
func TestPictures(t *testing.T) {
	black := image.NewGray(image.Rect(0, 0, 96, 24))
	for x := 48; x < 96; x++ {
		for y := range 24 {
			black.SetGray(x, y, color.Gray{0xFF})
		}
	}
	var b bytes.Buffer
	if err := slip.Print(&b, &receipt, terminal.CardholderCopy, slip.Paper{Columns: 48, Logo: black}); err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.SplitN(b.String(), "\n", 7)[:6] {
		if line != strings.Repeat("█", 24) {
			t.Errorf("line %d: %q", i, line)
		}
	}
	b.Reset()
	if err := slip.Print(&b, &receipt, terminal.CardholderCopy, slip.Paper{Columns: slip.Columns58, QR: "https://example.com/r/42"}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if n := len(lines); !strings.HasPrefix(strings.TrimSpace(lines[n-13]), "█▀▀▀▀▀█") && !strings.HasPrefix(strings.TrimSpace(lines[n-13]), "▄▄▄▄▄▄▄") {
		t.Errorf("no finder pattern:\n%s", &b)
	}
	for want, p := range map[string]slip.Paper{"give a shorter text": {Columns: slip.Columns58, QR: strings.Repeat("x", 200)}, "give 24 to 80": {Columns: 10}} {
		if err := slip.Print(&b, &receipt, terminal.CardholderCopy, p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
