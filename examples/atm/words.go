package main

import (
	"slices"

	"github.com/emvgo/emv/tlv"
)

// phrases are the words of one of the machine's own screens: English, German, French, Chinese.
type phrases [4]string

var (
	phraseLanguage = phrases{"SELECT YOUR LANGUAGE", "SPRACHE WÄHLEN", "CHOISISSEZ LA LANGUE", "请选择语言"}
	phraseNewPIN   = phrases{"ENTER NEW PIN", "NEUE PIN EINGEBEN", "ENTREZ LE NOUVEAU CODE", "请输入新密码"}
	phraseAgain    = phrases{"ENTER NEW PIN AGAIN", "NEUE PIN WIEDERHOLEN", "RÉPÉTEZ LE NOUVEAU CODE", "请再次输入新密码"}
	phraseChanged  = phrases{"PIN CHANGED", "PIN GEÄNDERT", "CODE MODIFIÉ", "密码已修改"}
	phraseSame     = phrases{"PIN NOT CHANGED", "PIN NICHT GEÄNDERT", "CODE NON MODIFIÉ", "密码未修改"}
	phraseFree     = phrases{"PIN UNBLOCKED", "PIN ENTSPERRT", "CODE DÉBLOQUÉ", "密码已解锁"}
	phraseBlocked  = phrases{"PIN NOT UNBLOCKED", "PIN NICHT ENTSPERRT", "CODE NON DÉBLOQUÉ", "密码未解锁"}
	phraseAccount  = phrases{"SELECT YOUR ACCOUNT", "KONTO WÄHLEN", "CHOISISSEZ LE COMPTE", "请选择账户"}
	phraseBalance  = phrases{"BALANCE", "KONTOSTAND", "SOLDE", "余额"}
	accountPhrases = map[tlv.AccountTypeValue]phrases{
		tlv.DefaultAccount:     {"DEFAULT", "STANDARD", "PAR DÉFAUT", "默认账户"},
		tlv.SavingsAccount:     {"SAVINGS", "SPARKONTO", "ÉPARGNE", "储蓄账户"},
		tlv.ChequeDebitAccount: {"CHEQUE/DEBIT", "GIROKONTO", "COMPTE COURANT", "支票/借记账户"},
		tlv.CreditAccount:      {"CREDIT", "KREDITKONTO", "CRÉDIT", "信用账户"},
	}
	names = map[string]string{"en": "English", "de": "Deutsch", "fr": "Français", "zh": "中文"}
)

// phrase is p in a language of two letters, in English where it is not known here.
func phrase(p phrases, language string) string {
	switch language {
	case "de":
		return p[1]
	case "fr":
		return p[2]
	case "zh":
		return p[3]
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
