package oracle

import (
	"fmt"
	"testing"
)

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
		{"2930.29", with(func(in *In) { in.CID, in.Restart = 0x00, Restart{true, [2]byte{0x30}} }), TryAnotherInterface, "", NoCVM, [5]byte{4: 0x81}},
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

// Rows of chains and exchanges, as their clauses have them.
func TestChainRows(t *testing.T) {
	with := func(change func(c *Chain)) Chain {
		c := sound
		change(&c)
		return c
	}
	for name, r := range map[string]struct {
		in   Chain
		want string
	}{
		"28.9":   {sound, ChainGood},
		"RPC.2":  {with(func(c *Chain) { c.Index = false }), ChainMissing},
		"RPC.2a": {with(func(c *Chain) { c.Known, c.Issuer = false, Missing }), ChainFailed},
		"RPC.6":  {with(func(c *Chain) { c.IssuerE = false }), ChainMissing},
		"RPC.21": {with(func(c *Chain) { c.CardE, c.Issuer = false, Altered }), ChainMissing},
		"C.24a":  {with(func(c *Chain) { c.Enabled = false }), ChainFailed},
		"C.26":   {with(func(c *Chain) { c.IssuerRest = false }), ChainFailed},
		"C.34":   {with(func(c *Chain) { c.CardRest = Missing }), ChainFailed},
		"C.38":   {with(func(c *Chain) { c.Key = UnsignedKey }), ChainFailed},
		"C.51":   {with(func(c *Chain) { c.Blinding = false }), ChainFailed},
	} {
		if got := DecideChain(r.in); got != r.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	seen := map[string]int{}
	EachChain(0, func(c Chain) { seen[DecideChain(c)]++ })
	if len(seen) != 3 || seen[ChainGood] < 5 {
		t.Errorf("%v", seen)
	}
}

func TestExchangeRows(t *testing.T) {
	for name, r := range map[string]struct {
		in       Exchange
		commands string
		read     string
		write    string
	}{
		"3.1":     {Exchange{Read: FullList, Tags: 0x1F, Write: FullList, Writes: 2}, "[RR AC 00]", "", ""},
		"1.13":    {Exchange{On: true, Local: "ok"}, "[RR AC 00]", "80", "00"},
		"23.28":   {Exchange{On: true, Local: "ok", Read: FullList, Tags: 0x11, First: RefusedEnvelope}, "[RD 9F8111 RD 9F8112 RR AC 00]", "00", "00"},
		"30.14":   {Exchange{On: true, Local: "ok", Write: FullList, Writes: 2}, "[RR AC 80 WD 80 WD 00]", "80", "80"},
		"S30-C":   {Exchange{On: true, Local: "ok", Write: FullList, Writes: 2, Writing: WrongMAC, Fails: 1}, "[RR AC 80 WD 80]", "80", "00"},
		"29.44a":  {Exchange{On: true, Local: "failed", Write: FullList, Writes: 1}, "[RR AC 80]", "80", "00"},
		"24.8":    {Exchange{On: true, Local: "ok", Flag: ZeroFlag}, "[RR]", "80", "00"},
		"24.13":   {Exchange{On: true, Local: "ok", Flag: EmptyFlag, Answer: ReadsMore}, "[RR RD 9F8111 RD 9F8112 AC 00]", "80", "00"},
		"24.11":   {Exchange{On: true, Local: "ok", Flag: EmptyFlag, Answer: WritesMore}, "[RR AC 80 WD 00]", "80", "80"},
		"2021.10": {Exchange{On: true, Local: "ok", Flag: SetFlag, Answer: WritesMore}, "[RR AC 00]", "80", "00"},
	} {
		if o := DecideExchange(r.in); fmt.Sprint(o.Commands) != r.commands || o.Read != r.read || o.Write != r.write {
			t.Errorf("%s: %+v", name, o)
		}
	}
}
