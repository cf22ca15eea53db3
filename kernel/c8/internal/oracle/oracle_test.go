package oracle

import "testing"

// Rows of single steps, as their clauses have them.
func TestRows(t *testing.T) {
	with := func(change func(in *In)) In {
		in := plain
		change(&in)
		return in
	}
	for _, r := range []struct {
		name   string
		in     In
		status Status
		l2     string
		cvm    string
		tvr    [5]byte
	}{
		{"2930.13", plain, Approved, "", NoCVM, [5]byte{4: 0x81}},
		{"2930.19", with(func(in *In) { in.CID = 0x80 }), OnlineRequest, "", NoCVM, [5]byte{4: 0x81}},
		{"2930.23", with(func(in *In) { in.CID = 0x00 }), Declined, "", NoCVM, [5]byte{4: 0x81}},
		{"2930.25", with(func(in *In) { in.CID, in.Type = 0x00, 0x20 }), EndApplication, "", NoCVM, [5]byte{4: 0x81}},
		{"2930.28", with(func(in *In) { in.CID, in.Restart = 0x00, Restart{true, [2]byte{0x31}} }), TryAnotherInterface, "", NoCVM, [5]byte{4: 0x81}},
		{"21.18", with(func(in *In) { in.Relay = TooFast }), EndApplication, "CARD DATA ERROR", NA, [5]byte{4: 0x80}},
		{"28.4", with(func(in *In) { in.IAD = 24 }), EndApplication, "CARD DATA ERROR", NA, [5]byte{4: 0x81}},
		{"29.9", with(func(in *In) { in.Fault = IssuerCertificate }), Approved, "", NoCVM, [5]byte{0x04, 4: 0x81}},
		{"29.12", with(func(in *In) { in.Fault = EDAMAC }), EndApplication, "EDA MAC FAILED", NA, [5]byte{4: 0x81}},
		{"29.22", with(func(in *In) { in.CID = 0xC0 }), EndApplication, "CARD DATA ERROR", NA, [5]byte{4: 0x81}},
		{"29.41", with(func(in *In) { in.Choice = 0x02 }), Approved, "", NA, [5]byte{2: 0x80, 4: 0x81}},
		{"29.42", with(func(in *In) { in.Choice, in.Amount = 0x02, 2000 }), Approved, "", OnlinePIN, [5]byte{2: 0x04, 4: 0x81}},
	} {
		if got := Decide(r.in); got.Status != r.status || got.L2 != r.l2 || got.CVM != r.cvm || got.TVR != r.tvr {
			t.Errorf("%s: %+v", r.name, got)
		}
	}
}

// What holds of every input: no approval of anything but a TC that was asked for. Each walk turns every axis.
func TestEach(t *testing.T) {
	seen := map[Status]int{}
	Each(0, func(in In) {
		o := Decide(in)
		seen[o.Status]++
		if o.Status == Approved && (o.Reference != accept || in.CID&0xC0 != 0x40) || o.Status == OnlineRequest && (o.Reference == decline || in.CID&0xC0 == 0) {
			t.Fatalf("%s: %+v", o.Status, in)
		}
	})
	for _, s := range []Status{Approved, Declined, OnlineRequest, EndApplication, TryAnotherInterface} {
		if seen[s] < 5 {
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
