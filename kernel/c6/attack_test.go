package c6_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// both runs an attack by both profiles.
func both(t *testing.T, name string, fresh func() *reader, book, strict want) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		a, b := fresh(), strictly(fresh())
		a.t, b.t = t, t
		a.expect(book)
		b.expect(strict)
	})
}

// A TC that no card has made: the type of a cryptogram changed on the way, with an AFL, without its signature, with that of another transaction. The figure
// approves a TC without signature, which is where its cryptogram is: there is nothing to clear it by.
// C-6 F18.3, F19.6, B.13
func TestAttackForgedTC(t *testing.T) {
	no := declines("F19.6")
	both(t, "an ARQC called a TC", func() *reader { return online(t).set("9F27", "40") }, ends("F11.2"), ends("F11.2"))
	both(t, "with an AFL", func() *reader { return online(t).set("9F27", "40").set("94", "10010400") }, ends("F11.3"), ends("F11.3"))
	both(t, "without its cryptogram", func() *reader {
		r := offline(t)
		r.signs = "none"
		return r
	}, ends("B.13"), no)
	both(t, "the signature taken out", func() *reader {
		r := offline(t)
		r.answer = func(n int, _, response []byte) []byte {
			if n != 1 {
				return response
			}
			o, _ := tlv.Find(response[:len(response)-2], 0x77)
			var rest []byte
			c := o.Children()
			for o := range c.All() {
				if o.Tag != 0x9F4B {
					rest = append(rest, o.Raw...)
				}
			}
			return append(tlv.Append(nil, 0x77, rest), 0x90, 0x00)
		}
		return r
	}, ends("B.13"), no)
	both(t, "a signed ARQC called a TC", func() *reader {
		r := signed(t)
		r.answer = func(n int, _, response []byte) []byte {
			if n == 1 {
				at := bytes.Index(response, []byte{0x9F, 0x27, 1})
				response[at+3] = 0x40
			}
			return response
		}
		return r
	}, no.authenticated("failed"), no.authenticated("failed"))
	both(t, "a decline called loyalty", func() *reader { return online(t).set("9F27", "00").set("9F71", "2000") }, ends("F11.2"), ends("F11.2"))
}

// Authentication is made to fail, one element after the other: a missing key is a failure too. Nothing is approved, and in strict nothing weaker than a PIN
// takes its place where a CVM is required.
// C-6 F14.3, F14.7, 3.7
func TestAttackAuthenticationFails(t *testing.T) {
	edits := map[string]func(*reader){
		"CA key": func(r *reader) { r.cfg.Keys = nil }, "signature": func(r *reader) { r.forged = true }, "8F": func(r *reader) { r.gone(2, "8F") },
		"90": func(r *reader) { r.gone(2, "90") }, "9F32": func(r *reader) { r.gone(2, "9F32") }, "9F46": func(r *reader) { r.gone(3, "9F46") },
		"9F4A": func(r *reader) { r.file(4, "9F4A", "95") }, "AIP": func(r *reader) {
			r.answer = func(n int, _, response []byte) []byte {
				if n == 1 {
					response[bytes.Index(response, []byte{0x82, 2})+2] ^= 0x20
				}
				return response
			}
		},
	}
	for name, edit := range edits {
		for _, profile := range []kernel.Profile{kernel.Book, kernel.Strict} {
			r := offline(t)
			r.cfg.Profile = profile
			edit(r)
			if out := r.run(); out.Status != kernel.Declined || out.ODA().Result != "failed" {
				t.Errorf("%s, %v: %+v", name, profile, of(out))
			}
		}
		r := strictly(signed(t))
		r.ttq = "37404000"
		edit(r.set("9F71", "5040").set("9F10", "010F2002000000000000"))
		if out := r.run(); out.Status == kernel.Approved || out.Status == kernel.OnlineRequest && out.CVM != kernel.CVMOnlinePIN {
			t.Errorf("%s, strict above the limit: %+v", name, of(out))
		}
	}
}

// An answer recorded before is worth nothing: the unpredictable number is another at each activation.
// C-6 F14.11
func TestAttackPrePlay(t *testing.T) {
	recorded := offline(t)
	recorded.run()
	for _, profile := range []kernel.Profile{kernel.Book, kernel.Strict} {
		r := offline(t)
		r.cfg.Profile, r.atc = profile, 0x0240
		r.bare = true // another number than before
		r.answer = func(n int, _, response []byte) []byte {
			if n == 1 {
				return slices.Clone(recorded.lastAnswer)
			}
			return response
		}
		r.before = func(p *kernel.Port) { p.UnpredictableNumber() }
		r.expect(declines("F19.6").authenticated("failed"))
	}
}

// A card that rewrites its AIP, or gives a CVM list, reaches nothing: there is no mode below this one, and no method but those of the card's requirements.
// C-6 F9.5, F15.1
func TestAttackDowngrade(t *testing.T) {
	for _, aip := range []string{"0000", "5900", "0080", "FFFF", "2000"} {
		online(t).set("82", aip).expect(goesOnline)
		offline(t).set("82", aip).expect(approves)
	}
	for _, ttq := range []string{"36004000", "36404000", "32404000", "30404000"} {
		for _, method := range []string{"01", "03", "04", "05", "1E", "1F", "02"} {
			at := func(r *reader) *reader { r.ttq = ttq; return r }
			want := of(at(online(t)).run())
			r := at(online(t)).set("8E", "0000000000000000"+method+"00")
			if r.expect(want); slices.ContainsFunc(r.commands, func(c []byte) bool { return c[1] == apdu.Verify }) {
				t.Errorf("%s: VERIFY", method)
			}
		}
	}
}

// Elements that are malformed in each way that has brought a kernel down somewhere: the transaction ends, with an outcome.
// C-6 F9.4
func TestAttackMalformed(t *testing.T) {
	for _, s := range []string{
		"5A20", "4F40", "5730", "5F2060", "5A81FF", "5A88FFFFFFFFFFFFFFFF", "9F", "9F4B80", "FFFFFFFFFF", "7780", "770A5A88FFFFFFFFFFFFFFFF", "77", "7784FFFFFFFF",
		strings.Repeat("7702", 60), "770282", "77025A20", "770494825A01", "77037F8100",
	} {
		for _, at := range []int{1, 2, 4} {
			for _, sw := range []string{"9000", ""} {
				r := offline(t).featured("DF04", "DF09", "DF0A", "DF0B "+operators)
				r.answer = func(n int, _, response []byte) []byte {
					if n == at {
						return r.hex(s + sw)
					}
					return response
				}
				if out := r.run(); out.Kernel != "C-6" || out.Error.L2 == kernel.InternalError || out.Status == kernel.Approved && at > 2 {
					t.Errorf("%s%s at %d: %+v, %+v", s, sw, at, of(out), out.Error)
				}
			}
		}
	}
}

// A card without an end: the largest AFL ends with the budget, and passes where the configuration raises it. Data storage has 24 containers at most, a script
// and a template as much as a message carries.
// C-6 F12.7, F7.10
func TestAttackEndless(t *testing.T) {
	afl := strings.Repeat("1001FF00", 63)
	run := func(budget kernel.Budget) (*bench.Result, int) {
		r := signed(t).set("94", afl)
		r.cfg.Budget = budget
		r.answer = func(_ int, command, response []byte) []byte {
			if command[1] == 0xB2 && len(r.commands) > 5 {
				return []byte{0x70, 0x00, 0x90, 0x00}
			}
			return response
		}
		return r.run(), len(r.commands)
	}
	if out, n := run(kernel.Budget{}); out.Status != kernel.EndApplication || out.Error.L2 != kernel.BudgetExceeded || out.Kernel != "C-6" || n > 1024 {
		t.Errorf("%+v after %d commands", of(out), n)
	}
	if out, n := run(kernel.Budget{Exchanges: 17000, JournalBytes: 4 << 20}); out.Status != kernel.OnlineRequest || n != 1+63*255 {
		t.Errorf("%+v after %d commands: %s", of(out), n, out.Error.Reason)
	}
	r := stored(t, "", "DF0B "+strings.Repeat("0000000A", 24))
	r.directory = r.hex(dsdUN + strings.Repeat(entry("0000000A", 1, 2), 24))
	r.containers[1] = append([]byte{1, 160}, make([]byte, 160)...)
	if r.expect(approves); len(r.commands) != 1+24+1+4 {
		t.Errorf("%d commands", len(r.commands))
	}
}

// A card that gives the terminal's data, and a second account: the first is passed over, the other ends the transaction.
// C-6 2.2 unknown, F9.4 twice
func TestAttackOverwrite(t *testing.T) {
	for _, o := range []string{"9F02 000000000001", "9F1A 0840", "9F33 FFFFFF", "9F66 00000000", "9C 20", "9F35 00", "95 FFFFFFFFFF", "9B 0000", "DF70 6A", "9F09 0000"} {
		name, value, _ := strings.Cut(o, " ")
		for _, r := range []*reader{offline(t).set(name, value), offline(t).file(1, name, value)} {
			out := r.expect(approves)
			if v, ok := tlv.Find(out.DataRecord, tag(t, name)); ok && fmt.Sprintf("%X", v.Value) == value && name != "9B" {
				t.Errorf("%s is in the record", o)
			}
		}
	}
	offline(t).file(4, "5A", "6011000000000012").expect(ends("4.6"))
	offline(t).file(4, "57", track2).expect(ends("4.6"))
	online(t).set("5A", "6011000000000012").expect(goesOnline)
	strictly(online(t)).set("5A", "6011000000000012").expect(ends("B.13"))
}

// Another card is presented after a tear, with the descriptor and the DF name of the first: what it resumes has to stand up to its own signature, over the
// number of the first.
// C-6 F6.5, F14.11
func TestAttackSwappedCard(t *testing.T) {
	r := torn(t, 3)
	r.on = func(a kernel.Action) (kernel.Event, bool) {
		if a.Kind == kernel.Transmit && a.Command[1] == 0xD1 {
			r.last, r.forged = nil, true // one that cannot sign
		}
		return kernel.Event{}, false
	}
	r.expect(declines("F19.6").authenticated("failed"))
	other := torn(t, 3)
	other.on = func(a kernel.Action) (kernel.Event, bool) {
		if a.Kind == kernel.Lookup && len(other.outcomes) == 1 {
			other.kept[0xDF0C] = bytes.Replace(other.kept[0xDF0C], other.hex(cardID), other.hex("FF"+cardID[2:]), 1)
		}
		return kernel.Event{}, false
	}
	out := other.run()
	if out.Status != kernel.Approved || other.instructions() != "A8 B2 B2 A8 B2 B2 B2 B2" || other.atc != 0x0242 {
		t.Errorf("%+v, %s, ATC %04X", of(out), other.instructions(), other.atc)
	}
}

// Issuer's answers that are wrong in each of their parts: only script commands of whole scripts reach the card, and the outcome is always the same.
// C-6 F21.1, 2.3.3
func TestAttackScripts(t *testing.T) {
	for _, a := range bench.HostAnswers(t) {
		r := second(t, "", "")
		r.host = a.Data
		if r.host == nil {
			r.host = []byte{}
		}
		out := r.run()
		if out.Status != kernel.EndApplication || out.Kernel != "C-6" || len(r.commands) > 1 {
			t.Errorf("%s: %+v, %d commands", a.Name, of(out), len(r.commands))
		}
		for _, c := range r.commands {
			if c[0] != 0x84 {
				t.Errorf("%s: %X", a.Name, c)
			}
		}
	}
}
