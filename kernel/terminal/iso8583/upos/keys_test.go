package upos_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/testvectors"
)

type keyVector struct {
	Name, TMK, Field62, PIK, MAK, TDK, Enciphered, Key, KCV, KCV8 string
	Transport                                                     string `json:"transport_key"`
	Computed                                                      string `json:"computed_pik_kcv"`
}

func keyVectors(tb testing.TB) (list map[string]keyVector, repeated map[string]string) {
	tb.Helper()
	var file struct {
		Repeated map[string]string `json:"kcv_of_repeated_bytes"`
		Vectors  []keyVector
	}
	if err := json.Unmarshal(testvectors.UnionPay("workkeys"), &file); err != nil || len(file.Vectors) != 6 {
		tb.Fatal(err)
	}
	list = map[string]keyVector{}
	for _, v := range file.Vectors {
		list[v.Name] = v
	}
	return list, file.Repeated
}

func key(tb testing.TB, a pin.Algorithm, hex string) pin.Key {
	tb.Helper()
	k, err := upos.NewKey(a, unhex(tb, hex))
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

// networkOf is the network code of a field of work keys, by its length.
var networkOf = map[int]string{24: upos.SingleKeys, 40: upos.DoubleKeys, 60: upos.TrackKeys}

// Work keys of 24 bytes, which are ours, of 40 and 60, which are published, are deciphered, and put back to the byte. One whose check value is wrong is refused with
// its name: the published field whose master key is not its own, and each key with a bit changed.
func TestWorkKeys(t *testing.T) {
	vectors, _ := keyVectors(t)
	for _, name := range []string{"001_24_bytes_own", "003_40_bytes", "004_60_bytes"} {
		v := vectors[name]
		field, master := unhex(t, v.Field62), key(t, pin.TDES, v.TMK)
		network := networkOf[len(field)]
		k, err := upos.OpenKeys(network, field, master)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, x := range []struct {
			got  pin.Key
			want string
		}{{k.PIK, v.PIK}, {k.MAK, v.MAK}, {k.TDK, v.TDK}} {
			if x.want == "" && x.got.Len() == 0 {
				continue
			}
			if !x.got.Equal(key(t, pin.TDES, x.want)) {
				t.Errorf("%s: a key is not %s", name, x.want)
			}
		}
		if again, err := upos.SealKeys(network, k, master); err != nil || fmt.Sprintf("%X", again) != v.Field62 {
			t.Errorf("%s: %X, %v", name, again, err)
		}
		if text := fmt.Sprintf("%v %+v %#v", k, k, k); strings.Contains(text, v.MAK[:6]) {
			t.Errorf("%s: %s", name, text)
		}
		for at := range field {
			changed := append([]byte{}, field...)
			changed[at] ^= 0x80
			var refused *upos.KeyError
			if _, err := upos.OpenKeys(network, changed, master); !errors.As(err, &refused) || refused.Key == "" {
				t.Errorf("%s: byte %d changed: %v", name, at, err)
			}
		}
		k.Wipe()
		if k.PIK.Len()+k.MAK.Len()+k.TDK.Len() != 0 {
			t.Errorf("%s: not wiped", name)
		}
	}
	v := vectors["negative_wrong_tmk"]
	_, err := upos.OpenKeys(upos.DoubleKeys, unhex(t, v.Field62), key(t, pin.TDES, v.TMK))
	if err == nil || err.Error() != "upos: work keys: PIK has another check value: the master key is not the host's" {
		t.Error(err)
	}
	pik, err := upos.DecipherKey(unhex(t, v.Field62[:32]), key(t, pin.TDES, v.TMK))
	if err != nil {
		t.Fatal(err)
	}
	if check, err := upos.CheckValue(pik); err != nil || fmt.Sprintf("%X", check[:4]) != v.Computed {
		t.Errorf("%X, %v", check, err)
	}
}

// Fields whose layout nobody has published, or that are another's.
func TestWorkKeyLayouts(t *testing.T) {
	master := key(t, pin.TDES, "11111111111111111111111111111111")
	for n, network := range map[int]string{0: "001", 23: "001", 24: "003", 40: "001", 57: "011", 60: "003", 84: "005", 104: "005"} {
		var refused *upos.KeyError
		if _, err := upos.OpenKeys(network, make([]byte, n), master); !errors.As(err, &refused) || refused.Key != "" {
			t.Errorf("%d bytes for %s: %v", n, network, err)
		}
	}
	if _, err := upos.SealKeys("005", upos.Keys{}, master); err == nil {
		t.Error("keys for 005")
	}
	if _, err := upos.SealKeys("001", upos.Keys{}, master); err == nil {
		t.Error("no keys")
	}
	for _, m := range []pin.Key{{}, master} {
		if _, err := upos.DecipherKey(make([]byte, 7), m); err != pin.FaultKey {
			t.Error(err)
		}
	}
}

// A published master key under its transport key, check values of repeated bytes, and a published work key under SM4. SM4 keys in a whole field are ours.
func TestKeys(t *testing.T) {
	vectors, repeated := keyVectors(t)
	for b, want := range repeated {
		if check, err := upos.CheckValue(key(t, pin.TDES, strings.Repeat(b, 16))); err != nil || fmt.Sprintf("%X", check[:4]) != want {
			t.Errorf("%s: %X, %v", b, check, err)
		}
	}
	v := vectors["tmk_under_transport_key"]
	master, err := upos.DecipherKey(unhex(t, v.Enciphered), key(t, pin.TDES, v.Transport))
	if err != nil || !master.Equal(key(t, pin.TDES, v.TMK)) {
		t.Error(err)
	}
	if check, err := upos.CheckValue(master); err != nil || fmt.Sprintf("%X", check) != v.KCV8 {
		t.Errorf("%X, %v", check, err)
	}
	v = vectors["sm4_work_key"]
	master = key(t, pin.SM4, v.TMK)
	work, err := upos.DecipherKey(unhex(t, v.Enciphered), master)
	if err != nil || !work.Equal(key(t, pin.SM4, v.Key)) {
		t.Error(err)
	}
	if check, err := upos.CheckValue(work); err != nil || fmt.Sprintf("%X", check[:8]) != v.KCV {
		t.Errorf("%X, %v", check, err)
	}
	field, err := upos.SealKeys(upos.DoubleKeys, upos.Keys{PIK: work, MAK: master}, master)
	if err != nil || !strings.HasPrefix(fmt.Sprintf("%X", field), v.Enciphered+v.KCV[:8]) {
		t.Errorf("%X, %v", field, err)
	}
	if k, err := upos.OpenKeys(upos.DoubleKeys, field, master); err != nil || !k.PIK.Equal(work) || !k.MAK.Equal(master) {
		t.Error(err)
	}
}

// The MACs of the published messages that have their key, over the message as it was parsed; and the methods that nobody has published a value of.
func TestMACs(t *testing.T) {
	var file struct {
		Vectors []struct {
			Name, Key, MAB, Field64 string
			Bytes                   string `json:"field64_as_bytes"`
			Text                    string `json:"field64_as_ascii"`
		}
	}
	if err := json.Unmarshal(testvectors.UnionPay("mac"), &file); err != nil {
		t.Fatal(err)
	}
	own := map[string]upos.Method{"own_cbc_x99_3des": upos.X99, "own_x919": upos.X919, "own_cbc_x99_left": upos.X99Left}
	d, messagesWith := upos.Form{}.Dialect(), 0
	for _, v := range file.Vectors {
		method, ours := own[v.Name]
		want, a := v.Field64+v.Bytes, pin.TDES
		switch {
		case v.Name == "sm4_cbc":
			continue // sixteen bytes: no field 64
		case strings.HasPrefix(v.Name, "sm4"):
			a = pin.SM4
		}
		x, err := upos.NewMAC(method, false, key(t, a, v.Key))
		if err != nil || !x.Verify(unhex(t, want), unhex(t, v.MAB)) {
			t.Errorf("%s: %v", v.Name, err)
		}
		if ours {
			if x, err := upos.NewMAC(method, true, key(t, a, v.Key)); err != nil || !x.Verify(unhex(t, v.Text), unhex(t, v.MAB)) {
				t.Errorf("%s: in characters: %v", v.Name, err)
			}
		}
		for _, p := range messages(t) {
			body := p.body(t)
			if m, err := d.Parse(body); err == nil && string(body) == string(unhex(t, v.MAB+want)) {
				if messagesWith++; !d.Sealed(m, body, x) {
					t.Errorf("%s: the MAC of %s is wrong", v.Name, p.Name)
				}
				body[20] ^= 1
				if d.Sealed(m, body, x) {
					t.Errorf("%s: the MAC of %s is right with a bit changed", v.Name, p.Name)
				}
			}
		}
	}
	if messagesWith != 2 {
		t.Errorf("%d messages have their MAC", messagesWith)
	}
	for _, c := range []struct {
		m   upos.Method
		key pin.Key
	}{{4, key(t, pin.TDES, "11111111111111111111111111111111")}, {upos.X919, key(t, pin.SM4, "11111111111111111111111111111111")}, {upos.ECB, pin.Key{}}} {
		if _, err := upos.NewMAC(c.m, false, c.key); err == nil {
			t.Errorf("method %d is taken", c.m)
		}
	}
}

// Tracks: the blocks are published, what is enciphered of them is ours.
func TestTracks(t *testing.T) {
	var file struct {
		Track []struct{ Name, Track, Bytes, TDB, TDK, Result string }
	}
	if err := json.Unmarshal(testvectors.UnionPay("pin_track"), &file); err != nil || len(file.Track) != 5 {
		t.Fatal(err)
	}
	tdk := key(t, pin.TDES, "44444444444444444444444444444444")
	c, err := tdk.Block()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range file.Track {
		way := upos.TrackBlock
		if v.Name == "variant_whole_track" {
			way = upos.TrackWhole
		}
		track := strings.ReplaceAll(v.Track, "=", "D") + v.Bytes
		if track == "" {
			continue
		}
		got, err := way.Encipher(track, tdk)
		if err != nil || v.Result != "" && got != v.Result {
			t.Errorf("%s: %s, %v", v.Name, got, err)
		}
		if back, err := way.Decipher(got, tdk); err != nil || back != track {
			t.Errorf("%s: %s, %v", v.Name, back, err)
		}
		if v.TDB != "" {
			at := strings.Index(track, v.TDB)
			b := unhex(t, v.TDB)
			if c.Encrypt(b, b); at < 0 || got[at:at+16] != fmt.Sprintf("%X", b) || got[:at] != track[:at] || got[at+16:] != track[at+16:] {
				t.Errorf("%s: %s", v.Name, got)
			}
		}
	}
	third := strings.Repeat("9", 86) + "0000003D00000000" + "12" // the rule of track 3, with a last byte of ours
	if got, err := upos.TrackBlock.Encipher(third, tdk); err != nil || got[:86] != third[:86] || got[102:] != "12" || got == third {
		t.Error(got, err)
	}
	for _, s := range []struct {
		way   upos.Tracking
		track string
		key   pin.Key
	}{
		{upos.TrackBlock, "12345678901234567", pin.Key{}},
		{upos.TrackBlock, "1234567890123456", tdk},
		{upos.TrackBlock, "1234567890123456=1", tdk},
		{upos.TrackBlock, strings.Repeat("1", 37), key(t, pin.SM4, "44444444444444444444444444444444")},
		{3, strings.Repeat("1", 37), tdk},
	} {
		if got, err := s.way.Encipher(s.track, s.key); err != upos.ErrTrack {
			t.Errorf("%d %s: %s, %v", s.way, s.track, got, err)
		}
	}
	if got, err := upos.TrackClear.Encipher("1D2", pin.Key{}); err != nil || got != "1D2" {
		t.Error(got, err)
	}
}
