package transcript

import (
	"bytes"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// What a terminal and a host send, and what a header says of it: commands, issuer scripts, data of the transaction.

// pinCommands are the instructions whose data is or may hold a PIN or a key: PUT KEY, VERIFY, CHANGE REFERENCE DATA and PIN CHANGE/UNBLOCK, ENABLE and DISABLE
// VERIFICATION REQUIREMENT, RESET RETRY COUNTER.
//
// EMV 4.4 B3 6.5.10, 6.5.12, ISO/IEC 7816-4 11.5
var pinCommands = []byte{apdu.Verify, 0x21, apdu.PINChangeUnblock, 0x25, 0x26, 0x28, 0x2C, 0x2D, 0xD8}

// changePIN is CHANGE PIN and RELOAD PIN of PBOC's electronic purse: the old PIN, FF and the new one, or a new one and a MAC.
//
// PBOC 1.0 part 2
const changePIN = 0x5E

// storeData is STORE DATA, whose groups from 8000 on are keys.
const storeData = 0xE2

// recoverAC is RECOVER AC of class 80, whose data a list of the card lays out; of class 00 the instruction is WRITE BINARY.
//
// C-2 before 2.12
const recoverAC = 0xD0

// entropy is how many bytes EXCHANGE RELAY RESISTANCE DATA has of the terminal.
//
// C-2 2.12 5.2, C-8 1.2 5.2
const entropy = 4

// Commands of readers for storage cards: LOAD KEYS, GENERAL AUTHENTICATE, whose data names a key in five bytes, and what is sent to the chip of the reader,
// which an authentication with a key of six bytes may be.
//
// PC/SC part 3, 3.2.2.1.4, 3.2.2.1.6
const (
	loadKeys            = 0x82
	generalAuthenticate = 0x86
	namesKey            = 5
	headOfCommand       = 5 // class, instruction, parameters and length
	escape              = 0x00
)

// readerKey reports whether the data of a command of a reader is or may hold a key.
func readerKey(command []byte) bool {
	if len(command) <= headOfCommand || command[0] != readerClass {
		return false
	}
	switch data := command[headOfCommand:]; command[1] {
	case loadKeys:
		return true
	case generalAuthenticate:
		return len(data) > namesKey
	case escape:
		return len(data) > 4 && data[0] == toChip && (data[1] == exchangeData && withKey(data[3]) || data[1] == communicate && withKey(data[2]))
	}
	return false
}

// keyForChip is the key or password in what is sent to the chip of a reader, nil where there is none: six bytes behind the number of a block, or four.
func keyForChip(command []byte) []byte {
	if !readerKey(command) || command[1] != escape {
		return nil
	}
	data := command[headOfCommand+2:]
	if command[headOfCommand+1] == exchangeData {
		data = data[1:]
	}
	if data[0] == passwordOfChip {
		return data[1:min(5, len(data))]
	}
	return data[min(2, len(data)):min(8, len(data))]
}

// What a host sends to the chip of many readers, and the chip sends on to a card.
//
// NXP PN532 user manual 7.3.8, 7.3.9
const (
	toChip       = 0xD4
	exchangeData = 0x40
	communicate  = 0x42
)

// passwordOfChip authenticates with a password of four bytes.
const passwordOfChip = 0x1B

// withKey reports whether an instruction of a storage card authenticates with a key or password that follows it: MIFARE Classic with key A or B,
// Ultralight EV1.
func withKey(instruction byte) bool {
	return instruction == 0x60 || instruction == 0x61 || instruction == passwordOfChip
}

// CarriesPIN reports whether the data of a command is or may hold a PIN or a key.
func CarriesPIN(command []byte) bool {
	if len(command) > 5 && command[1] == storeData && command[5]&0xF0 == 0x80 {
		return true
	}
	if len(command) > 4 && command[1] == securityOperation && command[2] == 0x86 { // what is to be enciphered
		return true
	}
	if len(command) > 1 && command[1] == changePIN && command[0]&apdu.ClassProprietary != 0 && command[0] != readerClass {
		return true
	}
	return len(command) > 1 && slices.Contains(pinCommands, command[1]) || readerKey(command)
}

// securityOperation is PERFORM SECURITY OPERATION.
//
// ISO/IEC 7816-8 5.3.9
const securityOperation = 0x2A

// selectedIn notes the names that the terminal selected by: it knew them before the card said anything, and no card says a secret by one.
func (r *redactor) selectedIn(c *Conversation) {
	for i := range c.exchanges {
		if cmd, err := apdu.ParseCommand(c.exchanges[i].Command); err == nil && cmd.INS == apdu.Select && cmd.P1 == 4 {
			r.selected[string(cmd.Data)] = true
		}
	}
}

// command hides the secrets in the data of a command. list is what the data was built from, nil where there is none.
func (r *redactor) command(b []byte, list tlv.DOL) {
	if len(b) < 6 {
		return
	}
	c, err := apdu.ParseCommand(b)
	f, writes := written(c)
	switch {
	case CarriesPIN(b) && err != nil:
		r.entrusted(b[5:])
	case CarriesPIN(b):
		key := bytes.Clone(keyForChip(b))                      // alone too: what stands round it is another's elsewhere
		pins := bytes.Split(bytes.Clone(c.Data), []byte{0xFF}) // the old one and the new one
		r.entrusted(c.Data)
		r.entrusted(key)
		for _, pin := range pins {
			if b[1] == changePIN && 2*len(pin) >= fewestInCharacters {
				r.entrusted(pin)
			}
		}
	case c.Name() == "" && c.INS != initializeUpdate && c.INS != securityOperation && mayBeBlock(c.Data):
		r.entrusted(c.Data)
	case err != nil:
		r.tree(b[5:], false)
	case writes && f.shapeless(c.Data) != nil:
		clear(f.shapeless(c.Data))
		r.tree(c.Data, false)
	case c.INS == apdu.Select && c.P1 == 4:
		r.part(part{b: c.Data, name: true})
	case Initiates(c) && len(list) > 0:
		if o, ok := tlv.Find(c.Data, tlv.TagCommandTemplate); ok {
			r.listed(o.Value, list)
			return
		}
		r.opaque(c.Data)
	case len(list) > 0:
		r.listed(c.Data, list)
	case c.CLA == apdu.ClassProprietary && c.INS == apdu.RelayResistance && len(c.Data) == entropy: // random: it may look like an object
	case c.INS == apdu.ExternalAuthenticate:
		r.element(0, tagAuthenticationData, c.Data)
	case c.INS|1 == apdu.PutData|1:
		if tag := tlv.Tag(c.P1)<<8 | tlv.Tag(c.P2); Hidden(tag, c.Data) {
			r.hide(tag, c.Data)
			return
		}
		r.tree(c.Data, false)
	default:
		r.tree(c.Data, false)
	}
}

// script hides the secrets in a command of an issuer script, and in what only stands in the place of one.
func (r *redactor) script(b []byte) {
	if _, err := apdu.ParseCommand(b); err != nil && !CarriesPIN(b) {
		r.opaque(b)
		return
	}
	r.command(b, nil)
}

// listed hides the numbers in data that was built from a list. What only terminals have is theirs.
func (r *redactor) listed(data []byte, list tlv.DOL) {
	if list.Len() != len(data) {
		r.tree(data, false)
		return
	}
	for t, n := range list.All() {
		n = min(n, len(data))
		if !terminals(t) {
			for _, x := range partsOf(0, t, data[:n]) {
				r.part(x)
			}
		}
		data = data[n:]
	}
}

// terminals reports whether the dictionary has a tag that no card and no host sends.
func terminals(tag tlv.Tag) bool {
	return sentBy(tag, ^tlv.Source(0)) && !sentBy(tag, tlv.FromCard) && !sentBy(tag, tlv.FromIssuer)
}

// sentBy reports whether a book has a tag from one of some sources.
func sentBy(tag tlv.Tag, sources tlv.Source) bool {
	for book := range tlv.NumBooks {
		if row, ok := tlv.Lookup(book, 0, tag); ok && row.In(book).Source&sources != 0 {
			return true
		}
	}
	return false
}

// unheard hides the sensitive elements in data that was built from a list where no card has given them: they are as before, and did not follow what a
// card gave.
func (r *redactor) unheard(b, before []byte, list tlv.DOL, followed []bool) {
	now, was := listedIn(b), listedIn(before)
	at := 0
	for t, n := range list.All() {
		n = min(n, len(now), len(was))
		follows := n > 0 && at < len(followed) && followed[at]
		if v := now[:n]; Hidden(t, v) && !follows && bytes.Equal(v, was[:n]) && !uniform(v) {
			r.hide(t, v)
		}
		now, was, at = now[n:], was[n:], at+n
	}
}

// listedIn is the data of a command that was built from a list.
func listedIn(b []byte) []byte {
	c, err := apdu.ParseCommand(b)
	if err != nil {
		return nil
	}
	if o, ok := tlv.Find(c.Data, tlv.TagCommandTemplate); ok && Initiates(c) {
		return o.Value
	}
	return c.Data
}

// strangers are objects behind each other whose tags no dictionary has: perhaps they are no objects, and a number goes across them.
type strangers struct {
	from, to int
	heads    [][2]int // tags with lengths
	values   [][2]int
}

// meets takes an object up, and reports whether it ends a row of strangers.
func (s *strangers) meets(o *tlv.Object, template tlv.Tag) (ends bool) {
	if known(template, o.Tag) {
		return s.to > 0
	}
	value := [2]int{o.Offset + len(o.Raw) - len(o.Value), o.Offset + len(o.Raw)}
	if s.to == 0 {
		s.from = o.Offset
	}
	s.heads = append(s.heads, [2]int{o.Offset, value[0]})
	if s.to = value[1]; o.Tag.Constructed() {
		s.to = value[0]
	} else {
		s.values = append(s.values, value)
	}
	return false
}

// across hides the numbers that go across strangers, in their values.
func (r *redactor) across(b []byte) {
	s := &r.unknown
	if s.to == 0 {
		return
	}
	row := bytes.Clone(b[s.from:s.to])
	digits := string(appendHex(nil, row))
	hidden := []byte(digits)
	for _, n := range numbersIn(digits, true) {
		inside := slices.ContainsFunc(s.heads, func(h [2]int) bool { // a tag: no number begins there
			return n.from > 2*(h[0]-s.from)+1 && n.from < 2*(h[1]-s.from)
		})
		inside = inside || slices.ContainsFunc(s.values, func(v [2]int) bool { // of one value alone: it was looked at
			return n.from >= 2*(v[0]-s.from) && n.to <= 2*(v[1]-s.from)
		})
		if !inside && !r.made[digits[n.from:n.to]] {
			zeroes(hidden[n.from:n.to])
		}
	}
	setDigits(row, string(hidden))
	for _, v := range s.values {
		copy(b[v[0]:v[1]], row[v[0]-s.from:v[1]-s.from])
	}
}
