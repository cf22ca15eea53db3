package config

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// fallbackFields are what may follow a chip that cannot be read.
//
// B4 6.6.2
var fallbackFields = []field[kernel.Fallback]{
	boolean("magneticStripe", "the magnetic stripe", func(f *kernel.Fallback) *bool { return &f.MagneticStripe }),
	boolean("keyEntry", "the PAN typed in, after chip and stripe", func(f *kernel.Fallback) *bool { return &f.KeyEntry }),
	boolean("noApplication", "also where card and terminal share no application", func(f *kernel.Fallback) *bool { return &f.NoApplication }),
	{"attempts", required, "chip attempts that fail before", numberOf(1, 9), readAttempts},
	entryMode("fallbackMode", "9F39 POS Entry Mode of a stripe after a failed chip; 80 without it", func(f *kernel.Fallback) *byte { return &f.FallbackMode }),
	entryMode("stripeMode", "9F39 POS Entry Mode of a stripe; 90 without it", func(f *kernel.Fallback) *byte { return &f.StripeMode }),
	entryMode("keyMode", "9F39 POS Entry Mode of a PAN typed in; 01 without it", func(f *kernel.Fallback) *byte { return &f.KeyMode }),
}

// entryMode is a field of ISO 8583:1987.
func entryMode(key, about string, at func(*kernel.Fallback) *byte) field[kernel.Fallback] {
	return field[kernel.Fallback]{key, optional, about, digitsOf(2), func(v jsonfile.Value, f *kernel.Fallback) { *at(f) = first(v.Digits(2)) }}
}

func readAttempts(v jsonfile.Value, f *kernel.Fallback) {
	if f.Attempts = int(v.Uint(9)); f.Attempts == 0 {
		v.Fault("write 1 to 9", "nothing falls back from a chip that was not tried")
	}
}

// readFallback reads what may follow a chip that cannot be read. Without it, nothing may.
//
// B4 6.6.2
func readFallback(v jsonfile.Value, cfg *kernel.Config) {
	f, t := &cfg.Fallback, &cfg.Terminal
	at := readObject(v, fallbackFields, f)
	if attended := t.Type&15 >= 1 && t.Type&15 <= 3; !attended && (f.MagneticStripe || f.KeyEntry) {
		v.Fault("leave it out, or set the type to attended", "an unattended terminal falls back to nothing")
	}
	if f.MagneticStripe && t.Capabilities[0]&0x40 == 0 { // B4 A2
		at["magneticStripe"].Fault("set bit 7 of byte 1 of capabilities", "the terminal has no reader for it")
	}
	if f.KeyEntry && t.Capabilities[0]&0x80 == 0 {
		at["keyEntry"].Fault("set bit 8 of byte 1 of capabilities", "the terminal has no keys for it")
	}
}
