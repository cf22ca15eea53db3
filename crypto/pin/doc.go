// Package pin is what a PIN device, a software card and a host do with a PIN: PIN blocks of ISO 9564-1, formats 0
// to 4; the offline encipherment of PINs and biometric templates with RSA and ECC; the keys of online PINs, DUKPT
// with TDES and AES.
//
// A PIN never leaves the PIN device in the clear: kernels and terminals ask a device such as
// [github.com/emvgo/emv/crypto/pin/softpin], which uses this package. Random padding, fill, seeds and ephemeral keys
// are made here from crypto/rand and cannot be given. PIN change blocks are in package cryptogram.
//
// # Secrets
//
// PINs, keys, templates and account numbers print masked under every verb, in JSON and in slog; errors are [Fault]
// values and hold nothing of what they refuse. RSA with a PIN or a private key in it runs in filippo.io/bigmod, ECC
// in filippo.io/nistec: constant time but for public values (the exponent, lengths of moduli). The length of a PIN
// shows in the time and, in all formats but ECC and RSA, in the block. TDES is table-driven in the standard library,
// and so is AES where the processor has no instructions for it: there the time may depend on key and data, so such
// keys belong in secure hardware. Wiping is best effort: the garbage collector, the stack, key schedules and the
// temporaries of other packages may keep copies.
//
// Keys for DUKPT are derived from the initial key each time. A device that keeps only future keys, so that a key
// taken from it tells nothing of the past, is hardware's business.
//
// # Evidence
//
// All in testvectors/pin, each with wrong twins.
//
//	topic                                        vectors   whose
//	DUKPT TDES: keys, PIN blocks, MAC, data          239   ANSI X9.24-1:2009, through openemv/dukpt
//	DUKPT AES-128 and AES-256                        115   ANSI X9.24-3:2017, through openemv/dukpt
//	PIN blocks, formats 0, 2, 3, 4                    22   knovichikhin/psec
//	PIN blocks, formats 0, 1, 3                        5   moov-io/pinblock, tkbss/CryptoWorkBench
//	PIN blocks, format 1                               2   ours, by hand
//	RSA PIN and template encipherment                 10   ours, under a published card key, with another implementation
//	ECC PIN and template encipherment                  4   ours, with another implementation
//
// Nobody published an enciphered offline PIN or template, so these two rest on the clauses and on that second
// implementation. For templates the fill of the last block (as many bytes as are added, each of that value) and the
// MAC input are read from ISO/IEC 18033-2 as B2 7.3 refers to it.
//
// # Speed
//
// On one core of a shared AMD EPYC server, Go 1.26, amd64 (go test -bench=. ./crypto/pin):
//
//	operation                                     time   allocations
//	Offline, plaintext block                   0.05 us             1
//	EncipherRSA, 1152 bit, exponent 3            39 us             8
//	EncipherRSA, 1152 bit, exponent 65537        73 us             8
//	EncipherRSA, 1976 bit, exponent 3            80 us             8
//	EncipherRSA, 1976 bit, exponent 65537        99 us             8
//	ODE.EncipherPIN, P-256, new keys            122 us            28
//	ODE.EncipherPIN, P-521, new keys          3,800 us            28
//	EncipherBlock, format 0                     4.6 us             4
//	EncipherBlock, format 4                     0.5 us             4
//	DUKPT TDES, 10 steps to a PIN key            23 us            47
//	DUKPT AES-128, 16 steps to a PIN key         18 us           102
//
// Bare modular exponentiation in math/big, which is not constant time, takes 9 us for 1152 bit and exponent 3.
package pin
