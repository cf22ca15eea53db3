package testvectors

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed atr/atr.json
var atrFile []byte

// An ATR is one vector of atr/atr.json: an answer to reset split into its characters. Bytes are in hexadecimal,
// upper case.
type ATR struct {
	ATR        string            `json:"atr"`
	Interface  map[string]string `json:"interface"`  // "TB1": "00"
	Protocols  []byte            `json:"protocols"`  // of TD1, TD2, ...; 0 without TD1
	Historical string            `json:"historical"` // as many as are there
	TCK        string            `json:"tck"`        // "" without
	Wrong      string            `json:"wrong"`      // the character at which a strict reader stops, "" if none is wrong
	EMV        string            `json:"emv"`        // "accept" or "reject" by an EMV terminal after a cold reset, "" if the source does not say
}

// ATRs is the vectors of atr/atr.json.
func ATRs() ([]ATR, error) {
	var f struct {
		Vectors []ATR `json:"vectors"`
	}
	if err := json.Unmarshal(atrFile, &f); err != nil {
		return nil, fmt.Errorf("testvectors: atr/atr.json: %w", err)
	}
	return f.Vectors, nil
}
