package host

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/emvgo/emv/crypto/mac"
	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/tlv"
)

// Union is what the host needs to speak UnionPay's dialect, package upos. The zero Union has the published test key for all its terminals.
type Union struct {
	Master   pin.Key // of every terminal; the zero key: MasterKey
	Form     upos.Form
	Method   upos.Method
	TextMAC  bool
	Tracking upos.Tracking
	Wants    upos.Wanted      // what it wants of its terminals
	Now      func() time.Time // nil: time.Now

	once    sync.Once
	dialect *iso8583.Dialect
}

// MasterKey is the terminals' master key: one of a published message.
func MasterKey() pin.Key {
	return tdes([16]byte{0xCA, 0x5D, 0x92, 0x59, 0x8D, 0xCA, 0x48, 0xCE, 0x8A, 0x4C, 0x76, 0x36, 0x1A, 0x92, 0x69, 0xE9})
}

// prepare puts in what the zero Union leaves out.
func (u *Union) prepare() {
	u.once.Do(func() {
		if u.Master.Len() == 0 {
			u.Master = MasterKey()
		}
		if u.Now == nil {
			u.Now = time.Now
		}
		u.dialect = u.Form.Dialect()
	})
}

// unionTill is what the books have of a terminal besides.
type unionTill struct {
	signOns  int
	trace    string // of the last sign-on
	used     bool   // the batch has bookings
	batch    int
	keys     upos.Keys
	mac      *mac.MAC
	ended    map[string]string // batch: the totals that it ended with
	uploaded map[string]bool   // items of the batch, by trace number
}

func (t *till) unionOf() *unionTill {
	if t.union == nil {
		t.union = &unionTill{batch: 1, ended: map[string]string{}, uploaded: map[string]bool{}}
	}
	return t.union
}

func (t *unionTill) number() string { return fmt.Sprintf("%06d", t.batch) }

// end begins a new batch.
func (t *unionTill) end(totals string) {
	t.ended[t.number()] = totals
	t.next()
}

func (t *unionTill) next() { t.batch, t.used, t.uploaded = t.batch%999_999+1, false, map[string]bool{} }

// workKeys are those of a terminal's n-th sign-on: each sign-on has others, and a host that was killed and began again has the same.
func (u *Union) workKeys(terminal, network string, n int) (k upos.Keys, err error) {
	size := 16
	if network == upos.SingleKeys {
		size = 8
	}
	for name, to := range map[string]*pin.Key{"PIK": &k.PIK, "MAK": &k.MAK, "TDK": &k.TDK} {
		sum := sha256.Sum256(fmt.Appendf(u.Master.AppendBytes(nil), " %s %s %d", name, terminal, n))
		key := sum[:size]
		if name == "MAK" && u.Master.Algorithm() == pin.TDES && u.Method == upos.ECB {
			key = sum[:8] // as the published fields have it
		}
		if *to, err = upos.NewKey(u.Master.Algorithm(), key); err != nil {
			return k, err
		}
	}
	return k, nil
}

// A call is one message of a terminal, and its answer.
type call struct {
	m, a  *iso8583.Message
	t     *till
	class upos.Class
	kind  upos.Kind
	key   string // batch and trace number: what a booking goes by
}

// unionServices are what is done about messages that are no transactions, by their network code.
var unionServices = map[string]func(h *Host, c *call){
	"0800001": (*Host).unionSignOn, "0800003": (*Host).unionSignOn, "0800004": (*Host).unionSignOn,
	"0820002": approveUnion, "0820301": approveUnion, "0820362": approveUnion, "0820800": approveUnion, "0620951": approveUnion,
	"0800364": (*Host).unionParameters, "0800394": (*Host).unionQuickPass, "0800396": (*Host).unionBINs, "0800390": (*Host).unionBINs,
	"0820372": (*Host).unionList, "0800370": (*Host).unionEntry, "0800371": approveUnion,
	"0820382": (*Host).unionList, "0800380": (*Host).unionEntry, "0800381": approveUnion,
	"0500201": (*Host).unionSettlement,
	"0320201": (*Host).unionBatch, "0320203": (*Host).unionBatch, "0320205": (*Host).unionBatch, "0320207": (*Host).unionBatchEnd,
}

// unionDownloads are the network codes of what has a MAC though it manages the terminal.
var unionDownloads = map[string]bool{
	"364": true, "370": true, "371": true, "372": true, "380": true, "381": true, "382": true, "390": true, "394": true, "396": true,
}

func approveUnion(_ *Host, c *call) { c.a.Set(iso8583.FieldResponse, codeApproved) }

// answerUnion acts upon a message, which is kept first unless it was.
func (h *Host) answerUnion(frame []byte, keep bool) []byte {
	u := h.Union
	u.prepare()
	e, body, err := upos.Split(frame)
	var m *iso8583.Message
	if err == nil {
		m, err = u.dialect.Parse(body)
	}
	c := &call{m: m}
	if err == nil {
		c.class, err = upos.ParseClass(m.Get(upos.FieldClass))
	}
	if err != nil || !m.Has(iso8583.FieldTerminal) || m.Type[2] != '0' && m.Type[2] != '2' {
		h.count.garbage.Add(1)
		h.log("dropped: it is no request: %v", err)
		return nil
	}
	defer m.Wipe()
	h.Books.mu.Lock()
	defer h.Books.mu.Unlock()
	c.t, c.a, c.kind, c.key = h.Books.till(m.Get(iso8583.FieldTerminal)), u.reply(m), upos.KindOf(m), c.class.Batch+m.Get(iso8583.FieldSTAN)
	sealed := m.Type[1] != '8' || unionDownloads[c.class.Network]
	service, known := unionServices[m.Type+c.class.Network]
	switch {
	case sealed && !u.authentic(m, body, c.t):
		h.count.wrongMAC.Add(1)
		c.a.Set(iso8583.FieldResponse, codeMAC)
		sealed = false // there may be no key
	case keep && h.store != nil && h.store.keep(h.Decline, frame) != nil:
		h.log("not taken: the file cannot be written")
		return nil
	case known:
		service(h, c)
	case m.Type[1] == '8' || m.Type[1] == '5' || m.Type[1] == '3' || m.Type[1] == '6':
		c.a.Set(iso8583.FieldResponse, codeUnsupported)
	default:
		h.unionTransaction(c)
	}
	h.log("%s %s %s %s %s -> %s", m.Type, m.Get(iso8583.FieldTerminal), c.key, maskedPAN(m), money(m), c.a.Get(iso8583.FieldResponse))
	return u.seal(c, e.Answer(u.Wants), sealed, h)
}

// The response codes that only this dialect has.
const (
	codeBatch       = "77"
	codeItems       = "79"
	codePIN         = "99"
	codeMAC         = "A0"
	codeUnsupported = "40"
	codeNoPayee     = "A3"
)

func (u *Union) authentic(m *iso8583.Message, body []byte, t *till) bool {
	return t.union != nil && t.union.mac != nil && u.dialect.Sealed(m, body, t.union.mac)
}

func (u *Union) seal(c *call, e upos.Envelope, sealed bool, h *Host) []byte {
	var b []byte
	var err error
	if sealed {
		b, err = u.dialect.Seal(c.a, c.t.union.mac)
	} else {
		b, err = u.dialect.Pack(c.a)
	}
	c.a.Wipe()
	if err != nil {
		h.log("no answer: %v", err)
		return nil
	}
	return e.Append(nil, b)
}

// reply is the answer with what it repeats.
func (u *Union) reply(m *iso8583.Message) *iso8583.Message {
	a := u.dialect.New(iso8583.AnswerType(m.Type))
	for _, n := range []int{
		iso8583.FieldProcessing, iso8583.FieldAmount, iso8583.FieldSTAN, upos.FieldCondition, iso8583.FieldTerminal, iso8583.FieldMerchant,
		iso8583.FieldCurrency, upos.FieldClass,
	} {
		a.SetBytes(n, m.Bytes(n))
	}
	now := u.Now()
	a.Set(iso8583.FieldTime, now.Format("150405"))
	a.Set(iso8583.FieldDate, now.Format("0102"))
	a.Set(upos.FieldAcquirer, "00010000")
	return a
}

// unionSignOn gives a terminal new keys, and the number of its batch. One whose trace numbers begin again has lost its memory: its batch gets another number, so that
// none of them is another message's.
func (h *Host) unionSignOn(c *call) {
	t, u := c.t.unionOf(), h.Union
	t.signOns++
	if trace := c.m.Get(iso8583.FieldSTAN); t.used && trace <= t.trace {
		t.next()
	}
	t.trace = c.m.Get(iso8583.FieldSTAN)
	keys, err := u.workKeys(c.m.Get(iso8583.FieldTerminal), c.class.Network, t.signOns)
	if err != nil {
		c.a.Set(iso8583.FieldResponse, codeFull)
		return
	}
	field, err1 := upos.SealKeys(c.class.Network, keys, u.Master)
	key, err2 := upos.NewMAC(u.Method, u.TextMAC, keys.MAK)
	if err1 != nil || err2 != nil {
		c.a.Set(iso8583.FieldResponse, codeUnsupported)
		return
	}
	t.keys, t.mac = keys, key
	c.class.Batch = t.number()
	c.a.Set(upos.FieldClass, c.class.String())
	c.a.SetBytes(upos.FieldData, field)
	c.a.Set(iso8583.FieldRRN, c.class.Batch+"000000")
	c.a.Set(iso8583.FieldResponse, codeApproved)
}

// unionSettlement compares totals: those that agree end the batch.
func (h *Host) unionSettlement(c *call) {
	t := c.t.unionOf()
	theirs, err := upos.ParseTotals(c.m.Get(upos.FieldTotals))
	done, ended := t.ended[c.class.Batch]
	c.a.Set(iso8583.FieldResponse, codeApproved)
	switch {
	case err != nil:
		c.a.Set(iso8583.FieldResponse, codeFormat)
		return
	case ended:
		c.a.Set(upos.FieldTotals, done)
		return
	case c.class.Batch != t.number():
		c.a.Set(iso8583.FieldResponse, codeBatch)
		return
	}
	currency := c.m.Get(iso8583.FieldCurrency)
	x := c.t.of(currency)
	ours := upos.Totals{Domestic: upos.Sums{Debits: x.Debits, Credits: x.Credits, Flag: upos.NotBalanced}, Foreign: upos.Sums{Flag: upos.Balanced}}
	theirs.Domestic.Flag, theirs.Foreign.Flag = ours.Domestic.Flag, ours.Foreign.Flag
	if ours == theirs {
		ours.Domestic.Flag = upos.Balanced
		h.endBatch(c.t, currency, ours.String())
	}
	c.a.Set(upos.FieldTotals, ours.String())
}

func (h *Host) endBatch(t *till, currency, totals string) {
	t.totals[currency] = &iso8583.Totals{}
	t.batch[currency]++
	h.Books.forget(t, currency)
	t.unionOf().end(totals)
}

// unionBatch takes the items of a batch, or of one that has ended; each counts once.
func (h *Host) unionBatch(c *call) {
	t := c.t.unionOf()
	c.a.Set(iso8583.FieldResponse, codeApproved)
	if c.class.Network != upos.StripeBatch.Network {
		t.uploaded[c.m.Get(iso8583.FieldSTAN)] = true
		return
	}
	items, err := upos.ParseItems(c.m.Get(upos.FieldTotals))
	if err != nil {
		c.a.Set(iso8583.FieldResponse, codeFormat)
	}
	for _, i := range items {
		t.uploaded[i.Trace] = true
	}
}

// unionBatchEnd ends a batch that was not in balance, when all its items have come.
func (h *Host) unionBatchEnd(c *call) {
	t := c.t.unionOf()
	_, ended := t.ended[c.class.Batch]
	switch {
	case c.m.Get(upos.FieldTotals) != fmt.Sprintf("%04d", len(t.uploaded)) && !(ended && len(t.uploaded) == 0):
		c.a.Set(iso8583.FieldResponse, codeItems)
		return
	case !ended && c.class.Batch != t.number():
		c.a.Set(iso8583.FieldResponse, codeBatch)
		return
	case !ended:
		h.endBatch(c.t, "156", upos.Totals{}.String())
	}
	t.uploaded = map[string]bool{}
	c.a.Set(iso8583.FieldResponse, codeApproved)
}

// track2 is the track of a message in clear.
func (u *Union) track2(c *call) string {
	track := c.m.Get(iso8583.FieldTrack2)
	if s, err := upos.ParseSecurity(c.m.Get(upos.FieldSecurity)); err == nil && s.Track == 1 {
		if clear, err := u.Tracking.Decipher(track, c.t.union.keys.TDK); err == nil {
			return clear
		}
	}
	return track
}

// panOf is the account number of a message, empty where field 2 and the track do not agree.
func (u *Union) panOf(c *call) string {
	pan := c.m.Get(iso8583.FieldPAN)
	of, _, found := strings.Cut(u.track2(c), "D")
	switch {
	case !found || of == pan:
		return pan
	case pan == "":
		return of
	}
	return ""
}

// icc is the chip's data with the card's sequence number, which is a field of its own here.
func icc(m *iso8583.Message) []byte {
	data := m.Bytes(iso8583.FieldICC)
	psn := m.Get(iso8583.FieldPSN)
	if len(data) == 0 || len(psn) != 3 {
		return data
	}
	return tlv.Append(append([]byte{}, data...), 0x5F34, []byte{psn[1]<<4 | psn[2]&15})
}
