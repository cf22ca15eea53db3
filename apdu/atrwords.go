package apdu

import "fmt"

// Explain says what the ATR announces, in words, one line for each character.
//
// EMV 4.3 B1 8.3
func (a *ATR) Explain() []string {
	if len(a.raw) < 2 {
		return []string{"no answer to reset"}
	}
	lines := []string{
		fmt.Sprintf("TS = %02X: %s", a.raw[0], convention(a.raw[0])),
		fmt.Sprintf("T0 = %02X: %d historical bytes", a.raw[1], a.raw[1]&0x0F),
	}
	t := byte(0) // the protocol that the characters from group 3 on belong to
	for i := range a.groups {
		g := &a.groups[i]
		for c, has := range g.has {
			if has {
				lines = append(lines, fmt.Sprintf("%s = %02X: %s", characterName(c, i+1), g.value[c], a.explain(c, i+1, t, g.value[c])))
			}
		}
		t = g.value[tD] & 0x0F
	}
	if len(a.historical) > 0 {
		lines = append(lines, fmt.Sprintf("historical bytes = %X %s", a.historical, printable(a.historical)))
	}
	if a.hasTCK {
		lines = append(lines, fmt.Sprintf("TCK = %02X: check character", a.tck))
	}
	if a.Contactless() {
		lines = append(lines, "made up by a PC/SC reader for a contactless card")
	}
	return lines
}

func convention(ts byte) string {
	switch ts {
	case 0x3B:
		return "direct convention"
	case 0x3F:
		return "inverse convention"
	}
	return "no known convention"
}

// printable is the bytes as text, a dot for what cannot be printed.
func printable(b []byte) string {
	s := make([]byte, len(b))
	for i, c := range b {
		if c < 0x20 || c > 0x7E {
			c = '.'
		}
		s[i] = c
	}
	return fmt.Sprintf("%q", s)
}

// explain says what character c of a group means; t is the protocol of groups from the third on.
//
// EMV 4.3 B1 8.3.3
func (a *ATR) explain(c, group int, t, v byte) string {
	switch {
	case c == tD:
		if v&0x0F == 15 {
			return "global interface characters follow"
		}
		return fmt.Sprintf("T=%d", v&0x0F)
	case group == 1:
		return [...]func() string{a.explainTA1, a.explainTB1, a.explainTC1}[c]()
	case group == 2:
		switch c {
		case tA:
			return explainTA2(v)
		case tB:
			return fmt.Sprintf("programming voltage %d", v)
		}
		return fmt.Sprintf("work waiting time integer %d", v)
	case t == 1:
		switch c {
		case tA:
			return fmt.Sprintf("information fields to the card up to %d bytes", v)
		case tB:
			return fmt.Sprintf("block waiting time integer %d, character waiting time integer %d", v>>4, v&0x0F)
		}
		if v&1 != 0 {
			return "CRC as error detection code"
		}
		return "LRC as error detection code"
	case t == 15 && c == tA:
		return fmt.Sprintf("clock stop %d, voltage classes %s", v>>6, classes(v&0x3F))
	case t == 15 && c == tB:
		return "use of the contact SPU"
	}
	return fmt.Sprintf("of T=%d", t)
}

func (a *ATR) explainTA1() string {
	f, d := a.FD()
	if f == 0 || d == 0 {
		return "bit rate reserved for future use"
	}
	return fmt.Sprintf("F = %d, D = %d: %d clock cycles a bit", f, d, f/d)
}

func (a *ATR) explainTB1() string {
	if v, _ := a.TB(1); v&0x1F != 0 {
		return fmt.Sprintf("programming voltage %d, current %d", v&0x1F, v>>5&3)
	}
	return "programming voltage not connected"
}

func (a *ATR) explainTC1() string {
	if n := a.ExtraGuardTime(); n >= 0 {
		return fmt.Sprintf("extra guard time %d etu", n)
	}
	return "least guard time"
}

func explainTA2(v byte) string {
	s := fmt.Sprintf("specific mode, T=%d", v&0x0F)
	if v&0x80 != 0 {
		s += ", cannot change"
	}
	if v&0x10 != 0 {
		s += ", parameters implicit"
	}
	return s
}

func classes(v byte) string {
	s := ""
	for i, name := range [...]string{"A (5 V)", "B (3 V)", "C (1.8 V)"} {
		if v>>i&1 != 0 {
			if s != "" {
				s += ", "
			}
			s += name
		}
	}
	if s == "" {
		return "none"
	}
	return s
}
