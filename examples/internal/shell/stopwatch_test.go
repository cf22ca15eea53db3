package shell_test

import (
	"context"
	"testing"

	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel/terminal"
)

// plainHost takes no conversions, and says nothing of them; conversionHost says what it does.
type plainHost struct{}

func (plainHost) Authorise(context.Context, terminal.Request) ([]byte, error) { return nil, nil }

type conversionHost struct {
	plainHost
	takes bool
}

func (h conversionHost) TakesConversions() bool { return h.takes }

// A host whose time is taken says of conversions what it says without.
func TestStopwatchOfHost(t *testing.T) {
	for _, c := range []struct {
		host terminal.Host
		want bool
	}{{plainHost{}, false}, {conversionHost{takes: false}, false}, {conversionHost{takes: true}, true}} {
		to, tells := new(shell.Stopwatch).Host(c.host).(terminal.ConversionHost)
		if got := tells && to.TakesConversions(); got != c.want {
			t.Errorf("%+v: %v, want %v", c.host, got, c.want)
		}
	}
}
