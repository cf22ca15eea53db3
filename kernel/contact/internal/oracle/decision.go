package oracle

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
	t := &o.Config.Terminal
	u16 := func(n uint16) []byte { return binary.BigEndian.AppendUint16(nil, n) }
	u32 := func(n uint64) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)) }
	switch tag {
	case 0x81:
		return u32(o.Transaction.Amount)
	case 0x9F02:
		return bcd(o.Transaction.Amount, 6)
	case 0x9F03:
		return bcd(o.Transaction.AmountOther, 6)
	case 0x9F04:
		return u32(o.Transaction.AmountOther)
	case 0x5F2A:
		return u16(o.currency())
	case 0x5F36:
		if o.Transaction.Currency != 0 {
			return []byte{o.Transaction.Exponent}
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
		return []byte{byte(o.Transaction.Account)}
	case 0x9A:
		return o.Transaction.Date[:]
	case 0x9C:
		return []byte{o.Transaction.Type}
	case 0x9F21:
		return o.Transaction.Time[:]
	case 0x9F37:
		return o.Number[:]
	case 0x9F41:
		return bcd(uint64(o.Transaction.Sequence), 4)
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
			if _, ok := o.Config.Keys.Lookup([5]byte(o.aid), v[0]); ok {
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
func (o *oracle) build(list []entry) (data []byte) {
	for _, e := range list {
		d, known := Dictionary[e.tag]
		var v []byte
		switch {
		case e.tag == 0xDF69 && o.Config.Terminal.SMFirst && bytes.HasPrefix(o.aid, []byte{0xA0, 0, 0, 3, 0x33}): // UnionPay: SM2 is there
			v = []byte{0x01}
		case e.tag == 0x9F7A && o.takesCash():
			v = []byte{0x01}
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
		data = append(data, fit(v, e.size, d.format)...)
	}
	return data
}

// transactionHash is the TC hash value.
// B3 9.2.2
func (o *oracle) transactionHash() []byte {
	list, there := o.card[0x97]
	if !there {
		if list = o.app.DefaultTDOL; len(list) > 0 {
			o.set(tvrDefaultTDOL)
		}
	}
	entries, ok := dol(list)
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
	aac  byte = 0x00
	tc   byte = 0x40
	arqc byte = 0x80
)

// decide is terminal action analysis, the first GENERATE AC and what follows from it.
// B3 9.3.1, 10.7, 10.8, B4 6.3.6, 6.3.7
func (o *oracle) decide() {
	ask := tc
	switch {
	case o.actionCodes(0x9F0E, o.app.TACDenial, 0x00):
		ask, o.arc = aac, "Z1"
	case o.offlineOnly(): // the second of the two ways to do it
		ask, o.arc = tc, "Y1"
		if o.actionCodes(0x9F0D, o.app.TACDefault, 0xFF) {
			ask, o.arc = aac, "Z1"
		}
	case o.onlineOnly(), o.actionCodes(0x9F0F, o.app.TACOnline, 0xFF):
		ask = arqc
	default:
		o.arc = "Y1"
	}
	if ask == tc && !o.mayStayOffline(0x8C, 0x9F38) {
		ask, o.arc = arqc, ""
		if o.offlineOnly() {
			ask, o.arc = aac, "Z1"
		}
	}
	if ask != aac && o.weakAfterFailure() {
		ask, o.arc = aac, "Z1"
	}
	signed := o.method == "CDA" && o.tvr[0]&tvrCDAFailed.mask == 0
	how := askNone
	switch {
	case o.method == "XDA": // B2 12.5.1: whatever is asked for, whatever has failed
		how = askXDA
	case signed && (ask == tc || ask == arqc && o.Config.Terminal.CDAMode <= 2):
		how = askCDA
	case signed && (ask == arqc || choices.notPerformedWithAAC): // B2 6.6
		o.set(tvrNotPerformed)
	}
	o.cdol1 = o.list(0x8C)
	given := o.generate(ask, how, o.cdol1)
	if o.tvr[0]&tvrCDAFailed.mask != 0 && how == askCDA { // B4 6.3.2.1
		o.arc = "Z1" // B4 6.3.6
		if given == arqc {
			o.generate(aac, askNone, o.list(0x8D))
			o.decline("CDA failed")
		}
		o.decline("CDA failed")
	}
	if given != aac && o.deniesPIN() {
		o.arc = "Z1"
		if given == arqc {
			if signed {
				o.unset(tvrNotPerformed)
			}
			o.generate(aac, how&^askCDA, o.list(0x8D))
		}
		o.decline("the card verified no PIN")
	}
	if given != aac && o.xdaFailed() {
		o.withoutXDA(given)
	}
	switch given {
	case tc:
		o.finish(kernel.Approved, "TC")
	case aac:
		o.arc = "Z1" // B4 6.3.6
		o.decline("AAC")
	}
	o.arc = ""
	o.goOnline(signed)
}

// What is asked for beside a cryptogram: bits 5 and 4 of the reference control parameter.
// B3 6.5.5.2
const (
	askNone byte = 0x00
	askXDA  byte = 0x08
	askCDA  byte = 0x10
)

// B4 A1
func (o *oracle) onlineOnly() bool { k := o.Config.Terminal.Type & 15; return k == 1 || k == 4 }

// B4 A1
func (o *oracle) offlineOnly() bool { k := o.Config.Terminal.Type & 15; return k == 3 || k == 6 }

// decline ends the transaction without approval: the attendant may accept it all the same, and the acquirer may get an advice.
// An AAC by which the card allows no service ends it instead: there is one table for both cryptograms.
// B3 10.8.1, 10.8.2, B4 6.3.7, 6.3.9, 6.5.4, 12.2.5
func (o *oracle) decline(why string) {
	if o.cid&0xC0 == aac && o.cid&0x07 == 1 {
		o.terminate("service not allowed")
	}
	t := &o.Config.Terminal
	if t.ForcesAcceptance && o.attended() && !(o.online && string(o.issuer[0x8A]) == "10") { // a part is reversed
		if o.forced = !o.ask(Question{Kind: kernel.ForceAcceptance}).No; o.forced {
			o.finish(kernel.Declined, why+", accepted by force")
		}
	}
	if !o.advise() && o.advice { // B4 12.2.5
		o.finish(kernel.EndApplication, "no advice can be made")
	}
	o.finish(kernel.Declined, why)
}

// advise has what is not captured advised where the card, by the last CID that it gave, or the scripts ask for it; false: it could not be done. Whatever
// the host has booked is reversed, and the reversal takes the results of the scripts.
// B3 10.8.2, B4 6.3.7, 6.3.9
func (o *oracle) advise() bool {
	o.advice = o.cid&0x08 != 0
	reversed := o.online && books(string(o.issuer[0x8A]))
	if !o.Config.Terminal.Advices || !o.advice && (len(o.scripts) == 0 || reversed) {
		return true
	}
	a := o.ask(Question{Kind: kernel.Advise})
	list := o.truth("advice", a.Advice)
	if _, told := find(list, 0x9F5B); told != (len(o.scripts) != 0 && !reversed) {
		panic(ending{odd: fmt.Sprintf("results of scripts in the advice: %v", told)})
	}
	return !a.No
}

// list is the data for a CDOL.
// B3 9.2.1
func (o *oracle) list(tag uint32) []byte {
	entries, ok := dol(o.card[tag])
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
	second := o.tsi[0]&tsiCard.mask != 0
	o.unsigned = false
	body, sw := o.send(0x80, 0xAE, ask|how, 0, data)
	if sw != 0x9000 {
		o.terminate("GENERATE AC")
	}
	o.replaced = map[uint32][]byte{}
	for _, tag := range []uint32{0x9F27, 0x9F36, 0x9F26, 0x9F10, 0x9F4B} {
		if v, there := o.card[tag]; there {
			o.replaced[tag] = v
		}
		delete(o.card, tag)
		delete(o.seen, tag)
	}
	r, ok := Single(body, 0x80, 0x77)
	if !ok {
		o.terminate("cryptogram")
	}
	if r.Tag == 0x80 {
		v := r.Value
		if len(v) < 11 || len(v) > 43 {
			o.terminate("cryptogram")
		}
		o.card[0x9F27], o.card[0x9F36], o.card[0x9F26], o.card[0x9F10] = v[:1], v[1:3], v[3:11], v[11:]
	} else {
		o.store(r.Value, "77", 0x9F27, 0x9F36, 0x9F26, 0x9F10, 0x9F4B)
	}
	if o.card[0x9F27] == nil || o.card[0x9F36] == nil {
		o.terminate("CID or ATC missing")
	}
	given := o.card[0x9F27][0] & 0xC0
	level := map[byte]int{aac: 0, arqc: 1, tc: 2, 0xC0: 3}
	sdad, there := o.card[0x9F4B]
	if o.card[0x9F26] == nil && (!there || how != askCDA) { // B3 6.5.5.4, note 1 of its table 14
		o.terminate("cryptogram missing")
	}
	o.replaced, o.cid = nil, o.card[0x9F27][0]
	o.setTSI(tsiCard)   // B3 10.8
	if how != askNone { // B3 10.3
		o.setTSI(tsiODA)
	}
	if how == askCDA && (there || given == tc || given == arqc) { // B2 6.6.2: a TC or ARQC has to be signed, and no more than those is
		sent := [][]byte{o.pdol, o.cdol1}
		if second {
			sent = append(sent, data)
		}
		o.checkCDA(r, there, sdad, sent...)
		o.cid = o.card[0x9F27][0] // B4 6.3.2.1: the one that was recovered, or else the one in the clear
		given = o.cid & 0xC0
	}
	if !second && level[given] > level[ask] {
		o.terminate(fmt.Sprintf("cryptogram %02X for %02X", given, ask))
	}
	if how == askXDA { // B4 6.3.2.2.3: after any GENERATE AC
		o.checkXDA(r, given, second, data)
	}
	if second && (given != tc || ask != tc) { // B3 9.3
		given = aac
	}
	return given
}

// checkCDA verifies CDA over what was sent and the response r.
// B2 6.6.2
func (o *oracle) checkCDA(r Object, there bool, sdad []byte, sent ...[]byte) {
	list, _ := TLV(r.Value)
	if !there || r.Tag == 0x80 || !o.cda(list, sdad, sent...) {
		o.set(tvrCDAFailed)
		o.unsigned = true
	}
}

// choices is what the books leave to the terminal and this terminal does.
var choices = struct {
	// notPerformedWithAAC: an AAC is asked for with the bit that authentication was not performed. Only the sample flow has it so; the text, which goes before it,
	// has it for an ARQC alone, and a bit of zero says no more than that both sides have a method.
	notPerformedWithAAC bool
	onlineOnlyDeclines  bool // an online-only terminal has default action codes, which it may leave out
	// triesAtLeastOnce: a card that prefers no attempt at a biometric type gets one all the same; by the letter of figure 13 it is captured before that number
	// counts.
	triesAtLeastOnce bool
}{
	notPerformedWithAAC: false, // B2 6.6, 6.6.3, D4, B3 10.3
	onlineOnlyDeclines:  true,  // B3 10.7
	triesAtLeastOnce:    false, // B3 10.5.6
}
