package terminal

import (
	"context"
	"fmt"
	"strings"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A CardReviewer sees each card once it is known, and has a say: rules by account prefix, a hot list, discounts, points, an offer of conversion.
//
// When it is asked depends on how the card came. A card with contacts: when its records are read, before anything is decided about it. A stripe: when it was
// swiped. In both the amount may still change. A card that is tapped: when the tap is over, before the host is asked, because no application holds up a card in
// the field; its cryptogram is over the amount, which stands.
type CardReviewer interface {
	// ReviewCard says what becomes of the transaction. An error ends it. ctx ends after 30 seconds: a review that has not come by then refuses the card.
	ReviewCard(ctx context.Context, f CardFacts) (Review, error)
}

// A RiskAdvisor weighs a transaction when its card is reviewed. What it asks for is only ever more than card and terminal would. Its reason stands in the
// ledger's entry.
type RiskAdvisor interface {
	// AssessRisk says what is to be done beside. An error, or none in time, leaves the transaction to the host.
	AssessRisk(ctx context.Context, f CardFacts) (Advice, error)
}

// Advice is what a RiskAdvisor asks for: nothing, the host, a PIN, a signature, a refusal. What cannot be met here, by CardFacts.Able, is a refusal.
type Advice struct {
	Demand kernel.Demand
	Reason string
}

// CardFacts are what an application may know of a card: nothing by which the account can be used.
type CardFacts struct {
	Token       string             // of the sale: see Order
	Transaction kernel.Transaction // as it stands
	Interface   kernel.Interface   // by which the card came
	AID         string             // hexadecimal digits; empty: a stripe
	Label       string             // the product, as the card names it
	Prefix      string             // of the account number: its first eight digits, six of one with fewer than sixteen
	Customer    string             // token of the account: see Devices.CustomerKey
	Country     uint16             // 5F28 of the issuer, ISO 3166 as BCD digits; 0: the card does not say
	Currency    uint16             // 9F42 of the account, ISO 4217 as BCD digits; 0: likewise
	Fixed       bool               // the amount stands, or is an estimate: no discount, and a conversion is of settlement alone
	Able        kernel.Demand      // what can be met
}

// A Review is what becomes of a transaction whose card was reviewed. The zero Review lets it go on as it is.
type Review struct {
	Refuse     string // why the card is not taken; empty: it is
	Discount   uint64 // taken off the amount, minor units, less than all of it; nothing where the amount stands
	Points     Points // of what is approved in the end
	Demand     kernel.Demand
	Reason     string      // for Demand
	Conversion *Conversion // offered to the cardholder, of the amount less the discount, where there is a Converter and the amount stays what it is: see Converter; nil: none
}

// Points are what a sale earns and costs in a loyalty programme.
type Points struct {
	Programme string `json:"programme,omitempty"`
	Earned    uint64 `json:"earned,omitempty"`
	Burned    uint64 `json:"burned,omitempty"`
}

// A Conversion is an amount in the cardholder's currency, in the place of one in the terminal's.
type Conversion struct {
	kernel.Money        // what the cardholder pays
	Rate         string // in words, for screen and receipt: "1 EUR = 1.0832 USD"
	Fee          string // in words, "3.0 %", or empty
}

// A Converter has the cardholder accept a conversion, or keep to the terminal's currency.
//
// Accepted for a card with contacts or a stripe, the whole transaction is in the cardholder's currency: the cryptogram, the host, the floor limit; a card that was
// told of another amount begins again (B4 10.1). For a card that is tapped the cryptogram stands, and the host is asked for the terminal's currency: the
// conversion is told to it beside ([Request]) and is for settlement. Nothing is offered where cash is in the amount, where another one may come of it, because
// it is only held, an estimate, or approved in part; nor after a tap that no host is asked about, nor where the acquirer would not hear of it: see [ConversionHost]. A conversion of settlement
// alone is the amount's to which the cardholder has agreed and takes no [Terminal.Tip], so that none is offered where the configuration has tips afterwards and the acquirer takes them.
type Converter interface {
	AcceptConversion(ctx context.Context, local kernel.Money, offer Conversion) (bool, error)
}

// Converted is a conversion in an entry: amounts with decimal point and currency.
type Converted struct {
	Local      string `json:"local"`  // of the terminal's currency
	Billed     string `json:"billed"` // of the cardholder's
	Rate       string `json:"rate"`
	Fee        string `json:"fee,omitempty"`
	Settlement bool   `json:"settlement"` // the host was asked for Local
}

// reviewed is what an application has made of the cards of one transaction.
type reviewed struct {
	Review
	exponent byte         // of the discount
	local    kernel.Money // of the conversion that was accepted
	fixed    bool         // it is for settlement
}

// settles is the conversion that a host is told of beside; nil: none.
func (r *reviewed) settles() *Conversion {
	if !r.fixed {
		return nil
	}
	return r.Conversion
}

// reviewCard asks the reviewer, then the adviser, then the cardholder about a conversion.
func (h *handler) reviewCard(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	within, stop := limited(ctx, a.Within)
	defer stop()
	f, r := h.cardFacts(&a), Review{}
	var err error
	if m := h.d.Merchant.CardReviewer; m != nil {
		r, err = m.ReviewCard(within, f)
	}
	switch {
	case within.Err() != nil && ctx.Err() == nil:
		r = Review{Refuse: "nobody has reviewed the card in time"}
	case err != nil:
		return kernel.Event{}, err
	case r.Discount != 0 && (f.Fixed || r.Discount >= f.Transaction.Amount):
		return kernel.Event{}, &SetupError{"Review.Discount", "is for an amount that may change, and less than all of it"}
	}
	if m := h.d.Merchant.RiskAdvisor; m != nil && r.Refuse == "" {
		advice, err := m.AssessRisk(within, f)
		if err != nil {
			advice = Advice{kernel.DemandHost, "no advice about the risk"}
		}
		r.heed(advice)
	}
	return h.reviewedAs(ctx, r, f)
}

// heed adds what an adviser asks for.
func (r *Review) heed(a Advice) {
	if a.Demand == 0 {
		return
	}
	r.Demand |= a.Demand
	r.Reason = strings.TrimPrefix(r.Reason+"; "+a.Reason, "; ")
}

// reviewedAs is the event of a review.
func (h *handler) reviewedAs(ctx context.Context, r Review, f CardFacts) (kernel.Event, error) {
	if r.Refuse != "" {
		r.Demand, r.Reason = r.Demand|kernel.DemandRefusal, r.Refuse
	}
	tx := &f.Transaction
	ev := kernel.Event{Kind: kernel.CardReviewed, Demand: r.Demand, Data: []byte(r.Reason), AmountOther: tx.AmountOther}
	local := kernel.Money{Amount: tx.Amount - r.Discount, Currency: tx.Currency, Exponent: tx.Exponent}
	ev.Amount = local.Amount
	c := h.d.Cardholder.Converter
	to, tells := h.d.Acquirer.Host.(ConversionHost)
	if c == nil || !tells || !to.TakesConversions() || !converts(&f) || f.Fixed && h.later || ev.Demand.Has(kernel.DemandRefusal) || h.seen.Conversion != nil {
		r.Conversion = nil
	}
	if o := r.Conversion; o != nil {
		if o.Amount == 0 || o.Currency == 0 || o.Currency == tx.Currency {
			return ev, &SetupError{"Review.Conversion", "is an amount in another currency"}
		}
		if known, ok := tlv.CurrencyOf(o.Currency); ok && o.Exponent != known.Exponent {
			return ev, &SetupError{"Review.Conversion", "has other decimals than its currency"}
		}
		yes, err := c.AcceptConversion(ctx, local, *o)
		switch {
		case err != nil:
			return ev, err
		case !yes:
			r.Conversion = nil
		case !f.Fixed:
			ev.Money = o.Money
		}
	}
	h.seen.add(r, local, &f)
	return ev, nil
}

// converts reports whether the amount is one that a conversion can be of.
func converts(f *CardFacts) bool {
	tx := &f.Transaction
	changes := tx.AmountOther != 0 || tx.Partial || tx.Estimated || tx.Purpose.Reserves()
	return !changes && !tx.Purpose.ZeroAmount() && (!f.Fixed || f.Able.Has(kernel.DemandHost))
}

// add adds another review: that of another account, whose amount stands.
func (r *reviewed) add(n Review, local kernel.Money, f *CardFacts) {
	if n.Discount != 0 {
		r.Discount, r.exponent = n.Discount, f.Transaction.Exponent
	}
	if n.Conversion != nil {
		r.Conversion, r.local, r.fixed = n.Conversion, local, f.Fixed
	}
	r.Points, r.Demand, r.Reason = n.Points, r.Demand|n.Demand, n.Reason
}

// cardFacts masks what a kernel tells of a card.
func (h *handler) cardFacts(a *kernel.Action) CardFacts {
	f := CardFacts{Token: h.token, Transaction: *a.Transaction, Interface: a.Reader, Fixed: a.Fixed || a.Transaction.Estimated, Able: a.Able}
	if f.Interface == kernel.InterfaceNone {
		f.Interface = h.found
	}
	if len(a.Candidates) != 0 {
		f.AID, f.Label = fmt.Sprintf("%X", a.Candidates[0].AID), tlv.Visible(a.Candidates[0].Label)
	}
	code := func(tag tlv.Tag) (n uint16) {
		o, _ := tlv.Find(a.Data, tag)
		if len(o.Value) == 2 {
			n = uint16(o.Value[0])<<8 | uint16(o.Value[1])
		}
		return n
	}
	f.Country, f.Currency = code(tlv.IssuerCountryCode.Tag()), code(tlv.ApplicationCurrencyCode.Tag())
	pan, _ := tlv.Find(a.Data, tlv.PAN.Tag())
	if digits, err := tlv.DecodeCN(pan.Value); err == nil && digits != "" {
		f.Customer = token(h.d.CustomerKey, digits)
		f.Prefix = digits[:min(len(digits), prefixOf(len(digits)))]
	}
	return f
}

// prefixOf is how many digits of an account number tell its issuer and not its holder.
func prefixOf(digits int) int {
	if digits < 16 {
		return 6
	}
	return 8
}

// record puts what came of the reviews into receipt and entry. Points are those of an approval.
func (r *reviewed) record(rec *Receipt, e *Entry, result *kernel.Result) {
	e.Demand, e.DemandReason = demandWords(r.Demand), tlv.Visible(r.Reason)
	if !result.Approved() {
		return
	}
	if r.Discount != 0 {
		e.Discount = FormatAmount(r.Discount, r.exponent)
		rec.Discount = e.Discount + " " + CurrencyName(r.currency(result))
	}
	if p := r.Points; p.Earned != 0 || p.Burned != 0 {
		e.Points = &p
		rec.Earned, rec.Burned = p.words(p.Earned), p.words(p.Burned)
	}
	if c := r.Conversion; c != nil {
		e.Conversion = &Converted{Local: moneyWords(r.local), Billed: moneyWords(c.Money), Rate: c.Rate, Fee: c.Fee, Settlement: r.fixed}
		rec.Rate = strings.TrimSuffix(c.Rate+", "+c.Fee, ", ")
		if r.fixed || result.Amount != c.Amount { // a tip has come to it
			rec.Converted = e.Conversion.Billed
		}
		if !r.fixed {
			rec.Local = e.Conversion.Local
		}
	}
}

// currency is that of the discount.
func (r *reviewed) currency(result *kernel.Result) uint16 {
	if r.Conversion != nil {
		return r.local.Currency
	}
	return result.Currency
}

func (p Points) words(n uint64) string {
	if n == 0 {
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", n, p.Programme))
}

func moneyWords(m kernel.Money) string {
	return FormatAmount(m.Amount, m.Exponent) + " " + CurrencyName(m.Currency)
}

// demandWords are an entry's words for demands.
func demandWords(d kernel.Demand) string {
	var list []string
	for _, w := range []struct {
		d    kernel.Demand
		word string
	}{{kernel.DemandHost, "host"}, {kernel.DemandPIN, "PIN"}, {kernel.DemandSignature, "signature"}, {kernel.DemandRefusal, "refusal"}} {
		if d.Has(w.d) {
			list = append(list, w.word)
		}
	}
	return strings.Join(list, ", ")
}
