package contact_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/sweep"
)

// rewritten puts another value of the same length in the place of a data element, wherever a response has it.
func rewritten(was, is []byte) func(int, []byte) []byte {
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

// Every AIP with every set of terminal capabilities: the choice of authentication, and all that hangs on the AIP. The
// capabilities are the terminal's, or those that it has for the application.
// B3 8, 10.3
// B3 10.3 XDA, CDA, DDA, SDA, none, capabilities, 10.6 always, TSI, B4 6.3.2 none, methods, 6.4 SDA and DDA, 10.2 capabilities
func TestOracleAuthenticationChoice(t *testing.T) {
	t.Parallel()
	runs, count := 0, 0
	for _, name := range []string{"full", "none", "sda", "pin", "xda"} {
		w := bookDuel(t, name, "xda")
		w.run(t, nil)
		n, at := placeOfAIP(t, w)
		for _, amount := range []uint64{100, 1234} {
			w.Transaction.Amount = amount
			for capabilities := range 16 {
				bits := byte(capabilities&3)<<2 | byte(capabilities&12)<<4
				w.Config.Terminal.Capabilities[2] = bits
				for i := range w.Config.Applications {
					own := &w.Config.Applications[i].Capabilities
					if *own = nil; capabilities%3 == 0 { // the terminal has another set than the application
						*own = []byte{0xE0, 0x79, bits}
						w.Config.Terminal.Capabilities[2] = ^bits & 0xCC
					}
				}
				for aip := range 256 {
					if count++; !sweep.Sample(count, 100) {
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

// placeOfAIP is where the first byte of the AIP stands in a conversation: the exchange, and the place in its response.
func placeOfAIP(t testing.TB, w *duel) (n, at int) {
	t.Helper()
	for n, x := range w.Conversation {
		if x.Command[1] == 0xA8 {
			if x.Response[0] == 0x80 {
				return n, 2
			}
			return n, bytes.Index(x.Response, []byte{0x82, 0x02}) + 2
		}
	}
	t.Fatal("no AIP")
	return 0, 0
}

// unsigned is a card with data elements changed, tag, value, tag, value ..., the one with this tag in a record that nothing signs: it can be rewritten, and the keys
// stay good.
func unsigned(t testing.TB, name, tag string, changes ...string) *card.Card {
	t.Helper()
	return bench.Profile(t, name, func(app map[string]any) {
		for i := 0; i < len(changes); i += 2 {
			if changes[i] != tag {
				bench.SetElement(app, changes[i], changes[i+1])
				continue
			}
			bench.SetElement(app, tag, "-")
			app["records"] = append(app["records"].([]any), map[string]any{"sfi": 9, "record": 1, "data": map[string]any{tag: changes[i+1]}})
		}
	})
}

// Every CVM code with every condition, for every set of CVM capabilities: with those of biometrics and of ECC where they can
// matter, in turn elsewhere. On attended and unattended terminals, for goods, cash and cashback, with a PIN that is right,
// wrong, bypassed and not to be had; on cards without PIN, with RSA and with ECC.
// B3 10.5, C3, B4 6.3.4, A2
func TestOracleCVM(t *testing.T) {
	t.Parallel()
	const list = "000003E8000000001F0602031E031F03"
	was := bench.Hex(t, list)
	var worlds []*duel
	for _, c := range []struct{ card, config string }{{"none", "default"}, {"pin", "default"}, {"xda", "xda"}} {
		w := newDuel(t, unsigned(t, c.card, "8E", "8E", list), c.config, kernel.Book)
		w.Config.Terminal.BiometricCapabilities = [3]byte{0x50, 0xA8, 0}
		worlds = append(worlds, w)
	}
	runs, count := 0, 0
	type place struct {
		terminal, transaction byte
		other                 uint64
	}
	places := []place{{0x22, 0x00, 0}, {0x22, 0x01, 0}, {0x22, 0x09, 100}, {0x25, 0x00, 0}, {0x25, 0x01, 0}, {0x25, 0x09, 100}}
	for code := range 64 {
		for _, condition := range []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0A, 0x80} {
			for capability := range 256 {
				offline := code == 1 || code >= 3 && code <= 5
				if turn := code + capability>>3 + int(condition); !offline && (code < 6 || code > 15) && capability&7 != turn&7 {
					continue // neither a biometric method nor an offline PIN: these three bits do not matter
				}
				for n, p := range places {
					where := condition == 1 || condition == 2 || condition == 4 || condition == 5
					if n != (code+capability+capability>>3)%6 && (!where || capability&7 != 0) {
						continue // the place does not matter, or has had its turn
					}
					for k, w := range worlds {
						if turn := code + capability>>2 + n + int(condition); k != turn%3 {
							continue // the cards take turns
						}
						if count++; !sweep.Sample(count, 100) {
							continue
						}
						runs++
						w.Config.Terminal.Capabilities[1] = byte(capability<<3) | byte(capability>>5)
						w.Config.Terminal.Type, w.Transaction.Type, w.Transaction.AmountOther = p.terminal, p.transaction, p.other
						w.Transaction.Amount = []uint64{999, 1000, 1001}[(code+capability+n)%3]
						w.pinWay = []string{"right", "wrong", "bypass", "none"}[(code/3+capability+capability>>2+n)%4]
						first := []byte{0x00, 0x40, 0x80, 0xC0}[(code/2+capability/3)%4] | byte(code)
						rules := append(bench.Hex(t, "000003E8000003E9"), first, condition, 0x42, 0x03, 0x1E, 0x03, 0x1F, 0x03)
						if d := w.agree(w.run(t, rewritten(was, rules))); d != "" {
							t.Errorf("card %d, terminal %02X %X, type %02X, amount %d, PIN %s, rules %X\n%s", k, w.Config.Terminal.Type,
								w.Config.Terminal.Capabilities, w.Transaction.Type, w.Transaction.Amount, w.pinWay, rules, d)
						}
					}
				}
			}
		}
	}
	t.Logf("%d runs", runs)
}

// Every type of terminal, with and without cash, with every named card, and with cards that tell how the terminal sees itself: by a CVM list for unattended cash, manual
// cash and neither, and by usage control for cash machines alone, and for all but them.
// B4 A1, 6.3.3, B3 10.4 always, 10.4.2, 10.7, B2 D4
// B3 9.2.1 current, 10.3 TSI with CDA, 10.7 CDA, 10.11 CDA
// B4 6.3.3 ATM
func TestOracleTerminalTypes(t *testing.T) {
	t.Parallel()
	runs, count := 0, 0
	cards := map[string]*card.Card{}
	for _, name := range card.Names() {
		cards[name] = bench.With(t, name)
	}
	for _, usage := range []string{"FF80", "FE80", "FD80"} {
		cards[usage] = bench.With(t, "full", "8E", "0000000000000000 0201 1E04 1F02", "9F07", usage)
	}
	for _, name := range slices.Sorted(maps.Keys(cards)) {
		for _, config := range []string{"default", "default-bit", "denial"} {
			for _, kind := range []byte{0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x34, 0x35, 0x36} {
				w := newDuel(t, cards[name], config, kernel.Book)
				w.Config.Terminal.Type = kind
				if kind&15 > 3 { // no signature without an attendant: EMV 4.4 B4 A2
					w.Config.Terminal.Capabilities[1] &^= 0x20
				}
				for _, cash := range []byte{0x00, 0x80} {
					w.Config.Terminal.AdditionalCapabilities[0] = w.Config.Terminal.AdditionalCapabilities[0]&^0x80 | cash
					for _, tx := range []byte{0x00, 0x01, 0x09} {
						for _, amount := range []uint64{100, 1234} {
							for _, mode := range []byte{1, 2, 3, 4} {
								for _, down := range []bool{false, true} {
									if count++; !sweep.Sample(count, 100) {
										continue
									}
									runs++
									w.Transaction.Type, w.Transaction.Amount, w.hostDown, w.Config.Terminal.CDAMode = tx, amount, down, mode
									w.Transaction.AmountOther = map[byte]uint64{0x09: 50}[tx]
									if d := w.agree(w.run(t, nil)); d != "" {
										t.Errorf("%s %s, terminal %02X %02X, type %02X, %d, CDA mode %d, down %v\n%s", name, config, kind, cash, tx, amount, mode, down, d)
									}
								}
							}
						}
					}
				}
			}
		}
	}
	t.Logf("%d runs", runs)
}

// The kernel and the oracle agree on every named card under every named configuration.
// B1 12.1, 12.2.2
func TestOracleMatrix(t *testing.T) {
	runs := 0
	for _, name := range card.Names() {
		for _, config := range configs.Names() {
			w := bookDuel(t, name, config)
			if w.Config.Terminal.Type>>4 == 1 { // a cash machine
				w.Transaction.Type = 0x01
			}
			for _, amount := range []uint64{100, 1234} {
				for _, host := range []string{"up", "down", "declines"} {
					for _, pin := range []string{"right", "wrong", "bypass", "none"} {
						w.Transaction.Amount, w.hostDown, w.options.Decline, w.pinWay = amount, host == "down", host == "declines", pin
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

// Dates and times round every limit that a card or a certificate sets, in every century that two digits can mean, and
// terminals before and behind UTC: application dates and RSA certificates are held against the local date, certificates with
// ECC against UTC to the minute.
// B3 10.4.3, B2 5.3, 6.4, 12.3, 12.4, B4 6.7.3
func TestOracleDates(t *testing.T) {
	t.Parallel()
	runs, count := 0, 0
	for _, c := range []struct {
		card, config string
		changes      []string
	}{
		{"full", "default", nil},
		{"dda", "default", []string{"5F24", "500101", "5F25", "991231"}},
		{"pin", "default", []string{"5F24", "491130", "5F25", "491201"}},
		{"xda", "xda", nil},
		{"xda", "xda", []string{"5F24", "991231", "5F25", "500101"}},
		{"xda-p521", "xda", nil},
	} {
		w := newDuel(t, bench.With(t, c.card, c.changes...), c.config, kernel.Book)
		for _, w.Transaction.Amount = range []uint64{100, 1234} {
			for _, date := range []string{
				"260701", "191231", "200101", "200102", "491129", "491130", "491201", "491230", "491231", "500101", "500102", "991231", "000101", "000229", "480229",
			} {
				for _, clock := range []string{"000000", "000100", "115900", "120000", "235800", "235859", "235900", "235959"} {
					for _, w.Transaction.UTCOffset = range []int16{-720, -61, -60, -1, 0, 1, 60, 120, 840} {
						if c.card == "xda-p521" && count%25 != 0 { // slow
							count++
							continue
						}
						if count++; !sweep.Sample(count, 100) {
							continue
						}
						runs++
						w.Transaction.Date, w.Transaction.Time = [3]byte(bench.Hex(t, date)), [3]byte(bench.Hex(t, clock))
						if d := w.agree(w.run(t, nil)); d != "" {
							t.Errorf("%s %v, %d, %s %s, %d minutes ahead of UTC\n%s", c.card, c.changes, w.Transaction.Amount, date, clock, w.Transaction.UTCOffset, d)
						}
					}
				}
			}
		}
	}
	t.Logf("%d runs", runs)
}

// Every status word at every command, for the commands that these cards are sent: with each that the books name, and a sample of the others.
// B1 12.3.2, 12.3.3, 12.4, B3 6.3.5, 8.1, 10.1, 10.2
// B3 6.3.5 GET DATA, other, script, 6.5.4.5, 6.5.5.5, 6.5.8.5, 6.5.9.5, 8.1 status
func TestOracleStatusWords(t *testing.T) {
	for _, c := range []struct{ card, config string }{{"noauth", "default"}, {"dda", "default"}, {"full", "default"}, {"pin", "default"}, {"xda", "xda"}, {"two", "default"}} {
		t.Run(c.card, func(t *testing.T) {
			t.Parallel()
			d := bookDuel(t, c.card, c.config)
			scriptsOfBothKinds(d)
			_, conv := d.baseline(t)
			count := 0
			for _, none := range []bool{false, true} { // the card's directory
				if none {
					withoutDirectory(d)
					_, conv = d.baseline(t)
				}
				for n, x := range conv {
					body := x.Response[:len(x.Response)-2]
					for sw := range 0x10000 {
						if !slices.Contains(statusWords[:], uint16(sw)) && !sweep.Large(sw, 5000, 500) || none && x.Command[1] != apdu.Select {
							continue
						}
						if count++; !sweep.Sample(count, 11) {
							continue
						}
						if diff := d.agree(d.with(t, n, append(bytes.Clone(body), byte(sw>>8), byte(sw)))); diff != "" {
							t.Fatalf("%04X to exchange %d, %X:\n%s", sw, n, x.Command, diff)
						}
					}
				}
			}
		})
	}
}
