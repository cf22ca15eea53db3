package emv_test

import (
	"context"
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// A domestic kernel as an application brings it, with an identifier of 3 bytes and a parameter of its own: GET PROCESSING OPTIONS with what the PDOL asks
// for, then the host. Nothing of it is known inside the library.
type domesticKernel struct{}

const domesticID kernel.KernelID = "\xAA\x09\x78"

func (domesticKernel) ID() kernel.KernelID { return domesticID }

func (domesticKernel) Parameters() []kernel.Parameter {
	return []kernel.Parameter{{Tag: 0xDF01, Name: "Scheme Version", Format: tlv.B, Min: 1, Max: 1, Mandatory: true}}
}

// Run gets the cryptogram and goes online with it.
func (domesticKernel) Run(p *kernel.Port, act *kernel.Activation) *kernel.Outcome {
	s, tx, term := p.Store(), p.Transaction(), &p.Config().Terminal
	pdol, ok := tlv.Find(act.FCI, tlv.TagFCI, tlv.TagFCIProprietary, 0x9F38)
	dol, err := tlv.ParseDOL(pdol.Value)
	if !ok || err != nil || len(act.Combination.Parameter(0xDF01)) != 1 || string(act.Terminal[:3]) != string(domesticID) {
		return &kernel.Outcome{Status: kernel.SelectNext, Start: kernel.StartC}
	}
	known := map[tlv.Tag][]byte{
		0x9F66: act.TTQ, 0x9F02: tlv.AppendN(nil, tx.Amount, 6), 0x9F03: tlv.AppendN(nil, tx.AmountOther, 6), 0x9F1A: tlv.AppendB(nil, uint64(term.CountryCode), 2),
		0x95: make([]byte, 5), 0x5F2A: tlv.AppendB(nil, uint64(tx.Currency), 2), 0x9A: tx.Date[:], 0x9C: {tx.Type}, 0x9F37: s.Get(tlv.UnpredictableNumber),
	}
	values := dol.Append(nil, func(t tlv.Tag, _ int) ([]byte, tlv.Format, bool) { return known[t], tlv.B, known[t] != nil })
	ev, out := p.Transmit(apdu.AppendGetProcessingOptions(nil, values))
	switch {
	case out != nil:
		return out
	case ev.Kind == kernel.CardFault:
		return &kernel.Outcome{Status: kernel.TryAgain, Start: kernel.StartB, Error: kernel.ErrorIndication{L1: ev.Fault}}
	case ev.StatusWord() != 0x9000:
		return &kernel.Outcome{Status: kernel.SelectNext, Start: kernel.StartC}
	}
	p.Show(kernel.UI{Message: kernel.MsgCardReadOK, Status: kernel.StatusCardReadSuccessfully})
	answer, _ := tlv.Find(ev.Body(), tlv.TagFormat2)
	record := slices.Clone(answer.Value)
	for _, t := range []tlv.Tag{0x9F02, 0x9F03, 0x9F1A, 0x95, 0x5F2A, 0x9A, 0x9C, 0x9F37} {
		record = tlv.Append(record, t, known[t])
	}
	return &kernel.Outcome{
		Status: kernel.OnlineRequest, CVM: kernel.CVMNotRequired, DataRecord: record, Kernel: "domestic",
		UIOutcome: &kernel.UI{Message: kernel.MsgAuthorising, Status: kernel.StatusCardReadSuccessfully},
	}
}

// authoriser is a host: the issuer of the virtual cards, who checks their cryptograms.
type authoriser struct{}

func (authoriser) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	response, err := issuer.Test().Authorise(r.DE55, issuer.Options{})
	return response.Data, err
}

// An application's own kernel, written against the public interface alone, is configured, registered, asked for by a card's PPSE, selected and run; the issuer
// checks the cryptogram and approves.
//
// Book B 3.3.2.5, Book B 3.4.1.1
func TestDomesticKernel(t *testing.T) {
	source, err := configs.Named("default")
	if err != nil {
		t.Fatal(err)
	}
	text := string(source[:slices.Index(source, '{')+1]) + `"combinations": [
		{"aid": "A000000003", "kernel": "AA0978", "ttq": "36004000", "cvmLimit": 5000, "parameters": {"DF01": "01"}}
	],` + string(source[slices.Index(source, '{')+1:])
	cfg, err := config.Load([]byte(text), config.Kernels(domesticKernel{}))
	if err != nil {
		t.Fatal(err)
	}
	cfg.Terminal.CardholderConfirms = false
	for name, want := range map[string]kernel.Status{"ppse-domestic": kernel.OnlineRequest, "visa-online": kernel.EndApplication} {
		c, err := card.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		devices := terminal.Devices{Readers: terminal.Readers{Contactless: terminal.Inserted(c)}, Acquirer: terminal.Acquirer{Host: authoriser{}}}
		pos, err := terminal.New(cfg, devices, terminal.NewMemoryLedger(), domesticKernel{})
		if err != nil {
			t.Fatal(err)
		}
		sale, err := pos.Sell(t.Context(), 12_34)
		if err != nil || sale.Result.Status != want || sale.Result.Interface != kernel.Contactless || sale.Approved() != (want == kernel.OnlineRequest) {
			t.Fatalf("%s: %v, %v", name, sale, err)
		}
		if want == kernel.EndApplication {
			continue
		}
		if r := sale.Result; r.Authorised != kernel.AuthorisedOnline || r.Kernel != "domestic" || r.Exchanges != 3 {
			t.Errorf("%v, %v, %d exchanges", r, r.Authorised, r.Exchanges)
		}
	}
}
