package oracle

import (
	"slices"
	"strings"
	"testing"
)

func with(edits ...func(*In)) In {
	in := Well
	for _, e := range edits {
		e(&in)
	}
	return in
}

func cpr(a, b byte) func(*In)     { return func(in *In) { in.CPR = [2]byte{a, b} } }
func ttq(a, b, c byte) func(*In)  { return func(in *In) { in.TTQ = [4]byte{a, b, c, 0} } }
func proof(p Proof) func(*In)     { return func(in *In) { in.Proof = p } }
func lack(m Missing) func(*In)    { return func(in *In) { in.Missing = m } }
func status(sw uint16) func(*In)  { return func(in *In) { in.Options, in.SW = Status, sw } }
func balance(l Length) func(*In)  { return func(in *In) { in.Balance = l } }
func located(l Length) func(*In)  { return func(in *In) { in.AFL = l } }
func signature(p Place) func(*In) { return func(in *In) { in.SDAD = p } }
func expiry(l Length) func(*In)   { return func(in *In) { in.Expiry = l } }
func unproven(in *In)             { in.Proof = BadSignature }
func early(in *In)                { in.Early = true }
func deferred(in *In)             { in.Deferred = true }
func storing(in *In) {
	in.Storage, in.Feature, in.Container = true, 1, true
}
func logging(in *In)              { in.Logging, in.Feature = true, 2 }
func hash(l Length) func(*In)     { return func(in *In) { in.Hash = l } }
func identity(l Length) func(*In) { return func(in *In) { in.CardID = l } }
func tearing(in *In)              { in.Tearing, in.Feature = true, 4 }
func lost(in *In)                 { in.Options = NoResponse }
func logged(l Log) func(*In)      { return func(in *In) { in.Log = l } }
func unused(in *In)               { in.AUC = [2]byte{} }
func kindOf(k Kind) func(*In)     { return func(in *In) { in.Kind = k } }
func usage(a, b byte) func(*In)   { return func(in *In) { in.AUC = [2]byte{a, b} } }
func cvr(b byte) func(*In)        { return func(in *In) { in.CVR = b } }
func noUsage(in *In)              { in.HasAUC = false }
func noCountry(in *In)            { in.HasCountry = false }
func incapable(in *In)            { in.NoCVM = false }
func arqc(in *In)                 { in.CID, in.AC, in.SDAD = 0x80, Right, Nowhere }
func arqcCDA(in *In)              { in.CID = 0x80 }
func aac(in *In)                  { in.CID, in.AC, in.SDAD = 0x00, Right, Nowhere }
func loyal(in *In)                { in.CID, in.CPR[0] = 0x00, in.CPR[0]|0x20 }
func reserved(in *In)             { in.CID, in.AC, in.SDAD = 0xC0, Right, Nowhere }

// The reader's qualifiers: full, without contacts, offline only, online cryptogram, CVM required.
var (
	full          = ttq(0x37, 0, 0xC0)
	alone         = ttq(0x27, 0, 0xC0)
	offline       = ttq(0x3F, 0, 0xC0)
	offAlone      = ttq(0x2F, 0, 0xC0)
	cryptogramTTQ = ttq(0x37, 0x80, 0xC0)
	cvm           = ttq(0x37, 0x40, 0xC0)
	cvmAlone      = ttq(0x27, 0x40, 0xC0)
)

// Rows worked by hand from the book.
func TestRows(t *testing.T) {
	for _, r := range []struct {
		step string
		in   In
		want Outcome
		cvm  string
	}{
		{"3-19.7 TC with CDA", with(full), Approved, NA},
		{"3-1.2", with(lack(MissingName)), TryAnotherInterface, NA},
		{"3-1.4 without another interface too", with(lack(MissingLabel), alone), TryAnotherInterface, NA},
		{"3-1.5", with(lack(MissingPDOL)), TryAnotherInterface, NA},
		{"3-2.8b", with(func(in *In) { in.PDOL = 8 }), TryAnotherInterface, NA},
		{"3-2.9", with(alone, func(in *In) { in.PDOL = 1 }), EndApplication, NA},
		{"3-2.9 stripe", with(alone, func(in *In) { in.PDOL, in.Stripe = 1, true }), TryAnotherInterface, NA},
		{"3-9.2", with(status(0x6984), alone), TryAnotherInterface, NA},
		{"3-9.3a", with(status(0x6986)), TryAgain, NA},
		{"3-9.3a biometric", with(status(0x6987)), TryAgain, NA},
		{"3-9.10 status", with(status(0x6985)), TryAnotherInterface, NA},
		{"3-9.10 status, alone", with(status(0x6985), alone), EndApplication, NA},
		{"3-9.4", with(alone, func(in *In) { in.Format = true }), EndApplication, NA},
		{"3-9.5", with(alone, lack(MissingAIP)), EndApplication, NA},
		{"3-9.6", with(alone, lack(MissingATC)), EndApplication, NA},
		{"3-9.7", with(alone, lack(MissingIAD)), EndApplication, NA},
		{"3-9.8", with(alone, lack(MissingCID)), EndApplication, NA},
		{"3-9.9", with(alone, lack(MissingCPR)), EndApplication, NA},
		{"3-10.2", with(arqc, func(in *In) { in.AC = Wrong }), EndApplication, NA},
		{"3-10.3", with(arqc, signature(InAnswer)), EndApplication, NA},
		{"3-10.4", with(arqc, balance(Wrong)), EndApplication, NA},
		{"3-10.6", with(arqc, located(Wrong)), EndApplication, NA},
		{"3-10.7", with(arqc, located(Absent), lack(MissingTrack2)), EndApplication, NA},
		{"3-10.8", with(arqc, located(Absent), lack(MissingSequence)), EndApplication, NA},
		{"3-10.9", with(arqc, located(Absent), lack(MissingEffective)), EndApplication, NA},
		{"3-10.10", with(arqc, located(Absent), lack(MissingVersion)), EndApplication, NA},
		{"3-10.10 there", with(arqc, located(Absent)), OnlineRequest, NA},
		{"3-11.1", with(located(Absent)), EndApplication, NA},
		{"3-11.1 length", with(located(Wrong)), EndApplication, NA},
		{"3-11.3", with(func(in *In) { in.AC = Right }), EndApplication, NA},
		{"3-11.5", with(balance(Wrong)), EndApplication, NA},
		{"3-12.5", with(func(in *In) { in.Read = Status }, tearing), EndApplication, NA},
		{"3-13.4", with(lost), EndApplication, NA},
		{"3-13.4 not enabled", with(lost, tearing, func(in *In) { in.Feature = 3 }), EndApplication, NA},
		{"3-13.5", with(lost, tearing), TryAgain, NA},
		{"3-13.5 record", with(tearing, func(in *In) { in.Read = NoResponse }), TryAgain, NA},
		{"3-14.3 TC: requirements say nothing", with(proof(DataMissing)), Declined, NA},
		{"3-14.3 TC: online", with(proof(DataMissing), cpr(0, 0x40)), OnlineRequest, NA},
		{"3-14.3 ARQC: data missing", with(arqcCDA, proof(UnknownCA)), Declined, NA},
		{"3-14.7 ARQC", with(arqcCDA, unproven), OnlineRequest, NA},
		{"3-14.0 a signature in a record beside the cryptogram", with(arqc, signature(InRecord), unproven), OnlineRequest, NA},
		{"3-15.2", with(cpr(0x20, 0)), Approved, NA},
		{"3-15.9", with(arqc, cpr(0x80, 0)), OnlineRequest, OnlinePIN},
		{"3-15.9 an approval", with(cpr(0x80, 0)), OnlineRequest, OnlinePIN},
		{"3-15.8", with(arqc, cpr(0x40, 0), cvm), OnlineRequest, Obtain},
		{"3-15.7 no PIN here", with(arqc, cpr(0x80, 0x02), ttq(0x33, 0, 0)), OnlineRequest, Obtain},
		{"3-15.7 no fallback", with(arqc, cpr(0x80, 0), ttq(0x33, 0, 0)), TryAnotherInterface, NA},
		{"3-15.11", with(arqc, cpr(0x80, 0x01), ttq(0x33, 0, 0)), OnlineRequest, NoCVM},
		{"3-15.11 reader", with(arqc, cpr(0x80, 0x01), ttq(0x23, 0, 0), incapable), EndApplication, NA},
		{"3-15.8 no signature here", with(arqc, cpr(0x40, 0x01), ttq(0x35, 0, 0)), OnlineRequest, NoCVM},
		{"3-15.13", with(cvm, cpr(0, 0)), TryAnotherInterface, NA},
		{"3-15.13 alone", with(cvmAlone, cpr(0, 0)), EndApplication, NA},
		{"3-15.12 reader without", with(cvm, cpr(0x10, 0), cvr(2), ttq(0x37, 0x40, 0)), TryAnotherInterface, NA},
		{"3-16.2", with(cvm, cpr(0x10, 0), cvr(2)), Approved, Confirmed},
		{"3-16.2 failed", with(cvm, cpr(0x10, 0x02), cvr(3)), Approved, Obtain},
		{"3-16.1 not performed", with(cvm, cpr(0x10, 0x02), cvr(0)), Approved, Obtain},
		{"3-16.6", with(cvm, cpr(0x10, 0x01), cvr(3)), EndApplication, NA},
		{"3-16.6 no signature here", with(ttq(0x35, 0x40, 0xC0), cpr(0x10, 0x02), cvr(0)), EndApplication, NA},
		{"3-16.5", with(ttq(0x31, 0, 0xC0), cpr(0x90, 0x01), cvr(0)), Approved, NoCVM},
		{"3-17.2b", with(unused), Declined, NA},
		{"3-17.2b cash at home", with(kindOf(Cash), usage(0x81, 0)), Approved, NA},
		{"3-17.2b cash abroad", with(kindOf(Cash), usage(0x81, 0), func(in *In) { in.Domestic = false }), Declined, NA},
		{"3-17.2b cashback", with(kindOf(Cashback), usage(0x21, 0x80)), Approved, NA},
		{"3-17.2b no cashback", with(kindOf(Cashback), usage(0x21, 0x40)), Declined, NA},
		{"3-17.2b refund", with(kindOf(Refund), usage(0x01, 0)), Approved, NA},
		{"3-17.2b at an ATM", with(func(in *In) { in.ATM = true }, usage(0xFD, 0xC0)), Declined, NA},
		{"3-17.3 TC", with(noUsage), Declined, NA},
		{"3-17.3 country", with(noCountry), Declined, NA},
		{"3-17.3 ARQC", with(arqc, noUsage), OnlineRequest, NA},
		{"3-17.8", with(func(in *In) { in.OnException = true }), Declined, NA},
		{"3-17.11", with(func(in *In) { in.OtherVersion = true }), Approved, NA},
		{"3-18.2 AAC", with(aac), Declined, NA},
		{"3-18.2 loyalty", with(loyal), Approved, NA},
		{"3-18.2 loyalty, CDA failed", with(loyal, unproven), Declined, NA},
		{"3-18.2 loyalty, no signature", with(loyal, signature(Nowhere)), Declined, NA},
		{"3-18.4", with(unproven, cpr(0, 0x60)), TryAnotherInterface, NA},
		{"3-18.14", with(unproven, cpr(0, 0x60), alone), Declined, NA},
		{"3-18.5", with(unproven, cpr(0, 0x40)), OnlineRequest, NA},
		{"3-18.13", with(unproven, cpr(0, 0x40), offline), Declined, NA},
		{"3-18.13 switch", with(unproven, cpr(0, 0xC0), offline), TryAnotherInterface, NA},
		{"3-18.13 switch, alone", with(unproven, cpr(0, 0xC0), offAlone), Declined, NA},
		{"3-18.11", with(unproven, cpr(0, 0x40), deferred), TryAnotherInterface, NA},
		{"3-19.6", with(unproven, cpr(0, 0)), Declined, NA},
		{"3-18.8", with(expiry(Wrong), cpr(0, 0x0C)), Declined, NA},
		{"3-18.9", with(expiry(Wrong), cpr(0, 0x08)), OnlineRequest, NA},
		{"3-18.9 neither", with(expiry(Wrong), cpr(0, 0)), Approved, NA},
		{"3-17.4 track 2", with(expiry(Absent), cpr(0, 0x04), func(in *In) { in.TrackOver = true }), Declined, NA},
		{"3-17.4 the date counts", with(cpr(0, 0x04), func(in *In) { in.TrackOver = true }), Approved, NA},
		{"3-18.10", with(early), OnlineRequest, NA},
		{"3-18.10 offline", with(early, offline), TryAnotherInterface, NA},
		{"3-17.9 neither counts", with(early, lack(MissingVersion)), Approved, NA},
		{"3-19.2", with(cryptogramTTQ), Declined, NA},
		{"3-19.4", with(arqc), OnlineRequest, NA},
		{"3-19.5", with(arqc, deferred), Declined, NA},
		{"3-19.5 ODA", with(arqcCDA, deferred), Approved, NA},
		{"3-19.6 deferred", with(arqcCDA, deferred, unproven), Declined, NA},
		{"3-19.7 deferred", with(arqcCDA, deferred, noUsage), Declined, NA},
		{"3-1.8 a TC", with(deferred), Declined, NA},
		{"3-19.7 record", with(signature(InRecord)), Approved, NA},
		{"3-19.7 nothing signed", with(signature(Nowhere)), Approved, NA},
		{"3-19.7 reserved", with(reserved), Approved, NA},
	} {
		if got := Decide(r.in); got.Outcome != r.want || got.CVM != r.cvm {
			t.Errorf("%s: %s, %s by %s; want %s, %s", r.step, got.Outcome, got.CVM, got.Clause, r.want, r.cvm)
		}
	}
}

// The tearing log, and which command the book sends.
func TestLog(t *testing.T) {
	for _, r := range []struct {
		step    string
		in      In
		outcome Outcome
		resumed bool
		left    Log
	}{
		{"3-6.2a", with(logged(Same)), Approved, false, Empty},
		{"3-6.3: the card does not, and the log stays", with(tearing, logged(Same), func(in *In) { in.Feature = 0 }), Approved, false, Same},
		{"3-5.3", with(tearing, logged(Same), func(in *In) { in.Version = 1 }), Approved, false, Same},
		{"3-6.6", with(tearing, logged(Other)), Approved, false, Empty},
		{"3-6.8", with(tearing, logged(Same)), Approved, true, Empty},
		{"3-8.7", with(tearing, lost), TryAgain, false, Same},
		{"3-8.7 another card's", with(tearing, lost, logged(Other)), TryAgain, false, Same},
		{"3-8.9 torn again", with(tearing, lost, logged(Same)), TryAgain, true, Same},
		{"3-9.10 not emptied", with(tearing, alone, status(0x6985)), EndApplication, false, Same},
		{"3-12.5 not emptied", with(tearing, func(in *In) { in.Read = Status }), EndApplication, false, Same},
		{"3-12.10 without an AFL", with(tearing, arqc, located(Absent)), OnlineRequest, false, Empty},
	} {
		if got := Decide(r.in); got.Outcome != r.outcome || got.Resumed != r.resumed || got.Logged != r.left {
			t.Errorf("%s: %s, resumed %v, log %d", r.step, got.Outcome, got.Resumed, got.Logged)
		}
	}
}

// Data storage and extended logging: what is read, whom the kernel asks, what the signature has to say.
func TestFeatures(t *testing.T) {
	both := func(in *In) { in.Storage, in.Logging, in.Feature, in.Container = true, true, 3, true }
	for _, r := range []struct {
		step    string
		in      In
		outcome Outcome
		got     bool
		asked   int
		data    bool
	}{
		{"3-14.14", with(storing), Approved, true, 1, true},
		{"3-14.14 another hash", with(storing, hash(Wrong)), Declined, true, 1, true},
		{"3-14.14 no hash", with(storing, hash(Absent)), Declined, true, 1, true},
		{"3-14.17 another identifier", with(storing, identity(Wrong)), Declined, true, 1, true},
		{"3-7.2", with(storing, hash(Absent), identity(Absent), func(in *In) { in.Directory = Status }), Approved, true, 0, false},
		{"3-7.2a", with(storing, hash(Wrong), func(in *In) { in.Short = true }), Approved, true, 0, false},
		{"3-5.5 the reader does not", with(storing, hash(Wrong), func(in *In) { in.Storage = false }), Approved, false, 0, false},
		{"3-5.6 the card does not", with(storing, func(in *In) { in.Feature = 2 }), Approved, false, 0, false},
		{"3-5.6 no containers", with(storing, func(in *In) { in.Container = false }), Approved, false, 0, false},
		{"3-5.3", with(storing, logging, func(in *In) { in.Version = 1 }), Approved, false, 0, false},
		{"3-5.4", with(both, func(in *In) { in.Bare = true }), Approved, false, 0, false},
		{"3-8.3", with(logging), Approved, false, 1, false},
		{"3-8.3 both", with(both), Approved, true, 2, true},
		{"3-14.17 logging", with(logging, identity(Absent)), Declined, false, 1, false},
		{"3-14.15", with(identity(Wrong)), Approved, false, 0, false},
		{"3.10", with(arqc, storing, cpr(0, 0)), OnlineRequest, true, 1, true},
	} {
		got := Decide(r.in)
		if got.Outcome != r.outcome || got.Retrieved != r.got || got.Asked != r.asked || got.Data != r.data || (got.Start == "B") != (r.step == "3.10") {
			t.Errorf("%s: %+v", r.step, got)
		}
	}
}

// The lists of annex B, the bits of D.38 and D.40.
func TestParameters(t *testing.T) {
	const read, failed, ready = "Card Read Successfully", "Processing Error", "Ready to Read"
	shown := balance(Right)
	for _, r := range []struct {
		list string
		in   In
		want Out
	}{
		{"B.2", with(shown), Out{Outcome: Approved, Start: NA, CVM: NA, UI: UI{true, 0x03, read, 0, true}, Record: true, Alternate: NA, FieldOff: -1, TSI: 0xA8, Clause: "figure 3-19.7"}},
		{"B.2 sign", with(cvm, cpr(0x40, 0)), Out{Outcome: Approved, Start: NA, CVM: Obtain, UI: UI{true, 0x1A, read, 0, false}, Record: true, Alternate: NA, FieldOff: -1, TSI: 0xE8, Clause: "figure 3-19.7"}},
		{"B.3", with(arqc, shown, cpr(0x80, 0), func(in *In) { in.OverFloor = true }), Out{Outcome: OnlineRequest, Start: NA, CVM: OnlinePIN, UI: UI{true, 0x1B, read, 0, true}, Record: true, Alternate: NA, FieldOff: -1, TVR: [5]byte{0x80, 0, 4, 0x80, 0}, TSI: 0x68, Clause: "figure 3-19.4"}},
		{"B.4, B.5", with(arqc, cpr(0, 0x10)), Out{Outcome: OnlineRequest, Start: "B", CVM: NA, UI: UI{true, 0x1B, read, 0, false}, Restart: UI{true, 0x21, ready, 0, false}, Record: true, Alternate: NA, FieldOff: -1, TVR: [5]byte{0x80}, TSI: 0x28, Clause: "figure 3-19.4"}},
		{"3.10 reader", with(arqc, cpr(0, 0x10), ttq(0x37, 0, 0x40)), Out{Outcome: OnlineRequest, Start: NA, CVM: NA, UI: UI{true, 0x1B, read, 0, false}, Record: true, Alternate: NA, FieldOff: -1, TVR: [5]byte{0x80}, TSI: 0x28, Clause: "figure 3-19.4"}},
		{"3-14.0", with(arqc, signature(InRecord)), Out{Outcome: OnlineRequest, Start: NA, CVM: NA, UI: UI{true, 0x1B, read, 0, false}, Record: true, Alternate: NA, FieldOff: -1, TVR: [5]byte{0x80}, TSI: 0x28, Clause: "figure 3-19.4"}},
		{"B.6", with(aac, shown), Out{Outcome: Declined, Start: NA, CVM: NA, UI: UI{true, 0x07, read, 0, true}, Record: true, Alternate: NA, FieldOff: -1, TVR: [5]byte{0x80}, TSI: 0x28, Clause: "figure 3-18.2"}},
		{"B.7", with(status(0x6984)), Out{Outcome: TryAnotherInterface, Start: NA, CVM: NA, UI: UI{true, 0x18, ready, 0, false}, Alternate: Chip, FieldOff: -1, Clause: "figure 3-9.2"}},
		{"B.7 stripe", with(status(0x6984), alone, func(in *In) { in.Stripe = true }), Out{Outcome: TryAnotherInterface, Start: NA, CVM: NA, UI: UI{true, 0x18, ready, 0, false}, Alternate: Stripe, FieldOff: -1, Clause: "figure 3-9.2"}},
		{"B.9", with(located(Absent)), Out{Outcome: EndApplication, Start: NA, CVM: NA, UI: UI{true, 0x1C, failed, 0, false}, Alternate: NA, FieldOff: -1, Clause: "figure 3-11.1"}},
		{"B.10", with(status(0x6987)), Out{Outcome: TryAgain, Start: "B", CVM: NA, UI: UI{true, 0x20, failed, 13, false}, Restart: UI{Present: true, Status: ready}, Alternate: NA, FieldOff: 13, Clause: "figure 3-9.3a"}},
		{"B.11", with(lost, tearing), Out{Outcome: TryAgain, Start: "B", CVM: NA, UI: UI{true, 0x21, failed, 13, false}, Restart: UI{Present: true, Status: ready}, Alternate: NA, FieldOff: 13, Logged: Same, Clause: "figure 3-13.1"}},
		{"3-14, 3-17", with(arqcCDA, unproven, early, unused, expiry(Wrong), func(in *In) { in.OnException, in.OtherVersion = true, true }), Out{Outcome: Declined, Start: NA, CVM: NA, UI: UI{true, 0x07, read, 0, false}, Record: true, Alternate: NA, FieldOff: -1, TVR: [5]byte{0x14, 0xF0}, TSI: 0xA8, Clause: "figure 3-18.6"}},
	} {
		if got := Decide(r.in); got != r.want {
			t.Errorf("%s:\n got %+v\nwant %+v", r.list, got, r.want)
		}
	}
}

// Every step is reached and leads to a step or an end, each question is answered both ways, and what holds of every input holds.
func TestEach(t *testing.T) {
	ends := []string{approved, declined, online, another, ended, torn, phone}
	for at, s := range figures {
		for _, to := range []string{s.yes, s.no} {
			if _, ok := figures[to]; !ok && !slices.Contains(ends, to) && (to != "" || s.when != nil) {
				t.Errorf("%s leads to %q", at, to)
			}
		}
		if s.do != nil == (s.when != nil) {
			t.Errorf("%s does and asks, or neither", at)
		}
	}
	seen, answers := map[Outcome]int{}, map[string]bool{}
	record := func(in In) {
		t := &tx{In: in}
		for at := "3-1.2"; ; {
			s, ok := figures[at]
			if !ok {
				return
			}
			if s.do != nil {
				s.do(t)
			}
			from := at
			if at = s.yes; s.when != nil && !s.when(t) {
				at = s.no
			}
			answers[from+" to "+at] = true
		}
	}
	n := 0
	Each(0, func(in In) {
		n++
		record(in)
		o := Decide(in)
		seen[o.Outcome]++
		if o.Disputed == "" && o.Outcome == OnlineRequest && in.TTQ[0]&0x08 != 0 {
			t.Fatalf("online at an offline-only reader: %+v", in)
		}
		if o.Disputed == "" && o.Outcome == Approved && (in.Proof != Good || o.TVR[0]&0x84 != 0 || in.SDAD == Nowhere) {
			t.Fatalf("approved without a proof: %+v", in)
		}
		if in.CID>>6 == 0 && (o.Outcome == OnlineRequest && !strings.HasPrefix(o.Disputed, "3.7") || o.Outcome == Approved && in.CPR[0]&0x20 == 0) {
			t.Fatalf("an AAC goes on: %+v", in)
		}
	})
	if len(seen) != 6 || n < 10_000 {
		t.Errorf("the sample of %d gives %v", n, seen)
	}
	for at, s := range figures {
		for _, to := range []string{s.yes, s.no} {
			if to != "" && !answers[at+" to "+to] {
				t.Errorf("nothing goes from %s to %s", at, to)
			}
		}
	}
	if d, w := Decision.Size(), Whole.Size(); d != 1<<12<<9*16*4*5*4*2*2*2*4 || w < 1e15 {
		t.Errorf("Decision has %d inputs, Whole %d", d, w)
	}
}
