package oracle

// Results of offline data authentication.
const (
	notPerformed = "not performed"
	failed       = "failed"
	verified     = "verified"
)

// bit tells whether bit n of b is set, 8 the highest.
func bit(b byte, n int) bool { return b>>(n-1)&1 == 1 }

// facts are the conditions of the book, each a plain truth value.
type facts struct {
	tc, arqc, aac, open bool
	onlineCapable, chip bool
	pin, sign, needsCVM bool
	proven              bool
	ctq                 [2]byte // zero when absent, as every test of a bit asks
}

func read(in In) facts {
	kind := in.CID >> 6
	if !in.HasCID { // C-7 4.1.4.4
		kind = in.IAD5 >> 4 & 3
	}
	short := !in.HasCID && in.IADLen < 5
	f := facts{
		open:          kind == 3 || short,
		tc:            kind == 1 && !short,
		arqc:          kind == 2 && !short,
		aac:           kind == 0 && !short,
		onlineCapable: !bit(in.TTQ[0], 4),
		chip:          bit(in.TTQ[0], 5),
		pin:           bit(in.TTQ[0], 3),
		sign:          bit(in.TTQ[0], 2),
		needsCVM:      bit(in.TTQ[1], 7),
	}
	if in.HasCTQ {
		f.ctq = in.CTQ
	}
	want := Format05
	if f.arqc {
		want = Format95
	}
	f.proven = bit(in.AIP1, 6) && in.AuthLen >= 8 && in.AuthLen <= 16 && in.Version == 0x01 && in.Proof == want // C-7 4.3.2.2 to 4.3.2.4
	return f
}

// rule is one row of the way through a transaction; the first that holds
// decides. A row that needs the cryptogram's type finds it in facts.
type rule struct {
	when func(in In, f facts) bool
	out  func(in In, f facts) Out
}

// rules are in the order of Book C-7. Everything that gives no single Outcome is
// left to authorise.
var rules = []rule{
	{func(in In, _ facts) bool { return in.NoPDOL || in.PDOLNoTTQ }, func(In, facts) Out { return selectNext("C-7 4.1.4.1") }},
	{func(in In, _ facts) bool { return in.LinkError }, func(In, facts) Out { return again(0x21, "C-7 4.1.4.3") }},
	{func(in In, _ facts) bool { return in.SW == 0x6986 }, func(In, facts) Out { return again(0x20, "C-7 4.1.4.3") }},
	{func(in In, f facts) bool { return in.SW != 0x9000 && f.chip }, func(In, facts) Out { return another(Chip, "C-7 4.1.4.3") }},
	{func(in In, _ facts) bool { return in.SW != 0x9000 && in.Stripe }, func(In, facts) Out { return another(Stripe, "C-7 4.1.4.3") }},
	{func(in In, _ facts) bool { return in.SW != 0x9000 || in.Malformed }, func(In, facts) Out { return end("C-7 4.1.4.3") }},
	{func(in In, _ facts) bool { return in.IADLen == 0 }, func(In, facts) Out { return end("C-7 4.1.4.4") }},
	{func(in In, _ facts) bool { return in.Missing&(MissingAIP|MissingATC|MissingAC) != 0 }, func(_ In, f facts) Out {
		o := end("C-7 4.1.4.5") // and 4.1.4.6
		o.Disputed = f.open
		return o
	}},
	{func(_ In, f facts) bool { return f.open }, func(In, facts) Out {
		o := decline("C-7 4.1.4.4")
		o.Disputed = true
		return o
	}},
	{func(in In, f facts) bool {
		return in.Missing&MissingTrack2 != 0 && (f.aac || f.arqc && in.AFL == NoAFL)
	}, func(In, facts) Out { return end("C-7 4.1.4.5") }},
	{func(_ In, f facts) bool { return f.aac }, func(In, facts) Out { return decline("C-7 4.1.4.5") }},
	{func(in In, f facts) bool { return f.tc && in.AFL == NoAFL }, func(In, facts) Out { return end("C-7 4.1.4.6") }},
	{func(in In, _ facts) bool { return in.AFL == BadAFL }, func(In, facts) Out { return end("C-7 4.1.4.7") }},
	{func(in In, _ facts) bool { return reads(in) && in.Read == ReadLinkError }, func(In, facts) Out { return again(0x21, "C-7 4.2.4.1") }},
	{func(in In, _ facts) bool { return reads(in) && in.Read == ReadStatus }, func(In, facts) Out { return end("C-7 4.2.4.2") }},
	{func(in In, _ facts) bool { return reads(in) && in.Read == ReadMalformed }, func(In, facts) Out { return end("C-7 4.2.4.3") }},
	{func(in In, _ facts) bool { return reads(in) && in.Read == ReadDuplicate }, func(In, facts) Out { return end("C-7 4.2.4.4") }},
	{func(in In, f facts) bool { return reads(in) && in.Expired && !bit(f.ctq[0], 4) }, func(In, facts) Out { return decline("C-7 4.2.4.5") }},
	{func(in In, f facts) bool { return reads(in) && in.Expired }, authorise},
	{func(in In, _ facts) bool { return reads(in) && in.OnException }, func(In, facts) Out { return decline("C-7 4.2.4.7") }},
	{func(_ In, f facts) bool { return f.arqc || f.proven }, authorise},
	{func(_ In, f facts) bool { return bit(f.ctq[0], 6) && f.onlineCapable }, authorise},
	{func(_ In, f facts) bool { return bit(f.ctq[0], 5) && f.chip }, func(In, facts) Out {
		o := another(Chip, "C-7 4.3.2.5")
		o.ODA = failed
		return o
	}},
	{func(In, facts) bool { return true }, func(In, facts) Out {
		o := decline("C-7 4.3.2.5")
		o.ODA = failed
		return o
	}},
}

func reads(in In) bool { return in.AFL == GoodAFL }

// cvmRule is one row of the choice of a CVM; the first that holds decides.
type cvmRule struct {
	clause  string
	when    func(in In, f facts) bool
	name    string
	online  bool // the row gives an Online Request
	decline bool
}

var cvmRules = []cvmRule{
	{"C-7 4.4.1", func(in In, _ facts) bool { return in.ATM }, NA, false, false},
	{"C-7 4.4.2.1", func(in In, f facts) bool { return !in.HasCTQ && f.needsCVM && f.sign }, Obtain, false, false},
	{"C-7 4.4.2.1", func(in In, f facts) bool { return !in.HasCTQ && f.needsCVM && f.pin }, OnlinePIN, true, false},
	{"C-7 4.4.2.1", func(in In, f facts) bool { return !in.HasCTQ && f.needsCVM }, NA, false, true},
	{"C-7 4.4.2.2", func(_ In, f facts) bool { return bit(f.ctq[0], 8) && f.pin }, OnlinePIN, true, false},
	{"C-7 4.4.2.2", func(in In, f facts) bool { return bit(f.ctq[1], 8) && in.AuthLen >= 7 && in.AuthCTQ == f.ctq }, Confirmed, false, false},
	{"C-7 4.4.2.2", func(in In, f facts) bool { return bit(f.ctq[1], 8) && in.AuthLen == 0 && f.arqc }, Confirmed, true, false},
	{"C-7 4.4.2.2", func(_ In, f facts) bool { return bit(f.ctq[1], 8) }, NA, false, true},
	{"C-7 4.4.2.2", func(_ In, f facts) bool { return bit(f.ctq[0], 7) && f.sign }, Obtain, false, false},
	{"C-7 4.4.2.2", func(_ In, f facts) bool { return f.needsCVM }, NA, false, true},
	{"C-7 4.4.2.2", func(In, facts) bool { return true }, NA, false, false},
}

// authorise ends a transaction that neither card nor records have stopped: the
// CVM, then offline approval or the host. C-7 3.2.5, 4.3.2.4, 4.4.2
func authorise(in In, f facts) Out {
	oda := notPerformed
	expired := reads(in) && in.Expired
	if reads(in) && !expired && (f.tc || bit(in.TTQ[0], 1)) { // C-7 3.2.4: for an ARQC at special readers only
		oda = failed
		if f.proven {
			oda = verified
		}
	}
	online := f.arqc || expired || oda == failed // C-7 4.1.4.5, 4.2.4.5, 4.3.2.5
	var c cvmRule
	for _, c = range cvmRules {
		if c.when(in, f) {
			break
		}
	}
	online = online || c.online
	var o Out
	switch {
	case c.decline:
		o = decline(c.clause)
	case online && !f.onlineCapable:
		o = decline("C-7 3.2.5")
	case online:
		o = finish(in, OnlineRequest, 0x1B, NA, c.name, "C-7 4.5.2")
	default:
		o = finish(in, Approved, 0x03, Yes, c.name, "C-7 4.5.1")
	}
	o.ODA = oda
	o.Disputed = disputed(in, f)
	return o
}

// disputed marks inputs for which the book gives no single answer.
func disputed(in In, f facts) bool {
	return f.arqc && reads(in) && !f.proven && !(bit(f.ctq[0], 6) && f.onlineCapable) || // C-7 4.3.2.1 to 4.3.2.5 against 3.2.4
		f.tc && bit(in.TTQ[1], 8) || // C-7: nothing tells what an offline approval means when an online one was asked for
		reads(in) && in.Expired || // C-7 4.2.4.5: before or after the other records
		!in.HasCTQ && f.needsCVM && f.pin && !f.sign && f.tc // C-7 4.4.2.1: online PIN and an offline approval
}

// Decide gives the Outcome that Book C-7 demands of in.
func Decide(in In) Out {
	f := read(in)
	for _, r := range rules {
		if r.when(in, f) {
			return r.out(in, f)
		}
	}
	return Out{}
}
