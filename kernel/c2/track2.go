package c2

import (
	"bytes"

	"github.com/emvgo/emv/tlv"
)

// The half bytes of Track 2 Equivalent Data: how many there can be, and how many from the separator to the discretionary data.
// C-2 A.1 Track 2 Equivalent Data
const (
	longestTrack2 = 2 * 19
	behindPAN     = 1 + 4 + 3 // separator, expiry, service code
)

// relayIntoTrack2 replaces the discretionary data of Track 2 Equivalent Data by what a host needs to judge the relay resistance protocol, where the card
// gives no signature that proves it: key index, tries, the device's entropy, and the time that was measured. It is false where the track has no such place.
// C-2 S910.39
func (t *tx) relayIntoTrack2() bool {
	track := tlv.Track2(t.data.Get(tlv.Track2EquivalentData))
	if len(track) == 0 {
		return true
	}
	if _, ok := track.ServiceCode(); !ok || !track.Valid() {
		return false
	}
	var room [longestTrack2]byte
	defer clear(room[:])
	half := room[:0]
	for _, b := range track {
		half = append(half, b>>4, b&0x0F)
	}
	pan := bytes.IndexByte(half, 0x0D)
	half = t.appendRelay(half[:pan+behindPAN], pan <= 16)
	t.data.Set(tlv.Track2EquivalentData, pack(half)...)
	return true
}

// appendRelay appends the discretionary data, 13 digits behind a short PAN and 10 behind a long one.
// C-2 S910.39
func (t *tx) appendRelay(half []byte, short bool) []byte {
	key := byte(0)
	if index := t.data.Get(tlv.CAPublicKeyIndex); len(index) != 0 && index[0] < 0x0A { // C-2 S910.39 key index
		key = index[0]
	}
	half = append(half, key, t.data.At(tlv.RRPCounter, 1)%10) // C-2 S910.39 RRP Counter
	entropy := t.data.Unsigned(tlv.DeviceRelayResistanceEntropy)
	half = appendDigits(half, entropy&0xFFFF, 5) // C-2 S910.39 entropy
	if short {
		half = appendDigits(half, entropy>>16&0xFF, 3) // C-2 S910.39 third byte
	}
	took := t.data.Unsigned(tlv.MeasuredRelayResistanceProcessingTime) / 10
	return appendDigits(half, min(took, 999), 3) // C-2 S910.39 time
}

// appendDigits appends the last n decimal digits of a number, each a byte.
func appendDigits(dst []byte, number uint64, n int) []byte {
	dst = append(dst, make([]byte, n)...)
	for i := range n {
		dst[len(dst)-1-i] = byte(number % 10)
		number /= 10
	}
	return dst
}

// pack puts two half bytes into each byte, in place. A half byte that is left over goes with an F.
// C-2 S910.39 padding
func pack(half []byte) []byte {
	if len(half)%2 != 0 {
		half = append(half, 0x0F)
	}
	for i := range len(half) / 2 {
		half[i] = half[2*i]<<4 | half[2*i+1]
	}
	return half[:len(half)/2]
}
