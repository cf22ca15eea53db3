package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
)

// configCommands are the commands for terminals.
func configCommands() []command {
	return []command{
		{"config", "check | explain | schema", "check a terminal configuration, tell which kernel a card leads to, or print its JSON schema", configHelp, 1, 2, configCommand},
		{"ics", "", "tell what the kernel supports (implementation conformance statement)", icsHelp, 0, 0, icsCommand},
	}
}

const configHelp = `
  emv config check FILE     every fault with its path, line and remedy; FILE may be an embedded name
  emv config explain FILE   which kernel a contactless card's directory leads to, and why: each entry against each combination, the order of the
                            candidates, the one that is selected; FILE is tap where it is left out; a card with -card or -reader, or its
                            answer to SELECT (PPSE) with -ppse
  emv config schema         the JSON schema of a configuration, for editors

  emv config explain -card ppse-forms
  emv config explain -type cash -amount 50.00 -card visa-cash tap-atm`

// explains are the flags of config explain alone.
var explains = []string{"reader", "card", "wait", "ppse", "type", "amount"}

func runConfig(c *call, f *configFlags) error {
	if what := c.args[0]; what == "check" || what == "schema" {
		if err := c.refuses("config "+what, explains...); err != nil {
			return err
		}
	}
	switch what := c.args[0]; {
	case what == "schema" && len(c.args) > 1:
		return c.usage("schema takes no name, since there is one: %q", c.args[1])
	case what == "schema":
		schema := config.Schema()
		if *c.json {
			return c.printJSON(map[string]any{"schema": string(schema)})
		}
		c.printf("%s\n", strings.TrimSpace(string(schema)))
		return nil
	case what == "explain" && len(c.args) < 2:
		return c.explainTap(f, "tap")
	case what == "explain":
		return c.explainTap(f, c.args[1])
	case what != "check":
		return c.usage("%q: give check, explain or schema", what)
	case len(c.args) < 2:
		return c.usage("FILE is missing: emv config check FILE")
	}
	return c.checkConfig(c.args[1])
}

type configAnswer struct {
	OK       bool     `json:"ok"`
	Name     string   `json:"name,omitempty"`
	Version  uint64   `json:"version,omitempty"`
	Profile  string   `json:"profile,omitempty"`
	Digest   string   `json:"digest,omitempty"`
	Bundle   bool     `json:"bundle"` // it travels with a signature, which was not checked
	AIDs     []string `json:"aids"`
	Keys     int      `json:"keys"`
	Requests []string `json:"requests"` // what acquirers want in messages besides, a line each
	Warnings []string `json:"warnings"`
	Faults   []string `json:"faults"`
}

func (c *call) checkConfig(name string) error {
	data, err := setup.ConfigBytes(name)
	if err != nil {
		return fmt.Errorf("emv config: %s", strings.TrimPrefix(err.Error(), "-config "))
	}
	a := configAnswer{AIDs: []string{}, Requests: []string{}, Warnings: []string{}, Faults: []string{}}
	if bytes.HasPrefix(data, []byte("EMVCFG1\n")) {
		b, err := config.ParseBundle(data)
		if err != nil {
			return fmt.Errorf("%w: emv config: %s: %w", errNo, name, err)
		}
		a.Bundle, data = true, b.Data
	}
	cfg, err := config.Load(data, setup.Kernels())
	if err == nil {
		a.fill(cfg)
	}
	a.OK, a.Faults = err == nil, faultLines(err)
	if *c.json {
		if err := c.printJSON(a); err != nil {
			return err
		}
	} else if err == nil {
		c.printf("%s: configuration %q, version %d, profile %s, %s, %s\n", name, a.Name, a.Version, a.Profile,
			count(len(a.AIDs), "application"), count(a.Keys, "key"))
		if a.Bundle {
			c.printf("  a bundle; its signature was not checked: that takes the trusted keys\n")
		}
		for _, line := range a.Requests {
			c.printf("  requested: %s\n", line)
		}
		for _, w := range a.Warnings {
			c.printf("  warning: %s\n", w)
		}
	}
	if err != nil {
		return fmt.Errorf("%w: emv config: %s:\n%s", errNo, name, strings.Join(a.Faults, "\n"))
	}
	return nil
}

func (a *configAnswer) fill(cfg *kernel.Config) {
	a.Name, a.Version, a.Profile, a.Digest, a.Keys = cfg.Name, cfg.Version, cfg.Profile.String(), upper(cfg.Digest[:]), cfg.Keys.Len()
	a.requests("the terminal", &cfg.Terminal.Requests)
	for i := range cfg.Applications {
		app := &cfg.Applications[i]
		a.requests(upper(app.AID), &app.Identity.Requests)
		a.AIDs = append(a.AIDs, upper(app.AID))
		if !hasKeys(cfg.Keys, app.AID) {
			a.Warnings = append(a.Warnings, fmt.Sprintf("no key for %s: cards of it cannot be authenticated offline", upper(app.AID)))
		}
	}
	for _, w := range unsupported(cfg) {
		a.Warnings = append(a.Warnings, "the terminal claims what the kernel does not have: "+w)
	}
}

// requests adds what an acquirer wants in messages: 8E 9F07 in the batch data of the terminal.
func (a *configAnswer) requests(of string, r *kernel.Requests) {
	for k, tags := range r {
		if tags == nil {
			continue
		}
		what := "nothing"
		if len(tags) > 0 {
			what = strings.Trim(fmt.Sprint(tags), "[]")
		}
		a.Requests = append(a.Requests, fmt.Sprintf("%s in the %s of %s", what, kernel.MessageKind(k), of))
	}
}

func hasKeys(set *capk.Set, aid []byte) bool {
	for k := range set.All() {
		if bytes.HasPrefix(aid, k.RID[:]) {
			return true
		}
	}
	return false
}
