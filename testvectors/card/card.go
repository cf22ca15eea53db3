// Package card has virtual cards: a profile, a short JSON file, becomes an [apdu.Card] with real RSA signatures,
// session keys and cryptograms, an offline PIN with its try counter, issuer scripts, and memory that survives
// power-off. Named profiles are embedded; see profiles.md beside this file for the format.
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
	blocked    bool
	apps       []memory
	challenges uint32

	// What ends with the power.
	removed   bool
	exchanges int
	seen      [256]int // commands by instruction
	selected  int      // index of the application, pse or none
	last      []byte   // name of the last SELECT, for the next occurrence
	tx        transaction

	out []byte // response, reused
}

// Values of selected beside an index.
const (
	none = -1
	pse  = -2
)

// memory is what an application keeps for good.
type memory struct {
	counters
	blocked                  bool
	incomplete               bool // an online transaction was begun and not completed
	authFailed, scriptFailed bool
	pin                      string
	data                     map[tlv.Tag][]byte // changed by issuer scripts, over the profile's
	records                  map[uint16][]byte
}

// New makes a card as it leaves personalisation.
func New(p *Profile) *Card {
	c := &Card{profile: p}
	c.Renew()
	return c
}

// Profile is the profile that the card was made from.
func (c *Card) Profile() *Profile { return c.profile }

// Renew puts the card back to how it left personalisation, faults included: counters, PIN try counter, blocks.
func (c *Card) Renew() {
	if c.apps == nil {
		c.apps = make([]memory, len(c.profile.apps))
	}
	for i, a := range c.profile.apps {
		c.apps[i] = memory{counters: a.start, pin: a.pin}
	}
	c.blocked, c.challenges = false, 0
	c.faults = slices.Clone(c.profile.faults)
	c.Reset()
}

// Reset powers the card off and on: what it remembers stays, the transaction is gone. It also puts a card that was
// pulled back into the reader.
func (c *Card) Reset() {
	c.removed, c.exchanges, c.seen = false, 0, [256]int{}
	c.selected, c.last = none, nil
	c.tx.clear()
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

// Transmit answers one command. The response is valid until the next call; no time is measured. The error is always a
// *apdu.FaultError, of a fault in the profile.
func (c *Card) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	if c.removed {
		return nil, 0, apdu.Fault(apdu.Removed, nil)
	}
	c.exchanges++
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
	sw := c.execute(&cmd)
	if sw != 0x9000 && sw>>8 != 0x62 && sw>>8 != 0x63 {
		c.out = c.out[:0]
	}
	response := c.status(sw)
	if f != nil {
		response = f.alter(response)
	}
	return response, 0, nil
}

func (c *Card) status(sw uint16) []byte {
	c.out = binary.BigEndian.AppendUint16(c.out, sw)
	return c.out
}

// instruction is how the card serves one instruction.
type instruction struct {
	class  [2]byte // either of these
	p1, p2 int     // the only values, any if negative
	app    bool    // only with an application selected
	serve  func(*Card, *apdu.Command) uint16
}

// Instruction bytes: EMV 4.4 B3 6.3.2.
const (
	insCardBlock  = 0x16
	insAppUnblock = 0x18
	insAppBlock   = 0x1E
	insVerify     = 0x20
	insPINChange  = 0x24
	insExtAuth    = 0x82
	insChallenge  = 0x84
	insIntAuth    = 0x88
	insSelect     = 0xA4
	insGPO        = 0xA8
	insGenAC      = 0xAE
	insRead       = 0xB2
	insGetData    = 0xCA
	insPutData    = 0xDA
	insUpdate     = 0xDC
)

// Classes: EMV 4.4 B3 6.3.1.
var (
	plain       = [2]byte{0x00, 0x00}
	proprietary = [2]byte{0x80, 0x80}
	secured     = [2]byte{0x84, 0x8C}
	securedISO  = [2]byte{0x04, 0x0C}
)

var instructions = map[byte]instruction{
	insSelect:     {plain, 0x04, -1, false, (*Card).selectFile},
	insRead:       {plain, -1, -1, false, (*Card).readRecord},
	insGPO:        {proprietary, 0, 0, true, (*Card).getProcessingOptions},
	insGetData:    {proprietary, -1, -1, true, (*Card).getDataObject},
	insVerify:     {plain, 0, -1, true, (*Card).verify},
	insChallenge:  {plain, 0, 0, true, (*Card).getChallenge},
	insIntAuth:    {plain, 0, 0, true, (*Card).internalAuthenticate},
	insExtAuth:    {plain, 0, 0, true, (*Card).externalAuthenticate},
	insGenAC:      {proprietary, -1, 0, true, (*Card).generateAC},
	insAppBlock:   {secured, 0, 0, true, (*Card).script},
	insAppUnblock: {secured, 0, 0, true, (*Card).script},
	insCardBlock:  {secured, 0, 0, true, (*Card).script},
	insPINChange:  {secured, 0, -1, true, (*Card).script},
	insPutData:    {securedISO, -1, -1, true, (*Card).script},
	insUpdate:     {securedISO, -1, -1, true, (*Card).script},
}

// execute serves a command and returns the status word.
//
// EMV 4.4 B3 6.3.5
func (c *Card) execute(cmd *apdu.Command) uint16 {
	in, ok := instructions[cmd.INS]
	switch {
	case !ok:
		return 0x6D00
	case cmd.CLA != in.class[0] && cmd.CLA != in.class[1]:
		return 0x6E00
	case in.p1 >= 0 && int(cmd.P1) != in.p1 || in.p2 >= 0 && int(cmd.P2) != in.p2:
		return 0x6A86
	case in.app && c.selected < 0:
		return 0x6985
	}
	return in.serve(c, cmd)
}

// app is the selected application and its memory.
func (c *Card) app() (*application, *memory) {
	return c.profile.apps[c.selected], &c.apps[c.selected]
}

// draw gives eight bytes that follow from the card's state and purpose: time-variant as the books ask, and the same
// for the same commands.
func draw(purpose byte, aid []byte, a, b uint32) [8]byte {
	seed := append([]byte{purpose}, aid...)
	seed = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(seed, a), b)
	h := sha256.Sum256(seed)
	return [8]byte(h[:8])
}
