package kernel_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
)

// Kernel 8's Processes K and C as a skeleton. C runs in line, as a queue of jobs that are taken when nothing else waits; its answers have a queue
// of their own. It stays as a proof that the waist carries a kernel with a second process. Left out are relay resistance, READ DATA and WRITE DATA;
// cipher and MAC are toys: the real ones are in crypto/secchan.

// processC is Process C: the signals that K has sent, as jobs, and those that it has sent to K.
//
// C-8 2.2.6, 7.1
type processC struct {
	jobs          []func(*processC)
	queue         []signal
	key           byte
	counter       byte   // Card Message Counter
	signedRecords []byte // Signed Records
}

type signal struct {
	name signalName
	data []byte
}

type signalName uint16

const (
	initProcessCOK signalName = 1 << iota
	recordDecrypted
	decryptionFailed
	issuerCertificateOK
	issuerCertificateFail
	iccCertificateOK
	iccCertificateFail
	iadMACOK
	edaMACOK
	edaMACFail
)

// take gives the first signal of a set; the others stay.
func (c *processC) take(set signalName) (sig signal, ok bool) {
	for i, sig := range c.queue {
		if sig.name&set != 0 {
			c.queue = append(c.queue[:i:i], c.queue[i+1:]...)
			return sig, true
		}
	}
	return sig, false
}

// say answers, once a signal.
func (c *processC) say(ok bool, good, bad signalName, data []byte) {
	if !ok {
		good, data = bad, nil
	}
	c.queue = append(c.queue, signal{good, data})
}

// decipher is the toy in the place of AES-CTR: what is deciphered depends on the order.
func (c *processC) decipher(b []byte) []byte {
	b = bytes.Clone(b)
	for i := range b {
		b[i] ^= c.key + c.counter
	}
	c.counter++
	return b
}

func toyMAC(key byte, parts ...[]byte) []byte {
	sum := sha256.Sum256(append(bytes.Join(parts, []byte{'|'}), key))
	return sum[:8]
}

// recordReceived answers nothing to a plain record.
//
// C-8 7.2.4
func (c *processC) recordReceived(record []byte, signed bool) {
	if o, _ := tlv.Find(record, 0xDA); o.Tag != 0 { // C.16
		record = tlv.Append(nil, 0x70, c.decipher(o.Value)) // C.18
		ok := tlv.Check(record) == nil
		c.say(ok, recordDecrypted, decryptionFailed, record) // C.20, C.21
		if !ok {
			return
		}
	}
	if o, _ := tlv.Find(record, 0x70); signed { // C.22
		c.signedRecords = append(c.signedRecords, o.Value...) // C.23
	}
}

// c8 is one transaction of Process K.
type c8 struct {
	*kernel.Port
	*kernel.Store
	c         processC
	schedule  schedule
	r         *rand.Rand
	afl       [][3]byte // Active AFL: P1 and P2 of READ RECORD, 1: the record is signed
	records   int       // Crypto Read Record Counter
	requested bool      // certificates: in EDA Status
	processed signalName
	readYet   []byte // Tags To Read Yet: one that the last record holds
	end       kernel.Outcome
}

// A schedule says when C's jobs are done.
type schedule uint8

const (
	whenIdle schedule = iota // while the card works and nothing has come
	lazy                     // when K can do nothing without the answer
	eager                    // at once
	random
)

func (t *c8) tell(job func(*processC)) {
	t.c.jobs = append(t.c.jobs, job)
	for t.schedule == eager && len(t.c.jobs) > 0 {
		t.work()
	}
}

func (t *c8) work() {
	job := t.c.jobs[0]
	t.c.jobs = t.c.jobs[1:]
	job(&t.c)
}

func (*c8) ID() kernel.KernelID { return "\x08" }

func (*c8) Parameters() []kernel.Parameter {
	return append(kernel.Parameters(tlv.C8, true, tlv.DefaultCDOL1), kernel.Parameters(tlv.C8, false, tlv.TagsToReadKernel8)...)
}

type c8state uint8

const (
	exitKernel c8state = iota
	s2WaitingForProcessCInitialisation
	s20WaitingForGPOResponse
	s22WaitingForReadRecord
	s26WaitingForGenerateAC
	s27WaitingForDecryptedRecords
	s28WaitingForIADMAC
	s29WaitingForEDA
)

// c8states: the signals that a state takes from the first queue and from C's, and what handles one of them.
var c8states = [...]struct {
	takes kernel.EventSet
	do    func(*c8, *kernel.Event) c8state
	hears signalName
	heard func(*c8, signal) c8state
}{
	s2WaitingForProcessCInitialisation: {hears: initProcessCOK, heard: (*c8).s2},
	s20WaitingForGPOResponse:           {takes: ra | det, do: (*c8).s20},
	s22WaitingForReadRecord:            {ra | det, (*c8).s22, recordDecrypted | decryptionFailed, (*c8).s22E},
	s26WaitingForGenerateAC:            {ra, (*c8).s26, recordDecrypted | decryptionFailed, (*c8).s26E},
	s27WaitingForDecryptedRecords:      {hears: recordDecrypted | decryptionFailed, heard: (*c8).s27},
	s28WaitingForIADMAC:                {hears: iadMACOK | decryptionFailed, heard: (*c8).s28},
	s29WaitingForEDA:                   {hears: issuerCertificateOK | issuerCertificateFail | iccCertificateOK | iccCertificateFail | edaMACOK | edaMACFail, heard: (*c8).s29},
}

// Run goes from state to state: the first queue is looked at first, then C's, then C works, and only then the kernel waits.
//
// C-8 2.2.6, 6.1
func (t *c8) Run(p *kernel.Port, act *kernel.Activation) *kernel.Outcome {
	t = &c8{Port: p, Store: p.Store(), schedule: t.schedule, r: rand.New(rand.NewPCG(8, uint64(t.schedule)))}
	for s := t.s1(act); s != exitKernel; {
		st := &c8states[s]
		if ev, ok := t.Take(st.takes); ok {
			s = st.do(t, &ev)
		} else if sig, ok := t.c.take(st.hears); ok {
			s = st.heard(t, sig)
		} else if len(t.c.jobs) > 0 && t.idle(st.takes) {
			t.work()
			t.Poll() // while C worked the card may have answered
		} else if ev, out := t.Await(st.takes); out == nil {
			s = st.do(t, &ev)
		} else {
			return out
		}
	}
	return &t.end
}

func (t *c8) idle(takes kernel.EventSet) bool {
	return takes == 0 || t.schedule == whenIdle || t.schedule >= random && t.r.IntN(2) == 0
}

func (t *c8) out(s kernel.Status, start kernel.Start, e kernel.ErrorIndication) c8state {
	t.end = kernel.Outcome{Status: s, Start: start, Error: e, DiscretionaryData: tlv.Append(nil, 0x95, t.TVR()[:])}
	return exitKernel
}

func (t *c8) failed(l2 kernel.L2Error, why string) c8state {
	return t.out(kernel.EndApplication, kernel.StartNone, kernel.ErrorIndication{L2: l2, Reason: why})
}

// s1 is State 1, Idle.
//
// C-8 6.3.1, 6.3.2
func (t *c8) s1(act *kernel.Activation) c8state {
	t.Open(tlv.C8)                                                                                  // KS.1
	configure(t.Store, act)                                                                         //
	if !t.NotEmpty(tlv.DefaultCDOL1) || !parse(t.Store, act.FCI) || !t.NotEmpty(t.Row(0, dfName)) { // KS.4, 1.6, 1.8
		return t.out(kernel.SelectNext, kernel.StartC, kernel.ErrorIndication{L2: kernel.CardDataMissing})
	}
	t.Update(tlv.AmountAuthorised, tlv.ACT, tlv.AppendN(nil, t.Transaction().Amount, 6)) // 1.12
	t.TVR()[4] |= 0x80                                                                   // 1.13
	t.readYet = t.Get(tlv.TagsToReadKernel8)
	un := t.UnpredictableNumber()
	t.Update(tlv.UnpredictableNumber, tlv.K, un[:])
	t.tell(func(c *processC) { // 1.9a
		c.key = un[0]
		c.say(true, initProcessCOK, 0, bytes.Repeat([]byte{c.key}, 64))
	})
	return s2WaitingForProcessCInitialisation
}

const dfName = tlv.Tag(0x84)

// s2 is State 2, Waiting for Process C Initialisation.
//
// C-8 6.3.3
func (t *c8) s2(sig signal) c8state {
	t.Update(tlv.KernelKeyData, tlv.K, sig.data) // 2.7
	values := tlv.DOL(t.Get(tlv.PDOL)).Append(nil, t.DOLValue)
	t.Send(append([]byte{0x80, 0xA8, 0, 0, byte(len(values) + 2), 0x83, byte(len(values))}, values...)) // 2.21
	return s20WaitingForGPOResponse
}

// s20 is State 20, Waiting for GPO Response.
//
// C-8 6.3.4
func (t *c8) s20(ev *kernel.Event) c8state {
	switch {
	case ev.Kind == kernel.DataReceived: // 20.9
		t.updateWithDETData(ev)
		return s20WaitingForGPOResponse
	case ev.Kind == kernel.CardFault: // 20.3
		return t.out(kernel.TryAgain, kernel.StartB, kernel.ErrorIndication{L1: ev.Fault})
	case ev.StatusWord() != 0x9000: // 20.12
		return t.out(kernel.SelectNext, kernel.StartC, kernel.ErrorIndication{L2: kernel.StatusBytes, SW: ev.StatusWord()})
	case !parse(t.Store, ev.Body()): // 20.16
		return t.failed(kernel.ParsingError, "")
	case !t.NotEmpty(tlv.AFL) || !t.NotEmpty(tlv.AIPKernel8) || !t.NotEmpty(tlv.CardKeyData): // 20.19
		return t.failed(kernel.CardDataMissing, "")
	}
	if !t.NotEmpty(tlv.CDOL1) {
		t.Update(tlv.CDOL1, tlv.K, t.Get(tlv.DefaultCDOL1)) // 20.21
	}
	key := t.Get(tlv.CardKeyData)
	t.tell(func(c *processC) { c.key ^= key[0] })            // 20.22, C.12b
	for afl := t.Get(tlv.AFL); len(afl) > 0; afl = afl[4:] { // 20.23
		for i := 0; int(afl[1])+i <= int(afl[2]); i++ {
			entry := [3]byte{afl[1] + byte(i), afl[0] | 4}
			if i < int(afl[3]) {
				entry[2] = 1
			}
			t.afl = append(t.afl, entry)
		}
	}
	t.TVR()[4] |= 1 // 20.25
	return t.next()
}

func (t *c8) updateWithDETData(ev *kernel.Event) {
	for o := range tlv.NewCursor(ev.Data).All() {
		if row := t.Row(0, o.Tag); t.Update(row, tlv.DET, o.Value) == kernel.Stored && row == tlv.TagsToReadKernel8 {
			t.readYet = bytes.Clone(o.Value)
		}
	}
}

// next sends READ RECORD for the next record, or GENERATE AC.
//
// C-8 6.3.6, 6.3.12
func (t *c8) next() c8state {
	if len(t.afl) > 0 {
		t.Send([]byte{0x00, 0xB2, t.afl[0][0], t.afl[0][1], 0}) // 2021.8, 22.43
		return s22WaitingForReadRecord
	}
	t.requestProcessCertificates()                                                   // 202122232425.19
	data := tlv.DOL(t.Get(tlv.CDOL1)).Append(nil, t.DOLValue)                        // 202122232425.22
	t.Send(append(append([]byte{0x80, 0xAE, 0x80, 0, byte(len(data))}, data...), 0)) // 202122232425.23
	return s26WaitingForGenerateAC
}

// s22 is State 22, Waiting for Read Record Response.
//
// C-8 6.3.7
func (t *c8) s22(ev *kernel.Event) c8state {
	switch {
	case ev.Kind == kernel.DataReceived: // 22.15
		t.updateWithDETData(ev)
		return s22WaitingForReadRecord
	case ev.Kind == kernel.CardFault: // 22.12
		return t.out(kernel.EndApplication, kernel.StartB, kernel.ErrorIndication{L1: ev.Fault})
	case ev.StatusWord() != 0x9000: // 22.17
		return t.out(kernel.EndApplication, kernel.StartNone, kernel.ErrorIndication{L2: kernel.StatusBytes, SW: ev.StatusWord()})
	}
	record, signed := ev.Body(), t.afl[0][2] == 1 // 22.18
	if o, ok := tlv.Find(record, 0xDA); ok && len(o.Raw) == len(record) {
		t.records++ // 22.27
	} else if _, ok := tlv.Find(record, 0x70); !ok || !parse(t.Store, record) { // 22.30
		return t.failed(kernel.ParsingError, "")
	}
	t.tell(func(c *processC) { c.recordReceived(record, signed) }) // 22.31
	t.afl = t.afl[1:]                                              // 22.35
	return t.next()
}

// decrypted is what states 22, 26 and 27 do with a record that C has deciphered.
func (t *c8) decrypted(sig signal, stay c8state) c8state {
	switch {
	case sig.name == decryptionFailed: // 22.51, 26.28, 27.10
		return t.failed(kernel.CardDataError, "decryption failed")
	case !parse(t.Store, sig.data): // 22.50, 26.25, 27.7
		return t.failed(kernel.ParsingError, "")
	}
	t.records-- // 22.49, 26.24, 27.3
	return stay
}

func (t *c8) s22E(sig signal) c8state { return t.decrypted(sig, s22WaitingForReadRecord) }

// s26 is State 26, Waiting for Generate AC Response.
//
// C-8 6.3.13
func (t *c8) s26(ev *kernel.Event) c8state {
	switch {
	case ev.Kind == kernel.CardFault: // 26.7
		return t.out(kernel.EndApplication, kernel.StartB, kernel.ErrorIndication{L1: ev.Fault})
	case ev.StatusWord() != 0x9000: // 26.9
		return t.out(kernel.EndApplication, kernel.StartNone, kernel.ErrorIndication{L2: kernel.StatusBytes, SW: ev.StatusWord()})
	case !parse(t.Store, ev.Body()): // 26.13
		return t.failed(kernel.ParsingError, "")
	case !t.NotEmpty(tlv.CID) || !t.NotEmpty(tlv.EnhancedDataAuthenticationMAC): // 26.15
		return t.failed(kernel.CardDataMissing, "")
	}
	t.Show(kernel.UI{Status: kernel.StatusCardReadSuccessfully}) // 26.19
	if t.records != 0 {                                          // 26.20
		return s27WaitingForDecryptedRecords
	}
	return t.s2627()
}

func (t *c8) s26E(sig signal) c8state {
	s := t.decrypted(sig, s26WaitingForGenerateAC)
	if s != exitKernel {
		t.requestProcessCertificates() // 26.27
	}
	return s
}

// s27 is State 27, Waiting for Decrypted Records.
//
// C-8 6.3.14
func (t *c8) s27(sig signal) c8state {
	s := t.decrypted(sig, s27WaitingForDecryptedRecords)
	if s == exitKernel || t.records != 0 { // 27.8
		return s
	}
	return t.s2627()
}

// s2627 is what States 26 and 27 have in common.
//
// C-8 6.3.15
func (t *c8) s2627() c8state {
	if !t.NotEmpty(tlv.PAN) { // 2627.2
		return t.failed(kernel.CardDataMissing, "")
	}
	if len(t.readYet) > 0 { // 2627.5
		t.SendData(tlv.Append(nil, tlv.ApplicationExpirationDate.Tag(), t.Get(tlv.ApplicationExpirationDate)), nil)
	}
	message := slices.Concat(t.Get(tlv.CID), t.Get(tlv.ApplicationCryptogram))
	t.tell(func(c *processC) { c.say(true, iadMACOK, 0, toyMAC(c.key, c.signedRecords, message)) }) // 2627.12
	return s28WaitingForIADMAC
}

// s28 is State 28, Waiting for IAD MAC Results.
//
// C-8 6.3.16
func (t *c8) s28(sig signal) c8state {
	if sig.name == decryptionFailed { // 28.19
		return t.failed(kernel.CardDataError, "decryption failed")
	}
	t.Update(tlv.IssuerApplicationDataMAC, tlv.K, sig.data) // 28.1
	if !t.requestProcessCertificates() {                    // 28.10
		return t.failed(kernel.CardDataError, "")
	}
	mac := t.Get(tlv.EnhancedDataAuthenticationMAC)
	t.tell(func(c *processC) { c.say(bytes.Equal(mac, toyMAC(c.key, sig.data)), edaMACOK, edaMACFail, nil) }) // 28.14
	return s29WaitingForEDA
}

// requestProcessCertificates reports whether C has been told to look at the certificates.
//
// C-8 6.4.1
func (t *c8) requestProcessCertificates() bool {
	issuer, icc := t.Get(tlv.IssuerPublicKeyCertificate), t.Get(tlv.ICCPublicKeyCertificate)
	if t.requested || issuer == nil || icc == nil || t.records != 0 { // RPC.4, RPC.12, RPC.19
		return t.requested
	}
	t.requested = true
	t.tell(func(c *processC) { c.say(issuer[0] == 'I', issuerCertificateOK, issuerCertificateFail, nil) }) // RPC.5
	t.tell(func(c *processC) { c.say(icc[0] == 'C', iccCertificateOK, iccCertificateFail, nil) })          // RPC.20
	return true
}

// s29 is State 29, Waiting for EDA Results.
//
// C-8 6.3.17
func (t *c8) s29(sig signal) c8state {
	const all = issuerCertificateOK | iccCertificateOK | edaMACOK
	t.processed |= sig.name
	switch {
	case sig.name == edaMACFail: // 29.12
		return t.failed(kernel.CardDataError, "EDA MAC failed")
	case sig.name&(issuerCertificateFail|iccCertificateFail) != 0: // 29.9, 29.10
		t.TVR()[0] |= 0x04
		fallthrough
	case t.TVR()[0]&0x04 != 0: // 29.19
		if t.processed&edaMACOK == 0 {
			return s29WaitingForEDA
		}
	case t.processed&all != all: // 29.18
		return s29WaitingForEDA
	}
	if t.Get(tlv.CID)[0]&0xC0 == 0x80 { // 2930.18
		return t.out(kernel.OnlineRequest, kernel.StartNone, kernel.ErrorIndication{})
	}
	return t.out(kernel.Declined, kernel.StartNone, kernel.ErrorIndication{})
}

// card8 is a card that goes wrong in one way, or in none. It enciphers its records in the order in which they are read.
func card8(wrong string) func([]byte) kernel.Event {
	var c processC
	good := func(is string, v byte) byte {
		if is == wrong {
			return 0
		}
		return v
	}
	return func(cmd []byte) kernel.Event {
		var b []byte
		switch cmd[1] {
		case 0xA8:
			c.key = cmd[7] ^ 0x5A
			b = tlv.Append([]byte{0x82, 2, 0x01, 0x00, 0x94, 8, 0x08, 1, 2, 2, 0x10, 1, 2, 0}, tlv.CardKeyData.Tag(), bytes.Repeat([]byte{0x5A}, 64))
			b = tlv.Append(nil, 0x77, b)
		case 0xB2:
			record := map[[2]byte][]byte{
				{1, 0x0C}: {0x5F, 0x24, 3, 0x30, 0x12, 0x31}, {2, 0x0C}: {0x5A, good("record", 2), 0x54, 0x13, 0x90, 1, good("issuer", 'I')},
				{1, 0x14}: {0x9F, 0x46, 2, good("ICC", 'C'), 0}, {2, 0x14}: {0x8F, 1, 0xF1},
			}[[2]byte(cmd[2:])]
			if cmd[3] == 0x0C {
				c.signedRecords = append(c.signedRecords, record...)
			}
			if b = tlv.Append(nil, 0x70, record); cmd[2]+cmd[3]>>3 == 3 { // the second of one file, the first of the other
				b = tlv.Append(nil, 0xDA, c.decipher(record))
			}
		case 0xAE:
			ac := bytes.Repeat([]byte{0xAC}, 8)
			mac := toyMAC(c.key, toyMAC(c.key, c.signedRecords, append([]byte{0x80}, ac...)))
			mac[0] ^= good("MAC", 0xFF) ^ 0xFF
			b = tlv.Append([]byte{0x9F, 0x27, 1, 0x80}, tlv.ApplicationCryptogram.Tag(), ac)
			b = tlv.Append(nil, 0x77, tlv.Append(b, tlv.EnhancedDataAuthenticationMAC.Tag(), mac))
		}
		return kernel.Event{Kind: kernel.Response, Data: append(b, 0x90, 0x00)}
	}
}

func c8scenario(when schedule, wrong string, w exchanged) kerneltest.Scenario {
	return kerneltest.Scenario{
		Program: activated(fmt.Sprint("skeleton-c8-", when), &c8{schedule: when}, []byte{0x6F, 17, 0x84, 5, 0xA0, 0, 0, 0, 4, 0xA5, 8, 0x9F, 0x38, 5, 0x9E, 0x40, 0x9F, 0x02, 6}),
		Config: &kernel.Config{Combinations: []kernel.Combination{{
			AID: []byte{0xA0, 0, 0, 0, 4}, Kernel: "\x08", Parameters: []kernel.DataObject{{Tag: tlv.DefaultCDOL1.Tag(), Value: []byte{0x9F, 0x02, 6, 0x95, 5, 0x9F, 0x37, 4}}},
		}}},
		Transaction: kernel.Transaction{Money: kernel.Money{Amount: 1234}},
		World:       func() kerneltest.World { w := w; w.card = card8(wrong); return w.do },
	}
}

// Whenever C does its work, the same commands go to the card and the same OUT comes out. A record that cannot be deciphered ends the run where K
// hears of it, with the same OUT: after the last command where the card's answers are always there, because they are looked at first.
//
// C-8 2.2.6, 6.1
func TestKernel8Skeleton(t *testing.T) {
	tags := [][]byte{{0x9F, 0x82, 0x03, 2, 0x5F, 0x24}}
	for _, c := range []struct {
		wrong string
		w     exchanged
		want  kernel.Status
		tvr   string
		why   string
	}{
		{"", exchanged{}, kernel.OnlineRequest, "95050000000081", ""},
		{"", exchanged{blocking: true}, kernel.OnlineRequest, "95050000000081", ""},
		{"", exchanged{detFirst: true, dets: tags}, kernel.OnlineRequest, "95050000000081", ""},
		{"issuer", exchanged{}, kernel.OnlineRequest, "95050400000081", ""},                                 // 29.9
		{"ICC", exchanged{}, kernel.OnlineRequest, "95050400000081", ""},                                    // 29.10
		{"MAC", exchanged{}, kernel.EndApplication, "95050000000081", "EDA MAC failed"},                     // 29.12
		{"record", exchanged{}, kernel.EndApplication, "95050000000081", "decryption failed"},               // 22.51, 26.28, 27.10
		{"record", exchanged{blocking: true}, kernel.EndApplication, "95050000000081", "decryption failed"}, // 6.1: RA first, to the last command
	} {
		var commands, done string
		for when := whenIdle; when < random+5; when++ {
			sc := c8scenario(when, c.wrong, c.w)
			tr := sc.Run(t)
			var sent []string
			for i, k := range tr.Kinds {
				if k == kernel.Transmit {
					sent = append(sent, tr.Actions[i])
				}
			}
			if r := tr.Result; r.Status != c.want || fmt.Sprintf("%X", r.DiscretionaryData) != c.tvr || r.Error.Reason != c.why {
				t.Fatalf("%s, schedule %d: %v %X %+v\n%s", c.wrong, when, r.Status, r.DiscretionaryData, r.Error, strings.Join(tr.Actions, "\n"))
			}
			if got := strings.Join(sent, "\n"); when == whenIdle {
				commands, done = got, tr.Actions[len(tr.Actions)-1]
			} else if (c.wrong != "record" || c.w.blocking) && (got != commands || tr.Actions[len(tr.Actions)-1] != done) {
				t.Errorf("%s, schedule %d:\n%s\nnot\n%s", c.wrong, when, got, commands)
			}
			if c.wrong != "" {
				continue
			}
			for i, out := range sc.EveryWayOut(t)["cancel"] {
				if out.Error.L3 != kernel.L3Stop && out.Status != c.want { // it comes after the last wait
					t.Errorf("cancel at action %d: %v", i+1, out.Status)
				}
			}
			sc.EveryResume(t)
		}
	}
}
