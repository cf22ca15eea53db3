package iso8583_test

import (
	"errors"
	"net"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// No advice moves money, whatever code and cryptogram its data have: a card may say TC in a transaction that was ended then.
// EMV 4.4 B4 6.3.7, EMV 4.4 B4 12.1.5, EMV 4.4 B4 12.1.7
func TestAdviceType(t *testing.T) {
	const none, aac, tc, arqc = "", "\x08", "\x48", "\x80"
	for _, c := range []struct{ code, cid string }{
		{"Y1", tc},
		{"Y3", tc},
		{"Z3", tc},
		{"00", tc},
		{"", tc},
		{"Y3", arqc},
		{"", arqc},
		{"00", aac},
		{"05", aac},
		{"11", aac},
		{"Y1", aac},
		{"Z1", aac},
		{"", aac},
		{"Y1", none},
		{"00", none},
		{"", none},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &server{}
			client := newClient(t, s, iso8583.Options{})
			of := data(0x5A, "\x54\x13\x33\x00\x89\x02\x00\x11", 0x9F36, "\x00\x07", 0x9F02, "\x00\x00\x00\x00\x12\x34")
			if c.code != "" {
				of = append(of, data(0x8A, c.code)...)
			}
			if c.cid != none {
				of = append(of, data(0x9F27, c.cid)...)
			}
			if err := client.Advise(t.Context(), of); err != nil {
				t.Error(err)
			}
			client.Close()
			if got := s.types(); got[len(got)-1] != "0120" {
				t.Errorf("%q, %X: %v", c.code, c.cid, got)
			}
		})
	}
}

// What the host says comes back as the issuer's data objects. An approval by another code is one that kernels know.
// EMV 4.4 B4 A6, EMV 4.4 B4 12.1.3
func TestAnswer(t *testing.T) {
	for code, told := range map[string]string{"00": "00", "10": "10", "08": "00", "11": "00", "16": "00", "01": "01", "05": "05", "12": "12", "17": "17", "91": "91", "ZZ": "ZZ", "09": "", "68": ""} { // empty: nobody knows
		testAnswer(t, code, told)
	}
}

func testAnswer(t *testing.T, code, told string) {
	s := &server{answer: func(c net.Conn, _, usual *iso8583.Message) bool {
		usual.Set(38, "A1B2C3")
		usual.Set(39, code)
		usual.Set(55, "\x91\x02\x01\x02")
		b, err := iso8583.Plain.Seal(usual, testMAC(t))
		if err == nil {
			_, err = c.Write(iso8583.AppendFrame(nil, b))
		}
		return err == nil
	}}
	client := newClient(t, s, iso8583.Options{})
	defer client.Close()
	got, err := client.Authorise(t.Context(), purchase())
	if told == "" {
		if !errors.Is(err, iso8583.ErrMayHaveArrived) || got != nil {
			t.Errorf("%s: %X, %v", code, got, err)
		}
		return
	}
	if want := "\x89\x06A1B2C3\x8A\x02" + told + "\x91\x02\x01\x02"; string(got) != want || err != nil {
		t.Errorf("%s: %X, %v", code, got, err)
	}
}
