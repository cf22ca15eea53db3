package card

import (
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// A Fault changes responses. It applies to exchange number Response since the last reset, or to the command of
// instruction INS: the Occurrence-th since the last reset, or every one if Occurrence is 0; at each presentation of the
// card, or at the one with number Presentation. What it does comes in
// this order: no response at all (Kind; the command is not served), other data (Replace), an exchanged status word
// (SW), a cut after Cut bytes.
type Fault struct {
	Response     int  // from 1; 0: by command
	INS          byte // with Response 0
	Occurrence   int
	Presentation int // from 1, since the card was made or renewed; 0: each

	Kind    apdu.FaultKind // no response; apdu.Removed pulls the card
	Replace []byte         // the whole response, with status word
	SW      uint16
	Cut     int // bytes that remain; -1: no cut
}

// Inject adds a fault. It stays until Renew.
func (c *Card) Inject(f Fault) { c.faults = append(c.faults, f) }

// fault finds the fault of the present exchange, nil if there is none.
func (c *Card) fault(ins byte) *Fault {
	for i := range c.faults {
		f := &c.faults[i]
		if f.Presentation != 0 && f.Presentation != c.presentations {
			continue
		}
		if f.Response != 0 {
			if f.Response == c.exchanges {
				return f
			}
		} else if f.INS == ins && (f.Occurrence == 0 || f.Occurrence == c.seen[ins]) {
			return f
		}
	}
	return nil
}

func (f *Fault) alter(response []byte) []byte {
	if f.Replace != nil {
		response = slices.Clone(f.Replace)
	}
	if n := len(response); f.SW != 0 && n >= 2 {
		response[n-2], response[n-1] = byte(f.SW>>8), byte(f.SW)
	}
	if f.Cut >= 0 && f.Cut < len(response) {
		response = response[:f.Cut]
	}
	return response
}

var faultKinds = []string{"timeout", "transmission", "protocol", "pulled"}

func readFault(v jsonfile.Value) Fault {
	o := v.Object()
	f := Fault{Response: int(o.Get("response").Uint(1 << 16)), Cut: -1}
	if command := o.Get("command"); command.Present() {
		f.INS = readInstruction(command)
		f.Occurrence = int(o.Get("occurrence").Uint(1 << 16))
		if f.Response != 0 {
			command.Fault("keep one of them", "both response and command say when")
		}
	} else if f.Response == 0 {
		v.Fault("add response, a number from 1, or command, a name", "nothing says when")
	}
	f.Presentation = int(o.Get("presentation").Uint(1 << 16))
	acts := 0
	if k := o.Get("mute"); k.Present() {
		f.Kind = apdu.FaultKind(1 + k.OneOf(faultKinds...))
		acts++
	}
	if r := o.Get("replace"); r.Present() {
		f.Replace = r.Hex(0, 258)
		acts++
	}
	if s := o.Get("sw"); s.Present() {
		if b := s.Hex(2, 2); b != nil {
			f.SW = uint16(b[0])<<8 | uint16(b[1])
		}
		acts++
	}
	if n := o.Get("cut"); n.Present() {
		f.Cut = int(n.Uint(258))
		acts++
	}
	o.Close()
	if acts == 0 {
		v.Fault("add mute, replace, sw or cut", "nothing says what happens")
	}
	return f
}

// readInstruction reads a command by its name in the books.
func readInstruction(v jsonfile.Value) byte {
	names := make([]string, 0, len(instructionNames))
	for name := range instructionNames {
		names = append(names, name)
	}
	slices.Sort(names)
	if i := v.OneOf(names...); v.Present() {
		return instructionNames[names[i]]
	}
	return 0
}

// instructionNames are the names of the commands that the card serves.
var instructionNames = map[string]byte{
	"SELECT": insSelect, "READ RECORD": insRead, "GET PROCESSING OPTIONS": insGPO, "GET DATA": insGetData,
	"VERIFY": insVerify, "GET CHALLENGE": insChallenge, "INTERNAL AUTHENTICATE": insIntAuth,
	"EXTERNAL AUTHENTICATE": insExtAuth, "GENERATE AC": insGenAC, "APPLICATION BLOCK": insAppBlock,
	"APPLICATION UNBLOCK": insAppUnblock, "CARD BLOCK": insCardBlock, "PIN CHANGE/UNBLOCK": insPINChange,
	"PUT DATA": insPutData, "UPDATE RECORD": insUpdate, "EXTENDED GET PROCESSING OPTIONS": insEGPO, "SEND POI INFORMATION": insSendPOI, "EXCHANGE RELAY RESISTANCE DATA": insRelay,
	"READ DATA": insReadData, "WRITE DATA": insWriteData,
}
