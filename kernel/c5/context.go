package c5

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// tagState is what the Online Transaction Context has in the place of the CVM parameter: that, and how offline data authentication went. The tag is ours.
const tagState tlv.Tag = 0xDF01

// retain makes the Online Transaction Context: CVM parameter, CDOL2, the profile that the card was told, and the transaction record. It lies with the
// session's data, and is wiped with them.
// C-5 3.8.4.7
func (t *tx) retain(record []byte) {
	b := tlv.Append(make([]byte, 0, 512), tagState, []byte{byte(t.cvm), byte(t.auth.result)}) // C-5 3.8.4.7 CVM
	if v := t.data.Get(tlv.CDOL2); len(v) != 0 {
		b = tlv.Append(b, tlv.CDOL2.Tag(), v) // C-5 3.8.4.7 CDOL2
	}
	b = tlv.Append(b, tlv.TerminalInterchangeProfile.Tag(), t.profile[:])
	b = append(b, record...) // C-5 3.8.4.7 record
	t.act.Memory = t.data.Hold(b)
	clear(b)
}

// restore puts the transaction back as it was when the host was asked: its unpredictable number too, which the second cryptogram is to share with the record.
// False where there is no context.
// C-5 3.2.1.2, 3.10.4.5
func (t *tx) restore() bool {
	c := tlv.NewCursor(t.act.Memory)
	var o tlv.Object
	known := false
	for c.Read(&o) {
		switch row := t.data.Row(0, o.Tag); {
		case o.Tag == tagState && len(o.Value) == 2:
			t.cvm, t.auth.result, known = kernel.CVM(o.Value[0]), result(o.Value[1]), true // C-5 3.2.1.2 CVM
		case o.Tag == DataTransactionMode && len(o.Value) == 1:
			t.mode = mode(o.Value[0])
		case row == tlv.TVRKernel5:
			copy(t.tvr[:], o.Value) // C-5 3.2.1.2 TVR
		case row == tlv.CDOL2:
			t.update.cdol2 = o.Value // C-5 3.2.1.2 CDOL2
		case row != 0:
			t.data.Put(row, source(t.data.Element(row)), o.Value) // C-5 3.2.1.2 record
		}
	}
	return known && c.Err() == nil
}

// source is who gave an element of the record.
func source(e *tlv.Element) tlv.Source {
	switch {
	case e.Source.Has(tlv.FromCard):
		return tlv.FromCard
	case e.Source.Has(tlv.FromTerminal):
		return tlv.FromTerminal
	}
	return tlv.FromKernel
}
