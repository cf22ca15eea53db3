package capk_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/sweep"
)

var rid = [5]byte{0xA0, 0x00, 0x00, 0x00, 0x04}

func load(t testing.TB, file []byte) *capk.Set {
	t.Helper()
	set, err := capk.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// Every key of the published sets loads: its checksum recomputes and its index is its own.
//
// EMV 4.4 B2 11.2.2
// EMV 4.4 B4 10.2 (keys)
func TestPublishedSets(t *testing.T) {
	for name, want := range map[string]struct {
		file []byte
		n    int
		test bool
	}{
		"live": {testvectors.LiveCAKeys(), 31, false},
		"test": {testvectors.TestCAKeys(), 49, true},
	} {
		set := load(t, want.file)
		if set.Len() != want.n {
			t.Errorf("%s: %d keys, want %d", name, set.Len(), want.n)
		}
		for k := range set.All() {
			if found, ok := set.Lookup(k.RID, k.Index); !ok || found != k {
				t.Errorf("%s: %X %02X not found", name, k.RID, k.Index)
			}
			if k.Sum() != k.Checksum || k.Test != want.test || k.Source == "" {
				t.Errorf("%s: %X %02X: checksum, test mark or source", name, k.RID, k.Index)
			}
		}
	}
}

// Keys that are in no set are tried one by one: all but the three with a modulus that breaks the rules are accepted.
//
// EMV 4.4 B2 6.1, 11.2.2
func TestOtherKeys(t *testing.T) {
	var file struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(testvectors.OtherCAKeys(), &file); err != nil {
		t.Fatal(err)
	}
	accepted, refused := 0, 0
	for _, key := range file.Keys {
		one := bytes.Join([][]byte{[]byte(`{"test": true, "keys": [`), key, []byte(`]}`)}, nil)
		_, err := capk.Load(one)
		switch {
		case err == nil:
			accepted++
		case strings.Contains(err.Error(), "leftmost bit"):
			refused++
		default:
			t.Errorf("%s: %v", key, err)
		}
	}
	if accepted != 147 || refused != 3 {
		t.Errorf("%d accepted, %d refused, want 147 and 3", accepted, refused)
	}
}

// Every change of a byte that the checksum covers is found; with -short one in a hundred is tried.
//
// EMV 4.4 B2 11.2.2
// EMV 4.4 B4 10.2 (integrity)
func TestEveryByteChanged(t *testing.T) {
	n := 0
	for _, file := range [][]byte{testvectors.LiveCAKeys(), testvectors.TestCAKeys()} {
		for k := range load(t, file).All() {
			check := func(what string, broken capk.Key) {
				if _, err := capk.NewSet([]capk.Key{broken}); err == nil {
					t.Errorf("%X %02X: changed %s accepted", k.RID, k.Index, what)
				}
			}
			for field, get := range map[string]func(*capk.Key) []byte{
				"RID":      func(k *capk.Key) []byte { return k.RID[:] },
				"modulus":  func(k *capk.Key) []byte { k.Modulus = bytes.Clone(k.Modulus); return k.Modulus },
				"exponent": func(k *capk.Key) []byte { k.Exponent = bytes.Clone(k.Exponent); return k.Exponent },
				"point":    func(k *capk.Key) []byte { k.Point = bytes.Clone(k.Point); return k.Point },
				"checksum": func(k *capk.Key) []byte { return k.Checksum[:] },
			} {
				for i := range get(k) {
					if n++; !sweep.Sample(n, 100) {
						continue
					}
					broken := *k
					get(&broken)[i] ^= 0x10
					check(field, broken)
				}
			}
			broken := *k
			broken.Index ^= 1
			check("index", broken)
		}
	}
}

// key is a published test key.
func key(t testing.TB, index byte) capk.Key {
	k, ok := load(t, testvectors.TestCAKeys()).Lookup(rid, index)
	if !ok {
		t.Fatalf("no key %02X", index)
	}
	return *k
}

// summed sets the checksum that fits the rest.
func summed(k capk.Key) capk.Key {
	k.Checksum = k.Sum()
	return k
}

func TestFaults(t *testing.T) {
	rsa, ecc := key(t, 0xF1), key(t, 0xE0)
	change := func(k capk.Key, f func(*capk.Key)) capk.Key { f(&k); return summed(k) }
	for _, c := range []struct {
		name string
		keys []capk.Key
		want string
	}{
		// EMV 4.4 B2 11.2.2
		{"checksum", []capk.Key{func() capk.Key { k := rsa; k.Checksum[0]++; return k }()}, "checksum"},
		{"index twice", []capk.Key{rsa, rsa}, "key 0 has this RID and index too"},
		{"index twice, other algorithm", []capk.Key{rsa, change(ecc, func(k *capk.Key) { k.Index = 0xF1 })}, "key 0 has this RID and index too"},
		{"algorithm 00", []capk.Key{change(rsa, func(k *capk.Key) { k.Algorithm = 0 })}, "algorithm 00"},
		{"SM2", []capk.Key{change(ecc, func(k *capk.Key) { k.Algorithm = 0x80 })}, "algorithm 80"},
		{"SM2 with an exponent", []capk.Key{change(ecc, func(k *capk.Key) { k.Algorithm, k.Exponent = capk.SM2, []byte{3} })}, "SM2 key with a modulus or exponent"},
		{"mixed", []capk.Key{rsa, change(ecc, func(k *capk.Key) { k.Test = false })}, "do not share a set"},
		// EMV 4.4 B2 6.1, B2.1
		{"no modulus", []capk.Key{change(rsa, func(k *capk.Key) { k.Modulus = nil })}, "modulus of 0 bytes"},
		{"249 bytes", []capk.Key{change(rsa, func(k *capk.Key) { k.Modulus = bytes.Repeat([]byte{0xFF}, 249) })}, "modulus of 249 bytes"},
		{"leftmost bit", []capk.Key{change(rsa, func(k *capk.Key) { k.Modulus = append([]byte{0x7F}, k.Modulus[1:]...) })}, "leftmost bit"},
		{"even", []capk.Key{change(rsa, func(k *capk.Key) { k.Modulus = append(k.Modulus[:10:10], 0x02) })}, "even"},
		{"exponent 2", []capk.Key{change(rsa, func(k *capk.Key) { k.Exponent = []byte{2} })}, "exponent 02"},
		{"exponent 000003", []capk.Key{change(rsa, func(k *capk.Key) { k.Exponent = []byte{0, 0, 3} })}, "exponent 000003"},
		{"RSA with point", []capk.Key{change(rsa, func(k *capk.Key) { k.Point = []byte{1} })}, "RSA key with a point"},
		// EMV 4.4 B2 B2.2.2
		{"not on the curve", []capk.Key{change(ecc, func(k *capk.Key) { k.Point = append(k.Point[:63:63], k.Point[63]^1) })}, "not on the curve"},
		{"short point", []capk.Key{change(ecc, func(k *capk.Key) { k.Point = k.Point[:32] })}, "not on the curve"},
		{"other curve", []capk.Key{change(ecc, func(k *capk.Key) { k.Algorithm = capk.ECCP521 })}, "not on the curve"},
		{"ECC with exponent", []capk.Key{change(ecc, func(k *capk.Key) { k.Exponent = []byte{3} })}, "ECC key with a modulus or exponent"},
		{"ECC with modulus", []capk.Key{change(ecc, func(k *capk.Key) { k.Modulus = []byte{0x81} })}, "ECC key with a modulus"},
	} {
		_, err := capk.NewSet(c.keys)
		var fault *capk.KeyError
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// Room for 6 RSA and 10 ECC keys and for 30 revoked certificates of a RID is the least a terminal has.
//
// EMV 4.4 B2 5.1.2, 11.2.2
func TestCapacity(t *testing.T) {
	var keys []capk.Key
	rsa, ecc := key(t, 0xF1), key(t, 0xE0)
	for i := range byte(100) {
		k := rsa
		if i >= 50 {
			k = ecc
		}
		k.Index = i
		keys = append(keys, summed(k))
	}
	var revoked []capk.Revocation
	for i := range byte(100) {
		revoked = append(revoked, capk.Revocation{RID: rid, Index: 5, Serial: [3]byte{0, 0, i}})
	}
	set, err := capk.NewSet(keys, revoked...)
	if err != nil {
		t.Fatal(err)
	}
	for i := range byte(100) {
		if k, ok := set.Lookup(rid, i); !ok || k.Index != i || (k.Algorithm == capk.RSA) != (i < 50) {
			t.Errorf("index %d", i)
		}
		if !set.Revoked(rid, 5, [3]byte{0, 0, i}) {
			t.Errorf("serial %d", i)
		}
	}
	if _, ok := set.Lookup(rid, 100); ok {
		t.Error("a key that was not given")
	}
	if set.Revoked(rid, 6, [3]byte{}) || set.Revoked([5]byte{}, 5, [3]byte{}) || set.Revoked(rid, 5, [3]byte{1}) {
		t.Error("revoked what was not given")
	}
	var none *capk.Set
	if _, ok := none.Lookup(rid, 5); ok || none.Revoked(rid, 5, [3]byte{}) || none.Len() != 0 {
		t.Error("a nil set holds something")
	}
}

// A set keeps nothing of what it was made from.
func TestSetIsCopied(t *testing.T) {
	k := key(t, 0xF1)
	k.Modulus = bytes.Clone(k.Modulus)
	set, err := capk.NewSet([]capk.Key{k})
	if err != nil {
		t.Fatal(err)
	}
	k.Modulus[0] = 0
	if got, _ := set.Lookup(rid, 0xF1); got.Modulus[0] == 0 {
		t.Error("the set changed with its input")
	}
}

// Expiry is known but not enforced.
//
// EMV 4.4 B2 11.2.3
func TestExpiry(t *testing.T) {
	for _, c := range []struct {
		expiry, date [3]byte
		want         bool
	}{
		{[3]byte{0x09, 0x12, 0x31}, [3]byte{0x10, 0x01, 0x01}, true},
		{[3]byte{0x09, 0x12, 0x31}, [3]byte{0x09, 0x12, 0x31}, false},
		{[3]byte{0x98, 0x12, 0x31}, [3]byte{0x09, 0x12, 0x31}, true},
		{[3]byte{0x28, 0x12, 0x31}, [3]byte{0x99, 0x12, 0x31}, false},
		{[3]byte{}, [3]byte{0x49, 0x12, 0x31}, false},
	} {
		k := capk.Key{Expiry: c.expiry}
		if got := k.ExpiredOn(c.date); got != c.want {
			t.Errorf("%X on %X: %v", c.expiry, c.date, got)
		}
	}
	if _, ok := load(t, testvectors.LiveCAKeys()).Lookup(rid, 0x00); !ok { // expired in 2009
		t.Error("an expired key is not found")
	}
}

// Who asks gets a set without expired keys, in which every other is found and every revocation stands.
//
// EMV 4.4 B2 11.2.3, 5.1.2
func TestNotExpired(t *testing.T) {
	old, good, open := key(t, 0xF1), key(t, 0xE0), key(t, 0xE0)
	old.Expiry, good.Expiry = [3]byte{0x09, 0x12, 0x31}, [3]byte{0x30, 0x12, 0x31}
	open.Index, open.Expiry = 0xE7, [3]byte{}
	all, err := capk.NewSet([]capk.Key{old, good, summed(open)}, capk.Revocation{RID: rid, Index: 0xF1})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		date [3]byte
		want []byte
	}{
		{[3]byte{0x09, 0x12, 0x31}, []byte{0xF1, 0xE0, 0xE7}},
		{[3]byte{0x10, 0x01, 0x01}, []byte{0xE0, 0xE7}},
		{[3]byte{0x31, 0x01, 0x01}, []byte{0xE7}},
	} {
		set := all.NotExpired(c.date)
		var got []byte
		for k := range set.All() {
			got = append(got, k.Index)
			if found, ok := set.Lookup(k.RID, k.Index); !ok || found != k {
				t.Errorf("%X: key %02X not found", c.date, k.Index)
			}
		}
		if _, ok := set.Lookup(rid, 0xF1); !bytes.Equal(got, c.want) || ok != (c.want[0] == 0xF1) || !set.Revoked(rid, 0xF1, [3]byte{}) {
			t.Errorf("%X: %X, want %X", c.date, got, c.want)
		}
	}
	if all.Len() != 3 {
		t.Error("the set that was asked changed")
	}
	var none *capk.Set
	if set := none.NotExpired([3]byte{}); set == nil || set.Len() != 0 {
		t.Error("a set out of none")
	}
}

// A file's faults come all at once, each with its path and line.
func TestLoadFaults(t *testing.T) {
	_, err := capk.Load([]byte(`{
 "keys": [
  {"rid": "A0000004", "index": "05", "algorithm": "01", "modulus": "8001", "exponent": "03", "checksum": "00"},
  {"rid": "A000000004", "index": "05", "algorithm": "01", "modulus": "8001", "exponent": "03",
   "checksum": "0000000000000000000000000000000000000000", "expired": "091231"}
 ],
 "revoked": [{"rid": "A000000004", "index": "05", "serial": "01"}]
}`))
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"line 1: test: missing", "line 3: keys[0].rid", "line 3: keys[0].checksum", "keys[1].expired: unknown key", "line 4: keys[1]: RID A000000004, index 05: checksum", "revoked[0].serial"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
}

// The revocation list comes in its order, each entry once; alone it can be had of a file whose keys are wrong, and of its entries those that are right.
//
// EMV 4.4 B2 5.1.2
func TestRevocations(t *testing.T) {
	entry := func(rid, index, serial string) string {
		return fmt.Sprintf(`{"rid": "%s", "index": "%s", "serial": "%s"}`, rid, index, serial)
	}
	first, second, third := entry("A000000003", "92", "FFFFFF"), entry("A000000004", "05", "000001"), entry("A000000004", "05", "000100")
	set := load(t, []byte(`{"test": false, "keys": [], "revoked": [`+third+", "+first+", "+second+", "+first+"]}"))
	visa := [5]byte{0xA0, 0, 0, 0, 3}
	want := []capk.Revocation{
		{RID: visa, Index: 0x92, Serial: [3]byte{0xFF, 0xFF, 0xFF}}, {RID: rid, Index: 5, Serial: [3]byte{0, 0, 1}}, {RID: rid, Index: 5, Serial: [3]byte{0, 1, 0}},
	}
	if got := set.Revocations(); !slices.Equal(got, want) || !set.Revoked(rid, 5, [3]byte{0, 0, 1}) || set.Revoked(rid, 6, [3]byte{0, 0, 1}) {
		t.Errorf("%X", got)
	}
	if none := (*capk.Set)(nil).Revocations(); len(none) != 0 {
		t.Errorf("no set: %X", none)
	}
	for _, c := range []struct {
		file  string
		n     int
		fault string
	}{
		{`{"test": 7, "keys": "wrong", "revoked": [` + first + "]}", 1, ""},
		{`{"keys": []}`, 0, ""},
		{`[{"revoked": [5]}]`, 0, ""},
		{"A000000004 05 03", 0, ""},
		{"{\n\"revoked\": [5, " + first + "]}", 1, "line 2: revoked[0]"},
		{`{"revoked": true}`, 0, "line 1: revoked: "},
		{`{"revoked": [` + entry("A000000004", "05", "01") + "]}", 0, "revoked[0].serial"},
		{`{"revoked": [{"rid": "A000000004", "index": "05"}]}`, 0, "revoked[0].serial: missing"},
		{`{"revoked": [` + strings.Replace(first, "rid", "date\": \"1\", \"rid", 1) + "]}", 1, "revoked[0].date: unknown key"},
	} {
		got, err := capk.LoadRevoked([]byte(c.file))
		if len(got) != c.n || (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%s: %X, %v", c.file, got, err)
		}
	}
}
