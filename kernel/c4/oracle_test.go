package c4_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c4"
	"github.com/emvgo/emv/kernel/c4/internal/oracle"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

const puppetAID = "A00000002501"

var (
	puppetPAN    = []byte{0x37, 0x42, 0x45, 0x45, 0x54, 0x00, 0x12, 0x6F}
	puppetAC     = bench.Digits("1122334455667788")
	puppetNumber = [4]byte{0xA1, 0xA2, 0xA3, 0xA4}
	puppetPDOL   = map[oracle.PDOL]string{
		oracle.AsksType: "9F3501", oracle.AsksEnhanced: "9F6E04", oracle.AsksBoth: "9F35019F6E04", oracle.AsksNeither: "9F3704",
	}
)

// A puppet is a card and a terminal of one of the oracle's inputs. While it balks it is a phone that refuses its cryptogram, so that the transaction is begun again.
type puppet struct {
	t       testing.TB
	in      oracle.In
	profile kernel.Profile
	cfg     kernel.Config
	balks   bool

	options, asked []byte // GET PROCESSING OPTIONS and GENERATE AC as sent
	removal        bool   // the cardholder was told to take the card away: C-4 11.2.4, 11.2.6.2, 11.2.6.3
	memory         []byte
}

// arrange makes the terminal of an input.
func (p *puppet) arrange(in oracle.In) kernel.Transaction {
	p.in, p.memory = in, nil
	c := kernel.Combination{AID: bench.Digits(puppetAID), Kernel: "\x04", Currency: 0x0978}
	put := func(tag tlv.Tag, v ...byte) {
		c.Parameters = append(c.Parameters, kernel.DataObject{Tag: tag, Value: v})
	}
	put(0x9F6D, in.Reader)
	put(0x9F6E, in.Enhanced[:]...)
	put(0x9F09, 0, 1)
	put(0x9F33, 0xE0, in.Enhanced[1]&0x60|0x08, map[bool]byte{false: 0xC8, true: 0xC0}[in.NoCDA])
	put(c4.ParamTACDenial, in.TAC.Denial[:]...)
	put(c4.ParamTACOnline, in.TAC.Online[:]...)
	put(c4.ParamTACDefault, in.TAC.Default[:]...)
	if in.COTS {
		put(c4.ParamMPOS, map[bool]byte{false: 1, true: 2}[in.Software])
	}
	p.cfg.Terminal = kernel.Terminal{
		CountryCode: 0x0276, Type: in.Terminal, TransactionCurrency: 0x0978, CurrencyExponent: 2, Languages: []string{"en"}, IFDSerialNumber: "12345678",
		LooksUp: in.Listed,
	}
	p.cfg.Combinations, p.cfg.Profile = []kernel.Combination{c}, p.profile
	tx := kernel.Transaction{Money: kernel.Money{Amount: uint64(in.Amount)}, Type: in.Type, Date: [3]byte{0x26, 0x07, 0x01}, HostAway: in.Away}
	if in.Cashback {
		tx.AmountOther = 100
	}
	return tx
}

// selected is the card's FCI.
func (p *puppet) selected() []byte {
	a5 := tlv.Append(nil, 0x50, []byte("AMEX"))
	if pdol := puppetPDOL[p.in.PDOL]; pdol != "" {
		a5 = tlv.Append(a5, 0x9F38, bench.Digits(pdol))
	}
	return tlv.Append(nil, 0x6F, tlv.Append(tlv.Append(nil, 0x84, bench.Digits(puppetAID)), 0xA5, a5))
}

// initiated is the answer to GET PROCESSING OPTIONS.
func (p *puppet) initiated() []byte {
	in := &p.in
	switch {
	case p.balks:
		return bench.Digits("770A 820200C0 940408010400 9000")
	case in.BadOptions:
		return bench.Digits("7703820200 9000")
	}
	b := tlv.Append(nil, 0x82, in.AIP[:])
	b = tlv.Append(b, 0x94, bench.Digits("08010400"))
	if in.HasMobile {
		b = tlv.Append(b, 0x9F71, in.Mobile[:])
	}
	return answer(b)
}

// answer is a response in format 2.
func answer(objects []byte) []byte { return append(tlv.Append(nil, 0x77, objects), 0x90, 0) }

// record is one of the card's four: its data, and its certificates.
func (p *puppet) record(n byte) []byte {
	in := &p.in
	var b []byte
	put := func(when bool, tag tlv.Tag, v ...byte) {
		if when {
			b = tlv.Append(b, tag, v)
		}
	}
	c := bench.Signing{PAN: puppetPAN, AIP: in.AIP}.Certificates()
	switch n {
	case 1:
		if in.BadRecord && !p.balks {
			return []byte{0x6A, 0x83}
		}
		has := func(m oracle.Missing) bool { return p.balks || in.Missing&m == 0 }
		put(has(oracle.MissingPAN), 0x5A, puppetPAN...)
		put(has(oracle.MissingExpiry), 0x5F24, map[bool][]byte{false: {0x49, 0x12, 0x31}, true: {0x26, 0x06, 0x30}}[in.Expired]...)
		put(has(oracle.MissingCDOL1), 0x8C, bench.Digits("9F0206 9505 9F3403 9F3704")...)
		put(true, 0x57, bench.Digits("374245455400126D49122010000000")...)
		put(true, 0x9F08, 0, map[bool]byte{false: 1, true: 2}[in.OtherVersion])
		put(in.Early, 0x5F25, 0x26, 0x07, 0x02)
		put(in.HasUsage, 0x9F07, in.Usage[:]...)
		put(in.Country == oracle.Domestic, 0x5F28, 0x02, 0x76)
		put(in.Country == oracle.International, 0x5F28, 0x08, 0x40)
		put(in.HasPaths, 0x9F70, in.Paths[:]...)
		put(in.Currency, 0x9F42, 0x09, 0x78)
		put(!in.Currency, 0x9F42, 0x08, 0x40)
		list := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, in.X), in.Y)
		for _, r := range in.Rules[:in.RuleCount] {
			list = append(list, r.Method, r.Condition)
		}
		put(in.HasList, 0x8E, list...)
		put(in.IAC.Present, 0x9F0E, in.IAC.Denial[:]...)
		put(in.IAC.Present, 0x9F0F, in.IAC.Online[:]...)
		put(in.IAC.Present, 0x9F0D, in.IAC.Default[:]...)
	case 2:
		put(true, 0x8F, map[bool]byte{false: 0xC1, true: 0xC9}[in.UnknownKey])
		put(true, 0x90, c.Issuer...)
	case 3:
		put(true, 0x9F32, c.Exponent...)
		put(true, 0x92, c.IssuerRest...)
		put(true, 0x9F47, c.Exponent...)
		put(true, 0x9F4A, 0x82)
	case 4:
		put(!in.NoChain, 0x9F46, c.ICC...)
		put(true, 0x9F48, c.ICCRest...)
	}
	return append(tlv.Append(nil, 0x70, b), 0x90, 0)
}

// cryptogram is the answer to GENERATE AC.
func (p *puppet) cryptogram() []byte {
	in := &p.in
	switch {
	case p.balks:
		return []byte{0x69, 0x84}
	case in.SW != 0x9000:
		return []byte{byte(in.SW >> 8), byte(in.SW)}
	case in.Form == oracle.Broken:
		return bench.Digits("77015A9000")
	}
	ac, iad := puppetAC, bench.Digits("06010203A40000")
	if in.Form == oracle.Format1 {
		return append(tlv.Append(nil, 0x80, slices.Concat([]byte{in.CID, 0, 7}, ac, iad)), 0x90, 0)
	}
	b := tlv.Append(tlv.Append(nil, 0x9F27, []byte{in.CID}), 0x9F36, []byte{0, 7})
	signs := p.asked[2]&0x10 != 0 && in.CID&0xC0 != 0 && in.Proof != oracle.NoSignature
	if !signs {
		b = tlv.Append(b, 0x9F26, ac)
	}
	b = tlv.Append(b, 0x9F10, iad)
	if signs {
		sent := slices.Concat(p.options[7:len(p.options)-1], p.asked[5:len(p.asked)-1])
		sdad := bench.Signing{}.Sign(puppetNumber[:], in.CID, ac, sent, b)
		if in.Proof == oracle.BadSignature {
			sdad = slices.Clone(sdad)
			sdad[len(sdad)/2] ^= 1
		}
		b = tlv.Append(b, 0x9F4B, sdad)
	}
	return answer(b)
}

// Do is the card, and a terminal that lets the kernel alone.
func (p *puppet) Do(_ context.Context, a kernel.Action) (ev kernel.Event, err error) {
	switch a.Kind {
	case kernel.Show:
		p.removal = p.removal || requestOf(&a.UI) == oracle.UI{Message: 0x17, Status: "Card Read Successfully", Hold: 3}
	case kernel.Lookup:
		ev = kernel.Event{Kind: kernel.LookedUp, Listed: p.in.Listed}
	case kernel.Transmit:
		ev.Kind = kernel.Response
		switch a.Command[1] {
		case apdu.GetProcessingOptions:
			p.options = slices.Clone(a.Command)
			ev.Data = p.initiated()
		case apdu.ReadRecord:
			ev.Data = p.record(a.Command[2])
		case apdu.GenerateAC:
			p.asked = slices.Clone(a.Command)
			ev.Data = p.cryptogram()
		default:
			p.t.Errorf("%X", a.Command)
		}
	}
	return ev, nil
}

var (
	outcomeWords = map[kernel.Status]oracle.Outcome{
		kernel.Approved: oracle.Approved, kernel.Declined: oracle.Declined, kernel.OnlineRequest: oracle.OnlineRequest, kernel.TryAgain: oracle.TryAgain,
		kernel.TryAnotherInterface: oracle.TryAnotherInterface, kernel.EndApplication: oracle.EndApplication, kernel.RequestOnlinePIN: oracle.RequestOnlinePIN,
	}
	methodWords = map[kernel.CVM]string{
		kernel.CVMNotApplicable: oracle.NA, kernel.CVMNotRequired: oracle.NoCVM, kernel.CVMOnlinePIN: oracle.OnlinePIN,
		kernel.CVMConfirmed: oracle.Confirmed, kernel.CVMSignature: oracle.Sign,
	}
	beginWords   = map[kernel.Start]string{kernel.StartNone: oracle.NA, kernel.StartB: "B", kernel.StartD: "D"}
	onlineWords  = map[kernel.OnlineData]string{kernel.OnlineDataNone: oracle.NA, kernel.OnlineDataAny: oracle.Any}
	contactWords = map[kernel.Interface]string{kernel.InterfaceNone: oracle.NA, kernel.Contact: oracle.ContactChip}
	requestWords = map[kernel.UIStatus]string{
		kernel.StatusReadyToRead: "Ready to Read", kernel.StatusProcessing: "Processing", kernel.StatusProcessingError: "Processing Error",
		kernel.StatusCardReadSuccessfully: "Card Read Successfully",
	}
)

func requestOf(ui *kernel.UI) oracle.UI {
	if ui == nil {
		return oracle.UI{}
	}
	return oracle.UI{Message: byte(ui.Message), Status: requestWords[ui.Status], Hold: int(ui.Hold / (100 * time.Millisecond))}
}

// outOf puts an outcome into the oracle's words.
func outOf(o *kernel.Outcome) oracle.Out {
	out := oracle.Out{
		Outcome: outcomeWords[o.Status], Start: beginWords[o.Start], Online: onlineWords[o.OnlineResponseData], CVM: methodWords[o.CVM],
		UI: requestOf(o.UIOutcome), Restart: requestOf(o.UIRestart), Record: o.DataRecord != nil && o.Status != kernel.Declined,
		Alternate: contactWords[o.AlternateInterface], FieldOff: -1, Reference: oracle.Unasked,
	}
	if o.FieldOff != 0 {
		out.FieldOff = int(o.FieldOff / (100 * time.Millisecond))
	}
	return out
}

// sent adds what the commands had to what came of them.
func (p *puppet) sent(out oracle.Out) oracle.Out {
	if p.options != nil && p.in.PDOL != oracle.NoPDOL {
		data := p.options[7 : len(p.options)-1]
		switch p.in.PDOL {
		case oracle.AsksType:
			out.SentType = data[0]
		case oracle.AsksEnhanced:
			copy(out.SentEnhanced[:], data)
		case oracle.AsksBoth:
			out.SentType = data[0]
			copy(out.SentEnhanced[:], data[1:])
		}
	}
	if p.asked != nil {
		out.Reference = p.asked[2]
		copy(out.TVR[:], p.asked[11:])
		copy(out.CVMResults[:], p.asked[16:])
	}
	return out
}

// recorded says that the host gets what the card got, but the terminal type without the Contactless Reader Capabilities.
// C-4 4.3.3, 8.2.3.2
func (p *puppet) recorded(o *kernel.Outcome, sent oracle.Out) {
	if o.Status != kernel.Approved && o.Status != kernel.OnlineRequest {
		return
	}
	for tag, want := range map[tlv.Tag][]byte{0x95: sent.TVR[:], 0x9F26: puppetAC, 0x82: p.in.AIP[:]} {
		if got, _ := tlv.Find(o.DataRecord, tag); !bytes.Equal(got.Value, want) {
			p.t.Errorf("%+v\nthe record has %v %X, want %X", p.in, tag, got.Value, want)
		}
	}
	for tag, want := range map[tlv.Tag][]byte{0x9F34: sent.CVMResults[:], 0x9F35: {p.in.Terminal}} {
		if got, ok := tlv.Find(o.DataRecord, tag); ok && !bytes.Equal(got.Value, want) {
			p.t.Errorf("%+v\nthe record has %v %X, want %X", p.in, tag, got.Value, want)
		}
	}
}

// activate runs the kernel once.
func (p *puppet) activate(port *kernel.Port, start kernel.Start, host []byte) *kernel.Outcome {
	p.options, p.asked = nil, nil
	in := &p.in
	act := &kernel.Activation{
		Start: start, Combination: &port.Config().Combinations[0], FCI: p.selected(), SW: 0x9000, Memory: p.memory, Host: host,
		Indicators: kernel.Indicators{CVMLimitExceeded: in.CVMLimit, FloorLimitExceeded: in.FloorLimit, ZeroAmount: in.ZeroAmount, StatusCheck: in.StatusCheck},
	}
	out := c4.Kernel{}.Run(port, act)
	p.memory = act.Memory
	return out
}

// play runs the kernel for an input: once more before where the transaction was restarted, and with the host's answer where it goes online.
func (p *puppet) play(in oracle.In) (first, answered oracle.Out) {
	tx := p.arrange(in)
	p.removal = false
	var out oracle.Out
	program := kernel.Single("c4/oracle", func(port *kernel.Port) *kernel.Outcome {
		port.Store().Begin(kernel.ForApplication)
		start := kernel.StartA
		if p.balks = in.Restarted; p.balks {
			if o := p.activate(port, start, nil); o.Status != kernel.TryAgain {
				p.t.Errorf("%+v\nnot restarted: %v", in, o.Status)
			}
			port.Store().Begin(kernel.ForActivation)
			port.Store().Begin(kernel.ForApplication)
			start, p.balks = kernel.StartB, false
		}
		o := p.activate(port, start, nil)
		out = p.sent(outOf(o))
		p.recorded(o, out)
		if in.ARC == "" || o.Status != kernel.OnlineRequest {
			return o
		}
		o = p.activate(port, kernel.StartD, tlv.Append(nil, 0x8A, []byte(in.ARC)))
		if p.options != nil || p.asked != nil {
			p.t.Errorf("%+v\na command at start D", in)
		}
		if answered = outOf(o); o.Status == kernel.RequestOnlinePIN { // the PIN goes with the same cryptogram: C-4 12.2.2.2
			same, _ := tlv.Find(o.DataRecord, 0x9F26)
			o = p.activate(port, kernel.StartD, tlv.Append(nil, 0x8A, []byte(in.Second)))
			if got, want := outOf(o), oracle.AnswerToPIN(in); got != want.Out && p.profile == kernel.Book || !bytes.Equal(same.Value, puppetAC) {
				p.t.Errorf("%+v\nafter the PIN\n got %+v\nwant %+v [%s], %X", in, got, want.Out, want.Clause, same.Value)
			}
		}
		return o
	})
	s, err := kernel.NewSession(program, &p.cfg, tx, kerneltest.Numbers(puppetNumber, puppetNumber))
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := bench.Run(context.Background(), s, p)
	if err != nil {
		p.t.Fatal(err)
	}
	out.CDAFailed = out.Outcome == oracle.Declined && r.TVR()[0]&0x04 != 0
	return out, answered
}

// newPuppet is a puppet whose reader has the certification authority's keys.
func newPuppet(t testing.TB, profile kernel.Profile) *puppet {
	t.Helper()
	return &puppet{t: t, profile: profile, cfg: kernel.Config{Keys: bench.SigningKeys([5]byte{0xA0, 0, 0, 0, 0x25})}}
}

// known is what can be seen of an outcome: the TVR that it ends with is in a record.
func known(want oracle.Said) oracle.Out {
	w := want.Out
	w.CDAFailed = w.CDAFailed && w.Outcome == oracle.Declined
	return w
}

// The kernel does what the oracle says, for every input of its spaces: what a device says of its CVM and what all lists of the card make of it, restrictions,
// action codes, the cryptogram that is asked for and the one that comes, and the host's answer.
// C-4 4.3, 5.3, 6.2, 7.2, 8.2, 9.2, 10.2, 11.2, 12.2, 13.2, 13.3
func TestOracle(t *testing.T) {
	const shards = 2
	for shard := range shards {
		t.Run(fmt.Sprint(shard), func(t *testing.T) {
			t.Parallel()
			p, n := newPuppet(t, kernel.Book), 0
			oracle.Each(int(max(sweep.Deep(), sweep.Sampled)), func(in oracle.In) {
				if n++; n%shards != shard || t.Failed() || !sweep.Input(n) || in.Restarted && in.COTS && in.Away {
					return
				}
				want := oracle.Decide(in)
				got, answered := p.play(in)
				if accepted := got.Outcome == oracle.Approved || got.Outcome == oracle.OnlineRequest; accepted && !p.removal {
					t.Errorf("%+v\nthe card is not to be taken away", in)
				}
				if w := known(want); got != w {
					t.Errorf("%+v\n got %+v\nwant %+v [%s]", in, got, w, want.Clause)
					return
				}
				if in.ARC == "" || want.Outcome != oracle.OnlineRequest {
					return
				}
				if want := oracle.Answer(in); answered != want.Out {
					t.Errorf("%+v\n got %+v\nwant %+v [%s]", in, answered, want.Out, want.Clause)
				}
			})
			if n < 8000 {
				t.Errorf("%d inputs", n)
			}
		})
	}
}

// The profile strict approves nothing offline without a signature that verifies, whatever the book says of a reader without offline data authentication; it accepts
// nothing that the book does not accept.
// C-4 11.2.4.2, 11.2.4.3, 11.2.6.3.1
func TestOracleStrict(t *testing.T) {
	p, n, stricter := newPuppet(t, kernel.Strict), 0, 0
	oracle.Each(int(max(sweep.Deep(), sweep.Sampled)), func(in oracle.In) {
		if n++; !sweep.Large(n, 5, 10) || t.Failed() || in.Restarted && in.COTS && in.Away {
			return
		}
		want := oracle.Decide(in)
		got, answered := p.play(in)
		signed := want.Reference&0x10 != 0 && in.Proof == oracle.GoodSignature
		accepted := got.Outcome == oracle.Approved || got.Outcome == oracle.OnlineRequest
		switch {
		case got.Outcome == oracle.Approved && !signed, accepted && got.Outcome != want.Outcome:
			t.Errorf("%+v\n got %+v\nwant %+v [%s]", in, got, want.Out, want.Clause)
		case answered.Outcome == oracle.Approved && oracle.Answer(in).Outcome != oracle.Approved:
			t.Errorf("%+v\n got %+v", in, answered)
		case got.Outcome != want.Outcome:
			stricter++
		}
	})
	if t.Logf("%d inputs, %d of them stricter", n, stricter); stricter == 0 {
		t.Error("as the book")
	}
}
