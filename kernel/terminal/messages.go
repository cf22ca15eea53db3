package terminal

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Languages are the languages of [Text], ISO 639.
func Languages() []string { return []string{"en", "de", "fr", "es", "it", "zh"} }

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
var balance = [...]string{"BALANCE", "GUTHABEN", "SOLDE", "SALDO", "SALDO", "余额"}

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
var messages = map[kernel.MessageID][6]string{
	kernel.MsgAmount:         {"", "", "", "", "", ""},
	kernel.MsgAmountOK:       {" OK?", " OK?", " OK ?", " ¿CORRECTO?", " OK?", " 正确？"},
	kernel.MsgApproved:       {"APPROVED", "GENEHMIGT", "ACCEPTÉ", "APROBADA", "APPROVATA", "交易成功"},
	kernel.MsgCallYourBank:   {"CALL YOUR BANK", "BANK ANRUFEN", "APPELEZ VOTRE BANQUE", "LLAME A SU BANCO", "CHIAMARE LA BANCA", "请与发卡行联系"},
	kernel.MsgCancelOrEnter:  {"CANCEL OR ENTER", "ABBRUCH ODER BESTÄTIGUNG", "ANNULEZ OU VALIDEZ", "CANCELE O ACEPTE", "ANNULLA O CONFERMA", "请按取消键或确认键"},
	kernel.MsgCardError:      {"CARD ERROR", "KARTENFEHLER", "ERREUR CARTE", "ERROR DE TARJETA", "ERRORE CARTA", "读卡失败"},
	kernel.MsgDeclined:       {"DECLINED", "ABGELEHNT", "REFUSÉ", "DENEGADA", "RIFIUTATA", "交易失败"},
	kernel.MsgEnterAmount:    {"ENTER AMOUNT", "BETRAG EINGEBEN", "ENTREZ LE MONTANT", "INTRODUZCA EL IMPORTE", "INSERIRE L'IMPORTO", "请输入金额"},
	kernel.MsgEnterPIN:       {"ENTER PIN", "PIN EINGEBEN", "ENTREZ LE CODE", "INTRODUZCA EL PIN", "INSERIRE IL PIN", "请输入密码"},
	kernel.MsgIncorrectPIN:   {"INCORRECT PIN", "PIN FALSCH", "CODE ERRONÉ", "PIN INCORRECTO", "PIN ERRATO", "密码错误"},
	kernel.MsgInsertCard:     {"INSERT CARD", "KARTE EINFÜHREN", "INTRODUISEZ LA CARTE", "INTRODUZCA LA TARJETA", "INSERIRE LA CARTA", "请插卡"},
	kernel.MsgNotAccepted:    {"NOT ACCEPTED", "NICHT AKZEPTIERT", "NON ACCEPTÉ", "NO ACEPTADA", "NON ACCETTATA", "不受理此卡"},
	kernel.MsgPINOK:          {"PIN OK", "PIN OK", "CODE BON", "PIN CORRECTO", "PIN CORRETTO", "密码正确"},
	kernel.MsgPleaseWait:     {"PLEASE WAIT", "BITTE WARTEN", "PATIENTEZ", "ESPERE", "ATTENDERE", "请稍候"},
	kernel.MsgProcessingErr:  {"PROCESSING ERROR", "FEHLER", "ERREUR DE TRAITEMENT", "ERROR DE PROCESO", "ERRORE DI ELABORAZIONE", "处理错误"},
	kernel.MsgRemoveCard:     {"REMOVE CARD", "KARTE ENTNEHMEN", "RETIREZ LA CARTE", "RETIRE LA TARJETA", "ESTRARRE LA CARTA", "请取卡"},
	kernel.MsgUseChipReader:  {"USE CHIP READER", "CHIPLESER BENUTZEN", "UTILISEZ LE LECTEUR DE PUCE", "USE EL LECTOR DE CHIP", "USARE IL LETTORE DI CHIP", "此卡为IC卡，请插卡"},
	kernel.MsgUseMagStripe:   {"USE MAG STRIPE", "MAGNETSTREIFEN BENUTZEN", "UTILISEZ LA PISTE", "USE LA BANDA MAGNÉTICA", "USARE LA BANDA MAGNETICA", "请刷卡"},
	kernel.MsgTryAgain:       {"TRY AGAIN", "BITTE WIEDERHOLEN", "RECOMMENCEZ", "INTÉNTELO DE NUEVO", "RIPROVARE", "请重试"},
	kernel.MsgWelcome:        {"WELCOME", "WILLKOMMEN", "BIENVENUE", "BIENVENIDO", "BENVENUTI", "欢迎光临"},
	kernel.MsgPresentCard:    {"PRESENT CARD", "KARTE VORHALTEN", "PRÉSENTEZ LA CARTE", "ACERQUE LA TARJETA", "AVVICINARE LA CARTA", "请挥卡"},
	kernel.MsgProcessing:     {"PROCESSING", "IN BEARBEITUNG", "TRAITEMENT EN COURS", "PROCESANDO", "ELABORAZIONE IN CORSO", "正在处理"},
	kernel.MsgCardReadOK:     {"CARD READ OK, REMOVE CARD", "KARTE GELESEN, BITTE ENTNEHMEN", "CARTE LUE, RETIREZ-LA", "TARJETA LEÍDA, RETÍRELA", "CARTA LETTA, ESTRARLA", "读卡成功，请取卡"},
	kernel.MsgInsertOrSwipe:  {"INSERT OR SWIPE CARD", "KARTE EINFÜHREN ODER DURCHZIEHEN", "INSÉREZ OU GLISSEZ LA CARTE", "INTRODUZCA O DESLICE LA TARJETA", "INSERIRE O STRISCIARE LA CARTA", "请刷卡或插卡"},
	kernel.MsgOneCardOnly:    {"PRESENT ONE CARD ONLY", "NUR EINE KARTE VORHALTEN", "UNE SEULE CARTE", "ACERQUE UNA SOLA TARJETA", "AVVICINARE UNA SOLA CARTA", "请出示一张卡"},
	kernel.MsgApprovedSign:   {"APPROVED, PLEASE SIGN", "GENEHMIGT, BITTE UNTERSCHREIBEN", "ACCEPTÉ, SIGNEZ", "APROBADA, FIRME", "APPROVATA, FIRMARE", "交易成功，请签名"},
	kernel.MsgAuthorising:    {"AUTHORISING, PLEASE WAIT", "AUTORISIERUNG, BITTE WARTEN", "AUTORISATION, PATIENTEZ", "AUTORIZANDO, ESPERE", "AUTORIZZAZIONE, ATTENDERE", "正在授权，请稍候"},
	kernel.MsgTryAnotherCard: {"INSERT, SWIPE OR TRY ANOTHER CARD", "EINFÜHREN, DURCHZIEHEN ODER ANDERE KARTE", "INSÉREZ, GLISSEZ OU AUTRE CARTE", "INTRODUZCA, DESLICE U OTRA TARJETA", "INSERIRE, STRISCIARE O ALTRA CARTA", "请插卡、刷卡或使用其他卡片"},
	kernel.MsgPleaseInsert:   {"PLEASE INSERT CARD", "BITTE KARTE EINFÜHREN", "INSÉREZ LA CARTE", "INTRODUZCA LA TARJETA", "INSERIRE LA CARTA", "请插卡"},
	kernel.MsgClearDisplay:   {},
	kernel.MsgSeePhone:       {"SEE PHONE FOR INSTRUCTIONS", "ANWEISUNG AUF DEM TELEFON", "VOYEZ LE TÉLÉPHONE", "VEA EL TELÉFONO", "VEDERE IL TELEFONO", "请看手机"},
	kernel.MsgPresentAgain:   {"PRESENT CARD AGAIN", "KARTE NOCH EINMAL VORHALTEN", "PRÉSENTEZ DE NOUVEAU LA CARTE", "ACERQUE DE NUEVO LA TARJETA", "AVVICINARE DI NUOVO LA CARTA", "请再次挥卡"},
}
