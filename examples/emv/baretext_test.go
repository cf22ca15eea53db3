package main

import (
	"slices"
	"strings"
	"testing"
)

// A text of three characters or more, filled up with 00 or not, is a reading or named among them; what may be a card's number is read as that first, and masked.
//
// EMV 4.4 B3 4.3, annex A1
func TestBareTextsAreNamed(t *testing.T) {
	for _, c := range []struct {
		input, kind string
		says        string // with -as iso8859-1
		near        []string
	}{
		{"6769726F63617264", "iso8859-1", `"girocard"`, nil}, // 67 is a template's tag
		{"5649534120434445542032312F43415244303520202020", "iso8859-1", `"VISA CDET 21/CARD05    "`, nil},
		{"4A4342", "iso8859-1", `"JCB"`, []string{"cvm-results"}},
		{"4D4952", "iso8859-1", `"MIR"`, []string{"cvm-results"}},
		{"454C4F", "iso8859-1", `"ELO"`, []string{"cvm-results"}},
		{"56495341", "iso8859-1", `"VISA"`, nil},
		{"5649534144454249540000", "iso8859-1", `"VISADEBIT"`, nil},
		{"4D41455354524F", "iso8859-1", `"MAESTRO"`, nil},
		{"636972727573", "pan", `"cirrus"`, []string{"iso8859-1"}},
		{"3835313049434300", "pan", `"8510ICC"`, []string{"iso8859-1"}},
		{"3036303735363637", "", `"06075667"`, nil},
		{"3130303033323638", "", `"10003268"`, nil},
		{"3030303030303030", "", `"00000000"`, nil},
		{"3730303030303034", "", `"70000004"`, nil},
		{"3132333435363738", "", `"12345678"`, nil},
		{"303030303132", "", `"000012"`, nil},
		{"31323334", "", `"1234"`, nil},
		{"303132", "", `"012"`, nil},
		{"5741495435", "", `"WAIT5"`, nil},
		{"4342", "arc", `"CB"`, nil},
		{"4D43", "arc", `"MC"`, nil},
	} {
		r, _, err := decodeBare(c.input)
		if err != nil || c.kind != "" && r.Kind != c.kind || r.Kind != "iso8859-1" && !slices.Contains(r.Also, "iso8859-1") {
			t.Errorf("%s: %s, or %q, %v", c.input, r.Kind, r.Also, err)
		}
		for _, k := range c.near {
			if !slices.Contains(r.Close, k) {
				t.Errorf("%s: %s is not among %q", c.input, k, r.Close)
			}
		}
		if status, out, _ := emv("", "decode", "-as", "iso8859-1", c.input); status != 0 || !strings.Contains(out, c.says) {
			t.Errorf("%s: no %s, %d in\n%s", c.input, c.says, status, out)
		}
	}
}

// What is no text stays what it was: a number of twelve digits or more in characters, blanks alone, a letter and a digit, control characters.
func TestBareValuesThatAreNoTexts(t *testing.T) {
	for _, input := range []string{
		"35343133333330303839303230303131", "202020202020", "000000000000", "4330", "3030", "41420D0A", "27C9FA5E", "29CCA15AE665FA2E", "DEADBEEF", "43433169AA200000", "410000", "4A004342", "343736313733393030313031303131390000",
	} {
		if r, _, err := decodeBare(input); err != nil || r.Kind == "iso8859-1" || slices.Contains(r.Also, "iso8859-1") {
			t.Errorf("%s: %s, or %q, %v", input, r.Kind, r.Also, err)
		}
	}
	if _, out, _ := emv("", "decode", "4761739001010119"); strings.Contains(out, "739001") { // its bytes are characters, most of them
		t.Error(out)
	}
	if _, out, _ := emv("", "decode", "4147495452657477"); !strings.Contains(out, "masked") || strings.Contains(out, "495452") { // all of them
		t.Error(out)
	}
}

// Chinese in two bytes a character is named; where every character is a frequent one it is read first, and no European text is.
func TestBareChinese(t *testing.T) {
	for _, c := range []struct {
		line, kind, says string
	}{
		{"C7EBCAE4C8EBC3DCC2EB", "gb18030", "请输入密码"},
		{"D6D0B9FAD2F8D0D0C9CCBBA7", "gb18030", "中国银行商户"},
		{"C9CCBBA7413031", "gb18030", "商户A01"},
		{"BCDEE1DAD2D0", "iso8859-1", "gb18030"},
		{"4DFC6E6368656E", "iso8859-1", "München"},
		{"43616EE96C6C65", "iso8859-1", "Canélle"},
		{"-book pboc 9F4E0AC7EBCAE4C8EBC3DCC2EB", "tlv", "请输入密码"},
		{"-book c7 9F4E0AC7EBCAE4C8EBC3DCC2EB", "tlv", "请输入密码"},
		{"-book contact 9F4E0AC7EBCAE4C8EBC3DCC2EB", "tlv", "ÇëÊäÈëÃÜÂë"},
	} {
		status, out, _ := emv("", append([]string{"decode"}, strings.Fields(c.line)...)...)
		if status > 1 || !strings.Contains(out, "("+c.kind+",") || !strings.Contains(out, c.says) {
			t.Errorf("%s: %d\n%s", c.line, status, out)
		}
	}
	if _, out, _ := emv("", "decode", "43616EE96C6C65"); strings.Contains(out, "gb18030") {
		t.Error(out)
	}
}

// The languages of a card are read as that where every two letters are one.
//
// EMV 4.4 B3 annex A1
func TestBareLanguages(t *testing.T) {
	for _, c := range []struct{ input, kind, says string }{
		{"656E6672", "languages", "French"},
		{"6E6F656E", "languages", "Norwegian"},
		{"656E667265736465", "languages", "Spanish"},
		{"7669736178", "iso8859-1", "visax"},
		{"454E4652", "iso8859-1", "ENFR"},
		{"7A7A656E", "iso8859-1", "zzen"},
	} {
		r, status, err := decodeBare(c.input)
		if _, out, _ := emv("", "decode", c.input); err != nil || status != 0 || r.Kind != c.kind || !strings.Contains(out, c.says) {
			t.Errorf("%s: %s, or %q, %d, %v\n%s", c.input, r.Kind, r.Also, status, err, out)
		}
	}
}
