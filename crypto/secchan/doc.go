// Package secchan is the secure channel of Kernel 8: blinded Diffie-Hellman on P-256, session keys, enciphered
// records and messages, and the MACs that tie a card's answer to it (secure channel algorithm suite '00').
//
// [Kernel] is the terminal's side, what C-8 calls Process C; [Card] is the card's, for virtual cards. Both count
// messages as the book does. Private keys and blinding factors meet constant-time code only (filippo.io/nistec,
// filippo.io/bigmod); AES is constant time where the processor has instructions for it, table-driven elsewhere.
// Keys print masked. Wiping is best effort: key schedules stay in memory until they are collected.
//
// # Evidence
//
// One value of this topic was ever published, an EDA-MAC; it is in testvectors/secchan. Key agreement, session
// keys, ciphertexts and IAD-MAC rest on vectors of our own, made from the clauses with another implementation,
// and on the formulas that public emulator code agrees with. The algorithms are read from C-8 1.0 chapters 7 and 8;
// in version 1.2 they moved to Book E, which is not public.
//
// # Speed
//
// On one core of a shared AMD EPYC server, Go 1.26, amd64 (go test -bench=. ./crypto/secchan):
//
//	operation                            time   allocations
//	NewKernel: ephemeral key            16 us             3
//	Open: keys and blinding factor      70 us            17
//	ValidateBlindingFactor              69 us             1
//	DecipherRecord, 250 bytes          0.6 us             3
//	IADMAC, 250 bytes                  0.8 us             6
//	VerifyEDAMAC                       0.4 us             7
package secchan
