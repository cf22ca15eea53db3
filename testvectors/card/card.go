// Package card has virtual cards: a profile, a short JSON file, becomes an [apdu.Card] with real RSA signatures,
// session keys and cryptograms, an offline PIN with its try counter, issuer scripts, and memory that survives
// power-off. Named profiles are embedded; see profiles.md beside this file for the format and for what each exercises.
//
// A card is power, selection (PSE, PPSE, names in part and their next occurrence), what lasts, and faults. The commands of
// an application are served by its applet: contact, or the one of contactless cards and phones of Kernel 3 (Visa) and
// Kernel 7 (UnionPay), which gives its cryptogram at GET PROCESSING OPTIONS, or that of Kernel 2 (Mastercard), Kernel 4 (American
// Express), Kernel 5 (JCB), Kernel 6 (Discover), Kernel 8. A tap ends with [Card.Reset]; a phone has
// [Card.Screen] and [Card.Confirm]. Contact cards are [Names], contactless ones [TapNames].
//
//	full           CDA; below 10.00 no verification; from there on an online PIN, at a terminal without one a signature
//	full-e65537    the same with another public exponent
//	none           CDA; its certificates cover nothing that decides
//	dda sda noauth DDA; SDA; no offline data authentication
//	pin            CDA; enciphered offline PIN 1234
//	plaintext-pin  CDA; plaintext offline PIN 1234: configuration plaintext-pin with the profile book
//	xda xda-p521   XDA; offline PIN 1234 enciphered with ECC, where it is bypassed a signature: configuration xda
//	cash           CDA; for cash machines: configuration atm
//	two            two applications to choose from
//	pboc-sm        CDA by SM2, or by RSA: configuration unionpay
//	pboc           DDA; a published test card of UnionPay: configuration unionpay (pboc-cash: with electronic cash)
//
// Everything about a card is deterministic: the ICC dynamic number and the challenge follow from its counters, so
// that the same commands always get the same responses. All keys are test keys, published in keys.json. Nothing
// here resists an attacker who measures: it is a test instrument.
package card

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

var (
	pseName  = []byte("1PAY.SYS.DDF01")
	ppseName = []byte("2PAY.SYS.DDF01")
)

// A Card is one virtual card. It is used by one goroutine at a time.
type Card struct {
	profile *Profile
	faults  []Fault

	// Non-volatile memory: it survives power-off.
	device        device
	apps          []memory
	presentations int // how often a first command has come

	// What ends with the power.
	removed     bool
	contactless bool // the PPSE was selected: of a card with both interfaces
	exchanges   int
	seen        [256]int // commands by instruction
	selected    int      // index of the application, pse or none
	last        []byte   // name of the last SELECT, for the next occurrence
	applets     []applet // one for each application

	out []byte // response, reused
}

// Values of selected beside an index.
const (
	none = -1
	pse  = -2
	ppse = -3
)

// device is what the card keeps for good beside its applications.
type device struct {
	blocked    bool
	challenges uint32
	elapsed    time.Duration // what the present command took
}

// memory is what an application keeps for good.
type memory struct {
	counters
	blocked                  bool
	incomplete               bool // an online transaction was begun and not completed
	authFailed, scriptFailed bool
	pin                      string
	data                     map[tlv.Tag][]byte // changed by issuer scripts, over the profile's
	records                  map[uint16][]byte

	// Contactless applications.
	pending   pending
	confirmed bool     // the cardholder was verified on the phone, for the next transaction
	screen    string   // what the phone shows
	log       [][]byte // the latest first
	loads     [][]byte // of electronic cash
	storage   slots
	held      *transaction // of Kernel 5, until the issuer's answer; nil: none
	k6        *kernel6Memory
}

// New makes a card as it leaves personalisation.
func New(p *Profile) *Card {
	c := &Card{profile: p, apps: make([]memory, len(p.apps)), applets: make([]applet, len(p.apps))}
	for i, a := range p.apps {
		c.applets[i] = a.newApplet(&c.apps[p.home(i)], &c.device)
	}
	c.pair()
	c.Renew()
	return c
}

// Profile is the profile that the card was made from.
func (c *Card) Profile() *Profile { return c.profile }

// Renew puts the card back to how it left personalisation, faults included: counters, PIN try counter, blocks.
func (c *Card) Renew() {
	for i, a := range c.profile.apps {
		c.apps[i] = a.newMemory()
		if home := &c.apps[c.profile.home(i)]; a.pin != "" {
			home.pin, home.pinTries = a.pin, a.start.pinTries
		}
	}
	c.device, c.presentations = device{}, 0
	c.faults = slices.Clone(c.profile.faults)
	c.Reset()
}

// newMemory is what the application keeps as it leaves personalisation.
func (a *application) newMemory() memory {
	m := memory{counters: a.start, pin: a.pin}
	if a.tap != nil && a.tap.storage != nil {
		m.storage = a.tap.storage.start.clone()
	}
	if a.tap != nil && a.tap.k6 != nil {
		m.k6 = a.tap.k6.newMemory()
	}
	return m
}

// Reset powers the card off and on: what it remembers stays, the transaction is gone. It also puts a card that was
// pulled back into the reader.
func (c *Card) Reset() {
	c.removed, c.contactless, c.exchanges, c.seen = false, false, 0, [256]int{}
	c.selected, c.last = none, nil
	for _, a := range c.applets {
		a.powerOff()
	}
}

// ATR is the answer to reset.
func (c *Card) ATR() []byte { return slices.Clone(c.profile.ATR) }

// Exchanges is the number of commands since the last reset.
func (c *Card) Exchanges() int { return c.exchanges }

// Counters of the application with this AID.
type Counters struct {
	ATC, LastOnlineATC uint16
	PINTries           byte
	OfflineAmount      uint64 // approved offline since the last online transaction
	OfflineCount       uint64
}

// Counters gives the counters of the application with this AID; false if the card does not have it.
func (c *Card) Counters(aid []byte) (Counters, bool) {
	for i, a := range c.profile.apps {
		if string(a.aid) == string(aid) {
			m := &c.apps[i]
			return Counters{m.atc, m.lastOnline, m.pinTries, m.amount, m.offline}, true
		}
	}
	return Counters{}, false
}

// Screen is what a phone shows its holder, empty if it shows nothing.
func (c *Card) Screen() string {
	for i := range c.apps {
		if s := c.apps[i].screen; s != "" {
			return s
		}
	}
	return ""
}

// Confirm is the cardholder's verification on the phone: it counts for the next transaction.
func (c *Card) Confirm() {
	for _, a := range c.applets {
		if t, ok := a.(interface{ confirm() }); ok {
			t.confirm()
		}
	}
}

// Transmit answers one command. The response is valid until the next call. No time is
// measured: only relay resistance takes what the profile says. The error is always a
// *apdu.FaultError, of a fault in the profile.
func (c *Card) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	if c.removed {
		return nil, 0, apdu.Fault(apdu.Removed, nil)
	}
	if c.exchanges++; c.exchanges == 1 {
		c.presentations++
	}
	c.out = c.out[:0]
	cmd, err := apdu.ParseCommand(command)
	if err != nil {
		return c.status(0x6700), 0, nil
	}
	c.seen[cmd.INS]++
	f := c.fault(cmd.INS)
	if f != nil && f.Kind != 0 {
		c.removed = f.Kind == apdu.Removed
		return nil, 0, apdu.Fault(f.Kind, nil)
	}
	c.device.elapsed = 0
	sw := c.execute(&cmd)
	if sw != 0x9000 && sw>>8 != 0x62 && sw>>8 != 0x63 {
		c.out = c.out[:0]
	}
	response := c.status(sw)
	if f != nil {
		response = f.alter(response)
	}
	return response, c.device.elapsed, nil
}

func (c *Card) status(sw uint16) []byte {
	c.out = binary.BigEndian.AppendUint16(c.out, sw)
	return c.out
}

// execute serves SELECT and the directories; an application that is selected serves the rest.
//
// EMV 4.4 B3 6.3.5
func (c *Card) execute(cmd *apdu.Command) (sw uint16) {
	switch {
	case c.selected >= 0 && cmd.INS != insSelect:
		c.out, sw = c.applets[c.selected].serve(c.out, cmd)
		return sw
	case c.selected == ppse && cmd.INS == insSendPOI && c.profile.poi != nil:
		return c.sendPOI(cmd)
	}
	if sw := forms.admit(cmd); sw != 0x9000 {
		return sw
	}
	switch {
	case cmd.INS == insSelect:
		return c.selectFile(cmd)
	case cmd.INS == insRead && c.selected == pse:
		return c.readDirectory(cmd)
	case cmd.INS == insRead:
		if _, _, sw := recordNumber(cmd); sw != 0x9000 {
			return sw
		}
	}
	return 0x6985
}

// draw gives eight bytes that follow from the card's state and purpose: time-variant as the books ask, and the same
// for the same commands.
func draw(purpose byte, aid []byte, a, b uint32) [8]byte {
	seed := append([]byte{purpose}, aid...)
	seed = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(seed, a), b)
	h := sha256.Sum256(seed)
	return [8]byte(h[:8])
}
