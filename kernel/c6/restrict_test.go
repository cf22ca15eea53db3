package c6_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// What usage control, dates and version set in the TVR.
func TestRestrictions(t *testing.T) {
	home := fmt.Sprintf("%04X", defaults().Terminal.CountryCode)
	for _, c := range []struct {
		name, tag, value string
		change           func(*reader)
		tvr              string // byte 2
		w                want
	}{
		{"all in order", "9F07", "FF80", nil, "00", approves},                                                                                            // C-6 F17.1, F17.2a, F17.4, F17.9, F17.10, F17.12
		{"no usage control", "9F07", "-", nil, "00", declines("F19.7").authenticated("ok")},                                                              // C-6 F17.2a, F17.3
		{"no issuer country", "5F28", "-", nil, "00", declines("F19.7").authenticated("ok")},                                                             // C-6 F17.2a, F17.3
		{"no issuer country, not at terminals", "9F07", "FE80", func(r *reader) { r.file(1, "5F28", "-") }, "00", declines("F19.7").authenticated("ok")}, // C-6 F17.2a, F17.3
		{"no goods", "9F07", "C380", nil, "10", declines("F18.6").authenticated("ok")},                                                                   // C-6 F17.2b
		{"no goods abroad", "9F07", "EB80", func(r *reader) { r.file(1, "5F28", "0036") }, "10", declines("F18.6").authenticated("ok")},                  // C-6 F17.2b
		{"goods abroad", "9F07", "FF80", func(r *reader) { r.file(1, "5F28", "0036") }, "00", approves},                                                  // C-6 F17.2b
		{"not at terminals", "9F07", "FE80", nil, "10", declines("F18.6").authenticated("ok")},                                                           // C-6 F17.2b
		{"cash", "9F07", "3F80", func(r *reader) { r.tx.Type = 0x01 }, "10", declines("F18.6").authenticated("ok")},                                      // C-6 F17.2b
		{"cashback", "9F07", "FF00", func(r *reader) { r.tx.AmountOther, r.tx.Type = 100, 0x09 }, "10", declines("F18.6").authenticated("ok")},           // C-6 F17.2b
		{"expired yesterday", "5F24", "260630", nil, "40", approves},                                                                                     // C-6 F17.4, F17.5
		{"expires today", "5F24", "260701", nil, "00", approves},                                                                                         // C-6 F17.4
		{"track 2 of last month", "5F24", "-", func(r *reader) { r.file(1, "57", pan+"D2606201000000000F") }, "40", approves},                            // C-6 F17.4, F17.5
		{"track 2 of this month", "5F24", "-", func(r *reader) { r.file(1, "57", pan+"D2607201000000000F") }, "00", approves},                            // C-6 F17.4
		{"no date at all", "5F24", "-", func(r *reader) { r.file(1, "57", pan+"D0") }, "00", approves},                                                   // C-6 F17.4
		{"its own date before track 2", "5F24", "491231", func(r *reader) { r.file(1, "57", pan+"D2101201000000000F") }, "00", approves},                 // C-6 F17.4
		{"another version", "9F08", "0002", nil, "80", approves},                                                                                         // C-6 F17.10, F17.11
		{"effective tomorrow", "5F25", "260702", nil, "20", goesOnline.authenticated("ok")},                                                              // C-6 F17.12, F17.13
		{"effective today", "5F25", "260701", nil, "00", approves},                                                                                       // C-6 F17.12
		{"no effective date, another version", "5F25", "-", func(r *reader) { r.file(1, "9F08", "0002") }, "00", approves},                               // C-6 F17.9
		{"no version, effective tomorrow", "9F08", "-", func(r *reader) { r.file(1, "5F25", "260702") }, "00", approves},                                 // C-6 F17.9
	} {
		t.Run(c.name, func(t *testing.T) {
			r := offline(t).file(1, "5F28", home).file(1, c.tag, c.value)
			if c.change != nil {
				c.change(r)
			}
			out := r.expect(c.w)
			if got := fmt.Sprintf("%02X", out.TVR()[1]); got != c.tvr || !out.HasTSI(tlv.TSITerminalRiskManagementPerformed) {
				t.Errorf("byte 2 of the TVR %s, want %s; TSI %X", got, c.tvr, out.TSI())
			}
		})
	}
}

// The exception file is asked for the PAN, where the terminal has one.
func TestExceptionFile(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*reader)
		asked  string
		w      want
	}{
		{"none", func(r *reader) { r.listed = true }, "", approves},                                                                                     // C-6 F17.6
		{"not listed", func(r *reader) { r.cfg.Terminal.LooksUp = true }, "5A08" + pan + "5F340101", approves},                                          // C-6 F17.6, F17.7
		{"listed", func(r *reader) { r.cfg.Terminal.LooksUp, r.listed = true, true }, "5A08" + pan + "5F340101", declines("F18.6").authenticated("ok")}, // C-6 F17.7, F17.8
		{"of track 2", func(r *reader) {
			r.cfg.Terminal.LooksUp = true
			r.records[0].objects = changed(r.records[0].objects, 0x5F34, nil)
		}, "5A08" + pan, approves}, // C-6 F17.7
	} {
		r := offline(t)
		c.change(r)
		out := r.expect(c.w)
		got := ""
		for _, l := range r.lookups {
			got += fmt.Sprintf("%X", l)
		}
		if got != c.asked || out.HasTVR(tlv.TVROnExceptionFile) != (c.name == "listed") {
			t.Errorf("%s: asked for %s, TVR %X", c.name, got, out.TVR())
		}
	}
	r := online(t)
	r.cfg.Terminal.LooksUp, r.listed = true, true
	r.expect(declines("F18.6"))
	if got := fmt.Sprintf("%X", slices.Concat(r.lookups...)); got != "5A08"+pan+"5F340101" {
		t.Error(got)
	}
}

// Without a PAN nobody is asked for it.
// C-6 F17.6, F17.7
func TestNoAccount(t *testing.T) {
	r := online(t).set("94", "10010400").set("57", "-").set("5F34", "-").set("5F25", "-").set("9F08", "-").file(1, "57", "-").file(1, "5A", "-")
	r.records[0].objects = changed(r.records[0].objects, 0x5A, nil)
	r.cfg.Terminal.LooksUp = true
	if r.expect(ends("B.13")); len(r.lookups) != 0 {
		t.Errorf("%X", r.lookups)
	}
}

// A transaction that is cancelled ends where it stands, whatever it waits for.
// C-6 F6.4, F7.1, F7.7, F7.12, F8.3, F8.8, F12.3, F17.7
func TestStopped(t *testing.T) {
	const check, storage, initiate, read = "tearing recovery check", "read data storage", "initiate application processing", "read application data"
	for n, step := range []string{check, storage, storage, storage, initiate, initiate, read, read, read, read, "processing restrictions"} {
		r := offline(t).featured("DF04", "DF09", "DF0A", "DF0B "+operators)
		r.cfg.Terminal.LooksUp = true
		seen := 0
		r.on = func(a kernel.Action) (kernel.Event, bool) {
			if a.Await != 0 {
				seen++
			}
			return kernel.Event{Kind: kernel.Cancelled}, a.Await != 0 && seen == n+1
		}
		out := r.run()
		if out.Status != kernel.EndApplication || out.Error.L3 != kernel.L3Stop || out.Error.Step != step || out.Kernel != "C-6" || seen != n+1 {
			t.Errorf("%d: %v, %+v after %d", n, out.Status, out.Error, seen)
		}
		if kept := slices.Contains(r.retained, "kept"); kept != (n >= 5) {
			t.Errorf("%d: %v", n, r.retained) // C-6 F8.7: what is not sent is not to be resumed
		}
	}
	r := second(t, script(t, "71", block), "")
	r.on = func(a kernel.Action) (kernel.Event, bool) {
		return kernel.Event{Kind: kernel.Cancelled}, a.Kind == kernel.Transmit
	}
	if out := r.run(); out.Error.Step != "issuer update processing" {
		t.Errorf("%+v", out.Error)
	}
}
