package terminal

import (
	"bytes"
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// MessageData is the TLV of a message's data elements: what its tables list, as far as card and terminal have it and the table's condition holds. Values
// are those of the result's data record, then of its report, then of configuration and transaction. An element that the acquirer may know by
// merchant or terminal identifier is there, because the terminal cannot know. What the acquirer requests is there too, as the configuration has it for the
// message (Identity.Requests) and as requested says: elements that the tables have on request only (9F07, 8E, 9F0D, 9F0E, 9F0F, 5F28), and any other that it wants
// beside the tables, such as 9F4E.
//
//   - Transaction Amount has no tag: 9F02 stands for it, because the amount in the end is the authorised one. Where the host has approved a part, or the card
//     was told of an estimate, the result's Amount is what is to be captured.
//   - Enciphered PIN data, message type and original data elements have no tag: a host device has the first, this function's kind and
//     [Reversal] the others.
//   - What was accepted by force says so by [kernel.ForcedIndicator], for which there is no tag either.
//   - Where the card was told of another transaction type (9C) than the request has, or a transfer has an account that it goes to, [TransactionIndicator] says so.
//   - The PAN and expiry of a magnetic stripe are those in its track 2, which batch data have not; the day is the month's last. So is the expiry of a chip
//     that has told none beside its track 2, as when it is tapped.
//
// The data have the PAN or track 2 in clear, and are the caller's to wipe. An unknown kind gives nil.
//
// B4 12.1
func MessageData(kind kernel.MessageKind, cfg *kernel.Config, tx *kernel.Transaction, r *kernel.Result, requested ...tlv.Tag) []byte {
	if kind >= kernel.NumMessageKinds {
		return nil
	}
	m := message{cfg: cfg, tx: tx, r: r}
	m.requested = slices.Concat(m.identity().Requests[kind], requested) // B4 12.1
	m.scheme = m.schemeOf()
	m.data = make([]byte, 0, 256+len(r.DataRecord)+len(r.Report.Get(tlv.IssuerScriptResults)))
	var done []tlv.Tag
	for i := range messageElements {
		e := &messageElements[i]
		if e.in>>kind&1 == 0 || !m.is(e) {
			continue
		}
		if from := e.value(); !slices.Contains(done, from) && m.add(e.tag, from) {
			done = append(done, e.tag, from)
		}
	}
	for _, tag := range m.requested {
		if !slices.Contains(done, tag) && m.add(tag, tag) {
			done = append(done, tag)
		}
	}
	return m.data
}

// Message is the data of a message of a transaction that has come to this request and no further: of a [kernel.AuthorisationRequest] or a [kernel.FinancialRequest], as
// its tables have it, or of its [kernel.ReversalMessage]. See [MessageData].
func (r *Request) Message(kind kernel.MessageKind, cfg *kernel.Config, requested ...tlv.Tag) []byte {
	t := &r.Transaction
	return MessageData(kind, cfg, t, &kernel.Result{
		Outcome: kernel.Outcome{DataRecord: r.DE55}, Money: t.Money, AmountOther: t.AmountOther, Account: t.Account, Interface: r.Interface,
	}, requested...)
}

// message is one that is being built.
type message struct {
	cfg       *kernel.Config
	tx        *kernel.Transaction
	r         *kernel.Result
	requested []tlv.Tag
	scheme    schemes
	data      []byte
}

// is reports whether an element's conditions hold.
func (m *message) is(e *messageElement) bool {
	return (e.of == 0 || e.of&m.scheme != 0) && (e.when == nil || e.when(m, e.tag))
}

// add appends an element with the value of another or of its own, if there is one.
func (m *message) add(tag, from tlv.Tag) bool {
	v := m.value(from)
	if len(v) == 0 {
		return false
	}
	m.data = tlv.Append(m.data, tag, v)
	return true
}

// value is an element's value, from what knows it best: nil if nobody does.
func (m *message) value(tag tlv.Tag) []byte {
	switch tag { // no card says them
	case kernel.ForcedIndicator:
		return m.byForce()
	case TransactionIndicator:
		return m.asRequested()
	case tlv.AuthorisationCode.Tag(): // of what was approved: the store has what the host sent beside its decline, too, B4 12.1.5
		return []byte(m.r.ApprovalCode)
	}
	if o, _ := tlv.Find(m.r.DataRecord, tag); len(o.Value) != 0 || tag == 0 { // B3 5.2 length 00
		return o.Value
	}
	if tag == resultsOfScripts {
		return scriptResults(m.r)
	}
	for row, v := range m.r.Report.All() {
		if row.Tag() == tag {
			return v
		}
	}
	if from := knownElements[tag]; from != nil {
		return from(m)
	}
	return nil
}

// aid is the application that was selected, nil if none was. In a request it is the card's name for it, where that begins with the terminal's AID: the same
// as in the messages that follow.
func (m *message) aid() []byte {
	if m.r.AID != nil {
		return m.r.AID
	}
	own, _ := tlv.Find(m.r.DataRecord, tlv.ApplicationIdentifierTerminal.Tag())
	name, _ := tlv.Find(m.r.DataRecord, tlv.DFName.Tag())
	if len(name.Value) == 0 || !bytes.HasPrefix(name.Value, own.Value) {
		return own.Value
	}
	return name.Value
}

// schemeOf is the scheme whose application was selected, 0 for one without differences.
func (m *message) schemeOf() schemes {
	aid := m.aid()
	if len(aid) < 5 {
		return 0
	}
	return registered[[5]byte(aid)]
}

// identity is who the terminal is to the acquirer of the application.
//
// B4 10.2
func (m *message) identity() kernel.Identity { return m.cfg.IdentityOf(m.aid()) }

// knownElements are the elements that the result, the configuration or the transaction knows where a kernel has not put them into its data record.
var knownElements = map[tlv.Tag]func(*message) []byte{
	0x5F57: func(m *message) []byte { return []byte{byte(m.r.Account)} },
	0x8A:   func(m *message) []byte { return []byte(m.r.ResponseCode) },
	0x5F24: (*message).expiry,
	0x9F01: func(m *message) []byte { return m.identity().AcquirerID },
	0x9F15: func(m *message) []byte { return digits(uint64(m.identity().MerchantCategoryCode)) },
	0x9F16: func(m *message) []byte { return []byte(m.identity().MerchantID) },
	0x9F1A: func(m *message) []byte { return digits(uint64(m.cfg.Terminal.CountryCode)) },
	0x9F1C: func(m *message) []byte { return []byte(m.identity().TerminalID) },
	0x9F1E: func(m *message) []byte { return []byte(m.cfg.Terminal.IFDSerialNumber) },
	0x9F33: (*message).capabilities,
	0x9F35: func(m *message) []byte { return []byte{m.terminalType()} },
	0x9F39: (*message).entryMode,
	0x9F4E: func(m *message) []byte { return []byte(m.identity().MerchantNameLocation) },
	0x5F2A: func(m *message) []byte { return digits(uint64(m.r.Currency)) },
	0x9F02: func(m *message) []byte { return tlv.AppendN(nil, m.r.Amount, 6) },
	0x9F03: func(m *message) []byte { return tlv.AppendN(nil, m.r.AmountOther, 6) },
	0x9A:   func(m *message) []byte { return m.tx.Date[:] },
	0x9F21: func(m *message) []byte { return m.tx.Time[:] },
	0x9C:   func(m *message) []byte { return []byte{m.tx.Type} },
	0x9F09: (*message).version,
	0x9F41: (*message).sequence,
}

// version is the application version number that the terminal has for the application: of a tap, whose kernel has none, that of the combination with the longest AID, or else the contact
// interface's.
//
// B4 10.2, B 3.3.2.5
func (m *message) version() (v []byte) {
	app, longest := m.cfg.ApplicationOf(m.aid()), 0
	if app != nil {
		v = app.VersionNumber[:]
	}
	for i := range m.cfg.Combinations {
		c := &m.cfg.Combinations[i]
		if own := c.Parameter(0x9F09); own != nil && len(c.AID) > longest && bytes.HasPrefix(m.aid(), c.AID) && (app == nil || m.r.Interface == kernel.Contactless) {
			v, longest = own, len(c.AID)
		}
	}
	return v
}

// sequence is the transaction sequence counter.
//
// B4 6.5.5
func (m *message) sequence() []byte {
	if m.tx.Sequence == 0 {
		return nil
	}
	return tlv.AppendN(nil, uint64(m.tx.Sequence), 4)
}

// TransactionIndicator is a tag of this library's own. Batch data and advices have it, which are made of their data alone: the transaction type of the request, and the account that a
// transfer goes to, one byte each. Kernel 3 tells a card of a purchase where cash is given out besides, or an amount is held (C-3 3.4.1.1).
const TransactionIndicator tlv.Tag = 0xDF7D

// asRequested is what the data would not say of the request: nil, where they do.
//
// B4 12.1
func (m *message) asRequested() []byte {
	if told := m.value(tlv.TransactionType.Tag()); len(told) == 1 && told[0] == m.tx.Type && m.tx.AccountTo == tlv.DefaultAccount {
		return nil
	}
	return []byte{m.tx.Type, byte(m.tx.AccountTo)}
}

// byForce says that the attendant has accepted by force: nil, where he has not.
func (m *message) byForce() []byte {
	if !m.r.Forced {
		return nil
	}
	return []byte{1}
}

// capabilities are those for the purpose of the transaction, or else for the application, or else the terminal's: as the contact
// interface has them. Kernels 3 and 5 have none of their own.
//
// B4 10.1.2, 10.2 capabilities
func (m *message) capabilities() []byte {
	if r := m.cfg.Treatment(m.tx.Purpose); r != nil && len(r.Capabilities) == len(m.cfg.Terminal.Capabilities) {
		return r.Capabilities
	}
	if app := m.cfg.ApplicationOf(m.aid()); app != nil && len(app.Capabilities) == len(m.cfg.Terminal.Capabilities) {
		return app.Capabilities
	}
	return m.cfg.Terminal.Capabilities[:]
}

// terminalType is the terminal's, or that for the purpose of the transaction.
//
// B4 10.1.2
func (m *message) terminalType() byte {
	return m.cfg.Treatment(m.tx.Purpose).TerminalType(m.cfg.Terminal.Type)
}

// entryMode is how the card was read, where its kernel has not said it: a contactless chip.
//
// B4 12.1.1
func (m *message) entryMode() []byte {
	if m.r.Interface != kernel.Contactless {
		return nil
	}
	return []byte{0x07}
}

// expiry is the expiration date of track 2: a card that is tapped may have no other.
func (m *message) expiry() []byte {
	track2 := m.r.Report.Get(tlv.Track2EquivalentData)
	if o, ok := tlv.Find(m.r.DataRecord, tlv.Track2EquivalentData.Tag()); ok {
		track2 = o.Value
	}
	date, ok := tlv.Track2(track2).ExpirationDate()
	if !ok {
		return nil
	}
	return date[:]
}

// resultsOfScripts is the tag that messages have for the results of scripts.
var resultsOfScripts = tlv.IssuerScriptResultsKernel3.Tag()

// scriptResults are what became of the scripts of a transaction, nil: none has come to the card. In Kernels 2 and 4 the tag is another element's, and no result.
//
// B4 6.3.9 transmitted
func scriptResults(r *kernel.Result) []byte {
	for row, v := range r.Report.All() {
		if row == tlv.IssuerScriptResults || row == tlv.IssuerScriptResultsKernel3 {
			return v
		}
	}
	return nil
}

// hasResults reports whether a message has the results of scripts, under either tag.
func hasResults(b []byte) bool {
	_, has := tlv.Find(b, resultsOfScripts)
	_, unionPays := tlv.Find(b, 0xDF31)
	return has || unionPays
}

// withoutResults is a message without the results of scripts, under either tag. The one with them is wiped.
//
// B4 6.3.9 once
func withoutResults(b []byte) []byte {
	n, c := make([]byte, 0, len(b)), tlv.NewCursor(b)
	for o := range c.All() {
		if o.Tag != resultsOfScripts && o.Tag != 0xDF31 {
			n = append(n, o.Raw...)
		}
	}
	clear(b)
	return n
}

// scripted reports whether something is to be told of scripts: their results, or what TVR and TSI say of them.
//
// B4 6.3.9, C-6 3.12
func scripted(r *kernel.Result) bool {
	return scriptResults(r) != nil || scriptedTap(&message{r: r}, 0)
}

// scripted reports the same of what a kernel has to say for an advice.
//
// B4 6.3.9, C-6 3.12
func (r *Request) scripted() bool {
	_, has := tlv.Find(r.DE55, resultsOfScripts)
	return has || scripted(&kernel.Result{Outcome: kernel.Outcome{DataRecord: r.DE55}, Interface: r.Interface})
}

// digits are four BCD digits as the configuration has them.
func digits(code uint64) []byte { return tlv.AppendB(nil, code, 2) }

// schemes are payment schemes that want other elements than the tables.
type schemes uint8

const (
	visa schemes = 1 << iota
	mastercard
	americanExpress
	discover
	jcb
	unionPay
	allSchemes = visa | mastercard | americanExpress | discover | jcb | unionPay
)

// registered are the schemes' registered application provider identifiers.
var registered = map[[5]byte]schemes{
	{0xA0, 0, 0, 0, 0x03}: visa, {0xA0, 0, 0, 0, 0x04}: mastercard, {0xA0, 0, 0, 0, 0x25}: americanExpress, {0xA0, 0, 0, 1, 0x52}: discover,
	{0xA0, 0, 0, 0, 0x65}: jcb, {0xA0, 0, 0, 3, 0x33}: unionPay,
}

// A set of messages, one bit a kind.
const (
	inAuthorisation = 1 << kernel.AuthorisationRequest
	inFinancial     = 1 << kernel.FinancialRequest
	inConfirmation  = 1 << kernel.FinancialConfirmation
	inCapture       = 1<<kernel.BatchData | 1<<kernel.OfflineAdvice
	inAdvice        = 1 << kernel.OnlineAdvice
	inReversal      = 1 << kernel.ReversalMessage
	inRequests      = inAuthorisation | inFinancial
	inRealTime      = inRequests | inAdvice | inReversal // with track 2
	inAccounts      = inRealTime | inCapture             // all but the confirmation
	inDecided       = inRequests | inCapture | inAdvice  // all that the cryptogram is in
)

// A messageElement is one row of the tables.
type messageElement struct {
	tag  tlv.Tag
	in   uint8
	when func(m *message, tag tlv.Tag) bool // nil: wherever it is known
	of   schemes                            // 0: all
	from tlv.Tag                            // the element whose value it has; 0: its own
}

func (e *messageElement) value() tlv.Tag {
	if e.from != 0 {
		return e.from
	}
	return e.tag
}

// messageElements are the elements of tables 9 to 12, 15 to 18 and 20 to 23, and where the schemes' public rules differ from them, which go first.
//
// B4 12.1
var messageElements = [...]messageElement{
	{0x84, inRequests, nil, allSchemes, 0},                                       // the acquirer's rules of all want the name of the application
	{0x9F03, inRequests, nil, allSchemes, 0},                                     // the cryptogram is over it, zero or not
	{0x9F6E, inRequests, nil, visa | mastercard | americanExpress | discover, 0}, // form factor, third party data, where the kernel has it
	{0x84, inCapture, nil, unionPay, 0},                                          // its uploads and batches have what its requests have
	{0x9F03, inCapture, nil, unionPay, 0},
	{0x9F09, inRequests | inCapture, nil, unionPay, 0},
	{0x9F41, inRequests | inCapture, nil, unionPay, 0},
	{0x9F63, inRequests | inCapture, nil, unionPay, 0},
	{0x9F74, inCapture, nil, unionPay, 0},                                               // electronic cash has paid: its upload is a message of its own
	{0xDF31, inConfirmation | inCapture | inAdvice | inReversal, nil, unionPay, 0x9F5B}, // its own tag for issuer script results

	{kernel.ForcedIndicator, inCapture | inAdvice, nil, 0, 0}, // B4 6.5.4
	{TransactionIndicator, inCapture | inAdvice, nil, 0, 0},
	{0x9F26, inDecided, nil, 0, 0},
	{0x9F26, inConfirmation, notARQC, 0, 0},
	{0x9F27, inDecided, nil, 0, 0},
	{0x9F10, inAccounts, nil, 0, 0},
	{0x9F37, inDecided, nil, 0, 0},
	{0x9F36, inAccounts, nil, 0, 0},
	{0x95, inAccounts, nil, 0, 0},
	{0x9A, inAccounts, nil, 0, 0},
	{0x9C, inAccounts, nil, 0, 0},
	{0x9F02, inAccounts, nil, 0, 0}, // Transaction Amount
	{0x5F2A, inAccounts, nil, 0, 0},
	{0x82, inAccounts, nil, 0, 0},
	{0x9F1A, inAccounts, nil, 0, 0},
	{0x9F03, inRequests | inCapture, withCash, 0, 0},
	{0x9F33, inAccounts, nil, 0, 0},
	{0x9F34, inDecided, nil, 0, 0},
	{0x9F35, inAccounts, nil, 0, 0},
	{0x9F1E, inAccounts, nil, 0, 0},
	{0x9F24, inAccounts, nil, 0, 0},
	{0x9F19, inAccounts, nil, 0, 0},
	{0x9F39, inAccounts, nil, 0, 0},
	{0x9F21, inRealTime, worksOffline, 0, 0},
	{0x9F21, inCapture, nil, 0, 0},
	{0x5F34, inAccounts, nil, 0, 0},
	{0x5F25, inDecided, nil, 0, 0},
	{0x8A, inCapture | inAdvice | inReversal, nil, 0, 0},
	{0x5F57, inCapture | inAdvice, ofAccount, 0, 0}, // a message of its own has it in its processing code: these are made of their data alone
	{0x89, inCapture, approved, 0, 0},
	{0x95, inConfirmation, scriptedTap, 0, 0},
	{0x9B, inConfirmation | inCapture | inAdvice | inReversal, scriptedTap, 0, 0},
	{0x9F5B, inConfirmation | inCapture | inAdvice | inReversal, nil, 0, 0},
	{0x9F01, inAccounts, ofAcquirer, 0, 0},
	{0x9F15, inAccounts, ofMerchant, 0, 0},
	{0x9F16, inAccounts, namesMerchant, 0, 0},
	{0x9F1C, inAccounts | inConfirmation, nil, 0, 0},
	{0x57, inRealTime, nil, 0, 0},
	{0x5A, inRealTime, withoutTrack2, 0, 0},
	{0x5F24, inRealTime, withoutTrack2, 0, 0},
	{0x5A, inCapture, nil, 0, 0},
	{0x5F24, inCapture, nil, 0, 0},
	{0x57, inCapture, withoutPAN, 0, 0},
	{0x9F07, inFinancial | inCapture, onRequest, 0, 0},
	{0x8E, inFinancial | inCapture, onRequest, 0, 0},
	{0x9F0D, inFinancial | inCapture, onRequest, 0, 0},
	{0x9F0E, inFinancial | inCapture, onRequest, 0, 0},
	{0x9F0F, inFinancial | inCapture, onRequest, 0, 0},
	{0x5F28, inFinancial | inCapture, onRequest, 0, 0},
}

// The conditions of the tables.

func ofAcquirer(m *message, _ tlv.Tag) bool {
	t := m.cfg.Terminal.Type >> 4
	return t == 1 || t == 2
}

func ofMerchant(m *message, _ tlv.Tag) bool { return m.cfg.Terminal.Type>>4 == 2 }

// namesMerchant is that of tables 9 to 12 and 17 to 23, and of an application whose merchant is another than the terminal's, at every terminal: nothing else in a message says which.
//
// B4 10.2 data, 12.1
func namesMerchant(m *message, tag tlv.Tag) bool {
	return ofMerchant(m, tag) || m.identity().MerchantID != m.cfg.Terminal.MerchantID
}

func worksOffline(m *message, _ tlv.Tag) bool {
	e := m.terminalType() & 15
	return e == 2 || e == 3 || e == 5 || e == 6
}

func withCash(m *message, tag tlv.Tag) bool {
	return slices.ContainsFunc(m.value(tag), func(b byte) bool { return b != 0 })
}

func notARQC(m *message, _ tlv.Tag) bool {
	cid := m.value(tlv.CID.Tag())
	return len(cid) == 1 && tlv.CIDValue(cid[0]).Type() != tlv.ARQC
}

// scriptedTap is that of a tap whose card was sent scripts: Kernel 6 tells of them by TVR and TSI alone.
//
// C-6 3.12
func scriptedTap(m *message, _ tlv.Tag) bool {
	return m.r.Interface == kernel.Contactless && step.ScriptsPerformed(m.value(tlv.TSI.Tag()))
}

func ofAccount(m *message, _ tlv.Tag) bool { return m.r.Account != tlv.DefaultAccount }

func approved(m *message, _ tlv.Tag) bool { return m.r.Approved() }

func withoutTrack2(m *message, _ tlv.Tag) bool { return len(m.value(0x57)) == 0 }

func withoutPAN(m *message, _ tlv.Tag) bool { return len(m.value(0x5A)) == 0 }

func onRequest(m *message, tag tlv.Tag) bool { return slices.Contains(m.requested, tag) }
