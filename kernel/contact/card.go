package contact

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// command sends a C-APDU and gives the response's data and status word. A card that gives no response ends the
// transaction, and has status word 0.
// B3 8.1, B1 11.1
func (t *tx) command(cmd []byte) (data []byte, sw uint16, out *kernel.Outcome) {
	ev, out := t.Transmit(cmd)
	if out != nil {
		return nil, 0, t.stopped(out)
	}
	if ev.Kind != kernel.Response {
		return nil, 0, t.noResponse(&ev) // B4 6.6.1 removed
	}
	return ev.Body(), ev.StatusWord(), nil
}

// getData reads a primitive data object of n bytes; anything but success with that object is "not returned": nil.
// B3 6.5.7, 7.3, 6.3.5 GET DATA, 6.5.7.5
func (t *tx) getData(tag tlv.Tag, n int) (value []byte, out *kernel.Outcome) {
	data, sw, out := t.command(apdu.AppendGetData(t.cmd(), uint16(tag)))
	if sw != 0x9000 {
		return nil, out
	}
	value, _ = step.ParseGetData(data, tag, n)
	return value, nil
}

// show displays a message in the cardholder's language.
// B4 11.1, 11.2
func (t *tx) show(m kernel.MessageID, s kernel.UIStatus) {
	t.Show(kernel.UI{Message: m, Status: s, Language: t.language})
}
