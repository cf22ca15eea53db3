package oracle

import "github.com/emvgo/emv/kernel/kerneltest/space"

// A Renewal is a card that is updated, and its update.
type Renewal struct {
	In     In
	Update Update
}

func renewed[V any](name string, at func(r *Renewal) *V, values ...V) space.Axis[Renewal] {
	return space.Of(name, uint64(len(values)), func(r *Renewal, i uint64) { *at(r) = values[i] })
}

func script(name string, at func(r *Renewal) *Script) space.Axis[Renewal] {
	return renewed(name, at, NoScript, Done, Warned, Counted, Refused, Malformed)
}

var updated = func() In {
	in := plain
	in.HasConduct, in.Conduct = true, 1
	return in
}()

// Renewals are updates with each answer of host and card. C-5 3.10, 3.11.2
var Renewals = space.From(Renewal{updated, Update{ARC: "00", Data: true, SW: 0x9000, CID: tc}}).And(
	renewed("response code", func(r *Renewal) *string { return &r.Update.ARC }, "00", "10", "11", "01", "02", "05", "08", "14", "Z3"),
	renewed("91", func(r *Renewal) *bool { return &r.Update.Data }, true, false),
	script("first 71", func(r *Renewal) *Script { return &r.Update.Critical[0] }), script("second 71", func(r *Renewal) *Script { return &r.Update.Critical[1] }),
	script("first 72", func(r *Renewal) *Script { return &r.Update.Late[0] }), script("second 72", func(r *Renewal) *Script { return &r.Update.Late[1] }),
	renewed("CID", func(r *Renewal) *byte { return &r.Update.CID }, tc, aac, arqc, rfu, tc|0x08),
	renewed("fault", func(r *Renewal) *Fault { return &r.Update.Fault }, NoFault, NoFault, NoFault, NoFault, AtCritical, AtSecond, AtLate),
	renewed("form", func(r *Renewal) *Form { return &r.Update.Form }, Format2, Format2, Format2, Format1, Broken),
	renewed("lack", func(r *Renewal) *Lack { return &r.Update.Lack }, LacksNothing, LacksNothing, LacksNothing, LacksNothing, LacksIAD, LacksCID, LacksATC, LacksAC),
	renewed("status word", func(r *Renewal) *uint16 { return &r.Update.SW }, 0x9000, 0x9000, 0x9000, 0x9000, 0x6985, 0x6A80),
	renewed("balance", func(r *Renewal) *bool { return &r.Update.HasBalance }, false, true),
	renewed("second FCI", func(r *Renewal) *bool { return &r.Update.SecondFCI }, false, false, false, false, false, true),
	renewed("conduct", func(r *Renewal) *byte { return &r.In.Conduct }, 1, 2),
	renewed("CDOL2", func(r *Renewal) *bool { return &r.In.NoCDOL2 }, false, false, false, false, true),
	renewed("9F50", func(r *Renewal) *byte { return &r.In.Status }, 0x00, 0x10, 0x20, 0x31),
)

// EachRenewal gives the updates of a sweep of depth 0 to 2.
func EachRenewal(depth int, f func(Renewal)) {
	Renewals.Each([3]uint64{20000003, 300007, 10007}[depth], f)
}
