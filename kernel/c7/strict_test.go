package c7_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/testvectors/sweep"
)

// strictly is the same in the profile strict.
func strictly(base func(testing.TB) *reader) func(testing.TB) *reader {
	return func(t testing.TB) *reader {
		r := base(t)
		r.cfg.Profile = kernel.Strict
		return r
	}
}

// Each departure of strict from the book, book and strict side by side. A row is an attack, or a card that does what an attack would make of it.
// C-7 4.3.2.4, 4.4.2, annex C
func TestStrict(t *testing.T) {
	ranges := func(digits string) func(*reader) {
		return func(r *reader) {
			r.combination.Parameters = []kernel.DataObject{{Tag: c7.ParamAccountRanges, Value: r.hex(digits)}}
		}
	}
	at := func(ttq string) func(*reader) { return func(r *reader) { r.ttq = ttq } }
	ctq := func(ctq, own string) func(*reader) {
		return func(r *reader) { r.set("9F6C", ctq).file(4, "9F69", "0101020304"+own+"00") }
	}
	limit := func(l kernel.Limit) func(*reader) { return func(r *reader) { r.combination.FloorLimit = l } }
	both := func(list ...func(*reader)) func(*reader) { return func(r *reader) { r.with(list...) } }
	ok := goesOnline.authenticated("ok")
	for _, c := range []struct {
		name         string
		base         func(testing.TB) *reader
		edit         func(*reader)
		book, strict want
	}{
		// an offline approval needs everything that decides under the signature
		{"all signed", offline, func(*reader) {}, approves, approves},
		{"qualifiers signed", offline, ctq("0000", "0000"), approves, approves},
		{"AIP not signed", offline, func(r *reader) { r.file(1, "9F4A", "-") }, approves, ok},
		{"AIP not signed, offline-only", offline, both(at("3E004000"), func(r *reader) { r.file(1, "9F4A", "-") }), approves, declines("3.2.5").authenticated("ok")},
		{"qualifiers changed on the way", offline, ctq("4000", "0000"), approves.owing(kernel.CVMSignature), ok.owing(kernel.CVMSignature)},
		{"qualifiers added on the way", offline, ctq("4000", "8000"), approves.owing(kernel.CVMSignature), ok.owing(kernel.CVMSignature)},
		{"qualifiers taken out on the way", offline, ctq("-", "8000"), approves, ok},
		// and a limit in its currency
		{"no floor limit", offline, limit(kernel.Limit{}), approves, ok},
		{"a floor limit of the terminal", offline, func(r *reader) {
			r.combination.FloorLimit, r.combination.TerminalFloorLimit = kernel.Limit{}, kernel.Limit{Amount: 5000, Present: true}
		}, approves, approves},
		{"a limit of another currency", offline, func(r *reader) { r.combination.Currency = 0x0840 }, approves, ok},
		{"an online cryptogram was asked for", offline, at("36804000"), approves, ok},
		// where a CVM is required the card's word counts under the signature alone
		{"device, signed", offline, both(at("36404000"), ctq("0080", "0080")), approves.owing(kernel.CVMConfirmed), approves.owing(kernel.CVMConfirmed)},
		{"device, an ARQC without signature", online, both(at("36404000"), func(r *reader) { r.set("9F6C", "0080") }), goesOnline.owing(kernel.CVMConfirmed), goesOnline.owing(kernel.CVMOnlinePIN)},
		{"the same without online PIN", online, both(at("30404000"), func(r *reader) { r.set("9F6C", "0080") }), goesOnline.owing(kernel.CVMConfirmed), declines("4.4.2")},
		{"device, ARQC with signature", special, both(at("37404000"), ctq("0080", "0080")), ok.owing(kernel.CVMConfirmed), ok.owing(kernel.CVMConfirmed)},
		{"signature for PIN on the way", online, both(at("36404000"), func(r *reader) { r.set("9F6C", "4000") }), goesOnline.owing(kernel.CVMSignature), goesOnline.owing(kernel.CVMOnlinePIN)},
		{"signature at a reader without PIN", online, both(at("32404000"), func(r *reader) { r.set("9F6C", "4000") }), goesOnline.owing(kernel.CVMSignature), goesOnline.owing(kernel.CVMSignature)},
		{"no CVM", online, both(at("36404000"), func(r *reader) { r.set("9F6C", "0000") }), declines("4.4.2"), declines("4.4.2")},
		{"no CVM, signed", special, both(at("37404000"), ctq("0000", "0000")), declines("4.4.2").authenticated("ok"), declines("4.4.2").authenticated("ok")},
		{"not required", online, func(r *reader) { r.set("9F6C", "0080") }, goesOnline.owing(kernel.CVMConfirmed), goesOnline.owing(kernel.CVMConfirmed)},
		// after an authentication that failed nothing weaker than a PIN
		{
			"failed, signature", special, both(at("33404000"), ctq("4000", "4000"), func(r *reader) { r.forged = true }),
			goesOnline.owing(kernel.CVMSignature).authenticated("failed"), declines("4.4.2").authenticated("failed"),
		},
		{
			"failed, PIN", special, both(at("37404000"), ctq("4000", "4000"), func(r *reader) { r.forged = true }),
			goesOnline.owing(kernel.CVMSignature).authenticated("failed"), goesOnline.owing(kernel.CVMOnlinePIN).authenticated("failed"),
		},
		// the account
		{"another account in track 2", online, func(r *reader) { r.set("5A", "6228000000000013") }, goesOnline, ends("C")},
		{"the same account", online, func(r *reader) { r.set("5A", "6228000100001F") }, goesOnline, goesOnline},
		{"an account of the AID", online, ranges("4F62F0"), goesOnline, goesOnline},
		{"an account of another brand", online, ranges("4F51FF"), goesOnline, declines("C")},
		{"the same, offline", offline, ranges("4F51FF"), approves, declines("C").authenticated("ok")},
		// the cash machine's rules are its own in both
		{"ATM", online, both(at("36404000"), func(r *reader) {
			r.set("9F6C", "0080")
			r.cfg.Terminal.Type, r.cfg.Terminal.AdditionalCapabilities[0] = 0x14, 0x80
		}), goesOnline, goesOnline},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.base(t).with(c.edit).expect(c.book)
			strictly(c.base)(t).with(c.edit).expect(c.strict)
		})
	}
}

// Over every qualifier of card and reader: where strict requires a CVM and the card's qualifiers are under no signature, a transaction goes on with an online PIN
// alone, or with a signature at a reader that has no PIN; and strict approves offline nothing that the book does not.
// C-7 4.4.2, 4.5.1
func TestStrictSweep(t *testing.T) {
	for ttq := range 128 {
		for ctq := range 32 {
			if !sweep.Sample(ttq*32+ctq+1, 5) {
				continue
			}
			high, low := byte(ctq&3)<<6|byte(ctq>>2&3)<<4, byte(ctq>>4)<<7
			for signed, base := range []func(testing.TB) *reader{online, offline} { // 9F69 says 0000
				arranged := func(t testing.TB) *reader {
					r := base(t)
					r.options = changed(r.options, 0x9F6C, []byte{high, low})
					r.ttq = hexOf(0x20|byte(ttq)&0x1E, byte(ttq>>5)<<6, 0x40, 0)
					return r
				}
				book, strict := arranged(t).run(), strictly(arranged)(t).run()
				required := ttq>>5&1 == 1
				confirmed := strict.CVM == kernel.CVMConfirmed || strict.CVM == kernel.CVMNotApplicable
				if strict.Status != kernel.Declined && required && confirmed && (signed == 0 || high|low != 0) {
					t.Errorf("TTQ %X, CTQ %02X%02X: %+v", ttq, high, low, of(strict))
				}
				if strict.Status == kernel.Approved && book.Status != kernel.Approved || strict.Status != kernel.Declined && book.Status == kernel.Declined {
					t.Errorf("TTQ %X, CTQ %02X%02X: %+v, by the book %+v", ttq, high, low, of(strict), of(book))
				}
			}
		}
	}
}

func hexOf(b ...byte) string {
	const digits = "0123456789ABCDEF"
	s := make([]byte, 0, 2*len(b))
	for _, c := range b {
		s = append(s, digits[c>>4], digits[c&15])
	}
	return string(s)
}
