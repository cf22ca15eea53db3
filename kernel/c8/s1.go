package c8

import (
	"bytes"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

const clauseS1 = "C-8 1.2 6.3.2"

// version2 is the version of the cards and kernels of this book.
// C-8 1.6
const version2 = 0x02

// s1Idle takes in the activation and has Process C make its keys.
// C-8 6.3.2
func (t *tx) s1Idle() state { // 1.1
	switch {
	case !bytes.HasPrefix(t.act.FCI, []byte{byte(tlv.TagFCI)}) || !t.parseAndStoreCardResponse(t.act.FCI): // 1.5 1.6
		t.wrong(kernel.ParsingError, clauseS1, "malformed FCI") // 1.7
	case !t.data.NotEmpty(tlv.DFName) || t.data.At(tlv.CardQualifier, 1) != version2: // 1.8
		t.wrong(kernel.CardDataMissing, clauseS1, "no DF name, or no Card Qualifier of this version") // 1.9
	default:
		return t.begin()
	}
	t.msgOnError = kernel.MsgNone
	t.out.Status, t.out.Start = kernel.SelectNext, kernel.StartC
	t.createDiscretionaryData()
	return t.end() // 1.14
}

// begin starts the transaction.
// C-8 6.3.2
func (t *tx) begin() state {
	t.tell(request{kind: initialiseProcessC, data: t.data.Get(tlv.CardQualifier)[1:4], flag: t.rsaEnabled()}) // 1.9a
	if t.data.NotEmpty(tlv.LanguagePreference) {
		language := step.Language(t.data.Get(tlv.LanguagePreference), t.cfg.Terminal.Languages)
		t.ui1.Language, t.ui2.Language = language, language
		t.language = t.data.Get(tlv.LanguagePreference) // 1.10
	}
	if t.data.Is(tlv.CardQualifier, 5, 8) {
		t.out.FieldOff = states.FieldOff(t.data.At(tlv.HoldTimeValueKernel8, 1)) // 1.11
	}
	t.storeTransaction() // 1.12
	t.initialiseTransaction()
	if t.exchange {
		t.initialiseExchange() // 1.13
	}
	return s2
}

// rsaEnabled reports whether RSA certificates are enabled.
// C-8 A.1 Kernel Configuration
func (t *tx) rsaEnabled() bool { return t.data.Is(tlv.KernelConfigurationKernel8, 1, 6) }

// relayEnabled reports whether the relay resistance protocol is enabled.
// C-8 A.1 Kernel Configuration
func (t *tx) relayEnabled() bool { return t.data.Is(tlv.KernelConfigurationKernel8, 1, 5) }

// storeTransaction stores the transaction data that the terminal gives with the activation: but for the amounts, where they are not known yet.
// C-8 6.3.2
func (t *tx) storeTransaction() {
	tr := t.Transaction()
	var b [6]byte
	give := func(row tlv.Row, v []byte) { t.data.Update(row, tlv.ACT, v) }
	if !tr.AmountLater {
		give(tlv.AmountAuthorised, tlv.AppendN(b[:0], tr.Amount, 6))
		give(tlv.AmountOther, tlv.AppendN(b[:0], tr.AmountOther, 6))
	}
	give(tlv.TransactionDate, tr.Date[:])
	give(tlv.TransactionTime, tr.Time[:])
	give(tlv.TransactionCurrencyCode, tlv.AppendB(b[:0], uint64(tr.Currency), 2)) // its digits are BCD
	give(tlv.TransactionCurrencyExponent, append(b[:0], tr.Exponent))
	if tr.Account != 0 {
		give(tlv.AccountType, append(b[:0], byte(tr.Account)))
	}
}

// initialiseTransaction gives the objects of the transaction their start.
// C-8 6.3.2
func (t *tx) initialiseTransaction() {
	*t.data.CVMResults() = tlv.CVMResultsValue{}
	t.kernelDecision = accept
	*t.data.TVR() = tlv.TVRValue{4: tvrKernel8}
	t.data.Set(tlv.TerminalCapabilitiesKernel8, t.data.At(tlv.CardDataInputCapabilityKernel8, 1), 0, t.data.At(tlv.SecurityCapabilityKernel8, 1))
	t.data.Set(tlv.RelayResistanceTimeExcess, 0, 0)
	t.data.Set(tlv.KernelQualifier, version2, t.localAuthentication(), 0, 0, 0, 0, 0, 0)
	un := t.UnpredictableNumber()
	t.data.Set(tlv.UnpredictableNumber, un[:]...)
}

// The bits of the Terminal Verification Results that only this kernel has: byte 5.
// C-8 A.1 Terminal Verification Results
const (
	tvrKernel8           = 0x80 // Kernel 8 processing and TVR format
	tvrAIDMismatch       = 0x40 // AID mismatch between card and terminal
	tvrRelayThreshold    = 0x08 // relay resistance threshold exceeded
	tvrRelayLimits       = 0x04 // relay resistance time limits exceeded
	tvrRelayPerformed    = 0x02 // of two bits
	tvrRelayNotPerformed = 0x01
)

// localAuthentication is byte 2 of the Kernel Qualifier.
// C-8 A.1 Kernel Qualifier, Terminal Capabilities
func (t *tx) localAuthentication() byte {
	if t.data.Is(tlv.SecurityCapabilityKernel8, 1, 5) {
		return 0x80
	}
	return 0
}

// initialiseExchange gives the lists of data exchange their start. A list that is there and empty is one that the terminal is asked for.
// C-8 6.3.2
func (t *tx) initialiseExchange() {
	t.data.Set(tlv.ReadDataStatus, readDataCompleted)
	t.data.Set(tlv.WriteDataStatus, 0)
	for _, row := range [...]tlv.Row{tlv.TagsToReadKernel8, tlv.DataEnvelopesToWrite} {
		if t.data.Empty(row) {
			t.dataNeeded = states.AddTag(t.dataNeeded, row.In(tlv.C8).Tag)
		}
	}
	t.tagsToReadYet = states.AddTags(t.tagsToReadYet, t.data.Get(tlv.TagsToReadKernel8))
	t.dataEnvelopesToWriteYet.AddAll(t.data.Current(tlv.DataEnvelopesToWrite)) // a copy: the terminal may store another list
}

// readDataCompleted is the bit Completed of Read Data Status.
// C-8 A.1 Read Data Status
const readDataCompleted = 0x80
