package step

import (
	"bytes"
	"iter"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// An IssuerResponse is what an issuer's answer holds for terminal and card: B4 12.1.3.
type IssuerResponse struct {
	ARC  [2]byte // 8A
	IAD  []byte  // 91 issuer authentication data, 8 to 16 bytes, nil if absent
	Code []byte  // 89 authorisation code of six characters, nil for none
	// Response is all that came: see Scripts.
	Response []byte
}

// MaxScriptBytes bounds what all the scripts of one response may hold. The book asks for 128 at least.
// B4 6.3.9, 6.3.9 128 bytes
const MaxScriptBytes = 1024

// ParseIssuerResponse reads data objects that came from the issuer. It fails when they do not parse, when the
// authorisation response code is missing, or when one of the objects that matter is malformed or there twice: the response
// then counts as not received. Objects that parse no further than to a script, or to somewhere behind one, are no such failure: see [Readable].
// B4 12.2.3, 12.1.3, 12.2.4 format
func ParseIssuerResponse(b []byte) (r IssuerResponse, ok bool) {
	haveARC := false
	c := tlv.NewCursor(b)
	var o tlv.Object
	for c.Read(&o) {
		switch o.Tag {
		case 0x8A:
			if len(o.Value) == 0 { // B3 5.2 length 00
				continue
			}
			if haveARC || len(o.Value) != 2 {
				return r, false
			}
			r.ARC, haveARC = [2]byte(o.Value), true
		case 0x91:
			if len(o.Value) == 0 {
				continue
			}
			if r.IAD != nil || len(o.Value) < 8 || len(o.Value) > 16 { // B3 6.5.4.3
				return r, false
			}
			r.IAD = o.Value
		case 0x89:
			if len(bytes.TrimLeft(o.Value, " ")) != 0 && tlv.AuthorisationCode.Element().Fits(len(o.Value)) { // B4 12.1.3: spaces alone are no code
				r.Code = o.Value
			}
		}
	}
	r.Response = b
	return r, haveARC && Readable(b, &c)
}

// Readable reports whether the cursor c has read all of the issuer's answer b, or has come to a script that is cut off or broken, or to something broken
// behind a script: what stands before that holds. A broken 8A or 91 costs the answer, unless it may be the rest of the script before it, whose length is
// too short.
// B4 12.2.4 format
func Readable(b []byte, c *tlv.Cursor) bool {
	err, broken := c.Err().(*tlv.SyntaxError)
	if !broken {
		return true
	}
	var last Script
	for s := range Scripts(b, 0) {
		last = s
	}
	tag := tlv.Tag(b[err.Offset])
	return last.open || last.Tag != 0 && tag != 0x8A && tag != 0x91
}

// brokenScript is what the cursor over b could not read, if that begins as a script; else nil.
// B4 12.2.4 format
func brokenScript(b []byte, c *tlv.Cursor) []byte {
	err, _ := c.Err().(*tlv.SyntaxError)
	if err == nil {
		return nil
	}
	if rest := b[err.Offset:]; tlv.Tag(rest[0]) == tlv.TagScript1 || tlv.Tag(rest[0]) == tlv.TagScript2 {
		return rest
	}
	return nil
}

// Approves reports whether the authorisation response code is the host's approval.
func (r *IssuerResponse) Approves() bool { return r.ARC == [2]byte{'0', '0'} }

// approvalCodes are the authorisation response codes that ISO 8583:1987 has for an approval: 00; 08, with identification of the cardholder; 10, of a part; 11, of a very important person; 16,
// with an update of track 3.
var approvalCodes = [...]string{"00", "08", "10", "11", "16"}

// ScriptsPerformed reports whether the value of a TSI says that a card was sent scripts; one of another length says nothing.
func ScriptsPerformed(tsi []byte) bool {
	return len(tsi) == len(tlv.TSIValue{}) && tlv.TSIValue(tsi).Has(tlv.TSIScriptProcessingPerformed)
}

// ApprovalCode reports whether an authorisation response code is a host's approval by ISO 8583:1987, which it has booked, whether a kernel takes it for one or not.
//
// B4 A6, 12.1.3
func ApprovalCode(code string) bool { return slices.Contains(approvalCodes[:], code) }

// Refers reports whether the authorisation response code asks for a voice referral: 01, refer to card issuer, or 02, refer to card
// issuer's special conditions.
// B4 A6
func (r *IssuerResponse) Refers() bool {
	return r.ARC == [2]byte{'0', '1'} || r.ARC == [2]byte{'0', '2'}
}

// A Script is one issuer script: B3 10.10.
type Script struct {
	Tag      tlv.Tag // 71 or 72
	ID       [4]byte // 9F18, zeroes if absent
	Parsed   bool    // false: it cannot be cut into commands, and none of them is sent
	open     bool    // its objects go beyond its end: that may be a wrong one
	commands tlv.Cursor
}

// Scripts gives each script with this tag, in order; with tag 0 those of both tags, as they came. A script that does not fit beside those before it, of either
// tag, or that does not parse, comes with Parsed false, and those after it are none the worse. A template of length 00 is no script.
// B3 10.10, B4 12.2.4
func Scripts(response []byte, tag tlv.Tag) iter.Seq[Script] {
	return func(yield func(Script) bool) {
		room := MaxScriptBytes
		c := tlv.NewCursor(response)
		var o tlv.Object
		for c.Read(&o) {
			if o.Tag != tlv.TagScript1 && o.Tag != tlv.TagScript2 || len(o.Value) == 0 { // B3 5.2 length 00, E1 4
				continue
			}
			fits := len(o.Raw) <= room // B4 12.2.4 length
			if fits {
				room -= len(o.Raw)
			}
			if tag != 0 && o.Tag != tag {
				continue
			}
			s := parseScript(o)
			s.Parsed = s.Parsed && fits
			if !yield(s) {
				return
			}
		}
		if rest := brokenScript(response, &c); rest != nil && (tag == 0 || tlv.Tag(rest[0]) == tag) {
			yield(Script{Tag: tlv.Tag(rest[0]), ID: brokenID(rest)})
		}
	}
}

// brokenID is the identifier of a script whose length is wrong, zeroes where none can be read.
// B4 12.2.4 identifier
func brokenID(script []byte) (id [4]byte) {
	value := script[1:]
	if len(value) > 0 {
		value = value[min(1+longForm(value[0]), len(value)):]
	}
	if id9F18, ok := bytes.CutPrefix(value, []byte{0x9F, 0x18, 4}); ok && len(id9F18) >= len(id) {
		id = [4]byte(id9F18)
	}
	return id
}

// longForm is how many bytes of a length field follow its first.
func longForm(first byte) int {
	if first < 0x80 {
		return 0
	}
	return int(first & 0x7F)
}

// parseScript reads the identifier, which comes first if at all, and checks that all else is commands. An identifier and a command that are empty count as not present.
// B3 5.2 length 00, 10.10
func parseScript(script tlv.Object) Script {
	s := Script{Tag: script.Tag, Parsed: true, commands: script.Children()}
	c := script.Children()
	first := true
	var o tlv.Object
	for c.Read(&o) {
		switch {
		case len(o.Value) == 0 && (o.Tag == 0x9F18 || o.Tag == 0x86): // B3 5.2 length 00
			continue
		case o.Tag == 0x9F18 && len(o.Value) == 4 && first:
			s.ID = [4]byte(o.Value) // B3 10.10 identifier, B4 12.2.4 identifier
		case o.Tag == 0x86 && len(o.Value) >= 4 && len(o.Value) <= 261: // B3 10.10 86
		default:
			s.Parsed = false // B4 12.2.4 format
		}
		first = false
	}
	s.open = c.Err() != nil
	s.Parsed = s.Parsed && !s.open
	return s
}

// Next is the script's next command.
func (s *Script) Next() (command []byte, ok bool) {
	for o, more := s.commands.Next(); more; o, more = s.commands.Next() {
		if o.Tag == 0x86 && len(o.Value) != 0 { // B3 5.2 length 00
			return o.Value, true
		}
	}
	return nil, false
}

// Deliver hands the script's commands to send, one by one, until one fails, and gives its number, from 1; 0 if none does. A script that cannot be cut into
// commands has none. send gives the card's status word, or false where there is no answer: then nothing more is sent, and answered is false. fails judges the
// status word: see [ScriptFails].
// B3 10.10
func (s *Script) Deliver(fails func(sw uint16) bool, send func(command []byte) (sw uint16, ok bool)) (failed int, answered bool) {
	if !s.Parsed {
		return 0, true
	}
	n := 0
	for command, more := s.Next(); more; command, more = s.Next() {
		n++
		if !Deliverable(command) {
			return n, true
		}
		sw, ok := send(command)
		if !ok || fails(sw) {
			return n, ok
		}
	}
	return 0, true
}

// Deliverable reports whether a script command can be sent to a card, by whatever protocol: an APDU of one of the four cases, whose class and
// instruction are none that mean something else on the way, with one byte for each length. Class FF speaks to the reader; instructions 6x and 9x are status
// bytes on T=0, and odd ones are valid nowhere.
// B1 11.1.1, EMV 4.3 B1 9.4.1
func Deliverable(command []byte) bool {
	c, err := apdu.ParseCommand(command)
	return err == nil && !c.Extended && c.CLA != 0xFF && c.INS&0x01 == 0 && c.INS&0xF0 != 0x60 && c.INS&0xF0 != 0x90
}

// ScriptFails reports whether the card's answer to a script command ends the script: SW1 alone decides, and 90, 62
// and 63 go on.
// B3 10.10, E1
func ScriptFails(sw uint16) bool {
	sw1 := sw >> 8
	return sw1 != 0x90 && sw1 != 0x62 && sw1 != 0x63 // B3 6.3.5 script, 10.10 SW1
}

// Result is one entry of the issuer script results. failed is the number, from 1, of the command that failed;
// 0 if none did. A script that was not parsed was not performed.
// B4 A5, B3 E1
func (s *Script) Result(failed int) [5]byte {
	r := [5]byte{0x20, s.ID[0], s.ID[1], s.ID[2], s.ID[3]} // B3 E1 1
	switch {
	case !s.Parsed: // B3 E1 3
		r[0] = 0x00
	case failed != 0:
		r[0] = 0x10 | byte(min(failed, 15)) // B3 E1 2
	}
	return r
}
