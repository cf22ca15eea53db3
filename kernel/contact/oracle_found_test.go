package contact_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// What the oracle has found, each in its smallest form.

// A CVM list without rules is as if there were none.
// B3 10.5, B4 6.3.4.5
func TestCVMListWithoutRules(t *testing.T) {
	w := newWorld(t, "none")
	w.Transaction.Amount = 100
	w.Middle = bench.Rewrite(t, "8E", "0000000000000000")
	w.Expect(w.Run(), bench.Ended(kernel.Approved, "00", "2000000000", "B800", "3F0000"))
}

// A directory entry with two priorities is an error, which leads to the list of AIDs.
// B1 12.3.2, B3 7.5
func TestDirectoryEntryWithTwoPriorities(t *testing.T) {
	w := newWorld(t, "full")
	w.Middle = bench.Alter(apdu.ReadRecord, 1, func(r []byte) []byte {
		r[1], r[3] = r[1]+3, r[3]+3
		return slices.Concat(r[:len(r)-2], []byte{0x87, 1, 1}, r[len(r)-2:])
	})
	w.Expect(w.Run(), approvedOnline)
	if !strings.HasPrefix(w.Instructions(), "A4 B2 A4 A4 A4 A8") {
		t.Error(w.Instructions())
	}
}

// A capture device that is out of order ends the method: the card's next template would meet the same device.
// B3 10.5.6, 10.5.7
func TestCaptureDeviceOutOfOrder(t *testing.T) {
	both := group("BF4A", rightIndex, rightMiddle) + group("BF4B", rightIndex, rightMiddle)
	for list, cvm := range map[string]string{"0800": "080001", "0900": "090001"} {
		dev := &capturer{entries: []kernel.PINResult{kernel.PINDeviceFailed, kernel.PINEntered}, sws: []uint16{0x9000}}
		w := biometrics(t, list, both, "BF4C04DF510105 9000", "BF4D04DF510102 9000", dev)
		r := w.Run()
		if hexOf(dev.asked) != "29" || r.TVR()[2] != 0x82 || hexOf(r.CVMResults()) != cvm {
			t.Errorf("list %s: captured %X, TVR %X, CVM results %X", list, dev.asked, r.TVR(), r.CVMResults())
		}
	}
}

// XDA certifies AIP and PDOL with tag and length as received: a length in another form is another object. The TC goes to the
// host, and the card, which is done, refuses EXTERNAL AUTHENTICATE.
// B3 10.3
func TestCertifiedAsReceived(t *testing.T) {
	for name, ins := range map[string]byte{"PDOL": apdu.Select, "AIP": apdu.GetProcessingOptions} {
		w := newXDAWorld(t, "xda")
		w.Transaction.Amount = 100
		w.Middle = func(_ int, command, r []byte) []byte {
			if command[1] != ins {
				return r
			}
			for _, object := range []string{"9F3809", "8202"} {
				was := bench.Hex(t, object)
				n := len(was) - 1
				if i := bytes.Index(r, was); i > 0 && r[i+n] < 0x80 && (ins == apdu.Select) == (n == 2) {
					r = slices.Concat(r[:i+n], []byte{0x81}, r[i+n:])
					if r[1]++; ins == apdu.Select {
						r[bytes.IndexByte(r, 0xA5)+1]++
					}
				}
			}
			return r
		}
		if out := w.Run(); hexOf(out.TVR()) != "0100000042" || out.ARC() != "00" || w.HostCalls != 1 {
			t.Errorf("%s: %v %s, TVR %X: %s", name, out.Status, out.ARC(), out.TVR(), out.Error.Reason)
		}
	}
}

// Random selection looks at the amount of this transaction: what the log adds is for the floor limit alone.
// B3 10.6.1, 10.6.2
func TestRandomSelectionOfSplitSale(t *testing.T) {
	w := newWorld(t, "full")
	w.Config.Terminal.LooksUp, w.CardFile, w.Transaction.Amount = true, &ledger{before: 950}, 100
	app := &w.Config.Applications[0]
	app.RandomThreshold, app.RandomTarget, app.RandomMaxTarget = 999, 99, 99
	if tvr := w.Run().TVR(); tvr[3] != 0x90 {
		t.Errorf("TVR %X", tvr)
	}
}

// What comes twice ends the transaction, also where one of the two has a format that does not matter.
// B3 10.2, 7.5
// B3 10.2 twice
func TestTwiceAndIllFormed(t *testing.T) {
	long := append([]byte{0x5F, 0x20, 27}, bytes.Repeat([]byte{'A'}, 27)...)
	for _, first := range []bool{false, true} {
		w := newWorld(t, "none")
		w.Middle = bench.Alter(apdu.ReadRecord, 3, func(r []byte) []byte { // the first of the application
			body, sw := r[2:len(r)-2], r[len(r)-2:]
			parts := [][]byte{{0x70, r[1] + byte(len(long))}, body, long, sw}
			if first {
				parts[1], parts[2] = long, body
			}
			return slices.Concat(parts...)
		})
		w.Ends(w.Run(), kernel.CardDataError, "EMV 4.4 B3 10.2")
	}
}

// A transaction date from 1950 on is not one of the next century: a certificate of 2049 has not expired.
// B4 6.7.3
func TestCenturyOfTransactionDate(t *testing.T) {
	w := newXDAWorld(t, "xda")
	w.Transaction.Amount, w.Transaction.Date = 100, [3]byte{0x50, 0x01, 0x02}
	if out := w.Run(); out.TVR()[4]&0x02 != 0 || out.Status != kernel.Approved {
		t.Errorf("%v, TVR %X", out.Status, out.TVR())
	}
}
