package bench

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// Hex decodes hexadecimal digits, with spaces or without.
func Hex(t testing.TB, s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Helper() // not before: it looks up its caller, and sweeps come here for each of their inputs
		t.Fatal(err)
	}
	return b
}

// Swap is a middle that answers the nth command (from 1) with this instruction by response, in hexadecimal digits; nth 0:
// all of them.
func Swap(t testing.TB, ins byte, nth int, response string) func(int, []byte, []byte) []byte {
	t.Helper()
	b, seen := Hex(t, response), 0
	return func(_ int, command, r []byte) []byte {
		if command[1] == ins {
			if seen++; nth == 0 || seen == nth {
				return b
			}
		}
		return r
	}
}

// Alter is a middle that changes the answer to the nth command (from 1) with this instruction.
func Alter(ins byte, nth int, change func([]byte) []byte) func(int, []byte, []byte) []byte {
	seen := 0
	return func(_ int, command, r []byte) []byte {
		if command[1] == ins {
			if seen++; seen == nth {
				return change(r)
			}
		}
		return r
	}
}

// Rewrite is a middle that changes data elements in the records of the application as they pass: tag, value, tag, value.
// "-" takes an element out; one that no record of the named cards has goes into the first.
func Rewrite(t testing.TB, changes ...string) func(int, []byte, []byte) []byte {
	t.Helper()
	started, first := false, true
	return func(_ int, command, r []byte) []byte {
		started = started || command[1] == apdu.GetProcessingOptions
		if command[1] != apdu.ReadRecord || !started || len(r) < 4 || r[0] != 0x70 {
			return r
		}
		record, _ := tlv.Find(r[:len(r)-2], tlv.TagRecord)
		var body []byte
		c := record.Children()
		for o := range c.All() {
			raw := o.Raw
			for i := 0; i < len(changes); i += 2 {
				if o.Tag.String() == changes[i] {
					raw = nil
					if changes[i+1] != "-" {
						raw = tlv.Append(nil, o.Tag, Hex(t, changes[i+1]))
					}
				}
			}
			body = append(body, raw...)
		}
		for i := 0; first && i < len(changes); i += 2 {
			if inNoRecord[changes[i]] {
				tag, err := tlv.ParseTag(changes[i])
				if err != nil {
					t.Fatal(err)
				}
				body = tlv.Append(body, tag, Hex(t, changes[i+1]))
			}
		}
		first = false
		return append(tlv.Append(nil, tlv.TagRecord, body), r[len(r)-2:]...)
	}
}

// inNoRecord are the tags that no record of the named cards has.
var inNoRecord = map[string]bool{
	"DF01": true, "9F02": true, "95": true, "8A": true, "9F37": true, "87": true, "82": true, "9F0B": true,
	"97": true,
}
