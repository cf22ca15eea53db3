package testvectors

import _ "embed" // for the key files

// Certification authority public keys as crypto/capk loads them: 216 keys of 19 RIDs, each with its source. All that
// anyone published beside a checksum is here; keys without one were left out, since nothing tells a right digit from a
// wrong one.
var (
	//go:embed capk/live.json
	liveCAKeys string
	//go:embed capk/test.json
	testCAKeys string
	//go:embed capk/other.json
	otherCAKeys string
)

// LiveCAKeys is a key file that makes a set: the keys that lists of processors and laboratories name as live or
// production keys. Take the keys for a real terminal from your acquirer all the same.
func LiveCAKeys() []byte { return []byte(liveCAKeys) }

// TestCAKeys is a key file that makes a set: the keys that are named as test keys, and the ECC keys of the Book E worked
// examples.
func TestCAKeys() []byte { return []byte(testCAKeys) }

// OtherCAKeys is a key file that makes no set, since an index can occur twice: keys that no list classifies, keys of a
// second meaning of an index, and three that break a rule for moduli and must be refused.
func OtherCAKeys() []byte { return []byte(otherCAKeys) }
