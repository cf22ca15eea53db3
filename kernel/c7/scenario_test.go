package c7_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
)

// A tap is one of the virtual cards at a reader.
type tap struct {
	card, ttq string
	profile   kernel.Profile
	edit      func(*bench.Tap)
	want      want
	commands  string
}

// taps are the virtual cards and phones of UnionPay at the readers that they are made for.
var taps = []tap{
	{card: "unionpay-online", ttq: "36004000", want: goesOnline, commands: "A4 A8"},
	{card: "unionpay-offline", ttq: "36004000", want: approves, commands: "A4 A8 B2 B2 B2 B2 B2"},
	{card: "unionpay-offline", ttq: "36004000", profile: kernel.Strict, want: approves, commands: "A4 A8 B2 B2 B2 B2 B2"},
	{card: "unionpay-offline", ttq: "36004000", edit: above(1000), want: goesOnline, commands: "A4 A8"},
	{card: "unionpay-offline", ttq: "3E004000", edit: func(x *bench.Tap) { x.Transaction.Amount = 9999 }, want: declines("3.2.5"), commands: "A4 A8"},
	{card: "unionpay-signed", ttq: "36804000", want: goesOnline, commands: "A4 A8"},
	{card: "unionpay-signed", ttq: "37004000", edit: transit, want: goesOnline.authenticated("ok"), commands: "A4 A8 B2 B2 B2 B2 B2"},
	{card: "unionpay-signed", ttq: "37004000", want: next("3.2.2"), commands: "A4"},
	{card: "unionpay-expired", ttq: "36004000", want: declines("4.2.4.5"), commands: "A4 A8 B2"},
	{card: "unionpay-expired", ttq: "36004000", profile: kernel.Strict, want: declines("4.2.4.5"), commands: "A4 A8 B2"},
	{card: "unionpay-version", ttq: "36004000", profile: kernel.Strict, want: goesOnline.authenticated("failed"), commands: "A4 A8 B2 B2 B2 B2 B2"},
	{card: "unionpay-pin", ttq: "36004000", profile: kernel.Strict, edit: requiring, want: goesOnline.owing(kernel.CVMOnlinePIN), commands: "A4 A8"},
	{card: "unionpay-pin", ttq: "32004000", profile: kernel.Strict, edit: requiring, want: declines("4.4.2"), commands: "A4 A8"},
	{card: "unionpay-version", ttq: "36004000", want: goesOnline.authenticated("failed"), commands: "A4 A8 B2 B2 B2 B2 B2"},
	{card: "unionpay-sm", ttq: "36004000", edit: sm(true), want: approves, commands: "A4 A8 B2 B2 B2 B2"},
	{card: "unionpay-sm", ttq: "36004000", edit: sm(false), want: approves, commands: "A4 A8 B2 B2 B2 B2 B2 B2"},
	{card: "unionpay-log", ttq: "36004000", want: goesOnline, commands: "A4 A8"},
	{card: "unionpay-pin", ttq: "36004000", edit: requiring, want: goesOnline.owing(kernel.CVMOnlinePIN), commands: "A4 A8"},
	{card: "unionpay-pin", ttq: "32004000", edit: requiring, want: declines("4.4.2"), commands: "A4 A8"},
	{card: "phone-unionpay", ttq: "36004000", edit: requiring, want: goesOnline.owing(kernel.CVMConfirmed), commands: "A4 A8"},
	{card: "phone-unionpay", ttq: "36004000", profile: kernel.Strict, edit: requiring, want: goesOnline.owing(kernel.CVMOnlinePIN), commands: "A4 A8"},
	{card: "phone-unionpay-twice", ttq: "36004000", edit: requiring, want: again(kernel.MsgSeePhone, "4.1.4.3"), commands: "A4 A8"},
	{
		card: "phone-unionpay-twice", ttq: "36004000", edit: func(x *bench.Tap) { requiring(x); x.Taps = 2 },
		want: goesOnline.owing(kernel.CVMConfirmed), commands: "A4 A8 A4 A8",
	},
}

// requiring makes the reader require a CVM.
func requiring(x *bench.Tap) { x.Combination.CVMLimit = kernel.Limit{Amount: 1, Present: true} }

// sm makes the reader one that does SM2, or not; the key is there.
func sm(first bool) func(*bench.Tap) {
	return func(x *bench.Tap) {
		x.Config.Terminal.SMFirst = first
		keys, err := capk.NewSet(append(card.CAKeys([5]byte(bench.Hex(x.T, aid))), card.SMCAKeys([5]byte(bench.Hex(x.T, aid)))...))
		if err != nil {
			x.T.Fatal(err)
		}
		x.Config.Keys = keys
	}
}

// above makes the amount one above the floor limit.
func above(limit uint64) func(*bench.Tap) {
	return func(x *bench.Tap) { x.Combination.FloorLimit = kernel.Limit{Amount: limit, Present: true} }
}

// transit gives the card's FCI the element that says that the card authenticates its online requests.
func transit(x *bench.Tap) {
	x.Middle = func(_ int, command, response []byte) []byte {
		if command[1] != 0xA4 || response[0] != 0x6F {
			return response
		}
		more := bench.Hex(x.T, "BF0C04DF610140")
		at := strings.IndexByte(string(response), 0xA5)
		response[1] += byte(len(more))
		response[at+1] += byte(len(more))
		return append(append(response[:len(response)-2:len(response)-2], more...), 0x90, 0x00)
	}
}

func (c *tap) new(t testing.TB) *bench.Tap {
	x := bench.NewTap(t, c7.Kernel{}, c.card, aid, c.ttq)
	x.Config.Profile, x.Config.Keys = c.profile, cardKeys(t)
	x.Combination.FloorLimit = kernel.Limit{Amount: 5000, Present: true}
	if c.edit != nil {
		c.edit(x)
	}
	return x
}

// The virtual cards and phones at the readers that they are made for: outcome, and the commands sent, which are the fewest that the book has.
// C-7 3.3
func TestVirtualCards(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range taps {
		seen[c.card] = true
		t.Run(c.card, func(t *testing.T) {
			x := c.new(t)
			out := x.Run()
			if got := of(out); got != c.want || x.Instructions() != c.commands {
				t.Errorf("%s: %s\n got %+v\nwant %+v\n%s; %s", c.ttq, x.Instructions(), got, c.want, out.Error.Reason, out.ODA().Reason)
			}
		})
	}
	for _, name := range card.TapNames() {
		if strings.Contains(name, "unionpay") && !seen[name] {
			t.Errorf("%s is at no reader", name)
		}
	}
}

// The card is gone, the reader has a fault or the cardholder cancels at any moment: one outcome, nothing left, and the journal replays. A card that is gone
// while the kernel has the turn is a try again; nothing goes to the acquirer.
// C-7 4.1.4.3, 4.2.4.1
func TestEveryWayOut(t *testing.T) {
	for _, c := range taps {
		t.Run(c.card, func(t *testing.T) {
			s := bench.Scenario(t, func() *bench.Bench { return c.new(t).Bench })
			for way, out := range bench.Exits(t, s) {
				switch {
				case strings.HasPrefix(way, "cancel") && out.Kernel == "C-7" && out.Status != kernel.EndApplication && out.Exchanges() == 0:
					t.Errorf("%s: %+v", way, of(out))
				case strings.HasPrefix(way, "card fault") && out.Kernel == "C-7" && len(c.commands) < len("A4 A8 A4 A8") && c.want.status != kernel.TryAgain && out.Status != kernel.TryAgain:
					t.Errorf("%s: %+v", way, of(out))
				case out.Status == kernel.TryAgain && out.DataRecord != nil:
					t.Errorf("%s: a record", way)
				}
			}
		})
	}
}

// Stopped at any action and resumed from its journal, a tap ends as the whole one, by the same actions; where a command was under way the card counts as
// gone.
// C-7 4.1.4.3, 4.2.4.1
func TestEveryResume(t *testing.T) {
	for _, c := range taps {
		t.Run(c.card, func(t *testing.T) {
			bench.Scenario(t, func() *bench.Bench { return c.new(t).Bench }).EveryResume(t)
		})
	}
}
