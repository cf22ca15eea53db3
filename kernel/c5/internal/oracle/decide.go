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
	legacy  bool
	profile byte // byte 1 of the dynamic Terminal Interchange Profile
	tvr     [5]byte
	asked   byte // kind of cryptogram, AAC where the transaction is declined without one
	signed  bool // a signature is asked for
	valid   bool // the one that came verifies
	cvm     string
}

func (f *facts) transit() bool { return bit(f.profile, 3) }

func nexts(In, *facts) Out   { return next() }
func loses(In, *facts) Out   { return lost() }
func refuses(In, *facts) Out { return decline(false) }

// declines is Declined after an answer to GENERATE AC that may have a balance.
func declines(in In, _ *facts) Out { return decline(in.Balance) }

// leaves is Try Another Interface where the reader has a contact chip, otherwise what else says. C-5 3.8.1.6, 3.8.2.1
func leaves(otherwise func(In, *facts) Out) func(In, *facts) Out {
	return func(in In, f *facts) Out {
		if bit(f.profile, 2) {
			return another()
		}
		return otherwise(in, f)
	}
}

// start are the ends before a command. C-5 3.2
var start = []row{
	{"C-5 3.2.1.3", func(in In, _ *facts) bool { return in.FCI >= EmptyPDOL }, nexts},
	{"C-5 3.2.1.9", func(in In, f *facts) bool { return f.legacy && !bit(in.Options, 1) }, nexts},
}

// early are those before risk management. C-5 3.3, 3.4, 3.11
var early = []row{
	{"C-5 3.11.2.3", func(in In, _ *facts) bool { return in.Fault == AtOptions }, loses},
	{"C-5 3.3.1.3", func(in In, _ *facts) bool { return in.OptionsSW == 0x6F00 }, func(In, *facts) Out { return unknown() }},
	{"C-5 3.3.1.4", func(in In, _ *facts) bool { return in.OptionsSW != 0x9000 }, nexts},
	{"C-5 3.11.1.2", func(in In, _ *facts) bool { return in.Answer != Whole }, nexts}, // and 3.3.1.5, 3.3.1.7, 3.3.1.8
	{"C-5 3.3.1.6", func(in In, f *facts) bool { return !f.legacy && !bit(in.AIP[1], 8) }, nexts},
	{"C-5 3.11.2.3", func(in In, _ *facts) bool { return in.Fault == AtRecord }, loses},
	{"C-5 3.11.1.1", func(in In, _ *facts) bool { return in.BadRecord }, nexts},
	{"C-5 3.4.1.2", func(in In, _ *facts) bool { return in.Missing != 0 }, nexts},
	{"C-5 3.5.1.1", func(in In, f *facts) bool { return f.legacy && in.Plain.reached(in.Amount) }, nexts},
}

// analysed are the ends of terminal action analysis. C-5 3.7
var analysed = []row{
	{"C-5 3.7.1.1", func(in In, _ *facts) bool { return in.Type == 0x20 }, refuses},
	{"C-5 3.7.1.2", func(_ In, f *facts) bool { return f.legacy && f.transit() }, refuses},
	{"C-5 3.7.1.3", func(_ In, f *facts) bool { return f.transit() && bit(f.tvr[0], 5) }, refuses},
	{"C-5 3.7.1.7", func(_ In, f *facts) bool { return f.asked == aac }, refuses},
	{"C-5 3.11.2.3", func(in In, _ *facts) bool { return in.Fault == AtCryptogram }, loses},
}

// answered are the Outcomes of the answer to GENERATE AC in EMV mode. C-5 3.8
var answered = []row{
	{"C-5 3.8.1.5", func(in In, _ *facts) bool { return in.SW == 0x6986 }, func(In, *facts) Out { return again() }},
	{"C-5 3.8.1.6", func(in In, _ *facts) bool { return in.SW == 0x6984 }, leaves(func(In, *facts) Out { return end() })},
	{"C-5 3.8.1.7", func(in In, _ *facts) bool { return in.SW != 0x9000 }, nexts},
	{"C-5 3.8.1.8", func(in In, _ *facts) bool { return in.Form != Format2 }, refuses},
	{"C-5 3.8.1.8", lacking, declines},
	{"C-5 3.8.1.9", func(in In, _ *facts) bool { return in.CID&rfu == aac }, declines},
	{"C-5 3.8.1.10", func(in In, _ *facts) bool { return in.CID&rfu == tc && in.Proof == NoSignature }, declines},
	{"C-5 3.8.1.11", func(in In, f *facts) bool { return in.CID&rfu == tc && f.asked == arqc }, declines},
	{"C-5 3.8.1.12", func(in In, f *facts) bool { return f.signed && in.Proof == NoSignature }, declines},
	{"C-5 3.8.2.1", func(in In, f *facts) bool { return in.Proof != NoSignature && !f.valid }, leaves(declines)},
	{"C-5 3.8.3.2", func(in In, _ *facts) bool { return method(in.Status) == NA }, declines},
	{"C-5 3.8.3.3", func(in In, f *facts) bool { return bit(f.profile, 8) && !f.transit() && in.Status == 0 }, declines},
	{"C-5 3.8.3.4", func(in In, f *facts) bool { return !f.transit() && !supports(f.profile, method(in.Status)) }, declines},
	{"C-5 3.8.3.5", func(in In, _ *facts) bool { return method(in.Status) == Confirmed && in.Device.reached(in.Amount) }, nexts},
	{"C-5 3.8.3.6", func(in In, _ *facts) bool {
		return method(in.Status) != Confirmed && (in.Plain.reached(in.Amount) || !in.Plain.Present && in.Device.reached(in.Amount))
	}, nexts},
	{"C-5 3.8.4.1", func(in In, _ *facts) bool { return in.CID&rfu == tc }, func(in In, f *facts) Out { return approve(in, f.cvm) }},
	{"C-5 3.8.4.3", func(in In, _ *facts) bool { return updates(in) && in.Conduct == 1 }, func(in In, f *facts) Out { return hold(in, f.cvm) }},
	{"C-5 3.8.4.4", func(in In, _ *facts) bool { return updates(in) && in.Conduct == 2 }, func(in In, f *facts) Out { return twice(in, f.cvm) }},
	{"C-5 3.8.4.2", func(in In, _ *facts) bool { return !updates(in) || in.Conduct == 0 }, func(in In, f *facts) Out { return online(in, f.cvm) }},
	{"C-5 A.6", func(In, *facts) bool { return true }, func(in In, f *facts) Out { return online(in, f.cvm) }},
}

// old are those of legacy mode. C-5 3.9
var old = []row{
	{"C-5 3.9.1.5", func(in In, _ *facts) bool { return in.SW != 0x9000 }, nexts},
	{"C-5 3.9.1.6", func(in In, _ *facts) bool { return in.Form != Format1 }, refuses},
	{"C-5 3.9.1.7", func(in In, _ *facts) bool { return in.CID&rfu != arqc }, refuses},
	{"C-5 3.9.2.2", func(in In, f *facts) bool { return f.cvm == NA }, refuses}, // and 3.9.2.4
	{"C-5 3.9.3.1", func(In, *facts) bool { return true }, func(_ In, f *facts) Out { return online(In{}, f.cvm) }},
}

// lacking tells whether a mandatory object is missing, or the CID says nothing. C-5 3.8.1.8, 4.1 tables 4-3 to 4-5
func lacking(in In, f *facts) bool {
	if in.CID&rfu == rfu {
		return true
	}
	switch in.Lack {
	case LacksCID, LacksATC:
		return true
	case LacksAC:
		return in.CID&rfu == aac || in.CID&rfu == arqc && !f.signed
	case LacksIAD, LacksStatus:
		return in.CID&rfu != aac
	}
	return false
}

// updates tells whether issuer update is supported and the card names what it does. C-5 3.8.4.2
func updates(in In) bool { return in.Update && in.HasConduct }

// method is the CVM of a Cardholder Verification Status. C-5 3.8.3.1
func method(status byte) string {
	switch {
	case status == 0x00:
		return NoCVM
	case status == 0x10:
		return Sign
	case status == 0x20:
		return OnlinePIN
	case status>>4 == 3:
		return Confirmed
	}
	return NA
}

// supports tells whether byte 1 of a Terminal Interchange Profile has a CVM; No CVM asks for nothing. C-5 A.9
func supports(profile byte, cvm string) bool {
	n, ok := map[string]int{Sign: 7, OnlinePIN: 6, Confirmed: 5}[cvm]
	return !ok || bit(profile, n)
}
