package slip_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/slip"
)

const chinese58 = `          北京测试商户
           持卡人存根
日期/时间    2026-07-01 12:34:56
终端编号                TERM0001
凭证号                    000042
应用名称         UnionPay 借记卡
AID               A0000000041010
卡号            ************0011
金额                   12.34 CNY

            交易成功

CVM                     无需验证
应答码                        00
TVR                   0000008000
CVM RESULTS               1E0000
AC           TC 0123456789ABCDEF
`

// A copy in Chinese on 58 mm, looked at: every line takes at most 32 columns, and the right edge is straight.
func TestChinese(t *testing.T) {
	r := receipt
	r.Language, r.Merchant, r.Application, r.Amount, r.Verified, r.Signature = "zh", "北京测试商户", "UnionPay 借记卡", "12.34 CNY", "NO CVM REQUIRED", false
	var b bytes.Buffer
	if err := slip.Print(&b, &r, terminal.CardholderCopy, slip.Paper{Columns: slip.Columns58}); err != nil || b.String() != chinese58 {
		t.Errorf("%v\n%s", err, &b)
	}
}

// The bytes that a printer gets: common words, and two characters that GBK lacks.
func TestPrinterCharacters(t *testing.T) {
	for _, c := range []struct {
		to         func(io.Writer) io.WriteCloser
		text, want string
	}{
		{slip.GB18030, "请插卡", "C7EBB2E5BFA8"},
		{slip.GB18030, "密码错，请重试", "C3DCC2EBB4EDA3ACC7EBD6D8CAD4"},
		{slip.GB18030, "䶮㐂", "FE9F8139EF31"},
		{slip.GBK, "请插卡", "C7EBB2E5BFA8"},
		{slip.GBK, "A㐂B", "411A42"},
	} {
		var b bytes.Buffer
		w := c.to(&b)
		if _, err := io.WriteString(w, c.text); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil || fmt.Sprintf("%X", b.Bytes()) != c.want {
			t.Errorf("%s: %X, want %s, %v", c.text, b.Bytes(), c.want, err)
		}
	}
}
