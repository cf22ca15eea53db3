package upos

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/tlv"
)

// Options are what a client needs, and what acquirers do differently.
type Options struct {
	Config *kernel.Config                              // who the terminal is: to the acquirer of UnionPay's applications
	Dial   func(ctx context.Context) (net.Conn, error) // a connection to the host
	Master pin.Key                                     // the terminal's master key, TDES or SM4
	Memory terminal.Memory                             // keeps batch, trace and reference numbers over a stop; nil: they last as long as the client
	PIN    PINDevice                                   // nil: a request with a PIN for the host is not sent
	Keep   int                                         // how many of the last transactions that the host has booked are known at least, by the Memory: for a void, a completion, a refund, a slip; 0: 10,000
	Within time.Duration                               // how long a connection and an answer are awaited; 0: 60 seconds
	Tries  int                                         // how often a reversal or an advice is sent at one call; 0: three times

	Refused  func(*iso8583.RefusedError) // told of what the host has taken and said no to; nil: nobody is
	Answered func(Response)              // told of the response code of each request; nil: nobody is

	Envelope Envelope // the zero Envelope: DefaultEnvelope
	Form     Form
	Keys     string // network code of the sign-on: SingleKeys, DoubleKeys or TrackKeys; empty: DoubleKeys
	Method   Method
	TextMAC  bool     // see NewMAC
	Tracking Tracking // of field 35; wants Keys TrackKeys
	Operator string   // two digits; empty: 01
	Unsealed []string // types of requests that have no MAC, and nor have their answers

	Condition         string            // field 60.5 of a stripe that is read because the chip cannot be; empty: 1
	Partial           bool              // field 60.6: the terminal takes an approval of a part. No public text says where its amount stands: one that comes is reversed
	ReversalData      []tlv.Tag         // field 55 of a reversal; nil: 95, 9F1E, 9F10, 9F36, DF31
	CompleteByRequest bool              // a completion is a request, and not an advice
	Networks          map[string]string // network codes in the place of those of the services

	// Original is what a refund is of: reference number, and date in four digits. nil: a refund names none, by zeros.
	Original func(r terminal.Request) (rrn, date string)
	// Receiver is the card that a load of another account goes to: its entry mode in three digits, and its account number. nil: such loads are not sent.
	Receiver func(r terminal.Request) (entry, pan string)
}

// A PINDevice gives the host PIN blocks under the key that the host has given. A block is of format 0 or, under SM4, [pin.Format0SM4].
type PINDevice interface {
	HostBlock(pan pin.PAN) (format pin.Format, block []byte, err error)
	// SetPIK gives it the key of a new session. A device that keeps the master key itself takes no notice of it.
	SetPIK(key pin.Key)
}

// A Client is a terminal's Host and Messages: an Uploader. Its methods may be called by several goroutines.
type Client struct {
	o       Options
	id      kernel.Identity
	dialect *iso8583.Dialect
	line    *iso8583.Line
	session session
	memory  memory

	downloads map[string]bool // network codes
}

// NewClient makes a client. It connects and signs on when there is something to send.
func NewClient(o Options) (*Client, error) {
	switch {
	case o.Config == nil:
		return nil, errors.New("upos: Options.Config is nil")
	case o.Dial == nil:
		return nil, errors.New("upos: Options.Dial is nil")
	case o.Master.Len() == 0:
		return nil, errors.New("upos: Options.Master is no key")
	case o.Keys != "" && !slices.ContainsFunc(layouts, func(l layout) bool { return l.network == o.Keys }):
		return nil, fmt.Errorf("upos: Options.Keys %q is none of 001, 003 and 004", o.Keys)
	case o.Tracking != TrackClear && o.Keys != TrackKeys:
		return nil, errors.New("upos: Options.Tracking wants Options.Keys 004")
	}
	if o.Within <= 0 {
		o.Within = time.Minute
	}
	if o.Tries <= 0 {
		o.Tries = 3
	}
	if o.Keep <= 0 {
		o.Keep = 10_000
	}
	if o.Envelope == (Envelope{}) {
		o.Envelope = DefaultEnvelope()
	}
	if o.Keys == "" {
		o.Keys = DoubleKeys
	}
	if o.Operator == "" {
		o.Operator = "01"
	}
	if o.Condition == "" {
		o.Condition = "1"
	}
	if o.ReversalData == nil {
		o.ReversalData = reversalData
	}
	id, err := identity(o.Config)
	if err != nil {
		return nil, err
	}
	c := &Client{o: o, id: id, dialect: o.Form.Dialect(), downloads: o.downloads()}
	if c.memory.Memory = o.Memory; o.Memory == nil {
		c.memory.Memory = &volatile{}
	}
	c.session.signing = make(chan struct{}, 1)
	c.line = iso8583.NewLine(iso8583.Wire{
		Seal: c.seal, Open: c.open, Match: []int{iso8583.FieldSTAN, iso8583.FieldTerminal},
		Echoed: []int{iso8583.FieldProcessing, iso8583.FieldAmount, iso8583.FieldMerchant, iso8583.FieldCurrency},
		Dial:   o.Dial, Within: o.Within,
	})
	return c, nil
}

// Format prints the terminal, under every verb.
func (c *Client) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "client of terminal %s", c.id.TerminalID)
}

// Counts are what the line has seen.
func (c *Client) Counts() iso8583.Counts { return c.line.Counts() }

// Close ends the connection, and wipes the keys; nothing is sent any more.
func (c *Client) Close() {
	c.line.Close()
	keys, _, _, _ := c.session.state()
	c.session.off()
	keys.Wipe()
}

// Authorise sends one request. What the terminal would reverse it by is kept before. A refund has no reversal: it is repeated, as the same message.
// Where the host says that no answer of the issuer has come in time, or, to one that is repeated, that it has it, or asks for another sign-on, it is as if no answer had come: nobody knows what it has said to the first one, and it is taken back. So it is where a request
// whose answer is not known is made again with its ID, after a resume.
//
// B4 12.1.1, 12.1.2
func (c *Client) Authorise(ctx context.Context, r terminal.Request) ([]byte, error) {
	kind := kindOf(&r.Transaction)
	if raises := r.Follows != 0 && !r.OnlinePIN; kind == NoKind || raises || r.NewPIN {
		return nil, notSent(fmt.Errorf("UnionPay has no message for %s", r.Transaction.Purpose))
	}
	if own := c.o.Config.Terminal.TransactionCurrency; r.Transaction.Currency != own { // no batch would have it
		return nil, notSent(fmt.Errorf("a request in currency %03X: the batch is in %03X", r.Transaction.Currency, own))
	}
	if err := c.SignOn(ctx); err != nil {
		return nil, err
	}
	m, err := c.request(kind, &r)
	if err != nil {
		return nil, notSent(err)
	}
	defer m.Wipe()
	ref := c.referTo(m, kind, r.Transaction.Amount)
	_, unknown := c.recall(requestName(r.ID))
	if unknown != nil && !errors.Is(unknown, errNoReference) {
		return nil, notSent(unknown)
	}
	if err := c.keep(requestName(r.ID), ref); err != nil {
		return nil, notSent(err)
	}
	ask, wrong := c.once, c.Counts().WrongMAC
	if kind == Refund {
		ask = c.persist
	}
	answer, again, err := ask(ctx, m)
	if err != nil {
		if ref.BadMAC = c.Counts().WrongMAC != wrong; ref.BadMAC {
			err = errors.Join(err, c.keep(requestName(r.ID), ref))
		}
		return nil, err
	}
	defer answer.Wipe()
	code := answer.Get(iso8583.FieldResponse)
	if c.o.Answered != nil {
		c.o.Answered(ResponseOf(code))
	}
	again = again || unknown == nil
	if code == codeMAC || slices.Contains(undecided, code) || again && (code == codeDuplicate || signsOn(code)) { // without a MAC it may be anybody's word; where the issuer was late, or what it has said to the first one nobody knows
		return nil, arrived(&iso8583.RefusedError{Type: m.Type, Code: code})
	}
	if err := c.decided(requestName(r.ID), ref, answer); err != nil {
		return nil, arrived(err)
	}
	if r.Facts != nil {
		*r.Facts = c.facts(answer)
	}
	return objects(answer), nil
}

// decided keeps of a request what later messages need: of one that was declined what is told of its scripts, and nothing where there are none. The error is of one that was
// approved: a decline stands without.
func (c *Client) decided(name string, ref reference, answer *iso8583.Message) error {
	if Approves(answer.Get(iso8583.FieldResponse)) {
		ref.answered(answer)
		return errors.Join(c.keep(name, ref), c.enter(ref.Kind, name))
	}
	chip := answer.Bytes(iso8583.FieldICC)
	_, early := tlv.Find(chip, tlv.IssuerScriptTemplate1.Tag())
	_, late := tlv.Find(chip, tlv.IssuerScriptTemplate2.Tag())
	if !early && !late {
		_ = c.memory.Keep(name, nil) // nobody misses it
		return nil
	}
	ref.Declined = true
	_ = errors.Join(c.keep(name, ref), c.name(0, name))
	return nil
}

// once sends a message one time.
func (c *Client) once(ctx context.Context, m *iso8583.Message) (answer *iso8583.Message, again bool, err error) {
	answer, err = c.exchange(ctx, m)
	return answer, false, err
}

// insist sends a message until the host has taken it, the same one each time; that it cannot now is never its last word, however few the tries. A line that is down is
// not tried again at once; what may have arrived before that may have arrived still.
func (c *Client) insist(ctx context.Context, m *iso8583.Message) (*iso8583.Message, error) {
	answer, _, err := c.persist(ctx, m)
	return answer, err
}

// persist is insist that says whether an earlier one may have arrived.
func (c *Client) persist(ctx context.Context, m *iso8583.Message) (answer *iso8583.Message, again bool, err error) {
	kind, before := m.Type, error(nil)
	for range c.o.Tries {
		if answer, err = c.exchange(ctx, m); err == nil {
			if code := answer.Get(iso8583.FieldResponse); slices.Contains(later, code) {
				err = arrived(&iso8583.RefusedError{Type: kind, Code: code})
				if signsOn(code) && (m.Has(iso8583.FieldPIN) || c.SignOn(ctx) != nil) { // its block is under the key before
					break
				}
			}
		}
		if !errors.Is(err, iso8583.ErrMayHaveArrived) || ctx.Err() != nil {
			break
		}
		before = err
	}
	if err != nil && before != nil {
		return nil, true, before
	}
	return answer, before != nil, err
}

// word sends a message until the host has answered it, and is its code; again says that an earlier one may have arrived. Where the host asks for another sign-on, that is no word about what
// the message says: it is sent again behind it, in the present batch. One that is in that already, or is answered so once more, may have arrived.
func (c *Client) word(ctx context.Context, m *iso8583.Message, present bool) (code string, again bool, err error) {
	defer m.Wipe()
	for ; ; present = true {
		var answer *iso8583.Message
		var more bool
		if present {
			err = c.SignOn(ctx)
			m.Set(FieldClass, inBatch(m, c.Batch()))
		}
		if err == nil {
			answer, more, err = c.persist(ctx, m)
		}
		again = again || more
		switch {
		case err != nil && again && errors.Is(err, terminal.ErrNotSent): // the one before may have arrived
			return "", false, arrived(err)
		case err != nil:
			return "", false, err
		}
		code := answer.Get(iso8583.FieldResponse)
		answer.Wipe()
		switch {
		case !signsOn(code):
			return code, again, nil
		case present:
			return "", false, arrived(&iso8583.RefusedError{Type: m.Type, Code: code})
		}
	}
}

// tell sends a message until the host has taken it. What it says to it changes nothing any more; it is told who wants to know.
func (c *Client) tell(ctx context.Context, m *iso8583.Message) error {
	kind := m.Type
	code, _, err := c.word(ctx, m, false)
	if err == nil && !Approves(code) {
		_ = c.refused(&iso8583.RefusedError{Type: kind, Code: code})
	}
	return err
}

// refused is the error of a host's no, which is told who wants to know.
func (c *Client) refused(word *iso8583.RefusedError) error {
	if c.o.Refused != nil {
		c.o.Refused(word)
	}
	return fmt.Errorf("%w: %w", terminal.ErrRefused, word)
}

// Scripts tells the issuer, by 0620, what became of its scripts: data are the card's and the terminal's objects of the transaction of that request, such as
// kernel.OnlineAdvice has them, with tag DF31 or 9F5B, or of a tap that has neither the TSI that says so. Without these nothing is told. A terminal calls it of
// itself, and again where it fails. Of a request that the memory does not know it is told without its references.
func (c *Client) Scripts(ctx context.Context, request uint64, data []byte) error {
	if !scripted(data) {
		return nil
	}
	ref, err := c.recall(requestName(request))
	if err != nil && !errors.Is(err, errNoReference) {
		return notSent(err)
	}
	if err := c.scripts(ctx, &ref, data); err != nil || !ref.Declined {
		return err
	}
	return c.memory.Keep(requestName(request), nil)
}

// Advise does nothing: UnionPay has no advice of a decline, and what became of scripts is told by Scripts.
//
// B4 12.1.7
func (c *Client) Advise(context.Context, []byte) error { return nil }

func (c *Client) scripts(ctx context.Context, ref *reference, data []byte) error {
	if err := c.SignOn(ctx); err != nil {
		return err
	}
	m, err := c.scriptResult(ref, data)
	if err != nil {
		return notSent(err)
	}
	return c.tell(ctx, m)
}

// scripted reports whether a message's data tell of scripts: by their results, or as Kernel 6 does, by TVR and TSI.
//
// B4 6.3.9 transmitted, C-6 3.12
func scripted(data []byte) bool {
	tsi, _ := tlv.Find(data, tlv.TSI.Tag())
	return scriptResults(data) != nil || step.ScriptsPerformed(tsi.Value)
}

// scriptResults are those of a message's data, nil if there are none.
func scriptResults(data []byte) []byte {
	for _, tag := range []tlv.Tag{tagScripts, tagResults} {
		if o, ok := tlv.Find(data, tag); ok && len(o.Value) > 0 {
			return o.Value
		}
	}
	return nil
}
