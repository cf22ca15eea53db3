package step

import "strings"

// Language chooses the language for the cardholder: the first of the card's (tag 5F2D, two letters each, in the order of
// preference, capital or small) that the terminal has, and the terminal's first, the local one, where there is none.
// B4 11.1
func Language(preference []byte, supported []string) string {
	l, _ := PreferredLanguage(preference, supported)
	return l
}

// PreferredLanguage is [Language], and says whether the card's preference decided it. If not, the cardholder may choose.
// B4 11.1
func PreferredLanguage(preference []byte, supported []string) (language string, preferred bool) {
	for p := preference; len(p) >= 2; p = p[2:] {
		for _, s := range supported {
			if strings.EqualFold(s, string(p[:2])) { // B4 11.1 match
				return s, true
			}
		}
	}
	if len(supported) == 0 {
		return "", false
	}
	return supported[0], false // B4 11.1 local
}
