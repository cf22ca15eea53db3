package oracle

import "testing"

// Rows worked by hand from the book. A row begins from a card that asks for
// offline approval, proves itself and has no CTQ, at a reader that takes
// online PIN and signature, has a contact chip and requires nothing.
func base() In {
	return In{
		TTQ: [4]byte{0x36, 0, 0x40, 0x80}, SW: 0x9000, AFL: GoodAFL, HasCID: true, CID: 0x40, IADLen: 8,
		AIP1: 0x20, AuthLen: 8, Version: 1, Proof: Format05,
	}
}

func with(edits ...func(*In)) In {
	in := base()
	for _, e := range edits {
		e(&in)
	}
	return in
}

func ctq(a, b byte) func(*In) {
	return func(in *In) { in.HasCTQ, in.CTQ, in.AuthCTQ = true, [2]byte{a, b}, [2]byte{a, b} }
}

func arqc(in *In)              { in.CID, in.AFL = 0x80, NoAFL }
func aac(in *In)               { in.CID, in.AFL = 0x00, NoAFL }
func unproven(in *In)          { in.Proof = BadSignature }
func expired(in *In)           { in.Expired = true }
func ttq(a, b byte) func(*In)  { return func(in *In) { in.TTQ = [4]byte{a, b, 0x40, 0x80} } }
func sw(v uint16) func(*In)    { return func(in *In) { in.SW = v } }
func lack(m Missing) func(*In) { return func(in *In) { in.Missing = m } }
func file(a AFL) func(*In)     { return func(in *In) { in.AFL = a } }
func record(r Read) func(*In)  { return func(in *In) { in.Read = r } }
func iad(n int, v byte) func(*In) {
	return func(in *In) { in.HasCID, in.IADLen, in.IAD5 = false, n, v }
}

func TestRows(t *testing.T) {
	for _, r := range []struct {
		name string
		in   In
		want Outcome
		cvm  string
		oda  string
	}{
		{"C-7 4.1.4.1 no PDOL", with(func(in *In) { in.NoPDOL = true }), SelectNext, NA, notPerformed},
		{"C-7 4.1.4.1 no 9F66", with(func(in *In) { in.PDOLNoTTQ = true }), SelectNext, NA, notPerformed},
		{"C-7 4.1.4.3 link", with(func(in *In) { in.LinkError = true }), TryAgain, NA, notPerformed},
		{"C-7 4.1.4.3 6986", with(sw(0x6986)), TryAgain, NA, notPerformed},
		{"C-7 4.1.4.3 6984 is ordinary", with(sw(0x6984)), TryAnotherInterface, NA, notPerformed},
		{"C-7 4.1.4.3 6985, no other interface", with(sw(0x6985), ttq(0x26, 0)), EndApplication, NA, notPerformed},
		{"C-7 4.1.4.3 format 1", with(func(in *In) { in.Malformed = true }), EndApplication, NA, notPerformed},
		{"C-7 4.1.4.4 no IAD", with(func(in *In) { in.IADLen = 0 }), EndApplication, NA, notPerformed},
		{"C-7 4.1.4.4 IAD says TC", with(iad(8, 0x10)), Approved, NA, verified},
		{"C-7 4.1.4.4 IAD says ARQC", with(iad(8, 0x20), file(NoAFL)), OnlineRequest, NA, notPerformed},
		{"C-7 4.1.4.4 IAD says AAC", with(iad(8, 0x00)), Declined, NA, notPerformed},
		{"C-7 4.1.4.5 ARQC", with(arqc), OnlineRequest, NA, notPerformed},
		{"C-7 4.1.4.5 ARQC without 57", with(arqc, lack(MissingTrack2)), EndApplication, NA, notPerformed},
		{"C-7 4.1.4.5 ARQC with AFL, 57 in a record", with(arqc, file(GoodAFL), lack(MissingTrack2)), OnlineRequest, NA, notPerformed},
		{"C-7 4.1.4.5 AAC", with(aac), Declined, NA, notPerformed},
		{"C-7 4.1.4.5 AAC without ATC", with(aac, lack(MissingATC)), EndApplication, NA, notPerformed},
		{"C-7 4.1.4.6 TC without AFL", with(file(NoAFL)), EndApplication, NA, notPerformed},
		{"C-7 4.1.4.6 TC, 57 in a record", with(lack(MissingTrack2)), Approved, NA, verified},
		{"C-7 4.1.4.7", with(file(BadAFL)), EndApplication, NA, notPerformed},
		{"C-7 4.2.4.1", with(record(ReadLinkError)), TryAgain, NA, notPerformed},
		{"C-7 4.2.4.2", with(record(ReadStatus)), EndApplication, NA, notPerformed},
		{"C-7 4.2.4.3", with(record(ReadMalformed)), EndApplication, NA, notPerformed},
		{"C-7 4.2.4.4", with(record(ReadDuplicate)), EndApplication, NA, notPerformed},
		{"C-7 4.2.4.5", with(expired), Declined, NA, notPerformed},
		{"C-7 4.2.4.5 CTQ bit 4", with(expired, ctq(0x08, 0)), OnlineRequest, NA, notPerformed},
		{"C-7 4.2.4.5 CTQ bit 4, offline-only", with(expired, ctq(0x08, 0), ttq(0x3E, 0)), Declined, NA, notPerformed},
		{"C-7 4.2.4.5 an ARQC too", with(expired, arqc, file(GoodAFL)), Declined, NA, notPerformed},
		{"C-7 4.2.4.7", with(func(in *In) { in.OnException = true }), Declined, NA, notPerformed},
		{"C-7 3.2.5 offline-only", with(arqc, ttq(0x3E, 0)), Declined, NA, notPerformed},
		{"C-7 4.3.2.2", with(func(in *In) { in.AIP1 = 0xDF }), Declined, NA, failed},
		{"C-7 4.3.2.4 7 bytes", with(func(in *In) { in.AuthLen = 7 }), Declined, NA, failed},
		{"C-7 4.3.2.4 16 bytes", with(func(in *In) { in.AuthLen = 16 }), Approved, NA, verified},
		{"C-7 4.3.2.4 17 bytes", with(func(in *In) { in.AuthLen = 17 }), Declined, NA, failed},
		{"C-7 4.3.2.4 version 00", with(func(in *In) { in.Version = 0 }), Declined, NA, failed},
		{"C-7 4.3.2.4 ARQC, 95", with(arqc, file(GoodAFL), ttq(0x37, 0x80), func(in *In) { in.Proof = Format95 }), OnlineRequest, NA, verified},
		{"C-7 4.3.2.4 ARQC, 05", with(arqc, file(GoodAFL), ttq(0x37, 0x80)), OnlineRequest, NA, failed},
		{"C-7 4.3.2.5 bit 6", with(unproven, ctq(0x30, 0)), OnlineRequest, NA, failed},
		{"C-7 4.3.2.5 bit 6, offline-only, then bit 5", with(unproven, ctq(0x30, 0), ttq(0x3E, 0)), TryAnotherInterface, NA, failed},
		{"C-7 4.3.2.5 bit 5, no chip", with(unproven, ctq(0x10, 0), ttq(0x26, 0)), Declined, NA, failed},
		{"C-7 4.4.1 ATM", with(ttq(0x36, 0x40), func(in *In) { in.ATM = true }), Approved, NA, verified},
		{"C-7 4.4.2.1 signature", with(ttq(0x36, 0x40)), Approved, Obtain, verified},
		{"C-7 4.4.2.1 online PIN", with(ttq(0x34, 0x40)), OnlineRequest, OnlinePIN, verified},
		{"C-7 4.4.2.1 device only", with(ttq(0x30, 0x40)), Declined, NA, verified},
		{"C-7 4.4.2.2 PIN", with(ctq(0x80, 0x80)), OnlineRequest, OnlinePIN, verified},
		{"C-7 4.4.2.2 device", with(ctq(0xC0, 0x80), ttq(0x32, 0)), Approved, Confirmed, verified},
		{"C-7 4.4.2.2 device, no match", with(ctq(0, 0x80), func(in *In) { in.AuthCTQ[1] ^= 1 }), Declined, NA, verified},
		{"C-7 4.4.2.2 device, ARQC without 9F69", with(arqc, ctq(0, 0x80), func(in *In) { in.AuthLen = 0 }), OnlineRequest, Confirmed, notPerformed},
		{"C-7 4.4.2.2 signature", with(ctq(0x40, 0), ttq(0x36, 0x40)), Approved, Obtain, verified},
		{"C-7 4.4.2.2 required, none", with(ctq(0, 0), ttq(0x36, 0x40)), Declined, NA, verified},
		{"C-7 4.4.2.2 not required", with(ctq(0, 0)), Approved, NA, verified},
	} {
		got := Decide(r.in)
		if got.Outcome != r.want || got.CVM != r.cvm || got.ODA != r.oda {
			t.Errorf("%s: %s, %s, %s; want %s, %s, %s", r.name, got.Outcome, got.CVM, got.ODA, r.want, r.cvm, r.oda)
		}
	}
}

// The lists of C-7 4.5.
func TestParameters(t *testing.T) {
	full := func(in *In) { in.Balance = true }
	read := "Card Read Successfully"
	for _, r := range []struct {
		in   In
		want Out
	}{
		{with(full), Out{Approved, NA, NA, UI{true, 0x03, read, 0, "", true}, UI{}, true, NA, Yes, -1, verified, "C-7 4.5.1", false}},
		{with(full, arqc), Out{OnlineRequest, NA, NA, UI{true, 0x1B, read, 0, "", true}, UI{}, true, NA, NA, -1, notPerformed, "C-7 4.5.2", false}},
		{with(func(in *In) { in.LinkError = true }), Out{TryAgain, "B", NA, UI{true, 0x21, "Processing Error", 13, "en", false}, UI{Present: true, Status: "Ready to Read"}, false, NA, No, 13, notPerformed, "C-7 4.1.4.3", false}},
		{with(sw(0x6986)), Out{TryAgain, "B", NA, UI{true, 0x20, "Processing Error", 13, "en", false}, UI{Present: true, Status: "Ready to Read"}, false, NA, No, 13, notPerformed, "C-7 4.1.4.3", false}},
		{with(full, aac), Out{Declined, NA, NA, UI{true, 0x07, read, 0, "", false}, UI{}, false, NA, No, -1, notPerformed, "C-7 4.1.4.5", false}},
		{with(sw(0x6700)), Out{TryAnotherInterface, NA, NA, UI{true, 0x18, "Ready to Read", 0, "", false}, UI{}, false, Chip, NA, -1, notPerformed, "C-7 4.1.4.3", false}},
		{with(sw(0x6700), ttq(0x26, 0), func(in *In) { in.Stripe = true }), Out{TryAnotherInterface, NA, NA, UI{true, 0x18, "Ready to Read", 0, "", false}, UI{}, false, Stripe, NA, -1, notPerformed, "C-7 4.1.4.3", false}},
		{with(func(in *In) { in.NoPDOL = true }), Out{SelectNext, "C", NA, UI{}, UI{}, false, NA, NA, -1, notPerformed, "C-7 4.1.4.1", false}},
		{with(file(BadAFL)), Out{EndApplication, NA, NA, UI{}, UI{}, false, NA, NA, -1, notPerformed, "C-7 4.1.4.7", false}},
	} {
		if got := Decide(r.in); got != r.want {
			t.Errorf("%s:\n got %+v\nwant %+v", r.want.Clause, got, r.want)
		}
	}
}

// C-7 3.2.2, Table 3-1.
func TestSentTTQ(t *testing.T) {
	for _, r := range []struct {
		copied        [4]byte
		special, card bool
		want          [4]byte
		emv           bool
	}{
		{[4]byte{0x36, 0x80, 0xFF, 0x00}, false, false, [4]byte{0x36, 0x80, 0x40, 0x80}, true},
		{[4]byte{0x36, 0x00, 0x00, 0x01}, false, true, [4]byte{0x36, 0x00, 0x00, 0x81}, true},
		{[4]byte{0x46, 0x00, 0x40, 0x00}, true, true, [4]byte{0x27, 0x80, 0x40, 0x80}, true},
		{[4]byte{0x26, 0x00, 0x40, 0x00}, true, false, [4]byte{0x66, 0x00, 0x40, 0x80}, false},
	} {
		if got, emv := SentTTQ(r.copied, r.special, r.card); got != r.want || emv != r.emv {
			t.Errorf("%X: %X, %v; want %X, %v", r.copied, got, emv, r.want, r.emv)
		}
	}
}

// What holds of every input, whatever the rules.
func TestEach(t *testing.T) {
	seen := map[Outcome]int{}
	Each(0, func(in In) {
		o := Decide(in)
		seen[o.Outcome]++
		if o.Outcome == OnlineRequest && in.TTQ[0]&0x08 != 0 {
			t.Fatalf("online at an offline-only reader: %+v", in)
		}
		if o.Outcome == Approved && (o.ODA != verified || in.Proof != Format05) {
			t.Fatalf("approved without a proof: %+v", in)
		}
		if (o.Outcome == Approved || o.Outcome == OnlineRequest) && in.HasCID && in.CID>>6 == 0 {
			t.Fatalf("an AAC goes on: %+v", in)
		}
	})
	if len(seen) != 7 {
		t.Errorf("the sample gives %v", seen)
	}
	if want := uint64(129 * 128 * 8 * 8 * 4 * 3); Decision.Size() != want {
		t.Errorf("Decision has %d inputs, want %d", Decision.Size(), want)
	}
}
