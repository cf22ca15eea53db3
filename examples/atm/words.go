package main

import (
	"slices"

	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/tlv"
)

// The words of the machine's own screens: English, Chinese, German, French.
var (
	phraseLanguage = shell.Words{"SELECT YOUR LANGUAGE", "请选择语言", "SPRACHE WÄHLEN", "CHOISISSEZ LA LANGUE"}
	phraseNewPIN   = shell.Words{"ENTER NEW PIN", "请输入新密码", "NEUE PIN EINGEBEN", "ENTREZ LE NOUVEAU CODE"}
	phraseAgain    = shell.Words{"ENTER NEW PIN AGAIN", "请再次输入新密码", "NEUE PIN WIEDERHOLEN", "RÉPÉTEZ LE NOUVEAU CODE"}
	phraseChanged  = shell.Words{"PIN CHANGED", "密码已修改", "PIN GEÄNDERT", "CODE MODIFIÉ"}
	phraseSame     = shell.Words{"PIN NOT CHANGED", "密码未修改", "PIN NICHT GEÄNDERT", "CODE NON MODIFIÉ"}
	phraseFree     = shell.Words{"PIN UNBLOCKED", "密码已解锁", "PIN ENTSPERRT", "CODE DÉBLOQUÉ"}
	phraseBlocked  = shell.Words{"PIN NOT UNBLOCKED", "密码未解锁", "PIN NICHT ENTSPERRT", "CODE NON DÉBLOQUÉ"}
	phraseAccount  = shell.Words{"SELECT YOUR ACCOUNT", "请选择账户", "KONTO WÄHLEN", "CHOISISSEZ LE COMPTE"}
	phraseBalance  = shell.Words{"BALANCE", "余额", "KONTOSTAND", "SOLDE"}
	accountPhrases = map[tlv.AccountTypeValue]shell.Words{
		tlv.DefaultAccount:     {"DEFAULT", "默认账户", "STANDARD", "PAR DÉFAUT"},
		tlv.SavingsAccount:     {"SAVINGS", "储蓄账户", "SPARKONTO", "ÉPARGNE"},
		tlv.ChequeDebitAccount: {"CHEQUE/DEBIT", "支票/借记账户", "GIROKONTO", "COMPTE COURANT"},
		tlv.CreditAccount:      {"CREDIT", "信用账户", "KREDITKONTO", "CRÉDIT"},
	}
	names = map[string]string{"en": "English", "de": "Deutsch", "fr": "Français", "zh": "中文"}
)

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
