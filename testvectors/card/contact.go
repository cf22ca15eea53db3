package card

import "github.com/emvgo/emv/apdu"

// contact is the applet of EMV contact cards: GENERATE AC, offline PIN, issuer scripts.
type contact struct {
	application *application
	memory      *memory
	device      *device
	tx          transaction
	out         []byte
	also        func(cid byte) []byte // of a tap: what the answer to GENERATE AC has besides; nil: nothing
}

func (c *contact) reset() { c.tx.clear() }

func (c *contact) powerOff() { c.reset() }

// app is the application and its memory.
func (c *contact) app() (*application, *memory) { return c.application, c.memory }

func (c *contact) serve(dst []byte, cmd *apdu.Command) ([]byte, uint16) {
	if sw := forms.admit(cmd); sw != 0x9000 {
		return dst, sw
	}
	c.out = dst
	sw := contactCommands[cmd.INS](c, cmd)
	return c.out, sw
}

var contactCommands = map[byte]func(*contact, *apdu.Command) uint16{
	insRead:       (*contact).readRecord,
	insGPO:        (*contact).getProcessingOptions,
	insGetData:    (*contact).getDataObject,
	insVerify:     (*contact).verify,
	insChallenge:  (*contact).getChallenge,
	insIntAuth:    (*contact).internalAuthenticate,
	insExtAuth:    (*contact).externalAuthenticate,
	insGenAC:      (*contact).generateAC,
	insAppBlock:   (*contact).script,
	insAppUnblock: (*contact).script,
	insCardBlock:  (*contact).script,
	insPINChange:  (*contact).script,
	insPutData:    (*contact).script,
	insUpdate:     (*contact).script,
}
