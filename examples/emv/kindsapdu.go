package main

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

func commandItems(d *decoder, b []byte) ([]item, string) {
	c, err := parseCommand(b)
	switch {
	case err != nil && len(b) > 5:
		return d.brokenCommand(b)
	case err != nil:
		return []item{{Value: upper(b)}}, strings.TrimPrefix(err.Error(), "apdu: ")
	}
	return d.command(c, nil), ""
}

// command takes a command apart. dol is the list that its data was built from, where it is known.
func (d *decoder) command(c apdu.Command, dol tlv.DOL) []item {
	name := commandName(c)
	if name == "" {
		name = "unknown instruction"
	}
	list := []item{
		{Name: name, Value: fmt.Sprintf("%02X %02X %02X %02X", c.CLA, c.INS, c.P1, c.P2), Words: append(classWords(c), d.asks(c)...)},
	}
	if len(c.Data) > 0 {
		list = append(list, d.commandData(c, dol))
	}
	switch c.Le {
	case apdu.NoLe:
	case 0:
		list = append(list, item{Name: "Le", Words: []string{"as much as there is"}})
	default:
		list = append(list, item{Name: "Le", Value: fmt.Sprint(c.Le)})
	}
	return list
}

// classWords says how a command is sent: with secure messaging, on a logical channel, in a chain.
//
// EMV 4.4 B3 6.3.1, ISO/IEC 7816-4 5.1.1 (2005)
func classWords(c apdu.Command) (words []string) {
	if c.CLA == readerClass {
		return nil
	}
	_, channel, _ := plainClass(c.CLA)
	switch messaging := c.CLA & 0x0C; {
	case channel > 3 && c.CLA&0x20 != 0, channel <= 3 && messaging == 0x04:
		words = append(words, "secure messaging")
	case channel <= 3 && messaging == 0x0C:
		words = append(words, "secure messaging, with the header")
	}
	if channel > 0 {
		words = append(words, fmt.Sprintf("logical channel %d", channel))
	}
	if c.CLA&apdu.ClassChained != 0 {
		words = append(words, "more of the chain follows")
	}
	return words
}

// commandWords says what P1 and P2 of a command ask for.
func commandWords(c apdu.Command) []string { return new(decoder).asks(c) }

// asks says what P1 and P2 ask for.
//
// EMV 4.4 B3 6.5
func (d *decoder) asks(c apdu.Command) (words []string) {
	if c.CLA == readerClass {
		return readerWords(&c)
	}
	switch c.INS {
	case apdu.Select:
		if c.P1 == 4 && c.P2&2 != 0 {
			words = append(words, "by name, next occurrence")
		} else if c.P1 == 4 {
			words = append(words, "by name, first or only occurrence")
		}
	case apdu.ReadRecord:
		words = append(words, fmt.Sprintf("SFI %d, record %d", c.P2>>3, c.P1))
	case apdu.GetData, apdu.PutData:
		tag := tlv.Tag(c.P1)<<8 | tlv.Tag(c.P2)
		words = append(words, strings.TrimSpace(tag.String()+" "+d.askedFor(tag)))
	case apdu.GenerateAC:
		w := map[byte]string{apdu.RequestAAC: "AAC asked for", apdu.RequestTC: "TC asked for", apdu.RequestARQC: "ARQC asked for", 0xC0: "RFU where a cryptogram is asked for"}[c.P1&0xC0]
		if c.P1&apdu.RequestCDA != 0 {
			w += ", with CDA signature"
		}
		if c.P1&apdu.RequestXDA != 0 {
			w += ", with XDA signature"
		}
		words = append(words, w)
	case apdu.Verify:
		words = append(words, qualifierWords(c.P2))
	case apdu.PINChangeUnblock:
		if c.Name() != "" { // else CHANGE REFERENCE DATA
			words = append(words, or(unblocked[c.P2], "RFU"))
		}
	}
	return words
}

// unblocked is what PIN CHANGE/UNBLOCK unblocks, by P2.
//
// EMV 4.4 B3 6.5.10.2 table 20
var unblocked = map[byte]string{0: "PIN unblocked", 1: changedBySystem, 2: changedBySystem, 3: "biometric type unblocked", 4: changedBySystem}

const changedBySystem = "PIN or biometric template changed, as the payment system defines"

// qualifierWords says what VERIFY gives.
//
// EMV 4.4 B3 6.5.12.2 table 24
func qualifierWords(p2 byte) string {
	switch p2 {
	case apdu.PlaintextPIN:
		return "plaintext PIN"
	case apdu.EncipheredPINRSA:
		return "enciphered PIN, RSA"
	case apdu.EncipheredPINECC:
		return "enciphered PIN, ECC"
	case apdu.EncipheredBiometricRSA:
		return "enciphered biometric, RSA"
	case apdu.EncipheredBiometricECC:
		return "enciphered biometric, ECC"
	case 0:
		return "as ISO/IEC 7816-4 defines"
	}
	switch {
	case p2&0xFC == 0x8C:
		return "reserved for the payment system"
	case p2&0xF0 == 0x90:
		return "reserved for the issuer"
	default:
		return "RFU"
	}
}

func (d *decoder) commandData(c apdu.Command, dol tlv.DOL) item {
	n := len(c.Data)
	it := item{Name: "data", Length: &n}
	switch {
	case takesPIN(c):
		it.Words = []string{"masked"}
		return it
	case transcript.Shapeless(c, c.Data) != nil:
		return d.shapeless(c, transcript.Shapeless(c, c.Data))
	case c.CLA == readerClass:
	case c.INS == apdu.Select:
		it.Value = upper(c.Data)
		if s := printable(c.Data); s != "" {
			it.Words = []string{s}
		} else if s := aidName(c.Data); s != "" {
			it.Words = []string{s}
		}
		return it
	case transcript.Initiates(c):
		if o, ok := tlv.Find(c.Data, tlv.TagCommandTemplate); ok && len(dol) > 0 {
			it.Items = d.dolData(dol, o.Value)
			return it
		} else if ok && len(o.Raw) == len(c.Data) {
			it.Name, it.Value = "PDOL data", mask(d, o.Value)
			return it
		} else if list, err := d.objects(c.Data); ok && err == nil { // with what is to be stored behind them
			it.Items = list
			return it
		}
	case len(dol) > 0:
		it.Items = d.dolData(dol, c.Data)
		return it
	case c.INS == apdu.PutData: // P1 and P2 are the tag
		if d.put(c, &it) {
			return it
		}
	}
	if list := d.securedObjects(c); list != nil {
		it.Items = list
		return it
	}
	it.Value = mask(d, c.Data)
	return it
}

// mask shows bytes of which nobody knows what they are only where they hold nothing like a PAN.
func mask(d *decoder, b []byte) string {
	if d.show {
		return upper(b)
	}
	return d.coveredBytes(b)
}

// schemes are the payment systems by their RID, for a word beside an AID.
var schemes = map[string]string{
	"A000000003": "Visa", "A000000004": "Mastercard", "A000000025": "American Express", "A000000065": "JCB", "A000000152": "Discover",
	"A000000277": "Interac", "A000000333": "UnionPay", "A000000359": "girocard", "A000000042": "Cartes Bancaires", "A000000324": "Discover",
	"A000000524": "RuPay", "A000000658": "Mir", "A000000384": "eftpos", "A000000672": "Troy", "A000000228": "mada", "A000000121": "Dankort",
	"A000000141": "PagoBancomat", "A000000476": "CPACE", "D276000025": "girocard (old)", "A000000620": "US common debit (DNA)",
	"A000000151": "GlobalPlatform", "A000000059": "girocard", "A000000098": "US common debit (Visa)", "A000000029": "LINK", "A000000371": "Verve",
	"A000000602": "GPN", "A000000727": "NAPAS",
}

// cardManagers are the issuer security domains, which load and delete applications and are none of a payment system.
var cardManagers = map[string]string{
	"A000000003000000": "card manager (issuer security domain) of Open Platform, with Visa's RID",
	"A0000000030000":   "card manager (issuer security domain) of Open Platform, with Visa's RID",
	"A000000151000000": "card manager (issuer security domain) of GlobalPlatform",
	"A0000001510000":   "card manager (issuer security domain) of GlobalPlatform",
}

func aidName(aid []byte) string {
	if len(aid) < 5 {
		return ""
	}
	if name := cardManagers[upper(aid)]; name != "" {
		return name
	}
	return schemes[upper(aid[:5])]
}

func responseItems(d *decoder, b []byte) ([]item, string) {
	if len(b) < 2 {
		return []item{{Value: upper(b)}}, "a response ends in a status word of 2 bytes"
	}
	if r := apdu.Response(b); r.SW().OK() && d.rawData(r.Data()) {
		n := len(r.Data())
		return []item{{Name: "data that are no objects", Length: &n, Value: mask(d, r.Data())}, statusItem(r.SW())}, ""
	}
	return d.response(answeredInFormat1(apdu.Response(b).Data()), b)
}

// response takes a response apart. c is the command that it answers, where it is known.
func (d *decoder) response(c apdu.Command, b []byte) (list []item, fault string) {
	r := apdu.Response(b)
	data := r.Data()
	if c.CLA == readerClass {
		return append(d.readerAnswer(&c, data), statusItem(r.SW())), ""
	}
	if r.SW().OK() {
		d.learnSelected(c)
	}
	d.learn(c, data)
	switch {
	case len(data) == 0:
	case c.INS == apdu.GetChallenge && c.Name() != "":
		n := len(data)
		list = append(list, item{Name: "challenge", Length: &n, Value: upper(data)})
	case transcript.Shapeless(c, data) != nil: // of the payment system or the issuer: EMV 4.4 B3 5.3.2.2
		list = append(list, d.shapeless(c, transcript.Shapeless(c, data)))
	case purseName(c) != "" && c.INS == insBalance && len(data) == 4:
		list = append(list, item{Name: "balance", Value: upper(data), Words: []string{fmt.Sprint(binary.BigEndian.Uint32(data))}})
	case tlv.Check(data) != nil && c.INS != 0 && !answeredInObjects(c, data):
		list = append(list, d.ownForm(c, data))
	default:
		inner, err := d.objects(data)
		list = append(list, inner...)
		fault = faultText(err)
		format1(d, c, data, list)
	}
	return append(list, statusItem(r.SW())), fault
}

// answeredInObjects reports whether data objects alone answer a command: one of the books, those that are read as theirs, and GET STATUS where entries of the
// registry answer it.
//
// EMV 4.4 B3 6.5, ISO/IEC 7816-4 7.4.2, C-2 before 2.12, GlobalPlatform Card Specification 2.3.1 11.4.3.1
func answeredInObjects(c apdu.Command, data []byte) bool {
	plain, _, _ := plainClass(c.CLA)
	return c.Name() != "" || c.INS == 0xF2 && data[0] == 0xE3 ||
		slices.Contains([][2]byte{{0x00, 0xCB}, {0x80, 0x2A}, {0x80, insDataGPO}, {0x80, 0xD1}, {0x80, 0xDF}, {0x80, 0xE0}, {0x80, apdu.GetResponse}}, [2]byte{plain, c.INS})
}

// ownForm is an item of what is no data object and answers a command that need not be answered with one: of a file nothing is shown, and nothing of what tells
// one card from all others.
func (d *decoder) ownForm(c apdu.Command, data []byte) item {
	if slices.Contains(fileCommands, c.INS&^1) && commandName(c) != "" {
		return d.shapeless(c, data)
	}
	it := item{Name: "data in a form of its own", Length: new(len(data)), Value: mask(d, data)}
	if n := 2 * len(transcript.Identifier(c, data)); !d.show && n > 0 {
		it.Value = strings.Repeat("*", n) + it.Value[n:]
	}
	return it
}

// fileCommands are READ BINARY and PBOC's READ CAPP DATA.
//
// ISO/IEC 7816-4 7.2.3, PBOC 1.0 part 2
var fileCommands = []byte{0xB0, 0xB4}

// shapeless is an item of data whose layout nobody knows, which is shown where everything is: it may be a name, or any number.
func (d *decoder) shapeless(c apdu.Command, data []byte) item {
	n := len(data)
	it := item{Name: "bytes of a file in a form of its own", Length: &n, Words: []string{"masked"}}
	if slices.Contains(recordCommands, c.INS&^1) {
		it.Name = "record in a form of its own"
	}
	if d.show {
		it.Value, it.Words = upper(data), nil
	}
	return it
}

// recordCommands are those of files with records: READ, WRITE, UPDATE and APPEND RECORD.
//
// ISO/IEC 7816-4 7.3
var recordCommands = []byte{apdu.ReadRecord, 0xD2, 0xDC, 0xE2}

// format1 takes template 80 apart, which means what the command says.
//
// EMV 4.4 B3 6.5.5.4, 6.5.8.4, C-2 2.12 5.2.3
func format1(d *decoder, c apdu.Command, data []byte, list []item) {
	o, ok := tlv.Find(data, tlv.TagFormat1)
	if !ok || len(list) == 0 {
		return
	}
	switch {
	case c.INS == apdu.GetProcessingOptions && len(o.Value) >= 2:
		list[0].Items = []item{d.element(0, 0x82, o.Value[:2]), d.element(0, 0x94, o.Value[2:])}
	case c.INS == apdu.InternalAuthenticate:
		list[0].Items = []item{d.element(0, 0x9F4B, o.Value)}
	case c.INS == apdu.GenerateAC && len(o.Value) >= 11:
		list[0].Items = []item{d.element(0, 0x9F27, o.Value[:1]), d.element(0, 0x9F36, o.Value[1:3]), d.element(0, 0x9F26, o.Value[3:11])}
		if len(o.Value) > 11 {
			list[0].Items = append(list[0].Items, d.element(0, 0x9F10, o.Value[11:]))
		}
	case c.INS == insRelay && len(o.Value) == 10:
		list[0].Items = relayItems(o.Value)
	case c.INS == apdu.GetProcessingOptions:
		list[0].short(len(o.Value), 2, "interchange profile and file locator")
	case c.INS == apdu.GenerateAC:
		list[0].short(len(o.Value), 11, "cryptogram information data, counter and cryptogram")
	case c.INS == insRelay:
		list[0].short(len(o.Value), 10, "number and times")
	}
}

// short says that a template of format 1 has fewer bytes than what belongs in it.
func (it *item) short(have, least int, what string) {
	it.fault = fmt.Sprintf("offset 0: %s where %s have %d", count(have, "byte"), what, least)
	it.Words = malformed(it.fault)
}

// insRelay is EXCHANGE RELAY RESISTANCE DATA.
//
// C-2 2.12 5.2
const insRelay = 0xEA

// relayItems are the device's answer about its distance: a number, and times in units of 100 us.
//
// C-2 2.12 table 5.4
func relayItems(b []byte) []item {
	list := []item{{Name: tlv.DeviceRelayResistanceEntropy.Element().Name, Value: upper(b[:4])}}
	for i, row := range [...]tlv.Row{
		tlv.MinTimeForProcessingRelayResistanceAPDU, tlv.MaxTimeForProcessingRelayResistanceAPDU, tlv.DeviceEstimatedTransmissionTimeResponseAPDU,
	} {
		v := b[4+2*i : 6+2*i]
		units := int(v[0])<<8 | int(v[1])
		list = append(list, item{Name: row.Element().Name, Value: upper(v), Words: []string{fmt.Sprintf("%d.%d ms", units/10, units%10)}})
	}
	return list
}

// conversation reports whether a text is a recorded conversation.
func conversation(s string) bool {
	return strings.Contains(s, transcript.Separator)
}

// conversation decodes a recorded conversation, exchange by exchange.
func (d *decoder) conversation(text string) (decoded, error) {
	conv, err := transcript.Parse([]byte(text))
	r := decoded{Kind: "conversation", Name: "Conversation", Bytes: len(text)}
	if err != nil {
		return r, fmt.Errorf("emv decode: %w", err)
	}
	w := listener{d: d, conv: conv, logs: conv.Logs()}
	r.Items = []item{}
	d.learnTables(conv.Exchanges())
	for i, x := range conv.Exchanges() {
		r.Items = append(r.Items, w.exchange(i, x))
	}
	own, err := reissuedSet(conv)
	if err != nil {
		return r, fmt.Errorf("emv decode: %w", err)
	}
	if date, ok := dayOf(or(packed(dateOf(conv)), time.Now().Format("060102"))); ok {
		r.Items = append(r.Items, d.certificates(conv, slices.Concat(own, d.keys, published()), date)...)
	}
	r.Fault = faultText(checkHeaders(conv, "date"))
	return r, nil
}

// exchangeItems decodes one exchange of a transaction.
func exchangeItems(d *decoder, known *transcript.Lists, m *moment) (list []item) {
	c, err := parseCommand(m.command)
	if err != nil {
		return []item{{Name: "command", Words: []string{"not recorded whole"}}}
	}
	list = d.command(c, known.Of(c))
	if m.response == nil {
		return append(list, item{Name: "no response", Words: []string{m.fault}})
	}
	answer, fault := d.response(c, m.response)
	it := item{Name: "response", Items: answer}
	if fault != "" {
		it.Words = []string{fault}
	}
	known.Learn(c, apdu.Response(m.response).Data())
	return append(list, it)
}

// learn notices of which book a response seems to be. One to SELECT decides for those that follow it; what is not known
// to answer a command stands for itself.
func (d *decoder) learn(c apdu.Command, data []byte) {
	d.learnName(data)
	switch name := string(c.Data); { // the last directory that was asked for: a conversation may have several transactions
	case c.INS != apdu.Select:
	case name == pse:
		d.contacts, d.reader, d.directory = true, false, 0
		if !d.fixed {
			d.guess = tlv.Contact
		}
	case name == ppse:
		d.contacts, d.reader, d.directory = false, true, 0
	}
	if d.contacts {
		var g guess
		if g.objects(0, tlv.NewCursor(data)); g.named && !d.fixed {
			d.stranger = !g.unionPay
		}
		return
	}
	if c.INS == apdu.Select || c.Name() == "" {
		d.guessBook(data)
	} else if b := d.guess; b == tlv.Contact {
		if d.guessBook(data); d.guess == tlv.EntryPoint {
			d.guess = b
		}
	}
}
