package secchan

import "github.com/emvgo/emv/crypto/internal/ecc"

// OpenCardWith fixes the blinding factor.
var OpenCardWith = openCard

// SetCounters moves the message counters.
func (k Kernel) SetCounters(card, kernel uint16) { k.channel.card, k.channel.kernel = card, kernel }

// KernelWithIntegrityKey is a channel with this integrity key alone.
func KernelWithIntegrityKey(key [16]byte) Kernel {
	k := &kernel{new(kernelState)}
	k.channel.integrity = ecc.Block(&key)
	return Kernel{kernel: k}
}

// NumFaults is how many faults have a name.
const NumFaults = len(faultNames)
