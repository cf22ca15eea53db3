package pboc

import (
	_ "embed"
	"encoding/json"
)

//go:embed example.json
var example []byte

// An Example is a published computation, all of it in hexadecimal.
type Example struct {
	About                     string
	Sources                   []string
	ACKey, MACKey, EncKey     string // issuer master keys
	PAN, PSN                  string
	Elements                  map[string]string // by tag
	MasterKey, MACMasterKey   string            // of the card
	SessionKey, MACSessionKey string
	ResponseCode, ARPC        string
	OwnResponseCode, OwnARPC  string // not published
	Balance, BalanceData      string
}

// Published reads the example.
func Published() (e Example, err error) {
	err = json.Unmarshal(example, &e)
	return e, err
}
