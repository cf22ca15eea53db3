package terminal_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// crowded is a reader with several cards in its field, and then what its field does next.
type crowded struct {
	terminal.Reader
	said []bool                      // what it says, a second after each other
	then func(context.Context) error // nil: one card is left
	in   int                         // Activate that has not ended
}

func (c *crowded) ActivateOne(ctx context.Context, several func(bool)) ([]byte, error) {
	c.in++
	defer func() { c.in-- }()
	for _, s := range c.said {
		several(s)
		<-time.After(time.Second)
	}
	if c.then != nil {
		if err := c.then(ctx); err != nil {
			return nil, err
		}
	}
	return c.Activate(ctx)
}

func nobody(ctx context.Context) error {
	<-ctx.Done()
	return apdu.Fault(apdu.Timeout, ctx.Err())
}

// inserts is a reader into which a card comes after a time, 0: never.
type inserts struct {
	terminal.Reader
	after time.Duration
}

func (i *inserts) Activate(ctx context.Context) ([]byte, error) {
	if i.after == 0 {
		return nil, nobody(ctx)
	}
	select {
	case <-time.After(i.after):
		return nil, nil
	case <-ctx.Done():
		return nil, apdu.Fault(apdu.Timeout, ctx.Err())
	}
}

// shows writes down what is shown.
type shows struct{ lines []string }

func (s *shows) Show(_ context.Context, ui kernel.UI) {
	status := map[kernel.UIStatus]string{kernel.StatusProcessingError: " error", kernel.StatusReadyToRead: " ready"}
	s.lines = append(s.lines, fmt.Sprintf("%02X%s", uint8(ui.Message), status[ui.Status]))
}

// A reader that notices more than one card says so, and goes on polling: the cardholder is asked to present one only, and its card is the transaction's. A cancel
// and the end of the wait are heard meanwhile, and a card at the other reader.
//
// B 3.2.1.4, 3.2.1.5, A 5.5.3, 8.1.1.10
func TestCollision(t *testing.T) {
	const both = "15 ready 19 error 19 ready"
	for _, c := range []struct {
		name    string
		said    []bool
		then    func(context.Context) error
		cancel  time.Duration // 0: nobody cancels
		contact time.Duration // 0: no card comes to the contact reader
		shown   string        // first
		l3      kernel.L3Error
		at      kernel.Interface // where the card was; the contactless one is approved
	}{
		{"one card", nil, nil, 0, 0, "15 ready 17", 0, kernel.Contactless},
		{"two, then one", []bool{true, false}, nil, 0, 0, both + " 17", 0, kernel.Contactless},
		{"two, and one taken as it is read", []bool{true}, nil, 0, 0, "15 ready 19 error 17", 0, kernel.Contactless},
		{"again and again", slices.Repeat([]bool{true, false}, 20), nil, 0, 0, both + strings.Repeat(" 19 error 19 ready", 19) + " 17", 0, kernel.Contactless},
		{"two, then none", []bool{true, false}, nobody, 0, 0, both + " 0F", kernel.L3TimeOut, 0},
		{"two, cancelled", []bool{true}, nobody, 5 * time.Second, 0, "15 ready 19 error", kernel.L3Stop, 0},
		{"two, and a card inserted", []bool{true}, nobody, 0, 3 * time.Second, "15 ready 19 error", 0, kernel.Contact},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if c.cancel != 0 {
				time.AfterFunc(c.cancel, cancel)
			}
			r, screen := &crowded{Reader: terminal.Inserted(tapCard(t, "visa-online")), said: c.said, then: c.then}, &shows{}
			chip := &inserts{Reader: terminal.Inserted(tapCard(t, "full")), after: c.contact}
			x, err := terminal.New(tapConfig(t), terminal.Devices{
				Readers:    terminal.Readers{Contactless: r, Contact: chip},
				Acquirer:   terminal.Acquirer{Host: theIssuer{}},
				Cardholder: terminal.Cardholder{Display: screen, Chooser: first{}},
			}, terminal.NewMemoryLedger(), tapKernels()...)
			if err != nil {
				t.Fatal(err)
			}
			sale, err := x.Sell(ctx, 1234)
			if err != nil {
				t.Fatal(c.name, err)
			}
			got := strings.Join(screen.lines, " ")
			got = got[max(0, strings.Index(got, "15 ready")):]
			if !strings.HasPrefix(got, c.shown) || sale.Result.Error.L3 != c.l3 || c.at != 0 && sale.Result.Interface != c.at || sale.Approved() != (c.at == kernel.Contactless) || r.in != 0 {
				t.Errorf("%s: %s, %v, %+v, %d at once", c.name, got, sale.Result, sale.Result.Error, r.in)
			}
		})
	}
}
