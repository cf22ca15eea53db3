package pboc_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/internal/pboc"
	"github.com/emvgo/emv/tlv"
)

func vectors(t *testing.T, name string, to any) {
	t.Helper()
	if err := json.Unmarshal(testvectors.UnionPay(name), to); err != nil {
		t.Fatal(err)
	}
}

// The published issuer application data, element by element.
func TestPublishedIAD(t *testing.T) {
	var v struct {
		Samples []struct {
			IAD      string
			KeyIndex string `json:"key_index"`
			CVN, CVR string
			Second   string `json:"second_gac"`
			First    string `json:"first_gac"`
			Byte2    string `json:"byte2_bits"`
			Byte3    string `json:"byte3_bits"`
			Balance  string
			MAC      string `json:"idd_mac"`
			Length   int    `json:"idd_length"`
		}
	}
	if vectors(t, "pboc_iad", &v); len(v.Samples) != 8 {
		t.Fatalf("%d samples", len(v.Samples))
	}
	first := map[byte]string{0x00: "AAC", 0x10: "TC", 0x20: "ARQC"}
	second := map[byte]string{0x00: "AAC", 0x40: "TC", 0x80: "not requested"}
	bits := func(b byte) string {
		return strings.Repeat("0", 8-len(strconv.FormatUint(uint64(b), 2))) + strconv.FormatUint(uint64(b), 2)
	}
	for _, s := range v.Samples {
		d, ok := pboc.Parse(unhex(t, s.IAD))
		got := []string{
			hex.EncodeToString([]byte{d.KeyIndex}), hex.EncodeToString([]byte{d.Version}), strings.ToUpper(hex.EncodeToString(d.CVR[1:])), second[d.CVR[1]&0xC0],
			first[d.CVR[1]&0x30], bits(d.CVR[2]), bits(d.CVR[3]), hex.EncodeToString(d.Balance), strings.ToUpper(hex.EncodeToString(d.MAC)),
		}
		want := []string{strings.ToLower(s.KeyIndex), s.CVN, s.CVR, s.Second, s.First, s.Byte2, s.Byte3, s.Balance, s.MAC}
		if !ok || strings.Join(got, " ") != strings.Join(want, " ") || d.Algorithm != pboc.TDES || s.Length != 10 {
			t.Errorf("%s: %v\nwant %v", s.IAD, got, want)
		}
	}
}

// The published cryptogram from the issuer's master keys on: card keys, session keys, cryptogram, answer, balance; and the values of our own beside.
// EMV 4.4 B2 A1.4.1
func TestPublishedCryptogram(t *testing.T) {
	var v struct {
		Masters map[string]string `json:"issuer_master_keys"`
		PAN     string
		PSN     string
		ATC     string
		ICC     map[string]string
		Card    map[string]string `json:"card_key"`
		Session map[string]string `json:"session_key"`
		ARQC    struct{ Input, Value string }
		ARPC    struct {
			Value string
			Own   string `json:"arc_3030_own"`
			Tag91 string `json:"tag91_own"`
		}
		IDD    struct{ Input, Value string } `json:"idd_mac"`
		Script struct {
			Balance string `json:"new_balance"`
			MAC     string
			APDU    string
		} `json:"script_put_data_9F79_own"`
	}
	vectors(t, "pboc_cryptogram", &v)
	psn, atc := unhex(t, v.PSN)[0], [2]byte(unhex(t, v.ATC))
	card := map[string][]byte{}
	for name, issuer := range v.Masters {
		imk, err := cryptogram.NewKey(cryptogram.TDES, unhex(t, issuer))
		if err != nil {
			t.Fatal(err)
		}
		key, err := cryptogram.DeriveICCMasterKey(cryptogram.OptionA, imk, v.PAN, psn)
		if err != nil {
			t.Fatal(err)
		}
		lower := strings.ToLower(name)
		if card[lower] = key.Reveal(); !sameButParity(card[lower], unhex(t, v.Card["udk_"+lower])) {
			t.Errorf("%s: card key %X, want %s", name, card[lower], v.Card["udk_"+lower])
		}
		session, err := pboc.SessionKey(card[lower], atc)
		if err != nil || !bytes.Equal(session, unhex(t, v.Session["sk_"+lower])) {
			t.Errorf("%s: session key %X, want %s", name, session, v.Session["sk_"+lower])
		}
	}
	ac, err := pboc.Cryptogram(card["ac"], atc, func(tag uint32) []byte {
		for name, value := range v.ICC {
			if n, _ := strconv.ParseUint(name, 16, 32); uint32(n) == tag {
				return unhex(t, value)
			}
		}
		return nil
	})
	if err != nil || !bytes.Equal(ac[:], unhex(t, v.ARQC.Value)) {
		t.Errorf("%X, %v", ac, err)
	}
	var covered string
	for _, tag := range []string{"9F02", "9F03", "9F1A", "95", "5F2A", "9A", "9C", "9F37", "82", "9F36"} {
		covered += v.ICC[tag]
	}
	if covered += v.ICC["9F10"][6:14]; covered != v.ARQC.Input {
		t.Errorf("input %s, want %s", covered, v.ARQC.Input)
	}
	for arc, want := range map[string]string{"01": v.ARPC.Value, "00": v.ARPC.Own} {
		arpc, err := pboc.ARPC(card["ac"], atc, ac, [2]byte([]byte(arc)))
		if err != nil || !bytes.Equal(arpc[:], unhex(t, want)) {
			t.Errorf("%s: %X, %v", arc, arpc, err)
		}
	}
	if v.ARPC.Tag91 != v.ARPC.Own+"3030" {
		t.Error(v.ARPC.Tag91)
	}
	d, ok := pboc.Parse(unhex(t, v.ICC["9F10"]))
	if !ok || !d.Authentic(card["mac"], atc) || !bytes.Equal(d.MAC, unhex(t, v.IDD.Value)) || v.IDD.Input != v.ATC+hex.EncodeToString(d.Balance)+"00" {
		t.Errorf("%+v", d)
	}
	command, err := pboc.Seal(card["mac"], atc, ac, [4]byte{0x04, 0xDA, 0x9F, 0x79}, unhex(t, v.Script.Balance))
	if err != nil || !bytes.Equal(command, unhex(t, v.Script.APDU)) || !strings.HasSuffix(v.Script.APDU, v.Script.MAC) {
		t.Errorf("%X, %v", command, err)
	}
}

// sameButParity reports whether two keys differ in parity bits alone: the example has not set them.
func sameButParity(a, b []byte) bool {
	for i := range a {
		if a[i]&^1 != b[i]&^1 {
			return false
		}
	}
	return len(a) == len(b)
}

// The published tap: what the terminal sends has the length of the PDOL, the answers parse, and both places have the same balance.
func TestPublishedTap(t *testing.T) {
	var v struct {
		APDUs []struct{ C, R string }
	}
	if vectors(t, "pboc_transcripts", &v); len(v.APDUs) != 3 {
		t.Fatalf("%d exchanges", len(v.APDUs))
	}
	answer := func(n int) []byte {
		r := unhex(t, v.APDUs[n].R)
		return r[:len(r)-2]
	}
	for n := range v.APDUs {
		if err := tlv.Check(answer(n)); err != nil {
			t.Errorf("exchange %d: %v", n, err)
		}
	}
	pdol, _ := tlv.Find(answer(1), 0x6F, 0xA5, 0x9F38)
	list, err := tlv.ParseDOL(pdol.Value)
	if command := unhex(t, v.APDUs[2].C); err != nil || list.Len() != int(command[6]) || !bytes.Equal(command[7:11], unhex(t, "36800000")) {
		t.Errorf("%v, %d", err, list.Len())
	}
	for tag, want := range map[tlv.Tag]string{0x9F4D: "0B0A", 0xDF4D: "0C0A"} {
		if o, _ := tlv.Find(answer(1), 0x6F, 0xA5, 0xBF0C, tag); !bytes.Equal(o.Value, unhex(t, want)) {
			t.Errorf("%s: %X", tag, o.Value)
		}
	}
	iad, _ := tlv.Find(answer(2), 0x77, 0x9F10)
	balance, _ := tlv.Find(answer(2), 0x77, 0x9F5D)
	d, ok := pboc.Parse(iad.Value)
	if !ok || d.CVR[1]&0x30 != 0x20 || !bytes.Equal(append([]byte{0}, d.Balance...), balance.Value) {
		t.Errorf("%+v, %X", d, balance.Value)
	}
	if _, has := tlv.Find(answer(2), 0x77, 0x9F27); has {
		t.Error("cryptogram information data")
	}
}
