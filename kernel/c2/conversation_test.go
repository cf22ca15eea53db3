package c2_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/issuer"
)

// Published conversations with Mastercard cards are replayed through the kernel as their header lines tap-... say: testvectors/conversations/header.md.

// replayed are the conversations that this kernel runs.
var replayed = map[string]bool{
	"mhn_msc_offline": true, "mhn_msc_online": true, "mhn_msc_ms_mode": true, "binaryfoo_contactless_mastercard": true,
	"binaryfoo_contactless_msd": true, "devnied_mastercardppse": true, "devnied_mastercardppse2": true,
}

// captured is a conversation with a Mastercard card.
func captured(t *testing.T, name string) (*bench.Captured, bool) {
	t.Helper()
	return bench.NewCaptured(t, c2.Kernel{}, "mastercard", "mastercard-online", name)
}

// Every conversation comes to the outcome that was derived from the book, by the commands as captured.
//
// C-2 2.12 S1.9, S3.18, S3.31, S3.65, S4.5, S4.24, CVM.18, TAA.10, TAA.16, GAC.27, S910.4, S910.7, S910.74
func TestConversations(t *testing.T) {
	names, err := testvectors.Conversations()
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			x, ours := captured(t, name)
			if ours != replayed[name] {
				t.Fatalf("run: %v", ours)
			}
			if ours {
				ran++
				x.AsDerived()
			}
		})
	}
	if ran != len(replayed) {
		t.Errorf("%d conversations ran, not %d", ran, len(replayed))
	}
}

// The data record of mhn_msc_offline is what an issuer needs: with the published issuer key the cryptogram that the signature holds is computed again from it.
//
// C-2 2.12 S910.4, S910.70, table 4.6, EMV 4.4 B2 8.1
func TestConversationCryptogram(t *testing.T) {
	x, _ := captured(t, "mhn_msc_offline")
	x.Replay()
	key := bench.Hex(t, x.Get("issuer-key"))
	published := issuer.New(issuer.Range{Prefix: "541333", AC: key, MAC: key, Enc: key})
	if reason := published.Check(x.Outcome().DataRecord, ""); reason != "" {
		t.Error(reason)
	}
	changed := bytes.Clone(x.Outcome().DataRecord)
	changed[bytes.Index(changed, []byte{0x9F, 0x02, 0x06})+8] ^= 1
	if published.Check(changed, "") == "" {
		t.Error("another amount passes")
	}
}

// What else follows from the card's bytes of mhn_msc_offline: after its last day the IAC default has the expiry; without the key CDA fails, and the TAC default has
// that. The terminal asks for an AAC, with CDA where it has not failed, because 9F5D byte 2 is 01. The captured card has no answer to that: one of our own, without a
// signature, is an error where one was asked for, and else declined, because the reader has no contacts.
//
// C-2 2.12 PRE.7, S456.25, TAA.17, GAC.25, GAC.26, S910.36, S910.74
func TestConversationVariants(t *testing.T) {
	for name, v := range map[string]struct {
		change func(*bench.Tap)
		p1     byte
		want   string
	}{
		"the day after": {
			func(x *bench.Tap) { x.Transaction.Date = [3]byte{0x21, 0x01, 0x01} }, 0x10,
			"end application, CARD DATA ERROR, CVM none, not performed, messages 1E 1C, discretionary data",
		},
		"no key": {func(x *bench.Tap) { x.Config.Keys = nil }, 0x00, "declined, CVM none, CDA failed, messages 1E 07, data record, discretionary data"},
	} {
		x, _ := captured(t, "mhn_msc_offline")
		v.change(x.Tap)
		answers := x.Middle
		var p1 byte
		x.Middle = func(n int, command, r []byte) []byte {
			if command[1] != apdu.GenerateAC {
				return answers(n, command, r)
			}
			p1 = command[2]
			return bench.Hex(t, "77149F2701009F360202E09F26080102030405060708"+"9000")
		}
		x.Replay()
		if got := x.Words(); p1 != v.p1 || got != v.want {
			t.Errorf("%s: P1 %02X, %s", name, p1, got)
		}
	}
}
