package oracle

import "github.com/emvgo/emv/kernel/kerneltest/space"

// plain is a card that answers a purchase of 12.34 with a signed ARQC and no CVM, at a reader that may go online, has every method, the contact interface and
// issuer update, no limit and no action code.
var plain = In{
	Profile: 0x72, Update: true, Options: 0x22, Terminal: 0x22, TAC: Codes{Present: true}, IAC: Codes{Present: true}, Amount: 1234, OptionsSW: 0x9000,
	AIP: [2]byte{0x01, 0x80}, SW: 0x9000, CID: arqc,
}

func axis(name string, n int, set func(in *In, i int)) space.Axis[In] {
	return space.Of(name, uint64(n), func(in *In, i uint64) { set(in, int(i)) })
}

// pick is an axis of values in a list.
func pick[V any](name string, at func(in *In) *V, values ...V) space.Axis[In] {
	return axis(name, len(values), func(in *In, i int) { *at(in) = values[i] })
}

// level is an axis of a limit: there is none, the amount is below it, at it, above it.
func level(name string, at func(in *In) *Limit) space.Axis[In] {
	return pick(name, at, Limit{}, Limit{true, 1235}, Limit{true, 1234}, Limit{true, 1233})
}

var (
	cvm    = level("CVM limit", func(in *In) *Limit { return &in.CVM })
	plains = level("transaction limit", func(in *In) *Limit { return &in.Plain })
	device = level("CDCVM limit", func(in *In) *Limit { return &in.Device })
	floor  = level("floor limit", func(in *In) *Limit { return &in.Floor })
	kinds  = axis("transaction type", 4, func(in *In, i int) {
		in.Type, in.Cashback = []byte{0x00, 0x01, 0x09, 0x20}[i], i == 2
	})
	status = pick("9F50", func(in *In) *byte { return &in.Status }, 0x00, 0x10, 0x20, 0x31, 0x30, 0x3F, 0x40, 0x12, 0x21, 0x01, 0x50, 0x70, 0x80, 0xB1, 0xFF)
	// methods are what the reader has: signature, online PIN, CDCVM, transit, contact chip.
	methods = axis("terminal interchange profile", 32, func(in *In, i int) { in.Profile = space.Spread(uint64(i^0x1D), 0x76) })
	conduct = axis("9F60", 5, func(in *In, i int) {
		in.HasConduct, in.Conduct = i > 0, byte(max(i-1, 0))
	})
	update = pick("issuer update", func(in *In) *bool { return &in.Update }, true, false)
	types  = pick("terminal type", func(in *In) *byte { return &in.Terminal }, 0x22, 0x21, 0x23, 0x24, 0x25, 0x26)
	cid    = pick("CID", func(in *In) *byte { return &in.CID }, arqc, tc, aac, rfu, arqc|0x08, tc|0x05, aac|0x2B)
	proof  = pick("signature", func(in *In) *Proof { return &in.Proof }, GoodSignature, BadSignature, NoSignature)
	mode   = axis("mode", 3, func(in *In, i int) {
		in.Options |= byte(i+1) >> 1 & 1
		if i > 0 {
			in.FCI, in.Form, in.Proof, in.AIP[1] = Legacy, Format1, NoSignature, 0
		}
		if i == 2 {
			in.Options &^= 1
		}
	})
	asked = axis("asked for", 3, func(in *In, i int) {
		in.Listed, in.Options = true, in.Options|0x10
		in.TAC.Online, in.TAC.Denial = [5]byte{[]byte{0, 0x10, 0}[i]}, [5]byte{[]byte{0, 0, 0x10}[i]}
	})
)

// lists are CVM lists of legacy cards: none, empty, and some.
var lists = [][]Rule{
	nil, {}, {{0x1F, 0}}, {{0x42, 0}, {0x5E, 0}}, {{0x5E, 0}, {0x02, 0}}, {{0x1E, 9}}, {{0x02, 1}}, {{0x41, 0}, {0x44, 0}, {0x5E, 5}}, {{0x1F, 0}, {0x00, 0}, {0x42, 7}},
}

var list = axis("CVM list", len(lists), func(in *In, i int) {
	in.HasList, in.RuleCount = lists[i] != nil, copy(in.Rules[:], lists[i])
})

// Verification is each Cardholder Verification Status at each reader. C-5 3.8.3, 3.8.4
var Verification = space.From(plain).And(status, methods, cvm, plains, device, kinds, pick("CID", func(in *In) *byte { return &in.CID }, arqc, tc), conduct, update,
	space.Flag("balance", func(in *In) *bool { return &in.Balance }))

// Mode is EMV mode and legacy mode. C-5 3.2, 3.5, 3.9
var Mode = space.From(plain).And(status, methods, list, cvm, plains, kinds, mode, types)

// Cryptogram is what the card answers to each cryptogram that is asked for, signed or not. C-5 3.8.1, 3.8.2
var Cryptogram = space.From(plain).And(asked, cid, proof, pick("form", func(in *In) *Form { return &in.Form }, Format2, Format2, Format2, Format1, Broken),
	pick("lack", func(in *In) *Lack { return &in.Lack }, LacksNothing, LacksNothing, LacksNothing, LacksNothing, LacksCID, LacksATC, LacksAC, LacksIAD, LacksStatus),
	axis("authentication", 5, func(in *In, i int) {
		in.AIP[0] = []byte{0x01, 0x00, 0x01, 0x01, 0x01}[i]
		if i == 2 {
			in.Options &^= 0x20
		}
		in.UnknownKey, in.NoChain = i == 3, i == 4
	}), pick("profile", func(in *In) *byte { return &in.Profile }, 0x72, 0x70), conduct, update, space.Flag("balance", func(in *In) *bool { return &in.Balance }))

// Status is what the card answers with no cryptogram. C-5 3.8.1.5, 3.8.1.6, 3.8.1.7, 3.11.2.3
var Status = space.From(plain).And(asked, pick("fault", func(in *In) *Fault { return &in.Fault }, NoFault, AtCryptogram), pick("status word", func(in *In) *uint16 {
	return &in.SW
}, 0x6986, 0x6984, 0x6985, 0x6A80, 0x6283, 0x9001), methods, types)

// Plain is the same for a legacy card. C-5 3.9.1
var Plain = space.From(plain).And(axis("legacy card", 2, func(in *In, i int) {
	in.FCI, in.Options, in.Proof, in.AIP = Legacy, 0x23, NoSignature, [2]byte{byte(i), 0}
}), asked, cid, pick("form", func(in *In) *Form { return &in.Form }, Format1, Broken), pick("fault", func(in *In) *Fault { return &in.Fault }, NoFault, AtCryptogram,
	AtRecord, AtOptions), pick("status word", func(in *In) *uint16 { return &in.SW }, 0x9000, 0x6986, 0x6984, 0x6985), types)

// codes are action codes: none, authentication, application data, risk, all.
var codes = [][5]byte{{}, {0x80, 0, 0, 0, 0x04}, {0x14, 0x70}, {0, 0, 0, 0x90}, {0xFC, 0xF8, 0xFC, 0xF8, 0xFC}}

func set(name string, at func(in *In) *Codes) space.Axis[In] {
	return axis(name, 1+len(codes)*len(codes)*len(codes), func(in *In, i int) {
		if *at(in) = (Codes{}); i > 0 {
			i--
			*at(in) = Codes{true, codes[i%5], codes[i/5%5], codes[i/25]}
		}
	})
}

// Action is terminal action analysis: what sets the TVR, and what the codes make of it. C-5 3.5, 3.6, 3.7
var Action = space.From(plain).And(types, set("TAC", func(in *In) *Codes { return &in.TAC }), set("IAC", func(in *In) *Codes { return &in.IAC }), floor,
	axis("amount", 4, func(in *In, i int) {
		in.Amount, in.SingleUnits = []uint64{1234, 100, 1, 100}[i], i >= 2
	}), axis("combination options", 16, func(in *In, i int) { in.Options = 0x02 | space.Spread(uint64(i^4), 0x78) }), axis("application", 8, func(in *In, i int) {
		in.Listed, in.Expired, in.Early, in.UnknownKey = i == 1, i == 2, i == 3, i == 4
		in.HasUsage, in.Usage = i >= 5, [2]byte{[]byte{0x08, 0x01, 0x29}[max(i-5, 0)]}
	}), kinds, space.Flag("drawn", func(in *In) *bool { return &in.Drawn }), axis("mode", 2, func(in *In, i int) {
		if i == 1 {
			in.FCI, in.Form, in.Proof, in.AIP[1] = Legacy, Format1, NoSignature, 0
			in.Options |= 1
		}
	}), pick("profile", func(in *In) *byte { return &in.Profile }, 0x72, 0x06))

// Usage is each application usage control. C-5 3.6.1
var Usage = space.From(plain).And(axis("9F07", 1024, func(in *In, i int) {
	in.HasUsage, in.Usage = true, [2]byte{byte(i), space.Spread(uint64(i)>>8, 0xC0)}
}), pick("country", func(in *In) *Country { return &in.Country }, Domestic, International, NoCountry), axis("transaction", 3, func(in *In, i int) {
	in.Type, in.Cashback = []byte{0x00, 0x01, 0x09}[i], i == 2
}))

// Start is what happens before the records are judged. C-5 3.2, 3.3, 3.4
var Start = space.From(plain).And(pick("FCI", func(in *In) *FCI { return &in.FCI }, Modern, Modern, Modern, Legacy, Legacy, Legacy, EmptyPDOL, NoPDOL, BadFCI, NoFCI),
	axis("options", 4, func(in *In, i int) { in.Options = 0x22 | byte(i&1^1) | byte(i>>1)<<6 }), pick("profile", func(in *In) *byte { return &in.Profile }, 0x72, 0xF2,
		0x80, 0x04), pick("status word", func(in *In) *uint16 { return &in.OptionsSW }, 0x9000, 0x9000, 0x9000, 0x9000, 0x6F00, 0x6985, 0x6984, 0x6986, 0x6A80),
	pick("answer", func(in *In) *Options { return &in.Answer }, Whole, Whole, Whole, Whole, NoAIP, NoAFL, BadAFL, NoForm), axis("AIP", 4, func(in *In, i int) {
		in.AIP = [2]byte{byte(i & 1), byte(i>>1^1) << 7}
		if in.FCI == Legacy {
			in.AIP[1], in.Form, in.Proof = 0, Format1, NoSignature
		}
	}), pick("fault", func(in *In) *Fault { return &in.Fault }, NoFault, NoFault, NoFault, NoFault, AtOptions, AtRecord),
	pick("record", func(in *In) *bool { return &in.BadRecord }, false, false, false, true), axis("missing", 32, func(in *In, i int) { in.Missing = Missing(max(i-16, 0)) }), plains)

// Spaces are all of the first activation.
var Spaces = [8]space.Space[In]{Verification, Mode, Cryptogram, Status, Plain, Action, Usage, Start}

// strides are how many inputs of each space one stands for, by how deep a sweep is: sampled, full, exhaustive. None divides the size of an axis.
var strides = [3][8]uint64{
	{2003, 2399, 149, 17, 11, 1800017, 13, 99991},
	{11, 23, 1, 1, 1, 9973, 1, 397},
	{1, 1, 1, 1, 1, 199, 1, 7},
}

// Each gives the inputs of a sweep of depth 0 to 2.
func Each(depth int, f func(In)) {
	for i, s := range Spaces {
		s.Each(strides[depth][i], f)
	}
}
