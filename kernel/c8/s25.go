package c8

const clauseS25 = "C-8 1.2 6.3.11"

// s25WaitingForDecryptedData waits for the envelopes that Process C still has.
// C-8 6.3.11
func (t *tx) s25WaitingForDecryptedData(a *answer) state {
	if s := t.deciphered(a, s25, clauseS25); s == exit { // 25.2 25.3 25.4 25.5 25.8 25.9 25.10 25.11 25.12
		return s
	}
	return t.s202122232425()
}
