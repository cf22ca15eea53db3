package card

import "github.com/emvgo/emv/apdu"

// An applet serves the commands of one application while it is selected. What it remembers for good it has from the
// card; what ends with the selection or the power is its own.
type applet interface {
	// reset ends the transaction.
	reset()
	// powerOff ends the transaction with the power.
	powerOff()
	// serve answers a command other than SELECT: data appended to dst, and the status word.
	serve(dst []byte, cmd *apdu.Command) ([]byte, uint16)
}

// newApplet makes the applet of an application over the card's memory.
func (a *application) newApplet(m *memory, d *device) applet {
	c := contact{application: a, memory: m, device: d}
	switch {
	case a.tap == nil:
		return &c
	case a.tap.book == bookC2:
		return &mastercard{tapAC: tapAC{c}}
	case a.tap.book == bookC8:
		return &kernel8{contact: c}
	case a.tap.book == bookC4:
		return &amex{tapAC{c}}
	case a.tap.book == bookC5:
		j := &jcb{tapAC{c}}
		j.also = j.objects
		return j
	case a.tap.book == bookC6:
		return &kernel6{tap: tap{contact: c}}
	}
	return &tap{contact: c}
}

// form is what a command looks like.
type form struct {
	class  [2]byte // either of these
	p1, p2 int     // the only values, any if negative
}

// Instruction bytes: EMV 4.4 B3 6.3.2, Book B 2.12 C.1.2, C-3 2.12 D.4.1, C-2 2.12 5.1, C-8 1.2 5.1, C-6 2.12 4.1.
const (
	insCardBlock  = 0x16
	insAppUnblock = 0x18
	insSendPOI    = 0x1A
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
	insEGPO       = 0xE0
	insRelay      = 0xEA
	insReadData   = 0x32
	insWriteData  = 0x34
	insDataGPO    = 0xD0
	insResume     = 0xD1
)

// Classes: EMV 4.4 B3 6.3.1.
var (
	plain       = [2]byte{0x00, 0x00}
	proprietary = [2]byte{0x80, 0x80}
	secured     = [2]byte{0x84, 0x8C}
	securedISO  = [2]byte{0x04, 0x0C}
	channelled  = [2]byte{0x84, 0x84}
)

type formTable map[byte]form

// forms are those of the contact commands.
var forms = formTable{
	insSelect:     {plain, 0x04, -1},
	insRead:       {plain, -1, -1},
	insGPO:        {proprietary, 0, 0},
	insGetData:    {proprietary, -1, -1},
	insVerify:     {plain, 0, -1},
	insChallenge:  {plain, 0, 0},
	insIntAuth:    {plain, 0, 0},
	insExtAuth:    {plain, 0, 0},
	insGenAC:      {proprietary, -1, 0},
	insAppBlock:   {secured, 0, 0},
	insAppUnblock: {secured, 0, 0},
	insCardBlock:  {secured, 0, 0},
	insPINChange:  {secured, 0, -1},
	insPutData:    {securedISO, -1, -1},
	insUpdate:     {securedISO, -1, -1},
}

// admit checks instruction, class and parameters.
//
// EMV 4.4 B3 6.3.5
func (t formTable) admit(cmd *apdu.Command) uint16 {
	f, ok := t[cmd.INS]
	switch {
	case !ok:
		return 0x6D00
	case cmd.CLA != f.class[0] && cmd.CLA != f.class[1]:
		return 0x6E00
	case f.p1 >= 0 && int(cmd.P1) != f.p1 || f.p2 >= 0 && int(cmd.P2) != f.p2:
		return 0x6A86
	}
	return 0x9000
}

// recordNumber reads the parameters of READ RECORD.
//
// EMV 4.4 B3 6.5.11
func recordNumber(cmd *apdu.Command) (sfi, number byte, sw uint16) {
	sfi, number = cmd.P2>>3, cmd.P1
	if cmd.P2&7 != 4 || number == 0 || sfi == 0 {
		return 0, 0, 0x6A86
	}
	return sfi, number, 0x9000
}

// record is a record as READ RECORD gives it.
func (a *application) record(m *memory, cmd *apdu.Command) ([]byte, uint16) {
	sfi, number, sw := recordNumber(cmd)
	if sw != 0x9000 {
		return nil, sw
	}
	key := uint16(sfi)<<8 | uint16(number)
	r, ok := a.records[key]
	if !ok {
		return nil, 0x6A83
	}
	if changed, ok := m.records[key]; ok {
		return changed, 0x9000
	}
	return r.raw, 0x9000
}
