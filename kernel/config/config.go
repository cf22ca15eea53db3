// Package config reads terminal configurations: JSON in, an immutable [kernel.Config] out.
//
// A configuration is accepted as a whole or not at all. Unknown and repeated keys, missing ones, values of a wrong
// kind, size or meaning, and CA keys whose checksum is wrong are faults; all of them are reported at once, each with
// its path, its line and a remedy, in a [jsonfile.Faults]. The package takes bytes, never a path: see
// testvectors/config for examples.
//
// B1 to B4 are the Books of EMV 4.4, A and B Contactless Books A and B 2.12.
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
// B4 10
func Load(data []byte, opts ...Option) (*kernel.Config, error) {
	if len(data) > MaxSize {
		return nil, jsonfile.Faults{{
			Line:   1,
			Reason: fmt.Sprintf("%d bytes", len(data)), Remedy: fmt.Sprintf("a configuration has at most %d", MaxSize),
		}}
	}
	doc := jsonfile.Parse(data)
	cfg := &kernel.Config{Digest: sha256.Sum256(data)}
	at := readObject(doc.Root(), rootFields, cfg)
	apps, combinations, option := at["applications"], at["combinations"], optionsOf(opts)
	cfg.Terminal = readTerminal(at["terminal"], apps.Present())
	for v := range apps.List() {
		cfg.Applications = append(cfg.Applications, readApplication(v, &cfg.Terminal))
	}
	checkApplications(apps, cfg)
	cfg.Combinations = readCombinations(combinations, cfg, &option)
	if doc.Root().Present() && !apps.Present() && !combinations.Present() {
		doc.Root().Fault("add applications for contact, combinations for contactless", "the terminal accepts no card")
	}
	checkBiometrics(at["terminal"], cfg)
	if v := at["transactions"]; v.Present() {
		readTransactions(v, cfg)
	}
	checkDDOLs(apps, cfg)
	if v := at["fallback"]; v.Present() {
		readFallback(v, cfg)
	}
	cfg.Keys = capk.Read(at["caKeys"]) // B2 11.2.2, 5.1.2
	if err := doc.Err(); err != nil {
		return nil, err
	}
	return cfg, nil
}

// rootFields are the keys of a configuration. What has no function here is read by one that needs others first.
var rootFields = []field[kernel.Config]{
	{"about", optional, "what it is for", textOf(0, 400), func(v jsonfile.Value, _ *kernel.Config) { v.Text(0, 400) }},
	{"name", required, "name of the configuration", textOf(1, 64), func(v jsonfile.Value, c *kernel.Config) { c.Name = v.Text(1, 64) }},
	number("version", required, "rises with every change", maxVersion, func(c *kernel.Config) *uint64 { return &c.Version }),
	{"profile", required, "rules in force: each clause as printed, or with departures against published attacks", choiceOf(profiles[:]), readProfile},
	{"terminal", required, "terminal data", objectOf(terminalFields), nil},
	{"applications", optional, "the AIDs that the terminal accepts by contact, no AID twice", someOf(objectOf(applicationFields).with("what the terminal does with one AID")), nil},
	{"combinations", optional, "the combinations of AID and kernel that the terminal accepts by the contactless interface", nil, nil},
	{
		"transactions", optional, "what the terminal does, by the names that applications use; absent: applications give transaction types",
		objectOf(transactionFields()), nil,
	},
	{"fallback", optional, "what may follow a chip that cannot be read, at attended terminals; absent: nothing", objectOf(fallbackFields), nil},
	{"caKeys", required, "certification authority public keys and the list of revoked issuer certificates: a CA key file as it is", nil, nil},
	{"budget", optional, "bounds of a session", objectOf(budgetFields), func(v jsonfile.Value, c *kernel.Config) { readObject(v, budgetFields, &c.Budget) }},
}

// maxVersion is the largest whole number that every JSON program can count to.
const maxVersion = 1 << 53

var profiles = [...]string{"strict", "book"}

func readProfile(v jsonfile.Value, c *kernel.Config) {
	c.Profile = [...]kernel.Profile{kernel.Strict, kernel.Book}[v.OneOf(profiles[:]...)]
}

// budgetFields are the bounds of a session.
var budgetFields = []field[kernel.Budget]{
	bound("exchanges", "command-response pairs in a session; default 1024", MinExchanges, MaxExchanges, func(b *kernel.Budget, n int) { b.Exchanges = n }),
	bound("journalBytes", "bytes of a session's journal without its host's answers; default 262144", MinJournal, MaxJournal, func(b *kernel.Budget, n int) { b.JournalBytes = n }),
	bound("cardMilliseconds", "that the card may take for all its answers in a session, in ms; default 60000", MinCardTime, MaxCardTime, func(b *kernel.Budget, n int) {
		b.CardTime = time.Duration(n) * time.Millisecond
	}),
}

func bound(key, about string, least, most uint64, set func(*kernel.Budget, int)) field[kernel.Budget] {
	return field[kernel.Budget]{key, optional, about, numberOf(least, most), func(v jsonfile.Value, b *kernel.Budget) {
		n := v.Uint(most)
		if n < least {
			v.Fault("raise it, or leave the key out for the default", "%d is below %d: no transaction would end", n, least)
		}
		set(b, int(n))
	}}
}

func first(b []byte) byte {
	if len(b) == 0 {
		return 0
	}
	return b[0]
}
