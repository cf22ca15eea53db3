package oracle

// Methods of the CVM list, without bits 8 and 7. C-4 8.2.3.3, B3 annex C3
const (
	failing   = 0x00
	mobilePIN = 0x01
	onlinePIN = 0x02
	signature = 0x1E
	noCVM     = 0x1F
)

// verification is what cardholder verification comes to: an Outcome that ends the transaction, or nil, and then results and bits.
type verification struct {
	out     *Out
	clause  string
	cvm     string
	results [3]byte
	tvr     [2]byte // bytes 1 and 3 of the TVR
}

// none are the CVM results of a list that was not walked, failed those of a walk that came to nothing. B4 6.3.4.5
var (
	none   = [3]byte{0x3F, 0, 0}
	failed = [3]byte{0x3F, 0, 1}
)

// verify is cardholder verification. C-4 8.2
func verify(in In) verification {
	capable := bit(in.AIP[0], 5)
	empty := !in.HasList || in.RuleCount == 0
	switch {
	case in.CVMLimit && !capable: // C-4 8.2.1.2
		return unable(in, verification{})
	case in.CVMLimit && empty: // C-4 8.2.2.1.1
		return verification{cvm: NA, results: none, tvr: [2]byte{0x20}}
	case in.CVMLimit: // C-4 8.2.1.1
		return walk(in)
	case bit(in.AIP[1], 7) && in.HasMobile && in.Mobile[0] == 0x01 && in.Mobile[2] == 0x01 && !in.Restarted: // C-4 8.2.6.1.1
		o := early(false)
		return verification{out: &o, clause: "C-4 8.2.6.1.1"}
	case !capable: // C-4 8.2.6.1.11, 8.2.6.1.12, 8.2.6.1.13, 8.2.6.2.4
		return verification{cvm: NoCVM, results: none}
	case empty: // C-4 8.2.6.1.2, 8.2.6.1.5, 8.2.6.1.8, 8.2.6.2.1
		return verification{cvm: NoCVM, results: none, tvr: [2]byte{0x20}}
	}
	for _, r := range in.Rules[:in.RuleCount] { // C-4 8.2.6.1.3, 8.2.6.1.6, 8.2.6.1.9, 8.2.6.2.2
		if r.Method&0x3F == noCVM && satisfied(in, r, true) {
			return verification{cvm: NoCVM, results: [3]byte{r.Method, r.Condition, 2}}
		}
	}
	return walk(in) // C-4 8.2.6.1.4, 8.2.6.1.7, 8.2.6.1.10, 8.2.6.2.3
}

// supported is the list of methods that the reader supports; No CVM is never one of them. C-4 8.2.2.2.1, 8.2.3.3, 4.3.4
func supported(in In, method byte) bool {
	switch method {
	case mobilePIN:
		return bit(in.Enhanced[1], 8)
	case onlinePIN:
		return bit(in.Enhanced[1], 7)
	case signature:
		return bit(in.Enhanced[1], 6)
	}
	return false
}

// recognised methods are those that EMV defines for a card without biometrics. B3 annex C3
func recognised(method byte) bool { return method <= 5 || method == signature || method == noCVM }

// satisfied tells whether the condition of a rule holds. B3 annex C3
func satisfied(in In, r Rule, supports bool) bool {
	cash := in.Type == 0x01
	unattended := in.Terminal&7 >= 4
	switch r.Condition {
	case 0:
		return true
	case 1:
		return cash && unattended
	case 2:
		return !cash && !in.Cashback
	case 3:
		return supports
	case 4:
		return cash && !unattended
	case 5:
		return in.Cashback
	case 6:
		return in.Currency && in.Amount < in.X
	case 7:
		return in.Currency && in.Amount > in.X
	case 8:
		return in.Currency && in.Amount < in.Y
	case 9:
		return in.Currency && in.Amount > in.Y
	}
	return false
}

// walk goes through the CVM list. Requirement 8.2.3.1 names no bit 7; the text before it leaves B3 10.5 as it is, where bit 7 says whether a next rule may follow.
// C-4 8.2.3, B3 10.5
func walk(in In) verification {
	var v verification
	for _, r := range in.Rules[:in.RuleCount] {
		method := r.Method & 0x3F
		if !satisfied(in, r, supported(in, method) || method == failing) {
			continue
		}
		won := false
		switch {
		case method == failing: // B3 10.5
			return unable(in, v)
		case !recognised(method): // B3 10.5
			v.tvr[1] |= 0x40
		case !supported(in, method) && method != signature && method != noCVM: // B3 10.5: a PIN, and no PIN pad for it
			v.tvr[1] |= 0x10
		case !supported(in, method):
		case method == mobilePIN:
			var again bool
			if won, again = device(in); again {
				o := early(false)
				return verification{out: &o, clause: "C-4 8.2.4.1"}
			}
		default:
			won = true
		}
		if won {
			return v.of(r, method)
		}
		if r.Method&0x40 == 0 { // B3 10.5
			break
		}
	}
	return unable(in, v)
}

// of is success by a rule. C-4 8.2.3.1, 8.2.3.2.1, 8.2.4.1.5, B4 6.3.4.5
func (v verification) of(r Rule, method byte) verification {
	v.results = [3]byte{r.Method, r.Condition, 2}
	switch method {
	case mobilePIN:
		v.cvm = Confirmed
	case onlinePIN:
		v.cvm, v.results[2] = OnlinePIN, 0
		v.tvr[1] |= 0x04
	case signature:
		v.cvm, v.results[2] = Sign, 0
	}
	return v
}

// device is Mobile CVM: done, or to be done and the card presented again. C-4 8.2.4.1.1 to 8.2.4.1.10
func device(in In) (done, again bool) {
	switch {
	case !in.HasMobile: // C-4 8.2.4.1.1
		return false, false
	case in.Mobile[2] == 0x03: // C-4 8.2.4.1.2
		return false, false
	case in.Mobile[0] == 0x01 && in.Mobile[2] == 0x02: // C-4 8.2.4.1.5
		return true, false
	}
	return false, !in.Restarted // C-4 8.2.4.1.3, 8.2.4.1.4, 8.2.4.1.6, 8.2.4.1.7, 8.2.4.1.8, 8.2.4.1.9, 8.2.4.1.10
}

// unable is verification that cannot be done here: by contact, or on to risk management. C-4 8.2.5.1, 8.2.5.2, 8.2.5.3, 8.2.5.4, 8.2.5.5
func unable(in In, v verification) verification {
	if otherInterface(in) {
		o := another()
		return verification{out: &o, clause: "C-4 8.2.5"}
	}
	v.cvm, v.results = NA, failed
	v.tvr[1] |= 0x80
	return v
}

// otherInterface tells whether reader and card both have the contact interface, and the card is no phone. A card without 9F70 has it.
// C-4 8.2.5, 11.2.1, 12.2.2
func otherInterface(in In) bool {
	return bit(in.Enhanced[0], 8) && in.AIP[1]&0x60 == 0 && (!in.HasPaths || bit(in.Paths[0], 6))
}
