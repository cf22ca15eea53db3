package contact

import (
	"fmt"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// sameAccount compares the digits of a PAN, up to its padding, with those of track 2 equivalent data, up to the separator.
func sameAccount(pan, track2 []byte) bool {
	digits, _, _ := strings.Cut(fmt.Sprintf("%X", pan), "F")
	return digits == tlv.Track2(track2).PAN()
}
