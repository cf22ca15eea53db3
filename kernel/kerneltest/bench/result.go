package bench

import (
	"context"
	"fmt"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// A Result is how a transaction ended. Tests read it by these methods, so that they do not depend on where the kernel
// keeps a thing. Data elements are as they came, TVR, TSI and CVM Results always at their full length.
type Result struct{ *kernel.Result }

// ResultOf makes a Result, nil of nil.
func ResultOf(out *kernel.Result) *Result {
	if out == nil {
		return nil
	}
	return &Result{out}
}

// Run runs a session to its end.
func Run(ctx context.Context, s *kernel.Session, h kernel.Handler) (*Result, error) {
	out, err := kernel.Run(ctx, s, h)
	return ResultOf(out), err
}

// RunOpen runs a session to its end and leaves it open.
func RunOpen(ctx context.Context, s *kernel.Session, h kernel.Handler) (*Result, error) {
	out, err := s.RunOpen(ctx, h)
	return ResultOf(out), err
}

// Whole reports whether data are objects one behind the other, with no byte before, between or behind them.
func Whole(data []byte) bool {
	n, c := 0, tlv.NewCursor(data)
	for o := range c.All() {
		n += len(o.Raw)
	}
	return n == len(data) && c.Err() == nil
}

// Of is the Result that an action carries: Done.
func Of(a kernel.Action) *Result { return ResultOf(a.Result) }

// Online reports whether a host answered.
func (r *Result) Online() bool { return r.Result.Online }

// ARC is the authorisation response code as text: 00, Y1, Y3, Z1, Z3, ...
func (r *Result) ARC() string { return r.ResponseCode }

// Reversal reports whether the host's approval must be taken back.
func (r *Result) Reversal() bool { return r.Result.Reversal }

// Advice reports whether an advice message is due.
func (r *Result) Advice() bool { return r.Result.Advice }

// Forced reports whether the merchant accepted it against the outcome.
func (r *Result) Forced() bool { return r.Result.Forced }

// Request is the number of the last request to the host; 0: none.
func (r *Result) Request() uint64 { return r.Result.Request }

// whole is an element of a fixed length, zero where the kernel reports none.
func (r *Result) whole(row tlv.Row) []byte {
	if v := r.Report.Get(row); v != nil {
		return v
	}
	return make([]byte, row.Element().Max)
}

// first is an element's byte, 0 where there is none.
func (r *Result) first(row tlv.Row) byte {
	if v := r.Report.Get(row); len(v) != 0 {
		return v[0]
	}
	return 0
}

// TVR is tag 95, whichever book's: zero where the kernel reports none.
func (r *Result) TVR() []byte {
	for row, v := range r.Report.All() {
		if row.Tag() == tlv.TVR.Tag() {
			return v
		}
	}
	return make([]byte, tlv.TVR.Element().Max)
}

// HasTVR reports whether a bit of the TVR is set.
func (r *Result) HasTVR(bit tlv.TVRBit) bool { return tlv.TVRValue(r.TVR()).Has(bit) }

// TSI is tag 9B.
func (r *Result) TSI() []byte { return r.whole(tlv.TSI) }

// HasTSI reports whether a bit of the TSI is set.
func (r *Result) HasTSI(bit tlv.TSIBit) bool { return tlv.TSIValue(r.TSI()).Has(bit) }

// CVMResults is tag 9F34.
func (r *Result) CVMResults() []byte { return r.whole(tlv.CVMResults) }

// ODA says how offline data authentication went.
func (r *Result) ODA() kernel.ODAResult { return r.Result.ODA }

// CID is tag 9F27, 0 if there is none.
func (r *Result) CID() byte { return r.first(tlv.CID) }

// HasCID reports whether the card gave a cryptogram.
func (r *Result) HasCID() bool { return len(r.Report.Get(tlv.CID)) != 0 }

// AC is tag 9F26.
func (r *Result) AC() []byte { return r.Report.Get(tlv.ApplicationCryptogram) }

// Scripts are the issuer script results, 5 bytes each.
func (r *Result) Scripts() []byte { return r.Report.Get(tlv.IssuerScriptResults) }

// AID is the application's.
func (r *Result) AID() []byte { return r.Result.AID }

// Label is the application's name as the cardholder saw it.
func (r *Result) Label() string { return r.Result.Label }

// PAN is tag 5A.
func (r *Result) PAN() []byte { return r.Report.Get(tlv.PAN) }

// PSN is tag 5F34, 0 if there is none.
func (r *Result) PSN() byte { return r.first(tlv.PANSequenceNumber) }

// ServiceCode is tag 5F30, or that of track 2; zero: not known.
func (r *Result) ServiceCode() []byte {
	code := terminal.ServiceCode(r.Result)
	return code[:]
}

// Read reports whether the application's data were read, to the end.
func (r *Result) Read() bool { return r.Result.Read }

// Exchanges counts commands.
func (r *Result) Exchanges() int { return r.Result.Exchanges }

// Amount is what the transaction was about in the end, minor units.
func (r *Result) Amount() uint64 { return r.Result.Amount }

// AmountOther is the cashback in Amount, minor units.
func (r *Result) AmountOther() uint64 { return r.Result.AmountOther }

// Currency is as BCD digits: the terminal's where the transaction names none.
func (r *Result) Currency() uint16 { return r.Result.Currency }

// Account is tag 5F57.
func (r *Result) Account() tlv.AccountTypeValue { return r.Result.Account }

// Facts are what most tests say of a Result.
type Facts struct {
	Status               kernel.Status
	ARC                  string
	TVR, TSI, CVMResults string // hexadecimal digits
}

// Ended is the Facts of an end, in the order of their fields.
func Ended(status kernel.Status, arc, tvr, tsi, cvmResults string) Facts {
	return Facts{status, arc, tvr, tsi, cvmResults}
}

// Facts are those of the Result.
func (r *Result) Facts() Facts {
	return Facts{r.Status, r.ARC(), fmt.Sprintf("%X", r.TVR()), fmt.Sprintf("%X", r.TSI()), fmt.Sprintf("%X", r.CVMResults())}
}

// Expect says that the transaction ended so.
func (b *Bench) Expect(r *Result, want Facts) {
	b.T.Helper()
	if got := r.Facts(); got != want {
		b.T.Errorf("got  %+v\nwant %+v\nreason: %s [%s]", got, want, r.Error.Reason, r.Error.Clause)
	}
}

// Ends says that the transaction ended before its time, for this reason.
func (b *Bench) Ends(r *Result, l2 kernel.L2Error, clause string) {
	b.T.Helper()
	if r.Status != kernel.EndApplication || r.Error.L2 != l2 || r.Error.Clause != clause {
		b.T.Errorf("got %v, L2 %d, %q [%s]; want end application, L2 %d [%s]", r.Status, r.Error.L2, r.Error.Reason, r.Error.Clause, l2, clause)
	}
}
