package oracle

import "testing"

// Rows worked by hand from the book. A row begins from a card that asks for
// offline approval, proves itself and has no CTQ, at a reader that takes
// online PIN and signature, has a contact chip and requires nothing.
func base() In {
	return In{
		TTQ: [4]byte{0x36, 0, 0x40, 0}, SW: 0x9000, HasCID: true, CID: 0x40, IADLen: 7,
		AIP1: 0x20, AuthLen: 7, Version: 1, Proof: Format05,
	}
}

func ctq(a, b byte) func(*In) {
	return func(in *In) { in.HasCTQ, in.CTQ, in.AuthCTQ = true, [2]byte{a, b}, [2]byte{a, b} }
}

func with(edits ...func(*In)) In {
	in := base()
	for _, e := range edits {
		e(&in)
	}
	return in
}

func cid(v byte) func(*In) { return func(in *In) { in.CID = v } }
func iad(n int, v byte) func(*In) {
	return func(in *In) { in.HasCID, in.IADLen, in.IAD5 = false, n, v }
}
func ttq(a, b, c byte) func(*In) { return func(in *In) { in.TTQ = [4]byte{a, b, c, 0} } }

func unproven(in *In) { in.Proof = BadSignature }
func noAuth(in *In)   { in.AuthLen = 0 }

type row struct {
	name string // the clause, and what of it
	in   In
	want Outcome
	cvm  string
	oda  string
}

var rows = []row{
	{"C-3 5.9.1.1 TC, fDDA good", with(), Approved, NoCVM, verified},
	{"C-3 5.8.1.1 ARQC", with(cid(0x80)), OnlineRequest, NoCVM, notPerformed},
	{"C-3 5.9.1.2 AAC", with(cid(0x00)), Declined, NoCVM, notPerformed},
	{"C-3 5.4.3.2 RFU type", with(cid(0xC0)), Declined, NoCVM, notPerformed},
	{"C-3 5.4.3.1 IAD says TC", with(iad(7, 0x10)), Approved, NoCVM, verified},
	{"C-3 5.4.3.1 IAD says ARQC", with(iad(7, 0x20)), OnlineRequest, NoCVM, notPerformed},
	{"C-3 5.4.3.1 IAD says AAC", with(iad(7, 0x00)), Declined, NoCVM, notPerformed},
	{"C-3 5.4.3.1 IAD without byte 5", with(iad(4, 0x20)), Declined, NoCVM, notPerformed},
	{"C-3 5.4.3.1 CID wins over IAD", with(func(in *In) { in.IAD5 = 0x20 }), Approved, NoCVM, verified},
	{"C-3 5.4.3.2 online cryptogram required", with(ttq(0x36, 0x80, 0x40)), OnlineRequest, NoCVM, notPerformed},
	{"C-3 5.4.3.2 AAC beats it", with(ttq(0x36, 0x80, 0x40), cid(0)), Declined, NoCVM, notPerformed},
	{"C-3 5.9.1.2 ARQC at offline-only", with(ttq(0x3E, 0, 0x40), cid(0x80)), Declined, NoCVM, notPerformed},
	{"C-3 5.5.1.1 expired", with(func(in *In) { in.Expiry = Expired }), Declined, NoCVM, notPerformed},
	{"C-3 5.5.1.1 no date", with(func(in *In) { in.Expiry = NoExpiry }), Declined, NoCVM, notPerformed},
	{"C-3 5.5.1.1 expired, CTQ bit 4", with(ctq(0x08, 0), func(in *In) { in.Expiry = Expired }), OnlineRequest, NoCVM, notPerformed},
	{"C-3 5.5.1.1 ARQC is not looked at", with(cid(0x80), func(in *In) { in.Expiry = Expired }), OnlineRequest, NoCVM, notPerformed},
	{"C-3 5.5.1.2 listed", with(func(in *In) { in.OnException = true }), Declined, NoCVM, notPerformed},
	{"C-3 5.5.1.2 ARQC is not looked at", with(cid(0x80), func(in *In) { in.OnException = true }), OnlineRequest, NoCVM, notPerformed},
	{"C-3 5.5.1.3 no AUC", with(cashOf(false, 0, Domestic)), Declined, NoCVM, notPerformed},
	{"C-3 5.5.1.3 domestic", with(cashOf(true, 0x80, Domestic)), Approved, NoCVM, verified},
	{"C-3 5.5.1.3 abroad, only domestic", with(cashOf(true, 0x80, International)), Declined, NoCVM, notPerformed},
	{"C-3 5.5.1.3 abroad", with(cashOf(true, 0x40, International)), Approved, NoCVM, verified},
	{"C-3 5.5.1.3 no country", with(cashOf(true, 0xC0, NoCountry)), Declined, NoCVM, notPerformed},
	{"C-3 5.5.1.3 ARQC too, CTQ bit 3", with(cid(0x80), cashOf(false, 0, Domestic), ctq(0x04, 0)), TryAnotherInterface, NA, notPerformed},
	{"C-3 5.5.1.3 CTQ bit 2 is not its", with(cashOf(false, 0, Domestic), ctq(0x02, 0)), Declined, NoCVM, notPerformed},
	{"C-3 5.5.1.4 CTQ bit 2", with(backOf(0x00), ctq(0x02, 0)), TryAnotherInterface, NA, notPerformed},
	{"C-3 5.5.1.4 CTQ bit 3 is not its", with(backOf(0x00), ctq(0x04, 0)), Declined, NoCVM, notPerformed},
	{"C-3 5.5.1.4 allowed", with(backOf(0x80)), Approved, NoCVM, verified},
	{"C-3 5.6.1.2 failed, no CTQ", with(unproven), Declined, NoCVM, failed},
	{"C-3 5.6.1.2 failed, bit 6", with(unproven, ctq(0x20, 0)), OnlineRequest, NoCVM, failed},
	{"C-3 5.6.1.2 failed, bit 6, offline-only", with(unproven, ctq(0x20, 0), ttq(0x3E, 0, 0x40)), Declined, NoCVM, failed},
	{"C-3 5.6.1.2 failed, bit 5", with(unproven, ctq(0x10, 0)), TryAnotherInterface, NA, failed},
	{"C-3 5.6.1.2 bit 6 goes before bit 5", with(unproven, ctq(0x30, 0)), OnlineRequest, NoCVM, failed},
	{"C-3 5.6.1.2 bits 6 and 5 at offline-only with chip", with(unproven, ctq(0x30, 0), ttq(0x3E, 0, 0x40)), TryAnotherInterface, NA, failed},
	{"C-3 5.6.1.2 failed, bit 5, no chip", with(unproven, ctq(0x10, 0), ttq(0x26, 0, 0x40)), Declined, NoCVM, failed},
	{"C-3 C.1 no DDA in AIP", with(func(in *In) { in.AIP1 = 0x5F }), Declined, NoCVM, failed},
	{"C-3 C.1 version 00", with(func(in *In) { in.Version = 0 }), Declined, NoCVM, failed},
	{"C-3 C.1 no 9F69", with(noAuth), Declined, NoCVM, failed},
	{"C-3 C.1 format 95 offline", with(func(in *In) { in.Proof = Format95 }), Declined, NoCVM, failed},
	{"C-3 5.6.2.1 format 95 online", with(cid(0x80), func(in *In) { in.OnlineODA, in.Proof = true, Format95 }), OnlineRequest, NoCVM, verified},
	{"C-3 5.6.2.1 format 05 online", with(cid(0x80), func(in *In) { in.OnlineODA = true }), OnlineRequest, NoCVM, failed},
	{"C-3 5.6.2.1 only an ARQC", with(ttq(0x37, 0x80, 0x40), func(in *In) { in.OnlineODA = true }), OnlineRequest, NoCVM, notPerformed},
	{"C-3 5.6.2.1 without 9F4B", with(cid(0x80), func(in *In) { in.OnlineODA, in.Proof = true, NoSignature }), OnlineRequest, NoCVM, notPerformed},
	{"C-3 5.7.1.1 signature first", with(ttq(0x36, 0x40, 0x40)), Approved, Obtain, verified},
	{"C-3 5.7.1.1 online PIN", with(ttq(0x34, 0x40, 0x40)), OnlineRequest, OnlinePIN, verified},
	{"C-3 5.7.1.1 device only", with(ttq(0x30, 0x40, 0x40)), Declined, NoCVM, verified},
	{"C-3 5.7.1.2 PIN without being required", with(ctq(0x80, 0)), OnlineRequest, OnlinePIN, verified},
	{"C-3 5.7.1.2 PIN beats device", with(ctq(0x80, 0x80)), OnlineRequest, OnlinePIN, verified},
	{"C-3 5.7.1.2 PIN at a reader without", with(ctq(0xC0, 0), ttq(0x32, 0, 0x40)), Approved, Obtain, verified},
	{"C-3 5.7.1.2 PIN at offline-only", with(ctq(0x80, 0), ttq(0x3E, 0, 0x40)), Declined, NoCVM, verified},
	{"C-3 5.7.1.2 device, match", with(ctq(0, 0x80)), Approved, Confirmed, verified},
	{"C-3 5.7.1.2 device, no match", with(ctq(0, 0x80), func(in *In) { in.AuthCTQ[0] ^= 1 }), Declined, NoCVM, verified},
	{"C-3 5.7.1.2 device, 6 bytes", with(ctq(0, 0x80), func(in *In) { in.AuthLen = 6 }), Declined, NoCVM, verified},
	{"C-3 5.7.1.2 device, ARQC without 9F69", with(ctq(0, 0x80), cid(0x80), noAuth), OnlineRequest, Confirmed, notPerformed},
	{"C-3 5.7.1.2 device, TC sent online without 9F69", with(ctq(0, 0x80), noAuth, ttq(0x36, 0x80, 0x40)), Declined, NoCVM, notPerformed},
	{"C-3 5.7.1.2 device beats signature", with(ctq(0x40, 0x80)), Approved, Confirmed, verified},
	{"C-3 5.7.1.3 required, none", with(ctq(0, 0), ttq(0x36, 0x40, 0x40)), Declined, NoCVM, verified},
	{"C-3 5.7.1.3 required, signature not at reader", with(ctq(0x40, 0), ttq(0x34, 0x40, 0x40)), Declined, NoCVM, verified},
	{"C-3 5.7.1 ATM", with(ctq(0, 0), ttq(0x36, 0x40, 0x40), func(in *In) { in.ATM = true }), Approved, NoCVM, verified},
	{"C-3 4.1.1.2", with(func(in *In) { in.LinkError = true }), TryAgain, NA, notPerformed},
	{"C-3 5.2.2.2 6984", with(func(in *In) { in.SW = 0x6984 }), TryAnotherInterface, NA, notPerformed},
	{"C-3 5.2.2.2 6985", with(func(in *In) { in.SW = 0x6985 }), SelectNext, NA, notPerformed},
	{"C-3 5.2.2.2 6986", with(func(in *In) { in.SW = 0x6986 }), TryAgain, NA, notPerformed},
	{"C-3 5.2.2.2 any other", with(func(in *In) { in.SW = 0x6700 }), EndApplication, NA, notPerformed},
	{"C-3 4.1.1.4", with(func(in *In) { in.Malformed = true }), EndApplication, NA, notPerformed},
	{"C-3 5.4.2.1", with(func(in *In) { in.Missing = MissingTrack2 }), EndApplication, NA, notPerformed},
	{"C-3 5.4.2.2", with(func(in *In) { in.Duplicate = true }), EndApplication, NA, notPerformed},
	{"C-3 A.2 PAN", with(func(in *In) { in.PANDiffer = true }), EndApplication, NA, notPerformed},
	{"C-3 6.2.1.3", with(func(in *In) { in.IssuerData = true }), EndApplication, NA, notPerformed},
}

func cashOf(has bool, auc byte, c Country) func(*In) {
	return func(in *In) { in.Type, in.CheckCash, in.HasAUC, in.AUC[0], in.Country = 0x01, true, has, auc, c }
}

func backOf(auc byte) func(*In) {
	return func(in *In) { in.Cashback, in.CheckBack, in.HasAUC, in.AUC[1] = true, true, true, auc }
}

func TestRows(t *testing.T) {
	for _, r := range rows {
		got := Decide(r.in)
		if got.Outcome != r.want || got.CVM != r.cvm || got.ODA != r.oda {
			t.Errorf("%s: %s, %s, %s; want %s, %s, %s", r.name, got.Outcome, got.CVM, got.ODA, r.want, r.cvm, r.oda)
		}
	}
}
