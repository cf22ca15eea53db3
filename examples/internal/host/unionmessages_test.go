package host_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

// A recorder notes what goes over a line, and answers.
type recorder struct {
	seen map[string]string // type, processing code, codes of field 60: response code
	last map[string]*iso8583.Message
}

func (x *recorder) fault(t *testing.T) func(string) *fault {
	x.seen, x.last = map[string]string{}, map[string]*iso8583.Message{}
	f := fault{"none", func(p *proxy, c net.Conn, frame []byte) bool {
		m, err := p.parse(frame)
		if err != nil {
			t.Error(err)
			return false
		}
		class, err := upos.ParseClass(m.Get(upos.FieldClass))
		a := p.answer(frame)
		answer, err2 := p.parse(a[2:])
		if err != nil || err2 != nil || answer.Type != iso8583.AnswerType(m.Type) {
			t.Error(err, err2)
			return false
		}
		name := m.Type + " " + m.Get(iso8583.FieldProcessing) + " " + class.Code + " " + class.Network
		x.seen[name], x.last[name] = answer.Get(iso8583.FieldResponse), m
		return write(c, a)
	}}
	return func(string) *fault { return &f }
}

// cashier has uploads be of electronic cash: its approvals have the issuer's authorisation code.
type cashier struct{ *upos.Client }

func (c cashier) Upload(ctx context.Context, a terminal.Approval) error {
	a.Data = tlv.Append(append([]byte{}, a.Data...), 0x9F74, []byte("ECC001"))
	return c.Client.Upload(ctx, a)
}

// tables are the published kinds of messages.
func tables(t *testing.T) (transactions, management []map[string]string) {
	t.Helper()
	var file struct{ Transactions, Management []map[string]any }
	if err := json.Unmarshal(testvectors.UnionPay("tables"), &file); err != nil {
		t.Fatal(err)
	}
	text := func(list []map[string]any) (out []map[string]string) {
		for _, x := range list {
			m := map[string]string{}
			for k, v := range x {
				m[k] = fmt.Sprint(v)
			}
			out = append(out, m)
		}
		return out
	}
	return text(file.Transactions), text(file.Management)
}

// do makes a transaction that is approved.
func do(t *testing.T, r *rig, k *kind) *terminal.Sale {
	t.Helper()
	s, err := r.Do(context.Background(), k.order)
	if err != nil || !s.Approved() {
		t.Fatal(k.name, s, err)
	}
	if err := k.follow(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	return s
}

// kindNamed is one of unionKinds.
func kindNamed(name string) *kind {
	return &unionKinds[slices.IndexFunc(unionKinds, func(k kind) bool { return k.name == name })]
}

// Every message of the published tables is built, parsed and answered: by the terminal's client, before the issuer.
func TestUnionMessages(t *testing.T) { synctest.Test(t, unionMessages) }

func unionMessages(t *testing.T) {
	ctx, x := context.Background(), &recorder{}
	pick := x.fault(t)
	var rigs []*rig
	open := func(k *kind, tune func(*upos.Options)) *rig {
		r := newUnion(t, k, nil, tune)
		r.proxy.pick = pick
		rigs = append(rigs, r)
		return r
	}
	defer func() {
		for _, r := range rigs {
			r.close()
		}
	}()
	undo := func(s *terminal.Sale, why terminal.ReversalReason) {
		t.Helper()
		if err := s.Undo(ctx, why); err != nil {
			t.Fatal(err)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}

	purchase := kindNamed("purchase")
	r := open(purchase, nil)
	s := do(t, r, purchase)
	must(r.union.SendSignature(ctx, s.Result.Request, []byte("image"), nil))
	must(r.union.Scripts(ctx, s.Result.Request, append(tlv.Append(nil, 0x9F5B, []byte{0x20, 0, 0, 0, 0}), 0x9F, 0x36, 2, 0, 1)))
	undo(s, terminal.Voided)
	undo(do(t, r, purchase), terminal.GoodsNotTaken)
	must(r.union.Echo(ctx))
	must(r.union.SendState(ctx, []byte("0")))
	do(t, open(kindNamed("balance"), nil), kindNamed("balance"))
	do(t, open(kindNamed("refund"), nil), kindNamed("refund"))
	do(t, open(kindNamed("purchase with a tip"), nil), kindNamed("purchase with a tip"))
	undo(do(t, open(kindNamed("pre-authorisation"), nil), kindNamed("pre-authorisation")), terminal.Voided)
	undo(do(t, open(kindNamed("completion"), nil), kindNamed("completion")), terminal.Voided)
	undo(do(t, open(kindNamed("completion"), func(o *upos.Options) { o.CompleteByRequest = true }), kindNamed("completion")), terminal.Voided)
	for _, c := range []struct {
		kind byte
		undo bool
	}{{0x60, false}, {0x62, false}, {0x63, true}} {
		k := *purchase
		k.change = loads(c.kind)
		s := do(t, open(&k, func(o *upos.Options) {
			o.Receiver = func(terminal.Request) (entry, pan string) { return "051", "6299990000000017" }
		}), &k)
		told := x.last[fmt.Sprintf("0620 %X0000 00 951", c.kind)]
		if c.kind == 0x62 { // the other card is not here to be written to
			if told != nil || !s.Approved() {
				t.Errorf("load of another account: %v, a script result %v", s, told)
			}
			continue
		}
		if told == nil { // the card was loaded by a script, and the terminal says what became of it
			t.Fatalf("load %X: no script result", c.kind)
		}
		if results, _ := tlv.Find(told.Bytes(iso8583.FieldICC), 0xDF31); fmt.Sprintf("%X", results.Value) != "2000000000" || told.Get(upos.FieldOriginal) == "" {
			t.Errorf("load %X: %X, %s", c.kind, results.Value, told.Get(upos.FieldOriginal))
		}
		if c.undo {
			undo(s, terminal.Voided)
		}
	}

	for _, reader := range []kernel.Interface{kernel.Contact, kernel.Contactless} { // what the card's electronic cash has paid
		k := kind{"", "unionpay", "pboc-cash", terminal.Order{Purpose: kernel.Purchase, Amount: 8_00, Interface: reader}, true, func(cfg *kernel.Config) { cfg.Profile = kernel.Book }, 0, 0}
		s := do(t, open(&k, nil), &k)
		m := x.last["0200 000000 36 000"]
		if m == nil {
			t.Fatalf("%v: no upload of electronic cash", s)
		}
		if code, _ := tlv.Find(m.Bytes(iso8583.FieldICC), 0x9F74); string(code.Value) != "ECC001" {
			t.Errorf("%v: authorisation code %q", s, code.Value)
		}
		delete(x.last, "0200 000000 36 000")
	}

	offline := kindNamed("offline tap")
	do(t, open(offline, nil), offline)
	r = open(offline, nil)
	r.proxy.refuse = 1 << 20
	do(t, r, offline)
	r.proxy.refuse = 0
	message, _, err := r.ledger.First() // what waits for the line
	if err != nil || message.Approval == nil {
		t.Fatal(message, err)
	}
	must(cashier{r.union}.Upload(ctx, *message.Approval))
	item, ok := upos.ChipItemOf(&message.Approval.Transaction, message.Approval.Data)
	if !ok {
		t.Error("no item of the chip")
	}
	stripe := upos.Item{Card: "00", Trace: "000009", PAN: "6299990000000017", Amount: 1}
	if n, err := r.union.Open(); err != nil || n == 0 {
		t.Error(n, err)
	}
	for name, download := range map[string]func() error{
		"CA keys": func() error { _, err := r.union.CAKeys(ctx); return err }, "AIDs": func() error { _, err := r.union.AIDs(ctx); return err },
		"BIN list B": func() error { _, err := r.union.BINListB(ctx); return err }, "blacklist": func() error { _, err := r.union.Blacklist(ctx); return err },
		"quick pass": func() error { _, err := r.union.QuickPass(ctx); return err }, "parameters": func() error { _, err := r.union.Parameters(ctx); return err },
	} {
		if err := download(); !errors.Is(err, upos.ErrBatchOpen) {
			t.Errorf("%s with a batch that is open: %v", name, err)
		}
	}
	batch := r.union.Batch()
	if totals, err := r.union.SettleTotals(ctx, upos.Totals{}); err != nil || totals.Domestic.Flag != upos.NotBalanced || totals.Foreign.Flag != upos.Balanced {
		t.Error(totals, err)
	}
	must(r.union.UploadBatch(ctx, false, []upos.Item{stripe}, []upos.ChipItem{item}))
	if must(r.union.Echo(ctx)); r.union.Batch() == batch {
		t.Error("the batch has not ended")
	}
	if totals, err := r.union.SettleTotals(ctx, upos.Totals{}); err != nil || totals.Domestic.Flag != upos.Balanced {
		t.Error(totals, err)
	}
	must(r.union.UploadBatch(ctx, true, []upos.Item{stripe}, []upos.ChipItem{item}))
	unionDownloads(t, r)
	must(r.union.SignOff(ctx))
	for _, keys := range []string{upos.SingleKeys, upos.TrackKeys} {
		must(open(purchase, func(o *upos.Options) { o.Keys = keys }).union.SignOn(ctx))
	}
	unionAdjustment(t, x, open(purchase, nil))
	x.compare(t)
}

// unionDownloads takes parameters, the batch being empty, into a configuration.
func unionDownloads(t *testing.T, r *rig) {
	ctx := context.Background()
	keys, err := r.union.CAKeys(ctx)
	if err != nil || len(keys) != 4 || keys[0].Index != 1 || keys[3].Index != 4 || keys[3].Expiry != [3]byte{0x25, 0x12, 0x31} {
		t.Error(keys, err)
	}
	aids, err := r.union.AIDs(ctx)
	if err != nil || len(aids) != 2 {
		t.Fatal(aids, err)
	}
	bins, err1 := r.union.BINListB(ctx)
	none, err2 := r.union.Blacklist(ctx)
	if err1 != nil || err2 != nil || !slices.Equal(bins, []string{"629999", "62256312"}) || len(none) != 0 {
		t.Error(bins, none, err1, err2)
	}
	q, err := r.union.QuickPass(ctx)
	if err != nil || q.NoPIN != 300_00 || !q.On {
		t.Error(q, err)
	}
	if p, err := r.union.Parameters(ctx); err != nil || string(p) != "3" {
		t.Error(p, err)
	}
}

// unionAdjustment is an adjustment without a tip, which no terminal here makes: by hand, of a purchase.
func unionAdjustment(t *testing.T, x *recorder, r *rig) {
	do(t, r, kindNamed("purchase"))
	m := x.last["0200 000000 22 000"]
	class, _ := upos.ParseClass(m.Get(upos.FieldClass))
	a := upos.Form{}.Dialect().New("0220")
	for _, n := range m.Numbers() {
		if n != iso8583.FieldICC && n != iso8583.FieldPIN && n != upos.FieldPINSize && n != upos.FieldSecurity {
			a.SetBytes(n, m.Bytes(n))
		}
	}
	a.Set(iso8583.FieldSTAN, "700001")
	a.Set(iso8583.FieldAmount, fmt.Sprintf("%012d", 11_11))
	a.Set(upos.FieldOriginal, upos.Original{Batch: class.Batch, Trace: m.Get(iso8583.FieldSTAN), Date: "0701"}.String())
	class.Code = "32"
	a.Set(upos.FieldClass, class.String())
	here, there := net.Pipe()
	defer func() { _ = here.Close() }()
	go r.proxy.serve(there)
	write(here, r.proxy.seal(a))
	if _, err := iso8583.ReadFrame(here); err != nil {
		t.Error(err)
	}
	if got, _ := r.books.Balance(r.books.Only(), "156"); got != r.books.Anybody.Balance-11_11 {
		t.Errorf("the balance is %d", got)
	}
}

// compare holds what went over the line against the tables.
func (x *recorder) compare(t *testing.T) {
	t.Helper()
	transactions, management := tables(t)
	want := map[string]bool{}
	for _, row := range transactions {
		for code := range strings.SplitSeq(row["f60_1"], "/") {
			want[row["req"]+" "+row["f3"]+" "+code+" 000"] = true
		}
	}
	for kind, reversal := range map[string]bool{"0400 000000 22 000": true} {
		want[kind] = reversal
	}
	for _, row := range management {
		for _, request := range strings.Split(row["req"], ",") {
			for _, word := range strings.FieldsFunc(strings.SplitN(strings.TrimPrefix(row["f60"], "00 batch "), "(36", 2)[0], func(r rune) bool { return r == '/' || r == ' ' }) {
				if len(word) != 3 || strings.Trim(word, "0123456789") != "" || word == "202" || word == "206" {
					continue
				}
				code := "00"
				if word == "800" {
					code = "07"
				}
				list := word == "372" || word == "382"
				if strings.Contains(row["req"], ",") && list != (request == "0820") {
					continue
				}
				processing := ""
				if request == "0620" {
					processing = "000000"
				}
				want[request+" "+processing+" "+code+" "+word] = true
			}
		}
	}
	for name := range want {
		if code, ok := x.seen[name]; !ok || code != "00" {
			t.Errorf("%q: answered with %q, sent %v", name, code, ok)
		}
	}
	for name, code := range x.seen {
		if code != "00" {
			t.Errorf("%q: answered with %q", name, code)
		}
	}
	if len(want) < 39 {
		t.Errorf("%d kinds of messages", len(want))
	}
}
