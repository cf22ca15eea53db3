package contact_test

import (
	"bytes"
	"crypto/sha1"
	"encoding/binary"
	"fmt"

	"github.com/emvgo/emv/kernel"
)

// Data object lists, action analysis, GENERATE AC, the host and completion as the oracle does them.

// terminalValue is an element that the terminal or the issuer is the source of.
// B3 A1, B4 annex A
func (o *oracle) terminalValue(tag uint32) []byte {
	t := &o.cfg.Terminal
	u16 := func(n uint16) []byte { return binary.BigEndian.AppendUint16(nil, n) }
	u32 := func(n uint64) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)) }
	switch tag {
	case 0x81:
		return u32(o.tx.Amount)
	case 0x9F02:
		return oraBCD(o.tx.Amount, 6)
	case 0x9F03:
		return oraBCD(o.tx.AmountOther, 6)
	case 0x9F04:
		return u32(o.tx.AmountOther)
	case 0x5F2A:
		return u16(o.currency())
	case 0x5F36:
		if o.tx.Currency != 0 {
			return []byte{o.tx.Exponent}
		}
		return []byte{t.CurrencyExponent}
	case 0x8A:
		if o.arc != "" {
			return []byte(o.arc)
		}
		return o.issuer[0x8A]
	case 0x95:
		return o.tvr[:]
	case 0x9B:
		return o.tsi[:]
	case 0x9F34:
		return o.cvm[:]
	case 0x5F57: // B3 annex G: of several, the cardholder took the first
		if len(t.Accounts) > 0 {
			return []byte{byte(t.Accounts[0])}
		}
		return []byte{byte(o.tx.Account)}
	case 0x9A:
		return o.tx.Date[:]
	case 0x9C:
		return []byte{o.tx.Type}
	case 0x9F21:
		return o.tx.Time[:]
	case 0x9F37:
		return o.un[:]
	case 0x9F41:
		return oraBCD(uint64(o.tx.Sequence), 4)
	case 0x9F1A:
		return u16(t.CountryCode)
	case 0x9F39: // ISO 8583: integrated circuit card
		return []byte{0x05}
	case 0x9F35:
		return []byte{t.Type}
	case 0x9F30:
		return t.BiometricCapabilities[:]
	case 0x9F33:
		return o.capabilities()
	case 0x9F40:
		return t.AdditionalCapabilities[:]
	case 0x9F1E:
		return []byte(t.IFDSerialNumber)
	case 0x9F1C:
		return []byte(t.TerminalID)
	case 0x9F16:
		return []byte(t.MerchantID)
	case 0x9F15:
		return u16(t.MerchantCategoryCode)
	case 0x9F4E:
		return []byte(t.MerchantNameLocation)
	case 0x9F01:
		return t.AcquirerID
	case 0x9F06:
		return o.aid
	case 0x9F09:
		return o.app.VersionNumber[:]
	case 0x9F22: // B3 5.4: known when the card has named it and the terminal has it
		if v := o.card[0x8F]; len(v) == 1 && len(o.aid) >= 5 {
			if _, ok := o.cfg.Keys.Lookup([5]byte(o.aid), v[0]); ok {
				return v
			}
		}
		return nil
	case 0x9F1B:
		return u32(o.app.FloorLimit)
	case 0x9F1D:
		return o.app.RiskParameters
	}
	return o.issuer[tag]
}

// build fills in a data object list.
// B3 5.4
func (o *oracle) build(list []oraEntry) (data []byte) {
	for _, e := range list {
		d, known := oraDictionary[e.tag]
		var v []byte
		switch {
		case !known:
		case e.tag == 0x98 && o.card[0x8C] != nil: // in a CDOL: EMV 4.4 B3 9.2.2
			v = o.transactionHash()
		case d.source == 'I':
			v = o.card[e.tag]
		default:
			v = o.terminalValue(e.tag)
		}
		if len(v) == 0 {
			v = make([]byte, e.size)
		}
		data = append(data, oraFit(v, e.size, d.format)...)
	}
	return data
}

// transactionHash is the TC hash value.
// B3 9.2.2
func (o *oracle) transactionHash() []byte {
	list, there := o.card[0x97]
	if !there {
		if list = o.app.DefaultTDOL; len(list) > 0 {
			o.set(oraDefaultTDOL)
		}
	}
	entries, ok := oraDOL(list)
	if !ok {
		o.terminate("TDOL")
	}
	hash := sha1.Sum(o.build(entries))
	return hash[:]
}

// actionCodes reports whether one of the two action codes has a bit of the TVR.
// B3 10.7
func (o *oracle) actionCodes(tag uint32, tac [5]byte, absent byte) bool {
	iac, there := o.card[tag]
	if !there {
		iac = bytes.Repeat([]byte{absent}, 5)
	}
	for i, b := range o.tvr {
		if b&(iac[i]|tac[i]) != 0 {
			return true
		}
	}
	return false
}

// The types of cryptogram.
// B3 6.5.5.2, 6.5.5.4
const (
	oraAAC  byte = 0x00
	oraTC   byte = 0x40
	oraARQC byte = 0x80
)

// decide is terminal action analysis, the first GENERATE AC and what follows from it.
// B3 9.3.1, 10.7, 10.8, B4 6.3.6, 6.3.7
func (o *oracle) decide() {
	ask := oraTC
	switch {
	case o.actionCodes(0x9F0E, o.app.TACDenial, 0x00):
		ask, o.arc = oraAAC, "Z1"
	case o.offlineOnly(): // the second of the two ways to do it
		ask, o.arc = oraTC, "Y1"
		if o.actionCodes(0x9F0D, o.app.TACDefault, 0xFF) {
			ask, o.arc = oraAAC, "Z1"
		}
	case o.onlineOnly(), o.actionCodes(0x9F0F, o.app.TACOnline, 0xFF):
		ask = oraARQC
	default:
		o.arc = "Y1"
	}
	signed := o.method == "CDA" && o.tvr[0]&oraCDAFailed.mask == 0
	how := oraAskNone
	switch {
	case o.method == "XDA": // B2 12.5.1: whatever is asked for, whatever has failed
		how = oraAskXDA
	case signed && (ask == oraTC || ask == oraARQC && o.cfg.Terminal.CDAMode <= 2):
		how = oraAskCDA
	case signed && (ask == oraARQC || oraChoices.notPerformedWithAAC): // B2 6.6
		o.set(oraNotPerformed)
	}
	o.cdol1 = o.list(0x8C)
	given := o.generate(ask, how, o.cdol1)
	if o.tvr[0]&oraCDAFailed.mask != 0 && how == oraAskCDA { // B4 6.3.2.1
		o.arc = "Z1" // B4 6.3.6
		if given == oraARQC {
			o.generate(oraAAC, oraAskNone, o.list(0x8D))
			o.decline("CDA failed")
		}
		o.decline("CDA failed")
	}
	if given != oraAAC && o.xdaFailed() {
		o.withoutXDA(given)
	}
	switch given {
	case oraTC:
		o.finish(kernel.Approved, "TC")
	case oraAAC:
		o.arc = "Z1"                  // B4 6.3.6
		if o.card[0x9F27][0]&7 == 1 { // B4 6.3.7
			o.terminate("service not allowed")
		}
		o.decline("AAC")
	}
	o.arc = ""
	o.goOnline(signed)
}

// What is asked for beside a cryptogram: bits 5 and 4 of the reference control parameter.
// B3 6.5.5.2
const (
	oraAskNone byte = 0x00
	oraAskXDA  byte = 0x08
	oraAskCDA  byte = 0x10
)

// B4 A1
func (o *oracle) onlineOnly() bool { k := o.cfg.Terminal.Type & 15; return k == 1 || k == 4 }

// B4 A1
func (o *oracle) offlineOnly() bool { k := o.cfg.Terminal.Type & 15; return k == 3 || k == 6 }

// decline ends the transaction without approval: the attendant may accept it all the same, and the acquirer may get an advice.
// B3 10.8.2, B4 6.3.7, 6.3.9, 6.5.4, 12.2.5
func (o *oracle) decline(why string) {
	t := &o.cfg.Terminal
	if t.ForcesAcceptance && o.attended() {
		if o.forced = !o.ask(oraQuestion{kind: kernel.ForceAcceptance}).no; o.forced {
			o.finish(kernel.Declined, why+", accepted by force")
		}
	}
	o.advice = o.card[0x9F27][0]&0x08 != 0
	reversed := o.online && oraApproves[string(o.issuer[0x8A])] // which takes the script results
	if t.Advices && (o.advice || len(o.scripts) > 0 && !reversed) {
		a := o.ask(oraQuestion{kind: kernel.Advise})
		o.truth("advice", a.advice)
		if a.no && o.advice {
			o.terminate("no advice can be made")
		}
	}
	o.finish(kernel.Declined, why)
}

// list is the data for a CDOL.
// B3 9.2.1
func (o *oracle) list(tag uint32) []byte {
	entries, ok := oraDOL(o.card[tag])
	if !ok {
		o.terminate("CDOL")
	}
	// The hash is first: it may set a bit of the TVR.
	for _, e := range entries {
		if e.tag == 0x98 {
			o.transactionHash()
		}
	}
	return o.build(entries)
}

// generate sends the first or second GENERATE AC and gives the type of the cryptogram that counts.
// B3 6.5.5, 9.3, B2 6.6.2
func (o *oracle) generate(ask, how byte, data []byte) byte {
	second := o.tsi[0]&oraTSICard.mask != 0
	o.unsigned = false
	body, sw := o.send(0x80, 0xAE, ask|how, 0, data)
	if sw != 0x9000 {
		o.terminate("GENERATE AC")
	}
	for _, tag := range []uint32{0x9F27, 0x9F36, 0x9F26, 0x9F10, 0x9F4B} {
		delete(o.card, tag)
		delete(o.seen, tag)
	}
	r, ok := oraSingle(body, 0x80, 0x77)
	if !ok {
		o.terminate("cryptogram")
	}
	if r.tag == 0x80 {
		v := r.value
		if len(v) < 11 || len(v) > 43 {
			o.terminate("cryptogram")
		}
		o.card[0x9F27], o.card[0x9F36], o.card[0x9F26], o.card[0x9F10] = v[:1], v[1:3], v[3:11], v[11:]
	} else {
		o.store(r.value, "77", 0x9F27, 0x9F36, 0x9F26, 0x9F10, 0x9F4B)
	}
	if o.card[0x9F27] == nil || o.card[0x9F36] == nil {
		o.terminate("CID or ATC missing")
	}
	given := o.card[0x9F27][0] & 0xC0
	level := map[byte]int{oraAAC: 0, oraARQC: 1, oraTC: 2, 0xC0: 3}
	sdad, there := o.card[0x9F4B]
	if o.card[0x9F26] == nil && (!there || how != oraAskCDA || given == oraAAC) { // B3 6.5.5.4
		o.terminate("cryptogram missing")
	}
	o.setTSI(oraTSICard)   // B3 10.8
	if how != oraAskNone { // B3 10.3
		o.setTSI(oraTSIODA)
	}
	if how == oraAskCDA && (given == oraTC || given == oraARQC) && !second { // B4 6.3.2.1: before its CID counts
		o.checkCDA(r, there, sdad, o.pdol, o.cdol1)
		given = o.card[0x9F27][0] & 0xC0
	}
	if !second && level[given] > level[ask] {
		o.terminate(fmt.Sprintf("cryptogram %02X for %02X", given, ask))
	}
	if second && given != oraAAC && (given != oraTC || ask != oraTC) {
		given = oraAAC
	}
	if how == oraAskXDA {
		o.checkXDA(r, given, second, data)
	}
	if how == oraAskCDA && given == oraTC && second {
		o.checkCDA(r, there, sdad, o.pdol, o.cdol1, data)
	}
	return given
}

// checkCDA verifies CDA over what was sent and the response r.
// B2 6.6.2
func (o *oracle) checkCDA(r oraObject, there bool, sdad []byte, sent ...[]byte) {
	list, _ := oraTLV(r.value)
	if !there || r.tag == 0x80 || !o.cda(list, sdad, sent...) {
		o.set(oraCDAFailed)
		o.unsigned = true
	}
}

// goOnline asks the host, or does without, and completes.
// B3 10.9, 10.10, 10.11, B4 6.3.8, 12.2
func (o *oracle) goOnline(signed bool) {
	o.request()
	if signed { // the request had the bit that the card had seen: EMV 4.4 B2 6.6, 6.6.3
		o.unset(oraNotPerformed)
	}
	answer, ok := o.response()
	how := oraAskNone
	switch {
	case o.method == "XDA":
		how = oraAskXDA
	case signed:
		how = oraAskCDA
	}
	if !ok || o.offlineOnly() {
		if o.onlineOnly() && oraChoices.onlineOnlyDeclines || o.actionCodes(0x9F0D, o.app.TACDefault, 0xFF) {
			o.arc = "Z3"
			o.complete(o.last(oraAAC, how&^oraAskCDA))
		}
		o.arc = "Y3" // for the card
		given := o.last(oraTC, how)
		if given != oraTC { // B4 A6
			o.arc = "Z3"
		}
		o.complete(given)
	}
	o.complete(o.afterHost(answer, how))
}

// afterHost does what the host's answer asks for, and gives the type of the second cryptogram.
// B3 10.9, 10.10, 10.11, B2 6.6, D4
func (o *oracle) afterHost(answer []oraObject, how byte) byte {
	ask := oraAAC
	if o.answered(answer) {
		ask = oraTC
	}
	if mode := o.cfg.Terminal.CDAMode; ask == oraAAC || mode == 2 || mode == 3 {
		how &^= oraAskCDA
	}
	given := o.last(ask, how)
	o.runScripts(answer, 0x72, oraScriptAfter)
	return given
}

// answered reads the host's answer, up to the scripts before the final cryptogram, and reports whether the transaction is
// approved: by the host, or by the issuer on the attendant's telephone.
// B3 10.9, 10.10, B4 6.3.8, 6.5.2.2
func (o *oracle) answered(answer []oraObject) bool {
	o.online = true
	o.issuer[0x8A], _ = oraFind(answer, 0x8A)
	o.arc = string(o.issuer[0x8A])
	approved := oraApproves[o.arc]
	if oraRefers[o.arc] && o.cfg.Terminal.Referrals && o.attended() { // before EXTERNAL AUTHENTICATE, which may come first too
		approved = !o.ask(oraQuestion{kind: kernel.Referral, data: hexOf(oraObjectOf(0x5A, o.card[0x5A]))}).no
	}
	if data, there := oraFind(answer, 0x91); there {
		o.issuer[0x91] = data
		if o.card[0x82][0]&0x04 != 0 {
			_, sw := o.send(0x00, 0x82, 0, 0, data)
			o.setTSI(oraTSIIssuer)
			if sw != 0x9000 {
				o.set(oraIssuerFailed)
			}
		}
	}
	o.runScripts(answer, 0x71, oraScriptBefore)
	return approved
}

// oraRefers are the authorisation response codes that ask for a call.
// B4 A6
var oraRefers = map[string]bool{"01": true, "02": true}

// oraRequest are the data elements of every authorisation request.
// B4 12.1.1
var oraRequest = []uint32{0x9F26, 0x82, 0x9F36, 0x9F34, 0x95, 0x9F37, 0x9F33, 0x9F35, 0x9F02, 0x9F1A, 0x5F2A, 0x9A, 0x9C}

// request checks what was sent to the host: all that has to be, and nothing that is not true.
// B4 12.1.1
func (o *oracle) request() {
	if o.offlineOnly() != (o.de55 == nil) {
		panic(oraEnd{odd: "the host was not asked, or it was"})
	}
	if o.de55 == nil {
		return
	}
	list := o.truth("request", o.de55)
	needs := oraRequest
	for _, tag := range []uint32{0x9F10, 0x5F34, 0x57} { // what the card has given
		if len(o.card[tag]) > 0 {
			needs = append(needs[:len(needs):len(needs)], tag)
		}
	}
	if len(o.card[0x57]) == 0 {
		needs = append(needs[:len(needs):len(needs)], 0x5A, 0x5F24)
	}
	for _, tag := range needs {
		if _, there := oraFind(list, tag); !there {
			panic(oraEnd{odd: fmt.Sprintf("%X is not in the request", tag)})
		}
	}
}

// truth reads a message to the acquirer, in which all must be true.
func (o *oracle) truth(name string, message []byte) []oraObject {
	list, ok := oraTLV(message)
	if !ok {
		panic(oraEnd{odd: "the " + name + " does not parse"})
	}
	for _, x := range list {
		want := o.card[x.tag]
		switch {
		case x.tag == 0x9F5B:
			want = o.scripts
		case oraDictionary[x.tag].source != 'I':
			want = o.terminalValue(x.tag)
		}
		if !bytes.Equal(x.value, want) {
			panic(oraEnd{odd: fmt.Sprintf("%s: %X is %X, not %X", name, x.tag, x.value, want)})
		}
	}
	return list
}

// oraApproves are the authorisation response codes that approve.
// B4 A6
var oraApproves = map[string]bool{"00": true}

// last sends the second GENERATE AC.
func (o *oracle) last(ask, how byte) byte {
	given := o.generate(ask, how, o.list(0x8D))
	if o.unsigned { // B4 6.3.2.1, 6.3.2.2.3
		return oraAAC
	}
	return given
}

func (o *oracle) complete(given byte) {
	if given == oraTC {
		o.finish(kernel.Approved, "TC at the second")
	}
	o.decline("AAC at the second")
}

// response reads the host's answer. A script of which the end cannot be told costs that script, and what stands before it is there.
// B4 12.2.3, 12.2.4
func (o *oracle) response() ([]oraObject, bool) {
	if o.host == nil {
		return nil, false
	}
	list, ok := oraTLV(o.host)
	for end := len(o.host) - 1; end > 0 && !ok; end-- {
		tag := uint32(o.host[end])
		before, readable := oraTLV(o.host[:end])
		if !readable {
			continue
		}
		if ok = tag == 0x71 || tag == 0x72; !ok {
			return nil, false
		}
		list = append(before, oraObject{tag: tag, value: []byte{0x86}}) // no script
	}
	arc, there := oraFind(list, 0x8A)
	return list, ok && there && len(arc) == 2
}

// runScripts delivers the scripts with this tag.
// B3 10.10, E1, B4 A5, 12.2.4
func (o *oracle) runScripts(answer []oraObject, tag uint32, failed oraBit) {
	for _, s := range answer {
		if s.tag != tag {
			continue
		}
		result, id := byte(0x20), make([]byte, 4)
		list, ok := oraTLV(s.value)
		if v, there := oraFind(list, 0x9F18); there && len(v) == 4 {
			id = v
		}
		for _, x := range list {
			ok = ok && (x.tag != 0x86 || len(x.value) >= 4) // less is no command
		}
		if !ok {
			result = 0
		}
		for n := 1; len(list) > 0 && ok; list = list[1:] {
			if list[0].tag != 0x86 {
				continue
			}
			v := list[0].value
			if !oraDeliverable(v) {
				result = 0x10 | byte(min(n, 15))
				break
			}
			data := []byte(nil)
			if len(v) > 5 {
				data = v[5 : 5+int(v[4])]
			}
			// After the final GENERATE AC the card has decided; that it is gone is one more failure of the script.
			_, sw, gone := o.exchange(v[0], v[1], v[2], v[3], data)
			if gone && failed == oraScriptBefore {
				o.terminate("no response")
			}
			if c := sw >> 8; c != 0x90 && c != 0x62 && c != 0x63 {
				result = 0x10 | byte(min(n, 15))
				break
			}
			n++
		}
		o.setTSI(oraTSIScript)
		if result != 0x20 {
			o.set(failed)
		}
		o.scripts = append(append(o.scripts, result), id...)
	}
}

// oraDeliverable reports whether a command is one of the four cases in their short form, of which class and instruction can be sent.
// EMV 4.3 B1 9.4.1
func oraDeliverable(v []byte) bool {
	fits := len(v) <= 5
	if len(v) > 5 {
		fits = v[4] != 0 && (len(v) == 5+int(v[4]) || len(v) == 6+int(v[4]))
	}
	return fits && v[0] != 0xFF && v[1]>>4 != 6 && v[1]>>4 != 9
}

// oraChoices is what the books leave to the terminal and this terminal does.
var oraChoices = struct {
	notPerformedWithAAC bool
	onlineOnlyDeclines  bool
	triesAtLeastOnce    bool
}{
	// B2 6.6, 6.6.3, D4, B3 10.3: only the sample flow has the bit where an AAC is asked for; the text,
	// which goes before it, has it for an ARQC alone, and a bit of zero says no more than that both sides have a method.
	notPerformedWithAAC: false,
	// B3 10.7: an online-only terminal may leave out the default action codes.
	onlineOnlyDeclines: true,
	// B3 10.5.6: a card that prefers no attempt at a biometric type gets none; by the letter of figure 13 it would be
	// captured before that number counts.
	triesAtLeastOnce: false,
}
