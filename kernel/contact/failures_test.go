package contact_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// Each way in which a transaction ends before its time: the words, the clause, and what the card or the terminal did wrong.
// B1 12.3.2 6A81, 12.3.3 6A81, 12.4 end, B3 6.5.5.4, 6.5.8.4, 6.5.9.4, 7.5, 8.1, 9.3, 10.1, 10.2, 10.5, 10.5.5, 10.8.1
// B3 6.3.5 READ RECORD, 6.5.9.4 missing, 6.5.11.4 template, 6.5.11.5, 7.5 CVM, missing, parse, 10.2 mandatory, status, 10.5 format, B4 6.3.7 service not allowed
func TestFailures(t *testing.T) {
	swap := func(ins byte, nth int, response string) func(*world) {
		return func(w *world) { w.Middle = bench.Swap(t, ins, nth, response) }
	}
	rewrite := func(changes ...string) func(*world) {
		return func(w *world) { w.Middle = bench.Rewrite(t, changes...) }
	}
	typed := func(pins ...string) func(*world) { return func(w *world) { w.PINs = pins } }
	pin := func(sw uint16) func(*world) {
		return func(w *world) {
			w.PINPad = &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{sw}}
		}
	}
	fingers := func(c *capturer) func(*world) {
		return func(w *world) {
			*w = *biometrics(t, "0800", group("BF4A", rightIndex, rightMiddle, rightIndex), "BF4C04DF5101FF 9000", "BF4D04DF5101FF 9000", c)
		}
	}
	for _, c := range []struct {
		card   string
		do     func(*world)
		l2     kernel.L2Error
		l3     kernel.L3Error
		clause string
		words  string
	}{
		{"full", swap(apdu.Select, 1, "6A81"), kernel.CardBlocked, 0, "B1 12.3.2", "blocked"},
		{"full", func(w *world) {
			w.Middle = noPSE(bench.Swap(t, apdu.Select, 1, "6A81"))
		}, kernel.CardBlocked, 0, "B1 12.3.3", "blocked"},
		{"full", swap(apdu.Select, 2, "6A82"), kernel.EmptyCandidateList, 0, "B1 12.4", "no application"},
		{"full", swap(apdu.GetProcessingOptions, 0, "6985"), kernel.EmptyCandidateList, 0, "B1 12.4", "no application"},
		{"two", func(w *world) { leaveOnly(1)(w); w.Chooser = &chooser{} }, 0, kernel.L3Stop, "B1 12.4", "did not confirm"},
		{"full", swap(apdu.Select, 2, "6F138407"+aidFull+"A5089F38059F02FF95FF9000"), kernel.CardDataError, 0, "B3 5.4", "PDOL"},
		{"full", swap(apdu.GetProcessingOptions, 1, "6700"), kernel.StatusBytes, 0, "B3 10.1", "GET PROCESSING OPTIONS"},
		{"full", swap(apdu.GetProcessingOptions, 1, "8006 3D00 00010100 9000"), kernel.ParsingError, 0, "B3 6.5.8.4", "AFL"},
		{"full", swap(apdu.GetProcessingOptions, 1, "7704 82023D00 9000"), kernel.ParsingError, 0, "B3 6.5.8.4", "AFL"},
		{"full", swap(apdu.ReadRecord, 7, "6A83"), kernel.StatusBytes, 0, "B3 10.2", "READ RECORD"},
		{"noauth", swap(apdu.ReadRecord, 4, "7105 5A00 5F2400 9000"), kernel.ParsingError, 0, "B3 7.5", "malformed record"},
		{"noauth", rewrite("9F07", "FF8000"), kernel.CardDataError, 0, "B3 7.5", "wrong length"},
		{"noauth", rewrite("9F07", "FF80000000000000"), kernel.CardDataError, 0, "B3 7.5", "wrong length"}, // as long as a CVM list without rules
		{"noauth", func(w *world) {
			w.Middle = inTemplate(t, apdu.GetProcessingOptions, 0x77, "", "5A085413330089020011")
			w.Card = bench.Profile(t, "noauth", func(app map[string]any) { delete(app, "format1") })
		}, kernel.CardDataError, 0, "B3 10.2", "more than once"},
		{"noauth", func(w *world) {
			w.Middle = inTemplate(t, apdu.GetProcessingOptions, 0x77, "", "5A0B5413330089020011FFFFFF")
			w.Card = bench.Profile(t, "noauth", func(app map[string]any) { delete(app, "format1") })
		}, kernel.CardDataError, 0, "B3 7.5", "wrong length"},
		{"noauth", rewrite("5A", "-"), kernel.CardDataMissing, 0, "B3 7.2", "missing"},
		{"noauth", rewrite("5F24", "-"), kernel.CardDataMissing, 0, "B3 7.2", "missing"},
		{"noauth", rewrite("8C", "-"), kernel.CardDataMissing, 0, "B3 7.2", "missing"},
		{"noauth", rewrite("8D", "-"), kernel.CardDataMissing, 0, "B3 7.2", "missing"},
		{"noauth", rewrite("5F24", "491331"), kernel.CardDataError, 0, "B3 7.5", "wrong format"},
		{"noauth", rewrite("8C", "9F3704 9F4EFC"), kernel.CardDataError, 0, "B3 7.5", "wrong format"}, // 256 bytes
		{"noauth", rewrite("8D", "8A02 9F3704 9F4EFA"), kernel.CardDataError, 0, "B3 7.5", "wrong format"},
		{"noauth", rewrite("97", "9F"), kernel.CardDataError, 0, "B3 7.5", "wrong format"},
		{"noauth", func(w *world) {
			rewrite("57", "5413330089020029D49122010123456789")(w)
			w.Config.Profile = kernel.Strict
		}, kernel.CardDataError, 0, "B3 7.5", "different accounts"},
		{"dda", swap(apdu.InternalAuthenticate, 1, "6985"), kernel.StatusBytes, 0, "B3 8.1", "INTERNAL AUTHENTICATE"},
		{"dda", swap(apdu.InternalAuthenticate, 1, "7708 9F4B0100 9F4B0100 9000"), kernel.ParsingError, 0, "B3 6.5.9.4", "malformed"},
		{"dda", swap(apdu.InternalAuthenticate, 1, "7700 9000"), kernel.ParsingError, 0, "B3 6.5.9.4", "malformed"},
		{"noauth", rewrite("8E", noXY+"1F"), kernel.CardDataError, 0, "B3 7.5", "wrong length"},
		{"noauth", rewrite("8E", "00000000000000"), kernel.CardDataError, 0, "B3 7.5", "wrong length"},
		{"pin", pin(0x6985), kernel.StatusBytes, 0, "B3 10.5.5", "VERIFY"},
		{"pin", pin(0x6800), kernel.StatusBytes, 0, "B3 10.5.5", "VERIFY"}, // a PIN is in no chain
		{"pin", pin(0x6883), kernel.StatusBytes, 0, "B3 10.5.5", "VERIFY"},
		{"pin", pin(0x6884), kernel.StatusBytes, 0, "B3 10.5.5", "VERIFY"},
		{"pin", pin(0x63C5), kernel.MaxLimitExceeded, 0, "B3 6.5.12.5", "PIN try counter"},
		{"pin", fingers(&capturer{sws: []uint16{0x6882}}), kernel.StatusBytes, 0, "B3 10.5.5", "VERIFY"}, // no word of a chain
		{"pin", fingers(&capturer{sws: []uint16{0x63CF}}), kernel.MaxLimitExceeded, 0, "B3 10.5.6", "biometric try counter"},
		{"pin", typed("cancel"), 0, kernel.L3Stop, "B4 11.2", "PIN device"},
		{"full", typed("cancel"), 0, kernel.L3Stop, "B4 11.2", "PIN device"},
		{"pin", fingers(&capturer{entries: []kernel.PINResult{kernel.PINCancelled}}), 0, kernel.L3Stop, "B4 11.2", "capture device"},
		{"noauth", swap(apdu.GenerateAC, 1, "6985"), kernel.StatusBytes, 0, "B3 8.1", "GENERATE AC"},
		{"noauth", swap(apdu.GenerateAC, 2, "6985"), kernel.StatusBytes, 0, "B3 8.1", "GENERATE AC"},
		{"noauth", swap(apdu.GenerateAC, 1, "9000"), kernel.ParsingError, 0, "B3 6.5.5.4", "malformed"},
		{"xda", func(w *world) {
			w.Config = bench.Config(t, "xda")
			swap(apdu.GenerateAC, 1, "770D 9F270180 9F36020011 9F4B0100 9000")(w)
		}, kernel.ParsingError, 0, "B3 6.5.5.4", "malformed"},
		{"noauth", swap(apdu.GenerateAC, 1, "800B4000110102030405060708 9000"), kernel.CardDataError, 0, "B3 9.3", "cryptogram"},
		{"noauth", func(w *world) {
			w.Config.Terminal.Advices, w.Equip = true, (&person{cannotAdvise: true}).equip
			swap(apdu.GenerateAC, 1, "800B0800110102030405060708 9000")(w)
		}, 0, kernel.L3Stop, "B4 12.2.5", "advice"},
		{"noauth", swap(apdu.GenerateAC, 1, "800B0100110102030405060708 9000"), kernel.CardBlocked, 0, "B3 10.8.1", "service not allowed"},
		{"noauth", swap(apdu.GenerateAC, 2, "800B0100110102030405060708 9000"), kernel.CardBlocked, 0, "B3 10.8.1", "service not allowed"},
	} {
		w := newWorld(t, c.card)
		c.do(w)
		out := w.Run()
		e := out.Error
		if out.Status != kernel.EndApplication || e.L2 != c.l2 || e.L3 != c.l3 || e.Clause != "EMV 4.4 "+c.clause || !strings.Contains(e.Reason, c.words) || e.Step == "" {
			t.Errorf("%s, %s, %q: %v, %+v", c.card, c.clause, c.words, out.Status, e)
		}
		if out.UIOutcome == nil || c.l2 == kernel.CardBlocked && e.Clause == "EMV 4.4 B3 10.8.1" && out.UIOutcome.Message != kernel.MsgNotAccepted {
			t.Errorf("%s, %q: %+v", c.card, c.words, out.UIOutcome)
		}
	}
}
