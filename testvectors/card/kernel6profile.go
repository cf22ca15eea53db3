package card

import (
	"slices"

	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// kernel6Data is what a profile says of a card of Kernel 6.
type kernel6Data struct {
	cpr          [2]byte // besides cardholder verification and loyalty
	sdad         int     // an index of sdadNames
	hasCID       bool
	cid          byte      // whatever is due
	without      []tlv.Tag // left out of the answer
	balance      bool      // D1 is sent
	program      []byte    // PID of the loyalty program, nil: none
	threshold    uint64    // transactions before a free one
	asks         uint16    // status word while the holder has still to confirm
	confirmation int       // an index of confirmationNames
	anew         bool      // RESUME GPO begins a new transaction
	wrong        int       // an index of wrong6Names

	// From the Card Feature Descriptor.
	feature byte
	sfi     byte // of the data store

	containers []container
	refuses    bool // updates
}

var (
	sdadNames         = []string{"options", "record", "none"}
	confirmationNames = []string{"as confirmed", "failed", "missing"}
	wrong6Names       = []string{"", "hash", "CID", "directory", "directory hash", "no directory hash"}
)

// The indices of sdadNames, confirmationNames and wrong6Names.
const (
	sdadOptions = iota
	sdadRecord
)

const (
	_ = iota
	confirmationFailed
	confirmationMissing
)

const (
	_ = iota
	wrongHash
	wrongCID
	wrongDirectory
	wrongDirectoryHash
	noDirectoryHash
)

// readKernel6 reads the section kernel6.
func (a *application) readKernel6(v jsonfile.Value) {
	o := v.Object()
	k := &kernel6Data{asks: 0x6986}
	a.tap.k6 = k
	copy(k.cpr[:], o.Need("cpr").Hex(2, 2))
	k.sdad = o.Get("sdad").OneOf(sdadNames...)
	if c := o.Get("gives"); c.Present() {
		k.hasCID, k.cid = true, first(c.Hex(1, 1))
	}
	if w := o.Get("without"); w.Present() {
		for t := range w.List() {
			k.without = append(k.without, readTag(t, t.Text(2, 4)))
		}
	}
	k.balance = o.Get("balance").Bool()
	if l := o.Get("loyalty"); l.Present() {
		loyalty := l.Object()
		k.program = loyalty.Need("program").Hex(1, 1)
		k.threshold = loyalty.Get("after").Uint(255)
		loyalty.Close()
	}
	if s := o.Get("asks"); s.Present() {
		if b := s.Hex(2, 2); b != nil {
			k.asks = uint16(b[0])<<8 | uint16(b[1])
		}
	}
	k.confirmation = o.Get("confirmation").OneOf(confirmationNames...)
	k.anew = o.Get("anew").Bool()
	k.wrong = o.Get("wrong").OneOf(wrong6Names...)
	k.refuses = o.Get("refuses").Bool()
	if d, ok := tlv.Find(a.tap.bf0c, 0xDF3B); ok && len(d.Value) > 2 {
		k.feature, k.sfi = d.Value[0], d.Value[1]>>3
	}
	a.readContainers(o.Get("containers"), k)
	o.Close()
}

// readContainers reads the data containers: those without an identifier are free transient ones.
//
// C-6 2.12 2.5.3
func (a *application) readContainers(v jsonfile.Value, k *kernel6Data) {
	if !v.Present() {
		return
	}
	if k.feature&featureStorage == 0 || k.sfi < 21 || k.sfi > 30 {
		v.Fault("set bit 1 of the first byte of DF3B in discretionary, and the second to the SFI, 21 to 30, times 8", "no descriptor says where the data store is")
	}
	for item := range v.List() {
		i := item.Object()
		x := container{record: byte(len(k.containers) + 1)}
		x.kind = byte(kindIssuer + i.Need("type").OneOf("issuer", "transient", "operator"))
		copy(x.id[:], i.Get("id").Hex(4, 4))
		x.counter = uint16(i.Get("counter").Uint(0xFFFF))
		copy(x.integrity[:], i.Get("integrity").Hex(2, 2))
		copy(x.code[:], i.Get("code").Hex(codeSize, codeSize))
		x.data = i.Get("data").Hex(0, containerRoom)
		i.Close()
		if !x.allocated() && x.kind != kindTransient {
			item.Fault("add id", "only a transient container can be free")
		}
		k.containers = append(k.containers, x)
	}
}

// newMemory is what a card of Kernel 6 keeps as it leaves personalisation.
func (k *kernel6Data) newMemory() *kernel6Memory {
	return &kernel6Memory{containers: slices.Clone(k.containers)}
}
