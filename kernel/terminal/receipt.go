package terminal

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A Receipt is what a transaction's slip says: B4 11.4. The PAN stands in it masked. Its words are English; Print has them in the language of each
// copy, the first of [Languages] that is there, and English where none is.
type Receipt struct {
	Merchant string // name and location
	Terminal string // 9F1C
	Date     string // 2026-07-01
	Time     string // 12:34:56
	Sequence uint32
	Amount   string // "12.34 EUR"

	Outcome        string // in the words of kernel.Status
	Application    string // label or preferred name
	AID            string // hexadecimal digits
	PAN            string // masked
	PSN            string
	Entry          string // how the card was read where it was its stripe; or empty
	Verified       string // how the cardholder was verified
	Signature      bool   // the merchant's copy needs a line for it
	TVR, TSI       string
	CVMResults     string
	Cryptogram     string // "TC 0123456789ABCDEF"
	ARC            string
	ApprovalCode   string // 89, of what was approved
	Forced         bool
	Account        string // in words, empty if none was chosen
	Purpose        string // in words where it is no plain purchase: REFUND, PIN-CHANGE; the two digits of its type where that has no name; empty: it is
	Cash           string // the part of Amount that was given out with a purchase, "5.00 EUR"; or empty
	Held           string // what a pre-authorisation held before its completion took Amount; or empty
	Tip            string // the part of Amount that was added afterwards; or empty
	Discount       string // what the application has taken off the amount; or empty
	Owing          string // what the host has not approved of the amount: to be paid otherwise; or empty
	Earned         string // points, with their programme; or empty
	Burned         string
	Local          string // of a conversion: the amount in the terminal's currency, where Amount is in the cardholder's; or empty
	Converted      string // the amount in the cardholder's, where Amount is in the terminal's, because the conversion is of settlement, or has a tip besides; or empty
	Rate           string // with the fee
	To             string // the account that a transfer goes to, in words
	Balance        string // on the cardholder's copy: what the host has told, "12.34 EUR"; or empty
	Statement      []string
	Reversed       bool   // the transaction was taken back
	Unpaid         bool   // it stands here, and its host has not booked it: see Entry.Unpaid
	Doubt          bool   // its host may have booked it, and nobody knows: see Entry.Doubt
	Practice       bool   // nothing was paid: somebody practised
	Again          bool   // it was printed before
	MerchantID     string // 9F16
	Operator       string // who was signed on, empty where nobody signs on
	Expiry         string // "2030/12"
	Chip           ChipData
	ElectronicCash CashData
	Language       string // of the cardholder's copy, as chosen with the card: ISO 639, two letters each
	House          string // of the merchant's: the terminal's first
}

// NewReceipt makes a receipt from a result.
func NewReceipt(cfg *kernel.Config, tx *kernel.Transaction, r *kernel.Result) Receipt {
	hex := func(row tlv.Row) string { return fmt.Sprintf("%X", r.Report.Get(row)) }
	money := func(amount uint64) string { return FormatAmount(amount, r.Exponent) + " " + CurrencyName(r.Currency) }
	who := cfg.IdentityOf(r.AID)
	rec := Receipt{
		Merchant: who.MerchantNameLocation, Terminal: who.TerminalID, Sequence: tx.Sequence,
		Date:   fmt.Sprintf("%02X%02X-%02X-%02X", tlv.Century(tx.Date[0]), tx.Date[0], tx.Date[1], tx.Date[2]),
		Time:   fmt.Sprintf("%02X:%02X:%02X", tx.Time[0], tx.Time[1], tx.Time[2]),
		Amount: money(r.Amount), Outcome: outcomeOf(tx, r),
		Application: r.Label, AID: fmt.Sprintf("%X", r.AID), PAN: tlv.MaskCN(r.Report.Get(tlv.PAN)), PSN: hex(tlv.PANSequenceNumber),
		Verified:  verifiedBy(r),
		Signature: signs(r),
		TVR:       fmt.Sprintf("%X", tvrOf(r)), TSI: hex(tlv.TSI), CVMResults: hex(tlv.CVMResults),
		ARC: r.ResponseCode, ApprovalCode: r.ApprovalCode, Forced: r.Forced,
		MerchantID: who.MerchantID, Expiry: expiryOf(r), Chip: chipDataOf(&message{cfg: cfg, tx: tx, r: r}), ElectronicCash: cashDataOf(r),
	}
	if l := cfg.Terminal.Languages; len(l) > 0 {
		rec.Language, rec.House = l[0], l[0]
	}
	switch ui := r.UIOutcome; {
	case r.Language != "":
		rec.Language = r.Language // B4 11.1
	case ui != nil && ui.Language != "":
		rec.Language = ui.Language
	}
	rec.Purpose = purposeOf(tx)
	if r.AmountOther != 0 {
		rec.Cash = money(r.AmountOther)
	}
	if r.Owing != 0 {
		rec.Owing = money(r.Owing)
	}
	if a := r.Account; a != tlv.DefaultAccount {
		rec.Account = accountNames[a]
	}
	if r.Interface == kernel.MagneticStripe {
		rec.Entry = "MAGNETIC STRIPE"
		if _, fallback, _ := cfg.Fallback.EntryModes(); bytes.Equal(r.Report.Get(tlv.POSEntryMode), []byte{fallback}) {
			rec.Entry = "STRIPE, CHIP NOT READ"
		}
	}
	if !r.Approved() {
		rec.ApprovalCode = ""
	}
	if tx.Purpose == kernel.Transfer {
		rec.To = accountNames[tx.AccountTo]
	}
	rec.Cryptogram = cryptogramOf(r.Report.Get(tlv.CID), r.Report.Get(tlv.ApplicationCryptogram))
	return rec
}

// OutcomeCardRead is the outcome on a receipt of a card that was to be read alone, and was: see [kernel.CardRead].
const OutcomeCardRead = "card read"

// purposeOf is what the slip says a transaction is for: the digits of its type where they are nothing that has a name.
func purposeOf(tx *kernel.Transaction) string {
	switch p := tx.Named(); p {
	case kernel.Purchase:
		return ""
	case kernel.Unnamed:
		return fmt.Sprintf("%02X", tx.Type)
	default:
		return strings.ToUpper(p.String())
	}
}

// outcomeOf is what the slip says of an outcome: an online request was approved or declined by the host.
func outcomeOf(tx *kernel.Transaction, r *kernel.Result) string {
	switch {
	case tx.Purpose == kernel.CardRead && r.Status == kernel.EndApplication && r.Error.Reason == "":
		return OutcomeCardRead
	case r.Status != kernel.OnlineRequest:
		return r.Status.String()
	case r.Approved():
		return kernel.Approved.String()
	}
	return kernel.Declined.String()
}

// Credits reports whether the cardholder is to get the amount: by a refund or a deposit, or of cash that is paid in.
func (r *Receipt) Credits() bool {
	return slices.Contains([]string{"REFUND", "DEPOSIT", "CASH-LOAD"}, r.Purpose)
}

func (r *Receipt) purposeOrPurchase() string {
	if r.Purpose == "" {
		return "PURCHASE"
	}
	return r.Purpose
}

// accountNames are the names of the account types.
// B3 annex G
var accountNames = map[tlv.AccountTypeValue]string{
	tlv.SavingsAccount: "SAVINGS", tlv.ChequeDebitAccount: "CHEQUE/DEBIT", tlv.CreditAccount: "CREDIT",
}

var verified = map[kernel.CVM]string{
	kernel.CVMNotApplicable: "NOT VERIFIED", kernel.CVMNotRequired: "NO CVM REQUIRED", kernel.CVMOnlinePIN: "ONLINE PIN ENTERED",
	kernel.CVMOfflinePIN: "PIN VERIFIED", kernel.CVMSignature: "SIGNATURE", kernel.CVMConfirmed: "VERIFIED ON DEVICE",
	kernel.CVMVerified: "VERIFIED", kernel.CVMBiometricOnline: "BIOMETRIC CAPTURED",
}

// verifiedBy is how the cardholder was verified. A contactless kernel wants an online PIN before anybody is asked for it, and nobody is where no request follows.
//
// A 5.5.8
func verifiedBy(r *kernel.Result) string {
	if r.CVM == kernel.CVMOnlinePIN && r.Interface == kernel.Contactless && r.Request == 0 {
		return verified[kernel.CVMNotApplicable]
	}
	return verified[r.CVM]
}

// cryptogramOf is a cryptogram with its type, "TC 0123456789ABCDEF"; empty where there is none.
func cryptogramOf(cid, ac []byte) string {
	if len(cid) != 1 {
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("%s %X", CryptogramName(cid[0]), ac))
}

// CryptogramName is the type of a cryptogram as its information data has it.
func CryptogramName(cid byte) string {
	return [...]string{"AAC", "TC", "ARQC", "RFU"}[cid>>6]
}

// FormatAmount writes an amount in minor units with its decimal point.
func FormatAmount(minor uint64, exponent byte) string {
	s := fmt.Sprintf("%0*d", int(exponent)+1, minor)
	if exponent == 0 {
		return s
	}
	return s[:len(s)-int(exponent)] + "." + s[len(s)-int(exponent):]
}

// CurrencyName is the letters of a currency given as BCD digits, or the digits for one that ISO 4217 does not have.
func CurrencyName(code uint16) string {
	if c, ok := tlv.CurrencyOf(code); ok {
		return c.Letters
	}
	return fmt.Sprintf("%03X", code)
}

// A Copy is one of the two slips.
type Copy string

// The copies.
const (
	MerchantCopy   Copy = "MERCHANT COPY"
	CardholderCopy Copy = "CARDHOLDER COPY"
)

// printedAgain is what a copy of a copy says.
const printedAgain = "PRINTED AGAIN"

// A SlipLine is one line of a slip, in the language of its copy.
type SlipLine struct {
	Kind       LineKind
	Name, Text string // Name only of an Item; Text is as [tlv.Visible] leaves it
}

// A LineKind is how a line is set.
type LineKind uint8

// The kinds of lines.
const (
	Heading   LineKind = iota // the merchant, the copy
	Item                      // a name and what it is
	Statement                 // what came out: to be seen at once
	Signature                 // a line to sign on
)

// Lines are the lines of one copy, in its language. The merchant's has the line for the signature.
//
// B4 11.4, 6.3.4.4
func (r *Receipt) Lines(c Copy) (list []SlipLine) {
	language := languageOf(r.Language)
	if c == MerchantCopy {
		language = languageOf(r.House)
	}
	add := func(k LineKind, name, text string) {
		if text != "" {
			list = append(list, SlipLine{k, say(language, name), tlv.Visible(text)}) // a card's text steers no printer
		}
	}
	line := func(name, value string) { add(Item, name, value) }
	words := func(name, english string) { add(Item, name, say(language, english)) }
	state := func(english string) { add(Statement, "", say(language, english)) }
	add(Heading, "", r.Merchant)
	add(Heading, "", say(language, string(c)))
	if r.Again {
		add(Heading, "", say(language, printedAgain))
	}
	line("DATE", r.Date+" "+r.Time)
	line("TERMINAL", r.Terminal)
	line("RECEIPT", fmt.Sprintf("%06d", r.Sequence))
	line("APPLICATION", r.Application)
	line("AID", r.AID) // B4 11.3 receipt
	line("CARD", r.cardOn(c))
	words("ENTRY", r.Entry)
	line("PSN", r.PSN)
	words("ACCOUNT", r.Account)
	words("TYPE", r.Purpose) // B4 6.5.1 indicated
	line("AMOUNT", r.Amount) // B4 6.5.1 indicated
	line("CASH", r.Cash)
	line("HELD", r.Held)
	line("TIP", r.Tip)
	line("DISCOUNT", r.Discount)
	line("STILL OWED", r.Owing)
	line("LOCAL AMOUNT", r.Local)
	line("CONVERTED", r.Converted)
	line("RATE", r.Rate)
	line("POINTS EARNED", r.Earned)
	line("POINTS USED", r.Burned)
	words("TO ACCOUNT", r.To)
	if c == CardholderCopy {
		line("BALANCE", r.Balance)
		line("CASH BEFORE", r.ElectronicCash.Before)
		line("CASH AFTER", r.ElectronicCash.After)
		for _, l := range r.Statement {
			add(Statement, "", l)
		}
	}
	if !r.Forced { // B4 6.5.4: it stands
		state(strings.ToUpper(r.Outcome))
	}
	nothing := "NOTHING IS CHARGED"
	if r.Credits() {
		nothing = "NOTHING IS CREDITED"
	}
	for _, s := range []struct {
		so    bool
		words string
	}{
		{r.ElectronicCash.Code != "" && !r.Signature, "ELECTRONIC CASH: NO SIGNATURE"},
		{r.Forced, "FORCED ACCEPTANCE"},
		{r.Practice, "PRACTICE: NOTHING IS PAID"},
		{r.Reversed, "REVERSED: " + nothing},
		{r.Unpaid, "NOT BOOKED: " + nothing},
		{r.Doubt && c == MerchantCopy, "MAY BE BOOKED: ASK THE ACQUIRER"},
	} {
		if s.so {
			state(s.words)
		}
	}
	words("CVM", r.Verified)
	line("RESPONSE", r.ARC)
	line("APPROVAL", r.ApprovalCode)
	line("TVR", r.TVR)
	line("TSI", r.TSI)
	line("CVM RESULTS", r.CVMResults)
	line("AC", r.Cryptogram)
	if r.Signature && c == MerchantCopy { // B4 6.3.4.4 capture
		add(Signature, "", say(language, "SIGNATURE"))
	}
	return list
}

// Print writes one copy, in its language, for a screen: package slip has paper.
//
// B4 11.4
func (r Receipt) Print(w io.Writer, c Copy) error {
	var b strings.Builder
	for _, l := range r.Lines(c) {
		switch l.Kind {
		case Heading:
			fmt.Fprintf(&b, "  %s\n", l.Text)
		case Item, Statement:
			fmt.Fprintf(&b, "  %s%s %s\n", l.Name, strings.Repeat(" ", max(12-Columns(l.Name), 0)), l.Text)
		case Signature:
			fmt.Fprintf(&b, "\n  %s  ______________________\n", l.Text)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// cardOn is the masked PAN: a cardholder's copy has its last four digits and no other.
//
// B4 11.4
func (r *Receipt) cardOn(c Copy) string {
	if n := len(r.PAN); c == CardholderCopy && n > 4 {
		return strings.Repeat("*", n-4) + r.PAN[n-4:]
	}
	return r.PAN
}
