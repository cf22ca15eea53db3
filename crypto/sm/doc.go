// Package sm gives the Chinese algorithms SM2 (signatures), SM3 (hash) and SM4
// (block cipher) in the encodings that EMV gives to their kind: keys and
// signatures as fixed-length byte strings, MACs by package mac. The arithmetic
// is that of github.com/emmansun/gmsm.
//
// # What has a public text
//
// GB/T 32918 (SM2), 32905 (SM3) and 32907 (SM4) define the algorithms. EMV
// names them in algorithm suite '80' (SM2 signatures with SM3 on the curve
// SM2-P256, 32 bytes to a coordinate and 64 to a signature) and in secure
// channel suite '88' (SM4 in counter mode and as CMAC), and leaves both to
// domestic systems: C-8 1.0 C. UnionPay's certificates and
// signatures are in package oda; its way of deriving SM4 session keys has no
// public text.
//
// # Limits
//
// gmsm's SM2 is constant time; its SM4 is table-driven where the processor has
// no AES or SM4 instructions. Wiping is best effort.
//
// # Cost
//
// One core of a 2020s server, Go 1.26, amd64:
//
//	SM2 sign     44 µs
//	SM2 verify   82 µs
//	SM3          0.5 µs for 64 bytes
//	SM4 key      0.5 µs; a block 0.15 µs
package sm
