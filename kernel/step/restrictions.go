package step

import "github.com/emvgo/emv/tlv"

// Restrictions is what the processing restrictions look at. Empty card values are absent from the card.
type Restrictions struct {
	CardVersion     []byte // 9F08, 2 bytes
	TerminalVersion [2]byte
	UsageControl    []byte // 9F07, 2 bytes
	IssuerCountry   []byte // 5F28, 2 bytes
	TerminalCountry [2]byte
	Terminal        tlv.TerminalTypeValue
	Additional      tlv.AdditionalTerminalCapabilitiesValue
	Purpose         Purpose
	EffectiveDate   []byte  // 5F25, YYMMDD
	ExpirationDate  []byte  // 5F24, YYMMDD
	Today           [3]byte // 9A, YYMMDD
}

// Check gives the TVR bits that the processing restrictions set.
// EMV 4.4 B3 10.4
func (r *Restrictions) Check() (tvr tlv.TVRValue) {
	if !r.versionsAgree() {
		// EMV 4.4 B3 10.4.1 (different)
		// EMV 4.4 B4 6.3.3 (versions)
		tvr.Set(tlv.TVRDifferentVersions)
	}
	if !r.serviceAllowed() {
		// EMV 4.4 B3 10.4.2 (failed)
		tvr.Set(tlv.TVRServiceNotAllowed)
	}
	if len(r.EffectiveDate) == 3 && CompareDates([3]byte(r.EffectiveDate), r.Today) > 0 {
		// EMV 4.4 B3 10.4.3 (effective)
		tvr.Set(tlv.TVRNotYetEffective) // EMV 4.4 B3 10.4.3
	}
	if len(r.ExpirationDate) == 3 && CompareDates(r.Today, [3]byte(r.ExpirationDate)) > 0 {
		// EMV 4.4 B3 10.4.3 (expiration)
		tvr.Set(tlv.TVRExpiredApplication) // EMV 4.4 B3 10.4.3
	}
	return tvr
}

// versionsAgree holds also when the card names no version.
// EMV 4.4 B3 10.4.1
func (r *Restrictions) versionsAgree() bool {
	// EMV 4.4 B3 10.4.1 (absent)
	return len(r.CardVersion) != 2 || [2]byte(r.CardVersion) == r.TerminalVersion
}

// serviceAllowed asks the application usage control, if the card has one.
// EMV 4.4 B3 10.4.2
func (r *Restrictions) serviceAllowed() bool {
	// EMV 4.4 B3 10.4.2 (absent)
	if len(r.UsageControl) != 2 {
		return true
	}
	auc := tlv.AUCValue(r.UsageControl)
	// EMV 4.4 B3 10.4.2 (not ATM)
	place := byte(0x01) // valid at terminals other than ATMs
	// EMV 4.4 B4 6.3.3 (ATM)
	if r.Terminal.ATM(r.Additional) {
		// EMV 4.4 B3 10.4.2 (ATM)
		place = 0x02 // valid at ATMs
	}
	if auc[0]&place == 0 {
		return false
	}
	// EMV 4.4 B3 10.4.2 (country)
	if len(r.IssuerCountry) != 2 {
		return true
	}
	cash, purchase, cashback := byte(0x40), byte(0x14), byte(0x40) // international
	if [2]byte(r.IssuerCountry) == r.TerminalCountry {
		cash, purchase, cashback = 0x80, 0x28, 0x80 // domestic
	}
	switch {
	// EMV 4.4 B3 10.4.2 (domestic cash), EMV 4.4 B3 10.4.2 (international cash)
	case r.Purpose.Cash() && auc[0]&cash == 0,
		// EMV 4.4 B3 10.4.2 (domestic purchase), EMV 4.4 B3 10.4.2 (international purchase)
		r.Purpose.Purchase() && auc[0]&purchase == 0,
		// EMV 4.4 B3 10.4.2 (domestic cashback), EMV 4.4 B3 10.4.2 (international cashback)
		r.Purpose.Cashback() && auc[1]&cashback == 0:
		return false
	}
	return true
}

// CompareDates compares two dates YYMMDD, negative if a is earlier: years 00 to 49 are 20YY, 50 to 99 are 19YY.
// EMV 4.4 B4 6.7.3
// EMV 4.4 B4 6.7.2
func CompareDates(a, b [3]byte) int {
	order := func(d [3]byte) int {
		return int(tlv.Century(d[0]))<<24 | int(d[0])<<16 | int(d[1])<<8 | int(d[2])
	}
	return order(a) - order(b)
}

// ValidDate reports whether b is a date YYMMDD in BCD, month 1 to 12, day 1 to 31.
// EMV 4.4 B3 7.5
func ValidDate(b []byte) bool {
	if len(b) != 3 || !bcd(b[0]) || !bcd(b[1]) || !bcd(b[2]) {
		return false
	}
	return b[1] >= 0x01 && b[1] <= 0x12 && b[2] >= 0x01 && b[2] <= 0x31
}

func bcd(b byte) bool { return b>>4 <= 9 && b&0x0F <= 9 }
