package testvectors

import _ "embed" // for the key files

// Certification authority public keys as crypto/capk loads them: 230 keys of 24 RIDs, each with its source and the day on
// which that was read. What the sources published beside a checksum is here; keys without one were left out, since nothing
// tells a right digit from a wrong one.
//
// Expiry dates move: EMVCo reviews the lengths every year. Those of Visa 09, Mastercard 06, Amex 10 and Discover 05 are a
// processor's of 2025, whose sources differ from older ones: for Visa 09 lists also have the end of 2018, 2022, 2025, 2027
// and 2028, for Mastercard 06 that of 2021 and 2029, for Amex 10 that of 2029, for Discover 05 that of 2026. For Interac 08
// (2025) and JCB 14 (2026) nothing newer than a list of 2023 was found: ask the acquirer.
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
