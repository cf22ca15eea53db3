package config

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// readTransactions reads what the terminal does for its cardholders, by the application's names: the transaction type (9C) of each,
// and how it is treated. What is not named, the terminal does not do by name.
//
// EMV 4.4 B4 annex A3
func readTransactions(v jsonfile.Value, t *kernel.Terminal) (list []kernel.Treatment) {
	o := v.Object()
	at := map[kernel.Purpose]jsonfile.Value{}
	for _, p := range kernel.Purposes() {
		if at[p] = o.Get(p.String()); at[p].Present() {
			list = append(list, readTreatment(at[p], p, t))
		}
	}
	o.Close()
	if c := at[kernel.Cashback]; c.Present() && !at[kernel.Purchase].Present() {
		c.Fault("add purchase", "cashback without purchase: one that the card does not allow goes on as a purchase")
	}
	return list
}

// needs is the bit of additional terminal capabilities, byte and mask, that a purpose takes.
//
// EMV 4.4 B4 annex A3 table 28
var needs = map[kernel.Purpose]struct {
	mask byte // of byte 1
	bits string
}{
	kernel.Purchase:   {0x60, "bit 7 or 6"},
	kernel.Cashback:   {0x10, "bit 5"},
	kernel.Cash:       {0x80, "bit 8"},
	kernel.Inquiry:    {0x08, "bit 4"},
	kernel.PINChange:  {0x01, "bit 1"},
	kernel.PINUnblock: {0x01, "bit 1"},
}

func readTreatment(v jsonfile.Value, p kernel.Purpose, t *kernel.Terminal) (r kernel.Treatment) {
	o := v.Object()
	defer o.Close()
	r.Purpose = p
	r.Type = first(o.Need("type").Digits(2))
	flow := o.Get("flow")
	r.Flow = [...]kernel.Flow{kernel.FullFlow, kernel.DataFlow}[flow.OneOf("full", "data")]
	authorisation := o.Get("authorisation")
	r.Authorisation = [...]kernel.Authorisation{kernel.ByAnalysis, kernel.OnlyOnline, kernel.OnlyOffline}[authorisation.OneOf("analysis", "online", "offline")]
	if p.Administers() {
		if authorisation.Present() && r.Authorisation != kernel.OnlyOnline {
			authorisation.Fault("write online, or leave it out", "the issuer's script comes from the host alone")
		}
		r.Authorisation = kernel.OnlyOnline
	}
	if c := o.Get("capabilities"); c.Present() { // EMV 4.4 B4 10.1.2
		if r.Capabilities = c.Hex(3, 3); r.Capabilities != nil {
			checkCapabilities(c, r.Capabilities, t)
		}
	}
	if f := o.Get("floorLimit"); f.Present() {
		r.FloorLimit, r.HasFloorLimit = f.Uint(0xFFFFFFFF), true
	}
	limit := o.Get("limit")
	r.Limit = limit.Uint(999_999_999_999)
	if limit.Present() && p.ZeroAmount() {
		limit.Fault("leave it out", "the amount of %s is zero", p)
	}
	if need, some := needs[p]; some && t.AdditionalCapabilities[0]&need.mask == 0 {
		v.Fault("set "+need.bits+" of byte 1 of additionalCapabilities, or leave "+p.String()+" out", "the terminal does not claim that it does this")
	}
	checkFlow(flow, authorisation, &r)
	checkReach(v, &r, t)
	if p == kernel.PINChange && capabilitiesOf(&r, t)[1]&0xD1 == 0 {
		v.Fault("set a bit for a PIN in byte 2 of capabilities, or leave pin-change out", "nobody's PIN is changed who cannot be asked for the present one")
	}
	return r
}

// checkFlow holds the flow of card data against the rest: nothing is approved in it.
func checkFlow(flow, authorisation jsonfile.Value, r *kernel.Treatment) {
	if r.Flow != kernel.DataFlow {
		return
	}
	if r.Purpose != kernel.Refund {
		flow.Fault("write full, or leave it out", "only the data of a refund's card are read and no more")
	}
	if authorisation.Present() {
		authorisation.Fault("leave it out", "with the flow data the acquirer decides without the card")
	}
}

// checkReach holds who may approve against the terminal type.
//
// EMV 4.4 B4 annex A1
func checkReach(at jsonfile.Value, r *kernel.Treatment, t *kernel.Terminal) {
	switch {
	case r.Authorisation == kernel.OnlyOnline && reach(t.Type) == offlineOnly:
		at.Fault("set the type to one with online capability", "only the host may approve, and the terminal is offline only")
	case r.Authorisation == kernel.OnlyOffline && reach(t.Type) == onlineOnly:
		at.Fault("set the type to one that works offline", "no host is asked, and the terminal is online only")
	}
}

// The ways in which terminals get their answers, in the order of terminal types.
//
// EMV 4.4 B4 annex A1
const (
	onlineOnly = iota
	offlineWithOnline
	offlineOnly
)

// reach is what a terminal type says of them.
func reach(terminalType byte) int { return (int(terminalType&15) + 2) % 3 }

func capabilitiesOf(r *kernel.Treatment, t *kernel.Terminal) []byte {
	if r.Capabilities != nil {
		return r.Capabilities
	}
	return t.Capabilities[:]
}

// readFallback reads what may follow a chip that cannot be read. Without it, nothing may.
//
// EMV 4.4 B4 6.6.2
func readFallback(v jsonfile.Value, t *kernel.Terminal) (f kernel.Fallback) {
	if !v.Present() {
		return f
	}
	o := v.Object()
	defer o.Close()
	stripe, key := o.Get("magneticStripe"), o.Get("keyEntry")
	f.MagneticStripe, f.KeyEntry, f.NoApplication = stripe.Bool(), key.Bool(), o.Get("noApplication").Bool()
	attempts := o.Need("attempts")
	if f.Attempts = int(attempts.Uint(9)); attempts.Present() && f.Attempts == 0 {
		attempts.Fault("write 1 to 9", "nothing falls back from a chip that was not tried")
	}
	mode := func(key string, otherwise byte) byte { // ISO 8583:1987
		if m := o.Get(key); m.Present() {
			return first(m.Digits(2))
		}
		return otherwise
	}
	f.FallbackMode, f.StripeMode, f.KeyMode = mode("fallbackMode", 0x80), mode("stripeMode", 0x90), mode("keyMode", 0x01)
	if attended := t.Type&15 >= 1 && t.Type&15 <= 3; !attended && (f.MagneticStripe || f.KeyEntry) {
		v.Fault("leave it out, or set the type to attended", "an unattended terminal falls back to nothing")
	}
	// EMV 4.4 B4 annex A2
	if f.MagneticStripe && t.Capabilities[0]&0x40 == 0 {
		stripe.Fault("set bit 7 of byte 1 of capabilities", "the terminal has no reader for it")
	}
	if f.KeyEntry && t.Capabilities[0]&0x80 == 0 {
		key.Fault("set bit 8 of byte 1 of capabilities", "the terminal has no keys for it")
	}
	return f
}
