package upos

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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
	PIN      byte       `json:",omitempty"` // of its field 22; 0: it is not known
	Declined bool       `json:",omitempty"` // it waits for what became of its scripts
	BadMAC   bool       `json:",omitempty"` // what came in the place of its answer had a wrong MAC
	Back     bool       `json:",omitempty"` // its reversal was sent
	Kept     bool       `json:",omitempty"` // its reversal was refused: the host may have it
	Void     *reference `json:",omitempty"` // what is to take it back, and is not confirmed
	Voided   bool       `json:",omitempty"` // perhaps: the host did not take such a one back
	Follows  *reference `json:",omitempty"` // the completion, or the adjustment
}

// errNoReference says that the client knows nothing of a message.
var errNoReference = errors.New("nothing is kept of the original message")

func requestName(id uint64) string    { return fmt.Sprintf("upos/request/%016X", id) }
func uploadName(number uint64) string { return "upos/upload/" + strconv.FormatUint(number, 10) }

func pageName(n int) string { return "upos/page/" + strconv.Itoa(n) }

const (
	traceName = "upos/trace"
	openName  = "upos/open"
)

// referTo is the reference to a message that is about to be sent.
func (c *Client) referTo(m *iso8583.Message, kind Kind, amount uint64) reference {
	class, _ := ParseClass(m.Get(FieldClass)) // our own
	entry, _ := ParseEntry(m.Get(iso8583.FieldEntryMode))
	return reference{Kind: kind, Batch: class.Batch, Trace: m.Get(iso8583.FieldSTAN), Amount: amount, PIN: entry.PIN}
}

// answered takes in what the host has given its message. Where it gives no authorisation code, that of an approval by voice stays.
func (r *reference) answered(m *iso8583.Message) {
	r.RRN, r.Approval, r.Date = m.Get(iso8583.FieldRRN), cmp.Or(m.Get(iso8583.FieldApproval), r.Approval), m.Get(iso8583.FieldDate)
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
	return c.booking(requestName(request))
}

// Uploaded is Booking of what no host had approved, by its number in the ledger, once the host has it.
func (c *Client) Uploaded(number uint64) (b Booking, ok bool, err error) {
	return c.booking(uploadName(number))
}

func (c *Client) booking(name string) (b Booking, ok bool, err error) {
	r, err := c.recall(name)
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

// TraceOf is the trace number of a request, six digits, by the transaction's sequence number: that of the first one, for a second one with a PIN has the client's own.
func TraceOf(sequence uint32) string { return fmt.Sprintf("%06d", (sequence+halves-2)%(halves-1)+1) }

// A register is what the client has booked: how much in the batch that is open, and under which names references of all are kept, the last of them here and those before on
// pages, which begin anew when there are as many as there may be.
type register struct {
	Open  int
	Pages int      `json:",omitempty"` // that were ever full
	Names []string `json:",omitempty"`
}

// perPage is how many names a page has.
const perPage = 64

// pages is how many pages there are.
func (o *Options) pages() int { return (o.Keep + perPage - 1) / perPage }

// booked gives the register: the caller has memory.mu.
func (c *Client) booked() (r register, err error) {
	b, err := c.memory.Recall(openName)
	if err != nil || b == nil {
		return r, err
	}
	if r.Open, err = strconv.Atoi(string(b)); err == nil { // as it was kept before there were names
		return r, nil
	}
	r.Open = 0
	return r, json.Unmarshal(b, &r)
}

// rebook changes the register.
func (c *Client) rebook(change func(r *register) error) (r register, err error) {
	c.memory.mu.Lock()
	defer c.memory.mu.Unlock()
	if r, err = c.booked(); err != nil {
		return r, err
	}
	if err = change(&r); err != nil {
		return r, err
	}
	b, err := json.Marshal(r)
	if err != nil {
		return r, err
	}
	return r, c.memory.Keep(openName, b)
}

// enter notes what the host has booked, in the batch that is open if it is counted there, and the name of its reference, if that is new.
func (c *Client) enter(kind Kind, name string) error {
	if kind == BalanceInquiry {
		return c.name(0, name)
	}
	return c.name(1, name)
}

// name adds to the batch, and a name behind the others: the oldest page of references is forgotten where there are as many as there may be.
func (c *Client) name(more int, name string) error {
	_, err := c.rebook(func(r *register) error {
		if r.Open += more; name == "" || slices.Contains(r.Names, name) {
			return nil
		}
		if r.Names = append(r.Names, name); len(r.Names) < perPage {
			return nil
		}
		page := pageName(r.Pages % c.o.pages())
		old, err := c.memory.Recall(page)
		if err != nil {
			return err
		}
		for _, name := range strings.Fields(string(old)) {
			if slices.Contains(r.Names, name) {
				continue
			}
			if err := c.memory.Keep(name, nil); err != nil {
				return err
			}
		}
		if err := c.memory.Keep(page, []byte(strings.Join(r.Names, " "))); err != nil {
			return err
		}
		r.Pages, r.Names = r.Pages+1, nil
		return nil
	})
	return err
}

// Open is how many transactions the batch has, as far as this client has sent them: parameters are taken only where it is empty.
func (c *Client) Open() (int, error) {
	c.memory.mu.Lock()
	defer c.memory.mu.Unlock()
	r, err := c.booked()
	return r.Open, err
}
