package oracle

import "github.com/emvgo/emv/kernel/kerneltest/space"

// Object is a data object of the card's: good, missing, or altered.
type Object uint8

// The states of an object.
const (
	Good Object = iota
	Missing
	Altered
)

// Key is the card's key for the channel beside RSA certificates (9F810B).
type Key uint8

// In a signed record, in one that is not signed, nowhere, of another card, and no coordinate of the curve.
const (
	SignedKey Key = iota
	UnsignedKey
	NoKey
	OtherKey
	NoPoint
)

// Chain is a chain of RSA certificates, and what the reader has for it.
type Chain struct {
	Enabled     bool // RSA certificates, by Kernel Configuration
	Known       bool // the CA's key
	Index       bool // tag 8F
	Issuer      Object
	IssuerRest  bool // tag 92, which this issuer's key needs
	IssuerE     bool // tag 9F32
	Card        Object
	CardRest    Object // tag 9F48: Good where this card's key needs it and it is there, Missing where it is not, Altered where the key needs none
	CardE       bool   // tag 9F47
	Key         Key
	Blinding    bool // the blinding factor is the card's
	Extended    bool // the Extended SDA Tag List names an object
	ExtendedToo bool // and the certificate is over it
}

// What comes of a chain.
const (
	ChainGood    = "ok"
	ChainFailed  = "failed"
	ChainMissing = "CARD DATA ERROR"
)

// DecideChain is Request Process Certificates, once all records are deciphered, and what Process C makes of it. C-8 6.3.16, 6.3.17, 6.4.1, 7.2.5, 7.2.6, 7.2.8
func DecideChain(c Chain) string {
	if !c.Index { // RPC.2
		return ChainMissing
	}
	if !c.Known { // RPC.2a, 28.9a
		return ChainFailed
	}
	if c.Issuer == Missing || !c.IssuerE { // RPC.6: no remainder is asked for any more
		return ChainMissing
	}
	if c.Card == Missing || !c.CardE { // RPC.21
		return ChainMissing
	}
	issuer := c.Enabled && c.Issuer == Good && c.IssuerRest // C.24a, C.26
	static := c.Extended == c.ExtendedToo
	card := issuer && c.Card == Good && c.CardRest != Missing && static // C.33, C.34
	card = card && (c.Key == SignedKey || c.Key == OtherKey)            // C.39, C.40a
	if card && c.Key == SignedKey && c.Blinding {                       // C.50, C.51
		return ChainGood
	}
	return ChainFailed
}

// sound is a chain that is good.
var sound = Chain{
	Enabled: true, Known: true, Index: true, IssuerRest: true, IssuerE: true, CardE: true, CardRest: Altered, Blinding: true,
}

func object(name string, at func(*Chain) *Object, values ...Object) space.Axis[Chain] {
	return space.Of(name, uint64(len(values)), func(c *Chain, i uint64) { *at(c) = values[i] })
}

func missing(name string, at func(*Chain) *bool) space.Axis[Chain] {
	return space.Of(name, 2, func(c *Chain, i uint64) { *at(c) = i == 0 })
}

// Chains is the space of chains.
var Chains = space.From(sound).And(
	missing("RSA certificates", func(c *Chain) *bool { return &c.Enabled }),
	missing("CA key", func(c *Chain) *bool { return &c.Known }),
	missing("index", func(c *Chain) *bool { return &c.Index }),
	object("issuer certificate", func(c *Chain) *Object { return &c.Issuer }, Good, Missing, Altered),
	missing("issuer's remainder", func(c *Chain) *bool { return &c.IssuerRest }),
	missing("issuer's exponent", func(c *Chain) *bool { return &c.IssuerE }),
	object("card certificate", func(c *Chain) *Object { return &c.Card }, Good, Missing, Altered),
	object("card's remainder", func(c *Chain) *Object { return &c.CardRest }, Altered, Good, Missing),
	missing("card's exponent", func(c *Chain) *bool { return &c.CardE }),
	space.Of("key", 5, func(c *Chain, i uint64) { c.Key = Key(i) }),
	missing("blinding factor", func(c *Chain) *bool { return &c.Blinding }),
	space.Of("extended", 4, func(c *Chain, i uint64) { c.Extended, c.ExtendedToo = i == 1 || i == 3, i == 1 || i == 2 }),
)

// EachChain walks the chains: with deep 0 a sample, 1 a larger one, 2 all. Each fault alone, and each pair, is in every walk.
func EachChain(deep int, f func(Chain)) {
	for i, a := range Chains.Axes {
		for v := range a.N {
			one := sound
			a.Set(&one, v)
			f(one)
			for _, b := range Chains.Axes[:i] {
				for w := range b.N {
					two := one
					b.Set(&two, w)
					f(two)
				}
			}
		}
	}
	Chains.Each([]uint64{40009, 997, 1}[deep], f)
}
