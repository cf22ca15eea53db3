package contact_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/testvectors/sweep"
)

// answering gives these responses, in hexadecimal digits, to the commands with these first bytes, in hexadecimal digits; "" is what the card says.
func (d *duel) answering(t testing.TB, pairs ...string) func(int, []byte) []byte {
	return func(_ int, r []byte) []byte {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i+1] != "" && bytes.HasPrefix(d.sent, bench.Hex(t, pairs[i])) {
				return bench.Hex(t, pairs[i+1])
			}
		}
		return r
	}
}

// Every way in which the PIN try counter, the challenge, the key and VERIFY can go, for a plaintext PIN and for PINs enciphered with RSA and ECC; with and without a
// rule behind it, on terminals that have CA keys and on others.
// B2 7.1, 7.2, 13.1, 13.2, B3 6.5.12.5, 10.5.1, 10.5.5, B4 6.3.4.1
// B3 6.5.6.1, 6.5.6.4, 6.5.6.5, 6.5.7.4, 6.5.7.5, 6.5.12.5 63Cx, 10.5.1 blocked, exhausted, success, 10.5.5 challenge, key, status, try again
// B4 6.3.4.1 counter, prompt, zero, 6.3.4.2 try limit, 6.4 VERIFY
func TestOraclePIN(t *testing.T) {
	t.Parallel()
	runs, count := 0, 0
	for _, c := range []struct{ card, config string }{{"pin", "default"}, {"plaintext-pin", "plaintext-pin"}, {"xda", "xda"}} {
		for _, list := range []string{"0400", "4400 0200", "0100", "4300 1E00", "4500 4400 1F00", "4100 4400 4100 4400 1F00"} {
			w := newDuel(t, bench.With(t, c.card, "8E", noXY+list), c.config, kernel.Book)
			w.Config.Terminal.Capabilities[1] = 0xF9
			keys := w.Config.Keys
			for i := range w.Config.Applications {
				w.Config.Applications[i].Capabilities = nil
			}
			for _, tries := range []string{"", "9F170103 9000", "9F170100 9000", "6D00", "6A88", "9F17020000 9000", "9F360100 9000", "9000", "9F170100 6283"} {
				for _, challenge := range []string{"", "6D00", "01020304050607 9000", "010203040506070809 9000", "0102030405060708 6283", "9000"} {
					for _, sws := range [][]uint16{
						{0x9000}, {0x63C2, 0x9000}, {0x63C1, 0x63C0}, {0x63C0}, {0x6983}, {0x6984}, {0x63C2, 0x6983}, {0x6985}, {0x6300}, {0x6A88}, {0x6700}, {0x6283}, {0}, {0x63C5},
					} {
						if count++; !sweep.Sample(count, 29) {
							continue
						}
						runs++
						if w.Config.Keys = keys; count%7 == 0 {
							w.Config.Keys = nil
						}
						w.verify = func(kernel.PINRequest) uint16 { return sws[min(w.verifies(), len(sws)-1)] }
						if diff := w.agree(w.run(t, w.answering(t, "80CA9F17", tries, "0084", challenge))); diff != "" {
							t.Errorf("%s, %s, tries %s, challenge %s, VERIFY %04X\n%s", c.card, list, tries, challenge, sws, diff)
						}
					}
				}
			}
		}
	}
	t.Logf("%d runs", runs)
}

// Every pair of counters round every limit of velocity checking, and every way in which the card does not give one.
// B3 7.3, 7.5, 10.6.3
// B3 10.6.3 read, lower, upper, new card, not greater, not returned, skip
func TestOracleVelocity(t *testing.T) {
	t.Parallel()
	for _, limits := range [][2]string{{"05", "0A"}, {"00", "00"}, {"0A", "05"}, {"FF", "FF"}, {"-", "0A"}, {"05", "-"}} {
		w := newDuel(t, bench.With(t, "noauth", "9F14", limits[0], "9F23", limits[1]), "default", kernel.Book)
		w.Transaction.Amount = 100
		for _, atc := range []string{
			"9F36020005 9000", "9F36020009 9000", "9F3602000A 9000", "9F3602000B 9000", "9F3602000F 9000", "9F36020010 9000", "9F36020105 9000",
			"9F36020000 9000", "9F3602FFFF 9000", "6A88", "9F36020009 6283", "9F360109 9000", "9F13020009 9000", "9000",
		} {
			for _, last := range []string{"9F13020005 9000", "9F13020000 9000", "9F1302FFFF 9000", "6A88", "9F1305 9000", "9F13020005 6283", "9F130105 9000"} {
				if diff := w.agree(w.run(t, w.answering(t, "80CA9F36", atc, "80CA9F13", last))); diff != "" {
					t.Errorf("limits %s, %s and %s\n%s", limits, atc, last, diff)
				}
			}
		}
	}
}

// Attack 18: scripts, and what else a host sends beside its decision, which changes nothing but the script results: each with these status words of the script commands, the last again and again, with tags 71 and 72.
// B3 10.10, E1, B4 6.3.9, 12.2.4, A5
// B2 9, B3 6.3.5 script, 10.10 any command, 10.10 71, 10.10 72, 10.10 86, 10.10 SW1, error, failed after, failed before, identifier, sequence, E1 1, E1 2, E1 3, E1 4, E2 several
// B4 6.3.9 128 bytes, results, tags, 12.2.4 format, identifier, length, next
func TestOracleScripts(t *testing.T) {
	t.Parallel()
	const put, id = "860400DA0000", "9F1804A1A2A3A4"
	body := func(n int) string { return "00DA0000" + hex1(n-5) + strings.Repeat("00", n-5) }
	const mac = "860D 8424000008 1122334455667788"
	command := func(n int) string { return nest(t, "86", body(n)) }
	long := strings.Repeat(nest(t, "71", command(157)), 6) // and 46 bytes are left
	huge := "71820404 86820400" + strings.Repeat("00", 0x400)
	hugeNamed := "71820410" + id + "86820405" + strings.Repeat("00", 0x405)
	var rows []string
	for _, of := range []string{
		"", put, id + put, put + put, put + put + put, id + put + put + put, id, id + "860300DA00", id + put + "DF0100", "9F1803A1A2A3" + put, put + id, id + "860500DA",
		"86088424000020010203", "8609842400000101020304", "8606842400000000", "860A84240000000000112233", "8609842400000001000102",
		"8604FFDA0000", "860484600000", "8605849F000000", put + put + "86088424000020010203", "860500CA9F1700", "860700DA00000201AA", "860800DA00000201AA00",
		"860580F0000000", "8608E077123403AABBCC", "8608E076123403AABBCC", "860800DA9F7902000000", "860404E20000",
		strings.Repeat(put, 16), command(124), "86", "9F1804A1A2A3A4" + command(20) + put, strings.Repeat("8600", 3), put + "8600" + put, "9F1800" + id + put, "86009F1800" + id + put, "9F1800" + put, put + "9F2701 40",
	} {
		rows = append(rows, nest(t, "71", of), nest(t, "72", of), nest(t, "71", of)+nest(t, "72", put), nest(t, "72", put)+nest(t, "71", of)+nest(t, "71", id+put))
	}
	rows = append(rows, "", long+nest(t, "71", command(157)), long+nest(t, "72", command(42)), long+nest(t, "72", command(43)),
		long+nest(t, "72", command(43))+nest(t, "72", id+put)+nest(t, "72", put), nest(t, "72", command(42))+long+nest(t, "71", put),
		huge+nest(t, "71", id+put), hugeNamed, huge+nest(t, "72", put), nest(t, "71", put)+huge+nest(t, "71", id+put), "72"+huge[2:]+nest(t, "71", put),
		nest(t, "71", id+put)+"7120"+id+put, "7115"+id+mac, "7113"+id+mac, "7213"+id+mac+nest(t, "72", id+put),
		nest(t, "71", put)+"720C"+id+put, nest(t, "72", put)+"FF", nest(t, "71", put)+"910A0011",
		nest(t, "71", put)+"8A0230", "7104860400DA91FF", "7104860400DA8AFF", "7100 5F", "41"+nest(t, "71", put),
		put, nest(t, "77", nest(t, "72", put)), nest(t, "73", put), "9505 0000000000 9F2701 40 8202 0000", "7200 7200 7200", "8906 313233343536")
	count := 0
	for _, name := range []string{"noauth", "full"} {
		w := bookDuel(t, name, "default")
		w.host = func(de55 []byte) []byte {
			r, err := issuer.Test().Authorise(de55, issuer.Options{})
			if err != nil {
				t.Fatal(err)
			}
			return r.Data
		}
		plain := w.host
		for _, row := range rows {
			more := bench.Hex(t, row)
			w.host = func(de55 []byte) []byte { return slices.Concat(plain(de55), more) }
			for _, sws := range [][]string{{"9000"}, {"6283", "63C0", "6200", "9000"}, {"6985"}, {"9000", "6A80"}, {"9100"}, {"6110"}, {"9001"}, {"9000", "9000", "6F00", "9000"}} {
				if count++; !sweep.Sample(count, 5) {
					continue
				}
				n := 0
				out := w.run(t, func(_ int, r []byte) []byte {
					if w.DE55 == nil || w.sent[1] == apdu.GenerateAC || w.sent[1] == apdu.ExternalAuthenticate {
						return r
					}
					n++
					return bench.Hex(t, sws[min(n, len(sws))-1])
				})
				if diff := w.agree(out); diff != "" {
					t.Errorf("%s, %.200s, %s\n%s", name, row, sws, diff)
				}
			}
		}
	}
}

// Every way in which an issuer answers wrongly, with and without scripts, to cards that verify it and to others.
// B3 10.9, 6.5.4.3, annex F, B4 12.2.2, 12.2.3
// B3 6.3.5 6300, 10.9 EXTERNAL AUTHENTICATE, combined, failed, annex F 9000, AIP, other, annex F 6985
// B4 12.2.3 default, incidents, reversal
func TestOracleHostileIssuer(t *testing.T) {
	t.Parallel()
	count := 0
	for _, name := range []string{"full", "noauth", "dda", "xda"} {
		config := "default"
		if name == "xda" {
			config = name
		}
		for how := issuer.Honest; how < issuer.NumHostile; how++ {
			for _, scripts := range []bool{false, true} {
				for _, refuses := range []string{"", "6300", "6985", "6283", "6F00", "0000"} { // to EXTERNAL AUTHENTICATE
					for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
						if count++; !sweep.Sample(count, 7) {
							continue
						}
						w := newDuel(t, bench.With(t, name), config, rules)
						if scripts {
							scriptsOfBothKinds(w)
						}
						w.options.Hostile = how
						if diff := w.agree(w.run(t, w.answering(t, "0082", refuses))); diff != "" {
							t.Errorf("%s, %v, %v, scripts %v, %s to EXTERNAL AUTHENTICATE\n%s", name, rules, how, scripts, refuses, diff)
						}
					}
				}
			}
		}
	}
}
