// Package mac computes the message authentication codes that EMV uses: ISO/IEC
// 9797-1 algorithm 1 (CBC-MAC) and algorithm 3 (retail MAC), and CMAC, each cut
// to the wanted length.
//
// Application cryptograms, ARPCs and issuer scripts (package cryptogram), the
// secure channel of Kernel 8 and offline data encipherment are built on it. A
// [MAC] is made once per key and works on any number of messages, given in
// parts so that nothing has to be concatenated:
//
//	m, err := mac.NewAlgorithm3(key, mac.Padding2, 8)
//	tag, err := m.Append(nil, header, data)
//	ok := m.Verify(tag, header, data)
//
// The cipher is any [crypto/cipher.Block] of 8 or 16 bytes: DES, Triple DES,
// AES, SM4. Comparison is constant time. DES and Triple DES are table-driven in
// the standard library, as is AES where the processor has no AES instructions:
// there the running time may depend on key and data, so keys that matter belong
// in a secure element, and this package in terminals, tests and hosts whose
// caches no attacker shares. Key schedules stay in memory until collected; they
// cannot be wiped.
//
// # What it rests on
//
//	CMAC with AES and TDES             20   NIST, SP 800-38B
//	ISO/IEC 9797-1 algorithms 1, 3      7   the standard's examples
//	UnionPay's ECB with DES and TDES    2   published with their steps; one with DES and one with SM4 to a step, the rest ours
//
// # Cost
//
// Cost of a MAC over 64 bytes, and of making one, on one core of a 2020s
// server (Go 1.26, amd64):
//
//	algorithm 3, DES      1.8 µs   36 MB/s   key 3.4 µs
//	algorithm 1, TDES     4.1 µs   16 MB/s   key 5 µs
//	CMAC, AES-128         0.17 µs  370 MB/s  key 0.9 µs
//	CMAC, SM4             0.9 µs   69 MB/s
package mac
