package c4_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// What the terminal and the transaction bring, as a card's PDOL asks for it.
// C-4 annex A, 4.3.2.2
func TestTerminalData(t *testing.T) {
	for tag, want := range map[string]string{
		"9F0206": "000000001234", "9F0306": "000000000034", "5F2A02": "0978", "9F1A02": "0276", "9A03": "260701", "9F2103": "120000", "9C01": "09", "9F3303": "E068C8",
		"9F4005": "F000F0A001", "9F0902": "0001", "9F0606": "A00000002501", "9F1E08": "454D56474F303031", "9F3901": "07", "5F3601": "02", "9F1C08": "5445524D30303031",
		"9F160F": "454D56474F204558414D504C452031", "9F4E05": "53686F7020", "9F1502": "5411", "9F0106": "000000123456", "9F4104": "00000001", "9F1B04": "00001388",
		"9F3704": "01020304", "9505": "0000000000", "DF7F02": "0000", "5F5701": "30", "8104": "000004D2", "9F0404": "00000022",
	} {
		r := plastic(t)
		r.tx.Type, r.tx.AmountOther, r.tx.Account = 0x09, 34, tlv.CreditAccount
		term := &r.cfg.Terminal
		term.AdditionalCapabilities = tlv.AdditionalTerminalCapabilitiesValue{0xF0, 0x00, 0xF0, 0xA0, 0x01}
		term.IFDSerialNumber = "EMVGO001"
		term.TerminalID, term.MerchantID, term.MerchantNameLocation, term.MerchantCategoryCode = "TERM0001", "EMVGO EXAMPLE 1", "Shop 1", 0x5411
		term.AcquirerID = []byte{0, 0, 0, 0x12, 0x34, 0x56}
		r.combination.TerminalFloorLimit = kernel.Limit{Amount: 5000, Present: true}
		r.pdol = tag
		if r.run(); fmt.Sprintf("%X", r.sentPDOL) != want {
			t.Errorf("%s: %X, not %s", tag, r.sentPDOL, want)
		}
	}
	for tag, edit := range map[string]func(*reader){
		"9F4104": func(r *reader) { r.tx.Sequence = 0 }, "9F1B04": func(*reader) {}, // none
	} {
		r := plastic(t).with(edit)
		r.pdol = tag
		if r.run(); fmt.Sprintf("%X", r.sentPDOL) != "00000000" || bytes.Contains(r.outcome().DataRecord, []byte{0x9F, 0x41}) != (tag != "9F4104") {
			t.Errorf("%s: %X", tag, r.sentPDOL)
		}
	}
	r := plastic(t)
	r.combination.TerminalFloorLimit, r.pdol = kernel.Limit{Amount: 1 << 33, Present: true}, "9F1B04"
	if r.run(); fmt.Sprintf("%X", r.sentPDOL) != "FFFFFFFF" {
		t.Errorf("%X", r.sentPDOL)
	}
}

// The capabilities of the transaction's purpose stand before the terminal's, and behind the combination's.
// C-4 annex B
func TestCapabilitiesOfPurpose(t *testing.T) {
	r := plastic(t)
	r.tx.Purpose, r.pdol = kernel.Purchase, "9F3303"
	r.cfg.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase, Capabilities: []byte{0x20, 0x08, 0x08}}}
	if r.run(); fmt.Sprintf("%X", r.sentPDOL) != "200808" {
		t.Errorf("%X", r.sentPDOL)
	}
	if r.set("9F33", "E06808").run(); fmt.Sprintf("%X", r.sentPDOL) != "E06808" {
		t.Errorf("%X", r.sentPDOL)
	}
}

// What the FCI has of the application goes to the acquirer, and its name to the Result.
// C-4 3, annex A
func TestFCI(t *testing.T) {
	r := plastic(t)
	r.asrpd = "0001 02 AABB"
	out := r.expect(approves)
	if !bytes.Contains(r.outcome().DataRecord, r.hex("9F0A050001 02 AABB")) || out.Label() != "AMERICAN EXPRESS" || fmt.Sprintf("%X", out.AID()) != aid+"0402" {
		t.Errorf("%X, %q, %X", r.outcome().DataRecord, out.Label(), out.AID())
	}
	r = plastic(t).set("DF08", "9F4C08 9408")
	if r.run(); fmt.Sprintf("%X", r.outcome().DiscretionaryData) != "9F4C08D1D2D3D4D5D6D7D894080801010108020300" {
		t.Errorf("%X", r.outcome().DiscretionaryData)
	}
	r = plastic(t).set("DF08", "9408")
	if r.format1 = true; true {
		r.run()
	}
	if fmt.Sprintf("%X", r.outcome().DiscretionaryData) != "94080801010108020300" {
		t.Errorf("%X", r.outcome().DiscretionaryData)
	}
	for _, again := range []string{"82", "94"} { // what format 1 gave comes again in a record
		r = plastic(t)
		r.format1 = true
		r.records[1].objects = append(r.records[1].objects, object{r.tag(again), r.find(r.tag(again))})
		r.expect(ends("5.3.5"))
	}
}

// A refund by card data: the card is asked for an AAC without a signature, nothing is checked, nobody is verified, no phone is presented again, and whatever the
// cryptogram the acquirer gets it.
// C-4 10.2.1, 11.2.2
func TestRefundByData(t *testing.T) {
	for _, gives := range []int{-1, 0x00, 0x40, 0x80} {
		for _, results := range []string{"3F0300", "010001", "010302"} {
			for _, over := range []bool{false, true} {
				r := phone(t, results).file("5F24", "200101")
				if over { // nor has it to have keys
					r.records[2].objects = r.objects("9F77 00")
				}
				r.gives, r.indicators.CVMLimitExceeded, r.indicators.FloorLimitExceeded = gives, over, true
				r.cfg.Treatments = []kernel.Treatment{{Purpose: kernel.Refund, Type: 0x20, DataOnly: true}}
				r.tx.Purpose, r.tx.Type, r.cfg.Terminal.LooksUp, r.listed = kernel.Refund, 0x20, true, true
				r.pdol = "9F6E04"
				r.expect(want{kernel.OnlineRequest, kernel.MsgAuthorising, 0, none, ""})
				if r.reference() != 0 || r.told("95") != "8000000000" || r.told("9F34") != "3F0000" || len(r.lookups) != 0 || fmt.Sprintf("%X", r.sentPDOL) != "D8E00003" {
					t.Errorf("%02X: %02X, TVR %s, CVM %s, %X", gives, r.reference(), r.told("95"), r.told("9F34"), r.sentPDOL)
				}
				if len(r.shown) != 1 || r.shown[0].Message != kernel.MsgCardReadOK {
					t.Errorf("%+v", r.shown)
				}
				r.cfg.Terminal.Type = 0x23 // there is nobody to decide
				r.expect(declines("11.2.6.1.1"))
			}
		}
	}
}

// With CDA off a card without keys lacks nothing.
// C-4 6.2.1.2
func TestNoKeysNeeded(t *testing.T) {
	r := plastic(t).set("9F33", "E068C0")
	r.records[2].objects = r.objects("9F24 " + "00")
	if r.run(); r.told("95") != "8000000000" {
		t.Error(r.told("95"))
	}
}

// A budget that ends, and a cancel, at each wait: the outcome is the session's, with the step, and nothing follows.
// C-4 3
func TestStopped(t *testing.T) {
	for n, step := range []string{"GET PROCESSING OPTIONS", "read application data", "read application data", "read application data", "first GENERATE AC"} {
		r := plastic(t)
		r.fault = func(at int) kernel.Fault {
			if at > n {
				t.Errorf("%d commands", at)
			}
			return 0
		}
		if r.cfg.Budget = (kernel.Budget{Exchanges: n}); n == 0 {
			continue
		}
		r.run()
		if e := r.outcome().Error; e.L2 != kernel.BudgetExceeded || e.Step != step || r.outcome().Status != kernel.EndApplication || r.outcome().Kernel != "C-4" {
			t.Errorf("%d: %+v", n, e)
		}
	}
	for _, kind := range []kernel.ActionKind{kernel.Transmit, kernel.Lookup} {
		for at := 1; at <= 5; at++ {
			r, n, stopped := plastic(t), 0, false
			r.cfg.Terminal.LooksUp = true
			r.on = func(a kernel.Action) (kernel.Event, bool) {
				if stopped && a.Kind != kernel.Show {
					t.Errorf("%v after the cancel", a.Kind)
				}
				if a.Kind != kind {
					return kernel.Event{}, false
				}
				if n++; n != at {
					return kernel.Event{}, false
				}
				stopped = true
				return kernel.Event{Kind: kernel.Cancelled}, true
			}
			r.run()
			if e := r.outcome().Error; stopped && (e.L3 != kernel.L3Stop || e.Step == "" || kind == kernel.Lookup && e.Step != "terminal risk management" || r.outcome().Status != kernel.EndApplication) {
				t.Errorf("%v %d: %+v", kind, at, e)
			}
		}
	}
}
