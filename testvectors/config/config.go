// Package config has named terminal configurations, as JSON for kernel/config. Their certification authority keys are
// test keys, made for the virtual cards of testvectors/card.
//
//	default          an attended shop, offline below 10.00 if the card agrees; the cardholder confirms the application: it needs a Chooser
//	default-bit      the same, declining where the host cannot be reached
//	denial           every transaction is declined without the host
//	plaintext-pin    plaintext offline PIN too
//	xda              XDA and ECC too
//	atm              a cash machine: online only, with withdrawals and PIN changes and no purchases
//	tap              default with a contactless reader: kernels 2, 3, 4, 5, 6, 7 and 8
//	tap-atm          atm with a contactless reader
//	tap-transit      a gate of public transport: kernel 4 with delayed authorisation, kernel 5 as a transit reader
//	tap-exchange     kernel 2 with data exchange and data storage
//	tap-k8           kernel 8, for a test scheme too
//	tap-k8-exchange  kernel 8 with data exchange and data storage
//	unionpay         UnionPay in China, contact and kernel 7, with CA key 80 of the card pboc
package config

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed *.json
var files embed.FS

// Names are the names of the configurations, sorted.
func Names() (names []string) {
	list, err := fs.Glob(files, "*.json")
	if err != nil {
		panic(err)
	}
	for _, file := range list {
		names = append(names, strings.TrimSuffix(file, ".json"))
	}
	return names
}

// Named is the text of a configuration. Its error names what there is.
func Named(name string) ([]byte, error) {
	data, err := files.ReadFile(name + ".json")
	if err != nil {
		return nil, fmt.Errorf("no configuration is named %q; there are %s", name, strings.Join(Names(), ", "))
	}
	return data, nil
}
