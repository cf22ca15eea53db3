package c3_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/tlv"
)

// Where offline data authentication fails, or cannot be done, the card says what follows: online before another interface.
//
// C-3 2.12 5.6.1.2
func TestFDDAFails(t *testing.T) {
	for _, c := range []struct {
		ctq, ttq string
		want     kernel.Status
	}{
		{"", "36004000", kernel.Declined},
		{"0000", "36004000", kernel.Declined},
		{"2000", "36004000", kernel.OnlineRequest},
		{"2000", "3E004000", kernel.Declined},
		{"1000", "36004000", kernel.TryAnotherInterface},
		{"1000", "26004000", kernel.Declined},
		{"3000", "36004000", kernel.OnlineRequest},
		{"3000", "3E004000", kernel.TryAnotherInterface},
	} {
		for name, spoil := range map[string]func(*wire){
			"no signature":   func(w *wire) { w.give("9F4B", "-") },
			"wrong":          func(w *wire) { w.gpo[len(w.gpo)-1] ^= 1 },
			"no CA key":      func(w *wire) { w.act.Combination.AID[4] ^= 0x08 },
			"no certificate": func(w *wire) { w.records[1] = unhexed("70009000") },
			"no 9F69":        func(w *wire) { w.records[4] = unhexed("7006" + "5F2403491231" + "9000") },
			"another amount": func(w *wire) { w.tx.Amount++ },
			"no DDA":         func(w *wire) { w.give("82", "DF00") },
			"AIP changed":    func(w *wire) { w.give("82", "2040") },
			"no keys":        func(w *wire) { w.cfg.Keys = nil },
		} {
			w := offline(t, c.ttq, c.ctq)
			spoil(w)
			cvm := kernel.CVMNotRequired
			if c.want == kernel.TryAnotherInterface {
				cvm = kernel.CVMNotApplicable
			}
			w.ends(name+" "+c.ctq+" "+c.ttq, c.want, cvm)
			if o := w.out; o.ODA.Method != "fDDA" || o.ODA.Result != "failed" || o.ODA.Reason == "" {
				t.Errorf("%s: %+v", name, o.ODA)
			} else if c.want == kernel.TryAnotherInterface && (o.UIOutcome.Message != kernel.MsgPleaseInsert || o.AlternateInterface != kernel.Contact || o.DataRecord != nil) {
				t.Errorf("%s: %+v", name, o)
			}
		}
	}
}

// Version 01 alone, format 05 offline and 95 online, and the whole of 9F69 under the signature, up to its last byte.
//
// C-3 2.12 C.1, 5.6.1.1, 5.6.2.1
func TestFDDAVersionFormatAndLength(t *testing.T) {
	for _, related := range []string{"01A1A2A3A4", "01A1A2A3A400", related0, related0 + "AA", related0 + "0102030405060708AA"} {
		newWire(t, "36004000").give("9F27", "40").signed(0x05, related).ends(related, kernel.Approved, kernel.CVMNotRequired)
		w := newWire(t, "36004000").give("9F27", "40").signed(0x05, related)
		last := w.records[4]
		last[len(last)-3] ^= 1
		w.ends(related+" changed", kernel.Declined, kernel.CVMNotRequired)
		newWire(t, "36004000").give("9F27", "40").signed(0x95, related).ends("95 offline", kernel.Declined, kernel.CVMNotRequired)
	}
	for _, version := range []string{"00", "02", "FF"} {
		newWire(t, "36004000").give("9F27", "40").signed(0x05, version+related0[2:]).ends("version "+version, kernel.Declined, kernel.CVMNotRequired)
	}
	for _, c := range []struct {
		format  byte
		related string
		oda     string
	}{{0x95, related0, "ok"}, {0x05, related0, "failed"}, {0x95, "00" + related0[2:], "failed"}} {
		w := newWire(t, "36004000").set(c3.ParamFDDAForOnline, 1).signed(c.format, c.related)
		w.ends("online", kernel.OnlineRequest, kernel.CVMNotRequired)
		if w.out.ODA.Result != c.oda {
			t.Errorf("format %02X, %s: %+v", c.format, c.related, w.out.ODA)
		}
	}
}

// The account is one of the data that fDDA needs: a card without 5A fails, although track 2 names the account and its certificates are good.
//
// C-3 2.12 C.1, A.2
func TestFDDAWithoutPAN(t *testing.T) {
	for pan, want := range map[string]kernel.Status{"5A08" + testPAN: kernel.Approved, "": kernel.Declined} {
		w := offline(t, "36004000", "")
		record := tlv.Append(nil, 0x70, unhexed(pan+"9F4A0182"))
		cert, _ := tlv.Find(chainOver(record), 0x9F46)
		w.records[0] = append(record, 0x90, 0x00)
		w.records[2] = append(tlv.Append(nil, 0x70, cert.Raw), 0x90, 0x00)
		w.ends("PAN "+pan, want, kernel.CVMNotRequired)
	}
}

// The result for an online request never changes the outcome. It is looked for with a signature, with an ARQC, and where the option is on.
//
// C-3 2.12 5.6.2.1, 3.3.4.1, 3.3.4.3
func TestFDDAForOnline(t *testing.T) {
	for _, c := range []struct {
		name, cid, ttq string
		signature, on  bool
		want           string
		status         kernel.Status
	}{
		{"all", "80", "36004000", true, true, "ok", kernel.OnlineRequest},
		{"off", "80", "37004000", true, false, "not performed", kernel.OnlineRequest},
		{"no signature", "80", "36004000", false, true, "not performed", kernel.OnlineRequest},
		{"a TC", "40", "36804000", true, true, "not performed", kernel.OnlineRequest},
		{"an AAC", "00", "36004000", true, true, "not performed", kernel.Declined},
	} {
		w := newWire(t, c.ttq).give("9F27", c.cid).signed(0x95, related0)
		if !c.signature {
			w.give("9F4B", "-")
		}
		if c.on {
			w.set(c3.ParamFDDAForOnline, 1)
		}
		w.ends(c.name, c.status, kernel.CVMNotRequired)
		if w.out.ODA.Result != c.want {
			t.Errorf("%s: %+v", c.name, w.out.ODA)
		}
		if got := w.commands[0][7]&1 == 1; got != (c.on || c.ttq[1] == '7') {
			t.Errorf("%s: TTQ sent %X", c.name, w.commands[0][7:11])
		}
	}
	w := newWire(t, "36004000").set(c3.ParamFDDAForOnline, 1).signed(0x95, related0)
	w.give("82", "0000").ends("no DDA", kernel.OnlineRequest, kernel.CVMNotRequired)
	if w.out.ODA.Result != "failed" {
		t.Errorf("no DDA: %+v", w.out.ODA)
	}
	w = newWire(t, "36004000").set(c3.ParamFDDAForOnline, 0)
	if w.run(); w.commands[0][7]&1 != 0 {
		t.Error("a switch of 00 is on")
	}
}

// Without CTQ a signature goes before an online PIN, and a reader with neither declines.
//
// C-3 2.12 5.7.1.1
func TestCVMWithoutCTQ(t *testing.T) {
	for _, c := range []struct {
		ttq  string
		want kernel.Status
		cvm  kernel.CVM
	}{
		{"36404000", kernel.OnlineRequest, kernel.CVMSignature},
		{"32404000", kernel.OnlineRequest, kernel.CVMSignature},
		{"34404000", kernel.OnlineRequest, kernel.CVMOnlinePIN},
		{"30404000", kernel.Declined, kernel.CVMNotRequired},
		{"36004000", kernel.OnlineRequest, kernel.CVMNotRequired},
		{"30004000", kernel.OnlineRequest, kernel.CVMNotRequired},
	} {
		newWire(t, c.ttq).ends(c.ttq, c.want, c.cvm)
	}
	offline(t, "34404000", "").ends("a TC", kernel.OnlineRequest, kernel.CVMOnlinePIN)
	offline(t, "3C404000", "").ends("a TC at an offline-only reader", kernel.Declined, kernel.CVMNotRequired)
	offline(t, "36404000", "").ends("a TC, signature", kernel.Approved, kernel.CVMSignature)
}

// The order of the CTQ, whatever the reader requires, and what the Card Authentication Related Data must be.
//
// C-3 2.12 5.7.1.2
func TestCVMOfCTQ(t *testing.T) {
	online, no := kernel.OnlineRequest, kernel.Declined
	for _, ttq := range []string{"36004000", "36404000"} {
		for _, c := range []struct {
			ctq, related, cid string
			want              kernel.Status
			cvm               kernel.CVM
		}{
			{"C080", "", "80", online, kernel.CVMOnlinePIN},
			{"4080", "", "80", online, kernel.CVMConfirmed},
			{"4000", "", "80", online, kernel.CVMSignature},
			{"0080", "01A1A2A3A40080", "80", online, kernel.CVMConfirmed},
			{"0080", "01A1A2A3A4008000", "80", online, kernel.CVMConfirmed},
			{"0080", "01A1A2A3A40081", "80", no, kernel.CVMNotRequired},
			{"0080", "01A1A2A3A48080", "80", no, kernel.CVMNotRequired},
			{"0080", "01A1A2A3A400", "80", no, kernel.CVMNotRequired},
			{"0080", "01A1A2A3A4", "80", no, kernel.CVMNotRequired},
			{"C080", "01A1A2A3A4", "80", online, kernel.CVMOnlinePIN},
		} {
			w := newWire(t, ttq).give("9F6C", c.ctq, "9F27", c.cid)
			if c.related != "" {
				w.give("9F69", c.related)
			}
			w.ends(ttq+" "+c.ctq+" "+c.related, c.want, c.cvm)
		}
	}
	newWire(t, "32004000").give("9F6C", "C080").ends("no PIN at the reader", online, kernel.CVMConfirmed)
	newWire(t, "32004000").give("9F6C", "C000").ends("no PIN at the reader", online, kernel.CVMSignature)
	newWire(t, "34004000").give("9F6C", "4000").ends("no signature at the reader", online, kernel.CVMNotRequired)
	offline(t, "36404000", "0080").ends("a TC", kernel.Approved, kernel.CVMConfirmed)
	newWire(t, "36804000").give("9F27", "40", "9F6C", "0080").ends("a TC without 9F69", no, kernel.CVMNotRequired)
	offline(t, "36004000", "8000").ends("online PIN", online, kernel.CVMOnlinePIN)
}

// C-3 2.12 5.7.1.3, 5.7.1
func TestCVMRequiredAndNone(t *testing.T) {
	newWire(t, "36404000").give("9F6C", "0000").ends("none", kernel.Declined, kernel.CVMNotRequired)
	newWire(t, "34404000").give("9F6C", "4000").ends("signature, which the reader has not", kernel.Declined, kernel.CVMNotRequired)
	newWire(t, "36004000").give("9F6C", "0000").ends("not required", kernel.OnlineRequest, kernel.CVMNotRequired)
	for _, ctq := range []string{"0000", "C080", "4000"} {
		w := newWire(t, "36404000").give("9F6C", ctq)
		w.cfg.Terminal.Type, w.cfg.Terminal.AdditionalCapabilities[0] = 0x14, 0x80
		w.ends("at an ATM, CTQ "+ctq, kernel.OnlineRequest, kernel.CVMNotRequired)
		w.cfg.Profile = kernel.Strict
		w.ends("at an ATM, strict, CTQ "+ctq, kernel.OnlineRequest, kernel.CVMNotRequired)
	}
}

// Both must have it.
//
// C-3 2.12 5.8.1.2, 3.3.1.3
func TestIssuerUpdateRestart(t *testing.T) {
	for _, c := range []struct {
		ttq, ctq string
		restart  bool
	}{{"3600C000", "0040", true}, {"36004000", "0040", false}, {"3600C000", "0000", false}, {"3600C000", "", false}} {
		w := newWire(t, c.ttq)
		if c.ctq != "" {
			w.give("9F6C", c.ctq)
		}
		w.ends(c.ttq+" "+c.ctq, kernel.OnlineRequest, kernel.CVMNotRequired)
		o := w.out
		if got := o.Start == kernel.StartB && o.OnlineResponseData == kernel.OnlineDataEMV && o.UIRestart != nil && o.UIRestart.Message == kernel.MsgPresentAgain &&
			o.UIRestart.Status == kernel.StatusReadyToRead; got != c.restart || !c.restart && (o.Start != 0 || o.OnlineResponseData != 0 || o.UIRestart != nil) {
			t.Errorf("%s %s: %+v", c.ttq, c.ctq, o)
		}
	}
	w := newWire(t, "3E00C000").give("9F6C", "0040")
	w.ends("offline only", kernel.Declined, kernel.CVMNotRequired)
	if w.out.Start != kernel.StartNone || w.out.UIRestart != nil {
		t.Errorf("offline only: %+v", w.out)
	}
}

// C-3 2.12 5.9.1.2, 5.9.1.3, A.2
func TestDeclinedParameters(t *testing.T) {
	w := newWire(t, "36404000").give("9F27", "00", "9F6C", "C080")
	w.ends("AAC", kernel.Declined, kernel.CVMNotRequired)
	o := w.out
	if o.UIOutcome.Message != kernel.MsgDeclined || o.DataRecord == nil || o.DiscretionaryData != nil || o.AlternateInterface != kernel.InterfaceNone || !o.Read || o.Start != 0 {
		t.Errorf("%+v", o)
	}
	if o.Error.Reason != "the card has declined" || o.Error.Clause != "C-3 2.12 5.4.3.2" {
		t.Errorf("%+v", o.Error)
	}
	if r := w.result(); r.ResponseCode != "Z1" {
		t.Errorf("response code %q", r.ResponseCode)
	}
	if r := offline(t, "36004000", "").run(); r.ResponseCode != "Y1" || r.Status != kernel.Approved {
		t.Errorf("response code %q", r.ResponseCode)
	}
	if r := newWire(t, "36004000").run(); r.ResponseCode != "" {
		t.Errorf("response code %q", r.ResponseCode)
	}
}

// An AAC is how a card lets go of a refund: it is no refusal, and the acquirer decides. Cashback makes the amount the sum, and the type that of a
// purchase.
//
// C-3 2.12 3.4.1.1, 3.4.1.2, 3.4.1.3
func TestTypesOfTransaction(t *testing.T) {
	for _, c := range []struct {
		name   string
		tx     kernel.Transaction
		kind   byte
		amount string
		other  string
	}{
		{"purchase", kernel.Transaction{}, 0x00, "000000001234", "000000000000"},
		{"cashback as type 09", kernel.Transaction{Type: 0x09, AmountOther: 500}, 0x00, "000000001234", "000000000500"},
		{"cashback by purpose", kernel.Transaction{Purpose: kernel.Cashback, Type: 0x30, AmountOther: 500}, 0x00, "000000001234", "000000000500"},
		{"pre-authorisation of another type", kernel.Transaction{Purpose: kernel.PreAuthorisation, Type: 0x30}, 0x00, "000000001234", "000000000000"},
		{"cash by purpose", kernel.Transaction{Purpose: kernel.Cash, Type: 0x30}, 0x01, "000000001234", "000000000000"},
		{"cash", kernel.Transaction{Type: 0x01}, 0x01, "000000001234", "000000000000"},
		{"cash as type 17", kernel.Transaction{Type: 0x17}, 0x01, "000000001234", "000000000000"},
		{"refund", kernel.Transaction{Type: 0x20}, 0x20, "000000001234", "000000000000"},
		{"refund by purpose", kernel.Transaction{Purpose: kernel.Refund, Type: 0x28}, 0x20, "000000001234", "000000000000"},
		{"another type", kernel.Transaction{Type: 0x30}, 0x30, "000000001234", "000000000000"},
	} {
		w := newWire(t, "36004000")
		c.tx.Money, c.tx.Date = w.tx.Money, w.tx.Date
		w.tx, w.cfg.Treatments = c.tx, []kernel.Treatment{{Purpose: c.tx.Purpose, Type: c.tx.Type}} // 9C as the configuration has it
		w.run()
		sent := w.commands[0]
		if got := fmt.Sprintf("%X %X %X", sent[11:17], sent[17:23], sent[35]); got != fmt.Sprintf("%s %s %X", c.amount, c.other, c.kind) {
			t.Errorf("%s: sent %s", c.name, got)
		}
		kind, _ := tlv.Find(w.out.DataRecord, 0x9C)
		other, _ := tlv.Find(w.out.DataRecord, 0x9F03)
		if !bytes.Equal(kind.Value, []byte{c.kind}) || fmt.Sprintf("%X", other.Value) != c.other {
			t.Errorf("%s: record %X", c.name, w.out.DataRecord)
		}
	}
	for _, c := range []struct {
		ttq, cid string
		want     kernel.Status
	}{
		{"36404000", "00", kernel.OnlineRequest},
		{"36004000", "80", kernel.OnlineRequest},
		{"3E004000", "00", kernel.Declined},
		{"36004000", "C0", kernel.Declined},
		{"36004000", "-", kernel.Declined}, // C-3 5.4.3.2: no byte 5 either
	} {
		w := newWire(t, c.ttq).give("9F27", c.cid, "9F10", "060111A0", "9F6C", "0000")
		w.tx.Type = 0x20
		w.ends("refund "+c.ttq+" "+c.cid, c.want, kernel.CVMNotRequired)
		w.cfg.Profile = kernel.Strict
		w.ends("refund, strict "+c.ttq+" "+c.cid, c.want, kernel.CVMNotRequired)
	}
}

// C-3 2.12 5.5.1.2
func TestExceptionFile(t *testing.T) {
	for _, c := range []struct {
		cid        string
		on, listed bool
		lookups    int
		want       kernel.Status
	}{
		{"40", true, true, 1, kernel.Declined},
		{"40", true, false, 1, kernel.Approved},
		{"40", false, true, 0, kernel.Approved},
		{"80", true, true, 0, kernel.OnlineRequest},
		{"00", true, true, 0, kernel.Declined},
	} {
		w := offline(t, "36004000", "").give("9F27", c.cid, "5F34", "01")
		w.listed = c.listed
		if c.on {
			w.set(c3.ParamExceptionFile, 1)
		}
		w.ends(fmt.Sprintf("%+v", c), c.want, kernel.CVMNotRequired)
		if len(w.lookups) != c.lookups || c.lookups == 1 && w.lookups[0] != "5A0847617300000000115F340101" {
			t.Errorf("%+v: lookups %s", c, w.lookups)
		}
	}
	w := offline(t, "36004000", "").set(c3.ParamExceptionFile, 1)
	if w.run(); len(w.lookups) != 1 || w.lookups[0] != "5A084761730000000011" {
		t.Errorf("without sequence number: %s", w.lookups)
	}
	w.cancel = kernel.Lookup
	w.ends("cancelled", kernel.EndApplication, kernel.CVMNotApplicable)
	if w.out.Error.L3 != kernel.L3Stop || w.out.UIOutcome == nil || w.out.Kernel != "C-3" {
		t.Errorf("cancelled: %+v", w.out)
	}
}
