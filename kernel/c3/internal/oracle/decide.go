package oracle

// Statuses of User Interface Requests.
const (
	processingError = "Processing Error"
	readyToRead     = "Ready to Read"
)

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
	onlineCapable       bool
	contact             bool
	pin, sign, device   bool
	needsCVM            bool
	lapsed, usage       bool
	match               bool
	ctq                 [2]byte // zero when absent, as every test of a bit asks
}

func read(in In) facts {
	var f facts
	kind := in.CID >> 6
	if !in.HasCID { // C-3 5.4.3.1
		kind = in.IAD5 >> 4 & 3
	}
	f.open = kind == 3 || !in.HasCID && in.IADLen < 5 // C-3 5.4.3.2, not identifiable
	f.aac = kind == 0 && !f.open
	f.tc = kind == 1 && !f.open
	f.arqc = kind == 2 && !f.open
	if in.HasCTQ {
		f.ctq = in.CTQ
	}
	f.onlineCapable = !bit(in.TTQ[0], 4)
	f.contact = bit(in.TTQ[0], 5)
	f.pin = bit(in.TTQ[0], 3)
	f.sign = bit(in.TTQ[0], 2)
	f.device = bit(in.TTQ[2], 7)
	f.needsCVM = bit(in.TTQ[1], 7)
	f.lapsed = f.tc && in.Expiry != NotExpired // C-3 5.5.1.1
	f.usage = cash(in) && !allows(in, in.AUC[0]) || cashback(in) && !allows(in, in.AUC[1])
	f.match = in.AuthLen >= 7 && in.AuthCTQ == in.CTQ // C-3 5.7.1.2
	return f
}

func cash(in In) bool { return in.Type == 0x01 && in.CheckCash } // C-3 5.5.1.3

func cashback(in In) bool { return in.Type == 0x00 && in.Cashback && in.CheckBack } // C-3 5.5.1.4

// allows reads bit 8 of the byte at home and bit 7 abroad. C-3 5.5.1.3, 5.5.1.4
func allows(in In, usage byte) bool {
	return in.HasAUC && (in.Country == Domestic && bit(usage, 8) || in.Country == International && bit(usage, 7))
}

// authentic tells whether fDDA version 01 verifies with the given format. C-3 C.1
func authentic(in In, want Signature) bool {
	return bit(in.AIP1, 6) && in.AuthLen > 0 && in.Version == 0x01 && in.Proof == want
}

// cvm gives the CVM, whether it makes the transaction go online and whether it
// declines.
type cvm struct {
	name            string
	online, decline bool
}

// cvmRule is one row of the choice of a CVM; the first row that holds decides.
type cvmRule struct {
	clause string
	when   func(in In, f facts) bool
	then   cvm
}

var cvmRules = []cvmRule{
	{"C-3 5.7.1 ATM", func(in In, _ facts) bool { return in.ATM }, cvm{name: NoCVM}},
	{"C-3 5.7.1.1 signature", func(in In, f facts) bool { return !in.HasCTQ && f.needsCVM && f.sign }, cvm{name: Obtain}},
	{"C-3 5.7.1.1 online PIN", func(in In, f facts) bool { return !in.HasCTQ && f.needsCVM && f.pin }, cvm{name: OnlinePIN, online: true}},
	{"C-3 5.7.1.1 device only", func(in In, f facts) bool { return !in.HasCTQ && f.needsCVM }, cvm{name: NoCVM, decline: true}},
	{"C-3 5.7.1.2 online PIN", func(_ In, f facts) bool { return bit(f.ctq[0], 8) && f.pin }, cvm{name: OnlinePIN, online: true}},
	{"C-3 5.7.1.2 match", func(in In, f facts) bool { return bit(f.ctq[1], 8) && in.AuthLen > 0 && f.match }, cvm{name: Confirmed}},
	{"C-3 5.7.1.2 ARQC", func(in In, f facts) bool { return bit(f.ctq[1], 8) && in.AuthLen == 0 && f.arqc }, cvm{name: Confirmed}},
	{"C-3 5.7.1.2 no proof", func(_ In, f facts) bool { return bit(f.ctq[1], 8) }, cvm{name: NoCVM, decline: true}},
	{"C-3 5.7.1.2 signature", func(_ In, f facts) bool { return bit(f.ctq[0], 7) && f.sign }, cvm{name: Obtain}},
	{"C-3 5.7.1.3", func(_ In, f facts) bool { return f.needsCVM }, cvm{name: NoCVM, decline: true}},
	{"C-3 5.7.1.2 none", func(In, facts) bool { return true }, cvm{name: NoCVM}},
}

func chooseCVM(in In, f facts) cvm {
	for _, r := range cvmRules {
		if r.when(in, f) {
			return r.then
		}
	}
	return cvm{}
}

// Decide gives the Outcome that Book C-3 demands of in.
func Decide(in In) Out {
	f := read(in)
	for _, r := range leaveRules {
		if r.when(in) {
			return r.out(in)
		}
	}
	if f.usage && cash(in) && bit(f.ctq[0], 3) {
		return away(in, f, "C-3 5.5.1.3")
	}
	if f.usage && cashback(in) && bit(f.ctq[0], 2) {
		return away(in, f, "C-3 5.5.1.4")
	}
	decline := f.aac || f.open || // C-3 5.4.3.2
		f.lapsed && !bit(f.ctq[0], 4) || // C-3 5.5.1.1
		f.tc && in.OnException || // C-3 5.5.1.2
		f.usage // C-3 5.5.1.3, 5.5.1.4
	online := f.arqc || bit(in.TTQ[1], 8) || // C-3 5.4.3.2
		f.lapsed && bit(f.ctq[0], 4) // C-3 5.5.1.1

	oda := notPerformed
	switch {
	case !decline && !online: // C-3 5.6.1
		oda = verified
		if !authentic(in, Format05) {
			oda = failed
			toOnline := bit(f.ctq[0], 6) && f.onlineCapable
			if !toOnline && bit(f.ctq[0], 5) && f.contact {
				o := leaving(0x1D, "Contact Chip", "C-3 5.6.1.2")
				o.ODA = failed
				return o
			}
			online, decline = toOnline, !toOnline // C-3 5.6.1.2
		}
	case !decline && f.arqc && in.OnlineODA && in.Proof != NoSignature: // C-3 5.6.2.1
		oda = failed
		if authentic(in, Format95) {
			oda = verified
		}
	}

	choice := cvm{name: NoCVM}
	if !decline { // C-3 5.7.1
		choice = chooseCVM(in, f)
		decline = choice.decline
		online = online || choice.online
	}
	o := finish(in, f, decline, online, choice.name)
	o.ODA = oda
	o.Disputed = disputed(in, f)
	return o
}

// away is the way out of the usage control checks. It takes no heed of a
// decline that stands already: 5.5.1 has no such condition, where 5.6.1 and
// 5.7.1 have it; 5.9.1.3 speaks against it.
func away(in In, f facts, clause string) Out {
	o := leaving(0x18, NA, clause)
	o.Disputed = f.aac || f.open || f.tc && in.OnException || f.lapsed && !bit(f.ctq[0], 4)
	return o
}

// disputed marks inputs for which the book gives no single answer.
func disputed(in In, f facts) bool {
	return in.Type == 0x20 && f.aac || // C-3 3.4.1.3 against 5.9.1.2
		!f.device || // C-3 5.7.1: the bit shall be set
		in.AuthLen > 0 && in.AuthLen < 5 || in.AuthLen > 16 // C-3 A.2 against 4.1.1.4
}
