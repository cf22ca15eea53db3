package terminal

import (
	"fmt"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// ChipData are what slips of some acquirers say of a chip beside the books' items, in hexadecimal digits; empty where the transaction has not come to it.
type ChipData struct {
	Entry         string // how the card was read: S stripe, I inserted chip, C contactless; empty: not at all
	Label         string // 50, in characters
	PreferredName string // 9F12, in characters, where the terminal has them
	AIP, ATC      string
	Number        string // 9F37
	IAD           string // 9F10
	Capabilities  string // 9F33
	Asked         string // the cryptogram of the request that a host has answered, "ARQC 0123456789ABCDEF"; empty: none has
}

// CashData are what a receipt says of UnionPay's electronic cash that has paid.
type CashData struct {
	Code          string // 9F74, the issuer's authorisation code; empty: electronic cash has not paid
	Before, After string // the balance, "12.34 CNY"
}

// chipDataOf takes what a kernel has no data record of, because it has declined, from what it has told.
func chipDataOf(m *message) (c ChipData) {
	hex := func(tag tlv.Tag) string { return fmt.Sprintf("%X", m.value(tag)) }
	r := m.r
	c = ChipData{AIP: hex(0x82), ATC: hex(0x9F36), Number: hex(0x9F37), IAD: hex(0x9F10)}
	if c.ATC != "" {
		c.Capabilities = hex(0x9F33)
	}
	c.Label, c.PreferredName = namesOf(m)
	switch r.Kernel {
	case "":
	case "stripe":
		c.Entry = "S"
	case "contact":
		c.Entry = "I"
	default:
		c.Entry = "C"
	}
	return c
}

// cryptogram is the request's, as a receipt has it.
func (r *Request) cryptogram() string {
	cid, _ := tlv.Find(r.DE55, tlv.CID.Tag())
	ac, _ := tlv.Find(r.DE55, tlv.ApplicationCryptogram.Tag())
	return cryptogramOf(cid.Value, ac.Value)
}

// namesOf are the names of the application as the card has them, empty where it has not.
//
// B4 11.3 names
func namesOf(m *message) (label, preferred string) {
	additional := tlv.AdditionalTerminalCapabilitiesValue(m.cfg.Terminal.AdditionalCapabilities)
	if v := m.value(tlv.ApplicationLabel.Tag()); len(v) > 0 {
		label = step.DisplayName(nil, 0, v, nil, additional)
	}
	if index := m.value(tlv.IssuerCodeTableIndex.Tag()); len(index) == 1 {
		preferred = step.DisplayName(m.value(tlv.ApplicationPreferredName.Tag()), index[0], nil, nil, additional)
	}
	return label, preferred
}

// cashDataOf is what UnionPay's electronic cash has paid, and what it was and is: the card tells the one by contact, and the other by a tap.
func cashDataOf(r *kernel.Result) (c CashData) {
	code := r.Report.Get(tlv.ElectronicCashAuthorisationCode)
	if len(code) == 0 || !r.Approved() || r.Online {
		return CashData{}
	}
	c.Code = tlv.Visible(string(code))
	money := func(n uint64) string { return FormatAmount(n, r.Exponent) + " " + CurrencyName(r.Currency) }
	told := func(row tlv.Row) (n uint64, ok bool) {
		v := r.Report.Get(row)
		n, err := tlv.DecodeN(v)
		return n, err == nil && len(v) != 0
	}
	if n, ok := told(tlv.ElectronicCashBalance); ok && n >= r.Amount {
		c.Before, c.After = money(n), money(n-r.Amount)
	} else if n, ok := told(tlv.AvailableOfflineSpendingAmount); ok {
		c.Before, c.After = money(n+r.Amount), money(n)
	}
	return c
}

// expiryOf is the year and month to which the card is good, empty where it has not said.
func expiryOf(r *kernel.Result) string {
	d := r.Report.Get(tlv.ApplicationExpirationDate)
	if track2, ok := tlv.Track2(r.Report.Get(tlv.Track2EquivalentData)).ExpirationDate(); ok && len(d) == 0 {
		d = track2[:]
	}
	if len(d) < 2 || !tlv.N.Accepts(d) {
		return ""
	}
	return fmt.Sprintf("%02X%02X/%02X", tlv.Century(d[0]), d[0], d[1])
}
