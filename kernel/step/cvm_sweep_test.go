package step_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// cvmTable is what the books say of each CVM code without its bits 8 and 7; one that is not here is not recognised.
// needs are bits of byte 2 of Terminal Capabilities: of each group in brackets, one. lacks is the TVR, bytes 3 and 4, if the terminal
// has not even what is in padless (nil: always).
// B3 C3, B4 A2, B3 10.5
var cvmTable = map[byte]struct {
	needs   []byte
	padless byte // none of these bits: no PIN pad, so to say
	lacks   [2]byte
}{
	0x00: {},
	0x01: {[]byte{0x80}, 0x91, [2]byte{0x10}},
	0x02: {[]byte{0x40}, 0x40, [2]byte{0x10}},
	0x03: {[]byte{0x80, 0x20}, 0x91, [2]byte{0x10}},
	0x04: {[]byte{0x11}, 0x91, [2]byte{0x10}},
	0x05: {[]byte{0x11, 0x20}, 0x91, [2]byte{0x10}},
	0x06: {[]byte{0x00}, 0x00, [2]byte{0, 0x02}}, // biometrics, which need a common type
	0x07: {[]byte{0x00}, 0x00, [2]byte{0, 0x02}},
	0x08: {[]byte{0x00}, 0x00, [2]byte{0, 0x02}},
	0x09: {[]byte{0x00}, 0x00, [2]byte{0, 0x02}},
	0x0A: {[]byte{0x00}, 0x00, [2]byte{0, 0x02}},
	0x0B: {[]byte{0x00}, 0x00, [2]byte{0, 0x02}},
	0x0C: {[]byte{0x00}, 0x00, [2]byte{0, 0x02}},
	0x0D: {[]byte{0x00}, 0x00, [2]byte{0, 0x02}},
	0x0E: {[]byte{0x00}, 0x00, [2]byte{0, 0x02}},
	0x0F: {[]byte{0x00}, 0x00, [2]byte{0, 0x02}},
	0x1E: {[]byte{0x20}, 0, [2]byte{}},
	0x1F: {[]byte{0x08}, 0, [2]byte{}},
}

// cvmSituations are transactions with the condition codes that hold there, beside "always" and "if supported"; X is 5.00, Y is 20.00.
// B3 C3
var cvmSituations = []struct {
	terminal tlv.TerminalTypeValue
	purpose  step.Purpose
	amount   uint64
	currency []byte
	holds    string
}{
	{0x22, step.Purpose{Type: 0x00}, 499, []byte{0x09, 0x78}, "02 06 08"},
	{0x22, step.Purpose{Type: 0x00}, 500, []byte{0x09, 0x78}, "02 08"},
	{0x25, step.Purpose{Type: 0x00}, 501, []byte{0x09, 0x78}, "02 07 08"},
	{0x22, step.Purpose{Type: 0x00}, 2000, []byte{0x09, 0x78}, "02 07"},
	{0x22, step.Purpose{Type: 0x00}, 2001, []byte{0x09, 0x78}, "02 07 09"},
	{0x22, step.Purpose{Type: 0x00}, 499, []byte{0x08, 0x40}, "02"},
	{0x22, step.Purpose{Type: 0x00}, 499, nil, "02"},
	{0x22, step.Purpose{Type: 0x20}, 499, []byte{0x09, 0x78}, "02 06 08"}, // refund
	{0x12, step.Purpose{Type: 0x01}, 499, []byte{0x09, 0x78}, "04 06 08"},
	{0x14, step.Purpose{Type: 0x01}, 499, []byte{0x09, 0x78}, "01 06 08"},
	{0x22, step.Purpose{Type: 0x09, AmountOther: 100}, 2001, []byte{0x09, 0x78}, "05 07 09"},
	{0x22, step.Purpose{Type: 0x00, AmountOther: 100}, 2001, []byte{0x08, 0x40}, "05"},
}

// Every CVM code with every condition code in every situation, and with every byte 2 of Terminal Capabilities.
// B3 10.5, B4 6.3.4
// B4 6.3.4 recognise, support
func TestCVMSweep(t *testing.T) {
	n := 0
	check := func(code, condition, capabilities byte, situation int) {
		if n++; !sweep.Full() && n%100 != 1 {
			return
		}
		s := &cvmSituations[situation]
		row, recognised := cvmTable[code&0x3F]
		supported := recognised
		for _, any := range row.needs {
			supported = supported && capabilities&any != 0
		}
		holds := condition == 0 || condition == 3 && supported || condition != 3 && strings.Contains(s.holds, hexByte(condition))
		var tvr tlv.TVRValue
		results := tlv.CVMResultsValue{0x3F, 0, 1}
		performed := holds && supported
		switch {
		case performed && code&0x3F == 0:
			results, tvr[2] = tlv.CVMResultsValue{code, condition, 1}, 0x80
		case performed:
			results = tlv.CVMResultsValue{code, condition, 2}
		default:
			tvr[2] = 0x80
			if holds && !recognised {
				tvr[2] |= 0x40
			}
			if holds && recognised && (row.padless == 0 || capabilities&row.padless == 0) {
				tvr[2] |= row.lacks[0]
				tvr[3] |= row.lacks[1]
			}
		}
		list, err := tlv.ParseCVMList([]byte{0, 0, 0x01, 0xF4, 0, 0, 0x07, 0xD0, code, condition})
		if err != nil {
			t.Fatal(err)
		}
		m := step.NewCVM(step.CVMInput{
			List: list, Terminal: s.terminal, Capabilities: tlv.TerminalCapabilitiesValue{0xE0, capabilities, 0xC8}, Purpose: s.purpose,
			Amount: s.amount, Currency: [2]byte{0x09, 0x78}, ApplicationCurrency: s.currency,
		})
		count := 0
		for rule, ok := m.Next(); ok; rule, ok = m.Next() {
			count++
			if rule.Code.Method() == tlv.CVMFail {
				m.Done(tlv.CVMFailed)
			} else {
				m.Done(tlv.CVMSuccessful)
			}
		}
		if m.TVR != tvr || m.Results != results || (count == 1) != performed || m.Success != (tvr[2] == 0) {
			t.Fatalf("code %02X, condition %02X, capabilities %02X, situation %d: TVR %X want %X, results %X want %X, performed %d times", code, condition,
				capabilities, situation, m.TVR, tvr, m.Results, results, count)
		}
	}
	for code := range 256 {
		for condition := range 256 {
			for situation := range cvmSituations {
				check(byte(code), byte(condition), 0xF8, situation)
			}
		}
		for capabilities := range 256 {
			for condition := range byte(11) {
				check(byte(code), condition, byte(capabilities), 0)
			}
		}
	}
}

func hexByte(b byte) string {
	const d = "0123456789ABCDEF"
	return string([]byte{d[b>>4], d[b&15]})
}
