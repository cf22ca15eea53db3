package contact_test

import (
	"bytes"

	"github.com/emvgo/emv/kernel"
)

// Biometric verification as the oracle does it.

// An oraTrait is a biometric type: its value, its bit in the biometric terminal capabilities, its tag in the templates of try
// counters and of preferred attempts.
// B3 A1, C7, B4 A7
type oraTrait struct {
	value      []byte
	capability byte
	tag        uint32
}

// By CVM code, from 06: each has two, offline and online.
// B3 C3
var oraTraits = []oraTrait{
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
	return o.capabilities()[1]&general != 0 && o.cfg.Terminal.BiometricCapabilities[code&1]&oraTraits[(code-6)/2].capability != 0
}

// An oraBIT is a biometric information template of the card or the terminal.
// B3 C7
type oraBIT struct {
	raw                                    []byte
	solution, kind, subtype, owner, format []byte
}

// oraHeader reads a biometric information template. Where it has a second level, the format is that of the first half of it.
func oraHeader(o oraObject) (b oraBIT, ok bool) {
	b.raw = o.raw
	outer, ok := oraTLV(o.value)
	header, there := oraFind(outer, 0xA1)
	list, good := oraTLV(header)
	if !ok || !there || !good {
		return b, false
	}
	b.solution, _ = oraFind(list, 0x90)
	b.kind, _ = oraFind(list, 0x81)
	b.subtype, _ = oraFind(list, 0x82)
	_, second := oraFind(list, 0xA2)
	if level, first := oraFind(list, 0xA1); first && second {
		if list, ok = oraTLV(level); !ok {
			return b, false
		}
	}
	b.owner, _ = oraFind(list, 0x87)
	b.format, _ = oraFind(list, 0x88)
	return b, len(b.subtype) == 1
}

// templates are the card's templates of one type, in order; false if it has no group of this kind, or an empty one.
// B3 C8
func (o *oracle) templates(group uint32, t oraTrait) (list []oraBIT, ok bool) {
	all, ok := oraTLV(o.card[0x9F31])
	value, there := oraFind(all, group)
	bits, good := oraTLV(value)
	if !ok || !there || !good {
		return nil, false
	}
	ok = false
	for _, x := range bits {
		if x.tag != 0x7F60 {
			continue
		}
		ok = true
		if b, sound := oraHeader(x); sound && bytes.Equal(b.kind, t.value) {
			list = append(list, b)
		}
	}
	return list, ok
}

// suits reports whether the terminal has the solution of a card's template, and its format.
// B3 10.5.6, figure 13
func (o *oracle) suits(b oraBIT) bool {
	solution, format := false, false
	for _, raw := range o.cfg.Terminal.BITs {
		x, _ := oraSingle(raw, 0x7F60)
		own, _ := oraHeader(x)
		solution = solution || bytes.Equal(own.solution, b.solution)
		format = format || len(b.owner) > 0 && bytes.Equal(own.owner, b.owner) && bytes.Equal(own.format, b.format)
	}
	return solution && format
}

// biometric performs a biometric method, through all templates that suit.
// B3 10.5.6, 10.5.7, figures 13 and 14
func (o *oracle) biometric(code byte) oraResult {
	t := oraTraits[(code-6)/2]
	offline := code&1 == 0
	o.captures1 = 0
	var left, preferred int
	if offline {
		counter, ok := o.tally(0xBF4C, t)
		if ok && counter == 0 {
			o.set(oraMatchLimit)
			return oraFailed
		}
		if !ok {
			return oraFailed
		}
		if preferred, ok = o.tally(0xBF4D, t); !ok {
			return oraFailed
		}
		left = counter
	}
	group := uint32(0xBF4B)
	if offline {
		group = 0xBF4A
	}
	list, ok := o.templates(group, t)
	if !ok {
		return oraFailed
	}
	o.set(oraNoFormat)
	for _, b := range list {
		if !o.suits(b) {
			continue
		}
		o.unset(oraNoFormat)
		var r oraResult
		if offline {
			r = o.match(b, preferred, &left)
		} else {
			r = o.present(b)
		}
		if r != oraUnsettled {
			return r
		}
	}
	return oraFailed
}

// oraUnsettled has the card's next template tried.
const oraUnsettled oraResult = 0xFF

// tally reads the number for a type from one of the two templates that GET DATA gives.
func (o *oracle) tally(tag uint32, t oraTrait) (n int, ok bool) {
	body, sw := o.send(0x80, 0xCA, byte(tag>>8), byte(tag), nil)
	x, ok := oraSingle(body, tag)
	list, good := oraTLV(x.value)
	v, there := oraFind(list, t.tag)
	if sw != 0x9000 || !ok || !good || !there || len(v) != 1 {
		return 0, false
	}
	return int(v[0]), true
}

// captured asks the capture device.
func (o *oracle) captured(q oraQuestion) oraResult {
	switch a := o.ask(q); a.code {
	case kernel.PINEntered:
		return oraSuccessful
	case kernel.PINBypassed:
		o.set(oraNotCaptured)
		return oraUnsettled
	case kernel.PINCancelled:
		o.terminate("cancelled")
	}
	o.set(oraNoCapture)
	return oraFailed
}

// present captures for verification by the host.
func (o *oracle) present(b oraBIT) oraResult {
	q := oraQuestion{kind: kernel.CaptureBiometric, method: kernel.OnlinePIN, tries: -1, subtype: b.subtype[0], bit: string(b.raw)}
	r := o.captured(q)
	if r == oraSuccessful {
		o.set(oraOnlinePIN)
		return oraUnknown
	}
	return r
}

// match captures for verification by the card, as often as one template may be tried.
func (o *oracle) match(b oraBIT, preferred int, left *int) oraResult {
	n := min(preferred, *left)
	if n == 0 && !oraChoices.triesAtLeastOnce {
		return oraUnsettled
	}
	for {
		if o.captures1++; o.captures1 > oraCaptures {
			o.terminate("captures without end")
		}
		q := oraQuestion{
			kind: kernel.CaptureBiometric, method: kernel.EncipheredOfflinePINRSA, tries: *left, subtype: b.subtype[0], bit: string(b.raw),
		}
		if r := o.captured(q); r != oraSuccessful {
			return r
		}
		q.kind = kernel.VerifyBiometric
		if !o.encipher(&q, false) {
			return oraFailed
		}
		a := o.ask(q)
		if a.code != kernel.PINEntered {
			o.set(oraNoCapture)
			return oraFailed
		}
		n--
		switch {
		case a.sw == 0x9000:
			o.set(oraMatched)
			return oraSuccessful
		case a.sw == 0x63C0 || a.sw == 0x6983 || a.sw == 0x6984:
			o.set(oraMatchLimit)
			return oraFailed
		case a.sw == 0x6800 || a.sw == 0x6883 || a.sw == 0x6884:
			return oraFailed
		case a.sw&0xFFF0 == 0x63C0:
			*left = int(a.sw & 15)
			if n <= 0 {
				return oraUnsettled
			}
		default:
			o.terminate("VERIFY")
		}
	}
}

// oraCaptures is how many captures there may be for one method.
const oraCaptures = 30
