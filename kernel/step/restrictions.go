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
// B3 10.4
func (r *Restrictions) Check() (tvr tlv.TVRValue) {
	if !r.versionsAgree() {
		tvr.Set(tlv.TVRDifferentVersions) // B3 10.4.1 different, B4 6.3.3 versions
	}
	if !r.serviceAllowed() {
		tvr.Set(tlv.TVRServiceNotAllowed) // B3 10.4.2 failed
	}
	if len(r.EffectiveDate) == 3 && CompareDates([3]byte(r.EffectiveDate), r.Today) > 0 {
		tvr.Set(tlv.TVRNotYetEffective) // B3 10.4.3 effective
	}
	if len(r.ExpirationDate) == 3 && CompareDates(r.Today, [3]byte(r.ExpirationDate)) > 0 {
		tvr.Set(tlv.TVRExpiredApplication) // B3 10.4.3 expiration
	}
	return tvr
}

// versionsAgree holds also when the card names no version.
// B3 10.4.1
func (r *Restrictions) versionsAgree() bool {
	return len(r.CardVersion) != 2 || [2]byte(r.CardVersion) == r.TerminalVersion // B3 10.4.1 absent
}

// serviceAllowed asks the application usage control, if the card has one.
// B3 10.4.2
func (r *Restrictions) serviceAllowed() bool {
	if len(r.UsageControl) != 2 { // B3 10.4.2 absent
		return true
	}
	auc := tlv.AUCValue(r.UsageControl)
	place := byte(0x01)               // B3 10.4.2 not ATM: valid at terminals other than ATMs
	if r.Terminal.ATM(r.Additional) { // B4 6.3.3 ATM
		place = 0x02 // B3 10.4.2 ATM: valid at ATMs
	}
	if auc[0]&place == 0 {
		return false
	}
	if len(r.IssuerCountry) != 2 { // B3 10.4.2 country
		return true
	}
	cash, purchase, cashback := byte(0x40), byte(0x14), byte(0x40) // international
	if [2]byte(r.IssuerCountry) == r.TerminalCountry {
		cash, purchase, cashback = 0x80, 0x28, 0x80 // domestic
	}
	switch {
	case r.Purpose.Cash() && auc[0]&cash == 0, // B3 10.4.2 domestic cash, international cash
		r.Purpose.Purchase() && auc[0]&purchase == 0, // B3 10.4.2 domestic purchase, international purchase
		r.Purpose.Cashback() && auc[1]&cashback == 0: // B3 10.4.2 domestic cashback, international cashback
		return false
	}
	return true
}

// CompareDates compares two dates YYMMDD, negative if a is earlier: years 00 to 49 are 20YY, 50 to 99 are 19YY.
// B4 6.7.3, 6.7.2
func CompareDates(a, b [3]byte) int {
	order := func(d [3]byte) int {
		return int(tlv.Century(d[0]))<<24 | int(d[0])<<16 | int(d[1])<<8 | int(d[2])
	}
	return order(a) - order(b)
}

// ValidDate reports whether b is a date YYMMDD in BCD, month 1 to 12, day 1 to 31.
// B3 7.5
func ValidDate(b []byte) bool {
	if len(b) != 3 || !bcd(b[0]) || !bcd(b[1]) || !bcd(b[2]) {
		return false
	}
	return b[1] >= 0x01 && b[1] <= 0x12 && b[2] >= 0x01 && b[2] <= 0x31
}

func bcd(b byte) bool { return b>>4 <= 9 && b&0x0F <= 9 }
