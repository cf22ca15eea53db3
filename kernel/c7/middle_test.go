package c7_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// A played card answers each command as a virtual card once has.
type played struct {
	cfg         *kernel.Config
	tx          kernel.Transaction
	combination *kernel.Combination
	ttq         []byte
	responses   [][]byte // of the kernel's commands, in order
	answers     map[string][]byte
	fci         []byte

	altered  string // the command whose answer is another
	response []byte
	sent     int
	seen     [][]byte // as answered
}

// play runs a virtual card once, and keeps what it says.
func play(t testing.TB, c *tap) (*played, want) {
	t.Helper()
	x := c.new(t)
	p := &played{cfg: x.Config, tx: x.Transaction, combination: x.Combination, answers: map[string][]byte{}, ttq: bench.Hex(t, c.ttq)}
	change := x.Middle
	x.Middle = func(n int, command, response []byte) []byte {
		if change != nil {
			response = change(n, command, response)
		}
		if response = slices.Clone(response); command[1] == 0xA4 {
			p.fci = response[:len(response)-2]
		} else {
			p.responses = append(p.responses, response)
			p.answers[string(command)] = response
		}
		return slices.Clone(response)
	}
	out := x.Run(kerneltest.Numbers(number))
	if sent := out.Report.Get(tlv.TTQKernel7); sent != nil {
		copy(p.ttq[1:2], sent[1:2])
	}
	if again := p.run(t); of(again) != of(out) {
		t.Fatalf("%s: played %+v, live %+v", c.card, of(again), of(out))
	}
	return p, of(out)
}

// run plays it to the kernel.
func (p *played) run(t testing.TB, opts ...kernel.Option) *bench.Result {
	t.Helper()
	p.sent, p.seen = 0, nil
	program := kernel.Single("c7", func(port *kernel.Port) *kernel.Outcome {
		port.Store().Begin(kernel.ForApplication)
		return c7.Kernel{}.Run(port, &kernel.Activation{Start: kernel.StartA, Combination: p.combination, FCI: p.fci, SW: 0x9000, TTQ: p.ttq})
	})
	s, err := kernel.NewSession(program, p.cfg, p.tx, append(opts, kerneltest.Numbers(number))...)
	if err != nil {
		t.Fatal(err)
	}
	out, err := bench.Run(context.Background(), s, p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Do answers a command.
func (p *played) Do(_ context.Context, a kernel.Action) (kernel.Event, error) {
	r := p.answers[string(a.Command)]
	switch p.sent++; {
	case p.altered == string(a.Command):
		r = p.response
	case r == nil:
		r = []byte{0x6A, 0x83}
	}
	p.seen = append(p.seen, r)
	return bench.Response(r), nil
}

// covered are the elements under a signature that is verified: by the ICC certificate the signed record and the AIP, by the card's own signature 9F69 and what
// makes it up. Certificates and keys are under each other.
var covered = []tlv.Tag{0x82, 0x9F4B, 0x9F69, 0x8F, 0x90, 0x92, 0x9F32, 0x9F46, 0x9F47, 0x9F48, 0x5A, 0x5F24, 0x5F28, 0x9F07, 0x9F4A}

// rank is how good an outcome is for a man in the middle. A CVM that the host or an attendant still has to do is worse for him than one that is said to be done.
func rank(w want) int {
	n := map[kernel.Status]int{kernel.Approved: 8, kernel.OnlineRequest: 4}[w.status]
	if n != 0 && w.cvm != kernel.CVMOnlinePIN {
		n++
	}
	return n
}

// unprotected is every way in which a man in the middle makes an outcome better for himself. The book allows each of them: nothing that a signature covers
// says what these elements say. In strict a CVM that is required and done by nobody is not among them.
var unprotected = [...]struct {
	card, ttq    string
	profile      kernel.Profile
	element      tlv.Tag
	change       string
	clause, host string // what the host can check
}{
	{
		"unionpay-expired", "36004000", kernel.Book, 0x9F6C, "declined -> online", "C-7 2.12 4.2.4.5",
		"it knows the date of its card, which the request has in track 2",
	},
	{
		"unionpay-expired", "36004000", kernel.Strict, 0x9F6C, "declined -> online", "C-7 2.12 4.2.4.5",
		"as above",
	},
	{
		"unionpay-pin", "36004000", kernel.Book, 0x9F6C, "online with PIN -> with signature, or a CVM on a device", "C-7 2.12 4.4.2.2",
		"the request has no PIN, and the issuer knows that its card asks for one from this amount on",
	},
	{
		"unionpay-pin", "32004000", kernel.Book, 0x9F6C, "declined -> online with signature, or a CVM on a device", "C-7 2.12 4.4.2.2",
		"as above",
	},
	{
		"unionpay-pin", "32004000", kernel.Strict, 0x9F6C, "declined -> online with signature", "C-7 2.12 4.4.2.1",
		"as above: the reader has no PIN, and the attendant checks the signature",
	},
}

// A man in the middle alters one response in every way. Whatever he does, the transaction ends, and with one of the book's outcomes. No alteration of what a
// signature covers leads to an offline approval, nor of anything where none was due; and none makes any other outcome better for him but as unprotected says. By the book every outcome is the one that the oracle gives for the bytes exchanged.
// C-7 4.3.2.3, 4.3.2.4, 4.4.2.2
func TestMiddle(t *testing.T) {
	for _, c := range taps {
		if len(strings.Fields(c.commands)) < 2 || c.card == "phone-unionpay-twice" {
			continue
		}
		t.Run(fmt.Sprint(c.card, " ", c.ttq, " ", c.profile), func(t *testing.T) {
			p, was := play(t, &c)
			commands := slices.Collect(func(yield func(string) bool) {
				for command := range p.answers {
					if !yield(command) {
						return
					}
				}
			})
			slices.Sort(commands)
			n, better := 0, map[tlv.Tag]string{}
			for _, command := range commands {
				response := p.answers[command]
				for a := range bench.Alterations(response) {
					element := bench.ElementAt(response, a.At)
					if n++; !sweep.Sample(n, 7) && element != 0x9F6C && element != 0x9F27 && element != 0x9F10 {
						continue
					}
					p.altered, p.response = command, a.Response
					var got want
					out := p.run(t)
					if got = of(out); c.profile == kernel.Book {
						p.agrees(t, out)
					}
					touched := slices.Contains(covered, element) && strings.Contains(c.commands, "B2")
					if got.status == kernel.Approved && (was.status != kernel.Approved || touched && element != 0) {
						t.Errorf("%s of %v at %d of %X: approved offline", a.What, element, a.At, command)
					}
					if rank(got) > rank(was) {
						better[element] = fmt.Sprintf("%s: %+v -> %+v", a.What, was, got)
					}
				}
			}
			for _, u := range unprotected {
				if u.card == c.card && u.ttq == c.ttq && u.profile == c.profile {
					if better[u.element] == "" {
						t.Errorf("%v, %s [%s]: does not occur", u.element, u.change, u.clause)
					}
					delete(better, u.element)
				}
			}
			for element, what := range better {
				t.Errorf("%v: not listed: %s", element, what)
			}
		})
	}
}
