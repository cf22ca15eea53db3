package oracle

import "testing"

// Every parameter of an Outcome, as its clause lists them.
func TestParameters(t *testing.T) {
	offer := func(in *In) { in.AOSA, in.ShowAOSA = true, true }
	for _, r := range []struct {
		in   In
		want Out
	}{
		{with(func(in *In) { in.LinkError = true }), Out{Outcome: TryAgain, Start: "B", Online: NA, CVM: NA, Alternate: NA, FieldOff: -1, ODA: notPerformed, Clause: "C-3 4.1.1.2"}},
		{with(func(in *In) { in.SW = 0x6986 }), Out{
			Outcome: TryAgain, Start: "B", Online: NA, CVM: NA, UI: UI{true, 0x20, "Processing Error", 13, false},
			Restart: UI{Present: true, Status: "Ready to Read"}, Alternate: NA, FieldOff: 13, ODA: notPerformed, Clause: "C-3 5.2.2.2",
		}},
		{with(func(in *In) { in.SW = 0x6985 }), Out{Outcome: SelectNext, Start: "C", Online: NA, CVM: NA, Alternate: NA, FieldOff: -1, ODA: notPerformed, Clause: "C-3 5.2.2.2"}},
		{with(func(in *In) { in.SW = 0x6984 }), Out{
			Outcome: TryAnotherInterface, Start: NA, Online: NA, CVM: NA, UI: UI{Present: true, Message: 0x18, Status: "Processing Error"},
			Alternate: NA, FieldOff: -1, ODA: notPerformed, Clause: "C-3 5.2.2.2",
		}},
		{with(func(in *In) { in.Duplicate = true }), Out{
			Outcome: EndApplication, Start: NA, Online: NA, CVM: NA, UI: UI{Present: true, Message: 0x1C, Status: "Processing Error"},
			Alternate: NA, FieldOff: -1, CardRead: true, ODA: notPerformed, Clause: "C-3 5.4.2.2",
		}},
		{with(func(in *In) { in.IssuerData = true }), Out{Outcome: EndApplication, Start: NA, Online: NA, CVM: NA, Alternate: NA, FieldOff: -1, ODA: notPerformed, Clause: "C-3 6.2.1.3"}},
		{with(unproven, ctq(0x10, 0)), Out{
			Outcome: TryAnotherInterface, Start: NA, Online: NA, CVM: NA, UI: UI{Present: true, Message: 0x1D, Status: "Processing Error"},
			Alternate: "Contact Chip", FieldOff: -1, CardRead: true, ODA: failed, Clause: "C-3 5.6.1.2",
		}},
		{with(backOf(0), ctq(0x02, 0)), Out{
			Outcome: TryAnotherInterface, Start: NA, Online: NA, CVM: NA, UI: UI{Present: true, Message: 0x18, Status: "Processing Error"},
			Alternate: NA, FieldOff: -1, CardRead: true, ODA: notPerformed, Clause: "C-3 5.5.1.4",
		}},
		{with(offer), Out{
			Outcome: Approved, Start: NA, Online: NA, CVM: NoCVM, UI: UI{Present: true, Message: 0x03, Balance: true},
			DataRecord: true, Discretionary: true, Alternate: NA, FieldOff: -1, CardRead: true, ODA: verified, Clause: "C-3 5.9.1.1",
		}},
		{with(offer, cid(0)), Out{
			Outcome: Declined, Start: NA, Online: NA, CVM: NoCVM, UI: UI{Present: true, Message: 0x07, Balance: true},
			DataRecord: true, Discretionary: true, Alternate: NA, FieldOff: -1, CardRead: true, ODA: notPerformed, Clause: "C-3 5.9.1.2",
		}},
		{with(cid(0x80), ctq(0, 0x40)), Out{
			Outcome: OnlineRequest, Start: NA, Online: NA, CVM: NoCVM, UI: UI{Present: true, Message: 0x1B},
			DataRecord: true, Alternate: NA, FieldOff: -1, CardRead: true, ODA: notPerformed, Clause: "C-3 5.8.1.1",
		}},
		{with(cid(0x80), ctq(0, 0x40), ttq(0x36, 0, 0xC0)), Out{
			Outcome: OnlineRequest, Start: "B", Online: "EMV Data", CVM: NoCVM, UI: UI{Present: true, Message: 0x1B},
			Restart: UI{Present: true, Message: 0x21}, DataRecord: true, Alternate: NA, FieldOff: 0, CardRead: true, ODA: notPerformed, Clause: "C-3 5.8.1.1",
		}},
		{with(cid(0), func(in *In) { in.Type = 0x20 }), Out{
			Outcome: Declined, Start: NA, Online: NA, CVM: NoCVM, UI: UI{Present: true, Message: 0x07}, DataRecord: true, Alternate: NA,
			FieldOff: -1, CardRead: true, ODA: notPerformed, RefundDone: true, Clause: "C-3 5.9.1.2", Disputed: true,
		}},
	} {
		if got := Decide(r.in); got != r.want {
			t.Errorf("%s:\n got %+v\nwant %+v", r.want.Clause, got, r.want)
		}
	}
}

// C-3 4.4.1.1: issuer data goes before the directory, which needs support.
func TestPath(t *testing.T) {
	for _, r := range []struct {
		in   In
		want string
	}{
		{In{}, "new transaction"},
		{In{Directory: true}, "new transaction"},
		{In{Directory: true, DataStorage: true}, "integrated data storage"},
		{In{Directory: true, DataStorage: true, IssuerData: true}, "issuer update"},
	} {
		if got := Path(r.in); got != r.want {
			t.Errorf("%+v: %s, want %s", r.in, got, r.want)
		}
	}
}

// C-3 6.2.1.1, 6.2.1.2: 9000, 62xx and 63xx go on.
func TestUpdate(t *testing.T) {
	for _, r := range []struct {
		auth bool
		sw   []uint16
		sent int
	}{
		{true, nil, 0},
		{false, []uint16{0x9000, 0x6283, 0x63C0}, 3},
		{true, []uint16{0x9000, 0x6400, 0x9000}, 2},
		{false, []uint16{0x6A80, 0x9000}, 1},
	} {
		if auth, n := Update(r.auth, r.sw); auth != r.auth || n != r.sent {
			t.Errorf("%v %04X: %v, %d", r.auth, r.sw, auth, n)
		}
	}
}

// What holds of every input, whatever the rules: an offline-only reader never
// asks for a host, an AAC is never approved, an offline approval has a proof.
func TestEach(t *testing.T) {
	seen := map[Outcome]int{}
	Each(0, func(in In) {
		o := Decide(in)
		seen[o.Outcome]++
		if o.Outcome == OnlineRequest && in.TTQ[0]&0x08 != 0 {
			t.Fatalf("online at an offline-only reader: %+v", in)
		}
		if (o.Outcome == Approved || o.Outcome == OnlineRequest) && in.HasCID && in.CID>>6 == 0 {
			t.Fatalf("an AAC goes on: %+v", in)
		}
		if o.Outcome == Approved && (o.ODA != verified || in.Proof != Format05) {
			t.Fatalf("approved without a proof: %+v", in)
		}
	})
	for _, o := range []Outcome{Approved, Declined, OnlineRequest, TryAnotherInterface} {
		if seen[o] == 0 {
			t.Errorf("the sample never gives %s", o)
		}
	}
	if want := uint64(513 * 128 * 8 * 6 * 4); Decision.Size() != want {
		t.Errorf("Decision has %d inputs, want %d", Decision.Size(), want)
	}
}
