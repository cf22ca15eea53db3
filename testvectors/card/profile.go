package card

import (
	"encoding/hex"
	"strings"

	"github.com/emvgo/emv/crypto/sm"
	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// A Profile is a virtual card's file, read and personalised: certificates are signed and keys derived. It never
// changes; any number of cards are made from it.
type Profile struct {
	Name  string
	About string
	ATR   []byte

	pse    []byte // FCI of the PSE, nil if there is none; the profile's own where it has a directory
	pseSFI byte
	pseDir [][]byte // its records
	ppse   []byte   // FCI of the PPSE, nil if there is none
	poi    *poi     // nil: no SEND POI INFORMATION
	apps   []*application
	faults []Fault
	used   map[string]*privateKey // the key pairs that it names
}

// An application is one ADF and all that belongs to it.
type application struct {
	aid, label  []byte
	priority    byte
	directory   bool // it stands in the PSE directory
	fci         []byte
	extended    []byte // 9F29, nil if there is none
	fciExtended []byte // FCI under the name with the extended selection
	kernel      []byte // 9F2A of its directory entry, with hasKernel
	hasKernel   bool
	pdol        dol
	gpo         []byte // response to GET PROCESSING OPTIONS, without status word
	choices     []choice
	aip, afl    []byte
	tap         *tapData // nil: contact
	log, loads  logFile  // of a contact card; without SFI: none
	inRecords   map[tlv.Tag]bool
	records     map[uint16]*record // SFI << 8 | number
	cdol1       dol
	cdol2       dol
	dsdol       dol
	ddol        dol
	data        map[tlv.Tag][]byte // what the records hold, and what GET DATA gives besides counters
	getData     map[tlv.Tag]bool

	icc, pinKey *privateKey
	sm          *sm.PrivateKey // of a card that does SM2 too
	xda, ode    *eccKey        // in their place in an ECC chain
	pdolList    []byte         // 9F38, nil if there is none
	crypto      *scheme
	risk        risk
	pin         string // digits, empty: no offline PIN
	pinLimit    byte
	start       counters
	format1     [256]bool // by instruction: answer in format 1
}

// A record is one record as READ RECORD gives it.
type record struct {
	sfi, number byte
	signed      bool
	enciphered  bool // Kernel 8: in template DA
	algorithm   int  // an index of algorithmNames
	members     []element
	raw         []byte
}

type element struct {
	tag   tlv.Tag
	value []byte
	built bool // the value comes from the section signatures
	at    jsonfile.Value
}

// risk is the card's own risk management: when a TC is asked for at the first GENERATE AC, it gives one if the amount
// and all amounts approved offline since the last online transaction are together at most offlineLimit, there were
// fewer than offlineCount of them, and the transaction is in the application currency (9F42) if there is one;
// otherwise it asks to go online. always puts something else in place of that.
type risk struct {
	always       int    // an index of riskNames
	offlineLimit uint64 // minor units; 0: none
	offlineCount uint64 // 0: no limit
	mandatory    bool   // without issuer authentication an online transaction ends with an AAC
	unable       int    // when the host was not reached: an index of unableNames
}

var (
	riskNames   = []string{"limits", "asked", "online", "decline"}
	unableNames = []string{"asked", "decline"}
)

// The indices of riskNames.
const (
	byLimits = iota
	asAsked
	forceOnline
	forceDecline
)

// counters live in the card's non-volatile memory.
type counters struct {
	atc, lastOnline uint16
	amount, offline uint64 // approved offline since the last online transaction
	pinTries        byte
}

// A certificateData is what a certificate says beside the key.
type certificateData struct {
	key            *privateKey
	expiry, serial []byte
}

// Parse reads a profile. Its error lists every fault with its path and line.
func Parse(data []byte) (*Profile, error) {
	doc := jsonfile.Parse(data)
	p := &Profile{used: map[string]*privateKey{}}
	root := doc.Root().Object()
	p.Name = root.Need("name").Text(1, 32)
	p.About = root.Get("about").Text(0, 400)
	p.ATR = []byte{0x3B, 0x65, 0x00, 0x00, 'E', 'M', 'V', 'G', 'O'}
	if v := root.Get("atr"); v.Present() {
		p.ATR = v.Hex(4, 33)
	}
	p.pseSFI = byte(root.Get("pse").Uint(10))
	p.readDirectory(root.Get("directory"))
	directory := root.Get("ppse").Bool()
	apps := root.Need("applications")
	for v := range apps.List() {
		p.apps = append(p.apps, p.readApplication(v))
	}
	if apps.Present() && len(p.apps) == 0 {
		apps.Fault("add an application", "empty")
	}
	if v := root.Get("faults"); v.Present() {
		for f := range v.List() {
			p.faults = append(p.faults, readFault(f))
		}
	}
	poi := root.Get("poi")
	if poi.Present() {
		p.readPOI(poi)
		if !directory {
			poi.Fault("add ppse: true", "without a PPSE no card is told of the terminal")
		}
	}
	root.Close()
	if err := doc.Err(); err != nil {
		return nil, err
	}
	p.buildPSE()
	if directory {
		p.buildPPSE()
	}
	return p, nil
}

func (p *Profile) readApplication(v jsonfile.Value) *application {
	a := &application{data: map[tlv.Tag][]byte{}, getData: map[tlv.Tag]bool{}, records: map[uint16]*record{}, inRecords: map[tlv.Tag]bool{}}
	o := v.Object()
	a.aid = o.Need("aid").Hex(5, 16)
	a.label = []byte(o.Need("label").Text(1, 16))
	a.priority = byte(o.Get("priority").Uint(255))
	a.directory = !o.Get("hidden").Bool()
	if k := o.Get("kernel"); k.Present() {
		a.kernel, a.hasKernel = k.Hex(0, 8), true
	}
	if e := o.Get("extended"); e.Present() {
		a.extended = e.Hex(1, 16)
	}
	fci := p.readElements(o.Get("fci"))
	for _, e := range fci {
		if e.tag == 0x9F38 {
			a.pdolList = e.value
		}
	}
	a.aip = o.Need("aip").Hex(2, 2)
	a.readCounters(o.Get("counters"))
	records := o.Need("records")
	list := a.readRecords(p, records)
	if afl := o.Get("afl"); afl.Present() {
		a.afl = afl.Hex(0, 252)
	} else {
		a.afl = locator(without(list, ofSM))
	}
	if g := o.Get("getData"); g.Present() {
		for t := range g.List() {
			a.getData[readTag(t, t.Text(2, 4))] = true
		}
	}
	for _, e := range p.readElements(o.Get("data")) {
		a.data[e.tag] = e.value
		a.getData[e.tag] = true
	}
	if f := o.Get("format1"); f.Present() {
		for c := range f.List() {
			a.format1[readInstruction(c)] = true
		}
	}
	if book := o.Get("applet").OneOf(appletNames...); book > 0 {
		a.readTap(p, book-1, o.Need("tap"))
	}
	a.readChoices(o.Get("choices"))
	a.readLogs(o.Get("logs"))
	a.readPIN(o.Get("pin"))
	p.readSignatures(a, o.Get("signatures"), list)
	if key := o.Get("iccKey"); key.Present() {
		a.icc = p.readKey(key)
	}
	a.spoilCertificates(list)
	a.crypto = readScheme(o.Need("cryptogram"), a.data[0x5A], a.data[0x5F34])
	a.readRisk(o.Get("risk"))
	a.finish(records, list, fci)
	o.Close()
	return a
}

func (a *application) readCounters(v jsonfile.Value) {
	o := v.Object()
	a.start.atc = uint16(o.Get("atc").Uint(0xFFFF))
	a.start.lastOnline = uint16(o.Get("lastOnlineATC").Uint(0xFFFF))
	a.start.amount = o.Get("offlineAmount").Uint(999999999999)
	a.start.offline = o.Get("offlineCount").Uint(255)
	o.Close()
}

func (a *application) readPIN(v jsonfile.Value) {
	if !v.Present() {
		return
	}
	o := v.Object()
	digits := o.Need("digits")
	a.pin = digits.Text(4, 12)
	if strings.Trim(a.pin, "0123456789") != "" {
		digits.Fault("write 4 to 12 digits 0-9", "a PIN has digits only")
	}
	a.pinLimit = byte(o.Need("tryLimit").Uint(15))
	a.start.pinTries = a.pinLimit
	if t := o.Get("tries"); t.Present() {
		a.start.pinTries = byte(t.Uint(15))
	}
	o.Close()
}

func (a *application) readRisk(v jsonfile.Value) {
	o := v.Object()
	a.risk.always = o.Get("first").OneOf(riskNames...)
	a.risk.offlineLimit = o.Get("offlineLimit").Uint(999999999999)
	a.risk.offlineCount = o.Get("offlineCount").Uint(255)
	a.risk.mandatory = o.Get("issuerAuthentication").OneOf("optional", "mandatory") == 1
	a.risk.unable = o.Get("unableToGoOnline").OneOf(unableNames...)
	o.Close()
}

// readElements reads an object of data elements: tags for keys, hexadecimal values, the order kept.
func (p *Profile) readElements(v jsonfile.Value) (list []element) {
	if !v.Present() {
		return nil
	}
	for key, value := range v.Object().Members() {
		e := element{tag: readTag(value, key), at: value}
		if value.Is("@") {
			e.built = true
		} else {
			e.value = value.Hex(0, 255)
			checkElement(&e)
		}
		list = append(list, e)
	}
	return list
}

// checkElement holds a value against the dictionary's length.
func checkElement(e *element) {
	row, ok := tlv.Lookup(tlv.Contact, 0, e.tag)
	if !ok {
		return
	}
	if el := row.Element(); !el.Fits(len(e.value)) {
		e.at.Fault("mend the value, or give the whole record as raw", "%d bytes; %s has %d to %d", len(e.value), el.Name, el.Min, el.Max)
	}
}

func readTag(v jsonfile.Value, s string) tlv.Tag {
	b, err := hex.DecodeString(s)
	if t, rest, ok := oneTag(b); err == nil && ok && len(rest) == 0 {
		return t
	}
	v.Fault("write a tag in hexadecimal, for instance 9F36", "%q is no tag", s)
	return 0
}

func (a *application) readRecords(p *Profile, v jsonfile.Value) (list []*record) {
	for item := range v.List() {
		o := item.Object()
		r := &record{sfi: byte(o.Need("sfi").Uint(30)), number: byte(o.Need("record").Uint(255))}
		r.signed = o.Get("signed").Bool()
		r.enciphered = o.Get("enciphered").Bool()
		r.algorithm = o.Get("algorithm").OneOf(algorithmNames...)
		if raw := o.Get("raw"); raw.Present() {
			r.raw = raw.Hex(0, 256)
			a.takeRaw(r.raw)
		} else {
			r.members = p.readElements(o.Need("data"))
		}
		if r.sfi == 0 || r.number == 0 {
			item.Fault("number files 1 to 30 and records 1 to 255", "SFI or record 0")
		}
		key := uint16(r.sfi)<<8 | uint16(r.number)
		if a.records[key] != nil {
			item.Fault("number the records of a file differently", "SFI %d has two records %d", r.sfi, r.number)
		}
		a.records[key] = r
		for _, e := range r.members {
			a.inRecords[e.tag] = true
			if a.data[e.tag] == nil {
				a.data[e.tag] = e.value
			}
		}
		list = append(list, r)
		o.Close()
	}
	return list
}
