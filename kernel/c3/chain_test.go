package c3_test

import (
	"bytes"
	"encoding/hex"
	"sync"
	"testing"

	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// iccPair is the card's own key, of 512 bits and made for these tests: it signs some thousands of times.
var iccPair = bench.NewPair("CA541F3306284B67D110ED94DB3B574025C7AE20B1D282FB2D3FDD1E681B6AFF", "E52D24241F502BD264E6805A8CB9267064CF5918D5549377FB374F793A53B099", "3")

// The card of these tests: its account, the record that its certificate covers, and the objects of its chain.
const (
	testPAN    = "4761730000000011"
	testTrack2 = "4761730000000011D49122010000000000000F"
)

// signedRecord is the one record of the static data.
var signedRecord = tlv.Append(nil, 0x70, unhexed("5A08"+testPAN+"9F4A0182"))

// chain are the objects of the card's chain, under key C1 of the configuration "default".
var chain = sync.OnceValue(func() (objects []byte) { return chainOver(signedRecord) })

// chainOver is the chain of a card with another signed record.
func chainOver(record []byte) (objects []byte) {
	static := bytes.Clone(record[2:])
	if bytes.HasSuffix(static, []byte{0x9F, 0x4A, 1, 0x82}) {
		static = append(static, 0x20, 0x00)
	}
	issuer, icc := bench.Keys()["issuer-e3"], iccPair
	cert, rest := bench.Keys()["ca-e3"].Certify(0x02, unhexed(testPAN[:8]), issuer, nil)
	objects = tlv.Append(objects, 0x8F, []byte{0xC1})
	objects = tlv.Append(tlv.Append(objects, 0x90, cert), 0x92, rest)
	objects = tlv.Append(objects, 0x9F32, issuer.E.Bytes())
	cert, _ = issuer.Certify(0x04, unhexed(testPAN+"FFFF"), icc, static)
	return tlv.Append(tlv.Append(objects, 0x9F46, cert), 0x9F47, icc.E.Bytes())
}

// The values that a terminal of these tests signs for.
var (
	testUN     = [4]byte{1, 2, 3, 4}
	testAmount = unhexed("000000001234")
	testEuro   = unhexed("0978")
)

var (
	signatures sync.Map
	dynamicATC = []byte{2, 0, 7} // ICC Dynamic Data: the ATC with its length
)

// sdad is the dynamic signature of this format over the terminal's values and these Card Authentication Related Data.
//
// C-3 2.12 C.1 table C-1
func sdad(format byte, related []byte) []byte {
	key := string(format) + string(related)
	if v, ok := signatures.Load(key); ok {
		return v.([]byte)
	}
	head := append([]byte{format, 1, byte(len(dynamicATC))}, dynamicATC...)
	s := iccPair.Sign(head, testUN[:], testAmount, testEuro, related)
	signatures.Store(key, s)
	return s
}

func unhexed(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
