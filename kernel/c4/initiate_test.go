package c4_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// Terminal Type goes out with the reader's capabilities in it, unless the card asks for the enhanced ones too. The host and CDOL1 always get it as it is.
func TestTerminalType(t *testing.T) {
	for _, c := range []struct{ pdol, below, over string }{
		{"9F3501", "E2", "EA"},                                // C-4 4.3.3.1, 4.3.1.2
		{"9F6E04 9F3501", "D8E0000322", "D8E0400322"},         // C-4 4.3.5.1, 4.3.4.1
		{"9F6E04", "D8E00003", "D8E04003"},                    // C-4 4.3.4.1
		{"9F3501 9F0206", "E2000000001234", "EA000000001234"}, // C-4 4.3.2.2
		{"9F6D01 DF7F02", "C00000", "C80000"},                 // C-4 4.3.2.2
		{"9F6E00 9F3501", "22", "22"},                         // C-4 4.3.5.1: asked for, and none of it
		{"9F6E01 9F3501", "D822", "D822"},                     // C-4 4.3.5.1: asked for in part
		{"9F6E02 9F3501", "D8E022", "D8E022"},                 // C-4 4.3.5.1
		{"9F6E03 9F3501", "D8E00022", "D8E04022"},             // C-4 4.3.5.1
	} {
		for want, edit := range map[string]func(*reader){c.below: func(*reader) {}, c.over: above} {
			r := plastic(t).with(edit)
			r.pdol = c.pdol
			r.file("8C", "9F3501 9F6E04 9F3704")
			r.run()
			if got := fmt.Sprintf("%X", r.sentPDOL); got != want {
				t.Errorf("%s: %s, not %s", c.pdol, got, want)
			}
			if r.told("9F35") != "22" || !strings.Contains(fmt.Sprintf("%X", r.outcome().DataRecord), "9F350122") {
				t.Errorf("%s: CDOL1 has %s, the record %X", c.pdol, r.told("9F35"), r.outcome().DataRecord)
			}
		}
	}
}

// Without a PDOL the command has none; the book's table wants the transaction ended, its requirement does not.
// C-4 4.3.2.1
func TestNoPDOL(t *testing.T) {
	r := plastic(t)
	r.pdol = ""
	r.expect(approves)
	if got := fmt.Sprintf("%X", r.commands[0]); got != "80A8000002830000" {
		t.Error(got)
	}
}

// What an activation sets in the reader's capabilities is gone at the next.
// C-4 4.3.1.1, 4.3.1.2, 4.3.1.3
func TestCapabilitiesAnew(t *testing.T) {
	r := phone(t, "3F0300").with(above)
	r.pdol, r.taps = "9F6E04", 2
	r.set("9F6E", "D8E0FF03").set("9F6D", "FF").expect(goesOnline.owing(kernel.CVMOnlinePIN))
	if got := fmt.Sprintf("%X", r.sentPDOL); got != "D8E04003" { // whatever the configuration has in byte 3
		t.Error(got)
	}
	for _, c := range []struct {
		edit func(*reader)
		want string
	}{
		{func(*reader) {}, "D8E00003C0"},
		{above, "D8E04003C8"},
		{func(r *reader) { r.cfg.Terminal.Type = 0x23 }, "D8E08003C0"},
		{func(r *reader) { r.cfg.Terminal.Type = 0x26; above(r) }, "D8E0C003C8"},
		{func(r *reader) { r.tx.HostAway = true }, "D8E08003C0"},
		{func(r *reader) { r.tx.HostAway, r.cfg.Terminal.Type = true, 0x21 }, "D8E08003C0"},
	} {
		r := plastic(t).set("9F6E", "D8E0FF03").with(c.edit)
		r.set("9F6D", "FF")
		r.pdol = "9F6E04 9F6D01"
		if r.run(); fmt.Sprintf("%X", r.sentPDOL) != c.want {
			t.Errorf("%X, not %s", r.sentPDOL, c.want)
		}
	}
}

// The answer to GET PROCESSING OPTIONS may have either format. What is malformed ends the transaction, and so does a status word.
func TestProcessingOptions(t *testing.T) {
	r := plastic(t)
	r.format1 = true
	r.expect(approves) // C-4 4.3.6.1, 4.2.1.1
	if r.commands[0][1] != 0xA8 {
		t.Errorf("%X", r.commands[0])
	}
	for body, clause := range map[string]string{
		"77 0A 8202 1980 9404 08010300": "5.3.3", "80 06 1980 08010300": "5.3.3", // well formed, without the other records
		"77 06 9404 08010300": "4.3.6.1", "77 04 8202 1980": "4.3.6.1", "80 02 1980": "4.3.6.1", "78 04 8202 1980": "4.3.6.1", "": "4.3.6.1",
		"77 0A 8202 1980 9404 00010300": "4.3.6.1", "77 0B 8203 198000 9404 08010300": "4.3.6.1", "77 0F 8202 1980 9404 08010300 9F7102 0103": "4.3.6.1",
		"77 10 8202 19C0 9404 08010300 8202 1980": "4.3.6.1", "80 07 1980 0801030008": "4.3.6.1",
		"77 16 8202 1980 9404 08010300 9F7103 010301 9F7103 010301": "5.3.5",
	} {
		r := plastic(t)
		r.records = r.records[1:]
		r.answer = func(_ int, command, response []byte) []byte {
			if command[1] == 0xA8 {
				return append(r.hex(body), 0x90, 0)
			}
			if command[1] == 0xB2 {
				return r.hex("7000 9000")
			}
			return response
		}
		r.expect(ends(clause)) // C-4 4.3.6.1
	}
	r = plastic(t)
	r.answer = func(int, []byte, []byte) []byte { return []byte{0x69, 0x85} }
	if r.expect(ends("4.3.6.1")); r.outcome().Error.SW != 0x6985 || len(r.commands) != 1 { // C-4 4.3.6.1
		t.Error(r.outcome().Error, len(r.commands))
	}
	r = plastic(t)
	r.pdol = "9F3501 9F4EFE"
	r.expect(ends("4.3.2.2")) // C-4 4.3.2.2: more than a command can carry
}

// A card that has magnetic stripe mode alone is read no further, and may be put into the contact reader where there is one and it is no phone.
func TestMagneticStripeMode(t *testing.T) {
	chip := want{kernel.TryAnotherInterface, kernel.MsgPleaseInsert, 0, none, "4.3.7.2"}
	for _, c := range []struct {
		aip, enhanced string
		want          want
	}{
		{"1900", "D8E00003", chip},            // C-4 4.3.7.2
		{"1900", "58E00003", ends("4.3.7.3")}, // C-4 4.3.7.3
		{"1940", "D8E00003", ends("4.3.7.3")}, // C-4 4.3.7.3: a phone
		{"1920", "D8E00003", ends("4.3.7.3")}, // C-4 4.3.7.3: an emulated card
		{"1940", "58E00003", ends("4.3.7.3")}, // C-4 4.3.7.3
		{"1980", "58E00003", approves},        // C-4 4.3.7.1, 2.3.1.2
		{"19E0", "58E00003", approves},        // C-4 4.3.7.1
	} {
		r := plastic(t).give("82", c.aip).set("9F6E", c.enhanced)
		if r.expect(c.want); c.want != approves && len(r.commands) != 1 {
			t.Errorf("%s: %d commands", c.aip, len(r.commands))
		}
	}
}

// A phone that has blocked its Mobile CVM says so in the TVR at once, whatever comes of the CVM.
// C-4 4.3.8.1
func TestMobileCVMBlocked(t *testing.T) {
	for _, c := range []struct{ aip, results, tvr string }{
		{"19C0", "010303", "0000200000"},
		{"19C0", "3F0003", "0000200000"},
		{"19C0", "010302", "0000000000"},
		{"19C0", "-", "0000000000"},
		{"1980", "010303", "0000000000"}, // no phone
	} {
		r := phone(t, "000000").give("82", c.aip).give("9F71", c.results)
		if r.run(); r.told("95") != c.tvr {
			t.Errorf("%+v: %s", c, r.told("95"))
		}
	}
}

// An mPOS without accessory has what its architecture has, whatever is configured: no contact interface, no delayed authorisation, no exemption, Mobile CVM, and an
// online PIN only with software for it. It begins nothing without a host, and takes no approval of a card.
// C-4 annex C, 4.3.1.4, 11.2.4.1
func TestMPOS(t *testing.T) {
	for _, c := range []struct {
		mpos, enhanced, told string
	}{
		{"01", "D8E000F3", "18A00003"}, {"01", "D87000F3", "18A00003"}, {"01", "D8D000F3", "18800003"}, {"03", "D8E000F3", "18A00003"}, {"02", "D8E000F3", "18E00003"}, {"02", "98300003", "18A00003"}, {"00", "D8E00003", "D8E00003"},
	} {
		mpos := func(r *reader) {
			r.pdol = "9F6E04"
			r.cfg.Terminal.Type = 0x21
			r.set("DF09", c.mpos).set("9F6E", c.enhanced)
		}
		r := plastic(t).with(mpos)
		r.expect(goesOnline)
		if fmt.Sprintf("%X", r.sentPDOL) != c.told || r.reference() != 0x90 {
			t.Errorf("%s: %X, %02X", c.mpos, r.sentPDOL, r.reference())
		}
		r = plastic(t).with(mpos)
		r.tx.HostAway = true
		if c.mpos == "00" {
			r.expect(inserts("11.2.5.1")) // C-4 10.2.1.2.2
			continue
		}
		if r.expect(declines("4.3.1.4")); len(r.commands) != 0 { // C-4 4.3.1.4
			t.Errorf("%X", r.commands)
		}
		r = plastic(t).with(mpos)
		r.gives = 0x40
		r.expect(declines("11.2.4.1")) // C-4 11.2.4.1
		for _, kind := range []byte{0x22, 0x24, 0x11, 0x14, 0x34} {
			r = plastic(t).with(mpos)
			r.cfg.Terminal.Type = kind
			r.expect(ends("C")) // C-4 annex C type
		}
		r = plastic(t).with(mpos)
		r.forged = true
		r.expect(declines("11.2.4.4").authenticated("failed")) // C-4 11.2.6.1: and no other interface
		r = plastic(t).with(mpos, above)
		if c.mpos == "01" {
			r.expect(want{kernel.OnlineRequest, kernel.MsgAuthorising, kernel.CVMSignature, "ok", ""}) // C-4 8.2.3.2: no online PIN
		}
	}
}
