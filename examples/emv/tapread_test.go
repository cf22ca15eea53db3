package main

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/testvectors/card"
)

// Every contactless card and phone is found through its PPSE, and what its kernel's book names is named so.
//
// Book B 2.12 3.3.2
func TestReadTapCards(t *testing.T) {
	for _, name := range card.TapNames() {
		if strings.Contains(name, "torn") {
			continue // it leaves the field
		}
		status, out, errw := emv("", "read", "-json", "-card", name)
		var r reading
		if err := json.Unmarshal([]byte(out), &r); err != nil || status != 0 {
			t.Fatalf("%s: %d %s%v", name, status, errw, err)
		}
		if r.Directory != ppse || len(r.Applications) == 0 {
			t.Errorf("%s: directory %q, %d applications", name, r.Directory, len(r.Applications))
		}
		if strings.Contains(out, "one of these; -book says which") {
			t.Errorf("%s: a name of several books in %s", name, out)
		}
	}
}

// What is to be said of the signature of each card that has one: testvectors/card/profiles.md. The reader asks for authentication of online requests, and the
// amount is zero, so that a card that approves offline gives a TC with format 05, one that always goes online an ARQC with format 95.
//
// C-3 2.12 annex C, C-7 2.12 4.3.2.4
func TestReadTapSignatures(t *testing.T) {
	const fdda = "fast DDA signature (9F4B"
	for name, want := range map[string]string{ // with the format
		"visa-offline": "verified, 05", "visa-signed": "verified, 95", "visa-expired": "verified, 05", "visa-spending": "verified, 05",
		"phone-visa-transit": "verified, 95",
		"unionpay-offline":   "verified, 05", "unionpay-signed": "verified, 95", "unionpay-expired": "verified, 05",
		"visa-version": "fDDA version other than 01", "unionpay-version": "fDDA version other than 01",
		"visa-format": "signed data format is not the one asked for",
		"visa-no-dda": "does not name DDA", "visa-online": "", "phone-visa": "", "unionpay-online": "",
	} {
		file := t.TempDir() + "/t.txt"
		if status, _, errw := emv("", "read", "-card", name, "-record", file); status != 0 {
			t.Fatalf("%s: %s", name, errw)
		}
		for _, args := range [][]string{{"read", "-card", name}, {"oda", file}} {
			_, out, _ := emv("", args...)
			line := ""
			for l := range strings.Lines(out) {
				if strings.Contains(l, fdda) {
					line = l
				}
			}
			ok := strings.HasPrefix(strings.TrimSpace(line), "ok")
			format, verified := strings.CutPrefix(want, "verified, ")
			word := want
			if verified {
				word = "verified"
			}
			if (line == "") != (want == "") || !strings.Contains(line, word) || ok != verified {
				t.Errorf("%s %s: %q, want %q", args[0], name, line, want)
			}
			talk, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if _, out, _ = emv(string(talk), "decode", "-"); verified && !strings.Contains(out, "format: "+format) {
				t.Errorf("%s: no format %s in %s", name, format, out)
			}
		}
	}
}

// The kernel identifier of the directory, and the log of a UnionPay card.
//
// Book B 2.12 3.3.2.5, C-7 2.12 annex D
func TestReadTapDirectory(t *testing.T) {
	_, out, _ := emv("", "read", "-card", "ppse-domestic")
	for _, s := range []string{"A0000000031010 Domestic (Visa), priority 1, kernel identifier (9F2A) AA0978", "priority 2, kernel identifier (9F2A) 03"} {
		if !strings.Contains(out, s) {
			t.Errorf("no %q in\n%s", s, out)
		}
	}
	if _, out, _ = emv("", "read", "-card", "unionpay-log"); !strings.Contains(out, "transaction log") || !strings.Contains(out, "0011") {
		t.Error(out)
	}
}

// An empty template before one with objects is none: the applications of the directory, and the name of one, are those of the other.
//
// EMV 4.4 B1 7
func TestReadBehindEmptyTemplates(t *testing.T) {
	const entry, named = "61094F07A0000000031010", "A5065004" + "56495341"
	for _, fci := range []string{
		"6F12A500A50EBF0C0B" + entry,
		"6F13A511BF0C00BF0C0B" + entry,
		"6F10A50EBF0C0B" + entry,
	} {
		if list, err := new(browser).directory(unhex(fci)); err != nil || len(list) != 1 || list[0].AID != "A0000000031010" {
			t.Errorf("%s: %+v %v", fci, list, err)
		}
	}
	conv, err := transcript.Parse([]byte("-- conversation --\n> 00A4040007A000000003101000\n< 6F13" + "8407A0000000031010" + "A500" + named + "9000\n> 80A8000002830000\n< 6985\n"))
	if err != nil {
		t.Fatal(err)
	}
	b, a := browser{card: transcript.NewReplay(conv), ctx: context.Background()}, appFound{AID: "A0000000031010"}
	if err := b.open(&a); err != nil || a.Label != "VISA" {
		t.Errorf("%+v %v", a, err)
	}
}

// An object of length 00 before a real one is none: name and priority of an application, the list by which it is started, its file locator and its counters are those of
// the real one.
//
// EMV 4.4 B3 5.2
func TestReadBehindEmptyObjects(t *testing.T) {
	own := object(0x87, "") + object(0x87, "03") + object(0x50, "") + object(0x50, "56495341") + object(0x9F38, "") + object(0x9F38, "9F3501")
	entry := object(0x4F, "") + object(0x4F, "A0000000031010") + object(0x9F2A, "") + object(0x9F2A, "03")
	name := object(0x84, "") + object(0x84, "A0000000031010")
	list, err := new(browser).directory(unhex(object(0x6F, object(0xA5, object(0xBF0C, object(0x61, entry))))))
	if err != nil || len(list) != 1 || list[0].AID != "A0000000031010" || list[0].Kernel != "03" {
		t.Errorf("%+v %v", list, err)
	}
	conv := parsed(t, "-- conversation --\n> 00A4040007A000000003101000\n< "+object(0x6F, name+object(0xA5, own))+"9000\n> 80A800000383012200\n< "+
		object(0x77, object(0x82, "2000")+object(0x94, "")+object(0x94, "08010100"))+"9000\n> 00B2010C00\n< 70009000\n> 80CA9F3600\n< "+
		object(0x9F36, "")+object(0x9F36, "0005")+"9000\n> 80CA9F1300\n< 9F13009000\n> 80CA9F1700\n< 6A88\n")
	b, a := browser{card: transcript.NewReplay(conv), ctx: context.Background(), cfg: &kernel.Config{}}, appFound{AID: "A0000000031010"}
	b.cfg.Terminal.Type = 0x22
	if err := b.open(&a); err != nil || a.Label != "VISA" || a.Priority != 3 || a.Fault != "" || len(a.Counters) != 1 || a.Counters[0].Value != "0005" {
		t.Errorf("%+v %v", a, err)
	}
}

// The same bytes by the words of each book: 9F6C of a card that goes online where authentication fails, 9F66 of a reader.
//
// C-3 2.12 A.2, C-7 2.12 table 3-1
func TestDecodeByBook(t *testing.T) {
	for _, c := range []struct{ book, hex, says string }{
		{"c3", "9F6C022000", "Card Transaction Qualifiers (CTQ): 2000 (byte 1 bit 6: go online if offline data authentication fails and the reader is online capable)"},
		{"c7", "9F6C022000", "Card Transaction Qualifiers: 2000 (byte 1 bit 6: go online if offline data authentication fails and the terminal is online capable)"},
		{"c3", "9F660420800000", "online cryptogram required"},
		{"c7", "9F660460000000", "full transaction flow in the contactless interface supported"},
		{"c3", "9F5D06000000005000", "Available Offline Spending Amount"},
		{"c7", "9F690801364FC8E5000000", "Card Authentication Related Data"},
		{"entrypoint", "9F2A03AA0978", "Kernel Identifier"},
	} {
		status, out, errw := emv("", "decode", "-book", c.book, c.hex)
		if status != 0 || !strings.Contains(out, c.says) {
			t.Errorf("%s %s: %d %s\n%s", c.book, c.hex, status, errw, out)
		}
	}
}
