package main

import (
	"strings"
	"testing"
)

// A text for which no code table is named is in one encoding: in GB18030 where it is that, as a card of UnionPay has it, else in ISO 8859-1. Nothing of it is read as UTF-8.
//
// EMV 4.4 B1 12.2.4, B4 annex B
func TestTextsAreInOneEncoding(t *testing.T) {
	const (
		mixed = "D2F8C1AA3632B1EAD7BCBFA840B2E2CAD4D7A8D3C34361726473" // with pairs that UTF-8 has, too
		rare  = "D6ECE946BBF9"                                         // a character that GB 2312 does not have
		thai  = "BAD1B5C3E0B4BAD4B5"
	)
	unionPay, visa := object(0x84, "A000000333010101"), object(0x84, "A0000000031010")
	for _, c := range []struct{ name, line, says string }{
		{"name of a Chinese card", "-show-pan " + object(0x5F20, mixed), `5F20 Cardholder Name: ` + mixed + ` ("银联62标准卡@测试专用Cards")`},
		{"on track 1", "-show-pan " + object(0x9F1F, "363231305E"+mixed), `("6210^银联62标准卡@测试专用Cards")`},
		{"two characters", "-show-pan -as 5F20 D7A8CEC4", `("专文")`},
		{"label", "-as 50 D2F8C1AABFA8BDE8BCC7", `("银联卡借记")`},
		{"preferred name without a table", object(0x9F12, "D2F8C1AABFA8BDE8BCC7"), `("银联卡借记")`},
		{"a preferred name has its table", object(0x9F11, "01") + object(0x9F12, "D2F8C1AABFA8BDE8BCC7"), `("ÒøÁª¿¨½è¼Ç")`},
		{"a rare character on a card of UnionPay", "-show-pan " + unionPay + object(0x5F20, rare), `("朱镕基")`},
		{"and on nobody's", "-show-pan " + object(0x5F20, rare), `("ÖìéF»ù")`},
		{"two letters on a card of Visa", "-show-pan " + visa + object(0x5F20, "C9C9B0B0"), `("ÉÉ°°")`},
		{"Chinese on a card of Visa", "-show-pan " + visa + object(0x5F20, mixed), `("银联62标准卡@测试专用Cards")`},
		{"Cyrillic on a card of Visa", "-show-pan " + visa + object(0x5F20, "BCB8C0C2B0B0C0C2"), `("¼¸ÀÂ°°ÀÂ")`},
		{"Greek on a card of Mir", object(0x84, "A0000006581010") + object(0x9F4E, "CAC1D1D4C1CAC1D1D4C1"), `("ÊÁÑÔÁÊÁÑÔÁ")`},
		{"an accent on a card of UnionPay", "-show-pan " + unionPay + object(0x5F20, "C9726963"), `("Éric")`},
		{"French", "-show-pan -as 5F20 4372E9646974", `("Crédit")`},
		{"UTF-8 is none of them", "-show-pan -as 5F20 4372C3A9646974", `("CrÃ©dit")`},
		{"Thai, in no table", "-show-pan -as 5F20 " + thai, `("ºÑµÃà´ºÔµ")`},
		{"controls", "-show-pan -as 5F20 411B5B33316D", `"A\x1b[31m"`},
		{"a book without Chinese", "-show-pan -book contact " + object(0x5F20, "C7EBCAE4C8EBC3DCC2EB"), `("ÇëÊäÈëÃÜÂë")`},
	} {
		if status, out, errw := emv("", append([]string{"decode"}, strings.Fields(c.line)...)...); status != 0 && !strings.Contains(c.line, "1B5B") || !strings.Contains(out, c.says) {
			t.Errorf("%s: %d %s%s", c.name, status, out, errw)
		}
	}
	if _, out, _ := emv("", "decode", object(0x5F20, mixed)); strings.Contains(out, "银") || strings.Contains(out, "Cards") {
		t.Errorf("it is masked: %s", out)
	}
}
