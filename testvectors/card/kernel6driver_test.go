package card_test

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the book's hash
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

const (
	ridDiscover = "\xA0\x00\x00\x01\x52"
	discoverTap = "A0000001523010"
)

// Commands of Kernel 6 beside GET PROCESSING OPTIONS.
const (
	dataGPO   = 0xD0
	resumeGPO = 0xD1
)

// initiate builds GET PROCESSING OPTIONS or one of its relatives: more follows the PDOL's data.
//
// C-6 2.12 4.3.1, 4.4.1, 4.5.1
func initiate(ins, p1 byte, pdol, more []byte) []byte {
	data := append(tlv.Append(nil, tlv.TagCommandTemplate, pdol), more...)
	return append(append([]byte{0x80, ins, p1, 0, byte(len(data))}, data...), 0)
}

// choose begins a tap: power, selection, the PDOL's data.
func (x *terminal) choose() {
	x.t.Helper()
	x.card.Reset()
	x.read, x.sign = map[tlv.Tag][]byte{}, nil
	fci := x.want(0x9000, apdu.AppendSelect(nil, unhex(x.t, discoverTap), false))
	for _, tag := range []tlv.Tag{0xDF3A, 0xDF3B, 0x9F4D} {
		if o, ok := tlv.Find(fci, 0x6F, 0xA5, 0xBF0C, tag); ok {
			x.read[tag] = o.Value
		}
	}
	x.pdol = x.dol(x.find(fci, 0x6F, 0xA5, 0x9F38))
}

// present is a whole tap with one of the commands; it gives the answer.
func (x *terminal) present(ins, p1 byte, more []byte) []byte {
	x.t.Helper()
	answer := x.want(0x9000, initiate(ins, p1, x.pdol, more))
	x.take(answer)
	return answer
}

// signed verifies the signature by crypto/oda, which was written by somebody else, and gives what is behind the transaction
// data hash code. The cryptogram is taken from the signature.
//
// C-6 2.12 3.6.1
func (x *terminal) signed(answer []byte) ([]byte, oda.Reason) {
	x.t.Helper()
	icc := x.iccKey(ridDiscover)
	data := slices.Clone(x.pdol)
	for o := range tlv.NewCursor(x.find(answer, 0x77)).All() {
		if o.Tag != 0x9F4B {
			data = append(data, o.Raw...)
		}
	}
	got, reason := oda.VerifyCDA(&icc, oda.CDAInput{
		SDAD: x.read[0x9F4B], UN: [4]byte(x.data[0x9F37]), CID: x.read[0x9F27][0], TransactionData: data,
	})
	if reason == oda.OK {
		x.read[0x9F26] = bytes.Clone(got.AC[:])
		return got.Data[1+len(got.ICCDynamicNumber)+1+8+20:], reason
	}
	return nil, reason
}

// blanks is unhex of a text with blanks.
func blanks(t testing.TB, s string) []byte {
	t.Helper()
	return unhex(t, strings.ReplaceAll(s, " ", ""))
}

// directory reads the data storage directory: its number and its entries.
//
// C-6 2.12 3.2, D.11
func (x *terminal) directory() (number []byte, entries []string) {
	x.t.Helper()
	x.read[0xDF3D] = x.find(x.want(0x9000, apdu.AppendGetData(nil, 0xDF3D)), 0xDF3D)
	b := x.read[0xDF3D]
	for number, b = b[:8], b[8:]; len(b) >= 10; b = b[10:] {
		entries = append(entries, hexed(b[:10]))
	}
	return number, entries
}

// container reads a data container.
//
// C-6 2.12 4.6
func (x *terminal) container(sfi, record byte) []byte {
	x.t.Helper()
	b := x.want(0x9000, apdu.AppendReadRecord(nil, sfi, record))
	if len(b) < 2 || b[0] != record || int(b[1]) != len(b)-2 {
		x.t.Fatalf("record %d is % X", record, b)
	}
	return b[2:]
}

// directoryHash is the hash of the directory that was read.
//
// C-6 2.12 D.12
func (x *terminal) directoryHash() []byte {
	h := sha1.Sum(x.read[0xDF3D]) //nolint:gosec // as above
	return h[:]
}
