package c4_test

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
	"github.com/emvgo/emv/kernel/c4"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/tlv"
)

// A reader is a terminal at the moment when Entry Point has selected an application, with a host behind it, and a card that says what a test wants it to. The card
// signs what it says and what it is sent, with keys of its own.
type reader struct {
	t           testing.TB
	cfg         kernel.Config
	tx          kernel.Transaction
	combination kernel.Combination
	indicators  kernel.Indicators
	hosts       []string // its answers, TLV in hexadecimal digits; none: it gets no request
	taps        int      // at most; 0 is 1
	listed      bool     // the card stands in the exception file
	numbers     [][4]byte

	asrpd   string // 9F0A of the FCI
	pdol    string // without it there is no 9F38
	options []object
	format1 bool // of GET PROCESSING OPTIONS
	records []record
	gives   int    // the cryptogram; -1: what was asked for
	sw      uint16 // of GENERATE AC
	ac      []object
	plain   bool   // it does not sign, although asked
	forged  bool   // it signs wrongly
	acBody  []byte // in the place of the objects

	next   func(tap int)                                    // before each tap but the first
	fault  func(n int) kernel.Fault                         // of exchange n, from 1
	answer func(n int, command, response []byte) []byte     // in the place of response
	on     func(kernel.Action) (ev kernel.Event, done bool) // before anything else

	commands [][]byte // as sent
	lookups  [][]byte
	requests [][]byte // to the host
	approved []bool   // what the host's answers are to whoever settles
	shown    []kernel.UI
	outcomes []*kernel.Outcome // one an activation
	sentPDOL []byte
	sealed   map[string][]byte
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
	aid   = "A00000002501"
	cdol1 = "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704 9F3403"
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
	cfg.Profile, cfg.Keys, cfg.Terminal.LooksUp, cfg.Treatments = kernel.Book, keys(), false, nil
	cfg.Terminal.Type, cfg.Terminal.Capabilities = 0x22, tlv.TerminalCapabilitiesValue{0xE0, 0x68, 0xC8}
	return cfg
})

// keys are the certification authority's: index C1.
var keys = sync.OnceValue(func() *capk.Set {
	k := capk.Key{
		RID: [5]byte{0xA0, 0, 0, 0, 0x25}, Index: 0xC1, Algorithm: capk.RSA, Test: true, Source: "test", Modulus: bench.Small().Modulus(), Exponent: []byte{3},
	}
	k.Checksum = k.Sum()
	set, err := capk.NewSet([]capk.Key{k})
	if err != nil {
		panic(err)
	}
	return set
})

// plastic is a card with contacts too that is asked for a TC and gives it, signed, at an attended reader with contact, online PIN, signature and Mobile CVM, offline
// with online capability: 9F6E D8E00003.
func plastic(t testing.TB) *reader {
	r := &reader{
		t: t, cfg: *defaults(), tx: bench.Purchase(1234), pdol: "9F3501 9F6E04", sw: 0x9000, gives: -1, numbers: [][4]byte{{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 9, 9, 9}},
	}
	r.combination = kernel.Combination{
		AID: r.hex(aid), Kernel: "\x04", Currency: r.cfg.Terminal.TransactionCurrency, FloorLimit: kernel.Limit{Amount: 5000, Present: true},
	}
	r.set("9F6D", "C0").set("9F6E", "D8E00003").set("9F09", "0001")
	r.set("DF0A", "0010000000").set("DF0B", "DE00FC9800").set("DF0C", "DC50840000")
	r.options = r.objects("82 1980", "94 08010300")
	r.options[1].value = r.hex("0801010108020300")
	r.records = []record{
		{1, 1, true, r.objects("5A 374245001741007F", "5F24 491231", "5F25 200101", "5F34 00", "5F28 0276", "9F07 FF00", "9F08 0001", "8E 000000000000000042031E031F02", "9F4A 82",
			"8C "+cdol1, "9F0D 0000000000", "9F0E 0000000000", "9F0F 0000000000")},
		{1, 2, false, r.objects("57 374245001741007D491270213101234500000F", "9F70 3C00")},
		{1, 3, false, nil}, // certificates
	}
	r.ac = r.objects("9F36 0042", "9F10 06010103A00000")
	return r
}

// phone is a phone with these Mobile CVM Results that has a rule for Mobile CVM.
func phone(t testing.TB, results string) *reader {
	r := plastic(t)
	r.give("82", "19C0").give("9F71", results).file("8E", "0000000000000000410342031E031F02")
	return r
}

// above makes the reader require a CVM.
func above(r *reader) { r.indicators.CVMLimitExceeded = true }

func (r *reader) hex(s string) []byte { r.t.Helper(); return bench.Hex(r.t, s) }

// objects are data objects of "tag value".
func (r *reader) objects(list ...string) (all []object) {
	r.t.Helper()
	for _, s := range list {
		name, value, _ := strings.Cut(s, " ")
		all = append(all, object{r.tag(name), r.hex(value)})
	}
	return all
}

func (r *reader) tag(name string) tlv.Tag {
	r.t.Helper()
	parsed, err := tlv.ParseTag(name)
	if err != nil {
		r.t.Fatal(err)
	}
	return parsed
}

// set gives a parameter of the combination a value; "-" takes it out.
func (r *reader) set(name, value string) *reader {
	r.t.Helper()
	of := r.tag(name)
	list := slices.DeleteFunc(slices.Clone(r.combination.Parameters), func(o kernel.DataObject) bool { return o.Tag == of })
	if value != "-" {
		list = append(list, kernel.DataObject{Tag: of, Value: r.hex(value)})
	}
	r.combination.Parameters = list
	return r
}

// give gives an object of the answer to GET PROCESSING OPTIONS a value; "-" takes it out.
func (r *reader) give(name, value string) *reader {
	r.t.Helper()
	r.options = r.edited(r.options, name, value)
	return r
}

// file does the same to the record that has the object, or to the first; says adds it to the second, which is not signed.
func (r *reader) file(name, value string) *reader { r.t.Helper(); return r.record(0, name, value) }
func (r *reader) says(name, value string) *reader { r.t.Helper(); return r.record(1, name, value) }

func (r *reader) record(at int, name, value string) *reader {
	r.t.Helper()
	r.records = slices.Clone(r.records)
	of := r.tag(name)
	for i, f := range r.records {
		if slices.ContainsFunc(f.objects, func(o object) bool { return o.tag == of }) {
			at = i
		}
	}
	r.records[at].objects = r.edited(r.records[at].objects, name, value)
	return r
}

// edited is a list with another value of one object, where it stands or behind.
func (r *reader) edited(list []object, name, value string) []object {
	r.t.Helper()
	of := r.tag(name)
	at := slices.IndexFunc(list, func(o object) bool { return o.tag == of })
	list = slices.Clone(list)
	switch {
	case value == "-":
		return slices.DeleteFunc(list, func(o object) bool { return o.tag == of })
	case at < 0:
		return append(list, object{of, r.hex(value)})
	}
	list[at].value = r.hex(value)
	return list
}

func (r *reader) with(list ...func(*reader)) *reader {
	for _, edit := range list {
		edit(r)
	}
	return r
}

// run is the transaction: taps, and the host between them.
func (r *reader) run() *bench.Result {
	r.t.Helper()
	s, err := kernel.NewSession(r.program(), &r.cfg, r.tx, kerneltest.Numbers(r.numbers...))
	if err != nil {
		r.t.Fatal(err)
	}
	result, err := bench.Run(context.Background(), s, r)
	if err != nil {
		r.t.Fatal(err)
	}
	return result
}

// program is the kernel, and of Entry Point what brings it to work again.
func (r *reader) program() kernel.Program {
	return kernel.Single("c4", func(p *kernel.Port) *kernel.Outcome {
		r.commands, r.lookups, r.requests, r.approved, r.shown, r.outcomes = nil, nil, nil, nil, nil, nil
		r.seal()
		act := kernel.Activation{Start: kernel.StartA, Combination: &r.combination, SW: 0x9000, Indicators: r.indicators}
		for tap := 1; ; tap++ {
			if act.Start != kernel.StartD {
				p.Store().Begin(kernel.ForActivation)
				p.Store().Begin(kernel.ForApplication)
				p.Store().Open(tlv.EntryPoint)
			}
			un := p.UnpredictableNumber()
			p.Store().Update(tlv.UnpredictableNumber, tlv.K, un[:])
			act.FCI = r.sealed["fci"]
			out := c4.Kernel{}.Run(p, &act)
			kept := *out
			kept.DataRecord, kept.DiscretionaryData = slices.Clone(out.DataRecord), slices.Clone(out.DiscretionaryData)
			r.outcomes = append(r.outcomes, &kept)
			act.Start = out.Start
			switch {
			case out.Status == kernel.TryAgain && tap < r.taps:
				if r.next != nil {
					r.next(tap + 1)
					r.seal()
				}
			case out.OnlineResponseData == kernel.OnlineDataAny && len(r.requests) < max(len(r.hosts), 1) && r.hosts != nil:
				ev, stop := p.GoOnline(out.DataRecord)
				if stop != nil {
					return stop
				}
				act.Host = ev.Data
				r.approved = append(r.approved, p.Approves())
			default:
				return out
			}
		}
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
	case kernel.GoOnline:
		r.requests = append(r.requests, slices.Clone(a.Data))
		if n := len(r.requests); n <= len(r.hosts) && r.hosts[n-1] != "" {
			return bench.HostResponse(r.hex(r.hosts[n-1])), nil
		}
		return bench.NoHost(), nil
	case kernel.Show:
		r.shown = append(r.shown, a.UI)
		return kernel.Event{}, nil
	}
	return kernel.Event{}, fmt.Errorf("not expected: %v", a.Kind)
}

func (r *reader) respond(command []byte) []byte {
	switch c, _ := apdu.ParseCommand(command); c.INS {
	case apdu.GetProcessingOptions:
		r.sentPDOL = values(c.Data)
		return r.sealed["options"]
	case apdu.ReadRecord:
		if data := r.sealed[fmt.Sprint(c.P2>>3, c.P1)]; data != nil {
			return data
		}
	case apdu.GenerateAC:
		return r.cryptogram(c.P1, c.Data)
	}
	return []byte{0x6A, 0x83}
}

// values are those in the command template 83.
func values(data []byte) []byte {
	c := tlv.NewCursor(data)
	o, _ := c.Next()
	return slices.Clone(o.Value)
}

// cryptogram is the answer to GENERATE AC.
func (r *reader) cryptogram(reference byte, cdol []byte) []byte {
	sw := []byte{byte(r.sw >> 8), byte(r.sw)}
	kind := reference & 0xC0
	if r.gives >= 0 {
		kind = byte(r.gives)
	}
	list := append([]object{{0x9F27, []byte{kind}}}, r.ac...)
	ac := []byte{0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, kind}
	switch {
	case r.acBody != nil:
		return append(slices.Clone(r.acBody), sw...)
	case reference&apdu.RequestCDA == 0 || kind == 0 || r.plain:
		list = append(list, object{0x9F26, ac})
	default:
		hash := sha1.Sum(slices.Concat(r.sentPDOL, cdol, joined(list)))
		if r.forged {
			hash[0] ^= 1
		}
		dynamic := slices.Concat([]byte{8, 0xD1, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8, kind}, ac, hash[:])
		number := r.number(cdol)
		list = append(list, object{0x9F4B, sign(append([]byte{5, 1, byte(len(dynamic))}, dynamic...), number)})
	}
	return append(tlv.Append(nil, tlv.TagFormat2, joined(list)), sw...)
}

// number is the unpredictable number in what CDOL1 asks for.
func (r *reader) number(cdol []byte) []byte {
	at := 0
	for tag, n := range tlv.DOL(r.find(0x8C)).All() {
		if tag == 0x9F37 && at+n <= len(cdol) {
			return cdol[at : at+n]
		}
		at += n
	}
	return nil
}

func joined(list []object) (b []byte) {
	for _, o := range list {
		b = tlv.Append(b, o.tag, o.value)
	}
	return b
}

// find is the value of an object that the card gives.
func (r *reader) find(tag tlv.Tag) []byte {
	all := r.options
	for _, f := range r.records {
		all = append(all[:len(all):len(all)], f.objects...)
	}
	for _, o := range all {
		if o.tag == tag {
			return o.value
		}
	}
	return nil
}

// signed are the signatures that were made before, by what is signed.
var signed sync.Map

func sign(message []byte, tail ...[]byte) []byte {
	key := string(slices.Concat(message, []byte{0xBB}, slices.Concat(tail...)))
	if s, ok := signed.Load(key); ok {
		return s.([]byte)
	}
	s := bench.Small().Sign(message, tail...)
	signed.Store(key, s)
	return s
}

// seal makes the card: its answers, and its certificates as it stands.
func (r *reader) seal() {
	r.t.Helper()
	all := map[string][]byte{}
	proprietary := tlv.Append(nil, 0x50, []byte("AMERICAN EXPRESS"))
	proprietary = tlv.Append(proprietary, 0x5F2D, []byte("deen"))
	if r.pdol != "" {
		proprietary = tlv.Append(proprietary, 0x9F38, r.hex(r.pdol))
	}
	if r.asrpd != "" {
		proprietary = tlv.Append(proprietary, tlv.TagIssuerDiscretionary, tlv.Append(nil, 0x9F0A, r.hex(r.asrpd)))
	}
	name := tlv.Append(nil, 0x84, r.hex(aid+"0402"))
	all["fci"] = tlv.Append(nil, tlv.TagFCI, tlv.Append(name, tlv.TagFCIProprietary, proprietary))
	records := slices.Clone(r.records)
	if len(records) >= 3 && records[2].objects == nil {
		records[2].objects = r.certificates()
	}
	for _, f := range records {
		all[fmt.Sprint(f.sfi, f.number)] = append(tlv.Append(nil, tlv.TagRecord, joined(f.objects)), 0x90, 0x00)
	}
	body := tlv.Append(nil, tlv.TagFormat2, joined(r.options))
	if r.format1 {
		body = tlv.Append(nil, tlv.TagFormat1, slices.Concat(r.find(0x82), r.find(0x94)))
	}
	all["options"] = append(body, 0x90, 0x00)
	r.sealed = all
}

// certificates are those of issuer and card, with what belongs to them: EMV 4.4 B2 tables 13, 14.
func (r *reader) certificates() []object {
	k, pan := bench.Small(), r.find(0x5A)
	key := fmt.Sprintf("%X %X %X", pan, r.find(0x82), joined(r.static()))
	if c, ok := signed.Load(key); ok {
		return c.([]object)
	}
	issuer, issuerRest := k.Certify(0x02, padded(pan, 4), k, nil)
	static := joined(r.static())
	if len(r.find(0x9F4A)) == 1 {
		static = append(static, r.find(0x82)...)
	}
	own, ownRest := k.Certify(0x04, padded(pan, 10), k, static)
	list := []object{
		{0x8F, []byte{0xC1}},
		{0x90, issuer},
		{0x92, issuerRest},
		{0x9F32, []byte{3}},
		{0x9F46, own},
		{0x9F47, []byte{3}},
		{0x9F48, ownRest},
	}
	signed.Store(key, list)
	return list
}

func (r *reader) static() (list []object) {
	for _, f := range r.records {
		if f.signed {
			list = append(list, f.objects...)
		}
	}
	return list
}

func padded(b []byte, n int) []byte {
	return append(slices.Clone(b), bytes.Repeat([]byte{0xFF}, n)...)[:n]
}

// outcome is the last.
func (r *reader) outcome() *kernel.Outcome { return r.outcomes[len(r.outcomes)-1] }

// reference is the reference control parameter of GENERATE AC, -1 if there was none.
func (r *reader) reference() int {
	for _, c := range r.commands {
		if c[1] == apdu.GenerateAC {
			return int(c[2])
		}
	}
	return -1
}

// told is the value of a tag in the data of GENERATE AC, in hexadecimal digits.
func (r *reader) told(name string) string {
	r.t.Helper()
	for _, c := range r.commands {
		if c[1] != apdu.GenerateAC {
			continue
		}
		at := 5
		for tag, n := range tlv.DOL(r.find(0x8C)).All() {
			if tag == r.tag(name) && at+n <= len(c) {
				return fmt.Sprintf("%X", c[at:at+n])
			}
			at += n
		}
	}
	return ""
}

// A want is what most tests say of an outcome.
type want struct {
	status  kernel.Status
	message kernel.MessageID
	cvm     kernel.CVM
	oda     string // as ODAResult has it
	clause  string // of the error indication, without the edition
}

// wants are the outcomes of most tests.
var (
	approves   = want{kernel.Approved, kernel.MsgApproved, kernel.CVMNotRequired, "ok", ""}
	goesOnline = want{kernel.OnlineRequest, kernel.MsgAuthorising, kernel.CVMNotRequired, "ok", ""}
)

func (w want) by(clause string) want         { w.clause = clause; return w }
func (w want) owing(cvm kernel.CVM) want     { w.cvm = cvm; return w }
func (w want) authenticated(oda string) want { w.oda = oda; return w }

const none = "not performed"

func declines(clause string) want {
	return want{kernel.Declined, kernel.MsgDeclined, 0, none, clause}
}

func ends(clause string) want {
	return want{kernel.EndApplication, kernel.MsgTryAnotherCard, 0, none, clause}
}

func seesPhone(clause string) want {
	return want{kernel.TryAgain, kernel.MsgSeePhone, 0, none, clause}
}

func inserts(clause string) want {
	return want{kernel.TryAnotherInterface, kernel.MsgPleaseInsert, 0, none, clause}
}

// of is what came out.
func of(o *kernel.Outcome) want {
	w := want{status: o.Status, cvm: o.CVM, oda: o.ODA.Result, clause: strings.TrimPrefix(o.Error.Clause, "C-4 2.12 ")}
	if o.UIOutcome != nil {
		w.message = o.UIOutcome.Message
	}
	return w
}

// expect runs and compares the kernel's last outcome.
func (r *reader) expect(w want) *bench.Result {
	r.t.Helper()
	out := r.run()
	if got := of(r.outcome()); got != w {
		r.t.Errorf("got  %+v\nwant %+v\n%s; %s", got, w, r.outcome().Error.Reason, r.outcome().ODA.Reason)
	}
	return out
}

// signs is the same with the message for a signature.
func (w want) signs() want { w.message = kernel.MsgApprovedSign; return w }

func hexOf(b []byte) string { return fmt.Sprintf("%X", b) }
