package oracle

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/emvgo/emv/kernel"
)

// Restrictions, cardholder verification and risk management as the oracle does them.

// What a transaction is, by its type.
// B3 10.4.2, 10.5, C3
func (o *oracle) cash() bool     { return o.Transaction.Type == 0x01 || o.Transaction.Type == 0x17 }
func (o *oracle) purchase() bool { return o.Transaction.Type == 0x00 || o.Transaction.Type == 0x09 }
func (o *oracle) cashback() bool {
	return o.Transaction.Type == 0x09 || o.Transaction.Type == 0 && o.Transaction.AmountOther > 0
}

func (o *oracle) attended() bool { return o.Config.Terminal.Type&15 <= 3 }

// B4 A1
func (o *oracle) atm() bool {
	t := o.Config.Terminal.Type
	return t >= 0x14 && t <= 0x16 && o.Config.Terminal.AdditionalCapabilities[0]&0x80 != 0
}

func (o *oracle) currency() uint16 {
	if o.Transaction.Currency != 0 {
		return o.Transaction.Currency
	}
	return o.Config.Terminal.TransactionCurrency
}

// usages is which bits of application usage control allow what: domestic, international; byte, bits.
// B3 10.4.2, C2
var usages = []struct {
	what          func(*oracle) bool
	at            int
	home, foreign byte
}{
	{(*oracle).cash, 0, 0x80, 0x40},
	{(*oracle).purchase, 0, 0x20 | 0x08, 0x10 | 0x04},
	{(*oracle).cashback, 1, 0x80, 0x40},
}

// restrict applies the processing restrictions.
// B3 10.4
func (o *oracle) restrict() {
	if v, there := o.card[0x9F08]; there && !bytes.Equal(v, o.app.VersionNumber[:]) {
		o.set(tvrVersions)
	}
	if usage, there := o.card[0x9F07]; there {
		place := byte(0x01)
		if o.atm() {
			place = 0x02
		}
		bad := usage[0]&place == 0
		if country, there := o.card[0x5F28]; there {
			home := bytes.Equal(country, binary.BigEndian.AppendUint16(nil, o.Config.Terminal.CountryCode))
			for _, u := range usages {
				bits := u.foreign
				if home {
					bits = u.home
				}
				bad = bad || u.what(o) && usage[u.at]&bits == 0
			}
		}
		if bad {
			o.set(tvrService)
		}
	}
	day := func(b []byte) []byte { return append([]byte{century(b[0])}, b...) }
	today := day(o.Transaction.Date[:])
	if from, there := o.card[0x5F25]; there && bytes.Compare(today, day(from)) < 0 {
		o.set(tvrNotYet)
	}
	if bytes.Compare(today, day(o.card[0x5F24])) > 0 {
		o.set(tvrExpired)
	}
}

// A method is one CVM, or one half of a combination.
// B3 C3, B4 A2
type method struct {
	capability byte // terminal capabilities byte 2
	perform    func(*oracle) result
}

type result byte // byte 3 of the CVM results

const (
	unknown result = iota
	failed
	successful
)

var (
	plain     = method{0x80, func(o *oracle) result { return o.offlinePIN(kernel.PlaintextOfflinePIN) }}
	online    = method{0x40, (*oracle).onlinePIN}
	signature = method{0x20, func(*oracle) result { return unknown }}
	enc       = method{0x10 | 0x01, func(o *oracle) result { return o.offlinePIN(kernel.EncipheredOfflinePINRSA) }}
	noCVM     = method{0x08, func(*oracle) result { return successful }}
)

// cvms are the CVM codes that the books define, but for biometrics, 06 to 0F.
var cvms = map[byte][]method{
	0x01: {plain}, 0x02: {online}, 0x03: {plain, signature}, 0x04: {enc}, 0x05: {enc, signature},
	0x1E: {signature}, 0x1F: {noCVM},
}

func (o *oracle) supportsCVM(code byte) bool {
	if code >= 0x06 && code <= 0x0F {
		return o.captures(code)
	}
	if (code == 0x1E || code == 0x1F) && o.onlyStrongCVM() {
		return false
	}
	for _, m := range cvms[code] {
		if o.cvmCapabilities()&m.capability == 0 {
			return false
		}
	}
	return code == 0 || len(cvms[code]) > 0
}

// condition reports whether the condition of a rule holds.
// B3 10.5, C3
func (o *oracle) condition(code, condition byte, x, y uint32) bool {
	currency, there := o.card[0x9F42]
	own := there && bytes.Equal(currency, binary.BigEndian.AppendUint16(nil, o.currency()))
	amount := o.Transaction.Amount
	switch condition {
	case 0:
		return true
	case 1:
		return !o.attended() && o.cash()
	case 2:
		return !o.cash() && !o.cashback()
	case 3:
		return o.supportsCVM(code)
	case 4:
		return o.attended() && o.cash()
	case 5:
		return o.cashback()
	case 6:
		return own && amount < uint64(x)
	case 7:
		return own && amount > uint64(x)
	case 8:
		return own && amount < uint64(y)
	case 9:
		return own && amount > uint64(y)
	}
	return false
}

// verify works the CVM list.
// B3 10.5, 10.5.5, B4 6.3.4.5
func (o *oracle) verify() {
	o.cvm = [3]byte{0x3F, 0, 0}
	if o.card[0x82][0]&0x10 == 0 {
		return
	}
	list, there := o.card[0x8E]
	if !there {
		o.set(tvrDataMissing)
		return
	}
	if len(list) < 8 || len(list)%2 != 0 {
		o.terminate("CVM list")
	}
	if len(list) == 8 { // as if there were none
		o.set(tvrDataMissing)
		return
	}
	o.rules(list)
	o.setTSI(tsiCVM)
}

// rules works one rule after the other.
func (o *oracle) rules(list []byte) {
	x, y := binary.BigEndian.Uint32(list), binary.BigEndian.Uint32(list[4:])
	o.cvm[2] = byte(failed)
	for r := list[8:]; len(r) > 0; r = r[2:] {
		code := r[0] & 0x3F
		if !o.condition(code, r[1], x, y) {
			continue
		}
		switch {
		case code == 0: // fail CVM processing
			o.cvm = [3]byte{r[0], r[1], byte(failed)}
			o.set(tvrUnverified)
			return
		case code > 0x0F && code != 0x1E && code != 0x1F:
			o.set(tvrUnrecognised)
		case !o.supportsCVM(code):
			o.unsupported(code)
		default:
			result := successful
			if code >= 0x06 && code <= 0x0F {
				result = o.biometric(code)
			}
			for _, m := range cvms[code] {
				if part := m.perform(o); part != successful {
					result = part
				}
				if result == failed {
					break
				}
			}
			o.cvm = [3]byte{r[0], r[1], byte(result)}
			if result != failed {
				return
			}
		}
		if r[0]&0x40 == 0 {
			break
		}
	}
	o.set(tvrUnverified)
}

// unsupported is what a CVM that the terminal does not support leaves behind.
// B3 10.5
func (o *oracle) unsupported(code byte) {
	switch {
	case code == 2:
		o.set(tvrNoPINPad)
	case code == 1 || code == 3 || code == 4 || code == 5:
		if o.cvmCapabilities()&(0x80|0x10|0x01) == 0 {
			o.set(tvrNoPINPad)
		}
	case code >= 6 && code <= 0x0F:
		o.set(tvrBiometricType)
	}
}

// ask takes the next answer, which must be to this question.
func (o *oracle) ask(want Question) Ask {
	want.At = o.at
	if o.askAt == len(o.Asks) {
		panic(ending{odd: fmt.Sprintf("%+v was not asked", want)})
	}
	a := o.Asks[o.askAt]
	o.askAt++
	if a.Question == want && a.Gone {
		o.terminate("no response")
	}
	if a.Question != want {
		panic(ending{odd: fmt.Sprintf("asked %+v, not %+v", a.Question, want)})
	}
	return a
}

// entered deals with the ways in which there is no PIN.
// B3 10.5.1, 10.5.2, B4 6.3.4.3
func (o *oracle) entered(p Ask) bool {
	if p.Code == kernel.PINBypassed && !o.attended() {
		o.set(tvrNoPINPad)
		return false
	}
	switch p.Code {
	case kernel.PINEntered:
		return true
	case kernel.PINBypassed:
		o.set(tvrNoPIN)
		o.noPIN = true
	case kernel.PINCancelled:
		o.terminate("cancelled")
	default:
		o.set(tvrNoPINPad)
	}
	return false
}

// B3 10.5.2, B4 6.3.4.2
func (o *oracle) onlinePIN() result {
	if o.noPIN {
		o.set(tvrNoPIN)
		return failed
	}
	if !o.entered(o.ask(Question{Kind: kernel.EnterPIN, Method: kernel.OnlinePIN, Tries: -1})) {
		return failed
	}
	o.set(tvrOnlinePIN)
	return unknown
}

// B3 10.5.1, B4 6.3.4.1
func (o *oracle) offlinePIN(method kernel.PINMethod) result {
	if o.noPIN {
		o.set(tvrNoPIN)
		return failed
	}
	left := -1
	if tries, ok := o.getData(0x9F17); ok {
		if left = int(tries[0]); left == 0 {
			o.set(tvrTryLimit)
			return failed
		}
	}
	for range verifies {
		want := Question{Kind: kernel.EnterPIN, Method: method, Tries: left}
		if !o.entered(o.ask(want)) {
			return failed
		}
		want.Kind = kernel.VerifyPIN
		if method == kernel.EncipheredOfflinePINRSA && !o.encipher(&want, true) {
			return failed
		}
		p := o.ask(want)
		if !o.entered(p) {
			return failed
		}
		left = int(p.SW & 15)
		switch {
		case p.SW == 0x9000:
			return successful
		case p.SW == 0x63C0 || p.SW == 0x6983 || p.SW == 0x6984:
			o.set(tvrTryLimit)
			return failed
		case p.SW&0xFFF0 == 0x63C0:
		default: // B3 10.5.5, figure 11
			o.terminate("VERIFY")
		}
	}
	o.terminate("VERIFY without end")
	return failed
}

// verifies is how many VERIFYs there may be for one PIN: no counter tells of more.
// B3 6.5.12.5
const verifies = 15

// encipher finds the key that what the cardholder entered is enciphered with, and the card's challenge. The key of the
// certification authority says which family the card is of; a PIN needs the terminal's capability.
// B2 7.1, 7.2, 7.3, 13.1, 13.2, 13.4, B4 A2
func (o *oracle) encipher(q *Question, isPIN bool) bool {
	family := byte(0x10)
	ca, ecc := o.caECC()
	if ecc {
		family = 0x01
	}
	if isPIN && o.capabilities()[1]&family == 0 {
		return false
	}
	if ecc {
		k, ok := o.enciphermentECC(ca)
		if !ok {
			return false
		}
		q.Method, q.Key = kernel.EncipheredOfflinePINECC, fmt.Sprintf("%02X %X", k.suite, k.x())
		q.NewKeys = !o.agreed
	} else {
		k, ok := o.pinKey()
		if !ok {
			return false
		}
		q.Method, q.Key = kernel.EncipheredOfflinePINRSA, fmt.Sprintf("%X %X", k.modulus, k.exponent)
	}
	body, sw := o.send(0x00, 0x84, 0, 0, nil)
	q.Challenge = string(body)
	if sw != 0x9000 || len(body) != 8 {
		return false
	}
	o.agreed = o.agreed || ecc
	return true
}

// pinKey recovers the key for the PIN.
// B2 7.1
func (o *oracle) pinKey() (k rsaKey, ok bool) {
	if o.card[0x8F] == nil || o.card[0x90] == nil || o.card[0x9F32] == nil || !o.issuerKey(false) {
		return k, false
	}
	if o.card[0x9F2D] != nil && o.card[0x9F2E] != nil {
		return o.cardKey(0x9F2D, 0x9F2E, 0x9F2F, nil, false)
	}
	if o.card[0x9F46] == nil || o.card[0x9F47] == nil {
		return k, false
	}
	if o.input(); !o.staticOK {
		return k, false
	}
	return o.cardKey(0x9F46, 0x9F47, 0x9F48, o.static, false)
}

// getData asks for a data object.
// B3 6.5.7
func (o *oracle) getData(tag uint32) ([]byte, bool) {
	body, sw := o.send(0x80, 0xCA, byte(tag>>8), byte(tag), nil)
	x, ok := Single(body, tag)
	if sw != 0x9000 || !ok || len(x.Value) != Dictionary[tag].Max {
		return nil, false
	}
	return x.Value, true
}

// risk is terminal risk management.
// B3 10.6
func (o *oracle) risk() {
	if o.Transaction.ForceOnline && o.attended() { // B4 6.5.3
		o.set(tvrForced)
	}
	before := o.lookUp()
	if limit := o.floorLimit(); o.Transaction.Amount >= limit || before >= limit-o.Transaction.Amount {
		o.set(tvrFloorLimit)
	}
	o.select1in(o.Transaction.Amount)
	o.velocity()
	o.setTSI(tsiRisk)
}

// lookUp asks the terminal's memory, and gives what the card has spent before.
// B3 10.6.1, B4 6.3.5
func (o *oracle) lookUp() uint64 {
	if !o.Config.Terminal.LooksUp {
		return 0
	}
	data := ObjectOf(0x5A, o.card[0x5A])
	if number, there := o.card[0x5F34]; there {
		data = append(data, ObjectOf(0x5F34, number)...)
	}
	a := o.ask(Question{Kind: kernel.Lookup, Data: hexDigits(data)})
	if a.No {
		o.set(tvrException)
	}
	return a.Sum
}

// floorLimit is for the terminal's currency; in another there is none below which a transaction might stay offline.
func (o *oracle) floorLimit() uint64 {
	if o.currency() != o.Config.Terminal.TransactionCurrency {
		return 0
	}
	return o.app.FloorLimit
}

// select1in selects transactions at random: the number drawn is given. Above the threshold the percentage grows in a line.
// A terminal that cannot choose between offline and online need not, and this one does not.
// B3 10.6.2
func (o *oracle) select1in(amount uint64) {
	a := o.app
	if amount >= o.floorLimit() || o.Draw == 0 || o.onlineOnly() || o.offlineOnly() {
		return
	}
	chosen := o.Draw <= int(a.RandomTarget)
	if amount >= a.RandomThreshold {
		more, of := amount-a.RandomThreshold, a.FloorLimit-a.RandomThreshold
		span := int64(a.RandomMaxTarget) - int64(a.RandomTarget)
		chosen = (int64(o.Draw)-int64(a.RandomTarget))*int64(of) <= span*int64(more)
	}
	if chosen {
		o.set(tvrRandomly)
	}
}

// B3 10.6.3
func (o *oracle) velocity() {
	lower, upper := o.card[0x9F14], o.card[0x9F23]
	if lower == nil || upper == nil {
		return
	}
	counter, counted := o.getData(0x9F36)
	last, known := o.getData(0x9F13)
	if !counted || !known { // B3 7.5
		o.set(tvrDataMissing)
	}
	if known && last[0] == 0 && last[1] == 0 {
		o.set(tvrNewCard)
	}
	var gap int
	if counted && known {
		gap = int(binary.BigEndian.Uint16(counter)) - int(binary.BigEndian.Uint16(last))
	}
	if gap <= 0 {
		o.set(tvrLower)
		o.set(tvrUpper)
		return
	}
	if gap > int(lower[0]) {
		o.set(tvrLower)
		if gap > int(upper[0]) {
			o.set(tvrUpper)
		}
	}
}
