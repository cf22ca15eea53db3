package oracle

import "testing"

func with(edits ...func(*In)) In {
	in := plain
	for _, e := range edits {
		e(&in)
	}
	return in
}

func list(rules ...Rule) func(*In) {
	return func(in *In) {
		in.AIP, in.HasList, in.RuleCount = in.AIP|0x10, true, len(rules)
		copy(in.Rules[:], rules)
	}
}

func online(in *In)   { in.TACOnline = [5]byte{0, 0, 0, 0, 3} }
func denied(in *In)   { in.TACDenial = [5]byte{0, 0, 0, 0, 3} }
func cda(in *In)      { in.AIP |= 0x01 }
func onDevice(in *In) { in.AIP, in.Configuration = in.AIP|0x02, 0x20 }
func aboveCVM(in *In) { in.CVMLimit = 1233 }
func capable(in *In)  { in.NotRequired = 0x68 }
func signed(s Signature) func(*In) {
	return func(in *In) { in.Proof = s; cda(in) }
}
func says(cid byte) func(*In) { return func(in *In) { in.CID = cid } }
func usage(a, b byte) func(*In) {
	return func(in *In) { in.HasUsage, in.Usage = true, [2]byte{a, b} }
}
func kind(v byte) func(*In) { return func(in *In) { in.Type = v } }
func slot(in *In) {
	signed(GoodSignature)(in)
	in.Information.Present = true
	in.Storage = Storage{Read: true, Info: true, DSDOL: true, Type: Byte{true, 0x80}, ForReader: Byte{true, 0x80}, Summary2: Same, Summary3: Other}
}

// Rows worked by hand from the book: status, L2 error, P1 (0xFF: no GENERATE AC), TVR, CVM Results and CVM.
var rows = []struct {
	name      string
	in        In
	status    Status
	l2        string
	reference byte
	tvr       [5]byte
	results   [3]byte
	cvm       string
}{
	{"S910.74 TC without CDA", with(), Approved, "", 0x40, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"S910.74 ARQC", with(online, says(0x80)), OnlineRequest, "", 0x80, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"S910.74 AAC", with(says(0)), TryAnotherInterface, "", 0x40, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"S910.74 AAC of another type", with(says(0), kind(0x20)), EndApplication, "", 0x40, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"S910.74 AAC, no contact", with(says(0), func(in *In) { in.Input = 0xC0 }), Declined, "", 0x40, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"S9.24 TC for an ARQC", with(online), EndApplication, "CARD DATA ERROR", 0x80, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"S456.14 equal", with(func(in *In) { in.Limit = 1234 }), Approved, "", 0x40, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"S456.14 above", with(func(in *In) { in.Limit = 1233 }), SelectNext, "MAX LIMIT EXCEEDED", 0xFF, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{}, NA},
	{"S3.35 another limit", with(onDevice, func(in *In) { in.Limit = 0 }), Approved, "", 0x40, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F, 0, 2}, NoCVM},
	{"S456.16", with(func(in *In) { in.Missing = MissingCDOL1 }), EndApplication, "CARD DATA MISSING", 0xFF, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{}, NA},
	{"S456.25 no key", with(cda, func(in *In) { in.UnknownCA = true }), Approved, "", 0x40, [5]byte{0x04, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"S456.25 no certificate", with(cda, func(in *In) { in.Missing = MissingICCCert }), Approved, "", 0x40, [5]byte{0x24, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"S456.26", with(cda, func(in *In) { in.OtherList = true }), EndApplication, "CARD DATA ERROR", 0xFF, [5]byte{0, 0, 0, 0, 1}, [3]byte{}, NA},
	{"S456.38", with(func(in *In) { in.Floor = 1233 }), Approved, "", 0x40, [5]byte{0x80, 0, 0, 0x80, 1}, [3]byte{0x3F}, NoCVM},
	{"PRE.3 PRE.6 PRE.8", with(func(in *In) { in.Version, in.Effective, in.Expiry = Other, After, Before }), Approved, "", 0x40, [5]byte{0x80, 0xE0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"PRE.11", with(usage(0xFE, 0xC0)), Approved, "", 0x40, [5]byte{0x80, 0x10, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"PRE.12", with(says(0x80), usage(0xFD, 0xC0), func(in *In) { in.Terminal, in.Additional = 0x14, 0x80 }), OnlineRequest, "", 0x80, [5]byte{0x80, 0x10, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"PRE.17", with(usage(0x7F, 0xC0), kind(0x17)), Approved, "", 0x40, [5]byte{0x80, 0x10, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"PRE.22 services suffice", with(usage(0x09, 0)), Approved, "", 0x40, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"PRE.23", with(usage(0x29, 0), func(in *In) { in.Country = Other }), Approved, "", 0x40, [5]byte{0x80, 0x10, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"PRE.14 no country", with(usage(0x01, 0), func(in *In) { in.Country, in.Cashback = Absent, 100 }), Approved, "", 0x40, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"PRE.27 of any type", with(usage(0xFF, 0x40), kind(0x20), func(in *In) { in.Cashback = 100 }), Approved, "", 0x40, [5]byte{0x80, 0x10, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"CVM.4", with(onDevice, aboveCVM), Approved, "", 0x40, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x01, 0, 2}, Confirmed},
	{"CVM.8", with(func(in *In) { in.AIP = 0x10 }), Approved, "", 0x40, [5]byte{0xA0, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"CVM.14 no condition met", with(list(Rule{0x02, 0x0A}), capable), Approved, "", 0x40, [5]byte{0x80, 0, 0x80, 0, 1}, [3]byte{0x3F, 0, 1}, NoCVM},
	{"CVM.18 PIN", with(list(Rule{0x42, 0}), capable), Approved, "", 0x40, [5]byte{0x80, 0, 0x04, 0, 1}, [3]byte{0x42, 0, 0}, OnlinePIN},
	{"CVM.18 signature", with(list(Rule{0x1E, 3}), capable), Approved, "", 0x40, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x1E, 3, 0}, Sign},
	{"CVM.18 none", with(list(Rule{0x1F, 2})), Approved, "", 0x40, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x1F, 2, 2}, NoCVM},
	{"CVM.16 CVM.20", with(list(Rule{0x60, 0}, Rule{0x1F, 0})), Approved, "", 0x40, [5]byte{0x80, 0, 0x40, 0, 1}, [3]byte{0x1F, 0, 2}, NoCVM},
	{"CVM.24", with(list(Rule{0x00, 0}, Rule{0x1F, 0})), Approved, "", 0x40, [5]byte{0x80, 0, 0x80, 0, 1}, [3]byte{0x00, 0, 1}, NoCVM},
	{"CVM.25", with(list(Rule{0x02, 0}, Rule{0x1F, 0})), Approved, "", 0x40, [5]byte{0x80, 0, 0x80, 0, 1}, [3]byte{0x3F, 0, 1}, NoCVM},
	{"TAA.5", with(denied, says(0)), TryAnotherInterface, "", 0x00, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"TAA.8 no issuer code", with(says(0x80), func(in *In) { in.IACOnline.Present = false }), OnlineRequest, "", 0x80, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"TAA.4.2", with(says(0x80), func(in *In) { in.Terminal = 0x21 }), OnlineRequest, "", 0x80, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"a cash machine", with(says(0x80), func(in *In) { in.Terminal, in.Additional = 0x15, 0x80 }), OnlineRequest, "", 0x80, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"an offline-only cash machine", with(says(0), func(in *In) { in.Terminal, in.Additional = 0x16, 0x80 }), TryAnotherInterface, "", 0x00, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"TAA.17", with(says(0), func(in *In) { in.Terminal, in.IACDefault.Present = 0x23, false }), TryAnotherInterface, "", 0x00, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"GAC.27", with(signed(GoodSignature)), Approved, "", 0x50, [5]byte{0, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"GAC.25", with(cda, denied, says(0)), TryAnotherInterface, "", 0x00, [5]byte{0, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"GAC.23", with(cda, onDevice, says(0), func(in *In) { in.UnknownCA = true }), TryAnotherInterface, "", 0x00, [5]byte{0x04, 0, 0, 0, 1}, [3]byte{0x3F, 0, 2}, NoCVM},
	{"S910.7", with(signed(BadSignature)), EndApplication, "CAM FAILED", 0x50, [5]byte{0x04, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"S910.34", with(signed(NoSignature)), EndApplication, "CARD DATA ERROR", 0x50, [5]byte{0, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"GAC.8 an ARQC for a TC", with(slot, says(0x80)), OnlineRequest, "", 0x90, [5]byte{0, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"S910.10", with(slot, says(0x80), func(in *In) { in.Storage.Summary2 = Other }), EndApplication, "IDS READ ERROR", 0x90, [5]byte{0, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"S910.19", with(slot, says(0x80), func(in *In) { in.Storage.Summary3, in.Storage.ForReader.Value = Same, 0x02 }), EndApplication, "IDS WRITE ERROR", 0x90, [5]byte{0, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"GAC.6", with(slot, func(in *In) { in.Storage.Type = Byte{} }), EndApplication, "IDS DATA ERROR", 0xFF, [5]byte{0, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"GAC.11", with(slot, denied, func(in *In) { in.Storage.ForReader.Value = 0xC4 }), EndApplication, "IDS NO MATCHING AC", 0xFF, [5]byte{0, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
	{"S910.72", with(func(in *In) { in.HasPhone, in.Phone = true, [3]byte{0, 1, 0} }), EndApplication, "", 0x40, [5]byte{0x80, 0, 0, 0, 1}, [3]byte{0x3F}, NoCVM},
}

func TestRows(t *testing.T) {
	for _, r := range rows {
		got := Decide(r.in)
		reference := got.Reference
		if !got.Asked {
			reference = 0xFF
		}
		if got.Status != r.status || got.L2 != r.l2 || reference != r.reference || got.TVR != r.tvr || got.CVMResults != r.results || got.CVM != r.cvm || got.Disputed {
			t.Errorf("%s: %+v", r.name, got)
		}
	}
}

// Whole outcomes, as their clauses list them.
func TestOutcomes(t *testing.T) {
	other := Message{true, 0x1C, "NOT READY", 13}
	for _, r := range []struct {
		name string
		in   In
		want Out
	}{
		{"S9.10", with(func(in *In) { in.LinkError = true }), Out{
			Asked: true, Reference: 0x40, TVR: [5]byte{0x80, 0, 0, 0, 1}, CVMResults: [3]byte{0x3F}, Status: EndApplication, Start: "B", CVM: NoCVM,
			OnRestart: Message{true, 0x21, "READY TO READ", 0}, L1: "TRANSMISSION ERROR",
		}},
		{"S9.8", with(slot, func(in *In) { in.LinkError = true }), Out{
			Asked: true, Reference: 0x90, Write: true, TVR: [5]byte{0, 0, 0, 0, 1}, CVMResults: [3]byte{0x3F}, Status: EndApplication, Start: NA, CVM: NoCVM, Record: true,
			OnOutcome: other, L1: "TRANSMISSION ERROR",
		}},
		{"S910.75 signature, above the limit", with(list(Rule{0x1E, 0}), aboveCVM, func(in *In) { in.Information = Byte{true, 4} }), Out{
			Asked: true, Reference: 0x40, TVR: [5]byte{0x80, 0, 0, 0, 1}, CVMResults: [3]byte{0x1E}, Status: Approved, Start: NA, CVM: Sign, Receipt: true, Record: true,
			OnOutcome: Message{true, 0x1A, "NOT READY", 13}, Read: true, FieldOff: true,
		}},
		{"S910.80", with(func(in *In) { in.HasPhone, in.Phone = true, [3]byte{0, 0, 2} }), Out{
			Asked: true, Reference: 0x40, TVR: [5]byte{0x80, 0, 0, 0, 1}, CVMResults: [3]byte{0x3F}, Status: EndApplication, Start: "B", CVM: NoCVM, Record: true,
			OnRestart: Message{true, 0x07, "READY TO READ", 0}, Read: true, Phone: Message{true, 0x07, "NOT READY", 13},
		}},
		{"S456.15", with(func(in *In) { in.Limit, in.Information = 1, Byte{true, 4} }), Out{
			TVR: [5]byte{0x80, 0, 0, 0, 1}, Status: SelectNext, Start: "C", CVM: NA, L2: "MAX LIMIT EXCEEDED",
		}},
	} {
		if got := Decide(r.in); got != r.want {
			t.Errorf("%s:\n got %+v\nwant %+v", r.name, got, r.want)
		}
	}
}

// What holds of every input: no approval of anything but a TC that was asked for, none with a signature that is wrong or was asked for and did not come. Each
// walk turns every axis.
func TestEach(t *testing.T) {
	seen := map[Status]int{}
	Each(0, func(in In) {
		o := Decide(in)
		seen[o.Status]++
		if o.Status == Approved && (o.Reference>>6 != 1 || in.CID>>6 != 1 || in.Proof == BadSignature || in.Proof == NoSignature && o.Reference&0x10 != 0) {
			t.Fatalf("approved: %+v", in)
		}
		if o.Status == OnlineRequest && (o.Reference>>6 == 0 || in.CID>>6 != 2) {
			t.Fatalf("online: %+v", in)
		}
	})
	for _, s := range []Status{Approved, Declined, OnlineRequest, EndApplication, SelectNext, TryAnotherInterface} {
		if seen[s] < 150 {
			t.Errorf("%s: %d times", s, seen[s])
		}
	}
	for i, p := range parts {
		for _, stride := range p.strides {
			for _, a := range p.Axes {
				for d := uint64(2); d <= a.N && stride > 1; d++ {
					if a.N%d == 0 && stride%d == 0 {
						t.Errorf("part %d: %d and %s have %d in common", i, stride, a.Name, d)
					}
				}
			}
		}
	}
}
