package contact

import (
	"bytes"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
)

// A candidate is an application that card and terminal share.
type candidate struct {
	kernel.Candidate
	app              *kernel.Application
	preferred, label []byte // that Label is made of
}

// buildCandidateList finds the applications that card and terminal share, by the payment system environment and,
// where that yields none, by the terminal's list of AIDs.
// EMV 4.4 B1 12.3
func (t *tx) buildCandidateList() *kernel.Outcome {
	ok, out := t.readPSE()
	if out != nil {
		return out
	}
	// EMV 4.4 B1 12.3 (list of AIDs), EMV 4.4 B1 12.3.2 (none)
	if !ok || len(t.candidates) == 0 {
		// EMV 4.4 B1 12.3.2 (error)
		t.candidates, t.names = t.candidates[:0], nil
		t.Note("EMV 4.4 B1 12.3.3", "selection by the terminal's list of AIDs")
		if out := t.tryListOfAIDs(); out != nil {
			return out
		}
	}
	if t.Tracing() {
		t.Note("EMV 4.4 B1 12.3", "candidates: %d", len(t.candidates))
	}
	slices.SortStableFunc(t.candidates, func(a, b candidate) int { return rank(a) - rank(b) }) // EMV 4.4 B1 12.4
	return t.reviewCandidates()
}

// readPSE reads the payment system directory; false means that the list of AIDs has to be used.
// EMV 4.4 B1 12.3.2
func (t *tx) readPSE() (ok bool, out *kernel.Outcome) {
	data, sw, out := t.command(apdu.AppendSelect(t.cmd(), []byte(step.PSEName), false))
	switch {
	case out != nil:
		return false, out
	// EMV 4.4 B1 12.3.2 (6A81)
	case sw == 0x6A81:
		return false, t.end(kernel.EndApplication, fault{
			l2: kernel.CardBlocked, sw: sw, clause: "EMV 4.4 B1 12.3.2",
			reason: "the card is blocked, or has no SELECT",
		})
	// EMV 4.4 B1 12.3.2 (6A82), EMV 4.4 B1 12.3.2 (6283), EMV 4.4 B1 12.3.2 (other status)
	case sw != 0x9000:
		return false, nil
	}
	fci, ok := step.ParseFCI(data)
	// EMV 4.4 B1 11.3.4 (directory)
	if !ok || fci.SFI < 1 || fci.SFI > 10 {
		return false, nil
	}
	// EMV 4.4 B1 12.3.2 (records)
	for record := 1; record <= 255; record++ {
		data, sw, out := t.command(apdu.AppendReadRecord(t.cmd(), fci.SFI, byte(record)))
		switch {
		case out != nil:
			return false, out
		// EMV 4.4 B1 11.2.5
		// EMV 4.4 B1 12.3.2 (no record)
		case sw == 0x6A83:
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
// EMV 4.4 B1 12.3.1
func (t *tx) addCandidate(name, label, preferred []byte, codeTable, priority byte, languages, registered []byte) {
	if t.listed(name) {
		return
	}
	// EMV 4.4 B1 12.3.1 (list)
	i, ok := t.application(name)
	if !ok {
		return
	}
	app := &t.cfg.Applications[i]
	t.candidates = append(t.candidates, candidate{app: app, preferred: preferred, label: label, Candidate: kernel.Candidate{
		AID:   name,
		Label: step.DisplayName(preferred, codeTable, label, name, t.cfg.Terminal.AdditionalCapabilities),
		// EMV 4.4 B1 12.2.3 (priority)
		Priority: priority & 0x0F, Confirm: priority&0x80 != 0, LanguagesB: languages,
	}})
	// EMV 4.4 B1 12.5 (ignored)
	if t.cfg.Terminal.ReviewsCandidates {
		t.candidates[len(t.candidates)-1].Registered = registered // EMV 4.4 B1 12.5
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
		// EMV 4.4 B1 12.3.2 (match)
		if step.Matches(apps[i].AID, apps[i].PartialMatch, name) && (!ok || len(apps[i].AID) > len(apps[best].AID)) {
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
// EMV 4.4 B1 12.3.3
// EMV 4.4 B4 11.3 (list of AIDs)
func (t *tx) tryListOfAIDs() *kernel.Outcome {
	// EMV 4.4 B1 12.3.3 (next AID)
	for i := range t.cfg.Applications {
		app := &t.cfg.Applications[i]
		// EMV 4.4 B1 12.3.3 (next occurrence)
		for next := false; ; next = true {
			data, sw, out := t.command(apdu.AppendSelect(t.cmd(), app.AID, next))
			if out != nil {
				return out
			}
			// EMV 4.4 B1 12.3.3 (6A81)
			if sw == 0x6A81 && i == 0 && !next {
				return t.end(kernel.EndApplication, fault{
					l2: kernel.CardBlocked, sw: sw, clause: "EMV 4.4 B1 12.3.3",
					reason: "the card is blocked, or has no SELECT",
				})
			}
			// EMV 4.4 B1 12.3.3 (status), EMV 4.4 B1 12.3.3 (last occurrence)
			if sw != 0x9000 && sw != 0x6283 {
				break
			}
			fci, ok := step.ParseFCI(data)
			// EMV 4.4 B1 12.3.3 (FCI), EMV 4.4 B1 12.3.3 (name)
			if !ok || !bytes.HasPrefix(fci.DFName, app.AID) {
				break
			}
			partial := len(fci.DFName) > len(app.AID)
			// EMV 4.4 B1 12.3.3 (exact)
			if partial && !app.PartialMatch {
				break
			}
			// EMV 4.4 B1 12.3.3 (add), EMV 4.4 B1 12.3.3 (blocked)
			if sw == 0x9000 {
				t.addCandidate(fci.DFName, fci.Label, fci.PreferredName, fci.CodeTable, fci.Priority, fci.Languages, fci.Registered)
			}
			if !partial {
				break
			}
		}
	}
	return nil
}

// finalSelection chooses among the candidates and selects, until an application stands or none is left.
// EMV 4.4 B1 12.4
func (t *tx) finalSelection() *kernel.Outcome {
	for {
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
			// EMV 4.4 B4 11.3 (again)
			t.show(kernel.MsgTryAgain, kernel.StatusNone) // EMV 4.4 B4 11.3
		}
	}
}

// choose gives the index of the application to select.
// EMV 4.4 B1 12.4
func (t *tx) choose() (int, *kernel.Outcome) {
	asks := t.cfg.Terminal.CardholderConfirms
	chosen := t.merchantChose
	t.merchantChose = false // once: what is left after it, the cardholder chooses from
	switch {
	// EMV 4.4 B1 12.4 (none), EMV 4.4 B1 12.4 (end)
	case len(t.candidates) == 0:
		return 0, t.end(kernel.EndApplication, fault{
			l2: kernel.EmptyCandidateList, clause: "EMV 4.4 B1 12.4",
			reason: "no application that card and terminal share can be selected",
		})
	case len(t.candidates) > 1 && asks && !chosen:
		// EMV 4.4 B1 12.4 (offer)
		// EMV 4.4 B4 11.3 (choice)
		i, out := t.SelectApplication(t.candidateList())
		if out != nil {
			return 0, t.stopped(out)
		}
		// EMV 4.4 B1 12.4 (ask again)
		t.mustAsk = true
		return i, nil
	case asks:
		c := t.candidates[0]
		// EMV 4.4 B1 12.4 (one)
		if !c.Confirm && !t.mustAsk {
			return 0, nil
		}
		// EMV 4.4 B1 12.4 (confirm)
		yes, out := t.ConfirmApplication(c.Candidate)
		if out != nil {
			return 0, t.stopped(out)
		}
		if !yes {
			return 0, t.end(kernel.EndApplication, fault{
				l3: kernel.L3Stop, clause: "EMV 4.4 B1 12.4",
				reason: "the cardholder did not confirm the application",
			})
		}
		t.mustAsk = true
		return 0, nil
	}
	for i := range t.candidates {
		// EMV 4.4 B1 12.4 (cannot confirm), EMV 4.4 B1 12.4 (itself)
		// EMV 4.4 B4 11.3 (neither)
		if !t.candidates[i].Confirm {
			return i, nil
		}
	}
	return 0, t.end(kernel.EndApplication, fault{
		l2: kernel.EmptyCandidateList, clause: "EMV 4.4 B1 12.4",
		reason: "every application needs the cardholder's confirmation, which the terminal cannot ask for",
	})
}

func (t *tx) candidateList() []kernel.Candidate {
	list := make([]kernel.Candidate, len(t.candidates))
	for i := range t.candidates {
		list[i] = t.candidates[i].Candidate
	}
	return list
}

// reviewCandidates has the terminal put the candidates into its own order, leave some out, and let the merchant choose: for
// cards with several brands, or domestic debit. It is asked once in a card session.
// EMV 4.4 B1 12.3, EMV 4.4 B1 12.4
// EMV 4.4 B1 12.3 (eliminate)
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
	t.candidates, t.merchantChose = reviewed, chosen
	return nil
}

// rank puts applications without priority behind those with one.
// EMV 4.4 B1 12.4 (order)
func rank(c candidate) int {
	if c.Priority == 0 {
		return 16
	}
	return int(c.Priority)
}

// nameAgain gives the application its preferred name, for the receipt, where it had none so far because its FCI alone names the code
// table.
// EMV 4.4 B1 12.2.2 (one place)
func (t *tx) nameAgain(codeTable byte) {
	c, additional := &t.selected, t.cfg.Terminal.AdditionalCapabilities
	if len(c.preferred) != 0 && codeTable != 0 && c.Label == step.DisplayName(nil, 0, c.label, c.AID, additional) {
		c.Label = step.DisplayName(c.preferred, codeTable, c.label, c.AID, additional)
	}
}

// finalSelect selects the application; false means that it is out of consideration.
// EMV 4.4 B1 12.4
func (t *tx) finalSelect() (bool, *kernel.Outcome) {
	// EMV 4.4 B1 11.3.3, EMV 4.4 B1 12.4 (final SELECT)
	data, sw, out := t.command(apdu.AppendSelect(t.cmd(), t.selected.AID, false))
	// EMV 4.4 B1 12.4 (removed)
	if out != nil || sw != 0x9000 {
		return false, out
	}
	fci, ok := step.ParseFCI(data)
	// EMV 4.4 B1 12.4 (exact name)
	if !ok || !bytes.Equal(fci.DFName, t.selected.AID) {
		return false, nil
	}
	t.room().fci, t.app = fci, t.selected.app
	// EMV 4.4 B1 12.2.2 (one place)
	if t.selected.LanguagesB == nil {
		t.selected.LanguagesB = fci.Languages
	}
	t.nameAgain(fci.CodeTable)
	// EMV 4.4 B4 11.1 (before)
	if out := t.selectLanguage(); out != nil {
		return false, out
	}
	t.applicationData()
	if t.Tracing() {
		t.Note("EMV 4.4 B1 12.4", "selected %X %q", t.selected.AID, t.selected.Label)
	}
	return true, nil
}
