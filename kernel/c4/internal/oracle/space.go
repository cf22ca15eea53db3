package oracle

import "github.com/emvgo/emv/kernel/kerneltest/space"

// plain is a card with contact interface, CDA and cardholder verification that answers a purchase of 12.34 with an ARQC, at a reader that may go online, has
// contact interface and every method, no limit and no action code.
var plain = In{
	Terminal: 0x22, Reader: 0xC0, Enhanced: [4]byte{0xD8, 0xE0, 0, 0x03}, TAC: Codes{Present: true}, IAC: Codes{Present: true}, Amount: 1234, X: 2000, Y: 1000,
	Currency: true, PDOL: AsksType, AIP: [2]byte{0x11, 0x80}, SW: 0x9000, CID: arqc,
}

func axis(name string, n int, set func(in *In, i int)) space.Axis[In] {
	return space.Of(name, uint64(n), func(in *In, i uint64) { set(in, int(i)) })
}

// pick is an axis of values in a list.
func pick[V any](name string, at func(in *In) *V, values ...V) space.Axis[In] {
	return axis(name, len(values), func(in *In, i int) { *at(in) = values[i] })
}

var (
	restarted = space.Flag("restarted", func(in *In) *bool { return &in.Restarted })
	limit     = space.Flag("CVM limit", func(in *In) *bool { return &in.CVMLimit })
	away      = space.Flag("away", func(in *In) *bool { return &in.Away })
	contact   = axis("contact mode", 2, func(in *In, i int) { in.Enhanced[0] = 0xD8 &^ (byte(i) << 7) })
	methods   = axis("methods", 8, func(in *In, i int) { in.Enhanced[1] = byte(i^7) << 5 })
	phone     = axis("AIP byte 2", 4, func(in *In, i int) { in.AIP[1] = 0x80 | byte(i)<<5 })
	paths     = axis("9F70", 4, func(in *In, i int) {
		in.HasPaths = i > 0
		in.Paths = [][2]byte{{}, {0x20}, {0xDF}, {0xFF, 0xE0}}[i]
	})
	types = pick("terminal type", func(in *In) *byte { return &in.Terminal }, 0x22, 0x21, 0x23, 0x24, 0x25, 0x26)
	later = axis("delayed authorisation", 2, func(in *In, i int) { in.Enhanced[3] = 0x03 | byte(i)<<6 })
	cots  = axis("architecture", 3, func(in *In, i int) {
		if in.COTS, in.Software = i > 0, i == 2; in.COTS {
			in.Terminal, in.Enhanced[0], in.Enhanced[1], in.Enhanced[3] = 0x21, 0x18, []byte{0xA0, 0xE0}[i-1], 0x03
		}
	})
	device9F71 = axis("9F71", 1+4*5, func(in *In, i int) {
		if in.HasMobile = i > 0; in.HasMobile {
			in.Mobile = [3]byte{[]byte{0x01, 0x3F, 0x00, 0x02}[(i-1)%4], 0x03, byte((i - 1) / 4)}
		}
	})
)

// lists are CVM lists: none, empty, and what cards have.
var lists = [][]Rule{
	nil,
	{},
	{{0x1F, 0}},
	{{0x41, 0}, {0x42, 0}, {0x5E, 0}, {0x1F, 0}},
	{{0x41, 3}, {0x5E, 3}},
	{{0x01, 0}},
	{{0x42, 3}, {0x1F, 0x03}},
	{{0x42, 0}, {0x5E, 0}},
	{{0x42, 1}, {0x1E, 2}},
	{{0x5F, 6}, {0x41, 7}, {0x02, 0}},
	{{0x1F, 8}, {0x5E, 9}},
	{{0x60, 0}, {0x43, 0}, {0x41, 0}},
	{{0x5E, 3}, {0x42, 3}, {0x1F, 2}},
}

var list = axis("CVM list", len(lists), func(in *In, i int) {
	in.HasList, in.RuleCount = lists[i] != nil, copy(in.Rules[:], lists[i])
})

// Mobile is what a device says of its own CVM, and all that is asked about it. C-4 8.2
var Mobile = space.From(plain).And(device9F71, restarted, limit, list, phone, methods, contact, paths, axis("AIP byte 1", 2, func(in *In, i int) {
	in.AIP[0] = 0x11 &^ (byte(i) << 4)
}))

var (
	ruleMethods    = []byte{0x41, 0x42, 0x5E, 0x5F, 0x01, 0x02, 0x1E, 0x1F, 0x60, 0x43, 0x45, 0x00}
	ruleConditions = []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0A}
)

func rule(name string, n int) space.Axis[In] {
	return axis(name, len(ruleMethods)*len(ruleConditions), func(in *In, i int) {
		in.HasList, in.RuleCount = true, n+1
		in.Rules[n] = Rule{ruleMethods[i%len(ruleMethods)], ruleConditions[i/len(ruleMethods)]}
	})
}

// List is every CVM list of two rules. C-4 8.2.2.2, 8.2.3
var List = space.From(plain).And(rule("first rule", 0), rule("second rule", 1), methods, limit, types, axis("transaction", 3, func(in *In, i int) {
	in.Type, in.Cashback = []byte{0x00, 0x01, 0x09}[i], i == 2
}), axis("amounts", 4, func(in *In, i int) {
	in.Currency = i != 3
	in.X, in.Y = []uint32{2000, 1234, 1000, 2000}[i], []uint32{1000, 1234, 2000, 2000}[i]
}), contact)

// codes are action codes: none, no authentication, application data, the floor limit, all.
var codes = [][5]byte{{}, {0x80}, {0x30, 0xF0}, {0, 0, 0x84, 0x80}, {0xFC, 0xF8, 0xFC, 0xF8, 0xF0}}

var offered = axis("IAC", 1+len(codes)*len(codes)*len(codes), func(in *In, i int) {
	if in.IAC = (Codes{}); i > 0 {
		i--
		in.IAC = Codes{true, codes[i%5], codes[i/5%5], codes[i/25]}
	}
})

func code(name string, at func(in *In) *[5]byte) space.Axis[In] { return pick(name, at, codes...) }

// Action is terminal action analysis: what sets the TVR, and what the codes make of it. C-4 7.2, 9.2, 10.2
var Action = space.From(plain).And(types, later, away, offered, code("TAC denial", func(in *In) *[5]byte { return &in.TAC.Denial }),
	code("TAC online", func(in *In) *[5]byte { return &in.TAC.Online }), code("TAC default", func(in *In) *[5]byte { return &in.TAC.Default }),
	space.Flag("floor limit", func(in *In) *bool { return &in.FloorLimit }), space.Flag("zero amount", func(in *In) *bool { return &in.ZeroAmount }),
	space.Flag("status check", func(in *In) *bool { return &in.StatusCheck }), axis("authentication", 3, func(in *In, i int) {
		in.AIP[0], in.NoCDA = []byte{0x11, 0x10, 0x11}[i], i == 2
	}), axis("application", 8, func(in *In, i int) {
		in.Listed, in.Expired, in.Early, in.OtherVersion = i == 1, i == 2, i == 3, i == 4
		in.HasUsage, in.Usage = i >= 5, [2]byte{[]byte{0x08, 0x01, 0x29}[max(i-5, 0)]}
	}), pick("country", func(in *In) *Country { return &in.Country }, Domestic, International, NoCountry), paths, limit)

// Usage is each application usage control. C-4 7.2.2.2
var Usage = space.From(plain).And(axis("9F07", 1024, func(in *In, i int) {
	in.HasUsage, in.Usage = true, [2]byte{byte(i), space.Spread(uint64(i)>>8, 0xC0)}
}), pick("country", func(in *In) *Country { return &in.Country }, Domestic, International, NoCountry), axis("transaction", 3, func(in *In, i int) {
	in.Type, in.Cashback = []byte{0x00, 0x01, 0x09}[i], i == 2
}), axis("9F70 byte 2", 8, func(in *In, i int) { in.HasPaths, in.Paths = true, [2]byte{0x20, byte(i) << 5} }), later)

// Cryptogram is what the card answers to each cryptogram that is asked for. C-4 11.2
var Cryptogram = space.From(plain).And(axis("asked for", 3, func(in *In, i int) {
	in.FloorLimit = true
	in.TAC.Online, in.TAC.Denial = [5]byte{0, 0, 0, []byte{0, 0x80, 0}[i]}, [5]byte{0, 0, 0, []byte{0, 0, 0x80}[i]}
}), pick("CID", func(in *In) *byte { return &in.CID }, arqc, tc, aac, rfu, arqc|0x08, tc|0x05, aac|0x2B), pick("form", func(in *In) *Form { return &in.Form },
	Format2, Format1, Broken), pick("signature", func(in *In) *Proof { return &in.Proof }, GoodSignature, BadSignature, NoSignature), axis("authentication", 7,
	func(in *In, i int) {
		in.AIP[0], in.NoCDA = []byte{0x11, 0x11, 0x11, 0x10, 0x11, 0x11, 0x11}[i], i == 4
		in.UnknownKey, in.NoChain = i == 5, i == 6
	}), types, later, away, contact, phone, paths, cots, limit, list)

// Status is what the card answers with no cryptogram. C-4 11.2.3
var Status = space.From(plain).And(pick("status word", func(in *In) *uint16 { return &in.SW }, 0x6984, 0x6985, 0x6986, 0x6A80, 0x6283, 0x9001), restarted, contact,
	phone, paths, types)

// Host is what the host answers to an online request. C-4 12.2.2
var Host = space.From(plain).And(pick("response code", func(in *In) *string { return &in.ARC }, "00", "08", "10", "11", "12", "13", "01", "02", "05", "14", "Y1",
	"1", "130"), pick("second response code", func(in *In) *string { return &in.Second }, "00", "13", "05", "12", "3"), contact, phone, paths, methods, list, limit, pick("9F71", func(in *In) *bool { return &in.HasMobile }, false, true), axis("mobile CVM", 2,
	func(in *In, i int) { in.Mobile = [3]byte{0x01, 0x03, 0x02 + byte(i)} }))

// Start is what happens before the records are judged. C-4 4.3, 5.3
var Start = space.From(plain).And(pick("PDOL", func(in *In) *PDOL { return &in.PDOL }, AsksType, AsksEnhanced, AsksBoth, AsksNeither, NoPDOL), limit, away, types,
	pick("9F6D", func(in *In) *byte { return &in.Reader }, 0xC0, 0xC8), axis("9F6E", 8, func(in *In, i int) {
		in.Enhanced = [4]byte{0x58 | byte(i)<<7, 0xE0, byte(i>>1) << 7, 0x03 | byte(i>>2)<<6}
	}), cots, axis("AIP byte 2", 8, func(in *In, i int) { in.AIP[1] = byte(i^4) << 5 }),
	axis("answers", 4, func(in *In, i int) { in.BadOptions, in.BadRecord = i&1 != 0, i&2 != 0 }),
	axis("missing", 8, func(in *In, i int) { in.Missing = Missing(i) }))

// strides are how many inputs of each space one stands for, by how deep a sweep is: sampled, full, exhaustive. None divides the size of an axis.
var strides = [3][8]uint64{
	{191, 19997, 600011, 211, 20011, 5, 1499, 601},
	{1, 199, 4999, 1, 199, 1, 11, 13},
	{1, 1, 97, 1, 1, 1, 1, 1},
}

// Spaces are all of them.
var Spaces = [8]space.Space[In]{Mobile, List, Action, Usage, Cryptogram, Status, Host, Start}

// Each gives the inputs of a sweep of depth 0 to 2.
func Each(depth int, f func(In)) {
	for i, s := range Spaces {
		s.Each(strides[depth][i], f)
	}
}
