package terminal_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// The books of a bank have what it has booked of requests and uploads. One that captures in batches books no request.
type books struct {
	code     string // of its answers; empty: the request is not sent
	part     uint64 // that it approves
	hostile  issuer.Hostile
	lost     bool // its answers
	deaf     bool // and what it is asked
	batches  bool
	data     []byte // of the last upload
	requests map[uint64]uint64
	uploads  map[uint64]uint64
}

func (b *books) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	if b.code == "" {
		return nil, terminal.ErrNotSent
	}
	a, err := issuer.Test().Authorise(r.DE55, issuer.Options{ARC: b.code, Hostile: b.hostile})
	if approves := map[string]bool{"00": true, "08": true, "10": true, "11": true, "16": true}[b.code]; approves && !b.deaf && !b.batches {
		if b.requests[r.ID] = r.Transaction.Amount; b.part != 0 {
			b.requests[r.ID] = b.part
		}
	}
	if b.lost {
		return nil, errors.New("lost")
	}
	r.Facts.Part = b.part
	return a.Data, err
}

func (b *books) Reverse(_ context.Context, r terminal.Reversal) error {
	if r.Original == 0 {
		delete(b.uploads, r.Number)
	}
	delete(b.requests, r.Original)
	return nil
}

func (b *books) Advise(context.Context, []byte) error { return nil }

func (b *books) net() (n int, sum uint64) {
	for _, m := range []map[uint64]uint64{b.requests, b.uploads} {
		for _, amount := range m {
			n, sum = n+1, sum+amount
		}
	}
	return n, sum
}

type uploadBooks struct{ *books }

func (b uploadBooks) Upload(_ context.Context, a terminal.Approval) error {
	b.uploads[a.Number] += a.Transaction.Amount
	b.data = bytes.Clone(a.Data)
	return nil
}

// An answering attendant accepts by force, and approves by voice, or not.
type answering struct{ forces, approves bool }

func (a answering) Referral(context.Context, []byte, kernel.UI) (string, bool, error) {
	return "VOICE1", a.approves, nil
}

func (a answering) ForceAcceptance(context.Context, kernel.UI) (bool, error) { return a.forces, nil }

// Whoever has approved, and whatever the acquirer takes: what stands is owned once, by a request, an upload or the application's capture, and to the cent; what does not stand, or is taken back, by
// nobody. What was accepted by force says so to its owner, and keeps its response code.
// B4 6.3.8, 6.5.2.2, 6.5.4, 12.1.5, 12.2.3, A6
func TestOwned(t *testing.T) {
	const bit, online, offline = "default-bit", 12_34, 5_00 // in bit a host that is not reached declines
	force, yes, no := answering{forces: true}, answering{approves: true}, answering{}
	for _, c := range []struct {
		name, config string
		amount       uint64
		bank         books
		by           terminal.Attendant
		approved     bool
	}{
		{"card", "default", offline, books{code: "00"}, no, true},
		{"card, the host not reached", "default", online, books{}, no, true},
		{"card, the answer lost", "default", online, books{code: "00", lost: true}, no, true},
		{"card, the request lost", "default", online, books{code: "00", lost: true, deaf: true}, no, true},
		{"host", "default", online, books{code: "00"}, no, true},
		{"host, a part", "default", online, books{code: "10", part: 5_00}, no, true},
		{"host, all as a part", "default", online, books{code: "10", part: online}, no, true},
		{"host, how much is not said", "default", online, books{code: "10"}, no, false},
		{"host, by a code that the kernel does not know", "default", online, books{code: "11"}, no, false},
		{"the same, by force", "default", online, books{code: "11"}, force, true},
		{"force, the host declines", "default", online, books{code: "05"}, force, true},
		{"force, the answer lost", bit, online, books{code: "00", lost: true}, force, true},
		{"force, a refusal lost", bit, online, books{code: "05", lost: true}, force, true},
		{"force, the request lost", bit, online, books{code: "00", lost: true, deaf: true}, force, true},
		{"force, the host not reached", bit, online, books{}, force, true},
		{"force, how much is not said", "default", online, books{code: "10"}, force, false},
		{"force, a part, and the card declines", "default", online, books{code: "10", part: 5_00, hostile: issuer.WrongARPC}, force, true},
		{"force, a part by a code that the kernel does not know", "default", online, books{code: "11", part: 5_00}, force, true},
		{"force, the host declines a part", "default", online, books{code: "05", part: 5_00}, force, true},
		{"a part, and the card declines", "default", online, books{code: "10", part: 5_00, hostile: issuer.WrongARPC}, no, false},
		{"referral", "default", online, books{code: "01"}, yes, true},
		{"referral, special conditions", "default", online, books{code: "02"}, yes, true},
		{"referral that says no", "default", online, books{code: "01"}, no, false},
		{"referral that says no, by force", "default", online, books{code: "01"}, force, true},
		{"nobody", "default", online, books{code: "05"}, no, false},
		{"without an attendant", "default", online, books{code: "05"}, nil, false},
		{"referral, without an attendant", "default", online, books{code: "01"}, nil, false},
		{"nobody, the answer lost", bit, online, books{code: "00", lost: true}, no, false},
		{"nobody, the host not reached", bit, online, books{}, no, false},
	} {
		for mode := range 8 {
			uploads, batches, undone := mode&1 != 0, mode&2 != 0, mode&4 != 0
			bank := c.bank
			bank.batches, bank.requests, bank.uploads = batches, map[uint64]uint64{}, map[uint64]uint64{}
			x := newTill(t, c.config, "full")
			x.cfg.Terminal.ForcesAcceptance, x.cfg.Terminal.Referrals = true, true
			x.devices.Merchant.Attendant, x.devices.Acquirer = c.by, terminal.Acquirer{Host: &bank, Messages: &bank, Batches: batches}
			if uploads {
				x.devices.Acquirer.Messages = uploadBooks{&bank}
			}
			x.start(t)
			s, err := x.Do(t.Context(), terminal.Order{Purpose: kernel.Purchase, Amount: c.amount, Partial: true})
			if err != nil || s.Approved() != c.approved {
				t.Errorf("%s: %v, %v", c.name, s, err)
				continue
			}
			amount := s.Result.Amount
			if c.approved && amount+s.Owed.Rest != c.amount {
				t.Errorf("%s: %d of %d, owed %d", c.name, amount, c.amount, s.Owed.Rest)
			}
			if undone && c.approved {
				if err := s.Undo(t.Context(), terminal.GoodsNotTaken); err != nil {
					t.Error(c.name, err)
				}
			}
			n, sum := bank.net()
			data := s.Message(kernel.BatchData)
			if said := slices.Concat(bank.data, data); said != nil {
				forced, _ := tlv.Find(said, kernel.ForcedIndicator)
				code, _ := tlv.Find(said, 0x8A)
				if voice, _ := tlv.Find(said, 0x89); c.by == yes && (string(voice.Value) != "VOICE1" || s.Receipt.ApprovalCode != "VOICE1") {
					t.Errorf("%s: approval code %q, receipt %q", c.name, voice.Value, s.Receipt.ApprovalCode)
				}
				if string(forced.Value) == "\x01" != s.Result.Forced || string(code.Value) != s.Result.ResponseCode {
					t.Errorf("%s: forced %X, response %s; %s", c.name, forced.Value, code.Value, s)
				}
			}
			if data != nil && (batches || !s.Result.Booked || s.Result.Reversal) { // the application captures what no host has booked
				n, sum = n+1, sum+amount
			}
			if stands := c.approved && !undone; stands && (n != 1 || sum != amount) || !stands && n != 0 || x.ledger.Len() != 0 {
				t.Errorf("%s, uploads %v, batches %v, undone %v: %s: owned %d times, %d; %d wait", c.name, uploads, batches, undone, s, n, sum, x.ledger.Len())
			}
		}
	}
}
