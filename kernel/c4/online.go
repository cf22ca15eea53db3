package c4

import (
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// approvingCodes are the authorisation response codes by which the issuer approves, beside 00.
// C-4 12.2.2
var approvingCodes = []string{"08", "10", "11"}

// The codes by which it wants something else.
// C-4 12.2.2
const (
	codeOtherInterface = "12"
	codeOnlinePIN      = "13"
)

// goOnline asks for the host, whose answer comes back to the kernel.
// C-4 12.2.2
func (t *tx) goOnline() *kernel.Outcome {
	t.memory.cvm, t.memory.un, t.memory.verified = t.cvm, t.sent.un, t.auth.verified
	t.ApprovesWith(approvingCodes...)
	return t.complete(onlineRequest) // C-4 2.2.3.1, 2.2.3.2, 2.3.1.1
}

// onlineResponseProcessing makes an outcome of the host's answer. Without one the transaction ends as where no host can be reached.
// C-4 12.2.2
func (t *tx) onlineResponseProcessing() *kernel.Outcome {
	t.comeBack()
	r, answered := step.ParseIssuerResponse(t.act.Host)
	code := string(r.ARC[:])
	switch {
	case !answered:
		return t.failOver(hostAway) // C-4 11.2.6.2.2
	case code == "00", slices.Contains(approvingCodes, code): // C-4 12.2.2.1
		return t.complete(approved)
	case code == codeOtherInterface:
		return t.failOver(issuerWantsContact) // C-4 12.2.2.1 12
	case code != codeOnlinePIN:
		return t.decline(issuerDeclines) // C-4 12.2.2.2 other
	case !t.mayAskForPIN():
		return t.failOver(issuerWantsPIN) // C-4 12.2.2.2 else
	}
	t.memory.pinAsked, t.memory.cvm, t.cvm = true, kernel.CVMOnlinePIN, kernel.CVMOnlinePIN
	return t.complete(requestOnlinePIN) // C-4 12.2.2.2
}

// comeBack takes up what the card has said. The unpredictable number is that of the cryptogram, not the one that Entry Point has drawn since.
// C-4 12.1
func (t *tx) comeBack() {
	if v := t.data.Get(tlv.AIP); len(v) == len(t.card.aip) {
		t.card.aip = tlv.AIPValue(v)
	}
	t.card.read = true
	t.cvm, t.sent.un, t.auth.verified = t.memory.cvm, t.memory.un, t.memory.verified
	t.data.Update(tlv.UnpredictableNumber, tlv.K, t.sent.un[:]) // C-4 12.2.2.2 same data
}

// mayAskForPIN reports whether the reader has online PIN and the card's list a rule for it, whatever its condition. It is asked for once.
// C-4 12.2.2.2
func (t *tx) mayAskForPIN() bool {
	if !t.reader.enhanced.has(onlinePIN) || t.memory.pinAsked {
		return false
	}
	list := t.cvmList()
	for i := range list.Len() {
		if list.Rule(i).Code.Method() == tlv.CVMOnlinePIN {
			return true
		}
	}
	return false
}
