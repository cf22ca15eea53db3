package c8

import (
	"bytes"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/crypto/secchan"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// processC is Process C: the signals that Process K has sent, those that it has sent to Process K, and its data store.
// C-8 7.1
type processC struct {
	requests []request
	answers  []answer
	turn     uint

	port *kernel.Port // for the random private key, for memory that is wiped with the session, and for notes

	channel         secchan.Kernel // keys, counters, blinded public key and recovered blinding factor
	rsaCertificates bool           // RSA Certificates Enabled
	signedRecords   []byte         // Signed Records
	keyType         keyType        // Key Type
	issuer          oda.Key        // Issuer RSA Public Key, Issuer ECC Public Key
	icc             []byte         // ICC ECC Public Key, two coordinates; nil: not recovered
}

// keyType is Key Type: what the issuer's key is for.
type keyType uint8

const (
	keyNone keyType = iota
	keyECC
	keyRSA
)

// The algorithm suites: of the secure channel, and lists of those of certificates, without and with RSA.
// C-8 7.1
const suiteSC = 0x00

var (
	suitesECC = [3]byte{0x10, 0xFF, 0xFF}
	suitesRSA = [3]byte{0x01, 0x10, 0xFF}
)

// serve has what serves each signal of Process K's.
// C-8 7.2.1
var serve = [...]func(*processC, *request){
	initialiseProcessC:       (*processC).initialise,               // C.0
	gpoPrivacy:               (*processC).gpoPrivacy,               // C.1
	recordReceived:           (*processC).recordReceived,           // C.2
	processIssuerCertificate: (*processC).processIssuerCertificate, // C.3
	processICCCertificate:    (*processC).processICCCertificate,    // C.4
	processEDAMAC:            (*processC).processEDAMAC,            // C.5
	processBlindingFactor:    (*processC).processBlindingFactor,    // C.6
	validateMessage:          (*processC).validateMessage,          // C.7
	encryptMessage:           (*processC).encryptMessage,           // C.8
	processIADMAC:            (*processC).processIADMAC,            // C.9
}

// work serves the first signal.
// C-8 7.2
func (c *processC) work() {
	r := c.requests[0]
	c.requests = append(c.requests[:0], c.requests[1:]...)
	serve[r.kind](c, &r)
}

// sayWhether answers that something went well or not.
func (c *processC) sayWhether(ok bool, good, bad signal) {
	if !ok {
		good = bad
	}
	c.say(answer{signal: good})
}

// initialise chooses the algorithm suite of the secure channel and makes the terminal's key pair.
// C-8 7.2.2
func (c *processC) initialise(r *request) {
	if bytes.IndexByte(r.data, suiteSC) < 0 { // C.100 C.101
		c.say(answer{signal: initProcessCFail}) // C.104
		return
	}
	c.channel = secchan.GenerateKernel(c.port.Random) // C.102
	c.rsaCertificates = r.flag                        // C.10
	a := answer{signal: initProcessCOK, scASI: suiteSC, cASIs: suitesECC}
	if r.flag {
		a.cASIs = suitesRSA
	}
	key := c.channel.PublicKey()
	a.data = key[:]
	c.say(a) // C.103
}

// gpoPrivacy agrees with the card on the session's keys. It answers nothing where that went well.
// C-8 7.2.3
func (c *processC) gpoPrivacy(r *request) {
	if c.channel.Open(r.data) != nil { // C.11 C.12 C.12a C.12b C.13
		c.say(answer{signal: decryptionFailed}) // C.14
		return
	}
	c.tell("C-8 1.2 7.2.3", "secure channel: keys agreed on, blinding factor recovered")
}

// recordReceived deciphers a record and collects it if it is signed. To a plain one it answers nothing.
// C-8 7.2.4
func (c *processC) recordReceived(r *request) {
	record := r.data // C.15
	cursor := tlv.NewCursor(record)
	o, _ := cursor.Next()
	value := o.Value
	if o.Tag == tagEnciphered { // C.16
		plain, err := c.channel.DecipherRecord(value) // C.17 C.18
		if err != nil {                               // C.19
			c.say(answer{signal: decryptionFailed}) // C.21
			return
		}
		record, value = c.hold(o.Raw[:len(o.Raw)-len(value)], plain)
		if record == nil { // no room: a bound of ours
			c.say(answer{signal: decryptionFailed})
			return
		}
		c.say(answer{signal: recordDecrypted, data: record}) // C.20
	}
	c.tell("C-8 1.2 7.2.4", recordWords[o.Tag == tagEnciphered][r.flag])
	if r.flag { // C.22
		c.signedRecords = append(c.signedRecords, value...) // C.23
	}
}

// recordWords say what became of a record: by whether it was enciphered, and by whether it is signed.
var recordWords = map[bool]map[bool]string{
	false: {false: "secure channel: record in the clear", true: "secure channel: record in the clear, signed"},
	true:  {false: "secure channel: record deciphered", true: "secure channel: record deciphered, signed"},
}

// tagEnciphered is the template of an enciphered record.
const tagEnciphered tlv.Tag = 0xDA

// hold keeps a deciphered record under the tag of a plain one, in memory that is wiped with the session: the record, and its value.
// C-8 7.2.4
func (c *processC) hold(header, plain []byte) (record, value []byte) {
	b := append(append(make([]byte, 0, len(header)+len(plain)), header...), plain...)
	b[0] = byte(tlv.TagRecord)
	record = c.port.Store().Hold(b)
	clear(b)
	clear(plain)
	if record == nil {
		return nil, nil
	}
	return record, record[len(header):]
}

// processIssuerCertificate recovers the issuer's key.
// C-8 7.2.5
func (c *processC) processIssuerCertificate(r *request) {
	reason := oda.KeyMissing
	var rid [5]byte
	copy(rid[:], r.dfName)
	if ca, ok := r.keys.Lookup(rid, r.index); ok { // C.24
		reason = c.recoverIssuer(ca, rid, r)
	}
	if reason != oda.OK { // C.27
		c.keyType = keyNone // C.30
		c.note("C-8 1.2 7.2.5", reason)
	} else {
		c.tell("C-8 1.2 7.2.5", "issuer certificate verified")
	}
	c.sayWhether(reason == oda.OK, issuerCertificateOK, issuerCertificateFail) // C.28 C.29
}

func (c *processC) recoverIssuer(ca *capk.Key, rid [5]byte, r *request) (reason oda.Reason) {
	switch {
	case ca.Algorithm == capk.ECCP256:
		c.keyType = keyECC                                              // C.25a
		c.issuer, reason = oda.RecoverIssuerECC(ca, oda.ECCIssuerInput{ // C.25
			Certificate: r.data, PAN: r.pan, RID: rid, Date: [4]byte(r.utc[:4]), CRL: r.keys,
		})
		if reason == oda.OK && c.issuer.Suite != suitesECC[0] {
			reason = oda.ECCIssuerSuite
		}
	case ca.Algorithm == capk.RSA && c.rsaCertificates: // C.24a
		c.keyType = keyRSA                                        // C.26a
		c.issuer, reason = oda.RecoverIssuer(ca, oda.IssuerInput{ // C.26
			Certificate: r.data, Remainder: r.remainder, Exponent: r.exponent, PAN: r.pan, RID: rid, Date: r.date, CRL: r.keys,
		})
	default:
		reason = oda.KeyAlgorithm
	}
	return reason
}

// processICCCertificate recovers the card's key.
// C-8 7.2.6
func (c *processC) processICCCertificate(r *request) {
	static, reason := oda.AppendKernel8(append(make([]byte, 0, len(c.signedRecords)+len(r.extended)+len(r.aip)), c.signedRecords...), r.extended, r.aip) // C.31
	if reason == oda.OK {
		c.icc, reason = c.recoverICC(static, r)
	}
	clear(static)
	if reason != oda.OK { // C.35 C.37
		c.note("C-8 1.2 7.2.6", reason)
	} else {
		c.tell("C-8 1.2 7.2.6", "card certificate verified, with the signed records")
	}
	c.sayWhether(reason == oda.OK, iccCertificateOK, iccCertificateFail) // C.41 C.42 C.43 C.44
}

func (c *processC) recoverICC(static []byte, r *request) ([]byte, oda.Reason) {
	switch c.keyType { // C.33
	case keyECC:
		key, reason := oda.RecoverICCECC(&c.issuer, oda.ECCICCInput{Certificate: r.data, StaticData: static, Now: r.utc, Use: oda.UseKernel8}) // C.32 C.36
		return key.Point, reason
	case keyRSA:
		_, reason := oda.RecoverICC(&c.issuer, oda.ICCInput{ // C.34
			Certificate: r.data, Remainder: r.remainder, Exponent: r.exponent, PAN: r.pan, StaticData: static, Date: r.date,
		})
		if reason != oda.OK {
			return nil, reason
		}
		x, ok := tlv.Find(c.signedRecords, tlv.ICCECCPublicKey.Tag()) // C.38
		if !ok {                                                      // C.39
			return nil, oda.KeyMissing
		}
		point, ok := oda.KeyAgreementPoint(x.Value) // C.40
		if !ok {                                    // C.40a
			return nil, oda.ECCICCPoint
		}
		return point, oda.OK
	}
	return nil, oda.KeyMissing
}

// processEDAMAC validates the Enhanced Data Authentication MAC.
// C-8 7.2.7
func (c *processC) processEDAMAC(r *request) {
	err := c.channel.VerifyEDAMAC(r.data, r.message, nil) // C.45 C.46
	c.sayWhether(err == nil, edaMACOK, edaMACFail)        // C.47 C.48 C.49
	c.tellWhether("C-8 1.2 7.2.7", err == nil, "EDA-MAC right: the answer to GENERATE AC is the card's", "EDA-MAC wrong")
}

// processBlindingFactor validates the blinding factor against the card's certified key.
// C-8 7.2.8
func (c *processC) processBlindingFactor(*request) {
	ok := c.icc != nil && c.channel.ValidateBlindingFactor(c.icc[:secchan.Field]) == nil // C.50 C.51
	c.sayWhether(ok, blindingFactorOK, blindingFactorFail)                               // C.52 C.53 C.54
	c.tellWhether("C-8 1.2 7.2.8", ok, "blinding factor right: the channel is with the certified card", "blinding factor wrong")
}

// validateMessage validates the MAC of what READ DATA or WRITE DATA was answered with, and deciphers the former.
// C-8 7.2.9
func (c *processC) validateMessage(r *request) {
	a := answer{signal: messageOK}
	var err error
	switch n := len(r.data) - secchan.MACSize; {
	case n < 0:
		err = secchan.FaultMAC
	case r.flag:
		err = c.channel.ValidateWrite(r.data[:n], r.data[n:]) // C.55 C.56 C.57 C.58 C.61
	default:
		var plain []byte
		if plain, err = c.channel.ValidateRead(r.data); err == nil { // C.59 C.60
			a.data = c.port.Store().Hold(plain)
			clear(plain)
			if a.data == nil { // no room: a bound of ours
				err = secchan.FaultMAC
			}
		}
	}
	if err != nil {
		a = answer{signal: messageFail} // C.64
	}
	c.say(a) // C.62 C.63
	c.tellWhether("C-8 1.2 7.2.9", err == nil, "secure channel: MAC of the message right", "secure channel: MAC of the message wrong")
}

// encryptMessage enciphers the data of WRITE DATA.
// C-8 7.2.10
func (c *processC) encryptMessage(r *request) {
	enciphered, err := c.channel.Encipher(r.data) // C.65 C.66 C.67 C.68
	if err != nil {
		c.say(answer{signal: encryptionFailed}) // C.70
		return
	}
	c.say(answer{signal: encryptedMessage, data: enciphered}) // C.69
}

// processIADMAC makes the Issuer Application Data MAC.
// C-8 7.2.11
func (c *processC) processIADMAC(r *request) {
	hash := secchan.StaticDataHash(c.signedRecords, r.extended, r.aip) // C.72 C.73
	mac, err := c.channel.IADMAC(r.data, hash)                         // C.71 C.75
	if err != nil {
		c.say(answer{signal: iadMACFail}) // C.77
		return
	}
	c.say(answer{signal: iadMACOK, data: bytes.Clone(mac[:])}) // C.78
}

// tell notes what came of a signal.
func (c *processC) tell(clause, what string) {
	if c.port.Tracing() {
		c.port.Note(clause, "%s", what)
	}
}

func (c *processC) tellWhether(clause string, ok bool, good, bad string) {
	if !ok {
		good = bad
	}
	c.tell(clause, good)
}

func (c *processC) note(clause string, r oda.Reason) {
	if c.port.Tracing() {
		c.port.Note(clause, "%s", r)
	}
}

// wipe lets go of keys and of the card's data.
func (c *processC) wipe() {
	c.channel.Wipe()
	clear(c.signedRecords[:cap(c.signedRecords)])
	clear(c.requests[:cap(c.requests)])
	clear(c.answers[:cap(c.answers)])
}
