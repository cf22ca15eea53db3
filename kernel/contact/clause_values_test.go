package contact_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// The 41 lines of the list of what a kernel puts out at least, 43 elements with the three action codes apart, at the end of a transaction that
// has each of them: with what card, terminal and host said. Empty: made in the transaction, and checked below.
// B4 8.4.5 minimum, recommended
func TestClauseValues(t *testing.T) {
	want := map[tlv.Tag]string{
		0x9F02: "000000001234", 0x9F03: "000000000000", 0x9F26: "", 0x5F25: "200101", 0x5F24: "491231", 0x82: "3D00",
		0x50: "5465737420437265646974", 0x5A: "5413330089020011", 0x5F34: "01", 0x9F12: "4372E9646974", 0x9F36: "0011", 0x9F07: "FF80",
		0x9F09: "0002", 0x5F20: "5445535420434152442F454D56", 0x9F0B: "", 0x9F27: "40", 0x8E: "000003E8000000001F0602031E031F03",
		0x9F34: "020300", 0x84: aidFull, 0x9F1E: "454D56474F303031", 0x9F0D: "FC50A80000", 0x9F0E: "0000000000", 0x9F0F: "FC78FCF800",
		0x9F10: "", 0x9F11: "01", 0x5F28: "0276", 0x9F5B: "2001020304", 0x5F2D: "656E", 0x9F15: "5411", 0x9F16: "",
		0x9F24: "", 0x9F33: "E07848", 0x9F1A: "0276", 0x9F1C: "5445524D30303031", 0x9F35: "22", 0x95: "0000048000",
		0x57: "5413330089020011D49122010123456789", 0x5F2A: "0978", 0x9A: "260701", 0x9B: "FC00", 0x9F21: "120000", 0x9C: "00", 0x9F37: "",
		// beside the list: the card's and the terminal's other data
		0x9F08: "0002", 0x9F42: "0978", 0x9F4E: "", 0x9F1D: "", 0x8A: "3030", 0x9F06: aidFull, 0x9F40: "F000F0A001", 0x9F41: "00000001",
	}
	const holder = "5445535420434152442F454D56204558504F5345442048455245" // 26 characters
	const reference = "51303031" + "4142434445464748494A4B4C4D4E4F505152535455565758" + "5A"
	w := newWorld(t, "full")
	w.Card = bench.Profile(t, "full", func(app map[string]any) {
		app["fci"].(map[string]any)["9F12"], app["fci"].(map[string]any)["9F11"] = "4372E9646974", "01"
		bench.SetElement(app, "9F0B", holder+"4D")
		bench.SetElement(app, "9F24", reference)
		app["data"] = map[string]any{"9F4D": "0B0A"} // which the script changes
	})
	w.Issuer.Scripts = []issuer.Script{{Late: true, ID: []byte{1, 2, 3, 4}, Commands: []issuer.Command{issuer.PutData(0x9F4D, []byte{0x0C, 7})}}}
	w.Config.Applications[0].RiskParameters = bench.Hex(t, "0102030405060708")
	run := func(opts ...kernel.Option) (*kernel.Session, *bench.Result) {
		s := w.Session(opts...)
		out, err := bench.RunOpen(context.Background(), s, w.Devices())
		if err != nil {
			t.Fatal(err)
		}
		return s, out
	}
	var first []byte // data of the last GENERATE AC
	w.watch(func(command, _ []byte) {
		if command[1] == apdu.GenerateAC {
			first = bytes.Clone(command)
		}
	})
	s, out := run(kernel.WithClearData())
	defer s.Close()
	if out.Status != kernel.Approved {
		t.Fatal(out.Error.Reason)
	}
	want[0x9F0B], want[0x9F24], want[0x9F26], want[0x9F1D] = holder+"4D", reference, hexOf(out.AC()), "0102030405060708"
	for tag, value := range want {
		got, err := s.Value(tag)
		if err != nil || value != "" && hexOf(got) != value || len(got) == 0 {
			t.Errorf("%s: %X, %v; want %s", tag, got, err, value)
		}
	}
	if un, err := s.Value(0x9F37); err != nil || !bytes.Contains(first, un) {
		t.Errorf("unpredictable number %X, %v, sent % X", un, err, first)
	}
	if _, err := s.Value(0xDF01); !errors.Is(err, kernel.ErrNoValue) {
		t.Errorf("of nothing: %v", err)
	}
	// what names account and holder stays masked where the application has not asked for it
	masked, _ := run()
	defer masked.Close()
	for _, tag := range []tlv.Tag{0x5A, 0x57, 0x5F20, 0x9F0B} {
		if _, err := masked.Value(tag); !errors.Is(err, kernel.ErrMasked) {
			t.Errorf("%s: %v", tag, err)
		}
	}
	if v, err := masked.Value(0x95); err != nil || hexOf(v) != "0000048000" {
		t.Errorf("TVR %X, %v", v, err)
	}
}
