package config

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// purposes say what each purpose is, for the schema.
var purposes = [...]string{
	kernel.Purchase:            "goods or services",
	kernel.Cashback:            "a purchase with cash; takes purchase",
	kernel.Cash:                "a withdrawal",
	kernel.Refund:              "money back",
	kernel.AccountVerification: "whether there is such an account, amount zero",
	kernel.Inquiry:             "a balance, amount zero",
	kernel.PINChange:           "a new PIN by issuer script, amount zero",
	kernel.PINUnblock:          "the PIN try counter set back by issuer script, amount zero",
	kernel.PreAuthorisation:    "an amount that the issuer holds until it is completed",
	kernel.Deposit:             "money paid in",
	kernel.Transfer:            "money from one account of the cardholder to another",
	kernel.CardRead:            "the card is read and no more, amount zero, flow data whether it is written or not",
	kernel.MiniStatement:       "the last movements of an account, amount zero",
	kernel.Load:                "money from an account into the card, by issuer script",
	kernel.CashLoad:            "money paid in, into the card, by issuer script",
}

// transactionFields are the purposes by their names. Each is read as it stands: see readTreatment.
func transactionFields() (fields []field[kernel.Config]) {
	for p := kernel.Purchase; int(p) < len(purposes); p++ {
		fields = append(fields, field[kernel.Config]{p.String(), optional, purposes[p], shape{{"$ref", "#/$defs/transaction"}}, nil})
	}
	return fields
}

// readTransactions reads what the terminal does for its cardholders, by the application's names: the transaction type (9C) of each,
// and how it is treated. What is not named, the terminal does not do by name.
//
// B4 A3
func readTransactions(v jsonfile.Value, cfg *kernel.Config) {
	at := readObject(v, transactionFields(), cfg)
	for p := kernel.Purchase; int(p) < len(purposes); p++ {
		if at := at[p.String()]; at.Present() {
			cfg.Treatments = append(cfg.Treatments, readTreatment(at, p, &cfg.Terminal))
		}
	}
	if c := at[kernel.Cashback.String()]; c.Present() && !at[kernel.Purchase.String()].Present() {
		c.Fault("add purchase", "cashback without purchase: one that the card does not allow goes on as a purchase")
	}
}

// needs is the bit of additional terminal capabilities, byte and mask, that a purpose takes.
//
// B4 A3 table 28
var needs = map[kernel.Purpose]struct {
	at   int // byte, from 0
	mask byte
	bits string
}{
	kernel.Purchase:         {0, 0x60, "bit 7 or 6 of byte 1"},
	kernel.Cashback:         {0, 0x10, "bit 5 of byte 1"},
	kernel.Cash:             {0, 0x80, "bit 8 of byte 1"},
	kernel.Inquiry:          {0, 0x08, "bit 4 of byte 1"},
	kernel.PINChange:        {0, 0x01, "bit 1 of byte 1"},
	kernel.PINUnblock:       {0, 0x01, "bit 1 of byte 1"},
	kernel.PreAuthorisation: {0, 0x60, "bit 7 or 6 of byte 1"},
	kernel.Deposit:          {1, 0x80, "bit 8 of byte 2"},
	kernel.Transfer:         {0, 0x04, "bit 3 of byte 1"},
	kernel.MiniStatement:    {0, 0x08, "bit 4 of byte 1"},
	kernel.CashLoad:         {1, 0x80, "bit 8 of byte 2"},
}

// treatmentFields are what is said of transactions of one purpose.
var treatmentFields = []field[kernel.Treatment]{
	{"type", required, "9C Transaction Type", digitsOf(2), func(v jsonfile.Value, r *kernel.Treatment) { r.Type = first(v.Digits(2)) }},
	{
		"flow", optional, "data, for a refund: the card is read and asked for an AAC, and the acquirer decides; full without it", choiceOf(flows[:]),
		func(v jsonfile.Value, r *kernel.Treatment) { r.DataOnly = v.OneOf(flows[:]...) == 1 },
	},
	{
		"authorisation", optional, "who may approve: as terminal and card find, only the host, only the card; analysis without it", choiceOf(authorisations[:]),
		func(v jsonfile.Value, r *kernel.Treatment) {
			r.Authorisation = kernel.Authorisation(v.OneOf(authorisations[:]...))
		},
	},
	{
		"capabilities", optional, "9F33 Terminal Capabilities of these transactions; absent: as for any other", hexOf(3, 3),
		func(v jsonfile.Value, r *kernel.Treatment) { r.Capabilities = v.Hex(3, 3) }, // B4 10.1.2
	},
	{
		"floorLimit", optional, "in the place of the application's, in minor units of the terminal's currency", numberOf(0, 0xFFFFFFFF),
		func(v jsonfile.Value, r *kernel.Treatment) { r.FloorLimit, r.HasFloorLimit = v.Uint(0xFFFFFFFF), true },
	},
	number("above", optional, "the most that a completion, or a sale with its tip, may be above what was approved, in percent; 0 or absent: nothing", 100, func(r *kernel.Treatment) *uint64 { return &r.Above }),
	number("fast", optional, "of cash: the amount of fast cash, which nobody is asked for, in minor units; 0 or absent: there is none", maxAmount, func(r *kernel.Treatment) *uint64 { return &r.Fast }),
	number("limit", optional, "the most that the amount may be, for cashback its cash, in minor units; 0 or absent: any", maxAmount, func(r *kernel.Treatment) *uint64 { return &r.Limit }),
}

// Flows and authorisations by their names here.
var (
	flows          = [...]string{"full", "data"}
	authorisations = [...]string{kernel.ByAnalysis: "analysis", kernel.OnlyOnline: "online", kernel.OnlyOffline: "offline"}
)

func readTreatment(v jsonfile.Value, p kernel.Purpose, t *kernel.Terminal) kernel.Treatment {
	r := kernel.Treatment{Purpose: p}
	at := readObject(v, treatmentFields, &r)
	if p.OnlyByHost() {
		if at["authorisation"].Present() && r.Authorisation != kernel.OnlyOnline {
			reason := "the host alone has what " + p.String() + " is about"
			if p.Administers() {
				reason = "the issuer's script comes from the host alone"
			}
			at["authorisation"].Fault("write online, or leave it out", "%s", reason)
		}
		r.Authorisation = kernel.OnlyOnline
	}
	if r.Capabilities != nil {
		checkCapabilities(at["capabilities"], r.Capabilities, t)
	}
	if at["limit"].Present() && p.ZeroAmount() {
		at["limit"].Fault("leave it out", "the amount of %s is zero", p)
	}
	if at["above"].Present() && p != kernel.Purchase && !p.Reserves() {
		at["above"].Fault("leave it out", "only what is held is completed, and only a purchase gets a tip")
	}
	if at["fast"].Present() && p != kernel.Cash {
		at["fast"].Fault("leave it out", "only cash is had fast")
	}
	if r.Limit != 0 && r.Fast > r.Limit {
		at["fast"].Fault("give no more than the limit", "%d is above the limit of %d", r.Fast, r.Limit)
	}
	if need, some := needs[p]; some && t.AdditionalCapabilities[need.at]&need.mask == 0 {
		v.Fault("set "+need.bits+" of additionalCapabilities, or leave "+p.String()+" out", "the terminal does not claim that it does this")
	}
	checkFlow(at["flow"], at["authorisation"], &r)
	checkReach(v, &r, t)
	if p == kernel.PINChange && capabilitiesOf(&r, t)[1]&0xD1 == 0 {
		v.Fault("set a bit for a PIN in byte 2 of capabilities, or leave pin-change out", "nobody's PIN is changed who cannot be asked for the present one")
	}
	return r
}

// checkFlow holds the flow of card data against the rest: nothing is approved in it.
func checkFlow(flow, authorisation jsonfile.Value, r *kernel.Treatment) {
	if r.Purpose == kernel.CardRead {
		if flow.Present() && !r.DataOnly {
			flow.Fault("write data, or leave it out", "the card is only read")
		}
		r.DataOnly = true
	}
	if !r.DataOnly {
		return
	}
	if r.Purpose != kernel.Refund && r.Purpose != kernel.CardRead {
		flow.Fault("write full, or leave it out", "only the data of a refund's card are read and no more")
	}
	if authorisation.Present() {
		authorisation.Fault("leave it out", "with the flow data the acquirer decides without the card, or nobody does")
	}
}

// checkReach holds who may approve against the terminal type.
//
// B4 A1
func checkReach(at jsonfile.Value, r *kernel.Treatment, t *kernel.Terminal) {
	switch {
	case r.Authorisation == kernel.OnlyOnline && reach(t.Type) == offlineOnly:
		at.Fault("set the type to one with online capability", "only the host may approve, and the terminal is offline only")
	case r.Authorisation == kernel.OnlyOffline && reach(t.Type) == onlineOnly:
		at.Fault("set the type to one that works offline", "no host is asked, and the terminal is online only")
	}
}

// The ways in which terminals get their answers, in the order of terminal types.
//
// B4 A1
const (
	onlineOnly = iota
	offlineWithOnline
	offlineOnly
)

// reach is what a terminal type says of them.
func reach(terminalType byte) int { return (int(terminalType&15) + 2) % 3 }

func capabilitiesOf(r *kernel.Treatment, t *kernel.Terminal) []byte {
	if r.Capabilities != nil {
		return r.Capabilities
	}
	return t.Capabilities[:]
}
