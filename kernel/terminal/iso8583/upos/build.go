package upos

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/tlv"
)

var (
	errNoCard = errors.New("neither account number nor track 2")
	errNoPIN  = errors.New("the PIN device gives no block")
	errBlock  = errors.New("the PIN block is none for field 52")
)

const (
	tagScripts  tlv.Tag = 0xDF31 // script results
	tagResults  tlv.Tag = 0x9F5B // the same, as others have it
	tagCashCode tlv.Tag = 0x9F74 // the issuer's authorisation code of electronic cash
)

// requestData are the objects of field 55 of a request, in the order that all published messages have; the last two are of electronic cash.
var requestData = []tlv.Tag{
	0x9F26, 0x9F27, 0x9F10, 0x9F37, 0x9F36, 0x95, 0x9A, 0x9C, 0x9F02, 0x5F2A, 0x82, 0x9F1A, 0x9F03, 0x9F33, 0x9F34, 0x9F35, 0x9F1E, 0x84, 0x9F09, 0x9F41, 0x9F63, tagCashCode,
}

// reversalData are those of a reversal, and scriptData of a script result. Neither list is confirmed in public.
var (
	reversalData = []tlv.Tag{0x95, 0x9F1E, 0x9F10, 0x9F36, tagScripts}
	scriptData   = []tlv.Tag{0x9F33, 0x95, 0x9F37, 0x9F1E, 0x9F10, 0x9F26, 0x9F36, 0x82, tagScripts, 0x9F1A, 0x9A}
)

// with are the objects of field 55 of a message, and behind them what acquirers request of it: the message's data have what its own does. What has a field of its own is
// none.
//
// B4 12.1
func (c *Client) with(tags []tlv.Tag, of kernel.MessageKind) []tlv.Tag {
	add := func(list []tlv.Tag) {
		for _, t := range list {
			if t != tlv.PAN.Tag() && t != tlv.Track2EquivalentData.Tag() && !slices.Contains(tags, t) {
				tags = append(slices.Clip(tags), t)
			}
		}
	}
	add(c.o.Config.Terminal.Requests[of])
	for i := range c.o.Config.Applications {
		add(c.o.Config.Applications[i].Identity.Requests[of])
	}
	for i := range c.o.Config.Combinations {
		add(c.o.Config.Combinations[i].Identity.Requests[of])
	}
	return tags
}

// identity is who the terminal is to UnionPay's acquirer: what the configuration has for UnionPay's applications, or for the terminal. Keys and batch are those of one terminal number.
//
// B4 10.2
func identity(cfg *kernel.Config) (id kernel.Identity, err error) {
	id = cfg.Identity(nil)
	var aids [][]byte
	for i := range cfg.Applications {
		aids = append(aids, cfg.Applications[i].AID)
	}
	for i := range cfg.Combinations {
		aids = append(aids, cfg.Combinations[i].AID)
	}
	found := false
	for _, aid := range aids {
		if !step.UnionPay(aid) {
			continue
		}
		of := cfg.IdentityOf(aid)
		if found && (of.TerminalID != id.TerminalID || of.MerchantID != id.MerchantID) {
			return id, fmt.Errorf("upos: Options.Config has UnionPay's applications as those of two terminals, %s and %s: one client is one", id.TerminalID, of.TerminalID)
		}
		id, found = of, true
	}
	if len(id.TerminalID) != 8 || len(id.MerchantID) != 15 {
		return id, errors.New("upos: Options.Config has no terminalId of 8 characters and merchantId of 15")
	}
	return id, nil
}

// terminal puts in who the terminal is.
func (c *Client) terminal(m *iso8583.Message) {
	m.Set(iso8583.FieldTerminal, c.id.TerminalID)
	m.Set(iso8583.FieldMerchant, c.id.MerchantID)
}

// message makes a message of a kind, in the batch that is open, with the card and as much of the chip as tags say.
func (c *Client) message(kind Kind, trace string, tx *kernel.Transaction, amount uint64, data []byte, tags []tlv.Tag) *iso8583.Message {
	r := kind.Row()
	m := c.dialect.New(r.Type)
	c.card(m, data, tags)
	m.Set(iso8583.FieldProcessing, r.Processing)
	m.Set(iso8583.FieldSTAN, trace)
	m.Set(FieldCondition, r.Condition)
	m.Set(iso8583.FieldCurrency, fmt.Sprintf("%03X", tx.Currency))
	if kind != BalanceInquiry {
		m.Set(iso8583.FieldAmount, fmt.Sprintf("%012d", amount))
	}
	m.Set(FieldClass, c.class(kind, data).String())
	c.terminal(m)
	return m
}

// class is field 60 of a transaction.
func (c *Client) class(kind Kind, data []byte) Class {
	x := Class{Code: kind.Row().Code, Batch: c.Batch(), Network: "000", Capability: "5", Condition: "0"}
	if len(c.o.Config.Combinations) > 0 {
		x.Capability = "6"
	}
	_, fallback, _ := c.o.Config.Fallback.EntryModes()
	if o, _ := tlv.Find(data, tlv.POSEntryMode.Tag()); len(o.Value) == 1 && o.Value[0] == fallback {
		x.Condition = c.o.Condition
	}
	if c.o.Partial {
		x.Partial = "1"
	}
	return x
}

// request makes the request of a transaction.
//
// B4 12.1.1, 12.1.2
func (c *Client) request(kind Kind, r *terminal.Request) (*iso8583.Message, error) {
	of := kernel.FinancialRequest
	if kind == PreAuthorisation {
		of = kernel.AuthorisationRequest
	}
	trace := TraceOf(r.Transaction.Sequence)
	if r.Follows != 0 { // it is no repeat of that
		var err error
		if trace, err = c.next(); err != nil {
			return nil, err
		}
	}
	data := r.Message(of, c.o.Config, 0x9F63, tagCashCode)
	defer clear(data)
	m := c.message(kind, trace, &r.Transaction, r.Transaction.Amount, data, c.with(requestData, of))
	if !m.Has(iso8583.FieldPAN) {
		return nil, errNoCard
	}
	if !c.track(m, data) {
		return nil, ErrTrack
	}
	if kind == LoadOther {
		if c.o.Receiver == nil {
			return nil, errors.New("there is no card to load")
		}
		entry, pan := c.o.Receiver(*r)
		m.Set(FieldTotals, entry)
		m.Set(FieldData, pan)
	}
	if kind == Refund {
		rrn, date := "000000000000", "0000"
		if c.o.Original != nil {
			rrn, date = c.o.Original(*r)
		}
		m.Set(iso8583.FieldRRN, rrn)
		m.Set(FieldOriginal, Original{Batch: "000000", Trace: "000000", Date: date}.String())
		m.Set(FieldOperator, "000")
	}
	return m, c.secure(m, r.OnlinePIN)
}

// secure puts the PIN device's block in.
func (c *Client) secure(m *iso8583.Message, withPIN bool) error {
	entry := Entry{m.Get(iso8583.FieldEntryMode), noPIN}
	if withPIN {
		pan, err := pin.ParsePAN(m.Get(iso8583.FieldPAN))
		if err != nil {
			return errNoCard
		}
		defer pan.Wipe()
		block, err := c.block(pan)
		if err != nil {
			return err
		}
		entry.PIN = 1
		m.SetBytes(iso8583.FieldPIN, block)
		m.Set(FieldPINSize, "12")
		m.Set(FieldSecurity, Security{PIN: 2, Cipher: c.cipher()}.String())
	}
	m.Set(iso8583.FieldEntryMode, entry.String())
	return nil
}

// cipher is the one of the session's keys.
func (c *Client) cipher() byte {
	switch {
	case c.o.Master.Algorithm() == pin.SM4:
		return BySM4
	case c.o.Keys == SingleKeys:
		return ByDES
	}
	return ByTDES
}

// track puts in the track, which no reversal, no result of scripts and no item of a batch has; one that cannot be enciphered as the acquirer wants it is left out, and ok is false.
func (c *Client) track(m *iso8583.Message, data []byte) (ok bool) {
	track := trackOf(data)
	keys, _, _, _ := c.session.state()
	if x, err := c.o.Tracking.Encipher(track, keys.TDK); track != "" && (err != nil || len(x) > c.o.Form.tracks()) {
		return false
	}
	m.Set(iso8583.FieldTrack2, track)
	return true
}

// hidden is a message as it is sent: with its track enciphered under the key of now, which another sign-on may have changed since the message was made.
func (c *Client) hidden(m *iso8583.Message) (*iso8583.Message, error) {
	if c.o.Tracking == TrackClear || !m.Has(iso8583.FieldTrack2) {
		return m, nil
	}
	keys, _, _, _ := c.session.state()
	track, err := c.o.Tracking.Encipher(m.Get(iso8583.FieldTrack2), keys.TDK)
	if err != nil {
		return nil, err
	}
	s, err := ParseSecurity(m.Get(FieldSecurity))
	if err != nil {
		s = Security{Cipher: c.cipher()}
	}
	s.Track = 1
	sent := c.dialect.New(m.Type)
	for _, n := range m.Numbers() {
		sent.SetBytes(n, m.Bytes(n))
	}
	sent.Set(iso8583.FieldTrack2, track)
	sent.Set(FieldSecurity, s.String())
	return sent, nil
}

func (c *Client) block(pan pin.PAN) ([]byte, error) {
	if c.o.PIN == nil {
		return nil, errNoPIN
	}
	format, block, err := c.o.PIN.HostBlock(pan)
	want, size := pin.Format0, 8
	if c.o.Master.Algorithm() == pin.SM4 {
		want, size = pin.Format0SM4, 16
	}
	switch {
	case err != nil:
		return nil, errNoPIN
	case format != want || len(block) != size:
		return nil, errBlock
	}
	return block, nil
}

// modes are the entry modes of tag 9F39 as field 22 has them, beside those of the configuration; others are manual.
var modes = map[byte]string{0x02: Stripe, 0x03: Barcode, 0x05: Chip, 0x07: Contactless, 0x80: Stripe, 0x90: Stripe, 0x91: ContactlessStripe, 0x95: ChipUnreliable}

// mode is the entry mode of a message's data, as field 22 has it.
//
// B4 6.6.2
func (c *Client) mode(data []byte) string {
	o, _ := tlv.Find(data, tlv.POSEntryMode.Tag())
	if len(o.Value) != 1 {
		return Manual
	}
	switch stripe, fallback, key := c.o.Config.Fallback.EntryModes(); o.Value[0] {
	case stripe, fallback:
		return Stripe
	case key:
		return Manual
	}
	return cmp.Or(modes[o.Value[0]], Manual)
}

// trackOf is track 2 of a message's data, empty where it is none.
func trackOf(data []byte) string {
	o, _ := tlv.Find(data, tlv.Track2EquivalentData.Tag())
	track := strings.TrimRight(hexOf(o.Value), "F")
	if strings.IndexByte(track, 'D') < 1 || len(track) > maxTrack {
		return ""
	}
	return track
}

// card puts in what the data say of the card but its track, and the chip's objects in the order of tags. What does not fit is left out: a reversal goes without.
func (c *Client) card(m *iso8583.Message, data []byte, tags []tlv.Tag) {
	find := func(tag tlv.Tag) []byte { o, _ := tlv.Find(data, tag); return o.Value }
	if track := trackOf(data); track != "" {
		at := strings.IndexByte(track, 'D')
		c.pan(m, track[:at])
		if expiry := track[at+1 : min(at+5, len(track))]; len(expiry) == 4 && strings.Trim(expiry, "0123456789") == "" {
			m.Set(iso8583.FieldExpiry, expiry)
		}
	}
	c.pan(m, strings.TrimRight(hexOf(find(0x5A)), "F"))
	if expiry := find(0x5F24); len(expiry) == 3 {
		m.Set(iso8583.FieldExpiry, digitsOf(expiry[:2]))
	}
	if psn := find(0x5F34); len(psn) == 1 {
		m.Set(iso8583.FieldPSN, fmt.Sprintf("0%s", digitsOf(psn)))
	}
	mode := c.mode(data)
	if m.Set(iso8583.FieldEntryMode, mode); mode == Stripe {
		return // nothing is a chip's
	}
	var chip []byte
	defer func() { clear(chip) }()
	for _, tag := range tags {
		if raw := object(data, tag); len(chip)+len(raw) <= 255 {
			chip = append(chip, raw...)
		}
	}
	m.SetBytes(iso8583.FieldICC, chip)
}

// object is an object of a message's data: what became of scripts has the tag that is wanted, whichever of the two the data have for it.
//
// B4 6.3.9, 12.1.8
func object(data []byte, tag tlv.Tag) []byte {
	o, _ := tlv.Find(data, tag)
	if results := scriptResults(data); results != nil && (tag == tagScripts || tag == tagResults) { // B4 6.3.9 transmitted
		return tlv.Append(nil, tag, results)
	}
	return o.Raw
}

func (c *Client) pan(m *iso8583.Message, digits string) {
	if digits != "" && len(digits) <= 19 && strings.Trim(digits, "0123456789") == "" {
		m.Set(iso8583.FieldPAN, digits)
	}
}

func hexOf(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }

// digitsOf are BCD digits, zeros where there are none.
func digitsOf(b []byte) string {
	if s := hexOf(b); strings.Trim(s, "0123456789") == "" {
		return s
	}
	return strings.Repeat("0", 2*len(b))
}

// objects are the issuer's data objects of an answer.
func objects(m *iso8583.Message) (data []byte) {
	code := m.Get(iso8583.FieldResponse)
	return iso8583.AppendAnswer(tlv.Append(iso8583.AppendApproval(data, m), 0x8A, []byte(iso8583.Told(code, Approves(code)))), m.Bytes(iso8583.FieldICC))
}

// facts are what an answer says for the cardholder: the balance of field 54.
func (c *Client) facts(m *iso8583.Message) (f terminal.Facts) {
	field := m.Get(iso8583.FieldAmounts)
	if len(field) != 20 || strings.Trim(field[:7]+field[8:], "0123456789") != "" || field[7] != 'C' && field[7] != 'D' {
		return f
	}
	currency, _ := strconv.ParseUint(field[4:7], 16, 16)
	amount, _ := strconv.ParseUint(field[8:], 10, 64)
	account, _ := strconv.ParseUint(field[:2], 16, 8)
	money := kernel.Money{Amount: amount, Currency: uint16(currency), Exponent: c.o.Config.ExponentOf(uint16(currency), c.o.Config.Terminal.CurrencyExponent)}
	f.Balances = []terminal.Balance{{Account: tlv.AccountTypeValue(account), Money: money, Overdrawn: field[7] == 'D', Available: field[2:4] == "02"}}
	return f
}

// reversal makes the reversal of a message, with its trace number and batch.
//
// B4 12.1.8
func (c *Client) reversal(ref *reference, tx *kernel.Transaction, data []byte, reason string) *iso8583.Message {
	m := c.message(ref.Kind, ref.Trace, tx, ref.Amount, data, c.with(c.o.ReversalData, kernel.ReversalMessage))
	m.Type = "0400"
	class := c.class(ref.Kind, data)
	class.Batch = ref.Batch
	m.Set(FieldClass, class.String())
	m.Set(iso8583.FieldResponse, reason)
	m.Set(iso8583.FieldApproval, ref.Approval)
	m.Set(FieldOriginal, Original{Batch: ref.Batch, Trace: ref.Trace, Date: dateOr(ref.Date)}.String())
	m.Set(iso8583.FieldEntryMode, Entry{m.Get(iso8583.FieldEntryMode), ref.PIN}.String())
	return m
}

// scriptResult makes 0620 of what became of the scripts of a transaction. Without results the TSI stands in their place, beside the TVR.
//
// C-6 3.12
func (c *Client) scriptResult(ref *reference, data []byte) (*iso8583.Message, error) {
	m := c.dialect.New(ScriptsDone.Type)
	tags := slices.Clone(scriptData)
	if scriptResults(data) == nil {
		tags[slices.Index(tags, tagScripts)] = tlv.TSI.Tag()
	}
	c.card(m, data, c.with(tags, kernel.OnlineAdvice))
	m.Set(iso8583.FieldEntryMode, Entry{m.Get(iso8583.FieldEntryMode), ref.PIN}.String())
	m.Set(iso8583.FieldProcessing, ref.Kind.Row().Processing)
	m.Set(iso8583.FieldRRN, ref.RRN)
	if ref.Amount > 0 {
		m.Set(iso8583.FieldAmount, fmt.Sprintf("%012d", ref.Amount))
	}
	if ref.Trace != "" {
		m.Set(FieldOriginal, Original{Batch: ref.Batch, Trace: ref.Trace, Date: dateOr(ref.Date)}.String())
	}
	m.Set(FieldClass, Class{Code: ScriptsDone.Code, Batch: c.Batch(), Network: c.o.network(ScriptsDone.Network)}.String())
	c.terminal(m)
	trace, err := c.next()
	m.Set(iso8583.FieldSTAN, trace)
	return m, err
}

// dateOr is a date, or zeros for none.
func dateOr(date string) string {
	if len(date) != 4 {
		return "0000"
	}
	return date
}
