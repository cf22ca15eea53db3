package step_test

import (
	"bytes"
	"crypto/sha1"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

// spokenTo is what a conversation has of one application, from its SELECT to the next.
type spokenTo struct {
	aid     []byte
	date    [3]byte
	objects map[tlv.Tag][]byte // of FCI, GET PROCESSING OPTIONS and records; the first of each
	records map[[2]byte][]byte
	afl     []byte

	pdolValues []byte
	options    []byte      // the response to GET PROCESSING OPTIONS
	dynamic    [][2][]byte // INTERNAL AUTHENTICATE: data, response
	generate   []generatedAC
}

// generatedAC is one GENERATE AC.
type generatedAC struct {
	open     bool // the data was not recorded
	values   []byte
	response []byte
}

// applications takes a conversation apart. Procedure bytes of T=0 are put together first.
func applications(c *transcript.Conversation) (list []*spokenTo) {
	var a *spokenTo
	for x := range whole(c) {
		cmd, err := apdu.ParseCommand(x.Command)
		data := apdu.Response(x.Response).Data()
		if x.Open && len(x.Command) >= 4 {
			cmd, err = apdu.Command{INS: x.Command[1], P1: x.Command[2], P2: x.Command[3]}, nil
		}
		if err != nil || len(data) == 0 {
			continue
		}
		if cmd.INS == apdu.Select {
			if fci, ok := step.ParseFCI(data); ok && !bytes.Contains(cmd.Data, []byte("PAY.SYS")) {
				a = &spokenTo{aid: fci.DFName, objects: map[tlv.Tag][]byte{}, records: map[[2]byte][]byte{}}
				a.keep(data)
				list = append(list, a)
			}
			continue
		}
		if a == nil {
			continue
		}
		switch cmd.INS {
		case apdu.GetProcessingOptions:
			if o, ok := step.One(cmd.Data); ok {
				a.pdolValues = o.Value
			}
			if p, ok := step.ParseProcessingOptions(data); ok {
				a.afl, a.objects[tlv.AIP.Tag()] = p.AFL, p.AIP
			}
			a.options = data
			a.keep(data)
		case apdu.ReadRecord:
			a.records[[2]byte{cmd.P2 >> 3, cmd.P1}] = data
			a.keep(data)
		case apdu.InternalAuthenticate:
			a.dynamic = append(a.dynamic, [2][]byte{cmd.Data, data})
		case apdu.GenerateAC:
			a.generate = append(a.generate, generatedAC{x.Open, cmd.Data, data})
		}
	}
	return list
}

// whole gives the exchanges with the bytes of GET RESPONSE in the response that they belong to, and without the
// commands that the card wanted with another length.
func whole(c *transcript.Conversation) func(func(transcript.Exchange) bool) {
	return func(yield func(transcript.Exchange) bool) {
		list := c.Exchanges()
		for i := 0; i < len(list); i++ {
			x := list[i]
			for i+1 < len(list) && apdu.Response(x.Response).SW().Class() == apdu.BytesAvailable {
				i++
				x.Response = list[i].Response
			}
			if sw := apdu.Response(x.Response).SW(); sw>>8 == 0x6C {
				continue
			}
			if !yield(x) {
				return
			}
		}
	}
}

// keep collects the primitive objects of a response.
func (a *spokenTo) keep(data []byte) {
	c := tlv.NewCursor(data)
	a.collect(c)
}

func (a *spokenTo) collect(c tlv.Cursor) {
	for o := range c.All() {
		if o.Tag.Constructed() {
			a.collect(o.Children())
		} else if _, there := a.objects[o.Tag]; !there {
			a.objects[o.Tag] = o.Value
		}
	}
}

// pan is 5A, or what track 2 equivalent data begins with.
func (a *spokenTo) pan() []byte {
	if pan := a.objects[tlv.PAN.Tag()]; pan != nil {
		return pan
	}
	digits, _, _ := strings.Cut(fmt.Sprintf("%X", a.objects[tlv.Track2EquivalentData.Tag()]), "D")
	if len(digits)%2 == 1 {
		digits += "F"
	}
	pan := make([]byte, len(digits)/2)
	_, _ = fmt.Sscanf(digits, "%X", &pan)
	return pan
}

// sentValue is the value of a tag in the data that a data object list asked for.
func sentValue(dol, values []byte, tag tlv.Tag) []byte {
	list, err := tlv.ParseDOL(dol)
	if err != nil || list.Len() != len(values) {
		return nil
	}
	at := 0
	for t, n := range list.All() {
		if t == tag {
			return values[at : at+n]
		}
		at += n
	}
	return nil
}

// value is the latest value of a tag up to the response of GENERATE AC number n, from 0; -1: GET PROCESSING OPTIONS.
func (a *spokenTo) value(n int, tag tlv.Tag) []byte {
	for i := n; i >= 0; i-- {
		dol := tlv.CDOL1
		if i > 0 {
			dol = tlv.CDOL2
		}
		if v := sentValue(a.objects[dol.Tag()], a.generate[i].values, tag); v != nil {
			return v
		}
	}
	return sentValue(a.objects[tlv.PDOL.Tag()], a.pdolValues, tag)
}

// static is the static data to be authenticated, as far as the AFL is known.
//
// B3 10.3
func (a *spokenTo) static() []byte {
	var static []byte
	for e := a.afl; len(e) >= 4; e = e[4:] {
		for n := range e[3] {
			var r oda.Reason
			if static, r = oda.AppendRecord(static, e[0]>>3, a.records[[2]byte{e[0] >> 3, e[1] + n}]); r != oda.OK {
				return nil
			}
		}
	}
	static, r := oda.AppendTagList(static, a.objects[tlv.StaticDataAuthenticationTagList.Tag()], a.objects[tlv.AIP.Tag()])
	if r != oda.OK {
		return nil
	}
	return static
}

// authorityKeys is the published CA keys of a RID with an index; several, where lists disagree.
func authorityKeys(t *testing.T, rid [5]byte, index byte) (keys []capk.Key) {
	t.Helper()
	type list struct {
		Keys []struct{ RID, Index, Algorithm, Modulus, Exponent string }
	}
	for _, file := range [][]byte{testvectors.LiveCAKeys(), testvectors.TestCAKeys(), testvectors.OtherCAKeys()} {
		var l list
		if err := json.Unmarshal(file, &l); err != nil {
			t.Fatal(err)
		}
		for _, k := range l.Keys {
			if k.Algorithm == "01" && bytes.Equal(unhex(t, k.RID), rid[:]) && unhex(t, k.Index)[0] == index {
				keys = append(keys, capk.Key{RID: rid, Index: index, Algorithm: capk.RSA, Modulus: unhex(t, k.Modulus), Exponent: unhex(t, k.Exponent)})
			}
		}
	}
	files, err := testvectors.ODA()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		for _, v := range f.Vectors {
			if v.Kind == "issuer certificate" && bytes.Equal(v.Bytes("rid"), rid[:]) && v.Bytes("index")[0] == index {
				keys = append(keys, capk.Key{RID: rid, Index: index, Algorithm: capk.RSA, Modulus: v.Bytes("modulus"), Exponent: v.Bytes("exponent")})
			}
		}
	}
	return keys
}

// chainVerdict is what of an application verifies, as the header line verified says it.
type chainVerdict struct {
	words []string
	acs   map[int][8]byte // the cryptograms that stand in a verified signature
}

func (v *chainVerdict) add(what string, ok bool) {
	if ok {
		v.words = append(v.words, what+" verifies")
	} else {
		v.words = append(v.words, what+" does not verify")
	}
}

// verify verifies all that the application has, from the bytes of the conversation alone but for the CA's key.
//
// B2 5.2 to 5.4, 6.2 to 6.6
func (a *spokenTo) verify(t *testing.T) (v chainVerdict) {
	t.Helper()
	v.acs = map[int][8]byte{}
	get := func(row tlv.Row) []byte { return a.objects[row.Tag()] }
	if get(tlv.IssuerPublicKeyCertificate) == nil {
		return v
	}
	in := oda.IssuerInput{
		Certificate: get(tlv.IssuerPublicKeyCertificate), Remainder: get(tlv.IssuerPublicKeyRemainder),
		Exponent: get(tlv.IssuerPublicKeyExponent), PAN: a.pan(), RID: [5]byte(a.aid), Date: a.date,
	}
	if len(in.PAN) == 0 { // the source has none: one that fits the certificate
		in.PAN = nil
	}
	var issuer oda.Key
	for _, ca := range authorityKeys(t, in.RID, get(tlv.CAPublicKeyIndex)[0]) {
		if in.PAN == nil {
			in.PAN = append(bytes.TrimRight(powerOf(ca.Modulus, ca.Exponent, in.Certificate)[2:6], "\xFF"), 0, 0, 0, 0)
		}
		if key, r := oda.RecoverIssuer(&ca, in); r == oda.OK {
			issuer = key
		}
	}
	v.add("issuer certificate", issuer.Modulus != nil)
	if issuer.Modulus == nil {
		return v
	}
	static := a.static()
	if ssad := get(tlv.SignedStaticApplicationData); ssad != nil {
		_, r := oda.VerifySDA(&issuer, ssad, static)
		v.add("static data", r == oda.OK)
	}
	if get(tlv.ICCPublicKeyCertificate) == nil {
		return v
	}
	icc, r := oda.RecoverICC(&issuer, oda.ICCInput{
		Certificate: get(tlv.ICCPublicKeyCertificate), Remainder: get(tlv.ICCPublicKeyRemainder),
		Exponent: get(tlv.ICCPublicKeyExponent), PAN: a.pan(), StaticData: static, Date: a.date,
	})
	v.add("card certificate", r == oda.OK)
	if r != oda.OK {
		icc = a.unchecked(&issuer)
	}
	a.signatures(&icc, &v)
	return v
}

// signatures verifies what the card signed.
func (a *spokenTo) signatures(icc *oda.Key, v *chainVerdict) {
	for _, d := range a.dynamic {
		sdad, ok := step.ParseInternalAuthenticate(d[1])
		_, r := oda.VerifyDDA(icc, sdad, d[0])
		v.add("dynamic signature", ok && r == oda.OK)
	}
	if sdad := a.objects[0x9F4B]; sdad != nil && bytes.Contains(a.options, sdad) {
		_, r := oda.VerifyFDDA(icc, oda.FDDAInput{
			SDAD: sdad, UN: [4]byte(a.value(-1, 0x9F37)), Amount: [6]byte(a.value(-1, 0x9F02)), Currency: [2]byte(a.value(-1, 0x5F2A)),
			Related: a.objects[0x9F69], Online: a.objects[0x9F10][4]>>4&3 == 2, // the card's results say TC or ARQC
		})
		v.add("fast dynamic signature", r == oda.OK)
	}
	data := bytes.Clone(a.pdolValues)
	for i, g := range a.generate {
		data = append(data, g.values...)
		ac, ok := step.ParseAC(g.response)
		if !ok || ac.SDAD == nil || g.open {
			continue
		}
		signed, r := oda.AppendResponse(bytes.Clone(data), ac.Body.Value)
		c, r2 := oda.VerifyCDA(icc, oda.CDAInput{SDAD: ac.SDAD, UN: [4]byte(a.value(i, 0x9F37)), CID: byte(ac.CID), TransactionData: signed})
		v.add("combined signature", r == oda.OK && r2 == oda.OK)
		v.add("transaction data hash", r == oda.OK && r2 == oda.OK)
		v.acs[i] = c.AC
	}
}

// unchecked is the card's key whatever the hash of its certificate: the publisher changed the card's data, not the
// signature.
func (a *spokenTo) unchecked(issuer *oda.Key) oda.Key {
	b := powerOf(issuer.Modulus, issuer.Exponent, a.objects[tlv.ICCPublicKeyCertificate.Tag()])
	n := int(b[19]) // ICC Public Key Length
	key := append(bytes.TrimRight(b[21:len(b)-sha1.Size-1], "\xBB"), a.objects[tlv.ICCPublicKeyRemainder.Tag()]...)
	if len(key) != n {
		return oda.Key{}
	}
	return oda.Key{Algorithm: capk.RSA, Modulus: key, Exponent: a.objects[tlv.ICCPublicKeyExponent.Tag()]}
}

func powerOf(modulus, exponent, b []byte) []byte {
	n := new(big.Int).SetBytes(modulus)
	r := new(big.Int).Exp(new(big.Int).SetBytes(b), new(big.Int).SetBytes(exponent), n)
	return r.FillBytes(make([]byte, len(modulus)))
}

// What of the certificates and signatures in a conversation verifies is what its header says, no more and no less.
//
// B3 10.3
func TestConversationChains(t *testing.T) {
	count := map[string]int{}
	conversations(t, func(t *testing.T, _ string, c *transcript.Conversation) {
		var got []string
		for _, a := range applications(c) {
			a.date = dateOf(t, c, a)
			v := a.verify(t)
			if len(v.words) > 0 {
				got = append(got, fmt.Sprintf("%X: %s", a.aid, strings.Join(v.words, ", ")))
			}
			for _, w := range v.words {
				count[w]++
			}
		}
		var want []string
		for _, v := range c.Values("verified") {
			if strings.Contains(v, ": ") {
				want = append(want, v)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	})
	for what := range count {
		if verifiedParts[what] == 0 {
			t.Errorf("%s: %d times", what, count[what])
		}
	}
	for what, n := range verifiedParts {
		if count[what] != n {
			t.Errorf("%s: %d times, want %d", what, count[what], n)
		}
	}
}

// verifiedParts is how much of all conversations verifies.
var verifiedParts = map[string]int{
	"issuer certificate verifies": 13, "issuer certificate does not verify": 1,
	"static data verifies": 5, "static data does not verify": 2,
	"card certificate verifies": 9, "card certificate does not verify": 3,
	"dynamic signature verifies": 3, "fast dynamic signature verifies": 1,
	"combined signature verifies": 5, "transaction data hash verifies": 5,
}

// dateOf is the date of a conversation: its header's or else the one that the terminal sent.
func dateOf(t *testing.T, c *transcript.Conversation, a *spokenTo) (date [3]byte) {
	t.Helper()
	if d := c.Get("date"); d != "" {
		return [3]byte(unhex(t, d))
	}
	if len(a.generate) > 0 {
		copy(date[:], a.value(0, 0x9A))
	} else {
		copy(date[:], a.value(-1, 0x9A))
	}
	return date
}

// The application cryptograms that the header counts are those of the published test key.
//
// B2 8.1
func TestConversationCryptograms(t *testing.T) {
	total := 0
	conversations(t, func(t *testing.T, _ string, c *transcript.Conversation) {
		n := 0
		for _, a := range applications(c) {
			a.date = dateOf(t, c, a)
			for _, ok := range a.cryptograms(t, c.Get("issuer-key")) {
				if ok {
					n++
				} else {
					t.Error("another cryptogram")
				}
			}
		}
		want := 0
		for _, v := range c.Values("verified") {
			if strings.Contains(v, " application cryptogram") {
				_, _ = fmt.Sscan(v, &want)
			}
		}
		if n != want {
			t.Errorf("%d cryptograms, want %d", n, want)
		}
		total += n
	})
	if total != 8 {
		t.Errorf("%d cryptograms, want 8", total)
	}
}

// cryptograms computes every cryptogram of the application under the issuer's key.
func (a *spokenTo) cryptograms(t *testing.T, key string) (list []bool) {
	t.Helper()
	if key == "" {
		return nil
	}
	imk, err := cryptogram.NewKey(cryptogram.TDES, unhex(t, key))
	if err != nil {
		t.Fatal(err)
	}
	var psn byte
	if v := a.objects[tlv.PANSequenceNumber.Tag()]; len(v) == 1 {
		psn = v[0]
	}
	check := func(n int, ac, atc, iad []byte) {
		cvn, ok := cryptogram.FindCVN(iad)
		if !ok {
			t.Fatalf("no CVN in %X", iad)
		}
		s, _ := cvn.Scheme()
		mk, err := cryptogram.DeriveICCMasterKey(s.Master, imk, strings.TrimRight(fmt.Sprintf("%X", a.pan()), "F"), psn)
		if err != nil {
			t.Fatal(err)
		}
		want, err := cvn.ApplicationCryptogram(mk, func(tag tlv.Tag) []byte {
			switch tag {
			case 0x82:
				return a.objects[tag]
			case 0x9F36:
				return atc
			case 0x9F10:
				return iad
			case 0x9F1A: // one test card asks for 9F09 in its place, and takes that
				if v := a.value(n, tag); v != nil {
					return v
				}
				return a.value(n, 0x9F09)
			}
			return a.value(n, tag)
		})
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, bytes.Equal(ac, want[:]))
	}
	if ac := a.objects[0x9F26]; ac != nil && bytes.Contains(a.options, ac) {
		check(-1, ac, a.objects[0x9F36], a.objects[0x9F10])
	}
	var signed map[int][8]byte
	for i, g := range a.generate {
		r, ok := step.ParseAC(g.response)
		if !ok {
			t.Fatalf("GENERATE AC: %X", g.response)
		}
		if r.AC == nil {
			if signed == nil {
				signed = a.verify(t).acs
			}
			ac := signed[i]
			r.AC = ac[:]
		}
		check(i, r.AC, r.ATC, r.IAD)
	}
	return list
}
