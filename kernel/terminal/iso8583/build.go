package iso8583

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

var (
	errNoCard = errors.New("neither PAN nor track 2")
	errNoPIN  = errors.New("the PIN device gives no block")
	errBlock  = errors.New("the PIN block is not of format 0, 1 or 3, or not 8 bytes")
)

// Reference is the reference number of a request: 60 bits of its number, twelve letters and digits.
func Reference(id uint64) string {
	const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var b [12]byte
	for i := range b {
		b[len(b)-1-i] = digits[id&31]
		id >>= 5
	}
	return string(b[:])
}

// trace is a trace number, 000001 to 999999.
func trace(n uint64) string { return fmt.Sprintf("%06d", (n+999_998)%999_999+1) }

// request makes 0100 or 0200.
//
// B4 12.1.1, 12.1.2
func (c *Client) request(r *terminal.Request) (*Message, error) {
	kind, of := "0200", kernel.FinancialRequest
	if c.authorises(&r.Transaction) {
		kind, of = "0100", kernel.AuthorisationRequest
	}
	data := r.Message(of, c.o.Config)
	defer clear(data)
	m := New(kind)
	if c.card(m, data); !m.Has(FieldPAN) {
		return nil, errNoCard
	}
	c.transaction(m, &r.Transaction)
	m.clock(&r.Transaction)
	m.Set(FieldRRN, Reference(r.ID))
	if to := r.Conversion; to != nil {
		m.fit(FieldBilled, fmt.Sprintf("%012d", to.Amount))
		m.fit(FieldBilledCurrency, fmt.Sprintf("%03X", to.Currency))
	}
	if r.Transaction.Partial {
		m.Set(FieldParts, "1")
	}
	if m.sale(r.Token); r.Follows != 0 {
		m.Set(FieldFollows, Reference(r.Follows))
	}
	return m, c.pins(m, r)
}

// authorises reports whether a transaction is only authorised by its request: nothing of it is in a total yet, or ever.
//
// B4 12.1.1
func (c *Client) authorises(tx *kernel.Transaction) bool {
	return c.o.Batch || tx.Purpose.ZeroAmount() || tx.Purpose.Reserves()
}

// pins puts the PIN device's blocks into a request.
func (c *Client) pins(m *Message, r *terminal.Request) error {
	if !r.OnlinePIN && !r.NewPIN {
		return nil
	}
	if c.o.PIN == nil {
		return errNoPIN
	}
	pan, err := pin.ParsePAN(m.Get(FieldPAN))
	if err != nil {
		return errNoCard
	}
	defer pan.Wipe()
	for _, b := range []struct {
		wanted bool
		get    func(pin.PAN) (pin.Format, []byte, error)
		at     int
	}{{r.OnlinePIN, c.o.PIN.HostBlock, FieldPIN}, {r.NewPIN, c.o.PIN.NewPINBlock, FieldNewPIN}} {
		if !b.wanted {
			continue
		}
		format, block, err := b.get(pan)
		switch {
		case err != nil:
			return errNoPIN
		case len(block) != 8 || format == pin.Format2 || format > pin.Format3:
			return errBlock
		}
		m.SetBytes(b.at, block)
		m.Set(FieldPINFormat, fmt.Sprintf("%02d%014d", format, 0))
	}
	return nil
}

// reversal makes 0400 for what somebody wanted after the approval, 0420 for the rest. The reference number alone says what is reversed: data of a card that
// fit no field keep nothing from being reversed.
//
// B4 12.1.8
func (c *Client) reversal(r *terminal.Reversal) *Message {
	m := New("0420")
	if r.Reason > terminal.NotCompleted {
		m.Type = "0400"
	}
	c.card(m, r.Data)
	c.transaction(m, &r.Transaction)
	m.clock(&r.Transaction)
	m.Set(FieldRRN, Reference(r.Original))
	m.sale(r.Token)
	m.fit(FieldReason, r.Reason.String())
	m.response(r.Data)
	if m.original(c, &r.Transaction); r.Original == 0 {
		m.uploaded()
		m.Set(FieldRRN, uploaded(r.Number, &r.Transaction, r.Data))
	}
	return m
}

// advice makes 0120 or 0220 of the data of one. It is the same message whenever it is made of the same data.
//
// B4 12.1.5, 12.1.7
func (c *Client) advice(kind string, data []byte) *Message {
	m := New(kind)
	c.card(m, data)
	sum := sha256.Sum256(data)
	id := binary.BigEndian.Uint64(sum[:])
	var tx kernel.Transaction
	date, _ := tlv.Find(data, 0x9A)
	copy(tx.Date[:], date.Value)
	tx.Amount, tx.Sequence = number(data, 0x9F02), uint32(id%999_999)
	tx.Currency, tx.Type = uint16(value(data, 0x5F2A)), byte(value(data, 0x9C))
	if o, ok := tlv.Find(data, terminal.TransactionIndicator); ok && len(o.Value) == 2 { // as the request had them
		tx.Type, tx.AccountTo = o.Value[0], tlv.AccountTypeValue(o.Value[1])
	}
	tx.AmountOther, tx.Account = number(data, 0x9F03), tlv.AccountTypeValue(value(data, 0x5F57))
	c.transaction(m, &tx)
	if hour, ok := tlv.Find(data, 0x9F21); ok { // a terminal that asks for everything has none in an advice
		copy(tx.Time[:], hour.Value)
		m.clock(&tx)
	}
	m.Set(FieldRRN, Reference(id))
	if o, ok := tlv.Find(data, 0x89); ok {
		m.fit(FieldApproval, string(o.Value))
	}
	m.response(data)
	return m
}

// results makes 0120 of what became of the scripts of a request.
//
// B4 6.3.9 transmitted, 12.1.7
func (c *Client) results(request uint64, data []byte) *Message {
	m := c.advice("0120", data)
	m.Set(FieldFollows, Reference(request))
	return m
}

// response puts in the authorisation response code that data have.
func (m *Message) response(data []byte) {
	if o, ok := tlv.Find(data, 0x8A); ok {
		m.fit(FieldResponse, string(o.Value))
	}
}

// upload makes 0220 of an approval.
//
// B4 12.1.5
func (c *Client) upload(a *terminal.Approval) *Message {
	m := c.advice("0220", a.Data)
	c.transaction(m, &a.Transaction)
	m.clock(&a.Transaction)
	m.Set(FieldRRN, uploaded(a.Number, &a.Transaction, a.Data))
	m.sale(a.Token)
	if a.Held != 0 {
		m.original(c, &a.Transaction)
		if m.Set(FieldFollows, Reference(a.Follows)); a.Follows == 0 {
			approved := a.Transaction
			approved.Amount = a.Held
			m.uploaded()
			m.Set(FieldFollows, uploaded(a.Number, &approved, a.Data))
		}
	}
	return m
}

// original puts in what the original data elements of a request were.
func (m *Message) original(c *Client, tx *kernel.Transaction) {
	kind := "0200"
	if c.authorises(tx) {
		kind = "0100"
	}
	m.fit(FieldOriginal, kind+m.Get(FieldSTAN)+m.Get(FieldSent)+strings.Repeat("0", 22))
}

// uploaded puts in that the original was an advice.
func (m *Message) uploaded() {
	if m.Has(FieldOriginal) {
		m.fit(FieldOriginal, "0220"+m.Get(FieldOriginal)[4:])
	}
}

// uploaded is the reference number of an approval that no request was sent for: it follows from what its reversal knows too, and from nothing that is secret.
func uploaded(number uint64, tx *kernel.Transaction, data []byte) string {
	atc, _ := tlv.Find(data, 0x9F36)
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %d %X %X %X %d %X", number, tx.Sequence, tx.Date, tx.Time, tx.Type, tx.Amount, atc.Value))
	return Reference(binary.BigEndian.Uint64(sum[:]))
}

// clock puts in the time of a transaction.
func (m *Message) clock(tx *kernel.Transaction) {
	m.fit(FieldSent, fmt.Sprintf("%X%X", tx.Date[1:], tx.Time))
	m.fit(FieldTime, fmt.Sprintf("%X", tx.Time))
}

// transaction puts in what every message has of a transaction; its time, which some have not, is clock's.
func (c *Client) transaction(m *Message, tx *kernel.Transaction) {
	account, currency := fmt.Sprintf("%02X", byte(tx.Account)), fmt.Sprintf("%03X", tx.Currency)
	processing := fmt.Sprintf("%02X%s%02X", tx.Type, account, byte(tx.AccountTo))
	if isCredit(tx.Type) {
		processing = fmt.Sprintf("%02X", tx.Type) + "00" + account
	}
	m.fit(FieldProcessing, processing)
	m.fit(FieldAmount, fmt.Sprintf("%012d", tx.Amount))
	m.Set(FieldSTAN, trace(uint64(tx.Sequence)))
	m.fit(FieldDate, fmt.Sprintf("%X", tx.Date[1:]))
	m.fit(FieldCurrency, currency)
	if tx.AmountOther != 0 && m.Has(FieldCurrency) && m.Has(FieldAmount) {
		m.fit(FieldAmounts, account+"40"+currency+fmt.Sprintf("D%012d", tx.AmountOther))
	}
	c.terminal(m)
}

// terminal puts in who the terminal is, where the data of a card have not said who it is to the acquirer of the application.
//
// B4 10.2
func (c *Client) terminal(m *Message) {
	if !m.Has(FieldTerminal) {
		m.Set(FieldTerminal, c.o.Config.Terminal.TerminalID)
	}
	if id := c.o.Config.Terminal.MerchantID; id != "" && !m.Has(FieldMerchant) {
		m.fit(FieldMerchant, fmt.Sprintf("%-15s", id))
	}
}

// sale puts in the sale's token; one with other characters than the field has goes as its SHA-256, half of it.
func (m *Message) sale(token string) {
	if f := Plain.rows[FieldToken]; !f.fits([]byte(token)) {
		sum := sha256.Sum256([]byte(token))
		token = fmt.Sprintf("%X", sum[:16])
	}
	m.Set(FieldToken, token)
}

// fit puts a value into a field if it is as the table has it.
func (m *Message) fit(number int, value string) {
	if f := Plain.rows[number]; f.fits([]byte(value)) {
		m.Set(number, value)
	}
}

// card puts in what the data say of the card, and as the chip's data what is no field of its own and finds room.
func (c *Client) card(m *Message, data []byte) {
	var chip []byte
	defer func() { clear(chip) }()
	for o := range tlv.NewCursor(data).All() {
		switch o.Tag {
		case 0x57:
			m.fit(FieldTrack2, strings.ReplaceAll(digits(o.Value), "D", "="))
			if !m.Has(FieldPAN) {
				m.fit(FieldPAN, tlv.Track2(o.Value).PAN())
			}
			continue
		case 0x5A:
			m.fit(FieldPAN, digits(o.Value))
			continue
		case 0x5F24:
			m.fit(FieldExpiry, digits(o.Value[:min(2, len(o.Value))]))
			continue
		case 0x9F1C:
			m.fit(FieldTerminal, string(o.Value))
			continue
		case 0x9F16:
			m.fit(FieldMerchant, fmt.Sprintf("%-15s", o.Value))
			continue
		case 0x9F01:
			m.fit(FieldAcquirer, acquirer(o.Value))
			continue
		case 0x89, 0x8A, 0x5F57, terminal.TransactionIndicator:
			continue
		case kernel.ForcedIndicator: // B4 6.5.4
			m.fit(FieldReason, reasonForced)
			continue
		case 0x5F34:
			m.fit(FieldPSN, "0"+digits(o.Value))
		case 0x9F39:
			m.fit(FieldEntryMode, digits(o.Value)+c.pinEntry())
		}
		if len(chip)+len(o.Raw) <= Plain.rows[FieldICC].Length {
			chip = append(chip, o.Raw...)
		}
	}
	m.SetBytes(FieldICC, chip)
}

// pinEntry is the third digit of field 22: 1 where the terminal can take a PIN, 2 where it cannot. Tag 9F33 of a message may have less: what this transaction is for.
func (c *Client) pinEntry() string {
	v := tlv.TerminalCapabilitiesValue(c.o.Config.Terminal.Capabilities)
	for _, way := range []tlv.CapabilityBit{tlv.CapPlaintextPIN, tlv.CapEncipheredPINOnline, tlv.CapEncipheredPINOfflineRSA, tlv.CapEncipheredPINOfflineECC} {
		if v.Has(way) {
			return "1"
		}
	}
	return "2"
}

// reasonForced is what field 60 of a financial advice has where the attendant has accepted by force what was declined.
const reasonForced = "forced acceptance"

// acquirer is an acquirer identifier, of 6 to 11 digits, without the zeroes that fill its 6 bytes.
func acquirer(v []byte) string {
	s := digits(v)
	for len(s) > 6 && s[0] == '0' {
		s = s[1:]
	}
	return s
}

// digits are BCD digits without their padding.
func digits(v []byte) string { return strings.TrimRight(strings.ToUpper(hex.EncodeToString(v)), "F") }

// value is a short binary value, 0 if there is none.
func value(data []byte, tag tlv.Tag) (n uint64) {
	o, _ := tlv.Find(data, tag)
	for _, b := range o.Value {
		n = n<<8 | uint64(b)
	}
	return n
}

// number is a value in BCD digits, 0 if there is none.
func number(data []byte, tag tlv.Tag) (n uint64) {
	o, _ := tlv.Find(data, tag)
	for _, b := range o.Value {
		n = n*100 + uint64(b>>4)*10 + uint64(b&15)
	}
	return n
}

// managed counts the messages that belong to no transaction: their trace numbers.
var managed atomic.Uint64

// management makes 0800.
func (c *Client) management(what string) *Message {
	m := New("0800")
	m.Set(FieldSTAN, trace(managed.Add(1)))
	m.Set(FieldManagement, what)
	c.terminal(m)
	return m
}
