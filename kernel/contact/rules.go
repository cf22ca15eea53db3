package contact

import "github.com/emvgo/emv/kernel"

// rules are the departures of the profile strict from the books, one switch each.
type rules struct {
	offlineNeedsSignature bool // an offline approval needs XDA, or CDA and the AIP under the static signature
	noSDA                 bool // static data authentication counts as not supported
	noPlaintextPIN        bool // plaintext offline PIN counts as not supported
	cardConfirmsPIN       bool // a card that says it verified no PIN is believed against VERIFY
	weakCVMNeedsStatic    bool // from the CVM limit on, signature alone and no CVM count only after the CVM list was authenticated
	failureNeedsCVM       bool // from the CVM limit on, an authentication that failed is declined without a PIN or a method as good
	track2MatchesPAN      bool // track 2 equivalent data and PAN must name the same account
}

func rulesOf(p kernel.Profile) rules {
	s := p == kernel.Strict
	return rules{
		offlineNeedsSignature: s, noSDA: s, noPlaintextPIN: s, cardConfirmsPIN: s, weakCVMNeedsStatic: s, failureNeedsCVM: s,
		track2MatchesPAN: s,
	}
}
