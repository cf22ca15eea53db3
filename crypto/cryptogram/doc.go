// Package cryptogram computes what card and issuer do with symmetric keys: ICC
// master keys and session keys, application cryptograms, ARPCs, secured issuer
// scripts, and the card verification values of a host. A terminal needs none of
// it; simulators, virtual cards, hosts and tests do.
//
// A [Key] carries its algorithm (Triple DES or AES) and never prints. A [CVN]
// is a cryptogram version, a row of parameters ([CVN.Scheme]) that the methods
// follow, so that an issuer reads as
//
//	c, ok := cryptogram.FindCVN(iad)             // from tag 9F10
//	mk, err := cryptogram.DeriveICCMasterKey(option, imk, pan, psn)
//	arqc, err := c.ApplicationCryptogram(mk, get) // get: tag to value
//	tag91, err := c.IssuerAuthenticationData(mk, atc, un, arqc, answer)
//	script, err := c.NewScript(smi, smc, atc, arqc)
//	command, err := script.Seal(nil, header, data, true)
//
// and a card calls the same methods with VerifyIssuerAuthenticationData and
// Open in the place of their opposites. The primitives underneath are public:
// [CommonSessionKey], [MACWith], [ARPC1], [ARPC2], [ScriptMAC],
// [EncryptScript], and for hosts [CVV], [DCVV], [CVC3], [PVV].
//
// # What it rests on
//
// EMV's books define master keys, the common session key, ARPC, secure
// messaging and the two versions of the common core definitions (EMV 4.4 B2 8,
// 9, A1; EMV 4.4 B3 C9). The payment systems' own versions are built from
// published vectors, all in testvectors/cryptogram; every bit of each is changed
// in turn and must change the result, or be refused:
//
//	topic                            vectors   whose
//	key check values                     138   knovichikhin/pyemv, made with a payment HSM
//	ICC master keys, options A and B      43   pyemv 41, EMVCo 2
//	session keys                          45   pyemv 40, tkbss/CryptoWorkBench 4 (3 with AES), EMVCo 1
//	application cryptograms               47   pyemv 22, jPOS 9, cards in published conversations 8, others 8
//	ARPC, issuer authentication data      32   pyemv 22, jPOS 6, others 4
//	script MAC and encipherment           33   pyemv 24, jPOS 9
//	PIN change blocks and commands        32   pyemv 27, jPOS 5
//	CVV, dCVV, CVC3, PVV                  15   jPOS 8, knovichikhin/psec 5, pyemv 2
//	cryptogram data, 9F10 in parts        13   jPOS
//
// Two of jPOS's (a dCVV and a CVC3) depart from the book and must not come out.
// Option C, the AES forms of ARPC and scripts, and the chaining of MACs over
// several commands rest on the books' formulas over bare AES alone.
//
// # Cost
//
// One core of a 2020s server, Go 1.26, amd64; most of it is the key schedule of
// Triple DES:
//
//	ICC master key, option A or B         3.6 µs
//	ICC master key, option C              0.3 µs
//	session key, common or Mastercard     3.4 µs   AES 0.25 µs
//	session key, Visa script              0.05 µs
//	session key, EMV 2000 tree (16 x 2)    52 µs
//	application cryptogram, Visa CVN 10   2.8 µs
//	application cryptogram, Visa CVN 18   6.3 µs   CCD 6 (AES) 0.7 µs
//	ARPC method 1                         3.3 µs   AES 0.25 µs
//	ARPC method 2                         2.4 µs   AES 0.3 µs
//	script with PIN block, seal           6.5 µs   AES 1.0 µs
//	CVV, dCVV                             2.5 µs
//	CVC3, PVV                             3.6 µs
//
// # Limits
//
// DES is table-driven in the standard library, as is AES where the processor
// has no instructions for it: timing may leak key bits to who shares the
// caches. Production keys belong in a security module. [Key.Wipe] is best effort.
package cryptogram
