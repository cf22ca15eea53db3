package main

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// What is sent behind the CDOL is what the DSDOL asks for, its last element as long as it is.
//
// C-2 2.12 4.1.4, 5.3.2
func TestStoredData(t *testing.T) {
	cdol, dsdol := unhex("9F0206"), unhex("DF6008DF6108DF6201DF63A0")
	for _, c := range []struct {
		clause string
		dsdol  tlv.DOL
		sent   int
		want   string
	}{
		{"CDOL alone", dsdol, 6, "9F0206"},
		{"less than the CDOL", dsdol, 5, "9F0206"},
		{"all of the DSDOL", dsdol, 6 + 17 + 160, "9F0206DF6008DF6108DF6201DF63A0"},
		{"a short last element", dsdol, 6 + 17 + 5, "9F0206DF6008DF6108DF6201DF6305"},
		{"no last element", dsdol, 6 + 17, "9F0206DF6008DF6108DF6201DF6300"},
		{"less than that", dsdol, 6 + 16, "9F0206DF6008DF6108DF6201DF63A0"},
		{"no DSDOL", nil, 28, "9F0206"},
	} {
		x := transcript.Lists{CDOL1: cdol, DSDOL: c.dsdol}
		got := x.Of(apdu.Command{CLA: 0x80, INS: apdu.GenerateAC, Data: make([]byte, c.sent)})
		if !bytes.Equal(got, unhex(c.want)) {
			t.Errorf("%s: %X, want %s", c.clause, got, c.want)
		}
	}
	if !bytes.Equal(dsdol, unhex("DF6008DF6108DF6201DF63A0")) || !bytes.Equal(cdol, unhex("9F0206")) {
		t.Error("the lists were changed")
	}
}

// The answer to EXCHANGE RELAY RESISTANCE DATA, in units of 0.1 ms.
//
// C-2 2.12 table 5.4
func TestRelayAnswer(t *testing.T) {
	d := &decoder{}
	list, fault := d.response(apdu.Command{CLA: 0x80, INS: insRelay}, unhex("800A11223344006400C800189000"))
	if fault != "" || len(list) != 2 || len(list[0].Items) != 4 {
		t.Fatalf("%q %+v", fault, list)
	}
	for i, want := range []string{"11223344", "10.0 ms", "20.0 ms", "2.4 ms"} {
		it := list[0].Items[i]
		if i == 0 && it.Value != want || i > 0 && (len(it.Words) != 1 || it.Words[0] != want) {
			t.Errorf("%+v, want %s", it, want)
		}
	}
	if list, _ := d.response(apdu.Command{CLA: 0x80, INS: insRelay}, unhex("800911223344006400C8009000")); len(list) == 2 && len(list[0].Items) != 0 {
		t.Errorf("%+v", list)
	}
}
