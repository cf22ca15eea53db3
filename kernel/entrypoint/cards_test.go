package entrypoint_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/card"
)

// recorded is a card that answers as it did in a conversation, each command once; to what it was not asked there it gives no answer.
type recorded struct{ exchanges []transcript.Exchange }

func (c *recorded) Transmit(_ context.Context, cmd []byte) ([]byte, time.Duration, error) {
	i := slices.IndexFunc(c.exchanges, func(e transcript.Exchange) bool { return !e.Open && bytes.Equal(e.Command, cmd) })
	if i < 0 || c.exchanges[i].Response == nil {
		return nil, 0, apdu.Fault(apdu.Timeout, nil)
	}
	r := c.exchanges[i].Response
	c.exchanges = slices.Delete(c.exchanges, i, i+1)
	return r, 0, nil
}

// selections are what Entry Point does with a card, by a reader of combinations as AID/kernel whose kernels want the next one: SELECTs by name, the kernels
// that run, what gets no answer, and the end.
func selections(t testing.TB, combinations string, c apdu.Card, change ...func(*kernel.Config)) string {
	t.Helper()
	cfg := reader()
	var kernels []kernel.Kernel
	for _, s := range strings.Fields(combinations) {
		aid, id, _ := strings.Cut(s, "/")
		cfg.Combinations = append(cfg.Combinations, combination(aid, id))
		kernels = append(kernels, &scripted{id: kernel.KernelID(unhex(id)), say: []kernel.Outcome{selectNext}, mute: true})
	}
	for _, f := range change {
		f(cfg)
	}
	f := &field{card: c, arrive: []kernel.Event{{Kind: kernel.CardFound, Interface: kernel.Contactless}, {Kind: kernel.Timeout}}}
	for i := range kernels {
		k := kernels[i].(*scripted)
		k.do = func(*kernel.Port, *kernel.Activation) { f.note("kernel %v", k.id) }
	}
	run(t, from(kernel.StartA, func() []kernel.Kernel { return kernels }), cfg, purchase(500), f)
	var lines []string
	for _, l := range f.log[2:] {
		l = strings.TrimPrefix(l, "select ")
		lines = append(lines, strings.TrimPrefix(l, "kernel "))
	}
	return strings.Join(lines, ", ")
}

// What others recorded, up to the kernel, by the book and worked out by hand: which combination a card's PPSE leads to, and why.
//
// B 3.3.2.3, 3.3.2.5, 3.3.3.2, 3.3.3.5, 3.3.3.7
func TestRecordedCards(t *testing.T) {
	const (
		visa   = "A000000003/03"
		cb     = "A000000042"
		master = "A000000004/02"
		lost   = ": nothing, 15 ready, poll [2]"
		perdu  = ": nothing, 15 ready fr, poll [2]" // to a cardholder whose card prefers French
	)
	for _, r := range []struct{ file, reader, want string }{
		{"transit_visa_auspost_exp1708_3033", visa, "PPSE, A0000000031010, 03, 1C ready"}, // no 9F2A: the AID's kernel
		{"transit_visa_auspost_exp1708_3033", "A000000003/02", "PPSE, 1C ready"},
		{"mhn_visa_offline", visa, "PPSE, A0000000031010, 03, 1C ready"},
		{"mhn_msc_online", master, "PPSE, A0000000041010, 02, 1C ready"},
		{"devnied_visacardppse", visa, "PPSE, A0000000031010, 03, 1C ready"},
		{"devnied_visacardppse", visa + " " + cb + "/AA0250", "PPSE, A0000000421010, AA0250, A0000000031010, 03, 1C ready"}, // CB first, by priority
		{"devnied_mastercardppse", master, "PPSE, A0000000041010, 02, 1C ready fr"},
		{"devnied_mastercardppse", master + " " + cb + "/03", "PPSE, A0000000421010, 03, A0000000041010, 02, 1C ready fr"}, // the TTQ is asked of Visa's AID only
		{"devnied_failppsevisaaid", visa, "PPSE, 1C ready"},                                                                // SELECT (PPSE) 6700
		{"devnied_unknowncard", visa, "PPSE, 1C ready"},                                                                    // SELECT (PPSE) 6985
		{"devnied_failerrorcard", visa, "PPSE, A0000000031010" + lost},                                                     // 9F2A of 8 bytes, 03 and zeros
		{"devnied_failerrorcard", visa + " " + cb + "/03", "PPSE, A0000000421010, 03, A0000000031010" + perdu},
		{"devnied_lockedcard", visa + " " + cb + "/03", "PPSE, A0000000421010, A0000000031010" + lost}, // the first gives 6985
		{"devnied_interactppse", "A000000277/AA0124", "PPSE, A0000002771010, 1C ready"},                // SELECT 6285
		{"devnied_geldkarteppse", "D276000025/AA0280", "PPSE, D27600002545500200, AA0280, 1C ready"},
		{"jcb_contactless_cda", "A000000065/05 D999999999/05", "PPSE, D9999999991010, 05, 1C ready"},
		{"binaryfoo_amex_cda", "A000000025/04", "PPSE, A000000025010403, 04, 1C ready"},
		{"binaryfoo_amex_cda", visa, "PPSE, 1C ready"},
		{"transit_connection_lost_before_ppse_response", visa, "PPSE" + lost},
		{"transit_connection_lost_during_ppse_response", visa, "PPSE" + lost},
		{"transit_connection_lost_during_select_app_command", visa, "PPSE, A0000000031010" + lost},
		{"transit_connection_lost_before_gpo_response", visa, "PPSE, A0000000031010, 03, 1C ready"},
	} {
		b, err := testvectors.Conversation(r.file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := transcript.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		if got := selections(t, r.reader, &recorded{c.Exchanges()}); got != r.want {
			t.Errorf("%s, %s: %q, want %q", r.file, r.reader, got, r.want)
		}
	}
}

// The virtual cards: where each PPSE leads.
//
// B 3.3.2.5, 3.3.3.2, 3.3.3.3, 3.3.2.3a
func TestVirtualCards(t *testing.T) {
	const visa = "A000000003/03"
	gate := func(c *kernel.Config) {
		c.Terminal.SendsPOI, c.Terminal.POIInformation = true, unhex("0001020001")
	}
	shop := func(c *kernel.Config) { c.Terminal.SendsPOI = true }
	extended := func(c *kernel.Config) { c.Combinations[0].ExtendedSelection = kernel.FlagSet }
	for _, r := range []struct {
		card, reader, want string
		change             []func(*kernel.Config)
	}{
		{"ppse-ties", visa, "PPSE, A0000000031010, 03, A0000000032010, 03, A0000000033010, 03, A0000000038010, 03, 1C ready", nil},
		{"ppse-domestic", visa + " A000000003/AA0978", "PPSE, A0000000031010, AA0978, A0000000032010, 03, 1C ready", nil},
		{"ppse-domestic", visa, "PPSE, A0000000032010, 03, 1C ready", nil},
		{"ppse-forms", visa, "PPSE, A000000003101000, 03, A000000003101001, 03, A000000003101002, 03, A000000003101003, 03, 1C ready", nil},
		{"ppse-forms", "A000000003/AA0978 A000000003/EA1234", "PPSE, A000000003101006, AA0978, A000000003101007, EA1234, A000000003101008, AA0978, 1C ready", nil},
		{"ppse-extended", visa, "PPSE, A0000000031010, 03, A0000000031010, 03, 1C ready", nil},
		{"ppse-extended", visa, "PPSE, A000000003101001, 03, A000000003101002, 03, 1C ready", []func(*kernel.Config){extended}},
		{"ppse-poi", visa, "PPSE, A0000000031010, 03, A0000000032010, 03, 1C ready", nil},
		{"ppse-poi", visa, "PPSE, SPI 801A00000483020276" + "00, A0000000031010, 03, A0000000032010, 03, 1C ready", []func(*kernel.Config){shop}},
		{"ppse-poi", visa, "PPSE, SPI 801A000009830702760001020001" + "00, A0000000032010, 03, 1C ready", []func(*kernel.Config){gate}},
		{"visa-6985", visa, "PPSE, A0000000031010, 03, A0000000032010, 03, 1C ready", nil},
		{"unionpay-online", "A000000333/07 " + visa, "PPSE, A000000333010101, 07, 1C ready", nil},
		{"ppse-elsewhere", "A000000004/02 " + visa, "PPSE, 1C ready", nil},
		{"mastercard-online", "A000000004/02 " + visa, "PPSE, A0000000041010, 02, 1C ready", nil},
	} {
		c, err := card.Named(r.card)
		if err != nil {
			t.Fatal(err)
		}
		if got := selections(t, r.reader, c, r.change...); got != r.want {
			t.Errorf("%s, %s: %q, want %q", r.card, r.reader, got, r.want)
		}
	}
	// Every contactless card leads to a kernel of its scheme.
	for _, name := range card.TapNames() {
		if name == "ppse-elsewhere" {
			continue
		}
		c, err := card.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		want := map[bool]string{true: "07"}[strings.Contains(name, "unionpay") || strings.Contains(name, "pboc")]
		switch {
		case strings.Contains(name, "k8"):
			want = "08"
		case strings.Contains(name, "discover"):
			want = "06"
		case strings.Contains(name, "mastercard"):
			want = "02"
		case strings.Contains(name, "amex"):
			want = "04"
		case strings.Contains(name, "jcb"):
			want = "05"
		case want == "":
			want = "03"
		}
		got := strings.Split(selections(t, "A000000004/02 A000000004/08 F0454D56474F38/08 A00000002501/04 A0000000651010/05 A000000152/06 A000000333/07 "+visa, c), ", ")
		if len(got) < 4 || got[2] != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
