package upos

import "slices"

// A Severity is the class of a response code.
type Severity byte

// The classes.
const (
	Success      Severity = 'A' // approved
	MayRepeat    Severity = 'B' // failed, and may be tried again
	MayNotRepeat Severity = 'C' // failed, and is not to be tried again
	OperatorActs Severity = 'D' // failed, and somebody has to do something
	SystemFault  Severity = 'E'
)

// A Response is a response code, field 39, with its Chinese text.
type Response struct {
	Code     string
	Severity Severity
	Meaning  string
	Screen   string // for the cardholder and who serves him
}

// responses are the codes. Older lists and single banks have other texts for some of them.
var responses = []Response{
	{"00", Success, "承兑或交易成功", "交易成功"},
	{"01", MayNotRepeat, "查发卡行", "请持卡人与发卡银行联系"},
	{"03", MayNotRepeat, "无效商户", "无效商户"},
	{"04", OperatorActs, "没收卡", "此卡被没收"},
	{"05", MayNotRepeat, "身份认证失败", "持卡人认证失败"},
	{"10", Success, "部分承兑", "显示部分批准金额，提示操作员"},
	{"11", Success, "重要人物批准(VIP)", "成功，VIP客户"},
	{"12", MayNotRepeat, "无效的关联交易", "无效交易"},
	{"13", MayRepeat, "无效金额", "无效金额"},
	{"14", MayRepeat, "无效卡号", "无效卡号"},
	{"15", MayNotRepeat, "无此发卡方", "此卡无对应发卡方"},
	{"21", MayNotRepeat, "卡未初始化", "该卡未初始化或睡眠卡"},
	{"22", MayNotRepeat, "关联交易错误", "操作有误，或超出交易允许天数"},
	{"25", MayNotRepeat, "找不到原始交易", "没有原始交易，请联系发卡方"},
	{"30", MayNotRepeat, "报文格式错误", "请重试"},
	{"34", OperatorActs, "有作弊嫌疑", "作弊卡，吞卡"},
	{"38", OperatorActs, "超过允许的PIN试输入", "密码错误次数超限，请与发卡方联系"},
	{"40", MayNotRepeat, "请求的功能尚不支持", "发卡方不支持的交易类型"},
	{"41", OperatorActs, "挂失卡", "挂失卡，请没收(POS)"},
	{"43", OperatorActs, "被窃卡", "被窃卡，请没收"},
	{"45", MayNotRepeat, "不允许降级交易", "请使用芯片"},
	{"51", MayNotRepeat, "资金不足", "可用余额不足"},
	{"54", MayNotRepeat, "过期的卡", "该卡已过期"},
	{"55", MayNotRepeat, "不正确的PIN", "密码错"},
	{"57", MayNotRepeat, "不允许持卡人进行的交易", "不允许此卡交易"},
	{"58", MayNotRepeat, "不允许终端进行的交易", "发卡方不允许该卡在本终端进行此交易"},
	{"59", MayNotRepeat, "CVN验证失败", "卡片校验错"},
	{"61", MayNotRepeat, "超出金额限制", "交易金额超限"},
	{"62", MayNotRepeat, "受限制的卡", "受限制的卡"},
	{"64", MayNotRepeat, "原始金额错误", "交易金额与原交易不匹配"},
	{"65", MayNotRepeat, "超出消费次数限制", "超出取款次数限制"},
	{"68", MayNotRepeat, "发卡行响应超时", "交易超时，请重试"},
	{"75", MayNotRepeat, "PIN次数超限", "密码错误次数超限"},
	{"77", OperatorActs, "批次与网络中心不一致", "请重新签到"},
	{"79", MayNotRepeat, "脱机数据对账不平", "POS 终端重传脱机数据"},
	{"90", MayNotRepeat, "正在日终处理", "系统日切，请稍后重试"},
	{"91", MayNotRepeat, "发卡方不能操作", "发卡方状态不正常，请稍后重试"},
	{"92", MayNotRepeat, "网络找不到或无法达到", "发卡方线路异常，请稍后重试"},
	{"94", MayNotRepeat, "重复交易", "拒绝，重复交易，请稍后重试"},
	{"96", MayNotRepeat, "处理中心系统异常", "拒绝，交换中心异常，请稍后重试"},
	{"97", OperatorActs, "终端号找不到", "终端未登记"},
	{"98", SystemFault, "收不到发卡方应答", "发卡方超时"},
	{"99", MayRepeat, "PIN格式错", "PIN格式错，请重新签到"},
	{"A0", MayRepeat, "MAC鉴别失败", "MAC校验错，请重新签到"},
	{"A1", MayNotRepeat, "转账货币不一致", "转账货币不一致"},
	{"A2", Success, "有缺陷的成功", "交易成功，请向发卡行确认"},
	{"A3", MayNotRepeat, "资金到账行无此账户", "账户不正确"},
	{"A4", Success, "有缺陷的成功", "交易成功，请向发卡行确认"},
	{"A5", Success, "有缺陷的成功", "交易成功，请向发卡行确认"},
	{"A6", Success, "有缺陷的成功", "交易成功，请向发卡行确认"},
	{"A7", MayNotRepeat, "安全处理失败", "拒绝，交换中心异常，请稍后重试"},
}

// approvedCodes are the codes of an approval; some have a text of their own.
var approvedCodes = []string{"00", "10", "11", "16", "A2", "A4", "A5", "A6"}

// Approves reports whether a response code is an approval.
func Approves(code string) bool { return slices.Contains(approvedCodes, code) }

// ResponseOf is what a response code says. One that is not in the table has failed, and is not to be repeated; 16 is an approval and has the text of 00.
func ResponseOf(code string) Response {
	at := slices.IndexFunc(responses, func(r Response) bool { return r.Code == code })
	switch {
	case at >= 0:
		return responses[at]
	case Approves(code):
		return Response{code, Success, responses[0].Meaning, responses[0].Screen}
	}
	return Response{code, MayNotRepeat, "交易失败", "交易失败"}
}

// The codes that the line itself acts upon.
const (
	codeApproved  = "00"
	codeRelated   = "22" // what the message refers to is not so that it could be done
	codeNotFound  = "25"
	codeBatch     = "77" // the batch is not the host's: sign on again
	codePIN       = "99" // the PIN block cannot be read: sign on again
	codeDuplicate = "94" // the host has this trace number already
	codeMAC       = "A0" // the MAC is wrong: sign on again
)

// later are the codes of a host, or an issuer behind it, that could not take a message now.
var later = []string{"68", "90", "91", "92", "96", "98", codeMAC}

// undecided are the codes of a host that does not know what an issuer has made of a request: it may have booked it.
var undecided = []string{"68", "98"}

// signsOn reports whether a code asks for another sign-on.
func signsOn(code string) bool { return code == codeBatch || code == codePIN || code == codeMAC }
