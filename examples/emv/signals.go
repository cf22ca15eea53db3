package main

import (
	"strings"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// The signals between a kernel and the terminal's side, which come while the card is at work: they end nothing that is under way.
//
// C-2 2.12 3.4
const (
	dek = "data to the terminal (DEK)"
	det = "data of the terminal (DET)"
)

// beside are the actions that are done beside what the kernel waits for. What is sent is told by the action itself, which has what is needed too.
var beside = map[string]bool{kernel.SendData.String(): true, kernel.StartTimer.String(): true, kernel.StopTimer.String(): true}

// signalled is the moment of an event that comes beside what the kernel waits for.
func signalled(event string, data []byte) (m moment, ok bool) {
	switch event {
	case kernel.DataReceived.String():
		return moment{kind: momentAction, name: det, response: data}, true
	case kernel.Timeout.String():
		return moment{kind: momentAction, name: "timer", text: "has run out"}, true
	}
	return m, false
}

// neededWords are the data objects that a kernel needs.
func neededWords(needed []tlv.Tag) string {
	if len(needed) == 0 {
		return ""
	}
	var words []string
	for _, t := range needed {
		name := t.String()
		if row, ok := tlv.Lookup(tlv.C2, 0, t); ok {
			name += " " + row.In(tlv.C2).Name
		}
		words = append(words, name)
	}
	return "needed: " + strings.Join(words, ", ")
}
