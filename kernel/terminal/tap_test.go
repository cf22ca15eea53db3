package terminal_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/c4"
	"github.com/emvgo/emv/kernel/c5"
	"github.com/emvgo/emv/kernel/c6"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/c8"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

func tapTerminal(t *testing.T, name string, kernels ...kernel.Kernel) (*terminal.Terminal, error) {
	t.Helper()
	cfg, x := tapConfig(t), tapCard(t, name)
	return terminalOf(cfg, terminal.Inserted(x), kernels...)
}

// tapKernels are those that the configuration tap names.
func tapKernels() []kernel.Kernel {
	return []kernel.Kernel{c2.Kernel{}, c3.Kernel{}, c4.Kernel{}, c5.Kernel{}, c6.Kernel{}, c7.Kernel{}, c8.Kernel{}}
}

func tapConfig(t *testing.T) *kernel.Config {
	t.Helper()
	data, err := configs.Named("tap")
	if err != nil {
		t.Fatal(err)
	}
	var configurable []config.Configurable
	for _, k := range tapKernels() {
		configurable = append(configurable, k)
	}
	cfg, err := config.Load(data, config.Kernels(configurable...))
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func tapCard(t *testing.T, name string) *card.Card {
	t.Helper()
	x, err := card.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// terminalOf is a terminal with a contactless reader, and the virtual cards' issuer.
func terminalOf(cfg *kernel.Config, r terminal.Reader, kernels ...kernel.Kernel) (*terminal.Terminal, error) {
	return terminal.New(cfg, tapDevices(r), terminal.NewMemoryLedger(), kernels...)
}

func tapDevices(r terminal.Reader) terminal.Devices {
	return terminal.Devices{
		Readers:    terminal.Readers{Contactless: r},
		Acquirer:   terminal.Acquirer{Host: theIssuer{}},
		Cardholder: terminal.Cardholder{Chooser: first{}},
	}
}

// theIssuer is the host of the virtual cards.
type theIssuer struct{}

func (theIssuer) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	response, err := issuer.Test().Authorise(r.DE55, issuer.Options{})
	return response.Data, err
}

// A configuration that names a kernel wants it.
func TestKernelsOfCombinations(t *testing.T) {
	_, err := tapTerminal(t, "visa-online", c3.Kernel{})
	var fault *terminal.SetupError
	if !errors.As(err, &fault) || fault.Field != "kernels" || !strings.Contains(err.Error(), "have no 07, which combinations[6]") || strings.Contains(err.Error(), "no 03") {
		t.Errorf("%v", err)
	}
}

// A tap is a sale like any other.
//
// A table 6-3
func TestSaleByTap(t *testing.T) {
	for name, kernelName := range map[string]string{"mastercard-online": "C-2", "visa-online": "C-3", "discover-online": "C-6", "unionpay-online": "C-7"} {
		x, err := tapTerminal(t, name, tapKernels()...)
		if err != nil {
			t.Fatal(err)
		}
		sale, err := x.Sell(t.Context(), 1234)
		if err != nil {
			t.Fatal(err)
		}
		r := terminal.NewRecord(sale.Result)
		if !sale.Approved() || r.Kernel != kernelName || !r.Online || r.ARC != "00" || sale.Result.Interface != kernel.Contactless {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// lastTap is a reader at whose second tap the merchant presses cancel.
type lastTap struct {
	terminal.Reader
	cancel func()
	taps   int
}

func (l *lastTap) Activate(ctx context.Context) ([]byte, error) {
	if l.taps++; l.taps == 2 {
		l.cancel()
		<-ctx.Done()
		return nil, apdu.Fault(apdu.Timeout, ctx.Err())
	}
	return l.Reader.Activate(ctx)
}

// A cancel while the second tap is awaited is heard at once. What the host has decided stays.
//
// A 5.5.3, A table 6-4
func TestCancelAtSecondTap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, amount := range map[string]uint64{"phone-visa-twice": 6000, "visa-update": 1234} {
			approved := name == "visa-update"
			ctx, cancel := context.WithCancel(t.Context())
			r := &lastTap{Reader: terminal.Inserted(tapCard(t, name)), cancel: cancel}
			x, err := terminalOf(tapConfig(t), r, tapKernels()...)
			if err != nil {
				t.Fatal(err)
			}
			sale, err := x.Sell(ctx, amount)
			if err != nil || r.taps != 2 || sale.Approved() != approved || sale.Result.Error.L3 != kernel.L3Stop || sale.Result.Reversal {
				t.Errorf("%s: %v, %d taps, %v, %+v", name, err, r.taps, sale.Result, sale.Result.Error)
			}
		}
	})
}

// Every element that a table names for a message, and that a tap or the terminal knows, is in it: the data records of contactless kernels have fewer of them than
// contact's.
//
// B4 12.1
func TestMessageDataOfTap(t *testing.T) {
	const (
		decided   = "9F26 9F27 9F37 "
		always    = "82 9F36 9F1E 9F10 9F33 9F35 95 9F01 9F02 9F15 9F16 9F39 9F1A 9F1C 5F2A 9A 9F21 9C "
		track     = "57 "
		account   = "5A 5F24 "
		confirmed = "9F1C "
	)
	for kind, want := range map[kernel.MessageKind]string{
		kernel.AuthorisationRequest: decided + always + track + "84", kernel.FinancialRequest: decided + always + track + "84",
		kernel.FinancialConfirmation: confirmed, kernel.BatchData: decided + always + account + "8A", kernel.OfflineAdvice: decided + always + account + "8A",
		kernel.OnlineAdvice: decided + always + track + "8A", kernel.ReversalMessage: always + track + "8A",
	} {
		for _, name := range []string{
			"visa-online", "visa-offline", "unionpay-online", "unionpay-offline", "phone-visa", "phone-unionpay", "mastercard-online", "mastercard-offline",
			"amex-online", "amex-offline", "jcb-online", "jcb-offline", "discover-online", "discover-offline",
		} {
			cfg, devices := tapConfig(t), tapDevices(terminal.Inserted(tapCard(t, name)))
			tx := kernel.Transaction{Money: kernel.Money{Amount: 1234}, Sequence: 7, Date: [3]byte{0x26, 7, 1}, Time: [3]byte{0x12, 0, 0}}
			s, err := kernel.NewSession(acceptance.Program(tapKernels()...), cfg, tx, kerneltest.Random(1))
			if err != nil {
				t.Fatal(err)
			}
			r, err := s.RunOpen(t.Context(), &devices)
			if err != nil || !r.Approved() {
				t.Fatalf("%s: %v, %v", name, err, r)
			}
			b := terminal.MessageData(kind, cfg, &tx, r)
			_ = s.Close()
			for _, word := range strings.Fields(want) {
				tag, err := tlv.ParseTag(word)
				if err != nil {
					t.Fatal(err)
				}
				if o, ok := tlv.Find(b, tag); !ok || len(o.Value) == 0 {
					t.Errorf("%s of %s: no %s", kind, name, tag)
				}
			}
			if o, _ := tlv.Find(b, 0x9F39); len(o.Value) != 0 && o.Value[0] != 0x07 {
				t.Errorf("%s of %s: entry mode %X", kind, name, o.Value)
			}
		}
	}
}
