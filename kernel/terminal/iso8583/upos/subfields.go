package upos

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// ErrSubfields says that a field has not the parts of its layout.
var ErrSubfields = errors.New("upos: the field has not its parts")

// A part of a field: its digits, and where they go.
type part struct {
	size int
	to   *string
}

// split cuts a field into its parts. Parts at the end may be missing; the first least are there.
func split(field string, least int, parts []part) error {
	if strings.Trim(field, "0123456789") != "" {
		return ErrSubfields
	}
	for i, p := range parts {
		switch {
		case field == "" && i >= least:
			*p.to = ""
		case len(field) < p.size:
			return ErrSubfields
		default:
			*p.to, field = field[:p.size], field[p.size:]
		}
	}
	if field != "" {
		return ErrSubfields
	}
	return nil
}

// join puts the parts together until one is empty.
func join(parts []part) (field string) {
	for _, p := range parts {
		if *p.to == "" {
			break
		}
		field += *p.to
	}
	return field
}

// A Class is field 60: what a message is for. Parts at the end may be empty.
type Class struct {
	Code       string // 60.1: the transaction, or 00 and others of what manages the terminal
	Batch      string // 60.2
	Network    string // 60.3: what is managed; 000 in transactions
	Capability string // 60.4: 6 contactless chip, 5 chip, 2 stripe; the last two are not confirmed in public
	Condition  string // 60.5: 0; 1 or 2 of a fallback from the chip, which is not confirmed in public
	Partial    string // 60.6: 1 where the terminal takes an approval of a part
	Account    string // 60.7
}

func (c *Class) parts() []part {
	return []part{{2, &c.Code}, {6, &c.Batch}, {3, &c.Network}, {1, &c.Capability}, {1, &c.Condition}, {1, &c.Partial}, {3, &c.Account}}
}

// ParseClass takes field 60 apart.
func ParseClass(field string) (c Class, err error) { return c, split(field, 3, c.parts()) }

// String is field 60.
func (c Class) String() string { return join(c.parts()) }

// An Original is field 61: the message that another one is about. Parts at the end may be empty.
type Original struct {
	Batch        string
	Trace        string
	Date         string // MMDD
	Kind         string // of the authorisation
	Organisation string // that gave it
}

func (o *Original) parts() []part {
	return []part{{6, &o.Batch}, {6, &o.Trace}, {4, &o.Date}, {2, &o.Kind}, {11, &o.Organisation}}
}

// ParseOriginal takes field 61 apart.
func ParseOriginal(field string) (o Original, err error) { return o, split(field, 2, o.parts()) }

// String is field 61.
func (o Original) String() string { return join(o.parts()) }

// An Entry is field 22: how the card was read, and whether a PIN was entered.
type Entry struct {
	Mode string // two digits
	PIN  byte   // 1 entered, 2 not, 0 unknown
}

// The modes. The last three are not confirmed in public.
const (
	Manual             = "01"
	Stripe             = "02"
	Barcode            = "03"
	Chip               = "05"
	Contactless        = "07"
	ContactlessPBOC    = "98" // the whole debit and credit application: loads
	ContactlessStripe  = "91"
	ChipUnreliable     = "95"
	MobileOrCollection = "96"
)

// noPIN is the third digit of what has none.
const noPIN = 2

// ParseEntry takes field 22 apart.
func ParseEntry(field string) (e Entry, err error) {
	var pin string
	if err = split(field, 2, []part{{2, &e.Mode}, {1, &pin}}); err == nil {
		e.PIN = pin[0] - '0'
	}
	return e, err
}

// String is field 22.
func (e Entry) String() string { return e.Mode + string('0'+e.PIN%10) }

// Security is field 53: what of a message is enciphered.
type Security struct {
	PIN    byte // 0 none, 1 without the account number, 2 with it
	Cipher byte // 0 DES, 6 Triple DES; 4 was seen with SM4
	Track  byte // 1: the tracks are enciphered
}

// The digits of the ciphers.
const (
	ByDES  = 0
	ByTDES = 6
	BySM4  = 4
)

// ParseSecurity takes field 53 apart. The digits behind the third are zeros.
func ParseSecurity(field string) (s Security, err error) {
	if len(field) != 16 || strings.Trim(field[:3], "0123456789") != "" || strings.Trim(field[3:], "0") != "" {
		return s, ErrSubfields
	}
	return Security{field[0] - '0', field[1] - '0', field[2] - '0'}, nil
}

// String is field 53.
func (s Security) String() string {
	return fmt.Sprintf("%d%d%d%013d", s.PIN%10, s.Cipher%10, s.Track%10, 0)
}

// Totals are field 48 of a settlement, for cards of the country and from abroad.
type Totals struct{ Domestic, Foreign Sums }

// Sums are what was taken and given back, in minor units.
type Sums struct {
	Debits, Credits iso8583.Sum
	Flag            Verdict
}

// Verdict is what a host says to totals.
type Verdict byte

// The flags.
const (
	NotCompared Verdict = iota
	Balanced
	NotBalanced
	Erroneous
)

func (s *Sums) String() string {
	return fmt.Sprintf("%012d%03d%012d%03d%d", s.Debits.Amount, s.Debits.Count, s.Credits.Amount, s.Credits.Count, s.Flag%10)
}

// String is field 48.
func (t Totals) String() string { return t.Domestic.String() + t.Foreign.String() }

// ParseTotals takes field 48 of a settlement apart.
func ParseTotals(field string) (t Totals, err error) {
	if len(field) != 62 || strings.Trim(field, "0123456789") != "" {
		return t, ErrSubfields
	}
	number := func(size int) (n uint64) {
		n, _ = strconv.ParseUint(field[:size], 10, 64) // digits, and no more than twelve
		field = field[size:]
		return n
	}
	for _, s := range []*Sums{&t.Domestic, &t.Foreign} {
		s.Debits.Amount, s.Debits.Count = number(12), number(3)
		s.Credits.Amount, s.Credits.Count = number(12), number(3)
		s.Flag = Verdict(number(1))
	}
	return t, nil
}

// An Item is one transaction of a batch that is uploaded: field 48, eight of them at most.
type Item struct {
	Card   string // kind of the card, two digits
	Trace  string
	PAN    string
	Amount uint64
}

// MaxItems are the most items of one message.
const MaxItems = 8

// Format prints an item without its account number, under every verb.
func (i Item) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "item %s, %d", i.Trace, i.Amount) }

// FormatItems is field 48 of a batch.
func FormatItems(items []Item) string {
	field := fmt.Sprintf("%02d", len(items))
	for _, i := range items {
		field += fmt.Sprintf("%02s%06s%020s%012d", i.Card, i.Trace, i.PAN, i.Amount)
	}
	return field
}

// ParseItems takes field 48 of a batch apart.
func ParseItems(field string) (items []Item, err error) {
	if len(field) < 2 || strings.Trim(field, "0123456789") != "" {
		return nil, ErrSubfields
	}
	n, _ := strconv.Atoi(field[:2])
	if n > MaxItems || len(field) != 2+40*n {
		return nil, ErrSubfields
	}
	for field = field[2:]; field != ""; field = field[40:] {
		amount, _ := strconv.ParseUint(field[28:40], 10, 64)
		items = append(items, Item{field[:2], field[2:8], strings.TrimLeft(field[8:28], "0"), amount})
	}
	return items, nil
}

// serialPrefix begins field 62 of a sign-on that names the terminal.
const serialPrefix = "Sequence No"

// FormatSerial is field 62 of a sign-on: the terminal's serial number.
func FormatSerial(serial string) string {
	return fmt.Sprintf("%s%02d%s", serialPrefix, len(serial), serial)
}

// ParseSerial takes field 62 of a sign-on apart.
func ParseSerial(field string) (serial string, err error) {
	rest, ok := strings.CutPrefix(field, serialPrefix)
	if !ok || len(rest) < 2 || rest[:2] != fmt.Sprintf("%02d", len(rest)-2) {
		return "", ErrSubfields
	}
	return rest[2:], nil
}
