package oracle

// bit tells whether bit n of b is set, 8 the highest.
func bit(b byte, n int) bool { return b>>(n-1)&1 == 1 }

// A kind of cryptogram is bits 8 and 7 of the CID, and of the reference control parameter. B3 6.5.5.2
const (
	aac  = 0x00
	tc   = 0x40
	arqc = 0x80
	rfu  = 0xC0
)

// A row gives an Outcome where it holds; the first that holds decides.
type row struct {
	clause string
	when   func(in In, f *facts) bool
	out    func(in In, f *facts) Out
}

// facts are what the kernel has found out.
type facts struct {
	tvr     [5]byte
	cvm     verification
	asked   byte // kind of cryptogram
	able    bool // card and reader have CDA
	signed  bool // a signature is asked for
	offline bool // the reader is offline-only
	delayed bool
	failed  bool // CDA
}

func ends(in In, _ *facts) Out     { return end() }
func declines(in In, _ *facts) Out { return decline() }

// leaves is Try Another Interface where there is one, otherwise what else says.
func leaves(otherwise func() Out) func(In, *facts) Out {
	return func(in In, _ *facts) Out {
		if otherInterface(in) {
			return another()
		}
		return otherwise()
	}
}

// before are the ends before cardholder verification.
var before = []row{
	{"C-4 4.3.6.1", func(in In, _ *facts) bool { return in.BadOptions }, ends},
	{"C-4 4.3.7.2", func(in In, _ *facts) bool {
		return !bit(in.AIP[1], 8) && bit(in.Enhanced[0], 8) && in.AIP[1]&0x60 == 0
	}, func(In, *facts) Out { return another() }},
	{"C-4 4.3.7.3", func(in In, _ *facts) bool { return !bit(in.AIP[1], 8) }, ends},
	{"C-4 5.3.5", func(in In, _ *facts) bool { return in.BadRecord }, ends},
	{"C-4 5.3.3", func(in In, _ *facts) bool { return in.Missing != 0 }, ends},
}

// after are the ends after GENERATE AC.
var after = []row{
	{"C-4 11.2.3.1", func(in In, _ *facts) bool { return in.SW == 0x6984 && !in.Restarted }, func(In, *facts) Out { return early(true) }},
	{"C-4 11.2.3.2", func(in In, _ *facts) bool { return in.SW == 0x6984 }, ends},
	{"C-4 11.2.1", func(in In, _ *facts) bool { return in.SW != 0x9000 }, leaves(end)},
	{"C-4 11.2.1.1", func(in In, _ *facts) bool { return in.Form == Broken }, leaves(end)}, // and 11.2.1.3
	{"C-4 11.2.1.5", func(in In, _ *facts) bool { return in.CID&rfu == rfu }, leaves(end)},
	{"C-4 11.2.1.2", func(in In, f *facts) bool {
		return f.signed && in.CID&rfu != aac && in.Form == Format1
	}, leaves(end)}, // and 11.2.1.4
	{"C-4 11.2.2.4", func(in In, f *facts) bool {
		return f.asked == aac && in.CID&rfu != aac || f.asked == arqc && in.CID&rfu == tc
	}, declines},
	{"C-4 11.2.4.1", func(in In, _ *facts) bool { return in.COTS && in.CID&rfu == tc }, declines},
	{"C-4 11.2.5.1", func(in In, _ *facts) bool { return in.CID&rfu == aac }, leaves(decline)},
	{"C-4 11.2.4.4", func(_ In, f *facts) bool { return f.failed }, leaves(decline)},                                                 // and 11.2.6.1
	{"C-4 11.2.4.3", func(in In, _ *facts) bool { return in.CID&rfu == tc }, func(_ In, f *facts) Out { return approve(f.cvm.cvm) }}, // and 11.2.4.2
	{"C-4 11.2.6.3.1", func(in In, f *facts) bool { return f.delayed && f.signed }, func(_ In, f *facts) Out { return approve(f.cvm.cvm) }},
	{"C-4 2.2.4", func(_ In, f *facts) bool { return f.delayed }, leaves(decline)},
	{"C-4 11.2.6.1.1", func(_ In, f *facts) bool { return f.offline }, leaves(decline)},
	{"C-4 11.2.6.2.2", func(in In, _ *facts) bool { return in.Away }, leaves(decline)},
	{"C-4 11.2.6.2.1", func(In, *facts) bool { return true }, func(_ In, f *facts) Out { return online(f.cvm.cvm) }},
}

// Decide is the Outcome of an activation for a card.
func Decide(in In) Said {
	if in.COTS && in.Away { // C-4 4.3.1.4
		return Said{Out: decline(), Clause: "C-4 4.3.1.4"}
	}
	f := &facts{offline: in.Terminal&7 == 3 || in.Terminal&7 == 6, delayed: bit(in.Enhanced[3], 7)}
	s := first(before, in, f)
	if s.Clause == "" {
		s = judge(in, f)
	}
	s.SentType, s.SentEnhanced = options(in, f.offline)
	return s
}

// judge is the Outcome for a card whose data are read.
func judge(in In, f *facts) (s Said) {
	f.restrict(in)
	f.cvm = verify(in)
	if f.cvm.out != nil {
		s = Said{Out: *f.cvm.out, Clause: f.cvm.clause}
	} else {
		f.ask(in)
		s = first(after, in, f)
		s.Reference = f.asked
		if f.signed {
			s.Reference |= 0x10
		}
		s.TVR, s.CVMResults, s.CDAFailed = f.tvr, f.cvm.results, f.tvr[0]&0x04 != 0 || s.Clause == "C-4 11.2.4.4"
	}
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

// options are the objects that GET PROCESSING OPTIONS sends. C-4 4.3.1.1, 4.3.1.2, 4.3.1.3, 4.3.3.1, 4.3.4.1, 4.3.5.1
func options(in In, offline bool) (kind byte, enhanced [4]byte) {
	reader, e := in.Reader&^0x08, in.Enhanced
	e[2] = 0
	if in.CVMLimit {
		reader |= 0x08
		e[2] |= 0x40
	}
	if offline || in.Away {
		e[2] |= 0x80
	}
	switch in.PDOL {
	case AsksType:
		kind = in.Terminal | reader
	case AsksEnhanced:
		enhanced = e
	case AsksBoth:
		kind, enhanced = in.Terminal, e
	}
	return kind, enhanced
}

// restrict is what the TVR has before cardholder verification and risk management add to it.
func (f *facts) restrict(in In) {
	set := func(is bool, n int, mask byte) {
		if is {
			f.tvr[n-1] |= mask
		}
	}
	f.able = bit(in.AIP[0], 1) && !in.NoCDA // C-4 6.2.2.1
	f.failed = f.able && in.NoChain
	f.signed = f.able && !f.failed                                          // B2 6.6: no signature is asked for where CDA has failed
	set(bit(in.AIP[1], 7) && in.HasMobile && in.Mobile[2] == 0x03, 3, 0x20) // C-4 4.3.8.1
	set(f.failed, 1, 0x20)                                                  // B3 10.3
	set(f.failed, 1, 0x04)                                                  // C-4 6.2.6.3, B3 10.3
	set(!f.able, 1, 0x80)                                                   // C-4 6.2.1.3
	set(in.OtherVersion, 2, 0x80)                                           // C-4 7.2.2.1.1
	set(in.Early, 2, 0x20)                                                  // C-4 7.2.2.3.1
	set(in.Expired, 2, 0x40)                                                // C-4 7.2.2.3.2
	set(in.HasUsage && !allowed(in), 2, 0x10)                               // C-4 7.2.2.2.1 to 7.2.2.2.4
	set(f.delayed && in.HasPaths && bit(in.Paths[1], 8) && (in.Country == Domestic && !bit(in.Paths[1], 7) ||
		in.Country != Domestic && !bit(in.Paths[1], 6)), 2, 0x10) // C-4 7.2.3.1.1, 7.2.3.1.2: no code is not the terminal's
	set(in.FloorLimit, 4, 0x80) // C-4 9.2.1.1
	set(in.Listed, 1, 0x10)     // C-4 9.2.4.1
}

// allowed is Application Usage Control at a reader that is no ATM. C-4 7.2.2.2.1, 7.2.2.2.2, 7.2.2.2.4, B3 10.4.2
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
	}
	return in.Usage[0]&(home>>2|home>>4) != 0
}

// ask is terminal action analysis. C-4 10.2.1, 10.2.2, 10.2.4
func (f *facts) ask(in In) {
	f.tvr[0] |= f.cvm.tvr[0]
	f.tvr[2] |= f.cvm.tvr[1]
	iac := in.IAC
	if !iac.Present { // B3 10.7
		ones := [5]byte{0xFF, 0xFF, 0xFF, 0xFF, 0xFF}
		iac.Online, iac.Default = ones, ones
	}
	meets := func(a, b [5]byte) bool {
		for i, v := range f.tvr {
			if v&(a[i]|b[i]) != 0 {
				return true
			}
		}
		return false
	}
	online := meets(in.TAC.Online, iac.Online)
	switch {
	case meets(in.TAC.Denial, iac.Denial): // C-4 10.2.1.1.1, 10.2.1.2.1, 10.2.1.3.1, 10.2.1.4.1
		f.asked = aac
	case f.delayed && online: // C-4 10.2.1.4.2
		f.asked = arqc
	case f.delayed, f.offline: // C-4 10.2.1.4.2, 10.2.1.1.1
		f.asked = tc
	case in.Terminal&7 == 1 || in.Terminal&7 == 4: // C-4 10.2.1.2.2
		f.asked = arqc
		if in.Away {
			f.asked = aac
		}
	case !online: // C-4 10.2.1.3.2
		f.asked = tc
	case !in.Away: // C-4 10.2.1.3.2
		f.asked = arqc
	case meets(in.TAC.Default, iac.Default): // C-4 10.2.1.3.3
		f.asked = aac
	default: // C-4 10.2.1.3.3
		f.asked = tc
	}
	if f.asked != aac && (in.ZeroAmount || in.StatusCheck) { // C-4 10.2.2.1, 10.2.2.3
		f.asked = arqc
	}
	if f.asked == aac && f.signed { // C-4 6.2.1.1, 6.2.1.3, 10.2.4
		f.signed = false
		f.tvr[0] |= 0x80
	}
	f.failed = f.failed || f.signed && in.SW == 0x9000 && in.CID&rfu != aac && (in.Proof != GoodSignature || in.UnknownKey) // C-4 11.2.2.1, 6.2.6.3
}
