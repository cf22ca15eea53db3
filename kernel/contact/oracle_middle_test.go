package contact_test

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/testvectors/sweep"
)

// The kernel and the oracle agree on every named card under every named configuration.
func TestOracleMatrix(t *testing.T) {
	runs := 0
	for _, name := range card.Names() {
		c, err := card.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, config := range configs.Names() {
			w := newOraWorld(t, c, config)
			if w.cfg.Terminal.Type>>4 == 1 { // a cash machine
				w.tx.Type = 0x01
			}
			for _, amount := range []uint64{100, 1234} {
				for _, host := range []string{"up", "down", "declines"} {
					for _, pin := range []string{"right", "wrong", "bypass", "none"} {
						w.tx.Amount, w.hostDown, w.options.Decline, w.pinWay = amount, host == "down", host == "declines", pin
						clear(w.answers)
						runs++
						if d := w.agree(w.run(t, nil)); d != "" {
							t.Errorf("%s\n%s", fmt.Sprint(name, " ", config, " ", amount, " host ", host, " PIN ", pin), d)
						}
					}
				}
			}
		}
	}
	t.Logf("%d runs", runs)
}

// An oraBaseline is a transaction that runs as it should.
type oraBaseline struct {
	name, config string
	amount       uint64
	hostDown     bool
	declines     bool
	pin          string
	floorLimit   uint64 // at least
	scripts      bool
	denial       [5]byte // TAC denial, in the place of the configuration's
	sample       int     // of so many alterations one is tried
	cards        []string
}

// world is the world of the transaction; it has run once, and the oracle agreed.
func (b *oraBaseline) world(t testing.TB, c *card.Card) *oraWorld {
	t.Helper()
	w := newOraWorld(t, c, b.config)
	w.tx.Amount, w.hostDown, w.options.Decline = b.amount, b.hostDown, b.declines
	w.pinWay = cmp.Or(b.pin, "right")
	if w.cfg.Terminal.Type>>4 == 1 { // a cash machine
		w.tx.Type = 0x01
	}
	for i := range w.cfg.Applications {
		w.cfg.Applications[i].FloorLimit = max(w.cfg.Applications[i].FloorLimit, b.floorLimit)
	}
	if b.denial != [5]byte{} {
		for i := range w.cfg.Applications {
			w.cfg.Applications[i].TACDenial = b.denial
		}
	}
	if b.scripts {
		w.options.Scripts = oraScripts
	}
	if d := w.agree(w.run(t, nil)); d != "" {
		t.Fatal(d)
	}
	return w
}

// oraBaselines are the transactions that are disturbed.
var oraBaselines = []oraBaseline{
	{name: "offline", config: "default", amount: 100, cards: oraFour},
	{name: "online", config: "default", amount: 1234, cards: oraFour},
	{name: "unable", config: "default", amount: 1234, hostDown: true, cards: oraFour},
	{name: "declined by the host", config: "default", amount: 1234, declines: true, cards: []string{"full"}},
	{name: "unable, declined", config: "default-bit", amount: 1234, hostDown: true, cards: []string{"full"}},
	{name: "denied", config: "denial", amount: 1234, cards: []string{"full", "none"}},
	{name: "scripts", config: "default", amount: 1234, scripts: true, cards: []string{"noauth"}},
	{name: "CVM list", config: "default", amount: 1234, floorLimit: 5000, cards: []string{"none"}},
	{name: "static", config: "plaintext-pin", amount: 100, cards: []string{"sda"}},
	{name: "right PIN", config: "default", amount: 100, cards: []string{"pin"}},
	{name: "wrong PIN", config: "default", amount: 100, pin: "wrong", cards: []string{"pin"}},
	{name: "plaintext PIN", config: "plaintext-pin", amount: 100, cards: []string{"plaintext-pin"}},
	{name: "bypassed PIN", config: "plaintext-pin", amount: 100, pin: "bypass", cards: []string{"plaintext-pin"}},
	{name: "cash", config: "atm", amount: 10000, cards: []string{"cash"}},
	{name: "two applications", config: "default", amount: 100, cards: []string{"two"}},
	{name: "XDA offline", config: "xda", amount: 100, cards: []string{"xda"}},
	{name: "XDA online", config: "xda", amount: 1234, cards: []string{"xda"}},
	{name: "XDA unable", config: "xda", amount: 1234, hostDown: true},
	{name: "XDA denied", config: "xda", amount: 100, denial: [5]byte{1}},
	{name: "XDA, wrong PIN", config: "xda", amount: 1234, pin: "wrong", declines: true},
	{name: "XDA and the sum of its failures denied", config: "xda", amount: 1234, denial: [5]byte{3: 0x01, 4: 0x06}},
	{name: "XDA P-521", config: "xda", amount: 1234, sample: 50, cards: []string{"xda-p521"}},
}

var oraFour = []string{"full", "none", "dda", "noauth"}

// oraAlterations gives each byte with each of its bits flipped, 00, FF, gone and twice, and each shorter
// length; each object of a template gone, empty and twice;
// each cryptogram information data; and what a card may say in a status word.
// The response is valid until the next.
func oraAlterations(response []byte, yield func(what string, at int, altered []byte)) {
	var b []byte
	try := func(what string, at int, parts ...[]byte) {
		b = b[:0]
		for _, p := range parts {
			b = append(b, p...)
		}
		yield(what, at, b)
	}
	for i, v := range response {
		for bit := range 8 {
			try("flipped", i, response[:i], []byte{v ^ 1<<bit}, response[i+1:])
		}
		try("00", i, response[:i], []byte{0}, response[i+1:])
		try("FF", i, response[:i], []byte{0xFF}, response[i+1:])
		try("gone", i, response[:i], response[i+1:])
		try("twice", i, response[:i+1], response[i:])
		try("cut", i, response[:i])
	}
	if len(response) < 2 {
		return
	}
	body, sw := response[:len(response)-2], response[len(response)-2:]
	for _, w := range oraStatusWords {
		try("status word", len(body), body, []byte{byte(w >> 8), byte(w)})
	}
	template, ok := oraSingle(body, 0x6F, 0x70, 0x77)
	if !ok {
		return
	}
	objects, _ := oraTLV(template.value)
	if i := bytes.Index(body, []byte{0x9F, 0x27, 0x01}); i > 0 && i < 8 {
		for cid := range 256 {
			try("CID", i, body[:i+3], []byte{byte(cid)}, body[i+4:], sw)
		}
	}
	for i, o := range objects {
		tag := o.raw[:len(o.raw)-len(o.value)-1]
		if len(o.value) > 0x7F {
			tag = tag[:len(tag)-1]
		}
		for n, instead := range [][]byte{nil, append(slices.Clone(tag), 0), slices.Concat(o.raw, o.raw)} {
			at := slices.Clone(objects)
			at[i].raw = instead
			var value []byte
			for _, o := range at {
				value = append(value, o.raw...)
			}
			try(fmt.Sprintf("%X %s", o.tag, [...]string{"gone", "empty", "twice"}[n]), i, body[:1], oraLength(len(value)), value, sw)
		}
	}
}

// oraStatusWords are every status word that the books name, and what stands beside them.
// B3 6.3.5
var oraStatusWords = []uint16{
	0x0000, 0x6100, 0x6200, 0x6283, 0x6300, 0x63C0, 0x63C1, 0x63C5, 0x6400, 0x6581, 0x6700, 0x6800, 0x6883, 0x6884, 0x6983,
	0x6984, 0x6985, 0x6A81, 0x6A82, 0x6A83, 0x6A88, 0x6D00, 0x6E00, 0x6F00, 0x9000, 0x9001, 0x9100, 0xFFFF,
}

// oraMarks are the bytes of each response that are signed.
func oraMarks(t testing.TB, conv []oraExchange) [][]bool {
	t.Helper()
	var x []exchange
	for _, c := range conv {
		x = append(x, exchange(c))
	}
	return covered(t, x)
}

// The kernel and the oracle agree on every alteration of every response, one at a time; of what is signed on every fifth,
// where another transaction of the card has it whole. With -short, every hundredth.
func TestOracleMiddle(t *testing.T) {
	var runs atomic.Int64
	t.Run("all", func(t *testing.T) {
		for _, b := range oraBaselines {
			for _, name := range b.cards {
				t.Run(name+"/"+b.name, func(t *testing.T) {
					t.Parallel()
					c, err := card.Named(name)
					if err != nil {
						t.Fatal(err)
					}
					w := b.world(t, c)
					conv := oraKept(w.conv)
					count, signed, faults := 0, 0, 0
					marks := oraMarks(t, conv)
					for n := range conv {
						oraAlterations(conv[n].response, func(what string, at int, altered []byte) {
							if at < len(marks[n]) && marks[n][at] && b.name != "offline" && b.name != "online" && b.name != "XDA offline" {
								if signed++; signed%5 != 0 {
									return
								}
							}
							if count++; !sweep.Sample(count, 100) || count%max(b.sample, 1) != 0 || faults > oraFaults {
								return
							}
							runs.Add(1)
							out := w.run(t, func(i int, r []byte) []byte {
								if i == n {
									return altered
								}
								return r
							})
							if d := w.agree(out); d != "" {
								faults++
								t.Errorf("exchange %d, %X: byte %d of %X %s: %X\n%s", n, conv[n].command, at, conv[n].response, what, altered, d)
							}
						})
					}
				})
			}
		}
	})
	t.Logf("%d runs", runs.Load())
}

var oraScripts = []issuer.Script{
	{Commands: []issuer.Command{issuer.PINUnblock(), issuer.ApplicationUnblock()}},
	{Late: true, ID: []byte{1, 2, 3, 4}, Commands: []issuer.Command{issuer.PutData(0x9F58, []byte{1}), issuer.PINUnblock()}},
}

// oraFaults is after how many disagreements a transaction is enough.
const oraFaults = 100
