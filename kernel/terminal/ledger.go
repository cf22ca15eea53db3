package terminal

import (
	"errors"
	"fmt"

	"github.com/emvgo/emv/kernel"
)

// A Ledger is the terminal's memory: its transactions, and the messages that the acquirer has not confirmed. It has to outlive the power; a real one keeps
// card data sealed, as package store does. Each method is one atomic step, done when it returns. Methods may be called by several goroutines.
type Ledger interface {
	Queue
	// Next gives a new transaction its numbers, which no other has had: the ledger's, and the transaction sequence counter, B4 6.5.5.
	Next() (number uint64, sequence uint32, err error)
	// Put keeps an entry, in the place of the one of its number if there is one, and adds the messages that are due with it, all or nothing. An entry that
	// holds a sale token which another holds already is refused with a [*TokenError]. Data that [Entry.NeedsData] does not want are dropped.
	// Entry and messages stay the caller's, who may wipe them.
	Put(e Entry, due ...Message) error
	// Get gives the entry of a number; [ErrNoEntry] if there is none.
	Get(number uint64) (Entry, error)
	// Find gives the entry that holds a sale token, see [Entry.Holds]; [ErrNoEntry] if none does.
	Find(token string) (Entry, error)
	// Last gives the entry of the highest number, the zero Entry before the first.
	Last() (Entry, error)
	// Open gives the entries that are not at their end, in order: see [Entry.IsOpen].
	Open() ([]Entry, error)
}

// ErrNoEntry says that the ledger has no such transaction.
var ErrNoEntry = errors.New("terminal: the ledger has no such transaction")

// A TokenError says that a sale token is another transaction's.
type TokenError struct {
	Token string
	Entry Entry // the transaction that holds it
}

func (e *TokenError) Error() string {
	return fmt.Sprintf("terminal: the sale token %q is that of transaction %d, which is %s: the same sale is not booked twice", e.Token, e.Entry.Number, e.Entry.State)
}

// A Memory keeps small values over a stop, each under its name: what a chip was tried for, or what a kernel keeps between transactions. They may be card data: a
// real one keeps them sealed.
type Memory interface {
	// Keep keeps a value in the place of that of its name; an empty one forgets it.
	Keep(name string, value []byte) error
	// Recall gives the value of a name, the caller's own; nil if there is none.
	Recall(name string) ([]byte, error)
}

// Journals keep what sessions journal while they run: sealed, because it is card data. What a stop leaves is not resumed by a terminal, for the card is gone.
type Journals interface {
	// Append keeps the next piece of the journal of a transaction. The piece is the session's.
	Append(number uint64, piece []byte) error
	// Complete deletes a journal. What it leaves is redacted. One that is not there is complete.
	Complete(number uint64) error
	// Unfinished gives the transactions whose journals are not complete.
	Unfinished() ([]uint64, error)
}

// A State is how far a transaction of the ledger has come.
type State uint8

// The states.
const (
	Asked    State = iota + 1 // a request is about to leave, or has: if nothing follows, it is reversed
	Settled                   // it has run to its end, and nothing is owed
	CashOwed                  // approved, and its cash is not said to be out
	Undone                    // approved, and taken back
)

var stateNames = [...]string{"?", "asked", "settled", "cash owed", "undone"}

func (s State) String() string {
	if int(s) >= len(stateNames) {
		return stateNames[0]
	}
	return stateNames[s]
}

// IsOpen reports whether something is still to be done about the transaction.
func (e *Entry) IsOpen() bool { return e.IsPending() || e.Rest != 0 }

// IsPending reports whether that is the terminal's or the operator's to do, and no customer's: a ledger keeps such an entry however old it is.
func (e *Entry) IsPending() bool {
	return e.State == Asked || e.State == CashOwed || e.Raise != 0 || e.Doubt
}

// Holds reports whether the transaction keeps its sale token from others: it is approved and not taken back, or may be. So does one that was declined here, and that
// its host refuses to take back.
//
// B4 12.1.8
func (e *Entry) Holds() bool { return e.stands() || e.State == Settled && e.Refusal != "" }

// stands reports whether it is approved and not taken back, or about to be.
func (e *Entry) stands() bool { return e.IsPending() || e.State == Settled && e.Approved }

// NeedsData reports whether the transaction can still be reversed, and Data are needed for it.
func (e *Entry) NeedsData() bool { return e.stands() && (e.Uploaded || e.Booked && e.Reversal == "") }

// keepAdvice keeps an advice in the ledger, made of what the kernel has to say for one: it is sent with the next messages. Where it has the results of scripts, a
// ScriptTeller is told by it, and by no other message.
//
// B4 12.1.5, 12.1.7
func (s *Sale) keepAdvice(r *Request) error {
	a, kind := &s.t.devices.Acquirer, kernel.OnlineAdvice
	if a.Batches {
		kind = kernel.OfflineAdvice
	}
	m := Message{Advice: r.Message(kind, s.t.cfg, a.Requests...)}
	_, tells := a.Messages.(ScriptTeller)
	if tells && r.scripted() { // B4 6.3.9 once
		m.Scripts = s.asked
	}
	err := s.t.ledger.Add(m)
	s.told = s.told || err == nil && m.Scripts != 0
	return err
}

// note keeps a request before it leaves. The error keeps it from leaving.
func (s *Sale) note(r Request) error {
	e := Entry{
		Number: s.Number, Sequence: r.Transaction.Sequence, State: Asked, Token: s.token, Request: r.ID, Booked: true, Transaction: r.Transaction,
		Data: r.Message(kernel.ReversalMessage, s.t.cfg),
	}
	defer e.Wipe()
	s.asked, s.requested = r.ID, r.cryptogram()
	return s.t.ledger.Put(e)
}
