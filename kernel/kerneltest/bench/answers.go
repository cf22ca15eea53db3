package bench

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// A HostAnswer is what a host sends behind its approval, or in the place of it, and what is to come of that.
//
// B4 12.2.3, 12.2.4
type HostAnswer struct {
	Name     string
	Data     []byte
	Received bool   // it counts as received
	Scripts  string // the first bytes of the scripts' results, in hexadecimal digits; *: one, as the card answers
}

// HostAnswers are answers that are wrong in each of their parts, and in each length.
func HostAnswers(t testing.TB) (list []HostAnswer) {
	t.Helper()
	const code = "8A023030"
	add := func(name, data string, received bool, scripts string) {
		list = append(list, HostAnswer{name, Hex(t, data), received, scripts})
	}
	object := func(tag tlv.Tag, value []byte) string { return fmt.Sprintf("%X", tlv.Append(nil, tag, value)) }
	filled := func(n int) []byte { return []byte(strings.Repeat("\x11", n)) }
	for n := range 20 {
		add(fmt.Sprintf("91 of %d bytes", n), code+object(0x91, filled(n)), n == 0 || n >= 8 && n <= 16, "")
	}
	for _, n := range []int{0, 1, 3, 4} {
		add(fmt.Sprintf("8A of %d bytes", n), object(0x8A, filled(n)), false, "")
	}
	add("8A twice", code+code, false, "")
	add("8A empty, and then 8A", "8A00"+code, true, "") // B3 5.2 length 00
	add("8A, and then 8A empty", code+"8A00", true, "") // B3 5.2 length 00
	add("8A in a template", "7704"+code, false, "")
	add("8A as a template", "AA023030", false, "")
	add("none", "", false, "")
	for _, n := range []int{0, 1, 5, 7, 40} {
		add(fmt.Sprintf("89 of %d bytes", n), code+object(0x89, filled(n)), true, "")
	}
	add("86 of 0 bytes", code+object(0x72, []byte{0x86, 0}), true, "20") // B3 5.2 length 00
	for _, n := range []int{1, 2, 3} {
		add(fmt.Sprintf("86 of %d bytes", n), code+object(0x72, tlv.Append(nil, 0x86, filled(n))), true, "00")
	}
	for _, n := range []int{4, 5, 6, 7, 9, 100, 254, 260, 261} {
		command := append([]byte{0x84, 0x1E, 0, 0}, filled(n-4)...)
		add(fmt.Sprintf("86 of %d bytes", n), code+object(0x72, tlv.Append(nil, 0x86, command)), true, "*")
	}
	add("86 of 262 bytes", code+object(0x72, tlv.Append(nil, 0x86, append([]byte{0x84, 0x1E, 0, 0, 0xFF}, filled(257)...))), true, "00")
	const good = "8604841E0000"
	for _, outer := range []string{"71", "72"} {
		for _, inner := range []string{"71", "72"} {
			add(inner+" in "+outer, code+outer+"08"+inner+"06"+good, true, "00")
		}
		add(outer+" empty", code+outer+"00", true, "") // B3 5.2 length 00, E1 4
		add(outer+" of fillers", code+outer+"03000000", true, "20")
		add(outer+" with an object that is none of it", code+outer+"09"+good+"DF0100", true, "00")
		add(outer+" with an identifier of 3 bytes", code+outer+"0C"+"9F1803010203"+good, true, "00")
		add(outer+" with an identifier of 5 bytes", code+outer+"0E"+"9F18050102030405"+good, true, "00")
		add(outer+" with an identifier behind", code+outer+"0D"+good+"9F180401020304", true, "00")
		add(outer+" with two identifiers", code+outer+"14"+"9F1804010203049F180401020304"+good, true, "00")
		add(outer+" cut off", code+outer+"1086", true, "00")
		add(outer+" of indefinite length", code+outer+"80"+good+"0000", true, "00")
		add(outer+" with a length of four bytes", code+outer+"8400000006"+good, true, "00")
		add(outer+" whose command goes beyond it", code+outer+"06"+"8605841E0000", true, "00")
		for n := range 5 {
			add(fmt.Sprintf("%s too short by %d", outer, 5-n), fmt.Sprintf("%s%s%02X", code, outer, n+1)+"86048441FFFF", true, "00")
		}
		add(outer+" too short, and another", code+outer+"05"+"8604844191"+"91"+outer+"06"+good, true, "00")
		add(outer+" too short, and its rest begins as 91", code+outer+"05"+"860484419191", true, "00")
		add(outer+", and a byte behind", code+outer+"06"+good+"FF", true, "*")
		add(outer+", and 91 cut off", code+outer+"06"+good+"9108", false, "")
		add(outer+", and 8A cut off", code+outer+"06"+good+"8A02", false, "")
		add(outer+" empty, and a byte behind", code+outer+"00"+"FF", false, "")
		add(outer+" behind a byte", code+"41"+outer+"06"+good, false, "")
		add(outer+", and the code behind it too short", outer+"05"+good+code, true, "00")
		add(outer+" nested nine deep", code+fmt.Sprintf("%X", nested(9)), true, "00")
		add(outer+", and a tag that nobody knows", code+"DF7F02AABB"+outer+"06"+good, true, "*")
	}
	add("fillers between", "0000"+code+"0000"+"91080102030405060708"+"00", true, "")
	add("FF between", code+"FFFF", false, "")
	add("a length that goes beyond", code+"9110"+"0102", false, "")
	add("1025 objects", code+strings.Repeat("DF0100", 1025), false, "")
	return list
}

// nested are templates 72 in each other.
func nested(n int) (b []byte) {
	for range n {
		b = tlv.Append(nil, tlv.TagScript2, b)
	}
	return b
}
