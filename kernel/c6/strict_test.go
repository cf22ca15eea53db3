package c6_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/testvectors/sweep"
)

// Each departure of strict from the book, book and strict side by side. A row is an attack, or a card that does what an attack would make of it.
// C-6 F19.6, F19.7, 3.7, 3.10, 3.12, B.13
func TestStrict(t *testing.T) {
	at := func(ttq string) func(*reader) { return func(r *reader) { r.ttq = ttq } }
	limit := func(l kernel.Limit) func(*reader) { return func(r *reader) { r.combination.FloorLimit = l } }
	moved := func(name, value string) func(*reader) {
		return func(r *reader) { r.file(1, name, "-").file(4, name, value) }
	}
	ranges := func(digits string) func(*reader) { return func(r *reader) { r.with("DF07 " + digits) } }
	ok, no := goesOnline.authenticated("ok"), declines("F19.6").authenticated("ok")
	device := func(r *reader) { r.set("9F71", "1000").set("9F10", "010F2002000000000000") }
	all := func(list ...func(*reader)) func(*reader) {
		return func(r *reader) {
			for _, f := range list {
				f(r)
			}
		}
	}
	for _, c := range []struct {
		name         string
		base         func(testing.TB) *reader
		edit         func(*reader)
		book, strict want
	}{
		{"all signed", offline, func(*reader) {}, approves, approves},
		{"usage control not signed", offline, moved("9F07", "FF80"), approves, no},
		{"issuer country not signed", offline, moved("5F28", "0036"), approves, no},
		{"expiration not signed", offline, moved("5F24", "491231"), approves, no},
		{"effective date not signed", offline, moved("5F25", "200101"), approves, no},
		{"version not signed", offline, moved("9F08", "0001"), approves, no},
		{"track 2 not signed", offline, moved("57", track2), approves, approves},
		{"no expiration but in track 2", offline, func(r *reader) { r.file(1, "5F24", "-") }, approves, no},
		{"loyalty, usage control not signed", loyalty, moved("9F07", "FF80"), approves, no},
		{"a reserved cryptogram, signed", loyalty, func(r *reader) { r.set("9F27", "C0") }, approves, no},
		{"loyalty without limit", loyalty, limit(kernel.Limit{}), approves, approves},
		{"no floor limit", offline, limit(kernel.Limit{}), approves, no},
		{"above it", offline, limit(kernel.Limit{Amount: 1000, Present: true}), approves, no},
		{"no floor limit, but a PIN for the host", offline, all(limit(kernel.Limit{}), func(r *reader) { r.set("9F71", "8000") }), ok.owing(kernel.CVMOnlinePIN), ok.owing(kernel.CVMOnlinePIN)},
		{"version not signed, but a PIN for the host", offline, all(moved("9F08", "0001"), func(r *reader) { r.set("9F71", "8000") }), ok.owing(kernel.CVMOnlinePIN), ok.owing(kernel.CVMOnlinePIN)},
		{"of another currency", offline, func(r *reader) { r.combination.Currency = 0x0840 }, approves, no},
		{"deferred", signed, func(r *reader) { r.deferred() }, approves, approves},
		{"deferred, a reserved cryptogram", loyalty, func(r *reader) { r.deferred().set("9F27", "C0") }, approves, no},
		{"deferred, above the limit", signed, all(func(r *reader) { r.deferred() }, limit(kernel.Limit{Amount: 1, Present: true})), approves, approves},
		{"online after a signature that cannot be read", offline, func(r *reader) { forged(r).set("9F71", "0040") }, goesOnline.authenticated("failed"), declines("3.10").authenticated("failed")},
		{"online, ARQC with a signature that cannot be read", signed, func(r *reader) { forged(r) }, goesOnline.authenticated("failed"), declines("3.10").authenticated("failed")},

		{"device, not signed", online, all(at("36404000"), device), goesOnline.owing(kernel.CVMConfirmed), goesOnline.owing(kernel.CVMOnlinePIN)},
		{"device, signed", signed, all(at("37404000"), device), ok.owing(kernel.CVMConfirmed), ok.owing(kernel.CVMConfirmed)},
		{"device, a reader without PIN", online, all(at("32404000"), device), goesOnline.owing(kernel.CVMConfirmed), declines("3.7")},
		{"signature, not signed", online, all(at("36404000"), func(r *reader) { r.set("9F71", "4000") }), goesOnline.owing(kernel.CVMSignature), goesOnline.owing(kernel.CVMOnlinePIN)},
		{"signature, a reader without PIN", online, all(at("32404000"), func(r *reader) { r.set("9F71", "4000") }), goesOnline.owing(kernel.CVMSignature), goesOnline.owing(kernel.CVMSignature)},
		{"signature, CDA failed", signed, all(at("33404000"), func(r *reader) { forged(r).set("9F71", "4000") }), goesOnline.owing(kernel.CVMSignature).authenticated("failed"), declines("3.7").authenticated("failed")},
		{"none, not signed", online, all(at("36404000"), func(r *reader) { capable(r, true).set("9F71", "0001") }), goesOnline.owing(kernel.CVMNotRequired), goesOnline.owing(kernel.CVMOnlinePIN)},
		{"not required", online, all(at("36004000"), func(r *reader) { r.set("9F71", "4000") }), goesOnline.owing(kernel.CVMSignature), goesOnline.owing(kernel.CVMSignature)},
		{"the device has failed, not signed", online, all(at("36404000"), func(r *reader) { r.set("9F71", "1002").set("9F10", "010F2003000000000000") }), goesOnline.owing(kernel.CVMSignature), goesOnline.owing(kernel.CVMOnlinePIN)},

		{"another account in track 2", offline, func(r *reader) { r.file(1, "57", "6011000000000012D4912201000000000F") }, approves, ends("B.13").authenticated("ok")},
		{"an account of the AID", online, ranges("6011F36F"), goesOnline, goesOnline},
		{"of another brand", online, ranges("36F4F5FF"), goesOnline, declines("B.13")},
		{"the same, offline", offline, ranges("36F4F5FF"), approves, declines("B.13").authenticated("ok")},
	} {
		t.Run(c.name, func(t *testing.T) {
			book, strict := c.base(t), strictly(c.base(t))
			c.edit(book)
			c.edit(strict)
			book.expect(c.book)
			strict.expect(c.strict)
		})
	}
}

// The issuer's update goes to the card of the first presentment, or to whatever card there is.
// C-6 3.12
func TestStrictSameCard(t *testing.T) {
	for profile, sent := range map[kernel.Profile]int{kernel.Book: 1, kernel.Strict: 0} {
		r := second(t, script(t, "71", block), "")
		r.cfg.Profile, r.label = profile, "Another"
		if out := r.run(); len(r.commands) != sent || out.Status != kernel.EndApplication || (out.Error.Clause == "C-6 2.12 3.12") != (sent == 0) {
			t.Errorf("%v: %d commands, %v", profile, len(r.commands), out.Error)
		}
		same := second(t, script(t, "71", block), "")
		same.cfg.Profile = profile
		if same.run(); len(same.commands) != 1 {
			t.Errorf("%v: %d commands", profile, len(same.commands))
		}
		forgotten := second(t, script(t, "71", block), "")
		forgotten.cfg.Profile, forgotten.memory = profile, nil
		if forgotten.run(); len(forgotten.commands) != sent {
			t.Errorf("%v: %d commands", profile, len(forgotten.commands))
		}
	}
}

// r0 is byte 1 of TTQ in hexadecimal digits.
func r0(ttq string) (b byte) {
	_, _ = fmt.Sscanf(ttq[:2], "%X", &b)
	return b
}

// Over every requirement of the card, cryptogram and qualifier: strict approves nothing without the host that is not signed, and nothing that the book does
// not; where a CVM is required and the card's word is under no signature, a transaction goes on with an online PIN, or with a signature at a reader that has no
// PIN.
// C-6 F19.7, 3.7
func TestStrictSweep(t *testing.T) {
	ttqs := []string{"36004000", "37004000", "36404000", "32404000", "37404000", "2E004000", "36804000", "37C0C000", "2A400000"}
	n := 0
	for cpr := range 1 << 12 {
		for _, cid := range []string{"00", "40", "80", "C0"} {
			for _, ttq := range ttqs {
				if n++; !sweep.Sample(n, 211) {
					continue
				}
				arranged := func() *reader {
					r := offline(t)
					r.ttq = ttq
					r.set("9F27", cid)
					r.options = changed(r.options, 0x9F71, []byte{byte(cpr>>8) << 4, byte(cpr)})
					switch n % 4 {
					case 1:
						r.forged = true
					case 2:
						r.signs = "none"
					}
					if n%8 > 3 {
						r.set("9F26", cryptogram)
						r.signs = "none"
					}
					return capable(r, n%16 > 7)
				}
				book, strict := arranged().run(), strictly(arranged()).run()
				switch {
				case strict.Status == kernel.Approved && (strict.ODA().Result != "ok" || book.Status != kernel.Approved):
					t.Errorf("%s %03X %s: strict %+v, book %+v", cid, cpr, ttq, of(strict), of(book))
				case strict.Status == kernel.OnlineRequest && book.Status != kernel.OnlineRequest && book.Status != kernel.Approved:
					t.Errorf("%s %03X %s: strict %+v, book %+v", cid, cpr, ttq, of(strict), of(book))
				case strict.DataRecord != nil && strict.Status == kernel.OnlineRequest && strict.AC() == nil:
					t.Errorf("%s %03X %s: no cryptogram", cid, cpr, ttq)
				}
				required, went := ttq[3] == '4' || ttq[2] == 'C' || ttq[2] == '4', strict.Status == kernel.OnlineRequest || strict.Status == kernel.Approved
				weak := strict.CVM != kernel.CVMOnlinePIN && !(strict.CVM == kernel.CVMSignature && r0(ttq)&0x04 == 0)
				if required && went && weak && strict.ODA().Result != "ok" {
					t.Errorf("%s %03X %s: %+v", cid, cpr, ttq, of(strict))
				}
			}
		}
	}
}
