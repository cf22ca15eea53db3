package oracle

import "github.com/emvgo/emv/kernel/kerneltest/space"

// plain is a card that approves a purchase of 12.34 offline, with local authentication, at a reader that it reaches and that offers each CVM.
var plain = In{
	Amount: 1234, Floor: 5000, CVMLimit: 2000, Terminal: 0x22, Input: 0x60, Required: 0x64, NotRequired: 0x08, Security: 0x10, Report: true, Offset: 0x11,
	Mask: [5]byte{0x84, 0, 0, 0x80, 0xCF}, AIP: [2]byte{0x01, 0x0A}, CID: 0x40, IAD: 32,
}

func axis(name string, n int, set func(in *In, i int)) space.Axis[In] {
	return space.Of(name, uint64(n), func(in *In, i uint64) { set(in, int(i)) })
}

// pick is an axis of values in a list.
func pick[V any](name string, at func(in *In) *V, values ...V) space.Axis[In] {
	return axis(name, len(values), func(in *In, i int) { *at(in) = values[i] })
}

// codes are action codes: of no bit, local authentication, cardholder verification, the floor limit, relay resistance and the AID, all.
var codes = [][5]byte{{}, {0x84}, {2: 0x84}, {3: 0x80}, {4: 0x4D}, {0xFF, 0xFF, 0xFF, 0xFF, 0x7E}}

var (
	kinds   = pick("transaction type", func(in *In) *byte { return &in.Type }, 0x00, 0x01, 0x09, 0x17, 0x20)
	readers = pick("terminal type", func(in *In) *byte { return &in.Terminal },
		0x22, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x21, 0x23, 0x24, 0x25, 0x26, 0x34, 0x35, 0x36)
	amount   = pick("amount", func(in *In) *uint64 { return &in.Amount }, 1234, 1999, 2000, 5000, 5001)
	denial   = pick("TAC denial", func(in *In) *[5]byte { return &in.TACDenial }, codes...)
	onlines  = pick("TAC online", func(in *In) *[5]byte { return &in.TACOnline }, codes...)
	report   = space.Flag("failure reported", func(in *In) *bool { return &in.Report })
	relay    = pick("relay resistance", func(in *In) *Relay { return &in.Relay }, NoRelay, InTime, TooSlow, Inexact, TooFast)
	choice   = pick("cardholder verification decision", func(in *In) *byte { return &in.Choice }, 0x00, 0x01, 0x02, 0x03, 0x0F, 0xFF, 0x04)
	response = pick("response", func(in *In) *Response { return &in.Response }, Answers, Answers, Answers, Refuses, LinkError, Malformed, Lacks)
	faults   = pick("local authentication", func(in *In) *Fault { return &in.Fault },
		Sound, IssuerCertificate, ICCCertificate, BlindingFactor, EDAMAC, UnknownKey, NoKeyIndex, NoIssuerCertificate, NoICCCertificate, NoPAN)
	answer = pick("CID", func(in *In) *byte { return &in.CID }, 0x40, 0x80, 0x00, 0xC0, 0x4F)
	both   = axis("local authentication of reader and card", 4, func(in *In, i int) {
		in.Security, in.AIP[0] = 0x10*(1^byte(i&1)), 1^byte(i>>1)
	})
	capable  = axis("offline capable", 2, func(in *In, i int) { in.AIP[1] ^= byte(i) << 3 })
	otherAID = space.Flag("other AID", func(in *In) *bool { return &in.OtherAID })
	copied   = axis("IAD MAC", 4*4*6*5, func(in *In, i int) {
		in.AIP[1] = in.AIP[1]&^0x06 | byte(i%4)<<1
		i /= 4
		in.Offset = []byte{0x00, 0x11, 0x18, 0x19}[i%4]
		i /= 4
		in.HasAt = i%6 > 0
		in.AtOffset = []byte{0, 0x00, 0x10, 0x18, 0x19, 0xFF}[i%6]
		i /= 6
		in.IAD = []int{32, 25, 24, 8, 7}[i]
	})
	offered = axis("CVMs", 16*16, func(in *In, i int) {
		in.Required, in.NotRequired = space.Spread(uint64(i), 0x6C), space.Spread(uint64(i>>4), 0x6C)
	})
	managed = axis("risk management data", 4, func(in *In, i int) {
		in.TRMD = [][8]byte{{}, {0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1}, {0x6C, 0x80}, {0x93, 0x7F}}[i]
	})
	cardTVR = axis("card TVR", 6*4, func(in *In, i int) {
		if i%6 > 0 {
			in.CardTVR = Value{true, [][5]byte{{}, {0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, {0x80}, {0x04}, {2: 0x84}}[i%6-1]}
		}
		in.Mask = [][5]byte{{0x84, 0, 0, 0x80, 0xCF}, {}, {0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, {0x80, 0, 0x80, 0, 0x0F}}[i/6]
	})
	restart = axis("restart indicator", 1+9*6, func(in *In, i int) {
		if i > 0 {
			i--
			in.Restart = Restart{true, [2]byte{[]byte{0x1F, 0x2F, 0x21, 0x31, 0x32, 0x3F, 0x33, 0x30, 0x4F}[i%9], []byte{0x00, 0x21, 0x18, 0x20, 0x1A, 0x03}[i/9]}}
		}
	})
)

// A part is a space of inputs, and the steps through it for a sample, a larger one, and as much of it as is run at all: primes that divide no axis, or all of it.
type part struct {
	space.Space[In]
	strides [3]uint64
}

func product(strides [3]uint64, axes ...space.Axis[In]) part {
	return part{space.From(plain).And(axes...), strides}
}

// The parts: what each procedure reads, and walks through all of it.
var parts = []part{
	product([3]uint64{5003, 307, 13}, readers, denial, onlines, capable, both, amount, otherAID, answer),
	product([3]uint64{503, 31, 1}, offered, choice, amount, managed, answer),
	product([3]uint64{4001, 211, 11}, faults, both, report, denial, onlines, answer, cardTVR),
	product([3]uint64{1103, 61, 1}, copied, relay, faults, response),
	product([3]uint64{1009, 59, 1}, restart, answer, kinds, onlines, denial, choice),
}

// Each walks all parts: with deep 0 a sample, 1 a larger one, 2 as much as is run at all.
func Each(deep int, f func(In)) {
	for _, p := range parts {
		p.Each(p.strides[deep], f)
	}
}
