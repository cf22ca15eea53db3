package oracle

// Decide is the Outcome of the first activation for a card.
func Decide(in In) Said {
	f := &facts{legacy: in.FCI == Legacy, profile: in.Profile &^ 0x80} // C-5 3.2.1.7
	if s := first(start, in, f); s.Clause != "" {
		return s
	}
	offered := f.profile
	s := first(early, in, f)
	if s.Clause == "" {
		s = judge(in, f)
	}
	s.Offered = offered
	return s
}

func first(rows []row, in In, f *facts) Said {
	for _, r := range rows {
		if r.when(in, f) {
			return Said{Out: r.out(in, f), Clause: r.clause}
		}
	}
	return Said{}
}

// judge is the Outcome for a card whose data are read.
func judge(in In, f *facts) Said {
	f.authenticate(in)
	f.manage(in)
	f.restrict(in)
	f.analyse(in)
	s := first(analysed, in, f)
	if s.Clause != "" && s.Outcome != EndApplication {
		s.TVR, s.CDAFailed = f.tvr, f.tvr[0]&0x04 != 0
		return s
	}
	f.valid = in.Proof == GoodSignature && !in.NoChain && !in.UnknownKey
	f.cvm = f.chosen(in)
	if s.Clause == "" && f.legacy {
		s = first(old, in, f)
	} else if s.Clause == "" {
		s = first(answered, in, f)
		s.Removal = f.removal(in, s.Clause)
		s.CDAFailed = s.Record && (f.tvr[0]&0x04 != 0 || s.Clause == "C-5 3.8.2.1")
	}
	s.Reference, s.Profile, s.TVR = f.asked, f.profile, f.tvr
	if f.signed {
		s.Reference |= 0x10 // C-5 3.8.1.4
	}
	return s
}

// authenticate is what the TVR says of offline data authentication before GENERATE AC. C-5 3.3.1.9, 3.4.1.3, 3.4.1.4
func (f *facts) authenticate(in In) {
	able := !f.legacy && bit(in.Options, 6) && bit(in.AIP[0], 1)
	f.signed = able && !in.UnknownKey
	if !able {
		f.tvr[0] |= 0x80
	}
	if able && in.NoChain { // C-5 3.4.1.3
		f.tvr[0] |= 0x24
	}
	if able && in.UnknownKey {
		f.tvr[0] |= 0x80
		f.tvr[4] |= 0x04
	}
}

// manage is terminal risk management. C-5 3.5
func (f *facts) manage(in In) {
	if in.CVM.reached(in.Amount) && in.Type != 0x20 { // C-5 3.5.2.1
		f.profile |= 0x80
	}
	unit := uint64(100)
	if in.SingleUnits {
		unit = 1
	}
	if f.legacy || in.Terminal&7 == 1 || in.Terminal&7 == 4 || in.Amount == unit && bit(in.Options, 7) { // C-5 3.5.3.1
		f.tvr[3] |= 0x80
	}
	if !f.legacy && in.Floor.reached(in.Amount) { // C-5 3.5.3.2
		f.tvr[3] |= 0x80
	}
	if !f.legacy && bit(in.Options, 4) && f.tvr[3]&0x80 == 0 && in.Drawn { // C-5 3.5.4.1, 3.5.4.2
		f.tvr[3] |= 0x10
	}
	if !f.legacy && bit(in.Options, 5) && in.Listed { // C-5 3.5.5.1, 3.5.5.2
		f.tvr[0] |= 0x10
	}
}

// restrict is processing restrictions. C-5 3.6
func (f *facts) restrict(in In) {
	if !f.legacy && in.HasUsage && !allowed(in) { // C-5 3.6.1.1, 3.6.1.2
		f.tvr[1] |= 0x10
	}
	if in.Expired { // C-5 3.6.2.2
		f.tvr[1] |= 0x40
	}
	if in.Early { // C-5 3.6.3.2
		f.tvr[1] |= 0x20
	}
}

// allowed is Application Usage Control at a reader that is no ATM. B3 10.4.2
func allowed(in In) bool {
	if !bit(in.Usage[0], 1) {
		return false
	}
	if in.Country == NoCountry {
		return true
	}
	home := map[bool]byte{true: 0x80, false: 0x40}[in.Country == Domestic]
	switch {
	case in.Cashback && in.Usage[1]&home == 0:
		return false
	case in.Type == 0x01:
		return in.Usage[0]&home != 0
	case in.Type == 0x20:
		return true
	}
	return in.Usage[0]&(home>>2|home>>4) != 0
}

// assumed are the action codes of a reader that is configured with none. C-5 annex D table D-1
var assumed = Codes{true, [5]byte{0x04, 0x10}, [5]byte{0x90, 0x60, 0, 0x90, 0x04}, [5]byte{0x90, 0x40, 0, 0x80, 0x04}}

// analyse is terminal action analysis. C-5 3.7.1.4, 3.7.1.5, 3.7.1.6
func (f *facts) analyse(in In) {
	tac, iac := in.TAC, in.IAC
	if !tac.Present {
		tac = assumed
	}
	if f.legacy || !iac.Present {
		ones := [5]byte{0xFF, 0xFF, 0xFF, 0xFF, 0xFF}
		iac = Codes{true, [5]byte{}, ones, ones}
	}
	meets := func(a, b [5]byte) bool {
		for i, v := range f.tvr {
			if v&(a[i]|b[i]) != 0 {
				return true
			}
		}
		return false
	}
	offline := in.Terminal&7 == 3 || in.Terminal&7 == 6
	switch {
	case meets(tac.Denial, iac.Denial), offline && meets(tac.Default, iac.Default):
		f.asked = aac
	case f.legacy: // C-5 3.9.1.3
		f.asked = arqc
	case offline:
		f.asked = tc
	case in.Terminal&7 == 1, in.Terminal&7 == 4, meets(tac.Online, iac.Online): // B3 10.7
		f.asked = arqc
	default:
		f.asked = tc
	}
}

// chosen is the CVM of the transaction. C-5 3.8.4.5, 3.9.2
func (f *facts) chosen(in In) string {
	switch {
	case !f.legacy && f.transit(): // C-5 3.8.4.5
		return NoCVM
	case !f.legacy:
		return method(in.Status)
	case !bit(f.profile, 8): // C-5 3.9.2.1
		return NoCVM
	case !in.HasList: // C-5 3.9.2.2
		return NA
	}
	for _, r := range in.Rules[:in.RuleCount] { // C-5 3.9.2.3
		switch r.Method & 0x3F {
		case 0x1E:
			if supports(in.Profile, Sign) {
				return Sign
			}
		case 0x02:
			if supports(in.Profile, OnlinePIN) {
				return OnlinePIN
			}
		}
	}
	return NA // C-5 3.9.2.4
}

// removal tells whether the cardholder is told to take the card away. C-5 3.8.1.13
func (f *facts) removal(in In, clause string) bool {
	switch clause {
	case "C-5 3.8.1.5", "C-5 3.8.1.6", "C-5 3.8.1.7", "C-5 3.8.1.8", "C-5 3.8.1.9", "C-5 3.8.1.10", "C-5 3.8.1.11", "C-5 3.8.1.12":
		return false
	}
	return in.Proof != NoSignature && (!updates(in) || in.Conduct == 0 || in.Conduct == 2)
}
