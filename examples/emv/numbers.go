package main

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
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

// seedHeader is the header line of a conversation of Kernel 8 with a virtual card: what all that the session drew follows from, the keys of the secure channel
// too. A session with a card in a reader has no such thing.
const seedHeader = "seed"

// seedTaken is in its place in a redacted conversation: the records could be deciphered with it.
const seedTaken = "taken out, since the keys of the secure channel follow from it"

// A seed is what the draws of a session with a virtual contactless card follow from.
type seed uint64

// newSeed draws a seed.
func newSeed() seed {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return seed(binary.BigEndian.Uint64(b[:]))
}

// of is the option of a session for it.
func (s seed) of() kernel.Option { return kerneltest.Random(uint64(s)) }

// describe puts the seed into the header of a conversation that cannot replay without it.
func (s seed) describe(conv *transcript.Conversation) {
	if slices.ContainsFunc(hear(conv), (*said).inKernel8) {
		conv.Set(seedHeader, fmt.Sprintf("%016X", uint64(s)))
	}
}

// drawsOf has a session draw what the session of a conversation drew.
func drawsOf(conv, talk *transcript.Conversation, cfg *kernel.Config) ([]kernel.Option, error) {
	text := conv.Get(seedHeader)
	if text == "" || text == seedTaken {
		return drawAgain(numbersFor(conv, talk, cfg)), nil
	}
	n, err := strconv.ParseUint(text, 16, 64)
	if err != nil {
		return nil, fmt.Errorf("header line %s: write 16 hexadecimal digits", seedHeader)
	}
	return []kernel.Option{seed(n).of()}, nil
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

// numbersFit says of a header that has more unpredictable numbers than the commands of a conversation with contacts carry, all of which were recorded, that they
// are no use. Those behind the ones that the commands carry are of commands that the conversation was cut before. Where a number is in the commands and the lists do
// not find it, or a command has other data than its list asks for, the header may be right.
func numbersFit(conv, talk *transcript.Conversation, cfg *kernel.Config) error {
	written, carried := strings.Fields(conv.Get("un")), numbersIn(talk, defaultDDOL(cfg))
	whole := !slices.ContainsFunc(talk.Exchanges(), func(x transcript.Exchange) bool { return x.Open && !secret(append(slices.Clip(x.Command), 0)) })
	if !whole || conv.Get("interface") == contactless || len(carried) == 0 || len(written) <= len(carried) {
		return nil
	}
	first := slices.EqualFunc(written[:len(carried)], carried, func(s string, un [4]byte) bool { return bytes.Equal(unhex(s), un[:]) })
	if !first && surplus(conv, talk) {
		return fmt.Errorf("line %d: header line un: %s, and the commands carry %d", headerLineOf(conv, "un"), count(len(written), "number"), len(carried))
	}
	return nil
}

// surplus reports whether the header has an unpredictable number that no command has anywhere, and the commands have the data that their lists ask for.
func surplus(conv, talk *transcript.Conversation) bool {
	var known transcript.Lists
	absent := strings.Fields(conv.Get("un"))
	for i, x := range talk.Exchanges() {
		c, err := apdu.ParseCommand(x.Command)
		if err != nil {
			continue
		}
		if list := known.Of(c); c.INS == apdu.GenerateAC && list.Len() != len(c.Data) {
			return false
		}
		absent = slices.DeleteFunc(absent, func(un string) bool { return bytes.Contains(c.Data, unhex(un)) })
		whole, _ := talk.Whole(i)
		known.Learn(c, apdu.Response(whole.Response).Data())
	}
	return len(absent) > 0
}

// numbersIn finds the unpredictable numbers that the commands of a conversation carry, in the order in which the kernel
// drew them.
func numbersIn(conv *transcript.Conversation, ddol tlv.DOL) (numbers [][4]byte) {
	var known transcript.Lists
	var tap kernel2
	own := ddol
	for i, x := range conv.Exchanges() {
		c, err := apdu.ParseCommand(x.Command)
		if err != nil {
			continue
		}
		list, data := known.Of(c), c.Data
		switch c.INS {
		case apdu.GetProcessingOptions:
			if o, ok := tlv.Find(c.Data, tlv.TagCommandTemplate); ok {
				data = o.Value
			}
		case apdu.InternalAuthenticate:
			list = own
		}
		v, ok := dolField(list, data, 0x9F37)
		ok = ok && len(v) == 4
		switch {
		case tap.draws(conv, c, v):
			numbers = append(numbers, tap.numbers...)
		case tap.told(c, ok):
			numbers[len(numbers)-1] = [4]byte(v)
		case ok && (len(numbers) == 0 || numbers[len(numbers)-1] != [4]byte(v)):
			numbers = append(numbers, [4]byte(v))
		}
		whole, _ := conv.Whole(i)
		response := apdu.Response(whole.Response).Data()
		known.Learn(c, response)
		if o, ok := tlv.FindValue(response, tlv.TagRecord, 0x9F49); ok {
			own = slices.Clone(o.Value)
		}
	}
	return numbers
}

// kernel2 tells when Kernel 2 draws a number: before GET PROCESSING OPTIONS, although it may be told to the card in GENERATE AC only or not at all, and for
// each EXCHANGE RELAY RESISTANCE DATA, which carries it. Before that Entry Point has drawn one, of which Kernel 2 makes no use.
//
// C-2 2.12 S1.9, S3.61, SR1.23, Book A 2.12 8.1.1.8
type kernel2 struct {
	tap, runs bool
	untold    bool // the last number has not been told to the card
	numbers   [][4]byte
}

func (k *kernel2) draws(conv *transcript.Conversation, c apdu.Command, un []byte) bool {
	switch {
	case c.INS == apdu.Select:
		k.tap = k.tap || conv.Get("interface") == contactless || string(c.Data) == "2PAY.SYS.DDF01"
		k.runs, k.untold = k.tap && bytes.HasPrefix(c.Data, []byte{0xA0, 0, 0, 0, 4}), false
	case k.runs && c.INS == apdu.GetProcessingOptions:
		k.numbers = make([][4]byte, 2)
		k.untold = copy(k.numbers[1][:], un) == 0
		return true
	case k.runs && c.INS == insRelay && len(c.Data) == 4:
		k.numbers, k.untold = [][4]byte{[4]byte(c.Data)}, false
		return true
	}
	return false
}

// told reports whether the command tells the last number, which nobody knew until now.
func (k *kernel2) told(c apdu.Command, ok bool) bool {
	told := k.untold && ok && c.INS == apdu.GenerateAC
	k.untold = k.untold && !told
	return told
}
