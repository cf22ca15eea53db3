package c8

import (
	"bytes"
	"encoding/hex"
	"slices"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/crypto/secchan"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

// alone has Process C without Process K.
func alone(t *testing.T, use func(*processC)) {
	t.Helper()
	program := kernel.Single("c8/alone", func(p *kernel.Port) *kernel.Outcome {
		c := &processC{port: p}
		defer c.wipe()
		use(c)
		return &kernel.Outcome{}
	})
	s, err := kernel.NewSession(program, &kernel.Config{}, kernel.Transaction{}, kerneltest.Random(1))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if a, err := s.Next(kernel.Event{}); err != nil || a.Kind != kernel.Done || s.Err() != nil {
		t.Fatal(a.Kind, err, s.Err())
	}
}

// asked serves one request and gives what is answered, which is one answer at most.
func (c *processC) asked(t *testing.T, r request) answer {
	t.Helper()
	c.requests = append(c.requests, r)
	c.work()
	if len(c.requests) != 0 || len(c.answers) > 1 {
		t.Fatalf("%d requests, %d answers", len(c.requests), len(c.answers))
	}
	a, _ := c.take(^signal(0))
	return a
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

// INITIALISE PROCESS C: the first suite of the card's that is one of ours, a key, and the suites of certificates.
// C-8 7.2.1, C.0; 7.2.2, C.10, C.100, C.101, C.102, C.103, C.104
func TestInitialise(t *testing.T) {
	for suites, want := range map[string]signal{"00FFFF": initProcessCOK, "FFFF00": initProcessCOK, "01FFFF": initProcessCFail, "FFFFFF": initProcessCFail, "": initProcessCFail} {
		for _, rsa := range []bool{false, true} {
			alone(t, func(c *processC) {
				c.keyType, c.icc = keyECC, nil
				a := c.asked(t, request{kind: initialiseProcessC, data: unhex(suites), flag: rsa})
				list := map[bool][3]byte{false: {0x10, 0xFF, 0xFF}, true: {0x01, 0x10, 0xFF}}[rsa]
				switch {
				case a.signal != want:
					t.Errorf("%s: %b", suites, a.signal)
				case want == initProcessCOK && (a.scASI != 0 || a.cASIs != list || len(a.data) != 64 || c.rsaCertificates != rsa || c.channel.Opened()):
					t.Errorf("%s, %v: %+v", suites, rsa, a)
				}
			})
		}
	}
}

// opened is Process C with the keys of the vectors of our own for the channel.
func (c *processC) opened(t *testing.T, v testvectors.TwinVector) {
	t.Helper()
	k, err := secchan.NewKernel(unhex(v.Inputs["kernel private"]))
	if err != nil {
		t.Fatal(err)
	}
	c.channel = k
	if a := c.asked(t, request{kind: gpoPrivacy, data: unhex(v.Inputs["card key data"])}); a.signal != 0 {
		t.Fatalf("%b", a.signal)
	}
}

// conversations are vectors of our own, made with another implementation: no one has published a conversation of the channel.
func conversations(t *testing.T) (list []testvectors.TwinVector) {
	t.Helper()
	files, err := testvectors.SecureChannels()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		for _, v := range f.Vectors {
			if v.Kind == "conversation" {
				list = append(list, v)
			}
		}
	}
	if len(list) == 0 {
		t.Fatal("no conversation")
	}
	return list
}

// A conversation: records, an envelope that is read, one that is written.
// C-8 7.2.1, C.1, C.2, C.7, C.8; 7.2.3, C.11, C.12, C.12a, C.12b, C.13; 7.2.4, C.15, C.16, C.17, C.18, C.19, C.20, C.22, C.23; 7.2.9, C.55, C.56, C.57, C.58, C.59, C.60, C.61, C.62, C.63, C.64; 7.2.10, C.65,
// C.66, C.67, C.68, C.69; traps 2, 4, 5
func TestConversation(t *testing.T) {
	for _, v := range conversations(t) {
		in := func(name string) []byte { return unhex(v.Inputs[name]) }
		alone(t, func(c *processC) {
			c.opened(t, v)
			record := func(template tlv.Tag, value []byte, signed bool) answer {
				return c.asked(t, request{kind: recordReceived, data: tlv.Append(nil, template, value), flag: signed})
			}
			if a := record(0x70, []byte{0x5A, 0x01, 0x11}, true); a.signal != 0 { // plain ones are not answered, and not counted
				t.Errorf("%b", a.signal)
			}
			for i, name := range []string{"record 1", "record 2"} {
				a := record(tagEnciphered, in("enciphered "+name), i == 0)
				if a.signal != recordDecrypted || !bytes.Equal(a.data, tlv.Append(nil, 0x70, in(name))) {
					t.Errorf("%s: %b %X", name, a.signal, a.data)
				}
			}
			record(0x70, []byte{0x5A, 0x01, 0x22}, false)
			if want := slices.Concat([]byte{0x5A, 0x01, 0x11}, in("record 1")); !bytes.Equal(c.signedRecords, want) {
				t.Errorf("signed: %X", c.signedRecords)
			}
			response := unhex(v.Expected)
			spoilt := bytes.Clone(response)
			spoilt[len(spoilt)-1] ^= 1
			for _, bad := range [][]byte{spoilt, response[:7], nil} { // which do not move the counter
				if a := c.asked(t, request{kind: validateMessage, data: bad}); a.signal != messageFail || a.data != nil {
					t.Errorf("%b %X", a.signal, a.data)
				}
			}
			if a := c.asked(t, request{kind: validateMessage, data: response}); a.signal != messageOK || !bytes.Equal(a.data, in("read data")) {
				t.Errorf("%b %X", a.signal, a.data)
			}
			if a := c.asked(t, request{kind: encryptMessage, data: in("write data")}); a.signal != encryptedMessage || !bytes.Equal(a.data, in("write command")) {
				t.Errorf("%b %X", a.signal, a.data)
			}
			for _, bad := range [][]byte{in("write data"), in("write mac")[:7]} {
				if a := c.asked(t, request{kind: validateMessage, flag: true, data: bad}); a.signal != messageFail {
					t.Errorf("%b", a.signal)
				}
			}
			if a := c.asked(t, request{kind: validateMessage, flag: true, data: slices.Concat(in("write data"), in("write mac"))}); a.signal != messageOK || a.data != nil {
				t.Errorf("%b %X", a.signal, a.data)
			}
		})
	}
}

// Without keys nothing can be deciphered, enciphered, validated or made.
// C-8 7.2.3, C.11, C.12a, C.14; 7.2.4, C.17, C.21; 7.2.7, C.45, C.49; 7.2.8, C.50, C.54; 7.2.9, C.55, C.64; 7.2.10, C.65, C.70; 7.2.11, C.71, C.77
func TestWithoutKeys(t *testing.T) {
	for name, data := range map[string][]byte{"none": nil, "too short": make([]byte, 63), "too long": make([]byte, 132), "no point": bytes.Repeat([]byte{0xFF}, 64)} {
		alone(t, func(c *processC) {
			c.asked(t, request{kind: initialiseProcessC, data: []byte{0}})
			for _, r := range []struct {
				request
				want signal
			}{
				{request{kind: gpoPrivacy, data: data}, decryptionFailed},
				{request{kind: recordReceived, data: unhex("DA02AABB"), flag: true}, decryptionFailed},
				{request{kind: recordReceived, data: unhex("7003AA01BB"), flag: true}, 0},
				{request{kind: processEDAMAC, data: make([]byte, 8)}, edaMACFail},
				{request{kind: processBlindingFactor}, blindingFactorFail},
				{request{kind: validateMessage, data: make([]byte, 16)}, messageFail},
				{request{kind: validateMessage, data: make([]byte, 16), flag: true}, messageFail},
				{request{kind: encryptMessage, data: []byte{1}}, encryptionFailed},
				{request{kind: processIADMAC, data: []byte{1}}, iadMACFail},
			} {
				if a := c.asked(t, r.request); a.signal != r.want {
					t.Errorf("%s, signal %d: %b", name, r.kind, a.signal)
				}
			}
			if !bytes.Equal(c.signedRecords, unhex("AA01BB")) { // what was not deciphered is not signed
				t.Errorf("%X", c.signedRecords)
			}
		})
	}
}

// The counters end: the card's at FFFF, the kernel's at 7FFF.
// C-8 7.2.4, C.18, C.19, C.21; 7.2.9, C.56, C.64; 7.2.10, C.66, C.70; trap 6
func TestCountersEnd(t *testing.T) {
	v := conversations(t)[0]
	alone(t, func(c *processC) {
		c.opened(t, v)
		for n := 0; n < 0x7FFF; n++ {
			if a := c.asked(t, request{kind: encryptMessage, data: []byte{1}}); a.signal != encryptedMessage {
				t.Fatalf("%d: %b", n, a.signal)
			}
		}
		if a := c.asked(t, request{kind: encryptMessage, data: []byte{1}}); a.signal != encryptionFailed {
			t.Errorf("%b", a.signal)
		}
		for n := 0x8001; n < 0xFFFF; n++ {
			if _, err := c.channel.DecipherRecord([]byte{1}); err != nil {
				t.Fatalf("%X: %v", n, err)
			}
		}
		for _, r := range []struct {
			request
			want signal
		}{
			{request{kind: recordReceived, data: unhex("DA01AA")}, decryptionFailed}, {request{kind: validateMessage, data: make([]byte, 8)}, messageFail},
			{request{kind: validateMessage, data: make([]byte, 8), flag: true}, messageFail},
		} {
			if a := c.asked(t, r.request); a.signal != r.want {
				t.Errorf("%d: %b", r.kind, a.signal)
			}
		}
	})
}

// The chain of Book E that others have published: its issuer's key is recovered; the card's certificate has the hash of static data that nobody has published.
// C-8 7.2.1, C.3, C.4; 7.2.5, C.24, C.25, C.25a, C.27, C.28, C.29, C.30; 7.2.6, C.31, C.32, C.33, C.36, C.37, C.42
func TestPublishedChain(t *testing.T) {
	files, err := testvectors.ODA()
	if err != nil {
		t.Fatal(err)
	}
	chain := map[string]testvectors.ODAVector{}
	for _, f := range files {
		for _, v := range f.Vectors {
			if v.Name == "p256_chain" {
				chain[v.Kind] = v
			}
		}
	}
	issuer, card := chain["ECC issuer certificate"], chain["ECC ICC certificate"]
	key := capk.Key{RID: [5]byte(issuer.Bytes("rid")), Index: issuer.Bytes("index")[0], Algorithm: capk.ECCP256, Point: issuer.Bytes("point"), Source: "Book E", Test: true}
	key.Checksum = key.Sum()
	keys, err := capk.NewSet([]capk.Key{key})
	if err != nil {
		t.Fatal(err)
	}
	utc := [6]byte{0x20, 0x26, 0x07, 0x01, 0x12, 0x30}
	whole := request{
		kind: processIssuerCertificate, data: issuer.Bytes("certificate"), pan: issuer.Bytes("pan"), index: key.Index, dfName: issuer.Bytes("rid"), keys: keys, utc: utc,
	}
	for name, change := range map[string]func(*request){
		"ok": func(*request) {}, "another PAN": func(r *request) { r.pan = unhex("4761739001010119") }, "another index": func(r *request) { r.index++ },
		"another application": func(r *request) { r.dfName = unhex("A0000000031010") }, "later": func(r *request) { r.utc[0] = 0x21 },
		"altered": func(r *request) { r.data = bytes.Clone(r.data); r.data[30] ^= 1 }, "no keys": func(r *request) { r.keys = nil },
	} {
		alone(t, func(c *processC) {
			r, want, kind := whole, issuerCertificateFail, keyNone
			if change(&r); name == "ok" {
				want, kind = issuerCertificateOK, keyECC
			}
			if a := c.asked(t, r); a.signal != want || c.keyType != kind {
				t.Errorf("%s: %b, %d", name, a.signal, c.keyType)
			}
			if a := c.asked(t, request{kind: processICCCertificate, data: card.Bytes("certificate"), aip: []byte{0, 0}, utc: utc}); a.signal != iccCertificateFail || c.icc != nil {
				t.Errorf("%s: %b", name, a.signal)
			}
			if a := c.asked(t, request{kind: processBlindingFactor}); a.signal != blindingFactorFail {
				t.Errorf("%s: %b", name, a.signal)
			}
		})
	}
}

// A key of the certification authority's for no suite of this kernel's, and RSA where it is not enabled.
// C-8 7.2.5, C.24, C.24a, C.27, C.29, C.30
func TestIssuerCertificateSuites(t *testing.T) {
	for name, algorithm := range map[string]capk.Algorithm{"P-521": capk.ECCP521, "RSA": capk.RSA} {
		alone(t, func(c *processC) {
			c.keyType = keyECC
			ca := &capk.Key{Algorithm: algorithm}
			if _, reason := c.issuerKey(ca); reason != oda.KeyAlgorithm {
				t.Errorf("%s: %v", name, reason)
			}
		})
	}
}

// issuerKey recovers no issuer's key with a certification authority's.
func (c *processC) issuerKey(ca *capk.Key) (oda.Key, oda.Reason) {
	reason := c.recoverIssuer(ca, [5]byte{}, &request{})
	return c.issuer, reason
}

// Process C's signals by number: C-8 7.2.1. One answers nothing, another does not disturb it.
// C-8 7.2.1, C.5, C.6, C.9; 6.1; trap 1
func TestAnswersStay(t *testing.T) {
	alone(t, func(c *processC) {
		c.requests = append(c.requests, request{kind: processEDAMAC}, request{kind: processBlindingFactor}, request{kind: processIADMAC})
		for len(c.requests) > 0 {
			c.work()
		}
		if _, ok := c.take(messageOK | recordDecrypted); ok || len(c.answers) != 3 {
			t.Error("one is lost")
		}
		for _, want := range []signal{blindingFactorFail, iadMACFail, edaMACFail} {
			if a, ok := c.take(want); !ok || a.signal != want {
				t.Errorf("%b", a.signal)
			}
		}
		if _, ok := c.take(^signal(0)); ok {
			t.Error("one is too many")
		}
	})
}
