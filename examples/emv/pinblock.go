package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/emvgo/emv/crypto/pin"
)

const pinblockHelp = `
Makes the block of -pin, or opens the one in -block. Formats 0, 1, 3 (TDES) and 4 (AES) go to a host and are enciphered
under -key, or under the PIN key of DUKPT that -bdk and -ksn give. Format 2 goes to a card and is not enciphered; it
answers the clear block. -pan is needed for formats 0, 3 and 4. Keys may be @FILE; -pin - reads the PIN from standard
input. A PIN that is opened is masked; -show-pin shows it.

  emv pinblock -format 0 -pan 4761739001010119 -pin 1234 -key 0123456789ABCDEFFEDCBA9876543210`

type pinFlags struct {
	format                        int
	pin, pan, block               string
	key, bdk, ksn                 string
	show                          bool
	account                       pin.PAN
	working                       pin.Key
	answer                        pinAnswer
	wantsPAN, wantsKey, aesFormat bool
}

type pinAnswer struct {
	Format int    `json:"format"`
	Block  string `json:"block,omitempty"`
	PIN    string `json:"pin,omitempty"`
	KSN    string `json:"ksn,omitempty"`
}

func pinblockCommand(c *call) func() error {
	var p pinFlags
	f := c.flags
	f.IntVar(&p.format, "format", 0, "`FORMAT` of ISO 9564: 0 to 4")
	f.StringVar(&p.pin, "pin", "", "`PIN` of 4 to 12 digits, - for standard input")
	f.StringVar(&p.pan, "pan", "", "PAN, `DIGITS`")
	f.StringVar(&p.block, "block", "", "block to open, `HEX`")
	f.StringVar(&p.key, "key", "", "PIN encipherment `KEY`")
	f.StringVar(&p.bdk, "bdk", "", "base derivation `KEY` of DUKPT")
	f.StringVar(&p.ksn, "ksn", "", "key serial number of DUKPT, `HEX`: 10 bytes TDES, 12 AES")
	f.BoolVar(&p.show, "show-pin", false, "show a PIN that was opened")
	return func() error { return c.pinblock(&p) }
}

func (c *call) pinblock(p *pinFlags) error {
	if err := p.check(c); err != nil {
		return err
	}
	var err error
	if p.block != "" {
		err = p.open(c)
	} else {
		err = p.make(c)
	}
	if err != nil {
		return err
	}
	if *c.json {
		return json.NewEncoder(c.out).Encode(p.answer)
	}
	if p.answer.Block != "" {
		c.printf("block format %d: %s\n", p.format, c.bold(p.answer.Block))
	} else {
		c.printf("PIN: %s\n", c.bold(p.answer.PIN))
	}
	return nil
}

// check reads the flags that both directions need.
func (p *pinFlags) check(c *call) (err error) {
	if p.format < 0 || p.format > 4 {
		return c.usage("-format %d: give 0 to 4", p.format)
	}
	p.answer.Format = p.format
	p.wantsPAN, p.wantsKey, p.aesFormat = p.format == 0 || p.format >= 3, p.format != 2, p.format == 4
	switch {
	case (p.pin == "") == (p.block == ""):
		return c.usage("-pin or -block: give one of them, the PIN to make a block of or the block to open")
	case p.wantsPAN && p.pan == "":
		return c.usage("-pan is missing: format %d has it in the block", p.format)
	case p.wantsKey && p.key == "" && p.bdk == "":
		return c.usage("-key is missing: format %d is enciphered; give the key, or -bdk and -ksn", p.format)
	case p.key != "" && p.bdk != "":
		return c.usage("-key and -bdk: give one of them")
	case (p.bdk == "") != (p.ksn == ""):
		return c.usage("-bdk and -ksn: DUKPT needs both")
	case !p.wantsKey && (p.key != "" || p.bdk != ""):
		return c.usage("-key: format 2 is not enciphered; the card gets it in clear or under its own key")
	}
	if p.pan != "" {
		if p.account, err = pin.ParsePAN(p.pan); err != nil {
			return c.usage("-pan: give 1 to 19 decimal digits")
		}
	}
	switch {
	case p.key != "":
		p.working, err = p.readKey(c, "-key", p.key)
	case p.bdk != "":
		p.working, err = p.dukpt(c)
	}
	return err
}

func (p *pinFlags) readKey(c *call, name, value string) (pin.Key, error) {
	b, err := c.keyBytes(name, value)
	if err != nil {
		return pin.Key{}, err
	}
	a, want := pin.TDES, "16 or 24 bytes of TDES"
	if p.aesFormat {
		a, want = pin.AES, "16, 24 or 32 bytes of AES"
	}
	k, err := pin.NewKey(a, b)
	if err != nil {
		return k, c.usage("%s: format %d takes a key of %s, not %d bytes", name, p.format, want, len(b))
	}
	return k, nil
}

// dukpt derives the PIN key of one transaction.
func (p *pinFlags) dukpt(c *call) (pin.Key, error) {
	bdk, err := p.readKey(c, "-bdk", p.bdk)
	if err != nil {
		return pin.Key{}, err
	}
	ksn, err := c.hex("-ksn", p.ksn)
	if err != nil {
		return pin.Key{}, err
	}
	p.answer.KSN = upper(ksn)
	k, err := derivePINKey(bdk, ksn, p.aesFormat)
	switch {
	case errors.Is(err, pin.FaultCounter):
		return k, c.usage("-ksn: its transaction counter is one that DUKPT leaves out (none, or too many bits set)")
	case err != nil:
		return k, c.usage("-bdk and -ksn: %v", err)
	}
	return k, nil
}

var errKSN = errors.New("a key serial number has 10 bytes for TDES (formats 0, 1, 3) and 12 for AES (format 4)")

func derivePINKey(bdk pin.Key, ksn []byte, aes bool) (pin.Key, error) {
	if aes {
		if len(ksn) != 12 {
			return pin.Key{}, errKSN
		}
		initial, err := pin.InitialKeyAES(bdk, [8]byte(ksn[:8]))
		if err != nil {
			return pin.Key{}, err
		}
		k, err := pin.TransactionKeyAES(initial, pin.AESKSN(ksn))
		if err != nil {
			return pin.Key{}, err
		}
		return pin.WorkingKeyAES(k, pin.AESKSN(ksn), pin.AESPIN, bdk.Len())
	}
	if len(ksn) != 10 {
		return pin.Key{}, errKSN
	}
	initial, err := pin.InitialKeyTDES(bdk, pin.KSN(ksn))
	if err != nil {
		return pin.Key{}, err
	}
	k, err := pin.TransactionKeyTDES(initial, pin.KSN(ksn))
	if err != nil {
		return pin.Key{}, err
	}
	return pin.WorkingKeyTDES(k, pin.TDESPIN)
}

func (p *pinFlags) make(c *call) error {
	digits := p.pin
	if digits == "-" {
		b, err := c.readInput()
		if err != nil {
			return err
		}
		digits = strings.TrimSpace(string(b))
	}
	n, err := pin.New([]byte(digits))
	if err != nil {
		return c.usage("-pin: give 4 to 12 decimal digits")
	}
	defer n.Wipe()
	if p.format == 2 {
		b, err := pin.Offline(n)
		p.answer.Block = upper(b[:])
		return err
	}
	b, err := pin.EncipherBlock(pin.Format(p.format), p.working, n, p.account)
	if err != nil {
		return fmt.Errorf("emv pinblock: %w", err)
	}
	p.answer.Block = upper(b)
	return nil
}

func (p *pinFlags) open(c *call) error {
	b, err := c.hex("-block", p.block)
	if err != nil {
		return err
	}
	var n pin.PIN
	if p.format == 2 {
		n, err = pin.ParseBlock(pin.Format2, b, p.account)
	} else {
		n, err = pin.DecipherBlock(pin.Format(p.format), p.working, b, p.account)
	}
	switch {
	case errors.Is(err, pin.FaultBlockLength):
		return c.usage("-block: a block of format %d has %d bytes, not %d", p.format, map[bool]int{false: 8, true: 16}[p.aesFormat], len(b))
	case err != nil:
		return fmt.Errorf("%w: emv pinblock: the block does not open: %v; key, PAN or format is another", errNo, err)
	}
	p.answer.PIN = strings.Repeat("*", n.Len())
	if p.show {
		p.answer.PIN = string(n.AppendDigits(nil))
	}
	return nil
}
