package contact_test

import (
	"context"
	"fmt"
	"math/big"
	"testing"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
)

// An oraWorld is the kernel, a virtual card, a PIN device and a host, in the leanest form; it writes down what the oracle
// has to know.
type oraWorld struct {
	oraCase
	card     *card.Card
	hostDown bool
	options  issuer.Options
	pinWay   string // right, wrong, bypass, none
	seed     uint64
	answer   []byte // the host's, in the place of the issuer's

	capture  func(n int, a kernel.Action) (kernel.PINResult, uint16) // answers the nth capture and VERIFY, from 0
	listed   bool                                                    // in the exception file
	before   uint64                                                  // spent before, as the log says
	refused  bool                                                    // the attendant and the issuer say no
	forces   bool                                                    // the attendant accepts
	ode      pin.ODE
	fault    kernel.Fault // of the card that is gone:
	goneAt   int          // from this exchange on, counted from 1; 0: never
	goneAsk  int          // when this question is a VERIFY
	instead  []byte       // what the card says of its directory
	sent     []byte       // the command in hand
	noAdvice bool         // no advice can be made

	arena   []byte
	answers map[string][]byte
}

var oraNumberSent = [4]byte{0x3A, 0x91, 0x5C, 0x07}

func newOraWorld(t testing.TB, c *card.Card, config string) *oraWorld {
	t.Helper()
	w := &oraWorld{card: c, answers: map[string][]byte{}, pinWay: "right", seed: 1}
	w.cfg, w.un = bench.Config(t, config), oraNumberSent
	w.cfg.Profile = kernel.Book
	w.tx = bench.Purchase(1234)
	return w
}

func (w *oraWorld) keep(b []byte) []byte {
	n := len(w.arena)
	w.arena = append(w.arena, b...)
	return w.arena[n:len(w.arena):len(w.arena)]
}

// run runs the transaction; middle, if there is one, changes the response to exchange n, from 0.
func (w *oraWorld) run(t testing.TB, middle func(n int, response []byte) []byte) *bench.Result {
	t.Helper()
	w.card.Renew()
	w.conv, w.asks, w.arena, w.host = w.conv[:0], w.asks[:0], w.arena[:0], nil
	w.de55 = nil
	s, err := kernel.NewSession(contact.Program(), w.cfg, w.tx, kerneltest.Random(w.seed), kerneltest.Numbers(oraNumberSent))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	ev := kernel.Event{}
	for range 600 {
		a, err := s.Next(ev)
		if err != nil {
			t.Fatalf("Next: %v", err)
		}
		if a.Kind == kernel.Done {
			if err := s.Err(); err != nil {
				t.Fatal(err)
			}
			return bench.Of(a)
		}
		ev = w.do(t, a, middle)
	}
	t.Fatal("no end")
	return nil
}

func (w *oraWorld) do(t testing.TB, a kernel.Action, middle func(int, []byte) []byte) kernel.Event {
	switch a.Kind {
	case kernel.Transmit:
		if w.goneAt > 0 && len(w.conv) >= w.goneAt-1 {
			w.conv = append(w.conv, oraExchange{w.keep(a.Command), nil})
			return bench.Fault(w.fault)
		}
		r, _, err := w.card.Transmit(context.Background(), a.Command)
		if err != nil {
			t.Fatal(err)
		}
		if w.instead != nil && a.Command[1] == 0xA4 && len(a.Command) > 5 && a.Command[5] == '1' { // 1PAY.SYS.DDF01
			r = w.instead
		}
		if w.sent = a.Command; middle != nil {
			r = middle(len(w.conv), r)
		}
		w.conv = append(w.conv, oraExchange{w.keep(a.Command), w.keep(r)})
		return bench.Response(r)
	case kernel.EnterPIN, kernel.VerifyPIN, kernel.CaptureBiometric, kernel.VerifyBiometric:
		p := oraAsk{oraQuestion: w.question(a)}
		if w.goneAsk > 0 && len(w.asks) == w.goneAsk-1 && a.Kind == kernel.VerifyPIN {
			p.gone = true
			w.asks = append(w.asks, p)
			return bench.Fault(w.fault)
		}
		if p.bit != "" {
			p.code, p.sw = w.capture(len(w.asks), a)
		} else {
			w.enterPIN(t, a, &p)
		}
		w.asks = append(w.asks, p)
		return bench.PIN(p.code, p.sw)
	case kernel.GoOnline:
		w.de55 = w.keep(a.Data)
		if w.hostDown {
			return bench.NoHost()
		}
		if w.host = w.answer; w.host == nil {
			w.host = w.authorise(t, a.Data)
		}
		return bench.HostResponse(w.host)
	case kernel.Lookup, kernel.Referral, kernel.ForceAcceptance, kernel.Advise:
		return w.person(a)
	}
	if a.Await.Has(kernel.Chosen) { // the first of whatever is offered
		return bench.Chosen(0)
	}
	return kernel.Event{}
}

// question is what an action asks, in the oracle's words.
func (w *oraWorld) question(a kernel.Action) oraQuestion {
	q := oraQuestion{kind: a.Kind, at: len(w.conv), data: hexOf(a.Data)}
	switch a.Kind {
	case kernel.EnterPIN, kernel.VerifyPIN, kernel.CaptureBiometric, kernel.VerifyBiometric:
		q.method, q.tries = a.PIN.Method, a.PIN.Tries
		q.subtype, q.bit = a.Biometric.Subtype, string(a.Biometric.BIT)
	}
	enters := a.Kind == kernel.EnterPIN || a.Kind == kernel.CaptureBiometric
	switch {
	case enters && a.PIN.Method == kernel.EncipheredOfflinePINECC: // the cardholder does not see the cipher
		q.method = kernel.EncipheredOfflinePINRSA
		return q
	case enters:
		return q
	}
	q.challenge = string(a.PIN.Challenge)
	switch q.method {
	case kernel.EncipheredOfflinePINRSA:
		q.key = fmt.Sprintf("%X %X", a.PIN.Modulus, a.PIN.Exponent)
	case kernel.EncipheredOfflinePINECC:
		q.key, q.newKeys = fmt.Sprintf("%02X %X", a.PIN.Suite, a.PIN.Public), a.PIN.NewKeys
	}
	return q
}

// person is the terminal's memory, the attendant, and whoever takes advices.
func (w *oraWorld) person(a kernel.Action) kernel.Event {
	q := oraAsk{oraQuestion: w.question(a)}
	yesOrNo := func(no bool) kernel.Event {
		if q.no = no; no {
			return bench.Chosen(-1)
		}
		return bench.Chosen(0)
	}
	ev := kernel.Event{}
	switch a.Kind {
	case kernel.Lookup:
		ev.Kind = kernel.LookedUp
		if q.no, q.sum = w.listed, w.before; q.no {
			ev.Listed = true
		}
		ev.Amount = q.sum
	case kernel.Referral:
		ev = yesOrNo(w.refused)
	case kernel.ForceAcceptance:
		ev = yesOrNo(!w.forces)
		q.data = ""
	case kernel.Advise:
		q.data, q.advice = "", w.keep(a.Data)
		ev.Kind = kernel.Advised
		if q.no = w.noAdvice; q.no {
			ev.NotMade = true
		}
	}
	w.asks = append(w.asks, q)
	return ev
}

// encipherECC is the PIN device's part of an enciphered PIN with ECC.
func (w *oraWorld) encipherECC(t testing.TB, r kernel.PINRequest) []byte {
	t.Helper()
	digits := "1234"
	if w.pinWay == "wrong" {
		digits = "4321"
	}
	p, err := pin.New([]byte(digits))
	if err != nil {
		t.Fatal(err)
	}
	if r.NewKeys {
		if w.ode, err = pin.NewODE(pin.Suite(r.Suite), r.Public); err != nil {
			t.Fatal(err)
		}
	}
	data, err := w.ode.EncipherPIN(p, r.Challenge)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// authorise is the host: equal requests get the answer that was given before.
func (w *oraWorld) authorise(t testing.TB, de55 []byte) []byte {
	if known, ok := w.answers[string(de55)]; ok {
		return known
	}
	r, err := issuer.Test().Authorise(de55, w.options)
	if err != nil {
		t.Fatal(err)
	}
	if len(w.answers) > 4096 {
		clear(w.answers)
	}
	w.answers[string(de55)] = r.Data
	return r.Data
}

// enterPIN is the PIN device, with a cardholder who types 1234 or 4321.
// B3 6.5.12, B2 7.2
func (w *oraWorld) enterPIN(t testing.TB, a kernel.Action, p *oraAsk) {
	switch w.pinWay {
	case "bypass":
		p.code = kernel.PINBypassed
		return
	case "none":
		p.code = kernel.PINDeviceFailed
		return
	}
	if p.kind == kernel.EnterPIN {
		return
	}
	block := []byte{0x24, 0x12, 0x34, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}
	if w.pinWay == "wrong" {
		block[1], block[2] = 0x43, 0x21
	}
	command := []byte{0x00, 0x20, 0x00, 0x80}
	switch a.PIN.Method {
	case kernel.EncipheredOfflinePINECC:
		block, command[3] = w.encipherECC(t, a.PIN), 0x8A
	case kernel.EncipheredOfflinePINRSA:
		n := len(a.PIN.Modulus)
		data := append(append([]byte{0x7F}, block...), a.PIN.Challenge...)
		data = append(data, make([]byte, n-len(data))...)
		m := new(big.Int).Exp(new(big.Int).SetBytes(data), new(big.Int).SetBytes(a.PIN.Exponent), new(big.Int).SetBytes(a.PIN.Modulus))
		block, command[3] = m.FillBytes(make([]byte, n)), 0x88
	}
	r, _, err := w.card.Transmit(context.Background(), append(append(command, byte(len(block))), block...))
	if err != nil {
		t.Fatal(err)
	}
	p.sw = uint16(r[len(r)-2])<<8 | uint16(r[len(r)-1])
}

// agree compares an outcome with the oracle's verdict: "" if they are the same.
func (w *oraWorld) agree(out *bench.Result) string {
	v, r := w.judge(), out
	got := oraVerdict{out.Status, out.ARC(), [5]byte(r.TVR()), [2]byte(r.TSI()), [3]byte(r.CVMResults()), hexOf(r.Scripts()), out.Reversal(), out.Advice(), out.Forced(), "", v.why}
	want := v
	if out.Status == kernel.EndApplication {
		got.cvm, want.cvm, got.arc, want.arc, got.advice, want.advice = [3]byte{}, [3]byte{}, "", "", false, false
	}
	if got == want {
		return ""
	}
	return fmt.Sprintf("kernel %v arc=%q TVR=%X TSI=%X CVM=%X reversal=%v scripts=%s: %s [%s]\noracle %v arc=%q TVR=%X TSI=%X CVM=%X reversal=%v scripts=%s: %s %s",
		got.status, got.arc, got.tvr, got.tsi, got.cvm, got.reverse, got.scripts, out.Error.Reason, out.Error.Clause,
		want.status, want.arc, want.tvr, want.tsi, want.cvm, want.reverse, want.scripts, want.why, want.odd)
}
