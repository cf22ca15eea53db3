package upos

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// memory is what the client keeps over a stop.
type memory struct {
	terminal.Memory
	mu sync.Mutex // of the numbers
}

// volatile is a memory that ends with the process.
type volatile struct {
	mu     sync.Mutex
	values map[string][]byte
}

// Keep keeps a value.
func (v *volatile) Keep(name string, value []byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.values == nil {
		v.values = map[string][]byte{}
	}
	if v.values[name] = value; len(value) == 0 {
		delete(v.values, name)
	}
	return nil
}

// Recall gives a value.
func (v *volatile) Recall(name string) ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.values[name], nil
}

// A reference is what later messages need of an earlier one. It holds nothing of the card.
type reference struct {
	Kind     Kind
	Batch    string
	Trace    string
	Date     string     // the host's, MMDD
	RRN      string     // the host's
	Approval string     // the issuer's
	Parties  string     `json:",omitempty"` // issuer and acquirer, field 44
	Amount   uint64     // of the message
	BadMAC   bool       `json:",omitempty"` // what came in the place of its answer had a wrong MAC
	Void     *reference `json:",omitempty"` // what is to take it back, and is not confirmed
	Follows  *reference `json:",omitempty"` // the completion, or the adjustment
}

// errNoReference says that the client knows nothing of a message.
var errNoReference = errors.New("nothing is kept of the original message")

func requestName(id uint64) string    { return fmt.Sprintf("upos/request/%016X", id) }
func uploadName(number uint64) string { return "upos/upload/" + strconv.FormatUint(number, 10) }

const (
	traceName = "upos/trace"
	openName  = "upos/open"
)

// referTo is the reference to a message that is about to be sent.
func (c *Client) referTo(m *iso8583.Message, kind Kind, amount uint64) reference {
	class, _ := ParseClass(m.Get(FieldClass)) // our own
	return reference{Kind: kind, Batch: class.Batch, Trace: m.Get(iso8583.FieldSTAN), Amount: amount}
}

// answered takes in what the host has given its message.
func (r *reference) answered(m *iso8583.Message) {
	r.RRN, r.Approval, r.Date = m.Get(iso8583.FieldRRN), m.Get(iso8583.FieldApproval), m.Get(iso8583.FieldDate)
	r.Parties = m.Get(FieldParties)
}

// A Booking is what a host has said of a request that it has approved: for the slip, and for a refund of it, see [Options.Original].
type Booking struct {
	Batch, Trace     string // six digits
	Reference        string // the host's, field 37
	Date             string // the host's, MMDD
	Issuer, Acquirer string // field 44
}

// Booking gives what is kept of a request; ok is false where nothing is, because it was not approved or was taken back.
func (c *Client) Booking(request uint64) (b Booking, ok bool, err error) {
	r, err := c.recall(requestName(request))
	if err != nil || r.RRN == "" {
		if errors.Is(err, errNoReference) {
			err = nil
		}
		return b, false, err
	}
	const each = 11
	cut := min(each, len(r.Parties))
	trim := func(s string) string { return strings.TrimSpace(s[:min(each, len(s))]) }
	return Booking{r.Batch, r.Trace, r.RRN, r.Date, trim(r.Parties[:cut]), trim(r.Parties[cut:])}, true, nil
}

func (c *Client) keep(name string, r reference) error {
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return c.memory.Keep(name, b)
}

// recall gives a reference; the error is errNoReference where none is kept.
func (c *Client) recall(name string) (r reference, err error) {
	b, err := c.memory.Recall(name)
	switch {
	case err != nil:
		return r, err
	case b == nil:
		return r, errNoReference
	}
	return r, json.Unmarshal(b, &r)
}

// number changes a number that is kept.
func (c *Client) number(name string, change func(n int) int) (int, error) {
	c.memory.mu.Lock()
	defer c.memory.mu.Unlock()
	b, err := c.memory.Recall(name)
	if err != nil {
		return 0, err
	}
	n, _ := strconv.Atoi(string(b)) // none at first
	n = change(n)
	return n, c.memory.Keep(name, []byte(strconv.Itoa(n)))
}

// halves part the trace numbers: those of requests are the ledger's, up to it, and above are the client's own.
const halves = 500_000

// next is the client's next own trace number.
func (c *Client) next() (string, error) {
	n, err := c.number(traceName, func(n int) int { return n%(halves-1) + 1 })
	return fmt.Sprintf("%06d", halves+n), err
}

// traceOf is the trace number of a request.
func traceOf(sequence uint32) string { return fmt.Sprintf("%06d", (sequence+halves-2)%(halves-1)+1) }

// count counts a transaction of the batch.
func (c *Client) count(kind Kind) error {
	if kind == BalanceInquiry {
		return nil
	}
	_, err := c.number(openName, func(n int) int { return n + 1 })
	return err
}

// Open is how many transactions the batch has, as far as this client has sent them: parameters are taken only where it is empty.
func (c *Client) Open() (int, error) { return c.number(openName, func(n int) int { return n }) }
