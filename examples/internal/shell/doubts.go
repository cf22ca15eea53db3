package shell

import (
	"context"
	"fmt"

	"github.com/emvgo/emv/kernel/terminal"
)

var (
	wordNoDoubts  = Words{"NOTHING IS IN DOUBT", "无存疑交易"}
	wordHostHas   = Words{"THE ACQUIRER HAS IT", "收单机构已入账"}
	wordHostHasNo = Words{"THE ACQUIRER HAS IT NOT", "收单机构未入账"}
	wordLater     = Words{"NOT NOW", "暂不处理"}
)

// AskDoubts asks of each transaction in doubt what the acquirer has of it, as its settlement or somebody there has said.
func AskDoubts(ctx context.Context, t *Talk, x *terminal.Terminal) error {
	list, err := x.Doubts()
	if err == nil && len(list) == 0 {
		t.Say(wordNoDoubts)
	}
	for i := range list {
		e := &list[i]
		if e.Wipe(); err != nil {
			continue
		}
		switch t.Choose(ctx, Words{fmt.Sprintf("%d %s %s %s", e.Number, e.Time, e.Amount, e.Currency)}, wordHostHas, wordHostHasNo, wordLater) {
		case 0:
			err = x.Resolve(ctx, e.Number, true)
		case 1:
			err = x.Resolve(ctx, e.Number, false)
		}
	}
	return err
}
