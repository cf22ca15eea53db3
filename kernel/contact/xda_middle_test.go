package contact_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// approvalXDA verifies an offline approval of the cards xda and xda-p521 from the conversation alone: the certificates, the
// certified data, and the signature over the last response and what was sent for it. It gives the cryptogram.
// B2 12.3, 12.4, 12.5.3, B3 10.3
func (k *talk) approvalXDA(conv []exchange) ([]byte, error) {
	keys := card.ECCCAKeys([5]byte{0xA0, 0, 0, 0, 4})
	i := slices.IndexFunc(keys, func(ca capk.Key) bool { return bytes.Equal(k.data[0x8F], []byte{ca.Index}) })
	if i < 0 || k.twice || k.badRecord || k.aip[0]&0x80 == 0 {
		return nil, errors.New("not what XDA rests on")
	}
	ca := &keys[i]
	suite := byte(ca.Algorithm) // of all keys of these cards
	curve := oraSignatureSuites[suite]
	n, signed := curve.field, len(curve.hash(nil))+curve.field
	cert, pan := k.data[0x90], k.data[0x5A]
	head := slices.Concat([]byte{0x12, 0x00}, pan[:min(len(pan), 4)], []byte{0xFF, suite, 0x20, 0x49, 0x12, 0x31, 0, 0, 1}, ca.RID[:], []byte{ca.Index})
	if len(cert) != 21+n+signed || !bytes.HasPrefix(cert, head) || !curve.verify(append([]byte{4}, ca.Point...), cert[21+n:], cert[:21+n]) {
		return nil, fmt.Errorf("issuer certificate %X", cert)
	}
	issuer, err := curve.lesser(cert[21:21+n], curve.prime)
	if err != nil {
		return nil, err
	}
	iccd := slices.Concat(k.static, []byte{0x82, 2}, k.aip, []byte{0x9F, 0x06, byte(len(k.aid))}, k.aid)
	for i := len(conv) - 1; i >= 0; i-- {
		if r := conv[i].response; conv[i].command[1] == 0xA4 && bytes.Equal(conv[i].command[5:5+conv[i].command[4]], k.aid) {
			if o, ok := tlv.Find(r[:len(r)-2], tlv.TagFCI, tlv.TagFCIProprietary, 0x9F38); ok {
				iccd = append(append(iccd, 0x9F, 0x38, byte(len(o.Value))), o.Value...)
			}
			break
		}
	}
	hash := sha256.Sum256(iccd)
	cert = k.data[0x9F46]
	head = slices.Concat([]byte{0x14, 0x00, suite, 0x20, 0x49, 0x12, 0x31, 0x23, 0x59, 0, 0, 0, 0, 0, 2, 0x00, 0x02}, hash[:])
	if len(cert) != 49+n+signed || !bytes.HasPrefix(cert, head) || !curve.verify(issuer, cert[49+n:], cert[:49+n]) {
		return nil, fmt.Errorf("ICC certificate %X", cert)
	}
	icc, err := curve.lesser(cert[49:49+n], curve.prime)
	if err != nil {
		return nil, err
	}
	var ac []byte
	for i, r := range k.answers {
		sent := slices.Concat(k.pdol, k.first)
		if i == 1 {
			sent = k.second
		}
		o, err := single(r)
		if err != nil || o.tag != 0x77 || !good(r) || k.p1s[i]&0x18 != 0x08 {
			return nil, fmt.Errorf("answer %X", r)
		}
		list, err := items(r, o.value, o.end)
		if err != nil {
			return nil, err
		}
		message := append([]byte{0x15}, sent...)
		var sdad, cid []byte
		at := o.value
		for _, it := range list {
			switch it.tag {
			case 0x9F4B:
				message, at, sdad = append(message, r[at:it.at]...), it.end, it.of(r)
			case 0x9F26:
				ac = it.of(r)
			case 0x9F27:
				cid = it.of(r)
			}
		}
		message = append(message, r[at:o.end]...)
		if len(sdad) != 1+signed || sdad[0] != 0x15 || !curve.verify(icc, sdad[1:], message) {
			return nil, fmt.Errorf("signature of answer %d", i+1)
		}
		if last := i == len(k.answers)-1; last && !bytes.Equal(cid, []byte{0x40}) {
			return nil, fmt.Errorf("CID %X", cid)
		}
	}
	return ac, nil
}

// B2 12.5.3, B4 6.3.2.2.4: the man in the middle alters one response of a card with XDA. What is then still
// approved offline is genuine, by arithmetic that has nothing from the kernel: in book and in strict.
func TestXDAMiddle(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(map[string]any)
	}{
		{"TC", func(map[string]any) {}},
		{"ARQC, no host", decision("online")},
		{"AAC", decision("decline")},
	} {
		for _, profile := range []kernel.Profile{kernel.Book, kernel.Strict} {
			d := newDuel(t, cardOf(t, c.change), "xda", profile)
			d.tx.Amount, d.hostDown = 100, true
			out, conv := d.baseline(t)
			if want := c.name != "AAC"; (outcomeRank(out) == 2) != want {
				t.Fatalf("%s: %v, %s", c.name, out.Status, out.Error.Reason)
			}
			// the journal gives the same actions again
			d.recording = true
			d.run(t, nil)
			d.replays(t)
			d.recording = false
			count, runs, offline := 0, 0, 0
			step := 7
			if !sweep.Full() {
				step = 100
			}
			alterations(conv, func(a *alteration) bool {
				if count++; count%step != 0 {
					return true
				}
				runs++
				out := d.run(t, func(n int, response []byte) []byte {
					if n == a.exchange {
						return a.response
					}
					return response
				})
				d.within(t, out)
				if threeBits(out) > 1 {
					t.Errorf("TVR %X", out.TVR())
				}
				if outcomeRank(out) != 2 {
					return !t.Failed()
				}
				offline++
				k, err := takeApart(d.conv)
				if err == nil {
					var ac []byte
					if ac, err = k.approvalXDA(d.conv); err == nil && !bytes.Equal(ac, out.AC()) {
						err = fmt.Errorf("cryptogram %X, signed %X", out.AC(), ac)
					}
				}
				if err != nil {
					t.Errorf("%s, %v: approved offline, but %v\nexchange %d, %s, bytes %d to %d: %X", c.name, profile, err, a.exchange, a.what, a.from, a.to, a.response)
				}
				return !t.Failed()
			})
			t.Logf("%s, %v: %d runs, %d approved offline", c.name, profile, runs, offline)
		}
	}
}

// cardOf is the card xda that change has been at.
func cardOf(t *testing.T, change func(map[string]any)) *card.Card {
	return bench.Profile(t, "xda", change)
}
