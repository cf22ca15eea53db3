package main

import (
	"context"

	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
)

// row is one line of a menu, in English and Chinese.
func row(key, english, chinese string, do action) shell.Row[*counter] {
	return shell.Row[*counter]{Key: key, Text: shell.Words{english, chinese}, Do: do}
}

// The menus, in the order in which they are shown. A row without an action leads back.
var (
	mainMenu = &shell.Menu[*counter]{Title: shell.Words{"TILL", "收银台"}, Idle: true, Rows: []shell.Row[*counter]{
		row("1", "SALE OF GOODS", "商品销售", (*counter).sale),
		row("2", "PURCHASE", "消费", amount(kernel.Purchase)),
		only(kernel.Cashback, row("3", "PURCHASE WITH CASH", "消费并取现", (*counter).cashback)),
		only(kernel.Refund, row("4", "REFUND", "退货", (*counter).refund)),
		row("5", "VOID", "撤销", (*counter).void),
		row("6", "TIP AFTERWARDS", "追加小费", (*counter).tipAfterwards),
		only(kernel.PreAuthorisation, row("7", "PRE-AUTHORISATION", "预授权", shell.Open(talkOf, holdMenu))),
		row("8", "CARD", "卡片", shell.Open(talkOf, cardMenu)),
		row("9", "THE DAY", "日终", shell.Open(talkOf, dayMenu)),
		row("10", "STAFF", "操作员", shell.Open(talkOf, staffMenu)),
		row("11", "中文 / ENGLISH", "中文 / ENGLISH", (*counter).otherLanguage),
		row("12", "AMOUNT AFTER THE CARD", "先读卡后定金额", (*counter).estimate),
		row("0", "OFF", "关机", nil),
	}}
	holdMenu = &shell.Menu[*counter]{Title: shell.Words{"PRE-AUTHORISATION", "预授权"}, Once: true, Rows: []shell.Row[*counter]{
		row("1", "HOLD AN AMOUNT", "预授权", amount(kernel.PreAuthorisation)),
		row("2", "HOLD MORE", "追加预授权", (*counter).increment),
		row("3", "COMPLETION", "预授权完成", (*counter).complete),
		row("4", "LET GO", "预授权撤销", (*counter).void),
		back,
	}}
	cardMenu = &shell.Menu[*counter]{Title: shell.Words{"CARD", "卡片"}, Once: true, Rows: []shell.Row[*counter]{
		only(kernel.Inquiry, row("1", "BALANCE", "余额查询", plain(kernel.Inquiry))),
		only(kernel.AccountVerification, row("2", "ACCOUNT VERIFICATION", "账户验证", plain(kernel.AccountVerification))),
		only(kernel.CardRead, row("3", "READ THE CARD ONLY", "仅读卡", plain(kernel.CardRead))),
		row("4", "ANOTHER CARD", "换卡", (*counter).otherCard),
		back,
	}}
	dayMenu = &shell.Menu[*counter]{Title: shell.Words{"THE DAY", "日终"}, Once: true, Rows: []shell.Row[*counter]{
		row("1", "LAST RECEIPT AGAIN", "重印末笔凭证", (*counter).again),
		row("2", "TOTALS", "汇总", (*counter).totals),
		row("3", "SETTLEMENT", "结算", (*counter).settle),
		row("4", "SEND WHAT WAITS", "上送离线交易", (*counter).forward),
		row("5", "CUT OR MEND THE LINE", "断开或恢复线路", (*counter).cutLine),
		row("6", "QUICK CHIP ON OR OFF", "快速芯片开关", (*counter).quickChip),
		row("7", "PART PAYMENT ON OR OFF", "部分支付开关", (*counter).partly),
		row("8", "WHAT CUSTOMERS OWE", "待付余额", (*counter).rests),
		row("9", "WHAT IS IN DOUBT", "存疑交易", (*counter).doubts),
		back,
	}}
	staffMenu = &shell.Menu[*counter]{Title: shell.Words{"STAFF", "操作员"}, Once: true, Rows: []shell.Row[*counter]{
		row("1", "SIGN ON", "签到", onDesk((*shell.Front).SignIn)),
		row("2", "SIGN OFF", "签退", onDesk(func(f *shell.Front, _ context.Context) error { return f.SignOff() })),
		row("3", "LOCK", "锁定", onDesk(func(f *shell.Front, _ context.Context) error { return f.Lock() })),
		row("4", "UNLOCK", "解锁", onDesk((*shell.Front).OpenUp)),
		row("5", "OUT OF USE", "停用终端", onDesk((*shell.Front).PutOut)),
		row("6", "BACK INTO USE", "恢复终端", onDesk((*shell.Front).PutBack)),
		row("7", "ADD AN OPERATOR", "增加操作员", onDesk((*shell.Front).AddOperator)),
		row("8", "REMOVE AN OPERATOR", "删除操作员", onDesk((*shell.Front).RemoveOperator)),
		row("9", "NEW PASSWORD", "修改密码", onDesk((*shell.Front).ChangePassword)),
		back,
	}}
	back = row("0", "BACK", "返回", nil)
)

// The words of the questions.
var (
	wordAmount      = shell.Words{"AMOUNT", "金额"}
	wordEstimate    = shell.Words{"ESTIMATE", "预估金额"}
	wordCash        = shell.Words{"CASH", "取现金额"}
	wordTip         = shell.Words{"TIP", "小费"}
	wordMore        = shell.Words{"AMOUNT IN ALL", "总金额"}
	wordWhich       = shell.Words{"TRANSACTION (0: THE LAST)", "交易号（0：末笔）"}
	wordTransaction = shell.Words{"TRANSACTION", "交易号"}
	wordSigned      = shell.Words{"IS THE SIGNATURE RIGHT?", "签名是否一致？"}
	wordGiveCash    = shell.Words{"GIVE OUT", "支付现金"}
	wordNoCash      = shell.Words{"NO CASH WITH THIS CARD", "此卡不能取现"}
	wordOK          = shell.Words{"OK", "确认"}
	wordGoods       = shell.Words{"GOODS, ONE NUMBER EACH; 0: PAY", "商品编号；0：付款"}
	wordHeld        = shell.Words{"THAT MUCH IS HELD", "追加成功"}
	wordNotHeld     = shell.Words{"NO MORE IS HELD", "追加失败"}
	wordVoided      = shell.Words{"TAKEN BACK", "已撤销"}
	wordTaken       = shell.Words{"TAKEN", "已完成"}
	wordNothing     = shell.Words{"NOTHING WAITS", "无待上送交易"}
	wordSent        = shell.Words{"SENT", "已上送"}
	wordLineCut     = shell.Words{"THE LINE IS CUT", "线路已断开"}
	wordUseStars    = shell.Words{"USE STARS", "使用积分"}
	wordPayIn       = shell.Words{"PAY IN", "支付币种"}
	wordQuick       = shell.Words{"THE CHIP COMES FIRST", "先取卡后联机"}
	wordNotQuick    = shell.Words{"THE HOST COMES FIRST", "先联机后取卡"}
	wordParts       = shell.Words{"A PART MAY BE PAID", "可部分支付"}
	wordNoParts     = shell.Words{"ALL OR NOTHING IS PAID", "须全额支付"}
	wordStillOwed   = shell.Words{"STILL OWED", "待付余额"}
	wordNoRests     = shell.Words{"NOTHING IS OWED", "无待付余额"}
	wordInCash      = shell.Words{"IS IT PAID IN CASH?", "是否已现金支付？"}
	wordRest        = shell.Words{"ANOTHER CARD FOR", "换卡支付余额"}
	wordLineMended  = shell.Words{"THE LINE IS MENDED", "线路已恢复"}
)
