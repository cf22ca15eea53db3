package config_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"

	"github.com/emvgo/emv/kernel/config"
	vectors "github.com/emvgo/emv/testvectors/config"
)

// A file becomes a configuration, or every fault in it is named.
func ExampleLoad() {
	file, err := vectors.Named("default")
	if err != nil {
		panic(err)
	}
	cfg, err := config.Load(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(cfg.Name, cfg.Profile, cfg.Terminal.TerminalID, len(cfg.Applications), "applications")

	_, err = config.Load(bytes.Replace(file, []byte(`"name": "default"`), []byte(`"version": 2`), 1))
	fmt.Println(err)
	// Output:
	// default strict TERM0001 2 applications
	// line 1: name: missing (add the key)
	// line 4: version: this key is given twice (keep one of them)
}

// A bundle is a file with its version and a signature; one that is older than what was in force is refused.
func ExampleBundle_Open() {
	file, err := vectors.Named("default")
	if err != nil {
		panic(err)
	}
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)) // a test key
	trusted := []ed25519.PublicKey{key.Public().(ed25519.PublicKey)}
	bundle, err := config.Sign(key, file)
	if err != nil {
		fmt.Println(err)
		return
	}
	cfg, err := bundle.Open(0, trusted)
	fmt.Println(cfg.Name, cfg.Version, err)

	_, err = bundle.Open(2, trusted)
	var rollback *config.RollbackError
	fmt.Println(errors.As(err, &rollback))
	// Output:
	// default 1 <nil>
	// true
}
