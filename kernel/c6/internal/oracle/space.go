package oracle

import "github.com/emvgo/emv/kernel/kerneltest/space"

// Well is a card that approves offline and proves itself at a reader that has all and requires nothing.
var Well = In{
	TTQ: [4]byte{0x37, 0, 0xC0, 0}, NoCVM: true, Version: 2, CID: 0x40, CPR: [2]byte{0, 0x83}, AC: Absent, Balance: Absent,
	HasAUC: true, HasCountry: true, AUC: [2]byte{0xFF, 0xC0}, Domestic: true,
}

// cryptogram sets the type, and the cryptogram or the signature as figure 3-10 asks for it. An ARQC at a reader that authenticates
// online requests has either.
func cryptogram(in *In, i uint64) {
	in.CID = byte(i&3) << 6
	in.AC, in.SDAD = Right, Nowhere
	if t := (&tx{In: *in}); t.tc() || bit(in.CPR[0], 6) || t.arqc() && bit(in.TTQ[0], 1) && i < 12 {
		in.AC, in.SDAD = Absent, [...]Place{InAnswer, InRecord, Nowhere, InAnswer}[i>>2]
	}
}

// usages are what becomes of Application Usage Control.
var usages = []struct {
	auc, country bool
	value        [2]byte
}{{true, true, [2]byte{0xFF, 0xC0}}, {true, true, [2]byte{}}, {false, true, [2]byte{}}, {true, false, [2]byte{0xFF, 0xC0}}}

func requirements(bits1, bits2 byte) space.Axis[In] {
	n := uint64(0)
	for i := range 16 {
		n += uint64(bits1)<<8>>i&1 + uint64(bits2)>>i&1
	}
	return space.Of("CPR", 1<<n, func(in *In, i uint64) {
		in.CPR[0] = space.Spread(i, bits1)
		for b := bits1; b != 0; b &= b - 1 {
			i >>= 1
		}
		in.CPR[1] = space.Spread(i, bits2)
	})
}

var (
	qualifiers = space.Of("TTQ", 1<<9, func(in *In, i uint64) {
		in.TTQ = [4]byte{0x20 | space.Spread(i, 0x1F), space.Spread(i>>5, 0xC0), space.Spread(i>>7, 0xC0), 0}
	})
	kinds = space.Of("CID", 16, cryptogram)
)

// Decision is the product of the card processing requirements, the type of cryptogram and where it is, the reader's
// qualifiers, usage control, dates, and what comes of the signature.
var Decision = space.From(Well).And(
	requirements(0xF0, 0xFF), qualifiers, kinds,
	space.Of("AUC", uint64(len(usages)), func(in *In, i uint64) {
		in.HasAUC, in.HasCountry, in.AUC = usages[i].auc, usages[i].country, usages[i].value
	}),
	space.Of("proof", 5, func(in *In, i uint64) { in.Proof = Proof(i) }),
	space.Of("expiry", 4, func(in *In, i uint64) { in.Expiry, in.TrackOver = Length(i%3), i == 3 }),
	space.Flag("early", func(in *In) *bool { return &in.Early }),
	space.Flag("9F33", func(in *In) *bool { return &in.NoCVM }),
	space.Flag("deferred", func(in *In) *bool { return &in.Deferred }),
	space.Of("CVR", 4, func(in *In, i uint64) { in.CVR = byte(i) }),
)

// Whole has less of that, and everything else that decides. The first value of an axis, the usual one, comes more than once.
var Whole = space.From(Well).And(
	requirements(0xB0, 0x63), qualifiers, kinds,
	space.Of("missing", 24, func(in *In, i uint64) {
		if in.Missing = 0; i > 11 {
			in.Missing = 1 << (i - 12)
		}
	}),
	space.Of("AFL", 7, func(in *In, i uint64) {
		if in.AFL = Right; i > 3 {
			in.AFL = []Length{Absent, Absent, Wrong}[i-4]
		}
	}),
	space.Of("9F26", 7, func(in *In, i uint64) {
		if i > 3 {
			in.AC = Length(i - 4)
		}
	}),
	space.Of("D1", 5, func(in *In, i uint64) { in.Balance = []Length{Absent, Absent, Right, Right, Wrong}[i] }),
	space.Of("status", 19, func(in *In, i uint64) {
		in.Options, in.SW = Works, 0x9000
		switch {
		case i > 13:
			in.Options, in.SW = Status, [...]uint16{0x6984, 0x6986, 0x6987, 0x6985, 0x6283}[i-14]
		case i > 11:
			in.Options = NoResponse
		}
	}),
	space.Of("records", 11, func(in *In, i uint64) { in.Read = [...]Fails{8: NoResponse, 9: NoResponse, 10: Status}[i] }),
	space.Of("PDOL", 64, func(in *In, i uint64) {
		if in.PDOL = 0; i < 8 {
			in.PDOL = int(i + 1)
		}
	}),
	space.Of("proof", 5, func(in *In, i uint64) { in.Proof = Proof(i) }),
	space.Of("log", 4, func(in *In, i uint64) { in.Log = Log(i) }),
	space.Of("descriptor", 5, func(in *In, i uint64) {
		in.Version, in.Feature = [...]byte{2, 2, 0, 1, 2}[i], [...]byte{4, 4, 4, 4, 0}[i]
	}),
	space.Flag("format", func(in *In) *bool { return &in.Format }),
	space.Flag("tearing", func(in *In) *bool { return &in.Tearing }),
	space.Flag("stripe", func(in *In) *bool { return &in.Stripe }),
	space.Flag("floor", func(in *In) *bool { return &in.OverFloor }),
	space.Flag("exception file", func(in *In) *bool { return &in.OnException }),
	space.Flag("version", func(in *In) *bool { return &in.OtherVersion }),
	space.Flag("early", func(in *In) *bool { return &in.Early }),
)

// Usage is what Application Usage Control says to each kind of transaction.
var Usage = space.From(Well).And(
	space.Of("AUC", 1<<10, func(in *In, i uint64) { in.AUC = [2]byte{space.Spread(i, 0xFF), space.Spread(i>>8, 0xC0)} }),
	space.Of("kind", 4, func(in *In, i uint64) { in.Kind = Kind(i) }),
	space.Flag("abroad", func(in *In) *bool { return &in.Domestic }),
	space.Flag("ATM", func(in *In) *bool { return &in.ATM }),
)

// Features is what card and reader both have beside tearing recovery: data storage and extended logging.
var Features = space.From(Well).And(
	requirements(0x20, 0x70),
	space.Of("TTQ", 8, func(in *In, i uint64) {
		in.TTQ = [4]byte{0x36 | space.Spread(i, 0x01), space.Spread(i>>1, 0x80), 0x40 | space.Spread(i>>2, 0x80), 0}
	}),
	space.Of("CID", 12, cryptogram),
	space.Of("reader", 4, func(in *In, i uint64) { in.Storage, in.Logging = i&1 != 0, i&2 != 0 }),
	space.Of("descriptor", 8, func(in *In, i uint64) {
		in.Version, in.Feature, in.Container, in.Bare = 2, byte(i&3), true, false
		switch i {
		case 4:
			in.Version = 1
		case 5:
			in.Feature, in.Bare = 3, true
		case 6:
			in.Feature, in.Container = 3, false
		case 7:
			in.Feature = 7
		}
	}),
	space.Of("directory", 5, func(in *In, i uint64) { in.Directory, in.Short = []Fails{3: Status, 4: 0}[i], i == 4 }),
	space.Of("hash", 4, func(in *In, i uint64) { in.Hash = []Length{0, 0, Absent, Wrong}[i] }),
	space.Of("DF3E", 4, func(in *In, i uint64) { in.CardID = []Length{0, 0, Absent, Wrong}[i] }),
	space.Of("proof", 3, func(in *In, i uint64) { in.Proof = []Proof{Good, Good, BadSignature}[i] }),
)

// counts are how many inputs of each space are walked for each depth.
var counts = [...][4]uint64{{6_000, 4_000, 1_000, 1_500}, {150_000, 60_000, 1 << 14, 30_000}, {100_000_000, 10_000_000, 1 << 14, 1 << 23}}

// Each walks the four spaces: with deep 0 a sample, 1 a larger one, 2 the largest. The inputs lie all over a space and are the
// same in every run.
func Each(deep int, f func(In)) {
	for i, s := range []space.Space[In]{Decision, Whole, Usage, Features} {
		n := counts[deep][i]
		if n >= s.Size() {
			s.Each(1, f)
			continue
		}
		for k := range n {
			f(s.At(scatter(k) % s.Size()))
		}
	}
}

// scatter is a permutation of the numbers without a pattern: the finaliser of SplitMix64.
func scatter(k uint64) uint64 {
	k += 0x9E3779B97F4A7C15
	k = (k ^ k>>30) * 0xBF58476D1CE4E5B9
	k = (k ^ k>>27) * 0x94D049BB133111EB
	return k ^ k>>31
}
