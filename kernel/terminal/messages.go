package terminal

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Languages are the languages of [Text], ISO 639.
func Languages() []string { return []string{"en", "de", "fr", "es", "it"} }

// Text is a standard message in words, by its identifier, with its amount where it has one: in the first of the request's languages
// that is among [Languages], and in English where none is. Identifiers themselves are never shown. Empty for MsgNone and
// what is not known. The words have letters beyond the common character set, in UTF-8.
// B4 11.1, 11.2
func Text(ui kernel.UI) string {
	language := languageOf(ui.Language)
	text := messages[ui.Message][language]
	switch {
	case ui.Message == kernel.MsgAmount || ui.Message == kernel.MsgAmountOK:
		text = FormatAmount(ui.Amount, ui.Exponent) + " " + CurrencyName(ui.Currency) + text
	case ui.HasValue && text != "":
		text += value(&ui, language)
	}
	return text
}

// value is what is shown behind a message: an amount, or a balance, of a currency that is known.
//
// A 8.1.1.18
func value(ui *kernel.UI, language int) string {
	c, ok := tlv.CurrencyOf(ui.Currency)
	if !ok {
		return ""
	}
	text := " " + FormatAmount(ui.Amount, ui.Exponent) + " " + c.Letters
	if ui.Balance {
		text = ", " + balance[language] + text
	}
	return text
}

// balance is the word for it, in the order of Languages.
var balance = [...]string{"BALANCE", "GUTHABEN", "SOLDE", "SALDO", "SALDO"}

// languageOf is the place of a language in the tables below.
func languageOf(codes string) int {
	for ; len(codes) >= 2; codes = codes[2:] {
		for i, l := range Languages() {
			if codes[:2] == l {
				return i
			}
		}
	}
	return 0
}

// messages are the words of the standard messages, in the order of Languages.
// B4 11.2 table 8
var messages = map[kernel.MessageID][5]string{
	kernel.MsgAmount:         {"", "", "", "", ""},
	kernel.MsgAmountOK:       {" OK?", " OK?", " OK ?", " ¿CORRECTO?", " OK?"},
	kernel.MsgApproved:       {"APPROVED", "GENEHMIGT", "ACCEPTÉ", "APROBADA", "APPROVATA"},
	kernel.MsgCallYourBank:   {"CALL YOUR BANK", "BANK ANRUFEN", "APPELEZ VOTRE BANQUE", "LLAME A SU BANCO", "CHIAMARE LA BANCA"},
	kernel.MsgCancelOrEnter:  {"CANCEL OR ENTER", "ABBRUCH ODER BESTÄTIGUNG", "ANNULEZ OU VALIDEZ", "CANCELE O ACEPTE", "ANNULLA O CONFERMA"},
	kernel.MsgCardError:      {"CARD ERROR", "KARTENFEHLER", "ERREUR CARTE", "ERROR DE TARJETA", "ERRORE CARTA"},
	kernel.MsgDeclined:       {"DECLINED", "ABGELEHNT", "REFUSÉ", "DENEGADA", "RIFIUTATA"},
	kernel.MsgEnterAmount:    {"ENTER AMOUNT", "BETRAG EINGEBEN", "ENTREZ LE MONTANT", "INTRODUZCA EL IMPORTE", "INSERIRE L'IMPORTO"},
	kernel.MsgEnterPIN:       {"ENTER PIN", "PIN EINGEBEN", "ENTREZ LE CODE", "INTRODUZCA EL PIN", "INSERIRE IL PIN"},
	kernel.MsgIncorrectPIN:   {"INCORRECT PIN", "PIN FALSCH", "CODE ERRONÉ", "PIN INCORRECTO", "PIN ERRATO"},
	kernel.MsgInsertCard:     {"INSERT CARD", "KARTE EINFÜHREN", "INTRODUISEZ LA CARTE", "INTRODUZCA LA TARJETA", "INSERIRE LA CARTA"},
	kernel.MsgNotAccepted:    {"NOT ACCEPTED", "NICHT AKZEPTIERT", "NON ACCEPTÉ", "NO ACEPTADA", "NON ACCETTATA"},
	kernel.MsgPINOK:          {"PIN OK", "PIN OK", "CODE BON", "PIN CORRECTO", "PIN CORRETTO"},
	kernel.MsgPleaseWait:     {"PLEASE WAIT", "BITTE WARTEN", "PATIENTEZ", "ESPERE", "ATTENDERE"},
	kernel.MsgProcessingErr:  {"PROCESSING ERROR", "FEHLER", "ERREUR DE TRAITEMENT", "ERROR DE PROCESO", "ERRORE DI ELABORAZIONE"},
	kernel.MsgRemoveCard:     {"REMOVE CARD", "KARTE ENTNEHMEN", "RETIREZ LA CARTE", "RETIRE LA TARJETA", "ESTRARRE LA CARTA"},
	kernel.MsgUseChipReader:  {"USE CHIP READER", "CHIPLESER BENUTZEN", "UTILISEZ LE LECTEUR DE PUCE", "USE EL LECTOR DE CHIP", "USARE IL LETTORE DI CHIP"},
	kernel.MsgUseMagStripe:   {"USE MAG STRIPE", "MAGNETSTREIFEN BENUTZEN", "UTILISEZ LA PISTE", "USE LA BANDA MAGNÉTICA", "USARE LA BANDA MAGNETICA"},
	kernel.MsgTryAgain:       {"TRY AGAIN", "BITTE WIEDERHOLEN", "RECOMMENCEZ", "INTÉNTELO DE NUEVO", "RIPROVARE"},
	kernel.MsgWelcome:        {"WELCOME", "WILLKOMMEN", "BIENVENUE", "BIENVENIDO", "BENVENUTI"},
	kernel.MsgPresentCard:    {"PRESENT CARD", "KARTE VORHALTEN", "PRÉSENTEZ LA CARTE", "ACERQUE LA TARJETA", "AVVICINARE LA CARTA"},
	kernel.MsgProcessing:     {"PROCESSING", "IN BEARBEITUNG", "TRAITEMENT EN COURS", "PROCESANDO", "ELABORAZIONE IN CORSO"},
	kernel.MsgCardReadOK:     {"CARD READ OK, REMOVE CARD", "KARTE GELESEN, BITTE ENTNEHMEN", "CARTE LUE, RETIREZ-LA", "TARJETA LEÍDA, RETÍRELA", "CARTA LETTA, ESTRARLA"},
	kernel.MsgInsertOrSwipe:  {"INSERT OR SWIPE CARD", "KARTE EINFÜHREN ODER DURCHZIEHEN", "INSÉREZ OU GLISSEZ LA CARTE", "INTRODUZCA O DESLICE LA TARJETA", "INSERIRE O STRISCIARE LA CARTA"},
	kernel.MsgOneCardOnly:    {"PRESENT ONE CARD ONLY", "NUR EINE KARTE VORHALTEN", "UNE SEULE CARTE", "ACERQUE UNA SOLA TARJETA", "AVVICINARE UNA SOLA CARTA"},
	kernel.MsgApprovedSign:   {"APPROVED, PLEASE SIGN", "GENEHMIGT, BITTE UNTERSCHREIBEN", "ACCEPTÉ, SIGNEZ", "APROBADA, FIRME", "APPROVATA, FIRMARE"},
	kernel.MsgAuthorising:    {"AUTHORISING, PLEASE WAIT", "AUTORISIERUNG, BITTE WARTEN", "AUTORISATION, PATIENTEZ", "AUTORIZANDO, ESPERE", "AUTORIZZAZIONE, ATTENDERE"},
	kernel.MsgTryAnotherCard: {"INSERT, SWIPE OR TRY ANOTHER CARD", "EINFÜHREN, DURCHZIEHEN ODER ANDERE KARTE", "INSÉREZ, GLISSEZ OU AUTRE CARTE", "INTRODUZCA, DESLICE U OTRA TARJETA", "INSERIRE, STRISCIARE O ALTRA CARTA"},
	kernel.MsgPleaseInsert:   {"PLEASE INSERT CARD", "BITTE KARTE EINFÜHREN", "INSÉREZ LA CARTE", "INTRODUZCA LA TARJETA", "INSERIRE LA CARTA"},
	kernel.MsgClearDisplay:   {},
	kernel.MsgSeePhone:       {"SEE PHONE FOR INSTRUCTIONS", "ANWEISUNG AUF DEM TELEFON", "VOYEZ LE TÉLÉPHONE", "VEA EL TELÉFONO", "VEDERE IL TELEFONO"},
	kernel.MsgPresentAgain:   {"PRESENT CARD AGAIN", "KARTE NOCH EINMAL VORHALTEN", "PRÉSENTEZ DE NOUVEAU LA CARTE", "ACERQUE DE NUEVO LA TARJETA", "AVVICINARE DI NUOVO LA CARTA"},
}
