package c8_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c8/internal/oracle"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// A puppet is a card and a terminal of the oracle's inputs.
type puppet struct {
	*scene
	keys   *capk.Set
	chains map[string][]record // sound ones, by AIP and what is signed
	vouch  bool                // the card's certificate covers what strict wants
	asked  []byte              // GENERATE AC as it was sent
}

func newPuppet(t testing.TB) *puppet {
	p := &puppet{scene: newScene(t), chains: map[string][]record{}}
	p.keys = p.scene.keys
	p.Line = func(a *kernel.Action) string {
		if a.Command[1] == 0xAE {
			p.asked = bytes.Clone(a.Command)
		}
		return commandLine(a)
	}
	return p
}

func hold(code [5]byte) string { return hexOf(code[:]) }

func flag(b bool, set byte) byte {
	if b {
		return set
	}
	return 0
}

// arrange makes the reader and the card of an input.
func (p *puppet) arrange(in oracle.In) {
	p.asked = nil
	p.Params = slices.Clone(reader)
	p.set("9F8206", hexOf([]byte{in.Input}), "9F8207", hexOf([]byte{in.Required}), "9F8208", hexOf([]byte{in.NotRequired}), "9F820A", hexOf([]byte{in.Security}),
		"9F821E", hexOf([]byte{in.Offset}), "9F8209", hexOf([]byte{0x20 | flag(in.Relay != oracle.NoRelay, 0x10) | flag(in.Report, 0x08), 0}), "9F821A", hold(in.Mask),
		"9F820D", fmt.Sprintf("%012d", in.Floor), "9F820E", fmt.Sprintf("%012d", in.CVMLimit), "9F820B", hold(in.TACDenial), "9F820C", hold(in.TACOnline),
		"9F1D", hexOf(in.TRMD[:]))
	p.Tx.Amount, p.Tx.Type = in.Amount, in.Type
	p.Scene.Keys = func(c *kernel.Config) {
		c.Terminal.Type = in.Terminal
		if in.Fault != oracle.UnknownKey {
			c.Keys = p.keys
		}
		if in.OtherAID {
			c.Combinations[0].AID = bench.Digits(testAID + "01")
		}
	}
	c := newChip()
	c.aip = hexOf([]byte{in.AIP[0], in.AIP[1] | flag(in.Relay != oracle.NoRelay, 1)})
	c.gives, c.choice, c.iad = hexOf([]byte{in.CID}), hexOf([]byte{in.Choice}), hexOf(bytes.Repeat([]byte{0xA5}, in.IAD))
	if in.HasAt {
		c.more += "9F810701" + hexOf([]byte{in.AtOffset})
	}
	if in.CardTVR.Present {
		c.more += "9F810405" + hold(in.CardTVR.Bytes)
	}
	if in.Restart.Present {
		c.more += "9F810802" + hexOf(in.Restart.Bytes[:])
	}
	if p.vouch {
		vouched(c)
	}
	p.faulty(c, in.Fault)
	p.chip = c
	p.slow(in.Relay)
	if in.Relay == oracle.Inexact {
		p.set("9F8217", "0000")
	}
	clear(p.Card)
	switch in.Response {
	case oracle.Refuses:
		p.give("AC", "6985")
	case oracle.LinkError:
		p.give("AC", "L1 2")
	case oracle.Malformed:
		p.give("AC", "7703 9F2601 9000")
	case oracle.Lacks:
		p.give("AC", bench.In(0x77, "9F270140", "9F36020001", "9F26081122334455667788"))
	}
}

// faulty gives the card its chain, with what is wrong about it.
func (p *puppet) faulty(c *chip, fault oracle.Fault) {
	if fault == oracle.NoPAN {
		c.records[1].objects = "5F2503 250101"
	}
	key := c.aip + c.records[1].objects
	if p.chains[key] == nil {
		p.chains[key] = c.certified()
	}
	c.noChain = true
	issuer, icc := p.chains[key][0], p.chains[key][1]
	switch fault {
	case oracle.IssuerCertificate:
		issuer.objects = issuer.objects[:len(issuer.objects)-2] + "00"
	case oracle.ICCCertificate:
		icc.objects = icc.objects[:len(icc.objects)-2] + "00"
	case oracle.BlindingFactor:
		c.wrong = "blinding"
	case oracle.EDAMAC:
		c.wrong = "EDA MAC"
	case oracle.NoKeyIndex:
		issuer.objects = issuer.objects[len("8F01 C3"):]
	case oracle.NoIssuerCertificate:
		issuer.objects = issuer.objects[:len("8F01 C3")]
	case oracle.NoICCCertificate:
		icc.objects = "5F3401 01"
		c.records[0].objects = "5F2403 491231"
	}
	c.records = append(c.records, issuer, icc)
}

// slow gives the exchanges of relay resistance their times: scene_test.go has the limits.
func (p *puppet) slow(relay oracle.Relay) {
	clear(p.Slow)
	took := map[oracle.Relay]time.Duration{oracle.InTime: 192, oracle.TooFast: 121, oracle.TooSlow: 900, oracle.Inexact: 292}[relay]
	p.Slow["ERRD"] = took * 100 * time.Microsecond
}

var (
	statusWords = map[kernel.Status]oracle.Status{
		kernel.Approved: oracle.Approved, kernel.Declined: oracle.Declined, kernel.OnlineRequest: oracle.OnlineRequest,
		kernel.TryAnotherInterface: oracle.TryAnotherInterface, kernel.EndApplication: oracle.EndApplication,
	}
	cvmWords = map[kernel.CVM]string{
		kernel.CVMNotApplicable: oracle.NA, kernel.CVMNotRequired: oracle.NoCVM, kernel.CVMOnlinePIN: oracle.OnlinePIN,
		kernel.CVMConfirmed: oracle.Confirmed, kernel.CVMSignature: oracle.Sign,
	}
	startWords = map[kernel.Start]string{kernel.StartNone: oracle.NA, kernel.StartB: "B", kernel.StartC: "C"}
	faceWords  = map[kernel.Interface]byte{kernel.Contact: 1, kernel.MagneticStripe: 2, kernel.InterfaceNone: 15}
	l2Words    = map[kernel.L2Error]string{
		kernel.CardDataMissing: "CARD DATA MISSING", kernel.StatusBytes: "STATUS BYTES", kernel.ParsingError: "PARSING ERROR", kernel.CardDataError: "CARD DATA ERROR",
		kernel.IADMACFailed: "IAD MAC FAILED", kernel.EDAMACFailed: "EDA MAC FAILED", kernel.DecryptionFailed: "DECRYPTION FAILED",
	}
)

func messageOf(ui *kernel.UI) oracle.Message {
	if ui == nil {
		return oracle.Message{}
	}
	return oracle.Message{
		Present: true, Identifier: byte(ui.Message), Ready: ui.Status == kernel.StatusReadyToRead, Hold: int(ui.Hold / (100 * time.Millisecond)),
	}
}

// outcome runs the kernel and puts what it did into the oracle's words.
func (p *puppet) outcome(in oracle.In) oracle.Out {
	p.arrange(in)
	r := p.once()
	o := &r.Outcome
	out := oracle.Out{
		Asked: p.asked != nil, MAC: -1, Status: statusWords[o.Status], Start: startWords[o.Start], CVM: cvmWords[o.CVM], Receipt: o.Receipt,
		Record: o.DataRecord != nil, OnOutcome: messageOf(o.UIOutcome), OnRestart: messageOf(o.UIRestart), L2: l2Words[o.Error.L2],
	}
	if o.Error.L1 == kernel.FaultTransmission {
		out.L1 = "TRANSMISSION ERROR"
	}
	if o.Status == kernel.TryAnotherInterface {
		out.Interface = faceWords[o.AlternateInterface]
	}
	if out.Record {
		out.Local = o.ODA.Result
	}
	if p.asked != nil {
		out.Reference = p.asked[2]
		data := p.asked[5:] // plainCDOL1
		copy(out.Sent[:], data[6:])
		copy(out.Capabilities[:], data[6+5+4:])
		copy(out.TRMD[:], data[6+5+4+3:])
	}
	copy(out.TVR[:], r.Report.Get(tlv.TVRKernel8))
	copy(out.CVMResults[:], r.Report.Get(tlv.CVMResults))
	if mac := r.Report.Get(tlv.IssuerApplicationDataMAC); len(mac) == 8 {
		out.MAC = bytes.Index(r.Report.Get(tlv.IssuerApplicationData), mac)
	}
	return out
}

// once runs the scene, without its journal.
func (p *puppet) once() *kernel.Result {
	p.T.Helper()
	return p.seeded(kerneltest.Random(1), kerneltest.Numbers(p.Numbers...))
}

// seeded is once with other random bytes: the kernel's keys are made of them.
func (p *puppet) seeded(random ...kernel.Option) *kernel.Result {
	p.T.Helper()
	s, err := kernel.NewSession(p.Program(), p.Config(), p.Tx, random...)
	if err != nil {
		p.T.Fatal(err)
	}
	world := p.World()
	r, err := kernel.Run(context.Background(), s, kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) { return world(a), nil }))
	if err != nil {
		p.T.Fatal(err)
	}
	return r
}

// The kernel and the oracle agree about every input: what the card is told, local authentication, cardholder verification, terminal action analysis and the
// outcome.
// C-8 6.3.12, 6.3.13, 6.3.15, 6.3.16, 6.3.17, 6.3.19, 6.4.1, 6.4.2
func TestOracle(t *testing.T) {
	const shards = 2
	for shard := range shards {
		t.Run(fmt.Sprint(shard), func(t *testing.T) {
			t.Parallel()
			p, n := newPuppet(t), 0
			oracle.Each(int(max(sweep.Deep(), sweep.Sampled)), func(in oracle.In) {
				if n++; n%shards != shard || t.Failed() || !sweep.Input(n) {
					return
				}
				if got, want := p.outcome(in), oracle.Decide(in); got != want {
					t.Errorf("%+v\n got %+v\nwant %+v", in, got, want)
				}
			})
			t.Logf("%d inputs", n)
		})
	}
}
