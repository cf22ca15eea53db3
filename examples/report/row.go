package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/emvgo/emv/tlv"
)

// A Row is one transaction as every other program gets it: CSV, JSON Lines and Parquet have these columns, in this order. No column names an account.
// New columns come at the end, and Schema then counts one more.
type Row struct {
	Schema     int32  `json:"schema" parquet:"schema"`
	Number     uint64 `json:"number" parquet:"number"`
	Time       string `json:"time" parquet:"time"` // RFC 3339
	Purpose    string `json:"purpose" parquet:"purpose,dict"`
	Scheme     string `json:"scheme" parquet:"scheme,dict"` // by the AID's first five bytes
	AID        string `json:"aid" parquet:"aid,dict"`
	Kernel     string `json:"kernel" parquet:"kernel,dict"`
	Interface  string `json:"interface" parquet:"interface,dict"`
	Fallback   bool   `json:"fallback" parquet:"fallback"` // the stripe in the place of a chip that could not be read: 9F39 80
	Outcome    string `json:"outcome" parquet:"outcome,dict"`
	Approved   bool   `json:"approved" parquet:"approved"` // and not taken back
	Authorised string `json:"authorised" parquet:"authorised,dict"`
	Reversal   string `json:"reversal" parquet:"reversal,dict"` // why it was reversed; empty: it was not
	ARC        string `json:"arc" parquet:"arc,dict"`
	Reason     string `json:"reason" parquet:"reason,dict"`
	CVM        string `json:"cvm" parquet:"cvm,dict"`
	ODA        string `json:"oda" parquet:"oda,dict"` // method and result
	TVR        string `json:"tvr" parquet:"tvr,dict"`
	Minor      int64  `json:"minor" parquet:"minor"` // the amount in minor units, cash included
	Cash       int64  `json:"cash" parquet:"cash"`   // the part of it that was given out with a purchase
	Currency   string `json:"currency" parquet:"currency,dict"`
	Exponent   int32  `json:"exponent" parquet:"exponent"`
	TapMicros  int64  `json:"tapMicros" parquet:"tapMicros"`
	Exchanges  int32  `json:"exchanges" parquet:"exchanges"`
	Customer   string `json:"customer" parquet:"customer"` // token of the account

	at     time.Time
	booked bool // the cardholder's account had it, be it reversed later: not what is only held, or moved from one account of his to another or into his card
}

const schema = 1

// An entry is what a line of the ledger says, as terminal.Entry is written.
type entry struct {
	Outcome, Kernel, AID, TVR, ARC, Reason, Authorised, DE55                  string
	Amount, Currency, Cash, Reversal, Time, Purpose, Interface, CVM, Customer string
	ODA                                                                       struct{ Method, Result string }
	Exchanges                                                                 int32
	Number                                                                    uint64
	Approved, Taken                                                           bool
	TapMicros                                                                 int64
}

// schemes are the payment systems by their RID.
var schemes = map[string]string{
	"A000000003": "Visa", "A000000004": "Mastercard", "A000000025": "American Express", "A000000065": "JCB", "A000000152": "Discover",
	"A000000324": "Discover", "A000000333": "UnionPay", "A000000277": "Interac", "A000000359": "girocard", "A000000042": "Cartes Bancaires",
	"A000000524": "RuPay", "A000000658": "Mir", "A000000384": "eftpos",
}

// row takes what a report needs from an entry. Texts are as [tlv.Visible] leaves them.
func (e *entry) row() (r Row, err error) {
	at, err := time.Parse(time.RFC3339, e.Time)
	if err != nil {
		return r, fmt.Errorf("time %q: want RFC 3339, as in 2026-07-01T12:34:56+02:00", tlv.Visible(e.Time))
	}
	minor, exponent, err := amount(e.Amount)
	if err != nil {
		return r, err
	}
	cash, _, err := amount(e.Cash)
	if err != nil {
		return r, err
	}
	reversed := e.Reversal != "" && (e.Authorised != "offline" || e.Reversal != "response lost") // the request was, and the card's own approval stands
	r = Row{
		Schema: schema, Number: e.Number, Time: e.Time, Purpose: e.Purpose, AID: e.AID, Kernel: e.Kernel, Interface: e.Interface, Outcome: e.Outcome,
		Approved: e.Approved && !reversed, Authorised: e.Authorised, Reversal: e.Reversal, ARC: e.ARC, Reason: e.Reason, CVM: strings.ToLower(e.CVM),
		ODA: strings.TrimSpace(e.ODA.Method + " " + e.ODA.Result), TVR: e.TVR, Minor: minor, Cash: cash, Currency: e.Currency, Exponent: exponent,
		TapMicros: max(e.TapMicros, 0), Exchanges: e.Exchanges, Customer: e.Customer, at: at,
		booked: e.Approved && e.Purpose != "transfer" && e.Purpose != "load" && (e.Purpose != "pre-authorisation" || e.Taken),
	}
	if len(e.AID) >= 10 {
		r.Scheme = schemes[e.AID[:10]]
	}
	if de55, err := hex.DecodeString(e.DE55); err == nil {
		mode, there := tlv.Find(de55, 0x9F39)
		r.Fallback = there && len(mode.Value) == 1 && mode.Value[0] == 0x80
	}
	for _, s := range []*string{
		&r.Purpose, &r.Scheme, &r.AID, &r.Kernel, &r.Interface, &r.Outcome, &r.Authorised, &r.Reversal, &r.ARC, &r.Reason, &r.CVM,
		&r.ODA, &r.TVR, &r.Currency, &r.Customer,
	} {
		*s = tlv.Visible(*s)
	}
	return r, nil
}

// amount reads an amount with its decimal point into minor units. None is zero.
func amount(s string) (minor int64, exponent int32, err error) {
	whole, fraction, _ := strings.Cut(s, ".")
	if digits := whole + fraction; len(digits) <= 18 {
		for _, c := range digits {
			if c < '0' || c > '9' {
				return 0, 0, fmt.Errorf("amount %q: want digits and one point", tlv.Visible(s))
			}
			minor = 10*minor + int64(c-'0')
		}
		return minor, int32(len(fraction)), nil
	}
	return 0, 0, fmt.Errorf("amount of %d digits: want 18 at most", len(s))
}

// A fault is a line that is none of the ledger's.
type fault struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// faults are the first of them, and how many there were.
type faults struct {
	first []fault
	count int
}

func (f *faults) add(line int, err error) {
	if f.count++; len(f.first) < 10 {
		f.first = append(f.first, fault{line, tlv.Visible(err.Error())})
	}
}

const longestLine = 1 << 20

// read gives each transaction of JSON Lines. Lines that it cannot read are counted and left out.
func read(r io.Reader, bad *faults, each func(*Row) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), longestLine)
	n := 0
	for lines.Scan() {
		n++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var e entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			bad.add(n, err)
			continue
		}
		row, err := e.row()
		if err != nil {
			bad.add(n, err)
			continue
		}
		if err := each(&row); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("line %d: %w: give the ledger's JSON Lines", n+1, err)
	}
	return nil
}
