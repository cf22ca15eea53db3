package terminal

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// An Entry is a transaction as the ledger keeps it: what came out, and the rules and the configuration under which it did. Data holds card data: a ledger keeps it
// sealed. It prints masked.
type Entry struct {
	Record
	Profile       string        `json:"profile"` // book or strict
	Configuration Configuration `json:"configuration"`
	Amount        string        `json:"amount"`   // in the end, with its decimal point
	Currency      string        `json:"currency"` // letters, or digits where they are not known
	Account       string        `json:"account"`  // tag 5F57
	Reversal      string        `json:"reversal"` // why the transaction was reversed, or was to be and is not, as Refusal says, in the words of ReversalReason; empty: it was not
	Number        uint64        `json:"number"`   // of the ledger, from 1, one more each time
	Sequence      uint32        `json:"sequence"` // 9F41
	Approved      bool          `json:"approved"`
	Time          string        `json:"time"`                   // RFC 3339, with the distance to UTC
	Purpose       string        `json:"purpose"`                // in the words of kernel.Purpose
	Interface     string        `json:"interface"`              // contact, contactless, stripe; empty: none
	CVM           string        `json:"cvm"`                    // in words, as a receipt has them
	Cash          string        `json:"cash"`                   // the part of Amount that was given out with a purchase, with its decimal point
	Customer      string        `json:"customer"`               // token of the account: see Devices.CustomerKey; empty: none
	Operator      string        `json:"operator"`               // who was signed on, by the gate; empty: nobody, or there is no gate
	Token         string        `json:"token,omitempty"`        // of the sale: see Order
	Owing         string        `json:"owing,omitempty"`        // what the host has not approved of the amount, with its decimal point
	Discount      string        `json:"discount,omitempty"`     // what the application has taken off the amount
	Points        *Points       `json:"points,omitempty"`       // of a loyalty programme; nil: none
	Demand        string        `json:"demand,omitempty"`       // what the application, or who advises it, has asked for beside: host, PIN, signature, refusal
	DemandReason  string        `json:"demandReason,omitempty"` // why
	Conversion    *Converted    `json:"conversion,omitempty"`   // to the cardholder's currency; nil: none
	Taken         bool          `json:"taken,omitempty"`        // Amount is what was taken afterwards: a completion, or with a tip
	Refusal       string        `json:"refusal,omitempty"`      // of what was to be taken back and the host has refused: why it was to be, and the host's word. What was approved stands; of what was not the host may keep what it has
	Doubt         bool          `json:"doubt,omitempty"`        // the host may have booked it, and refuses to take that back: what was approved stands, and is not uploaded until somebody has asked the acquirer. See Terminal.Resolve
	AlsoHeld      []string      `json:"alsoHeld,omitempty"`     // of increments whose answers were lost and that the host refuses to take back: the host's words. It may hold them too; no receipt says so
	Rejected      string        `json:"rejected,omitempty"`     // the host's word by which it has not booked what was uploaded, or not taken another amount
	Unpaid        bool          `json:"unpaid,omitempty"`       // that was the approval itself: nobody is charged, and it is in no total
	TapMicros     int64         `json:"tapMicros"`              // from the card's finding to its outcome, less what host and cardholder took; 0: no card was found

	State       State              `json:"-"`
	Request     uint64             `json:"-"` // ID of the last request to the host; 0: none
	Booked      bool               `json:"-"` // the host has approved that request, or may have
	Uploaded    bool               `json:"-"` // the acquirer has got the approval from this terminal, or it waits for it: see Uploader
	Held        uint64             `json:"-"` // what was approved, where another amount was taken afterwards: see Taken
	Raise       uint64             `json:"-"` // what the host is being asked to hold besides: see Increment; 0: nothing
	Raises      uint32             `json:"-"` // how often it was asked
	Rest        uint64             `json:"-"` // of Owing, what nobody has said to be paid: see Terminal.Rests; minor units
	Slip        *Receipt           `json:"-"` // as it was printed, for another time: see Terminal.Receipt; nil: there was none
	Transaction kernel.Transaction `json:"-"` // as it stood in the end
	Data        []byte             `json:"-"` // TLV of the data elements of a reversal, with PAN or track 2, and of a pre-authorisation what its increments have beside; see NeedsData
	Capture     []byte             `json:"-"` // TLV of its [kernel.BatchData], where another amount may be taken afterwards, or it is in doubt and may have to be uploaded: kept as long as Data; nil: neither
}

// A Configuration is what an entry says of the session's configuration.
type Configuration struct {
	Name    string `json:"name"`
	Version uint64 `json:"version"`
	Signed  bool   `json:"signed"` // it came in a signed bundle; an unsigned one is for development
	Digest  string `json:"digest"` // SHA-256, the one in the session's journal
}

// NewEntry makes an entry from a result and the configuration and transaction of its session.
func NewEntry(cfg *kernel.Config, number uint64, tx *kernel.Transaction, r *kernel.Result) Entry {
	e := Entry{
		Number: number, Sequence: tx.Sequence, State: Settled, Approved: r.Approved(),
		Record: NewRecord(r), Profile: cfg.Profile.String(),
		Configuration: Configuration{Name: cfg.Name, Version: cfg.Version, Signed: cfg.Signed, Digest: fmt.Sprintf("%X", cfg.Digest)},
		Amount:        FormatAmount(r.Amount, r.Exponent), Currency: CurrencyName(r.Currency),
		Account: fmt.Sprintf("%02X", byte(r.Account)),
		Time:    timeOf(tx), Purpose: tx.Named().String(), Interface: interfaceNames[r.Interface], CVM: verifiedBy(r), Cash: FormatAmount(r.AmountOther, r.Exponent),
		Request: r.Request, Booked: r.Booked, Transaction: *tx, Data: MessageData(kernel.ReversalMessage, cfg, tx, r, ofIncrements(cfg, tx, r)...),
	}
	if r.Owing != 0 {
		e.Owing, e.Rest = FormatAmount(r.Owing, r.Exponent), r.Owing
	}
	t := &e.Transaction
	t.Money, t.AmountOther, t.Account, t.AmountLater = r.Money, r.AmountOther, r.Account, false
	return e
}

// ofIncrements are what the data of a pre-authorisation have beside a reversal's, for the requests that are to hold more by it: the application, which
// says who the terminal is, and what its acquirer requests.
//
// B4 10.2, 12.1.1
func ofIncrements(cfg *kernel.Config, tx *kernel.Transaction, r *kernel.Result) []tlv.Tag {
	if !tx.Purpose.Reserves() {
		return nil
	}
	application := []tlv.Tag{tlv.DFName.Tag(), tlv.ApplicationIdentifierTerminal.Tag()}
	requests := cfg.IdentityOf(r.AID).Requests
	return slices.Concat(application, requests[kernel.AuthorisationRequest], requests[kernel.FinancialRequest])
}

// Wipe clears the card data of an entry. It is the caller's own since a ledger has given it.
func (e *Entry) Wipe() {
	clear(e.Data)
	clear(e.Capture)
}

// Format prints the entry without its data.
func (e Entry) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "%d %s %s %s %s, %d bytes", e.Number, e.State, e.Outcome, e.Amount, e.Currency, len(e.Data))
}

// interfaceNames are the words of an entry for how the card was read.
var interfaceNames = map[kernel.Interface]string{kernel.Contact: "contact", kernel.Contactless: "contactless", kernel.MagneticStripe: "stripe"}

// timeOf is the moment of a transaction: RFC 3339.
func timeOf(tx *kernel.Transaction) string {
	d, t, zone, sign := tx.Date, tx.Time, int(tx.UTCOffset), '+'
	if zone < 0 {
		zone, sign = -zone, '-'
	}
	return fmt.Sprintf("%02X%02X-%02X-%02XT%02X:%02X:%02X%c%02d:%02d", tlv.Century(d[0]), d[0], d[1], d[2], t[0], t[1], t[2], sign, zone/60, zone%60)
}

// customerOf is the token of an account: the same for each of its transactions at the terminals that share the key, and of no use without it. Eight
// bytes of HMAC-SHA256 over the digits of the PAN, in hexadecimal digits.
func customerOf(key []byte, r *kernel.Result) string {
	pan := r.Report.Get(tlv.PAN)
	if pan == nil {
		track2, _ := tlv.Find(r.DataRecord, tlv.Track2EquivalentData.Tag())
		pan = step.AppendPAN(nil, track2.Value)
	}
	digits, err := tlv.DecodeCN(pan)
	if err != nil {
		return ""
	}
	return token(key, digits)
}

// token is the token of an account number, empty where there is no key.
func token(key []byte, digits string) string {
	if len(key) == 0 || digits == "" {
		return ""
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte(digits))
	return fmt.Sprintf("%X", h.Sum(nil)[:8])
}
