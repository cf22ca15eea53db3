package step

import "bytes"

// UnionPay reports whether an AID is of UnionPay's registered provider, A000000333.
func UnionPay(aid []byte) bool { return bytes.HasPrefix(aid, []byte{0xA0, 0x00, 0x00, 0x03, 0x33}) }
