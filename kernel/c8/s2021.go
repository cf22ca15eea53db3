package c8

import (
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

// s2021Next sends the first READ DATA or READ RECORD: S2021-A and S2021-B.
// C-8 6.3.6
func (t *tx) s2021Next() state {
	switch {
	case t.sendNextReadData(): // 2021.1 2021.2
		return s23
	case t.sendNextReadRecord(): // 2021.6
		return s22
	}
	t.nextCmd = noCommand // 2021.10
	return t.s2021222324()
}

// s2021Relay sends EXCHANGE RELAY RESISTANCE DATA with a new number: S2021-C.
// C-8 6.3.6
func (t *tx) s2021Relay() state {
	t.terminalEntropy = t.UnpredictableNumber()
	t.data.Set(tlv.UnpredictableNumber, t.terminalEntropy[:]...) // 2021.11
	t.sendExchangeRelayResistanceData(t.terminalEntropy[:])      // 2021.12 2021.13 2021.14: the reader measures the time
	return s21
}

// sendNextReadData sends READ DATA for the next of Tags To Read Yet that the card gives so, and reports whether there was one.
// C-8 6.3.6, 6.3.7, 6.3.8, 6.3.10
func (t *tx) sendNextReadData() bool {
	if !t.exchange {
		return false
	}
	t.tagsToReadYet, t.activeTag = states.TakeTag(t.tagsToReadYet, givenByReadData) // 22.36 23.15 24.13
	if t.activeTag == 0 {                                                           // 22.37 23.16 24.14
		return false
	}
	t.readDataTagsToValidateYet = states.AddTag(t.readDataTagsToValidateYet, t.activeTag)
	t.sendReadData(t.activeTag) // 2021.3 2021.4 22.38 22.39 23.17 23.18 24.15 24.16
	t.nextCmd = readData        // 2021.5 22.40 23.19 24.17
	return true
}

// sendNextReadRecord sends READ RECORD for the first record of Active AFL, and reports whether there was one.
// C-8 6.3.6, 6.3.7, 6.3.8
func (t *tx) sendNextReadRecord() bool {
	if t.activeAFL.Empty() { // 22.41 23.20
		return false
	}
	sfi, record, _ := t.activeAFL.First()
	t.sendReadRecord(sfi, record) // 2021.7 2021.8 22.42 22.43 23.21 23.22
	t.nextCmd = readRecord        // 2021.9 22.44 23.23
	return true
}

// givenByReadData reports whether the card gives an element by READ DATA: the data envelopes.
// C-8 5.5.2
func givenByReadData(tag tlv.Tag) bool {
	return tag >= tlv.DataEnvelope1.Tag() && tag <= tlv.DataEnvelope10.Tag()
}
