package terminal_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/issuer"
)

func tapTerminal(t *testing.T, name string, kernels ...kernel.Kernel) (*terminal.Terminal, error) {
	t.Helper()
	data, err := configs.Named("tap")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(data, config.Kernels(c2.Kernel{}, c3.Kernel{}, c7.Kernel{}))
	if err != nil {
		t.Fatal(err)
	}
	x, err := card.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	return terminal.New(cfg, terminal.Devices{
		Readers:    terminal.Readers{Contactless: terminal.Inserted(x)},
		Acquirer:   terminal.Acquirer{Host: theIssuer{}},
		Cardholder: terminal.Cardholder{Chooser: first{}},
	}, terminal.NewMemoryLedger(), kernels...)
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
	if !errors.As(err, &fault) || fault.Field != "kernels" || !strings.Contains(err.Error(), "have no 07, which combinations[3]") || strings.Contains(err.Error(), "no 03") {
		t.Errorf("%v", err)
	}
}

// A tap is a sale like any other.
//
// A table 6-3
func TestSaleByTap(t *testing.T) {
	for name, kernelName := range map[string]string{"mastercard-online": "C-2", "visa-online": "C-3", "unionpay-online": "C-7"} {
		x, err := tapTerminal(t, name, c2.Kernel{}, c3.Kernel{}, c7.Kernel{})
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
