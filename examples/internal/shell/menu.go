package shell

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel/terminal"
)

// Words are a text in English, Chinese, German and French. Where one is not there it is the English one.
type Words [4]string

// In is the text in a language of two letters.
func (w Words) In(language string) string {
	if i := map[string]int{"zh": 1, "de": 2, "fr": 3}[language]; w[i] != "" {
		return w[i]
	}
	return w[0]
}

// A Talk is a screen and a keyboard, and the language of whoever stands before them.
type Talk struct {
	*Screen
	Keys     *Keyboard
	Language string
}

// Say shows texts, a line each.
func (t *Talk) Say(lines ...Words) {
	var said []string
	for _, l := range lines {
		said = append(said, l.In(t.Language))
	}
	t.Panel(said...)
}

// Ask asks for something and gives what is typed; it is not shown, for nobody knows yet what it is: see Heard. ok is false for nothing, and for the key of [Cancel].
func (t *Talk) Ask(ctx context.Context, what Words) (text string, ok bool) {
	t.Say(what)
	if text, ok = t.Keys.Line(ctx); !ok || text == Cancel {
		t.Heard("(X)")
		return "", false
	}
	return text, true
}

// Heard shows what was understood of what was typed.
func (t *Talk) Heard(text string) { t.Panel("> " + transcript.HideNumbers(text)) }

// Cancel is the cancel key.
const Cancel = "c"

// mistakes are how often something wrong may be typed in a row before nobody is thought to be there.
const mistakes = 5

// Money asks for an amount above zero until it is one that may be.
func (t *Talk) Money(ctx context.Context, what Words, exponent byte, may func(uint64) error) (amount uint64, ok bool) {
	for range mistakes {
		text, ok := t.Ask(ctx, what)
		if !ok {
			return 0, false
		}
		amount, err := setup.Amount("", text, exponent)
		switch {
		case err != nil:
			err = Fault{
				fmt.Sprintf("give digits with %d decimals, and no more than 12 digits", exponent), fmt.Sprintf("请输入数字，%d位小数，总共不超过12位", exponent),
				fmt.Sprintf("ZIFFERN MIT %d NACHKOMMASTELLEN, HÖCHSTENS 12", exponent), fmt.Sprintf("CHIFFRES AVEC %d DÉCIMALES, 12 AU PLUS", exponent),
			}
		case amount == 0:
			err = Fault{"give more than zero", "金额须大于零", "MEHR ALS NULL EINGEBEN", "DONNEZ PLUS QUE ZÉRO"}
		case may != nil:
			err = may(amount)
		}
		if err == nil {
			t.Heard(terminal.FormatAmount(amount, exponent))
			return amount, true
		}
		t.Complain(err)
	}
	return 0, false
}

// Number asks for a number until it is one of at most nine digits. Whoever asks shows what he has found under it.
func (t *Talk) Number(ctx context.Context, what Words) (n uint64, ok bool) {
	for range mistakes {
		text, ok := t.Ask(ctx, what)
		if !ok {
			return 0, false
		}
		if n, err := strconv.ParseUint(text, 10, 64); err == nil && len(text) <= 9 {
			return n, true
		}
		t.Complain(Fault{"give a number", "请输入数字", "ZAHL EINGEBEN", "DONNEZ UN NOMBRE"})
	}
	return 0, false
}

// Secret asks for what nobody may read on the screen.
func (t *Talk) Secret(ctx context.Context, what Words) (text string, ok bool) {
	if text, ok = t.Ask(ctx, what); ok {
		t.Heard("****")
	}
	return text, ok
}

// Yes asks for yes or no, keys 1 and 2.
func (t *Talk) Yes(ctx context.Context, what Words) bool {
	return t.Choose(ctx, what, wordYes, wordNo) == 0
}

var (
	wordYes = Words{"YES", "是", "JA", "OUI"}
	wordNo  = Words{"NO", "否", "NEIN", "NON"}
)

// Choose asks for one of several by its number, from 1, and gives its index; -1 for none.
func (t *Talk) Choose(ctx context.Context, what Words, choices ...Words) int {
	for range mistakes {
		lines := []string{what.In(t.Language)}
		for i, c := range choices {
			lines = append(lines, fmt.Sprintf("%d %s", i+1, c.In(t.Language)))
		}
		t.Panel(lines...)
		text, ok := t.Keys.Line(ctx)
		if !ok || text == Cancel {
			break
		}
		for i := range choices {
			if text == strconv.Itoa(i+1) {
				t.Heard(text)
				return i
			}
		}
	}
	t.Heard("(X)")
	return -1
}

// A Menu is a table of what may be done before a machine.
type Menu[M any] struct {
	Title Words
	Rows  []Row[M]
	Once  bool         // after one row has been done it is left
	While func(M) bool // it is left when this is no longer so; nil: it stays
	Idle  bool         // the machine's first one: it waits for whoever comes, as long as it takes, and nothing but its row leaves it
}

// A Row is one line of a menu.
type Row[M any] struct {
	Key  string
	Text Words
	Do   func(m M, ctx context.Context) error // nil: the menu is left
	If   func(M) bool                         // the row is there when this is so; nil: always
}

// ErrPowerOff says that the machine stops where it stands.
var ErrPowerOff = errors.New("the power is gone")

// Run shows a menu and does what is chosen, until it is left, nobody is there any more, or the power goes. What a row says is wrong is shown, and the menu goes on.
func Run[M any](ctx context.Context, t *Talk, m M, menu *Menu[M]) error {
	for wrong := 0; (wrong < mistakes || menu.Idle) && !t.Keys.Ended() && ctx.Err() == nil && (menu.While == nil || menu.While(m)); {
		lines := []string{menu.Title.In(t.Language)}
		for i := range menu.Rows {
			if r := &menu.Rows[i]; r.If == nil || r.If(m) {
				lines = append(lines, r.Key+" "+r.Text.In(t.Language))
			}
		}
		t.Panel(lines...)
		text, ok := t.Keys.line(ctx, menu.Idle)
		if !ok || text == Cancel {
			if t.Heard("(X)"); menu.Idle {
				continue
			}
			return nil
		}
		r := menu.find(text, m)
		if r == nil {
			t.Heard("?")
			wrong++
			continue
		}
		t.Heard(text)
		if r.Do == nil {
			return nil
		}
		wrong = 0
		switch err := r.Do(m, ctx); {
		case errors.Is(err, ErrPowerOff):
			return err
		case err != nil:
			t.Complain(err)
		}
		if menu.Once {
			return nil
		}
	}
	return nil
}

func (m *Menu[M]) find(key string, of M) *Row[M] {
	for i := range m.Rows {
		if r := &m.Rows[i]; r.Key == key && (r.If == nil || r.If(of)) {
			return r
		}
	}
	return nil
}

// Open is what a row does that leads to another menu.
func Open[M any](t func(M) *Talk, menu *Menu[M]) func(m M, ctx context.Context) error {
	return func(m M, ctx context.Context) error { return Run(ctx, t(m), m, menu) }
}
