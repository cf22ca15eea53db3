package contact_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"filippo.io/nistec"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// EMV 4.4 B2 B2.2.2
var (
	p256Prime, _ = new(big.Int).SetString("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF", 16)
	p256Order, _ = new(big.Int).SetString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16)
)

// signedP256 verifies an EC-SDSA signature with suite '10' from the book's formulas.
// EMV 4.4 B2 A2.2.3
func signedP256(point *nistec.P256Point, signature, message []byte) bool {
	if len(signature) != 64 {
		return false
	}
	r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
	r.Mod(r, p256Order)
	if r.Sign() == 0 || s.Sign() == 0 || s.Cmp(p256Order) >= 0 {
		return false
	}
	minus := r.Sub(p256Order, r).FillBytes(make([]byte, 32))
	a, errA := nistec.NewP256Point().ScalarBaseMult(signature[32:])
	b, errB := nistec.NewP256Point().ScalarMult(point, minus)
	if errA != nil || errB != nil {
		return false
	}
	x, err := a.Add(a, b).BytesX()
	if err != nil {
		return false
	}
	h := sha256.Sum256(append(x, message...))
	return bytes.Equal(h[:], signature[:32])
}

// lesserP256 is the point with this x-coordinate and the lesser y-coordinate.
// EMV 4.4 B2 B2.2.1
func lesserP256(x []byte) (*nistec.P256Point, error) {
	p, err := nistec.NewP256Point().SetBytes(append([]byte{2}, x...))
	if err != nil {
		return nil, err
	}
	y := new(big.Int).SetBytes(p.Bytes()[33:])
	if y.Lsh(y, 1).Cmp(p256Prime) > 0 {
		p.Negate(p)
	}
	return p, nil
}

// approvalXDA verifies an offline approval of the card xda from the conversation alone: the certificates, the certified
// data, and the signature over the last response and what was sent for it. It gives the cryptogram.
// EMV 4.4 B2 12.3, EMV 4.4 B2 12.4, EMV 4.4 B2 12.5.3, EMV 4.4 B3 10.3
func (k *talk) approvalXDA(conv []exchange) ([]byte, error) {
	ca := card.ECCCAKeys([5]byte{0xA0, 0, 0, 0, 4})[0]
	caPoint, err := nistec.NewP256Point().SetBytes(append([]byte{4}, ca.Point...))
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(k.data[0x8F], []byte{ca.Index}) || k.twice || k.badRecord || k.aip[0]&0x80 == 0 {
		return nil, errors.New("not what XDA rests on")
	}
	cert, pan := k.data[0x90], k.data[0x5A]
	head := slices.Concat([]byte{0x12, 0x00}, pan[:min(len(pan), 4)], []byte{0xFF, 0x10, 0x20, 0x49, 0x12, 0x31, 0, 0, 1}, ca.RID[:], []byte{ca.Index})
	if len(cert) != 21+32+64 || !bytes.HasPrefix(cert, head) || !signedP256(caPoint, cert[53:], cert[:53]) {
		return nil, fmt.Errorf("issuer certificate %X", cert)
	}
	issuer, err := lesserP256(cert[21:53])
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
	head = slices.Concat([]byte{0x14, 0x00, 0x10, 0x20, 0x49, 0x12, 0x31, 0x23, 0x59, 0, 0, 0, 0, 0, 2, 0x00, 0x02}, hash[:])
	if len(cert) != 17+32+32+64 || !bytes.HasPrefix(cert, head) || !signedP256(issuer, cert[81:], cert[:81]) {
		return nil, fmt.Errorf("ICC certificate %X", cert)
	}
	icc, err := lesserP256(cert[49:81])
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
		if len(sdad) != 65 || sdad[0] != 0x15 || !signedP256(icc, sdad[1:], message) {
			return nil, fmt.Errorf("signature of answer %d", i+1)
		}
		if last := i == len(k.answers)-1; last && !bytes.Equal(cid, []byte{0x40}) {
			return nil, fmt.Errorf("CID %X", cid)
		}
	}
	return ac, nil
}

// EMV 4.4 B2 12.5.3, EMV 4.4 B4 6.3.2.2.4: the man in the middle alters one response of a card with XDA. What is then still
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
			if testing.Short() {
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
				if threeBits(out.Report.TVR) > 1 {
					t.Errorf("TVR %X", out.Report.TVR)
				}
				if outcomeRank(out) != 2 {
					return !t.Failed()
				}
				offline++
				k, err := takeApart(d.conv)
				if err == nil {
					var ac []byte
					if ac, err = k.approvalXDA(d.conv); err == nil && !bytes.Equal(ac, out.Report.AC) {
						err = fmt.Errorf("cryptogram %X, signed %X", out.Report.AC, ac)
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
func cardOf(t *testing.T, change func(map[string]any)) *card.Card { return profile(t, "xda", change) }
