package tlv

import (
	"fmt"
	"strconv"
	"strings"
)

// listExplainer is the function for a row that is a list or another value of parts, nil for any other row. It
// says where and why the value is malformed, nothing of one that is not.
func listExplainer(r Row) func(Book, []byte) (lines []string, fault string) {
	switch r.Kind() {
	case DOLs:
		return explainDOL
	case Tags:
		return explainTagList
	}
	switch r {
	case TagMappingList:
		return explainTagMappings
	case CVMList:
		return explainCVMList
	case AFL, ActiveAFL:
		return explainAFL
	case IssuerScriptResults, IssuerScriptResultsKernel3:
		return explainScriptResults
	case POIInformation:
		return explainPOIInformation
	case ASRPD:
		return explainIDs
	case TerminalCategoriesSupportedList:
		return explainCategories
	case BiometricType:
		return explainBiometricType
	case ThirdPartyData:
		return explainThirdParty
	case PhoneMessageTable:
		return explainPhoneMessages
	case MessageIdentifiersOnRestart:
		return explainMessages
	case CardKeyData, KernelKeyData:
		return explainPoint
	case PartnerDiscretionaryData:
		return explainPartnerData
	case DataStorageDirectory:
		return explainDataStorageDirectory
	case DataStore:
		return explainDataStore
	case IDSDirectory:
		return explainIDSDirectory
	default:
		return nil
	}
}

// ends is the fault of a list whose entries have size bytes each, and of which rest is left at its end; empty for nothing.
func ends(all, rest []byte, size int) string {
	if len(rest) == 0 {
		return ""
	}
	return fmt.Sprintf("offset %d: %s of an entry of %d", len(all)-len(rest), plural(len(rest), "byte"), size)
}

// short is the fault of a value of which some bytes are missing: those from offset on, of which there should be least.
func short(offset, have, least int, what string) string {
	return fmt.Sprintf("offset %d: %s of %s where %d belong", offset, plural(have, "byte"), what, least)
}

// EMV 4.4 B3 5.4
func explainDOL(book Book, b []byte) (lines []string, fault string) {
	for t, n := range DOL(b).All() {
		lines = append(lines, nameTag(book, t)+", "+plural(n, "byte"))
	}
	if _, err := ParseDOL(b); err != nil {
		fault = strings.TrimPrefix(err.Error(), "tlv: ")
	}
	return lines, fault
}

// EMV 4.4 B3 10.3
func explainTagList(book Book, b []byte) (lines []string, fault string) {
	for rest := b; len(rest) > 0; {
		t, n, fault := readTag(rest)
		if fault != 0 {
			return lines, fmt.Sprintf("offset %d: %s", len(b)-len(rest), fault)
		}
		lines = append(lines, nameTag(book, t))
		rest = rest[n:]
	}
	return lines, ""
}

// C-8 1.2 A.1.118
func explainTagMappings(book Book, b []byte) (lines []string, fault string) {
	tags, fault := explainTagList(book, b)
	for ; len(tags) >= 2; tags = tags[2:] {
		lines = append(lines, tags[0]+" as "+tags[1])
	}
	if len(tags) > 0 && fault == "" {
		fault = fmt.Sprintf("offset %d: a tag without the one that it is mapped to", len(b)-len(strings.Fields(tags[0])[0])/2)
	}
	return append(lines, tags...), fault
}

// nameTag is a tag with its name in the book, or else in the first that has it.
func nameTag(book Book, t Tag) string {
	name := t.Name()
	if row, ok := Lookup(book, 0, t); ok {
		name = row.In(book).Name
	}
	return strings.TrimSpace(t.String() + " " + name)
}

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return strconv.Itoa(n) + " " + unit + "s"
}

// EMV 4.4 B3 10.5
func explainCVMList(_ Book, b []byte) (lines []string, fault string) {
	if len(b) < 8 {
		return nil, short(0, len(b), 8, "X and Y")
	}
	l, err := ParseCVMList(b[:len(b)&^1])
	if err != nil {
		return nil, err.Error()
	}
	lines = append(lines, fmt.Sprintf("X %d, Y %d", l.X, l.Y))
	for i := range l.Len() {
		rule := l.Rule(i)
		line := fmt.Sprintf("rule %d: %s, %s", i+1, rule.Code, rule.Condition)
		if rule.Code.Next() {
			line += ", else the next rule"
		}
		lines = append(lines, line)
	}
	return lines, ends(b, b[len(b)&^1:], 2)
}

// EMV 4.4 B3 10.2
func explainAFL(_ Book, b []byte) (lines []string, fault string) {
	all := b
	for ; len(b) >= 4; b = b[4:] {
		line := fmt.Sprintf("SFI %d, record %d", b[0]>>3, b[1])
		if b[2] != b[1] {
			line = fmt.Sprintf("SFI %d, records %d to %d", b[0]>>3, b[1], b[2])
		}
		if b[3] != 0 {
			line += fmt.Sprintf(", %d of them in offline data authentication", b[3])
		}
		lines = append(lines, line)
		for _, fault := range aflFaults([4]byte(b)) {
			lines = append(lines, "illegal: "+fault)
		}
	}
	return lines, ends(all, b, 4)
}

// aflFaults says what is illegal in one entry of a file locator.
//
// EMV 4.4 B3 10.2
func aflFaults(e [4]byte) (faults []string) {
	sfi, first, last, signed := int(e[0]>>3), int(e[1]), int(e[2]), int(e[3])
	if e[0]&7 != 0 {
		faults = append(faults, fmt.Sprintf("bits 3-1 of byte 1 are %d where 0 belongs", e[0]&7))
	}
	if sfi == 0 || sfi > 30 {
		faults = append(faults, fmt.Sprintf("there is no SFI %d", sfi))
	}
	if first == 0 {
		faults = append(faults, "there is no record 0")
	}
	switch {
	case last < first:
		faults = append(faults, fmt.Sprintf("the last record, %d, is before the first, %d", last, first))
	case signed > last-first+1:
		faults = append(faults, fmt.Sprintf("%d in offline data authentication are more than there are", signed))
	}
	return faults
}

// EMV 4.4 B4 annex A5
func explainScriptResults(_ Book, b []byte) (lines []string, fault string) {
	all := b
	results := [4]string{"not performed", "failed", "successful", "RFU"}
	for ; len(b) >= 5; b = b[5:] {
		line := fmt.Sprintf("script %X: %s", b[1:5], results[min(b[0]>>4, 3)])
		switch n := b[0] & 0xF; n {
		case 0:
		case 15:
			line += ", at command 15 or later"
		default:
			line += fmt.Sprintf(", at command %d", n)
		}
		lines = append(lines, line)
	}
	return lines, ends(all, b, 5)
}
