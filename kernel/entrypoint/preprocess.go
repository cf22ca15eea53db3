package entrypoint

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A combination is a reader combination for the transaction, and what pre-processing has found of it.
type combination struct {
	*kernel.Combination
	kernel     kernel.Kernel
	indicators kernel.Indicators
	ttq        [4]byte // Copy of TTQ, where the combination has one
	memory     []byte  // its kernel's, across restarts
}

func (c *combination) hasTTQ() bool { return len(c.TTQ) == 4 }

// supported are the combinations for the transaction's type and currency.
//
// A 5.6.4, 8.1.1.1, 8.1.1.2
func (e *Point) supported() []combination {
	tx, all := e.port.Transaction(), e.port.Config().Combinations
	list := make([]combination, 0, len(all))
	for i := range all {
		k := e.kernelOf(all[i].Kernel)
		if k != nil && all[i].Serves(tx.Type, tx.Currency) { // A 8.1.1.1
			list = append(list, combination{Combination: &all[i], kernel: k})
		}
	}
	return list
}

func (e *Point) kernelOf(id kernel.KernelID) kernel.Kernel {
	for _, k := range e.kernels {
		if k.ID() == id {
			return k
		}
	}
	return nil
}

// preProcessing works out the indicators of every combination. Where none is allowed the field is never switched on.
//
// B 3.1
func (e *Point) preProcessing() turn {
	tx, allowed, online := e.port.Transaction(), false, e.hostDecides()
	for i := range e.combinations {
		c := &e.combinations[i]
		c.prepare(tx.Amount, tx.Exponent, online)
		allowed = allowed || !c.indicators.NotAllowed
		if e.port.Tracing() {
			e.port.Note("Book B 2.12 3.1.1", "AID %X, kernel %s: %+v, TTQ %X", c.AID, c.Kernel, c.indicators, c.ttq[:len(c.TTQ)&4])
		}
	}
	if !allowed {
		return turn{out: failed(noneAllowed)} // B 3.1.1.13
	}
	return turn{}
}

// hostDecides reports whether only a host may approve the transaction: the merchant or the configuration wants that, the card is only read, or the terminal is
// a cash machine, whose PIN only the host can verify.
//
// C-3 5.7.1, C-7 4.4.1
func (e *Point) hostDecides() bool {
	c, p := e.port.Config(), e.port.Transaction().Purpose
	t, r := &c.Terminal, e.treatment()
	return e.port.ForcedOnline() || c.OnlyByHost(p) || r != nil && r.DataOnly || tlv.TerminalTypeValue(t.Type).ATM(t.AdditionalCapabilities)
}

// prepare works out the indicators for an amount in minor units of a currency with this exponent. A transaction that only a host may approve is above
// every floor limit.
//
// B 3.1.1
func (c *combination) prepare(amount uint64, exponent byte, online bool) {
	in := &c.indicators
	*in = kernel.Indicators{FloorLimitExceeded: online} // B 3.1.1.1
	copy(c.ttq[:], c.TTQ)                               // B 3.1.1.2
	c.ttq[1] &^= onlineCryptogramRequired | cvmRequired
	in.StatusCheck = c.StatusCheck == kernel.FlagSet && amount == unit(exponent) // B 3.1.1.3
	if amount == 0 && c.ZeroAmountOfflineAllowed != kernel.FlagSet {             // B 3.1.1.4
		in.NotAllowed = c.ZeroAmountAllowed == kernel.FlagClear
		in.ZeroAmount = !in.NotAllowed
	}
	if c.TransactionLimit.Present && amount >= c.TransactionLimit.Amount { // B 3.1.1.5
		in.NotAllowed = true
	}
	if c.FloorLimit.Present && amount > c.FloorLimit.Amount { // B 3.1.1.6
		in.FloorLimitExceeded = true
	}
	if !c.FloorLimit.Present && c.TerminalFloorLimit.Present && amount > c.TerminalFloorLimit.Amount { // B 3.1.1.7
		in.FloorLimitExceeded = true
	}
	if c.CVMLimit.Present && amount >= c.CVMLimit.Amount { // B 3.1.1.8
		in.CVMLimitExceeded = true
	}
	if c.hasTTQ() {
		c.qualify()
	}
}

// Bits of the Terminal Transaction Qualifiers, 9F66: byte 1 and byte 2.
//
// A table 5-4
const (
	offlineOnly              = 0x08 // byte 1
	onlineCryptogramRequired = 0x80 // byte 2
	cvmRequired              = 0x40
)

// qualify sets the Copy of TTQ by the indicators.
//
// B 3.1.1
func (c *combination) qualify() {
	in := &c.indicators
	if in.FloorLimitExceeded { // B 3.1.1.9
		c.ttq[1] |= onlineCryptogramRequired
	}
	if in.StatusCheck { // B 3.1.1.10
		c.ttq[1] |= onlineCryptogramRequired
	}
	if in.ZeroAmount { // B 3.1.1.11
		if c.ttq[0]&offlineOnly == 0 {
			c.ttq[1] |= onlineCryptogramRequired
		} else {
			in.NotAllowed = true
		}
	}
	if in.CVMLimitExceeded { // B 3.1.1.12
		c.ttq[1] |= cvmRequired
	}
}

// unit is one unit of a currency in its minor units.
//
// B 3.1.1.3
func unit(exponent byte) uint64 {
	n := uint64(1)
	for range min(exponent, 12) {
		n *= 10
	}
	return n
}
