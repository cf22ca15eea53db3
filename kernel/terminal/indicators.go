package terminal

import (
	"time"

	"github.com/emvgo/emv/kernel"
)

// Lights are the four visual indicators of a contactless reader, one bit each: bit 0 is the first.
//
// A 9.1.1
type Lights uint8

// The indicators.
const (
	FirstLight Lights = 1 << iota
	SecondLight
	ThirdLight
	FourthLight
	NoLight   Lights = 0
	AllLights        = FirstLight | SecondLight | ThirdLight | FourthLight
)

// String draws the four lights in their order: a full circle is lit.
func (l Lights) String() string {
	s := ""
	for bit := FirstLight; bit <= FourthLight; bit <<= 1 {
		if l&bit != 0 {
			s += "●"
		} else {
			s += "○"
		}
	}
	return s
}

// A Tone is one of the two audio indications.
//
// A 9.1.2
type Tone uint8

// The tones.
const (
	NoTone      Tone = iota
	SuccessTone      // 1500 Hz for 500 ms
	AlertTone        // 750 Hz, twice for 200 ms with 200 ms between
)

var toneNames = [...]string{"none", "success", "alert"}

func (t Tone) String() string {
	if int(t) >= len(toneNames) {
		return "?"
	}
	return toneNames[t]
}

// A Sound is a sine wave of Hertz for a time, or silence where Hertz is 0.
type Sound struct {
	Hertz int
	For   time.Duration
}

// Sounds are what a tone consists of, in order.
//
// A 9.1.2 figures 9-1, 9-2
func (t Tone) Sounds() []Sound {
	const beep = 200 * time.Millisecond
	switch t {
	case SuccessTone:
		return []Sound{{1500, 500 * time.Millisecond}}
	case AlertTone:
		return []Sound{{750, beep}, {0, beep}, {750, beep}}
	}
	return nil
}

// A Lit is what is lit for a time. For 0 it stays so until the next indication.
type Lit struct {
	Lights Lights
	For    time.Duration
}

// An Indication is what a reader does with its lights and its buzzer for a status: the lights in order, and the tone at once with them. One with times
// runs to its end, whatever is asked for meanwhile, unless it repeats.
//
// A 9.3
type Indication struct {
	Lit     []Lit
	Repeats bool // from the start, until the next indication
	Tone    Tone
}

// IndicatorOption is one of the two sets of indications from which a payment system or a market chooses.
//
// A 9.3
type IndicatorOption uint8

// The options.
const (
	// IndicatorOption1 has four lights of one colour, best green: all of them for a card that was read, none for an error.
	IndicatorOption1 IndicatorOption = iota
	// IndicatorOption2 has three lights for a card that was read and the fourth, red where they differ, for an error.
	IndicatorOption2
)

const (
	blink     = 200 * time.Millisecond
	interval  = 5 * time.Second
	turnOn    = 125 * time.Millisecond // until the next light
	stayLit   = 750 * time.Millisecond
	firstTwo  = FirstLight | SecondLight
	threeOnly = firstTwo | ThirdLight
)

// indications are those of each status, in the order of the options.
//
// A tables 9-2, 9-3, 9-4
var indications = map[kernel.UIStatus][2]Indication{
	kernel.StatusNotReady: {{Lit: []Lit{{NoLight, 0}}}, {Lit: []Lit{{NoLight, 0}}}},
	kernel.StatusIdle: {
		{Lit: []Lit{{FirstLight, blink}, {NoLight, interval - blink}}, Repeats: true},
		{Lit: []Lit{{FirstLight, blink}, {NoLight, interval - blink}}, Repeats: true},
	},
	kernel.StatusReadyToRead: {{Lit: []Lit{{FirstLight, 0}}}, {Lit: []Lit{{FirstLight, 0}}}},
	kernel.StatusProcessing:  {{}, {Lit: []Lit{{firstTwo, 0}}}}, // option 1 has no indication of its own
	kernel.StatusCardReadSuccessfully: {
		{Lit: []Lit{{firstTwo, turnOn}, {threeOnly, turnOn}, {AllLights, stayLit}, {NoLight, 0}}, Tone: SuccessTone},
		{Lit: []Lit{{firstTwo, turnOn}, {threeOnly, stayLit}, {NoLight, 0}}, Tone: SuccessTone},
	},
	kernel.StatusProcessingError: {
		{Lit: []Lit{{NoLight, 0}}, Tone: AlertTone},
		{Lit: []Lit{{FourthLight, 0}}, Tone: AlertTone},
	},
}

// Indicate is what lights and buzzer do for a user interface request. Where it changes nothing they go on with what they do: a status that is not
// applicable or not known. The alert tone is optional by the book.
//
// A table 7-1, 9.3
func Indicate(ui kernel.UI, o IndicatorOption) (i Indication, changes bool) {
	options, known := indications[ui.Status]
	if !known || int(o) >= len(options) {
		return Indication{}, false
	}
	i = options[o]
	if o == IndicatorOption1 && ui.Message == kernel.MsgRemoveCard { // A table 9-3: card not removed from reader
		i.Tone = NoTone
	}
	return i, len(i.Lit) > 0
}
