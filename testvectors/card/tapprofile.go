package card

import (
	"encoding/binary"
	"slices"

	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// tapData is what a profile says of a contactless application.
type tapData struct {
	book       int
	answer     []element // of every answer to GET PROCESSING OPTIONS, unless a record read after it has them
	afl        int       // an index of aflNames
	signOnline bool      // an ARQC too, for a reader that asks for it
	cid        bool      // 9F27 is sent
	hasCTQ     bool
	ctq        [2]byte // besides cardholder verification
	cvm        int     // an index of cvmNames
	device     int     // an index of deviceNames
	version    byte    // fDDA version in 9F69
	format     byte    // signed data format instead of the right one; 0: the right one
	mismatch   bool    // 9F69 says something else than 9F6C
	refundAAC  bool
	logSFI     byte
	logFormat  dol
	// Kernel 2.
	relay        []byte   // minimum, maximum, estimate, 2 bytes each; nil: no relay resistance
	delays       []uint64 // of each try, microseconds
	altered      bool     // the signature says something else than the answer
	signAAC      bool
	interaction  []byte // DF4B, nil: none
	bf0c         []byte // data elements of BF0C in the FCI
	capabilities [3]byte
	refuses      bool         // PUT DATA
	storage      *storage     // nil: none
	k8           *kernel8Data // nil: not of Kernel 8
	// Kernel 4 and Kernel 5.
	demands      bool         // the cardholder verified, whatever the reader says
	refusal      uint16       // of GENERATE AC, while the holder has still to confirm; 0: none
	result       []byte       // 9F71 or 9F50 instead of the right one; nil: the right one
	issuerUpdate []byte       // 9F60; nil: none
	balance      bool         // 9F5F is sent
	gives        []byte       // CID whatever is asked for; nil: what is right
	unsigned     bool         // no signature, whatever is asked for
	spoils       bool         // the signature is wrong
	k6           *kernel6Data // nil: not of Kernel 6
	// Kernel 3: integrated data storage.
	idsSFI       byte   // of stored records; 0: none
	idsDirectory []byte // D2
}

var (
	appletNames = []string{"contact", "visa", "unionpay", "mastercard", "kernel8", "amex", "jcb", "discover"}
	aflNames    = []string{"signed", "always", "never"}
	cvmNames    = []string{"none", "online PIN", "signature", "device"}
	deviceNames = []string{"always", "between", "asked"}
)

// The indices of aflNames, cvmNames and deviceNames.
const (
	aflSigned = iota
	aflAlways
)

const (
	_ = iota
	cvmOnlinePIN
	cvmSignature
	cvmDevice
)

const (
	deviceAlways = iota
	deviceBetween
	deviceAsked
)

// readTap reads the keys of a contactless application.
func (a *application) readTap(p *Profile, book int, v jsonfile.Value) {
	d := &tapData{book: book, version: 1}
	a.tap = d
	o := v.Object()
	d.answer = p.readElements(o.Get("answer"))
	for _, e := range d.answer {
		if e.built && e.tag != 0x9F5D && e.tag != 0x9F69 && (e.tag != 0x9F36 || book != bookC8) {
			e.at.Fault("write the value", "the card computes only 9F5D and 9F69 here")
		}
	}
	d.afl = o.Get("afl").OneOf(aflNames...)
	d.signOnline = o.Get("signOnline").Bool()
	d.cid = o.Get("cid").Bool()
	if q := o.Get("ctq"); q.Present() {
		d.hasCTQ = true
		copy(d.ctq[:], q.Hex(2, 2))
	}
	d.cvm = o.Get("cvm").OneOf(cvmNames...)
	d.device = o.Get("confirmed").OneOf(deviceNames...)
	if n := o.Get("fddaVersion"); n.Present() {
		d.version = byte(n.Uint(255))
	}
	if f := o.Get("signedFormat"); f.Present() {
		d.format = byte(f.Uint(255))
	}
	d.mismatch = o.Get("mismatch").Bool()
	d.refundAAC = o.Get("refundAAC").Bool()
	if l := o.Get("log"); l.Present() {
		log := l.Object()
		d.logSFI = byte(log.Need("sfi").Uint(30))
		format := log.Need("format")
		a.data[0x9F4F] = format.Hex(2, 64)
		a.getData[0x9F4F] = true
		d.logFormat = readDOL(format, a.data, 0x9F4F)
		log.Close()
	}
	if r := o.Get("relay"); r.Present() {
		relay := r.Object()
		d.relay = relay.Need("times").Hex(6, 6)
		for t := range relay.Get("delays").List() {
			d.delays = append(d.delays, t.Uint(1e9))
		}
		d.altered = relay.Get("altered").Bool()
		relay.Close()
	}
	d.signAAC = o.Get("signAAC").Bool()
	if i := o.Get("interaction"); i.Present() {
		d.interaction = i.Hex(3, 3)
	}
	a.readDiscretionary(p, o.Get("discretionary"))
	d.refuses = o.Get("refusesData").Bool()
	if s := o.Get("slots"); s.Present() {
		d.storage = a.readStorage(s)
	}
	d.readVerification(book, o)
	if book == bookC8 {
		a.readKernel8(p, o.Need("kernel8"))
	}
	if book == bookC6 {
		a.readKernel6(o.Need("kernel6"))
	}
	if i := o.Get("storage"); i.Present() {
		ids := i.Object()
		d.idsSFI = byte(ids.Need("sfi").Uint(30))
		d.idsDirectory = ids.Need("directory").Hex(1, 128)
		ids.Close()
		if len(a.extended) == 0 {
			i.Fault("add extended", "stored data are shown under an extended selection only")
		}
	}
	o.Close()
	a.trackData(v, d)
}

// readVerification reads what is of Kernel 4 and Kernel 5.
func (d *tapData) readVerification(book int, o *jsonfile.Object) {
	d.demands = o.Get("demands").Bool()
	if r := o.Get("refusal"); r.Present() {
		if b := r.Hex(2, 2); len(b) == 2 {
			d.refusal = binary.BigEndian.Uint16(b)
		}
	}
	if r := o.Get("cvmResult"); r.Present() {
		n := 3
		if book == bookC5 {
			n = 1
		}
		d.result = r.Hex(n, n)
	}
	if u := o.Get("update"); u.Present() {
		d.issuerUpdate = u.Hex(1, 1)
	}
	d.balance = o.Get("balance").Bool()
	if g := o.Get("gives"); g.Present() {
		d.gives = g.Hex(1, 1)
	}
	d.unsigned = o.Get("unsigned").Bool()
	d.spoils = o.Get("spoils").Bool()
}

// trackData takes the PAN from track 2 where no record has it: keys are derived from it.
func (a *application) trackData(v jsonfile.Value, d *tapData) {
	for _, e := range d.answer {
		if _, ok := a.data[e.tag]; !ok && !e.built {
			a.data[e.tag] = e.value
		}
	}
	if a.data[0x5A] != nil {
		return
	}
	var pan []byte
	for _, b := range a.data[0x57] {
		if b>>4 > 9 || b&15 > 9 {
			break
		}
		pan = append(pan, b)
	}
	if len(pan) == 0 {
		v.Fault("add tag 57 to answer or to a record", "the card has no PAN")
		return
	}
	a.data[0x5A] = pan
}

// discretionary is what the FCI has behind the other elements: under the plain name the entry of the log, under the one
// with the extended selection the directory of stored data too.
//
// C-7 2.12 table 4-1, annex D, C-3 2.12 4.4.1.1
func (a *application) discretionary() (plain, extended []byte) {
	if a.tap == nil {
		return nil, nil
	}
	if a.tap.logSFI != 0 {
		plain = tlv.Append(nil, 0x9F4D, []byte{a.tap.logSFI, logSize})
	}
	extended = append(slices.Clip(plain), tlv.Append(nil, 0xD2, a.tap.idsDirectory)...)
	if len(a.tap.idsDirectory) == 0 {
		extended = plain
	}
	return template(slices.Concat(plain, a.tap.bf0c)), template(slices.Concat(extended, a.tap.bf0c))
}

// readDiscretionary reads the data elements of BF0C in the FCI.
//
// C-2 2.12 A.1.9, A.1.45, A.1.147
func (a *application) readDiscretionary(p *Profile, v jsonfile.Value) {
	for _, e := range p.readElements(v) {
		switch {
		case e.built && e.tag == 0x9F5E:
			e.value = dataStorageID(a.data[0x5A], a.data[0x5F34])
		case e.built:
			e.at.Fault("write the value", "the card computes only 9F5E here")
		case e.tag == 0x9F5D:
			copy(a.tap.capabilities[:], e.value)
		}
		a.tap.bf0c = tlv.Append(a.tap.bf0c, e.tag, e.value)
	}
}

func template(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return tlv.Append(nil, tlv.TagIssuerDiscretionary, b)
}
