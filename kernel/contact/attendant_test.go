package contact_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// person is attendant, adviser and verifier.
type person struct {
	approves, forces bool
	cannotAdvise     bool
	result           tlv.CVMResult
	cvmFails         bool

	referrals, asked int
	pan              []byte
	ui               kernel.UI
	advices          [][]byte
	cvms             [][2]byte
	sent             int // GENERATE ACs before the referral
	code             string
	w                *world
}

func (p *person) equip(d *terminal.Devices) {
	d.Merchant.Attendant, d.Acquirer.Messages, d.Merchant.Verifier = p, advices{p}, p
}

// advices is the acquirer's side of a person.
type advices struct{ *person }

func (advices) Reverse(context.Context, terminal.Reversal) error { return nil }

func (p *person) Referral(_ context.Context, pan []byte, ui kernel.UI) (string, bool, error) {
	p.referrals++
	p.pan, p.ui = bytes.Clone(pan), ui
	if p.w != nil {
		p.sent = p.w.Sent(apdu.GenerateAC)
	}
	return p.code, p.approves, nil
}

func (p *person) ForceAcceptance(_ context.Context, ui kernel.UI) (bool, error) {
	p.asked++
	p.ui = ui
	return p.forces, nil
}

func (p *person) Advise(_ context.Context, data []byte) error {
	p.advices = append(p.advices, bytes.Clone(data))
	if p.cannotAdvise {
		return errNoAnswer
	}
	return nil
}

func (p *person) PerformCVM(_ context.Context, m tlv.CVMCode, c tlv.CVMCondition) (tlv.CVMResult, error) {
	p.cvms = append(p.cvms, [2]byte{byte(m), byte(c)})
	if p.cvmFails {
		return tlv.CVMSuccessful, errNoAnswer
	}
	return p.result, nil
}

// replies has the host answer with this authorisation response code and these scripts, after what the issuer says otherwise.
func replies(w *world, arc string, rest []byte) {
	w.Answer = func(de55 []byte) ([]byte, error) {
		r, err := issuer.Test().Authorise(de55, issuer.Options{})
		if err != nil {
			return nil, err
		}
		data := append([]byte{0x8A, 2}, arc...)
		for o := range tlv.NewCursor(r.Data).All() {
			if o.Tag != 0x8A && o.Tag != 0x91 {
				data = append(data, o.Raw...)
			}
		}
		return append(data, rest...), nil
	}
}

// B4 6.5.2
func TestReferral(t *testing.T) {
	for _, c := range []struct {
		name     string
		arc      string
		on       bool
		kind     byte
		approves bool
		called   int
		status   kernel.Status
		p1       int
	}{
		// B4 6.5.2.2 result, code
		{"approved by voice", "01", true, 0x22, true, 1, kernel.Approved, 0x50},
		{"special conditions, approved", "02", true, 0x22, true, 1, kernel.Approved, 0x50},
		// B4 6.5.2.2 result
		{"declined by voice", "01", true, 0x22, false, 1, kernel.Declined, 0x00},
		{"switched off: declined", "01", false, 0x22, true, 0, kernel.Declined, 0x00},
		// B4 6.5.2 unattended
		{"unattended: declined", "01", true, 0x25, true, 0, kernel.Declined, 0x00},
		{"no referral: approved", "00", true, 0x22, false, 0, kernel.Approved, 0x50},
		{"no referral: declined", "05", true, 0x22, true, 0, kernel.Declined, 0x00},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "full")
			w.Card = bench.Profile(t, "full", func(app map[string]any) {
				app["risk"].(map[string]any)["issuerAuthentication"] = "optional"
			})
			w.Config.Terminal.Referrals, w.Config.Terminal.Type = c.on, c.kind
			replies(w, c.arc, nil)
			p := &person{approves: c.approves, w: w}
			w.Equip = p.equip
			out := w.Run()
			if out.Status != c.status || p.referrals != c.called || w.P1(2) != c.p1 || out.ARC() != c.arc || out.Reversal() {
				t.Errorf("%v, called %d times, P1 %02X, ARC %s, reversal %v", out.Status, p.referrals, w.P1(2), out.ARC(), out.Reversal())
			}
			// B4 6.5.2.2 before
			if c.called == 1 && (p.sent != 1 || hexOf(p.pan) != "5413330089020011" || p.ui.Message != kernel.MsgCallYourBank) {
				t.Errorf("after %d GENERATE ACs, PAN %X, message %02X", p.sent, p.pan, p.ui.Message)
			}
		})
	}
	// B4 6.3.8: the issuer has not approved online, so there is nothing to take back when the card declines
	w := newWorld(t, "noauth")
	w.Config.Terminal.Referrals = true
	replies(w, "01", nil)
	w.Equip = (&person{approves: true}).equip
	w.Middle = bench.Alter(apdu.GenerateAC, 2, func(r []byte) []byte { return withCID(r, 0) })
	if out := w.Run(); out.Status != kernel.Declined || out.Reversal() {
		t.Errorf("%v, reversal %v", out.Status, out.Reversal())
	}
}

// The authorisation code of a referral is the voice's, if it has one: to the card, the application and the acquirer, whatever each of its messages requests. That of a decline is none.
// B4 6.5.2.2 result, 12.1.5, B3 5.4 issuer
func TestReferralsCode(t *testing.T) {
	for _, c := range []struct{ name, host, voice, card, value, said string }{
		{"declined by voice, by force", "8A0230318906484F53543031", "no", "000000000000", "", ""},
		{"voice", "8A023031", "VOICE1", "564F49434531", "VOICE1", "VOICE1"},
		{"voice beside the host's", "8A0230318906484F53543031", "VOICE1", "564F49434531", "VOICE1", "VOICE1"},
		{"none of the voice", "8A0230318906484F53543031", "", "000000000000", "", ""},
		{"no code of the voice", "8A0230318906484F53543031", "VOICE", "000000000000", "", ""},
		{"approved by the host", "8A0230308906484F53543031", "", "484F53543031", "HOST01", "HOST01"},
		{"declined, by force", "8A0230358906484F53543031", "", "484F53543031", "HOST01", ""},
	} {
		for _, requests := range [][]tlv.Tag{nil, {tlv.AuthorisationCode.Tag()}} {
			w := newWorld(t, "full")
			w.Card = bench.Profile(t, "full", func(app map[string]any) {
				app["risk"].(map[string]any)["issuerAuthentication"] = "optional"
				bench.SetElement(app, "8D", "8A0289069F3704910A9505")
			})
			w.Config.Terminal.Referrals, w.Config.Terminal.ForcesAcceptance = true, true
			w.Config.Terminal.Requests[kernel.FinancialConfirmation] = requests
			w.Answer = func([]byte) ([]byte, error) { return bench.Hex(t, c.host), nil }
			p := &person{approves: c.voice != "no", forces: true, code: c.voice}
			w.Equip = p.equip
			s := w.Session()
			out, err := bench.RunOpen(t.Context(), s, w.Devices())
			if err != nil || out.Status != kernel.Approved && !out.Forced() {
				t.Fatalf("%s: %v, %v", c.name, out.Status, err)
			}
			if got := w.values(apdu.GenerateAC, 2); !strings.HasPrefix(strings.ToUpper(got), c.host[4:8]+c.card) {
				t.Errorf("%s: the card got %s", c.name, got)
			}
			if v, err := s.Value(tlv.AuthorisationCode.Tag()); string(v) != c.value || (err == nil) != (c.value != "") {
				t.Errorf("%s: value %q, %v", c.name, v, err)
			}
			for _, kind := range []kernel.MessageKind{kernel.BatchData, kernel.FinancialConfirmation} {
				tx := w.Transaction
				if o, _ := tlv.Find(terminal.MessageData(kind, w.Config, &tx, out.Result), tlv.AuthorisationCode.Tag()); string(o.Value) != c.said && (kind == kernel.BatchData || requests != nil) {
					t.Errorf("%s, requests %v: message %v has %q", c.name, requests, kind, o.Value)
				}
			}
		}
	}
}

// denied has the terminal ask for an AAC.
func denied(w *world) { w.Config.Applications[0].TACDenial = [5]byte{0, 0, 0x04} }

// withCID gives a GENERATE AC response another CID.
func withCID(r []byte, cid byte) []byte {
	if i := bytes.Index(r, []byte{0x9F, 0x27, 1}); i >= 0 {
		r[i+3] = cid
	} else if len(r) > 2 && r[0] == 0x80 {
		r[2] = cid
	}
	return r
}

// B4 6.3.4, B3 10.5: methods that EMV does not define
func TestProprietaryCVM(t *testing.T) {
	const noXY = "0000000000000000"
	for _, c := range []struct {
		name, list string
		own        []byte
		person     person
		tvr3       byte
		cvm        string
		performed  int
	}{
		// B4 6.3.4 proprietary
		{"successful", noXY + "2000", []byte{0x20}, person{result: tlv.CVMSuccessful}, 0, "200002", 1},
		{"unknown counts as done", noXY + "7E03", []byte{0x3E}, person{result: tlv.CVMUnknown}, 0, "7E0300", 1},
		{"failed, stop", noXY + "2000 1F00", []byte{0x20}, person{result: tlv.CVMFailed}, 0x80, "200001", 1},
		{"failed, go on", noXY + "6000 1F00", []byte{0x20}, person{result: tlv.CVMFailed}, 0, "1F0002", 1},
		{"an error is a failure", noXY + "2000", []byte{0x20}, person{cvmFails: true}, 0x80, "200001", 1},
		{"no such result is a failure", noXY + "2000", []byte{0x20}, person{result: 3}, 0x80, "200001", 1},
		{"another's code: not recognised", noXY + "6100 1F00", []byte{0x20}, person{result: tlv.CVMSuccessful}, 0x40, "1F0002", 0},
		{"none configured: not recognised", noXY + "2000", nil, person{result: tlv.CVMSuccessful}, 0xC0, "3F0001", 0},
		{"condition not satisfied", noXY + "6001 1F00", []byte{0x20}, person{result: tlv.CVMSuccessful}, 0, "1F0002", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := cvms(t, c.list)
			w.Config.Terminal.ProprietaryCVMs = c.own
			p := c.person
			w.Equip = p.equip
			r := w.Run()
			if r.TVR()[2] != c.tvr3 || hexOf(r.CVMResults()) != c.cvm || len(p.cvms) != c.performed {
				t.Errorf("TVR byte 3 %02X, CVM results %X, performed %d times", r.TVR()[2], r.CVMResults(), len(p.cvms))
			}
			if list := bench.Hex(t, c.list); c.performed == 1 && p.cvms[0] != [2]byte{list[8] & 0x3F, list[9]} {
				t.Errorf("performed %X", p.cvms[0])
			}
		})
	}
	// without a device for it the method fails
	w := cvms(t, noXY+"2000")
	w.Config.Terminal.ProprietaryCVMs = []byte{0x20}
	if r := w.Run(); hexOf(r.CVMResults()) != "200001" {
		t.Errorf("CVM results %X", r.CVMResults())
	}
}

// The PIN device is told how many tries are left, so that it can say which is the last one.
// B4 6.3.4.1, B3 6.5.12.5
// B3 6.5.12.5 63Cx
func TestPINTriesShown(t *testing.T) {
	w := cvms(t, "0000000000000000 0100")
	p := &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{0x63C2, 0x63C1, 0x63C0}}
	w.PINPad = p
	out := w.Run()
	var tries []int
	for _, r := range p.asked {
		tries = append(tries, r.Tries)
	}
	if len(tries) != 3 || tries[0] != 3 || tries[1] != 2 || tries[2] != 1 || out.TVR()[2] != 0xA0 {
		t.Errorf("tries %v, TVR %X", tries, out.TVR())
	}
}

// B4 6.5.5: from 1, never 0
func TestSequenceCounter(t *testing.T) {
	for sequence, want := range map[uint32]string{1: "00000001", 99_999_999: "99999999", 12_345_678: "12345678"} {
		w := newWorld(t, "noauth")
		w.Transaction.Sequence = sequence
		w.Run()
		if o, ok := tlv.Find(w.DE55, 0x9F41); !ok || hexOf(o.Value) != want {
			t.Errorf("%d: %X", sequence, o.Value)
		}
	}
	w := newWorld(t, "noauth")
	w.Transaction.Sequence = 0
	w.Run()
	if _, ok := tlv.Find(w.DE55, 0x9F41); ok {
		t.Error("a counter of zero went out")
	}
	if w.Transaction.Sequence = 100_000_000; !errors.As(w.Fails(), new(*kernel.SetupError)) {
		t.Error("9 digits are accepted")
	}
	for last, want := range map[uint32]uint32{0: 1, 1: 2, 99_999_998: 99_999_999, 99_999_999: 1, 4_000_000_000: 1} {
		if got := terminal.NextSequence(last); got != want {
			t.Errorf("after %d: %d", last, got)
		}
	}
}

// ledger is a terminal's memory.
type ledger struct {
	listed bool
	before uint64
	err    error

	pan []byte
	psn int
	n   int
}

func (l *ledger) Lookup(_ context.Context, pan []byte, psn int) (bool, uint64, error) {
	l.pan, l.psn = slices.Clone(pan), psn
	l.n++
	return l.listed, l.before, l.err
}
