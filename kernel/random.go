package kernel

import (
	"crypto/rand"
	"crypto/sha256"
	"io"

	"github.com/emvgo/emv/kernel/internal/entry"
	"github.com/emvgo/emv/kernel/internal/hidden"
	"github.com/emvgo/emv/tlv"
)

// Random draws n bytes and journals them: a replay draws the same.
func (p *Port) Random(n int) []byte {
	b := make([]byte, n)
	p.c.random(b)
	return p.c.draw(b)
}

// UnpredictableNumber is a new 9F37 at each call, drawn and journalled as Random is.
//
// B2 11.3
func (p *Port) UnpredictableNumber() (un [4]byte) {
	if fixed := hidden.Number(&p.c.opt); fixed != nil {
		fixed(&un)
	} else {
		p.c.rng.number(p.c, &un)
	}
	copy(un[:], p.c.draw(un[:]))
	return un
}

// ActivationNumber is the Unpredictable Number of a contactless kernel's activation: the one that Entry Point has put into the store for it, or a new one where the
// kernel is run without. That one is stored as the terminal's, so that no later activation takes it for Entry Point's.
//
// A 8.1.1.8
func (p *Port) ActivationNumber() (un [4]byte) {
	data, row := p.Store(), tlv.UnpredictableNumber
	if v := data.Get(row); data.Source(row) == tlv.FromKernel && len(v) == len(un) {
		return [4]byte(v)
	}
	un = p.UnpredictableNumber()
	data.Put(row, tlv.FromTerminal, un[:])
	return un
}

// system is the system's generator as it was when the program started: nobody can put another in its place later.
var system = rand.Reader

// random fills b from the system's generator, which ends the process rather than fail.
func (c *core) random(b []byte) {
	if fill := hidden.Random(&c.opt); fill != nil {
		fill(uint64(c.draws)<<16|uint64(c.fills), b)
		c.fills++
		return
	}
	if _, err := io.ReadFull(system, b); err != nil {
		panic(err) // no number rather than a bad one
	}
}

// draw puts drawn bytes into the journal, and wipes b. In a replay the journal's take their place.
func (c *core) draw(b []byte) []byte {
	if c.replay != nil {
		c.replay.draw(b)
	}
	c.draws, c.fills = c.draws+1, 0
	view := c.put(entry.Entry{Kind: entry.Draw, Data: b})
	if c.jr.wiped { // closed: the program is unwinding
		return b
	}
	clear(b)
	return view
}

// A generator makes unpredictable numbers. Its registers live and die with the session: where the book keeps Q over a
// power cycle, each session here begins with fresh bytes of the system's generator.
//
// B2 11.3
type generator struct {
	p   [sha256.Size]byte // P, never output
	tvp uint64            // TVP: counts the numbers made
	on  bool
}

// number sets un to LS4B(SHA(P || RAND)) and refreshes P.
func (g *generator) number(c *core, un *[4]byte) {
	buf := make([]byte, 0, 128)
	if !g.on {
		g.on = true
		buf = c.rand(buf) // stands for Q
		buf = append(buf, c.cfg.Terminal.IFDSerialNumber...)
		buf = append(buf, c.cfg.Terminal.TerminalID...)
		g.p = sha256.Sum256(buf)
		clear(buf)
	}
	buf = c.rand(append(buf[:0], g.p[:]...))
	sum := sha256.Sum256(buf)
	copy(un[:], sum[len(sum)-4:])
	clear(buf)

	g.tvp++
	buf = c.rand(append(append(buf[:0], g.p[:]...), tvp(g.tvp)...))
	g.p = sha256.Sum256(buf)
	clear(buf)
}

func tvp(n uint64) []byte {
	return []byte{byte(n >> 56), byte(n >> 48), byte(n >> 40), byte(n >> 32), byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}
}

// rand appends RAND: 32 bytes of the system's generator, and 8 of the vendor's where there is one and it works.
func (c *core) rand(b []byte) []byte {
	var own [32]byte
	c.random(own[:])
	b = append(b, own[:]...)
	clear(own[:])
	if c.opt.Entropy != nil && c.replay == nil {
		var vendor [8]byte
		if c.opt.Entropy(vendor[:]) == nil {
			b = append(b, vendor[:]...)
		}
	}
	return b
}

func (g *generator) wipe() { *g = generator{} }
