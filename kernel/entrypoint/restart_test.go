package entrypoint_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/entrypoint"
	"github.com/emvgo/emv/tlv"
)

// whole is the acceptance of a card with these kernels.
func whole(kernels func() []kernel.Kernel) kernel.Program {
	p := acceptance.Program(kernels()...)
	p.Run = func(port *kernel.Port) *kernel.Result { return acceptance.Program(kernels()...).Run(port) }
	return p
}

// watched are kernels 3 whose activations are seen.
func watched(seen *[]kernel.Activation, list ...kernel.Outcome) func() []kernel.Kernel {
	return func() []kernel.Kernel { return []kernel.Kernel{&scripted{id: "\x03", say: list, seen: seen}} }
}

// online is an online request as annex B of Book A has them.
func online(start kernel.Start, data kernel.OnlineData, change ...func(*kernel.Outcome)) kernel.Outcome {
	o := kernel.Outcome{
		Status: kernel.OnlineRequest, Start: start, OnlineResponseData: data, DataRecord: unhex(record),
		UIOutcome: &kernel.UI{Message: kernel.MsgAuthorising, Status: kernel.StatusCardReadSuccessfully},
	}
	if start == kernel.StartB {
		o.UIRestart = &kernel.UI{Message: kernel.MsgPresentAgain, Status: kernel.StatusReadyToRead}
	}
	for _, f := range change {
		f(&o)
	}
	return o
}

const (
	record = "9F26080102030405060708"
	arc    = "8A023030"
	arpc   = arc + "91081122334455667788"
	script = arc + "71038601FF"
	noHost = ""
)

func hostOf(answer string) []kernel.Event {
	if answer == noHost {
		return []kernel.Event{{Kind: kernel.UnableToGoOnline}}
	}
	return []kernel.Event{hostSays(answer)}
}

var (
	begun    = []string{"off 2 0s", "14 idle", "15 ready", "poll [2]", "PPSE", "select " + visaAID, "kernel", "1B read", "online"}
	ended    = kernel.Outcome{Status: kernel.EndApplication}
	declined = kernel.Outcome{Status: kernel.Declined, UIOutcome: &kernel.UI{Message: kernel.MsgDeclined, Status: kernel.StatusCardReadSuccessfully}}
)

// Whether the host's answer, or its silence, starts Entry Point again, and where; and what comes of the transaction.
//
// A 8.1.1.22, 8.1.1.19, A table 6-3, A table 6-4
func TestOnlineResponseData(t *testing.T) {
	atB := []string{"21 ready", "poll [2]", "select " + visaAID, "kernel"}
	anew := []string{"21 ready", "poll [2]", "PPSE", "select " + visaAID, "kernel"}
	atD := []string{"kernel"}
	type out = kernel.Outcome
	scriptsOnly := func(o *out) { o.ScriptsOnly = true } // C-6 F20.4
	cfg := reader(combination("A000000003", "03", func(c *kernel.Combination) { c.CVMLimit = kernel.Limit{Amount: 500, Present: true} }))
	for _, r := range []struct {
		name   string
		first  out
		second out
		host   string
		then   []string // what follows "online"
		status kernel.Status
		by     kernel.Authoriser
		undo   bool
	}{
		{"no restart, approved", online(0, 0), ended, arc, []string{"03"}, kernel.OnlineRequest, kernel.AuthorisedOnline, false},
		{"no restart, declined", online(0, 0), ended, "8A023035", []string{"07"}, kernel.OnlineRequest, 0, false},
		{"no restart, no host", online(0, 0), ended, noHost, []string{"07"}, kernel.OnlineRequest, 0, false},
		{"no restart, signature", online(0, 0, func(o *out) { o.CVM = kernel.CVMSignature }), ended, arc, []string{"1A"}, kernel.OnlineRequest, kernel.AuthorisedOnline, false},
		{"EMV data, 8A alone", online(kernel.StartB, kernel.OnlineDataEMV), ended, arc, []string{"03"}, kernel.OnlineRequest, kernel.AuthorisedOnline, false},
		{"EMV data, no host", online(kernel.StartB, kernel.OnlineDataEMV), ended, noHost, []string{"07"}, kernel.OnlineRequest, 0, false},
		{"EMV data, 91", online(kernel.StartB, kernel.OnlineDataEMV), ended, arpc, append(atB, "03"), kernel.OnlineRequest, kernel.AuthorisedOnline, false},
		{"EMV data, 71", online(kernel.StartB, kernel.OnlineDataEMV), ended, script, append(atB, "03"), kernel.OnlineRequest, kernel.AuthorisedOnline, false},
		{"EMV data, 72", online(kernel.StartB, kernel.OnlineDataEMV), ended, "8A02303572038601FF", append(atB, "07"), kernel.OnlineRequest, 0, false},
		{"scripts alone, 91", online(kernel.StartB, kernel.OnlineDataEMV, scriptsOnly), ended, arpc, []string{"03"}, kernel.OnlineRequest, kernel.AuthorisedOnline, false},
		{"scripts alone, 71", online(kernel.StartB, kernel.OnlineDataEMV, scriptsOnly), ended, script, append(atB, "03"), kernel.OnlineRequest, kernel.AuthorisedOnline, false},
		{"scripts alone, 72", online(kernel.StartB, kernel.OnlineDataEMV, scriptsOnly), ended, "8A02303572038601FF", append(atB, "07"), kernel.OnlineRequest, 0, false},
		{"no EMV data wanted, 91", online(kernel.StartB, kernel.OnlineDataNone), ended, arpc, []string{"03"}, kernel.OnlineRequest, kernel.AuthorisedOnline, false},
		{"any at B, 8A alone: a new selection", online(kernel.StartB, kernel.OnlineDataAny), ended, arc, append(anew, "03"), kernel.OnlineRequest, kernel.AuthorisedOnline, false},
		{"any at B, no host", online(kernel.StartB, kernel.OnlineDataAny), declined, noHost, append(anew, "07 read"), kernel.Declined, 0, false},
		{"any at B, 91", online(kernel.StartB, kernel.OnlineDataAny), approved, arpc, append(atB, "03 read"), kernel.Approved, kernel.AuthorisedOnline, false},
		{"EMV data, a script that is cut off", online(kernel.StartB, kernel.OnlineDataEMV), ended, arc + "711086", append(atB, "03"), kernel.OnlineRequest, kernel.AuthorisedOnline, false}, // B4 12.2.4
		{"EMV data, 91 and a script that is cut off", online(kernel.StartB, kernel.OnlineDataEMV), ended, arpc + "711086", append(atB, "03"), kernel.OnlineRequest, kernel.AuthorisedOnline, false},
		{"EMV data, a script that is too short", online(kernel.StartB, kernel.OnlineDataEMV), ended, arc + "72038604000FFF", append(atB, "03"), kernel.OnlineRequest, kernel.AuthorisedOnline, false},
		{"EMV data, a byte behind a script", online(kernel.StartB, kernel.OnlineDataEMV), ended, script + "FF", append(atB, "03"), kernel.OnlineRequest, kernel.AuthorisedOnline, false},
		{"any at D", online(kernel.StartD, kernel.OnlineDataAny), approved, arpc, append(atD, "03 read"), kernel.Approved, kernel.AuthorisedOnline, false},
		{"any at D, the kernel declines what the host approved", online(kernel.StartD, kernel.OnlineDataAny), declined, arpc, append(atD, "07 read"), kernel.Declined, 0, true},
		{"any at D, no host", online(kernel.StartD, kernel.OnlineDataAny), declined, noHost, append(atD, "07 read"), kernel.Declined, 0, false},
		{"another interface after the host", online(kernel.StartD, kernel.OnlineDataAny), out{Status: kernel.TryAnotherInterface}, "8A023141", atD, kernel.TryAnotherInterface, 0, false},
		{"an online request once more is none", online(kernel.StartD, kernel.OnlineDataAny), online(0, 0), arc, append(atD, "1B read", "03"), kernel.OnlineRequest, kernel.AuthorisedOnline, false},
	} {
		var seen []kernel.Activation
		f := visaField()
		f.host = hostOf(r.host)
		result := run(t, whole(watched(&seen, r.first, r.second)), cfg, purchase(500), f)
		if result.Status != r.status || result.Authorised != r.by || result.Reversal != r.undo || !bytes.Equal(result.DataRecord, unhex(record)) || result.Interface != kernel.Contactless {
			t.Errorf("%s: %v, %v, reversal %v, record %X", r.name, result, result.Authorised, result.Reversal, result.DataRecord)
		}
		f.did(t, r.name, slices.Concat(begun, r.then, []string{"off 2 0s"})...)
		if len(seen) == 2 {
			if a := seen[1]; a.Start != r.first.Start || !bytes.Equal(a.Host, unhex(r.host)) || a.Terminal != [8]byte{3} { // A 8.1.1.7
				t.Errorf("%s: %+v", r.name, a)
			}
			if a := seen[1]; !bytes.Equal(a.TTQ, unhex("36404000")) || a.Indicators != (kernel.Indicators{CVMLimitExceeded: true}) { // B 3.2.1.1: as pre-processing has made them
				t.Errorf("%s: TTQ %X, %+v", r.name, a.TTQ, a.Indicators)
			}
			if number := seen[1].FCI; r.first.Start == kernel.StartD && !bytes.Equal(number, seen[0].FCI) { // B 3.4.1.3
				t.Errorf("%s: FCI %X", r.name, number)
			}
		}
	}
}

// An answer that cannot be read counts as not received: the card is told nothing of it, and what the host may have booked is taken back.
//
// A 8.1.1.22, B4 12.2.3
func TestAnswerThatCannotBeRead(t *testing.T) {
	const auth = "910A11223344556677883030"
	for name, host := range map[string]string{
		"no response code": auth, "two response codes": "8A0230308A023030" + auth, "a response code of 3 bytes": "8A03303030" + auth, "one of 1 byte": "8A0130" + auth,
		"authentication data of 7 bytes": "8A023030" + "910711223344556677" + "7103860100", "of 17": "8A023030" + "91111122334455667788990011223344556677",
		"twice": "8A023030" + auth + auth, "cut off": "8A023030" + "910A1122", "no objects": "303030", "a byte behind no script": "8A0230307100FF", "a length of four bytes": "8A023030" + "84840000000100",
	} {
		var seen []kernel.Activation
		f := visaField()
		f.host = hostOf(host)
		r := run(t, whole(watched(&seen, online(kernel.StartB, kernel.OnlineDataEMV), ended)), oneVisa, purchase(500), f)
		if len(seen) != 1 || r.Approved() || r.Online || !r.Reversal {
			t.Errorf("%s: %d activations, %v, online %v, reversal %v", name, len(seen), r.Status, r.Online, r.Reversal)
		}
		seen = nil
		f = visaField()
		f.host = hostOf(host)
		if run(t, whole(watched(&seen, online(kernel.StartD, kernel.OnlineDataAny), declined)), oneVisa, purchase(500), f); len(seen) != 2 || seen[1].Host != nil {
			t.Errorf("%s: the kernel is told %X", name, seen[len(seen)-1].Host)
		}
	}
}

// At start D the store is as it was, and the number new. At start B what the first tap brought is gone, but not for the report: there the issuer finds the
// cryptogram that it was sent with the number that is in it, and a new number only beside a new cryptogram.
//
// A 8.1.1.8, 8.1.1.11, B 3.4.1.3
func TestStoreAtRestart(t *testing.T) {
	for _, c := range []struct {
		start      kernel.Start
		stays, own bool // the store; a cryptogram of the second activation's own
	}{{kernel.StartB, false, false}, {kernel.StartD, true, false}, {kernel.StartB, false, true}, {kernel.StartD, true, true}} {
		start, stays := c.start, c.stays
		var numbers [][]byte
		var present bool
		first := online(start, kernel.OnlineDataAny)
		first.Reports = []tlv.Row{tlv.ApplicationCryptogram, tlv.CID, tlv.UnpredictableNumber}
		ended := ended
		ended.Reports = []tlv.Row{tlv.CID, tlv.UnpredictableNumber}
		kernels := func() []kernel.Kernel {
			return []kernel.Kernel{&scripted{id: "\x03", say: []kernel.Outcome{first, ended}, do: func(p *kernel.Port, act *kernel.Activation) {
				s := p.Store()
				numbers = append(numbers, bytes.Clone(s.Get(tlv.UnpredictableNumber)))
				present = s.Present(tlv.ApplicationCryptogram)
				if len(numbers) == 1 {
					s.Open(tlv.C3)
					s.Put(tlv.ApplicationCryptogram, tlv.FromCard, unhex("0102030405060708"))
				} else {
					s.Replace(tlv.CID, tlv.FromCard, []byte{0x40})
				}
				if len(numbers) == 2 && c.own {
					s.Open(tlv.C3)
					s.Replace(tlv.ApplicationCryptogram, tlv.FromCard, unhex("0807060504030201"))
				}
			}}}
		}
		f := visaField()
		f.host = hostOf(arpc)
		r := run(t, whole(kernels), oneVisa, purchase(500), f)
		if present != stays || len(numbers) != 2 || bytes.Equal(numbers[0], numbers[1]) {
			t.Errorf("start %d: present %v, numbers %X", start, present, numbers)
		}
		cryptogram, number := unhex("0102030405060708"), numbers[0]
		if c.own {
			cryptogram, number = unhex("0807060504030201"), numbers[1]
		}
		if got := r.Report.Get(tlv.UnpredictableNumber); !bytes.Equal(got, number) {
			t.Errorf("start %d, own %v: %X of %X", start, c.own, got, numbers)
		}
		if !bytes.Equal(r.Report.Get(tlv.ApplicationCryptogram), cryptogram) || !bytes.Equal(r.Report.Get(tlv.CID), []byte{0x40}) || r.Report.Get(tlv.KernelIdentifierTerminal) == nil {
			t.Errorf("start %d: %v", start, r.Report)
		}
	}
}

// What a tap that is to be tried again has brought is in the report where the card has had the issuer's scripts, though it never comes back; before a host is
// asked nothing of such a tap is.
//
// B 3.5.1.3
func TestReportOfATapToBeTriedAgain(t *testing.T) {
	again := kernel.Outcome{Status: kernel.TryAgain, Start: kernel.StartB, Reports: []tlv.Row{tlv.IssuerScriptResults}}
	ended, first := ended, online(kernel.StartB, kernel.OnlineDataEMV)
	ended.Reports, first.Reports = again.Reports, again.Reports
	for _, c := range []struct {
		name    string
		say     []kernel.Outcome
		results int // the activation that writes script results
		want    []byte
	}{
		{"with the issuer's data", []kernel.Outcome{first, again}, 2, unhex("2000000000")},
		{"before", []kernel.Outcome{again, ended}, 1, nil},
	} {
		n := 0
		kernels := func() []kernel.Kernel {
			return []kernel.Kernel{&scripted{id: "\x03", say: c.say, do: func(p *kernel.Port, _ *kernel.Activation) {
				if n++; n == c.results {
					p.Store().Replace(tlv.IssuerScriptResults, tlv.FromKernel, unhex("2000000000"))
				}
			}}}
		}
		f := visaField()
		f.host = hostOf(arpc)
		f.arrive = found(kernel.CardFound, kernel.CardFound, kernel.Timeout)
		r := run(t, whole(kernels), oneVisa, purchase(500), f)
		if got := r.Report.Get(tlv.IssuerScriptResults); n != 2 || !bytes.Equal(got, c.want) {
			t.Errorf("%s: %d activations, %X, %v", c.name, n, got, r)
		}
	}
}

// A second presentment selects the combination of the first, by its name with Extended Selection, and reads no PPSE; what fails there changes nothing of
// what the host has decided.
//
// B 3.3.2.1, 3.3.3.5, 3.3.3.7, A table 6-4
func TestSecondPresentment(t *testing.T) {
	cfg := reader(combination("A000000003", "03", func(c *kernel.Combination) { c.ExtendedSelection = kernel.FlagSet }))
	strict := reader(cfg.Combinations...)
	strict.Profile = kernel.Strict
	name := visaAID + "01"
	first := online(kernel.StartB, kernel.OnlineDataEMV)
	again := []string{"21 ready", "poll [2]", "select " + name}
	for _, r := range []struct {
		name   string
		cfg    *kernel.Config
		second []kernel.Outcome
		change func(*field) // of the second presentment
		then   []string
		l3     kernel.L3Error
	}{
		{"as it should be", cfg, []kernel.Outcome{ended}, func(*field) {}, append(again, "kernel", "03"), 0},
		{"the application is not there", cfg, nil, func(f *field) { f.apps = nil }, append(again, "1C ready", "03"), 0}, // B 3.3.3.5
		{"its FCI is ill-formed", cfg, nil, func(f *field) { f.apps = map[string][]byte{name: unhex("6F009000")} }, append(again, "1C ready", "03"), 0},
		{"it does not ask for the TTQ", cfg, nil, func(f *field) { f.apps = map[string][]byte{name: fciWith(visaAID, "500141")} }, append(again, "1C ready", "03"), 0},
		{"the card is lost: start B, with the issuer's data", cfg, []kernel.Outcome{ended}, func(f *field) {
			f.fault = func(n int) bool { return n == 4 } // B 3.3.3.7
		}, slices.Concat(again[:2], []string{again[2] + ": nothing"}, again, []string{"kernel", "03"}), 0},
		{
			"try again: start B, with the issuer's data", cfg,
			[]kernel.Outcome{{Status: kernel.TryAgain, Start: kernel.StartB}, ended},
			func(*field) {},
			slices.Concat(again, []string{"kernel", "15 ready", "poll [2]", "select " + name, "kernel", "03"}), 0,
		},
		{"select next: there is no next", cfg, []kernel.Outcome{selectNext}, func(*field) {}, append(again, "kernel", "1C ready", "03"), 0},
		{"nobody comes", cfg, nil, func(f *field) { f.arrive = found(kernel.Timeout) }, append(again[:2:2], "03"), kernel.L3TimeOut},
		{"another card of the same application", cfg, []kernel.Outcome{ended}, func(f *field) { f.apps = map[string][]byte{name: fciWith(visaAID, "9F38069F66049F0206")} }, append(again, "kernel", "03"), 0},
		{"another card of the same application, strict", strict, nil, func(f *field) { f.apps = map[string][]byte{name: fciWith(visaAID, "9F38069F66049F0206")} }, append(again, "1C ready", "03"), 0},
		{"the same card, strict", strict, []kernel.Outcome{ended}, func(*field) {}, append(again, "kernel", "03"), 0},
	} {
		f := &field{ppse: ppse("", entry(visaAID, "01", "-", "01"), entry(visaAID+"99", "02", "-", "-")), apps: map[string][]byte{name: fci(visaAID)}, host: hostOf(arpc)}
		asked := f.host
		f.host = nil
		f.onHost = func() kernel.Event { r.change(f); return asked[0] }
		result := run(t, whole(say(append([]kernel.Outcome{first}, r.second...)...)), r.cfg, purchase(500), f)
		if result.Status != kernel.OnlineRequest || result.Authorised != kernel.AuthorisedOnline || result.Reversal || result.Error.L3 != r.l3 || fmt.Sprintf("%X", result.AID) != name {
			t.Errorf("%s: %v, %+v, AID %X", r.name, result, result.Error, result.AID)
		}
		want := slices.Concat(begun[:5], []string{"select " + name}, begun[6:], r.then, []string{"off 2 0s"})
		f.did(t, r.name, want...)
	}
}

// The removal timeout runs while the host is asked, from the end of PIN entry on: message 17 where it runs out, and the kernel knows at its restart. The
// host's answer stops it.
//
// A 8.1.1.21, 5.5.8
func TestRemovalTimeout(t *testing.T) {
	first := online(kernel.StartD, kernel.OnlineDataAny, func(o *kernel.Outcome) {
		o.RemovalTimeout = 5 * time.Second
		o.CVM = kernel.CVMOnlinePIN
		o.UIOutcome = &kernel.UI{Message: kernel.MsgEnterPIN, Status: kernel.StatusProcessing}
	})
	for _, r := range []struct {
		late bool
		then []string
	}{
		{false, []string{"timer 5s", "online", "stop timer", "kernel"}},
		{true, []string{"timer 5s", "online", "17 read", "stop timer", "kernel"}},
	} {
		var seen []kernel.Activation
		f := visaField()
		f.host = hostOf(arpc)
		if r.late {
			f.host, f.late = []kernel.Event{{Kind: kernel.Timeout}}, hostOf(arpc)
		}
		run(t, whole(watched(&seen, first, approved)), oneVisa, purchase(500), f)
		f.did(t, fmt.Sprint(r.late), slices.Concat(begun[:7], []string{"09 processing", "PIN", "1B processing"}, r.then, []string{"03 read", "off 2 0s"})...)
		if len(seen) != 2 || seen[1].TimedOut != r.late {
			t.Errorf("late %v: %+v", r.late, seen)
		}
	}
	// The indicator is of the last request.
	var seen []kernel.Activation
	f := visaField()
	f.host, f.late = []kernel.Event{{Kind: kernel.Timeout}, hostSays(arpc)}, []kernel.Event{hostSays("8A023141")}
	again := first
	again.Status = kernel.RequestOnlinePIN
	run(t, whole(watched(&seen, first, again, approved)), oneVisa, purchase(500), f)
	if len(seen) != 3 || !seen[1].TimedOut || seen[2].TimedOut {
		t.Errorf("%+v", seen)
	}
	// Zero is no timer.
	f = visaField()
	run(t, whole(say(online(0, 0))), oneVisa, purchase(500), f)
	f.did(t, "none", append(slices.Clone(begun), "03", "off 2 0s")...)
}

// A PIN after the tap: entered once the card is read, and no second tap. Without it no request leaves.
//
// A 5.5.8, A table 6-3
func TestPINAfterTap(t *testing.T) {
	first := online(0, 0, func(o *kernel.Outcome) {
		o.CVM, o.UIOutcome = kernel.CVMOnlinePIN, &kernel.UI{Message: kernel.MsgEnterPIN, Status: kernel.StatusCardReadSuccessfully}
	})
	read := slices.Concat(begun[:7], []string{"09 read", "PIN"})
	for result, want := range map[kernel.PINResult][]string{
		kernel.PINEntered:      {"1B processing", "online", "03", "off 2 0s"},
		kernel.PINBypassed:     {"0F", "off 2 0s"},
		kernel.PINDeviceFailed: {"0F", "off 2 0s"},
		kernel.PINCancelled:    {"0F", "off 2 0s"},
	} {
		f := visaField()
		f.pin = result
		r := run(t, whole(say(first)), oneVisa, purchase(500), f)
		f.did(t, fmt.Sprint(result), slices.Concat(read, want)...)
		if r.Approved() != (result == kernel.PINEntered) || r.Reversal {
			t.Errorf("%d: %v", result, r)
		}
	}
}

// Who presses cancel at the PIN has no request sent.
//
// A 5.5.8
func TestCancelAtPIN(t *testing.T) {
	f := visaField()
	f.cancels = true
	r := run(t, whole(say(online(0, 0, func(o *kernel.Outcome) { o.CVM, o.UIOutcome = kernel.CVMOnlinePIN, nil }))), oneVisa, purchase(500), f)
	f.did(t, "cancelled", slices.Concat(begun[:7], []string{"PIN", "off 2 0s"})...)
	if r.Status != kernel.EndApplication || r.Error.L3 != kernel.L3Stop {
		t.Error(r)
	}
}

// The issuer asks for an online PIN: it is entered, the same data go to the host once more, and the kernel has that answer at start D. A third time there
// is not.
//
// A 8.1.1.24, A table 6-4, A table 6-5
func TestRequestOnlinePIN(t *testing.T) {
	pin := kernel.Outcome{
		Status: kernel.RequestOnlinePIN, Start: kernel.StartD, OnlineResponseData: kernel.OnlineDataAny, CVM: kernel.CVMOnlinePIN,
		UIOutcome: &kernel.UI{Message: kernel.MsgEnterPIN, Status: kernel.StatusProcessing},
	}
	first := online(kernel.StartD, kernel.OnlineDataAny)
	for _, r := range []struct {
		name   string
		say    []kernel.Outcome
		then   []string
		status kernel.Status
		by     kernel.Authoriser
	}{
		{"approved", []kernel.Outcome{first, pin, approved}, []string{"kernel", "09 processing", "PIN", "1B processing", "online", "kernel", "03 read"}, kernel.Approved, kernel.AuthorisedOnline},
		{"ended", []kernel.Outcome{first, pin, ended}, []string{"kernel", "09 processing", "PIN", "1B processing", "online", "kernel", "03"}, kernel.OnlineRequest, kernel.AuthorisedOnline},
		{"again and again", []kernel.Outcome{first, pin, pin}, []string{"kernel", "09 processing", "PIN", "1B processing", "online", "kernel", "09 processing", "03"}, kernel.OnlineRequest, kernel.AuthorisedOnline},
	} {
		f := visaField()
		f.host = []kernel.Event{hostSays("8A023141"), hostSays(arpc)}
		result := run(t, whole(say(r.say...)), oneVisa, purchase(500), f)
		f.did(t, r.name, slices.Concat(begun, r.then, []string{"off 2 0s"})...)
		if result.Status != r.status || result.Authorised != r.by || len(f.records) != 2 || !bytes.Equal(f.records[0], f.records[1]) {
			t.Errorf("%s: %v, records %X", r.name, result, f.records)
		}
	}
}

// Without the PIN that the issuer has asked for no second request leaves, and the first answer stands: declined, and nothing is reversed.
//
// A table 6-4, C-4 12.2.2.2
func TestRequestedPINNotEntered(t *testing.T) {
	pin := kernel.Outcome{
		Status: kernel.RequestOnlinePIN, Start: kernel.StartD, OnlineResponseData: kernel.OnlineDataAny, CVM: kernel.CVMOnlinePIN,
		UIOutcome: &kernel.UI{Message: kernel.MsgEnterPIN, Status: kernel.StatusProcessing},
	}
	for _, result := range []kernel.PINResult{kernel.PINBypassed, kernel.PINDeviceFailed, kernel.PINCancelled} {
		f := visaField()
		f.host, f.pin = []kernel.Event{hostSays("8A023133")}, result
		r := run(t, whole(say(online(kernel.StartD, kernel.OnlineDataAny), pin)), oneVisa, purchase(500), f)
		f.did(t, fmt.Sprint(result), slices.Concat(begun, []string{"kernel", "09 processing", "PIN", "07", "off 2 0s"})...)
		if r.Approved() || r.Authorised != kernel.AuthorisedByNobody || r.Reversal || len(f.records) != 1 {
			t.Errorf("%d: %v, reversal %v, records %X", result, r, r.Reversal, f.records)
		}
	}
}

// A kernel that wants a restart after the card is gone: removal is confirmed first, and a card that stays ends it.
//
// A 8.1.1.23, 8.1.1.20
func TestRestartAfterRemoval(t *testing.T) {
	again := kernel.Outcome{
		Status: kernel.EndApplication, Start: kernel.StartB,
		UIOutcome: &kernel.UI{Message: kernel.MsgPresentAgain, Status: kernel.StatusNotReady, Hold: 1300 * time.Millisecond},
		UIRestart: &kernel.UI{Message: kernel.MsgPresentAgain, Status: kernel.StatusReadyToRead},
	}
	first := []string{"off 2 0s", "14 idle", "15 ready", "poll [2]", "PPSE", "select " + visaAID, "kernel", "21 not ready hold 1.3s", "remove 10"} // A 8.1.1.16: the hold goes with the request
	f := visaField()
	run(t, whole(say(again, approved)), oneVisa, purchase(500), f)
	f.did(t, "taken", slices.Concat(first, []string{"21 ready", "poll [2]", "PPSE", "select " + visaAID, "kernel", "03 read", "off 2 0s"})...)
	f = visaField()
	f.stays = true
	if r := run(t, whole(say(again, approved)), oneVisa, purchase(500), f); r.Status != kernel.EndApplication || r.UIOutcome.Message != kernel.MsgPresentAgain {
		t.Error(r)
	}
	f.did(t, "stays", append(first, "off 2 0s")...)
}

// How a new transaction begins: without autorun the field is off, Idle, and the amount is known; with it a card begins, at start B, and the field stays on.
//
// A 8.1.1.3, 8.1.1.4, 8.1.1.5, 8.1.1.6
func TestNewTransaction(t *testing.T) {
	var seen []kernel.Activation
	tx := purchase(0)
	tx.AmountLater = true
	cfg := reader(combination("A000000003", "03", func(c *kernel.Combination) { c.CVMLimit = kernel.Limit{Amount: 700, Present: true} }))
	f := visaField()
	r := run(t, whole(watched(&seen, approved)), cfg, tx, f)
	f.did(t, "amount", slices.Concat([]string{"off 2 0s", "14 idle", "amount 08"}, tapOfVisa, []string{"off 2 0s"})...)
	if r.Amount != 700 || len(seen) != 1 || !seen[0].Indicators.CVMLimitExceeded {
		t.Errorf("%v, %+v", r, seen)
	}
	// Who presses cancel, or enters what the configuration does not allow, is not asked for a card.
	limited := *cfg
	limited.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase, Limit: 600}}
	tx.Purpose = kernel.Purchase
	f = visaField()
	if r := run(t, whole(say(approved)), &limited, tx, f); r.Status != kernel.EndApplication || r.Error.Reason != "the amount is above the limit for purchase" {
		t.Errorf("%v %+v", r, r.Error)
	}
	f.did(t, "refused", "off 2 0s", "14 idle", "amount 08", "0C")
	f = visaField()
	f.cancels = true
	if r := run(t, whole(say(approved)), &limited, tx, f); r.Error.L3 != kernel.L3Stop {
		t.Errorf("%v %+v", r, r.Error)
	}
	f.did(t, "cancelled", "off 2 0s", "14 idle", "amount 08")
	auto := *cfg
	auto.Terminal.Autorun = true
	seen, f = nil, visaField()
	run(t, whole(watched(&seen, approved)), &auto, purchase(700), f)
	f.did(t, "autorun", append([]string{"15 ready"}, tapOfVisa...)...)
	if len(seen) != 1 || seen[0].Start != kernel.StartB || seen[0].Indicators != (kernel.Indicators{}) {
		t.Errorf("%+v", seen)
	}
}

// A new transaction knows nothing of the last one: neither its Restart flag nor its message.
//
// A 8.1.1.4
func TestNextTransaction(t *testing.T) {
	f := visaField()
	p := kernel.Single("entrypoint", func(p *kernel.Port) *kernel.Outcome {
		e := entrypoint.New(p, say(online(kernel.StartB, kernel.OnlineDataEMV), approved)()...)
		for range 2 {
			start, out := e.Prepare("en")
			if out != nil {
				return out
			}
			if out = e.Run(start, nil); out.Status == kernel.Approved {
				return out
			}
		}
		return nil
	})
	run(t, p, oneVisa, purchase(500), f)
	f.did(t, "two", slices.Concat(begun[:8], []string{"off 2 0s", "14 idle"}, tapOfVisa)...)
}
