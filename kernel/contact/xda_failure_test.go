package contact_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// B2 12.5.2 table 37: what was sent is covered: GET PROCESSING OPTIONS and the first GENERATE AC by the first
// signature, the second GENERATE AC by the second
func TestXDACoversWhatWasSent(t *testing.T) {
	for _, ins := range []byte{apdu.GetProcessingOptions, apdu.GenerateAC} {
		w := newXDAWorld(t, "xda")
		w.Transaction.Amount = 100
		d := w.Devices()
		d.Readers.Contact = terminal.Inserted(&changer{world: w, ins: ins})
		out := w.RunWith(d)
		if out.ARC() == "Y1" || !out.HasTVR(tlv.TVRXDAFailed) {
			t.Errorf("instruction %02X: %v %s, TVR %X", ins, out.Status, out.ARC(), out.TVR())
		}
	}
}

// B3 10.3, B4 10.2: the terminal capabilities for the application count, and the card gets to see them
// B3 10.3 capabilities
// B4 10.2 capabilities
func TestCapabilitiesOfTheApplication(t *testing.T) {
	for _, c := range []struct {
		terminal, app string
		method, sent  string
	}{
		{"E0794C", "", "XDA", "E0794C"},
		{"E07848", "", "", "E07848"},
		{"E07848", "E0794C", "XDA", "E0794C"},
		{"E0794C", "E07848", "", "E07848"},
	} {
		w := newXDAWorld(t, "xda")
		w.Config.Terminal.Capabilities = [3]byte(bench.Hex(t, c.terminal))
		if c.app != "" {
			w.Config.Applications[0].Capabilities = bench.Hex(t, c.app)
		}
		out := w.Run()
		if out.ODA().Method != c.method {
			t.Errorf("%+v: method %q", c, out.ODA().Method)
		}
		for _, cmd := range w.Commands {
			if cmd[1] == apdu.GetProcessingOptions && !bytes.Contains(cmd, bench.Hex(t, c.sent)) {
				t.Errorf("%+v: sent % X", c, cmd)
			}
		}
	}
}
