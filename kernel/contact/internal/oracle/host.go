package oracle

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/emvgo/emv/kernel"
)

// The host, the scripts and completion as the oracle does them.

// goOnline asks the host, or does without, and completes.
// B3 10.9, 10.10, 10.11, B4 6.3.8, 12.2
func (o *oracle) goOnline(signed bool) {
	o.request()
	if signed { // the request had the bit that the card had seen: EMV 4.4 B2 6.6, 6.6.3
		o.unset(tvrNotPerformed)
	}
	answer, ok := o.response()
	how := askNone
	switch {
	case o.method == "XDA":
		how = askXDA
	case signed:
		how = askCDA
	}
	if !ok || o.offlineOnly() {
		if o.onlineOnly() && choices.onlineOnlyDeclines || o.actionCodes(0x9F0D, o.app.TACDefault, 0xFF) || !o.mayStayOffline(0x8D) {
			o.arc = "Z3"
			o.complete(o.last(aac, how&^askCDA))
		}
		o.arc = "Y3" // for the card
		given := o.last(tc, how)
		if given != tc { // B4 A6
			o.arc = "Z3"
		}
		o.complete(given)
	}
	o.complete(o.afterHost(answer, how))
}

// afterHost does what the host's answer asks for, and gives the type of the second cryptogram.
// B3 10.9, 10.10, 10.11, B2 6.6, D4
func (o *oracle) afterHost(answer []Object, how byte) byte {
	ask := aac
	if o.answered(answer) {
		ask = tc
	}
	if mode := o.Config.Terminal.CDAMode; ask == aac || mode == 2 || mode == 3 {
		how &^= askCDA
	}
	given := o.last(ask, how)
	o.runScripts(answer, 0x72, tvrScriptAfter)
	return given
}

// answered reads the host's answer, up to the scripts before the final cryptogram, and reports whether the transaction is
// approved: by the host, or by the issuer on the attendant's telephone.
// B3 10.9, 10.10, B4 6.3.8, 6.5.2.2
func (o *oracle) answered(answer []Object) bool {
	o.online = true
	o.issuer[0x8A], _ = find(answer, 0x8A)
	o.arc = string(o.issuer[0x8A])
	approved := approves[o.arc]
	if refers[o.arc] && o.Config.Terminal.Referrals && o.attended() { // before EXTERNAL AUTHENTICATE, which may come first too
		approved = !o.ask(Question{Kind: kernel.Referral, Data: hexDigits(ObjectOf(0x5A, o.card[0x5A]))}).No
	}
	if data, there := find(answer, 0x91); there {
		o.issuer[0x91] = data
		if o.card[0x82][0]&0x04 != 0 {
			_, sw := o.send(0x00, 0x82, 0, 0, data)
			o.setTSI(tsiIssuer)
			if sw != 0x9000 {
				o.set(tvrIssuerFailed)
			}
		}
	}
	o.runScripts(answer, 0x71, tvrScriptBefore)
	return approved
}

// refers are the authorisation response codes that ask for a call.
// B4 A6
var refers = map[string]bool{"01": true, "02": true}

// request are the data elements of every authorisation request.
// B4 12.1.1
var request = []uint32{0x9F26, 0x82, 0x9F36, 0x9F34, 0x95, 0x9F37, 0x9F33, 0x9F35, 0x9F02, 0x9F1A, 0x5F2A, 0x9A, 0x9C}

// request checks what was sent to the host: all that has to be, and nothing that is not true.
// B4 12.1.1
func (o *oracle) request() {
	if o.offlineOnly() != (o.DE55 == nil) {
		panic(ending{odd: "the host was not asked, or it was"})
	}
	if o.DE55 == nil {
		return
	}
	list := o.truth("request", o.DE55)
	needs := request
	for _, tag := range []uint32{0x9F10, 0x5F34, 0x57} { // what the card has given
		if len(o.card[tag]) > 0 {
			needs = append(needs[:len(needs):len(needs)], tag)
		}
	}
	if len(o.card[0x57]) == 0 {
		needs = append(needs[:len(needs):len(needs)], 0x5A, 0x5F24)
	}
	for _, tag := range needs {
		if _, there := find(list, tag); !there {
			panic(ending{odd: fmt.Sprintf("%X is not in the request", tag)})
		}
	}
}

// truth reads a message to the acquirer, in which all must be true.
func (o *oracle) truth(name string, message []byte) []Object {
	list, ok := TLV(message)
	if !ok {
		panic(ending{odd: "the " + name + " does not parse"})
	}
	for _, x := range list {
		want := o.card[x.Tag]
		switch {
		case x.Tag == 0x9F5B:
			want = o.scripts
		case o.element(x.Tag).source != 'I':
			want = o.terminalValue(x.Tag)
		}
		if !bytes.Equal(x.Value, want) {
			panic(ending{odd: fmt.Sprintf("%s: %X is %X, not %X", name, x.Tag, x.Value, want)})
		}
	}
	return list
}

// approves are the authorisation response codes that approve.
// B4 A6
var approves = map[string]bool{"00": true}

// booking are the response codes of ISO 8583:1987 by which a host approves the amount, or a part of it, whether the terminal takes it or not.
// B4 A6
var booking = map[string]bool{"00": true, "08": true, "10": true, "11": true, "16": true}

// books reports whether the host has approved the amount, or a part of it.
func books(code string) bool { return booking[code] }

// last sends the second GENERATE AC.
func (o *oracle) last(ask, how byte) byte {
	given := o.generate(ask, how, o.list(0x8D))
	if o.unsigned { // B4 6.3.2.1, 6.3.2.2.3
		return aac
	}
	return given
}

func (o *oracle) complete(given byte) {
	if given == tc {
		o.finish(kernel.Approved, "TC at the second")
	}
	o.decline("AAC at the second")
}

// response reads the host's answer. A script of which the end cannot be told costs that script, and what stands before it is there. What is broken
// behind a script costs no more, unless it is a code or a cryptogram, which cannot be the rest of that script.
// B4 12.2.3, 12.2.4
func (o *oracle) response() ([]Object, bool) {
	if o.Host == nil {
		return nil, false
	}
	o.lost = true
	list, ok := TLV(o.Host)
	for end := len(o.Host) - 1; end > 0 && !ok; end-- {
		tag := uint32(o.Host[end])
		before, readable := TLV(o.Host[:end])
		if !readable {
			continue
		}
		if tag != 0x71 && tag != 0x72 {
			list, ok = before, behindScript(before, tag)
			break
		}
		ok = true
		rest := append(bytes.Clone(o.Host[end+1:]), 0)
		if n := int(rest[0]) & 0x7F; rest[0] > 0x7F {
			rest = rest[min(n, len(rest)-1):]
		}
		list = append(before, Object{Tag: tag, Value: rest[1:], cut: true})
	}
	arcs, cryptograms := 0, 0
	for _, x := range list {
		switch n := len(x.Value); {
		case x.Tag == 0x8A:
			arcs++
			ok = ok && n == 2
		case x.Tag == 0x91 && n > 0:
			cryptograms++
			ok = ok && n >= 8 && n <= 16
		}
	}
	ok = ok && arcs == 1 && cryptograms <= 1
	o.lost = !ok
	return list, ok
}

// behindScript reports whether what begins with this tag, and is broken, costs nothing of what stands before it: the last script there may have it as
// its rest, or it is neither code nor cryptogram.
// B4 12.2.4
func behindScript(before []Object, tag uint32) bool {
	for _, x := range slices.Backward(before) {
		if (x.Tag == 0x71 || x.Tag == 0x72) && len(x.Value) > 0 {
			_, whole := TLV(x.Value)
			return !whole || tag != 0x8A && tag != 0x91
		}
	}
	return false
}

// runScripts delivers the scripts with this tag.
// B3 10.10, E1, B4 A5, 12.2.4
func (o *oracle) runScripts(answer []Object, tag uint32, failed bit) {
	room := scriptBytes
	for _, s := range answer {
		if s.Tag != 0x71 && s.Tag != 0x72 || len(s.Value) == 0 && !s.cut { // B3 5.2 length 00
			continue
		}
		fits := len(s.Raw) <= room
		if fits {
			room -= len(s.Raw)
		}
		if s.Tag != tag {
			continue
		}
		result, id, lost := byte(0x20), make([]byte, 4), false
		list, ok := TLV(s.Value)
		list = slices.DeleteFunc(list, func(x Object) bool { return len(x.Value) == 0 && (x.Tag == 0x86 || x.Tag == 0x9F18) }) // B3 5.2 length 00
		v := s.Value
		for bytes.HasPrefix(v, []byte{0x86, 0}) || bytes.HasPrefix(v, []byte{0x9F, 0x18, 0}) {
			v = v[bytes.IndexByte(v, 0)+1:]
		}
		if len(v) >= 7 && bytes.HasPrefix(v, []byte{0x9F, 0x18, 4}) { // it comes first
			id = v[3:7]
		}
		for i, x := range list { // less than four bytes is no command
			ok = ok && (x.Tag == 0x86 && len(x.Value) >= 4 && len(x.Value) <= 261 || x.Tag == 0x9F18 && len(x.Value) == 4 && i == 0)
		}
		if ok = ok && fits && !s.cut; !ok {
			result = 0
		}
		for n := 1; len(list) > 0 && ok; list = list[1:] {
			if list[0].Tag != 0x86 {
				continue
			}
			v := list[0].Value
			if !deliverable(v) {
				result = 0x10 | byte(min(n, 15))
				break
			}
			data := []byte(nil)
			if len(v) > 5 {
				data = v[5 : 5+int(v[4])]
			}
			// After the final GENERATE AC the card has decided; that it is gone is one more failure of the script.
			_, sw, gone := o.exchange(v[0], v[1], v[2], v[3], data)
			lost = gone && failed == tvrScriptBefore
			if c := sw >> 8; c != 0x90 && c != 0x62 && c != 0x63 {
				result = 0x10 | byte(min(n, 15))
				break
			}
			n++
		}
		o.setTSI(tsiScript)
		if result != 0x20 {
			o.set(failed)
		}
		o.scripts = append(append(o.scripts, result), id...) // B4 6.3.9: each that was processed
		if lost {
			o.terminate("no response")
		}
	}
}

// deliverable reports whether a command is one of the four cases in their short form, of which class and instruction can be sent.
// EMV 4.3 B1 9.4.1
func deliverable(v []byte) bool {
	fits := len(v) <= 5
	if len(v) > 5 {
		fits = v[4] != 0 && (len(v) == 5+int(v[4]) || len(v) == 6+int(v[4]))
	}
	return fits && v[0] != 0xFF && v[1]&1 == 0 && v[1]>>4 != 6 && v[1]>>4 != 9
}
