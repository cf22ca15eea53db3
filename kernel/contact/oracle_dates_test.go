package contact_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
)

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
		w := newOraWorld(t, bench.With(t, c.card, c.changes...), c.config)
		for _, w.tx.Amount = range []uint64{100, 1234} {
			for _, date := range []string{
				"260701", "191231", "200101", "200102", "491129", "491130", "491201", "491230", "491231", "500101", "500102", "991231", "000101", "000229", "480229",
			} {
				for _, clock := range []string{"000000", "000100", "115900", "120000", "235800", "235859", "235900", "235959"} {
					for _, w.tx.UTCOffset = range []int16{-720, -61, -60, -1, 0, 1, 60, 120, 840} {
						if c.card == "xda-p521" && count%25 != 0 { // slow
							count++
							continue
						}
						if count++; !sweep.Sample(count, 100) {
							continue
						}
						runs++
						w.tx.Date, w.tx.Time = [3]byte(bench.Hex(t, date)), [3]byte(bench.Hex(t, clock))
						if d := w.agree(w.run(t, nil)); d != "" {
							t.Errorf("%s %v, %d, %s %s, %d minutes ahead of UTC\n%s", c.card, c.changes, w.tx.Amount, date, clock, w.tx.UTCOffset, d)
						}
					}
				}
			}
		}
	}
	t.Logf("%d runs", runs)
}

// A transaction date from 1950 on is not one of the next century: a certificate of 2049 has not expired.
// B4 6.7.3
func TestCenturyOfTransactionDate(t *testing.T) {
	w := newXDAWorld(t, "xda")
	w.Transaction.Amount, w.Transaction.Date = 100, [3]byte{0x50, 0x01, 0x02}
	if out := w.Run(); out.TVR()[4]&0x02 != 0 || out.Status != kernel.Approved {
		t.Errorf("%v, TVR %X", out.Status, out.TVR())
	}
}
