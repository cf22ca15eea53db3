package testvectors

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed apdu/dialogues.json
var dialoguesFile []byte

// A Dialogue is one vector of apdu/dialogues.json: commands and responses in turn, in hexadecimal, upper case.
type Dialogue struct {
	Name      string      `json:"name"`
	Layer     string      `json:"layer"`  // who speaks: "line", "reader", "selection", "initiation", "reading"
	Clause    string      `json:"clause"` // "EMV 4.3 B1 9.3.1.1.2"
	Command   string      `json:"command"`
	Response  string      `json:"response"`
	Fault     string      `json:"fault"` // what is wrong with the dialogue itself, "" if nothing is
	Exchanges [][2]string `json:"exchanges"`

	// For the layers "selection", "initiation" and "reading".
	After   string `json:"after"`   // the dialogue that goes ahead
	Choose  string `json:"choose"`  // AID of the application that the cardholder selects
	Rest    string `json:"rest"`    // what answers every command after the dialogue, "" if nothing does
	FCI     string `json:"fci"`     // of the application
	AFL     string `json:"afl"`     // that the card gave
	Authors string `json:"authors"` // what comes of it in the source
	Book    string `json:"book"`    // what comes of it by the book
	Differs string `json:"differs"` // why these are not the same, with the clause; "" if they are
}

// Dialogues is the vectors of apdu/dialogues.json on these layers, all without any.
//
// On the layers "line" (T=0 with its procedure bytes) and "reader" (T=0 through a reader that handles INS, its
// complement and 60), Command is the C-APDU that the dialogue carries and Response the R-APDU that it ends with.
func Dialogues(layers ...string) ([]Dialogue, error) {
	var f struct {
		Dialogues []Dialogue `json:"dialogues"`
	}
	if err := json.Unmarshal(dialoguesFile, &f); err != nil {
		return nil, fmt.Errorf("testvectors: apdu/dialogues.json: %w", err)
	}
	if len(layers) == 0 {
		return f.Dialogues, nil
	}
	var list []Dialogue
	for _, d := range f.Dialogues {
		for _, l := range layers {
			if d.Layer == l {
				list = append(list, d)
			}
		}
	}
	return list, nil
}
