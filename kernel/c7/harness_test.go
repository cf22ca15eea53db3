package c7_test

import (
	"context"
	"crypto/sha1"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/tlv"
)

// A reader is a terminal at the moment when Entry Point has selected an application, and a card that says what a test wants it to. The card is
// signed by keys of its own as it stands when the reader runs: see sealed.
type reader struct {
	t           testing.TB
	cfg         kernel.Config
	tx          kernel.Transaction
	combination kernel.Combination
	ttq         string // as copied, hexadecimal digits
	start       kernel.Start
	host        []byte

	pdol      string   // without it there is no 9F38
	also      []object // of BF0C
	names     []object // of A5, in the place of the label
	sw        uint16   // of GET PROCESSING OPTIONS
	body      []byte   // of its answer, in the place of the objects
	options   []object
	records   []record
	format    byte                                             // of the signature: 05 or 95; 0: there is none
	forged    bool                                             // it is a wrong one
	fault     func(n int) kernel.Fault                         // of exchange n, from 1
	answer    func(n int, command, response []byte) []byte     // in the place of response
	listed    bool                                             // the card stands in the exception file
	lookups   [][]byte                                         // as asked
	commands  [][]byte                                         // as sent
	on        func(kernel.Action) (ev kernel.Event, done bool) // before anything else
	before    func(*kernel.Port)                               // is done before the kernel runs
	outcome   *kernel.Outcome
	wholeCard map[string][]byte // sealed
}

type object struct {
	tag   tlv.Tag
	value []byte
}

type record struct {
	sfi, number byte
	signed      bool
	objects     []object
}

const (
	aid  = "A000000333010101"
	pdol = "9F6604 9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704"
	iad  = "0701010390000001" // byte 5 says TC
)

// The terminal's unpredictable number, and the card's.
var number = [4]byte{0x1E, 0x78, 0xEE, 0xBC}

// defaults is the configuration of tests.
var defaults = sync.OnceValue(func() *kernel.Config {
	text, err := configs.Named("default")
	if err != nil {
		panic(err)
	}
	cfg, err := config.Load(text)
	if err != nil {
		panic(err)
	}
	cfg.Profile, cfg.Keys, cfg.Terminal.LooksUp = kernel.Book, keys(), false
	return cfg
})

// offline is a card that offers an offline approval, proves itself, and has neither qualifiers nor a balance, at a reader for contact chip, online
// PIN, signature and consumer device CVM that requires nothing: TTQ 36004000.
func offline(t testing.TB) *reader {
	r := &reader{
		t: t, cfg: *defaults(), tx: bench.Purchase(1234), ttq: "36004000", pdol: pdol, sw: 0x9000, format: 0x05, start: kernel.StartA,
	}
	r.combination = kernel.Combination{
		AID: r.hex(aid), Kernel: "\x07", Currency: r.cfg.Terminal.TransactionCurrency, FloorLimit: kernel.Limit{Amount: 5000, Present: true},
	}
	r.options = r.objects("82 2000", "94 10010401", "9F36 0240", "9F26 5D016C91005E7CC2", "9F10 "+iad, "9F27 40")
	r.records = []record{
		{2, 1, true, r.objects("5A 6228000100001F", "57 6228000100001D49122010000000000000000F", "5F34 01", "5F24 491231", "9F4A 82")},
		{2, 2, false, nil},
		{2, 3, false, nil}, // certificates
		{2, 4, false, r.objects("9F69 0101020304000000")},
	}
	return r
}

// online is a card that requests an online authorisation without records.
func online(t testing.TB) *reader {
	r := offline(t)
	r.format = 0
	r.set("9F27", "80").set("9F10", "07010103A0000001").set("94", "-").set("57", "6228000100001D49122010000000000000000F")
	return r
}

// special is a card that requests an online authorisation and signs it, at a reader that authenticates such requests.
func special(t testing.TB) *reader {
	r := offline(t)
	r.format, r.ttq, r.also = 0x95, "37004000", r.objects("DF61 40")
	return r.set("9F27", "80").set("9F10", "07010103A0000001")
}

func (r *reader) hex(s string) []byte { r.t.Helper(); return bench.Hex(r.t, s) }

// objects are data objects of "tag value".
func (r *reader) objects(list ...string) (all []object) {
	r.t.Helper()
	for _, s := range list {
		name, value, _ := strings.Cut(s, " ")
		all = append(all, object{tag(r.t, name), r.hex(value)})
	}
	return all
}

func tag(t testing.TB, name string) tlv.Tag {
	t.Helper()
	parsed, err := tlv.ParseTag(name)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// set gives an object of GET PROCESSING OPTIONS a value, adds it if it is not there, or takes it out if the value is "-".
func (r *reader) set(name, value string) *reader {
	r.t.Helper()
	r.options = r.edited(r.options, name, value)
	return r
}

// file does the same to a record, from 1.
func (r *reader) file(n int, name, value string) *reader {
	r.t.Helper()
	r.records = slices.Clone(r.records)
	r.records[n-1].objects = r.edited(r.records[n-1].objects, name, value)
	return r
}

func (r *reader) edited(list []object, name, value string) []object {
	r.t.Helper()
	if value == "-" {
		return changed(list, tag(r.t, name), nil)
	}
	return changed(list, tag(r.t, name), append([]byte{}, r.hex(value)...))
}

// changed is a list of objects with another value of one, or without it if value is nil.
func changed(list []object, of tlv.Tag, value []byte) []object {
	out := make([]object, 0, len(list)+1)
	for _, o := range list {
		if o.tag != of {
			out = append(out, o)
		}
	}
	if value != nil {
		out = append(out, object{of, value})
	}
	return out
}

func (r *reader) with(list ...func(*reader)) *reader {
	for _, edit := range list {
		edit(r)
	}
	return r
}

// Run is one activation.
func (r *reader) run() *bench.Result {
	r.t.Helper()
	result, err := bench.Run(context.Background(), r.session(), r)
	if err != nil {
		r.t.Fatal(err)
	}
	return result
}

func (r *reader) session() *kernel.Session {
	r.t.Helper()
	s, err := kernel.NewSession(r.program(), &r.cfg, r.tx, kerneltest.Numbers(number))
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

func (r *reader) program() kernel.Program {
	r.wholeCard, r.commands, r.lookups = r.sealed(), nil, nil
	return kernel.Single("c7", func(p *kernel.Port) *kernel.Outcome {
		p.Store().Begin(kernel.ForApplication)
		if r.before != nil {
			r.before(p)
		}
		r.outcome = c7.Kernel{}.Run(p, &kernel.Activation{
			Start: r.start, Combination: &r.combination, FCI: r.wholeCard["fci"], SW: 0x9000, TTQ: r.hex(r.ttq), Host: r.host,
		})
		return r.outcome
	})
}

// Do answers an action.
func (r *reader) Do(_ context.Context, a kernel.Action) (kernel.Event, error) {
	if r.on != nil {
		if ev, done := r.on(a); done {
			return ev, nil
		}
	}
	switch a.Kind {
	case kernel.Transmit:
		r.commands = append(r.commands, slices.Clone(a.Command))
		n := len(r.commands)
		if r.fault != nil && r.fault(n) != 0 {
			return bench.Fault(r.fault(n)), nil
		}
		response := r.respond(a.Command)
		if r.answer != nil {
			response = r.answer(n, a.Command, slices.Clone(response))
		}
		return bench.Response(response), nil
	case kernel.Lookup:
		r.lookups = append(r.lookups, slices.Clone(a.Data))
		return kernel.Event{Kind: kernel.LookedUp, Listed: r.listed}, nil
	}
	return kernel.Event{}, fmt.Errorf("not expected: %v", a.Kind)
}

func (r *reader) respond(command []byte) []byte {
	switch c, _ := apdu.ParseCommand(command); c.INS {
	case apdu.GetProcessingOptions:
		return r.wholeCard["options"]
	case apdu.ReadRecord:
		if data := r.wholeCard[fmt.Sprint(c.P2>>3, c.P1)]; data != nil {
			return data
		}
	}
	return []byte{0x6A, 0x83}
}

// sealed is the card: its answers with everything that is signed in them.
func (r *reader) sealed() map[string][]byte {
	r.t.Helper()
	all := map[string][]byte{}
	proprietary := joined(r.names)
	if r.names == nil {
		proprietary = tlv.Append(nil, 0x50, []byte("UnionPay"))
	}
	if r.pdol != "" {
		proprietary = tlv.Append(proprietary, 0x9F38, r.hex(r.pdol))
	}
	if len(r.also) != 0 {
		proprietary = tlv.Append(proprietary, tlv.TagIssuerDiscretionary, joined(r.also))
	}
	name := tlv.Append(nil, 0x84, r.hex(aid))
	all["fci"] = tlv.Append(nil, tlv.TagFCI, tlv.Append(name, tlv.TagFCIProprietary, proprietary))
	var issuer, icc []object
	var sdad []byte
	if r.find(0x94) != nil {
		issuer, icc, sdad = r.signatures()
	}
	records := slices.Clone(r.records)
	if len(records) >= 3 {
		records[1].objects = append(issuer, records[1].objects...)
		records[2].objects = append(icc, records[2].objects...)
	}
	for _, f := range records {
		all[fmt.Sprint(f.sfi, f.number)] = append(tlv.Append(nil, tlv.TagRecord, joined(f.objects)), 0x90, 0x00)
	}
	options := r.options
	if sdad != nil {
		options = append(slices.Clone(options), object{0x9F4B, sdad})
	}
	all["options"] = append(tlv.Append(nil, tlv.TagFormat2, joined(options)), byte(r.sw>>8), byte(r.sw))
	if r.body != nil {
		all["options"] = append(slices.Clone(r.body), byte(r.sw>>8), byte(r.sw))
	}
	return all
}

func joined(list []object) (b []byte) {
	for _, o := range list {
		b = tlv.Append(b, o.tag, o.value)
	}
	return b
}

// find is the value of an object that the card gives.
func (r *reader) find(tag tlv.Tag) []byte {
	for _, o := range r.options {
		if o.tag == tag {
			return o.value
		}
	}
	for _, f := range r.records {
		for _, o := range f.objects {
			if o.tag == tag {
				return o.value
			}
		}
	}
	return nil
}

// One test key pair, ours, stands for certification authority, issuer and card: 512 bits, exponent 3.
const keyLength = 64

var modulus = bench.Small().N

// keys are the certification authority's: index C1.
func keys() *capk.Set {
	k := capk.Key{
		RID: [5]byte{0xA0, 0, 0, 0x03, 0x33}, Index: 0xC1, Algorithm: capk.RSA, Test: true, Source: "test", Modulus: modulus.Bytes(), Exponent: []byte{3},
	}
	k.Checksum = k.Sum()
	set, err := capk.NewSet([]capk.Key{k})
	if err != nil {
		panic(err)
	}
	return set
}

// sign recovers to head and hash: EMV 4.4 B2 A2.1.2. The hash goes over head without its first byte, and rest.
func sign(head, rest []byte) []byte {
	sum := sha1.Sum(slices.Concat(head[1:], rest))
	return bench.Small().Raw(slices.Concat(head, sum[:], []byte{0xBC}))
}

// signatures are the certificates with what belongs to them, and the dynamic signature: EMV 4.4 B2 tables 13, 14, C-7 2.12 4.3.2.4.
func (r *reader) signatures() (issuer, icc []object, sdad []byte) {
	pan := r.find(0x5A)
	n := modulus.Bytes()
	id := slices.Concat([]byte{0x6A, 0x02}, padded(pan, 4, 0xFF), []byte{0x12, 0x49, 0, 0, 1, 1, 1, keyLength, 1}, n[:keyLength-36])
	issuer = []object{{0x8F, []byte{0xC1}}, {0x90, sign(id, append(n[keyLength-36:keyLength:keyLength], 3))}, {0x92, n[keyLength-36:]}, {0x9F32, []byte{3}}}
	var static []byte
	for _, f := range r.records {
		if f.signed {
			static = append(static, joined(f.objects)...)
		}
	}
	if list := r.find(0x9F4A); len(list) == 1 {
		static = append(static, r.find(0x82)...)
	}
	own := slices.Concat([]byte{0x6A, 0x04}, padded(pan, 10, 0xFF), []byte{0x12, 0x49, 0, 0, 2, 1, 1, keyLength, 1}, n[:keyLength-42])
	icc = []object{{0x9F46, sign(own, slices.Concat(n[keyLength-42:], []byte{3}, static))}, {0x9F47, []byte{3}}, {0x9F48, n[keyLength-42:]}}
	if r.format == 0 {
		return issuer, icc, nil
	}
	head := padded(slices.Concat([]byte{0x6A, r.format, 0x01, 3, 2}, padded(r.find(0x9F36), 2, 0)), keyLength-21, 0xBB)
	var b []byte
	b = tlv.AppendN(append(b, number[:]...), r.tx.Amount, 6)
	b = tlv.AppendB(b, uint64(r.cfg.Terminal.TransactionCurrency), 2)
	sdad = slices.Clone(sign(head, append(b, r.find(0x9F69)...)))
	if r.forged {
		sdad[keyLength/2] ^= 1
	}
	return issuer, icc, sdad
}

func padded(b []byte, n int, fill byte) []byte {
	b = slices.Clone(b)
	for len(b) < n {
		b = append(b, fill)
	}
	return b[:n]
}

// A want is what most tests say of an outcome. Parameters that are N/A, No or zero are left out.
type want struct {
	status  kernel.Status
	message kernel.MessageID
	cvm     kernel.CVM
	oda     string // as ODAResult has it
	clause  string // of the error indication, without the edition
}

// wants are the outcomes of most tests.
var (
	approves   = want{kernel.Approved, kernel.MsgApproved, 0, "ok", ""}
	goesOnline = want{kernel.OnlineRequest, kernel.MsgAuthorising, 0, "not performed", ""}
)

func (w want) by(clause string) want         { w.clause = clause; return w }
func (w want) owing(cvm kernel.CVM) want     { w.cvm = cvm; return w }
func (w want) authenticated(oda string) want { w.oda = oda; return w }

func declines(clause string) want {
	return want{kernel.Declined, kernel.MsgDeclined, 0, "not performed", clause}
}

func ends(clause string) want { return want{kernel.EndApplication, 0, 0, "not performed", clause} }

func again(message kernel.MessageID, clause string) want {
	return want{kernel.TryAgain, message, 0, "not performed", clause}
}

func another(clause string) want {
	return want{kernel.TryAnotherInterface, kernel.MsgInsertOrSwipe, 0, "not performed", clause}
}

func next(clause string) want { return want{kernel.SelectNext, 0, 0, "not performed", clause} }

// of is what came out.
func of(r *bench.Result) want {
	w := want{status: r.Status, cvm: r.CVM, oda: r.ODA().Result, clause: strings.TrimPrefix(r.Error.Clause, "C-7 2.12 ")}
	if r.UIOutcome != nil {
		w.message = r.UIOutcome.Message
	}
	return w
}

// expect runs and compares.
func (r *reader) expect(w want) *bench.Result {
	r.t.Helper()
	out := r.run()
	if got := of(out); got != w {
		r.t.Errorf("got  %+v\nwant %+v\n%s; %s", got, w, out.Error.Reason, out.ODA().Reason)
	}
	return out
}

// cardKeys are the certification authority's of the virtual cards.
func cardKeys(t testing.TB) *capk.Set {
	t.Helper()
	set, err := capk.NewSet(card.CAKeys([5]byte{0xA0, 0, 0, 0x03, 0x33}))
	if err != nil {
		t.Fatal(err)
	}
	return set
}
