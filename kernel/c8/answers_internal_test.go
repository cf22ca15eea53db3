package c8

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

// Answers that no card and no terminal can bring about are handled all the same: with keys there is an Issuer Application Data MAC, and no transaction writes so much that the
// kernel's counter ends.
// C-8 6.3.16, 6.3.18
// 28.2, 28.5, 30.4
func TestAnswersThatCannotCome(t *testing.T) {
	alone(t, func(c *processC) {
		x := &tx{Port: c.port, cfg: c.port.Config(), data: states.Database{Store: c.port.Store()}, exchange: true}
		x.data.Open(tlv.C8)
		if s := x.s28WaitingForIADMAC(&answer{signal: iadMACFail}); s != exit || x.err.L2 != kernel.IADMACFailed || x.out.Status != kernel.EndApplication {
			t.Errorf("%d, %+v", s, x.err)
		}
		x.dataEnvelopesToWriteYet.Add(tlv.DataEnvelope1.Tag(), nil)
		if s := x.s30Answered(&answer{signal: encryptionFailed}); s != exit || x.data.NotEmpty(tlv.WriteDataStatus) || len(x.c.requests) != 0 {
			t.Errorf("%d", s)
		}
	})
}

// A bound of ours: what is deciphered is kept until the session's end, and where there is no room for more, it cannot be deciphered.
// C-8 7.2.4, 7.2.9
func TestNoRoom(t *testing.T) {
	v := conversations(t)[0]
	alone(t, func(c *processC) {
		c.opened(t, v)
		for _, n := range []int{1 << 14, 1 << 8, 1} {
			for c.port.Store().Hold(make([]byte, n)) != nil {
				continue
			}
		}
		for range 2 {
			record := tlv.Append(nil, tagEnciphered, unhex(v.Inputs["enciphered record 1"]))
			if a := c.asked(t, request{kind: recordReceived, data: record, flag: true}); a.signal != decryptionFailed || a.data != nil || c.signedRecords != nil {
				t.Errorf("%b %X", a.signal, c.signedRecords)
			}
		}
		if a := c.asked(t, request{kind: validateMessage, data: unhex(v.Expected)}); a.signal != messageFail || a.data != nil {
			t.Errorf("%b", a.signal)
		}
	})
}

// All four answers are awaited where local authentication is under way, in whatever order they come, and the EDA-MAC alone where it is not, or has failed.
// C-8 6.3.17
// 29.17, 29.18, 29.19
func TestAnswersAwaited(t *testing.T) {
	alone(t, func(c *processC) {
		x := &tx{Port: c.port, cfg: c.port.Config(), data: states.Database{Store: c.port.Store()}}
		x.data.Open(tlv.C8)
		x.data.Set(tlv.KernelQualifier, 2, 0x80, 0, 0, 0, 0, 0, 0)
		x.data.Set(tlv.AIPKernel8, 1, 0)
		for _, a := range []signal{edaMACOK, blindingFactorOK, iccCertificateOK} {
			if s := x.s29WaitingForEDA(&answer{signal: a}); s != s29 {
				t.Errorf("%b: %d", a, s)
			}
		}
		if x.eda != edaMACProcessed|blindingFactorProcessed|iccCertificateProcessed {
			t.Errorf("%b", x.eda)
		}
		if s := x.s29WaitingForEDA(&answer{signal: issuerCertificateFail}); s != exit {
			t.Errorf("%d", s)
		}
	})
}
