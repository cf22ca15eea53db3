package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/sweep"
)

// A tap of every contactless card and phone is recorded, replays to the byte and to its outcome, is resumed from its journal, and makes a page: below all limits,
// above the floor limit, and above the CVM limit. A card of a kernel that is not here finds none. The sample is every seventeenth card with one amount.
func TestTapReplays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		key := strings.Repeat("11", 32)
		for n, name := range card.TapNames() {
			if strings.HasPrefix(name, "mastercard-storage-") && !sweep.Full() {
				continue // the configuration has no data storage: they are as mastercard-storage
			}
			for i, amount := range []string{"5.00", "12.34", "30.00"} {
				if i != n/5%3 && !sweep.Full() || !sweep.Sample(n+1, 17) {
					continue
				}
				dir := t.TempDir()
				talk, journal, page := dir+"/t.txt", dir+"/j.bin", dir+"/t.html"
				_, out, errw := emv("", "txn", "-interface", "contactless", "-card", name, "-amount", amount, "-date", "2026-07-01", "-json", "-record", talk, "-journal", journal, "-key", key, "-report", page)
				var r struct {
					terminal.Record
					Parameters *terminal.Parameters `json:"parameters"`
				}
				if err := json.Unmarshal([]byte(out), &r); err != nil || r.Parameters == nil {
					t.Fatalf("%s %s: %s%s", name, amount, out, errw)
				}
				if (name == "ppse-elsewhere") != (r.Kernel == "entrypoint") && r.Outcome != "try again" && r.Outcome != "end application" {
					t.Errorf("%s %s: kernel %q, %s", name, amount, r.Kernel, r.Reason)
				}
				for _, args := range [][]string{{"replay", talk}, {"replay", "-key", key, journal}} {
					if status, out, errw := emv("", args...); status != 0 || !strings.Contains(out, "nothing differs") {
						t.Errorf("%s %s, %s: %d %s", name, amount, args[0], status, errw)
					}
				}
				if status, _, errw := emv("", "report", talk, "-o", dir+"/again.html"); status != 0 {
					t.Errorf("%s %s: report: %s", name, amount, errw)
				}
				html, err := os.ReadFile(page)
				if err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(string(html), "protocol activation") || strings.Contains(string(html), "4761730000000011") {
					t.Errorf("%s %s: the page lacks a step, or shows a PAN", name, amount)
				}
			}
		}
	})
}

// Kernel 2 with data exchange: its states, what it sends and needs, and what it gets are on the time line, in order, and the commands that were under way
// meanwhile have their answers. The conversation replays.
//
// C-2 2.12 S3R1.11, S456.4, S456.9
func TestTapDataExchange(t *testing.T) {
	file := t.TempDir() + "/t.txt"
	args := []string{"txn", "-interface", "contactless", "-config", "tap-exchange", "-card", "mastercard-storage", "-amount", "5.00", "-date", "2026-07-01", "-trace", "-record", file}
	status, out, errw := emv("", args...)
	if status != 0 {
		t.Fatalf("%d %s", status, errw)
	}
	for _, order := range [][]string{
		{
			"state 1, idle", "state 3, waiting for GPO response", "state 5, waiting for get data response", "state 4, waiting for read record response",
			"state 6, waiting for first write flag", "state 9, waiting for generate AC response",
		},
		{
			"GET PROCESSING OPTIONS", "9F6F DS Slot Management Control", "GET DATA: 80 CA 9F 70", "READ RECORD: 00 B2 01 0C", "57 Track 2 Equivalent Data",
			"READ RECORD: 00 B2 04 1C", "GENERATE AC",
		},
		{ // which goes on beside the records
			"data to the terminal (DEK)", "DS Summary 1: A1A2A3A4A5A6A7A8",
			"needed: DF60 DS Input (Card), DF62 DS ODS Info, DF63 DS ODS Term, DF8110 Proceed To First Write Flag", "data of the terminal (DET)", "DF8110", "GENERATE AC",
		},
	} {
		rest := out
		for _, s := range order {
			_, after, ok := strings.Cut(rest, s)
			if !ok {
				t.Fatalf("%q is missing, or out of order, in\n%s", s, out)
			}
			rest = after
		}
	}
	if status, out, errw := emv("", "replay", file); status != 0 || !strings.Contains(out, "nothing differs") {
		t.Errorf("%d %s%s", status, out, errw)
	}
	talk, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if status, out, _ := emv(string(talk), "decode", "-book", "c2", "-"); status != 0 || !strings.Contains(out, "9F7F DS Unpredictable Number") || !strings.Contains(out, "9F5B DSDOL") {
		t.Errorf("%d %s", status, out)
	}
}

// The header says which kernel ran, which configuration it had, and what came out.
func TestTapConversation(t *testing.T) {
	file := t.TempDir() + "/t.txt"
	if status, out, errw := emv("", "txn", "-interface", "contactless", "-card", "unionpay-offline", "-amount", "5.00", "-record", file); status != 0 || !strings.Contains(out, "APPROVED") {
		t.Fatalf("%d %s%s", status, out, errw)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"interface: contactless\n", "kernel: C-7\n", "config: tap\n", "clause: Book B 2.12 3\n", "expect: approved, C-7, CVM N/A, fDDA ok"} {
		if !strings.Contains(string(b), s) {
			t.Errorf("no %q in\n%.600s", s, b)
		}
	}
	other := strings.Replace(string(b), "CVM N/A", "CVM Online PIN", 1)
	if err := os.WriteFile(file, []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errw := emv("", "replay", file); status != 1 || !strings.Contains(errw, "the outcome: recorded approved, C-7, CVM Online PIN") {
		t.Errorf("%d %s", status, errw)
	}
}

// A conversation that somebody else has recorded is run through Entry Point and its kernel, with the qualifiers that its reader had: the Visa card approves
// offline, and where the key of its certificates is not known fDDA fails, and its qualifiers name no way out.
//
// C-3 2.12 5.6.1.2
func TestTapOfOthers(t *testing.T) {
	b, err := testvectors.Conversation("mhn_visa_offline")
	if err != nil {
		t.Fatal(err)
	}
	file := t.TempDir() + "/visa.txt"
	text := strings.Replace(string(b), "clause:", "ttq: 24004000\nexpect: declined, C-3, CVM No CVM, fDDA failed, ARC Z1, C-3 2.12 5.6.1.2\nclause:", 1)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, errw := emv("", "replay", "-profile", "book", "-json", file)
	if status != 0 || !strings.Contains(out, `"outcome":"declined"`) || !strings.Contains(out, `"exchanges":6`) {
		t.Errorf("%d %s%s", status, out, errw)
	}
}

func TestTapFlags(t *testing.T) {
	for _, c := range []struct{ args, says string }{
		{"-interface smoke -card full", "-interface smoke: give contact or contactless"},
		{"-card visa-online", "-card visa-online: it is a card for -interface contactless"},
		{"-interface contactless -card full", "-card full: it is a card for -interface contact"},
		{"-interface contactless -card visa-online -config default", "it has no combinations"},
	} {
		status, out, errw := emv("", append([]string{"txn"}, strings.Fields(c.args)...)...)
		if status != 2 || out != "" || !strings.Contains(errw, c.says) {
			t.Errorf("%s: %d %s%s", c.args, status, out, errw)
		}
	}
}
