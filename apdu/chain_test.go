package apdu_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
)

func TestChain(t *testing.T) {
	data := make([]byte, 600)
	for i := range data {
		data[i] = byte(i)
	}
	for _, c := range []struct {
		n, size int
		want    []int // lengths of the pieces
	}{
		// EMV 4.4 B3 6.5.13
		{0, 255, []int{0}},
		{1, 255, []int{1}},
		{255, 255, []int{255}},
		{256, 255, []int{255, 1}},
		{510, 0, []int{255, 255}},
		{600, 256, []int{255, 255, 90}},
		{5, 2, []int{2, 2, 1}},
	} {
		whole := apdu.Command{INS: apdu.Verify, P2: apdu.EncipheredBiometricRSA, Data: data[:c.n], Le: 7}
		var got []byte
		i := 0
		for piece := range apdu.Chain(whole, c.size) {
			last := i == len(c.want)-1
			if len(piece.Data) != c.want[i] || (piece.CLA == 0x10) == last || piece.CLA&^0x10 != 0 || (piece.Le == apdu.NoLe) == last ||
				piece.INS != whole.INS || piece.P1 != whole.P1 || piece.P2 != whole.P2 {
				t.Errorf("%d by %d: piece %d is %v", c.n, c.size, i, piece)
			}
			got = append(got, piece.Data...)
			i++
		}
		if i != len(c.want) || !bytes.Equal(got, data[:c.n]) {
			t.Errorf("%d by %d: %d pieces", c.n, c.size, i)
		}
	}
	for range apdu.Chain(apdu.Command{Data: data}, 1) {
		break // may be left at any piece
	}
}

// EMV 4.4 B3 6.5.12.5 (chain)
func TestTransmitChain(t *testing.T) {
	verify := apdu.Command{INS: apdu.Verify, P2: apdu.EncipheredBiometricRSA, Data: []byte{1, 2, 3, 4, 5}, Le: apdu.NoLe}
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		// EMV 4.4 B3 6.5.13
		{"whole", []string{"10200089020102", "9000", "10200089020304", "9000", "002000890105", "63C2"}, "63C2"},
		// EMV 4.4 B3 6.5.12.5
		{"refused", []string{"10200089020102", "6884"}, "6884"},
		{"failed", []string{"10200089020102", "9000", "10200089020304", "6800"}, "6800"},
	} {
		s := &script{t, c.lines}
		got, took, err := apdu.TransmitChain(context.Background(), s, verify, 2)
		if err != nil || !bytes.Equal(got, unhex(t, c.want)) || len(s.lines) > 0 {
			t.Errorf("%s: %X, %v, not sent: %q", c.name, got, err, s.lines)
		}
		if want := time.Duration(len(c.lines)/2) * time.Millisecond; took != want {
			t.Errorf("%s: took %v", c.name, took)
		}
	}
	pulled := apdu.CardFunc(func(context.Context, []byte) ([]byte, time.Duration, error) {
		return nil, 0, apdu.Fault(apdu.Removed, nil)
	})
	var fault *apdu.FaultError
	if _, _, err := apdu.TransmitChain(context.Background(), pulled, verify, 2); !errors.As(err, &fault) {
		t.Error(err)
	}
}

// The bytes of a chain, which may hold an enciphered PIN, do not stay in memory.
func TestTransmitChainWipes(t *testing.T) {
	var kept []byte
	card := apdu.CardFunc(func(_ context.Context, command []byte) ([]byte, time.Duration, error) {
		kept = command
		return []byte{0x90, 0x00}, 0, nil
	})
	c := apdu.Command{INS: apdu.Verify, Data: []byte{1, 2, 3}, Le: apdu.NoLe}
	if _, _, err := apdu.TransmitChain(context.Background(), card, c, 2); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, make([]byte, len(kept))) {
		t.Errorf("still there: %X", kept)
	}
}
