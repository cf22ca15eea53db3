package c7_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
)

// Trap 11: the signature is verified with 9F69 of 8 to 16 bytes whose first is 01, all of it hashed; with format 05 for a TC and 95 for an ARQC. What the AIP
// does not say, what is missing and every broken part fails it: a TC is declined then, an ARQC stays online.
// C-7 4.3.2.1, 4.3.2.2, 4.3.2.3, 4.3.2.4, 4.3.1
func TestFDDA(t *testing.T) {
	fails := func(edit func(*reader)) {
		t.Helper()
		offline(t).with(edit).expect(declines("4.3.2.5").authenticated("failed"))
		special(t).with(edit).expect(goesOnline.authenticated("failed"))
	}
	passes := func(edit func(*reader)) {
		t.Helper()
		offline(t).with(edit).expect(approves)
		special(t).with(edit).expect(goesOnline.authenticated("ok"))
	}
	passes(func(*reader) {})
	passes(func(r *reader) { r.file(4, "9F69", "01010203040000000102030405060708") }) // 16 bytes
	passes(func(r *reader) { r.file(1, "9F4A", "-") })
	passes(func(r *reader) { r.set("82", "3C00") })
	passes(func(r *reader) { r.file(4, "9F69", "-").set("9F69", "0101020304000000") }) // in GET PROCESSING OPTIONS
	fails(func(r *reader) { r.file(4, "9F69", "0101020304000000010203040506070809") }) // 17
	fails(func(r *reader) { r.file(4, "9F69", "01010203040000") })                     // 7
	fails(func(r *reader) { r.file(4, "9F69", "0001020304000000") })                   // version 00
	fails(func(r *reader) { r.file(4, "9F69", "0201020304000000") })
	fails(func(r *reader) { r.file(4, "9F69", "-") })
	fails(func(r *reader) { r.file(4, "9F69", "") })
	fails(func(r *reader) { r.set("82", "DF00") }) // all but DDA
	fails(func(r *reader) { r.format = 0 })        // no signature
	fails(func(r *reader) { r.forged = true })
	fails(func(r *reader) { r.format ^= 0x90 }) // the other format
	fails(func(r *reader) { r.file(1, "9F4A", "8295") })
	fails(func(r *reader) { r.cfg.Keys = nil })
	fails(func(r *reader) { r.cfg.Keys, _ = capk.NewSet(nil) })
	for _, change := range []struct{ n, at int }{{2, 20}, {3, 40}, {4, 40}, {5, 7}} { // a byte of a signed record, both certificates, 9F69
		fails(func(r *reader) {
			r.answer = func(n int, _, response []byte) []byte {
				if n == change.n {
					response[change.at] ^= 1
				}
				return response
			}
		})
	}
}

// The reason of a failure is that of the first check that fails.
// C-7 4.3.2.2, 4.3.2.3, 4.3.2.4
func TestFDDAReasons(t *testing.T) {
	noDDA := func(r *reader) { r.set("82", "0000") }
	none := func(r *reader) { r.file(4, "9F69", "-") }
	short := func(r *reader) { r.file(4, "9F69", "01010203040000") }
	version := func(r *reader) { r.file(4, "9F69", "0201020304000000") }
	forged := func(r *reader) { r.forged = true }
	for _, c := range []struct {
		edits  []func(*reader)
		reason string
	}{
		{[]func(*reader){noDDA, none, forged}, "the card does not support fDDA"},
		{[]func(*reader){none, forged}, "no Card Authentication Related Data"},
		{[]func(*reader){short, forged}, "Card Authentication Related Data of another version or length"},
		{[]func(*reader){version, forged}, "Card Authentication Related Data of another version or length"},
		{[]func(*reader){noDDA, short}, "the card does not support fDDA"},
		{[]func(*reader){forged}, "fDDA signature: "},
	} {
		if out := special(t).with(c.edits...).run(); !strings.HasPrefix(out.ODA().Reason, c.reason) || out.ODA().Method != "fDDA" {
			t.Errorf("%+v, want %s", out.ODA(), c.reason)
		}
	}
}

// Revoked and expired certificates fail it.
// C-7 4.3.2.4
func TestCertificates(t *testing.T) {
	r := offline(t)
	var list []capk.Key
	for k := range r.cfg.Keys.All() {
		list = append(list, *k)
	}
	r.cfg.Keys, _ = capk.NewSet(list, capk.Revocation{RID: list[0].RID, Index: 0xC1, Serial: [3]byte{0, 0, 1}})
	r.expect(declines("4.3.2.5").authenticated("failed"))
	r = offline(t).file(1, "5F24", "-")
	r.tx.Date = [3]byte{0x49, 0x12, 0x31}
	r.expect(approves)
	r.tx.Date = [3]byte{0x50, 0x01, 0x01} // 1950
	r.expect(approves)
	r = offline(t).file(4, "9F32", "05")
	r.expect(ends("4.2.4.4"))
}

// Trap 12: where a TC is not authenticated CTQ b6 goes online at a reader that can, then b5 goes to contact at a reader that has it, else it is declined. The host
// or the other interface gets what there is.
// C-7 4.3.2.5, 3.2.5
func TestFDDAFailed(t *testing.T) {
	failed := func(w want) want { return w.authenticated("failed") }
	for _, c := range []struct {
		ctq, ttq string
		want     want
	}{
		{"-", "36004000", failed(declines("4.3.2.5"))},
		{"0000", "36004000", failed(declines("4.3.2.5"))},
		{"0F00", "36004000", failed(declines("4.3.2.5"))},
		{"2000", "36004000", failed(goesOnline)},
		{"3000", "36004000", failed(goesOnline)},
		{"2000", "3E004000", failed(declines("4.3.2.5"))},
		{"3000", "3E004000", failed(another("4.3.2.5"))},
		{"1000", "36004000", failed(another("4.3.2.5"))},
		{"1000", "26004000", failed(declines("4.3.2.5"))},
		{"3000", "2E004000", failed(declines("4.3.2.5"))},
		{"2000", "26004000", failed(goesOnline)},
	} {
		r := offline(t).set("9F6C", c.ctq)
		r.ttq, r.forged = c.ttq, true
		out := r.expect(c.want)
		if other := out.AlternateInterface; (out.Status == kernel.TryAnotherInterface) != (other == kernel.Contact) || out.Read() == (other != 0) {
			t.Errorf("%s at %s: %v, read %v", c.ctq, c.ttq, other, out.Read())
		}
		r = special(t).set("9F6C", c.ctq) // an ARQC stays online
		r.forged = true
		r.expect(failed(goesOnline))
	}
}

// An ARQC with records at a reader that does not authenticate online requests: they are read, nothing is authenticated.
// C-7 3.2.4
func TestNoAuthenticationForOnline(t *testing.T) {
	r := special(t)
	r.ttq, r.also = "36004000", nil
	r.expect(goesOnline)
	if len(r.commands) != 5 {
		t.Error(len(r.commands))
	}
}
