package shell

import (
	"context"

	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/crypto/pin/softpin/pinpad"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// A TypedPIN is a PIN device whose PINs are typed at the keyboard when it asks. A screen shows stars.
type TypedPIN struct {
	terminal.PINPad
	pin, fresh *softpin.Device
	talk       *Talk
	bypass     bool // there is somebody who may agree to it
}

// NewTypedPIN makes a PIN device of one in software for the card's PIN, and another for a new one; nil: there is none.
func NewTypedPIN(pin, fresh *softpin.Device, t *Talk, bypass bool) *TypedPIN {
	return &TypedPIN{pinpad.New(pin), pin, fresh, t, bypass}
}

// The words of the PIN device.
var (
	wordNewPIN  = Words{"ENTER NEW PIN", "请输入新密码", "NEUE PIN EINGEBEN", "ENTREZ LE NOUVEAU CODE"}
	wordAgain   = Words{"ENTER NEW PIN AGAIN", "请再次输入新密码", "NEUE PIN WIEDERHOLEN", "RÉPÉTEZ LE NOUVEAU CODE"}
	wordDiffer  = Words{"THEY ARE NOT THE SAME", "两次输入不一致", "NICHT DIESELBE PIN", "CODES DIFFÉRENTS"}
	wordDigits  = Words{"A PIN HAS 4 TO 12 DIGITS", "密码为4至12位数字", "EINE PIN HAT 4 BIS 12 ZIFFERN", "UN CODE A 4 À 12 CHIFFRES"}
	bypassKey   = "b"
	maxPINTries = 3
)

// EnterPIN takes a PIN, or a new one twice.
//
// EMV 4.4 B4 6.3.4.3
func (p *TypedPIN) EnterPIN(ctx context.Context, e terminal.PINEntry) (kernel.PINResult, error) {
	if len(e.Language) >= 2 {
		p.talk.Language = e.Language[:2]
	}
	for range maxPINTries {
		if e.Method == kernel.NewPIN {
			if done, ok := p.typeNew(ctx); done || !ok {
				if !ok {
					return kernel.PINCancelled, nil
				}
				a, err := p.fresh.EnterNewPIN(ctx)
				return map[softpin.Result]kernel.PINResult{softpin.Entered: kernel.PINEntered, softpin.Failed: kernel.PINDeviceFailed}[a.Result], err
			}
			continue
		}
		text, ok := p.talk.Ask(ctx, Words{Message(kernel.MsgEnterPIN, p.talk.Language)})
		switch {
		case !ok:
			return kernel.PINCancelled, nil
		case text == bypassKey && p.bypass:
			p.talk.Heard("(-)")
			return kernel.PINBypassed, nil
		}
		p.talk.Heard("****")
		if p.pin.Type(text) == nil {
			return p.PINPad.EnterPIN(ctx, e)
		}
		p.talk.Say(wordDigits)
	}
	return kernel.PINCancelled, nil
}

// typeNew has a new PIN typed twice; ok false is the cancel key.
func (p *TypedPIN) typeNew(ctx context.Context) (done, ok bool) {
	var two [2]string
	for i, what := range []Words{wordNewPIN, wordAgain} {
		if two[i], ok = p.talk.Secret(ctx, what); !ok {
			return false, false
		}
	}
	switch {
	case two[0] != two[1]:
		p.talk.Say(wordDiffer)
	case p.fresh.Type(two[:]...) != nil:
		p.talk.Say(wordDigits)
	default:
		return true, true
	}
	return false, true
}
