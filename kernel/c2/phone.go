package c2

import (
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

// asksForAction are the bits of the POS Cardholder Interaction Information that have the cardholder do something on the phone and present it again.
// C-2 S910.71
const asksForAction = 0x00030F

// phoneWantsSecondTap reports whether the phone is to be presented again. A phone that is content with its cardholder verification, bit 5 of byte 2 alone,
// is not, nor is one that is only read.
// C-2 S910.71, S910.78.1, S15.9.1
func (t *tx) phoneWantsSecondTap() bool {
	return t.data.Unsigned(tlv.POSCardholderInteractionInformation)&asksForAction != 0 && !t.dataOnly()
}

// phoneEntry is the length of an entry of the Phone Message Table: mask, value, message and status.
// C-2 A.1 Phone Message Table
const phoneEntry = 3 + 3 + 1 + 1

// phoneMessage makes the message of the first entry of the Phone Message Table that the phone's information meets.
// C-2 S910.73
func (t *tx) phoneMessage() {
	information := t.data.Unsigned(tlv.POSCardholderInteractionInformation)
	for table := t.data.Get(tlv.PhoneMessageTable); len(table) >= phoneEntry; table = table[phoneEntry:] {
		mask, _ := tlv.DecodeB(table[:3])
		value, _ := tlv.DecodeB(table[3:6])
		if information&mask == value {
			t.ui.Message, t.ui.Status, t.ui.Hold = states.Message(table[6]), states.UIStatus(table[7]), t.messageHold()
			return
		}
	}
}
