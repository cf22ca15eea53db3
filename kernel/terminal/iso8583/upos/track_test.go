package upos_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/tlv"
)

// No message has a track in clear where the acquirer has a key for them: what has one says in field 53 that it is enciphered, under the key of the sign-on before it; reversals, results of
// scripts and items of a batch have none.
func TestTrackOfMessages(t *testing.T) {
	const track = "6299990000000000012D27062207001000100"
	type sending func(t *testing.T, cl *upos.Client, r *terminal.Request) error
	authorise := func(t *testing.T, cl *upos.Client, r *terminal.Request) error {
		_, err := cl.Authorise(t.Context(), *r)
		return err
	}
	back := func(why terminal.ReversalReason) sending {
		return func(t *testing.T, cl *upos.Client, r *terminal.Request) error {
			return cl.Reverse(t.Context(), terminal.Reversal{Original: r.ID, Transaction: r.Transaction, Reason: why, Data: chip()})
		}
	}
	for _, c := range []struct {
		name     string
		purpose  kernel.Purpose
		pin      bool
		send     []sending
		kind     string // of the last message
		security string // its field 53; empty: it has no track
	}{
		{"request", kernel.Purchase, false, []sending{authorise}, "0200", "0610000000000000"},
		{"request with PIN", kernel.Purchase, true, []sending{authorise}, "0200", "2610000000000000"},
		{"refund", kernel.Refund, false, []sending{authorise}, "0220", "0610000000000000"},
		{"reversal", kernel.Purchase, false, []sending{authorise, back(terminal.ResponseLost)}, "0400", ""},
		{"void", kernel.Purchase, false, []sending{authorise, back(terminal.Voided)}, "0200", "0610000000000000"},
		{"upload", kernel.Purchase, false, []sending{func(t *testing.T, cl *upos.Client, r *terminal.Request) error {
			return cl.Upload(t.Context(), terminal.Approval{Number: 3, Transaction: r.Transaction, Data: chip()})
		}}, "0220", "0610000000000000"},
		{"completion", kernel.PreAuthorisation, false, []sending{authorise, func(t *testing.T, cl *upos.Client, r *terminal.Request) error {
			return cl.Upload(t.Context(), terminal.Approval{Number: 3, Held: r.Transaction.Amount, Follows: r.ID, Transaction: r.Transaction, Data: chip()})
		}}, "0220", "0610000000000000"},
		{"results of scripts", kernel.Purchase, false, []sending{authorise, func(t *testing.T, cl *upos.Client, r *terminal.Request) error {
			return cl.Scripts(t.Context(), r.ID, tlv.Append(chip(), 0x9F5B, unhex(t, "2000000000")))
		}}, "0620", ""},
		{"item of a batch", kernel.Purchase, false, []sending{func(t *testing.T, cl *upos.Client, r *terminal.Request) error {
			i, _ := upos.ChipItemOf(&r.Transaction, chip())
			return cl.UploadBatch(t.Context(), true, nil, []upos.ChipItem{i})
		}}, "0320", ""},
	} {
		for _, o := range []upos.Options{
			{},
			{Keys: upos.TrackKeys, Tracking: upos.TrackBlock},
			{Keys: upos.TrackKeys, Tracking: upos.TrackWhole, Form: upos.Form{LongTracks: true}},
		} {
			synctest.Test(t, func(t *testing.T) {
				cl, s := newClient(t, o)
				r := request(c.purpose, c.pin)
				for _, send := range c.send {
					if err := send(t, cl, &r); err != nil {
						t.Fatal(c.name, err)
					}
				}
				all := slices.DeleteFunc(s.all(), func(m *iso8583.Message) bool { return m.Type == "0320" && m.Has(48) }) // the end of a batch
				m := all[len(all)-1]
				got, err := o.Tracking.Decipher(m.Get(35), s.tracks())
				if c.security == "" {
					got, err = track, nil
				}
				security := c.security
				if o.Tracking == upos.TrackClear {
					security = strings.Replace(strings.Replace(security, "61", "60", 1), "0600000000000000", "", 1)
				}
				if m.Type != c.kind || m.Has(35) != (c.security != "") || m.Get(53) != security || got != track || err != nil || m.Get(2) != track[:19] || m.Get(14) != "2706" {
					t.Errorf("%s, %d: %v, 35 %q, 53 %q, %v", c.name, o.Tracking, m, m.Get(35), m.Get(53), err)
				}
				if clear := strings.Contains(m.Get(35), track[25:]); clear != (o.Tracking == upos.TrackClear && c.security != "") {
					t.Errorf("%s, %d: field 35 is %q", c.name, o.Tracking, m.Get(35))
				}
				cl.Close()
			})
		}
	}
}

// What is sent again after another sign-on has its track under the new key. A track that cannot be enciphered is in no message: a request does not go without it, what has to arrive does.
func TestTrackKeys(t *testing.T) {
	o := upos.Options{Keys: upos.TrackKeys, Tracking: upos.TrackBlock}
	synctest.Test(t, func(t *testing.T) {
		cl, s := newClient(t, o)
		again, first := true, ""
		s.change = func(m, a *iso8583.Message) (bool, bool) {
			if m.Type == "0220" && again {
				first, again = m.Get(35), false
				a.Set(39, "A0")
				return true, false
			}
			return true, m.Type[1] != '8'
		}
		err := cl.Upload(t.Context(), terminal.Approval{Number: 3, Transaction: request(kernel.Purchase, false).Transaction, Data: chip()})
		all := s.all()
		last := all[len(all)-1]
		if got, wrong := o.Tracking.Decipher(last.Get(35), s.tracks()); err != nil || wrong != nil || got != "6299990000000000012D27062207001000100" || len(all) != 2 || s.signOns() != 2 || last.Get(35) == first {
			t.Errorf("%v, %v, %q, %v", err, all, got, wrong)
		}
		cl.Close()
	})
	for name, c := range map[string]struct {
		o     upos.Options
		track string
	}{
		"too short": {o, "62999912D2706F"},
		"no room":   {upos.Options{Keys: upos.TrackKeys, Tracking: upos.TrackWhole}, "6299990000000000012D27062207001000100F"},
	} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, c.o)
			r := request(kernel.Purchase, false)
			r.DE55 = tlv.Append(nil, 0x57, unhex(t, c.track))
			if _, err := cl.Authorise(t.Context(), r); err == nil || len(s.all()) != 0 {
				t.Errorf("%s: %v", name, err)
			}
			if err := cl.Upload(t.Context(), terminal.Approval{Number: 3, Transaction: r.Transaction, Data: r.DE55}); err != nil || len(s.all()) != 1 || s.all()[0].Has(35) || !s.all()[0].Has(2) {
				t.Errorf("%s: %v, %v", name, err, s.all())
			}
			cl.Close()
		})
	}
}
