package c5_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c5"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/tlv"
)

// A reader is a terminal at the moment when Entry Point has selected an application, and a card that says what a test wants it to. The card is signed by a key
// of its own, over what it has been told.
type reader struct {
	t           testing.TB
	cfg         kernel.Config
	tx          kernel.Transaction
	combination kernel.Combination
	indicators  kernel.Indicators
	start       kernel.Start
	host        []byte // the issuer's answer; nil: none comes
	memory      []byte // what is kept of an activation before
	second      string // FCI of the second presentment, hexadecimal digits; empty: the first

	fci     string   // in the place of the one with the PDOL
	pdol    string   // without it there is no 9F38
	options []object // of GET PROCESSING OPTIONS
	format1 bool     // GET PROCESSING OPTIONS and GENERATE AC answer in format 1
	records []record
	ac      []object // of the first GENERATE AC, without the signature
	final   []object // of the second
	signs   bool     // the first comes with 9F4B
	forged  bool     // that is a wrong one
	keyed   bool     // 8F and what belongs to it are in the records
	values  []byte   // that the card was sent before GENERATE AC
	number  [4]byte  // 9F37 that the card signs
	dynamic bool     // 9F4B is made where CDA was not asked for, too

	fault    func(n int) kernel.Fault                     // of exchange n, from 1
	answer   func(n int, command, response []byte) []byte // in the place of response
	on       func(kernel.Action) (kernel.Event, bool)     // before anything else
	before   func(*kernel.Port)                           // is done before the kernel runs
	listed   bool                                         // the card stands in the exception file
	lookups  [][]byte
	commands [][]byte
	shown    []kernel.UI
	outcomes []*kernel.Outcome
	act      kernel.Activation // the last
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
	aid   = "A0000000651010"
	pdol  = "9F5201 9F3501 9F0206 9C01 9F5303"
	cdol1 = "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704 9F3501 9F5303"
	cdol2 = "8A02 910A 9505 9F3704 9F5303 9F3403"
	iad   = "0701010390000001"
)

// The options of the combination, and the profile of the reader: contact chip, online PIN, signature, CVM on the device, issuer update.
const (
	oda        = "2200"
	legacy     = "2300"
	everything = "728000"
)

// numbers are the terminal's unpredictable ones, one an activation.
var numbers = [][4]byte{{0x1E, 0x78, 0xEE, 0xBC}, {0x2E, 0x78, 0xEE, 0xBC}, {0x3E, 0x78, 0xEE, 0xBC}}

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
	cfg.Profile, cfg.Keys, cfg.Terminal.LooksUp, cfg.Terminal.Type = kernel.Book, keys(), false, 0x22
	cfg.Terminal.AcquirerID, cfg.Terminal.MerchantCategoryCode, cfg.Terminal.MerchantNameLocation = []byte{0, 0, 0, 1, 2, 3}, 0x5999, "SHOP"
	return cfg
})

// offline is a card in EMV Mode that gives a TC with its signature, and wants no CVM, at a reader with a floor limit of 50.00 that requires none.
func offline(t testing.TB) *reader {
	r := &reader{t: t, cfg: *defaults(), tx: bench.Purchase(1234), pdol: pdol, signs: true, keyed: true, start: kernel.StartA, number: numbers[0]}
	r.combination = kernel.Combination{
		AID: r.hex(aid), Kernel: "\x05", Currency: r.cfg.Terminal.TransactionCurrency, FloorLimit: kernel.Limit{Amount: 5000, Present: true},
	}
	r.set("DF01", oda).set("DF02", everything)
	r.options = r.objects("82 1D80", "94 1001010118010300")
	r.records = []record{
		{2, 1, true, r.objects(
			"5A 3540829999421012", "57 3540829999421012D49122015555555555552F", "5F34 01", "5F24 491231", "9F4A 82", "8C "+cdol1, "8D "+cdol2,
			"9F0D 0000000000", "9F0E 0000000000", "9F0F 0000000000",
		)},
		{3, 1, false, nil},
		{3, 2, false, nil},
		{3, 3, false, r.objects("9F24 5031323334353637383930313233343536373839303132333435363738")},
	}
	r.ac = r.objects("9F27 40", "9F36 0240", "9F50 00", "9F10 "+iad)
	r.final = r.objects("9F27 40", "9F36 0240", "9F26 1122334455667788", "9F10 0701010390000002")
	return r
}

// online is the same card above the floor limit: it gives an ARQC, with its signature.
func online(t testing.TB) *reader {
	r := offline(t)
	r.tx.Amount = 6000
	return r.ask("9F27", "80")
}

// unsigned is a card without CDA that gives an ARQC.
func unsigned(t testing.TB) *reader {
	return online(t).option("82", "1C80").ask("9F26", "5D016C91005E7CC2").with(func(r *reader) { r.signs, r.keyed = false, false })
}

// old is a legacy card at a reader that takes such.
func old(t testing.TB) *reader {
	r := offline(t).set("DF01", legacy).option("82", "1C00").with(func(r *reader) { r.signs, r.keyed, r.format1 = false, false, true })
	r.pdol = "9F3501 9F0206"
	return r.ask("9F27", "80").ask("9F26", "5D016C91005E7CC2").file(1, "8E", "0000000000000000 4203 1E03")
}

// held and twice are cards that want the issuer's answer, and stay in the field or come again for it.
func held(t testing.TB) *reader {
	return online(t).ask("9F60", "01").set("DF05", "0100").issuer("8A023030 910A00112233445566778899")
}

func twice(t testing.TB) *reader { return held(t).ask("9F60", "02") }

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

// set configures the kernel; "-" takes a parameter out.
func (r *reader) set(name, value string) *reader {
	of := tag(r.t, name)
	r.combination.Parameters = slices.DeleteFunc(slices.Clone(r.combination.Parameters), func(p kernel.DataObject) bool { return p.Tag == of })
	if value != "-" {
		r.combination.Parameters = append(r.combination.Parameters, kernel.DataObject{Tag: of, Value: r.hex(value)})
	}
	return r
}

// option gives an object of GET PROCESSING OPTIONS a value, adds it if it is not there, or takes it out if the value is "-"; ask does the same to the first
// GENERATE AC, last to the second, file to a record, from 1.
func (r *reader) option(name, value string) *reader {
	r.options = r.edited(r.options, name, value)
	return r
}

func (r *reader) ask(name, value string) *reader { r.ac = r.edited(r.ac, name, value); return r }

func (r *reader) last(name, value string) *reader { r.final = r.edited(r.final, name, value); return r }

func (r *reader) file(n int, name, value string) *reader {
	r.records = slices.Clone(r.records)
	r.records[n-1].objects = r.edited(r.records[n-1].objects, name, value)
	return r
}

func (r *reader) edited(list []object, name, value string) []object {
	r.t.Helper()
	of := tag(r.t, name)
	if value != "-" {
		v := append([]byte{}, r.hex(value)...)
		if i := slices.IndexFunc(list, func(o object) bool { return o.tag == of }); i >= 0 {
			list = slices.Clone(list)
			list[i].value = v
			return list
		}
		return append(slices.Clip(list), object{of, v})
	}
	return slices.DeleteFunc(slices.Clone(list), func(o object) bool { return o.tag == of })
}

// issuer is what the host answers; type is the transaction type; kind the terminal's.
func (r *reader) issuer(answer string) *reader { r.host = r.hex(answer); return r }
func (r *reader) typed(kind byte) *reader      { r.tx.Type = kind; return r }
func (r *reader) kind(terminal byte) *reader   { r.cfg.Terminal.Type = terminal; return r }
func (r *reader) amount(n uint64) *reader      { r.tx.Amount = n; return r }
func (r *reader) cvmFrom(n uint64) *reader {
	r.combination.CVMLimit = kernel.Limit{Amount: n, Present: true}
	return r
}
func (r *reader) profile(p kernel.Profile) *reader { r.cfg.Profile = p; return r }

// status makes exchange n, from 1, end with this status word and no data; reply answers it with these bytes.
func (r *reader) status(n int, sw uint16) *reader { return r.reply(n, fmt.Sprintf("%04X", sw)) }

func (r *reader) reply(n int, response string) *reader {
	old, b := r.answer, r.hex(response)
	r.answer = func(k int, command, response []byte) []byte {
		if k == n {
			return b
		}
		if old != nil {
			return old(k, command, response)
		}
		return response
	}
	return r
}

// lost takes the answer to exchange n away.
func (r *reader) lost(n int) *reader {
	r.fault = func(k int) kernel.Fault { return map[bool]kernel.Fault{true: kernel.FaultTimeout}[k == n] }
	return r
}

func (r *reader) with(list ...func(*reader)) *reader {
	for _, edit := range list {
		edit(r)
	}
	return r
}

// The exchanges of a card with four records: GET PROCESSING OPTIONS, the records, GENERATE AC; behind them those of an update.
const (
	gpo     = 1
	read    = 2
	lastOne = 5
	gac     = 6
	after   = 7
)

// run is one transaction: an activation, and another where the outcome asks for one and the host has answered.
func (r *reader) run() *bench.Result {
	r.t.Helper()
	result, err := bench.Run(context.Background(), r.session(), r)
	if err != nil {
		r.t.Fatal(err)
	}
	return result
}

func (r *reader) session(opts ...kernel.Option) *kernel.Session {
	r.t.Helper()
	s, err := kernel.NewSession(r.program(), &r.cfg, r.tx, append([]kernel.Option{kerneltest.Numbers(numbers...), kerneltest.Random(1)}, opts...)...)
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

func (r *reader) program() kernel.Program {
	r.seal()
	return kernel.Single("c5", func(p *kernel.Port) *kernel.Outcome {
		r.commands, r.lookups, r.shown, r.outcomes = nil, nil, nil, nil
		if r.before != nil {
			r.before(p)
		}
		act := kernel.Activation{Start: r.start, Indicators: r.indicators, FCI: r.answerToSelect(), Memory: r.memory}
		if r.start == kernel.StartB || r.start == kernel.StartD {
			act.Host = r.host
		}
		out := r.activate(p, &act)
		if out.Status != kernel.OnlineRequest || out.OnlineResponseData == kernel.OnlineDataNone || r.host == nil || act.Host != nil {
			return out
		}
		p.Keep(out.Reports)
		ev, stop := p.GoOnline(out.DataRecord)
		if stop != nil {
			return stop
		}
		next := kernel.Activation{Start: out.Start, Host: ev.Data, FCI: r.answerToSelect(), Memory: act.Memory}
		if out.Start == kernel.StartB {
			p.Store().Begin(kernel.ForActivation)
			if r.second != "" {
				next.FCI = r.hex(r.second)
			}
		}
		return r.activate(p, &next)
	})
}

func (r *reader) activate(p *kernel.Port, act *kernel.Activation) *kernel.Outcome {
	if act.Start != kernel.StartD {
		p.Store().Begin(kernel.ForApplication)
	}
	act.Combination, act.SW = &r.combination, 0x9000
	out := c5.Kernel{}.Run(p, act)
	r.act = *act
	kept := *out
	kept.DataRecord = slices.Clone(out.DataRecord)
	r.outcomes = append(r.outcomes, &kept)
	return out
}

// Do answers an action.
func (r *reader) Do(_ context.Context, a kernel.Action) (kernel.Event, error) {
	if r.on != nil {
		if ev, done := r.on(a); done {
			return ev, nil
		}
	}
	switch a.Kind {
	case kernel.Show:
		r.shown = append(r.shown, a.UI)
		return kernel.Event{}, nil
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
		return kernel.Event{Kind: kernel.HostResponse, Data: r.host}, nil
	}
	return kernel.Event{}, fmt.Errorf("not expected: %v", a.Kind)
}

func (r *reader) respond(command []byte) []byte {
	c, _ := apdu.ParseCommand(command)
	switch c.INS {
	case apdu.GetProcessingOptions:
		o, _ := tlv.Find(c.Data, 0x83)
		r.values = slices.Clone(o.Value)
		return r.template(r.options, r.format1)
	case apdu.ReadRecord:
		for _, f := range r.records {
			if f.sfi == c.P2>>3 && f.number == c.P1 {
				return append(tlv.Append(nil, tlv.TagRecord, joined(f.objects)), 0x90, 0x00)
			}
		}
		return []byte{0x6A, 0x83}
	case apdu.GenerateAC:
		if n := generated(r.commands); n > 1 || r.start == kernel.StartB {
			return r.template(r.final, false)
		}
		r.values = append(r.values, c.Data...)
		list := r.ac
		if r.signs && (c.P1&apdu.RequestCDA != 0 || r.dynamic) {
			list = append(slices.Clip(list), object{0x9F4B, r.signature(list)})
		}
		return r.template(list, r.format1)
	}
	return []byte{0x90, 0x00} // to scripts
}

// template is a response with these objects in format 1 or 2.
func (r *reader) template(list []object, format1 bool) []byte {
	if !format1 {
		return append(tlv.Append(nil, tlv.TagFormat2, joined(list)), 0x90, 0x00)
	}
	var values []byte
	for _, of := range []tlv.Tag{0x82, 0x94, 0x9F27, 0x9F36, 0x9F26, 0x9F10} {
		values = append(values, find(list, of)...)
	}
	return append(tlv.Append(nil, tlv.TagFormat1, values), 0x90, 0x00)
}

// generated counts GENERATE AC.
func generated(commands [][]byte) (n int) {
	for _, c := range commands {
		if c[1] == apdu.GenerateAC {
			n++
		}
	}
	return n
}

func (r *reader) answerToSelect() []byte {
	if r.fci != "" {
		return r.hex(r.fci)
	}
	proprietary := tlv.Append(nil, 0x50, []byte("JCB"))
	if r.pdol != "" {
		proprietary = tlv.Append(proprietary, 0x9F38, r.hex(r.pdol))
	}
	return tlv.Append(nil, tlv.TagFCI, tlv.Append(tlv.Append(nil, 0x84, r.hex(aid)), tlv.TagFCIProprietary, proprietary))
}

func joined(list []object) (b []byte) {
	for _, o := range list {
		b = tlv.Append(b, o.tag, o.value)
	}
	return b
}

func find(list []object, of tlv.Tag) []byte {
	for _, o := range list {
		if o.tag == of {
			return o.value
		}
	}
	return nil
}

// treated has a purpose whose approval is somebody's alone, at a terminal of a type.
func treated(by kernel.Authorisation, terminal byte) func(*reader) {
	return func(r *reader) {
		r.kind(terminal).tx.Purpose = kernel.Purchase
		r.cfg.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase, Authorisation: by}}
	}
}
