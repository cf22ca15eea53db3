package contact

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// A candidate is an application that card and terminal share.
type candidate struct {
	kernel.Candidate
	app              *kernel.Application
	preferred, label []byte // that Label is made of
	codeTable        byte   // 9F11 of the preferred name
	priority         byte   // 87, as the card has it
}

// buildCandidateList finds the applications that card and terminal share, by the payment system environment and,
// where that yields none, by the terminal's list of AIDs.
// B1 12.3
func (t *tx) buildCandidateList() *kernel.Outcome {
	ok, out := false, (*kernel.Outcome)(nil)
	if !t.cfg.Terminal.NoPSE { // B4 11.3 directory
		if ok, out = t.readPSE(); out != nil {
			return out
		}
	}
	if !ok || len(t.candidates) == 0 { // B1 12.3 list of AIDs, 12.3.2 none
		t.candidates, t.names = t.candidates[:0], nil // B1 12.3.2 error
		t.Note("EMV 4.4 B1 12.3.3", "selection by the terminal's list of AIDs")
		if out := t.tryListOfAIDs(); out != nil {
			return out
		}
	}
	if t.Tracing() {
		t.Note("EMV 4.4 B1 12.3", "candidates: %d", len(t.candidates))
	}
	slices.SortStableFunc(t.candidates, func(a, b candidate) int { return rank(a) - rank(b) }) // B1 12.4
	return t.reviewCandidates()
}

// readPSE reads the payment system directory; false means that the list of AIDs has to be used.
// B1 12.3.2
func (t *tx) readPSE() (ok bool, out *kernel.Outcome) {
	data, sw, out := t.command(apdu.AppendSelect(t.cmd(), []byte(step.PSEName), false))
	switch {
	case out != nil:
		return false, out
	case sw == 0x6A81: // B1 12.3.2 6A81
		return false, t.fail(cardBlocked, sw)
	case sw != 0x9000: // B1 12.3.2 6A82, 12.3.2 6283, other status
		return false, nil
	}
	fci, ok := step.ParseFCI(data)
	if !ok || fci.SFI < 1 || fci.SFI > 10 { // B1 11.3.4 directory
		return false, nil
	}
	for record := 1; record <= 255; record++ { // B1 12.3.2 records
		data, sw, out := t.command(apdu.AppendReadRecord(t.cmd(), fci.SFI, byte(record)))
		switch {
		case out != nil:
			return false, out
		case sw == 0x6A83: // B1 11.2.5, 12.3.2 no record
			return true, nil
		case sw != 0x9000:
			return false, nil
		}
		if !step.ParseDirectoryRecord(data, func(e step.DirectoryEntry) {
			t.addCandidate(e.ADFName, e.Label, e.PreferredName, fci.CodeTable, e.Priority, fci.Languages, e.Registered)
		}) {
			return false, nil
		}
	}
	return true, nil
}

// addCandidate adds an application of the card if the terminal has it and the list does not.
// B1 12.3.1
func (t *tx) addCandidate(name, label, preferred []byte, codeTable, priority byte, languages, registered []byte) {
	if t.listed(name) {
		return
	}
	i, ok := t.application(name) // B1 12.3.1 list
	if !ok {
		return
	}
	app := &t.cfg.Applications[i]
	t.candidates = append(t.candidates, candidate{app: app, preferred: preferred, label: label, codeTable: codeTable, priority: priority, Candidate: kernel.Candidate{
		AID:      name,
		Label:    step.DisplayName(preferred, codeTable, label, name, t.cfg.Terminal.AdditionalCapabilities),
		Priority: priority & 0x0F, Confirm: priority&0x80 != 0, LanguagesB: languages, // B1 12.2.3 priority
	}})
	if t.cfg.Terminal.ReviewsCandidates { // B1 12.5 ignored
		t.candidates[len(t.candidates)-1].Registered = registered // B1 12.5
	}
}

// fewApplications are searched faster than they are made ready to be looked up.
const fewApplications = 16

// application is the place of the terminal's AID that matches a name best.
func (t *tx) application(name []byte) (best int, ok bool) {
	apps := t.cfg.Applications
	if len(apps) >= fewApplications {
		if !t.aidsReady {
			t.aidsReady = true
			t.aids = step.NewAIDs(len(apps), func(i int) ([]byte, bool) { return apps[i].AID, apps[i].PartialMatch })
		}
		return t.aids.Find(name)
	}
	for i := range apps {
		if step.Matches(apps[i].AID, apps[i].PartialMatch, name) && (!ok || len(apps[i].AID) > len(apps[best].AID)) { // B1 12.3.2 match
			best, ok = i, true
		}
	}
	return best, ok
}

// fewCandidates is more than a card has that means well.
const fewCandidates = 16

// listed reports whether the list has an application of this name. A directory of 255 records has room for thousands: the names
// of a long list are kept in a set.
func (t *tx) listed(name []byte) bool {
	if len(t.candidates) < fewCandidates {
		return slices.ContainsFunc(t.candidates, func(c candidate) bool { return bytes.Equal(c.AID, name) })
	}
	if t.names == nil {
		t.names = make(map[string]bool, 2*fewCandidates)
	}
	for i := len(t.names); i < len(t.candidates); i++ {
		t.names[string(t.candidates[i].AID)] = true
	}
	return t.names[string(name)]
}

// tryListOfAIDs selects each AID of the terminal in turn.
// B1 12.3.3, B4 11.3 list of AIDs
func (t *tx) tryListOfAIDs() *kernel.Outcome {
	for i := range t.cfg.Applications { // B1 12.3.3 next AID
		app := &t.cfg.Applications[i]
		var seen map[string]bool           // names that begin with the AID
		for next := false; ; next = true { // B1 12.3.3 next occurrence
			data, sw, out := t.command(apdu.AppendSelect(t.cmd(), app.AID, next))
			if out != nil {
				return out
			}
			if sw == 0x6A81 && i == 0 && !next { // B1 12.3.3 6A81
				return t.fail(noSELECT, sw)
			}
			if !selects(sw, next) { // B1 12.3.3 status, last occurrence, warning
				break
			}
			fci, ok := step.ParseFCI(data)
			if !ok || !bytes.HasPrefix(fci.DFName, app.AID) { // B1 12.3.3 FCI, name
				break
			}
			partial := len(fci.DFName) > len(app.AID)
			if partial && !app.PartialMatch { // B1 12.3.3 exact
				break
			}
			if seen[string(fci.DFName)] { // B1 12.3.1 distinguished: the card begins again
				break
			}
			if sw == 0x9000 { // B1 12.3.3 add, blocked
				t.addCandidate(fci.DFName, fci.Label, fci.PreferredName, fci.CodeTable, fci.Priority, fci.Languages, fci.Registered)
			}
			if !partial {
				break
			}
			if seen == nil {
				seen = make(map[string]bool)
			}
			seen[string(fci.DFName)] = true
		}
	}
	return nil
}

// selects reports whether the FCI of an application may have come: by 9000, by 6283 of a blocked one, and in answer to SELECT NEXT by
// any warning, which counts as blocked.
// B1 12.3.3 warning
func selects(sw uint16, next bool) bool {
	if next {
		return sw == 0x9000 || sw>>8 == 0x62 || sw>>8 == 0x63
	}
	return sw == 0x9000 || sw == 0x6283
}

// reviewCandidates has the terminal put the candidates into its own order, leave some out, and let the merchant choose: for
// cards with several brands, or domestic debit. It is asked once in a card session.
// B1 12.3, 12.4, 12.3 eliminate
func (t *tx) reviewCandidates() *kernel.Outcome {
	if !t.cfg.Terminal.ReviewsCandidates || len(t.candidates) == 0 || len(t.candidates) > 256 {
		return nil
	}
	order, chosen, out := t.ReviewCandidates(t.candidateList())
	if out != nil {
		return t.stopped(out)
	}
	reviewed := make([]candidate, len(order))
	for i, n := range order {
		reviewed[i] = t.candidates[n]
	}
	if t.Tracing() {
		t.Note("EMV 4.4 B1 12.3", "the terminal keeps %d of %d candidates, the merchant chose: %v", len(order), len(t.candidates), chosen)
	}
	t.candidates = reviewed
	if chosen {
		t.chooser = merchant
	}
	return nil
}

// rank puts applications without priority behind those with one.
// B1 12.4 order
func rank(c candidate) int {
	if c.Priority == 0 {
		return 16
	}
	return int(c.Priority)
}

// finalSelection chooses among the candidates and selects, until an application stands or none is left.
// B1 12.4
func (t *tx) finalSelection() *kernel.Outcome {
	for {
		t.selected = candidate{} // B1 12.4 removed
		i, out := t.choose()
		if out != nil {
			return out
		}
		t.selected = t.candidates[i]
		if i == 0 {
			t.candidates = t.candidates[1:]
		} else {
			t.candidates = slices.Delete(t.candidates, i, i+1)
		}
		ok, out := t.finalSelect()
		if out != nil || ok {
			return out
		}
		if t.cfg.Terminal.CardholderConfirms {
			t.show(kernel.MsgTryAgain, kernel.StatusNone) // B4 11.3 again
		}
	}
}

// choose gives the index of the application to select.
// B1 12.4
func (t *tx) choose() (int, *kernel.Outcome) {
	asks := t.cfg.Terminal.CardholderConfirms
	chosen := t.chooser == merchant
	if chosen {
		t.chooser = nobody // once: what is left after it, the cardholder chooses from
	}
	switch {
	case len(t.candidates) == 0: // B1 12.4 none, end
		return 0, t.fail(emptyCandidateList)
	case len(t.candidates) > 1 && asks && !chosen:
		i, out := t.SelectApplication(t.candidateList()) // B1 12.4 offer, B4 11.3 choice
		if out != nil {
			return 0, t.stopped(out)
		}
		t.chooser = cardholder // B1 12.4 ask again
		return i, nil
	case asks:
		c := t.candidates[0]
		if !c.Confirm && t.chooser != cardholder { // B1 12.4 one
			return 0, nil
		}
		yes, out := t.ConfirmApplication(c.Candidate) // B1 12.4 confirm
		if out != nil {
			return 0, t.stopped(out)
		}
		if !yes {
			return 0, t.fail(notConfirmed)
		}
		t.chooser = cardholder
		return 0, nil
	}
	for i := range t.candidates {
		if !t.candidates[i].Confirm { // B1 12.4 cannot confirm, itself, B4 11.3 neither
			return i, nil
		}
	}
	return 0, t.fail(noneWithoutConfirmation)
}

func (t *tx) candidateList() []kernel.Candidate {
	list := make([]kernel.Candidate, len(t.candidates))
	for i := range t.candidates {
		list[i] = t.candidates[i].Candidate
	}
	return list
}

// finalSelect selects the application; false means that it is out of consideration.
// B1 12.4
func (t *tx) finalSelect() (bool, *kernel.Outcome) {
	data, sw, out := t.command(apdu.AppendSelect(t.cmd(), t.selected.AID, false)) // B1 11.3.3, 12.4 final SELECT
	if sw != 0x9000 {                                                             // B1 12.4 removed
		return false, out
	}
	fci, ok := step.ParseFCI(data)
	if !ok || !bytes.Equal(fci.DFName, t.selected.AID) { // B1 12.4 exact name
		return false, nil
	}
	t.room().fci, t.app = fci, t.selected.app
	if t.selected.LanguagesB == nil { // B1 12.2.2 one place
		t.selected.LanguagesB = fci.Languages
	}
	t.nameAgain(&fci)
	if out := t.selectLanguage(); out != nil { // B4 11.1 before
		return false, out
	}
	t.applicationData()
	t.data.Remove(tlv.CAPublicKeyIndexTerminal) // of an application before
	if t.Tracing() {
		t.Note("EMV 4.4 B1 12.4", "selected %X %q", t.selected.AID, t.selected.Label)
	}
	return true, nil
}

// nameAgain names the application, for the receipt, by what the directory has not and its own FCI has: preferred name, code table, label. The code table is that of the place where
// the name is, or else the other one.
// B1 12.2.2 one place, B4 11.3 names
func (t *tx) nameAgain(fci *step.FCI) {
	c, additional := &t.selected, t.cfg.Terminal.AdditionalCapabilities
	tables := [...]byte{c.codeTable, fci.CodeTable}
	if len(c.preferred) == 0 {
		c.preferred, tables = fci.PreferredName, [...]byte{fci.CodeTable, c.codeTable}
	}
	if len(c.label) == 0 {
		c.label = fci.Label
	}
	c.codeTable = cmp.Or(tables[0], tables[1])
	plain := step.DisplayName(nil, 0, c.label, c.AID, additional)
	for _, table := range tables {
		if c.Label = step.DisplayName(c.preferred, table, c.label, c.AID, additional); c.Label != plain {
			c.codeTable = table
			return
		}
	}
}

// selectLanguage decides the language of the cardholder's messages, before the card is told of the transaction: the card's
// preference, else the cardholder's choice where he can make one, else the local language. A choice stands for the card session.
// B4 11.1
func (t *tx) selectLanguage() *kernel.Outcome {
	if t.spoken {
		return nil
	}
	term := &t.cfg.Terminal
	l, preferred := step.PreferredLanguage(t.selected.LanguagesB, term.Languages)
	t.speak(l)
	if preferred || !term.SelectsLanguage || len(term.Languages) < 2 {
		return nil
	}
	i, out := t.SelectLanguage(term.Languages, kernel.UI{Language: l}) // B4 11.1 no match, none
	if out != nil {
		return t.stopped(out)
	}
	t.speak(term.Languages[i])
	t.spoken = true
	if t.Tracing() {
		t.Note("EMV 4.4 B4 11.1", "the cardholder chose language %s", t.language)
	}
	return nil
}

// speak makes a language the cardholder's.
func (t *tx) speak(language string) {
	t.language = language
	t.Speak(language) // B4 11.1 PIN
}
