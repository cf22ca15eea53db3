package tlv

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// cut takes n bytes off b; false where there are not so many.
func cut(b []byte, n int) (part, rest []byte, ok bool) {
	if n > len(b) {
		return nil, nil, false
	}
	return b[:n], b[n:], true
}

// idValue takes an identifier of two bytes, a length byte and so many bytes off b.
func idValue(b []byte) (id uint16, value, rest []byte, ok bool) {
	if len(b) < 3 {
		return 0, nil, nil, false
	}
	value, rest, ok = cut(b[3:], int(b[2]))
	return binary.BigEndian.Uint16(b), value, rest, ok
}

// Book B 2.12 A.1
func explainPOIInformation(_ Book, b []byte) (lines []string, fault string) {
	all := b
	for len(b) > 0 {
		id, value, rest, ok := idValue(b)
		if !ok {
			return lines, fmt.Sprintf("offset %d: identifier, length and value do not fit in %s", len(all)-len(b), plural(len(b), "byte"))
		}
		switch {
		case id == 1 && len(value) == 2:
			lines = append(lines, "terminal category: "+category(value))
		case id == 2 && len(value) == 3:
			lines = append(lines, "transit operator ID: "+hexString(value))
		default:
			lines = append(lines, fmt.Sprintf("ID %04X: %s", id, hexString(value)))
		}
		b = rest
	}
	return lines, ""
}

func category(b []byte) string {
	switch binary.BigEndian.Uint16(b) {
	case 1:
		return "transit gate"
	case 2:
		return "loyalty"
	default:
		return hexString(b) + ", RFU"
	}
}

// EMV 4.4 B1 12.5, C-6 2.12 D.2
func explainIDs(_ Book, b []byte) (lines []string, fault string) {
	all := b
	for len(b) > 0 {
		id, value, rest, ok := idValue(b)
		if !ok {
			return lines, fmt.Sprintf("offset %d: identifier, length and value do not fit in %s", len(all)-len(b), plural(len(b), "byte"))
		}
		lines = append(lines, fmt.Sprintf("ID %04X: %s", id, hexString(value)))
		b = rest
	}
	return lines, ""
}

// Book B 2.12 annex A
func explainCategories(_ Book, b []byte) (lines []string, fault string) {
	all := b
	for ; len(b) >= 2; b = b[2:] {
		lines = append(lines, "terminal category: "+category(b[:2]))
	}
	return lines, ends(all, b, 2)
}

// EMV 4.4 B3 annex C7, table 49
func explainBiometricType(_ Book, b []byte) (lines []string, fault string) {
	types := map[string]string{"02": "facial", "04": "voice", "08": "finger", "10": "iris", "020000": "palm"}
	if words, ok := types[hexString(b)]; ok {
		return []string{words}, ""
	}
	if len(b) > 3 {
		fault = fmt.Sprintf("offset 3: %s more than there can be", plural(len(b)-3, "byte"))
	}
	return []string{"RFU"}, fault
}

// explainThirdParty: the device type is there where the first bit of the unique identifier is 0.
//
// C-2 2.12 A.1.147
func explainThirdParty(_ Book, b []byte) (lines []string, fault string) {
	all, most := b, 28
	if len(b) < 5 {
		return nil, short(0, len(b), 5, "country code, identifier and data")
	}
	lines = []string{"country code: " + hexString(b[:2]), "unique identifier: " + hexString(b[2:4])}
	device := b[2]&0x80 == 0
	if b = b[4:]; device {
		kind, rest, ok := cut(b, 2)
		if !ok {
			return lines, short(4, len(b), 2, "device type")
		}
		lines, b, most = append(lines, "device type: "+quote(kind)), rest, 26
	}
	if len(b) > most {
		fault = fmt.Sprintf("offset %d: %s of proprietary data where %d belong at most", len(all)-len(b), plural(len(b), "byte"), most)
	}
	return append(lines, "proprietary data: "+hexString(b)), fault
}

// C-2 2.12 A.1.102
func explainPhoneMessages(_ Book, b []byte) (lines []string, fault string) {
	all := b
	for ; len(b) >= 8; b = b[8:] {
		line := "otherwise"
		if mask := b[:3]; mask[0]|mask[1]|mask[2] != 0 {
			line = fmt.Sprintf("if %s is %s under the mask %s", POSCardholderInteractionInformation.String(), hexString(b[3:6]), hexString(mask))
		}
		lines = append(lines, line+": "+bitsUserInterfaceRequestData.words(0, 0xFF, b[6])+", "+bitsUserInterfaceRequestData.words(1, 0xFF, b[7]))
	}
	return lines, ends(all, b, 8)
}

// C-8 1.2 A.1.93
func explainMessages(_ Book, b []byte) (lines []string, fault string) {
	for _, id := range b {
		lines = append(lines, bitsMessageIdentifier.words(0, 0xFF, id))
	}
	return lines, ""
}

// explainPoint is the coordinates of a point, x before y.
//
// C-8 1.2 A.1.28, A.1.79
func explainPoint(_ Book, b []byte) (lines []string, fault string) {
	curve := map[int]string{64: "P-256", 132: "P-521"}[len(b)]
	if curve == "" {
		return nil, fmt.Sprintf("offset 0: %s where a point has 64 or 132", plural(len(b), "byte"))
	}
	half := len(b) / 2
	return []string{"point of " + curve, "x: " + hexString(b[:half]), "y: " + hexString(b[half:])}, ""
}

// explainPartnerData reads half bytes: type, category code, company or country code, and the issuer's data.
//
// C-5 2.12 A.7
func explainPartnerData(_ Book, b []byte) (lines []string, fault string) {
	if len(b) < 3 {
		return nil, short(0, len(b), 3, "type and codes")
	}
	digits := hexString(b)
	kind, code := "RFU", "company or country code"
	switch b[0] >> 4 {
	case 0:
		kind = "not used"
	case 1:
		kind, code = "Japanese issuer", "company code"
	case 2:
		kind, code = "not a Japanese issuer", "issuer country code"
	}
	lines = []string{"type: " + kind, "category code: " + digits[1:2], code + ": " + digits[2:6]}
	if len(b) > 3 {
		lines = append(lines, "issuer discretionary: "+digits[6:])
	}
	return lines, ""
}

var containerTypes = [4]string{"unallocated", "issuer container", "transient container", "operator container"}

func containerType(b byte) string {
	words := containerTypes[b&3]
	if b&^3 != 0 {
		words += fmt.Sprintf(", bits %02X RFU", b&^3)
	}
	return words
}

// C-6 2.12 D.11, table 4-22
func explainDataStorageDirectory(_ Book, b []byte) (lines []string, fault string) {
	all := b
	un, b, ok := cut(b, 8)
	if !ok {
		return nil, short(0, len(all), 8, "unpredictable number")
	}
	lines = []string{"unpredictable number: " + hexString(un)}
	for ; len(b) >= 10; b = b[10:] {
		record := fmt.Sprintf("record %d", b[4])
		if b[4] == 0 || b[4] > 24 {
			record += " (RFU)"
		}
		lines = append(lines, fmt.Sprintf("container %s: %s, %s, write counter %d, integrity code %s",
			hexString(b[:4]), record, containerType(b[5]), binary.BigEndian.Uint16(b[6:]), hexString(b[8:10])))
	}
	return lines, ends(all, b, 10)
}

// C-6 2.12 D.18, figure 4-4
func explainDataStore(_ Book, b []byte) (lines []string, fault string) {
	all := b
	head, b, ok := cut(b, 6)
	if !ok {
		return nil, short(0, len(all), 6, "container, record and type")
	}
	lines = []string{fmt.Sprintf("container %s: record %d, %s", hexString(head[:4]), head[4], containerType(head[5]))}
	if head[5] == 3 {
		codes, rest, ok := cut(b, 32)
		if !ok {
			return lines, short(6, len(b), 32, "update code hash and mask")
		}
		lines = append(lines, "update code hash: "+hexString(codes[:16]), "update code mask: "+hexString(codes[16:]))
		b = rest
	}
	switch {
	case head[4] != 0:
		fault = fmt.Sprintf("offset 4: record %d where 0 belongs", head[4])
	case head[5] < 2 || head[5] > 3:
		fault = "offset 5: neither a transient nor an operator container"
	case len(b) > 160:
		fault = fmt.Sprintf("offset %d: %s of operator data where 160 belong at most", len(all)-len(b), plural(len(b), "byte"))
	}
	return append(lines, "operator data: "+hexString(b)), fault
}

var recordTypes = [4]string{"inactive", "short term", "long term", "secured"}

// otherDirectory is said of a directory in another layout than that of annex F, which is an example.
var otherDirectory = []string{"not laid out as in the example of C-3 annex F"}

// C-3 2.12 F.1.1, table F-2
func explainIDSDirectory(_ Book, b []byte) (lines []string, fault string) {
	head, b, ok := cut(b, 16)
	if !ok {
		return otherDirectory, ""
	}
	format := "format RFU"
	if head[0]>>4 == 1 {
		format = "format 1"
	}
	if head[0]&1 != 0 {
		format += ", long term record available"
	}
	if head[0]&0x0E != 0 {
		format += fmt.Sprintf(", bits %02X RFU", head[0]&0x0E)
	}
	pan, err := DecodeCN(head[1:11])
	if month := head[13]; err != nil || month == 0 && head[12] != 0 || month > 0x12 || !N.Accepts(head[12:14]) || len(b)%13 != 0 {
		return otherDirectory, ""
	}
	lines = []string{
		format, "PAN: " + MaskPAN(pan), "PAN sequence number: " + hexString(head[11:12]), "application expiration date: " + hexString(head[12:14]),
		plural(int(head[14]), "record") + " in all", fmt.Sprintf("SFI of the records: %d", head[15]>>3),
	}
	for ; len(b) >= 13; b = b[13:] {
		lock := "unlocked"
		if b[10]&0x80 != 0 {
			lock = "locked"
		}
		lines = append(lines, strings.Join([]string{
			fmt.Sprintf("record %d: operator %s", b[0], hexString(b[1:5])), "operator's data " + hexString(b[5:10]), lock, recordTypes[b[10]&3],
			fmt.Sprintf("counter %d", binary.BigEndian.Uint16(b[11:])),
		}, ", "))
	}
	return lines, ""
}

// unitOf is the unit of a number that is a time, a share or a count, empty for any other row.
func unitOf(r Row) string {
	switch r {
	case DeviceEstimatedTransmissionTimeResponseAPDU, MaximumRelayResistanceGracePeriod, MinimumRelayResistanceGracePeriod,
		MaxTimeForProcessingRelayResistanceAPDU, MinTimeForProcessingRelayResistanceAPDU, MeasuredRelayResistanceProcessingTime,
		RelayResistanceAccuracyThreshold, TerminalExpectedTransmissionTimeCommandAPDU, TerminalExpectedTransmissionTimeResponseAPDU,
		DeviceEstimatedTransmissionTimeResponseAPDUKernel8, MaximumRelayResistanceGracePeriodKernel8,
		MinimumRelayResistanceGracePeriodKernel8, MaxTimeForProcessingRelayResistanceAPDUKernel8,
		MinTimeForProcessingRelayResistanceAPDUKernel8, MeasuredRelayResistanceProcessingTimeKernel8,
		RelayResistanceAccuracyThresholdKernel8, RelayResistanceTimeExcess, TerminalExpectedTransmissionTimeCommandAPDUKernel8,
		TerminalExpectedTransmissionTimeResponseAPDUKernel8:
		return "100 us"
	case HoldTimeValue, HoldTimeValueKernel8, MessageHoldTime, MessageHoldTimeKernel8:
		return "100 ms"
	case TimeOutValue, TimeoutValue:
		return "ms"
	case RelayResistanceTransmissionTimeMismatchThreshold, RelayResistanceTransmissionTimeMismatchThresholdKernel8,
		MaximumTargetPercentage, TargetPercentage:
		return "%"
	case AmountAuthorisedBinary, AmountOtherBinary, RRPCounter, RRPCounterKernel8, CryptoReadDataCounter, CryptoReadRecordCounter, PINTryCounter:
		return "count"
	default:
		return ""
	}
}

// explainNumber writes a number with its unit.
//
// C-2 2.12 A.1.38, A.1.65, A.1.92, A.1.119, A.1.120, A.1.148
func explainNumber(r Row, format Format, value []byte) []string {
	n, err := DecodeB(value)
	if format == N {
		n, err = DecodeN(value)
	}
	if err != nil {
		return nil
	}
	switch unit := unitOf(r); unit {
	case "100 us":
		return []string{fmt.Sprintf("%d.%d ms", n/10, n%10)}
	case "100 ms":
		return []string{fmt.Sprintf("%d.%d s", n/10, n%10)}
	case "count":
		return []string{fmt.Sprint(n)}
	default:
		return []string{fmt.Sprintf("%d %s", n, unit)}
	}
}
