package c8

import "github.com/emvgo/emv/crypto/capk"

// A signal is what Process C says to Process K, as a set.
// C-8 table 2.5
type signal uint32

const (
	initProcessCOK signal = 1 << iota
	initProcessCFail
	decryptionFailed
	recordDecrypted
	issuerCertificateOK
	issuerCertificateFail
	iccCertificateOK
	iccCertificateFail
	edaMACOK
	edaMACFail
	blindingFactorOK
	blindingFactorFail
	messageOK
	messageFail
	encryptedMessage
	encryptionFailed
	iadMACOK
	iadMACFail
)

// An answer is one signal of Process C's, with what comes with it.
type answer struct {
	signal signal
	data   []byte  // record, message, MAC, or the kernel's public key
	scASI  byte    // INIT PROCESS C OK: of the secure channel
	cASIs  [3]byte // INIT PROCESS C OK: C ASI List
}

// A request is one signal of Process K's to Process C, with what comes with it. Its slices must not change before it is served.
// C-8 7.2.1
type request struct {
	kind requestKind
	flag bool // INITIALISE: RSA certificates are enabled; RECORD RECEIVED: the record is signed; VALIDATE MESSAGE: the message is of WRITE DATA

	data      []byte // Card SC ASI List, Card Key Data, record, certificate, MAC, or message
	exponent  []byte // RSA certificates
	remainder []byte // RSA certificates
	pan       []byte
	aip       []byte
	extended  []byte // Extended SDA Tag List Related Data
	message   []byte // EDA MAC: Enhanced Data Message To Be Validated
	index     byte   // CA Public Key Index (Card)
	dfName    []byte
	keys      *capk.Set // CA Public Key Database and Certification Revocation List
	date      [3]byte   // Transaction Date, YYMMDD
	utc       [6]byte   // date and time of the transaction: see kernel.Transaction.UTC
}

type requestKind uint8

// The signals of Process K's to Process C: C-8 7.2.1.
const (
	initialiseProcessC requestKind = iota
	gpoPrivacy
	recordReceived
	processIssuerCertificate
	processICCCertificate
	processEDAMAC
	processBlindingFactor
	validateMessage
	encryptMessage
	processIADMAC
)

// A schedule says when Process C's jobs are done.
type schedule uint8

const (
	promptly schedule = iota // while the card works; their answers are there before the card's, so that no order hangs on time
	whenIdle                 // while the card works and nothing has come
	lazy                     // when Process K can do nothing without the answer
	eager                    // at once
	byTurns                  // now and then
)

// tell sends a signal to Process C.
// C-8 2.2.6
func (t *tx) tell(r request) {
	t.c.requests = append(t.c.requests, r)
	for t.schedule == eager && len(t.c.requests) > 0 {
		t.c.work()
	}
}

// prompt has Process C work off what it was told, if that is its schedule, and gives the first of the answers that Process K hears.
func (t *tx) prompt(hears signal) (a answer, ok bool) {
	if t.schedule != promptly {
		return a, false
	}
	for len(t.c.requests) > 0 {
		t.c.work()
	}
	return t.c.take(hears)
}

// idle reports whether Process C may work while Process K could also wait for what it takes.
func (t *tx) idle(awaits bool) bool {
	if !awaits || t.schedule == whenIdle {
		return true
	}
	t.c.turn++
	return t.schedule == byTurns && t.c.turn%2 == 0
}

// take gives the first answer of a set; the others stay.
// C-8 6.1
func (c *processC) take(set signal) (a answer, ok bool) {
	for i := range c.answers {
		if c.answers[i].signal&set != 0 {
			a = c.answers[i]
			c.answers = append(c.answers[:i], c.answers[i+1:]...)
			return a, true
		}
	}
	return a, false
}

// say answers.
func (c *processC) say(a answer) { c.answers = append(c.answers, a) }
