package c7_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// inGPO is a middle that gives an object of the answer to GET PROCESSING OPTIONS another value, or adds it.
func inGPO(t testing.TB, tag tlv.Tag, value string) func(int, []byte, []byte) []byte {
	return bench.Alter(0xA8, 1, func(r []byte) []byte {
		o, ok := tlv.Find(r[:len(r)-2], tlv.TagFormat2)
		if !ok {
			return r
		}
		var list []object
		c := o.Children()
		for o := range c.All() {
			list = append(list, object{o.Tag, o.Value})
		}
		var v []byte
		if value != "-" {
			v = append([]byte{}, bench.Hex(t, value)...)
		}
		return append(tlv.Append(nil, tlv.TagFormat2, joined(changed(list, tag, v))), 0x90, 0x00)
	})
}

// An attack is a man in the middle of a virtual card, with the outcome in both profiles.
type attack struct {
	name         string
	tap          tap
	middle       func(testing.TB) func(int, []byte, []byte) []byte
	book, strict want
}

func (a *attack) mount(t *testing.T) {
	for _, p := range []kernel.Profile{kernel.Book, kernel.Strict} {
		want := a.book
		if p == kernel.Strict {
			want = a.strict
		}
		x := a.tap.new(t)
		x.Config.Profile = p
		if a.middle != nil {
			x.Middle = a.middle(t)
		}
		if got := of(x.Run()); got != want {
			t.Errorf("%s, %s:\n got %+v\nwant %+v", a.name, p, got, want)
		}
	}
}

func swapped(tag tlv.Tag, value string) func(testing.TB) func(int, []byte, []byte) []byte {
	return func(t testing.TB) func(int, []byte, []byte) []byte { return inGPO(t, tag, value) }
}

// The qualifiers are rewritten on the way so that no PIN is asked for: by the book that works, since nothing signs them; and a phone's claim that was made for a
// gate counts at a shop's reader. In strict both end with a PIN for the host.
// C-7 4.4.2.2, 4.3.2.1
func TestAttackQualifiers(t *testing.T) {
	pin := tap{card: "unionpay-pin", ttq: "36004000", edit: requiring}
	phone := tap{card: "phone-unionpay", ttq: "36004000", edit: requiring}
	byPIN := goesOnline.owing(kernel.CVMOnlinePIN)
	for _, a := range []attack{
		{"CVM on the device", pin, swapped(0x9F6C, "0080"), goesOnline.owing(kernel.CVMConfirmed), byPIN},
		{"signature", pin, swapped(0x9F6C, "4000"), goesOnline.owing(kernel.CVMSignature), byPIN},
		{"no qualifiers", pin, swapped(0x9F6C, "-"), goesOnline.owing(kernel.CVMSignature), byPIN},
		{"no CVM", pin, swapped(0x9F6C, "0000"), declines("4.4.2"), declines("4.4.2")},
		{"a phone relayed from a gate", phone, nil, goesOnline.owing(kernel.CVMConfirmed), byPIN},
		{"with its words changed", phone, swapped(0x9F69, "0101020304000000"), declines("4.4.2.2"), declines("4.4.2.2")},
	} {
		a.mount(t)
	}
}

// A TC that no card has made: the answer of an online card with the type of the cryptogram changed, with an AFL, with another card's records. Without the signature
// nothing is approved. The cryptogram itself is under none, as the book has it: a wrong one is seen in clearing.
// C-7 4.3.2.4
func TestAttackForgedTC(t *testing.T) {
	offlineCard := tap{card: "unionpay-offline", ttq: "36004000"}
	for _, a := range []attack{
		{"a type changed", tap{card: "unionpay-signed", ttq: "36004000"}, swapped(0x9F27, "40"), ends("4.1.4.6"), ends("4.1.4.6")},
		{
			"with an AFL",
			tap{card: "unionpay-signed", ttq: "36004000"},
			func(t testing.TB) func(int, []byte, []byte) []byte {
				first, second := inGPO(t, 0x9F27, "40"), inGPO(t, 0x94, "10010501")
				return func(n int, c, r []byte) []byte { return second(n, c, first(n, c, r)) }
			},
			declines("4.3.2.5").authenticated("failed"), declines("4.3.2.5").authenticated("failed"),
		},
		{"the signature gone", offlineCard, swapped(0x9F4B, "-"), declines("4.3.2.5").authenticated("failed"), declines("4.3.2.5").authenticated("failed")},
		{"another cryptogram", offlineCard, swapped(0x9F26, "0000000000000000"), approves, approves},
		{"an ARQC of it", offlineCard, swapped(0x9F27, "80"), goesOnline, goesOnline},
	} {
		a.mount(t)
	}
}

// Authentication is made to fail, one element after the other: a missing key is a failure too. Nothing is approved offline, and where the card's issuer lets it go
// online a signature does not do for a PIN in strict.
// C-7 4.3.2.5, 4.4.2
func TestAttackAuthenticationFails(t *testing.T) {
	edits := map[string]func(*reader){
		"AIP":         func(r *reader) { r.set("82", "0000") },
		"9F4A":        func(r *reader) { r.file(1, "9F4A", "95") },
		"CA key":      func(r *reader) { r.cfg.Keys = nil },
		"signature":   func(r *reader) { r.forged = true },
		"9F69":        func(r *reader) { r.file(4, "9F69", "-") },
		"certificate": flipped(3, 20), "remainder": flipped(3, -3), "ICC certificate": flipped(4, 20), "ICC exponent": flipped(4, -35),
	}
	for name, edit := range edits {
		failed := declines("4.3.2.5").authenticated("failed")
		offline(t).with(edit).expect(failed)
		strictly(offline)(t).with(edit).expect(failed)
		above := func(r *reader) {
			r.set("9F6C", "6000").file(4, "9F69", "0101020304600000")
			r.ttq = "36404000"
		}
		book := offline(t).with(above, edit).run()
		if of(book) != goesOnline.authenticated("failed").owing(kernel.CVMSignature) {
			t.Errorf("%s, book: %+v", name, of(book))
		}
		strict := strictly(offline)(t).with(above, edit).run()
		if of(strict) != goesOnline.authenticated("failed").owing(kernel.CVMOnlinePIN) {
			t.Errorf("%s, strict: %+v", name, of(strict))
		}
	}
}

// flipped changes a bit of the answer to command n, from its end if at is negative.
func flipped(n, at int) func(*reader) {
	return func(r *reader) {
		r.answer = func(k int, _, response []byte) []byte {
			if k == n {
				response[(at+len(response))%len(response)] ^= 1
			}
			return response
		}
	}
}

// A signature and a cryptogram recorded before are worth nothing: the unpredictable number is another at each activation, in book and strict.
// C-7 3.2.1, 4.3.2.4
func TestAttackPrePlay(t *testing.T) {
	for _, profile := range []kernel.Profile{kernel.Book, kernel.Strict} {
		p, _ := play(t, &tap{card: "unionpay-offline", ttq: "36004000", profile: profile})
		for command, response := range p.answers { // whatever number the command has
			if strings.HasPrefix(command, "\x80\xA8") {
				p.answers["GPO"] = response
			}
		}
		seen := map[string]bool{}
		for seed := range uint64(50) {
			s, err := kernel.NewSession(kernel.Single("c7", func(port *kernel.Port) *kernel.Outcome {
				port.Store().Begin(kernel.ForApplication)
				return c7.Kernel{}.Run(port, &kernel.Activation{Combination: p.combination, FCI: p.fci, SW: 0x9000, TTQ: p.ttq})
			}), p.cfg, p.tx, kerneltest.Random(seed))
			if err != nil {
				t.Fatal(err)
			}
			out, err := bench.Run(context.Background(), s, kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
				if a.Command[1] == 0xA8 {
					seen[string(a.Command[len(a.Command)-5:])] = true
					return bench.Response(p.answers["GPO"]), nil
				}
				return p.Do(ctx, a)
			}))
			if err != nil || of(out) != declines("4.3.2.5").authenticated("failed") {
				t.Fatalf("%v %+v", err, of(out))
			}
		}
		if len(seen) != 50 {
			t.Errorf("%d unpredictable numbers of 50", len(seen))
		}
	}
}

// A card that rewrites its AIP reaches no magnetic-stripe mode: there is none. At most it loses its offline approval.
// C-7 4.3.2.2
func TestAttackDowngrade(t *testing.T) {
	for v := range 256 {
		edit := func(r *reader) { r.set("82", fmt.Sprintf("%02X80", v)) }
		want := approves
		if v&0x20 == 0 {
			want = declines("4.3.2.5").authenticated("failed")
		}
		offline(t).with(edit).expect(want)
		strictly(offline)(t).with(edit).expect(want)
	}
}

// Malformed data objects, as answers and inside them, end the transaction: no panic, no error, and no record.
// C-7 4.1.4.3, 4.2.4.3
func TestAttackMalformed(t *testing.T) {
	for _, seed := range []string{
		"5A20", "4F40", "5730", "5F2060", "5A81FF", "5A82FFFF", "5A88FFFFFFFFFFFFFFFF", "5A80", "5A84FFFFFFFF", "1F8080808001", "77", "7780", "9F", "FF",
		strings.Repeat("77827777", 60), strings.Repeat("7002", 100), strings.Repeat("C100", 120), strings.Repeat("00", 250),
	} {
		for n := 1; n <= 5; n++ {
			for _, whole := range []bool{false, true} {
				for _, base := range []func(testing.TB) *reader{offline, strictly(offline)} {
					r := base(t)
					r.answer = func(k int, _, response []byte) []byte {
						switch {
						case k != n:
							return response
						case whole:
							return append(r.hex(seed), 0x90, 0x00)
						}
						o, _ := tlv.Find(response[:len(response)-2], tlv.Tag(response[0]))
						return append(tlv.Append(nil, o.Tag, append(bytes.Clone(o.Value), r.hex(seed)...)), 0x90, 0x00)
					}
					out := r.run()
					if out.Status != kernel.EndApplication && !(seed[:2] == "00" && !whole) || out.Status != kernel.Approved && out.DataRecord != nil {
						t.Errorf("%s in answer %d, whole %v: %+v", seed[:min(len(seed), 20)], n, whole, of(out))
					}
				}
			}
		}
	}
}

// A card that never ends: the largest AFL asks for 16,065 records. The budget ends it, and with a larger budget it passes.
// C-7 4.1.4.7, 4.2.4.6
func TestAttackEndless(t *testing.T) {
	afl := strings.Repeat("A001FF00", 63) // file 20
	run := func(budget kernel.Budget) (*bench.Result, int) {
		r := special(t).set("94", afl).set("57", "6228000100001D49122010000000000000000F")
		r.cfg.Budget = budget
		r.answer = func(n int, command, response []byte) []byte {
			if command[1] == 0xB2 {
				return []byte{0x70, 0x00, 0x90, 0x00}
			}
			return response
		}
		return r.run(), len(r.commands)
	}
	if out, n := run(kernel.Budget{}); out.Status != kernel.EndApplication || out.Error.L2 != kernel.BudgetExceeded || out.Kernel != "C-7" || n > 1024 {
		t.Errorf("%+v after %d commands", of(out), n)
	}
	if out, n := run(kernel.Budget{Exchanges: 17000, JournalBytes: 4 << 20}); of(out) != goesOnline.authenticated("failed") || n != 1+63*255 {
		t.Errorf("%+v after %d commands", of(out), n)
	}
}

// A CVM list that asks for less, or for a PIN in clear. This kernel reads no CVM list and takes no offline PIN: with any list, and an AIP that promises one, the
// outcome is as without, and the card gets no VERIFY. What is left of the attack are the qualifiers: see TestAttackQualifiers.
// C-7 4.2.4.8, 4.4.2
func TestAttackCVMList(t *testing.T) {
	for _, method := range []string{"01", "03", "04", "05", "1E", "1F", "02"} { // plaintext PIN, enciphered PIN, each with signature; signature, none, online PIN
		for _, ttq := range []string{"36004000", "36404000", "30404000"} {
			for _, base := range []func(testing.TB) *reader{online, offline} {
				for _, profiled := range []func(func(testing.TB) *reader) func(testing.TB) *reader{func(b func(testing.TB) *reader) func(testing.TB) *reader { return b }, strictly} {
					at := func(r *reader) { r.ttq = ttq }
					want := of(profiled(base)(t).with(at).run())
					r := profiled(base)(t).with(at).set("8E", "0000000000000000"+method+"00").set("82", "3000")
					if r.expect(want); slices.ContainsFunc(r.commands, func(c []byte) bool { return c[1] == apdu.Verify }) {
						t.Errorf("%s: VERIFY", method)
					}
				}
			}
		}
	}
}

// A card that gives the terminal's data, and a second account: the first is passed over, the other ends the transaction.
// C-7 4.2.4.4
func TestAttackSecondAccount(t *testing.T) {
	for _, base := range []func(testing.TB) *reader{offline, strictly(offline)} {
		base(t).file(4, "5A", "6228000000000013").expect(ends("4.2.4.4"))
		base(t).file(4, "57", "6228000000000013D4912F").expect(ends("4.2.4.4"))
	}
}

// Another card comes to the second tap: nothing of the first is left.
// C-7 4.5.3
func TestAttackSwap(t *testing.T) {
	first := offline(t).set("9F24", "5031323334353637383930313233343536373839303132333435363738")
	first.fault = func(n int) kernel.Fault { return map[int]kernel.Fault{5: kernel.FaultTimeout}[n] } // the last record
	second := online(t).set("57", "6228000000000013D49122010000000000000F")
	one, two := first.program(), second.program()
	s, err := kernel.NewSession(kernel.Program{Name: "two taps", Run: func(p *kernel.Port) *kernel.Result {
		if out := one.Run(p); out.Status != kernel.TryAgain || out.Start != kernel.StartB {
			t.Errorf("first tap: %+v", out)
		}
		p.Store().Begin(kernel.ForActivation)
		return two.Run(p)
	}}, &first.cfg, first.tx, kerneltest.Random(1))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	out, err := bench.Run(context.Background(), s, kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
		if n++; n <= 5 {
			return first.Do(ctx, a)
		}
		return second.Do(ctx, a)
	}))
	if err != nil || out.Status != kernel.OnlineRequest || bytes.Contains(out.DataRecord, []byte{0x9F, 0x24}) ||
		!bytes.Contains(out.DataRecord, bench.Hex(t, "5A086228000000000013")) || bytes.Contains(out.DataRecord, bench.Hex(t, "622800010000")) {
		t.Errorf("%v %+v %X", err, of(out), out.DataRecord)
	}
}

// An FCI that names another scheme's application: the keys are those of the AID that the reader has selected, and so is the AID that the host gets.
// C-7 4.3.1, annex C
func TestAttackOtherName(t *testing.T) {
	for _, profile := range []kernel.Profile{kernel.Book, kernel.Strict} {
		r := offline(t)
		r.cfg.Profile = profile
		program := r.program()
		fci := r.wholeCard["fci"]
		copy(fci[bytes.Index(fci, r.hex(aid)):], r.hex("A000000003101001"))
		s, err := kernel.NewSession(program, &r.cfg, r.tx, kerneltest.Numbers(number))
		if err != nil {
			t.Fatal(err)
		}
		out, err := bench.Run(context.Background(), s, r)
		o, _ := tlv.Find(out.DataRecord, 0x9F06)
		if err != nil || of(out) != approves || !bytes.Equal(o.Value, r.hex(aid)) || !bytes.Equal(out.AID(), r.hex(aid)) {
			t.Errorf("%v %+v %X %X", err, of(out), o.Value, out.AID())
		}
	}
}

// The AID of one brand, the account of another: the ranges are the configuration's, and without any every account passes.
// C-7 annex C
func TestAttackBrand(t *testing.T) {
	for _, c := range []struct {
		ranges       string
		book, strict want
	}{
		{"62FF", goesOnline, goesOnline},
		{"4F5F62FF", goesOnline, goesOnline},
		{"", goesOnline, goesOnline},
		{"4F5F60F0", goesOnline, declines("C")},
		{"6229FF", goesOnline, declines("C")},
	} {
		ranged := func(x *bench.Tap) {
			if c.ranges != "" {
				x.Set("DF07", c.ranges)
			}
		}
		(&attack{c.ranges, tap{card: "unionpay-online", ttq: "36004000", edit: ranged}, nil, c.book, c.strict}).mount(t)
	}
}

// An amount in a currency that the limits are not for, without a limit, or above it: in strict the host decides, whatever the TTQ say; up to a limit in its
// currency the card may approve.
// C-7 4.3.2.4
func TestAttackCurrency(t *testing.T) {
	for _, amount := range []uint64{0, 1, 1234, 5000, 999_999_999_999} {
		for _, currency := range []uint16{0x0978, 0x0156, 0x0840, 0x0392} {
			for _, limit := range []kernel.Limit{{}, {Amount: 5000, Present: true}} {
				for _, base := range []func(testing.TB) *reader{offline, strictly(offline)} {
					r := base(t)
					r.tx.Amount, r.combination.Currency, r.combination.FloorLimit = amount, currency, limit
					want := approves
					if r.cfg.Profile == kernel.Strict && (currency != 0x0978 || !limit.Present || amount > limit.Amount) {
						want = goesOnline.authenticated("ok")
					}
					r.expect(want)
				}
			}
		}
	}
}

// Whatever a host answers, well-formed or not, nothing of it reaches the card: the kernel takes no issuer data and is not begun again.
// C-7 4.5.2
func TestAttackHost(t *testing.T) {
	for how := range issuer.NumHostile {
		for _, profile := range []kernel.Profile{kernel.Book, kernel.Strict} {
			x := (&tap{card: "unionpay-online", ttq: "36004000", profile: profile}).new(t)
			x.Online, x.Taps, x.Issuer.Hostile = true, 3, how
			out := x.Run()
			if x.Instructions() != "A4 A8" || len(x.Outcomes) != 1 || of(out) != goesOnline {
				t.Errorf("host %d: %s, %d activations, %+v", how, x.Instructions(), len(x.Outcomes), of(out))
			}
		}
	}
}
