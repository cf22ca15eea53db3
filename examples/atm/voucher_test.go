package main

import (
	"bytes"
	"strings"
	"testing"
)

// On paper, in Chinese, a withdrawal of UnionPay has the voucher of a cash machine, with the host's reference, and says whether money was taken; a balance is on it.
func TestUnionPayVoucher(t *testing.T) {
	for _, c := range []struct {
		args string
		want []string
		not  string
	}{
		{"", []string{"取款", "RMB 100.00", "检索参考号 000001000001", "受理行号 01020000", "应答码 00", "ARQC "}, "未扣款"},
		{"-type inquiry", []string{"余额查询", "余额 RMB 5000.00"}, "未扣款"},
		{"-decline", []string{"应答码 05", "ARQC ", "交易失败，未扣款"}, "检索参考号"},
		{"-jam", []string{"应答码 00", "交易失败，未扣款"}, "检索参考号"},
	} {
		for _, paper := range []string{"58", "80"} {
			var out, errw bytes.Buffer
			if status := run(strings.Fields("-config unionpay -lang zh -paper "+paper+" "+c.args), nil, &out, &errw, noon); status != 0 {
				t.Fatalf("%s: %d %s", c.args, status, &errw)
			}
			_, voucher, _ := strings.Cut(out.String(), "EXAMPLE SHOP, BEIJING")
			voucher = strings.Join(strings.Fields(voucher), " ")
			for _, w := range append(c.want, "卡号 622800******1117", "交易参考号 000001", "ATM编号 TERM0001") {
				if !strings.Contains(voucher, w) {
					t.Errorf("%s, %s mm: no %s in %s", c.args, paper, w, voucher)
				}
			}
			if strings.Contains(voucher, c.not) || strings.Contains(out.String(), "签购单") {
				t.Errorf("%s, %s mm: %s", c.args, paper, voucher)
			}
		}
	}
}
