package cryptogram

// EMV2000SessionKey derives a session key by the tree of EMV 2000, which
// the books no longer carry and old cards still use. The ATC walks height levels of
// branch children each (branch 2 with height 16, or 4 with 8, so that all ATCs
// fit); iv is the 16-byte initial value, zero unless a scheme says otherwise.
// The result has odd parity. TDES only.
//
// EMV 4.1 B2 A1.3
func EMV2000SessionKey(mk Key, atc [2]byte, height, branch int, iv [16]byte) (Key, error) {
	if mk.Algorithm() != TDES {
		return Key{}, ErrAlgorithm
	}
	if mk.Len() == 0 {
		return Key{}, ErrKey
	}
	if branch < 2 || branch > 256 || height < 1 || height > 16 || !fits(height, branch) {
		return Key{}, ErrLength
	}
	// The intermediate key of a node is its parent's key over the
	// grandparent's, branched by the node's number.
	// older is two levels above parent once the loop is over.
	parent, grandparent, older := [16]byte(mk.secret().bytes[:16]), iv, [16]byte{}
	defer func() { clear(parent[:]); clear(grandparent[:]); clear(older[:]) }()
	number := int(atc[0])<<8 | int(atc[1])
	digits := make([]int, height)
	for i := height - 1; i >= 0; i-- {
		digits[i] = number % branch
		number /= branch
	}
	for _, d := range digits {
		key, err := NewKey(TDES, parent[:])
		if err != nil {
			return Key{}, err
		}
		block, err := key.block()
		if err != nil {
			return Key{}, err
		}
		next := grandparent
		next[7] ^= byte(d)                                     // EMV 4.1 B2 A1.3
		next[15] ^= byte(d) ^ 0xF0                             // EMV 4.1 B2 A1.3
		block.Encrypt(next[:8], next[:8])                      // EMV 4.1 B2 A1.3
		block.Encrypt(next[8:], next[8:])                      // EMV 4.1 B2 A1.3
		older, grandparent, parent = grandparent, parent, next // EMV 4.1 B2 A1.3
		key.Wipe()
	}
	// The session key is the leaf over its grandparent.
	for i := range parent {
		parent[i] ^= older[i] // EMV 4.1 B2 A1.3
	}
	oddParity(parent[:]) // EMV 4.1 B2 A1.3
	return NewKey(TDES, parent[:])
}

// fits reports whether branch to the power of height covers every ATC.
func fits(height, branch int) bool {
	leaves := 1
	for range height {
		if leaves *= branch; leaves >= 1<<16 {
			return true
		}
	}
	return false
}
