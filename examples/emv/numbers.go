package main

import (
	"strings"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
)

// drawAgain has a session draw the numbers of a recorded conversation, or its commands would be others. It is for
// replays alone, where a file answers and no card: any other session has the system's generator.
func drawAgain(numbers [][4]byte) []kernel.Option {
	opts := []kernel.Option{kerneltest.Random(1)}
	if len(numbers) > 0 {
		opts = append(opts, kerneltest.Numbers(numbers...))
	}
	return opts
}

// numbersFor is the unpredictable numbers: the header's, or those that the commands carry.
func numbersFor(conv, talk *transcript.Conversation, cfg *kernel.Config) (numbers [][4]byte) {
	for _, s := range strings.Fields(conv.Get("un")) {
		if b := unhex(s); len(b) == 4 {
			numbers = append(numbers, [4]byte(b))
		}
	}
	if len(numbers) == 0 {
		numbers = numbersIn(talk, defaultDDOL(cfg))
	}
	return numbers
}
