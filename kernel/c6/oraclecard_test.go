package c6_test

import (
	"context"
	"crypto/sha1" //nolint:gosec // the book's hash
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c6"
	"github.com/emvgo/emv/kernel/c6/internal/oracle"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/tlv"
)

// An inputCard is the card of an input of the oracle, at the reader of that input, which was written from the book as the
// oracle was. One test key pair, ours, of 512 bits stands for certification authority, issuer and card.
type inputCard struct {
	t           testing.TB
	in          oracle.In
	id          byte // the last byte of the card's identifier
	cfg         kernel.Config
	combination kernel.Combination
	tx          kernel.Transaction
	act         kernel.Activation
	kept        []byte // the tearing log
	records     [][]byte
	reads       int
	resumed     bool
	directory   []byte // as the reader has it
	asked       int
	retrieved   bool
}

var inputEntries = [...]string{"9F6604", "9F0206", "9F0306", "9F1A02", "5F2A02", "9A03", "9C01", "9F3704"}

// inputKey is a test key pair, ours, of 640 bits.
var inputKey = bench.NewPair(
	"C7A976D9DEB16A5380965D5910905B152589B124FC5BDA6467E2B216B9C0B7A566E72554412C163F",
	"E380140AD2774BCD153D47AC844506D663A98A35834269AAF6C67540A6CDE179E66D9B396B23A341", "03")

// inputBase is the configuration of every input, without what the input says.
var inputBase = sync.OnceValue(func() *kernel.Config {
	text, err := configs.Named("default")
	if err != nil {
		panic(err)
	}
	cfg, err := config.Load(text)
	if err != nil {
		panic(err)
	}
	k := capk.Key{
		RID: [5]byte{0xA0, 0, 0, 0x01, 0x52}, Index: 0xC1, Algorithm: capk.RSA, Test: true, Source: "test", Modulus: inputKey.Modulus(), Exponent: []byte{3},
	}
	k.Checksum = k.Sum()
	if cfg.Keys, err = capk.NewSet([]capk.Key{k}); err != nil {
		panic(err)
	}
	cfg.Profile = kernel.Book
	return cfg
})

// inputMade are the signatures and certificates that were made before.
var inputMade sync.Map

func inputOnce(key []byte, make func() []byte) []byte {
	if b, ok := inputMade.Load(string(key)); ok {
		return slices.Clone(b.([]byte))
	}
	b := make()
	inputMade.Store(string(key), b)
	return slices.Clone(b)
}

// newInput makes card and reader of an input.
func newInput(t testing.TB, in oracle.In) *inputCard {
	c := &inputCard{t: t, in: in, id: 1, cfg: *inputBase(), tx: bench.Purchase(1234)}
	term := &c.cfg.Terminal
	term.Capabilities = [3]byte{0xA0, 0x60, 0x48}
	if in.Stripe {
		term.Capabilities[0] |= 0x40
	}
	if in.NoCVM {
		term.Capabilities[1] |= 0x08
	}
	if term.Type = 0x22; in.ATM {
		term.Type, term.AdditionalCapabilities[0] = 0x14, 0x80
	}
	term.LooksUp = in.OnException
	c.tx.Type = [...]byte{oracle.Purchase: 0x00, oracle.Cash: 0x01, oracle.Cashback: 0x09, oracle.Refund: 0x20}[in.Kind]
	if in.Kind == oracle.Cashback {
		c.tx.AmountOther = 200
	}
	switches := map[tlv.Tag]bool{
		c6.ParamTearingRecovery: in.Tearing, c6.ParamDeferredAuthorization: in.Deferred, c6.ParamDataStorage: in.Storage, c6.ParamExtendedLogging: in.Logging,
	}
	c.combination = kernel.Combination{
		AID: bench.Hex(t, "A0000001523010"), Kernel: "\x06", Currency: term.TransactionCurrency, TTQ: in.TTQ[:],
		FloorLimit: kernel.Limit{Amount: 5000, Present: true},
		Parameters: []kernel.DataObject{{Tag: 0x9F09, Value: []byte{0, 2}}},
	}
	for tag, on := range switches {
		if on {
			c.combination.Parameters = append(c.combination.Parameters, kernel.DataObject{Tag: tag, Value: []byte{1}})
		}
	}
	c.act = kernel.Activation{Start: kernel.StartA, Combination: &c.combination, SW: 0x9000, TTQ: in.TTQ[:]}
	c.act.Indicators.FloorLimitExceeded = in.OverFloor
	c.act.Indicators.CVMLimitExceeded = in.TTQ[1]&0x40 != 0
	return c
}

func (c *inputCard) lacks(m oracle.Missing) bool { return c.in.Missing&m != 0 }

// fci is the answer to the selection.
func (c *inputCard) fci() []byte {
	var a, b []byte
	if !c.lacks(oracle.MissingName) {
		a = tlv.Append(nil, 0x84, c.combination.AID)
	}
	if !c.lacks(oracle.MissingLabel) {
		b = tlv.Append(nil, 0x50, []byte("Discover"))
	}
	list := ""
	for i, entry := range inputEntries {
		switch {
		case i != c.in.PDOL-1:
			list += entry
		case i&1 == 0:
			list += entry[:len(entry)-1] + "8"
		}
	}
	if !c.lacks(oracle.MissingPDOL) {
		b = tlv.Append(b, 0x9F38, bench.Hex(c.t, list))
	}
	if c.in.Version != 0 {
		features := tlv.Append(nil, 0xDF3A, []byte{c.in.Version})
		descriptor := []byte{c.in.Feature, 0, 0}
		if c.in.Container {
			descriptor[1], descriptor[2] = 21<<3, 3
		}
		if !c.in.Bare {
			descriptor = append(descriptor, c.identifier()...)
		}
		b = tlv.Append(b, 0xBF0C, tlv.Append(features, 0xDF3B, descriptor))
	}
	return tlv.Append(nil, 0x6F, tlv.Append(a, 0xA5, b))
}

func (c *inputCard) identifier() []byte { return []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, c.id} }

// Do answers an action. The terminal's own logic says nothing.
func (c *inputCard) Do(_ context.Context, a kernel.Action) (kernel.Event, error) {
	switch a.Kind {
	case kernel.Transmit:
		return c.serve(a.Command), nil
	case kernel.Retain:
		c.kept = slices.Clone(a.Data)
		return kernel.Event{}, nil
	case kernel.Lookup:
		ev := kernel.Event{Kind: kernel.LookedUp}
		if len(a.Needed) == 1 {
			ev.Data = slices.Clone(c.kept)
		} else {
			ev.Listed = c.in.OnException
		}
		return ev, nil
	case kernel.SendData:
		c.asked++
		return kernel.Event{}, nil
	case kernel.Wait:
		return kernel.Event{Kind: kernel.Timeout}, nil
	case kernel.StartTimer, kernel.StopTimer, kernel.Poll:
		return kernel.Event{}, nil
	}
	return kernel.Event{}, fmt.Errorf("not expected: %v", a.Kind)
}

func (c *inputCard) serve(command []byte) kernel.Event {
	switch command[1] {
	case 0xA8, 0xD1:
		c.resumed = c.resumed || command[1] == 0xD1
		switch c.in.Options {
		case oracle.NoResponse:
			return bench.Fault(kernel.FaultTimeout)
		case oracle.Status:
			return bench.Response([]byte{byte(c.in.SW >> 8), byte(c.in.SW)})
		}
		data, _ := tlv.Find(command[5:len(command)-1], 0x83)
		return bench.Response(append(c.options(data.Value), 0x90, 0x00))
	case 0xCA:
		c.retrieved = true
		if c.in.Directory == oracle.Status {
			return bench.Response([]byte{0x6A, 0x88})
		}
		c.directory = []byte{1, 2, 3, 4, 5, 6, 7, 8, 0x0F, 0, 0, 1, 1, 3, 0, 5, 0x12, 0x30}
		if c.in.Short {
			c.directory = c.directory[:17]
		}
		return bench.Response(append(tlv.Append(nil, 0xDF3D, c.directory), 0x90, 0x00))
	case 0xB2:
		c.reads++
		switch {
		case c.reads == 2 && c.in.Read == oracle.NoResponse:
			return bench.Fault(kernel.FaultTransmission)
		case c.reads == 2 && c.in.Read == oracle.Status:
			return bench.Response([]byte{0x6A, 0x83})
		case int(command[2]) <= len(c.records):
			return bench.Response(append(slices.Clone(c.records[command[2]-1]), 0x90, 0x00))
		}
	}
	return bench.Response([]byte{0x6D, 0x00})
}

// application are the data elements of the application, which stand in a record or, without an AFL, in the answer.
func (c *inputCard) application() (b []byte) {
	put := func(is bool, tag tlv.Tag, digits string) {
		if is {
			b = tlv.Append(b, tag, bench.Hex(c.t, digits))
		}
	}
	located := c.in.AFL != oracle.Absent
	track := "6510000000000018D4912201"
	if c.in.TrackOver {
		track = "6510000000000018D2101201"
	}
	put(located, 0x5A, "6510000000000018")
	put(located || !c.lacks(oracle.MissingTrack2), 0x57, track)
	put(located || !c.lacks(oracle.MissingSequence), 0x5F34, "01")
	put(c.in.Expiry == oracle.Right, 0x5F24, "491231")
	put(c.in.Expiry == oracle.Wrong, 0x5F24, "210131")
	from, version := "200101", "0002"
	if c.in.Early {
		from = "490101"
	}
	if c.in.OtherVersion {
		version = "0001"
	}
	put(!c.lacks(oracle.MissingEffective), 0x5F25, from)
	put(!c.lacks(oracle.MissingVersion), 0x9F08, version)
	country := "0840"
	if c.in.Domestic {
		country = "0276"
	}
	put(c.in.HasCountry, 0x5F28, country)
	put(c.in.HasAUC, 0x9F07, fmt.Sprintf("%X", c.in.AUC))
	if own := c.identifier(); located && c.in.CardID != oracle.Absent {
		if c.in.CardID == oracle.Wrong {
			own[0] ^= 1
		}
		b = tlv.Append(b, 0xDF3E, own)
	}
	return b
}

// options is the answer to GET PROCESSING OPTIONS, and makes the records that it names.
func (c *inputCard) options(values []byte) []byte {
	var b []byte
	put := func(is bool, tag tlv.Tag, value ...byte) {
		if is {
			b = tlv.Append(b, tag, value)
		}
	}
	in := &c.in
	put(!c.lacks(oracle.MissingAIP), 0x82, 0x01, 0x00)
	put(in.AFL == oracle.Right, 0x94, 0x10, 0x01, 0x04, 0x01)
	put(in.AFL == oracle.Wrong, 0x94, 0x10, 0x01, 0x04)
	if in.AFL == oracle.Absent {
		b = append(b, c.application()...)
	}
	put(!c.lacks(oracle.MissingATC), 0x9F36, 0x00, 0x11)
	put(!c.lacks(oracle.MissingIAD), 0x9F10, 0x01, 0x0F, 0x00, in.CVR, 0, 0, 0, 0, 0, 0)
	put(!c.lacks(oracle.MissingCID), 0x9F27, in.CID)
	put(!c.lacks(oracle.MissingCPR), 0x9F71, in.CPR[:]...)
	put(in.AC == oracle.Right, 0x9F26, 1, 2, 3, 4, 5, 6, 7, 8)
	put(in.AC == oracle.Wrong, 0x9F26, 1, 2, 3, 4, 5, 6, 7)
	put(in.Balance == oracle.Right, 0xD1, 0, 0, 0, 0, 0x12, 0x34)
	put(in.Balance == oracle.Wrong, 0xD1, 0, 0, 0, 0x12, 0x34)
	c.seal(values, b)
	if in.SDAD == oracle.InAnswer {
		b = tlv.Append(b, 0x9F4B, c.signature(values, b))
	}
	if in.Format {
		return tlv.Append(nil, 0x80, b)
	}
	return tlv.Append(nil, 0x77, b)
}

// signature is the dynamic signature over the values for the PDOL and the answer.
//
// C-6 3.6.1
func (c *inputCard) signature(values, answer []byte) []byte {
	var number []byte
	if len(values) >= 4 {
		number = values[len(values)-4:]
	}
	hash := sha1.Sum(slices.Concat(values, answer)) //nolint:gosec // as above
	dynamic := slices.Concat([]byte{2, 0x12, 0x34, c.in.CID}, []byte{1, 2, 3, 4, 5, 6, 7, 8}, hash[:])
	if c.directory != nil && c.in.Hash != oracle.Absent {
		h := sha1.Sum(c.directory) //nolint:gosec // as above
		if c.in.Hash == oracle.Wrong {
			h[19] ^= 1
		}
		dynamic = append(dynamic, h[:]...)
	}
	head := append([]byte{0x05, 0x01, byte(len(dynamic))}, dynamic...)
	s := inputOnce(slices.Concat(head, number), func() []byte { return inputKey.Sign(head, number) })
	if c.in.Proof == oracle.BadSignature {
		s[40] ^= 1
	}
	return s
}

// seal makes the records: the application's data, the issuer's key, the card's, and the signature if it is in a record.
//
// B2 6.3, 6.4
func (c *inputCard) seal(values, answer []byte) {
	file := c.application()
	index := byte(0xC1)
	if c.in.Proof == oracle.UnknownCA {
		index = 0xCF
	}
	certify := func(format byte, subject string, static []byte) (certificate, remainder []byte) {
		left := len(inputKey.Modulus()) - 22 - (1 + len(subject)/2 + 9)
		return inputOnce(append([]byte{format}, static...), func() []byte {
			b, _ := inputKey.Certify(format, bench.Digits(subject), inputKey, static)
			return b
		}), inputKey.Modulus()[left:]
	}
	issuer, rest := certify(0x02, "65100000", nil)
	if c.in.Proof == oracle.BadCertificate {
		issuer[20] ^= 1
	}
	key, own := certify(0x04, "6510000000000018FFFF", file)
	second := tlv.Append(tlv.Append(nil, 0x8F, []byte{index}), 0x90, issuer)
	second = tlv.Append(tlv.Append(second, 0x92, rest), 0x9F32, []byte{3})
	third := tlv.Append(tlv.Append(nil, 0x9F47, []byte{3}), 0x9F48, own)
	if c.in.Proof != oracle.DataMissing {
		third = tlv.Append(third, 0x9F46, key)
	}
	var fourth []byte
	if c.in.SDAD == oracle.InRecord {
		fourth = tlv.Append(nil, 0x9F4B, c.signature(values, answer))
	}
	c.records = nil
	for _, r := range [][]byte{file, second, third, fourth} {
		c.records = append(c.records, tlv.Append(nil, 0x70, r))
	}
}

// run is one activation.
func (c *inputCard) run() *bench.Result {
	c.t.Helper()
	program := kernel.Single("c6", func(p *kernel.Port) *kernel.Outcome {
		p.Store().Begin(kernel.ForApplication)
		act := c.act
		act.FCI = c.fci()
		return c6.Kernel{}.Run(p, &act)
	})
	s, err := kernel.NewSession(program, &c.cfg, c.tx, kerneltest.Numbers([4]byte{0x1E, 0x78, 0xEE, 0xBC}))
	if err != nil {
		c.t.Fatal(err)
	}
	result, err := bench.Run(context.Background(), s, c)
	if err != nil {
		c.t.Fatal(err)
	}
	return result
}

// logOf is the tearing log that an input begins with: the kernel keeps it when a card is torn.
func logOf(t testing.TB, in oracle.In) []byte {
	of := in.Log
	in.Log, in.Options = oracle.Empty, oracle.NoResponse
	if of != oracle.Same || !in.Tearing || in.Version != 2 || in.Feature != 4 || in.Missing&7 != 0 || in.PDOL != 0 {
		in = oracle.Well
		in.Tearing, in.Feature, in.Options = true, 4, oracle.NoResponse
	}
	c := newInput(t, in)
	switch of {
	case oracle.Empty:
		return nil
	case oracle.Other:
		c.id++
	case oracle.Past:
		c.tx.Amount++
	}
	if c.run(); len(c.kept) == 0 {
		t.Fatalf("%+v keeps no log", in)
	}
	return c.kept
}
