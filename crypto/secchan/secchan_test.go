package secchan_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/secchan"
	"github.com/emvgo/emv/testvectors"
)

type inputs struct {
	t *testing.T
	m map[string]string
}

func (in inputs) hex(name string) []byte {
	b, err := hex.DecodeString(in.m[name])
	if err != nil {
		in.t.Fatalf("%s: %v", name, err)
	}
	return b
}

// or is an input that the vector or its twin may give, else the computed value.
func (in inputs) or(name string, computed []byte) []byte {
	if _, ok := in.m[name]; ok {
		return in.hex(name)
	}
	return computed
}

func (in inputs) same(name string, got []byte) {
	if !bytes.Equal(in.hex(name), got) {
		in.t.Errorf("%s: %X, want %s", name, got, in.m[name])
	}
}

func upper(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }

var runners = map[string]func(in inputs, check bool) (string, error){
	"EDA-MAC": func(in inputs, _ bool) (string, error) {
		k := secchan.KernelWithIntegrityKey([16]byte(in.hex("integrity key")))
		mac := in.or("mac", in.hex("published mac"))
		return upper(mac), k.VerifyEDAMAC(mac, in.hex("application cryptogram"), in.hex("iad mac"))
	},
	"IAD-MAC": func(in inputs, _ bool) (string, error) {
		k := secchan.KernelWithIntegrityKey([16]byte(in.hex("integrity key")))
		mac, err := k.IADMAC(in.hex("message"), sha256.Sum256(in.hex("static data")))
		return upper(mac[:]), err
	},
	"key agreement": func(in inputs, check bool) (string, error) {
		k, err := secchan.NewKernel(in.hex("kernel private"))
		if err != nil {
			return "", err
		}
		if check {
			public := k.PublicKey()
			in.same("kernel public", public[:])
		}
		card, data, err := secchan.OpenCardWith(in.hex("card private"), in.hex("kernel public"), in.hex("blinding factor"))
		if err != nil {
			return "", err
		}
		if err := k.Open(in.or("card key data", data)); err != nil {
			return "", err
		}
		if err := k.ValidateBlindingFactor(in.hex("card public")); err != nil {
			return "", err
		}
		if check { // the session keys, by their effect
			want := secchan.KernelWithIntegrityKey([16]byte(in.hex("integrity key")))
			a, _ := want.IADMAC([]byte("x"), [32]byte{})
			b, _ := k.IADMAC([]byte("x"), [32]byte{})
			c, _ := card.IADMAC([]byte("x"), [32]byte{})
			if a != b || a != c {
				in.t.Error("integrity keys differ")
			}
		}
		return upper(data), nil
	},
	"conversation": func(in inputs, check bool) (string, error) {
		k, err := secchan.NewKernel(in.hex("kernel private"))
		if err != nil {
			return "", err
		}
		public := k.PublicKey()
		card, data, err := secchan.OpenCardWith(in.hex("card private"), public[:], in.hex("blinding factor"))
		if err != nil {
			return "", err
		}
		if err := k.Open(data); err != nil {
			return "", err
		}
		for _, n := range []string{"1", "2"} {
			c, err := card.EncipherRecord(in.hex("record " + n))
			if err != nil {
				return "", err
			}
			in.same("enciphered record "+n, c)
			p, err := k.DecipherRecord(c)
			if err != nil {
				return "", err
			}
			in.same("record "+n, p)
		}
		read, err := card.ReadResponse(in.hex("read data"))
		if err != nil {
			return "", err
		}
		p, err := k.ValidateRead(in.or("read response", read))
		if err != nil {
			return "", err
		}
		in.same("read data", p)
		c, err := k.Encipher(in.hex("write data"))
		if err != nil {
			return "", err
		}
		in.same("write command", c)
		plain, mac, err := card.Write(c)
		if err != nil {
			return "", err
		}
		in.same("write data", plain)
		if check {
			in.same("write mac", mac)
		}
		return upper(read), k.ValidateWrite(plain, in.hex("write mac"))
	},
}

var failures = map[string]secchan.Fault{
	"MAC": secchan.FaultMAC, "card key data": secchan.FaultCardKeyData, "point": secchan.FaultPoint,
	"blinding factor": secchan.FaultBlindingFactor, "private key": secchan.FaultPrivateKey,
}

// Every vector gives its result, every wrong twin fails for its reason.
//
// C-8 1.2 7.2.2 to 7.2.11
func TestVectors(t *testing.T) {
	files, err := testvectors.SecureChannels()
	if err != nil || len(files) != 1 {
		t.Fatal(len(files), err)
	}
	count := map[string]int{}
	for i, v := range files[0].Vectors {
		count[v.Source]++
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			run := runners[v.Kind]
			if run == nil {
				t.Fatalf("no runner for %q", v.Kind)
			}
			if v.Kind == "EDA-MAC" {
				v.Inputs["published mac"] = v.Expected
			}
			if got, err := run(inputs{t, v.Inputs}, true); err != nil || got != v.Expected {
				t.Fatalf("%s: %v %s, want %s", v.Case, err, got, v.Expected)
			}
			for _, w := range v.Wrong {
				got, err := run(inputs{t, w.With(v)}, false)
				if w.Failure == "other output" {
					if err != nil || got == v.Expected {
						t.Errorf("%s: %s: %v %s", v.Case, w.Input, err, got)
					}
				} else if want, ok := failures[w.Failure]; !ok || err != want {
					t.Errorf("%s: %s %s: %v, want %q", v.Case, w.Input, w.Value, err, w.Failure)
				}
			}
		})
	}
	if count["ecos"] != 1 || count["self"] != 11 {
		t.Error(count)
	}
}

func open(t testing.TB) (secchan.Kernel, secchan.Card) {
	t.Helper()
	k := secchan.GenerateKernel(func(n int) []byte { b := make([]byte, n); _, _ = rand.Read(b); return b })
	public := k.PublicKey()
	private := make([]byte, 32)
	private[31] = 7
	c, data, err := secchan.OpenCard(private, public[:])
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Open(data); err != nil {
		t.Fatal(err)
	}
	return k, c
}

// Against the standard library: the shared x-coordinate agrees with crypto/ecdh for an unblinded card.
//
// C-8 1.0 8.3
func TestPublicKeyAgainstECDH(t *testing.T) {
	d := bytes.Repeat([]byte{0x42}, 32)
	k, err := secchan.NewKernel(d)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ecdh.P256().NewPrivateKey(d)
	if err != nil {
		t.Fatal(err)
	}
	if public := k.PublicKey(); !bytes.Equal(public[:], key.PublicKey().Bytes()[1:]) {
		t.Errorf("%X", public)
	}
}

// Every single-byte change of a READ DATA response and of the card's MACs is refused, and the counter stands still
// then: the right message is taken afterwards.
//
// C-8 1.2 7.2.7, 7.2.9
func TestEveryByteOfMACs(t *testing.T) {
	k, c := open(t)
	message, err := c.ReadResponse([]byte("envelope"))
	if err != nil {
		t.Fatal(err)
	}
	eda, err := c.EDAMAC([]byte("12345678"), []byte("abcdefgh"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range message {
		for x := 1; x < 256; x++ {
			bad := bytes.Clone(message)
			bad[i] ^= byte(x)
			if _, err := k.ValidateRead(bad); err != secchan.FaultMAC {
				t.Fatalf("byte %d ^ %02X: %v", i, x, err)
			}
		}
	}
	for n := range message {
		if _, err := k.ValidateRead(message[:n]); err != secchan.FaultMAC {
			t.Fatalf("%d bytes: %v", n, err)
		}
	}
	for i := range eda {
		for x := 1; x < 256; x++ {
			bad := bytes.Clone(eda)
			bad[i] ^= byte(x)
			if err := k.VerifyEDAMAC(bad, []byte("12345678"), []byte("abcdefgh")); err != secchan.FaultMAC {
				t.Fatalf("byte %d ^ %02X: %v", i, x, err)
			}
		}
	}
	if p, err := k.ValidateRead(message); err != nil || string(p) != "envelope" {
		t.Error(err)
	}
	if _, err := k.ValidateRead(message); err != secchan.FaultMAC {
		t.Error("a repeated message was taken")
	}
}

// The counters end where the book says.
//
// C-8 1.2 7.2.4, 7.2.9, 7.2.10
func TestCounters(t *testing.T) {
	k, _ := open(t)
	k.SetCounters(0xFFFE, 0x7FFE)
	if _, err := k.DecipherRecord([]byte{1}); err != nil {
		t.Error(err)
	}
	if _, err := k.DecipherRecord([]byte{1}); err != secchan.FaultCounter {
		t.Error(err)
	}
	if _, err := k.ValidateRead(make([]byte, 8)); err != secchan.FaultCounter {
		t.Error(err)
	}
	if err := k.ValidateWrite(nil, make([]byte, 8)); err != secchan.FaultCounter {
		t.Error(err)
	}
	if _, err := k.Encipher([]byte{1}); err != nil {
		t.Error(err)
	}
	if _, err := k.Encipher([]byte{1}); err != secchan.FaultCounter {
		t.Error(err)
	}
}

// Without keys there is nothing, before Open, after Wipe, and for zero values.
//
// C-8 1.2 7.2.4, 7.2.7, 7.2.9, 7.2.10, 7.2.11
func TestNoKeys(t *testing.T) {
	fresh, err := secchan.NewKernel(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	wiped, _ := open(t)
	wiped.Wipe()
	for _, k := range []secchan.Kernel{{}, fresh, wiped} {
		_, err1 := k.DecipherRecord([]byte{1})
		_, err2 := k.ValidateRead(make([]byte, 8))
		_, err3 := k.Encipher([]byte{1})
		_, err4 := k.IADMAC(nil, [32]byte{})
		for i, err := range []error{
			err1, err2, err3, err4,
			k.ValidateWrite(nil, make([]byte, 8)), k.VerifyEDAMAC(make([]byte, 8), nil, nil), k.ValidateBlindingFactor(make([]byte, 32)),
		} {
			if err != secchan.FaultNoKeys {
				t.Errorf("%d: %v", i, err)
			}
		}
		if k.Opened() {
			t.Error("opened")
		}
	}
	if err := (secchan.Kernel{}).Open(make([]byte, 64)); err != secchan.FaultPrivateKey {
		t.Error(err)
	}
	if err := wiped.Open(make([]byte, 64)); err != secchan.FaultPoint {
		t.Error(err)
	}
	secchan.Kernel{}.Wipe()
	var c secchan.Card
	_, err1 := c.EncipherRecord(nil)
	_, err2 := c.ReadResponse(nil)
	_, _, err3 := c.Write(nil)
	_, err4 := c.IADMAC(nil, [32]byte{})
	_, err5 := c.EDAMAC(nil, nil)
	for i, err := range []error{err1, err2, err3, err4, err5} {
		if err != secchan.FaultNoKeys {
			t.Errorf("card %d: %v", i, err)
		}
	}
}

// The order of the static data: records, extended list, AIP.
//
// C-8 1.2 7.2.11
func TestStaticDataHash(t *testing.T) {
	if secchan.StaticDataHash([]byte("rec"), []byte("ext"), []byte("ai")) != sha256.Sum256([]byte("recextai")) {
		t.Error("order")
	}
}

// Attack 21: no key shows under any verb, in JSON or in slog, also from inside another struct.
func TestNothingPrints(t *testing.T) {
	d := bytes.Repeat([]byte{0xA7}, 32)
	k, err := secchan.NewKernel(d)
	if err != nil {
		t.Fatal(err)
	}
	opened, c := open(t)
	type holder struct {
		K    secchan.Kernel
		k    secchan.Kernel
		C, c any
	}
	var out bytes.Buffer
	for _, v := range []any{k, &k, opened, c, holder{k, k, c, c}, &holder{k, k, c, c}, []secchan.Kernel{k}, map[string]secchan.Kernel{"k": k}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%b", "%p", "%T", "%w"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		if err := json.NewEncoder(&out).Encode(v); err != nil {
			t.Fatal(err)
		}
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "v", v)
	}
	text := strings.ToLower(out.String())
	for _, trace := range []string{"a7a7", "167 167", "p6en", "10100111 10100111"} {
		if strings.Contains(text, trace) {
			t.Errorf("%q shows", trace)
		}
	}
}

// Every fault has a name of its own.
func TestFaults(t *testing.T) {
	seen := map[string]bool{}
	for f := range secchan.Fault(secchan.NumFaults + 1) {
		seen[f.Error()] = true
	}
	if len(seen) != secchan.NumFaults {
		t.Error(len(seen))
	}
}
