package step

import "github.com/emvgo/emv/tlv"

// codeTable gives the code table that an issuer code table index names, and whether the terminal supports it: tag 9F40,
// bytes 4 and 5.
// EMV 4.4 B3 annex C4, EMV 4.4 B4 annex A3
func codeTable(index byte, additional tlv.AdditionalTerminalCapabilitiesValue) (table tlv.CodeTable, supported bool) {
	table = tlv.CodeTable(index)
	switch part := table.Part(); part {
	case 9:
		return table, additional.Has(tlv.AddCapCodeTable9)
	case 10:
		return table, additional.Has(tlv.AddCapCodeTable10)
	case 0:
		// EMV 4.4 B1 12.2.4 (value)
		return table, false
	default:
		return table, additional[4]>>(part-1)&1 != 0
	}
}
