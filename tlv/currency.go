package tlv

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

// Currencies is ISO 4217, a line each: three digits, letters, decimals and name, a tab between, in the order of the digits. The codes
// are those of Debian's iso-codes 4.15.0 of 2023-07, the decimals those of the Unicode CLDR; 532
// and 924 are those of the amendments of 2023 and 2024.
//
//go:embed codes/currency.txt
var Currencies string

// A Currency is one of ISO 4217.
type Currency struct {
	Letters  string // EUR
	Exponent byte   // decimals
	Name     string // Euro
}

// CurrencyOf finds a currency by its code as 5F2A has it, BCD digits: 0x0978.
func CurrencyOf(code uint16) (c Currency, ok bool) {
	prefix := fmt.Sprintf("%03X\t", code)
	for list := Currencies; list != ""; {
		line, rest, _ := strings.Cut(list, "\n")
		if strings.HasPrefix(line, prefix) {
			if f := strings.Split(line, "\t"); len(f) == 4 {
				n, _ := strconv.Atoi(f[2])
				return Currency{f[1], byte(n), f[3]}, true
			}
		}
		list = rest
	}
	return c, false
}
