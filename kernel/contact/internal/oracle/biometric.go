package oracle

import (
	"bytes"

	"github.com/emvgo/emv/kernel"
)

// Biometric verification as the oracle does it.

// A trait is a biometric type: its value, its bit in the biometric terminal capabilities, its tag in the templates of try
// counters and of preferred attempts.
// B3 A1, C7, B4 A7
type trait struct {
	value      []byte
	capability byte
	tag        uint32
}

// By CVM code, from 06: each has two, offline and online.
// B3 C3
var traits = []trait{
	{[]byte{0x02}, 0x80, 0xDF50},             // face
	{[]byte{0x08}, 0x40, 0xDF51},             // finger
	{[]byte{0x02, 0x00, 0x00}, 0x10, 0xDF53}, // palm
	{[]byte{0x10}, 0x20, 0xDF52},             // iris
	{[]byte{0x04}, 0x08, 0xDF54},             // voice
}

// captures reports whether the terminal supports a biometric method.
// B4 6.3.4, A2, A7
func (o *oracle) captures(code byte) bool {
	general := byte(0x02)
	if code&1 == 1 {
		general = 0x04
	}
	return o.capabilities()[1]&general != 0 && o.Config.Terminal.BiometricCapabilities[code&1]&traits[(code-6)/2].capability != 0
}

// A template is a biometric information template of the card or the terminal.
// B3 C7
type template struct {
	raw                                    []byte
	solution, kind, subtype, owner, format []byte
}

// header reads a biometric information template. Where it has a second level, the format is that of the first half of it.
func header(o Object) (b template, ok bool) {
	b.raw = o.Raw
	outer, ok := TLV(o.Value)
	header, there := find(outer, 0xA1)
	list, good := TLV(header)
	if !ok || !there || !good {
		return b, false
	}
	b.solution, _ = find(list, 0x90)
	b.kind, _ = find(list, 0x81)
	b.subtype, _ = find(list, 0x82)
	_, second := find(list, 0xA2)
	if level, first := find(list, 0xA1); first && second {
		if list, ok = TLV(level); !ok {
			return b, false
		}
	}
	b.owner, _ = find(list, 0x87)
	b.format, _ = find(list, 0x88)
	return b, len(b.subtype) == 1
}

// templates are the card's templates of one type, in order; false if it has no group of this kind, or an empty one.
// B3 C8
func (o *oracle) templates(group uint32, t trait) (list []template, ok bool) {
	all, ok := TLV(o.card[0x9F31])
	value, there := find(all, group)
	bits, good := TLV(value)
	if !ok || !there || !good {
		return nil, false
	}
	ok = false
	for _, x := range bits {
		if x.Tag != 0x7F60 || len(x.Value) == 0 {
			continue
		}
		ok = true
		if b, sound := header(x); sound && bytes.Equal(b.kind, t.value) {
			list = append(list, b)
		}
	}
	return list, ok
}

// suits reports whether the terminal has the solution of a card's template, and its format.
// B3 10.5.6, figure 13
func (o *oracle) suits(b template) bool {
	solution, format := false, false
	for _, raw := range o.Config.Terminal.BITs {
		x, _ := Single(raw, 0x7F60)
		own, _ := header(x)
		solution = solution || bytes.Equal(own.solution, b.solution)
		format = format || len(b.owner) > 0 && bytes.Equal(own.owner, b.owner) && bytes.Equal(own.format, b.format)
	}
	return solution && format
}

// biometric performs a biometric method, through all templates that suit.
// B3 10.5.6, 10.5.7, figures 13 and 14
func (o *oracle) biometric(code byte) result {
	t := traits[(code-6)/2]
	offline := code&1 == 0
	o.captures1 = 0
	var left, preferred int
	if offline {
		counter, ok := o.tally(0xBF4C, t)
		if ok && counter == 0 {
			o.set(tvrMatchLimit)
			return failed
		}
		if !ok {
			return failed
		}
		if preferred, ok = o.tally(0xBF4D, t); !ok {
			return failed
		}
		left = counter
	}
	group := uint32(0xBF4B)
	if offline {
		group = 0xBF4A
	}
	list, ok := o.templates(group, t)
	if !ok {
		return failed
	}
	o.set(tvrNoFormat)
	for _, b := range list {
		if !o.suits(b) {
			continue
		}
		o.unset(tvrNoFormat)
		var r result
		if offline {
			r = o.match(b, preferred, &left)
		} else {
			r = o.present(b)
		}
		if r != unsettled {
			return r
		}
	}
	return failed
}

// unsettled has the card's next template tried.
const unsettled result = 0xFF

// tally reads the number for a type from one of the two templates that GET DATA gives.
func (o *oracle) tally(tag uint32, t trait) (n int, ok bool) {
	body, sw := o.send(0x80, 0xCA, byte(tag>>8), byte(tag), nil)
	x, ok := Single(body, tag)
	list, good := TLV(x.Value)
	v, there := find(list, t.tag)
	if sw != 0x9000 || !ok || !good || !there || len(v) != 1 {
		return 0, false
	}
	return int(v[0]), true
}

// captured asks the capture device.
func (o *oracle) captured(q Question) result {
	switch a := o.ask(q); a.Code {
	case kernel.PINEntered:
		return successful
	case kernel.PINBypassed:
		o.set(tvrNotCaptured)
		return unsettled
	case kernel.PINCancelled:
		o.terminate("cancelled")
	}
	o.set(tvrNoCapture)
	return failed
}

// present captures for verification by the host.
func (o *oracle) present(b template) result {
	q := Question{Kind: kernel.CaptureBiometric, Method: kernel.OnlinePIN, Tries: -1, Subtype: b.subtype[0], BIT: string(b.raw)}
	r := o.captured(q)
	if r == successful {
		o.set(tvrOnlinePIN)
		return unknown
	}
	return r
}

// match captures for verification by the card, as often as one template may be tried.
func (o *oracle) match(b template, preferred int, left *int) result {
	n := min(preferred, *left)
	if n == 0 && !choices.triesAtLeastOnce {
		return unsettled
	}
	for {
		if o.captures1++; o.captures1 > captures {
			o.terminate("captures without end")
		}
		q := Question{
			Kind: kernel.CaptureBiometric, Method: kernel.EncipheredOfflinePINRSA, Tries: *left, Subtype: b.subtype[0], BIT: string(b.raw),
		}
		if r := o.captured(q); r != successful {
			return r
		}
		q.Kind = kernel.VerifyBiometric
		if !o.encipher(&q, false) {
			return failed
		}
		a := o.ask(q)
		if a.Code != kernel.PINEntered {
			o.set(tvrNoCapture)
			return failed
		}
		n--
		switch {
		case a.SW == 0x9000:
			o.set(tvrMatched)
			return successful
		case a.SW == 0x63C0 || a.SW == 0x6983 || a.SW == 0x6984:
			o.set(tvrMatchLimit)
			return failed
		case a.SW == 0x6800 || a.SW == 0x6883 || a.SW == 0x6884:
			return failed
		case a.SW&0xFFF0 == 0x63C0:
			*left = int(a.SW & 15)
			if n <= 0 {
				return unsettled
			}
		default:
			o.terminate("VERIFY")
		}
	}
}

// captures is how many captures there may be for one method.
const captures = 30
