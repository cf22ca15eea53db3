package contact_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// B4 12.1.1: what the host is sent is what the card was sent and gave
// B3 9.3.1 online, 10.2 store
// B4 12.1, 12.1.2
// B3 5.2 parse
func TestOnlineData(t *testing.T) {
	w := newWorld(t, "full")
	w.Run()
	if err := tlv.Check(w.DE55); err != nil {
		t.Fatal(err)
	}
	for tag, want := range map[tlv.Tag]string{
		0x9F27: "80", 0x9F36: "0011", 0x95: "0000048000", 0x9A: "260701", 0x9C: "00", 0x9F02: "000000001234", 0x5F2A: "0978", 0x82: "3D00",
		0x9F1A: "0276", 0x9F03: "000000000000", 0x9F33: "E07848", 0x9F34: "020300", 0x9F35: "22", 0x84: aidFull, 0x5A: "5413330089020011",
		0x5F34: "01", 0x9F41: "00000001", 0x9B: "E800",
	} {
		o, ok := tlv.Find(w.DE55, tag)
		if !ok || hexOf(o.Value) != want {
			t.Errorf("%s: %X, want %s", tag, o.Value, want)
		}
	}
	if _, ok := tlv.Find(w.DE55, 0x8A); ok {
		t.Error("an authorisation response code before there was one")
	}
	un, _ := tlv.Find(w.DE55, 0x9F37)
	for _, c := range w.Commands {
		if c[1] == apdu.GenerateAC && !strings.Contains(string(c), string(un.Value)) {
			// B4 10.1 same
			t.Error("the unpredictable number of the command is not that of the request")
		}
	}
}
