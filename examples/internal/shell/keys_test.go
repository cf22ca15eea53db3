package shell_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emvgo/emv/examples/internal/shell"
)

// A line is what was typed, without what steers a screen; a full stop is a time-out, and after the end nothing comes any more.
func TestKeyboard(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name, typed string
		want        []string // (-) for no line
	}{
		{"lines", "1\n22 \n\n3", []string{"1", "22", "", "3", "(-)", "(-)"}},
		{"carriage returns", "1\r\n2\r\n", []string{"1", "2", "(-)"}},
		{"time is over", "1\n.\n2\n", []string{"1", "(-)", "2", "(-)"}},
		{"what steers a screen", "\x1b[2Ja\x00\u202eb\n", []string{"[2Ja  b", "(-)"}},
		{"no UTF-8", "\xff\xfe1\n", []string{"1", "(-)"}},
		{"a long line", strings.Repeat("7", 1000) + "\n8\n", []string{strings.Repeat("7", 64), "8", "(-)"}},
		{"a line without an end", strings.Repeat("7", 1<<17), []string{"(-)", "(-)"}},
		{"nothing", "", []string{"(-)", "(-)"}},
	} {
		k := shell.NewKeyboard(strings.NewReader(c.typed))
		for i, want := range c.want {
			got, ok := k.Line(ctx)
			if !ok {
				got = "(-)"
			}
			if got != want {
				t.Errorf("%s: line %d is %q, want %q", c.name, i+1, got, want)
			}
		}
		if !k.Ended() {
			t.Errorf("%s: not at its end", c.name)
		}
	}
	if _, ok := shell.NewKeyboard(nil).Line(ctx); ok {
		t.Error("a keyboard that is not there")
	}
}

// Whoever takes too long has typed nothing, and what he types then is the next line; nobody waits when the context ends.
func TestKeyboardTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, out := io.Pipe()
		k := shell.NewKeyboard(in)
		k.Within = 30 * time.Second
		begun := time.Now()
		if _, ok := k.Line(t.Context()); ok || time.Since(begun) != k.Within || k.Ended() {
			t.Error(time.Since(begun))
		}
		go func() { _, _ = out.Write([]byte("late\n")) }()
		if text, ok := k.Line(t.Context()); !ok || text != "late" {
			t.Error(text)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if _, ok := k.Line(ctx); ok || time.Since(begun) != k.Within+time.Second {
			t.Error(time.Since(begun))
		}
		_ = out.Close()
	})
}

// The first menu waits for whoever comes, and one that is opened in it does not.
func TestIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, out := io.Pipe()
		x, shown := talk("")
		x.Keys = shell.NewKeyboard(in)
		x.Keys.Within = time.Minute
		inner := &shell.Menu[string]{Title: word, Rows: []shell.Row[string]{{Key: "1", Text: word}}}
		menu := &shell.Menu[string]{Title: word, Idle: true, Rows: []shell.Row[string]{
			{Key: "1", Text: word, Do: shell.Open(func(string) *shell.Talk { return x }, inner)}, {Key: "0", Text: word},
		}}
		go func() {
			for _, l := range []string{"1\n", "0\n"} {
				<-time.After(time.Hour)
				_, _ = out.Write([]byte(l))
			}
		}()
		begun := time.Now()
		if err := shell.Run(t.Context(), x, "", menu); err != nil || time.Since(begun) != 2*time.Hour || strings.Count(shown.String(), "(X)") != 1 {
			t.Errorf("%v, %v\n%s", err, time.Since(begun), shown)
		}
		_ = in.Close()
	})
}

// talk is a talk with somebody who types this.
func talk(typed string) (*shell.Talk, *strings.Builder) {
	var out strings.Builder
	return &shell.Talk{Screen: &shell.Screen{W: &out}, Keys: shell.NewKeyboard(strings.NewReader(strings.ReplaceAll(typed, " ", "\n") + "\n")), Language: "en"}, &out
}

var word = shell.Words{"WORD", "字", "WORT"}

// Each question takes an answer, and the cancel key, the end and five mistakes are none. What is not understood is not shown.
func TestQuestions(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name, typed string
		ask         func(*shell.Talk) (any, bool)
		want        any
		ok          bool
		shows       string
	}{
		{"an amount", "x 12.3 12.34", sum, uint64(12_34), true, "> 12.34"},
		{"an amount that may not be", "9.00 1.00", sum, uint64(1_00), true, "too much"},
		{"no amount", "a b 4111111111111111 d e 1.00", sum, uint64(0), false, "2 decimals"},
		{"a huge amount", "999999999999999999999999 c", sum, uint64(0), false, "(X)"},
		{"an amount, cancelled", "c", sum, uint64(0), false, "(X)"},
		{"a number", "-1 99999999999 7", number, uint64(7), true, "give a number"},
		{"no number", ".", number, uint64(0), false, "(X)"},
		{"no number in five", "a a a a a 1", number, uint64(0), false, "give a number"},
		{"a secret", "hush", secret, "hush", true, "****"},
		{"no secret", "c", secret, "", false, "(X)"},
		{"a choice", "0 3 2", choice, 1, true, "2 WORD"},
		{"no choice", "5 5 5 5 5 1", choice, -1, true, "(X)"},
		{"a choice, cancelled", "c", choice, -1, true, "(X)"},
		{"yes", "1", yes, true, true, "1 YES"},
		{"no", "2", yes, false, true, "2 NO"},
		{"neither", ".", yes, false, true, "(X)"},
	} {
		x, out := talk(c.typed)
		got, ok := c.ask(x)
		if got != c.want || ok != c.ok || !strings.Contains(out.String(), c.shows) {
			t.Errorf("%s: %v, %v\n%s", c.name, got, ok, out)
		}
		for _, s := range []string{"hush", "4111", "9999"} {
			if strings.Contains(out.String(), s) {
				t.Errorf("%s: %s is shown:\n%s", c.name, s, out)
			}
		}
	}
	x, out := talk("")
	for _, l := range []string{"zh", "de", "fr", "xx"} {
		x.Language = l
		x.Say(word)
	}
	if out.String() != "    | 字\n    | WORT\n    | WORD\n    | WORD\n" {
		t.Error(out)
	}
	if x.Complain(errors.New("5413330089020011\nno")); strings.Contains(out.String(), "5413330089020011") {
		t.Error(out)
	}
	x.Yes(ctx, word)
}

func sum(x *shell.Talk) (any, bool) {
	return values(x.Money(context.Background(), word, 2, func(a uint64) error {
		if a == 9_00 {
			return errors.New("too much")
		}
		return nil
	}))
}

func number(x *shell.Talk) (any, bool) { return values(x.Number(context.Background(), word)) }
func secret(x *shell.Talk) (any, bool) { return values(x.Secret(context.Background(), word)) }
func choice(x *shell.Talk) (any, bool) { return x.Choose(context.Background(), word, word, word), true }
func yes(x *shell.Talk) (any, bool)    { return x.Yes(context.Background(), word), true }

func values[T any](v T, ok bool) (any, bool) { return v, ok }

// A menu does what is chosen until it is left: by its row, by nobody, by five wrong keys in a row, or because the power goes.
func TestMenu(t *testing.T) {
	var done []string
	do := func(what string, err error) func(string, context.Context) error {
		return func(m string, _ context.Context) error {
			done = append(done, m+what)
			return err
		}
	}
	open := true
	menu := &shell.Menu[string]{Title: word, Rows: []shell.Row[string]{
		{Key: "1", Text: word, Do: do("one", nil)},
		{Key: "2", Text: word, Do: do("two", errors.New("it is wrong"))},
		{Key: "3", Text: word, Do: do("three", shell.ErrPowerOff)},
		{Key: "4", Text: word, Do: func(string, context.Context) error { open = false; return nil }},
		{Key: "0", Text: word},
	}, While: func(string) bool { return open }}
	idle := &shell.Menu[string]{Title: word, Rows: menu.Rows, Idle: true}
	once := &shell.Menu[string]{Title: word, Rows: menu.Rows, Once: true}
	for _, c := range []struct {
		name, typed string
		menu        *shell.Menu[string]
		want, shows string
		err         error
	}{
		{"a row, and left", "1 1 0 1", menu, "m:one m:one", "> 0", nil},
		{"an error goes on", "2 1 0", menu, "m:two m:one", "! it is wrong", nil},
		{"the power goes", "1 3 1", menu, "m:one m:three", "> 3", shell.ErrPowerOff},
		{"wrong keys", "x x x x 1 x x x x x 1", menu, "m:one", "> ?", nil},
		{"cancelled", "c 1", menu, "", "> (X)", nil},
		{"time is over", ". 1", menu, "", "> (X)", nil},
		{"the end", "1", menu, "m:one", "> (X)", nil},
		{"idle", "x x x x x x c . 1 0 1", idle, "m:one", "> (X)", nil},
		{"idle, and the power goes", ". 3 1", idle, "m:three", "> 3", shell.ErrPowerOff},
		{"once", "1 1", once, "m:one", "> 1", nil},
		{"no longer so", "1 4 1", menu, "m:one", "> 4", nil},
	} {
		x, out := talk(c.typed)
		done, open = nil, true
		err := shell.Run(context.Background(), x, "m:", c.menu)
		if strings.Join(done, " ") != c.want || !errors.Is(err, c.err) || !strings.Contains(out.String(), c.shows) {
			t.Errorf("%s: %q, %v\n%s", c.name, done, err, out)
		}
	}
}
