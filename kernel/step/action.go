package step

import "github.com/emvgo/emv/tlv"

// ActionCodes are three action codes, the terminal's or the issuer's: B3 10.7.
type ActionCodes struct {
	Denial, Online, Default tlv.TVRValue
}

// IssuerActionCodes makes the issuer's codes from tags 9F0E, 9F0F and 9F0D, 5 bytes each; empty values are absent from
// the card: denial is then all zeroes, online and default all ones.
// B3 10.7
func IssuerActionCodes(denial, online, dflt []byte) (c ActionCodes) {
	ones := tlv.TVRValue{0xFF, 0xFF, 0xFF, 0xFF, 0xFF}
	c = ActionCodes{Online: ones, Default: ones} // B3 10.7 absent online, absent default
	if len(denial) == 5 {
		c.Denial = tlv.TVRValue(denial) // B3 10.7 absent denial
	}
	if len(online) == 5 {
		c.Online = tlv.TVRValue(online)
	}
	if len(dflt) == 5 {
		c.Default = tlv.TVRValue(dflt)
	}
	return c
}

// rank puts the types in the book's order: AAC, ARQC, TC.
func rank(c tlv.CryptogramType) int {
	switch c {
	case tlv.AAC:
		return 0
	case tlv.ARQC:
		return 1
	case tlv.TC:
		return 2
	}
	return 3
}

// Allowed reports whether a card may answer a request for asked with got: nothing higher, nothing undefined.
// B3 9.3
func Allowed(asked, got tlv.CryptogramType) bool { return rank(got) <= rank(asked) }

// Denied reports whether a bit of the TVR meets an action code denial.
// B3 10.7
func Denied(tvr tlv.TVRValue, tac, iac *ActionCodes) bool {
	return tvr.Matches(tac.Denial) || tvr.Matches(iac.Denial)
}

// An Analysis says which action codes a terminal holds the TVR against when none for denial is met.
type Analysis uint8

// The analyses.
const (
	AnalysisOnline  Analysis = iota // those for online: ARQC or TC
	AnalysisDefault                 // those by default: AAC or TC
	AnalysisARQC                    // none: an online-only terminal asks for an ARQC
	AnalysisTC                      // none: an offline-only terminal of Kernel 4 asks for a TC, C-4 10.2.1.1
)

// AnalysisOf is the analysis of a terminal of this type. An offline-only terminal goes on to the action codes default without looking at online.
// B3 10.7
func AnalysisOf(t tlv.TerminalTypeValue) Analysis {
	switch {
	case t.OnlineOnly(): // B3 10.7 online-only
		return AnalysisARQC
	case t.OfflineOnly(): // B3 10.7 offline-only
		return AnalysisDefault
	}
	return AnalysisOnline
}

// Ask is what to ask the card for in the first GENERATE AC.
// B3 10.7, C-4 10.2.1
func (a Analysis) Ask(tvr tlv.TVRValue, tac, iac *ActionCodes) tlv.CryptogramType {
	switch {
	case Denied(tvr, tac, iac): // B3 10.7 denial
		return tlv.AAC
	case a == AnalysisARQC:
		return tlv.ARQC
	case a == AnalysisDefault && (tvr.Matches(tac.Default) || tvr.Matches(iac.Default)): // B3 10.7 default
		return tlv.AAC
	case a == AnalysisOnline && (tvr.Matches(tac.Online) || tvr.Matches(iac.Online)): // B3 10.7 online
		return tlv.ARQC
	}
	return tlv.TC // B3 10.7 TC
}

// Analyse is terminal action analysis before the first GENERATE AC: what to ask the card for.
// B3 10.7
func Analyse(tvr tlv.TVRValue, tac, iac *ActionCodes, t tlv.TerminalTypeValue) tlv.CryptogramType {
	return AnalysisOf(t).Ask(tvr, tac, iac)
}

// AnalyseDefault is terminal action analysis when the terminal cannot go online. An online-only terminal declines
// without looking at the codes, as the book lets it.
// B3 10.7, B4 12.2.1
func AnalyseDefault(tvr tlv.TVRValue, tac, iac *ActionCodes, t tlv.TerminalTypeValue) tlv.CryptogramType {
	if t.OnlineOnly() || tvr.Matches(tac.Default) || tvr.Matches(iac.Default) { // B3 10.7 default, skip default
		return tlv.AAC
	}
	return tlv.TC
}
