package oracle

import "slices"

// bit tells whether bit n of b is set, 8 the highest.
func bit(b byte, n int) bool { return b>>(n-1)&1 == 1 }

// tvr names bits of the Terminal Verification Results: byte, and its bit. C-2 A.1.145
type tvr struct{ at, n int }

var (
	notPerformed   = tvr{1, 8}
	dataMissing    = tvr{1, 6}
	cdaFailed      = tvr{1, 3}
	versions       = tvr{2, 8}
	expired        = tvr{2, 7}
	notEffective   = tvr{2, 6}
	notAllowed     = tvr{2, 5}
	notSuccessful  = tvr{3, 8}
	unrecognised   = tvr{3, 7}
	pinEntered     = tvr{3, 3}
	aboveFloor     = tvr{4, 8}
	relayThreshold = tvr{5, 4}
	relayLimits    = tvr{5, 3}
)

// A case under way: what is decided of it so far.
type state struct {
	in   In
	out  Out
	caps byte // byte 2 of the Terminal Capabilities
	cda  bool // CDA in ODA Status
	ac   byte // AC Type: 00 AAC, 01 TC, 10 ARQC
	// split is the reading of "purchase with cashback" in a CVM condition: by the transaction type, or by an amount.
	split bool
}

func (s *state) set(b tvr)      { s.out.TVR[b.at-1] |= 1 << (b.n - 1) }
func (s *state) has(b tvr) bool { return bit(s.out.TVR[b.at-1], b.n) }
func (s *state) setIf(when bool, b tvr) {
	if when {
		s.set(b)
	}
}

// device tells whether both card and reader have CDCVM.
func (s *state) device() bool { return bit(s.in.AIP, 2) && bit(s.in.Configuration, 6) }

// before is the state of the transaction when all is read. C-2 6.5, 6.6, 6.7
func before(in In) *state {
	s := &state{in: in, ac: 1}
	s.out.Start, s.out.CVM = NA, NA
	s.out.FieldOff = in.Information.Present && bit(in.Information.Value, 3) // S1.7
	s.out.TVR[4] = map[Relay]byte{NoRelay: 1, RelayGood: 2, RelayThreshold: 2, RelayLimits: 2}[in.Relay]
	s.setIf(in.Relay == RelayThreshold || in.Relay == RelayLimits, relayThreshold)
	s.setIf(in.Relay == RelayLimits, relayLimits)
	s.cda = bit(in.AIP, 1) && bit(in.Security, 4) || in.Storage.Read // S3R1.17 S3R1.18
	s.setIf(!s.cda, notPerformed)
	return s
}

// restrict is Processing Restrictions. C-2 7.3
func (s *state) restrict() {
	in := s.in
	s.setIf(in.Version == Other, versions)
	s.setIf(in.Effective == After, notEffective)
	s.setIf(in.Expiry == Before, expired)
	if !in.HasUsage {
		return
	}
	atm := s.atm()
	s.setIf(atm && !bit(in.Usage[0], 2) || !atm && !bit(in.Usage[0], 1), notAllowed)
	if in.Country == Absent {
		return
	}
	domestic := 0 // the bit of what is allowed abroad is one lower
	if in.Country == Other {
		domestic = 1
	}
	allows := func(b byte, n int) bool { return bit(b, n-domestic) }
	s.setIf(isCash(in.Type) && !allows(in.Usage[0], 8), notAllowed)
	s.setIf(isPurchase(in.Type) && !allows(in.Usage[0], 6) && !allows(in.Usage[0], 4), notAllowed)
	s.setIf(in.Cashback != 0 && !allows(in.Usage[1], 8), notAllowed)
}

// atm tells whether the terminal is a cash machine. C-2 7.3 PRE.10
func (s *state) atm() bool {
	return slices.Contains([]byte{0x14, 0x15, 0x16}, s.in.Terminal) && bit(s.in.Additional, 8)
}

func isCash(kind byte) bool     { return kind == 0x01 || kind == 0x17 }
func isPurchase(kind byte) bool { return kind == 0x00 || kind == 0x09 }

// verify is CVM Selection. C-2 7.1
func (s *state) verify() {
	o := &s.out
	none := func(result byte) { o.CVM, o.CVMResults = NoCVM, [3]byte{0x3F, 0, result} }
	switch {
	case s.device() && s.in.Amount <= s.in.CVMLimit:
		none(2)
		return
	case s.device():
		o.CVM, o.CVMResults = Confirmed, [3]byte{0x01, 0, 2}
		return
	case !bit(s.in.AIP, 5):
		none(0)
		return
	case !s.in.HasList:
		none(0)
		s.set(dataMissing)
		return
	}
	for i, r := range s.in.Rules[:s.in.RuleCount] {
		last := i == s.in.RuleCount-1
		if !s.applies(r) {
			if last { // CVM.14
				none(1)
				s.set(notSuccessful)
			}
			continue
		}
		code := r.Code & 0x3F
		s.setIf(!recognised(code), unrecognised)
		if code != 0 && s.supports(code) {
			s.take(r)
			return
		}
		if bit(r.Code, 7) && !last {
			continue
		}
		none(1) // CVM.22 CVM.25
		if code == 0 {
			o.CVMResults = [3]byte{r.Code, r.Condition, 1} // CVM.24
		}
		s.set(notSuccessful)
		return
	}
}

// take is a rule that is met. C-2 7.1 CVM.18
func (s *state) take(r Rule) {
	o := &s.out
	o.CVMResults = [3]byte{r.Code, r.Condition, 0}
	switch r.Code & 0x3F {
	case 0x02:
		o.CVM = OnlinePIN
		s.set(pinEntered)
	case 0x1E:
		o.CVM, o.Receipt = Sign, true
	case 0x1F:
		o.CVM, o.CVMResults[2] = NoCVM, 2
	default:
		o.Disputed = true // a value of one's own
	}
}

// recognised are the CVM codes of EMV 4.4 Book 3, biometrics among them. B3 annex C3 table 39
func recognised(code byte) bool { return code <= 0x0F || code == 0x1E || code == 0x1F }

// supports tells whether the Terminal Capabilities have a CVM. A biometric one has no bit there.
func (s *state) supports(code byte) bool {
	return map[byte]bool{
		0x00: true, 0x01: bit(s.caps, 8), 0x02: bit(s.caps, 7), 0x03: bit(s.caps, 8) && bit(s.caps, 6), 0x04: bit(s.caps, 5),
		0x05: bit(s.caps, 5) && bit(s.caps, 6), 0x1E: bit(s.caps, 6), 0x1F: bit(s.caps, 4),
	}[code]
}

// applies tells whether the condition of a rule is understood, has its data and is met. B3 annex C3 table 40
func (s *state) applies(r Rule) bool {
	in := s.in
	attended := slices.Contains([]byte{1, 2, 3}, in.Terminal&0x0F)
	cashback := in.Cashback != 0
	if s.split {
		cashback = in.Type == 0x09
	}
	own := in.Currency == Same
	switch r.Condition {
	case 0:
		return true
	case 1:
		return isCash(in.Type) && !attended
	case 2:
		return !isCash(in.Type) && !cashback
	case 3:
		return s.supports(r.Code & 0x3F)
	case 4:
		return isCash(in.Type) && attended
	case 5:
		return cashback
	case 6:
		return own && in.Amount < in.X
	case 7:
		return own && in.Amount > in.X
	case 8:
		return own && in.Amount < in.Y
	case 9:
		return own && in.Amount > in.Y
	}
	return false
}

// analyse is Terminal Action Analysis. C-2 7.4
func (s *state) analyse() {
	meets := func(terminal [5]byte, issuer Code, missing [5]byte) bool {
		if !issuer.Present {
			issuer.Value = missing
		}
		for i, b := range s.out.TVR {
			if (terminal[i]|issuer.Value[i])&b != 0 {
				return true
			}
		}
		return false
	}
	all := [5]byte{0xFF, 0xFF, 0xFF, 0xFF, 0xFC}
	onlineOnly := slices.Contains([]byte{0x11, 0x21, 0x14, 0x24, 0x34}, s.in.Terminal)
	offlineOnly := slices.Contains([]byte{0x23, 0x26, 0x36, 0x13, 0x16}, s.in.Terminal)
	switch {
	case meets(s.in.TACDenial, s.in.IACDenial, [5]byte{}):
		s.ac = 0
	case onlineOnly:
		s.ac = 2
	case offlineOnly && meets(s.in.TACDefault, s.in.IACDefault, all):
		s.ac = 0
	case !offlineOnly && meets(s.in.TACOnline, s.in.IACOnline, all):
		s.ac = 2
	default:
		s.ac = 1
	}
	if s.ac == 1 && s.atm() { // the host alone verifies the PIN: no rule of the book
		s.ac = 2
		if offlineOnly {
			s.ac = 0
		}
	}
}
