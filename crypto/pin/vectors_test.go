package pin_test

import (
	"bytes"
	"crypto/cipher"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/mac"
	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/testvectors"
)

// inputs gives a vector's inputs in the types of the package; the first fault is kept.
type inputs struct {
	t   *testing.T
	m   map[string]string
	err error
}

func (in *inputs) note(err error) {
	if in.err == nil {
		in.err = err
	}
}

func (in *inputs) hex(name string) []byte {
	b, err := hex.DecodeString(in.m[name])
	if err != nil {
		in.t.Fatalf("%s: %v", name, err)
	}
	return b
}

func (in *inputs) has(name string) bool { _, ok := in.m[name]; return ok }

func (in *inputs) number(name string) int {
	n, err := strconv.Atoi(in.m[name])
	if err != nil {
		in.t.Fatalf("%s: %v", name, err)
	}
	return n
}

func (in *inputs) pin(name string) pin.PIN {
	p, err := pin.New([]byte(in.m[name]))
	in.note(err)
	return p
}

func (in *inputs) pan() pin.PAN {
	if in.m["pan"] == "" {
		return pin.PAN{}
	}
	p, err := pin.ParsePAN(in.m["pan"])
	in.note(err)
	return p
}

func (in *inputs) key(a pin.Algorithm, name string) pin.Key {
	k, err := pin.NewKey(a, in.hex(name))
	in.note(err)
	return k
}

// put notes the fault and gives the value.
func put[T any](in *inputs) func(T, error) T {
	return func(v T, err error) T { in.note(err); return v }
}

// same compares an intermediate result that the vector prints.
func (in *inputs) same(name string, got []byte) {
	if in.err == nil && in.has(name) && !bytes.Equal(in.hex(name), got) {
		in.t.Errorf("%s: %X, want %s", name, got, in.m[name])
	}
}

func upper(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }

var tdesUsages = map[string]pin.TDESUsage{
	"MAC request": pin.TDESMACRequest, "MAC response": pin.TDESMACResponse, "data request": pin.TDESDataRequest,
}

func (in *inputs) tdesKey(usage pin.TDESUsage, check bool) pin.Key {
	ik := in.key(pin.TDES, "initial key")
	tk := put[pin.Key](in)(pin.TransactionKeyTDES(ik, pin.KSN(in.hex("ksn"))))
	wk := put[pin.Key](in)(pin.WorkingKeyTDES(tk, usage))
	if check {
		in.same("working key", wk.AppendBytes(nil))
	}
	return wk
}

// runners are the operations of the vectors, by file and kind. check says that this is the vector itself, whose
// intermediate results count.
var runners = map[string]func(in *inputs, check bool) string{
	"pin/dukpt_tdes.json initial key": func(in *inputs, _ bool) string {
		bdk := in.key(pin.TDES, "base derivation key")
		return upper(put[pin.Key](in)(pin.InitialKeyTDES(bdk, pin.KSN(in.hex("ksn")))).AppendBytes(nil))
	},
	"pin/dukpt_tdes.json transaction key": func(in *inputs, _ bool) string {
		ik := in.key(pin.TDES, "initial key")
		return upper(put[pin.Key](in)(pin.TransactionKeyTDES(ik, pin.KSN(in.hex("ksn")))).AppendBytes(nil))
	},
	"pin/dukpt_tdes.json PIN block": func(in *inputs, check bool) string {
		wk := in.tdesKey(pin.TDESPIN, check)
		p, pan := in.pin("pin"), in.pan()
		clear := put[[8]byte](in)(pin.BuildWith(pin.Format0, p, pan, nil))
		if check {
			in.same("clear block", clear[:])
		}
		c := put[[]byte](in)(pin.EncipherBlock(pin.Format0, wk, p, pan))
		if back := put[pin.PIN](in)(pin.DecipherBlock(pin.Format0, wk, c, pan)); in.err == nil && !back.Equal(p) {
			in.t.Error("deciphers to another PIN")
		}
		return upper(c)
	},
	"pin/dukpt_tdes.json MAC": func(in *inputs, check bool) string {
		wk := in.tdesKey(tdesUsages[in.m["usage"]], check)
		var m *mac.MAC
		if in.m["method"] == "CMAC" {
			block := put[cipher.Block](in)(wk.Block())
			m = put[*mac.MAC](in)(mac.NewCMAC(block, 8))
		} else {
			m = put[*mac.MAC](in)(mac.NewAlgorithm3(wk.AppendBytes(nil), mac.Padding1, 4))
		}
		return upper(put[[]byte](in)(m.Append(nil, in.hex("data"))))
	},
	"pin/dukpt_tdes.json data": func(in *inputs, check bool) string {
		wk := in.tdesKey(tdesUsages[in.m["usage"]], check)
		block := put[cipher.Block](in)(wk.Block())
		data := in.hex("data")
		cipher.NewCBCEncrypter(block, make([]byte, 8)).CryptBlocks(data, data)
		return upper(data)
	},
	"pin/dukpt_aes.json initial key": func(in *inputs, _ bool) string {
		bdk := in.key(pin.AES, "base derivation key")
		return upper(put[pin.Key](in)(pin.InitialKeyAES(bdk, [8]byte(in.hex("initial key id")))).AppendBytes(nil))
	},
	"pin/dukpt_aes.json transaction key": func(in *inputs, _ bool) string {
		ik := in.key(pin.AES, "initial key")
		return upper(put[pin.Key](in)(pin.TransactionKeyAES(ik, pin.AESKSN(in.hex("ksn")))).AppendBytes(nil))
	},
	"pin/dukpt_aes.json working key": func(in *inputs, _ bool) string {
		usage, err := strconv.ParseUint(in.m["usage"], 16, 16)
		in.note(err)
		tk := in.key(pin.AES, "transaction key")
		wk := put[pin.Key](in)(pin.WorkingKeyAES(tk, pin.AESKSN(in.hex("ksn")), pin.AESUsage(usage), in.number("bits")/8))
		return upper(wk.AppendBytes(nil))
	},
	"pin/dukpt_aes.json update key": func(in *inputs, _ bool) string {
		ik := in.key(pin.AES, "initial key")
		return upper(put[pin.Key](in)(pin.UpdateKeyAES(ik, [8]byte(in.hex("initial key id")), in.number("bits")/8)).AppendBytes(nil))
	},
	"pin/dukpt_aes.json PIN block": func(in *inputs, check bool) string {
		ksn := pin.AESKSN(in.hex("ksn"))
		tk := put[pin.Key](in)(pin.TransactionKeyAES(in.key(pin.AES, "initial key"), ksn))
		wk := put[pin.Key](in)(pin.WorkingKeyAES(tk, ksn, pin.AESPIN, 16))
		p, pan := in.pin("pin"), in.pan()
		if check {
			in.same("working key", wk.AppendBytes(nil))
			field := put[[16]byte](in)(pin.PINField4(p, pin.Fixed(in.hex("random"))))
			in.same("pin field", field[:])
			account := put[[16]byte](in)(pin.PANField4(pan))
			in.same("pan field", account[:])
		}
		c := put[[]byte](in)(pin.EncipherBlockWith(pin.Format4, wk, p, pan, in.hex("random")))
		if back := put[pin.PIN](in)(pin.DecipherBlock(pin.Format4, wk, c, pan)); in.err == nil && !back.Equal(p) {
			in.t.Error("deciphers to another PIN")
		}
		return upper(c)
	},
	"pin/blocks.json build": func(in *inputs, _ bool) string {
		b := put[[8]byte](in)(pin.BuildWith(pin.Format(in.number("format")), in.pin("pin"), in.pan(), nil))
		return upper(b[:])
	},
	"pin/blocks.json parse": func(in *inputs, _ bool) string {
		p := put[pin.PIN](in)(pin.ParseBlock(pin.Format(in.number("format")), in.hex("block"), in.pan()))
		return string(p.AppendDigits(nil))
	},
	"pin/blocks.json decipher": func(in *inputs, _ bool) string {
		p := put[pin.PIN](in)(pin.DecipherBlock(pin.Format(in.number("format")), in.key(pin.AES, "key"), in.hex("block"), in.pan()))
		return string(p.AppendDigits(nil))
	},
	"pin/blocks.json account field": func(in *inputs, _ bool) string {
		b := put[[16]byte](in)(pin.PANField4(in.pan()))
		return upper(b[:])
	},
	"pin/offline.json RSA PIN": func(in *inputs, _ bool) string {
		key := pin.RSAKey{Modulus: in.hex("modulus"), Exponent: in.hex("exponent")}
		p := in.pin("pin")
		c := put[[]byte](in)(pin.EncipherRSAWith(key, p, in.hex("challenge"), in.hex("random")))
		card := put[pin.RSAPrivateKey](in)(pin.NewRSAPrivateKey(key.Modulus, in.hex("private exponent")))
		in.back(p, c, card.Decipher)
		return upper(c)
	},
	"pin/offline.json ECC PIN": func(in *inputs, check bool) string {
		suite := pin.Suite(in.hex("suite")[0])
		p := in.pin("pin")
		ode := put[pin.ODE](in)(pin.NewODE(suite, in.hex("public")))
		card := put[pin.ODECard](in)(pin.NewODECard(suite, in.hex("private")))
		if in.err != nil {
			return ""
		}
		c := put[[]byte](in)(ode.With(in.hex("ephemeral")).EncipherPIN(p, in.hex("challenge")))
		in.back(p, c, card.DecipherPIN)
		if check {
			in.same("public", card.Public())
			p2, un2 := in.pin("pin 2"), in.hex("challenge 2")
			c2 := put[[]byte](in)(ode.EncipherPIN(p2, un2))
			in.same("enciphered 2", c2)
			if back := put[pin.PIN](in)(card.DecipherPIN(c2, un2)); !back.Equal(p2) {
				in.t.Error("the second PIN differs")
			}
		}
		return upper(c)
	},
	"pin/offline.json RSA biometric": func(in *inputs, _ bool) string {
		key := pin.RSAKey{Modulus: in.hex("modulus"), Exponent: in.hex("exponent")}
		b := in.biometric()
		c := put[[]byte](in)(pin.EncipherBiometricRSAWith(key, b, in.hex("challenge"), in.hex("random")))
		card := put[pin.RSAPrivateKey](in)(pin.NewRSAPrivateKey(key.Modulus, in.hex("private exponent")))
		in.backBiometric(b, c, card.DecipherBiometric)
		return upper(c)
	},
	"pin/offline.json ECC biometric": func(in *inputs, _ bool) string {
		suite := pin.Suite(in.hex("suite")[0])
		b := in.biometric()
		ode := put[pin.ODE](in)(pin.NewODE(suite, in.hex("public")))
		card := put[pin.ODECard](in)(pin.NewODECard(suite, in.hex("private")))
		c := put[[]byte](in)(ode.With(in.hex("ephemeral")).EncipherBiometric(b, in.hex("challenge")))
		in.backBiometric(b, c, card.DecipherBiometric)
		return upper(c)
	},
}

func (in *inputs) biometric() pin.Biometric {
	return put[pin.Biometric](in)(pin.NewBiometric(in.hex("type"), in.hex("solution"), in.hex("subtype")[0], in.hex("data")))
}

// cardChallenge is the number that the card gave, if it is not the one that was used.
func (in *inputs) cardChallenge() []byte {
	if in.has("card challenge") {
		return in.hex("card challenge")
	}
	return in.hex("challenge")
}

// back is the card's side: what the twin says was received, else what was computed.
func (in *inputs) back(p pin.PIN, computed []byte, decipher func(c, un []byte) (pin.PIN, error)) {
	if in.has("enciphered") {
		computed = in.hex("enciphered")
	}
	if in.err != nil {
		return
	}
	if got := put[pin.PIN](in)(decipher(computed, in.cardChallenge())); in.err == nil && !got.Equal(p) {
		in.t.Error("deciphers to another PIN")
	}
}

func (in *inputs) backBiometric(b pin.Biometric, computed []byte, decipher func(c, un []byte) (pin.Biometric, error)) {
	if in.has("enciphered") {
		computed = in.hex("enciphered")
	}
	if in.err != nil {
		return
	}
	got := put[pin.Biometric](in)(decipher(computed, in.cardChallenge()))
	k1, s1, t1, d1 := got.Fields()
	k2, s2, t2, d2 := b.Fields()
	if in.err == nil && (!bytes.Equal(d1, d2) || !bytes.Equal(k1, k2) || !bytes.Equal(s1, s2) || t1 != t2) {
		in.t.Error("deciphers to another template")
	}
}

var failures = map[string]pin.Fault{
	"PIN length": pin.FaultPINLength, "digit": pin.FaultDigit, "PAN": pin.FaultPAN, "block length": pin.FaultBlockLength,
	"control": pin.FaultControl, "filler": pin.FaultFiller, "key": pin.FaultKey, "counter": pin.FaultCounter,
	"challenge": pin.FaultChallengeDiffers, "challenge length": pin.FaultChallenge, "header": pin.FaultHeader,
	"ciphertext": pin.FaultCiphertext, "MAC": pin.FaultMAC, "private key": pin.FaultPrivateKey, "point": pin.FaultPoint,
	"suite": pin.FaultSuite, "biometric": pin.FaultBiometric,
}

// Every vector gives its result, every wrong twin fails for its reason.
//
// EMV 4.4 B2 7.2, 7.3, 13.2 to 13.5, A2.3, EMV 4.4 B3 6.5.12.2
func TestVectors(t *testing.T) {
	files, err := testvectors.PINs()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, f := range files {
		for i, v := range f.Vectors {
			if _, ok := f.Sources[v.Source]; !ok {
				t.Fatalf("%s %d: no source", f.Name, i)
			}
			count[v.Source]++
			t.Run(fmt.Sprintf("%s/%d", f.Name, i), func(t *testing.T) { runVector(t, f.Name, v) })
		}
	}
	// openemv: 354; psec: its 33 less the 11 card, PIN and MAC verification values that package cryptogram has.
	if count["openemv"] != 354 || count["psec"] != 22 || count["pinblock"] != 2 || count["workbench"] != 3 || count["emvpt"] != 10 || count["self"] != 6 {
		t.Error(count)
	}
}

func runVector(t *testing.T, file string, v testvectors.TwinVector) {
	run := runners[file+" "+v.Kind]
	if run == nil {
		t.Fatalf("no runner for %q", v.Kind)
	}
	in := &inputs{t: t, m: v.Inputs}
	if got := run(in, true); in.err != nil || got != v.Expected {
		t.Fatalf("%s: %v %s, want %s", v.Case, in.err, got, v.Expected)
	}
	for _, w := range v.Wrong {
		in := &inputs{t: t, m: w.With(v)}
		got := run(in, false)
		switch w.Failure {
		case "other output":
			if in.err != nil || got == v.Expected {
				t.Errorf("%s: %s: %v %s", v.Case, w.Input, in.err, got)
			}
		case "same output":
			if in.err != nil || got != v.Expected {
				t.Errorf("%s: %s: %v %s", v.Case, w.Input, in.err, got)
			}
		default:
			if want, ok := failures[w.Failure]; !ok || in.err != want {
				t.Errorf("%s: %s %s: %v, want %q", v.Case, w.Input, w.Value, in.err, w.Failure)
			}
		}
	}
}
