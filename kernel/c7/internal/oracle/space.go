package oracle

import "github.com/emvgo/emv/kernel/kerneltest/space"

// answersWell is a card that answers well at a reader that has all.
var answersWell = In{
	TTQ: [4]byte{0x36, 0, 0x40, 0x80}, SW: 0x9000, AFL: GoodAFL, HasCID: true, IADLen: 8,
	AIP1: 0x20, AuthLen: 8, Version: 1, Proof: Format05,
}

var authRows = []struct {
	length  int
	version byte
	match   bool
}{{0, 0, false}, {8, 1, true}, {8, 1, false}, {7, 1, true}, {6, 1, false}, {16, 1, true}, {17, 1, true}, {8, 0, true}}

// Decision is the product of CTQ (absent and every bit that is read), TTQ
// (every bit that decides, the limits among them), CID or IAD, 9F69, the result
// of fDDA and the file locator.
var Decision = space.From(answersWell).And(
	space.Of("CTQ", 1+128, func(in *In, i uint64) {
		in.HasCTQ = i > 0
		if i > 0 {
			in.CTQ = [2]byte{space.Spread(i-1, 0xF8), space.Spread((i-1)>>5, 0xC0)}
		}
	}),
	space.Of("TTQ", 128, func(in *In, i uint64) {
		in.TTQ = [4]byte{0x20 | space.Spread(i, 0x1F), space.Spread(i>>5, 0xC0), 0x40, 0x80}
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
	space.Of("AFL", 3, func(in *In, i uint64) { in.AFL = AFL(i) }),
)

// Whole is Decision with everything else that decides.
var Whole = Decision.And(
	space.Of("DDA in AIP", 2, func(in *In, i uint64) { in.AIP1 = byte(i) << 5 }),
	space.Of("length of 9F10", 3, func(in *In, i uint64) { in.IADLen = [...]int{8, 4, 0}[i] }),
	space.Of("missing", 16, func(in *In, i uint64) { in.Missing = Missing(i) }),
	space.Of("records", 5, func(in *In, i uint64) { in.Read = Read(i) }),
	space.Of("status", 5, func(in *In, i uint64) { in.SW = [...]uint16{0x9000, 0x6986, 0x6985, 0x6984, 0x6700}[i] }),
	space.Flag("format", func(in *In) *bool { return &in.Malformed }),
	space.Flag("link", func(in *In) *bool { return &in.LinkError }),
	space.Flag("PDOL", func(in *In) *bool { return &in.NoPDOL }),
	space.Flag("9F66 in PDOL", func(in *In) *bool { return &in.PDOLNoTTQ }),
	space.Flag("stripe", func(in *In) *bool { return &in.Stripe }),
	space.Flag("expired", func(in *In) *bool { return &in.Expired }),
	space.Flag("exception file", func(in *In) *bool { return &in.OnException }),
	space.Flag("ATM", func(in *In) *bool { return &in.ATM }),
	space.Flag("balance", func(in *In) *bool { return &in.Balance }),
)

// strides are the steps through Decision and Whole for each depth: primes that divide no axis.
var strides = [...][2]uint64{{1009, 1_000_000_007}, {31, 100_000_007}, {1, 10_000_019}}

// Each walks Decision and then Whole: with deep 0 a sample, 1 a larger one, 2 all of Decision.
func Each(deep int, f func(In)) {
	Decision.Each(strides[deep][0], f)
	Whole.Each(strides[deep][1], f)
}
