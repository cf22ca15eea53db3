package main

import (
	"slices"

	"github.com/emvgo/emv/tlv"
)

// phrases are the words of one of the machine's own screens: English, German, French.
type phrases [3]string

var (
	phraseLanguage = phrases{"SELECT YOUR LANGUAGE", "SPRACHE WÄHLEN", "CHOISISSEZ LA LANGUE"}
	phraseNewPIN   = phrases{"ENTER NEW PIN", "NEUE PIN EINGEBEN", "ENTREZ LE NOUVEAU CODE"}
	phraseAgain    = phrases{"ENTER NEW PIN AGAIN", "NEUE PIN WIEDERHOLEN", "RÉPÉTEZ LE NOUVEAU CODE"}
	phraseChanged  = phrases{"PIN CHANGED", "PIN GEÄNDERT", "CODE MODIFIÉ"}
	phraseSame     = phrases{"PIN NOT CHANGED", "PIN NICHT GEÄNDERT", "CODE NON MODIFIÉ"}
	phraseFree     = phrases{"PIN UNBLOCKED", "PIN ENTSPERRT", "CODE DÉBLOQUÉ"}
	phraseBlocked  = phrases{"PIN NOT UNBLOCKED", "PIN NICHT ENTSPERRT", "CODE NON DÉBLOQUÉ"}
	phraseAccount  = phrases{"SELECT YOUR ACCOUNT", "KONTO WÄHLEN", "CHOISISSEZ LE COMPTE"}
	accountPhrases = map[tlv.AccountTypeValue]phrases{
		tlv.DefaultAccount:     {"DEFAULT", "STANDARD", "PAR DÉFAUT"},
		tlv.SavingsAccount:     {"SAVINGS", "SPARKONTO", "ÉPARGNE"},
		tlv.ChequeDebitAccount: {"CHEQUE/DEBIT", "GIROKONTO", "COMPTE COURANT"},
		tlv.CreditAccount:      {"CREDIT", "KREDITKONTO", "CRÉDIT"},
	}
	names = map[string]string{"en": "English", "de": "Deutsch", "fr": "Français"}
)

// phrase is p in a language of two letters, in English where it is not known here.
func phrase(p phrases, language string) string {
	switch language {
	case "de":
		return p[1]
	case "fr":
		return p[2]
	}
	return p[0]
}

func languageNames(languages []string) (list []string) {
	for _, l := range languages {
		name := names[l]
		if name == "" {
			name = l
		}
		list = append(list, name)
	}
	return list
}

func languageIndex(languages []string, language string) int { return slices.Index(languages, language) }
