package oracle

import "github.com/emvgo/emv/kernel/kerneltest/space"

// plain is a card without CDA and without CVM that answers a purchase of 12.34 with a TC at a reader without limits that it reaches. All action codes are zero.
var plain = In{
	Exchange: true, Amount: 1234, Terminal: 0x22, Input: 0x20, Security: 0x08, Required: 0x60, NotRequired: 0x08, Floor: 5000, CVMLimit: 5000,
	Limit: 10000, DeviceLimit: 10000, Expiry: After, Country: Same, Currency: Same, IACDenial: Code{Present: true}, IACOnline: Code{Present: true},
	IACDefault: Code{Present: true}, SW: 0x9000, CID: 0x40,
}

func axis(name string, n int, set func(in *In, i int)) space.Axis[In] {
	return space.Of(name, uint64(n), func(in *In, i uint64) { set(in, int(i)) })
}

// pick is an axis of values in a list.
func pick[V any](name string, at func(in *In) *V, values ...V) space.Axis[In] {
	return axis(name, len(values), func(in *In, i int) { *at(in) = values[i] })
}

// level is an axis of a limit: the amount is above it, at it, below it.
func level(name string, at func(in *In) *uint64) space.Axis[In] {
	return pick(name, at, 5000, 1234, 1233)
}

var (
	exchange = space.Flag("data exchange", func(in *In) *bool { return &in.Exchange })
	kinds    = pick("transaction type", func(in *In) *byte { return &in.Type }, 0x00, 0x01, 0x09, 0x17, 0x20)
	cashback = pick("cashback", func(in *In) *uint64 { return &in.Cashback }, 0, 100)
	terminal = pick("terminal type", func(in *In) *byte { return &in.Terminal },
		0x22, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x21, 0x23, 0x24, 0x25, 0x26, 0x34, 0x35, 0x36, 0x00)
	device = axis("CDCVM of card and reader", 4, func(in *In, i int) {
		in.AIP |= byte(i&1) << 1
		in.Configuration |= byte(i>>1) << 5
	})
	signs = axis("CDA of card and reader", 4, func(in *In, i int) {
		in.AIP |= byte(i&1) ^ 1
		in.Security = byte(i>>1^1) << 3
	})
	relay = pick("relay resistance", func(in *In) *Relay { return &in.Relay }, NoRelay, RelayGood, RelayThreshold, RelayLimits)
	floor = level("floor limit", func(in *In) *uint64 { return &in.Floor })
	cvm   = level("CVM limit", func(in *In) *uint64 { return &in.CVMLimit })
)

var restrictions = []space.Axis[In]{
	axis("usage", 1+1024, func(in *In, i int) {
		in.HasUsage = i > 0
		if i > 0 {
			in.Usage = [2]byte{byte(i - 1), space.Spread(uint64(i-1)>>8, 0xC0)}
		}
	}),
	pick("version", func(in *In) *State { return &in.Version }, Absent, Same, Other),
	pick("effective date", func(in *In) *Date { return &in.Effective }, NoDate, Before, Today, After),
	pick("expiration date", func(in *In) *Date { return &in.Expiry }, After, Today, Before),
	pick("country", func(in *In) *State { return &in.Country }, Same, Other, Absent),
	pick("additional capabilities", func(in *In) *byte { return &in.Additional }, 0x00, 0x80, 0x7F),
}

var (
	cvmCodes      = []byte{0x1E, 0x02, 0x1F, 0x00, 0x40, 0x01, 0x41, 0x42, 0x03, 0x06, 0x46, 0x5E, 0x20, 0x60}
	cvmConditions = []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0A, 0x80}
)

func ruleOf(i int) Rule {
	return Rule{cvmCodes[i%len(cvmCodes)], cvmConditions[i/len(cvmCodes)]}
}

var methods = []space.Axis[In]{
	axis("CVM list", 2+168+168*168, func(in *In, i int) {
		in.AIP |= 0x10
		in.HasList = i > 1
		switch i -= 2; {
		case i == -2:
			in.AIP &^= 0x10
		case i < 0:
		case i < 168:
			in.Rules[0], in.RuleCount = ruleOf(i), 1
		default:
			in.Rules, in.RuleCount = [2]Rule{ruleOf((i - 168) % 168), ruleOf((i - 168) / 168)}, 2
		}
	}),
	axis("CVM capabilities", 8, func(in *In, i int) {
		in.Required, in.NotRequired = space.Spread(uint64(i), 0x68), space.Spread(uint64(i^7), 0x68)
	}),
	pick("currency", func(in *In) *State { return &in.Currency }, Same, Other, Absent),
	axis("amounts of the list", 5, func(in *In, i int) {
		in.X, in.Y = []uint64{1233, 1234, 1235, 1000, 2000}[i], []uint64{2000, 1234, 1233, 1235, 1000}[i]
	}),
}

// codes are action codes: none of the bits, relay resistance, authentication, all, the floor limit.
var codes = [][5]byte{{}, {0, 0, 0, 0, 3}, {0x84, 0, 0, 0, 0x0C}, {0xFF, 0xFF, 0xFF, 0xFF, 0xFC}, {0, 0, 0, 0x80, 0}}

func issuerCode(name string, at func(in *In) *Code) space.Axis[In] {
	return axis(name, 1+len(codes), func(in *In, i int) {
		*at(in) = Code{}
		if i > 0 {
			*at(in) = Code{true, codes[i-1]}
		}
	})
}

var actions = []space.Axis[In]{
	terminal,
	pick("TAC denial", func(in *In) *[5]byte { return &in.TACDenial }, codes...),
	pick("TAC online", func(in *In) *[5]byte { return &in.TACOnline }, codes...),
	pick("TAC default", func(in *In) *[5]byte { return &in.TACDefault }, codes...),
	issuerCode("IAC denial", func(in *In) *Code { return &in.IACDenial }),
	issuerCode("IAC online", func(in *In) *Code { return &in.IACOnline }),
	issuerCode("IAC default", func(in *In) *Code { return &in.IACDefault }),
}

// asked makes the analysis come to a TC, an ARQC or an AAC.
var asked = axis("cryptogram asked for", 3, func(in *In, i int) {
	bits := [5]byte{0, 0, 0, 0, 3}
	switch i {
	case 1:
		in.TACOnline = bits
	case 2:
		in.TACDenial = bits
	}
})

var answers = []space.Axis[In]{
	asked,
	pick("CID", func(in *In) *byte { return &in.CID }, 0x40, 0x80, 0x00, 0xC0, 0x4F),
	pick("signature", func(in *In) *Signature { return &in.Proof }, NoSignature, BadSignature, GoodSignature),
	axis("response", 8, func(in *In, i int) {
		switch i {
		case 3:
			in.SW = 0x6985
		case 4:
			in.LinkError = true
		case 5:
			in.Malformed = true
		case 6:
			in.NoCID = true
		case 7:
			in.NoAC = true
		}
	}),
	pick("capabilities information", func(in *In) *Byte { return &in.Information }, Byte{}, Byte{true, 0}, Byte{true, 1}, Byte{true, 4}),
}

var chain = []space.Axis[In]{
	axis("missing", 2+9, func(in *In, i int) {
		if i > 1 {
			in.Missing = 1 << (i - 2)
		}
	}),
	axis("key", 4, func(in *In, i int) { in.UnknownCA, in.OtherList = i == 2, i == 3 }),
}

var endings = []space.Axis[In]{
	axis("phone", 9, func(in *In, i int) {
		in.HasPhone = i > 0
		if i > 0 {
			in.Phone = [][3]byte{{1, 0, 0}, {1, 0, 1}, {1, 1, 0}, {1, 2, 0}, {1, 4, 0}, {1, 0x1A, 0}, {1, 0, 2}, {1, 0x10, 0xF0}}[i-1]
		}
	}),
	axis("third party data", 4, func(in *In, i int) {
		in.HasThird = i > 0
		if i > 0 {
			in.Unique, in.Device = []byte{0, 0x80, 0}[i-1], []uint16{0x3030, 0, 0x3032}[i-1]
		}
	}),
	pick("input", func(in *In) *byte { return &in.Input }, 0x20, 0xC0, 0x00),
	axis("CVM", 3, func(in *In, i int) {
		if i > 0 && !in.HasList {
			in.AIP, in.HasList, in.RuleCount = in.AIP|0x10, true, 1
			in.Rules[0] = Rule{[]byte{0x1E, 0x02}[i-1], 0}
			in.Required, in.NotRequired = 0x60, 0x60
		}
	}),
}

var storage = []space.Axis[In]{
	axis("slot", 3, func(in *In, i int) {
		in.Exchange, in.Storage.Read, in.Storage.OtherCard = true, true, i == 2
	}),
	axis("what to write", 4, func(in *In, i int) { in.Storage.Info, in.Storage.DSDOL = i != 2, i != 3 }),
	axis("DS AC type", 5, func(in *In, i int) {
		if i > 0 {
			in.Storage.Type = Byte{true, byte(i-1) << 6}
		}
	}),
	axis("instructions for the reader", 1+32, func(in *In, i int) {
		if i > 0 {
			in.Storage.ForReader = Byte{true, space.Spread(uint64(i-1), 0xE6)}
		}
	}),
	pick("DS summary 2", func(in *In) *State { return &in.Storage.Summary2 }, Same, Other, Absent),
	pick("DS summary 3", func(in *In) *State { return &in.Storage.Summary3 }, Other, Same, Absent),
}

var limits = []space.Axis[In]{
	floor, cvm, level("limit", func(in *In) *uint64 { return &in.Limit }), level("limit with CDCVM", func(in *In) *uint64 { return &in.DeviceLimit }),
}

// needs is what a card with storage has: the capabilities information, which says so.
var needs = axis("storage of the card", 1, func(in *In, _ int) { in.Information.Present = true })

// A part is a space of inputs, and the steps through it for a sample, for a larger one, and for as much of it as is run at all: primes that divide no axis, or
// all of it.
type part struct {
	space.Space[In]
	strides [3]uint64
}

func product(strides [3]uint64, axes ...[]space.Axis[In]) part {
	s := space.From(plain)
	for _, list := range axes {
		s = s.And(list...)
	}
	return part{s, strides}
}

// The parts: what each procedure reads, and walks through all of it.
var parts = []part{
	product([3]uint64{12_007, 509, 31}, restrictions, []space.Axis[In]{kinds, cashback, terminal}),
	product([3]uint64{1_299_709, 60_013, 3_001}, methods, []space.Axis[In]{kinds, cashback, terminal, cvm, device}),
	product([3]uint64{15_013, 631, 31}, actions, answers[1:2], []space.Axis[In]{relay, floor, signs}),
	product([3]uint64{1_613, 79, 7}, answers, chain, []space.Axis[In]{device, signs, relay, exchange}),
	product([3]uint64{233, 13, 1}, answers[:3], endings, []space.Axis[In]{kinds, device, signs}),
	product([3]uint64{409_993, 16_411, 797}, storage, answers, []space.Axis[In]{needs, relay, device, signs}),
	product([3]uint64{1, 1, 1}, limits, []space.Axis[In]{device, exchange, asked}),
}

// Each walks all parts: with deep 0 a sample, 1 a larger one, 2 as much as is run at all.
func Each(deep int, f func(In)) {
	for _, p := range parts {
		p.Each(p.strides[deep], f)
	}
}
