package oda_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/crypto/oda"
)

// A certificate is good to the last day of its month: of each of the four lengths that months have, and over the turn of the century.
//
// EMV 4.4 B2 6.3, EMV 4.4 B2 6.4, EMV 4.4 B4 6.7.3
func TestLastDayOfACertificate(t *testing.T) {
	for _, c := range []struct {
		expiration, date string // MMYY, YYMMDD
		good             bool
	}{
		{"0128", "280131", true},
		{"0128", "280201", false},
		{"0228", "280229", true}, // a leap year
		{"0228", "280301", false},
		{"0227", "270228", true},
		{"0227", "270229", false}, // no day
		{"0227", "270301", false},
		{"0428", "280430", true},
		{"0428", "280431", false}, // no day
		{"0428", "280501", false},
		{"1228", "281231", true},
		{"1228", "290101", false},
		{"1299", "260101", false}, // 1999
		{"1249", "991231", true},  // 2049 is behind 1999
		{"1328", "260101", false},
		{"0028", "260101", false},
	} {
		var expiration [2]byte
		var date [3]byte
		if n, err := fmt.Sscanf(c.expiration+" "+c.date, "%02x%02x %02x%02x%02x", &expiration[0], &expiration[1], &date[0], &date[1], &date[2]); n != 5 || err != nil {
			t.Fatal(n, err)
		}
		if got := oda.Valid(expiration, date); got != c.good {
			t.Errorf("%s on %s: %v", c.expiration, c.date, got)
		}
	}
}
