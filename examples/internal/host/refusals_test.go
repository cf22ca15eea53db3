package host_test

import (
	"errors"
	"math"
	"net"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// The host's refusals: it takes a message, and says no to it, once or always.
var refusals = []fault{{"refused", instead("12")}, {"refused always", instead("12")}}

// known is what the host has of a transaction by the terminal's ledger, in a currency, and whether the ledger tells of a refusal: what stands, but what the host has not booked. What it
// has not taken back, of what was declined or is in doubt, the host has or has not; nor does anybody know what it holds beside, where the answer to an increment was lost.
func (r *rig) known(t *testing.T, k *kind, sale *terminal.Sale, f *fault, currency string) (has int64, told bool) {
	t.Helper()
	e, err := r.ledger.Get(sale.Number)
	if err != nil {
		t.Fatal(err)
	}
	told = e.Refusal != "" || e.Rejected != ""
	if told && !f.refuses() || sale.Approved() != (e.Approved && e.State != terminal.Undone) {
		t.Errorf("%s: %v, refusals %q, %q", sale, e, e.Refusal, e.Rejected)
	}
	amount, also := int64(e.Transaction.Amount), int64(0)
	switch {
	case e.Unpaid, e.State == terminal.Undone, !e.Approved && e.Refusal == "":
		amount = 0
	case !e.Approved:
	case f.refuses() && k.raises != 0 && !e.Taken:
		also = int64(k.raises)
	case !told && e.Transaction.Amount != k.final(sale):
		t.Errorf("%s: the ledger has %d, %d was taken", sale, e.Transaction.Amount, k.final(sale))
	}
	if !k.credits() {
		amount, also = -amount, -also
	}
	if got, _ := r.books.Balance(r.books.Only(), currency); got == r.books.Anybody.Balance+also && (also != 0 || !e.Approved || e.Doubt) {
		return also, told
	}
	return amount, told
}

// keeps reports whether an amount is in the terminal's totals: nothing that is only held, or moved from one account of the cardholder to another.
func (r *rig) keeps(k *kind, sale *terminal.Sale) bool {
	e, err := r.ledger.Get(sale.Number)
	return err == nil && (!k.order.Purpose.Reserves() || e.Taken) && k.order.Purpose != kernel.Transfer
}

// refusal is the error of what a host that refuses leaves: nothing is changed, and the ledger says so.
func refusal(err error, f *fault) bool {
	var state *terminal.StateError
	return f.refuses() && errors.As(err, &state)
}

// refuses reports whether a fault is the host's no to a message.
func (f *fault) refuses() bool { return strings.HasPrefix(f.name, "refused") }

// instead answers in the place of the host, which has not seen the message.
func instead(code string) func(p *proxy, c net.Conn, frame []byte) bool {
	return func(p *proxy, c net.Conn, f []byte) bool {
		m, err := p.parse(f)
		if err != nil {
			return false
		}
		a := iso8583.New(iso8583.AnswerType(m.Type))
		for _, n := range []int{iso8583.FieldSTAN, iso8583.FieldRRN, iso8583.FieldTerminal} {
			a.SetBytes(n, m.Bytes(n))
		}
		a.Set(iso8583.FieldResponse, code)
		return write(c, p.seal(a))
	}
}

// more is how many messages of the type it is done to behind the first.
func (f *fault) more() int {
	switch f.name {
	case "out of service for long":
		return 4
	case "refused always":
		return math.MaxInt
	}
	return 0
}
