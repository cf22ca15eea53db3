package contact_test

import (
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// Every AIP, as far as it is about authentication, with every terminal: the first of XDA, CDA, DDA and SDA that both have, and no
// other. The card has no keys, so that whatever is chosen fails, and the TVR says what it was.
// B3 10.3
func TestChoiceOfAuthentication(t *testing.T) {
	methods := []struct {
		name             string
		aip, terminal    byte // byte 1; byte 3
		tvr1             byte // chosen, and failed
		selected, failed byte // of it
	}{
		{"XDA", 0x80, 0x04, 0x01, 0x01, 0},
		{"CDA", 0x01, 0x08, 0x04, 0, 0x04},
		{"DDA", 0x20, 0x40, 0x08, 0, 0x08},
		{"SDA", 0x40, 0x80, 0x42, 0x02, 0x40},
	}
	for aip := range 16 {
		for terminal := range 16 {
			var a, c byte
			want, tvr1 := "", byte(0x80)
			for i := len(methods) - 1; i >= 0; i-- {
				m := &methods[i]
				if aip>>i&1 != 0 {
					a |= m.aip
				}
				if terminal>>i&1 != 0 {
					c |= m.terminal
				}
				if aip>>i&1 != 0 && terminal>>i&1 != 0 {
					want, tvr1 = m.name, m.tvr1
				}
			}
			for _, p := range []kernel.Profile{kernel.Book, kernel.Strict} {
				w := newWorld(t, "noauth")
				w.Config.Profile = p
				w.Config.Terminal.Capabilities[2] = c
				w.Middle = bench.Alter(apdu.GetProcessingOptions, 1, func(r []byte) []byte {
					r[2] = r[2]&^0xE1 | a // the card answers in format 1
					return r
				})
				out := w.Run()
				want, tvr1 := want, tvr1
				if p == kernel.Strict && want == "SDA" { // RATIONALE: counts as not supported
					want, tvr1 = "", 0x80
				}
				if got := out.TVR()[0] &^ 0x20; out.ODA().Method != want || got != tvr1 { // data are missing, too
					t.Errorf("AIP %02X, capabilities %02X, %v: %q, TVR byte 1 %02X; want %q, %02X", a, c, p, out.ODA().Method, got, want, tvr1)
				}
			}
		}
	}
}

// Every CID in answer to every first GENERATE AC: a lower cryptogram is taken, a higher one and the reserved type end the transaction; an
// AAC because the service is not allowed ends it too.
// B3 9.3, 10.8, B4 6.3.7
// B3 9.3 first
func TestEveryFirstCID(t *testing.T) {
	const declined, online, approved, ended = kernel.Declined, kernel.OnlineRequest, kernel.Approved, kernel.EndApplication
	for asked, want := range map[string][4]kernel.Status{ // by type: AAC, TC, ARQC, reserved
		"AAC":  {declined, ended, ended, ended},
		"TC":   {declined, approved, online, ended},
		"ARQC": {declined, ended, online, ended},
	} {
		for cid := range 256 {
			w := newWorld(t, "noauth")
			switch asked {
			case "AAC":
				denied(w)
			case "TC":
				w.Card = bench.With(t, "noauth", "9F0F", "0000000000", "9F0D", "0000000000")
				w.Config.Applications[0].TACOnline = [5]byte{}
			}
			w.Middle = bench.Swap(t, apdu.GenerateAC, 1, "800B"+hex1(cid)+"00110102030405060708 9000")
			w.Answer = func([]byte) ([]byte, error) { return []byte{0x8A, 2, '0', '5'}, nil }
			out := w.Run()
			status := want[cid>>6]
			if cid>>6 == 0 && cid&7 == 1 { // B3 10.8.1
				status = ended
			}
			got := out.Status
			if w.HostCalls != 0 {
				got = online
			}
			if got != status {
				t.Fatalf("asked for %s, CID %02X: %v, want %v: %s", asked, cid, got, status, out.Error.Reason)
			}
			if advice := cid&8 != 0 && got == declined; out.Advice() != advice && w.HostCalls == 0 {
				t.Fatalf("asked for %s, CID %02X: advice %v", asked, cid, out.Advice())
			}
			if got != online && w.Sent(apdu.GenerateAC) != 1 {
				t.Fatalf("asked for %s, CID %02X: commands %s", asked, cid, w.Instructions())
			}
		}
	}
}

// Every CID in answer to every second GENERATE AC: only a TC where one was asked for approves.
// B3 9.3, B4 6.3.8
// B3 9.3 second
// B4 6.3.8 reversal
func TestEverySecondCID(t *testing.T) {
	for _, approves := range []bool{true, false} {
		for cid := range 256 {
			w := newWorld(t, "noauth")
			w.Issuer = issuer.Options{Decline: !approves}
			w.Middle = bench.Swap(t, apdu.GenerateAC, 2, "800B"+hex1(cid)+"00110102030405060708 9000")
			out := w.Run()
			want := kernel.Declined
			if approves && cid>>6 == 1 {
				want = kernel.Approved
			}
			if out.Status != want || out.Reversal() != (approves && want == kernel.Declined) || w.Sent(apdu.GenerateAC) != 2 {
				t.Fatalf("approved %v, CID %02X: %v, reversal %v, commands %s", approves, cid, out.Status, out.Reversal(), w.Instructions())
			}
			if got := tlv.CIDValue(out.CID()); byte(got) != byte(cid) {
				t.Fatalf("CID %02X reported as %02X", cid, byte(got))
			}
		}
	}
}
