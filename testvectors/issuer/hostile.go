package issuer

import (
	"bytes"

	"github.com/emvgo/emv/tlv"
)

// A Hostile is a way to answer as no issuer should: as an attacker on the line, or a broken host.
type Hostile uint8

// The ways.
const (
	Honest          Hostile = iota
	WrongARPC               // one bit of 91 is flipped
	NoARPC                  // 91 is missing
	ShortARPC               // 91 has 7 bytes
	LongARPC                // 91 has 17 bytes
	TwoARPCs                // 91 stands twice, the second time wrong
	NoARC                   // 8A is missing
	ShortARC                // 8A has 1 byte
	OtherARC                // 8A says approved, declined or refer, whatever the issuer decided: Y1
	WrongMAC                // the last byte of every script command is changed
	ScriptCut               // a script template says that it is longer than the response
	ScriptNoCommand         // a script without 86
	ScriptEmpty             // a script template of no bytes
	ScriptEmpty86           // a command of no bytes
	ScriptWrongTag          // a script with something else in it than 9F18 and 86
	ScriptShort             // a command of three bytes
	ScriptOversize          // a script of more than 128 bytes
	ScriptMany              // two hundred scripts
	Truncated               // the response ends in the middle of an object
	Indefinite              // an indefinite length
	LengthOfLength          // a length of eight bytes
	Garbage                 // bytes that are no TLV
	Empty                   // nothing
	NumHostile
)

var hostileNames = [...]string{
	"honest", "wrong ARPC", "no ARPC", "short ARPC", "long ARPC", "two ARPCs", "no ARC", "short ARC", "other ARC", "wrong MAC",
	"script cut", "script without command", "empty script", "empty command", "script with a wrong tag", "short command",
	"oversize script", "many scripts", "truncated", "indefinite length", "length of length", "garbage", "empty",
}

func (h Hostile) String() string {
	if h >= NumHostile {
		return "?"
	}
	return hostileNames[h]
}

// spoil changes an honest response.
func (h Hostile) spoil(data []byte) []byte {
	script := func(body []byte) []byte { return tlv.Append(data, tlv.TagScript1, body) }
	switch h {
	case WrongARPC:
		return replace(data, 0x91, func(v []byte) []byte { v[0] ^= 1; return v })
	case NoARPC:
		return remove(data, 0x91)
	case ShortARPC:
		return replace(data, 0x91, func(v []byte) []byte { return v[:7] })
	case LongARPC:
		return replace(data, 0x91, func(v []byte) []byte { return append(v, make([]byte, 17-len(v))...) })
	case TwoARPCs:
		return tlv.Append(data, 0x91, make([]byte, 10))
	case NoARC:
		return remove(data, 0x8A)
	case ShortARC:
		return replace(data, 0x8A, func(v []byte) []byte { return v[:1] })
	case OtherARC:
		return replace(data, 0x8A, func([]byte) []byte { return []byte("Y1") })
	case WrongMAC:
		return wrongMAC(data)
	case ScriptCut:
		return append(data, 0x71, 0x20, 0x86, 0x05)
	case ScriptNoCommand:
		return script(tlv.Append(nil, 0x9F18, []byte{1, 2, 3, 4}))
	case ScriptEmpty:
		return script(nil)
	case ScriptEmpty86:
		return script(tlv.Append(nil, 0x86, nil))
	case ScriptWrongTag:
		return script(tlv.Append(nil, 0x87, []byte{0x84, 0x1E, 0, 0}))
	case ScriptShort:
		return script(tlv.Append(nil, 0x86, []byte{0x84, 0x1E, 0}))
	case ScriptOversize:
		command := append([]byte{0x84, 0xDA, 0x9F, 0x58, 0xF0}, make([]byte, 0xF0)...)
		return script(tlv.Append(nil, 0x86, command))
	case ScriptMany:
		for range 200 {
			data = script(tlv.Append(nil, 0x86, []byte{0x84, 0x18, 0, 0}))
		}
		return data
	case Truncated:
		return data[:len(data)-1]
	case Indefinite:
		return append(data, 0x71, 0x80, 0x86, 0x04, 0x84, 0x18, 0, 0, 0, 0)
	case LengthOfLength:
		return append(append(data, 0x72, 0x88), bytes.Repeat([]byte{0xFF}, 8)...)
	case Garbage:
		return bytes.Repeat([]byte{0xFF}, 64)
	case Empty:
		return nil
	}
	return data
}

// replace changes the value of a tag; remove takes it out. Other objects stay as they are.
func replace(data []byte, t tlv.Tag, change func([]byte) []byte) (out []byte) {
	for o := range tlv.NewCursor(data).All() {
		if o.Tag == t {
			out = tlv.Append(out, t, change(bytes.Clone(o.Value)))
		} else {
			out = append(out, o.Raw...)
		}
	}
	return out
}

func remove(data []byte, t tlv.Tag) (out []byte) {
	for o := range tlv.NewCursor(data).All() {
		if o.Tag != t {
			out = append(out, o.Raw...)
		}
	}
	return out
}

func wrongMAC(data []byte) []byte {
	for _, template := range []tlv.Tag{tlv.TagScript1, tlv.TagScript2} {
		data = replace(data, template, func(body []byte) []byte {
			return replace(body, 0x86, func(command []byte) []byte {
				command[len(command)-1] ^= 1
				return command
			})
		})
	}
	return data
}
