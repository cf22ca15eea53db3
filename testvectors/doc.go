// Package testvectors is the importable half of this module's test data. Its sub-packages hold virtual cards (card), the
// issuer that authorises for them (issuer) and terminal configurations that trust their keys (config).
//
// The package itself holds what others published, as data with its source, and imports nothing of this module:
//
//	LiveCAKeys, TestCAKeys, OtherCAKeys   certification authority keys
//	ODA                                   certificates and signatures, RSA and ECC
//	Cryptograms                           keys, application cryptograms, ARPC, scripts, MACs, card and PIN values
//	PINs                                  PIN blocks, DUKPT, offline encipherment
//	SecureChannels                        the secure channel of Kernel 8
//	UnionPay                              messages, MACs, keys and parameters of its terminals
//	Conversations                         cards and terminals talking
//	Dialogues, ATRs, Decodings            selection and T=0, answers to reset, data elements in words
//
// A vector names its clause, its inputs and what must come out. Its wrong twins have one input changed and must be
// refused for a named reason, or give another output; they are listed, or, in Cryptograms, every bit changed in turn.
// What nobody published says so: its source is this module, and its numbers are another implementation's.
package testvectors
