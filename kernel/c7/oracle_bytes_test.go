package c7_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c7/internal/oracle"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// An onlooker has seen the bytes of a tap, and nothing of the kernel: what it makes of them goes to the oracle.
type onlooker struct {
	p    *played
	data map[tlv.Tag][]byte
	in   oracle.In
	sign []byte // signed records

	broken bool // one of them is none
}

// oracleSays is what the oracle says of the bytes exchanged, and of which input. A tap whose card has not given what the acquirer must have ends: annex C.
func (p *played) oracleSays(ttq []byte) (oracle.In, oracle.Out) {
	o := &onlooker{p: p, data: map[tlv.Tag][]byte{}}
	terminal := &p.cfg.Terminal
	o.in = oracle.In{
		Stripe: terminal.Capabilities[0]&0x40 != 0, ATM: terminal.Type >= 0x14 && terminal.Type <= 0x16 && terminal.AdditionalCapabilities[0]&0x80 != 0,
	}
	o.in.TTQ, _ = oracle.SentTTQ([4]byte(ttq), ttq[0]&1 != 0, bytes.Contains(p.fci, []byte{0xDF, 0x61, 0x01, 0x40}))
	o.options(p.seen[0])
	o.records(p.seen[1:])
	o.decides()
	out := oracle.Decide(o.in)
	track2 := tlv.Track2(o.data[0x57])
	noAccount := len(o.data[0x5A]) == 0 && !track2.Valid()
	if out.DataRecord && (noAccount || out.Outcome == oracle.OnlineRequest && len(track2) == 0) {
		oda, disputed := out.ODA, out.Disputed
		out = oracle.Decide(oracle.In{TTQ: o.in.TTQ, SW: 0x9000, Malformed: true}) // End Application
		out.ODA, out.Disputed = oda, disputed
	}
	return o.in, out
}

// options takes in the answer to GET PROCESSING OPTIONS.
func (o *onlooker) options(r []byte) {
	if len(r) < 2 {
		o.in.LinkError = true
		return
	}
	o.in.SW = uint16(r[len(r)-2])<<8 | uint16(r[len(r)-1])
	o.in.Malformed = o.take(r[:len(r)-2], 0x77) != oracle.ReadWell
	if _, has := o.data[0x94]; has {
		o.in.AFL = oracle.BadAFL
		if goodAFL(o.data[0x94]) {
			o.in.AFL = oracle.GoodAFL
		}
	}
	for tag, m := range map[tlv.Tag]oracle.Missing{0x82: oracle.MissingAIP, 0x9F36: oracle.MissingATC, 0x9F26: oracle.MissingAC, 0x57: oracle.MissingTrack2} {
		if len(o.data[tag]) == 0 {
			o.in.Missing |= m
		}
	}
}

func goodAFL(afl []byte) bool {
	good := len(afl) > 0 && len(afl)%4 == 0
	for e := afl; good && len(e) > 0; e = e[4:] {
		sfi := e[0] >> 3
		good = sfi != 0 && sfi != 31 && e[1] != 0 && e[2] >= e[1] && int(e[3]) <= int(e[2])-int(e[1])+1
	}
	return good
}

// records takes in the answers to READ RECORD, up to the first that goes wrong, or has a date that is over.
func (o *onlooker) records(all [][]byte) {
	n := 0
	for e := o.data[0x94]; len(e) >= 4; e = e[4:] {
		for k := int(e[1]); k <= int(e[2]) && n < len(all); k++ {
			r := all[n]
			if n++; len(r) < 2 {
				o.in.Read = oracle.ReadLinkError
				return
			}
			if r[len(r)-2] != 0x90 || r[len(r)-1] != 0 {
				o.in.Read = oracle.ReadStatus
				return
			}
			body := r[:len(r)-2]
			if o.in.Read = o.take(body, 0x70); o.in.Read != oracle.ReadWell && e[0]>>3 <= 10 {
				return
			}
			if k-int(e[1]) < int(e[3]) {
				template, _ := tlv.Find(body, 0x70)
				o.sign = append(o.sign, template.Value...)
				o.broken = o.broken || len(template.Raw) != len(body) // one template and nothing else: B3 10.3
			}
			if date := o.data[0x5F24]; len(date) == 3 && bytes.Compare(century(o.p.tx.Date[:]), century(date)) > 0 {
				o.in.Expired = true
				return
			}
		}
	}
}

func century(d []byte) []byte {
	if d[0] >= 0x50 {
		return append([]byte{0x19}, d...)
	}
	return append([]byte{0x20}, d...)
}

// take keeps the objects of a template.
func (o *onlooker) take(body []byte, want tlv.Tag) oracle.Read {
	top := tlv.NewCursor(body)
	template, ok := top.Next()
	if _, more := top.Next(); !ok || more || top.Err() != nil || template.Tag != want {
		return oracle.ReadMalformed
	}
	for inner := template.Children(); ; {
		if _, ok := inner.Next(); !ok {
			if inner.Err() != nil {
				return oracle.ReadMalformed
			}
			break
		}
	}
	inner := template.Children()
	for e := range inner.All() {
		if _, before := o.data[e.Tag]; before {
			return oracle.ReadDuplicate
		}
		if !formed(want, e) {
			return oracle.ReadMalformed
		}
		o.data[e.Tag] = e.Value
	}
	return oracle.ReadWell
}

// formed reports whether an element has a length, and digits, that the dictionary lets it have. What C-7 does not define has any.
// C-7 4.2.4.8
func formed(template tlv.Tag, e tlv.Object) bool {
	row, ok := tlv.Lookup(tlv.C7, template, e.Tag)
	el := row.In(tlv.C7)
	switch {
	case !ok || len(e.Value) == 0 || !el.Source.Has(tlv.FromCard):
		return true
	case e.Tag == 0x5F20 || e.Tag == 0x9F0B || e.Tag == 0x9F69 || e.Tag == 0x94:
		return true
	case e.Tag == 0x5F24:
		d := e.Value
		return len(d) == 3 && tlv.N.Accepts(d) && d[1] >= 1 && d[1] <= 0x12 && d[2] >= 1 && d[2] <= 0x31
	}
	return el.Allows(len(e.Value)) && (el.Format != tlv.N && el.Format != tlv.CN || el.Format.Accepts(e.Value))
}

// decides takes out of the data what decides.
func (o *onlooker) decides() {
	in, d := &o.in, o.data
	if v := d[0x9F27]; len(v) == 1 {
		in.HasCID, in.CID = true, v[0]
	}
	if in.IADLen = len(d[0x9F10]); in.IADLen >= 5 {
		in.IAD5 = d[0x9F10][4]
	}
	if v := d[0x9F6C]; len(v) == 2 {
		in.HasCTQ, in.CTQ = true, [2]byte(v)
	}
	if v := d[0x82]; len(v) == 2 {
		in.AIP1 = v[0]
	}
	if v := d[0x9F69]; len(v) > 0 {
		in.AuthLen, in.Version = len(v), v[0]
		if len(v) >= 7 {
			in.AuthCTQ = [2]byte(v[5:7])
		}
	}
	in.Balance = len(d[0x9F5D]) == 6
	in.Proof = o.proof()
}

// proof verifies the signature by crypto/oda.
func (o *onlooker) proof() oracle.Signature {
	d := o.data
	static, r := oda.AppendTagList(bytes.Clone(o.sign), d[0x9F4A], d[0x82])
	if r != oda.OK || o.broken || len(d[0x8F]) != 1 || len(d[0x9F4B]) == 0 {
		return oracle.NoSignature
	}
	rid := [5]byte(o.p.combination.AID)
	ca, ok := o.p.cfg.Keys.Lookup(rid, d[0x8F][0])
	if !ok {
		return oracle.NoSignature
	}
	pan := d[0x5A]
	if track2 := tlv.Track2(d[0x57]); len(pan) == 0 && track2.Valid() {
		pan = []byte{}
		for digits := track2.PAN() + "F"; len(digits) >= 2; digits = digits[2:] {
			pan = append(pan, digits[0]<<4|digits[1]&0xF)
			if digits[1] == 'F' {
				pan[len(pan)-1] |= 0xF
			}
		}
	}
	issuer, r := oda.RecoverIssuer(ca, oda.IssuerInput{
		Certificate: d[0x90], Remainder: d[0x92], Exponent: d[0x9F32], PAN: pan, RID: rid, Date: o.p.tx.Date, CRL: o.p.cfg.Keys,
	})
	if r != oda.OK {
		return oracle.NoSignature
	}
	icc, r := oda.RecoverICC(&issuer, oda.ICCInput{
		Certificate: d[0x9F46], Remainder: d[0x9F48], Exponent: d[0x9F47], PAN: pan, StaticData: static, Date: o.p.tx.Date,
	})
	if r != oda.OK {
		return oracle.NoSignature
	}
	input := oda.FDDAInput{
		SDAD: d[0x9F4B], UN: number, Amount: [6]byte(tlv.AppendN(nil, o.p.tx.Amount, 6)),
		Currency: [2]byte(tlv.AppendB(nil, uint64(o.p.cfg.Terminal.TransactionCurrency), 2)), Related: d[0x9F69],
	}
	for _, online := range []bool{false, true} {
		if input.Online = online; verifies(&icc, input) {
			return map[bool]oracle.Signature{false: oracle.Format05, true: oracle.Format95}[online]
		}
	}
	return oracle.BadSignature
}

func verifies(icc *oda.Key, in oda.FDDAInput) bool {
	_, r := oda.VerifyFDDA(icc, in)
	return r == oda.OK
}

// agrees says that the outcome of a tap by the book is the one that the oracle gives for the bytes exchanged.
func (p *played) agrees(t testing.TB, out *bench.Result) {
	t.Helper()
	if len(p.seen) == 0 { // the TTQ leaves EMV mode, and so the oracle
		if got := of(out); got != next("3.2.2") {
			t.Errorf("no command, and %+v", got)
		}
		return
	}
	in, want := p.oracleSays(p.ttq)
	got := outOf(out)
	disputed := want.Disputed
	if want.Disputed, want.Clause = false, got.Clause; got == want {
		return
	}
	if disputed && reading(in, got) != "" || out.Error.L2 == kernel.BudgetExceeded {
		return
	}
	t.Errorf("%+v\n got %+v\nwant %+v\n%s", in, got, want, out.Error.Reason)
}
