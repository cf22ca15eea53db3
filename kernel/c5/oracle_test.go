package c5_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c5"
	"github.com/emvgo/emv/kernel/c5/internal/oracle"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

const scriptINS = 0xDA

// template is an issuer script template of two commands, which the card knows again by n.
func template(tag tlv.Tag, n byte, s oracle.Script) []byte {
	if s == oracle.NoScript {
		return nil
	}
	if s == oracle.Malformed {
		return tlv.Append(nil, tag, bench.Digits("860504DA"))
	}
	command := []byte{0x04, scriptINS, 0x9F, n, 1, 0x55}
	b := tlv.Append(nil, 0x9F18, []byte{0, 0, 0, n})
	return tlv.Append(nil, tag, tlv.Append(tlv.Append(b, 0x86, command), 0x86, command))
}

// host is the host's answer.
func (p *puppet) host() []byte {
	u := &p.update
	b := tlv.Append(nil, 0x8A, []byte(u.ARC))
	if u.Data {
		b = tlv.Append(b, 0x91, bench.Digits("A1A2A3A4A5A6A7A8"))
	}
	for i := range 2 {
		b = append(b, template(0x71, byte(i), u.Critical[i])...)
		b = append(b, template(0x72, byte(2+i), u.Late[i])...)
	}
	return b
}

// scripted is the answer to a script command.
func (p *puppet) scripted(command []byte) ([]byte, oracle.Fault) {
	s, fault := p.update.Critical[command[3]&1], oracle.AtCritical
	if command[3] >= 2 {
		s, fault = p.update.Late[command[3]&1], oracle.AtLate
	}
	return map[oracle.Script][]byte{oracle.Done: {0x90, 0}, oracle.Warned: {0x62, 0x83}, oracle.Counted: {0x63, 0xC1}, oracle.Refused: {0x6A, 0x80}}[s], fault
}

// renewed is the answer to the second GENERATE AC.
func (p *puppet) renewed() []byte {
	u := &p.update
	switch {
	case u.SW != 0x9000:
		return []byte{byte(u.SW >> 8), byte(u.SW)}
	case u.Form == oracle.Broken:
		return bench.Digits("77015A9000")
	case u.Form == oracle.Format1:
		return answer(0x80, slices.Concat([]byte{u.CID, 0, 7}, puppetAC, puppetIAD))
	}
	var b []byte
	put := func(when bool, tag tlv.Tag, v ...byte) {
		if when {
			b = tlv.Append(b, tag, v)
		}
	}
	put(u.Lack != oracle.LacksCID, 0x9F27, u.CID)
	put(u.Lack != oracle.LacksATC, 0x9F36, 0, 7)
	put(u.Lack != oracle.LacksAC, 0x9F26, puppetAC...)
	put(u.Lack != oracle.LacksIAD, 0x9F10, puppetIAD...)
	put(u.HasBalance, 0x9F5F, bcd(3866)...)
	return answer(0x77, b)
}

// activate runs the kernel once.
func (p *puppet) activate(port *kernel.Port, start kernel.Start, fci, host []byte) *kernel.Outcome {
	act := &kernel.Activation{
		Start: start, Combination: &port.Config().Combinations[0], FCI: fci, SW: 0x9000, Memory: p.memory, Host: host,
		Indicators: kernel.Indicators{CVMLimitExceeded: p.in.CVM.Present && p.in.Amount >= p.in.CVM.Amount},
	}
	out := c5.Kernel{}.Run(port, act)
	p.memory = act.Memory
	return out
}

// play runs the kernel for an input, and again for an update where there is one.
func (p *puppet) play(in oracle.In, u *oracle.Update) (first, second oracle.Out) {
	tx := p.arrange(in)
	p.options, p.asked, p.second, p.scripts, p.update = nil, nil, nil, 0, oracle.Update{}
	program := kernel.Single("c5/oracle", func(port *kernel.Port) *kernel.Outcome {
		port.Store().Begin(kernel.ForApplication)
		fci := p.selected()
		o := p.activate(port, kernel.StartA, fci, nil)
		first = p.sent(outOf(o), o)
		if u == nil || o.Status != kernel.OnlineRequest || o.Start == kernel.StartNone {
			return o
		}
		p.update = *u
		if o.Start == kernel.StartB {
			port.Store().Begin(kernel.ForActivation)
			port.Store().Begin(kernel.ForApplication)
			if u.SecondFCI {
				fci = brokenFCI
			}
		}
		o = p.activate(port, o.Start, fci, p.host())
		second = outOf(o)
		if tvr, ok := tlv.Find(o.DataRecord, 0x95); ok {
			copy(second.TVR[:], tvr.Value)
		}
		if p.second != nil {
			second.Reference = p.second[2]
		}
		return o
	})
	s, err := kernel.NewSession(program, &p.cfg, tx, kerneltest.Random(1), kerneltest.Numbers(puppetNumber, puppetNumber))
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := bench.Run(context.Background(), s, p); err != nil {
		p.t.Fatal(err)
	}
	return first, second
}

// newPuppet is a puppet whose reader has the certification authority's keys.
func newPuppet(t testing.TB, profile kernel.Profile) *puppet {
	return &puppet{t: t, profile: profile, cfg: kernel.Config{Keys: bench.SigningKeys([5]byte{0xA0, 0, 0, 0, 0x65})}}
}

// The kernel does what the oracle says, for every input of its spaces: Cardholder Verification Status against Terminal Interchange Profile, mode, limits, what sets the
// TVR and what the action codes make of it, the cryptogram that is asked for and the one that comes.
// C-5 3.2, 3.3, 3.4, 3.5, 3.6, 3.7, 3.8, 3.9, 3.11.1, 3.11.2.3, 3.12
func TestOracle(t *testing.T) {
	const shards = 2
	for shard := range shards {
		t.Run(fmt.Sprint(shard), func(t *testing.T) {
			t.Parallel()
			p, n := newPuppet(t, kernel.Book), 0
			oracle.Each(int(max(sweep.Deep(), sweep.Sampled)), func(in oracle.In) {
				if n++; n%shards != shard || t.Failed() || !sweep.Input(n) {
					return
				}
				want := oracle.Decide(in)
				got, _ := p.play(in, nil)
				if got != want.Out {
					t.Errorf("%+v\n got %+v\nwant %+v [%s]", in, got, want.Out, want.Clause)
				}
			})
			if n < 8000 {
				t.Errorf("%d inputs", n)
			}
		})
	}
}

// An update goes as the oracle says, for each answer of the host and of the card.
// C-5 3.2.1.2, 3.10, 3.11.2.1, 3.11.2.2
func TestOracleUpdate(t *testing.T) {
	const shards = 2
	for shard := range shards {
		t.Run(fmt.Sprint(shard), func(t *testing.T) {
			t.Parallel()
			p, n := newPuppet(t, kernel.Book), 0
			oracle.EachRenewal(int(max(sweep.Deep(), sweep.Sampled)), func(r oracle.Renewal) {
				if n++; n%shards != shard || t.Failed() || !sweep.Input(n) {
					return
				}
				want := oracle.Apply(r.In, r.Update)
				_, got := p.play(r.In, &r.Update)
				if got != want.Out || p.scripts != want.Scripts {
					t.Errorf("%+v\n got %+v, %d\nwant %+v, %d [%s]", r.Update, got, p.scripts, want.Out, want.Scripts, want.Clause)
				}
			})
			if n < 3000 {
				t.Errorf("%d updates", n)
			}
		})
	}
}

// The profile strict approves nothing offline without a signature that was asked for and verifies, and accepts nothing that the book does not accept.
// C-5 3.8.1.10, 3.8.2.1, 3.8.4.1
func TestOracleStrict(t *testing.T) {
	p, n := newPuppet(t, kernel.Strict), 0
	oracle.Each(int(max(sweep.Deep(), sweep.Sampled)), func(in oracle.In) {
		if n++; !sweep.Large(n, 5, 10) || t.Failed() {
			return
		}
		want := oracle.Decide(in)
		got, _ := p.play(in, nil)
		signed := want.Reference&0x10 != 0 && in.Proof == oracle.GoodSignature
		accepted := got.Outcome == oracle.Approved || got.Outcome == oracle.OnlineRequest
		if got.Outcome == oracle.Approved && !signed || accepted && got.Outcome != want.Outcome {
			t.Errorf("%+v\n got %+v\nwant %+v [%s]", in, got, want.Out, want.Clause)
		}
	})
}
