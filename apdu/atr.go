package apdu

import "fmt"

// MaxATR is the most bytes that an answer to reset has: TS and 32 more.
const MaxATR = 33

// An ATR is a contact card's answer to reset, or the one that a PC/SC reader makes up for a contactless card.
//
// EMV 4.3 B1 8.2
type ATR struct {
	raw        []byte
	groups     []interfaceGroup // TA1 to TD1, TA2 to TD2, ...
	historical []byte
	tck        byte
	hasTCK     bool
}

// An interfaceGroup is TAi, TBi, TCi and TDi.
type interfaceGroup struct {
	has   [4]bool
	value [4]byte
}

// An ATRError says which character of an ATR is wrong and why.
type ATRError struct {
	Character string // "TB1", "TCK", "historical bytes", ...
	Reason    string
	Clause    string // of EMV 4.3 B1
	RejectICC bool   // the terminal rejects the ICC: a warm reset does not help
}

func (e *ATRError) Error() string {
	return fmt.Sprintf("apdu: ATR: %s %s (EMV 4.3 B1 %s)", e.Character, e.Reason, e.Clause)
}

// ParseATR splits an ATR into its characters and checks its structure: that TS is 3B or 3F, that all announced
// characters are there and no others, and that TCK is there unless T=0 alone is indicated, and right. With an error
// it also returns what it could split. Which values a terminal accepts is said by [ATR.CheckEMV].
//
// EMV 4.3 B1 8.2, 8.3.1, 8.3.2, 8.3.4
func ParseATR(b []byte) (ATR, error) {
	a := ATR{raw: b}
	if len(b) < 2 {
		return a, &ATRError{"T0", "is missing", "8.3.2", true}
	}
	if len(b) > MaxATR {
		return a, &ATRError{"historical bytes", "are followed by too many bytes", "8.2", true}
	}
	if b[0] != 0x3B && b[0] != 0x3F {
		return a, &ATRError{"TS", fmt.Sprintf("is %02X", b[0]), "8.3.1", true}
	}
	rest := b[2:]
	onlyT0 := true
	for announced := b[1] >> 4; announced != 0; {
		var g interfaceGroup
		for i := range g.has {
			if announced>>i&1 == 0 {
				continue
			}
			if len(rest) == 0 {
				a.groups = append(a.groups, g)
				return a, &ATRError{characterName(i, len(a.groups)), "is announced and missing", "8.3.2", false}
			}
			g.has[i], g.value[i], rest = true, rest[0], rest[1:]
		}
		a.groups = append(a.groups, g)
		announced = 0
		if g.has[tD] {
			announced = g.value[tD] >> 4
			onlyT0 = onlyT0 && g.value[tD]&0x0F == 0
		}
	}
	n := int(b[1] & 0x0F)
	if len(rest) < n {
		a.historical = rest
		return a, &ATRError{"historical bytes", fmt.Sprintf("are %d, announced are %d", len(rest), n), "8.3.2", false}
	}
	a.historical, rest = rest[:n:n], rest[n:]
	if !onlyT0 {
		if len(rest) == 0 {
			return a, &ATRError{"TCK", "is missing", "8.3.4", true}
		}
		a.tck, a.hasTCK, rest = rest[0], true, rest[1:]
		var x byte
		for _, c := range b[1 : len(b)-len(rest)] {
			x ^= c
		}
		if x != 0 {
			return a, &ATRError{"TCK", fmt.Sprintf("is %02X, should be %02X", a.tck, a.tck^x), "8.3.4", true}
		}
	}
	if len(rest) > 0 {
		return a, &ATRError{"historical bytes", fmt.Sprintf("are followed by %X", rest), "8.2", true}
	}
	return a, nil
}

// The places of the characters in an interfaceGroup.
const (
	tA = iota
	tB
	tC
	tD
)

func characterName(i, group int) string { return fmt.Sprintf("T%c%d", 'A'+i, group) }

func (a *ATR) character(i, group int) (byte, bool) {
	if group < 1 || group > len(a.groups) {
		return 0, false
	}
	g := &a.groups[group-1]
	return g.value[i], g.has[i]
}

// Bytes is the whole ATR as it was parsed.
func (a *ATR) Bytes() []byte { return a.raw }

// TA is interface character TAi, i from 1, and whether it is there.
//
// EMV 4.3 B1 8.3.3
func (a *ATR) TA(i int) (byte, bool) { return a.character(tA, i) }

// TB is interface character TBi, i from 1, and whether it is there.
//
// EMV 4.3 B1 8.3.3
func (a *ATR) TB(i int) (byte, bool) { return a.character(tB, i) }

// TC is interface character TCi, i from 1, and whether it is there.
//
// EMV 4.3 B1 8.3.3
func (a *ATR) TC(i int) (byte, bool) { return a.character(tC, i) }

// TD is interface character TDi, i from 1, and whether it is there.
//
// EMV 4.3 B1 8.3.3
func (a *ATR) TD(i int) (byte, bool) { return a.character(tD, i) }

// TCK is the check character and whether it is there.
//
// EMV 4.3 B1 8.3.4
func (a *ATR) TCK() (byte, bool) { return a.tck, a.hasTCK }

// Historical is the historical bytes, 0 to 15.
//
// EMV 4.3 B1 8.3.2
func (a *ATR) Historical() []byte { return a.historical }

// Protocols is the protocols T that TD1, TD2, ... name, in order and as often as they are named; T=0 alone without
// TD1. T=15 announces global interface characters and is no protocol.
//
// EMV 4.3 B1 8.3.3.4, 8.3.3.8
func (a *ATR) Protocols() []byte {
	list := []byte{}
	for i := range a.groups {
		if g := &a.groups[i]; g.has[tD] {
			list = append(list, g.value[tD]&0x0F)
		}
	}
	if len(list) == 0 {
		list = append(list, 0)
	}
	return list
}

// Protocol is the first offered protocol, which the terminal uses: 0 or 1, unless the card is no EMV card.
//
// EMV 4.3 B1 8.2, 8.3.3.4
func (a *ATR) Protocol() byte {
	td1, _ := a.TD(1)
	return td1 & 0x0F
}

// FD is the clock rate conversion factor and the bit rate adjustment factor that TA1 offers, 372 and 1 without it;
// 0 stands for a value reserved for future use. They apply at once in specific mode ([ATR.Specific]).
//
// EMV 4.3 B1 8.3.3.1
func (a *ATR) FD() (f, d int) {
	ta1, ok := a.TA(1)
	if !ok {
		return 372, 1
	}
	return clockRates[ta1>>4], bitRates[ta1&0x0F]
}

// ISO/IEC 7816-3 8.3, tables 7 and 8.
var (
	clockRates = [16]int{372, 372, 558, 744, 1116, 1488, 1860, 0, 0, 512, 768, 1024, 1536, 2048, 0, 0}
	bitRates   = [16]int{0, 1, 2, 4, 8, 16, 32, 64, 12, 20, 0, 0, 0, 0, 0, 0}
)

// Specific reports whether the card works in specific mode (TA2 is there) and not in negotiable mode.
//
// EMV 4.3 B1 8.3.3.5
func (a *ATR) Specific() bool {
	_, ok := a.TA(2)
	return ok
}

// ExtraGuardTime is N in etus, -1 for the least guard time (TC1 = FF).
//
// EMV 4.3 B1 8.3.3.3
func (a *ATR) ExtraGuardTime() int {
	tc1, _ := a.TC(1)
	if tc1 == 0xFF {
		return -1
	}
	return int(tc1)
}

// WaitingInteger is WI of T=0: the work waiting time is 960 x D x WI etus.
//
// EMV 4.3 B1 8.3.3.7
func (a *ATR) WaitingInteger() int {
	if tc2, ok := a.TC(2); ok {
		return int(tc2)
	}
	return 10
}

// IFSC is the most bytes in the information field of a block that the card receives on T=1.
//
// EMV 4.3 B1 8.3.3.9
func (a *ATR) IFSC() int {
	if td2, ok := a.TD(2); ok && td2&0x0F == 1 {
		if ta3, ok := a.TA(3); ok {
			return int(ta3)
		}
	}
	return 32
}

// WaitingTimes is BWI and CWI of T=1, the integers of the block and character waiting times.
//
// EMV 4.3 B1 8.3.3.10
func (a *ATR) WaitingTimes() (bwi, cwi int) {
	if td2, ok := a.TD(2); ok && td2&0x0F == 1 {
		if tb3, ok := a.TB(3); ok {
			return int(tb3 >> 4), int(tb3 & 0x0F)
		}
	}
	return 4, 13
}

// Contactless reports whether the ATR is one that a PC/SC reader makes up for a contactless card: TD1 is 80, TD2 is
// 01 and there is no other interface character (PC/SC part 3, 3.1.3.2.3).
func (a *ATR) Contactless() bool {
	only := func(i int, td byte) bool {
		g := a.groups[i]
		return g.has == [4]bool{tD: true} && g.value[tD] == td
	}
	return len(a.groups) == 2 && a.raw[0] == 0x3B && only(0, 0x80) && only(1, 0x01)
}
