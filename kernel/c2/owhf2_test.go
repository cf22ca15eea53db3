package c2_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// Trap 29: the one-way functions, by the digest that the card is sent. The first value is published: the worked example of a calculator of card cryptography, which
// several public programs test against. The others are ours, computed from the book's text with another library's DES and AES.
// C-2 8.2 DSPK, 8.2 OID, 8.2 KL, 8.2 KR, 8.2 R, 8.3 OID, 8.3 M, 8.3 Y, 8.3 K, 8.3 T
// GAC.42, GAC.43, GAC.44
func TestTrapOneWayFunctions(t *testing.T) {
	const short, middle, long = "51686243009006 97", "5413330089020011 01", "5413330089020012345F 67" // PAN and sequence number
	const operator, ours = "8199829983998499", "4F50455241544F52"
	for _, c := range []struct {
		version, pan, operator, control, info, input string
		want                                         string
	}{
		{"01", short, operator, "00", "80", "1223344556677889", "659C8EBFAA816DB5"}, // published
		{"01", short, operator, "00", "80", "0000000000000000", "C35F596A4369DC1A"},
		{"01", middle, operator, "00", "80", "1223344556677889", "455C36954155B09F"},
		{"01", middle, ours, "00", "80", "1122334455667788", "757317169AC722E9"},
		{"01", middle, ours, "00", "80", "FFFFFFFFFFFFFFFF", "F75E9F45A3FDCD0F"},
		{"01", long, operator, "00", "80", "1223344556677889", "0698B7574691D800"},
		{"01", long, ours, "00", "80", "1122334455667788", "D57A05D3A286A27C"},
		{"01", middle, ours, "80", "40", "1122334455667788", "13283D7920F32539"}, // permanent slot, volatile data: no operator
		{"01", middle, ours, "80", "80", "1122334455667788", "757317169AC722E9"},
		{"01", middle, ours, "40", "40", "1122334455667788", "757317169AC722E9"},
		{"01", middle, ours, "", "40", "1122334455667788", "757317169AC722E9"}, // the card does not say
		{"02", short, operator, "00", "80", "1223344556677889", "17BD4E718A69A420"},
		{"02", short, operator, "00", "80", "0000000000000000", "28D9C1EE1C5AC8BE"},
		{"02", middle, ours, "00", "80", "1122334455667788", "D2BD296421543D03"},
		{"02", long, operator, "00", "80", "1223344556677889", "FBEA2E5E3B0D4D58"},
		{"02", long, ours, "00", "80", "FFFFFFFFFFFFFFFF", "1CAE202CB8622C84"},
		{"02", middle, ours, "80", "40", "1122334455667788", "7CCCDF2F1A885FC5"},
	} {
		s := storageScene(t, c.version).set("9F5C", c.operator, "DF62", c.info, "DF8109", c.input)
		pan, sequence, _ := strings.Cut(c.pan, " ")
		id := strings.TrimSuffix(pan, "F") + sequence
		if len(id)%2 != 0 {
			id = "0" + id
		}
		s.FCI = fciWith("9F5C08", "9F5D03"+c.version+"0000"+hexed(tlv.Append(nil, 0x9F5E, digits(id))))
		summary := strings.Repeat("A1", map[string]int{"01": 8, "02": 16}[c.version])
		options := []string{"8202 0180 9F5F01 80 9F7F04 01020304", hexed(tlv.Append(nil, 0x9F7D, digits(summary)))}
		if c.control != "" {
			options = append(options, "9F6F01"+c.control)
		}
		s.options(options...)
		s.record(replaced(signedObjects, hexed(tlv.Append(nil, 0x5A, digits(pan)))+"5F3401"+sequence+"9F0F05 0000000000 9F5B06 DF6201DF6108"))
		if got, want := s.asks(withKeys(t)), "90 000000001234A1A1A1A1"+c.info+c.want; got != want {
			t.Errorf("version %s, %s: %s, want %s: %v", c.version, id, got, want, s.Out.Error)
		}
	}
}

// The input of the function is 8 bytes. With another the digest stays what it was, zeroes.
// C-2 A.1 DS Input (Term)
func TestInputOfAnotherLength(t *testing.T) {
	for _, input := range []string{"", "11223344556677", "112233445566778899"} {
		s := storageScene(t, "01")
		s.While["RR"] = []string{hexed(tlv.Append(nil, 0xDF8109, digits(input)))}
		s.Lazy = true
		s.record(replaced(signedObjects, "9F0F05 0000000000 9F5B06 DF6201DF6108"))
		if got, want := s.asks(withKeys(t)), "90 000000001234A1A1A1A1800000000000000000"; got != want {
			t.Errorf("%q: %s, want %s", input, got, want)
		}
	}
}
