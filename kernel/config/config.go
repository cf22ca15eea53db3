// Package config reads terminal configurations: JSON in, an immutable [kernel.Config] out.
//
// A configuration is accepted as a whole or not at all. Unknown and repeated keys, missing ones, values of a wrong
// kind, size or meaning, and CA keys whose checksum is wrong are faults; all of them are reported at once, each with
// its path, its line and a remedy, in a [jsonfile.Faults]. The package takes bytes, never a path: see
// testvectors/config for examples.
package config

import (
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// Limits of a configuration: beyond anything that a terminal needs.
const (
	MaxSize      = 4 << 20 // bytes
	MaxExchanges = 1 << 20
	MaxJournal   = 64 << 20 // bytes
	MaxCardTime  = 3600_000 // ms
	// MinExchanges, MinJournal and MinCardTime let a plain purchase through.
	MinExchanges = 32
	MinJournal   = 16 << 10
	MinCardTime  = 5000
)

// Load reads a configuration and checks it. The configuration's Digest is the SHA-256 of data as given. The error is
// a [jsonfile.Faults] with every fault of the file.
//
// Contactless combinations take the option [Kernels], or [ContactOnly].
// EMV 4.4 B4 10, EMV 4.4 B4 10.2 (update)
func Load(data []byte, opts ...Option) (*kernel.Config, error) {
	if len(data) > MaxSize {
		return nil, jsonfile.Faults{{
			Line:   1,
			Reason: fmt.Sprintf("%d bytes", len(data)), Remedy: fmt.Sprintf("a configuration has at most %d", MaxSize),
		}}
	}
	doc := jsonfile.Parse(data)
	cfg := &kernel.Config{Digest: sha256.Sum256(data)}
	root := doc.Root().Object()
	root.Get("about").Text(0, 400)
	cfg.Name = root.Need("name").Text(1, 64)
	cfg.Version = root.Need("version").Uint(1 << 53)
	cfg.Profile = [...]kernel.Profile{kernel.Strict, kernel.Book}[root.Need("profile").OneOf("strict", "book")]
	term, apps := root.Need("terminal"), root.Get("applications")
	cfg.Terminal = readTerminal(term, apps.Present())
	for v := range apps.List() {
		cfg.Applications = append(cfg.Applications, readApplication(v, &cfg.Terminal))
	}
	checkApplications(apps, cfg)
	checkDDOLs(apps, cfg)
	option := optionsOf(opts)
	combinations := root.Get("combinations")
	cfg.Combinations = readCombinations(combinations, &cfg.Terminal, &option)
	if !apps.Present() && !combinations.Present() {
		doc.Root().Fault("add applications for contact, combinations for contactless", "the terminal accepts no card")
	}
	checkBiometrics(term, cfg)
	if v := root.Get("transactions"); v.Present() {
		cfg.Treatments = readTransactions(v, &cfg.Terminal)
	}
	cfg.Fallback = readFallback(root.Get("fallback"), &cfg.Terminal)
	cfg.Keys = capk.Read(root.Need("caKeys")) // EMV 4.4 B2 11.2.2, EMV 4.4 B2 5.1.2
	cfg.Budget = readBudget(root.Get("budget"))
	root.Close()
	if err := doc.Err(); err != nil {
		return nil, err
	}
	return cfg, nil
}

func readBudget(v jsonfile.Value) (b kernel.Budget) {
	o := v.Object()
	if n := o.Get("exchanges"); n.Present() {
		b.Exchanges = atLeast(n, n.Uint(MaxExchanges), MinExchanges)
	}
	if n := o.Get("journalBytes"); n.Present() {
		b.JournalBytes = atLeast(n, n.Uint(MaxJournal), MinJournal)
	}
	if n := o.Get("cardMilliseconds"); n.Present() {
		b.CardTime = time.Duration(atLeast(n, n.Uint(MaxCardTime), MinCardTime)) * time.Millisecond
	}
	o.Close()
	return b
}

func atLeast(v jsonfile.Value, n uint64, least int) int {
	if n < uint64(least) {
		v.Fault("raise it, or leave the key out for the default", "%d is below %d: no transaction would end", n, least)
	}
	return int(n)
}

func first(b []byte) byte {
	if len(b) == 0 {
		return 0
	}
	return b[0]
}
