package apdu

import "fmt"

// A Reset is the kind of reset that an ATR answers.
type Reset uint8

// The kinds of reset. A terminal that rejects the ATR of a cold reset tries a warm one.
//
// EMV 4.3 B1 8.3
const (
	Cold Reset = iota
	Warm
)

// CheckEMV says whether a terminal with no more than the functions that EMV requires accepts the ATR: nil, or an
// [*ATRError] that names the character. Speeds are those of F = 372 and D = 1, 2 or 4. The structure has been checked
// by [ParseATR].
//
// EMV 4.3 B1 8.3
func (a *ATR) CheckEMV(reset Reset) error {
	for i := range atrChecks {
		c := &atrChecks[i]
		if reason := c.check(a, reset); reason != "" {
			return &ATRError{c.character, reason, c.clause, false}
		}
	}
	return nil
}

// atrChecks are the characters in the book's order. A check gives the reason to reject, "" to accept.
var atrChecks = [...]struct {
	character string
	clause    string
	check     func(a *ATR, reset Reset) string
}{
	{"TA1", "8.3.3.1", checkTA1},
	{"TB1", "8.3.3.2", checkTB1},
	{"TD1", "8.3.3.4", checkTD1},
	{"TA2", "8.3.3.5", checkTA2},
	{"TB2", "8.3.3.6", checkTB2},
	{"TC2", "8.3.3.7", checkTC2},
	{"TD2", "8.3.3.8", checkTD2},
	{"TA3", "8.3.3.9", checkTA3},
	{"TB3", "8.3.3.10", checkTB3},
	{"TC3", "8.3.3.11", checkTC3},
}

// EMV 4.3 B1 8.3.3.1
func checkTA1(a *ATR, _ Reset) string {
	ta1, ok := a.TA(1)
	ta2, specific := a.TA(2)
	if ok && specific && ta2&0x10 == 0 && (ta1 < 0x11 || ta1 > 0x13) {
		return fmt.Sprintf("is %02X in specific mode, not 11 to 13", ta1)
	}
	return ""
}

// EMV 4.3 B1 8.3.3.2
func checkTB1(a *ATR, reset Reset) string {
	tb1, ok := a.TB(1)
	switch {
	case reset == Warm || ok && tb1 == 0:
		return ""
	case !ok:
		return "is missing after a cold reset"
	}
	return fmt.Sprintf("is %02X after a cold reset, not 00", tb1)
}

// EMV 4.3 B1 8.3.3.4
func checkTD1(a *ATR, _ Reset) string {
	if t := a.Protocol(); t > 1 {
		return fmt.Sprintf("names T=%d first, not T=0 or T=1", t)
	}
	return ""
}

// EMV 4.3 B1 8.3.3.5
func checkTA2(a *ATR, _ Reset) string {
	ta2, ok := a.TA(2)
	switch {
	case !ok:
		return ""
	case ta2&0x0F != a.Protocol():
		return fmt.Sprintf("names T=%d, not the first offered protocol", ta2&0x0F)
	case ta2&0x10 != 0:
		return "says that the parameters are known implicitly"
	}
	return ""
}

// EMV 4.3 B1 8.3.3.6
func checkTB2(a *ATR, _ Reset) string {
	if _, ok := a.TB(2); ok {
		return "is present"
	}
	return ""
}

// EMV 4.3 B1 8.3.3.7
func checkTC2(a *ATR, _ Reset) string {
	if tc2, ok := a.TC(2); ok && tc2 != 0x0A {
		return fmt.Sprintf("is %02X, not 0A", tc2)
	}
	return ""
}

// The book lets TD2 name T=1 or, when TD1 names T=0, 14. Cards with global interface characters name 15 there, as
// ISO/IEC 7816-3 has it; it is accepted like 14.
//
// EMV 4.3 B1 8.3.3.8
func checkTD2(a *ATR, _ Reset) string {
	td2, ok := a.TD(2)
	switch t := td2 & 0x0F; {
	case !ok, t == 1, t >= 14 && a.Protocol() == 0:
		return ""
	default:
		return fmt.Sprintf("names T=%d", t)
	}
}

// namesT1 reports whether TA3, TB3 and TC3 belong to T=1.
func (a *ATR) namesT1() bool {
	td2, ok := a.TD(2)
	return ok && td2&0x0F == 1
}

// EMV 4.3 B1 8.3.3.9
func checkTA3(a *ATR, _ Reset) string {
	if ta3, ok := a.TA(3); ok && a.namesT1() && (ta3 < 0x10 || ta3 == 0xFF) {
		return fmt.Sprintf("is %02X, not 10 to FE", ta3)
	}
	return ""
}

// EMV 4.3 B1 8.3.3.10
func checkTB3(a *ATR, _ Reset) string {
	if !a.namesT1() {
		if a.Protocol() == 1 {
			return "is missing"
		}
		return ""
	}
	tb3, ok := a.TB(3)
	bwi, cwi := tb3>>4, tb3&0x0F
	switch {
	case !ok:
		return "is missing"
	case bwi > 4:
		return fmt.Sprintf("has BWI %d, greater than 4", bwi)
	case cwi > 5:
		return fmt.Sprintf("has CWI %d, greater than 5", cwi)
	case 1<<cwi <= a.ExtraGuardTime()+1:
		return fmt.Sprintf("has CWI %d, too small for the guard time %d of TC1", cwi, a.ExtraGuardTime())
	}
	return ""
}

// EMV 4.3 B1 8.3.3.11
func checkTC3(a *ATR, _ Reset) string {
	if tc3, ok := a.TC(3); ok && a.namesT1() && tc3 != 0 {
		return fmt.Sprintf("is %02X, not 00", tc3)
	}
	return ""
}

// Basic reports whether the ATR is one of the two basic ones, for cards with T=0 only or T=1 only, that work in
// every terminal. A basic ATR is accepted after a cold and a warm reset.
//
// EMV 4.3 B1 8.2
func (a *ATR) Basic() bool {
	switch {
	case len(a.raw) < 2 || a.CheckEMV(Cold) != nil:
		return false
	case a.raw[1]>>4 == 0x6:
		return true
	case a.raw[1]>>4 != 0xE:
		return false
	}
	td1, _ := a.TD(1)
	td2, _ := a.TD(2)
	return td1 == 0x81 && td2 == 0x31
}
