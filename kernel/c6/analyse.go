package c6

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// terminalActionAnalysis finds what becomes of the transaction by the card's cryptogram, the terminal verification results and the card's processing
// requirements, which stand in the place of action codes.
// C-6 F18.1
func (t *tx) terminalActionAnalysis() *kernel.Outcome {
	switch { // the book says nothing of refunds by card data: the acquirer decides
	case t.cfg.ReadSuffices(t.Transaction().Purpose, t.sent.ttq.Has(step.TTQOfflineOnly)):
		return t.complete(onlineRequest)
	case t.reads:
		return t.fail(offlineOnly)
	}
	tvr, cpr, kind := t.data.TVR(), t.card.cpr, t.card.cid.Type()
	if kind == tlv.AAC { // C-6 F18.1
		return t.loyalty()
	}
	if kind == tlv.TC && tvr.Has(tlv.TVRCDAFailed) { // C-6 F18.1a, F18.3
		switch {
		case cpr.has(cprSwitchIfCDAFails): // C-6 F18.4
			return t.fail(cdaFailed)
		case cpr.has(cprOnlineIfCDAFails): // C-6 F18.5
			return t.online()
		}
	}
	for _, bit := range refusing {
		if tvr.Has(bit) { // C-6 F18.6
			return t.failOn(restricted, refusals[bit])
		}
	}
	if tvr.Has(tlv.TVRExpiredApplication) { // C-6 F18.7
		switch {
		case cpr.has(cprDeclineIfExpired): // C-6 F18.8
			return t.fail(expired)
		case cpr.has(cprOnlineIfExpired): // C-6 F18.9
			return t.online()
		}
	}
	if tvr.Has(tlv.TVRNotYetEffective) { // C-6 F18.10
		return t.online()
	}
	return nil
}

// refusing are the terminal verification results that decline, refusals their words.
// C-6 F18.6
var (
	refusing = [...]tlv.TVRBit{tlv.TVRServiceNotAllowed, tlv.TVROnExceptionFile, tlv.TVRICCDataMissing}
	refusals = map[tlv.TVRBit]string{
		tlv.TVRServiceNotAllowed: "the service is not allowed", tlv.TVROnExceptionFile: "the PAN stands in the exception file", tlv.TVRICCDataMissing: "data missing",
	}
)

// loyalty approves what the card declines because its holder has earned it: the transaction is free, and the card has proved itself.
// C-6 F18.2
func (t *tx) loyalty() *kernel.Outcome {
	tvr := t.data.TVR()
	if t.card.cpr.has(cprLoyalty) && !tvr.Has(tlv.TVRODANotPerformed) && !tvr.Has(tlv.TVRCDAFailed) { // C-6 F18.2
		return t.approve()
	}
	return t.fail(aac)
}

// online asks for the host, where there is one. Else the card says whether another interface is tried.
// C-6 F18.11
func (t *tx) online() *kernel.Outcome {
	switch {
	case t.is.deferred: // C-6 F18.11
	case !t.sent.ttq.Has(step.TTQOfflineOnly): // C-6 F18.12
		return t.request()
	case !t.card.cpr.has(cprSwitchIfOffline): // C-6 F18.13
		return t.fail(offlineOnly)
	}
	return t.fail(noHost) // C-6 F18.14
}

// validateChoice holds the card's choice against what the terminal has asked for.
// C-6 F19.1
func (t *tx) validateChoice() *kernel.Outcome {
	kind, tvr := t.card.cid.Type(), t.data.TVR()
	required := t.sent.ttq.Has(step.TTQOnlineCryptogramRequired)
	switch {
	case required && kind == tlv.TC: // C-6 F19.1, F19.2
		return t.fail(tcForOnline)
	case !required && kind != tlv.ARQC: // C-6 F19.3
	case !t.is.deferred: // C-6 F19.4
		return t.request()
	case tvr.Has(tlv.TVRODANotPerformed): // C-6 F19.5
		return t.fail(deferredUnauthenticated)
	}
	switch {
	case tvr.Has(tlv.TVRCDAFailed): // C-6 F19.6
		return t.fail(unauthenticated)
	case t.decision.usageSkipped: // C-6 F19.7
		return t.fail(usageUnchecked)
	}
	return t.approve()
}

// approve approves, unless a PIN is owed to the host, which then decides.
// C-6 F15.9, F19.7
func (t *tx) approve() *kernel.Outcome {
	if t.decision.cvm == kernel.CVMOnlinePIN { // C-6 F15.9
		return t.online()
	}
	if why := t.unsafe(); why != "" {
		return t.failOn(strictApproval, why)
	}
	return t.complete(approved)
}

// request is an online request, where a cryptogram is there that the host can go by.
// C-6 3.10
func (t *tx) request() *kernel.Outcome {
	if t.rules.cryptogramForHost && !t.data.Present(tlv.ApplicationCryptogram) {
		return t.fail(noCryptogramForHost)
	}
	return t.complete(onlineRequest)
}
