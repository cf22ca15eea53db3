package contact

import (
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// What UnionPay's cards with SM2 need beside EMV: the terminal's word that it does SM2. The chain goes by the steps of RSA.

// algorithm puts into the store, by way of b, that the terminal does SM2, where the application is UnionPay's and the configuration wants it.
func (t *tx) algorithm(b []byte) {
	var v []byte
	if t.cfg.Terminal.SMFirst && step.UnionPay(t.selected.AID) {
		v = append(b, 0x01)
	}
	t.some(tlv.SMAlgorithmIndicator, v)
}

// value is what a DOL's builder asks for values: of Books 1 to 4, of PBOC what the terminal has, and the results of the scripts that the card has had.
// B3 5.4
func (t *tx) value(tag tlv.Tag, n int) ([]byte, tlv.Format, bool) {
	switch tag {
	case tlv.SMAlgorithmIndicator.Tag():
		v := t.data.Get(tlv.SMAlgorithmIndicator)
		return v, tlv.N, v != nil
	case tlv.ElectronicCashTerminalIndicator.Tag():
		v := t.cashIndicator()
		return v, tlv.N, v != nil
	case tlv.IssuerScriptResultsKernel3.Tag(): // the books give the results no tag
		return t.scripts, tlv.B, t.scripts != nil
	}
	return t.data.DOLValue(tag, n)
}
