package kernel_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/trace"
	"github.com/emvgo/emv/tlv"
)

// No verb, no JSON and no log shows a byte of a card: SECURITY row 21.
func TestMasked(t *testing.T) {
	pan := []byte{0x54, 0x13, 0x33, 0x00, 0x89, 0x60, 0x00, 0x10}
	outcome := kernel.Outcome{
		Status: kernel.Declined, DataRecord: pan, DiscretionaryData: pan,
		Error: kernel.ErrorIndication{Reason: "why", Clause: "B3 10.7"},
	}
	result := kernel.Result{Outcome: outcome, ResponseCode: "05"}
	s := open(t, func(p *kernel.Port) *kernel.Outcome {
		p.Store().Put(tlv.PAN, tlv.FromCard, pan)
		return &kernel.Outcome{Reports: []tlv.Row{tlv.PAN}}
	})
	report := next(t, s, kernel.Event{}, kernel.Done).Result.Report
	var filled kernel.Store
	filled.Put(tlv.PAN, tlv.FromCard, pan)
	filled.Put(tlv.Track2EquivalentData, tlv.FromKernel, pan)
	show := []struct {
		v    any
		want string
	}{
		{kernel.Event{Kind: kernel.Response, Data: append(pan, 0x90, 0)}, "Response 9000, 10 bytes"},
		{kernel.Event{Kind: kernel.HostResponse, Data: pan}, "HostResponse 8 bytes"},
		{kernel.Action{Kind: kernel.Transmit, Command: append([]byte{0x00, 0xA4, 4, 0}, pan...)}, "Transmit 00A40400, 12 bytes"},
		{kernel.Action{Kind: kernel.GoOnline, Data: pan, ID: 7}, "GoOnline 8 bytes, request 7"},
		{kernel.Action{Kind: kernel.SendData, Data: pan}, "SendData 8 bytes"},
		{kernel.Action{Kind: kernel.VerifyPIN, PIN: kernel.PINRequest{Challenge: pan}}, "VerifyPIN"},
		{kernel.PINRequest{PAN: pan, Modulus: pan, Challenge: pan, Public: pan}, "tries 0, PAN of 8 bytes"},
		{kernel.Action{Kind: kernel.Done, Result: &result}, "Done declined, ARC 05"},
		{kernel.PINRequest{PAN: pan, Challenge: pan, Tries: 3}, "tries 3"},
		{kernel.Activation{FCI: pan, Host: pan, Memory: pan}, "FCI 8 bytes"},
		{&filled, "store, 2 elements"},
		{s, "session of "},
		{*s, "session of "},
		{outcome, "why"},
		{result, "why"},
		{report, "541333******0010"},
		{trace.Entry{Kind: trace.Response, Data: append(pan, 0x90, 0)}, "response 9000"},
		{trace.Entry{Kind: trace.Event, Name: "DataReceived", Data: pan}, "DataReceived, 8 bytes"},
	}
	for _, s := range show {
		var texts []string
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			texts = append(texts, fmt.Sprintf(verb, s.v), fmt.Sprintf(verb, []any{s.v}), fmt.Sprintf(verb, struct{ V any }{s.v}))
		}
		j, err := json.Marshal(s.v)
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, kerneltest.Timeless())).Info("x", "v", s.v)
		slog.New(slog.NewJSONHandler(&log, kerneltest.Timeless())).Info("x", "v", s.v)
		texts = append(texts, string(j), log.String())
		for _, text := range texts {
			plain := strings.ToUpper(text)
			if strings.Contains(plain, "3300") || strings.Contains(text, "84 19 51") || strings.Contains(plain, "0X54") || strings.Contains(text, "VBMz") {
				t.Errorf("%T: %s", s.v, text)
			}
		}
		if !strings.Contains(texts[0], s.want) {
			t.Errorf("%T: %s, want %s", s.v, texts[0], s.want)
		}
	}
}

// A bug report and its error hold no card data of the session, and a trace changes nothing.
func TestTrace(t *testing.T) {
	var entries []trace.Entry
	sc := errandScenario
	plain := sc.Run(t)
	sc.Options = append(sc.Options, kernel.WithTrace(func(e trace.Entry) { entries = append(entries, e) }))
	traced := sc.Run(t)
	if !bytes.Equal(plain.Journal, traced.Journal) {
		t.Fatal("the trace changes the journal")
	}
	var again []trace.Entry
	err := kernel.Replay(sc.Program, sc.Config, traced.Journal, nil, kernel.WithTrace(func(e trace.Entry) { again = append(again, e) }))
	if err != nil || len(again) != len(entries) {
		t.Fatal(err, len(again), len(entries))
	}
	for i := range again {
		if !again[i].Replay || entries[i].Replay || again[i].Name != entries[i].Name || !bytes.Equal(again[i].Data, entries[i].Data) {
			t.Fatal(again[i], entries[i])
		}
	}
	kinds := map[trace.Kind]int{}
	for _, e := range entries {
		kinds[e.Kind]++
	}
	// One step, two commands with their responses; Show, SelectApplication, VerifyPIN, StartTimer, StopTimer, GoOnline,
	// FieldOff, Done; Chosen, PINDone, HostResponse.
	want := map[trace.Kind]int{trace.Step: 1, trace.Command: 2, trace.Response: 2, trace.Action: 8, trace.Event: 3}
	if fmt.Sprint(kinds) != fmt.Sprint(want) {
		t.Fatal(kinds, want)
	}
}

// A tracer that panics is its owner's bug: it ends Next, not the program.
func TestTracerPanics(t *testing.T) {
	once := true
	s := open(t, errand, kernel.WithTrace(func(trace.Entry) {
		if once {
			once = false
			panic("mine")
		}
	}))
	func() {
		defer func() {
			if v := recover(); v != "mine" {
				t.Error(v)
			}
		}()
		_, _ = s.Next(kernel.Event{})
	}()
	next(t, s, kernel.Event{}, kernel.Transmit)
	if s.Err() != nil {
		t.Fatal(s.Err())
	}
}

// A panic may quote what a card said: the error that tells of it does not, under any verb, in JSON or in a log. What the Go
// runtime says is told. SECURITY row 21.
func TestPanicMasked(t *testing.T) {
	pan := []byte{0x54, 0x13, 0x33, 0x00, 0x89, 0x60, 0x00, 0x10}
	for _, test := range []struct {
		value any
		want  string
	}{
		{fmt.Sprintf("card 5413330089600010 %X of SMITH/JOHN", pan), "a panic with a string"},
		{fmt.Errorf("card %v", pan), "a panic with a *errors.errorString"},
		{pan, "a panic with a []uint8"},
		{kernel.Action{Data: pan}, "a panic with a kernel.Action"},
		{nil, "nil"}, // an index out of range
	} {
		s, err := kernel.NewSession(program(func(*kernel.Port) *kernel.Outcome {
			if test.value == nil {
				return &kernel.Outcome{DataRecord: pan[len(pan)+len(pan[1:]):]}
			}
			panic(test.value)
		}), &kernel.Config{}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		next(t, s, kernel.Event{}, kernel.Done)
		bug := s.Err()
		var texts []string
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			texts = append(texts, fmt.Sprintf(verb, bug), fmt.Sprintf(verb, []error{bug}), fmt.Sprintf(verb, fmt.Errorf("run: %w", bug)))
		}
		j, err := json.Marshal(map[string]any{"error": bug})
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, kerneltest.Timeless())).Info("x", "v", bug)
		slog.New(slog.NewJSONHandler(&log, kerneltest.Timeless())).Info("x", "v", bug)
		for _, text := range append(texts, string(j), log.String()) {
			for _, secret := range []string{"54133300", "84 19 51", "SMITH", fmt.Sprintf("%x", "5413330089600010"), fmt.Sprintf("%X", "5413330089600010"), "VBMz"} {
				if strings.Contains(text, secret) {
					t.Errorf("%T: %s", test.value, text)
				}
			}
		}
		if test.value != nil && !strings.Contains(bug.Error(), test.want) || test.value == nil && !strings.Contains(bug.Error(), "slice bounds out of range") {
			t.Errorf("%T: %s", test.value, bug)
		}
	}
}

// An answer that cannot be read is none, and no part of it is in the result; what a host writes does not reach a log as it is.
// B4 12.2.3
func TestUnreadableAnswer(t *testing.T) {
	for _, c := range []struct {
		answer       []byte
		online       bool
		approval     string
		responseCode string
		text         string
	}{
		{[]byte{0x8A, 2, '0', '0', 0x89, 6, '1', '2', '3', '4', '5', '6'}, true, "123456", "00", "ARC 00"},
		{[]byte{0x89, 6, '1', '2', '3', '4', '5', '6'}, false, "", "Y3", "to be reversed"},
		{[]byte{0x8A, 2, '1', '1', 0x89, 6, '1', '2', '3', '4', '5', '6'}, true, "123456", "11", "ARC 11"},
		{[]byte{0x8A, 2, 0x1B, 'c'}, true, "", "\x1Bc", "ARC 1B63"},
	} {
		s, err := kernel.NewSession(afterHost(transmits), &kernel.Config{}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		next(t, s, kernel.Event{}, kernel.Transmit)
		next(t, s, response(0x90, 0), kernel.GoOnline)
		next(t, s, kernel.Event{Kind: kernel.HostResponse, Data: c.answer}, kernel.Transmit)
		r := next(t, s, response(0x69, 0x85), kernel.Done).Result
		if r.Online != c.online || r.ApprovalCode != c.approval || r.ResponseCode != c.responseCode || !strings.Contains(fmt.Sprint(r), c.text) {
			t.Errorf("% X: %v, %q, %q", c.answer, r, r.ApprovalCode, r.ResponseCode)
		}
		_ = s.Close()
	}
}

// An authorisation code beside a host's decline is none, and in no message, even where the attendant accepts by force; that of what was approved, by the host or by voice, is.
// B4 12.1.5
func TestCodeOfDecline(t *testing.T) {
	for _, c := range []struct {
		code   string
		status kernel.Status
		want   string
	}{{"05", kernel.Declined, ""}, {"01", kernel.Declined, ""}, {"01", kernel.Approved, "123456"}, {"00", kernel.Approved, "123456"}, {"00", kernel.Declined, "123456"}, {"11", kernel.Declined, "123456"}} {
		for _, force := range []bool{false, true} {
			s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
				_, _ = p.GoOnline(nil)
				if force {
					_, _ = p.ForceAcceptance(kernel.UI{})
				}
				return &kernel.Outcome{Status: c.status}
			}), &kernel.Config{}, kernel.Transaction{})
			if err != nil {
				t.Fatal(err)
			}
			next(t, s, kernel.Event{}, kernel.GoOnline)
			ev := kernel.Event{Kind: kernel.HostResponse, Data: append(append([]byte{0x8A, 2}, c.code...), 0x89, 6, '1', '2', '3', '4', '5', '6')}
			if force {
				next(t, s, ev, kernel.ForceAcceptance)
				ev = kernel.Event{Kind: kernel.Chosen}
			}
			if r := next(t, s, ev, kernel.Done).Result; r.ApprovalCode != c.want || r.Forced != (force && c.status == kernel.Declined) {
				t.Errorf("%s, %s, by force %v: %q", c.code, c.status, force, r.ApprovalCode)
			}
			_ = s.Close()
		}
	}
}

// A host that is asked again after an approval by voice decides anew: the code beside its decline is none.
// B4 6.5.2.2 result, 12.1.5
func TestCodeAfterReferral(t *testing.T) {
	for code, want := range map[string]string{"05": "", "01": "", "00": "123456"} {
		s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
			_, _ = p.GoOnline(nil)
			_, _, _ = p.Referral(nil, kernel.UI{})
			_, _ = p.GoOnline(nil)
			return &kernel.Outcome{Status: kernel.Declined}
		}), &kernel.Config{}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		next(t, s, kernel.Event{}, kernel.GoOnline)
		next(t, s, kernel.Event{Kind: kernel.HostResponse, Data: []byte{0x8A, 2, '0', '1'}}, kernel.Referral)
		next(t, s, kernel.Event{Kind: kernel.Chosen, Data: []byte("A1B2C3")}, kernel.GoOnline)
		again := append(append([]byte{0x8A, 2}, code...), "\x89\x06123456"...)
		if r := next(t, s, kernel.Event{Kind: kernel.HostResponse, Data: again}, kernel.Done).Result; r.ApprovalCode != want {
			t.Errorf("%s: %q, want %q", code, r.ApprovalCode, want)
		}
		_ = s.Close()
	}
}

// The code of an approval by voice is the result's, in the place of what the host has sent with its referral, though the card declines and the attendant accepts by force: none, where the attendant decides himself. One of another form is
// none, and neither is that of a referral by which the issuer says no.
// B4 6.5.2.2 result, 12.1.5
func TestCodeOfReferral(t *testing.T) {
	for _, c := range []struct {
		index            int32
		code, host, want string
		status           kernel.Status
	}{
		{0, "A1B2C3", "", "A1B2C3", kernel.Approved},
		{0, "A1B2C3", "123456", "A1B2C3", kernel.Approved},
		{0, "A1B2C3", "", "A1B2C3", kernel.Declined},
		{0, "", "", "", kernel.Approved},
		{0, "", "123456", "", kernel.Approved},
		{0, "", "123456", "", kernel.Declined},
		{0, "12345", "", "", kernel.Approved},
		{0, "1234567", "", "", kernel.Approved},
		{0, "12345\x00", "", "", kernel.Approved},
		{0, "12345-", "123456", "", kernel.Approved},
		{-1, "A1B2C3", "123456", "", kernel.Declined},
	} {
		s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
			_, _ = p.GoOnline(nil)
			_, _, _ = p.Referral(nil, kernel.UI{})
			_, _ = p.SelectAccount([]tlv.AccountTypeValue{0, 0x10}, kernel.UI{})
			return &kernel.Outcome{Status: c.status}
		}), &kernel.Config{}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		next(t, s, kernel.Event{}, kernel.GoOnline)
		host := []byte{0x8A, 2, '0', '1'}
		if c.host != "" {
			host = append(append(host, 0x89, 6), c.host...)
		}
		next(t, s, kernel.Event{Kind: kernel.HostResponse, Data: host}, kernel.Referral)
		next(t, s, kernel.Event{Kind: kernel.Chosen, Index: c.index, Data: []byte(c.code)}, kernel.SelectAccount)
		if r := next(t, s, kernel.Event{Kind: kernel.Chosen, Data: []byte("ZZZZZZ")}, kernel.Done).Result; r.ApprovalCode != c.want || r.ResponseCode != "01" || r.Booked {
			t.Errorf("%+v: %q, %s, booked %v", c, r.ApprovalCode, r.ResponseCode, r.Booked)
		}
		_ = s.Close()
	}
}

// A report masks what a kernel has declared sensitive, and templates, whose objects may be.
func TestReportMasks(t *testing.T) {
	declared := []tlv.Element{
		{Tag: 0xDF7E, Max: 8, Source: tlv.FromCard, Update: tlv.K, Sensitive: true},
		{Tag: 0xDF7D, Max: 8, Source: tlv.FromCard, Update: tlv.K},
	}
	reports := []tlv.Row{tlv.Row(tlv.NumRows), tlv.Row(tlv.NumRows + 1), tlv.ReadRecordTemplate}
	s := open(t, func(p *kernel.Port) *kernel.Outcome {
		store := p.Store()
		if err := store.Declare(declared); err != nil {
			t.Error(err)
		}
		store.Put(store.Row(0, 0xDF7E), tlv.FromCard, []byte{0x12, 0x34})
		store.Put(store.Row(0, 0xDF7D), tlv.FromCard, []byte{0x56})
		store.Put(tlv.ReadRecordTemplate, tlv.FromCard, []byte{0x5A, 1, 0x12})
		return &kernel.Outcome{Reports: reports}
	})
	report := next(t, s, kernel.Event{}, kernel.Done).Result.Report
	if text := fmt.Sprint(report); text != "DF7E=[2 bytes] DF7D=56 70=[3 bytes]" {
		t.Error(text)
	}
}
