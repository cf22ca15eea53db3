package c8

import "github.com/emvgo/emv/kernel"

const clauseS27 = "C-8 1.2 6.3.14"

// s27WaitingForDecryptedRecords waits for the records that Process C still has.
// C-8 6.3.14
func (t *tx) s27WaitingForDecryptedRecords(a *answer) state {
	if a.signal == decryptionFailed { // 27.2
		return t.s2627Fails(kernel.DecryptionFailed, clauseS27, "the card's data cannot be deciphered") // 27.10
	}
	t.cryptoReadRecordCount--                 // 27.1 27.3
	if !t.parseAndStoreCardResponse(a.data) { // 27.4 27.5 27.6
		return t.s2627Fails(kernel.ParsingError, clauseS27, "malformed record, after deciphering") // 27.7
	}
	if t.cryptoReadRecordCount != 0 { // 27.8
		return s27
	}
	return t.s2627()
}
