package oracle

import "github.com/emvgo/emv/kernel/kerneltest/space"

// answersWell is a card that answers well at a reader that has all.
var answersWell = In{
	TTQ: [4]byte{0x36, 0, 0x40, 0}, SW: 0x9000, HasCID: true, IADLen: 7, AIP1: 0x20,
	AuthLen: 7, Version: 1, Proof: Format05, HasAUC: true, AUC: [2]byte{0xFF, 0xC0},
}

var authRows = []struct {
	length  int
	version byte
	match   bool
}{{0, 0, false}, {7, 1, true}, {7, 1, false}, {6, 1, false}, {16, 1, true}, {7, 0, true}}

// Decision is the product of CTQ (absent and every defined bit), TTQ (every bit
// that decides, the limits among them), CID or IAD, 9F69 and the result of
// fDDA.
var Decision = space.From(answersWell).And(
	space.Of("CTQ", 1+512, func(in *In, i uint64) {
		in.HasCTQ = i > 0
		if i > 0 {
			in.CTQ = [2]byte{space.Spread(i-1, 0xFE), space.Spread((i-1)>>7, 0xC0)}
		}
	}),
	space.Of("TTQ", 128, func(in *In, i uint64) {
		in.TTQ = [4]byte{0x20 | space.Spread(i, 0x1E), space.Spread(i>>4, 0xC0), 0x40 | space.Spread(i>>6, 0x80)}
	}),
	space.Of("cryptogram", 8, func(in *In, i uint64) {
		in.HasCID = i < 4
		in.CID = byte(i&3) << 6
		in.IAD5 = byte(i&3) << 4
		if in.HasCID {
			in.IAD5 ^= 0x30
		}
	}),
	space.Of("9F69", uint64(len(authRows)), func(in *In, i uint64) {
		r := authRows[i]
		in.AuthLen, in.Version, in.AuthCTQ = r.length, r.version, in.CTQ
		if !r.match {
			in.AuthCTQ[1] ^= 0x01
		}
	}),
	space.Of("signature", 4, func(in *In, i uint64) { in.Proof = Signature(i) }),
)

// Whole is Decision with everything else that decides.
var Whole = Decision.And(
	space.Of("DDA in AIP", 2, func(in *In, i uint64) { in.AIP1 = byte(i) << 5 }),
	space.Of("expiry", 3, func(in *In, i uint64) { in.Expiry = Expiry(i) }),
	space.Of("country", 3, func(in *In, i uint64) { in.Country = Country(i) }),
	space.Of("usage", 1+16, func(in *In, i uint64) {
		in.HasAUC = i > 0
		if i > 0 {
			in.AUC = [2]byte{space.Spread(i-1, 0xC0), space.Spread((i-1)>>2, 0xC0)}
		}
	}),
	space.Of("type", 4, func(in *In, i uint64) {
		in.Type = [...]byte{0x00, 0x00, 0x01, 0x20}[i]
		in.Cashback = i == 1
	}),
	space.Flag("cash check", func(in *In) *bool { return &in.CheckCash }),
	space.Flag("cashback check", func(in *In) *bool { return &in.CheckBack }),
	space.Flag("exception file", func(in *In) *bool { return &in.OnException }),
	space.Flag("ATM", func(in *In) *bool { return &in.ATM }),
	space.Flag("fDDA for online", func(in *In) *bool { return &in.OnlineODA }),
	space.Flag("AOSA of card", func(in *In) *bool { return &in.AOSA }),
	space.Flag("AOSA at reader", func(in *In) *bool { return &in.ShowAOSA }),
)

// strides are the steps through Decision and Whole for each depth: primes that divide no axis, so that a walk turns them all.
var strides = [...][2]uint64{{1009, 100_000_007}, {31, 10_000_019}, {1, 1_000_003}}

// Each walks Decision and then Whole: with deep 0 a sample, 1 a larger one, 2 all of Decision.
func Each(deep int, f func(In)) {
	Decision.Each(strides[deep][0], f)
	Whole.Each(strides[deep][1], f)
}
