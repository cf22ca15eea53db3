package shell

import (
	"errors"
	"strings"

	"github.com/emvgo/emv/apdu/transcript"
)

// A Fault is what is wrong, and what to do, in the languages of [Words].
type Fault Words

func (f Fault) Error() string { return f[0] }

// faults are what the terminal and its staff's desk refuse, by a part of the English text, and what a screen says then in the other languages.
var faults = []Fault{
	{"nobody is signed on", "未签到：请操作员签到"},
	{"the terminal is locked", "终端已锁定：请先解锁"},
	{"the terminal is out of use", "终端已停用：请管理员恢复，或输入服务台解锁码"},
	{"wrong operator or password", "操作员号或密码错误：请重新输入"},
	{"is blocked after", "密码错误次数过多，已冻结：请上级重设密码"},
	{"this needs a supervisor", "权限不足：请主管操作"},
	{"this needs", "权限不足：请上级操作"},
	{"money is given back", "退款须主管确认"},
	{"this terminal knows no help desk", "本终端无服务台：请管理员恢复"},
	{"wrong codes", "解锁码错误次数过多：请重新启动终端"},
	{"wrong code", "解锁码错误：请向服务台报编号，再输入八位解锁码"},
	{"has two digits", "操作员号为两位数字：请重新输入"},
	{"is there already", "操作员号已存在：请换一个"},
	{"already: remove somebody", "操作员已满：请先删除一名"},
	{"the password of", "密码位数不符：请重新输入"},
	{"is not there", "无此操作员：请核对操作员号"},
	{"is the last administrator", "不能删除最后一名管理员"},

	{"the ledger has no such transaction", "无此交易：请核对交易号"},
	{"nothing is left to be taken back", "该交易无可撤销金额"},
	{"the ledger no longer keeps its card data", "卡数据已清除：请做退货"},
	{"is zero, or above what the configuration lets be taken", "金额为零或超过上限：请输入较小金额"},
	{"nothing is left to be taken", "该交易无可完成金额"},
	{"another amount was taken", "该交易已按其他金额完成"},
	{"the host is being asked to hold more", "正在追加预授权：请稍后再试"},
	{"it is no pre-authorisation", "该交易不是预授权：请核对交易号"},
	{"it is no purchase", "该交易不是消费：请核对交易号"},
	{"nothing is held any more", "该预授权已结束"},
	{"it is less than what is held, or no amount", "金额少于已授权金额：请输入总金额"},
	{"the configuration does not let so much be held", "超过预授权上限：请输入较小金额"},
	{"the acquirer has no approval of it", "主机无此交易授权"},
	{"is above the limit", "超过限额：请输入较小金额", "ÜBER DEM LIMIT: KLEINEREN BETRAG EINGEBEN", "AU-DESSUS DE LA LIMITE : MONTANT INFÉRIEUR"},
	{"the configuration has no such transactions", "本终端不支持此交易", "HIER NICHT MÖGLICH", "PAS POSSIBLE ICI"},
	{"messages wait for the acquirer", "有待上送报文：线路恢复后请先上送"},
	{"look for the cash", "有未确认出钞：请先核对"},
	{"request not sent", "线路不通：请稍后重试", "KEINE VERBINDUNG: SPÄTER WIEDERHOLEN", "PAS DE LIGNE : RÉESSAYEZ PLUS TARD"},
	{"another transaction is running", "另一交易进行中：请稍候", "BITTE WARTEN", "PATIENTEZ"},
}

// of is what a screen says of an error, in the language of whoever stands there where there are words for it, and else in English.
func (t *Talk) of(err error) string {
	var f Fault
	if errors.As(err, &f) {
		return Words(f).In(t.Language)
	}
	text := err.Error()
	for _, f := range faults {
		if translated := (Words{"", f[1], f[2], f[3]}).In(t.Language); translated != "" && strings.Contains(text, f[0]) {
			return translated
		}
	}
	return strings.TrimPrefix(text, "terminal: ")
}

// Complain shows an error, each of several in a line, without the number of a card that may stand in it.
func (t *Talk) Complain(err error) {
	if all, several := err.(interface{ Unwrap() []error }); several && !errors.As(err, new(Fault)) {
		if list := all.Unwrap(); strings.Contains(err.Error(), "\n") {
			for _, one := range list {
				t.Complain(one)
			}
			return
		}
	}
	for line := range strings.SplitSeq(transcript.HideNumbers(t.of(err)), "\n") {
		t.Panel("! " + line)
	}
}
