package entrypoint

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// PPSEName is the DF name of the proximity payment system environment.
//
// B 3.3.2.2
const PPSEName = "2PAY.SYS.DDF01"

// maxFCI is the longest answer that Le 00 of a short command asks for.
const maxFCI = 256

// command sends a command of Entry Point's own and gives data and status word, or how Entry Point goes on instead.
func (e *Point) command(cmd []byte) (data []byte, sw uint16, t turn) {
	if t, ok := e.beaten(); ok {
		return nil, 0, t
	}
	ev, out := e.port.Transmit(cmd)
	switch {
	case out != nil:
		return nil, 0, turn{out: out}
	case ev.Kind != kernel.Response:
		return nil, 0, turn{start: kernel.StartB} // B 3.3.3.7
	}
	return ev.Body(), ev.StatusWord(), turn{}
}

// selectPPSE is step 1: SELECT (PPSE).
//
// B 3.3.2.2, 3.3.2.3
func (e *Point) selectPPSE() turn {
	e.directory = directory{}
	data, sw, t := e.command(apdu.AppendSelect(e.buf[:0], []byte(PPSEName), false)) // B 3.3.2.2
	if t.turns() {
		return t
	}
	if sw == 0x9000 { // B 3.3.2.3
		e.directory = parseDirectory(data)
	}
	return turn{}
}

// sendPOI is step 1a: a card that asks for the terminal's data gets them, and lists its applications once more.
//
// B 3.3.1a, 3.3.2.3, 3.3.2.3a, 3.3.2.3b
func (e *Point) sendPOI() turn {
	d, term := &e.directory, &e.port.Config().Terminal
	named := d.names(category(term.POIInformation))
	if !term.SendsPOI || !named && d.sdol == nil { // B 3.3.2.3
		return turn{}
	}
	var values []byte
	values = d.sdol.Append(values, e.terminalValue) // B 3.3.2.3a, 3.6.2.1
	if named {
		values = appendPOI(values, term.POIInformation)
	}
	e.directory = directory{} // B 3.3.2.3b
	cmd := apdu.Command{CLA: 0x80, INS: insSendPOI, Data: tlv.Append(nil, tlv.TagCommandTemplate, values)}.Append(nil)
	data, sw, t := e.command(cmd)
	if t.turns() {
		return t
	}
	if sw == 0x9000 { // B 3.3.2.3b
		e.directory = parseDirectory(data)
	}
	return turn{}
}

const (
	insSendPOI = 0x1A
	maxSDOL    = 255 - 3 - 64 // bytes that leave room in a short command for the template's head and POI Information
)

// terminalValue is a value for the SDOL: the objects that the book names, and those of the transaction that any terminal has.
//
// B 3.6.2.1, table A-1
func (e *Point) terminalValue(tag tlv.Tag, _ int) ([]byte, tlv.Format, bool) {
	term, tx := &e.port.Config().Terminal, e.port.Transaction()
	var v []byte
	var row tlv.Row
	switch tag {
	case tlv.AmountAuthorised.Tag():
		row, v = tlv.AmountAuthorised, tlv.AppendN(nil, tx.Amount, 6)
	case tlv.AmountOther.Tag():
		row, v = tlv.AmountOther, tlv.AppendN(nil, tx.AmountOther, 6)
	case tlv.POIInformation.Tag():
		row, v = tlv.POIInformation, term.POIInformation
	case tlv.TerminalCountryCode.Tag():
		row, v = tlv.TerminalCountryCode, tlv.AppendB(nil, uint64(term.CountryCode), 2)
	case tlv.TransactionCurrencyCode.Tag():
		row, v = tlv.TransactionCurrencyCode, tlv.AppendB(nil, uint64(tx.Currency), 2)
	case tlv.TransactionDate.Tag():
		row, v = tlv.TransactionDate, tx.Date[:]
	case tlv.TransactionType.Tag():
		row, v = tlv.TransactionType, []byte{tx.Type}
	}
	return v, row.Element().Format, len(v) > 0
}

// terminalCategory is the POI Information ID of the Terminal Category.
//
// B table A-2
var terminalCategory = [2]byte{0x00, 0x01}

// category is the Terminal Category in POI Information, nil if there is none.
//
// B A.1
func category(poi []byte) []byte {
	for id, item := range informations(poi) {
		if id == terminalCategory && len(item) == 5 {
			return item[3:]
		}
	}
	return nil
}

// appendPOI appends POI Information, the Terminal Category first.
//
// B C.1.3
func appendPOI(dst, poi []byte) []byte {
	for _, first := range [...]bool{true, false} {
		for id, item := range informations(poi) {
			if first == (id == terminalCategory) {
				dst = append(dst, item...)
			}
		}
	}
	return dst
}

// informations are the well-formed items of POI Information: ID, and all of the item.
func informations(poi []byte) func(func([2]byte, []byte) bool) {
	return func(yield func([2]byte, []byte) bool) {
		for len(poi) >= 3 && len(poi) >= 3+int(poi[2]) {
			n := 3 + int(poi[2])
			if !yield([2]byte(poi), poi[:n]) {
				return
			}
			poi = poi[n:]
		}
	}
}
