package contact_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/testvectors/card"
)

// oraRewrite puts another value of the same length in the place of a data element, wherever a response has it.
func oraRewrite(was, is []byte) func(int, []byte) []byte {
	return func(_ int, r []byte) []byte {
		for at := 0; at+len(was) <= len(r); at++ {
			if string(r[at:at+len(was)]) == string(was) {
				out := append([]byte{}, r...)
				copy(out[at:], is)
				return out
			}
		}
		return r
	}
}

// Every AIP with every set of terminal capabilities: the choice of authentication, and all that hangs on the AIP.
// EMV 4.4 B3 10.3
func TestOracleAuthenticationChoice(t *testing.T) {
	runs, count := 0, 0
	for _, name := range []string{"full", "none", "sda", "pin"} {
		c, err := card.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		w := newOraWorld(t, c, "default")
		w.run(t, nil)
		n, at := oraAIP(t, w)
		for _, amount := range []uint64{100, 1234} {
			w.tx.Amount = amount
			for capabilities := range 8 {
				bits := byte(capabilities&1)<<3 | byte(capabilities&6)<<5
				w.cfg.Terminal.Capabilities[2] = bits
				for aip := range 256 {
					if count++; testing.Short() && count%100 != 0 {
						continue
					}
					runs++
					out := w.run(t, func(i int, r []byte) []byte {
						if i == n {
							r[at] = byte(aip)
						}
						return r
					})
					if d := w.agree(out); d != "" {
						t.Errorf("%s %d, capabilities %02X, AIP %02X\n%s", name, amount, bits, aip, d)
					}
				}
			}
		}
	}
	t.Logf("%d runs", runs)
}

// oraAIP is where the first byte of the AIP stands in a conversation: the exchange, and the place in its response.
func oraAIP(t testing.TB, w *oraWorld) (n, at int) {
	t.Helper()
	for n, x := range w.conv {
		if x.command[1] == 0xA8 {
			if x.response[0] == 0x80 {
				return n, 2
			}
			return n, bytes.Index(x.response, []byte{0x82, 0x02}) + 2
		}
	}
	t.Fatal("no AIP")
	return 0, 0
}

// Every CVM code with every condition, for every set of CVM capabilities, on attended and unattended terminals, for goods,
// cash and cashback, with a PIN that is right, wrong, bypassed and not to be had.
// EMV 4.4 B3 10.5, C3
func TestOracleCVM(t *testing.T) {
	c, err := card.Named("none")
	if err != nil {
		t.Fatal(err)
	}
	w := newOraWorld(t, c, "default")
	list := unhex(t, "000003E8000000001F0602031E031F03")
	runs, count := 0, 0
	try := func(rules []byte) {
		if count++; testing.Short() && count%100 != 0 {
			return
		}
		runs++
		if d := w.agree(w.run(t, oraRewrite(list, rules))); d != "" {
			t.Errorf("terminal %02X %X, type %02X, amount %d, PIN %s, rules %X\n%s", w.cfg.Terminal.Type,
				w.cfg.Terminal.Capabilities, w.tx.Type, w.tx.Amount, w.pinWay, rules, d)
		}
	}
	type place struct {
		terminal, transaction byte
		other                 uint64
	}
	places := []place{{0x22, 0x00, 0}, {0x22, 0x01, 0}, {0x22, 0x09, 100}, {0x25, 0x00, 0}, {0x25, 0x01, 0}, {0x25, 0x09, 100}}
	for code := range 64 {
		for _, condition := range []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0A, 0x80} {
			for capability := range 32 {
				w.cfg.Terminal.Capabilities[1] = byte(capability << 3)
				for n, p := range places {
					if where := condition == 1 || condition == 2 || condition == 4 || condition == 5; !where && n != (code+capability)%6 {
						continue // the place does not matter
					}
					w.cfg.Terminal.Type, w.tx.Type, w.tx.AmountOther = p.terminal, p.transaction, p.other
					w.tx.Amount = []uint64{999, 1000, 1001}[(code+capability+n)%3]
					w.pinWay = []string{"right", "wrong", "bypass", "none"}[(code/3+capability+n)%4]
					first := []byte{0x00, 0x40, 0x80, 0xC0}[(code/2+capability/3)%4] | byte(code)
					rules := append(unhex(t, "000003E8000003E9"), first, condition, 0x42, 0x03, 0x1E, 0x03, 0x1F, 0x03)
					try(rules)
				}
			}
		}
	}
	t.Logf("%d runs", runs)
}
