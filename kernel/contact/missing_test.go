package contact_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// What the card has not given is told as missing, and not as what the first check makes of nothing.
// B3 7.5
func TestMissingIsTold(t *testing.T) {
	for name, tags := range map[string][]tlv.Tag{
		"full": {0x8F, 0x90, 0x92, 0x9F32, 0x9F46, 0x9F47}, "dda": {0x90, 0x9F46}, "sda": {0x93, 0x9F32}, "xda": {0x8F, 0x90, 0x9F46},
	} {
		for _, tag := range tags {
			w := newWorld(t, name)
			if name == "xda" {
				w = &world{bench.New(t, contact.Program(), name, "xda")}
			}
			w.Config.Profile = kernel.Book
			w.Config.Terminal.Capabilities[2] |= 0x80 // SDA
			w.Middle = func(_ int, _, response []byte) []byte {
				if o, ok := tlv.Find(response[:len(response)-2], 0x70, tag); ok { // under a name that nobody knows
					copy(response[bytes.Index(response, o.Raw):], map[bool][]byte{true: {0xDF, 0x01}, false: {0xC1}}[tag > 0xFF])
				}
				return response
			}
			if o := w.Run().ODA(); o.Result != "failed" || !strings.Contains(o.Reason, "("+tag.String()+") is missing") {
				t.Errorf("%s without %s: %+v", name, tag, o)
			}
		}
	}
}
