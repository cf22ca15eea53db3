package main

import (
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
)

// row is one line of a menu.
func row(key string, text shell.Words, do action) shell.Row[*booth] {
	return shell.Row[*booth]{Key: key, Text: text, Do: do}
}

// The menus, in the order in which they are shown. A row without an action leads back.
var (
	idleMenu = &shell.Menu[*booth]{Title: shell.Words{"WELCOME: INSERT YOUR CARD", "欢迎光临，请插卡", "WILLKOMMEN: KARTE EINFÜHREN", "BIENVENUE : INSÉREZ LA CARTE"}, Idle: true, Rows: []shell.Row[*booth]{
		row("1", shell.Words{"INSERT THE CARD", "插卡", "KARTE EINFÜHREN", "INSÉRER LA CARTE"}, (*booth).serve),
		row("2", shell.Words{"ANOTHER CARD", "换卡", "ANDERE KARTE", "AUTRE CARTE"}, (*booth).otherCard),
		{Key: "3", Text: shell.Words{"CASH BY A TAP", "挥卡取款", "BARGELD KONTAKTLOS", "RETRAIT SANS CONTACT"}, Do: (*booth).tap, If: (*booth).taps},
		row("9", shell.Words{"OPERATOR", "管理员", "BETREIBER", "EXPLOITANT"}, (*booth).operator),
		row("0", shell.Words{"OFF", "关机", "AUS", "ARRÊT"}, nil),
	}}
	customerMenu = &shell.Menu[*booth]{Title: shell.Words{"WHAT WOULD YOU LIKE?", "请选择业务", "BITTE WÄHLEN", "VOTRE CHOIX"}, While: (*booth).hasCard, Rows: []shell.Row[*booth]{
		row("1", shell.Words{"CASH", "取款", "BARGELD", "RETRAIT"}, shell.Open(talkOf, cashMenu)),
		only(kernel.Inquiry, row("2", shell.Words{"BALANCE", "余额查询", "KONTOSTAND", "SOLDE"}, plain(kernel.Inquiry))),
		only(kernel.MiniStatement, row("3", shell.Words{"LAST MOVEMENTS", "明细查询", "LETZTE UMSÄTZE", "DERNIERS MOUVEMENTS"}, plain(kernel.MiniStatement))),
		only(kernel.Deposit, row("4", shell.Words{"DEPOSIT", "存款", "EINZAHLUNG", "DÉPÔT"}, (*booth).deposit)),
		only(kernel.Transfer, row("5", shell.Words{"TRANSFER", "转账", "UMBUCHUNG", "VIREMENT"}, (*booth).transfer)),
		only(kernel.PINChange, row("6", shell.Words{"NEW PIN", "修改密码", "NEUE PIN", "NOUVEAU CODE"}, plain(kernel.PINChange))),
		only(kernel.PINUnblock, row("7", shell.Words{"UNBLOCK THE PIN", "密码解锁", "PIN ENTSPERREN", "DÉBLOQUER LE CODE"}, plain(kernel.PINUnblock))),
		row("8", shell.Words{"LANGUAGE", "语言", "SPRACHE", "LANGUE"}, (*booth).otherLanguage),
		row("0", shell.Words{"CARD BACK", "退卡", "KARTE ZURÜCK", "RENDRE LA CARTE"}, nil),
	}}
	cashMenu = &shell.Menu[*booth]{Title: shell.Words{"HOW MUCH?", "请选择金额", "WIE VIEL?", "COMBIEN ?"}, Once: true, Rows: []shell.Row[*booth]{
		row("1", shell.Words{"20", "20"}, fast(20)),
		row("2", shell.Words{"50", "50"}, fast(50)),
		row("3", shell.Words{"100", "100"}, fast(100)),
		row("4", shell.Words{"200", "200"}, fast(200)),
		row("5", shell.Words{"ANOTHER AMOUNT", "其他金额", "ANDERER BETRAG", "AUTRE MONTANT"}, (*booth).otherAmount),
		row("6", shell.Words{"CHOOSE THE NOTES", "自选面额", "SCHEINE WÄHLEN", "CHOISIR LES BILLETS"}, (*booth).byNotes),
		row("0", shell.Words{"BACK", "返回", "ZURÜCK", "RETOUR"}, nil),
	}}
	operatorMenu = &shell.Menu[*booth]{Title: shell.Words{"OPERATOR", "管理员"}, Rows: []shell.Row[*booth]{
		row("1", shell.Words{"CASH THAT MAY BE OUT", "未确认出钞"}, (*booth).owed),
		row("2", shell.Words{"LOAD CASH", "加钞"}, (*booth).load),
		row("3", shell.Words{"NOTES AND TOTALS", "钞箱与汇总"}, (*booth).totals),
		row("4", shell.Words{"SETTLEMENT", "结算"}, (*booth).settle),
		row("5", shell.Words{"SEND WHAT WAITS", "上送未达报文"}, (*booth).forward),
		row("6", shell.Words{"OUT OF SERVICE", "停止服务"}, onDesk((*shell.Front).PutOut)),
		row("7", shell.Words{"BACK INTO SERVICE", "恢复服务"}, onDesk((*shell.Front).PutBack)),
		row("8", shell.Words{"CUT OR MEND THE LINE", "断开或恢复线路"}, (*booth).cutLine),
		row("9", shell.Words{"WHAT IS IN DOUBT", "存疑交易"}, (*booth).doubts),
		row("0", shell.Words{"BACK", "返回"}, nil),
	}}
)

// The words of the questions.
var (
	wordTaken     = shell.Words{"TAKEN", "已取走", "ENTNOMMEN", "PRIS"}
	wordLeft      = shell.Words{"LEFT", "未取", "LIEGEN GELASSEN", "LAISSÉ"}
	wordJam       = shell.Words{"THE NOTES JAM", "卡钞", "DIE SCHEINE KLEMMEN", "BILLETS BLOQUÉS"}
	wordPower     = shell.Words{"THE POWER GOES", "断电", "STROMAUSFALL", "PANNE DE COURANT"}
	wordKept      = shell.Words{"INTO THE SAFE", "入箱", "IN DEN TRESOR", "AU COFFRE"}
	wordTakeCash  = shell.Words{"TAKE YOUR CASH", "请取钞", "GELD ENTNEHMEN", "PRENEZ VOS BILLETS"}
	wordReceipt   = shell.Words{"RECEIPT?", "打印凭条？", "BELEG?", "TICKET ?"}
	wordAnother   = shell.Words{"ANYTHING ELSE?", "继续其他交易？", "NOCH ETWAS?", "AUTRE CHOSE ?"}
	wordTo        = shell.Words{"TO WHICH ACCOUNT?", "转入账户", "AUF WELCHES KONTO?", "VERS QUEL COMPTE ?"}
	wordHowMany   = shell.Words{"HOW MANY NOTES OF", "张数，面额", "WIE VIELE SCHEINE ZU", "COMBIEN DE BILLETS DE"}
	wordBack      = shell.Words{"GIVEN BACK", "已退回", "ZURÜCKGEGEBEN", "RENDU"}
	wordStow      = shell.Words{"THE NOTES GO", "钞票去向", "DIE SCHEINE GEHEN", "LES BILLETS VONT"}
	wordPaid      = shell.Words{"IT IS OUT", "已出钞"}
	wordNotPaid   = shell.Words{"IT IS NOT OUT", "未出钞"}
	wordLater     = shell.Words{"LATER", "稍后"}
	wordNoneOwed  = shell.Words{"NONE", "无"}
	wordNotes     = shell.Words{"NOTES", "钞箱"}
	wordRetracted = shell.Words{"RETRACTED", "回收箱"}
	wordDeposited = shell.Words{"DEPOSITED", "存款箱"}
	wordNothing   = shell.Words{"NOTHING WAITS", "无待上送报文"}
	wordLineCut   = shell.Words{"THE LINE IS CUT", "线路已断开"}
	wordMended    = shell.Words{"THE LINE IS MENDED", "线路已恢复"}
)
