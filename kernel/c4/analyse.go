package c4

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// terminalActionAnalysis decides which cryptogram to ask the card for.
// C-4 10.2.1
func (t *tx) terminalActionAnalysis() *kernel.Outcome {
	if t.reads {
		return nil // an AAC
	}
	tac := step.ActionCodes{
		Denial: t.actionCode(ParamTACDenial), Online: t.actionCode(ParamTACOnline), Default: t.actionCode(ParamTACDefault),
	}
	iac := step.IssuerActionCodes(
		t.data.Get(tlv.IssuerActionCodeDenial), t.data.Get(tlv.IssuerActionCodeOnline), t.data.Get(tlv.IssuerActionCodeDefault))
	how := t.analysis()
	t.asked = how.Ask(*t.tvr, &tac, &iac) // C-4 10.2.1.1.1, 10.2.1.2.1, 10.2.1.3.1, 10.2.1.3.2, 10.2.1.4.1, 10.2.1.4.2
	if t.asked != tlv.ARQC || !t.Transaction().HostAway || t.delayed() {
		return nil
	}
	if how == step.AnalysisARQC {
		t.asked = tlv.AAC // C-4 10.2.1.2.2
	} else {
		t.asked = step.AnalysisDefault.Ask(*t.tvr, &tac, &iac) // C-4 10.2.1.3.3
	}
	return nil
}

// actionCode is one of the terminal's action codes.
// C-4 annex B codes
func (t *tx) actionCode(tag tlv.Tag) (v tlv.TVRValue) {
	copy(v[:], t.act.Combination.Parameter(tag))
	return v
}

// analysis is what follows the action codes for denial: a terminal for delayed authorisations goes by those for online, whatever its type; an offline-only one
// by none, and one that is online only by none either.
// C-4 10.2.1
func (t *tx) analysis() step.Analysis {
	switch {
	case !t.delayed() && t.reader.kind.OfflineOnly(): // C-4 10.2.1.1
		return step.AnalysisTC
	case !t.delayed() && t.reader.kind.OnlineOnly(): // C-4 10.2.1.2
		return step.AnalysisARQC
	}
	return step.AnalysisOnline // C-4 10.2.1.3, 10.2.1.4
}

// zeroAmountAndStatusCheck has an online cryptogram asked for in the place of an approval, and so have the rules in force.
// C-4 10.2.2
func (t *tx) zeroAmountAndStatusCheck() *kernel.Outcome {
	in := &t.act.Indicators
	if t.asked != tlv.AAC && (in.ZeroAmount || in.StatusCheck) { // C-4 10.2.2.1, 10.2.2.2, 10.2.2.3, 10.2.2.4
		t.asked = tlv.ARQC
	}
	t.restrain()
	if t.Tracing() {
		t.Note("C-4 2.12 10.2.1", "TVR %s: ask for %s", t.tvr, t.asked)
	}
	return nil
}
