package kernel_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/journal"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
)

// errand is a small program that asks for a bit of everything.
func errand(p *kernel.Port) *kernel.Outcome {
	defer p.FieldOff(time.Second)
	p.Show(kernel.UI{Message: kernel.MsgPleaseWait, Language: "enfr"})
	p.Step("select", "EMV 4.4 B1 12.4")
	ev, out := p.Transmit(select1)
	if out != nil {
		return out
	}
	if ev.Kind != kernel.Response {
		return &kernel.Outcome{Status: kernel.TryAgain, Error: kernel.ErrorIndication{L1: ev.Fault}}
	}
	p.Store().Put(tlv.DFName, tlv.FromCard, ev.Body())
	i, out := p.SelectApplication([]kernel.Candidate{{AID: ev.Body(), Label: "one"}, {AID: []byte{2}, Label: "two"}})
	if out != nil {
		return out
	}
	un := p.UnpredictableNumber()
	ev, out = p.VerifyPIN(kernel.PINRequest{Method: kernel.EncipheredOfflinePINRSA, Tries: 3, Modulus: []byte{1, 2}, Challenge: p.Random(8)})
	if out != nil {
		return out
	}
	if ev.Kind == kernel.CardFault {
		return &kernel.Outcome{Status: kernel.EndApplication, Error: kernel.ErrorIndication{L1: ev.Fault}}
	}
	p.StartTimer(time.Minute)
	ev, out = p.Transmit(append([]byte{0x80, 0xAE, 0x80, byte(i), 4}, un[:]...))
	if out != nil {
		return out
	}
	p.StopTimer()
	if ev.Kind != kernel.Response {
		return &kernel.Outcome{Status: kernel.EndApplication}
	}
	p.Commit()
	host, out := p.GoOnline(append([]byte{0x9F, 0x37, 4}, un[:]...))
	if out != nil {
		return out
	}
	if host.Kind != kernel.HostResponse {
		return &kernel.Outcome{Status: kernel.Declined}
	}
	return &kernel.Outcome{Status: kernel.Approved, DataRecord: p.Store().Get(tlv.DFName)}
}

func errandWorld() kerneltest.World {
	return func(a kernel.Action) kernel.Event {
		switch a.Kind {
		case kernel.Transmit:
			return kernel.Event{Kind: kernel.Response, Data: []byte{0xA0, 0, 0, 0, 4, 0x90, 0}, Took: 12 * time.Millisecond}
		case kernel.SelectApplication:
			return kernel.Event{Kind: kernel.Chosen, Index: 1}
		case kernel.VerifyPIN:
			return kernel.Event{Kind: kernel.PINDone, SW: 0x9000}
		case kernel.GoOnline:
			return kernel.Event{Kind: kernel.HostResponse, Data: []byte{0x8A, 2, '0', '0'}}
		}
		return kernel.Event{}
	}
}

var errandScenario = kerneltest.Scenario{
	Program: program(errand), World: errandWorld,
	Config:      &kernel.Config{Digest: [32]byte{1, 2, 3}},
	Transaction: kernel.Transaction{Money: kernel.Money{Amount: 1234, Currency: 0x0978, Exponent: 2}, Sequence: 7, Date: [3]byte{0x26, 0x01, 0x31}},
}

func TestErrand(t *testing.T) {
	tr := errandScenario.Run(t)
	if tr.Result.Status != kernel.Approved || !bytes.Equal(tr.Result.DataRecord, []byte{0xA0, 0, 0, 0, 4}) {
		t.Fatal(tr.Result.Status, tr.Result.DataRecord)
	}
	exits := errandScenario.EveryWayOut(t)
	for way, outs := range exits {
		for i, out := range outs {
			k := tr.Kinds[i]
			committed := k == kernel.StopTimer || k == kernel.GoOnline || k == kernel.FieldOff // Commit comes before it can wait
			if way == "cancel" && (out.Error.L3 == kernel.L3Stop) == committed {
				t.Errorf("%s at %v: %v", way, k, out.Status)
			}
		}
	}
	errandScenario.EveryResume(t)
}

func journalOf(t testing.TB) []byte {
	t.Helper()
	return errandScenario.Run(t).Journal
}

func fault(t testing.TB, err error) kernel.JournalFault {
	t.Helper()
	var je *kernel.JournalError
	if !errors.As(err, &je) {
		t.Fatalf("not a JournalError: %v", err)
	}
	return je.Fault
}

// Another program, another configuration and any damage are refused, each in its own word.
func TestJournalRefused(t *testing.T) {
	j := journalOf(t)
	sc := &errandScenario
	resume := func(p kernel.Program, cfg *kernel.Config, j []byte) error {
		s, _, err := kernel.Resume(p, cfg, j)
		if err == nil {
			_ = s.Close()
		}
		return err
	}
	if err := resume(sc.Program, sc.Config, j); err != nil {
		t.Fatal(err)
	}
	other := program(errand)
	other.Name = "test/2"
	if f := fault(t, resume(other, sc.Config, j)); f != kernel.JournalProgram {
		t.Error(f)
	}
	if f := fault(t, resume(sc.Program, &kernel.Config{Digest: [32]byte{9}}, j)); f != kernel.JournalConfiguration {
		t.Error(f)
	}
	changed := program(func(p *kernel.Port) *kernel.Outcome { p.Show(kernel.UI{}); return errand(p) })
	if f := fault(t, resume(changed, sc.Config, j)); f != kernel.JournalDiverged {
		t.Error(f)
	}
	shorter := program(func(p *kernel.Port) *kernel.Outcome { return approved() })
	if f := fault(t, resume(shorter, sc.Config, j)); f != kernel.JournalDiverged {
		t.Error(f)
	}
	kerneltest.NoLeaks(t)
	for i := range j {
		for _, bit := range []byte{0x01, 0x80} {
			bad := bytes.Clone(j)
			bad[i] ^= bit
			_ = fault(t, resume(sc.Program, sc.Config, bad))
		}
	}
	if err := resume(sc.Program, nil, j); err == nil {
		t.Error("no configuration")
	}
}

// A journal that was torn anywhere is refused with the place to cut it, and resumes when it is cut there.
func TestJournalTorn(t *testing.T) {
	j := journalOf(t)
	sc := &errandScenario
	whole := 0
	for n := range len(j) {
		s, _, err := kernel.Resume(sc.Program, sc.Config, j[:n])
		if err == nil {
			whole++
			_ = s.Close()
			continue
		}
		var je *kernel.JournalError
		if !errors.As(err, &je) || je.Fault != kernel.JournalTruncated {
			t.Fatal(n, err)
		}
		if je.Offset == 0 {
			continue // the head itself
		}
		s, a, err := kernel.Resume(sc.Program, sc.Config, j[:je.Offset])
		if err != nil || a.Kind == 0 {
			t.Fatal(n, je.Offset, err)
		}
		_ = s.Close()
	}
	if whole < 10 {
		t.Fatal(whole)
	}
}

// The sink has every piece before the action goes out; a sink that fails holds the action back.
func TestSink(t *testing.T) {
	for failAt := range 6 {
		full := errors.New("disk full")
		var kept []byte
		n := 0
		s := open(t, errand, kerneltest.Random(1), journal.WithSink(func(b []byte) error {
			if n++; n > failAt {
				return full
			}
			kept = append(kept, b...)
			return nil
		}))
		world := errandWorld()
		var ev kernel.Event
		for {
			a, err := s.Next(ev)
			if err != nil {
				var sink *kernel.SinkError
				if !errors.Is(err, full) || !errors.As(err, &sink) || a.Kind != 0 {
					t.Fatal(failAt, a.Kind, err)
				}
				break
			}
			if !bytes.Equal(s.Journal(), kept) {
				t.Fatal("the sink is behind")
			}
			ev = world(a)
		}
		if _, err := s.Next(kernel.Event{}); !errors.Is(err, full) {
			t.Fatal("goes on", err)
		}
	}
}

// One owner at a time: the second claim of the same number is refused.
func TestClaim(t *testing.T) {
	owner := map[[16]byte]uint64{}
	claim := journal.WithClaim(func(c journal.Claim) error {
		if c.Owner <= owner[c.Session] {
			return errors.New("taken")
		}
		owner[c.Session] = c.Owner
		return nil
	})
	s := open(t, errand, claim)
	next(t, s, kernel.Event{}, kernel.Show)
	j := s.Journal()
	cfg := &kernel.Config{}
	s2, _, err := kernel.Resume(program(errand), cfg, j, claim)
	if err != nil {
		t.Fatal(err)
	}
	defer s2.Close()
	var ce *journal.ClaimError
	if _, _, err = kernel.Resume(program(errand), cfg, j, claim); !errors.As(err, &ce) || ce.Claim.Owner != 2 {
		t.Fatal(err)
	}
	s3, _, err := kernel.Resume(program(errand), cfg, s2.Journal(), claim)
	if err != nil {
		t.Fatal(err)
	}
	_ = s3.Close()
	for _, n := range owner {
		if len(owner) != 1 || n != 3 {
			t.Fatal(owner)
		}
	}
}

// The host is asked with the same number after a resume, and with another in any other session.
func TestIdempotency(t *testing.T) {
	ids := map[uint64]int{}
	for range 3 {
		s := open(t, func(p *kernel.Port) *kernel.Outcome {
			for range 2 {
				if _, out := p.GoOnline(nil); out != nil {
					return out
				}
			}
			return approved()
		})
		a := next(t, s, kernel.Event{}, kernel.GoOnline)
		j := s.Journal()
		b := next(t, s, kernel.Event{Kind: kernel.UnableToGoOnline}, kernel.GoOnline)
		ids[a.ID]++
		ids[b.ID]++
		s2, again, err := kernel.Resume(program(func(p *kernel.Port) *kernel.Outcome {
			_, out := p.GoOnline(nil)
			return out
		}), &kernel.Config{}, j)
		if err != nil || again.Kind != kernel.GoOnline || again.ID != a.ID {
			t.Fatal(again.ID, a.ID, err)
		}
		_ = s2.Close()
	}
	if len(ids) != 6 {
		t.Fatal(ids)
	}
}

// Every field of an action and of an outcome is in the checksum; every field of a transaction is in the head.
func TestChecksumCoversEverything(t *testing.T) {
	run := func(o *kernel.Outcome) []byte {
		s := open(t, func(*kernel.Port) *kernel.Outcome { return o }, kerneltest.Random(1))
		next(t, s, kernel.Event{}, kernel.Done)
		return s.Journal()
	}
	plain := run(approved())
	fields(reflect.ValueOf(approved()).Elem(), "Outcome", func(name string, set func(root reflect.Value)) {
		o := approved()
		set(reflect.ValueOf(o).Elem())
		if name != "Outcome.Reports" && bytes.Equal(plain, run(o)) { // what it names is: TestChecksumOfReport
			t.Errorf("%s is not in the checksum", name)
		}
	})
	head := func(tx kernel.Transaction) []byte {
		s, err := kernel.NewSession(program(errand), &kernel.Config{Treatments: []kernel.Treatment{{Purpose: kernel.Cash}}}, tx, kerneltest.Random(1))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		return s.Journal()
	}
	none := head(kernel.Transaction{Money: kernel.Money{Amount: 9, Currency: 0x002}, Date: [3]byte{0x26, 0x07, 0x05}})
	fields(reflect.ValueOf(&kernel.Transaction{}).Elem(), "Transaction", func(name string, set func(reflect.Value)) {
		tx := kernel.Transaction{Money: kernel.Money{Amount: 9, Currency: 0x002}, Date: [3]byte{0x26, 0x07, 0x05}}
		if set(reflect.ValueOf(&tx).Elem()); tx.AmountLater {
			tx.Amount = 0
		}
		for _, a := range []*tlv.AccountTypeValue{&tx.Account, &tx.AccountTo} {
			if *a != tlv.DefaultAccount {
				*a = tlv.SavingsAccount // B3 annex G
			}
		}
		if bytes.Equal(none, head(tx)) {
			t.Errorf("%s is not in the head", name)
		}
	})
}

// What a kernel reports is in the checksum, element by element.
func TestChecksumOfReport(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range []string{"", "A", "AB"} {
		for _, rows := range [][]tlv.Row{{tlv.PAN}, {tlv.ApplicationLabel}, {tlv.PAN, tlv.ApplicationLabel}} {
			s := open(t, func(p *kernel.Port) *kernel.Outcome {
				p.Store().Put(tlv.PAN, tlv.FromCard, []byte{1})
				p.Store().Put(tlv.ApplicationLabel, tlv.FromCard, []byte("label"+v))
				return &kernel.Outcome{Reports: rows}
			}, kerneltest.Random(1))
			next(t, s, kernel.Event{}, kernel.Done)
			seen[string(s.Journal())] = true
		}
	}
	if len(seen) != 7 { // the label is not in the report of the PAN alone
		t.Error(len(seen))
	}
}

// fields visits every leaf of a struct, with a function that sets it to something else in another of its kind.
func fields(v reflect.Value, name string, visit func(string, func(reflect.Value))) {
	for i := range v.NumField() {
		f := v.Field(i)
		at := func(set func(reflect.Value)) func(reflect.Value) {
			return func(root reflect.Value) { set(root.Field(i)) }
		}
		label := name + "." + v.Type().Field(i).Name
		switch f.Kind() {
		case reflect.Struct:
			fields(f, label, func(n string, set func(reflect.Value)) { visit(n, at(set)) })
		case reflect.Pointer:
			zero := reflect.New(f.Type().Elem())
			fields(zero.Elem(), label, func(n string, set func(reflect.Value)) {
				visit(n, at(func(v reflect.Value) { p := reflect.New(v.Type().Elem()); set(p.Elem()); v.Set(p) }))
			})
		default:
			visit(label, at(change))
		}
	}
}

func change(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		v.SetString("x")
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
	case reflect.Array:
		v.Index(0).SetUint(1)
	case reflect.Int, reflect.Int16, reflect.Int64:
		v.SetInt(3)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(3)
	default:
		panic(fmt.Sprint(v.Kind()))
	}
}
