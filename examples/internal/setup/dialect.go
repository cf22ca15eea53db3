package setup

import (
	"bytes"
	"fmt"

	"github.com/emvgo/emv/kernel"
)

// The dialects of a host.
const (
	Plain    = "plain"
	UnionPay = "unionpay"
)

var unionPayRID = []byte{0xA0, 0, 0, 3, 0x33}

// Dialect is what a host speaks: what the command line says, or by the configuration. One that has UnionPay's applications alone is for a host that speaks UnionPay's.
func Dialect(name string, cfg *kernel.Config) (string, error) {
	switch name {
	case Plain, UnionPay:
		return name, nil
	case "":
	default:
		return "", fmt.Errorf("-dialect %s: give %s or %s", name, Plain, UnionPay)
	}
	if alone(cfg) {
		return UnionPay, nil
	}
	return Plain, nil
}

// CardFor is the card in the place of a program's own, where a configuration takes UnionPay's alone.
func CardFor(card string, cfg *kernel.Config, tap bool) string {
	switch {
	case !alone(cfg):
		return card
	case tap:
		return "unionpay-online"
	}
	return "pboc"
}

// alone reports whether a configuration has UnionPay's applications and no others.
func alone(cfg *kernel.Config) bool {
	alone := len(cfg.Applications)+len(cfg.Combinations) > 0
	for i := range cfg.Applications {
		alone = alone && bytes.HasPrefix(cfg.Applications[i].AID, unionPayRID)
	}
	for i := range cfg.Combinations {
		alone = alone && bytes.HasPrefix(cfg.Combinations[i].AID, unionPayRID)
	}
	return alone
}
