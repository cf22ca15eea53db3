package contact

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A review is what the application has made of the card that it was shown.
type review struct {
	demand  kernel.Demand
	account []byte // that it has seen, with the AID before it; nil: none
}

// onlyByHost reports whether the application leaves the transaction to the host, or has to: what the card was told is an estimate.
func (t *tx) onlyByHost() bool {
	return t.reviewed.demand.Has(kernel.DemandHost) || t.Transaction().Estimated
}

// lacksPIN reports whether the application wants a PIN and the card's CVM list has not led to one.
func (t *tx) lacksPIN() bool {
	if !t.reviewed.demand.Has(kernel.DemandPIN) {
		return false
	}
	if cvm := t.outcomeCVM(); cvm == kernel.CVMOnlinePIN || cvm == kernel.CVMOfflinePIN {
		return false
	}
	m := t.cvm.Code().Method()
	return t.cvm.Result() == tlv.CVMFailed || m != tlv.CVMPlaintextPINSignature && m != tlv.CVMEncipheredPINSignature
}
