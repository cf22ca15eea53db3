package kernel

import (
	"bytes"
	"cmp"
	"math"
	"math/bits"
	"slices"
	"time"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// A Config is one immutable snapshot of everything that a terminal is told: load it with package config.
// A session never changes it, and any number of sessions share it.
//
// A journal and a record know a configuration by its Digest alone: who builds one by hand, or changes one that was loaded, gives
// it a Digest of its own, or a session is resumed under rules that it has not begun with.
type Config struct {
	Name         string
	Version      uint64
	Digest       [32]byte // SHA-256 of the configuration as loaded; in every journal and record
	Signed       bool     // it came in a signed bundle; an unsigned one is for development, and records say so
	Profile      Profile
	Terminal     Terminal
	Applications []Application // contact
	Combinations []Combination // contactless
	Treatments   []Treatment   // one a purpose
	Fallback     Fallback
	Keys         *capk.Set
	Budget       Budget
}

// A Profile names the rules in force.
type Profile uint8

// The profiles.
const (
	Book   Profile = iota // each clause as printed
	Strict                // departs from a book only where a published attack needs it
)

func (p Profile) String() string {
	if p == Strict {
		return "strict"
	}
	return "book"
}

// A Budget bounds a session: whatever a card says, it ends within these numbers. Zero means the default.
type Budget struct {
	Exchanges    int           // C-APDUs, default 1024
	JournalBytes int           // default 256 KiB; the host's answers, of 64 KiB at most each, are not counted
	CardTime     time.Duration // that the card takes for its answers, as the reader measures it; default 60 s, at most 24 h
}

// Terminal is terminal data: B4 annex A, B3 annex A.
type Terminal struct {
	CountryCode            uint16 // 9F1A, ISO 3166 numeric as BCD digits: 840 -> 0x0840
	Type                   byte   // 9F35
	Capabilities           [3]byte
	AdditionalCapabilities [5]byte
	IFDSerialNumber        string // 9F1E, an 8
	TerminalID             string // 9F1C, an 8
	MerchantID             string // 9F16, ans 15
	MerchantCategoryCode   uint16 // 9F15, BCD
	MerchantNameLocation   string // 9F4E
	AcquirerID             []byte // 9F01, 6 bytes BCD
	Requests               Requests
	TransactionCurrency    uint16 // 5F2A, BCD
	CurrencyExponent       byte   // 5F36
	Languages              []string
	CDAMode                byte                   // 1 to 4, 0 is 1: which GENERATE ACs beside an offline TC ask for a signature: B2 annex D4
	LooksUp                bool                   // the terminal has an exception file or a transaction log to look a card up in: Lookup
	SelectsLanguage        bool                   // the cardholder can choose among Languages here where the card names none of them: B4 11.1
	Accounts               []tlv.AccountTypeValue // offered to the cardholder; with one, that; with none, tag 5F57 is the transaction's
	CardholderConfirms     bool                   // the terminal can ask the cardholder to choose or confirm an application
	BiometricCapabilities  [3]byte                // 9F30: B4 annex A7
	BITs                   [][]byte               // biometric information templates 7F60 of the terminal: B3 annex C7, C8
	ProprietaryCVMs        []byte                 // CVM codes 20 to 3E that EMV does not define and the terminal performs: PerformCVM: B4 6.3.4
	Referrals              bool                   // attended: the attendant calls the issuer where it asks for a referral: B4 6.5.2
	ForcesAcceptance       bool                   // attended: the attendant may accept what was declined: B4 6.5.4
	Advices                bool                   // the terminal and its acquirer have advices: B4 6.3.7
	ConfirmsAmount         bool                   // the cardholder confirms the amount when the card is known, and it may still change then: ConfirmAmount: B4 6.5.1
	SendsPOI               bool                   // contactless: a card that asks is sent SEND POI INFORMATION: B 3.3.1a
	POIInformation         []byte                 // 8B, ID (2 bytes), length, value again and again, up to 64 bytes; nil: absent: B annex A.1
	SMFirst                bool                   // UnionPay: a card that asks (DF69) and does both algorithms uses SM2 here, elsewhere RSA
	Autorun                bool                   // contactless: amount and type are fixed, and a card begins the transaction, at start B: A 5.6.2
	LateAmount             bool                   // unattended: the amount cannot be had before the card's data are read; where the PDOL has one, the card gets zeroes, and a transaction whose amount comes later is not for taps: B4 6.3.1
	NoPSE                  bool                   // applications are found by the list of AIDs alone: B1 12.3
	NoTryCounter           bool                   // the card is not asked for its PIN try counter: B4 6.3.4.1
	NoPINBypass            bool                   // PIN entry is not bypassed here; elsewhere it is at attended terminals: B4 6.3.4.3
	AsksAfterBypass        bool                   // a PIN that was bypassed is asked for again by a later method; without it, it is bypassed for all: B4 6.3.4.3
	ReviewsCandidates      bool                   // the terminal reorders, restricts or lets the merchant choose before that: ReviewCandidates: B1 12.3, 12.4
}

// TakesSignatures reports whether somebody is there to look at a signature, and it can be captured, on paper or electronically.
//
// B4 A2 signature
func (t *Terminal) TakesSignatures() bool {
	return tlv.TerminalTypeValue(t.Type).Attended() && t.AdditionalCapabilities[3]&0x80 != 0
}

// Fallback says whether another way of entry may follow a chip that cannot be read. The books leave it to the payment systems. The zero Fallback allows none.
//
// B4 6.6.2
type Fallback struct {
	MagneticStripe bool // after a chip that fails
	KeyEntry       bool // of the PAN, after chip and stripe
	NoApplication  bool // also where card and terminal share no application
	Attempts       int  // chip attempts that fail before, at least 1
	// POS entry modes (9F39), two BCD digits of ISO 8583:1987: a stripe after a failed chip, a stripe, a PAN typed in. See EntryModes.
	FallbackMode, StripeMode, KeyMode byte
}

// StripeAfterChip says why a magnetic stripe may not stand in here for a chip that cannot be read; empty if it may. Unattended terminals fall back to nothing, whatever
// a configuration says.
//
// B4 6.6.2
func (c *Config) StripeAfterChip() (reason string) {
	switch {
	case !tlv.TerminalTypeValue(c.Terminal.Type).Attended():
		return "an unattended terminal falls back to nothing"
	case !c.Fallback.MagneticStripe:
		return "the configuration has no such fallback"
	}
	return ""
}

// EntryModes are the POS entry modes (9F39) of a stripe, of one after a failed chip, and of a PAN typed in: those configured, or 90, 80 and 01.
//
// ISO 8583:1987
func (f *Fallback) EntryModes() (stripe, fallback, key byte) {
	return cmp.Or(f.StripeMode, 0x90), cmp.Or(f.FallbackMode, 0x80), cmp.Or(f.KeyMode, 0x01)
}

// An Identity is who the terminal is to an acquirer, as one application has it: B4 10.2 table 7. Zero fields are the terminal's.
type Identity struct {
	TerminalID           string // 9F1C, an 8
	MerchantID           string // 9F16, ans 15
	MerchantCategoryCode uint16 // 9F15, BCD
	MerchantNameLocation string // 9F4E
	AcquirerID           []byte // 9F01, 6 bytes BCD
	Requests             Requests
}

// Equal reports whether two are the same. A message without a list of requests has the terminal's, one with an empty list none.
func (i *Identity) Equal(o *Identity) bool {
	for kind := range i.Requests {
		if a, b := i.Requests[kind], o.Requests[kind]; (a == nil) != (b == nil) || !slices.Equal(a, b) {
			return false
		}
	}
	return i.TerminalID == o.TerminalID && i.MerchantID == o.MerchantID && i.MerchantCategoryCode == o.MerchantCategoryCode &&
		i.MerchantNameLocation == o.MerchantNameLocation && bytes.Equal(i.AcquirerID, o.AcquirerID)
}

// Identity is who the terminal is to the acquirer of an application; nil: of none in particular.
//
// B4 10.2
func (c *Config) Identity(app *Application) Identity {
	if app == nil {
		return c.identity(&Identity{})
	}
	return c.identity(&app.Identity)
}

// identity is an Identity with the terminal's in its zero fields.
func (c *Config) identity(own *Identity) Identity {
	t := &c.Terminal
	id := Identity{t.TerminalID, t.MerchantID, t.MerchantCategoryCode, t.MerchantNameLocation, t.AcquirerID, t.Requests}
	id.TerminalID = cmp.Or(own.TerminalID, id.TerminalID)
	id.MerchantID = cmp.Or(own.MerchantID, id.MerchantID)
	id.MerchantCategoryCode = cmp.Or(own.MerchantCategoryCode, id.MerchantCategoryCode)
	id.MerchantNameLocation = cmp.Or(own.MerchantNameLocation, id.MerchantNameLocation)
	if own.AcquirerID != nil {
		id.AcquirerID = own.AcquirerID
	}
	id.Requests = own.Requests.or(id.Requests)
	return id
}

// IdentityOf is the Identity for an application by its name: of the longest of the terminal's AIDs that matches it, as contact selection has it, or else of the longest AID of
// the combinations that it begins with, as Entry Point has it. An application that has that AID goes before the combination.
//
// B4 10.2, B1 12.3.1, B 3.3.2.5
func (c *Config) IdentityOf(name []byte) Identity {
	if app := c.ApplicationOf(name); app != nil {
		return c.Identity(app)
	}
	var tap Combination
	for i := range c.Combinations {
		if x := &c.Combinations[i]; bytes.HasPrefix(name, x.AID) && len(x.AID) > len(tap.AID) { // B 3.3.2.5 A
			tap = *x
		}
	}
	if app := c.ApplicationOf(tap.AID); app != nil {
		return c.Identity(app)
	}
	return c.identity(&tap.Identity) // B4 10.2 data
}

// Identities are all that the terminal is to acquirers: the terminal's own, then those of its applications and of its combinations. One may be there more than once.
//
// B4 10.2
func (c *Config) Identities() []Identity {
	all := []Identity{c.Identity(nil)}
	for i := range c.Applications {
		all = append(all, c.Identity(&c.Applications[i]))
	}
	for i := range c.Combinations {
		all = append(all, c.IdentityOf(c.Combinations[i].AID))
	}
	return all
}

// ApplicationOf is the application of the longest AID that matches a name, nil if none does.
//
// B1 12.3.1
func (c *Config) ApplicationOf(name []byte) (app *Application) {
	for i := range c.Applications {
		if a := &c.Applications[i]; len(a.AID) > 0 && step.Matches(a.AID, a.PartialMatch, name) && (app == nil || len(a.AID) > len(app.AID)) {
			app = a
		}
	}
	return app
}

// LimitCurrency is the currency of an application's limits.
//
// B4 10.2
func (c *Config) LimitCurrency(app *Application) uint16 {
	return cmp.Or(app.Currency, c.Terminal.TransactionCurrency)
}

// A ReferenceCurrency is the currency in which an application's card counts amounts of every other: B4 10.2 table 7. Without a Code there is none.
type ReferenceCurrency struct {
	Code     uint16 // 9F3C, BCD
	Exponent byte   // 9F3D
	Rate     uint64 // minor units of it for a million minor units of the terminal's currency
}

// Amount is an amount of the terminal's currency in the reference currency, rounded down, as 9F3A has it; false where it does not fit its 4 bytes, or there is
// no such currency.
func (r *ReferenceCurrency) Amount(amount uint64) (uint32, bool) {
	high, low := bits.Mul64(amount, r.Rate)
	if r.Code == 0 || high >= 1_000_000 {
		return 0, false
	}
	n, _ := bits.Div64(high, low, 1_000_000)
	return uint32(n), n <= math.MaxUint32
}

// Application is what the terminal knows of one AID on the contact interface.
type Application struct {
	AID           []byte
	PartialMatch  bool // application selection indicator: B1 12.3.1
	VersionNumber [2]byte
	Capabilities  []byte // 9F33 for this application, 3 bytes; nil: the terminal's: B4 10.2
	TACDenial     [5]byte
	TACOnline     [5]byte
	TACDefault    [5]byte
	Currency      uint16 // of its limits, 5F2A, BCD; 0: the terminal's. In any other the floor limit is none: B4 10.2 table 7
	FloorLimit    uint64 // 9F1B, minor units of Currency
	CVMLimit      uint64 // from this amount on, in minor units of any currency, strict wants a PIN or a method as good; 0: from none
	// Random transaction selection: B3 10.6.2.
	RandomThreshold uint64
	RandomTarget    byte // 0 to 99
	RandomMaxTarget byte
	DefaultDDOL     []byte
	DefaultTDOL     []byte
	RiskParameters  []byte // 9F1D
	Identity        Identity
	Reference       ReferenceCurrency
	ElectronicCash  uint64 // 9F7B of UnionPay: the most that electronic cash pays, minor units of the terminal's currency; 0: it is not taken
}
