package capk_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/testvectors"
)

// FuzzLoad asserts that whatever loads is a set as the books have it: each key found by its RID and index, its checksum
// right, its algorithm known, no test key among live keys.
//
// EMV 4.4 B2 11.2.2
func FuzzLoad(f *testing.F) {
	f.Add([]byte(`{"test": true, "keys": []}`))
	f.Add([]byte(`{"test": true, "keys": [{"rid": "A000000004", "index": "05", "algorithm": "01", "modulus": "8001", "exponent": "03", "checksum": "2B3A0C1D"}]}`))
	f.Add([]byte(`{"test": false, "keys": [], "revoked": [{"rid": "A000000004", "index": "05", "serial": "000001"}]}`))
	for _, file := range [][]byte{testvectors.TestCAKeys(), testvectors.LiveCAKeys()} {
		first, _, _ := bytes.Cut(file, []byte(",\n  {"))
		f.Add(append(bytes.Clone(first), " ]}"...))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		set, err := capk.Load(file)
		if err != nil {
			if set != nil || err.Error() == "" {
				t.Fatal("an error without words, or with a set")
			}
			return
		}
		test, n := false, 0
		for k := range set.All() {
			found, ok := set.Lookup(k.RID, k.Index)
			if !ok || found != k || k.Sum() != k.Checksum {
				t.Fatalf("key %X %02X", k.RID, k.Index)
			}
			switch k.Algorithm {
			case capk.RSA:
				if len(k.Modulus) == 0 || len(k.Modulus) > capk.MaxModulus || k.Modulus[len(k.Modulus)-1]%2 == 0 {
					t.Fatalf("modulus %X", k.Modulus)
				}
			case capk.ECCP256, capk.ECCP521:
			default:
				t.Fatalf("algorithm %v", k.Algorithm)
			}
			if n++; n > 1 && k.Test != test {
				t.Fatal("test keys among live keys")
			}
			test = k.Test
		}
		if n != set.Len() {
			t.Fatalf("%d keys of %d", n, set.Len())
		}
	})
}

// FuzzParseJSON asserts that whatever is read of any file is a key whose checksum is right, and that all else is named with its line.
//
// EMV 4.4 B2 11.2.2
func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{
		`[{"rid":"A000000004","index":5,"exponent":"03","modulus":"80","checksum":"00","expiry":"1112"}]`, `{"A000000003":{"07":["00","03"]}}`, `{"A000000003_07":"00"}`,
		`["A000000003,07,03"]`, `{"keys":[{"9F06":"A000000003","9F22":"07","DF05":"3230333331323331","DF02":"8001"}]}`, `{"":{"":[[[1,null,true]]]}}`,
		`[{"n":"` + strings.Repeat("A1", 64) + `","e":3,"id":"9","algorithm":"10","point":"0"}]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		keys, err := capk.ParseJSON(file)
		if len(keys) == 0 && err == nil {
			t.Fatal("neither a key nor a fault")
		}
		lines := 1 + bytes.Count(file, []byte{'\n'})
		for _, k := range keys {
			if k.Line < 1 || k.Line > lines || k.Sum() != k.Checksum {
				t.Fatalf("key %X %02X on line %d", k.RID, k.Index, k.Line)
			}
		}
		if joined, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range joined.Unwrap() {
				var at *capk.LineError
				if errors.As(e, &at) && (at.Line < 1 || at.Line > lines || at.Reason == "") {
					t.Fatalf("%+v", at)
				}
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := capk.Load(testvectors.LiveCAKeys()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	set := load(b, testvectors.LiveCAKeys())
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := set.Lookup(rid, 0x05); !ok {
			b.Fatal()
		}
	}
}

// The checksum of a key of 248 bytes.
//
// EMV 4.4 B2 11.2.2
func BenchmarkSum(b *testing.B) {
	k, _ := load(b, testvectors.LiveCAKeys()).Lookup(rid, 0x06)
	b.ReportAllocs()
	for b.Loop() {
		if k.Sum() != k.Checksum {
			b.Fatal()
		}
	}
}
