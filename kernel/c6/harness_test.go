package c6_test

import (
	"bytes"
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
	"github.com/emvgo/emv/kernel/c6"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/tlv"
)

// A reader is a terminal at the moment when Entry Point has selected an application, and a card that says what a test wants it to. The card counts its
// transactions, signs what it is told, resumes what was torn and keeps containers.
type reader struct {
	t           testing.TB
	cfg         kernel.Config
	tx          kernel.Transaction
	combination kernel.Combination
	indicators  kernel.Indicators
	ttq         string // as copied, hexadecimal digits
	host        []byte // at a restart
	updates     []byte // likewise
	memory      []byte // likewise
	taps        int    // at most: the kernel is run again after try again

	label, pdol, fci  string   // of the FCI: fci is in the place of what the others make
	also              []object // of A5
	discretionary     []object // of BF0C
	sw                uint16   // of GET PROCESSING OPTIONS
	body              []byte   // of its answer, in the place of the objects
	options           []object
	records           []record
	signs             string // where the signature is: options, record, none
	forged            bool   // it is a wrong one
	signedCID         byte   // in the signature, in the place of the CID
	directory         []byte // DF3D
	wrongDirectory    bool   // another one is signed
	behindHash        []byte // more is signed behind its hash
	containers        map[byte][]byte
	fault             func(n int) kernel.Fault                         // of exchange n, from 1
	answer            func(n int, command, response []byte) []byte     // in the place of response
	det               func(sent []byte, needed []tlv.Tag) []byte       // the terminal's own logic; nil: it does not answer
	listed            bool                                             // the card stands in the exception file
	kept              map[tlv.Tag][]byte                               // what the kernel has retained
	on                func(kernel.Action) (ev kernel.Event, done bool) // before anything else
	atc               uint16
	last              []byte // the last command that began a transaction
	lastAnswer        []byte
	commands, lookups [][]byte // as sent
	sent              [][]byte // by data exchange
	needed            [][]tlv.Tag
	retained          []string // in order: kept or emptied
	outcomes          []*kernel.Outcome
	acts              []*kernel.Activation
	pending           []kernel.Event
	before            func(*kernel.Port) // is done before the kernel runs
	bare              bool               // the kernel is run without Entry Point's number
	timer             bool               // runs
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
	aid        = "A0000001523010"
	pdol       = "9F6604 9F0206 9F0306 9F1A02 5F2A02 9A03 9C01 9F3704"
	cardID     = "0102030405060708090A0B"
	descriptor = "07A803" + cardID // all features, SFI 21, three containers
	cvr        = "2000000000000000"
	pan        = "6011000000000004"
	track2     = pan + "D4912201000000000F"
	operators  = "00000007" // container ID
	cryptogram = "5D016C91005E7CC2"
)

// defaults is the configuration of tests.
var defaults = sync.OnceValue(func() *kernel.Config {
	text, err := configs.Named("default")
	if err != nil {
		panic(err)
	}
	cfg, err := config.Load(text, config.ContactOnly())
	if err != nil {
		panic(err)
	}
	cfg.Profile, cfg.Keys, cfg.Terminal.LooksUp = kernel.Book, keys(), false
	cfg.Terminal.Capabilities = [3]byte{0xE0, 0xF8, 0xC8}
	return cfg
})

// keys are the certification authority's: index C1.
func keys() *capk.Set {
	ca := bench.Keys()["ca-e3"]
	k := capk.Key{RID: [5]byte{0xA0, 0, 0, 0x01, 0x52}, Index: 0xC1, Algorithm: capk.RSA, Test: true, Source: "test", Modulus: ca.Modulus(), Exponent: []byte{3}}
	k.Checksum = k.Sum()
	set, err := capk.NewSet([]capk.Key{k})
	if err != nil {
		panic(err)
	}
	return set
}

// offline is a card that approves offline by CDA, at a reader for contact chip, online PIN, signature and consumer device CVM that requires nothing.
func offline(t testing.TB) *reader {
	r := &reader{
		t: t, cfg: *defaults(), tx: bench.Purchase(1234), ttq: "36004000", label: "Discover", pdol: pdol, sw: 0x9000, signs: "options", taps: 1,
		atc: 0x0240, kept: map[tlv.Tag][]byte{}, containers: map[byte][]byte{},
	}
	r.combination = kernel.Combination{
		AID: r.hex(aid), Kernel: "\x06", Currency: r.cfg.Terminal.TransactionCurrency, FloorLimit: kernel.Limit{Amount: 5000, Present: true},
		Parameters: []kernel.DataObject{{Tag: 0x9F09, Value: []byte{0, 1}}},
	}
	r.options = r.objects("82 0100", "94 10010400", "9F36 0000", "9F10 010F"+cvr, "9F27 40", "9F71 0000")
	r.records = []record{
		{2, 1, true, r.objects("5A "+pan, "57 "+track2, "5F34 01", "5F24 491231", "9F07 FF80", "5F28 0978", "5F25 200101", "9F08 0001", "DF3E "+cardID)},
		{2, 2, false, nil},
		{2, 3, false, nil}, // certificates
		{2, 4, false, r.objects("5F20 2020")},
	}
	r.records[0].objects = changed(r.records[0].objects, 0x5F28, tlv.AppendB(nil, uint64(r.cfg.Terminal.CountryCode), 2))
	r.options = changed(r.options, 0x94, r.hex("10010401"))
	return r
}

// online is a card that requests an online authorisation without records.
func online(t testing.TB) *reader {
	r := offline(t)
	r.signs = "none"
	return r.set("9F27", "80").set("94", "-").set("9F26", cryptogram).set("57", track2).set("5F34", "01").set("5F25", "200101").set("9F08", "0001")
}

// signed is a card that requests an online authorisation and signs it, at a reader that authenticates such requests.
func signed(t testing.TB) *reader {
	r := offline(t)
	r.ttq = "37004000"
	return r.set("9F27", "80")
}

// loyalty is a card that declines because its holder has earned it.
func loyalty(t testing.TB) *reader { return offline(t).set("9F27", "00").set("9F71", "2000") }

// deferred is a terminal that authorises later.
func (r *reader) deferred() *reader { r.ttq = "33004000"; return r.with("DF08") }

// featured is a card and a terminal that both have data storage, extended logging and tearing recovery, as parameters say.
func (r *reader) featured(parameters ...string) *reader {
	r.discretionary = r.objects("DF3A 02", "DF3B "+descriptor)
	r.directory = r.hex("1122334455667788 " + operators + "01 03 0001 1120")
	r.containers[1] = r.hex("0103AABBCC")
	return r.with(parameters...)
}

// with switches parameters of the kernel on, or gives them a value: "DF0B 00000007".
func (r *reader) with(parameters ...string) *reader {
	for _, s := range parameters {
		name, value, _ := strings.Cut(s, " ")
		if value == "" {
			value = "01"
		}
		o := kernel.DataObject{Tag: tag(r.t, name), Value: r.hex(value)}
		r.combination.Parameters = slices.DeleteFunc(slices.Clone(r.combination.Parameters), func(p kernel.DataObject) bool { return p.Tag == o.Tag })
		r.combination.Parameters = append(r.combination.Parameters, o)
	}
	return r
}

func (r *reader) hex(s string) []byte { return bench.Hex(r.t, s) }

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
	parsed, err := tlv.ParseTag(name)
	if err != nil {
		t.Helper()
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
		} else if value != nil {
			out, value = append(out, object{of, value}), nil
		}
	}
	if value != nil {
		out = append(out, object{of, value})
	}
	return out
}

// run runs it to its end, and replays the journal.
func (r *reader) run() *bench.Result {
	r.t.Helper()
	p := r.program()
	s, err := kernel.NewSession(p, &r.cfg, r.tx, kerneltest.Random(7))
	if err != nil {
		r.t.Fatal(err)
	}
	out, err := bench.Run(context.Background(), s, r)
	if err != nil {
		r.t.Fatal(err)
	}
	if r.timer {
		r.t.Error("the timer runs on")
	}
	return out
}

// program is the kernel with as much of Entry Point as brings it to work: once, and again after try again.
func (r *reader) program() kernel.Program {
	r.commands, r.lookups, r.sent, r.needed, r.retained, r.outcomes, r.acts = nil, nil, nil, nil, nil, nil, nil
	fci := r.selected()
	return kernel.Single("c6", func(p *kernel.Port) *kernel.Outcome {
		memory := r.memory
		for tap := 1; ; tap++ {
			p.Store().Begin(kernel.ForActivation)
			p.Store().Open(tlv.EntryPoint)
			if !r.bare {
				un := p.UnpredictableNumber()
				p.Store().Update(tlv.UnpredictableNumber, tlv.K, un[:])
			}
			if r.before != nil {
				r.before(p)
			}
			act := &kernel.Activation{
				Start: kernel.StartA, Combination: &r.combination, FCI: fci, SW: 0x9000, TTQ: r.hex(r.ttq), Host: r.host, Indicators: r.indicators, Memory: memory, Updates: r.updates,
			}
			out := c6.Kernel{}.Run(p, act)
			kept := *out
			kept.DataRecord, kept.DiscretionaryData = slices.Clone(out.DataRecord), slices.Clone(out.DiscretionaryData)
			r.outcomes, r.acts, memory = append(r.outcomes, &kept), append(r.acts, act), act.Memory
			if out.Status != kernel.TryAgain || tap >= r.taps {
				return out
			}
		}
	})
}

// selected is the answer to the final SELECT.
func (r *reader) selected() []byte {
	if r.fci != "" {
		return r.hex(r.fci)
	}
	proprietary := joined(r.also)
	if r.label != "" {
		proprietary = tlv.Append(proprietary, 0x50, []byte(r.label))
	}
	if r.pdol != "" {
		proprietary = tlv.Append(proprietary, 0x9F38, r.hex(r.pdol))
	}
	if len(r.discretionary) != 0 {
		proprietary = tlv.Append(proprietary, tlv.TagIssuerDiscretionary, joined(r.discretionary))
	}
	return tlv.Append(nil, tlv.TagFCI, tlv.Append(tlv.Append(nil, 0x84, r.hex(aid)), tlv.TagFCIProprietary, proprietary))
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
			if !lost[r.fault(n)] {
				r.respond(a.Command) // the card has got it, and its answer is lost
			}
			return bench.Fault(r.fault(n)), nil
		}
		response := r.respond(a.Command)
		if r.answer != nil {
			response = r.answer(n, a.Command, slices.Clone(response))
		}
		return bench.Response(response), nil
	case kernel.Lookup:
		if len(a.Needed) == 1 {
			return kernel.Event{Kind: kernel.LookedUp, Data: r.kept[a.Needed[0]]}, nil
		}
		r.lookups = append(r.lookups, slices.Clone(a.Data))
		return kernel.Event{Kind: kernel.LookedUp, Listed: r.listed}, nil
	case kernel.Retain:
		r.kept[a.Needed[0]] = slices.Clone(a.Data)
		r.retained = append(r.retained, map[bool]string{true: "kept", false: "emptied"}[len(a.Data) > 0])
	case kernel.SendData:
		r.sent, r.needed = append(r.sent, slices.Clone(a.Data)), append(r.needed, slices.Clone(a.Needed))
		r.pending = nil
		if r.det != nil {
			r.pending = []kernel.Event{{Kind: kernel.DataReceived, Data: r.det(a.Data, a.Needed)}}
		}
	case kernel.Wait:
		if len(r.pending) > 0 {
			ev := r.pending[0]
			r.pending = r.pending[1:]
			return ev, nil
		}
		return kernel.Event{Kind: kernel.Timeout}, nil
	case kernel.StartTimer, kernel.StopTimer:
		r.timer = a.Kind == kernel.StartTimer
	case kernel.Show, kernel.FieldOff, kernel.Poll:
	default:
		return kernel.Event{}, fmt.Errorf("not expected: %v", a.Kind)
	}
	return kernel.Event{}, nil
}

// lost are the faults with which a command does not reach the card.
var lost = map[kernel.Fault]bool{kernel.FaultProtocol: true}

// respond is the card.
func (r *reader) respond(command []byte) []byte {
	switch c, _ := apdu.ParseCommand(command); c.INS {
	case apdu.GetProcessingOptions, 0xD0:
		return r.begin(c)
	case 0xD1:
		if r.last != nil && bytes.Equal(r.last, c.Data) {
			return r.lastAnswer
		}
		return r.begin(c)
	case apdu.ReadRecord:
		if c.P2>>3 >= 21 {
			if data := r.containers[c.P1]; data != nil {
				return append(slices.Clone(data), 0x90, 0x00)
			}
		}
		for _, f := range r.certified() {
			if f.sfi == c.P2>>3 && f.number == c.P1 {
				return append(tlv.Append(nil, tlv.TagRecord, joined(f.objects)), 0x90, 0x00)
			}
		}
	case apdu.GetData:
		if c.P1 == 0xDF && c.P2 == 0x3D && r.directory != nil {
			return append(tlv.Append(nil, 0xDF3D, r.directory), 0x90, 0x00)
		}
	default:
		return []byte{0x90, 0x00}
	}
	return []byte{0x6A, 0x83}
}

// begin is a new transaction of the card.
func (r *reader) begin(c apdu.Command) []byte {
	r.atc++
	template, _ := tlv.Find(c.Data, 0x83)
	list := slices.Clone(r.options)
	if r.find(0x9F36) != nil && bytes.Equal(r.find(0x9F36), []byte{0, 0}) {
		list = changed(list, 0x9F36, []byte{byte(r.atc >> 8), byte(r.atc)})
	}
	sdad := r.signature(template.Value, list)
	if r.signs == "options" {
		list = append(list[:len(list):len(list)], object{0x9F4B, sdad})
	}
	if r.signs == "record" {
		r.file(4, "9F4B", fmt.Sprintf("%X", sdad))
	}
	answer := tlv.Append(nil, tlv.TagFormat2, joined(list))
	if r.body != nil {
		answer = slices.Clone(r.body)
	}
	r.last, r.lastAnswer = slices.Clone(c.Data), append(answer, byte(r.sw>>8), byte(r.sw))
	return r.lastAnswer
}

func joined(list []object) (b []byte) {
	for _, o := range list {
		b = tlv.Append(b, o.tag, o.value)
	}
	return b
}

// find is the value of an object that the card gives.
func (r *reader) find(tag tlv.Tag) []byte {
	for _, list := range append([][]object{r.options}, func() (all [][]object) {
		for _, f := range r.records {
			all = append(all, f.objects)
		}
		return all
	}()...) {
		for _, o := range list {
			if o.tag == tag {
				return o.value
			}
		}
	}
	return nil
}

// made are the signatures and certificates that were made before, by what they are made of.
var made sync.Map

func once[V any](key string, make func() V) V {
	if v, ok := made.Load(key); ok {
		return v.(V)
	}
	v := make()
	made.Store(key, v)
	return v
}

// signature is the card's over what it was told and says: EMV 4.4 B2 6.6.1, C-6 2.12 3.6.1.
func (r *reader) signature(values []byte, list []object) []byte {
	if r.signs == "none" {
		return nil
	}
	hash := sha1.Sum(append(slices.Clone(values), joined(list)...))
	cid := byte(0)
	for _, o := range list {
		if o.tag == 0x9F27 && len(o.value) == 1 {
			cid = o.value[0]
		}
	}
	if r.signedCID != 0 {
		cid = r.signedCID
	}
	dynamic := slices.Concat([]byte{2, byte(r.atc >> 8), byte(r.atc), cid}, r.hex(cryptogram), hash[:])
	if r.directory != nil {
		sum := sha1.Sum(r.directory)
		if r.wrongDirectory {
			sum[0] ^= 1
		}
		dynamic = append(append(dynamic, sum[:]...), r.behindHash...)
	}
	message := append([]byte{0x05, 0x01, byte(len(dynamic))}, dynamic...)
	un := make([]byte, 4)
	list37, _ := tlv.ParseDOL(r.hex(r.pdol))
	at := 0
	for of, n := range list37.All() {
		if of == 0x9F37 {
			copy(un, values[at:])
		}
		at += n
	}
	sdad := once(fmt.Sprintf("%X %X", message, un), func() []byte { return bench.Keys()["icc-e3"].Sign(message, un) })
	if r.forged {
		sdad = slices.Clone(sdad)
		sdad[len(sdad)/2] ^= 1
	}
	return sdad
}

// certified are the records with their certificates: EMV 4.4 B2 tables 13, 14.
func (r *reader) certified() []record {
	all := bench.Keys()
	subject := func(n int) []byte {
		b := slices.Clone(r.find(0x5A))
		for len(b) < n {
			b = append(b, 0xFF)
		}
		return b[:n]
	}
	var static []byte
	for _, f := range r.records {
		if f.signed {
			static = append(static, joined(f.objects)...)
		}
	}
	if list := r.find(0x9F4A); len(list) == 1 {
		static = append(static, r.find(0x82)...)
	}
	type pair struct{ certificate, remainder []byte }
	issuer := once(fmt.Sprintf("issuer %X", subject(4)), func() pair {
		c, m := all["ca-e3"].Certify(0x02, subject(4), all["issuer-e3"], nil)
		return pair{c, m}
	})
	icc := once(fmt.Sprintf("icc %X %X", subject(10), static), func() pair {
		c, m := all["issuer-e3"].Certify(0x04, subject(10), all["icc-e3"], static)
		return pair{c, m}
	})
	list := slices.Clone(r.records)
	if len(list) < 3 {
		return list
	}
	list[1].objects = append([]object{{0x8F, []byte{0xC1}}, {0x90, issuer.certificate}, {0x92, issuer.remainder}, {0x9F32, []byte{3}}}, list[1].objects...)
	list[2].objects = append([]object{{0x9F46, icc.certificate}, {0x9F47, []byte{3}}}, list[2].objects...)
	if len(icc.remainder) > 0 {
		list[2].objects = append(list[2].objects, object{0x9F48, icc.remainder})
	}
	for i, f := range list { // what a test takes out of a card
		list[i].objects = slices.DeleteFunc(slices.Clone(f.objects), func(o object) bool { return len(o.value) == 1 && o.value[0] == 0xEE })
		for _, o := range f.objects {
			if len(o.value) == 1 && o.value[0] == 0xEE {
				list[i].objects = changed(list[i].objects, o.tag, nil)
			}
		}
	}
	return list
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

func (w want) owing(cvm kernel.CVM) want     { w.cvm = cvm; return w }
func (w want) authenticated(oda string) want { w.oda = oda; return w }

func declines(clause string) want {
	return want{kernel.Declined, kernel.MsgDeclined, 0, "not performed", clause}
}

func ends(clause string) want {
	return want{kernel.EndApplication, kernel.MsgTryAnotherCard, 0, "not performed", clause}
}

func again(message kernel.MessageID, clause string) want {
	return want{kernel.TryAgain, message, 0, "not performed", clause}
}

func another(clause string) want {
	return want{kernel.TryAnotherInterface, kernel.MsgInsertOrSwipe, 0, "not performed", clause}
}

// of is what came out.
func of(r *bench.Result) want {
	w := want{status: r.Status, cvm: r.CVM, oda: r.ODA().Result, clause: strings.TrimPrefix(r.Error.Clause, "C-6 2.12 ")}
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
