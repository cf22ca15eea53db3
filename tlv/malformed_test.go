package tlv_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// What a value is not, with its place, and that it is well formed where it is.
//
// EMV 4.4 B3 4.3, annex A
func TestMalformed(t *testing.T) {
	for _, c := range []struct {
		row         tlv.Row
		value, want string
	}{
		{tlv.AmountAuthorised, "000000001234", ""},
		{tlv.AmountAuthorised, "0000001234", "5 bytes where 6 belong"},
		{tlv.AmountAuthorised, "0000000012A4", "offset 5: not of format n"},
		{tlv.AmountAuthorised, "", ""},
		{tlv.TransactionDate, "240229", ""},
		{tlv.TransactionDate, "230229", "no day of the calendar"},
		{tlv.TransactionDate, "261301", "no day of the calendar"},
		{tlv.TransactionDate, "260100", "no day of the calendar"},
		{tlv.TransactionDate, "2A0101", "offset 0: not of format n"},
		{tlv.ApplicationExpirationDate, "2612", "2 bytes where 3 belong"},
		{tlv.ApplicationEffectiveDate, "260431", "no day of the calendar"},
		{tlv.TransactionTime, "000000", ""},
		{tlv.TransactionTime, "235959", ""},
		{tlv.TransactionTime, "240000", "no time of day"},
		{tlv.TransactionTime, "250000", "no time of day"},
		{tlv.TransactionTime, "126000", "no time of day"},
		{tlv.TransactionTime, "120060", "no time of day"},
		{tlv.TransactionTime, "1A0000", "offset 0: not of format n"},
		{tlv.TerminalCountryCode, "0276", ""},
		{tlv.TerminalCountryCode, "1276", "offset 0: four digits where three belong"},
		{tlv.TransactionCurrencyCode, "9978", "offset 0: four digits where three belong"},
		{tlv.ApplicationReferenceCurrency, "09781840", "offset 2: four digits where three belong"},
		{tlv.ServiceCode, "0201", ""},
		{tlv.ServiceCode, "2010", "offset 0: four digits where three belong"},
		{tlv.TransactionCurrencyExponent, "02", ""},
		{tlv.TransactionCurrencyExponent, "12", "two digits where one belongs"},
		{tlv.PAN, "5413330089020011", ""},
		{tlv.PAN, "5413330089020F11", "padding of format cn that is not at its end"},
		{tlv.PAN, "54133300890200A1", "offset 7: not of format cn"},
		{tlv.PAN, strings.Repeat("11", 11), "11 bytes where 1 to 10 belong"},
		{tlv.ApplicationLabel, "5649534100", ""},
		{tlv.ApplicationLabel, "560A5341", "offset 1: not of format ans"},
		{tlv.ApplicationLabel, "56004153", "padding of format ans that is not at its end"},
		{tlv.TVR, "8000008000", ""},
		{tlv.TVR, "80000080", "4 bytes where 5 belong"},
		{tlv.ApplicationCryptogram, "11223344556677", "7 bytes where 8 belong"},
		{tlv.CVMList, "000000000000000042031E031F03", ""},
		{tlv.CVMList, "0000000000000000420341", "offset 10: 1 byte of an entry of 2"},
		{tlv.CVMList, "00000000000000004203", ""},
		{tlv.CDOL1, "9F02069F", "offset 3: tag cut off"},
		{0, "1234", ""},
	} {
		if got := tlv.Malformed(tlv.Contact, c.row, unhex(t, c.value)); got != c.want {
			t.Errorf("%v %s: %q, want %q", c.row, c.value, got, c.want)
		}
	}
}
