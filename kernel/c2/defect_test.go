package c2_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/tlv"
)

// Where the book contradicts itself or is silent, and RATIONALE says what to do: a test each. Others stand beside what they are about: go test -run Defect.

// Defect of table 4.2: it has no value for four objects that SR1.19 to SR1.30 take whatever comes. A configuration without one of them is refused.
// C-2 4.4.1 mandatory
func TestDefectRelayParameters(t *testing.T) {
	var got []string
	for _, p := range (c2.Kernel{}).Parameters() {
		if p.Mandatory {
			got = append(got, p.Tag.String())
		}
	}
	if !slices.Equal(got, []string{"DF8132", "DF8133", "DF8136", "DF8137"}) {
		t.Errorf("mandatory are %q", got)
	}
}

// Defect of S2.7: it does not ask, as S1.12 does, whether the PDOL wants any byte of what is empty. It would wait for what was not asked for.
// C-2 S1.12, S2.7
func TestDefectLengthZero(t *testing.T) {
	s := newScene(t)
	s.Tx.AmountLater, s.Tx.Amount, s.FCI = true, 0, fciWith("9F0200 9F0306", "")
	s.Then["DEK"] = []string{"9F0306 000000000000"}
	s.run().script("DEK |9F03", "TIMER 500", "STOP", "GPO 8306"+"000000000000", "RR 1.1")
}

// Defect of S910.33: where the storage is read and CDA has failed before GENERATE AC, no signature is asked for, and a card that declines without one has
// made an error all the same.
// C-2 GAC.2, S910.33, S910.37
func TestDefectHonestDecline(t *testing.T) {
	for cid, want := range map[string]kernel.L2Error{"00": kernel.CardDataError, "80": kernel.L2OK} { // S910.32: an ARQC need not be signed then
		s := storageScene(t, "01").give("AC", in(0x77, "9F2701", cid, "9F3602 0007 9F2608 1122334455667788"))
		s.record(replaced(signedObjects+"9F0F05 0000000000", "8F01 EE"))
		if got := s.asks(withKeys(t)); !strings.HasPrefix(got, "40 ") || s.Out.Error.L2 != want || (s.Out.Status == kernel.EndApplication) != (want != kernel.L2OK) {
			t.Errorf("CID %s: asked %s, %v, %+v", cid, got, s.Out.Status, s.Out.Error)
		}
	}
}

// Defect of GAC.9: the bit "usable for TC" is never asked about: for a TC that the terminal has come to, GAC.7 decides by DS AC Type alone.
// C-2 GAC.7, GAC.9
func TestDefectUsableForTC(t *testing.T) {
	for _, usable := range []string{"80", "00"} {
		for kind, want := range map[string]string{"40": "50 ", "80": "90 ", "00": "10 ", "C0": "50 "} { // C0 is no type: nothing is written
			s := storageScene(t, "01").set("DF8108", kind, "DF810A", usable)
			if got := s.asks(withKeys(t)); !strings.HasPrefix(got, want) || (s.Data[tlv.IDSStatus] == "C0") != (kind != "C0") {
				t.Errorf("DS AC Type %s, bit %s: %s, IDS Status %s", kind, usable, got, s.Data[tlv.IDSStatus])
			}
		}
	}
}

// Defect: no way leads to some steps. S3R1.6 is for an AFL without a record, which state 3 refuses; CVM.7's "without rules" for a CVM List of eight bytes, which
// no card may give; S12.7 for a signal that the edition has not.
// C-2 S3.13, S3R1.6, CVM.7, 4.6.2 AFL
func TestDefectUnreachable(t *testing.T) {
	for response, indication := range map[string]string{"8202 0080 9400": "00 04 00 0000 1C", "8202 0080": "00 01 00 0000 1C", "8202 0080 9404 08020100": "00 06 00 0000 1C"} {
		newScene(t).give("GPO", in(0x77, response)).run().script("GPO 8300").ends(kernel.EndApplication, kernel.StartNone, indication, otherCard, "-")
	}
	newScene(t).options("8202 1080").record("8E08 0000000000000000").run().
		ends(kernel.EndApplication, kernel.StartNone, "00 04 00 0000 1C", otherCard, "-")
}

// Defect of SR1.18: there is no rule for a time that two bytes cannot hold. The data object ends at FFFF, the decision does not: a card that claims FFFF is too
// slow at FFFF and a grace.
// C-2 SR1.18, SR1.28
func TestDefectMeasuredTime(t *testing.T) {
	for took, want := range map[time.Duration]string{6_562_700: "02", 6_562_800: "06"} { // us: FFFF is 65535, the grace 50, the transmission 42
		s := withRelay(t, "800A 11223344 0064 FFFF 0018 9000", took, took, took).set("DF8136", "FFFF").run()
		if got := s.Data[tlv.TVRKernel2][8:]; got != want || s.Data[tlv.MeasuredRelayResistanceProcessingTime] != "FFFF" {
			t.Errorf("%d us: TVR byte 5 %s, measured %s", took, got, s.Data[tlv.MeasuredRelayResistanceProcessingTime])
		}
	}
}
