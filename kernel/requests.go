package kernel

import (
	"iter"
	"slices"

	"github.com/emvgo/emv/tlv"
)

// A MessageKind is a message that takes a transaction's data to the acquirer.
//
// B4 12.1
type MessageKind uint8

// The messages.
const (
	AuthorisationRequest  MessageKind = iota // of an acquirer that captures in batches: B4 12.1.1
	FinancialRequest                         // of one that captures online: B4 12.1.2
	FinancialConfirmation                    // how a financial request ended: B4 12.1.4
	BatchData                                // a financial record in batch data capture: B4 12.1.5
	OfflineAdvice                            // an advice in batch data capture: B4 12.1.5
	OnlineAdvice                             // B4 12.1.7
	ReversalMessage                          // B4 12.1.8
	NumMessageKinds
)

var messageKinds = [...]string{
	"authorisation request", "financial request", "financial confirmation", "batch data", "offline advice", "online advice", "reversal",
}

func (k MessageKind) String() string {
	if k >= NumMessageKinds {
		return "?"
	}
	return messageKinds[k]
}

// ForcedIndicator is a tag of this library's own. Batch data and advices have it, one byte of 01, where the attendant has accepted by force what was declined; the response code stays.
//
// B4 6.5.4
const ForcedIndicator tlv.Tag = 0xDF7E

// Requests are the elements that an acquirer requests of each message, beside those that the message has of itself.
//
// B4 12.1
type Requests [NumMessageKinds][]tlv.Tag

// or are the requests, with the other's for messages that have none.
func (r Requests) or(other Requests) Requests {
	for k := range r {
		if r[k] == nil {
			r[k] = other[k]
		}
	}
	return r
}

// requested are the elements that any acquirer requests of any message; one may come more than once.
func (c *Config) requested() iter.Seq[tlv.Tag] {
	return func(yield func(tlv.Tag) bool) {
		more := true
		add := func(r *Requests) {
			for _, tags := range r {
				for _, t := range tags {
					more = more && yield(t)
				}
			}
		}
		add(&c.Terminal.Requests)
		for i := range c.Applications {
			add(&c.Applications[i].Identity.Requests)
		}
		for i := range c.Combinations {
			add(&c.Combinations[i].Identity.Requests)
		}
	}
}

// cardElements are what a request has wherever the card has it, and some kernels' books leave out of their data records.
//
// B4 12.1.1, 12.1.2
var cardElements = [...]tlv.Tag{0x5F25, 0x5F34, 0x9F19, 0x9F24}

// forAcquirer are the data of a message, with what its tables have of the card and what acquirers request besides, as the session has it: the message that is made of
// them has what its own acquirer requests. They are wiped with the store.
//
// B4 12.1.1, 12.1.2, 12.1.5, 12.1.7
func (c *core) forAcquirer(data []byte) []byte {
	size := 0
	for t := range c.lacking(data) {
		v, _ := c.data.latest(t)
		size += 8 + len(v)
	}
	if size == 0 {
		return data
	}
	whole := append(make([]byte, 0, len(data)+size), data...)
	defer func() { clear(whole) }()
	for t := range c.lacking(data) {
		if _, twice := tlv.Find(whole, t); !twice {
			v, _ := c.data.latest(t)
			whole = tlv.Append(whole, t, v)
		}
	}
	if held := c.data.Hold(whole); held != nil {
		return held
	}
	return data
}

// scriptResults are the results of scripts in messages: Kernels 2 and 4 have other elements under this tag, and an advice has the results where no other message has them.
var scriptResults = tlv.IssuerScriptResultsKernel3.Tag()

// lacking are the elements that the session has and the data of a message have not.
func (c *core) lacking(data []byte) iter.Seq[tlv.Tag] {
	return func(yield func(tlv.Tag) bool) {
		add := func(t tlv.Tag) bool {
			if v, _ := c.data.latest(t); len(v) == 0 || t == scriptResults { // B4 6.3.9
				return true
			}
			_, there := tlv.Find(data, t)
			return there || yield(t)
		}
		for _, t := range cardElements {
			if !add(t) {
				return
			}
		}
		for t := range c.cfg.requested() {
			if !add(t) {
				return
			}
		}
	}
}

// reported are the rows of a report, with those of what acquirers request: the messages that follow a transaction are made of it.
//
// B4 12.1.4, 12.1.5, 12.1.8
func (c *core) reported(rows []tlv.Row) []tlv.Row {
	for t := range c.cfg.requested() {
		if row := c.data.rowOf(t); row != 0 && t != scriptResults && !slices.Contains(rows, row) {
			rows = append(slices.Clip(rows), row)
		}
	}
	return rows
}
