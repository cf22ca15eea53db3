package oracle

// Axis is one dimension of the inputs: N values, each set by its number.
type Axis struct {
	Name string
	N    uint64
	Set  func(in *In, i uint64)
}

// Space is a product of axes.
type Space []Axis

// Size is the number of inputs of the product.
func (s Space) Size() uint64 {
	n := uint64(1)
	for _, a := range s {
		n *= a.N
	}
	return n
}

// At gives input i of the product, the first axis turning fastest. Whatever no
// axis sets has the value of a card that answers well at a reader that has all.
func (s Space) At(i uint64) In {
	in := In{
		TTQ: [4]byte{0x36, 0, 0x40, 0}, SW: 0x9000, HasCID: true, IADLen: 7, AIP1: 0x20,
		AuthLen: 7, Version: 1, Proof: Format05, HasAUC: true, AUC: [2]byte{0xFF, 0xC0},
	}
	for _, a := range s {
		a.Set(&in, i%a.N)
		i /= a.N
	}
	return in
}

// Each calls f for every stride-th input of the product, from the first.
func (s Space) Each(stride uint64, f func(In)) {
	for i, n := uint64(0), s.Size(); i < n; i += stride {
		f(s.At(i))
	}
}

// spread puts the low bits of v where mask has ones, the lowest first.
func spread(v uint64, mask byte) byte {
	var out byte
	for n := range 8 {
		if mask>>n&1 == 1 {
			out |= byte(v&1) << n
			v >>= 1
		}
	}
	return out
}

// flag sets one truth value.
func flag(name string, at func(in *In) *bool) Axis {
	return Axis{name, 2, func(in *In, i uint64) { *at(in) = i == 1 }}
}

var authRows = []struct {
	length  int
	version byte
	match   bool
}{{0, 0, false}, {7, 1, true}, {7, 1, false}, {6, 1, false}, {16, 1, true}, {7, 0, true}}

// Decision is the product of CTQ (absent and every defined bit), TTQ (every bit
// that decides, the limits among them), CID or IAD, 9F69 and the result of
// fDDA.
var Decision = Space{
	{"CTQ", 1 + 512, func(in *In, i uint64) {
		in.HasCTQ = i > 0
		if i > 0 {
			in.CTQ = [2]byte{spread(i-1, 0xFE), spread((i-1)>>7, 0xC0)}
		}
	}},
	{"TTQ", 128, func(in *In, i uint64) {
		in.TTQ = [4]byte{0x20 | spread(i, 0x1E), spread(i>>4, 0xC0), 0x40 | spread(i>>6, 0x80)}
	}},
	{"cryptogram", 8, func(in *In, i uint64) {
		in.HasCID = i < 4
		in.CID = byte(i&3) << 6
		in.IAD5 = byte(i&3) << 4
		if in.HasCID {
			in.IAD5 ^= 0x30
		}
	}},
	{"9F69", uint64(len(authRows)), func(in *In, i uint64) {
		r := authRows[i]
		in.AuthLen, in.Version, in.AuthCTQ = r.length, r.version, in.CTQ
		if !r.match {
			in.AuthCTQ[1] ^= 0x01
		}
	}},
	{"signature", 4, func(in *In, i uint64) { in.Proof = Signature(i) }},
}

// Whole is Decision with everything else that decides.
var Whole = append(append(Space{}, Decision...), Space{
	{"DDA in AIP", 2, func(in *In, i uint64) { in.AIP1 = byte(i) << 5 }},
	{"expiry", 3, func(in *In, i uint64) { in.Expiry = Expiry(i) }},
	{"country", 3, func(in *In, i uint64) { in.Country = Country(i) }},
	{"usage", 1 + 16, func(in *In, i uint64) {
		in.HasAUC = i > 0
		if i > 0 {
			in.AUC = [2]byte{spread(i-1, 0xC0), spread((i-1)>>2, 0xC0)}
		}
	}},
	{"type", 4, func(in *In, i uint64) {
		in.Type = [...]byte{0x00, 0x00, 0x01, 0x20}[i]
		in.Cashback = i == 1
	}},
	flag("cash check", func(in *In) *bool { return &in.CheckCash }),
	flag("cashback check", func(in *In) *bool { return &in.CheckBack }),
	flag("exception file", func(in *In) *bool { return &in.OnException }),
	flag("ATM", func(in *In) *bool { return &in.ATM }),
	flag("fDDA for online", func(in *In) *bool { return &in.OnlineODA }),
	flag("AOSA of card", func(in *In) *bool { return &in.AOSA }),
	flag("AOSA at reader", func(in *In) *bool { return &in.ShowAOSA }),
}...)

// wholeStride is a prime that divides no axis, so that a walk turns them all.
const wholeStride = 1_000_003

// Each walks Decision, all of it when full, else every 1009th input, and then
// every 1,000,003rd of Whole (every 100,000,007th when not full).
func Each(full bool, f func(In)) {
	if full {
		Decision.Each(1, f)
		Whole.Each(wholeStride, f)
		return
	}
	Decision.Each(1009, f)
	Whole.Each(100_000_007, f)
}
