package step

import "github.com/emvgo/emv/tlv"

// codeTable gives the code table that an issuer code table index names, and whether the terminal supports it: tag 9F40,
// bytes 4 and 5.
// B3 C4, B4 A3
func codeTable(index byte, additional tlv.AdditionalTerminalCapabilitiesValue) (table tlv.CodeTable, supported bool) {
	table = tlv.CodeTable(index)
	switch part := table.Part(); part {
	case 9:
		return table, additional.Has(tlv.AddCapCodeTable9)
	case 10:
		return table, additional.Has(tlv.AddCapCodeTable10)
	case 0:
		return table, false // B1 12.2.4 value
	default:
		return table, additional[4]>>(part-1)&1 != 0
	}
}
