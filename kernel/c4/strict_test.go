package c4_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
)

// Each departure of strict from the book, book and strict side by side. A row is an attack, or a card that does what an attack would make of it.
// C-4 6.2.6.1, 8.2.3, 11.2.4.2, annex A
func TestStrict(t *testing.T) {
	online := goesOnline
	unsigned := func(w want) want { return w.authenticated(none) }
	noCDA := func(r *reader) { r.give("82", "1880").set("DF0B", "0000000000") }
	limit := func(l kernel.Limit) func(*reader) { return func(r *reader) { r.combination.FloorLimit = l } }
	offlineOnly := func(r *reader) { r.cfg.Terminal.Type = 0x23 }
	mobile := func(r *reader) { r.give("82", "19C0").give("9F71", "010302").with(above, list("410342031E03")) }
	sign := func(r *reader) { r.with(above, list("1E03")) }
	silent := func(r *reader) { r.set("DF0B", "0000000000") } // no bit of the TVR asks for the host
	pinOnly := func(r *reader) { r.with(list("0200"), silent) }
	pdol := func(list string) func(*reader) { return func(r *reader) { r.pdol = list } }
	noPIN := func(r *reader) { r.set("9F6E", "D8A00003") }
	elsewhere := func(r *reader) { // the CVM List stands in a record that is not signed
		v := r.find(0x8E)
		r.file("8E", "-").says("8E", hexOf(v))
	}
	unlisted := func(r *reader) {
		v := r.find(0x8C)
		r.file("8C", "-").says("8C", hexOf(v))
	}
	delayed := func(r *reader) { r.set("9F6E", "D8E00043") }
	for _, c := range []struct {
		name         string
		edit         []func(*reader)
		book, strict want
	}{
		// an offline approval needs everything that decides under the signature
		{"all signed", nil, approves, approves},
		{"no CDA", []func(*reader){noCDA}, unsigned(approves), unsigned(online)},
		{"no CDA, offline only", []func(*reader){noCDA, offlineOnly}, unsigned(approves), inserts("11.2.5.1")},
		{"no CDA, no host", []func(*reader){noCDA, func(r *reader) { r.tx.HostAway = true }}, unsigned(approves), inserts("11.2.5.1")},
		{"CDA off", []func(*reader){func(r *reader) { r.set("9F33", "E068C0").set("DF0B", "0000000000") }}, unsigned(approves), unsigned(online)},
		{"AIP not signed", []func(*reader){func(r *reader) { r.file("9F4A", "-") }}, approves, online},
		{"AIP not signed, offline only", []func(*reader){offlineOnly, func(r *reader) { r.file("9F4A", "-") }}, approves, inserts("11.2.5.1")},
		{"amount in no signed list", []func(*reader){unlisted}, approves, online},
		{"amount in no list", []func(*reader){func(r *reader) { r.file("8C", "9F0205 9F3704") }}, approves, online},
		{"amount in no list, offline only", []func(*reader){offlineOnly, func(r *reader) { r.file("8C", "9F3704") }}, approves, inserts("11.2.5.1")},
		{"denied, no CDA", []func(*reader){noContacts, func(r *reader) { r.give("82", "1880").file("5F24", "200101").set("DF0A", "0040000000") }}, declines("11.2.5.1"), declines("11.2.5.1")},
		// and a limit in its currency
		{"no floor limit", []func(*reader){limit(kernel.Limit{})}, approves, online},
		{"above the floor limit", []func(*reader){limit(kernel.Limit{Amount: 1233, Present: true})}, approves, online},
		{"above the floor limit, delayed", []func(*reader){delayed, limit(kernel.Limit{Amount: 1233, Present: true})}, approves, approves},
		{"a limit of another currency", []func(*reader){func(r *reader) { r.combination.Currency = 0x0840 }}, approves, online},
		// and a cardholder who is verified where a CVM is required
		{"nobody verified", []func(*reader){above, noContacts, list("1F00"), func(r *reader) { r.set("DF0B", "0000000000") }}, approves.owing(0), online.owing(0)},
		{"nobody verified below the limit", []func(*reader){noContacts, list("0400"), silent}, approves.owing(0), approves.owing(0)},
		{"the card verifies nobody, unsigned", []func(*reader){above, noContacts, func(r *reader) { r.give("82", "0880") }}, unsigned(online).owing(0), unsigned(online).owing(kernel.CVMOnlinePIN)},
		{"the same with contacts", []func(*reader){above, func(r *reader) { r.give("82", "0880") }}, inserts("8.2.5"), inserts("8.2.5")},
		{"the same without online PIN", []func(*reader){above, noContacts, noPIN, noContacts, func(r *reader) { r.set("9F6E", "58A00003").give("82", "0880") }}, unsigned(online).owing(0), unsigned(online).owing(0)},
		{"no list, unsigned", []func(*reader){above, func(r *reader) { r.give("82", "1880").file("8E", "-") }}, unsigned(online).owing(0), unsigned(online).owing(kernel.CVMOnlinePIN)},
		{"no list, signed", []func(*reader){above, noContacts, silent, func(r *reader) { r.file("8E", "-") }}, approves.owing(0), online.owing(0)},
		{"no method, list not signed", []func(*reader){above, noContacts, list("1F00"), elsewhere}, online.owing(0), online.owing(kernel.CVMOnlinePIN)},
		// and no PIN that only the host can verify
		{"online PIN", []func(*reader){pinOnly}, approves.owing(kernel.CVMOnlinePIN), online.owing(kernel.CVMOnlinePIN)},
		{"online PIN, above the limit", []func(*reader){above, pinOnly}, approves.owing(kernel.CVMOnlinePIN), online.owing(kernel.CVMOnlinePIN)},
		{"online PIN, list not signed", []func(*reader){above, pinOnly, elsewhere}, approves.owing(kernel.CVMOnlinePIN), online.owing(kernel.CVMOnlinePIN)},
		{"online PIN, offline only", []func(*reader){pinOnly, offlineOnly}, approves.owing(kernel.CVMOnlinePIN), inserts("11.2.5.1")},
		{"online PIN, no host", []func(*reader){pinOnly, func(r *reader) { r.tx.HostAway = true }}, approves.owing(kernel.CVMOnlinePIN), inserts("11.2.5.1")},
		{"online PIN, delayed", []func(*reader){pinOnly, func(r *reader) { r.set("9F6E", "D8E00043") }}, approves.owing(kernel.CVMOnlinePIN), inserts("11.2.6.3").authenticated("ok")},
		{"online PIN in the place of a claim", []func(*reader){mobile, elsewhere, silent}, approves.owing(kernel.CVMConfirmed), online.owing(kernel.CVMOnlinePIN)},
		// a later authorisation needs the AIP signed
		{"delayed", []func(*reader){func(r *reader) { r.set("9F6E", "D8E00043"); r.indicators.FloorLimitExceeded = true }}, approves, approves},
		{"delayed, AIP not signed", []func(*reader){func(r *reader) { r.set("9F6E", "D8E00043").file("9F4A", "-"); r.indicators.FloorLimitExceeded = true }}, approves, inserts("11.2.6.3").authenticated("ok")},
		{"delayed, AIP not signed, no host", []func(*reader){delayed, func(r *reader) { r.tx.HostAway = true; r.file("9F4A", "-") }}, approves, inserts("11.2.6.3").authenticated("ok")},
		// where a CVM is required a method weaker than online PIN needs signed card data
		{"mobile, signed", []func(*reader){mobile}, approves.owing(kernel.CVMConfirmed), online.owing(kernel.CVMConfirmed)},
		{"mobile, CVM List not signed", []func(*reader){mobile, elsewhere}, approves.owing(kernel.CVMConfirmed), online.owing(kernel.CVMOnlinePIN)},
		{"mobile, AIP not signed", []func(*reader){mobile, func(r *reader) { r.file("9F4A", "-") }}, approves.owing(kernel.CVMConfirmed), online.owing(kernel.CVMOnlinePIN)},
		// and a phone's word is the host's to judge: no signature covers it, nor the list by which the phone was told what the reader requires
		{"mobile, not told", []func(*reader){mobile, pdol("9F0206")}, approves.owing(kernel.CVMConfirmed), online.owing(kernel.CVMConfirmed)},
		{"mobile, told in another place", []func(*reader){mobile, pdol("9F6E04DF0101")}, approves.owing(kernel.CVMConfirmed), online.owing(kernel.CVMConfirmed)},
		{"mobile, offline only", []func(*reader){mobile, offlineOnly}, approves.owing(kernel.CVMConfirmed), declines("11.2.5.1")},
		{"mobile, no host", []func(*reader){mobile, func(r *reader) { r.tx.HostAway = true }}, approves.owing(kernel.CVMConfirmed), declines("11.2.5.1")},
		{"mobile, delayed", []func(*reader){mobile, func(r *reader) { r.set("9F6E", "D8E00043") }}, approves.owing(kernel.CVMConfirmed), declines("11.2.6.3").authenticated("ok")},
		{"mobile, below the limit", []func(*reader){mobile, func(r *reader) { r.indicators.CVMLimitExceeded = false }}, approves.owing(kernel.CVMConfirmed), approves.owing(kernel.CVMConfirmed)},
		{"mobile, no CDA", []func(*reader){mobile, func(r *reader) { r.give("82", "18C0") }}, unsigned(online).owing(kernel.CVMConfirmed), unsigned(online).owing(kernel.CVMOnlinePIN)},
		{"mobile, no CDA, no online PIN", []func(*reader){mobile, noPIN, func(r *reader) { r.give("82", "18C0") }}, unsigned(online).owing(kernel.CVMConfirmed), unsigned(online).owing(0)},
		{"signature, signed", []func(*reader){sign}, approves.owing(kernel.CVMSignature).signs(), approves.owing(kernel.CVMSignature).signs()},
		{"signature, list not signed", []func(*reader){sign, elsewhere}, approves.owing(kernel.CVMSignature).signs(), online.owing(kernel.CVMOnlinePIN)},
		{"signature, list not signed, no online PIN", []func(*reader){sign, elsewhere, noPIN}, approves.owing(kernel.CVMSignature).signs(), approves.owing(kernel.CVMSignature).signs()},
		{"signature below the limit, list not signed", []func(*reader){list("1E03"), elsewhere}, approves.owing(kernel.CVMSignature).signs(), approves.owing(kernel.CVMSignature).signs()},
		{"signature, no certificate, no online PIN", []func(*reader){sign, noPIN, silent, func(r *reader) { drop(r, 0x9F46) }}, inserts("11.2.4.4").authenticated("failed"), inserts("8.2.5").authenticated("failed")},
		{"signature, currency not signed", []func(*reader){sign, func(r *reader) { r.says("9F42", "0978") }}, approves.owing(kernel.CVMSignature).signs(), online.owing(kernel.CVMOnlinePIN)},
		{"signature, currency taken away", []func(*reader){above, list("0207 1E00")}, approves.owing(kernel.CVMSignature).signs(), online.owing(kernel.CVMOnlinePIN)},
		{"signature, another currency, signed", []func(*reader){above, list("0207 1E00"), func(r *reader) { r.file("9F42", "0840") }}, approves.owing(kernel.CVMSignature).signs(), approves.owing(kernel.CVMSignature).signs()},
		{"below the limit", []func(*reader){elsewhere, list("1F00")}, approves, approves},
		// track 2 and PAN name one account, and the AID may have it
		{"track 2 of another account", []func(*reader){func(r *reader) { r.says("57", "374245001741008D491270213101234500000F") }}, approves, ends("A")},
		{"no track 2", []func(*reader){func(r *reader) { r.file("57", "-") }}, approves, approves},
		{"account of the AID", []func(*reader){func(r *reader) { r.set("DF07", "34F37F") }}, approves, approves},
		{"account of another brand", []func(*reader){func(r *reader) { r.set("DF07", "4F") }}, approves, declines("A")},
	} {
		for profile, want := range map[kernel.Profile]want{kernel.Book: c.book, kernel.Strict: c.strict} {
			t.Run(c.name+", "+profile.String(), func(t *testing.T) {
				r := plastic(t).with(c.edit...)
				r.cfg.Profile = profile
				r.expect(want)
			})
		}
	}
}

// Strict approves offline nothing that the book does not, whatever the answers of the card: AIP, Mobile CVM Results, cryptogram and signature, at each terminal.
// C-4 11.2.4.2, 11.2.4.3, 11.2.6.3.1
func TestStrictApprovesNoMore(t *testing.T) {
	for _, kind := range []byte{0x21, 0x22, 0x23} {
		for _, enhanced := range []string{"D8E00003", "58A00043"} {
			for _, aip := range []string{"1980", "1880", "09C0", "19C0"} {
				for _, results := range []string{"-", "010302", "010301"} {
					for _, gives := range []int{-1, 0, 0x40, 0x80} {
						for _, plain := range []bool{false, true} {
							for _, over := range []bool{false, true} {
								var outs [2]*kernel.Outcome
								for i, profile := range []kernel.Profile{kernel.Book, kernel.Strict} {
									r := phone(t, results).give("82", aip).set("9F6E", enhanced)
									r.cfg.Profile, r.cfg.Terminal.Type, r.gives, r.plain, r.indicators.CVMLimitExceeded = profile, kind, gives, plain, over
									r.run()
									outs[i] = r.outcome()
								}
								book, strict := outs[0], outs[1]
								if strict.Status == kernel.Approved && (book.Status != kernel.Approved || strict.ODA.Result != "ok") {
									t.Errorf("%02X %s %s %s %d: book %v, strict %v, ODA %s", kind, enhanced, aip, results, gives, book.Status, strict.Status, strict.ODA.Result)
								}
							}
						}
					}
				}
			}
		}
	}
}

// The PIN that strict takes in the place of a claim stands in CVM Results and TVR before the cryptogram, as if the card's list had asked for it.
// C-4 8.2.3.2.1
func TestStrictPIN(t *testing.T) {
	for _, edit := range []func(*reader){
		func(r *reader) { r.give("82", "0880") },
		func(r *reader) { r.give("82", "1880").with(list("1E00")) },
		func(r *reader) { r.give("82", "1880").with(list("1F00")) },
	} {
		r := plastic(t).with(above, noContacts, edit)
		r.cfg.Profile = kernel.Strict
		r.verifies(verification{kernel.CVMOnlinePIN, "020000", "8000040000"})
	}
	r := plastic(t).with(above, list("0203")).give("82", "1880") // that of the card's list stays as it is
	r.cfg.Profile = kernel.Strict
	r.verifies(verification{kernel.CVMOnlinePIN, "020300", "8000040000"})
	r = plastic(t).with(above).give("82", "1880").file("8E", "-")
	r.cfg.Profile = kernel.Strict
	r.verifies(verification{kernel.CVMOnlinePIN, "020000", "A000040000"})
}
