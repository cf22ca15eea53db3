package oda_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/internal/ecsdsa"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors"
)

// vectors are the published vectors of some kinds, of all kinds if none is named.
func vectors(t testing.TB, kinds ...string) []testvectors.ODAVector {
	t.Helper()
	files, err := testvectors.ODA()
	if err != nil {
		t.Fatal(err)
	}
	var out []testvectors.ODAVector
	for _, f := range files {
		for _, v := range f.Vectors {
			for _, s := range v.Sources {
				if f.Sources[s].Repository == "" || f.Sources[s].Licence == "" {
					t.Errorf("%s: %s: no source", f.Name, v.Name)
				}
			}
			if len(kinds) == 0 || slices.Contains(kinds, v.Kind) {
				out = append(out, v)
			}
		}
	}
	return out
}

// run verifies one vector and gives the reason in words and what it recovered, by the names that vectors use.
func run(v testvectors.ODAVector) (string, map[string][]byte) {
	switch v.Kind {
	case "issuer certificate":
		key, reason := oda.RecoverIssuer(issuerInput(v))
		return reason.String(), recovered(key)
	case "ICC certificate":
		key, reason := oda.RecoverICC(iccInput(v))
		return reason.String(), recovered(key)
	case "static data":
		var records []oda.Record
		for _, r := range strings.Fields(v.Inputs["records"]) {
			sfi, data, _ := strings.Cut(r, ":")
			part := testvectors.ODAVector{Inputs: map[string]string{"sfi": sfi, "data": data}}
			records = append(records, oda.Record{SFI: part.Bytes("sfi")[0], Data: part.Bytes("data")})
		}
		static, reason := oda.StaticData(records, v.Bytes("tag list"), v.Bytes("aip"))
		return reason.String(), map[string][]byte{"static data": static}
	case "SDA":
		code, reason := oda.VerifySDA(signer(v), v.Bytes("signature"), v.Bytes("static data"))
		return reason.String(), map[string][]byte{"data authentication code": code[:]}
	case "DDA":
		d, reason := oda.VerifyDDA(signer(v), v.Bytes("signature"), v.Bytes("terminal dynamic data"))
		return reason.String(), dynamic(d)
	case "fDDA":
		d, reason := oda.VerifyFDDA(signer(v), oda.FDDAInput{
			SDAD:     v.Bytes("signature"),
			UN:       [4]byte(v.Bytes("unpredictable number")),
			Amount:   [6]byte(v.Bytes("amount")),
			Currency: [2]byte(v.Bytes("currency")),
			Related:  v.Bytes("card authentication related data"),
			Online:   v.Inputs["online"] == "yes",
		})
		return reason.String(), dynamic(d)
	case "CDA":
		c, reason := oda.VerifyCDA(signer(v), cdaInput(v))
		if reason == oda.OK && !c.Recovered {
			return "not recovered", nil
		}
		return reason.String(), map[string][]byte{"icc dynamic number": c.ICCDynamicNumber, "cid": {c.CID}, "ac": c.AC[:]}
	case "ECC issuer certificate":
		key, reason := oda.RecoverIssuerECC(eccIssuerInput(v))
		return reason.String(), recovered(key)
	case "ECC ICC certificate":
		key, reason := oda.RecoverICCECC(eccICCInput(v))
		return reason.String(), recovered(key)
	case "ECC CA certificate":
		key, err := capk.ParseSelfSigned(v.Bytes("certificate"))
		if err != nil {
			return err.Error(), nil
		}
		return "ok", map[string][]byte{"point": key.Point, "rid": key.RID[:], "index": {key.Index}}
	case "EC-SDSA":
		fault := ecsdsa.Verify(ecsdsa.Suite(v.Bytes("suite")[0]), v.Bytes("point"), v.Bytes("signature"), v.Bytes("message"))
		return []string{"ok", "length", "range", "point", "mismatch"}[fault], nil
	}
	return "no such kind", nil
}

func signer(v testvectors.ODAVector) *oda.Key {
	return &oda.Key{Algorithm: capk.RSA, Modulus: v.Bytes("modulus"), Exponent: v.Bytes("exponent")}
}

func recovered(k oda.Key) map[string][]byte {
	return map[string][]byte{"modulus": k.Modulus, "serial": k.Serial, "point": k.Point, "suite": {k.Suite}}
}

func dynamic(d oda.DDA) map[string][]byte {
	return map[string][]byte{"icc dynamic number": d.ICCDynamicNumber, "icc dynamic data": d.Data}
}

// crl is the revocation list that a twin may bring.
func crl(v testvectors.ODAVector) *capk.Set {
	r := v.Bytes("revoked")
	if len(r) == 0 {
		return nil
	}
	set, err := capk.NewSet(nil, capk.Revocation{RID: [5]byte(r), Index: r[5], Serial: [3]byte(r[6:])})
	if err != nil {
		panic(err)
	}
	return set
}

func issuerInput(v testvectors.ODAVector) (*capk.Key, oda.IssuerInput) {
	key := &capk.Key{
		RID: [5]byte(v.Bytes("rid")), Index: v.Bytes("index")[0], Algorithm: capk.RSA,
		Modulus: v.Bytes("modulus"), Exponent: v.Bytes("exponent"),
	}
	return key, oda.IssuerInput{
		Certificate: v.Bytes("certificate"),
		Remainder:   v.Bytes("remainder"),
		Exponent:    v.Bytes("key exponent"),
		PAN:         v.Bytes("pan"),
		RID:         [5]byte(v.Bytes("rid")),
		Date:        [3]byte(v.Bytes("date")),
		CRL:         crl(v),
	}
}

func iccInput(v testvectors.ODAVector) (*oda.Key, oda.ICCInput) {
	return signer(v), oda.ICCInput{
		Certificate: v.Bytes("certificate"),
		Remainder:   v.Bytes("remainder"),
		Exponent:    v.Bytes("key exponent"),
		PAN:         v.Bytes("pan"),
		StaticData:  v.Bytes("static data"),
		Date:        [3]byte(v.Bytes("date")),
	}
}

func cdaInput(v testvectors.ODAVector) oda.CDAInput {
	return oda.CDAInput{
		SDAD:            v.Bytes("signature"),
		UN:              [4]byte(v.Bytes("unpredictable number")),
		CID:             v.Bytes("cid")[0],
		TransactionData: v.Bytes("transaction data"),
	}
}

// eccIssuerInput takes RID and index as those of the key in the terminal.
func eccIssuerInput(v testvectors.ODAVector) (*capk.Key, oda.ECCIssuerInput) {
	key := &capk.Key{
		RID: [5]byte(v.Bytes("rid")), Index: v.Bytes("index")[0],
		Algorithm: capk.Algorithm(v.Bytes("suite")[0]), Point: v.Bytes("point"),
	}
	return key, oda.ECCIssuerInput{
		Certificate: v.Bytes("certificate"),
		PAN:         v.Bytes("pan"),
		RID:         [5]byte(v.Bytes("rid")),
		Date:        [4]byte(v.Bytes("date")),
		CRL:         crl(v),
	}
}

func eccICCInput(v testvectors.ODAVector) (*oda.Key, oda.ECCICCInput) {
	suite := v.Bytes("suite")[0]
	return &oda.Key{Algorithm: capk.Algorithm(suite), Suite: suite, Point: v.Bytes("point")}, oda.ECCICCInput{
		Certificate: v.Bytes("certificate"),
		StaticData:  v.Bytes("static data"),
		Now:         [6]byte(v.Bytes("now")),
		Use:         map[string]oda.Use{"XDA": oda.UseXDA, "ODE": oda.UseODE, "Kernel 8": oda.UseKernel8}[v.Inputs["use"]],
	}
}

// Every published vector comes to its result, and every twin of it is refused for its reason.
//
// EMV 4.4 B2 5.1.1, 5.3, 5.4, 6.3, 6.4, 6.5.2, 6.6.2, 11.2.1, 12.3, 12.4, A2.2.3, EMV 4.4 B3 10.3, C-3 2.12 C.1
func TestVectors(t *testing.T) {
	count := map[string]int{}
	for _, v := range vectors(t) {
		if v.Kind == "recovery" || v.Kind == "key pair" {
			continue
		}
		count[v.Kind]++
		reason, got := run(v)
		if reason != v.Reason {
			t.Errorf("%s %s: %q, want %q", v.Kind, v.Name, reason, v.Reason)
			continue
		}
		for name := range v.Expected {
			if !bytes.Equal(got[name], v.Want(name)) {
				t.Errorf("%s %s: %s is %X, want %s", v.Kind, v.Name, name, got[name], v.Expected[name])
			}
		}
		for _, twin := range v.Twins {
			reason, got := run(v.Twin(twin))
			want := twin.Reason
			if v.Kind == "ECC CA certificate" {
				want = selfSignedFaults[want].Error()
			}
			if reason != want {
				t.Errorf("%s %s with %s %.60s: %q, want %q", v.Kind, v.Name, twin.Change, twin.To, reason, want)
			}
			for name := range v.Expected {
				if name == "cid" && v.Kind == "CDA" { // it tells what the card has made: EMV 4.4 B4 6.3.2.1
					continue
				}
				if len(bytes.Trim(got[name], "\x00")) != 0 {
					t.Errorf("%s %s with %s %.60s: refused, yet gives a %s", v.Kind, v.Name, twin.Change, twin.To, name)
				}
			}
		}
	}
	for kind, want := range map[string]int{
		"issuer certificate": 18, "ICC certificate": 15, "SDA": 9, "DDA": 5, "fDDA": 1, "CDA": 7, "static data": 8,
		"ECC CA certificate": 1, "ECC issuer certificate": 2, "ECC ICC certificate": 2, "EC-SDSA": 4,
	} {
		if count[kind] != want {
			t.Errorf("%s: %d vectors, want %d", kind, count[kind], want)
		}
	}
}

var selfSignedFaults = map[string]capk.CertificateError{
	"length": capk.CertificateLength, "format": capk.CertificateFormat, "encoding": capk.CertificateEncoding,
	"suite": capk.CertificateSuite, "point": capk.CertificatePoint, "signature": capk.CertificateSignature,
}
