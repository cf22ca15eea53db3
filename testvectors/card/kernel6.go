package card

import (
	"bytes"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// kernel6 is the applet of cards and phones of Kernel 6 (Discover): the cryptogram or the CDA signature comes with GET
// PROCESSING OPTIONS, a torn transaction is taken up again, operators store data.
type kernel6 struct {
	tap
	begun begun
}

// begun is what a transaction of Kernel 6 keeps beside the rest.
type begun struct {
	sdad      []byte // for a record
	directory []byte // the data storage directory, if the terminal has read it
	logging   []byte // DF3C
	updates   []byte // of data containers, for after the last record
	flags     byte   // P1's low nibble
}

// resumable is a transaction as the card keeps it for RESUME GPO.
type resumable struct {
	p1       byte
	data     []byte // of the command
	response []byte
	un       [4]byte
	ac       [8]byte
	begun    begun
	torn     bool // its last record was not read
}

// kernel6Memory is what lasts.
type kernel6Memory struct {
	containers []container
	number     [8]byte // DSD_UN
	retrievals uint32  // of the directory
	counted    uint64  // transactions of the loyalty program
	last       resumable
}

func (c *kernel6) reset() {
	c.tap.reset()
	c.begun = begun{}
}

func (c *kernel6) powerOff() {
	c.reset()
	c.application.tap.between(c.memory)
}

// kernel6Forms are the commands of C-6 2.12 4.1.
var kernel6Forms = formTable{
	insGPO: forms[insGPO], insDataGPO: {proprietary, -1, 0}, insResume: {proprietary, -1, 0}, insRead: forms[insRead], insGetData: forms[insGetData],
	insPutData: {[2]byte{0x80, 0x84}, -1, -1}, insUpdate: {channelled, -1, -1}, insAppBlock: {channelled, 0, 0}, insAppUnblock: {channelled, 0, 0},
}

var kernel6Commands = map[byte]func(*kernel6, *apdu.Command) uint16{
	insGPO:        (*kernel6).begin,
	insDataGPO:    (*kernel6).begin,
	insResume:     (*kernel6).begin,
	insRead:       (*kernel6).readKernel6,
	insGetData:    (*kernel6).getKernel6,
	insPutData:    (*kernel6).putKernel6,
	insUpdate:     (*kernel6).secured,
	insAppBlock:   (*kernel6).secured,
	insAppUnblock: (*kernel6).secured,
}

func (c *kernel6) serve(dst []byte, cmd *apdu.Command) ([]byte, uint16) {
	if sw := kernel6Forms.admit(cmd); sw != 0x9000 {
		return dst, sw
	}
	c.out = dst
	sw := kernel6Commands[cmd.INS](c, cmd)
	return c.out, sw
}

// Bits of the Card Processing Requirements, 9F71, byte 1: C-6 2.12 D.6.
const (
	cprOnlinePIN = 0x80
	cprSignature = 0x40
	cprLoyalty   = 0x20
	cprDevice    = 0x10
	cprUpdate    = 0x10 // byte 2: issuer update processing supported
)

// Bits of the Card Feature Descriptor, DF3B, byte 1: C-6 2.12 D.4.
const (
	featureStorage = 0x01
	featureLogging = 0x02
	featureTearing = 0x04
)

// begin is GET PROCESSING OPTIONS with its two relatives. RESUME GPO with the data of the last transaction gets the answer of
// that one; with others it begins a new one.
//
// C-6 2.12 4.3 to 4.5
func (c *kernel6) begin(cmd *apdu.Command) uint16 {
	k := c.application.tap.k6
	cur := tlv.NewCursor(cmd.Data)
	pdol, ok := cur.Next()
	if !ok || pdol.Tag != tlv.TagCommandTemplate {
		return 0x6700
	}
	b := begun{directory: c.begun.directory, flags: cmd.P1 & 0x0F}
	data := cmd.INS == insDataGPO || cmd.INS == insResume && cmd.P1&0x80 != 0
	switch {
	case cmd.INS == insResume && k.feature&featureTearing == 0, cmd.INS == insDataGPO && k.feature&featureStorage == 0:
		return 0x6D00
	case cmd.P1&0x70 != 0 || cmd.INS == insDataGPO && cmd.P1&0x80 != 0:
		return 0x6A86
	}
	length := len(pdol.Raw)
	if more, ok := cur.Next(); ok {
		length += len(more.Raw)
		switch {
		case data && more.Tag == tagUpdates:
			b.updates = bytes.Clone(more.Value)
		case !data && more.Tag == tagLogging && k.feature&featureLogging != 0 && len(more.Value) <= 32:
			b.logging = bytes.Clone(more.Value)
		default:
			return 0x6A80
		}
	}
	if length != len(cmd.Data) || data && b.updates == nil {
		return 0x6700
	}
	if last := &c.memory.k6.last; cmd.INS == insResume && !k.anew && c.tx.phase == idle && last.data != nil &&
		last.p1 == cmd.P1 && bytes.Equal(last.data, cmd.Data) {
		return c.takeUp(pdol.Value, last)
	}
	c.begun = b
	at := len(c.out)
	sw := c.initiateKernel6(pdol.Value)
	if sw == 0x9000 {
		c.memory.k6.last = resumable{cmd.P1, bytes.Clone(cmd.Data), bytes.Clone(c.out[at:]), c.tx.un, c.tx.ac, c.begun, true}
		if cmd.INS == insDataGPO {
			c.memory.k6.last.p1 |= 0x80
		}
		c.commit(0)
	}
	return sw
}

// takeUp answers as in the torn transaction: the same ATC, the same cryptogram.
//
// C-6 2.12 4.5
func (c *kernel6) takeUp(pdol []byte, last *resumable) uint16 {
	c.tx.pdol = append(c.tx.pdol[:0], pdol...)
	c.tx.un, c.tx.ac, c.begun, c.tx.phase = last.un, last.ac, last.begun, completed
	c.out = append(c.out, last.response...)
	return 0x9000
}

// initiateKernel6 begins a new transaction.
//
// C-6 2.12 4.3, table 4-4
func (c *kernel6) initiateKernel6(pdol []byte) uint16 {
	a, m := c.app()
	if c.tx.phase != idle || m.blocked || m.atc == 0xFFFF {
		return 0x6985
	}
	if len(pdol) != a.pdol.size {
		return 0x6700
	}
	c.tx.pdol = append(c.tx.pdol[:0], pdol...)
	ttq := [4]byte{}
	copy(ttq[:], c.value(0x9F66))
	if ttq[1]&ttqCVM != 0 && a.tap.asks(m) {
		return a.tap.k6.asks // C-6 2.12 3.3
	}
	m.atc++
	copy(c.tx.un[:], c.value(0x9F37))
	loyal := c.rewards()
	cid := byte(typeAAC)
	if !loyal {
		cid = c.dispose(ttq)
	}
	if a.tap.k6.hasCID {
		cid = a.tap.k6.cid
	}
	c.tap.logging = c.begun.logging
	c.count(cid)
	sw := c.respondKernel6(cid, ttq, loyal)
	c.tx.phase = completed
	m.confirmed, m.screen = false, ""
	m.pending = pending{c.tx.ac, c.tx.un, cid == typeARQC}
	return sw
}

// rewards counts the transactions of the loyalty program and reports whether this one is free.
//
// C-6 2.12 D.29
func (c *kernel6) rewards() bool {
	k, m := c.application.tap.k6, c.memory.k6
	if k.program == nil || !slices.Equal(c.value(0xDF70), k.program) || slices.Equal(c.value(0x9C), []byte{0x20}) {
		return false
	}
	if m.counted >= k.threshold {
		m.counted = 0
		return true
	}
	m.counted++
	return false
}
