package c7_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// Trap 18: the log of a card, after its taps: GET DATA 9F4F, then the records of the file that Log Entry names, the latest first, ten at most.
// C-7 annex D
func TestLogOfCard(t *testing.T) {
	const entry = "26070100000000%02d34097800%04X"
	x := bench.NewTap(t, c7.Kernel{}, "unionpay-log", aid, "36004000")
	for n := range 12 {
		x.Transaction.Amount = uint64(n*100 + 34)
		x.Run()
		send := func(command []byte) ([]byte, error) {
			r, _, err := x.Card.Transmit(t.Context(), command)
			return bytes.Clone(r), err
		}
		fci, err := send(apdu.AppendSelect(nil, bench.Hex(t, aid), false))
		if err != nil {
			t.Fatal(err)
		}
		var sent []string
		log, err := c7.ReadLog(fci[:len(fci)-2], func(command []byte) ([]byte, error) {
			sent = append(sent, fmt.Sprintf("%X", command[:4]))
			return send(command)
		})
		if err != nil || log.Reason != c7.LogRead || len(log.Records) != min(n+1, 10) {
			t.Fatalf("after %d taps: %v, %d records, reason %d", n+1, err, len(log.Records), log.Reason)
		}
		if sent[0] != "80CA9F4F" || sent[1] != "00B2015C" || len(sent) > 11 {
			t.Errorf("%v", sent)
		}
		for i, r := range log.Records {
			var all []string
			for _, v := range r {
				all = append(all, fmt.Sprintf("%X", v.Value))
			}
			if want := fmt.Sprintf(entry, n-i, 17+n-i); strings.Join(all, "") != want {
				t.Errorf("record %d: %v, want %s", i+1, all, want)
			}
		}
		if got := log.Records[0].String(); !strings.HasPrefix(got, "9A 260701, 9F02 ") || !strings.HasPrefix(fmt.Sprint(log.Records[0][1]), "9F02 0000") {
			t.Error(got)
		}
	}
}

// What a card says wrong is the reason, never an error; the file is one from 11 to 30. The status word of SELECT does not matter: the log of an application that is
// blocked is read as any other.
// C-7 annex D
func TestLog(t *testing.T) {
	good := map[string]string{"CA": "9F4F05 9F0206 9A03 9000", "1": "000000001234 260701 9000", "2": "000000005678 260630 9000", "3": "6A83"}
	with := func(key, value string) map[string]string {
		m := map[string]string{}
		for k, v := range good {
			m[k] = v
		}
		m[key] = value
		return m
	}
	for _, c := range []struct {
		name, entry string
		card        map[string]string
		records     int
		reason      c7.LogReason
		sw          uint16
	}{
		{"two", "9F4D 0B0A", good, 2, c7.LogRead, 0},
		{"first file", "9F4D 0B01", good, 1, c7.LogRead, 0},
		{"last file", "9F4D 1E02", good, 2, c7.LogRead, 0},
		{"no record", "9F4D 0B00", good, 0, c7.LogRead, 0},
		{"no log", "DF01 00", good, 0, c7.LogNotSupported, 0},
		{"file 10", "9F4D 0A0A", good, 0, c7.LogEntryWrong, 0},
		{"file 31", "9F4D 1F0A", good, 0, c7.LogEntryWrong, 0},
		{"1 byte", "9F4D 0B", good, 0, c7.LogEntryWrong, 0},
		{"3 bytes", "9F4D 0B0A00", good, 0, c7.LogEntryWrong, 0},
		{"no format", "9F4D 0B0A", with("CA", "6A88"), 0, c7.LogRefused, 0x6A88},
		{"a format that does not parse", "9F4D 0B0A", with("CA", "9F4F02 9F02 9000"), 0, c7.LogFormatWrong, 0},
		{"an empty format", "9F4D 0B0A", with("CA", "9F4F00 9000"), 0, c7.LogFormatWrong, 0},
		{"another element", "9F4D 0B0A", with("CA", "9F36020001 9000"), 0, c7.LogFormatWrong, 0},
		{"nothing", "9F4D 0B0A", with("CA", "9000"), 0, c7.LogFormatWrong, 0},
		{"none yet", "9F4D 0B0A", with("1", "6A83"), 0, c7.LogRead, 0},
		{"a record refused", "9F4D 0B0A", with("2", "6985"), 1, c7.LogRefused, 0x6985},
		{"the first refused", "9F4D 0B0A", with("1", "6985"), 0, c7.LogRefused, 0x6985},
		{"a record too short", "9F4D 0B0A", with("2", "0000000056782606 9000"), 1, c7.LogRecordWrong, 0},
		{"a record too long", "9F4D 0B0A", with("1", "00000000567826063000 9000"), 0, c7.LogRecordWrong, 0},
		{"a record in a template", "9F4D 0B0A", with("1", "7009 000000001234260701 9000"), 0, c7.LogRecordWrong, 0},
		{"eleven", "9F4D 0B0B", map[string]string{"CA": "9F4F029A01 9000", "*": "26 9000"}, 10, c7.LogRead, 0},
	} {
		r := online(t)
		r.also = r.objects(c.entry)
		log, err := c7.ReadLog(r.sealed()["fci"], func(command []byte) ([]byte, error) {
			key := fmt.Sprint(command[2])
			if command[1] == apdu.GetData {
				key = "CA"
			}
			if _, ok := c.card[key]; !ok {
				key = "*"
			}
			return r.hex(c.card[key]), nil
		})
		if err != nil || len(log.Records) != c.records || log.Reason != c.reason || log.SW != c.sw {
			t.Errorf("%s: %v, %d records, reason %d, SW %04X", c.name, err, len(log.Records), log.Reason, log.SW)
		}
	}
}

// Another log than the book's has elements of its own, and as many records as are asked for.
// C-7 annex D
func TestLogOfAnotherFile(t *testing.T) {
	r := online(t)
	r.also = r.objects("DF4D 0C0F")
	log, err := c7.LogFile{Entry: 0xDF4D, Format: 0xDF4F, Most: 12}.Read(r.sealed()["fci"], func(command []byte) ([]byte, error) {
		if command[1] == apdu.GetData {
			if got := fmt.Sprintf("%X", command[2:4]); got != "DF4F" {
				t.Errorf("GET DATA %s", got)
			}
			return r.hex("DF4F029A03 9000"), nil
		}
		return r.hex("260701 9000"), nil
	})
	if err != nil || len(log.Records) != 12 || log.Reason != c7.LogRead || log.Reason.String() != "read to its end" {
		t.Errorf("%v, %d records, %v", err, len(log.Records), log.Reason)
	}
	if c7.LogReason(99).String() != "?" {
		t.Error("a reason that there is not")
	}
}

// The error of a reader ends the reading and comes back, with what has been read.
// C-7 annex D
func TestLogBroken(t *testing.T) {
	broken := errors.New("broken")
	r := online(t)
	r.also = r.objects("9F4D 0B0A")
	for at, records := range []int{0, 0, 1} {
		n := -1
		log, err := c7.ReadLog(r.sealed()["fci"], func(command []byte) ([]byte, error) {
			if n++; n == at {
				return nil, broken
			}
			if command[1] == apdu.GetData {
				return r.hex("9F4F029A03 9000"), nil
			}
			return r.hex("260701 9000"), nil
		})
		if !errors.Is(err, broken) || len(log.Records) != records {
			t.Errorf("command %d: %v, %d records", at+1, err, len(log.Records))
		}
	}
}

// A log that holds an account prints masked.
// C-7 annex D
func TestLogMasked(t *testing.T) {
	r := online(t)
	record := c7.LogRecord{{Tag: 0x5A, Value: r.hex("6228000000000013")}, {Tag: 0x5F20, Value: []byte("DOE/JOHN")}, {Tag: tlv.ATC.Tag(), Value: []byte{0, 1}}}
	if text, err := json.Marshal(record); err != nil || string(text) != `["5A 622800******0013","5F20 [8 bytes]","9F36 0001"]` {
		t.Errorf("%s %v", text, err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q"} {
		for _, s := range []string{fmt.Sprintf(verb, record), fmt.Sprintf(verb, record[0]), fmt.Sprintf(verb, c7.Log{Records: []c7.LogRecord{record}})} {
			if strings.Contains(s, "6228000000000013") || strings.Contains(s, "DOE") || strings.Contains(s, "444F45") {
				t.Errorf("%s: %s", verb, s)
			}
		}
	}
}
