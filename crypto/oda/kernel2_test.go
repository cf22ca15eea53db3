package oda_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/emvgo/emv/crypto/oda"
)

// kernel2Reasons has what stands behind the hash code in lengths round those that Kernel 2 asks for, for a short and for a long ICC Dynamic Number.
// C-2 S910.3 DS Summary 2, DS Summary 3, S910.3.1 length, relay, S910.4.1 length, relay
func kernel2Reasons(t *testing.T, s *seen) {
	two, three := bytes.Repeat([]byte{0x22}, 16), bytes.Repeat([]byte{0x33}, 16)
	relay := []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}
	other := slices.Clone(relay)
	other[13]++
	for _, r := range []struct {
		rest       []byte
		in         oda.Kernel2Input
		want       oda.Reason
		two, three []byte
	}{
		{nil, oda.Kernel2Input{}, oda.OK, nil, nil},
		{two, oda.Kernel2Input{}, oda.OK, nil, nil}, // nobody asks for it
		{nil, oda.Kernel2Input{Summary: 8}, oda.OK, nil, nil},
		{two[:7], oda.Kernel2Input{Summary: 8}, oda.OK, nil, nil},
		{two[:8], oda.Kernel2Input{Summary: 8}, oda.OK, two[:8], nil},
		{slices.Concat(two[:8], three[:7]), oda.Kernel2Input{Summary: 8}, oda.OK, two[:8], nil},
		{slices.Concat(two[:8], three[:8]), oda.Kernel2Input{Summary: 8}, oda.OK, two[:8], three[:8]},
		{slices.Concat(two[:8], three[:8], relay), oda.Kernel2Input{Summary: 8}, oda.OK, two[:8], three[:8]},
		{two[:15], oda.Kernel2Input{Summary: 16}, oda.OK, nil, nil},
		{slices.Concat(two, three[:15]), oda.Kernel2Input{Summary: 16}, oda.OK, two, nil},
		{slices.Concat(two, three), oda.Kernel2Input{Summary: 16}, oda.OK, two, three},
		{relay[:13], oda.Kernel2Input{Relay: relay}, oda.CDARelayLength, nil, nil},
		{relay, oda.Kernel2Input{Relay: relay}, oda.OK, nil, nil},
		{append(slices.Clone(relay), 9), oda.Kernel2Input{Relay: relay}, oda.OK, nil, nil},
		{other, oda.Kernel2Input{Relay: relay}, oda.CDARelayData, nil, nil},
		{relay, oda.Kernel2Input{Relay: relay[:13]}, oda.CDARelayData, nil, nil}, // the terminal has not got all of it
		{slices.Concat(two[:8], three[:8], relay[:13]), oda.Kernel2Input{Summary: 8, Relay: relay}, oda.CDARelayLength, nil, nil},
		{slices.Concat(two[:8], three[:8], relay), oda.Kernel2Input{Summary: 8, Relay: relay}, oda.OK, two[:8], three[:8]},
		{slices.Concat(two[:8], three[:8], other), oda.Kernel2Input{Summary: 8, Relay: relay}, oda.CDARelayData, nil, nil},
		{slices.Concat(two, three, relay), oda.Kernel2Input{Summary: 16, Relay: relay}, oda.OK, two, three},
		{slices.Concat(two, three, relay[:13]), oda.Kernel2Input{Summary: 16, Relay: relay}, oda.CDARelayLength, nil, nil},
	} {
		for _, number := range [][]byte{{1, 2}, {1, 2, 3, 4, 5, 6, 7, 8}} {
			data := slices.Concat([]byte{byte(len(number))}, number, []byte{0x80}, make([]byte, 8+20), r.rest)
			c := oda.CDA{ICCDynamicNumber: number, Data: data}
			got, reason := c.Kernel2(r.in)
			s.expect(t, "Kernel 2", reason, r.want)
			absent := (got.Summary2 == nil) == (r.two == nil) && (got.Summary3 == nil) == (r.three == nil)
			if !absent || !bytes.Equal(got.Summary2, r.two) || !bytes.Equal(got.Summary3, r.three) {
				t.Errorf("%d bytes, %+v: %X %X, want %X %X", len(r.rest), r.in, got.Summary2, got.Summary3, r.two, r.three)
			}
		}
	}
	if _, reason := new(oda.CDA).Kernel2(oda.Kernel2Input{Relay: relay}); reason != oda.CDARelayLength { // a signature that did not verify
		t.Errorf("nothing: %q", reason)
	}
}
