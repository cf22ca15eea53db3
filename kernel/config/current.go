package config

import (
	"crypto/ed25519"
	"sync"

	"github.com/emvgo/emv/kernel"
)

// Current holds the configuration in force and replaces it as a whole or not at all. Sessions that have begun keep the
// one that they were given. The zero Current holds none. It may be used by several goroutines.
type Current struct {
	mu      sync.RWMutex
	cfg     *kernel.Config
	highest uint64
}

// Resume sets the highest version that the terminal accepted before it was switched off.
func (c *Current) Resume(highest uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.highest = max(c.highest, highest)
}

// Get is the configuration in force, nil if there is none yet.
func (c *Current) Get() *kernel.Config {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.cfg
}

// Replace opens a bundle and puts its configuration in force. keep writes the version to storage that outlives the power;
// it is called before the configuration counts, and its error leaves everything as it was, like the errors of
// [Bundle.Open].
//
// B4 10.2 update
func (c *Current) Replace(b Bundle, keep func(version uint64) error, trusted []ed25519.PublicKey, opts ...Option) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	cfg, err := b.Open(c.highest, trusted, opts...)
	if err != nil {
		return err
	}
	if err := keep(cfg.Version); err != nil {
		return err
	}
	c.cfg, c.highest = cfg, cfg.Version
	return nil
}
