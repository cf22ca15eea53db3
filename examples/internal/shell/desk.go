package shell

import (
	"context"
	"errors"
	"time"

	"github.com/emvgo/emv/kernel/terminal/staff"
	"github.com/emvgo/emv/kernel/terminal/store"
)

// UnlockKey is what the help desk of the examples shares with their terminals. It is public: a real one has a key for each terminal.
var UnlockKey = []byte("help desk of examples, and public")

// The people that a desk of the examples begins with, beside administrator 99 whose password is 12345678: each has a number and a password.
const (
	Supervisor, SupervisorPassword = "00", "123456"
	Operator, OperatorPassword     = "01", "0000"
	Trainee, TraineePassword       = "09", "0000"
	administrator, first           = "99", "12345678"
)

// OpenDesk opens the desk of the staff beside a ledger, and sets it up where there is none.
func (s *Settings) OpenDesk(l Ledger, clock func() time.Time) (*staff.Desk, error) {
	var keeper staff.Keeper = &staff.Memory{}
	if file, ok := l.(*store.Store); ok {
		keeper = file.Place("staff")
	}
	d, err := staff.Open(keeper, staff.Rules{Terminal: s.Config.Terminal.TerminalID, UnlockKey: UnlockKey, Clock: clock})
	if err != nil || len(d.People()) > 1 {
		return d, err
	}
	return d, errors.Join(
		d.Add(administrator, first, Supervisor, staff.Supervisor, SupervisorPassword),
		d.Add(Supervisor, SupervisorPassword, Operator, staff.Operator, OperatorPassword),
		d.Add(Supervisor, SupervisorPassword, Trainee, staff.Practice, TraineePassword),
	)
}

// The words of the desk.
var (
	wordNumber   = Words{"OPERATOR", "操作员号"}
	wordPassword = Words{"PASSWORD", "密码"}
	wordWho      = Words{"SUPERVISOR", "主管号"}
	wordChange   = Words{"WHOSE PASSWORD", "修改谁的密码"}
	wordNext     = Words{"NEW PASSWORD", "新密码"}
	wordAdded    = Words{"NUMBER OF THE NEW OPERATOR", "新操作员号"}
	wordRemoved  = Words{"NUMBER OF WHO LEAVES", "删除操作员号"}
	wordReason   = Words{"REASON", "原因"}
	wordCode     = Words{"CODE OF THE HELP DESK", "服务台解锁码"}
	wordDone     = Words{"DONE", "完成", "ERLEDIGT", "FAIT"}
)

// A Front is a desk with somebody before it.
type Front struct {
	*staff.Desk
	*Talk
}

// errNobody says that nothing was typed.
var errNobody = Fault{"cancelled", "已取消", "ABGEBROCHEN", "ANNULÉ"}

// person asks for somebody's number and password.
func (f *Front) person(ctx context.Context, who Words) (id, password string, err error) {
	id, ok := f.Ask(ctx, who)
	if !ok {
		return "", "", errNobody
	}
	f.Heard("**")
	if password, ok = f.Secret(ctx, wordPassword); !ok {
		return "", "", errNobody
	}
	return id, password, nil
}

// with asks for somebody, and does what takes number and password.
func (f *Front) with(ctx context.Context, who Words, do func(id, password string) error) error {
	id, password, err := f.person(ctx, who)
	if err == nil {
		err = do(id, password)
	}
	if err == nil {
		f.Say(wordDone)
	}
	return err
}

// SignIn signs an operator on.
func (f *Front) SignIn(ctx context.Context) error { return f.with(ctx, wordNumber, f.SignOn) }

// OpenUp unlocks the terminal.
func (f *Front) OpenUp(ctx context.Context) error { return f.with(ctx, wordNumber, f.Unlock) }

// Vouch has a supervisor confirm the next order.
func (f *Front) Vouch(ctx context.Context) error { return f.with(ctx, wordWho, f.Confirm) }

// IsSupervisor has a supervisor say who he is.
func (f *Front) IsSupervisor(ctx context.Context) error {
	return f.with(ctx, wordWho, func(id, password string) error { return f.Check(id, password, staff.Supervisor) })
}

// meant asks for somebody's number, which the screen does not show.
func (f *Front) meant(ctx context.Context, what Words) (id string, ok bool) {
	if id, ok = f.Ask(ctx, what); ok {
		f.Heard("**")
	}
	return id, ok
}

// AddOperator has a supervisor add an operator.
func (f *Front) AddOperator(ctx context.Context) error {
	return f.with(ctx, wordWho, func(by, password string) error {
		id, ok := f.meant(ctx, wordAdded)
		if !ok {
			return errNobody
		}
		next, ok := f.Secret(ctx, wordNext)
		if !ok {
			return errNobody
		}
		return f.Add(by, password, id, staff.Operator, next)
	})
}

// RemoveOperator has a supervisor remove somebody.
func (f *Front) RemoveOperator(ctx context.Context) error {
	return f.with(ctx, wordWho, func(by, password string) error {
		id, ok := f.meant(ctx, wordRemoved)
		if !ok {
			return errNobody
		}
		return f.Remove(by, password, id)
	})
}

// ChangePassword gives somebody another password.
func (f *Front) ChangePassword(ctx context.Context) error {
	return f.with(ctx, wordNumber, func(by, password string) error {
		id, ok := f.meant(ctx, wordChange)
		if !ok {
			return errNobody
		}
		next, ok := f.Secret(ctx, wordNext)
		if !ok {
			return errNobody
		}
		return f.SetPassword(by, password, id, next)
	})
}

// PutOut puts the terminal out of use, with a reason.
func (f *Front) PutOut(ctx context.Context) error {
	return f.with(ctx, wordWho, func(id, password string) error {
		if err := f.Check(id, password, staff.Supervisor); err != nil {
			return err
		}
		reason, ok := f.Ask(ctx, wordReason)
		if !ok {
			return errNobody
		}
		f.Heard(reason)
		return f.Close(reason)
	})
}

// PutBack puts it back into use, by the help desk's code.
func (f *Front) PutBack(ctx context.Context) error {
	f.Panel(f.Closed(), "NO. "+f.Challenge())
	code, ok := f.Secret(ctx, wordCode)
	if !ok {
		return errNobody
	}
	if err := f.ReopenByCode(code); err != nil {
		return err
	}
	f.Say(wordDone)
	return nil
}

// State is what the desk says of itself, in a line.
func (f *Front) State() Words {
	switch on := f.SignedOn(); {
	case f.Closed() != "":
		return Words{"OUT OF USE: " + f.Closed(), "停用：" + f.Closed()}
	case f.Locked():
		return Words{"LOCKED", "已锁定"}
	case on == "":
		return Words{"NOBODY IS SIGNED ON", "未签到"}
	default:
		return Words{"OPERATOR " + on, "操作员 " + on}
	}
}
