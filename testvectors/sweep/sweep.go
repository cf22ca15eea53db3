// Package sweep says how much of a sweep a test runs: a fixed sample, or with the environment variable EMV_SWEEP=full all of it.
package sweep

import "os"

// Full reports whether sweeps run whole.
func Full() bool { return os.Getenv("EMV_SWEEP") == "full" }

// Sample reports whether the item of this number, counted from 1, is run: each that every divides, the first, and with EMV_SWEEP=full all. It is
// the same in every run.
func Sample(number, every int) bool { return number == 1 || number%every == 0 || Full() }
