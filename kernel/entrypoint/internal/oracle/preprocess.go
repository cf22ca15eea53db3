// Package oracle states pre-processing and combination selection of Entry Point
// (EMV Contactless Book B 2.12) as conditions over flat inputs. It shares no
// code with Entry Point: tests compare the two. Every condition carries its
// clause.
package oracle

// Flag is a configuration flag of Book A Table 5-2, which may be absent.
type Flag uint8

// The flag is absent, 0 or 1.
const (
	Absent Flag = iota
	Zero
	One
)

// Limit is a limit of Book A Table 5-2 in minor units of the currency.
type Limit struct {
	Present bool
	Value   uint64
}

// In is what pre-processing reads for one Combination.
type In struct {
	Amount   uint64 // Amount, Authorised in minor units
	Exponent int    // of the currency

	StatusCheck   Flag
	ZeroOffline   Flag // Zero Amount for Offline Allowed
	ZeroAllowed   Flag // Zero Amount Allowed
	Transaction   Limit
	Floor         Limit // Reader Contactless Floor Limit
	TerminalFloor Limit // tag 9F1B
	CVM           Limit // Reader CVM Required Limit
	HasTTQ        bool
	TTQ           [4]byte
}

// Out is Book A Table 5-3, the Entry Point Pre-Processing Indicators.
type Out struct {
	StatusCheck bool
	NotAllowed  bool // Contactless Application Not Allowed
	Zero        bool
	CVM         bool // Reader CVM Required Limit Exceeded
	Floor       bool // Reader Contactless Floor Limit Exceeded
	HasTTQ      bool
	TTQ         [4]byte // Copy of TTQ
}

// atLeast and above tell how an amount stands to a limit that may be absent.
func (l Limit) atLeast(amount uint64) bool { return l.Present && amount >= l.Value }
func (l Limit) above(amount uint64) bool   { return l.Present && amount > l.Value }

// unit is a single unit of currency.
func unit(exponent int) uint64 {
	n := uint64(1)
	for range exponent {
		n *= 10
	}
	return n
}

// Prepare gives the indicators of one Combination at Start A.
func Prepare(in In) Out {
	nothing := in.Amount == 0 && in.ZeroOffline != One
	o := Out{
		StatusCheck: in.StatusCheck == One && in.Amount == unit(in.Exponent),                             // B 3.1.1.3
		Zero:        nothing && in.ZeroAllowed != Zero,                                                   // B 3.1.1.4
		Floor:       in.Floor.above(in.Amount) || !in.Floor.Present && in.TerminalFloor.above(in.Amount), // B 3.1.1.6, 3.1.1.7
		CVM:         in.CVM.atLeast(in.Amount),                                                           // B 3.1.1.8
		HasTTQ:      in.HasTTQ,
	}
	offlineOnly := in.HasTTQ && in.TTQ[0]&0x08 != 0
	o.NotAllowed = nothing && in.ZeroAllowed == Zero || // B 3.1.1.4
		in.Transaction.atLeast(in.Amount) || // B 3.1.1.5
		o.Zero && offlineOnly // B 3.1.1.11
	if !in.HasTTQ {
		return o
	}
	o.TTQ = in.TTQ
	o.TTQ[1] &^= 0xC0                                              // B 3.1.1.2
	if o.Floor || o.StatusCheck || o.Zero && in.TTQ[0]&0x08 == 0 { // B 3.1.1.9, 3.1.1.10, 3.1.1.11
		o.TTQ[1] |= 0x80
	}
	if o.CVM { // B 3.1.1.12
		o.TTQ[1] |= 0x40
	}
	return o
}

// Restarted gives the indicators when the reader activates Entry Point at Start
// B without a fixed value: zero, and the TTQ copied as configured. B 3.2.1.1
func Restarted(in In) Out {
	o := Out{HasTTQ: in.HasTTQ}
	if in.HasTTQ {
		o.TTQ = in.TTQ
	}
	return o
}

// Switched tells whether Entry Point gives Try Another Interface (message 18,
// Processing Error) and never powers the field: no Combination is allowed.
// B 3.1.1.13
func Switched(all []Out) bool {
	for _, o := range all {
		if !o.NotAllowed {
			return false
		}
	}
	return true
}

// limits are absent, below, at and above every amount of Each but zero.
var limits = [...]Limit{{}, {true, 0}, {true, 99}, {true, 100}, {true, 101}}

// amounts are zero, one minor unit, around one unit at exponent 2.
var amounts = [...]uint64{0, 1, 99, 100, 101, 1000}

// Each walks the whole product of amounts, exponents, flags, limits and TTQ
// when full, else every 101st input.
func Each(full bool, f func(In)) {
	axes := [...]uint64{uint64(len(amounts)), 3, 3, 3, 3, 5, 5, 5, 5, 1 + 8}
	total := uint64(1)
	for _, n := range axes {
		total *= n
	}
	stride := uint64(101)
	if full {
		stride = 1
	}
	for i := uint64(0); i < total; i += stride {
		var at [len(axes)]uint64
		rest := i
		for k, n := range axes {
			at[k], rest = rest%n, rest/n
		}
		in := In{
			Amount: amounts[at[0]], Exponent: [...]int{0, 2, 3}[at[1]],
			StatusCheck: Flag(at[2]), ZeroOffline: Flag(at[3]), ZeroAllowed: Flag(at[4]),
			Transaction: limits[at[5]], Floor: limits[at[6]], TerminalFloor: limits[at[7]], CVM: limits[at[8]],
		}
		if q := at[9]; q > 0 {
			in.HasTTQ = true
			in.TTQ = [4]byte{0x36 | byte((q-1)&1)<<3, byte((q-1)>>1) << 6, 0x40, 0}
		}
		f(in)
	}
}
