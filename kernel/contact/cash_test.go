package contact_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

var (
	paidWithCash = bench.Ended(kernel.Approved, "Y1", "0000000000", "A800", "3F0000")
	cashOnline   = bench.Ended(kernel.Approved, "00", "0008040000", "F800", "020000")
)

// Electronic cash by contact pays without the host, without verification of the cardholder and without a floor limit, up to the terminal's limit and down to
// the card's threshold; below that, and in each other row, it is a transaction like any other. It is protected by DDA alone: never in strict.
// B3 10.5, 10.6.1, 10.7
func TestElectronicCash(t *testing.T) {
	const card = "pboc-cash"
	for _, c := range []struct {
		name     string
		profile  kernel.Profile
		amount   uint64
		change   func(*world)
		want     bench.Facts
		host     int
		code     string // 9F74 in the report
		balance  string // of the card in the end
		commands string
	}{
		{"paid", kernel.Book, 800, nil, paidWithCash, 0, "ECC001", "000000009200", "A4 B2 B2 A4 A8 B2 B2 B2 B2 B2 B2 B2 B2 B2 88 CA CA AE"},
		{"above the floor limit", kernel.Book, 1000, func(w *world) { w.Config.Applications[0].FloorLimit = 500 }, paidWithCash, 0, "ECC001", "000000009000", ""},
		{"at the terminal's limit", kernel.Book, 800, func(w *world) { w.Config.Applications[0].ElectronicCash = 800 }, paidWithCash, 0, "ECC001", "000000009200", ""},
		{
			"above the terminal's limit", kernel.Book, 800, func(w *world) { w.Config.Applications[0].ElectronicCash = 799 },
			bench.Ended(kernel.Approved, "00", "0008040000", "F800", "420300"), 1, "", "000000010000", "",
		},
		{
			"not taken", kernel.Book, 800, func(w *world) { w.Config.Applications[0].ElectronicCash = 0 },
			bench.Ended(kernel.Approved, "00", "0008040000", "F800", "420300"), 1, "", "000000010000", "",
		},
		{"strict", kernel.Strict, 800, nil, cashOnline, 1, "", "000000010000", ""},
		{"strict, no host", kernel.Strict, 800, func(w *world) { w.HostDown = true }, bench.Ended(kernel.Declined, "Z3", "0008040000", "E800", "020000"), 0, "", "000000010000", ""},
		{
			"above the card's limit", kernel.Book, 1001, nil,
			bench.Ended(kernel.Approved, "00", "0008040000", "F800", "420300"), 1, "", "000000010000", "",
		},
		{"below the threshold", kernel.Book, 800, balance("000000002299"), cashOnline, 1, "", "", ""},
		{"below the threshold, and nothing else wants the host", kernel.Book, 800, func(w *world) {
			balance("000000002299")(w)
			w.Config.Applications[0].TACOnline, w.Config.Applications[0].TACDefault = [5]byte{}, [5]byte{}
			before, codes := w.Middle, bench.Rewrite(t, "9F0F", "0000000000", "9F0D", "0000000000")
			w.Middle = func(n int, command, r []byte) []byte { return codes(n, command, before(n, command, r)) }
		}, cashOnline, 1, "", "", ""},
		{"at the threshold", kernel.Book, 800, balance("000000002300"), paidWithCash, 0, "ECC001", "", ""},
		{"not enough, it says", kernel.Book, 800, balance("000000000799"), cashOnline, 1, "", "", ""},
		{"no balance", kernel.Book, 800, answer(0x9F79, "6A88"), cashOnline, 1, "", "", ""},
		{"no threshold", kernel.Book, 800, answer(0x9F6D, "6A88"), cashOnline, 1, "", "", ""},
		{"a balance of no digits", kernel.Book, 800, balance("0000000F0000"), cashOnline, 1, "", "", ""},
		{"a short balance", kernel.Book, 800, balance("0000010000"), cashOnline, 1, "", "", ""},
		{"no code", kernel.Book, 800, hiding("9F74"), cashOnline, 1, "", "000000010000", ""},
		{"of another currency", kernel.Book, 800, swap("9F42020156", "9F42020344"), cashOnline, 1, "", "000000010000", ""},
		{
			"cashback", kernel.Book, 800, func(w *world) { w.Transaction.Type, w.Transaction.AmountOther = 0x09, 100 },
			bench.Ended(kernel.Approved, "00", "0008040000", "F800", "420300"), 1, "", "000000010000", "",
		},
		{
			"another type", kernel.Book, 800, func(w *world) { w.Transaction.Type = 0x01 },
			bench.Ended(kernel.Approved, "00", "0008040000", "F800", "420300"), 1, "", "000000010000", "",
		},
		{
			"no authentication", kernel.Book, 800, func(w *world) { w.Config.Terminal.Capabilities[2] = 0 },
			bench.Ended(kernel.Approved, "00", "8008040000", "7800", "020000"), 1, "", "000000010000", "A4 B2 B2 A4 A8 B2 B2 B2 B2 B2 B2 B2 B2 B2 CA CA CA CA AE 82 AE",
		},
		{
			"forced online, which the card's issuer has declined", kernel.Book, 800, func(w *world) { w.Transaction.ForceOnline = true },
			bench.Ended(kernel.Declined, "Z1", "0000000800", "A800", "3F0000"), 0, "", "000000010000", "",
		},
		{"the card wants the host", kernel.Book, 800, func(w *world) { w.Middle = give(0x80) }, bench.Ended(kernel.EndApplication, "00", "0000000040", "B800", "3F0000"), 1, "", "", ""},
	} {
		w := newUnionPay(t, card)
		w.Config.Profile, w.Transaction.Amount = c.profile, c.amount
		if c.change != nil {
			c.change(w)
		}
		out := w.Run()
		if got := out.Facts(); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
		code := string(out.Report.Get(tlv.ElectronicCashAuthorisationCode))
		if w.HostCalls != c.host || code != c.code || c.commands != "" && w.Instructions() != c.commands {
			t.Errorf("%s: host asked %d times, code %q, %s", c.name, w.HostCalls, code, w.Instructions())
		}
		if got := cardBalance(t, w); c.balance != "" && got != c.balance {
			t.Errorf("%s: balance %s, want %s", c.name, got, c.balance)
		}
		if o, ok := tlv.Find(out.DataRecord, 0x9F74); ok != (c.code != "") || string(o.Value) != c.code {
			t.Errorf("%s: 9F74 %q in the data record", c.name, o.Value)
		}
		if o, _ := tlv.Find(out.DataRecord, 0x9F63); fmt.Sprintf("%X", o.Value) != "11223344556677880000000000000000" {
			t.Errorf("%s: 9F63 %X in the data record", c.name, o.Value)
		}
	}
}

// With CDA electronic cash pays in strict too, and where the card verifies nobody: its balance is asked for, and what is not enough does not pay.
// B3 10.5, 10.7
func TestElectronicCashCDA(t *testing.T) {
	for _, c := range []struct {
		name, aip, balance, code string
		profile                  kernel.Profile
	}{
		{"strict", "7D00", "000000010000", "ECC001", kernel.Strict},
		{"verifies nobody", "6D00", "000000010000", "ECC001", kernel.Book},
		{"verifies nobody, strict", "6D00", "000000010000", "ECC001", kernel.Strict},
		{"verifies nobody, not enough", "6D00", "000000000799", "", kernel.Book},
	} {
		w := newUnionPay(t, "pboc-sm")
		w.Config.Profile, w.Transaction.Amount = c.profile, 800
		w.Card = bench.Profile(t, "pboc-sm", func(app map[string]any) {
			app["aip"], app["data"] = c.aip, map[string]any{"9F79": c.balance, "9F6D": "000000000000"}
			bench.SetElement(app, "9F74", "454343303031")
		})
		out := w.Run()
		if code := string(out.Report.Get(tlv.ElectronicCashAuthorisationCode)); code != c.code || out.Status != kernel.Approved || w.HostCalls != 0 {
			t.Errorf("%s: %v, code %q, host asked %d times, %s", c.name, out.Facts(), code, w.HostCalls, w.Instructions())
		}
	}
}

// cardBalance is what the card has in the end.
func cardBalance(t *testing.T, w *world) string {
	t.Helper()
	w.Card.Reset()
	for _, command := range []string{"00A4040008A000000333010101", "80CA9F7900"} {
		raw, err := hex.DecodeString(command)
		if err != nil {
			t.Fatal(err)
		}
		r, _, err := w.Card.Transmit(t.Context(), raw)
		if err != nil {
			t.Fatal(err)
		}
		if o, ok := tlv.Find(r[:len(r)-2], 0x9F79); ok {
			return hex.EncodeToString(o.Value)
		}
	}
	return ""
}

// answer has GET DATA of a tag answered with these bytes, whole or the status word alone.
func answer(tag tlv.Tag, with string) func(*world) {
	return func(w *world) {
		w.Middle = func(_ int, command, response []byte) []byte {
			if command[1] == 0xCA && command[2] == byte(tag>>8) && command[3] == byte(tag) {
				response, _ = hex.DecodeString(with)
			}
			return response
		}
	}
}

// balance has the card tell this one.
func balance(digits string) func(*world) {
	value, _ := hex.DecodeString(digits)
	return answer(0x9F79, hex.EncodeToString(tlv.Append(nil, 0x9F79, value))+"9000")
}

// hiding hides an element of a record under a tag that nobody knows.
func hiding(tag string) func(*world) {
	raw, _ := hex.DecodeString(tag)
	return func(w *world) {
		w.Middle = func(_ int, command, response []byte) []byte {
			if at := bytes.Index(response, raw); command[1] == 0xB2 && at >= 0 {
				copy(response[at:], []byte{0xDF, 0x01})
			}
			return response
		}
	}
}

// swap changes what the card says.
func swap(from, to string) func(*world) {
	before, _ := hex.DecodeString(from)
	after, _ := hex.DecodeString(to)
	return func(w *world) {
		w.Middle = func(_ int, _, response []byte) []byte { return bytes.ReplaceAll(response, before, after) }
	}
}

// give has the card give this cryptogram in answer to the first GENERATE AC.
func give(cid byte) func(int, []byte, []byte) []byte {
	done := false
	return func(_ int, command, response []byte) []byte {
		if at := bytes.Index(response, []byte{0x9F, 0x27, 0x01}); command[1] == 0xAE && at >= 0 && !done {
			response[at+3], done = cid, true
		}
		return response
	}
}

// The issuer loads the card by script: PUT DATA with its MAC, which the card checks. The balance is new only where it is right.
// B3 10.10, 6.5.10
func TestCashLoad(t *testing.T) {
	for _, c := range []struct {
		name, balance string
		spoil         bool
		scripts       string
	}{{"loaded", "000000014000", false, "2000000000"}, {"a wrong MAC", "000000010000", true, "1100000000"}} {
		w := newUnionPay(t, "pboc-cash")
		w.Transaction.Amount, w.Transaction.Type = 4000, 0x60
		w.Answer = func(de55 []byte) ([]byte, error) {
			r, err := issuer.Test().Authorise(de55, issuer.Options{Load: 4000})
			if c.spoil {
				r.Data[len(r.Data)-1] ^= 1
			}
			return r.Data, err
		}
		out := w.Run()
		if got := cardBalance(t, w); out.Status != kernel.Approved || got != c.balance || hex.EncodeToString(out.Scripts()) != c.scripts {
			t.Errorf("%s: %v, balance %s, scripts %X", c.name, out.Facts(), got, out.Scripts())
		}
	}
}

// documents is a checker of documents of identity that knows one.
type documents struct {
	asked []terminal.Document
	err   error
}

func (d *documents) CheckDocument(_ context.Context, doc terminal.Document) (tlv.CVMResult, error) {
	if d.asked = append(d.asked, doc); doc.Number != "110101199003070011" {
		return tlv.CVMFailed, d.err
	}
	return tlv.CVMSuccessful, d.err
}

// UnionPay's verification by a document of identity, method 20: the card's kind and number go to the checker where the terminal has one and the configuration
// the method. A card without a number asks the terminal's own verifier; whose cards are not UnionPay's have no such data.
// B3 10.5, B4 6.3.4
func TestIdentityDocument(t *testing.T) {
	const number = "9F6112313130313031313939303033303730303131"
	for _, c := range []struct {
		name    string
		data    string // of a record
		methods []byte
		device  *documents
		cvm     string
		asked   int
	}{
		{"the card's", "9F620100" + number, []byte{0x20}, &documents{}, "200002", 1},
		{"another", "9F6201029F610130", []byte{0x20}, &documents{}, "200001", 1},
		{"the checker fails", "9F620100" + number, []byte{0x20}, &documents{err: errNoAnswer}, "200001", 1},
		{"no kind", number, []byte{0x20}, &documents{}, "200002", 1},
		{"no number", "9F620100", []byte{0x20}, &documents{}, "200001", 0},
		{"an empty number", "9F6100", []byte{0x20}, &documents{}, "200001", 0},
		{"a number too long: as if it were not there", "9F6129" + strings.Repeat("30", 41), []byte{0x20}, &documents{}, "200001", 0},
		{"a kind too long: as if it were not there", "9F62020102" + number, []byte{0x20}, &documents{}, "200002", 1},
		{"no checker", "9F620100" + number, []byte{0x20}, nil, "200001", 0},
		{"not configured", "9F620100" + number, nil, &documents{}, "3F0001", 0},
	} {
		w := newUnionPay(t, "pboc")
		w.Config.Terminal.ProprietaryCVMs = c.methods
		w.Card = bench.Profile(t, "pboc", func(app map[string]any) {
			records := app["records"].([]any)
			raw := "8E0A00000000000000002000" + "9F0D05F020040000" + c.data
			records[len(records)-1].(map[string]any)["raw"] = fmt.Sprintf("70%02X%s", len(raw)/2, raw)
		})
		w.Equip = func(d *terminal.Devices) {
			if c.device != nil {
				d.Cardholder.Document = c.device
			}
		}
		out := w.Run()
		if got := fmt.Sprintf("%X", out.CVMResults()); got != c.cvm {
			t.Errorf("%s: %s, want %s, %+v", c.name, got, c.cvm, out.Facts())
		}
		if c.device != nil && len(c.device.asked) != c.asked {
			t.Errorf("%s: asked %d times", c.name, len(c.device.asked))
		}
		if c.asked == 1 && c.name == "another" && c.device.asked[0].Kind != terminal.Passport {
			t.Errorf("%s: %v", c.name, c.device.asked)
		}
	}
	other, d := newWorld(t, "noauth"), &documents{}
	other.Card = bench.With(t, "noauth", "8E", noXY+"2000", "9F61", number[6:])
	other.Config.Terminal.ProprietaryCVMs = []byte{0x20}
	other.Equip = func(x *terminal.Devices) { x.Cardholder.Document = d }
	if out := other.Run(); len(d.asked) != 0 || fmt.Sprintf("%X", out.CVMResults()) != "200001" {
		t.Errorf("a card of another network: asked %d times, %X", len(d.asked), out.CVMResults())
	}
}

// Where electronic cash does not pay after all, the PIN that is demanded is asked for when the cardholder is verified, not before.
// B3 10.7
func TestCashAndDemandForPIN(t *testing.T) {
	w := newUnionPay(t, "pboc-cash")
	w.Config.Profile, w.Transaction.Amount, w.Transaction.ForceOnline = kernel.Book, 800, true
	w.Middle = bench.Rewrite(t, "9F0E", "0000000000", "9F0F", "FFFFFFFFFF")
	s := &shop{w: w, answers: []kernel.Event{{Kind: kernel.CardReviewed, Demand: kernel.DemandPIN}}}
	out := s.run()
	if out.Status != kernel.Approved || out.CVM != kernel.CVMOnlinePIN || w.HostCalls != 1 || out.Error.Reason != "" {
		t.Errorf("%v, CVM %d, host asked %d times: %+v, %q", out.Status, out.CVM, w.HostCalls, out.Facts(), out.Error.Reason)
	}
}
