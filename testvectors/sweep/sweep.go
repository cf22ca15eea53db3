// Package sweep says how much of a sweep a test runs: a fixed sample, or by the environment variable EMV_SWEEP all of it. Spaces of many millions of inputs are
// run in a larger sample by EMV_SWEEP=full, and whole by EMV_SWEEP=exhaustive. EMV_SWEEP=few is a tenth of the sample, for machines that are slow: the race
// detector, WebAssembly.
package sweep

import (
	"os"
	"sync"
)

// A Depth is how much of a space of many millions of inputs is run.
type Depth int8

// The depths.
const (
	Few Depth = iota - 1
	Sampled
	Larger
	Exhaustive
)

// Named is the depth of this name, as EMV_SWEEP has it; the sample is the depth of any other.
func Named(name string) Depth {
	switch name {
	case "few":
		return Few
	case "full":
		return Larger
	case "exhaustive":
		return Exhaustive
	}
	return Sampled
}

// The environment is read once: many sweeps ask before each of their inputs.
var depth = sync.OnceValue(func() Depth { return Named(os.Getenv("EMV_SWEEP")) })

// Deep is how much of the largest spaces is run.
func Deep() Depth { return depth() }

// Full reports whether sweeps run whole.
func Full() bool { return Deep() > Sampled }

// Sample reports whether the item of this number, counted from 1, is run: each that every divides, the first, and with EMV_SWEEP=full all. It is
// the same in every run.
func Sample(number, every int) bool { return Deep().Sample(number, every) }

// Large is Sample for a sweep of minutes: with EMV_SWEEP=full each item that larger divides, with EMV_SWEEP=exhaustive all.
func Large(number, every, larger int) bool { return Deep().Large(number, every, larger) }

// Input reports whether an input of this number of an oracle's space is run: each, but with EMV_SWEEP=few two of ten. Which machine decides makes no difference
// to what is decided: the whole space is run where it is quick.
func Input(number int) bool { return Deep().Input(number) }

// Input is the function of this name, at this depth.
func (d Depth) Input(number int) bool { return d != Few || number%fewer < 2 }

// fewer is how many items of the sample one of the few stands for.
const fewer = 10

// Sample is the function of this name, at this depth.
func (d Depth) Sample(number, every int) bool {
	switch d {
	case Few:
		every *= fewer
	case Larger, Exhaustive:
		return true
	}
	return number == 1 || number%every == 0
}

// Large is the function of this name, at this depth.
func (d Depth) Large(number, every, larger int) bool {
	switch d {
	case Larger:
		return number == 1 || number%larger == 0
	case Exhaustive:
		return true
	}
	return d.Sample(number, every)
}
