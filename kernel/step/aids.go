package step

// AIDs is the terminal's AIDs, made ready to be looked up by the names of a card's applications. The zero AIDs has none.
type AIDs struct {
	at    map[string]place
	sizes [17]bool // of the AIDs
}

// A place is the first application of an AID, and the first that may be selected by partial name; 0 for none, else 1 more.
type place struct{ any, partial int }

// NewAIDs makes a list of n AIDs ready; app gives the one at i, 5 to 16 bytes, and whether it may be a partial name. Those of
// other lengths match nothing.
//
// B1 12.3.1
func NewAIDs(n int, app func(i int) (aid []byte, partial bool)) AIDs {
	a := AIDs{at: make(map[string]place, n)}
	for i := range n {
		aid, partial := app(i)
		if len(aid) >= len(a.sizes) {
			continue
		}
		p := a.at[string(aid)]
		if p.any == 0 {
			p.any = i + 1
		}
		if partial && p.partial == 0 {
			p.partial = i + 1
		}
		a.at[string(aid)] = p
		a.sizes[len(aid)] = true
	}
	return a
}

// Find is the place of the terminal's AID that matches a card's DF name by [Matches]. Where several do, it is the longest, and
// of equal ones the first; false where none does.
func (a *AIDs) Find(name []byte) (i int, ok bool) {
	for n := min(len(name), len(a.sizes)-1); n >= 0; n-- {
		if !a.sizes[n] {
			continue
		}
		p := a.at[string(name[:n])]
		if i = p.partial; n == len(name) {
			i = p.any
		}
		if i != 0 {
			return i - 1, true
		}
	}
	return 0, false
}
