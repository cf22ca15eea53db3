package c2_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// unAt is where the unpredictable number stands in the CDOL1 data of the virtual cards.
const unAt = 6 + 6 + 2 + 5 + 2 + 3 + 1

// resigned has the card sign other ICC Dynamic Data, as a card would that means it.
func resigned(change func(dynamic []byte) []byte) func(*bench.Tap) {
	return func(x *bench.Tap) {
		x.Middle = func(_ int, command, response []byte) []byte {
			o, ok := tlv.Find(response, 0x77, 0x9F4B)
			if !ok || command[1] != apdu.GenerateAC {
				return response
			}
			k := bench.Keys()["icc-e3"]
			block := k.Open(o.Value)
			dynamic := change(slices.Clone(block[4 : 4+int(block[3])]))
			signed := k.Sign(append([]byte{5, 1, byte(len(dynamic))}, dynamic...), command[5+unAt:5+unAt+4])
			copy(response[bytes.Index(response, o.Value):], signed)
			return response
		}
	}
}

// cut takes bytes away from the end of the ICC Dynamic Data.
func cut(n int) func(*bench.Tap) {
	return resigned(func(d []byte) []byte { return d[:len(d)-n] })
}

// flipped changes a bit of the byte that is n before the end of the ICC Dynamic Data.
func flipped(n int) func(*bench.Tap) {
	return resigned(func(d []byte) []byte {
		d[len(d)-n] ^= 1
		return d
	})
}

// What a signature that verifies has to hold: a DS Summary 2 where the storage is read, a DS Summary 3 where it is written; that one is missing is no reason
// for CDA to fail. What is behind it all is nobody's business.
// C-2 6.12, S910.3, S910.8, S910.9, S910.14, S910.15, table 6.4
func TestMissingSummaries(t *testing.T) {
	readOnly := with(storage, "DF62", "")
	for _, c := range []struct {
		card    string
		summary int
	}{{"mastercard-storage", 8}, {"mastercard-storage2", 16}} {
		missing := func(v visit) visit {
			v.card, v.status, v.oda, v.l2, v.tvr, v.reference = c.card, kernel.EndApplication, "ok", kernel.CardDataMissing, notPerformed, "50"
			return v
		}
		good := visit{card: c.card, set: readOnly, status: kernel.Approved, oda: "ok", tvr: notPerformed, reference: "50", record: true, summary: "80"}
		more, one := good, good
		more.change = resigned(func(d []byte) []byte { return append(d, 1, 2, 3) })
		one.change = cut(c.summary)
		for _, v := range []visit{
			more, one,
			missing(visit{set: readOnly, change: cut(2 * c.summary), summary: "00"}),
			missing(visit{set: readOnly, change: cut(c.summary + 1), summary: "00"}),
			missing(visit{set: storage, change: cut(2 * c.summary), record: true, summary: "00"}),
			missing(visit{set: storage, change: cut(c.summary), record: true, summary: "80"}),
			missing(visit{set: storage, change: cut(1), record: true, summary: "80"}),
		} {
			v.run(t)
		}
	}
}

// A DS Summary counts only out of the signature: one that an answer to GET DATA has brought, the book notwithstanding, does not.
// C-2 A.1 DS Summary 2, DS Summary 3, S910.8, S910.14
func TestUnsignedSummaries(t *testing.T) {
	for _, c := range []struct {
		given   string // in the place of data envelope 9F70
		cut     int
		summary string
	}{
		{"DF8101 08 A1A2A3A4A5A6A7A8", 16, "00"}, // DS Summary 1
		{"DF8102 08 0000000000000000", 8, "80"},
	} {
		v := visit{
			card: "mastercard-storage", set: with(storage, "DF8112", "9F70"), status: kernel.EndApplication, oda: "ok", l2: kernel.CardDataMissing,
			tvr: notPerformed, reference: "50", record: true, summary: c.summary,
		}
		v.change = func(x *bench.Tap) {
			cut(c.cut)(x)
			signature := x.Middle
			x.Middle = func(n int, command, response []byte) []byte {
				if command[1] == apdu.GetData {
					return append(digits(c.given), 0x90, 0)
				}
				return signature(n, command, response)
			}
		}
		v.run(t)
	}
}

// The relay resistance data in the signature are those that were exchanged, to the last bit, or CDA fails; so it does where they are cut off.
// C-2 6.12, S910.2.1, S910.2.2, S910.3.1, S910.4.1, tables 6.5 and 6.7
func TestSignedRelayData(t *testing.T) {
	for _, c := range []struct {
		card    string
		set     []string
		summary string
	}{{"mastercard-relay", nil, ""}, {"mastercard-storage-relay", storage, "00"}} {
		failed := visit{
			card: c.card, set: c.set, status: kernel.EndApplication, oda: "failed", l2: kernel.CAMFailed, tvr: "0400000002", reference: "50",
			record: c.set != nil, summary: c.summary,
		}
		for n := 1; n <= 14; n++ {
			v := failed
			v.change = flipped(n)
			v.run(t)
		}
		for _, n := range []int{1, 14, 15} {
			v := failed
			v.change = cut(n)
			v.run(t)
		}
	}
}

// ICC Dynamic Data that end within what every signature has make CDA fail, and so does another cryptogram type than that of the response.
// C-2 6.12, S910.4, table 6.6
func TestSignedData(t *testing.T) {
	failed := visit{card: "mastercard-offline", status: kernel.EndApplication, oda: "failed", l2: kernel.CAMFailed, tvr: camFailed, reference: "50"}
	for _, change := range []func(*bench.Tap){
		cut(1), cut(20), cut(28), flipped(1), flipped(29),
		resigned(func([]byte) []byte { return nil }),
		resigned(func(d []byte) []byte { return append([]byte{9}, d[1:]...) }),
	} {
		v := failed
		v.change = change
		v.run(t)
	}
	good := visit{card: "mastercard-offline", status: kernel.Approved, oda: "ok", tvr: notPerformed, reference: "50", record: true}
	good.change = resigned(func(d []byte) []byte { return append(d, 0xEE) })
	good.run(t)
}

// An issuer key that is on the revocation list is none.
// C-2 4.4.3, S910.1
func TestRevokedIssuer(t *testing.T) {
	for serial, good := range map[[3]byte]bool{{0, 0, 1}: false, {0, 0, 2}: true} {
		v := visit{card: "mastercard-offline", status: kernel.Approved, oda: "ok", tvr: notPerformed, reference: "50", record: true}
		if !good {
			v.status, v.oda, v.l2, v.tvr, v.record = kernel.EndApplication, "failed", kernel.CAMFailed, camFailed, false
		}
		v.change = func(x *bench.Tap) {
			var keys []capk.Key
			for k := range x.Config.Keys.All() {
				keys = append(keys, *k)
			}
			set, err := capk.NewSet(keys, capk.Revocation{RID: [5]byte{0xA0, 0, 0, 0, 4}, Index: 0xC1, Serial: serial})
			if err != nil {
				t.Fatal(err)
			}
			x.Config.Keys = set
		}
		v.run(t)
	}
}
