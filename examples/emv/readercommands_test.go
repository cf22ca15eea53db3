package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Commands that a reader answers itself are named as such, bare and with the answer behind them; other bytes that begin with FF are what they were.
//
// PC/SC part 3 3.2.2.1
func TestReaderCommands(t *testing.T) {
	for _, c := range []struct {
		hex, kind, said, also string
	}{
		{"FFCA000000", "capdu", "GET DATA: FF CA 00 00, class FF: a command to the reader (PC/SC part 3), UID of the card", ""},
		{"FFCA000004", "capdu", "UID of the card", ""},
		{"FFCA0000", "capdu", "UID of the card", ""},
		{"FFCA010000", "capdu", "ATS of the card", ""},
		{"FFB0000410", "capdu", "READ BINARY: FF B0 00 04", ""},
		{"FFD600041000112233445566778899AABBCCDDEEFF", "capdu", "UPDATE BINARY", ""},
		{"FFD6000410001122", "capdu", "UPDATE BINARY", ""},
		{"FF82000006A0B1C2D3E4F5", "capdu", "LOAD KEYS: FF 82 00 00", ""},
		{"FF860000050100046000", "capdu", "GENERAL AUTHENTICATE: FF 86 00 00, class FF: a command to the reader (PC/SC part 3), block 4, key A, number 0", ""},
		{"FF8800046101", "capdu", "AUTHENTICATE (former): FF 88 00 04, class FF: a command to the reader (PC/SC part 3), key B, number 1", ""},
		{"FF2000000431323334", "capdu", "VERIFY", ""},
		{"FFC2000003810100", "capdu", "MANAGE SESSION", ""},
		{"FFC200010495022600", "capdu", "TRANSPARENT EXCHANGE", ""},
		{"FFC20002048F020003", "capdu", "SWITCH PROTOCOL", ""},
		{"FF00000004D44A0100", "capdu", "DIRECT TRANSMIT (ACS): FF 00 00 00, class FF: a command to the reader, of its maker", ""},
		{"FF00400F0400000000", "capdu", "LED AND BUZZER", ""},
		{"FFCA00000004A1B2C3D4E5F69000", "exchange", "UID: [7 bytes], masked", ""},
		{"FFCA000004DEADBEEF9000", "exchange", "UID: [4 bytes], masked", ""},
		{"FFCA0000009000", "exchange", "UID of the card", ""},
		{"FFCA0100000578807002A0029000", "exchange", "historical bytes", ""},
		{"FFB0000410000102030405060708090A0B0C0D0E0F9000", "exchange", "data of the card: , masked", ""},
		// verification results
		{"FFC0040010", "tvr", "SDA failed", ""},
		{"FFB0800410", "tvr", "SDA failed", "capdu"},
		{"FF00480000", "tvr", "SDA failed", "capdu"},
		{"FFCA02C010", "tvr", "SDA failed", "capdu"},
		{"FFF8FCF8F0", "tvr", "SDA failed", ""},
		{"FF20040800", "tvr", "SDA failed", ""},
	} {
		d := &decoder{}
		r := d.recognise(unhex(c.hex))
		said := saidOf(r.Items)
		if r.Kind != c.kind || !strings.Contains(said, c.said) || c.also != "" && !slices.Contains(r.Also, c.also) {
			t.Errorf("%s: %s: %s, also %v", c.hex, r.Kind, said, r.Also)
		}
		if strings.Contains(said, "A0B1C2") || strings.Contains(said, "A1B2C3") || strings.Contains(said, "3132") || strings.Contains(said, "secure messaging") {
			t.Errorf("%s: %s", c.hex, said)
		}
	}
	d := &decoder{show: true}
	if r := d.recognise(unhex("FFCA00000008A1B2C39000")); !strings.Contains(saidOf(r.Items), "UID: 08A1B2C3, drawn anew each time") {
		t.Errorf("%+v", r)
	}
}

// saidOf is all that items say, in one line.
func saidOf(list []item) string {
	var said []string
	for _, it := range list {
		line := strings.Join(append([]string{it.Name + ": " + it.Value}, it.Words...), ", ")
		said = append(said, line, saidOf(it.Items))
	}
	return strings.Join(said, "; ")
}

// In a conversation the class FF is the reader's, which is told; its answers are no data objects and no card's, and signatures are found behind them.
func TestReaderCommandsInConversations(t *testing.T) {
	for _, c := range []struct{ command, response, said string }{
		{"FFCA000000", "04A1B2C3D4E5F69000", "UID: [7 bytes] (masked)"},
		{"FFCA010000", "05788070029000", "frames to the card: up to 256 bytes"},
		{"FFCA010000", "8031E073F621139000", "73 card capabilities: F62113"},
		{"FFB0000410", "000102030405060708090A0B0C0D0E0F9000", "data of the card: masked"},
		{"FF82000006A0B1C2D3E4F5", "9000", "data: masked"},
		{"FF8800046000", "6300", "key A, number 0"},
		{"FF88000408112233445566778899", "9000", "class FF: a command to the reader"},
		{"FF00000004D44A0100", "D54B01019000", "answer of the reader: D54B0101"},
		{"FF00000004D44A0100", "D54B010104002804A1B2C3D49000", "with what tells the card from others: masked"},
		{"FFEE000000", "01029000", "unknown instruction: FF EE 00 00 (class FF: the reader's own, which no card has)"},
	} {
		status, out, errw := emv(fmt.Sprintf("-- conversation --\n> %s\n< %s\n", c.command, c.response), "decode", "-")
		if status != 0 || !strings.Contains(out, c.said) || strings.Contains(out, "secure messaging") || strings.Contains(out, "chain follows") || strings.Contains(out, "A0B1C2") {
			t.Errorf("%s: %d %s%s", c.command, status, out, errw)
		}
	}
}
