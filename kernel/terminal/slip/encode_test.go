package slip_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/slip"
	"github.com/emvgo/emv/testvectors"
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

// The published words of screens: the bytes that a printer gets, and their columns. What a terminal shows of itself is among them.
func TestScreens(t *testing.T) {
	var v struct {
		Screens []struct {
			Text, GBK string
			Columns   int
			Equal     bool `json:"gb18030_equal"`
		}
		Rare struct{ Text, GB18030 string }
	}
	if err := json.Unmarshal(testvectors.UnionPay("receipts_screens"), &v); err != nil || len(v.Screens) != 36 {
		t.Fatal(err, len(v.Screens))
	}
	encoded := func(to func(io.Writer) io.WriteCloser, text string) string {
		var b bytes.Buffer
		w := to(&b)
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%X", b.Bytes())
	}
	shown := map[string]bool{}
	for id := range 256 {
		shown[terminal.Text(kernel.UI{Message: kernel.MessageID(id), Language: "zh"})] = true
	}
	own := 0
	for _, s := range v.Screens {
		if got := encoded(slip.GBK, s.Text); got != s.GBK || (encoded(slip.GB18030, s.Text) == s.GBK) != s.Equal || terminal.Columns(s.Text) != s.Columns {
			t.Errorf("%s: %s, %d columns", s.Text, got, terminal.Columns(s.Text))
		}
		if shown[s.Text] {
			own++
		}
	}
	if got := encoded(slip.GB18030, v.Rare.Text); got != v.Rare.GB18030 {
		t.Errorf("%s: %s", v.Rare.Text, got)
	}
	if own < 12 {
		t.Errorf("%d of them are shown", own)
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
