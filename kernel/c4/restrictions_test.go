package c4_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Processing restrictions end nothing: they set bits of the TVR, which the action codes judge.
func TestRestrictions(t *testing.T) {
	atm := func(r *reader) {
		r.cfg.Terminal.Type = 0x14
		r.cfg.Terminal.AdditionalCapabilities[0] |= 0x80
		r.tx.Type = 0x01
	}
	cash := func(r *reader) { r.tx.Type = 0x01 }
	abroad := func(r *reader) { r.file("5F28", "0840") }
	for _, c := range []struct {
		name, tag, value string
		edit             func(*reader)
		bit              tlv.TVRBit
		set              bool
	}{
		{"the same version", "9F08", "0001", nil, tlv.TVRDifferentVersions, false},
		{"another version", "9F08", "0002", nil, tlv.TVRDifferentVersions, true},            // C-4 7.2.2.1.1
		{"no version", "9F08", "-", nil, tlv.TVRDifferentVersions, false},                   // C-4 7.2.2.1.1
		{"domestic goods", "9F07", "2900", nil, tlv.TVRServiceNotAllowed, false},            // C-4 7.2.2.2.1
		{"domestic cash", "9F07", "8100", cash, tlv.TVRServiceNotAllowed, false},            // C-4 7.2.2.2.1
		{"domestic cash not allowed", "9F07", "7F00", cash, tlv.TVRServiceNotAllowed, true}, // C-4 7.2.2.2.1
		{"domestic goods not allowed", "9F07", "D500", nil, tlv.TVRServiceNotAllowed, true}, // C-4 7.2.2.2.1
		{"international goods", "9F07", "1500", abroad, tlv.TVRServiceNotAllowed, false},    // C-4 7.2.2.2.2
		{"international goods not", "9F07", "E900", abroad, tlv.TVRServiceNotAllowed, true}, // C-4 7.2.2.2.2
		{"at a cash machine", "9F07", "FE00", atm, tlv.TVRServiceNotAllowed, false},         // C-4 7.2.2.2.3
		{"not at a cash machine", "9F07", "FD00", atm, tlv.TVRServiceNotAllowed, true},      // C-4 7.2.2.2.3
		{"elsewhere", "9F07", "FD00", nil, tlv.TVRServiceNotAllowed, false},                 // C-4 7.2.2.2.4
		{"not elsewhere", "9F07", "FE00", nil, tlv.TVRServiceNotAllowed, true},              // C-4 7.2.2.2.4
		{"effective today", "5F25", "260701", nil, tlv.TVRNotYetEffective, false},           // C-4 7.2.2.3.1
		{"effective tomorrow", "5F25", "260702", nil, tlv.TVRNotYetEffective, true},         // C-4 7.2.2.3.1
		{"expires today", "5F24", "260701", nil, tlv.TVRExpiredApplication, false},          // C-4 7.2.2.3.2
		{"has expired", "5F24", "260630", nil, tlv.TVRExpiredApplication, true},             // C-4 7.2.2.3.2
	} {
		r := plastic(t).file(c.tag, c.value)
		if c.edit != nil {
			r.with(c.edit)
		}
		out := r.run()
		if out.HasTVR(c.bit) != c.set || r.told("95") == "" {
			t.Errorf("%s: TVR %X", c.name, out.TVR())
		}
	}
}

// At a terminal for delayed authorisations the card may restrict them, here and abroad; one that says nothing does not, and no other terminal asks.
func TestDelayedAuthorisationUsage(t *testing.T) {
	for _, c := range []struct {
		capabilities, enhanced, country string
		refused                         bool
	}{
		{"3C80", "D8E00043", "0276", true},  // C-4 7.2.3.1.1
		{"3CC0", "D8E00043", "0276", false}, // C-4 7.2.3.1.1
		{"3CA0", "D8E00043", "0276", true},  // C-4 7.2.3.1.1
		{"3C80", "D8E00043", "0840", true},  // C-4 7.2.3.1.2
		{"3CC0", "D8E00043", "0840", true},  // C-4 7.2.3.1.2
		{"3CA0", "D8E00043", "0840", false}, // C-4 7.2.3.1.2
		{"3C80", "D8E00043", "-", true},     // C-4 7.2.3.1.2
		{"3C00", "D8E00043", "0276", false},
		{"3C00", "D8E00043", "0840", false},
		{"-", "D8E00043", "0276", false},
		{"3C80", "D8E00003", "0276", false},
	} {
		r := plastic(t).says("9F70", c.capabilities).set("9F6E", c.enhanced).file("5F28", c.country)
		if out := r.run(); out.HasTVR(tlv.TVRServiceNotAllowed) != c.refused {
			t.Errorf("%+v: TVR %X", c, out.TVR())
		}
	}
}

// Terminal risk management is done whatever the AIP says, and is floor limit and exception file.
func TestRisk(t *testing.T) {
	for _, aip := range []string{"1980", "1180"} {
		r := plastic(t).give("82", aip)
		r.indicators.FloorLimitExceeded = true
		if out := r.expect(goesOnline); !out.HasTVR(tlv.TVRFloorLimitExceeded) || r.told("95") != "0000008000" { // C-4 9.1.1, 9.1.2, 9.2.1.1
			t.Errorf("%s: %X", aip, out.TVR())
		}
		r = plastic(t).give("82", aip)
		r.cfg.Terminal.LooksUp, r.listed = true, true
		r.expect(goesOnline)
		if got := r.told("95"); got != "1000000000" || len(r.lookups) != 1 { // C-4 9.2.4.1
			t.Error(got, r.lookups)
		}
		if got, want := r.lookups[0], r.hex("5A08374245001741007F 5F340100 5F2403491231"); string(got) != string(want) { // C-4 9.2.4
			t.Errorf("%X", got)
		}
	}
	r := plastic(t).file("5F34", "-")
	r.cfg.Terminal.LooksUp = true
	if r.expect(approves); string(r.lookups[0]) != string(r.hex("5A08374245001741007F 5F2403491231")) { // C-4 9.2.4
		t.Errorf("%X", r.lookups)
	}
	r = plastic(t)
	r.listed = true
	if r.expect(approves); len(r.lookups) != 0 || len(r.commands) != 5 { // no GET DATA, no file
		t.Errorf("%X", r.commands)
	}
	r = plastic(t)
	r.tx.ForceOnline = true
	if r.expect(goesOnline); r.told("95") != "0000000800" {
		t.Error(r.told("95"))
	}
	r = plastic(t)
	r.tx.ForceOnline, r.cfg.Terminal.Type = true, 0x25 // nobody is there to want it
	if r.expect(approves); r.told("95") != "0000000000" {
		t.Error(r.told("95"))
	}
	r = plastic(t).file("9F07", "FF00").set("DF0B", "0000000000")
	r.cfg.Terminal.Type, r.cfg.Terminal.AdditionalCapabilities[0] = 0x15, 0x80 // a cash machine approves nothing offline
	r.expect(goesOnline)
	for _, c := range []struct {
		by         kernel.Authorisation
		want       want
		pdol, kind string
	}{
		{kernel.OnlyOnline, goesOnline, "E1", "21"}, {kernel.ByAnalysis, approves, "E2", "22"}, {kernel.OnlyOffline, approves, "E3", "23"},
	} {
		r = plastic(t).file("8C", "9F3501 9F3704")
		r.pdol, r.tx.Purpose, r.cfg.Treatments = "9F3501", kernel.Purchase, []kernel.Treatment{{Purpose: kernel.Purchase, Authorisation: c.by}}
		out := r.expect(c.want)
		if pdol := fmt.Sprintf("%X", r.sentPDOL); pdol != c.pdol || r.told("9F35") != c.kind || !strings.Contains(fmt.Sprintf("%X", out.DataRecord), "9F3501"+c.kind) { // B4 10.1.2
			t.Errorf("%d: PDOL %s, CDOL1 %s, record %X", c.by, pdol, r.told("9F35"), out.DataRecord)
		}
	}
}
