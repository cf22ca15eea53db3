package kernel_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// Date and time in UTC: over the ends of days, months, leap days and centuries. A transaction that was given no date has none in UTC either, so that no certificate
// is in its time, whatever its family.
// B4 6.7.3, B2 12.3, 12.4
func TestUTC(t *testing.T) {
	for _, c := range []struct {
		date, time [3]byte
		offset     int16
		want       string
	}{
		{[3]byte{0x26, 0x07, 0x01}, [3]byte{0x12, 0x34, 0x56}, 0, "202607011234"},
		{[3]byte{0x26, 0x07, 0x01}, [3]byte{0x01, 0x30}, 120, "202606302330"},
		{[3]byte{0x26, 0x12, 0x31}, [3]byte{0x23, 0x30}, -60, "202701010030"},
		{[3]byte{0x28, 0x03, 0x01}, [3]byte{0x00, 0x00}, 1, "202802292359"},
		{[3]byte{0x27, 0x03, 0x01}, [3]byte{0x00, 0x00}, 1, "202702282359"},
		{[3]byte{0x49, 0x12, 0x31}, [3]byte{0x23, 0x59}, -1, "205001010000"},
		{[3]byte{0x50, 0x01, 0x01}, [3]byte{0x00, 0x00}, 1, "194912312359"},
		{[3]byte{0x99, 0x12, 0x31}, [3]byte{0x23, 0x59}, -1, "200001010000"},
		{[3]byte{}, [3]byte{0x12}, 0, "000000000000"},
		{[3]byte{}, [3]byte{}, -1440, "000000000000"},
	} {
		tx := kernel.Transaction{Date: c.date, Time: c.time, UTCOffset: c.offset}
		if got := fmt.Sprintf("%X", tx.UTC()); got != c.want {
			t.Errorf("%X %X %+d: %s, want %s", c.date, c.time, c.offset, got, c.want)
		}
	}
}
