package c3_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// An operator is an IDS Operator Application: it answers in turn, and keeps what it was sent.
type operator struct {
	answers []string // TLV in hexadecimal digits; "-": no answer
	sent    [][]byte
	needed  [][]tlv.Tag
}

func (o *operator) Data(_ context.Context, sent []byte, needed []tlv.Tag) ([]byte, error) {
	o.sent, o.needed = append(o.sent, bytes.Clone(sent)), append(o.needed, needed)
	if len(o.answers) == 0 || o.answers[0] == "-" {
		return nil, nil
	}
	answer := unhexed(squeeze(o.answers[0]))
	o.answers = o.answers[1:]
	return append([]byte{}, answer...), nil
}

// storage is a tap of the card with integrated data storage, found by extended selection.
func storage(t testing.TB, on string, o *operator) *bench.Tap {
	t.Helper()
	x := bench.NewTap(t, c3.Kernel{}, "visa-storage", visa+"01", "36004000").Set("DF04", on)
	equip := x.Equip
	x.Equip = func(d *terminal.Devices) {
		equip(d)
		if o != nil {
			d.Exchange = o
		}
	}
	return x
}

// update is an IDS Record Update Template that writes 55 66 into record 2, by table F-1.
const update = "BF6022 DF0016 02 00000001 00 0000000000000000 0000000000000000 DF010100 DF02025566"

// The operator gets the directory, reads, gets the records, and updates; or does none of it.
//
// C-3 2.12 2.5, 3.3.3.1, 4.4.1.1, 7.1.1.1, 7.2.1.1, 7.2.2.1, 7.2.2.2, D.4
func TestIntegratedDataStorage(t *testing.T) {
	for _, c := range []struct {
		name, on string
		answers  []string
		sent     string // instructions
		status   kernel.Status
		sends    int
	}{
		{"off", "00", nil, "A4 A8", kernel.OnlineRequest, 0},
		{"nothing to do", "01", []string{"BF6100"}, "A4 A8", kernel.OnlineRequest, 1},
		{"no bytes", "01", []string{""}, "A4 A8", kernel.OnlineRequest, 1},
		{"another object of two bytes", "01", []string{"DF2202 1401"}, "A4 A8", kernel.OnlineRequest, 1},
		{"not parsed", "01", []string{"DF21"}, "A4 A8", kernel.OnlineRequest, 1},
		{"read, then nothing", "01", []string{"DF2102 1401", ""}, "A4 B2 A8", kernel.OnlineRequest, 2},
		{"read two, one, then nothing", "01", []string{"DF2102 1401 DF2102 1402", "DF2102 1403", ""}, "A4 B2 B2 B2 A8", kernel.OnlineRequest, 3},
		{"a file of no number", "01", []string{"DF2102 0001 DF2102 1F01 DF2101 14", ""}, "A4 A8", kernel.OnlineRequest, 1},
		{"update at once", "01", []string{update}, "A4 E0", kernel.OnlineRequest, 1},
		{"read, then update", "01", []string{"DF2102 1402", update}, "A4 B2 E0", kernel.OnlineRequest, 2},
		{"an update that the card refuses", "01", []string{"BF6003 DF0000"}, "A4 E0", kernel.EndApplication, 1},
		{"an update longer than a command", "01", []string{"BF608200E0" + strings.Repeat("DF020155", 56)}, "A4", kernel.EndApplication, 1},
	} {
		o := &operator{answers: c.answers}
		x := storage(t, c.on, o)
		r := x.Run()
		if r.Status != c.status || x.Instructions() != c.sent || len(o.sent) != c.sends {
			t.Errorf("%s: %v (%s), %s, %d sent", c.name, r.Status, r.Error.Reason, x.Instructions(), len(o.sent))
		}
		if len(o.sent) > 0 && (!bytes.HasPrefix(o.sent[0], []byte{0xD2}) || fmt.Sprint(o.needed[0]) != "[DF21 BF60]") {
			t.Errorf("%s: sent %X for %v", c.name, o.sent[0], o.needed[0])
		}
	}
}

// What is read goes to the operator as it came, with its status word; what is written is in the card.
//
// C-3 2.12 7.1.1.1, 7.2.1.1, D.4.2
func TestIDSRecords(t *testing.T) {
	o := &operator{answers: []string{"DF2102 1402 DF2102 1409", update}}
	x := storage(t, "01", o)
	x.Run()
	if got := fmt.Sprintf("%X", o.sent[1]); got != "DF2208140211223344"+"9000"+"DF220414096A83" {
		t.Errorf("sent %s", got)
	}
	egpo := x.Commands[len(x.Commands)-1]
	if want := unhexed(squeeze(update)); !bytes.Equal(egpo[:4], []byte{0x80, 0xE0, 0, 0}) || egpo[5] != 0x83 || !bytes.HasSuffix(egpo, append(want, 0)) || int(egpo[4]) != len(egpo)-6 {
		t.Errorf("EXTENDED GPO %X", egpo)
	}
	room := 255 - (int(egpo[4]) - len(unhexed(squeeze(update)))) // beside the PDOL's values
	for over := range 2 {
		n, before := room+over, len(x.Commands)
		o.answers = []string{fmt.Sprintf("BF6081%02X DF0281%02X", n-4, n-8) + strings.Repeat("55", n-8)}
		x.Run()
		if last := x.Commands[len(x.Commands)-1]; len(x.Commands) == before || (last[1] == 0xE0) != (over == 0) || over == 0 && last[4] != 255 {
			t.Errorf("an update of %d bytes, %d too many: %X", n, over, last)
		}
	}
	o.answers = []string{"DF2102 1402", ""}
	o.sent = nil
	x.Run()
	if got := fmt.Sprintf("%X", o.sent[1]); got != "DF2208140255663344"+"9000" {
		t.Errorf("afterwards %s", got)
	}
}

// An operator that does not answer while the card waits updates nothing, and the transaction goes on.
//
// C-3 2.12 7.2.2.1
func TestIDSOperatorIsSilent(t *testing.T) {
	w := newWire(t, "36004000").set(c3.ParamDataStorage, 1)
	w.fci = fciOf(plainPDOL, "D203010203")
	var waits int
	w.also = func(a kernel.Action) (ev kernel.Event) {
		if a.Await.Has(kernel.Timeout) {
			waits++
			ev = kernel.Event{Kind: kernel.Timeout}
		}
		return ev
	}
	w.ends("silent", kernel.OnlineRequest, kernel.CVMNotRequired)
	if waits != 1 || w.commands[0][1] != 0xA8 || !slices.Contains(w.kinds, kernel.StartTimer) || !slices.Contains(w.kinds, kernel.StopTimer) {
		t.Errorf("%d waits, %X, %v", waits, w.commands[0], w.kinds)
	}
	w.cancel = kernel.Wait
	w.ends("cancelled", kernel.EndApplication, kernel.CVMNotApplicable)
	if w.out.Error.L3 != kernel.L3Stop || w.out.Error.Step != "integrated data storage" || len(w.commands) != 0 {
		t.Errorf("cancelled: %+v", w.out)
	}
	w.cancel = 0
	w.fci = fciOf(plainPDOL, "")
	if w.ends("no directory", kernel.OnlineRequest, kernel.CVMNotRequired); waits != 1 {
		t.Error("waits without a directory")
	}
}

// The status words of EXTENDED GET PROCESSING OPTIONS mean what those of GET PROCESSING OPTIONS do.
//
// C-3 2.12 7.2.2.2, D.4.4
func TestStatusWordOfEGPO(t *testing.T) {
	for sw, want := range map[string]kernel.Status{
		"6984": kernel.TryAnotherInterface, "6985": kernel.SelectNext, "6986": kernel.TryAgain, "6A80": kernel.EndApplication, "6283": kernel.EndApplication,
	} {
		o := &operator{answers: []string{update}}
		x := storage(t, "01", o)
		x.Middle = bench.Swap(t, 0xE0, 1, sw)
		if r := x.Run(); r.Status != want {
			t.Errorf("%s: %v", sw, r.Status)
		}
	}
	x := storage(t, "01", &operator{answers: []string{"DF2102 1402", update}})
	x.Fault = func(n int, _ []byte) (kind apdu.FaultKind) {
		if n == 2 {
			kind = 2
		}
		return kind
	}
	if r := x.Run(); r.Status != kernel.TryAgain || r.Error.L1 != kernel.FaultTransmission {
		t.Errorf("lost while reading: %v", r.Status)
	}
}
