package upos

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// An AID is the parameters of one application, as a host sends them.
type AID struct {
	Application kernel.Application // what of it a host does not send is zero
	versioned   bool               // its version number was sent
	OnlinePIN   bool               // DF18
	CashLimit   kernel.Limit       // 9F7B: electronic cash, by contact
	TapFloor    kernel.Limit       // DF19
	TapLimit    kernel.Limit       // DF20
	TapCVM      kernel.Limit       // DF21
}

// A ParameterError says which object of the parameters is malformed.
type ParameterError struct {
	Tag    tlv.Tag
	Reason string
}

func (e *ParameterError) Error() string {
	return fmt.Sprintf("upos: parameter %X: %s", int(e.Tag), e.Reason)
}

// aidParts are the objects of an application's parameters. Senders name its version by either of two tags; that of the terminal goes before.
var aidParts = []struct {
	tag      tlv.Tag
	min, max int
	must     bool
	to       func(a *AID, v []byte) (reason string)
}{
	{0x9F06, 5, 16, true, func(a *AID, v []byte) string { a.Application.AID = bytes.Clone(v); return "" }},
	{0xDF01, 1, 1, true, func(a *AID, v []byte) string { a.Application.PartialMatch = v[0] == 0; return among(v[0], 0, 1) }},
	{0x9F08, 2, 2, false, (*AID).version},
	{0x9F09, 2, 2, false, (*AID).version},
	{0xDF11, 5, 5, true, func(a *AID, v []byte) string { copy(a.Application.TACDefault[:], v); return "" }},
	{0xDF12, 5, 5, true, func(a *AID, v []byte) string { copy(a.Application.TACOnline[:], v); return "" }},
	{0xDF13, 5, 5, true, func(a *AID, v []byte) string { copy(a.Application.TACDenial[:], v); return "" }},
	{0x9F1B, 4, 4, true, func(a *AID, v []byte) string { a.Application.FloorLimit = binary(v); return noText(v) }},
	{0xDF15, 4, 4, true, func(a *AID, v []byte) string { a.Application.RandomThreshold = binary(v); return noText(v) }},
	{0xDF16, 1, 1, true, func(a *AID, v []byte) string { return percent(&a.Application.RandomMaxTarget, v) }},
	{0xDF17, 1, 1, true, func(a *AID, v []byte) string { return percent(&a.Application.RandomTarget, v) }},
	{0xDF14, 0, 252, true, func(a *AID, v []byte) string {
		a.Application.DefaultDDOL = bytes.Clone(v)
		switch list, err := tlv.ParseDOL(v); {
		case err != nil:
			return "is no list of tags and lengths"
		case len(list) > 0 && !list.ContainsWhole(0x9F37, 4): // B2 6.5.1
			return "does not ask for the unpredictable number, 9F3704"
		}
		return ""
	}},
	{0x9F1D, 1, 8, false, func(a *AID, v []byte) string { a.Application.RiskParameters = bytes.Clone(v); return "" }},
	{0xDF18, 1, 1, true, func(a *AID, v []byte) string { a.OnlinePIN = v[0] == 1; return among(v[0], 0, 1) }},
	{0x9F7B, 6, 6, false, func(a *AID, v []byte) string { return amount(&a.CashLimit, v) }},
	{0xDF19, 6, 6, false, func(a *AID, v []byte) string { return amount(&a.TapFloor, v) }},
	{0xDF20, 6, 6, false, func(a *AID, v []byte) string { return amount(&a.TapLimit, v) }},
	{0xDF21, 6, 6, false, func(a *AID, v []byte) string { return amount(&a.TapCVM, v) }},
}

func (a *AID) version(v []byte) string {
	a.Application.VersionNumber, a.versioned = [2]byte(v), true
	return ""
}

func among(b byte, values ...byte) string {
	if !slices.Contains(values, b) {
		return "is neither 0 nor 1"
	}
	return ""
}

func binary(v []byte) (n uint64) {
	for _, b := range v {
		n = n<<8 | uint64(b)
	}
	return n
}

// noText refuses a number that was written in characters: senders do.
func noText(v []byte) string {
	if bytes.Trim(v, "0123456789") == nil {
		return "is written in characters"
	}
	return ""
}

func percent(to *byte, v []byte) string {
	n, err := strconv.ParseUint(hexOf(v), 10, 8)
	if *to = byte(n); err != nil {
		return "is no percentage"
	}
	return ""
}

func amount(to *kernel.Limit, v []byte) string {
	n, err := strconv.ParseUint(hexOf(v), 10, 64)
	if *to = (kernel.Limit{Amount: n, Present: true}); err != nil {
		return "is no amount"
	}
	return ""
}

// ParseAID reads the parameters of one application. Objects that are none of them are skipped. The error is a *ParameterError for what is missing, malformed, or there
// twice with another value.
func ParseAID(b []byte) (a AID, err error) {
	values := map[tlv.Tag][]byte{}
	cursor := tlv.NewCursor(b)
	for o, ok := cursor.Next(); ok; o, ok = cursor.Next() {
		if before, twice := values[o.Tag]; twice && !bytes.Equal(before, o.Value) {
			return a, &ParameterError{o.Tag, "is there twice"}
		}
		values[o.Tag] = o.Value
	}
	if cursor.Err() != nil {
		return a, &ParameterError{0, cursor.Err().Error()}
	}
	for i := range aidParts {
		p := &aidParts[i]
		v, there := values[p.tag]
		switch {
		case !there && !p.must:
			continue
		case !there:
			return a, &ParameterError{p.tag, "is missing"}
		case len(v) < p.min || len(v) > p.max:
			return a, &ParameterError{p.tag, fmt.Sprintf("has %d bytes", len(v))}
		}
		if reason := p.to(&a, v); reason != "" {
			return a, &ParameterError{p.tag, reason}
		}
	}
	if a.Application.RandomTarget > a.Application.RandomMaxTarget {
		return a, &ParameterError{0xDF17, "is above the maximum"}
	}
	return a, nil
}

// Apply puts the parameters into a configuration, which has then to be given another digest: into the application of their name, which keeps what they do not speak
// of, or into a new one, which begins as what served cards of that name before, or is at least the terminal that UnionPay's others are, and a default DDOL with the
// unpredictable number alone where the host has sent none; and the limits of taps
// into the combinations of that name for purchases, which are made, for each type of purchases, of those with the longest name that begins it where there are none.
func (a *AID) Apply(cfg *kernel.Config) {
	at := slices.IndexFunc(cfg.Applications, func(x kernel.Application) bool { return bytes.Equal(x.AID, a.Application.AID) })
	if at < 0 {
		at = len(cfg.Applications)
		before := kernel.Application{Identity: a.identity(cfg), DefaultDDOL: []byte{0x9F, 0x37, 0x04}} // B2 6.5.1: the least
		if app := cfg.ApplicationOf(a.Application.AID); app != nil {
			before = *app
		}
		cfg.Applications = append(cfg.Applications, before)
	}
	x, sent := &cfg.Applications[at], &a.Application
	x.AID, x.PartialMatch = bytes.Clone(sent.AID), sent.PartialMatch
	x.TACDenial, x.TACOnline, x.TACDefault = sent.TACDenial, sent.TACOnline, sent.TACDefault
	x.FloorLimit, x.RandomThreshold, x.RandomTarget, x.RandomMaxTarget = sent.FloorLimit, sent.RandomThreshold, sent.RandomTarget, sent.RandomMaxTarget
	if a.versioned || sent.VersionNumber != [2]byte{} { // sent, or given by hand
		x.VersionNumber = sent.VersionNumber
	}
	if len(sent.DefaultDDOL) > 0 { // empty where the host has none
		x.DefaultDDOL = bytes.Clone(sent.DefaultDDOL)
	}
	if sent.RiskParameters != nil {
		x.RiskParameters = bytes.Clone(sent.RiskParameters)
	}
	if a.CashLimit.Present {
		x.ElectronicCash = a.CashLimit.Amount
	}
	a.limitTaps(cfg)
}

// identity is who the terminal is by the application: to the acquirer of the combination that serves it, or of UnionPay's others where none does.
func (a *AID) identity(cfg *kernel.Config) kernel.Identity {
	name := a.Application.AID
	serves := func(c kernel.Combination) bool { return bytes.HasPrefix(name, c.AID) }
	if others, err := identity(cfg); err == nil && step.UnionPay(name) && !slices.ContainsFunc(cfg.Combinations, serves) {
		return others
	}
	return cfg.IdentityOf(name)
}

// limitTaps puts the limits of taps into the application's own combinations for purchases. What serves purchases by other applications too has at most its
// transaction limit: Entry Point would go by that one where the own one does not allow the amount.
//
// B 3.1.1, 3.3.2.5
func (a *AID) limitTaps(cfg *kernel.Config) {
	if !a.TapFloor.Present && !a.TapLimit.Present && !a.TapCVM.Present {
		return
	}
	name, longest := a.Application.AID, map[byte]int{} // by transaction type
	var serving []int
	for i := range cfg.Combinations {
		c := &cfg.Combinations[i]
		if !bytes.HasPrefix(name, c.AID) {
			continue
		}
		for n, t := range purchases(c.Types) {
			if longest[t] = max(longest[t], len(c.AID)); n == 0 {
				serving = append(serving, i)
			}
		}
	}
	for _, i := range serving {
		c := cfg.Combinations[i]
		own := c
		own.Types = slices.DeleteFunc(purchases(c.Types), func(t byte) bool { return len(c.AID) < longest[t] })
		for _, l := range []struct{ from, to *kernel.Limit }{{&a.TapFloor, &own.FloorLimit}, {&a.TapLimit, &own.TransactionLimit}, {&a.TapCVM, &own.CVMLimit}} {
			if l.from.Present {
				*l.to = *l.from
			}
		}
		if len(c.AID) == len(name) {
			*apart(cfg, i) = own
			continue
		}
		if l := a.TapLimit; l.Present && (!c.TransactionLimit.Present || l.Amount < c.TransactionLimit.Amount) {
			apart(cfg, i).TransactionLimit = l
		}
		if len(own.Types) > 0 {
			own.AID = bytes.Clone(name)
			cfg.Combinations = append(cfg.Combinations, own)
		}
	}
}

// apart makes a combination one for purchases alone, and gives it. What it is for besides becomes one of its own, which keeps its limits.
func apart(cfg *kernel.Config, at int) *kernel.Combination {
	c := cfg.Combinations[at]
	mine := purchases(c.Types)
	others := slices.DeleteFunc(typesOf(c.Types), func(t byte) bool { return bytes.IndexByte(mine, t) >= 0 })
	cfg.Combinations[at].Types = mine
	if len(others) > 0 {
		c.Types = others
		cfg.Combinations = append(cfg.Combinations, c)
	}
	return &cfg.Combinations[at]
}

// purchases are those of a combination's transaction types that are purchases: with cash back or without.
func purchases(types []byte) []byte {
	return slices.DeleteFunc(typesOf(types), func(t byte) bool { return t != 0x00 && t != 0x09 })
}

// typesOf are a combination's transaction types. None are all: two digits each.
func typesOf(types []byte) []byte {
	if len(types) > 0 {
		return bytes.Clone(types)
	}
	all := make([]byte, 0, 100)
	for n := range byte(100) {
		all = append(all, n/10<<4|n%10)
	}
	return all
}

// QuickPassParameters are those of taps without PIN and signature.
type QuickPassParameters struct {
	CashFirst   bool   // FF805D: electronic cash before online debit and credit
	Retap       uint64 // FF803A: seconds for the same card again
	Torn        uint64 // FF803C: seconds for a torn record
	NoPIN       uint64 // FF8058: up to this amount without PIN, in minor units
	On          bool   // FF8054: quick service
	TableA      bool   // FF8055
	TableB      bool   // FF8056: of domestic debit cards only those of BIN list B
	CDCVM       bool   // FF8057: a verification on the device counts
	NoSignature uint64 // FF8059: up to this amount without signature
	Unsigned    bool   // FF805A: that is on
}

// DefaultQuickPass has the published defaults. The limits are configuration: acquirers set 300.00 to 1,000.00.
func DefaultQuickPass() QuickPassParameters {
	return QuickPassParameters{Retap: 10, Torn: 60, NoPIN: 300_00, NoSignature: 300_00}
}

// parts are the parameters: six characters of tag, three digits of length, digits.
func (q *QuickPassParameters) parts() []struct {
	tag    string
	size   int
	flag   *bool
	number *uint64
} {
	return []struct {
		tag    string
		size   int
		flag   *bool
		number *uint64
	}{
		{"FF805D", 1, &q.CashFirst, nil},
		{"FF803A", 3, nil, &q.Retap},
		{"FF803C", 3, nil, &q.Torn},
		{"FF8058", 12, nil, &q.NoPIN},
		{"FF8054", 1, &q.On, nil},
		{"FF8055", 1, &q.TableA, nil},
		{"FF8056", 1, &q.TableB, nil},
		{"FF8057", 1, &q.CDCVM, nil},
		{"FF8059", 12, nil, &q.NoSignature},
		{"FF805A", 1, &q.Unsigned, nil},
	}
}

// ParseQuickPass reads the parameters; those that are not there have their defaults, and unknown ones are skipped.
func ParseQuickPass(text string) (q QuickPassParameters, err error) {
	q = DefaultQuickPass()
	parts := q.parts()
	for text != "" {
		if len(text) < 9 || strings.Trim(text[6:9], "0123456789") != "" {
			return q, ErrList
		}
		n, _ := strconv.Atoi(text[6:9])
		if len(text) < 9+n {
			return q, ErrList
		}
		tag, value := text[:6], text[9:9+n]
		text = text[9+n:]
		for _, p := range parts {
			if p.tag != tag {
				continue
			}
			number, err := strconv.ParseUint(value, 10, 64)
			if err != nil || n != p.size || p.flag != nil && number > 1 {
				return q, ErrList
			}
			if p.flag != nil {
				*p.flag = number == 1
			} else {
				*p.number = number
			}
		}
	}
	return q, nil
}

// String is what ParseQuickPass reads.
func (q QuickPassParameters) String() (text string) {
	for _, p := range q.parts() {
		n := uint64(0)
		if p.flag == nil {
			n = *p.number
		} else if *p.flag {
			n = 1
		}
		text += fmt.Sprintf("%s%03d%0*d", p.tag, p.size, p.size, n)
	}
	return text
}

// Apply puts the limit of taps without PIN into the combinations of UnionPay's applications for purchases: what is above it wants its cardholder verified and, where quick service is off, each
// purchase. An application's own limit (DF21) stands where its parameters are applied after these.
//
// B 3.1.1.8
func (q *QuickPassParameters) Apply(cfg *kernel.Config) {
	limit := kernel.Limit{Present: true}
	if q.On {
		limit.Amount = min(q.NoPIN, maxSum-1) + 1 // a limit begins with its own amount
	}
	for i, c := range cfg.Combinations {
		if step.UnionPay(c.AID) && len(purchases(c.Types)) > 0 {
			apart(cfg, i).CVMLimit = limit
		}
	}
}
