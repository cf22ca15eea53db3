package config_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/testvectors/sweep"
)

// testKey is a key pair made from a fixed seed.
func testKey(seed byte) (ed25519.PrivateKey, ed25519.PublicKey) {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
	return private, private.Public().(ed25519.PublicKey)
}

func version(t *testing.T, n string) []byte {
	t.Helper()
	return []byte(strings.Replace(string(source(t, "default")), `"version": 1`, `"version": `+n, 1))
}

func TestBundle(t *testing.T) {
	private, public := testKey(1)
	_, other := testKey(2)
	b, err := config.Sign(private, version(t, "7"))
	if err != nil || b.Version != 7 {
		t.Fatal(b.Version, err)
	}
	one := b.Append(nil)
	again, err := config.ParseBundle(one)
	if err != nil || !bytes.Equal(again.Append(nil), one) {
		t.Fatal(err)
	}
	for _, highest := range []uint64{0, 6, 7} {
		cfg, err := again.Open(highest, []ed25519.PublicKey{other, public})
		if err != nil || cfg.Version != 7 || !cfg.Signed {
			t.Errorf("highest %d: %v", highest, err)
		}
	}
	if cfg, err := config.Load(version(t, "7")); err != nil || cfg.Signed {
		t.Errorf("a file without a signature counts as signed: %v", err)
	}
	// an older one is refused
	var rollback *config.RollbackError
	if cfg, err := again.Open(8, []ed25519.PublicKey{public}); cfg != nil || !errors.As(err, &rollback) || rollback.Version != 7 || rollback.Highest != 8 {
		t.Errorf("%v", err)
	}
	if _, err := again.Open(0, []ed25519.PublicKey{other}); !errors.Is(err, config.ErrSignature) {
		t.Errorf("another key: %v", err)
	}
	if _, err := again.Open(0, nil); !errors.Is(err, config.ErrSignature) {
		t.Errorf("no key: %v", err)
	}
	if _, err := again.Open(0, []ed25519.PublicKey{nil, public[:31]}); !errors.Is(err, config.ErrSignature) {
		t.Errorf("half a key: %v", err)
	}
	if _, err := config.Sign(private, []byte("{}")); err == nil {
		t.Error("a faulty configuration is signed")
	}
}

// Every byte of a bundle is covered: the form or the signature fails.
func TestBundleTampered(t *testing.T) {
	private, public := testKey(1)
	b, err := config.Sign(private, version(t, "7"))
	if err != nil {
		t.Fatal(err)
	}
	one := b.Append(nil)
	for i := range one {
		if !sweep.Sample(i, 100) {
			continue
		}
		bad := bytes.Clone(one)
		bad[i] ^= 1
		p, err := config.ParseBundle(bad)
		if err != nil {
			continue
		}
		if cfg, err := p.Open(0, []ed25519.PublicKey{public}); cfg != nil || !errors.Is(err, config.ErrSignature) {
			t.Fatalf("byte %d: %v", i, err)
		}
	}
	for _, n := range []int{0, 7, 8, 16, 79} {
		if _, err := config.ParseBundle(one[:n]); !errors.Is(err, config.ErrBundle) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	// a signer that lies about the version inside
	lie := config.Bundle{Data: version(t, "7"), Version: 9}
	lie.Signature = ed25519.Sign(private, append([]byte("EMV terminal configuration 1\n\x00\x00\x00\x00\x00\x00\x00\x09"), lie.Data...))
	if _, err := lie.Open(0, []ed25519.PublicKey{public}); !errors.Is(err, config.ErrVersion) {
		t.Errorf("%v", err)
	}
}

// A configuration is replaced by a newer one, and by nothing that is older, forged, faulty or cannot be recorded.
// B4 10.2 update
func TestCurrent(t *testing.T) {
	private, public := testKey(1)
	sign := func(n string) config.Bundle {
		b, err := config.Sign(private, version(t, n))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	var kept []uint64
	keep := func(v uint64) error { kept = append(kept, v); return nil }
	var c config.Current
	if c.Get() != nil {
		t.Error("a configuration out of nothing")
	}
	c.Resume(5)
	forged := sign("9")
	forged.Data = bytes.Replace(forged.Data, []byte("strict"), []byte("book"), 1)
	broken := errors.New("storage is full")
	for _, step := range []struct {
		bundle config.Bundle
		keep   func(uint64) error
		ok     bool
		want   uint64 // in force afterwards
	}{
		{sign("4"), keep, false, 0},
		{sign("5"), keep, true, 5},
		{forged, keep, false, 5},
		{sign("8"), func(uint64) error { return broken }, false, 5},
		{sign("7"), keep, true, 7},
		{sign("6"), keep, false, 7},
	} {
		err := c.Replace(step.bundle, step.keep, []ed25519.PublicKey{public})
		if (err == nil) != step.ok {
			t.Errorf("version %d: %v", step.bundle.Version, err)
		}
		if cfg := c.Get(); step.want != 0 && cfg == nil || cfg != nil && cfg.Version != step.want {
			t.Errorf("after version %d another than %d is in force", step.bundle.Version, step.want)
		}
	}
	if len(kept) != 2 || kept[0] != 5 || kept[1] != 7 {
		t.Errorf("recorded %v", kept)
	}
}
