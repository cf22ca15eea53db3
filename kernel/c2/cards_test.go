package c2_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// A visit is one of the virtual cards at one reader, with the outcome worked out by hand from the book and the card's profile.
type visit struct {
	card   string
	set    []string // parameters, over those of the reader
	change func(*bench.Tap)

	status    kernel.Status
	oda       string
	l2        kernel.L2Error
	tvr       string
	reference string // Reference Control Parameter
	record    bool   // there is a data record
	summary   string // DS Summary Status
}

// reader is a reader without data exchange that has CDA, CDCVM, relay resistance, and limits above the purchase of 12.34. Its action codes are zeroes.
var reader = []string{
	"DF8117", "E0", "DF8118", "60", "DF8119", "08", "DF811F", "08", "DF811B", "30", "DF8123", "000000005000", "DF8124", "000000010000",
	"DF8125", "000000050000", "DF8126", "000000002500", "DF8120", "0000000000", "DF8121", "0000000000", "DF8122", "0000000000",
	"DF8132", "0014", "DF8133", "0032", "DF8136", "012C", "DF8137", "32",
}

// storage is what a terminal gives that reads the data storage of operator 4F50455241544F52 and writes to it: data of two bytes, a permanent slot, the
// input that opens the one there is, and the input for what comes after.
var storage = []string{
	"DF01", "01", "DF810D", "02", "9F5C", "4F50455241544F52", "DF62", "80", "DF63", "A0B0", "DF8108", "40", "DF810A", "80", "DF60", "1122334455667788",
	"DF8109", "8877665544332211",
}

func with(list []string, more ...string) []string { return slices.Concat(list, more) }

// tap is the visit at the bench.
func (v *visit) tap(t testing.TB) *bench.Tap {
	t.Helper()
	x := bench.NewTap(t, c2.Kernel{}, v.card, mastercardAID, "")
	x.Combination.TTQ = nil // no kernel of Mastercard's has one
	x.Config.Keys = bench.Config(t, "tap").Keys
	x.Set(reader...).Set(v.set...)
	if v.change != nil {
		v.change(x)
	}
	return x
}

// run is the visit, and whether it ends as it should.
func (v *visit) run(t *testing.T) *bench.Result {
	t.Helper()
	x := v.tap(t)
	r := x.Run()
	out := x.Outcome()
	value := func(row tlv.Row) string {
		for have, b := range r.Report.All() {
			if have == row {
				return fmt.Sprintf("%X", b)
			}
		}
		return ""
	}
	got := fmt.Sprintf("%v, ODA %s, L2 %d, TVR %s, asked %s, record %v, summary %s", out.Status, out.ODA.Result, out.Error.L2, value(tlv.TVRKernel2),
		value(tlv.ReferenceControlParameter), out.DataRecord != nil, value(tlv.DSSummaryStatus))
	want := fmt.Sprintf("%v, ODA %s, L2 %d, TVR %s, asked %s, record %v, summary %s", v.status, v.oda, v.l2, v.tvr, v.reference, v.record, v.summary)
	if got != want {
		t.Errorf("%s %v\n %s\nwant\n %s\n%v %s", v.card, v.set, got, want, out.Error, out.ODA.Reason)
	}
	return r
}

const (
	notPerformed = "0000000001" // relay resistance
	performed    = "0000000002"
	camFailed    = "0400000001"
)

// CDA with and without relay resistance, of every type of cryptogram.
// C-2 6.12, S910.1, S910.2, S910.2.1, S910.2.2, S910.3, S910.3.1, S910.4, S910.4.1, S910.5, S910.6, S910.7, S910.7.1, S9.28, GAC.27
func TestCDA(t *testing.T) {
	for _, v := range []visit{
		{card: "mastercard-online", status: kernel.OnlineRequest, oda: "ok", tvr: notPerformed, reference: "50", record: true},
		{card: "mastercard-offline", status: kernel.Approved, oda: "ok", tvr: notPerformed, reference: "50", record: true},
		{card: "mastercard-declined", status: kernel.TryAnotherInterface, oda: "ok", tvr: notPerformed, reference: "50", record: true},
		{card: "mastercard-declined", set: []string{"DF8121", notPerformed}, status: kernel.TryAnotherInterface, oda: "ok", tvr: notPerformed, reference: "10", record: true},
		{card: "mastercard-no-cda", status: kernel.OnlineRequest, oda: "not performed", tvr: "8000000001", reference: "80", record: true},
		{card: "mastercard-relay", status: kernel.OnlineRequest, oda: "ok", tvr: performed, reference: "50", record: true},
		{card: "mastercard-relay-second", status: kernel.OnlineRequest, oda: "ok", tvr: performed, reference: "50", record: true},
		{card: "mastercard-relay-altered", status: kernel.EndApplication, oda: "failed", l2: kernel.CAMFailed, tvr: "0400000002", reference: "50"},
		{card: "mastercard-unknown-ca", status: kernel.OnlineRequest, oda: "failed", tvr: camFailed, reference: "40", record: true},
	} {
		v.run(t)
	}
}

// The cryptogram in the signature is the one that the issuer verifies.
// C-2 S910.4, table 4.6
func TestCryptogramOfTheSignature(t *testing.T) {
	for _, name := range []string{"mastercard-online", "mastercard-relay"} {
		x := (&visit{card: name, change: func(x *bench.Tap) { x.Online = true }}).tap(t)
		if r := x.Run(); x.HostCalls != 1 || r.Status != kernel.OnlineRequest {
			t.Errorf("%s: %d calls, %v", name, x.HostCalls, r.Error)
		}
		o, ok := tlv.Find(x.DE55, 0x9F26)
		if !ok || len(o.Value) != 8 {
			t.Errorf("%s: DE 55 %X", name, x.DE55)
		}
	}
}

// answer changes the value of the card's answer to GENERATE AC.
func answer(change func(value []byte) []byte) func(*bench.Tap) {
	return func(x *bench.Tap) {
		x.Middle = func(_ int, command, response []byte) []byte {
			c := tlv.NewCursor(response)
			if o, ok := c.Next(); ok && command[1] == apdu.GenerateAC {
				return append(tlv.Append(nil, o.Tag, change(slices.Clone(o.Value))), 0x90, 0)
			}
			return response
		}
	}
}

// What the signature does not carry any more, and one that nobody asked for.
// C-2 6.12, S9.28, S910.1, S910.5, S910.6, S910.7, S910.7.1
func TestCDAFails(t *testing.T) {
	flip := func(tag tlv.Tag) func(*bench.Tap) {
		return answer(func(v []byte) []byte {
			o, _ := tlv.Find(v, tag)
			v[bytes.Index(v, o.Value)] ^= 1
			return v
		})
	}
	stray := answer(func(v []byte) []byte { return tlv.Append(v, 0x9F4B, make([]byte, 128)) })
	const failed = kernel.CAMFailed
	for _, v := range []visit{
		{card: "mastercard-offline", change: flip(0x9F4B), status: kernel.EndApplication, oda: "failed", l2: failed, tvr: camFailed, reference: "50"},
		{card: "mastercard-offline", change: flip(0x9F36), status: kernel.EndApplication, oda: "failed", l2: failed, tvr: camFailed, reference: "50"},
		{card: "mastercard-offline", change: flip(0x9F10), status: kernel.EndApplication, oda: "failed", l2: failed, tvr: camFailed, reference: "50"},
		{card: "mastercard-no-cda", change: stray, status: kernel.EndApplication, oda: "failed", l2: failed, tvr: "8400000001", reference: "80"},
		{card: "mastercard-unknown-ca", change: stray, status: kernel.EndApplication, oda: "failed", l2: failed, tvr: camFailed, reference: "40"},
		{
			card: "mastercard-online", change: func(x *bench.Tap) { x.Middle = replaceTag(0x9F46, apdu.ReadRecord) },
			status: kernel.EndApplication, oda: "failed", l2: failed, tvr: camFailed, reference: "50",
		},
	} {
		v.run(t)
	}
	x := (&visit{card: "mastercard-online", change: flip(0x9F36)}).tap(t)
	x.Run()
	if out := x.Outcome(); out.ODA.Reason != oda.CDATransactionHash.String() || out.ODA.Method != "CDA" {
		t.Errorf("%+v", out.ODA)
	}
}

// replaceTag changes a bit of an element in the answers to a command.
func replaceTag(tag tlv.Tag, ins byte) func(int, []byte, []byte) []byte {
	return func(_ int, command, response []byte) []byte {
		if o, ok := tlv.Find(response, 0x70, tag); ok && command[1] == ins {
			response[bytes.Index(response, o.Value)+20] ^= 1
		}
		return response
	}
}

// Trap 29: integrated data storage, versions 1 and 2.
// C-2 6.12, S910.2, S910.3, S910.3.1, S910.8, S910.9, S910.10, S910.11, S910.12, S910.13, S910.14, S910.15, S910.16, S910.17, S910.18, S910.19, S910.51
// S910.52, S910.61, S910.62
func TestTrapIntegratedStorage(t *testing.T) {
	readOnly, stop := with(storage, "DF62", ""), with(storage, "DF810A", "82")
	for _, version := range []string{"storage", "storage2"} {
		card := "mastercard-" + version
		for _, v := range []visit{
			{card: card, set: storage, status: kernel.Approved, oda: "ok", tvr: notPerformed, reference: "50", record: true, summary: "C0"},
			{card: card, set: stop, status: kernel.Approved, oda: "ok", tvr: notPerformed, reference: "50", record: true, summary: "C0"},
			{card: card, set: readOnly, status: kernel.Approved, oda: "ok", tvr: notPerformed, reference: "50", record: true, summary: "80"},
			{card: card, set: with(storage, "DF8108", "80"), status: kernel.OnlineRequest, oda: "ok", tvr: notPerformed, reference: "90", record: true, summary: "C0"},
			{card: card, set: with(storage, "DF8108", "00"), status: kernel.TryAnotherInterface, oda: "ok", tvr: notPerformed, reference: "10", record: true, summary: "C0"},
			{card: card, set: with(storage, "DF60", "0000000000000000"), status: kernel.Approved, oda: "ok", tvr: notPerformed, reference: "50", record: true, summary: "80"},
			{card: card, set: with(stop, "DF60", "0000000000000000"), status: kernel.EndApplication, oda: "ok", l2: kernel.IDSWriteError, tvr: notPerformed, reference: "50", summary: "80"},
			{card: card + "-refused", set: storage, status: kernel.Approved, oda: "ok", tvr: notPerformed, reference: "50", record: true, summary: "80"},
			{card: card + "-refused", set: stop, status: kernel.EndApplication, oda: "ok", l2: kernel.IDSWriteError, tvr: notPerformed, reference: "50", summary: "80"},
			{card: card + "-locked", set: storage, status: kernel.Approved, oda: "ok", tvr: notPerformed, reference: "50", record: true, summary: "80"},
			{card: card + "-summary", set: storage, status: kernel.EndApplication, oda: "ok", l2: kernel.IDSReadError, tvr: notPerformed, reference: "50", record: true, summary: "00"},
			{card: card + "-summary", set: readOnly, status: kernel.EndApplication, oda: "ok", l2: kernel.IDSReadError, tvr: notPerformed, reference: "50", summary: "00"},
			{card: card + "-free", set: storage, status: kernel.Approved, oda: "ok", tvr: notPerformed, reference: "50", record: true, summary: "C0"},
			{card: card, set: with(storage, "DF01", "00"), status: kernel.Approved, oda: "ok", tvr: notPerformed, reference: "50", record: true},
		} {
			v.run(t)
		}
	}
	for _, v := range []visit{
		{card: "mastercard-storage-full", set: storage, status: kernel.Approved, oda: "ok", tvr: notPerformed, reference: "50", record: true, summary: "00"},
		{card: "mastercard-storage-volatile", set: with(storage, "DF62", "40"), status: kernel.Approved, oda: "ok", tvr: notPerformed, reference: "50", record: true, summary: "C0"},
		{card: "mastercard-storage-relay", set: storage, status: kernel.Approved, oda: "ok", tvr: performed, reference: "50", record: true, summary: "C0"},
		{card: "mastercard-storage-declined", set: storage, status: kernel.TryAnotherInterface, oda: "ok", tvr: notPerformed, reference: "50", record: true, summary: "80"},
		{
			card: "mastercard-storage", set: storage, change: answer(func(v []byte) []byte {
				o, _ := tlv.Find(v, 0x9F4B)
				v[bytes.Index(v, o.Value)] ^= 1
				return v
			}), status: kernel.EndApplication, oda: "failed", l2: kernel.CAMFailed, tvr: camFailed, reference: "50", record: true, summary: "00",
		},
	} {
		v.run(t)
	}
}

// The message of a write that failed stays for the Message Hold Time, which state 9 has taken from it.
// C-2 6.12, S910.61, S910.62
func TestFailedWriteMessage(t *testing.T) {
	x := (&visit{card: "mastercard-storage-refused", set: with(storage, "DF810A", "82")}).tap(t)
	x.Run()
	if out := x.Outcome(); request(out.UIOutcome) != otherCard || out.Start != kernel.StartNone {
		t.Errorf("%s, %+v", request(out.UIOutcome), out)
	}
}

// peek is the kernel, and what its data base has of an element at the end.
type peek struct {
	c2.Kernel
	row tlv.Row
	got *string
}

func (k peek) Run(p *kernel.Port, act *kernel.Activation) *kernel.Outcome {
	out := k.Kernel.Run(p, act)
	*k.got = fmt.Sprintf("%X", p.Store().Get(k.row))
	return out
}

// The ICC Dynamic Number goes into the data base.
// C-2 6.12, S910.3, S910.4
func TestICCDynamicNumber(t *testing.T) {
	x := (&visit{card: "mastercard-online"}).tap(t)
	got := ""
	x.Kernel = peek{row: tlv.ICCDynamicNumber, got: &got}
	x.Run()
	if len(got) < 4 || len(got) > 16 {
		t.Errorf("%q", got)
	}
}

// A signature that came with the answer to GET PROCESSING OPTIONS is none of that to GENERATE AC.
// C-2 6.12, S9.28, S910.3
func TestSignatureElsewhere(t *testing.T) {
	x := (&visit{card: "mastercard-online"}).tap(t)
	x.Middle = func(_ int, command, response []byte) []byte {
		c := tlv.NewCursor(response)
		o, _ := c.Next()
		switch command[1] {
		case apdu.GetProcessingOptions:
			objects := slices.Clone(o.Value)
			if o.Tag == tlv.TagFormat1 {
				objects = tlv.Append(tlv.Append(nil, 0x82, o.Value[:2]), 0x94, o.Value[2:])
			}
			return append(tlv.Append(nil, 0x77, tlv.Append(objects, 0x9F4B, make([]byte, 128))), 0x90, 0)
		case apdu.GenerateAC:
			v, _ := oda.AppendResponse(nil, o.Value)
			return append(tlv.Append(nil, 0x77, v), 0x90, 0)
		}
		return response
	}
	x.Run()
	if out := x.Outcome(); out.Error.L2 != kernel.CAMFailed || out.ODA.Reason != oda.ResponseData.String() {
		t.Errorf("%+v %+v", out.Error, out.ODA)
	}
}

// Trap 29: the discretionary data of a transaction that has read the storage have DS Summary 3, 8 bytes of it in version 1 and 16 in version 2, and their order.
// C-2 table 4.7, S910.3
func TestTrapStorageDiscretionaryData(t *testing.T) {
	for name, n := range map[string]int{"mastercard-storage": 8, "mastercard-storage2": 16} {
		x := (&visit{card: name, set: storage}).tap(t)
		x.Run()
		o, _ := tlv.Find(x.Outcome().DiscretionaryData, tlv.DSSummary3.Tag())
		var tags []string
		c := tlv.NewCursor(x.Outcome().DiscretionaryData)
		for o := range c.All() {
			tags = append(tags, o.Tag.String())
		}
		if got, want := strings.Join(tags, " "), "9F5D 9F42 DF8102 DF810B DF8115 DF810E DF810F"; got != want || len(o.Value) != n {
			t.Errorf("%s: %s, %d bytes", name, got, len(o.Value))
		}
	}
}
