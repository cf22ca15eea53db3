package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// A made-up card with a transaction log, and with UnionPay's log of loads.
const logTalk = `card: made up
-- conversation --
> 00A4040008A00000033301010100
< 6F1F8408A000000333010101A513500455504159BF0C0A9F4D020B02DF4D020C019000
> 80CA9F4F00
< 9F4F1C9A039F21039F02069F03069F1A025F2A029F4E149C019F36029F27019000
> 00B2015C00
< 2611291230450000000123450000000000000276097853686F70206E65787420646F6F72202020202020000041809000
> 00B2025C00
< 2611281830000000000099000000000000000276097853686F70206E65787420646F6F72202020202020000040409000
> 80CADF4F00
< DF4F0B9A039F02065F2A029F36029000
> 00B2016400
< 260115000000010000097800129000
`

// Log records are laid out by the log format and shown as a table.
func TestTransactionLogIsDecoded(t *testing.T) {
	conv, err := transcript.Parse([]byte(logTalk))
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range conv.Exchanges() {
		if err := tlv.Check(x.Response[:len(x.Response)-2]); err != nil && i != 2 && i != 3 && i != 5 {
			t.Fatalf("exchange %d: %v", i+1, err)
		}
	}
	status, out, errw := emv(conv.String(), "decode", "-")
	for _, words := range []string{"record of the transaction log", "record of the load log", "2026-11-29", "12:30:45", "Germany", "Shop next door", "2026-01-15"} {
		if status != 0 || strings.Contains(out, "malformed") || !strings.Contains(out, words) {
			t.Errorf("%d, %q: %s%s", status, words, out, errw)
		}
	}

	b := browser{card: transcript.NewReplay(conv), ctx: context.Background()}
	fci, _, err := b.send(conv.Exchanges()[0].Command)
	if err != nil {
		t.Fatal(err)
	}
	a := appFound{}
	if err := b.cardLogs(&a, fci); err != nil || len(a.Log) != 2 || len(a.Loads) != 1 {
		t.Fatalf("%d and %d entries: %v", len(a.Log), len(a.Loads), err)
	}
	var w bytes.Buffer
	c := &call{out: &w}
	c.printLog("transaction log", a.Log)
	c.printLog("load log", a.Loads)
	for _, line := range []string{
		"   date        time      amount  other amount  country  currency  merchant        type                           ATC   cryptogram",
		"1  2026-11-29  12:30:45  123.45  0.00          DE       EUR       Shop next door  purchase of goods or services  0041  ARQC",
		"2  2026-11-28  18:30:00  99.00   0.00          DE       EUR       Shop next door  purchase of goods or services  0040  TC",
		"1  2026-01-15  100.00  EUR       0012",
	} {
		if !strings.Contains(w.String(), line) {
			t.Errorf("no %q in\n%s", line, w.String())
		}
	}
}

// A format without its object counts, and of all records at once each is laid out.
func TestTransactionLogInOtherForms(t *testing.T) {
	lines := strings.Split(logTalk, "\n")
	both := strings.TrimSuffix(lines[7], "9000") + strings.TrimPrefix(lines[9], "< ")
	for name, text := range map[string]string{
		"bare": strings.Replace(logTalk, "< 9F4F1C", "< ", 1),
		"all":  strings.NewReplacer("> 00B2015C00", "> 00B2015D00", lines[7], both, lines[8]+"\n"+lines[9]+"\n", "").Replace(logTalk),
	} {
		_, out, errw := emv(text, "decode", "-")
		for _, words := range []string{"2026-11-29", "12:30:45", "2026-11-28", "18:30:00", "2026-01-15"} {
			if !strings.Contains(out, words) || strings.Count(out, "Shop next door") != 2 {
				t.Errorf("%s: no %s: %s%s", name, words, out, errw)
			}
		}
		if _, red, _ := emv(text, "redact", "-"); strings.Contains(red, "261129") || strings.Contains(red, "53686F70") || strings.Contains(red, "260115") {
			t.Errorf("%s: %s", name, red)
		}
	}
}

// A log without its format is said to be one; nothing of it is read as data objects.
func TestTransactionLogWithoutFormat(t *testing.T) {
	const talk = "-- conversation --\n> 00A4040007A000000003101000\n< 6F198407A0000000031010A50E500456495341BF0C059F4D020B0A9000\n> 00B2015C00\n< 0000000010004002760978260115009000\n"
	status, out, _ := emv(talk, "decode", "-")
	if status != 0 || !strings.Contains(out, "laid out by the log format, which is not in the conversation") || strings.Contains(out, "not in the dictionary") {
		t.Errorf("%d: %s", status, out)
	}
}

// The published layout with a record of our own, in Chinese, and the logs of a card that has paid by contact and was loaded.
// EMV 4.4 B3 annex D
func TestUnionPayLogs(t *testing.T) {
	var v struct {
		Log struct {
			Own struct{ Format, Record string } `json:"own_record"`
		}
	}
	if err := json.Unmarshal(testvectors.UnionPay("pboc_facts"), &v); err != nil {
		t.Fatal(err)
	}
	format, record := unhex(v.Log.Own.Format), unhex(v.Log.Own.Record)
	var made c7.LogRecord
	list, err := tlv.ParseDOL(format)
	if err != nil || list.Len() != len(record) {
		t.Fatal(err, list.Len(), len(record))
	}
	rest := record
	for tag, n := range list.All() {
		made, rest = append(made, c7.LogValue{Tag: tag, Value: rest[:n]}), rest[n:]
	}
	var w bytes.Buffer
	c := &call{out: &w}
	c.printLog("transaction log", [][]item{(&browser{}).logEntry(made)})
	if want := "1  2026-11-29  12:30:45  123.45  0.00          CN       CNY       测试商户  purchase of goods or services  0041"; !strings.Contains(w.String(), want) {
		t.Errorf("no %q in\n%s", want, w.String())
	}

	x := bench.New(t, contact.Program(), "pboc-cash", "unionpay")
	x.Transaction.Amount = 800
	x.Run()
	x.Card.Reset()
	x.Transaction.Amount, x.Transaction.Type, x.Issuer = 4000, 0x60, issuer.Options{Load: 4000}
	x.Run()
	x.Card.Reset()
	b := browser{card: x.Card, ctx: context.Background()}
	fci, _, err := b.send(unhex("00A4040008A00000033301010100"))
	if err != nil {
		t.Fatal(err)
	}
	a := appFound{}
	if err := b.cardLogs(&a, fci); err != nil || len(a.LogFaults) > 0 {
		t.Fatal(err, a.LogFaults)
	}
	w.Reset()
	c.printLog("transaction log", a.Log)
	c.printLog("load log", a.Loads)
	for _, line := range []string{
		"1  2026-07-01  12:00:00  40.00   0.00          CN       CNY       EXAMPLE SHOP, BEIJIN  ",
		"2  2026-07-01  12:00:00  8.00    0.00          CN       CNY       EXAMPLE SHOP, BEIJIN  purchase of goods or services  0001",
		"1  2026-07-01  12:00:00  CN       EXAMPLE SHOP, BEIJIN  ",
	} {
		if !strings.Contains(w.String(), line) {
			t.Errorf("no %q in\n%s", line, w.String())
		}
	}
}

// Records of a log whose commands were not recorded, and of one that GET DATA names, are laid out as the log's.
func TestTransactionLogNamedElsewhere(t *testing.T) {
	const (
		format = "< 9F4F109F02069F27019F1A025F2A029A039C019000\n"
		fci    = "> 00A4040007A000000003101000\n< 6F198407A0000000031010A50E500456495341BF0C059F4D020B0A9000\n"
	)
	for name, text := range map[string]string{
		"without commands": "> ?\n< 6F198407A0000000031010A50E500456495341BF0C059F4D020B0A9000\n> ?\n" + format + "> ?\n",
		"by GET DATA":      "> 00A4040007A000000003101000\n< 6F148407A0000000031010A5095004564953418701019000\n> 80CA9F4D00\n< 9F4D020B0A9000\n> 80CA9F4F00\n" + format + "> 00B2015C00\n",
		"selected again":   fci + "> 80CA9F4F00\n" + format + fci + "> 00B2015C00\n",
	} {
		status, out, errw := emv("-- conversation --\n"+text+"< 0000000010004002760978260115009000\n", "decode", "-")
		if status != 0 || !strings.Contains(out, "record of the transaction log") || !strings.Contains(out, "9A Transaction Date: 260115 (2026-01-15)") {
			t.Errorf("%s: %d %s%s", name, status, out, errw)
		}
	}
}

// What a list asks for is named by what may have the length: of a card's own that is another length, not at all but for contact's.
//
// EMV 4.4 B3 5.4
func TestListsNameWhatHasTheLength(t *testing.T) {
	for _, c := range []struct{ list, says, not string }{
		{"9F4F1A9F27019F02065F2A029A039F36029F5206DF3E019F21039F7C14", "9F52 Application Default Action (ADA) or Card Verification Results (CVR), 6 bytes", "Terminal Compatibility Indicator"},
		{"9F4F1A9F27019F02065F2A029A039F36029F5206DF3E019F21039F7C14", "DF3E, 1 byte", "Card ID"},
		{"9F4F039F5201", "9F52 Terminal Compatibility Indicator, 1 byte", "CVR"},
		{"9F4F03DF3E0B", "DF3E Card ID, 11 bytes", ""},
		{"9F4F039F3608", "9F36 Application Transaction Counter (ATC), 8 bytes", ""},
		{"9F38059F19088203", "9F19 Token Requestor ID, 8 bytes", ""},
		{"9F4F039F3602", "9F36 Application Transaction Counter (ATC), 2 bytes", ""},
		{"8C039F0204", "9F02 Amount, Authorised (Numeric), 4 bytes", ""},
		{"8C039F3708", "9F37 Unpredictable Number, 8 bytes", ""},
	} {
		if status, out, errw := emv("", "decode", c.list); status != 0 || !strings.Contains(out, c.says) || c.not != "" && strings.Contains(out, c.not) {
			t.Errorf("%s: no %q: %d %s%s", c.list, c.says, status, out, errw)
		}
	}
}

// A record behind a log format is one of the log although nothing names its file: one as long as the format says, in a file that a log may be in, of the same
// application.
//
// EMV 4.4 B3 annex D
func TestDecodeALogWhoseFileIsNotNamed(t *testing.T) {
	const (
		selected = "> 00A4040007A000000003101000\n< 6F098407A00000000310109000\n"
		format   = "> 80CA9F4F00\n< 9F4F0B9F02069F27019A039F36029000\n"
		record   = "> 00B2015C00\n< 0000000012348026110100429000\n"
		says     = "record of the transaction log: no log entry (9F4D) names its file"
	)
	for name, c := range map[string]struct {
		text string
		says bool
	}{
		"after its format":        {selected + format + record, true},
		"the last file":           {selected + format + strings.Replace(record, "5C", "F4", 1), true},
		"without its format":      {selected + record, false},
		"before its format":       {selected + record + format, false},
		"of another application":  {selected + format + selected + record, false},
		"shorter":                 {selected + format + "> 00B2015C00\n< 00000000123480261101009000\n", false},
		"in a file of templates":  {selected + format + strings.Replace(record, "5C", "54", 1), false},
		"in a file of the issuer": {selected + format + strings.Replace(record, "5C", "FC", 1), false},
		"a template":              {selected + format + "> 00B2015C00\n< 700A5F340101570312345F009000\n", false},
		"fetched":                 {selected + format + "> 00B2015C00\n< 610C\n> 00C000000C\n< 0000000012348026110100429000\n", true},
	} {
		_, out, errw := emv("-- conversation --\n"+c.text, "decode", "-")
		if strings.Contains(out, says) != c.says || strings.Contains(out, "9F02 Amount, Authorised (Numeric): 000000001234") != c.says {
			t.Errorf("%s: %s%s", name, out, errw)
		}
	}
}

// A record that is not used has zeroes, with blanks for the merchant, or FF: it is called that and not malformed, and has its line in the table. One with anything in it is
// laid out.
//
// EMV 4.4 B3 annex D
func TestUnusedLogRecords(t *testing.T) {
	const (
		list  = "9A039F21039F02065F2A029F4E049C01"
		used  = "2611011430150000000012340978" + "53484F50" + "00"
		blank = "0000000000000000000000000000"
	)
	head := "> 00A4040007A000000152301000\n< " + object(0x6F, object(0x84, "A0000001523010")+object(0xA5, object(0xBF0C, object(0x9F4D, "0B03"))))
	talk := func(record string) string {
		return head + "9000\n> 80CA9F4F00\n< " + object(0x9F4F, list) + "9000\n> 00B2015C00\n< " + record + "9000\n> 00B2025C00\n< " + used + "9000\n"
	}
	for _, c := range []struct {
		name, record string
		unused       bool
	}{
		{"zeroes", blank + "0000000000", true},
		{"blanks for the merchant", blank + "2020202000", true},
		{"FF", strings.Repeat("FF", 19), true},
		{"an amount of blanks", "0000000000000000000020200978" + "20202020" + "00", false},
		{"a merchant", blank + "53484F5000", false},
		{"used", used, false},
	} {
		status, out, errw := emv(talk(c.record), "decode", "-")
		if said := strings.Contains(out, "record of the transaction log: unused"); said != c.unused || c.unused && (status != 0 || strings.Contains(out, "malformed")) || !strings.Contains(out, "SHOP") {
			t.Errorf("%s: %d %s%s", c.name, status, out, errw)
		}
	}
	var format tlv.DOL = unhex(list)
	if unusedRecord(format, unhex(blank)) || unusedRecord(format, nil) {
		t.Error("a record that is cut is none of them")
	}
	record := func(s string) (r c7.LogRecord) {
		data := unhex(s)
		for tag, n := range format.All() {
			r, data = append(r, c7.LogValue{Tag: tag, Value: data[:n]}), data[n:]
		}
		return r
	}
	b, w := browser{}, bytes.Buffer{}
	(&call{out: &w}).printLog("transaction log", [][]item{b.logEntry(record(blank + "2020202000")), b.logEntry(record(used))})
	for _, line := range []string{"   date        time      amount", "1  unused\n", "2  2026-11-01  14:30:15  12.34   EUR"} {
		if !strings.Contains(w.String(), line) {
			t.Errorf("no %q in\n%s", line, w.String())
		}
	}
}

// read -all shows the records of a log by its format, as decode does, and calls none of what is no TLV in a file above 10 malformed.
//
// EMV 4.4 B3 5.3.2.2, annex D
func TestReadOfAllRecordsWithALog(t *testing.T) {
	for _, name := range []string{"unionpay-log", "discover-log", "pboc-cash"} {
		file := filepath.Join(t.TempDir(), "r.txt")
		status, out, errw := emv("", "read", "-card", name, "-all", "-record", file)
		at := strings.Index(out, "SFI 11, record 1\n")
		if status != 0 || at < 0 || strings.Contains(out, "malformed") || !strings.HasPrefix(strings.TrimSpace(out[at+len("SFI 11, record 1\n"):]), "record of the transaction log") {
			t.Errorf("%s: %d %s%s", name, status, out, errw)
		}
		conv, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, out, _ := emv(string(conv), "decode", "-"); !strings.Contains(out, "record of the transaction log") {
			t.Errorf("%s: decode: %s", name, out)
		}
	}
	b, a := browser{}, appFound{}
	b.recordsOf(&a, &said{records: map[[2]byte]oda.Record{{12, 1}: {SFI: 12, Data: unhex("3009")}, {1, 1}: {SFI: 1, Data: unhex("70045F2A0209")}}}, nil)
	if len(a.Records) != 2 || a.Records[1].Items[0].Name != "record in a form of its own" || a.Records[0].Items[0].Tag != "70" {
		t.Errorf("%+v", a.Records)
	}
}

// The logs of an application that is blocked, or does not start, are shown with its label.
//
// EMV 4.4 B3 annex D3
func TestReadOfALogWhereTheCardRefuses(t *testing.T) {
	const record = `{"command": "READ RECORD", "replace": "26113000000000123409780000119000"}`
	for fault, says := range map[string]string{
		`{"command": "SELECT", "occurrence": 2, "sw": "6283"}`:     "SELECT: 6283",
		`{"command": "GET PROCESSING OPTIONS", "replace": "6985"}`: "GET PROCESSING OPTIONS: 6985",
	} {
		file := alteredCard(t, "unionpay-log", `"ppse": true,`, `"ppse": true, "faults": [`+fault+", "+record+"],")
		status, out, errw := emv("", "read", "-card", file)
		for _, s := range []string{says, "Test UPI", "priority 1", "1   2026-11-30  12.34   EUR"} {
			if status != 0 || !strings.Contains(out, s) {
				t.Errorf("%s: no %q: %d %s%s", fault, s, status, out, errw)
			}
		}
	}
}

// The table of a log has a merchant in the characters in which decode reads it: whose application it is counts.
func TestMerchantsInTheTableOfALog(t *testing.T) {
	const bakery = "42C4434B45524549204DDC4C4C4552204BD64C4E" // ISO 8859-1
	for _, c := range []struct{ rid, merchant, says string }{
		{"A000000003", bakery, "1  BÄCKEREI MÜLLER KÖLN"},
		{"A000000333", bakery, "1  BÄCKEREI MÜLLER KÖLN"},
		{"A000000333", "B2E2CAD4C9CCBBA7202020200000", "1  测试商户"},
		{"A000000003", "53686F702020", "1  Shop"},
	} {
		b, w := browser{d: decoder{rid: c.rid}}, bytes.Buffer{}
		(&call{out: &w}).printLog("transaction log", [][]item{b.logEntry(c7.LogRecord{{Tag: 0x9F4E, Value: unhex(c.merchant)}})})
		if !strings.HasSuffix(w.String(), c.says+"\n") {
			t.Errorf("%s %s: no %q in\n%s", c.rid, c.merchant, c.says, w.String())
		}
	}
}
