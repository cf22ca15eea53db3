package contact_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/trace"
	"github.com/emvgo/emv/testvectors"
)

const (
	selectPSE   = "00A404000E315041592E5359532E444446303100"
	dialogueAID = "A0000000031003" // of the dialogues that begin after selection
)

// The dialogues of openemv/emv-utils on selection, initiation and reading lead to what the books say. That is what their
// authors expect, but where the data file says otherwise.
//
// B1 12.3, 12.4, B3 10.1, 10.2
func TestConversationDialogues(t *testing.T) {
	dialogues, err := testvectors.Dialogues("selection", "initiation", "reading")
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]testvectors.Dialogue{}
	differ := 0
	for _, d := range dialogues {
		byName[d.Name] = d
		if d.Differs != "" {
			differ++
		}
	}
	if len(dialogues) != 36 || differ != 3 {
		t.Fatalf("%d dialogues, %d of which differ", len(dialogues), differ)
	}
	for _, d := range dialogues {
		t.Run(d.Name, func(t *testing.T) {
			if d.Authors == "" || d.Book == "" {
				t.Fatal("no expectation")
			}
			r := newDialogue(t, d, byName[d.After])
			if got := r.run(t); got != d.Book {
				t.Errorf("got  %s\nwant %s", got, d.Book)
			}
		})
	}
}

// A dialogue is one of the vectors with the terminal round it.
type dialogue struct {
	testvectors.Dialogue
	cfg  *kernel.Config
	card *captured
	t0   bool

	choose  []byte // not chosen yet
	offers  string // what the cardholder was asked last
	note    string // of GET PROCESSING OPTIONS
	records []string
}

func newDialogue(t *testing.T, d, after testvectors.Dialogue) *dialogue {
	t.Helper()
	r := &dialogue{Dialogue: d, cfg: conversationConfig(t, "emvutils"), choose: bench.Hex(t, d.Choose)}
	exchanges := slices.Concat(after.Exchanges, d.Exchanges)
	if d.FCI != "" {
		r.cfg.Applications = r.cfg.Applications[:1]
		r.cfg.Applications[0].AID = bench.Hex(t, dialogueAID)
		one := [2]string{"00A4040007" + dialogueAID + "00", d.FCI + "9000"}
		ahead := [][2]string{{selectPSE, "6A82"}, one, one}
		if d.AFL != "" {
			ahead = append(ahead, [2]string{"80A8000002830000", fmt.Sprintf("80%02X4000%s9000", 2+len(d.AFL)/2, d.AFL)})
		}
		exchanges = append(ahead, exchanges...)
	}
	if d.Differs != "" && d.Layer == "reading" {
		exchanges = exchanges[:len(exchanges)-len(d.Exchanges)] // no record is read
	}
	c := new(transcript.Conversation)
	r.card = &captured{c: c}
	for _, x := range exchanges {
		r.card.list = append(r.card.list, conversed{command: bench.Hex(t, x[0]), response: bench.Hex(t, x[1])})
		r.t0 = r.t0 || strings.HasPrefix(x[0], "00C0")
	}
	if r.t0 {
		c.Set("protocol", "T=0")
	}
	return r
}

// Transmit answers as the dialogue has it. After its end the card answers with Rest, READ RECORD after GET PROCESSING
// OPTIONS with an empty record, and else nothing.
func (r *dialogue) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	switch {
	case r.card.next < len(r.card.list):
		return r.card.Transmit(ctx, command)
	case r.Rest != "":
		b, err := hex.DecodeString(r.Rest)
		return b, 0, err
	case r.Layer == "initiation" && command[1] == apdu.ReadRecord:
		r.records = append(r.records, fmt.Sprintf("%d/%d", command[3]>>3, command[2]))
		return []byte{0x70, 0x00, 0x90, 0x00}, 0, nil
	}
	return nil, 0, apdu.Fault(apdu.Timeout, nil)
}

// SelectApplication takes the application of the dialogue once, and then none.
func (r *dialogue) SelectApplication(_ context.Context, list []kernel.Candidate) (int, error) {
	r.offers = "offers"
	chosen := -1
	for i, c := range list {
		r.offers += fmt.Sprintf(" %X", c.AID)
		if bytes.Equal(c.AID, r.choose) {
			chosen = i
		}
	}
	r.choose = nil
	switch {
	case chosen >= 0:
		r.offers = ""
	case r.Rest != "":
		chosen, r.offers = 0, ""
	}
	return chosen, nil
}

// ConfirmApplication says no, but where the rest of the list has to go.
func (r *dialogue) ConfirmApplication(_ context.Context, one kernel.Candidate) (bool, error) {
	if r.Rest != "" {
		return true, nil
	}
	r.offers = fmt.Sprintf("asks to confirm %X", one.AID)
	return false, nil
}

// run runs the dialogue and says what came of it.
func (r *dialogue) run(t *testing.T) string {
	t.Helper()
	tx := kernel.Transaction{Type: 0x09, Money: kernel.Money{Amount: 123456789}, AmountOther: 98765, Date: [3]byte{0x24, 0x02, 0x17}, Sequence: 1}
	traced := kernel.WithTrace(func(e trace.Entry) {
		if strings.HasPrefix(e.Text, "AIP ") {
			r.note = e.Text
		}
	})
	s, err := kernel.NewSession(contact.Program(), r.cfg, tx, kerneltest.Random(1), traced)
	if err != nil {
		t.Fatal(err)
	}
	devices := &terminal.Devices{Readers: terminal.Readers{Contact: terminal.Inserted(r)}, Cardholder: terminal.Cardholder{Chooser: r}}
	if r.t0 {
		devices.Readers.Contact = terminal.Inserted(apdu.NewT0(r))
	}
	out, err := bench.Run(context.Background(), s, devices)
	if err != nil {
		t.Fatal(err)
	}
	if out.Error.L1 != kernel.FaultProtocol {
		r.card.close(t)
	}
	timeout := out.Error.L1 == kernel.FaultTimeout
	switch {
	case r.offers != "":
		return r.offers
	case r.Layer == "selection" && timeout:
		return fmt.Sprintf("selects %X", out.AID())
	case len(r.records) > 0:
		return r.note + ", reads " + strings.Join(r.records, " ")
	case r.Layer == "reading" && timeout && out.Error.Step != "read application data":
		return fmt.Sprintf("reads all, %s %s: %s", out.ODA().Method, out.ODA().Result, out.ODA().Reason)
	}
	return words(out)
}
