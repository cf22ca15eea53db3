package step_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

// misprinted is the responses with status 9000 that the books do not let a card give, and what the publisher did.
var misprinted = map[string]string{
	"devnied_mastercardppse record B20114":                         "template 77: the publisher gave one answer to many commands",
	"devnied_visacardnulltransaction processing options A80000":    "a contactless answer without AFL",
	"devnied_visacardppse processing options A80000":               "a contactless answer without AFL",
	"devnied_visacardppse record B2010C":                           "template 77: the publisher gave one answer to many commands",
	"devnied_visacardppse2 record B2010C":                          "template 77: the publisher gave one answer to many commands",
	"devnied_visacardppsenocplc processing options A80000":         "a contactless answer without AFL",
	"devnied_visacardppsenocplc record B2010C":                     "template 77: the publisher gave one answer to many commands",
	"devnied_visacardppsenooptions processing options A80000":      "a contactless answer without AFL",
	"neilpan_qpboc_online processing options A80000":               "a contactless answer without AFL",
	"transit_visa_auspost_exp1708_3033 processing options A80000":  "a contactless answer without AFL",
	"transit_visa_velocity_exp1810_5720 processing options A80000": "a contactless answer without AFL",
}

// What cards said in any conversation, contact or contactless, is well-formed to the parsers of the kernel as far as the
// books have a form for it.
//
// B1 11.3.4, 12.2.3, B3 6.5.5.4, 6.5.8.4, 6.5.11.4
func TestConversationsParse(t *testing.T) {
	count := map[string]int{}
	seen := map[string]bool{}
	conversations(t, func(t *testing.T, name string, c *transcript.Conversation) {
		inApplication := false
		for x := range whole(c) {
			r := apdu.Response(x.Response)
			if len(x.Command) < 4 || len(x.Response) < 2 || r.SW() != 0x9000 {
				continue
			}
			data := r.Data()
			var what string
			var ok bool
			switch x.Command[1] {
			case apdu.Select:
				what = "FCI"
				fci, parsed := step.ParseFCI(data)
				ok, inApplication = parsed, parsed && !bytes.HasSuffix(fci.DFName, []byte("PAY.SYS.DDF01"))
			case apdu.GetProcessingOptions:
				what = "processing options"
				_, ok = step.ParseProcessingOptions(data)
			case apdu.GenerateAC:
				what = "cryptogram"
				_, ok = step.ParseAC(data)
			case apdu.InternalAuthenticate:
				what = "signature"
				_, ok = step.ParseInternalAuthenticate(data)
			case apdu.ReadRecord:
				what = "record"
				if x.Command[3]>>3 > 10 {
					continue // of a proprietary file: any form
				}
				if !inApplication {
					what = "directory record"
					n := 0
					ok = step.ParseDirectoryRecord(data, func(step.DirectoryEntry) { n++ }) && n > 0
					break
				}
				o, one := step.One(data)
				ok = one && o.Tag == tlv.TagRecord && clean(o)
			default:
				continue
			}
			count[what]++
			if key := fmt.Sprintf("%s %s %X", name, what, x.Command[1:4]); !ok {
				seen[key] = true
				if misprinted[key] == "" {
					t.Errorf("%s: %X", key, x.Response)
				}
			}
		}
	})
	for key := range misprinted {
		if !seen[key] {
			t.Errorf("%s: parses", key)
		}
	}
	for what, n := range parsedParts {
		if count[what] != n {
			t.Errorf("%s: %d, want %d", what, count[what], n)
		}
	}
}

// parsedParts is how many of each all conversations have.
var parsedParts = map[string]int{
	"FCI": 66, "directory record": 4, "processing options": 26, "record": 85, "signature": 3, "cryptogram": 14,
}

// clean reports whether an object parses to its end.
func clean(o tlv.Object) bool {
	c := o.Children()
	for o := range c.All() {
		if o.Tag.Constructed() && !clean(o) {
			return false
		}
	}
	return c.Err() == nil
}

// conversations calls f for every published conversation.
func conversations(t *testing.T, f func(t *testing.T, name string, c *transcript.Conversation)) {
	t.Helper()
	names, err := testvectors.Conversations()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := testvectors.Conversation(name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := transcript.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) { f(t, name, c) })
	}
}

// No PIN block stands in any conversation: VERIFY has its header and no more.
//
// B3 6.5.12
func TestConversationsWithoutPIN(t *testing.T) {
	conversations(t, func(t *testing.T, _ string, c *transcript.Conversation) {
		for i, x := range c.Exchanges() {
			if len(x.Command) > 1 && x.Command[1] == apdu.Verify && (!x.Open || len(x.Command) > 4) {
				t.Errorf("exchange %d: %s", i+1, hex.EncodeToString(x.Command[:4]))
			}
		}
	})
}
