package contact_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// uploaded reports whether the acquirer would be told by 9F74 that electronic cash has paid.
func uploaded(w *world, out *bench.Result) bool {
	_, batch := tlv.Find(terminal.MessageData(kernel.BatchData, w.Config, &w.Transaction, out.Result), 0x9F74)
	_, host := tlv.Find(w.DE55, 0x9F74)
	return batch || host
}

// purseCard is the published contact card with 100.00 in its purse; list is its CVM list where it pays by electronic cash, pdol its PDOL where there is another.
func purseCard(t *testing.T, list, pdol string) *card.Card {
	return bench.Profile(t, "pboc", func(app map[string]any) {
		app["data"].(map[string]any)["9F79"] = "000000010000"
		if pdol != "" {
			app["fci"].(map[string]any)["9F38"] = strings.ReplaceAll(pdol, " ", "")
		}
		for _, r := range app["records"].([]any) {
			m := r.(map[string]any)
			if m["sfi"].(float64) == 3 && m["record"].(float64) == 4 {
				m["raw"] = "70248E0A0000000000000000" + list + "9F0D0500000000009F0E0500000000009F0F050000000000"
			}
		}
	})
}

// A card that was told that electronic cash is taken pays whenever it gives a TC. Where the terminal does not have it pay, though nothing else leads to the host, the host decides, and where
// there is none nobody: the balance stays, and no 9F74 goes out.
// B3 10.7, B4 10.1, A1
func TestCashClosed(t *testing.T) {
	const noAmount = "9F1A02 9F7A01 5F2A02"
	reviewed := kernel.Event{Kind: kernel.CardReviewed}
	for _, c := range []struct {
		name, list, pdol string
		answer           kernel.Event
		change           func(*world)
		online, offline  string // response codes
		told             int    // GET PROCESSING OPTIONS
	}{
		{"nothing", "1F00", "", reviewed, nil, "Y1", "Y1", 1},
		{"a PIN is demanded, which the card verifies", "0100", "", kernel.Event{Kind: kernel.CardReviewed, Demand: kernel.DemandPIN}, nil, "00", "Z1", 1},
		{"no balance", "1F00", "", reviewed, answer(0x9F79, "6A88"), "00", "Z1", 1},
		{"no threshold", "1F00", "", reviewed, answer(0x9F6D, "6A88"), "00", "Z1", 1},
		{"another currency", "1F00", "", reviewed, swap("9F42020156", "9F42020344"), "00", "Z1", 1},
		{"below the threshold", "1F00", "", reviewed, balance("000000002299"), "00", "Y1", 1},
		{"the amount stays", "1F00", noAmount, reviewed, nil, "Y1", "Y1", 1},
		{"the amount rises above the limit", "1F00", noAmount, kernel.Event{Kind: kernel.CardReviewed, Money: kernel.Money{Amount: 900}}, nil, "00", "Z1", 2},
	} {
		for kind, code := range map[byte]string{0x22: c.online, 0x23: c.offline} {
			w := newUnionPay(t, "pboc-cash")
			w.Card = purseCard(t, c.list, c.pdol)
			w.Config.Profile, w.Transaction.Amount = kernel.Book, 800
			w.Config.Terminal.Type, w.Config.Terminal.Capabilities[1], w.Config.Applications[0].ElectronicCash = kind, 0xF8, 850
			if c.change != nil {
				c.change(w)
			}
			s := &shop{w: w, answers: []kernel.Event{c.answer}}
			out, paid := s.run(), code == "Y1"
			left := map[bool]string{true: "000000009200", false: "000000010000"}[paid]
			if got := cardBalance(t, w); out.ResponseCode != code || got != left || uploaded(w, out) != paid || w.Sent(apdu.GetProcessingOptions) != c.told {
				t.Errorf("%s, %02X: %+v, GENERATE AC %02X, balance %s, 9F74 %v, told %d times", c.name, kind, out.Facts(), w.P1(1), got, uploaded(w, out), w.Sent(apdu.GetProcessingOptions))
			}
		}
	}
}

// A card that asks for the host by itself, where electronic cash was to pay, leaves it to the host: verification is over, and no floor limit was looked at, so that nobody approves without one.
// B3 10.5, 10.6, 9.3.2, B4 12.2.1
func TestCashAsksForHost(t *testing.T) {
	down := func(w *world) { w.HostDown = true }
	offline := func(w *world) { w.Config.Terminal.Type = 0x23 }
	for _, c := range []struct {
		name   string
		change func(*world)
		code   string
		last   int // P1 of the second GENERATE AC
	}{
		{"host up", func(*world) {}, "00", 0x50},
		{"host down", down, "Z3", 0x00},
		{"offline-only", offline, "Z3", 0x00},
	} {
		for _, p := range []kernel.Profile{kernel.Book, kernel.Strict} {
			w := newUnionPay(t, "pboc-cash")
			w.Card = bench.Profile(t, "pboc-sm", func(app map[string]any) {
				app["data"] = map[string]any{"9F79": "000000010000", "9F6D": "000000000000"}
				app["risk"] = map[string]any{"offlineLimit": 0, "offlineCount": 0}
				for tag, value := range map[string]string{"9F74": "454343303031", "8E": "0000000000000000020042031F00", "9F0F": "0000000000", "9F0D": "0000000000"} {
					bench.SetElement(app, tag, value)
				}
			})
			w.Config.Profile, w.Transaction.Amount, w.Config.Applications[0].FloorLimit = p, 800, 500
			c.change(w)
			out := w.Run()
			if out.ResponseCode != c.code || (out.Status == kernel.Approved) != (c.code == "00") || w.P1(1) != 0x50 || w.P1(2)&0xC0 != c.last&0xC0 ||
				hexOf(out.CVMResults()) != "3F0000" || uploaded(w, out) {
				t.Errorf("%s, %v: %+v, GENERATE AC %02X and %02X, 9F74 %v", c.name, p, out.Facts(), w.P1(1), w.P1(2), uploaded(w, out))
			}
		}
	}
}

// In strict the code that offers electronic cash counts where it is signed alone: a record that somebody adds between card and terminal leaves the card's CVM
// list as it is.
// B3 10.3, 10.5
func TestCashCodeNotSigned(t *testing.T) {
	added, err := hex.DecodeString("70099F74064543433030319000")
	if err != nil {
		t.Fatal(err)
	}
	for _, between := range []bool{false, true} {
		w := newUnionPay(t, "pboc-cash")
		w.Card = bench.Profile(t, "pboc-sm", func(app map[string]any) {
			app["data"] = map[string]any{"9F79": "000000010000", "9F6D": "000000000000"}
			bench.SetElement(app, "8E", "00000000000000000200")
		})
		w.Config.Profile, w.Transaction.Amount = kernel.Strict, 800
		w.Config.Applications[0].FloorLimit, w.Config.Applications[0].CVMLimit = 1000, 500
		if between {
			w.Middle = func(_ int, command, r []byte) []byte {
				switch at := bytes.Index(r, []byte{0x94}); {
				case command[1] == apdu.GetProcessingOptions && at > 0: // AFL with one more record
					n := int(r[at+1])
					return bytes.Join([][]byte{{r[0], r[1] + 4}, r[2 : at+1], {byte(n + 4)}, r[at+2 : at+2+n], {0x50, 1, 1, 0}, r[at+2+n:]}, nil)
				case command[1] == apdu.ReadRecord && command[3]>>3 == 10:
					return added
				}
				return r
			}
		}
		out := w.Run()
		if out.CVM != kernel.CVMOnlinePIN || w.HostCalls != 1 || out.ResponseCode != "00" || out.ODA().Method != "CDA" || out.ODA().Result != "ok" || uploaded(w, out) {
			t.Errorf("between %v: %+v, CVM %d, %+v", between, out.Facts(), out.CVM, out.ODA())
		}
	}
}

// A card that does not answer when it is asked for its electronic cash ends the transaction, as one that does not answer anything else: nothing is sent to it after that.
// B3 8.1
func TestCashNotAnswered(t *testing.T) {
	for nth := 1; nth <= 2; nth++ { // the balance, then the threshold
		w, asked := newUnionPay(t, "pboc-cash"), 0
		w.Transaction.Amount = 800
		w.Fault = func(_ int, command []byte) apdu.FaultKind {
			if command[1] != apdu.GetData {
				return 0
			}
			if asked++; asked == nth {
				return apdu.Timeout
			}
			return 0
		}
		out := w.Run()
		last := w.Commands[len(w.Commands)-1]
		if out.Status != kernel.EndApplication || out.Error.L1 != kernel.FaultTimeout || asked != nth || last[1] != apdu.GetData || w.HostCalls != 0 || out.Report.Get(tlv.ElectronicCashAuthorisationCode) != nil {
			t.Errorf("GET DATA %d: %v, %+v, %s", nth, out.Status, out.Error, w.Instructions())
		}
	}
}
