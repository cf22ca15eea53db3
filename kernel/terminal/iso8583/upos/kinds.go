package upos

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// A Kind is one kind of transaction.
type Kind uint8

// The kinds.
const (
	NoKind Kind = iota
	BalanceInquiry
	Purchase
	VoidPurchase
	Refund
	PreAuthorisation
	VoidPreAuthorisation
	Completion
	VoidCompletion
	CompletionAdvice
	OfflineSettlement
	Adjustment
	TipAdjustment
	CashUpload
	LoadOwn
	LoadCash
	LoadOther
	VoidLoadCash
	Withdrawal
	numKinds
)

// A Row says how the messages of a kind look.
type Row struct {
	Name, Chinese string
	Type          string // of the request; the answer's is ten more
	Processing    string // field 3
	Condition     string // field 25
	Code          string // field 60.1
	Reversible    bool   // by 0400, where no answer comes
	Void          Kind   // what takes it back later
}

// rows are the kinds. Withdrawal is ours: public texts have no cash at a machine in this dialect.
var rows = [numKinds]Row{
	BalanceInquiry:       {"balance", "余额查询", "0200", "310000", "00", "01", false, NoKind},
	Purchase:             {"purchase", "消费", "0200", "000000", "00", "22", true, VoidPurchase},
	VoidPurchase:         {"void purchase", "消费撤销", "0200", "200000", "00", "23", true, NoKind},
	Refund:               {"refund", "退货", "0220", "200000", "00", "25", false, NoKind},
	PreAuthorisation:     {"pre-authorisation", "预授权", "0100", "030000", "06", "10", true, VoidPreAuthorisation},
	VoidPreAuthorisation: {"void pre-authorisation", "预授权撤销", "0100", "200000", "06", "11", true, NoKind},
	Completion:           {"completion request", "预授权完成(请求)", "0200", "000000", "06", "20", true, VoidCompletion},
	VoidCompletion:       {"void completion", "预授权完成撤销", "0200", "200000", "06", "21", true, NoKind},
	CompletionAdvice:     {"completion advice", "预授权完成(通知)", "0220", "000000", "06", "24", false, VoidCompletion},
	OfflineSettlement:    {"offline settlement", "离线结算", "0220", "000000", "00", "30", false, VoidPurchase},
	Adjustment:           {"adjustment", "结算调整", "0220", "000000", "00", "32", false, NoKind},
	TipAdjustment:        {"adjustment", "结算调整", "0220", "000000", "00", "34", false, NoKind},
	CashUpload:           {"electronic cash purchase upload", "电子现金脱机消费上送", "0200", "000000", "00", "36", false, VoidPurchase},
	LoadOwn:              {"load, own account", "指定账户圈存", "0200", "600000", "91", "45", true, NoKind},
	LoadCash:             {"load, cash", "现金充值", "0200", "630000", "91", "46", true, VoidLoadCash},
	LoadOther:            {"load, other account", "非指定账户圈存", "0200", "620000", "91", "47", true, NoKind},
	VoidLoadCash:         {"void cash load", "现金充值撤销", "0200", "170000", "91", "51", true, NoKind},
	Withdrawal:           {"withdrawal", "取款", "0200", "010000", "00", "22", true, NoKind},
}

// Row is the row of a kind.
func (k Kind) Row() Row {
	if k >= numKinds {
		return Row{}
	}
	return rows[k]
}

func (k Kind) String() string { return k.Row().Name }

// KindOf is the kind of a message that was parsed, NoKind if it is none of a transaction.
func KindOf(m *iso8583.Message) Kind {
	c, err := ParseClass(m.Get(FieldClass))
	if err != nil {
		return NoKind
	}
	kind := m.Type
	if kind == "0400" {
		kind = ""
	}
	for k := BalanceInquiry; k < numKinds; k++ {
		r := &rows[k]
		if r.Code == c.Code && r.Processing == m.Get(iso8583.FieldProcessing) && (kind == "" || kind == r.Type) {
			return k
		}
	}
	return NoKind
}

// kindOf is the kind of a request of the terminal, NoKind for one that the dialect has no message for: a new PIN, a deposit, a transfer, a statement and others. The
// transaction types 60, 62 and 63 are PBOC's, of loads.
func kindOf(tx *kernel.Transaction) Kind {
	switch tx.Type {
	case 0x60:
		return LoadOwn
	case 0x62:
		return LoadOther
	case 0x63:
		return LoadCash
	}
	switch tx.Purpose {
	case kernel.Unnamed:
		return map[byte]Kind{0x00: Purchase, 0x01: Withdrawal, 0x03: PreAuthorisation, 0x20: Refund, 0x31: BalanceInquiry}[tx.Type]
	case kernel.Purchase:
		return Purchase
	case kernel.Cash:
		return Withdrawal
	case kernel.Refund:
		return Refund
	case kernel.Inquiry:
		return BalanceInquiry
	case kernel.PreAuthorisation:
		return PreAuthorisation
	}
	return NoKind
}

// Reasons of a reversal, its field 39. That of a cancellation is not confirmed in public.
var reasons = map[terminal.ReversalReason]string{
	terminal.ResponseLost: "98", terminal.CardDeclined: "06", terminal.NotCompleted: "06", terminal.DeviceFailed: "06",
	terminal.GoodsNotTaken: "17", terminal.SignatureRefused: "17", terminal.Voided: "17",
}

// A Service is one message that manages the terminal.
type Service struct {
	Name    string
	Type    string // of the request
	Code    string // field 60.1
	Network string // field 60.3
}

// The services. Those whose network code is not confirmed in public can have another by [Options.Networks].
var (
	SignOn      = Service{"sign-on", "0800", "00", ""} // the network code says which keys: see Options.Keys
	SignOff     = Service{"sign-off", "0820", "00", "002"}
	Settlement  = Service{"settlement", "0500", "00", "201"}
	StripeBatch = Service{"batch upload magnetic", "0320", "00", "201"}
	ChipBatch   = Service{"batch upload chip", "0320", "00", "203"} // of a batch in balance
	ChipRest    = Service{"batch upload chip, not balanced", "0320", "00", "205"}
	BatchEnd    = Service{"batch upload end", "0320", "00", "207"}
	Echo        = Service{"echo", "0820", "00", "301"}
	State       = Service{"terminal state", "0820", "00", "362"}
	Parameters  = Service{"parameters", "0800", "00", "364"}
	CAKey       = Service{"CA key", "0800", "00", "370"}
	CAEnd       = Service{"CA key end", "0800", "00", "371"}
	CAList      = Service{"CA list", "0820", "00", "372"}
	AIDKey      = Service{"AID parameter", "0800", "00", "380"}
	AIDEnd      = Service{"AID parameter end", "0800", "00", "381"}
	AIDList     = Service{"AID list", "0820", "00", "382"}
	Blacklist   = Service{"BIN blacklist", "0800", "00", "390"}
	QuickPass   = Service{"no-PIN and no-signature parameters", "0800", "00", "394"} // not confirmed in public
	BINListB    = Service{"BIN list B", "0800", "00", "396"}                         // not confirmed in public
	Signature   = Service{"signature image", "0820", "07", "800"}
	ScriptsDone = Service{"script result", "0620", "00", "951"}
)

// Services are all of them.
func Services() []Service {
	return []Service{
		SignOn, SignOff, Settlement, StripeBatch, ChipBatch, ChipRest, BatchEnd, Echo, State, Parameters, CAKey, CAEnd, CAList, AIDKey, AIDEnd, AIDList, Blacklist,
		QuickPass, BINListB, Signature, ScriptsDone,
	}
}
