package secchan_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/crypto/secchan"
)

func BenchmarkNewKernel(b *testing.B) {
	d := bytes.Repeat([]byte{3}, 32)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := secchan.NewKernel(d); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	k, _ := secchan.NewKernel(bytes.Repeat([]byte{3}, 32))
	public := k.PublicKey()
	_, data, err := secchan.OpenCard(bytes.Repeat([]byte{4}, 32), public[:])
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := k.Open(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkValidateBlindingFactor(b *testing.B) {
	k, _ := secchan.NewKernel(bytes.Repeat([]byte{3}, 32))
	public := k.PublicKey()
	card, _ := secchan.NewKernel(bytes.Repeat([]byte{4}, 32)) // for its public key
	_, data, err := secchan.OpenCard(bytes.Repeat([]byte{4}, 32), public[:])
	if err != nil {
		b.Fatal(err)
	}
	if err := k.Open(data); err != nil {
		b.Fatal(err)
	}
	icc := card.PublicKey()
	b.ReportAllocs()
	for b.Loop() {
		if err := k.ValidateBlindingFactor(icc[:32]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecipherRecord(b *testing.B) {
	k, _ := open(b)
	record := make([]byte, 250)
	b.SetBytes(250)
	b.ReportAllocs()
	for b.Loop() {
		k.SetCounters(0x8001, 0)
		if _, err := k.DecipherRecord(record); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIADMAC(b *testing.B) {
	k, _ := open(b)
	message := make([]byte, 250)
	b.SetBytes(250)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := k.IADMAC(message, [32]byte{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyEDAMAC(b *testing.B) {
	k, c := open(b)
	ac, iad := make([]byte, 8), make([]byte, 8)
	mac, _ := c.EDAMAC(ac, iad)
	b.ReportAllocs()
	for b.Loop() {
		if err := k.VerifyEDAMAC(mac, ac, iad); err != nil {
			b.Fatal(err)
		}
	}
}
