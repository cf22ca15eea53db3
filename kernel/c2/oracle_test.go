package c2_test

import (
	"context"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/c2/internal/oracle"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// A puppet is a card and a terminal of one of the oracle's inputs.
type puppet struct {
	t    testing.TB
	in   oracle.In
	keys *capk.Set // of the terminal
	cfg  kernel.Config

	asked   []byte // GENERATE AC as it was sent
	errands int
	shown   []kernel.UI
}

var puppetNumbers = [][4]byte{{0xA1, 0xA1, 0xA1, 0xA1}, {0xB2, 0xB2, 0xB2, 0xB2}, {0xC3, 0xC3, 0xC3, 0xC3}, {0xD4, 0xD4, 0xD4, 0xD4}}

// number is the unpredictable number of GENERATE AC, and of the last relay resistance exchange.
func (p *puppet) number() []byte {
	return puppetNumbers[[]int{0, 1, 1, 3}[p.in.Relay]][:]
}

// bcd is a number in digits.
func bcd(v uint64, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[n-1-i] = byte(v/10%10)<<4 | byte(v%10)
		v /= 100
	}
	return b
}

var puppetPAN = digits("5413330089020011")

// arrange makes the terminal of an input.
func (p *puppet) arrange(in oracle.In) (tx kernel.Transaction) {
	p.in, p.asked, p.errands, p.shown = in, nil, 0, nil
	tx = kernel.Transaction{Money: kernel.Money{Amount: in.Amount}, AmountOther: in.Cashback, Type: in.Type, Date: [3]byte{0x26, 0x07, 0x01}}
	configuration := in.Configuration
	if in.Relay != oracle.NoRelay {
		configuration |= 0x10
	}
	c := kernel.Combination{AID: digits(mastercardAID), Kernel: c2.ID, Currency: 0x0978}
	put := func(tag tlv.Tag, v ...byte) {
		c.Parameters = append(c.Parameters, kernel.DataObject{Tag: tag, Value: v})
	}
	put(0xDF8132, 0, 0x14)
	put(0xDF8133, 0, 0x32)
	put(0xDF8136, 1, 0x2C)
	put(0xDF8137, 0x32)
	put(0xDF8117, in.Input)
	put(0xDF811F, in.Security)
	put(0xDF8118, in.Required)
	put(0xDF8119, in.NotRequired)
	put(0xDF811B, configuration)
	put(0xDF8123, bcd(in.Floor, 6)...)
	put(0xDF8124, bcd(in.Limit, 6)...)
	put(0xDF8125, bcd(in.DeviceLimit, 6)...)
	put(0xDF8126, bcd(in.CVMLimit, 6)...)
	put(0xDF8120, in.TACDefault[:]...)
	put(0xDF8121, in.TACDenial[:]...)
	put(0xDF8122, in.TACOnline[:]...)
	put(0x9F09, 0, 2)
	put(c2.ParamDataExchange, map[bool]byte{true: 1}[in.Exchange])
	if st := &in.Storage; st.Read {
		put(0xDF810D, 0x02)
		put(0x9F5C, digits("4F50455241544F52")...)
		put(0xDF63, 0xD1)
		for tag, v := range map[tlv.Tag]oracle.Byte{0xDF62: {Present: st.Info, Value: 0x80}, 0xDF8108: st.Type, 0xDF810A: st.ForReader} {
			if v.Present {
				put(tag, v.Value)
			}
		}
	}
	p.cfg = kernel.Config{
		Terminal: kernel.Terminal{
			CountryCode: 0x0276, Type: in.Terminal, AdditionalCapabilities: [5]byte{in.Additional}, TransactionCurrency: 0x0978, CurrencyExponent: 2,
			Languages: []string{"en"}, IFDSerialNumber: "12345678",
		},
		Combinations: []kernel.Combination{c}, Profile: kernel.Book,
	}
	if !in.UnknownCA {
		p.cfg.Keys = p.keys
	}
	return tx
}

// selected is the card's FCI.
func (p *puppet) selected() []byte {
	var own []byte
	if b := p.in.Information; b.Present {
		version := byte(0)
		if p.in.Storage.Read {
			version = 1
		}
		own = tlv.Append(own, 0x9F5D, []byte{version, b.Value, 0})
	}
	if st := p.in.Storage; st.Read {
		id := append(slices.Clone(puppetPAN), 0x01)
		if st.OtherCard {
			id[2] ^= 1
		}
		own = tlv.Append(own, 0x9F5E, id)
	}
	body := tlv.Append(nil, 0x84, digits(mastercardAID))
	return tlv.Append(nil, 0x6F, tlv.Append(body, 0xA5, tlv.Append(nil, 0xBF0C, own)))
}

// options is the card's answer to GET PROCESSING OPTIONS.
func (p *puppet) options() []byte {
	relay := byte(0)
	if p.in.Relay != oracle.NoRelay {
		relay = 1
	}
	b := tlv.Append(nil, 0x82, []byte{p.in.AIP, 0x80 | relay})
	b = tlv.Append(b, 0x94, digits("08010400"))
	if p.in.HasPhone {
		b = tlv.Append(b, 0xDF4B, p.in.Phone[:])
	}
	if p.in.Storage.Read {
		b = tlv.Append(tlv.Append(b, 0x9F7D, digits("A1A2A3A4A5A6A7A8")), 0x9F54, nil)
	}
	return append(tlv.Append(nil, 0x77, b), 0x90, 0)
}

// record is one of the card's four records: its data, and its certificates.
func (p *puppet) record(n byte) []byte {
	in := &p.in
	var b []byte
	put := func(when bool, tag tlv.Tag, v ...byte) {
		if when {
			b = tlv.Append(b, tag, v)
		}
	}
	of := func(m oracle.Missing, tag tlv.Tag, v ...byte) { put(in.Missing&m == 0, tag, v...) }
	dates := map[oracle.Date]byte{oracle.Before: 0x30, oracle.Today: 0x01, oracle.After: 0x02}
	months := map[oracle.Date]byte{oracle.Before: 0x06, oracle.Today: 0x07, oracle.After: 0x07}
	code := func(tag tlv.Tag, c oracle.Code) { put(c.Present, tag, c.Value[:]...) }
	cert := certificates(in.AIP, in.Relay)
	if in.Proof != oracle.GoodSignature {
		cert = emptyCertificates
	}
	switch n {
	case 1:
		of(oracle.MissingPAN, 0x5A, puppetPAN...)
		put(true, 0x5F34, 0x01)
		of(oracle.MissingExpiry, 0x5F24, 0x26, months[in.Expiry], dates[in.Expiry])
		of(oracle.MissingCDOL1, 0x8C, digits("9F3704")...)
		put(in.Version != oracle.Absent, 0x9F08, 0, byte(in.Version)+1)
		put(in.Effective != oracle.NoDate, 0x5F25, 0x26, months[in.Effective], dates[in.Effective])
		put(in.HasUsage, 0x9F07, in.Usage[:]...)
		put(in.Country == oracle.Same, 0x5F28, 0x02, 0x76)
		put(in.Country == oracle.Other, 0x5F28, 0x08, 0x40)
		put(in.Currency == oracle.Same, 0x9F42, 0x09, 0x78)
		put(in.Currency == oracle.Other, 0x9F42, 0x08, 0x40)
		if in.HasList {
			list := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(in.X)), uint32(in.Y))
			for _, r := range in.Rules[:in.RuleCount] {
				list = append(list, r.Code, r.Condition)
			}
			put(in.RuleCount > 0, 0x8E, list...)
		}
		code(0x9F0E, in.IACDenial)
		code(0x9F0F, in.IACOnline)
		code(0x9F0D, in.IACDefault)
		if in.HasThird {
			third := []byte{0x02, 0x76, in.Unique, 0}
			if in.Unique&0x80 == 0 {
				third = binary.BigEndian.AppendUint16(third, in.Device)
			}
			put(true, 0x9F6E, append(third, 0xEE)...)
		}
		put(in.Storage.Read && in.Storage.DSDOL, 0x9F5B, digits("DF6301")...)
	case 2:
		of(oracle.MissingCAIndex, 0x8F, 0xC1)
		of(oracle.MissingIssuerCert, 0x90, cert.issuer...)
	case 3:
		of(oracle.MissingIssuerExp, 0x9F32, 0x03)
		put(len(cert.rest) > 0, 0x92, cert.rest...)
		of(oracle.MissingICCExp, 0x9F47, 0x03)
		of(oracle.MissingTagList, 0x9F4A, map[bool][]byte{false: {0x82}, true: {0x82, 0x82}}[in.OtherList]...)
	case 4:
		of(oracle.MissingICCCert, 0x9F46, cert.icc...)
	}
	return append(tlv.Append(nil, 0x70, b), 0x90, 0)
}

type certified struct{ issuer, rest, icc []byte }

var (
	emptyCertificates = certified{[]byte{0}, nil, []byte{0}}
	certifiedBy       sync.Map
	signedBy          sync.Map
)

// certificates are those of a card with this AIP, which is all of its static data.
func certificates(aip byte, relay oracle.Relay) certified {
	key := [2]byte{aip, 0x80}
	if relay != oracle.NoRelay {
		key[1]++
	}
	if v, ok := certifiedBy.Load(key); ok {
		return v.(certified)
	}
	keys := bench.Keys()
	var c certified
	c.issuer, c.rest = keys["ca-e3"].Certify(0x02, puppetPAN[:4], keys["issuer-e3"], nil)
	c.icc, _ = keys["issuer-e3"].Certify(0x04, append(slices.Clone(puppetPAN), 0xFF, 0xFF), keys["icc-e3"], key[:])
	certifiedBy.Store(key, c)
	return c
}

// claims of the relay resistance exchange: entropy, times, and the estimate that is none of the terminal's where a threshold is to be exceeded.
func (p *puppet) claims() []byte {
	b := digits("11223344 0000 0064 0018")
	if p.in.Relay == oracle.RelayThreshold {
		b[9] = 0
	}
	return b
}

// cryptogram is the card's answer to GENERATE AC.
func (p *puppet) cryptogram() []byte {
	in := &p.in
	if in.Malformed {
		return digits("77015A9000")
	}
	var b []byte
	put := func(when bool, tag tlv.Tag, v ...byte) {
		if when {
			b = tlv.Append(b, tag, v)
		}
	}
	ac := digits("1122334455667788")
	put(!in.NoCID, 0x9F27, in.CID)
	put(true, 0x9F36, 0, 7)
	put(!in.NoAC && in.Proof == oracle.NoSignature, 0x9F26, ac...)
	put(true, 0x9F10, 6, 1, 0x11, 3)
	switch in.Proof {
	case oracle.BadSignature:
		put(true, 0x9F4B, make([]byte, 144)...)
	case oracle.GoodSignature:
		put(true, 0x9F4B, p.sdad(b, ac)...)
	}
	return append(tlv.Append(nil, 0x77, b), byte(in.SW>>8), byte(in.SW))
}

// sdad are the Signed Dynamic Application Data.
// B2 6.6.1, C-2 tables 6.4 to 6.7
func (p *puppet) sdad(response, ac []byte) []byte {
	in := &p.in
	hash := sha1.Sum(append(slices.Clone(p.number()), response...)) // CDOL1 names the unpredictable number alone, and there is no PDOL
	dynamic := slices.Concat([]byte{2, 0xD1, 0xD2, in.CID}, ac, hash[:])
	if st := &in.Storage; st.Read {
		one, other := digits("A1A2A3A4A5A6A7A8"), digits("B1B2B3B4B5B6B7B8")
		second := map[oracle.State][]byte{oracle.Same: one, oracle.Other: other}[st.Summary2]
		third := second
		if st.Summary3 == oracle.Other && second != nil {
			third = slices.Concat(second[1:], []byte{0xEE})
		}
		if st.Summary3 == oracle.Absent {
			third = nil
		}
		dynamic = slices.Concat(dynamic, second, third)
	}
	if in.Relay != oracle.NoRelay {
		dynamic = slices.Concat(dynamic, p.number(), p.claims())
	}
	key := string(dynamic)
	if v, ok := signedBy.Load(key); ok {
		return v.([]byte)
	}
	s := bench.Keys()["icc-e3"].Sign(append([]byte{5, 1, byte(len(dynamic))}, dynamic...), p.number())
	signedBy.Store(key, s)
	return s
}

// Do is the card, and a terminal that lets the kernel alone.
func (p *puppet) Do(_ context.Context, a kernel.Action) (ev kernel.Event, err error) {
	switch a.Kind {
	case kernel.Show:
		p.shown = append(p.shown, a.UI)
	case kernel.Transmit:
		ev.Kind = kernel.Response
		switch a.Command[1] {
		case apdu.GetProcessingOptions:
			ev.Data = p.options()
		case 0xEA:
			p.errands++
			ev.Data = append(tlv.Append(nil, 0x80, p.claims()), 0x90, 0)
			if ev.Took = 10 * time.Millisecond; p.in.Relay == oracle.RelayLimits {
				ev.Took = 50 * time.Millisecond
			}
		case apdu.ReadRecord:
			ev.Data = p.record(a.Command[2])
		case apdu.GenerateAC:
			p.asked = slices.Clone(a.Command)
			if ev.Data = p.cryptogram(); p.in.LinkError {
				ev = kernel.Event{Kind: kernel.CardFault, Fault: kernel.FaultTransmission}
			}
		default:
			p.t.Errorf("%X", a.Command)
		}
	}
	return ev, nil
}

var (
	statusWords = map[kernel.Status]oracle.Status{
		kernel.Approved: oracle.Approved, kernel.Declined: oracle.Declined, kernel.OnlineRequest: oracle.OnlineRequest,
		kernel.TryAnotherInterface: oracle.TryAnotherInterface, kernel.SelectNext: oracle.SelectNext, kernel.EndApplication: oracle.EndApplication,
	}
	cvmWords = map[kernel.CVM]string{
		kernel.CVMNotApplicable: oracle.NA, kernel.CVMNotRequired: oracle.NoCVM, kernel.CVMOnlinePIN: oracle.OnlinePIN,
		kernel.CVMConfirmed: oracle.Confirmed, kernel.CVMSignature: oracle.Sign,
	}
	startWords = map[kernel.Start]string{kernel.StartNone: oracle.NA, kernel.StartB: "B", kernel.StartC: "C"}
	uiWords    = map[kernel.UIStatus]string{
		kernel.StatusNotReady: "NOT READY", kernel.StatusReadyToRead: "READY TO READ", kernel.StatusCardReadSuccessfully: "CARD READ SUCCESSFULLY",
	}
	l1Words = map[kernel.Fault]string{kernel.FaultTransmission: "TRANSMISSION ERROR"}
	l2Words = map[kernel.L2Error]string{
		kernel.CardDataMissing: "CARD DATA MISSING", kernel.CAMFailed: "CAM FAILED", kernel.StatusBytes: "STATUS BYTES", kernel.ParsingError: "PARSING ERROR",
		kernel.MaxLimitExceeded: "MAX LIMIT EXCEEDED", kernel.CardDataError: "CARD DATA ERROR", kernel.IDSReadError: "IDS READ ERROR",
		kernel.IDSWriteError: "IDS WRITE ERROR", kernel.IDSDataError: "IDS DATA ERROR", kernel.IDSNoMatchingAC: "IDS NO MATCHING AC",
	}
)

func messageOf(ui *kernel.UI) oracle.Message {
	if ui == nil {
		return oracle.Message{}
	}
	return oracle.Message{Present: true, Identifier: byte(ui.Message), Status: uiWords[ui.Status], Hold: int(ui.Hold / (100 * time.Millisecond))}
}

// outcome runs the kernel and puts what it did into the oracle's words.
func (p *puppet) outcome(in oracle.In) oracle.Out {
	tx := p.arrange(in)
	fci := p.selected()
	program := kernel.Single("c2/oracle", func(port *kernel.Port) *kernel.Outcome {
		return c2.Kernel{}.Run(port, &kernel.Activation{Start: kernel.StartA, Combination: &port.Config().Combinations[0], FCI: fci, SW: 0x9000})
	})
	s, err := kernel.NewSession(program, &p.cfg, tx, kerneltest.Numbers(puppetNumbers...))
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := bench.Run(context.Background(), s, p)
	if err != nil {
		p.t.Fatal(err)
	}
	o := &r.Outcome
	out := oracle.Out{
		Status: statusWords[o.Status], Start: startWords[o.Start], CVM: cvmWords[o.CVM], Receipt: o.Receipt, Record: o.DataRecord != nil,
		OnOutcome: messageOf(o.UIOutcome), OnRestart: messageOf(o.UIRestart), L1: l1Words[o.Error.L1], L2: l2Words[o.Error.L2], SW: o.Error.SW,
		FieldOff: o.FieldOff == 1300*time.Millisecond, Asked: p.asked != nil,
	}
	if p.asked != nil {
		out.Reference, out.Write = p.asked[2], p.asked[4] > 4
	}
	copy(out.TVR[:], r.Report.Get(tlv.TVRKernel2))
	copy(out.CVMResults[:], r.Report.Get(tlv.CVMResults))
	if summary := r.Report.Get(tlv.DSSummaryStatus); len(summary) == 1 {
		out.Storage = summary[0]
	}
	for i := range p.shown {
		if m := messageOf(&p.shown[i]); m == (oracle.Message{Present: true, Identifier: 0x1E, Status: "CARD READ SUCCESSFULLY"}) {
			out.Read = true
		} else {
			out.Phone = m
		}
	}
	return out
}

// The kernel and the oracle agree about every input of the decisions: limits, processing restrictions, CVM selection, terminal action analysis, the cryptogram
// that is asked for, and the outcome of what the card answers.
// C-2 6.11, 6.12, 7.1, 7.2, 7.3, 7.4
func TestOracle(t *testing.T) {
	const shards = 2
	for shard := range shards {
		t.Run(fmt.Sprint(shard), func(t *testing.T) {
			t.Parallel()
			p, n := &puppet{t: t, keys: bench.Config(t, "tap").Keys}, 0
			oracle.Each(int(max(sweep.Deep(), sweep.Sampled)), func(in oracle.In) {
				if n++; n%shards != shard || !sweep.Sample(n/shards, 5) || t.Failed() {
					return
				}
				want := oracle.Decide(in)
				if want.Disputed {
					return
				}
				if got := p.outcome(in); got != want {
					t.Errorf("%+v\n got %+v\nwant %+v", in, got, want)
				}
			})
			if t.Logf("%d inputs", n); n < 25_000 {
				t.Errorf("%d inputs", n)
			}
		})
	}
}
