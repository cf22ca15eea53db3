package oracle

import (
	"slices"

	"github.com/emvgo/emv/kernel/kerneltest/space"
)

// List is a list of the terminal's in the configuration.
type List uint8

// Absent, there and empty, and there with something in it.
const (
	AbsentList List = iota
	EmptyList
	FullList
)

// Flag is Proceed To First Write Flag in the configuration.
type Flag uint8

// Absent, of no length, 00, and 01.
const (
	AbsentFlag Flag = iota
	EmptyFlag
	ZeroFlag
	SetFlag
)

// Envelope is what the card does with a command for a data envelope.
type Envelope uint8

// Good; a status word that is not 9000; a MAC that is wrong; for READ DATA an envelope that nobody asked for, for WRITE DATA no answer.
const (
	GoodEnvelope Envelope = iota
	RefusedEnvelope
	WrongMAC
	OtherEnvelope
)

// Answer is what the terminal sends while the kernel waits for the flag.
type Answer uint8

// Nothing; the flag; the flag 00 and then 01; a list of both envelopes to read and then the flag; an envelope to write with the flag.
const (
	Silence Answer = iota
	Flagged
	FlaggedLater
	ReadsMore
	WritesMore
)

// The tags of the model.
const (
	Envelope1, Envelope2     = "9F8111", "9F8112"
	DFName, Sequence, Absent = "84", "5F34", "9F4E" // known at the start; in a record; nowhere
	readList, writeList      = "9F8203", "BF8104"
	writeFlag                = "9F8202"
)

// Exchange is data exchange with data storage.
type Exchange struct {
	On      bool
	Read    List
	Tags    byte // of the list, a bit each, in the order of AllTags
	Write   List
	Writes  int // of the list
	Flag    Flag
	Answer  Answer
	First   Envelope // READ DATA of the first envelope
	Second  Envelope
	Writing Envelope // WRITE DATA: what is wrong about
	Fails   int      // this one, from 1
	Local   string   // local authentication: "ok", "failed", "not performed"
}

// AllTags are those that a list may have.
var AllTags = []string{Envelope1, DFName, Sequence, Absent, Envelope2}

// Wanted are the tags of the list.
func (x *Exchange) Wanted() (tags []string) {
	for i, tag := range AllTags {
		if x.Tags>>i&1 == 1 {
			tags = append(tags, tag)
		}
	}
	return tags
}

// Exchanged is what comes of it.
type Exchanged struct {
	Commands    []string // READ DATA by tag, "RR" for all records, GENERATE AC and WRITE DATA by P2
	Needed      []string // tags that the terminal is asked for
	Sent        []string // tags that it gets, sorted; of a transaction that goes on
	Read, Write string   // the two statuses, "" for none
	TimedOut    bool
}

// DecideExchange is data exchange and data storage. C-8 6.3.2, 6.3.3, 6.3.6 to 6.3.12, 6.3.15, 6.3.17, 6.3.18
func DecideExchange(x Exchange) (o Exchanged) {
	const ac, last = "AC 00", "WD 00"
	if !x.On {
		o.Commands = []string{"RR", ac}
		return o
	}
	o.Read, o.Write = "80", "00"
	var wanted []string
	switch x.Read {
	case EmptyList:
		o.Needed = append(o.Needed, readList) // 1.13
	case FullList:
		wanted = x.Wanted()
	}
	writes := 0
	switch x.Write {
	case EmptyList:
		o.Needed = append(o.Needed, writeList)
	case FullList:
		writes = x.Writes
	}
	sent := map[string]bool{}
	read := func(tags []string) {
		for _, tag := range tags {
			kind, envelope := map[string]Envelope{Envelope1: x.First, Envelope2: x.Second}[tag], tag == Envelope1 || tag == Envelope2
			if !envelope {
				continue
			}
			o.Commands = append(o.Commands, "RD "+tag) // 2021.4, 22.39, 23.18, 24.16
			if kind == GoodEnvelope {
				sent[tag] = true // 23.38
			} else {
				o.Read = "00" // 23.28, 23.37
			}
		}
	}
	known := func(tags []string) { // 2.22, 2627.3
		for _, tag := range tags {
			if tag == DFName || tag == Sequence {
				sent[tag] = true
			}
		}
	}
	read(wanted)
	o.Commands = append(o.Commands, "RR")
	if x.Flag == EmptyFlag {
		o.Needed = append(o.Needed, writeFlag) // 2021222324.7
	}
	if x.Flag == EmptyFlag || x.Flag == ZeroFlag {
		switch x.Answer {
		case Silence: // 24.8
			o.TimedOut = true
			return o
		case ReadsMore: // 24.13: an envelope that was read is read again where it is asked for again
			more := []string{Envelope1, Envelope2}
			read(more)
		case WritesMore:
			writes++
		}
	}
	known(wanted)
	if writes > 0 { // 202122232425.22
		o.Commands = append(o.Commands, "AC 80")
	} else {
		o.Commands = append(o.Commands, ac)
	}
	for tag := range sent {
		o.Sent = append(o.Sent, tag)
	}
	slices.Sort(o.Sent)
	if x.Local != "ok" { // 29.44a
		return o
	}
	for i := 1; i <= writes; i++ {
		command := "WD 80" // 30.7
		if i == writes {
			command = last
		}
		o.Commands = append(o.Commands, command)
		if i == x.Fails && x.Writing != GoodEnvelope { // S30-C
			return o
		}
	}
	if writes > 0 {
		o.Write = "80" // 30.14
	}
	return o
}

// Exchanges is the space of exchanges.
var Exchanges = space.From(Exchange{Local: "ok", Fails: 1}).And(
	space.Of("lists to read", 34, func(x *Exchange, i uint64) {
		if x.Read = AbsentList; i == 1 {
			x.Read = EmptyList
		} else if i > 1 {
			x.Read, x.Tags = FullList, byte(i-2)
			if x.Tags == 0 {
				x.Tags = 1
			}
		}
	}),
	space.Of("lists to write", 5, func(x *Exchange, i uint64) {
		if x.Write = AbsentList; i == 1 {
			x.Write = EmptyList
		} else if i > 1 {
			x.Write, x.Writes = FullList, int(i)-1
		}
	}),
	space.Of("flag", 4, func(x *Exchange, i uint64) { x.Flag = Flag(i) }),
	space.Of("answer", 5, func(x *Exchange, i uint64) { x.Answer = Answer(i) }),
	space.Of("first envelope", 4, func(x *Exchange, i uint64) { x.First = Envelope(i) }),
	space.Of("second envelope", 4, func(x *Exchange, i uint64) { x.Second = Envelope(i) }),
	space.Of("writing", 4, func(x *Exchange, i uint64) { x.Writing = Envelope(i) }),
	space.Of("write that fails", 4, func(x *Exchange, i uint64) { x.Fails = int(i) + 1 }),
	space.Of("local authentication", 3, func(x *Exchange, i uint64) { x.Local = []string{"ok", "failed", "not performed"}[i] }),
	space.Flag("on", func(x *Exchange) *bool { return &x.On }),
)

// EachExchange walks the exchanges: with deep 0 a sample, 1 a larger one, 2 as much as is run at all.
func EachExchange(deep int, f func(Exchange)) {
	Exchanges.Each([]uint64{20011, 307, 7}[deep], f)
}
