package card_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// de55 puts together what a host gets.
func (x *terminal) de55(ac map[tlv.Tag][]byte) (b []byte) {
	for _, t := range []tlv.Tag{
		0x9F02, 0x9F03, 0x9F1A, 0x95, 0x5F2A, 0x9A, 0x9C, 0x9F37, 0x82, 0x5A, 0x5F34, 0x9F34, 0x9F36, 0x9F10, 0x9F26, 0x9F27,
	} {
		for _, from := range []map[tlv.Tag][]byte{ac, x.read, x.data} {
			if v, ok := from[t]; ok {
				b = tlv.Append(b, t, v)
				break
			}
		}
	}
	return b
}

// authorise asks the test issuer and takes 8A and 91 over.
func (x *terminal) authorise(ac map[tlv.Tag][]byte, o issuer.Options) issuer.Response {
	x.t.Helper()
	r, err := issuer.Test().Authorise(x.de55(ac), o)
	if err != nil {
		x.t.Fatal(err)
	}
	for o := range tlv.NewCursor(r.Data).All() {
		x.data[o.Tag] = o.Value
	}
	return r
}

// The whole purchase of the default card, online with issuer authentication: 20 exchanges.
//
// EMV 4.4 B3 8.1
func TestPurchase(t *testing.T) {
	x := newTerminal(t, named(t, "full"))
	dir := x.want(0x9000, apdu.AppendSelect(nil, []byte("1PAY.SYS.DDF01"), false))
	sfi := x.find(dir, 0x6F, 0xA5, 0x88)[0]
	entry := x.find(x.want(0x9000, apdu.AppendReadRecord(nil, sfi, 1)), 0x70, 0x61, 0x4F)
	if !bytes.Equal(entry, unhex(t, "A0000000041010")) {
		t.Errorf("the directory has % X", entry)
	}
	x.want(0x6A83, apdu.AppendReadRecord(nil, sfi, 2))
	x.start("A0000000041010")
	// the first transaction of the profile's card has ATC 0011, the last online one 0010
	if v := x.find(x.want(0x9000, apdu.AppendGetData(nil, 0x9F36)), 0x9F36); !bytes.Equal(v, []byte{0, 0x11}) {
		t.Errorf("ATC %X", v)
	}
	if v := x.find(x.want(0x9000, apdu.AppendGetData(nil, 0x9F13)), 0x9F13); !bytes.Equal(v, []byte{0, 0x10}) {
		t.Errorf("last online ATC %X", v)
	}
	ac := x.generateAC(0x80, 0x8C)
	if ac[0x9F27][0] != 0x80 || x.authorise(ac, issuer.Options{}).ARC != "00" {
		t.Fatalf("CID %X", ac[0x9F27])
	}
	x.want(0x9000, apdu.AppendExternalAuthenticate(nil, x.data[0x91]))
	tc := x.generateAC(0x40, 0x8D)
	if tc[0x9F27][0] != 0x40 {
		t.Errorf("CID %X", tc[0x9F27])
	}
	if reason := issuer.Test().Check(x.de55(tc), ""); reason != "" {
		t.Errorf("TC: %s", reason)
	}
	if n := x.card.Exchanges(); n != 20 {
		t.Errorf("%d exchanges", n)
	}
	if c, _ := x.card.Counters(unhex(t, "A0000000041010")); c.ATC != 0x11 || c.LastOnlineATC != 0x11 {
		t.Errorf("%+v", c)
	}
}

// A small amount is approved offline while the card's limits allow it: cumulative 50.00, five times.
//
// EMV 4.4 B3 10.8
func TestOfflineLimits(t *testing.T) {
	for _, c := range []struct {
		name   string
		amount string
		tcs    int // approvals before the card asks to go online
	}{
		{"one euro: five times by count", "000000000100", 5},
		{"twenty euro: two by amount", "000000002000", 2},
		{"fifty euro: once", "000000005000", 1},
		{"a cent more: never", "000000005001", 0},
	} {
		x := newTerminal(t, named(t, "full"))
		x.data[0x9F02] = unhex(t, c.amount)
		for i := range 6 {
			x.card.Reset()
			x.start("A0000000041010")
			ac := x.generateAC(0x40, 0x8C)
			want := byte(0x40)
			if i >= c.tcs {
				want = 0x80
			}
			if ac[0x9F27][0] != want {
				t.Fatalf("%s: transaction %d: CID %X", c.name, i+1, ac[0x9F27])
			}
			if want == 0x80 {
				break
			}
			if reason := issuer.Test().Check(x.de55(ac), ""); reason != "" {
				t.Errorf("%s: %s", c.name, reason)
			}
			x.want(0x6985, apdu.AppendGenerateAC(nil, 0x40, x.dol(x.read[0x8D])))
		}
	}
}

// A currency that is not the application's goes online; an AAC that was asked for is given.
func TestAnalysis(t *testing.T) {
	x := newTerminal(t, named(t, "full"))
	x.data[0x9F02], x.data[0x5F2A] = unhex(t, "000000000100"), unhex(t, "0840")
	x.start("A0000000041010")
	if cid := x.generateAC(0x40, 0x8C)[0x9F27][0]; cid != 0x80 {
		t.Errorf("foreign currency: CID %X", cid)
	}
	x.card.Reset()
	x.start("A0000000041010")
	if cid := x.generateAC(0x00, 0x8C)[0x9F27][0]; cid != 0x00 {
		t.Errorf("AAC asked: CID %X", cid)
	}
	x.want(0x6985, apdu.AppendGenerateAC(nil, 0x00, x.dol(x.read[0x8D])))
}

// Issuer authentication: right and wrong ARPC, by EXTERNAL AUTHENTICATE and by CDOL2, and what follows.
//
// EMV 4.4 B3 10.9, 10.11
func TestIssuerAuthentication(t *testing.T) {
	for _, c := range []struct {
		card, aid string
		external  bool
	}{
		{"full", "A0000000041010", true},
		{"dda", "A0000000031010", true},
		{"pin", "A0000000041010", false},
		{"noauth", "A0000000041010", false},
	} {
		for _, way := range []struct {
			o   issuer.Options
			sw  apdu.SW
			cid byte // asked for a TC
		}{
			{issuer.Options{}, 0x9000, 0x40},
			{issuer.Options{Hostile: issuer.WrongARPC}, 0x6300, 0x00},
		} {
			x := newTerminal(t, named(t, c.card))
			x.start(c.aid)
			x.authorise(x.generateAC(0x80, 0x8C), way.o)
			if c.external {
				x.want(way.sw, apdu.AppendExternalAuthenticate(nil, x.data[0x91]))
				x.want(0x6985, apdu.AppendExternalAuthenticate(nil, x.data[0x91]))
			}
			second := x.generateAC(0x40, 0x8D)
			if second[0x9F27][0] != way.cid {
				t.Errorf("%s, %s: CID %X", c.card, way.o.Hostile, second[0x9F27])
			}
			if reason := issuer.Test().Check(x.de55(second), ""); reason != "" {
				t.Errorf("%s, %s: %s", c.card, way.o.Hostile, reason)
			}
			x.want(0x6985, apdu.AppendGenerateAC(nil, 0x40, x.dol(x.read[0x8D])))
		}
	}
	// mandatory: without an ARPC there is no TC
	x := newTerminal(t, named(t, "full"))
	x.start("A0000000041010")
	x.generateAC(0x80, 0x8C)
	if cid := x.generateAC(0x40, 0x8D)[0x9F27][0]; cid != 0x00 {
		t.Errorf("no ARPC: CID %X", cid)
	}
	// the host was not reached: as asked
	x.card.Reset()
	x.start("A0000000041010")
	x.generateAC(0x80, 0x8C)
	x.data[0x8A] = []byte("Y3")
	if cid := x.generateAC(0x40, 0x8D)[0x9F27][0]; cid != 0x40 {
		t.Errorf("unable to go online: CID %X", cid)
	}
	if c, _ := x.card.Counters(unhex(t, "A0000000041010")); c.LastOnlineATC != 0x10 || c.OfflineCount != 1 || c.OfflineAmount != 1234 {
		t.Errorf("%+v", c)
	}
}

// What a card status update does, and proprietary data behind it; both through CDOL2, where the terminal pads 91 to
// sixteen bytes.
//
// EMV 4.4 B2 8.2.2, EMV 4.4 B3 C10
func TestCardStatusUpdate(t *testing.T) {
	for _, c := range []struct {
		name        string
		csu         [4]byte
		proprietary []byte
		cid         byte
		sw          apdu.SW // of the next SELECT
		tries       byte
	}{
		{"approved", [4]byte{0x00, 0x82}, nil, 0x40, 0x9000, 2},
		{"not approved", [4]byte{}, nil, 0x00, 0x9000, 2},
		{"card block", [4]byte{0x00, 0x40}, nil, 0x00, 0x6A81, 2},
		{"application block", [4]byte{0x00, 0x20}, nil, 0x00, 0x6283, 2},
		{"PIN try counter 7", [4]byte{0x07, 0x90}, nil, 0x40, 0x9000, 7},
		{"proprietary data", [4]byte{0x80, 0x82}, []byte{1, 2, 3, 4, 5, 6, 7, 8}, 0x40, 0x9000, 2},
	} {
		x := newTerminal(t, named(t, "plaintext-pin"))
		x.start("A0000000041010")
		x.want(0x63C2, apdu.AppendVerify(nil, 0x80, unhex(t, wrongPIN)))
		x.authorise(x.generateAC(0x80, 0x8C), issuer.Options{CSU: &c.csu, Proprietary: c.proprietary})
		if cid := x.generateAC(0x40, 0x8D)[0x9F27][0]; cid != c.cid {
			t.Errorf("%s: CID %02X", c.name, cid)
		}
		if n, _ := x.card.Counters(unhex(t, "A0000000041010")); n.PINTries != c.tries {
			t.Errorf("%s: PIN try counter %d", c.name, n.PINTries)
		}
		x.card.Reset()
		x.want(c.sw, apdu.AppendSelect(nil, unhex(t, "A0000000041010"), false))
	}
}

// Commands that come when they may not, and of a wrong class, form or length.
//
// EMV 4.4 B3 6.3.5
func TestOrderAndForm(t *testing.T) {
	x := newTerminal(t, named(t, "pin"))
	aid := unhex(t, "A0000000041010")
	block := unhex(t, "241234FFFFFFFFFF")
	x.want(0x6985, apdu.AppendGetProcessingOptions(nil, nil))
	x.want(0x6985, apdu.AppendReadRecord(nil, 1, 1))
	x.want(0x6985, apdu.AppendGetData(nil, 0x9F36))
	x.want(0x6A82, apdu.AppendSelect(nil, unhex(t, "A0000000031010"), false))
	x.want(0x9000, apdu.AppendSelect(nil, aid[:5], false))
	x.want(0x6A82, apdu.AppendSelect(nil, aid[:5], true)) // no next one
	x.want(0x9000, apdu.AppendSelect(nil, aid, false))
	x.want(0x6985, apdu.AppendVerify(nil, 0x80, block))
	x.want(0x6985, apdu.AppendGenerateAC(nil, 0x80, make([]byte, 10)))
	x.want(0x6985, apdu.AppendInternalAuthenticate(nil, make([]byte, 4)))
	x.want(0x6985, apdu.AppendExternalAuthenticate(nil, make([]byte, 8)))
	x.want(0x6700, apdu.AppendGetProcessingOptions(nil, []byte{1}))
	x.open("A0000000041010")
	x.want(0x6985, apdu.AppendGetProcessingOptions(nil, x.pdol))
	x.want(0x6A83, apdu.AppendReadRecord(nil, 1, 2))
	x.want(0x6A86, []byte{0x00, 0xB2, 0x00, 0x0C, 0x00})
	x.want(0x6A88, apdu.AppendGetData(nil, 0x9F4F))
	x.want(0x6700, apdu.AppendGenerateAC(nil, 0x80, make([]byte, 10)))
	x.want(0x6A86, apdu.AppendGenerateAC(nil, 0xC0, make([]byte, 10)))
	x.want(0x6985, apdu.AppendExternalAuthenticate(nil, make([]byte, 8)))
	x.want(0x6985, []byte{0x84, 0x1E, 0, 0, 4, 1, 2, 3, 4})
	x.want(0x6D00, []byte{0x00, 0x70, 0, 0})
	x.want(0x6E00, []byte{0x90, 0xAE, 0x80, 0, 0})
	x.want(0x6A86, []byte{0x00, 0x84, 1, 0, 0})
	x.want(0x6700, []byte{0x00, 0xA4, 4})
}

// Partial names find one application after the other.
//
// EMV 4.4 B1 11.3.5, 12.3.3
func TestPartialSelection(t *testing.T) {
	x := newTerminal(t, named(t, "two"))
	first := x.find(x.want(0x9000, apdu.AppendSelect(nil, unhex(t, "A000000004"), false)), 0x6F, 0x84)
	if !bytes.Equal(first, unhex(t, "A0000000041010")) {
		t.Errorf("% X", first)
	}
	x.want(0x6A82, apdu.AppendSelect(nil, unhex(t, "A000000004"), true))
	dir := x.want(0x9000, apdu.AppendSelect(nil, []byte("1PAY.SYS.DDF01"), false))
	rec := x.want(0x9000, apdu.AppendReadRecord(nil, x.find(dir, 0x6F, 0xA5, 0x88)[0], 1))
	n := 0
	for o := range tlv.NewCursor(x.find(rec, 0x70)).All() {
		n++
		if prio := x.find(o.Raw, 0x61, 0x87); n == 2 && prio[0] != 0x82 {
			t.Errorf("priority indicator %X", prio)
		}
	}
	if n != 2 {
		t.Errorf("%d directory entries", n)
	}
}

// What a profile or a test injects.
func TestFaults(t *testing.T) {
	sel := apdu.AppendSelect(nil, unhex(t, "A0000000041010"), false)
	for _, c := range []struct {
		fault card.Fault
		n     int // bytes of the response, 0: any
		sw    apdu.SW
		kind  apdu.FaultKind
	}{
		{fault: card.Fault{Response: 1, SW: 0x6A82, Cut: -1}, sw: 0x6A82},
		{fault: card.Fault{Response: 1, Replace: []byte{0x90, 0x00}, Cut: -1}, n: 2, sw: 0x9000},
		{fault: card.Fault{Response: 1, Cut: 1}, n: 1},
		{fault: card.Fault{Response: 2, SW: 0x6A82, Cut: -1}, sw: 0x9000},
		{fault: card.Fault{INS: 0xA4, Kind: apdu.Timeout}, kind: apdu.Timeout},
		{fault: card.Fault{INS: 0xA4, Occurrence: 1, Kind: apdu.Removed}, kind: apdu.Removed},
		{fault: card.Fault{INS: 0xA4, Occurrence: 2, Kind: apdu.Removed}, sw: 0x9000},
	} {
		x := named(t, "full")
		x.Inject(c.fault)
		r, _, err := x.Transmit(context.Background(), sel)
		if c.kind != 0 && !apdu.IsFault(err, c.kind) || c.kind == 0 && (err != nil || apdu.Response(r).SW() != c.sw) || c.n != 0 && len(r) != c.n {
			t.Errorf("%+v: % X %v", c.fault, r, err)
		}
		if c.kind == apdu.Removed {
			if _, _, err := x.Transmit(context.Background(), sel); !apdu.IsFault(err, apdu.Removed) {
				t.Errorf("a pulled card answers: %v", err)
			}
			x.Renew()
			if r, _, err := x.Transmit(context.Background(), sel); err != nil || apdu.Response(r).SW() != 0x9000 {
				t.Errorf("put back: % X %v", r, err)
			}
		}
	}
}

// The ATR is one that a terminal accepts.
//
// EMV 4.3 B1 8.3
func TestATR(t *testing.T) {
	for _, name := range card.Names() {
		if _, err := apdu.ParseATR(named(t, name).ATR()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Transmit gives up when its context is done.
func TestContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := named(t, "full").Transmit(ctx, []byte{0, 0xA4, 4, 0}); err == nil {
		t.Error("no error")
	}
}

func FuzzTransmit(f *testing.F) {
	f.Add([]byte{0x00, 0xA4, 0x04, 0x00}, []byte{0x80, 0xAE, 0x80, 0x00, 0x01, 0x00, 0x00})
	f.Add(initiate(dataGPO, 0x0F, make([]byte, 28), []byte{0xBF, 0x10, 0x0A, 0xDF, 0x3F, 7, 0x0F, 0, 0, 3, 0, 2, 1}), []byte{0x80, 0xDA, 0xDF, 0x3F, 7, 0x0F, 0, 0, 3, 0, 2, 1})
	f.Add(initiate(resumeGPO, 0x00, make([]byte, 28), []byte{0xDF, 0x3C, 1, 2}), []byte{0x00, 0xB2, 0x01, 0x0C, 0x00})
	f.Add([]byte{0x00, 0x20, 0x00, 0x88, 0x01, 0x00}, []byte{0x84, 0x24, 0x00, 0x02, 0x08, 1, 2, 3, 4, 5, 6, 7, 8})
	f.Fuzz(func(t *testing.T, one, two []byte) {
		discover := apdu.AppendSelect(nil, []byte{0xA0, 0, 0, 1, 0x52, 0x30, 0x10}, false)
		for name, commands := range map[string][][]byte{
			"pin": {
				one, apdu.AppendSelect(nil, []byte{0xA0, 0, 0, 0, 4}, false), one, apdu.AppendGetProcessingOptions(nil, make([]byte, 6)), two,
				apdu.AppendGetChallenge(nil), one, two, apdu.AppendGenerateAC(nil, 0x80, make([]byte, 36)), one, two,
			},
			"discover-features": {
				discover, one, apdu.AppendGetData(nil, 0xDF3D), two, apdu.AppendGetProcessingOptions(nil, make([]byte, 28)), one, two, discover, two, one,
			},
		} {
			c, err := card.Named(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, cmd := range commands {
				r, _, err := c.Transmit(context.Background(), cmd)
				if err != nil || len(r) < 2 || len(r) > 258 {
					t.Fatalf("%s: % X: % X %v", name, cmd, r, err)
				}
				if sw := apdu.Response(r).SW(); sw>>8 == 0x6F {
					t.Fatalf("%s: % X: %04X", name, cmd, uint16(sw))
				}
			}
		}
	})
}

// Book B 2.12 3.3.2: the contactless environment is its own directory; a card of the contact world has none
func TestPPSE(t *testing.T) {
	c, err := card.Named("two")
	if err != nil {
		t.Fatal(err)
	}
	selectPPSE := []byte("\x00\xA4\x04\x00\x0E2PAY.SYS.DDF01\x00")
	r, _, err := c.Transmit(context.Background(), selectPPSE)
	if err != nil || !bytes.HasSuffix(r, []byte{0x90, 0x00}) {
		t.Fatalf("%X, %v", r, err)
	}
	var names []string
	o, ok := tlv.Find(r[:len(r)-2], tlv.TagFCI, tlv.TagFCIProprietary, tlv.TagIssuerDiscretionary)
	entries := o.Children()
	for e := range entries.All() {
		adf, _ := tlv.Find(e.Value, 0x4F)
		names = append(names, fmt.Sprintf("%X", adf.Value))
	}
	if !ok || strings.Join(names, " ") != "A0000000041010 A0000000031010" {
		t.Errorf("%v in %X", names, r)
	}
	if c, err = card.Named("full"); err != nil {
		t.Fatal(err)
	}
	if r, _, err = c.Transmit(context.Background(), selectPPSE); err != nil || fmt.Sprintf("%X", r) != "6A82" {
		t.Errorf("%X, %v", r, err)
	}
}
