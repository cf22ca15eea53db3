package shell_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/staff"
)

// What is wrong is said in the language of whoever stands there, each of several faults by itself, and in English where there are no words for it.
func TestComplain(t *testing.T) {
	settled := &terminal.StateError{Number: 3, State: terminal.Settled, Reason: "nothing is left to be taken back"}
	for _, c := range []struct {
		err      error
		language string
		want     string
	}{
		{settled, "en", "! transaction 3 is settled: nothing is left to be taken back"},
		{settled, "zh", "! 该交易无可撤销金额"},
		{settled, "de", "! transaction 3 is settled: nothing is left to be taken back"},
		{&terminal.PurposeError{Purpose: kernel.Cash, Reason: "the amount is above the limit for cash"}, "fr", "! AU-DESSUS DE LA LIMITE : MONTANT INFÉRIEUR"},
		{fmt.Errorf("x: %w", terminal.ErrNotSent), "de", "! KEINE VERBINDUNG: SPÄTER WIEDERHOLEN"},
		{&staff.Refusal{Reason: "01 is an operator", Remedy: "this needs a supervisor"}, "zh", "! 权限不足：请主管操作"},
		{fmt.Errorf("x: %w", shell.Fault{"no", "不"}), "zh", "! 不"},
		{shell.Fault{"no", "不"}, "de", "! no"},
		{errors.Join(settled, errors.New("the disk is full")), "zh", "! 该交易无可撤销金额\n! the disk is full"},
		{errors.Join(nil, terminal.ErrNoEntry), "zh", "! 无此交易：请核对交易号"},
		{errors.New("card 5413330089020011"), "en", "! card 5413330000000011"},
	} {
		var out strings.Builder
		talk := &shell.Talk{Screen: &shell.Screen{W: &out}, Language: c.language}
		talk.Complain(c.err)
		want := "    | " + strings.ReplaceAll(c.want, "\n", "\n    | ") + "\n"
		if out.String() != want {
			t.Errorf("%v in %s:\n%swant\n%s", c.err, c.language, &out, want)
		}
	}
}
