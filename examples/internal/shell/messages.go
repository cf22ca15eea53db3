package shell

import "github.com/emvgo/emv/kernel"

// Message is a standard message in a language of two letters, in English where the language is not known here.
// EMV 4.4 B4 11.2
func Message(id kernel.MessageID, language string) string {
	m := messages[id]
	switch language {
	case "de":
		return m[1]
	case "fr":
		return m[2]
	}
	return m[0]
}

// messages are the words of the standard messages: English, German, French.
// EMV 4.4 B4 11.2
var messages = map[kernel.MessageID][3]string{
	kernel.MsgApproved:      {"APPROVED", "GENEHMIGT", "ACCEPTÉ"},
	kernel.MsgDeclined:      {"DECLINED", "ABGELEHNT", "REFUSÉ"},
	kernel.MsgEnterAmount:   {"ENTER AMOUNT", "BETRAG EINGEBEN", "ENTREZ LE MONTANT"},
	kernel.MsgEnterPIN:      {"ENTER PIN", "PIN EINGEBEN", "ENTREZ LE CODE"},
	kernel.MsgIncorrectPIN:  {"INCORRECT PIN", "PIN FALSCH", "CODE ERRONÉ"},
	kernel.MsgPINOK:         {"PIN OK", "PIN OK", "CODE BON"},
	kernel.MsgPleaseWait:    {"PLEASE WAIT", "BITTE WARTEN", "PATIENTEZ"},
	kernel.MsgNotAccepted:   {"NOT ACCEPTED", "NICHT AKZEPTIERT", "NON ACCEPTÉ"},
	kernel.MsgProcessingErr: {"PROCESSING ERROR", "FEHLER", "ERREUR DE TRAITEMENT"},
	kernel.MsgTryAgain:      {"TRY AGAIN", "BITTE WIEDERHOLEN", "RECOMMENCEZ"},
	kernel.MsgAuthorising:   {"AUTHORISING, PLEASE WAIT", "AUTORISIERUNG, BITTE WARTEN", "AUTORISATION, PATIENTEZ"},
	kernel.MsgInsertCard:    {"INSERT CARD", "KARTE EINFÜHREN", "INTRODUISEZ LA CARTE"},
	kernel.MsgRemoveCard:    {"REMOVE CARD", "KARTE ENTNEHMEN", "RETIREZ LA CARTE"},
}
