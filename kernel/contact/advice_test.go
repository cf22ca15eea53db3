package contact_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// A transaction that ends before its time is not captured: it has its advice as a decline has, if the card asked for one with the last cryptogram that it gave, or
// if scripts were delivered and no reversal takes their results. One that cannot be made changes nothing then.
// B3 10.8.2, B4 6.3.7 not captured, unsupported, 6.3.9 transmitted, results, once
func TestAdviceOfTermination(t *testing.T) {
	const unblock, script = apdu.PINChangeUnblock, "2000000000"
	gone := func(ins byte, nth int) func(*world) { // no answer to the nth command with this instruction
		return func(w *world) {
			seen := 0
			w.Fault = func(_ int, c []byte) apdu.FaultKind {
				if c[1] != ins {
					return 0
				}
				if seen++; seen != nth {
					return 0
				}
				return apdu.Timeout
			}
		}
	}
	answer := func(nth int, response string) func(*world) {
		return func(w *world) { w.Middle = bench.Swap(t, apdu.GenerateAC, nth, response) }
	}
	const (
		aac     = "800B 00 0011 0102030405060708 9000"
		wanted  = "800B 08 0011 0102030405060708 9000"
		request = "800B 88 0011 0102030405060708 9000" // an ARQC that asks for an advice
		arqc    = "800B 80 0011 0102030405060708 9000"
	)
	then := func(first string, second func(*world)) func(*world) {
		return func(w *world) {
			second(w)
			next := w.Middle
			if next == nil {
				next = func(_ int, _, r []byte) []byte { return r }
			}
			change := bench.Swap(t, apdu.GenerateAC, 1, first)
			w.Middle = func(n int, c, r []byte) []byte { return change(n, c, next(n, c, r)) }
		}
	}
	for _, c := range []struct {
		name    string
		do      func(*world)
		scripts bool // 71, one command
		arc     string
		want    string // 9F5B of the advice; -: none; "": an advice without
		status  kernel.Status
	}{
		{"second GENERATE AC refused", answer(2, "6985"), true, "05", script, kernel.EndApplication},
		{"second GENERATE AC malformed", answer(2, "9000"), true, "05", script, kernel.EndApplication},
		{"no answer to the second GENERATE AC", gone(apdu.GenerateAC, 2), true, "05", script, kernel.EndApplication},
		{"refused without scripts", answer(2, "6985"), false, "05", "-", kernel.EndApplication},
		{"refused, and the results go with the reversal", answer(2, "6985"), true, "00", "-", kernel.EndApplication},
		{"refused, and the part is reversed", answer(2, "6985"), true, "10", "-", kernel.EndApplication},
		{"declined, and the part is reversed", answer(2, aac), true, "10", "-", kernel.Declined},
		{"no answer to a script", gone(unblock, 1), true, "05", "1100000000", kernel.EndApplication},
		{"the ARQC asks, the second is refused", then(request, answer(2, "6985")), false, "05", "", kernel.EndApplication},
		{"the ARQC asks, the second is malformed", then(request, answer(2, "800B 00 0011 01 9000")), false, "05", "", kernel.EndApplication},
		{"the ARQC asks, the second is refused, reversed", then(request, answer(2, "6985")), true, "00", "", kernel.EndApplication},
		{"the second asks, reversed", answer(2, wanted), true, "00", "", kernel.Declined},
		{"the second asks, the part is reversed", answer(2, wanted), true, "10", "", kernel.Declined},
		{"the second asks, with scripts", answer(2, wanted), true, "05", script, kernel.Declined},
		{"the ARQC asks, the second does not", then(request, answer(2, aac)), false, "05", "-", kernel.Declined},
		{"the second asks", answer(2, wanted), false, "05", "", kernel.Declined},
		{"the ARQC does not ask", then(arqc, answer(2, "6985")), false, "05", "-", kernel.EndApplication},
		{"service not allowed", answer(1, "800B 09 0011 0102030405060708 9000"), false, "", "", kernel.EndApplication},
		{"service not allowed, not asked for", answer(1, "800B 01 0011 0102030405060708 9000"), false, "", "-", kernel.EndApplication},
		{"service not allowed in the end", answer(2, "800B 09 0011 0102030405060708 9000"), false, "05", "", kernel.EndApplication},
		{"service not allowed in the end, with scripts", answer(2, "800B 01 0011 0102030405060708 9000"), true, "05", script, kernel.EndApplication},
		{"service not allowed in the end, reversed", answer(2, "800B 01 0011 0102030405060708 9000"), true, "00", "-", kernel.EndApplication},
		{"a higher cryptogram", answer(1, "800B 48 0011 0102030405060708 9000"), false, "", "", kernel.EndApplication},
		{"first GENERATE AC refused", answer(1, "6985"), false, "", "-", kernel.EndApplication},
	} {
		for _, way := range []string{"made", "not made", "no advices"} {
			w := newWorld(t, "noauth")
			p := &person{cannotAdvise: way == "not made"}
			w.Equip, w.Config.Terminal.Advices = p.equip, way != "no advices"
			c.do(w)
			reply := append([]byte{0x8A, 2}, c.arc...)
			if c.scripts {
				reply = append(reply, bench.Hex(t, "7107 8605 8424000000")...)
			}
			w.Answer = func([]byte) ([]byte, error) { return reply, nil }
			middle := w.Middle
			w.Middle = func(n int, command, r []byte) []byte {
				if command[1] == unblock {
					return []byte{0x90, 0x00}
				}
				if middle != nil {
					return middle(n, command, r)
				}
				return r
			}
			out := w.Run()
			got := "-"
			if len(p.advices) == 1 {
				o, _ := tlv.Find(p.advices[0], 0x9F5B)
				got = hexOf(o.Value)
				if !bytes.HasPrefix(p.advices[0], out.DataRecord) || len(out.DataRecord) == 0 {
					t.Errorf("%s, %s: the advice %X is not of the data %X", c.name, way, p.advices[0], out.DataRecord)
				}
			}
			want, status := c.want, c.status
			switch {
			case way == "no advices":
				want = "-"
			case way == "not made" && status == kernel.Declined && want != "-":
				status = kernel.EndApplication // B4 12.2.5
			}
			if out.Status != status || got != want || len(p.advices) > 1 {
				t.Errorf("%s, %s: %v, %d advices, 9F5B %s, want %v, %s", c.name, way, out.Status, len(p.advices), got, status, want)
			}
			if out.Reversal() != (out.Online() && (c.arc == "00" || c.arc == "10")) {
				t.Errorf("%s, %s: reversal %v", c.name, way, out.Reversal())
			}
			if results := hexOf(out.Scripts()); c.scripts && results != script && (results != c.want || results == "") || !c.scripts && results != "" { // for the reversal
				t.Errorf("%s, %s: the report has results %s", c.name, way, results)
			}
			asks := out.CID()&0x08 != 0
			if out.Advice() != asks {
				t.Errorf("%s, %s: the result says %v", c.name, way, out.Advice())
			}
		}
	}
}

// The advice of what the card has declined itself has the response code Z1, also where an approval was asked for.
// B4 6.3.6, 12.1.7
func TestAdviceOfDecline(t *testing.T) {
	for name, floor := range map[string]uint64{"approval asked for": 5000, "host asked for": 0} {
		w := newWorld(t, "noauth")
		p := &person{}
		w.Equip, w.Config.Terminal.Advices, w.Config.Applications[0].FloorLimit = p.equip, true, floor
		w.Middle = bench.Swap(t, apdu.GenerateAC, 1, "800B 08 0011 0102030405060708 9000")
		out := w.Run()
		if out.Status != kernel.Declined || len(p.advices) != 1 {
			t.Errorf("%s: %v, %d advices", name, out.Status, len(p.advices))
			continue
		}
		if code, _ := tlv.Find(p.advices[0], tlv.AuthorisationResponseCode.Tag()); string(code.Value) != "Z1" {
			t.Errorf("%s: 8A is %q", name, code.Value)
		}
	}
}

// What the host has booked in part, and is not taken, is reversed: no attendant is asked to accept it, and the advice that the card asks for is made. What it
// has booked by another code than 00 stands where he accepts it.
// B4 6.3.7 not captured, 6.5.4
func TestPartIsNotForced(t *testing.T) {
	for _, c := range []struct {
		arc             string
		asked, advices  int
		forced, reverse bool
	}{{"10", 0, 1, false, true}, {"11", 1, 0, true, false}, {"00", 1, 0, true, false}, {"51", 1, 0, true, false}} {
		w := newWorld(t, "noauth")
		p := &person{forces: true}
		w.Equip, w.Config.Terminal.Advices, w.Config.Terminal.ForcesAcceptance = p.equip, true, true
		w.Answer = func([]byte) ([]byte, error) { return append([]byte{0x8A, 2}, c.arc...), nil }
		w.Middle = bench.Swap(t, apdu.GenerateAC, 2, "800B 08 0011 0102030405060708 9000")
		out := w.Run()
		if out.Status != kernel.Declined || p.asked != c.asked || len(p.advices) != c.advices || out.Forced() != c.forced || out.Reversal() != c.reverse || out.Advice() != (c.advices == 1) {
			t.Errorf("%s: %v, asked %d times, %d advices, forced %v, reversal %v, advice %v", c.arc, out.Status, p.asked, len(p.advices), out.Forced(), out.Reversal(), out.Advice())
		}
	}
}

// What is left to the host is accepted by nobody else: a purpose that the configuration has the host alone approve, at whatever terminal type, and a refund
// by card data that no host hears of. The terminal type alone forbids no attendant anything.
// B4 6.5.4
func TestHostsPurposeIsNotForced(t *testing.T) {
	for _, c := range []struct {
		name  string
		treat kernel.Treatment
		kind  byte
		asked int
	}{
		{"purchase", kernel.Treatment{Purpose: kernel.Purchase}, 0x22, 1},
		{"purchase, online-only terminal", kernel.Treatment{Purpose: kernel.Purchase}, 0x21, 1},
		{"purchase by the host alone", kernel.Treatment{Purpose: kernel.Purchase, Authorisation: kernel.OnlyOnline}, 0x22, 0},
		{"pre-authorisation, whatever the configuration says", kernel.Treatment{Purpose: kernel.PreAuthorisation}, 0x22, 0},
		{"refund", kernel.Treatment{Purpose: kernel.Refund, Type: 0x20}, 0x22, 1},
		{"refund by the host alone", kernel.Treatment{Purpose: kernel.Refund, Type: 0x20, Authorisation: kernel.OnlyOnline}, 0x22, 0},
		{"refund by card data, offline-only", kernel.Treatment{Purpose: kernel.Refund, Type: 0x20, DataOnly: true}, 0x23, 0},
	} {
		w, p := newWorld(t, "full"), &person{forces: true}
		w.treats(c.treat)
		w.Equip, w.Config.Terminal.Type, w.Config.Terminal.ForcesAcceptance = p.equip, c.kind, true
		w.Answer = func([]byte) ([]byte, error) { return []byte{0x8A, 2, '0', '5'}, nil }
		if out := w.Run(); out.Status != kernel.Declined || p.asked != c.asked || out.Forced() != (c.asked == 1) {
			t.Errorf("%s: %+v, asked %d times, forced %v", c.name, out.Facts(), p.asked, out.Forced())
		}
	}
}

// A card that is only read has no advice, whatever it says.
// B4 6.3.7
func TestAdviceOfRead(t *testing.T) {
	for _, purpose := range []kernel.Purpose{kernel.CardRead, kernel.Refund} {
		w := newWorld(t, "noauth")
		p := &person{}
		w.Equip, w.Config.Terminal.Advices, w.Transaction.Amount = p.equip, true, 0
		w.treats(kernel.Treatment{Purpose: purpose, Type: 0x20, DataOnly: true})
		w.Middle = bench.Swap(t, apdu.GenerateAC, 1, "800B 09 0011 0102030405060708 9000")
		out := w.Run()
		asks := purpose != kernel.CardRead
		if out.Status != kernel.EndApplication || out.Advice() != asks || (len(p.advices) == 1) != asks {
			t.Errorf("%s: %v, advice %v, %d made", purpose, out.Status, out.Advice(), len(p.advices))
		}
	}
}

// Where the terminal itself has the card end by an AAC, and the host decides without it, the card's bit asks for nothing: not where the terminal has told it
// Z3, and not where it was only read for a refund. The request has had the cryptogram information data.
// B4 6.3.7
func TestAdviceOfWhatTheHostDecides(t *testing.T) {
	const wanted = "800B 08 0011 0102030405060708 9000"
	for name, arrange := range map[string]func(*world){
		"quick": func(w *world) {
			w.Transaction.QuickChip = true
			first, second := bench.Swap(t, apdu.GenerateAC, 1, "800B 88 0011 0102030405060708 9000"), bench.Swap(t, apdu.GenerateAC, 2, wanted)
			w.Middle = func(n int, c, r []byte) []byte { return second(n, c, first(n, c, r)) }
		},
		"refund by data": func(w *world) {
			w.treats(kernel.Treatment{Purpose: kernel.Refund, Type: 0x20, DataOnly: true})
			w.Middle = bench.Swap(t, apdu.GenerateAC, 1, wanted)
		},
	} {
		w := newWorld(t, "noauth")
		p := &person{}
		w.Equip, w.Config.Terminal.Advices = p.equip, true
		arrange(w)
		out := w.Run()
		if cid, _ := tlv.Find(out.DataRecord, tlv.CID.Tag()); out.Status != kernel.OnlineRequest || out.Advice() || len(p.advices) != 0 || len(cid.Value) != 1 || cid.Value[0]&0x08 == 0 {
			t.Errorf("%s: %v, advice %v, %d made, CID %X", name, out.Status, out.Advice(), len(p.advices), cid.Value)
		}
	}
}

// What a card asks for when it ends the transaction is waited for: nobody cancels it.
// B4 6.3.7
func TestAdviceIsNotCancelled(t *testing.T) {
	w := newWorld(t, "noauth")
	w.Equip, w.Config.Terminal.Advices = (&person{}).equip, true
	w.Middle = bench.Swap(t, apdu.GenerateAC, 1, "800B 09 0011 0102030405060708 9000")
	s, err := kernel.NewSession(contact.Program(), w.Config, w.Transaction, kerneltest.Random(1))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	devices := w.Devices()
	var ev, late kernel.Event
	waited := false
	for range 1000 {
		a, err := s.Next(ev)
		if err != nil {
			t.Fatal(err)
		}
		switch a.Kind {
		case kernel.Done:
			if out := bench.Of(a); !waited || out.Status != kernel.EndApplication || out.Error.Clause != "EMV 4.4 B3 10.8.1" {
				t.Errorf("waited %v, %v, %+v", waited, out.Status, out.Error)
			}
			return
		case kernel.Wait:
			waited, ev = a.Await.Has(kernel.Advised), late
			continue
		}
		if ev, err = devices.Do(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		if a.Kind == kernel.Advise {
			ev, late = kernel.Event{Kind: kernel.Cancelled}, ev
		}
	}
	t.Fatal("no end")
}
