package iso8583

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/emvgo/emv/crypto/mac"
	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// Options are what a client needs.
type Options struct {
	Config *kernel.Config                              // who the terminal is, and what its messages hold
	Dial   func(ctx context.Context) (net.Conn, error) // a connection to the host
	MAC    *mac.MAC                                    // of 8 bytes, over every message
	PIN    PINDevice                                   // nil: a request with a PIN for the host is not sent
	Batch  bool                                        // the acquirer captures in batches: everything is authorised by 0100, and what is approved is captured by 0220; see terminal.Acquirer.Batches too
	Within time.Duration                               // how long a connection and an answer are awaited; 0: 30 seconds
	Tries  int                                         // how often a reversal or an advice is sent at one call; 0: three times

	Refused func(*RefusedError) // told of a reversal or an advice that the host has taken and said no to; nil: nobody is
}

// A PINDevice gives the host what no kernel sees: enciphered blocks of 8 bytes, of format 0, 1 or 3.
type PINDevice interface {
	// HostBlock is the PIN that the device holds.
	HostBlock(pan pin.PAN) (format pin.Format, block []byte, err error)
	// NewPINBlock is the one that is to be the card's.
	NewPINBlock(pan pin.PAN) (format pin.Format, block []byte, err error)
}

// A Client is a terminal's Host and Messages. Its methods may be called by several goroutines.
type Client struct {
	o    Options
	line *Line
}

// NewClient makes a client. It connects when there is something to send.
func NewClient(o Options) (*Client, error) {
	switch {
	case o.Config == nil:
		return nil, errors.New("iso8583: Options.Config is nil")
	case o.Dial == nil:
		return nil, errors.New("iso8583: Options.Dial is nil")
	case o.MAC == nil || o.MAC.Size() != 8:
		return nil, errors.New("iso8583: Options.MAC is not a MAC of 8 bytes")
	case len(o.Config.Terminal.TerminalID) != 8:
		return nil, errors.New("iso8583: Options.Config has no terminal identification of 8 characters (terminalId)")
	}
	if o.Within <= 0 {
		o.Within = 30 * time.Second
	}
	if o.Tries <= 0 {
		o.Tries = 3
	}
	c := &Client{o: o}
	c.line = NewLine(Wire{
		Seal: func(m *Message) ([]byte, error) { return Plain.Seal(m, o.MAC) },
		Open: func(b []byte) (*Message, bool, error) {
			m, err := Plain.Parse(b)
			return m, err == nil && Plain.Sealed(m, b, o.MAC), err
		},
		Match: []int{FieldSTAN, FieldRRN}, Echoed: []int{FieldProcessing, FieldAmount, FieldTerminal, FieldMerchant, FieldCurrency, FieldManagement},
		Parts: true, Dial: o.Dial, Within: o.Within, Greet: c.signOn,
	})
	return c, nil
}

// Format prints the terminal, under every verb.
func (c *Client) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "client of terminal %s", c.o.Config.Terminal.TerminalID)
}

// Authorise sends one request, once. Where the host says that it is still at work on it, or that the issuer's answer has come too late, nobody knows what that was: it is as if no answer had come.
//
// B4 12.1.1, 12.1.2, 12.2.3
func (c *Client) Authorise(ctx context.Context, r terminal.Request) ([]byte, error) {
	m, err := c.request(&r)
	if err != nil {
		return nil, notSent(err)
	}
	defer m.Wipe()
	answer, err := c.line.Exchange(ctx, m)
	if err != nil {
		return nil, err
	}
	defer answer.Wipe()
	if code := answer.Get(FieldResponse); undecided[code] {
		return nil, arrived(&RefusedError{m.Type, code})
	}
	if r.Facts != nil {
		*r.Facts = c.facts(answer)
		r.Facts.Part = partOf(answer, r.Transaction.Amount)
	}
	return objects(answer), nil
}

// TakesConversions says that the currency is in each request, and what is for settlement alone in fields 6 and 51.
func (c *Client) TakesConversions() bool { return true }

// objects are the issuer's data objects of an answer.
func objects(m *Message) (data []byte) {
	code := m.Get(FieldResponse)
	return AppendAnswer(tlv.Append(AppendApproval(data, m), 0x8A, []byte(Told(code, Approves(code)))), m.Bytes(FieldICC))
}

// AppendApproval appends the authorisation code of field 38 as the object 89. A field of spaces alone has none.
//
// B4 12.1.3
func AppendApproval(data []byte, m *Message) []byte {
	if code := m.Bytes(FieldApproval); len(bytes.TrimLeft(code, " ")) != 0 {
		data = tlv.Append(data, tlv.AuthorisationCode.Tag(), code)
	}
	return data
}

// AppendAnswer appends what field 55 of an answer has for card and terminal, without a response code, which some hosts put there beside field 39: that field is the host's
// word, and an answer with two codes cannot be read. So is field 38 the host's word for the authorisation code, where data have it. From an object that is broken on, all
// stays as it is.
//
// B4 12.1.3, 12.2.3
func AppendAnswer(data, chip []byte) []byte {
	c := tlv.NewCursor(chip)
	_, approval := tlv.Find(data, tlv.AuthorisationCode.Tag())
	var o tlv.Object
	for c.Read(&o) {
		if o.Tag != tlv.AuthorisationResponseCode.Tag() && !(approval && o.Tag == tlv.AuthorisationCode.Tag()) {
			data = append(data, o.Raw...)
		}
	}
	if err, broken := c.Err().(*tlv.SyntaxError); broken {
		data = append(data, chip[err.Offset:]...)
	}
	return data
}

// Reverse sends a reversal until the host confirms it, a few times. A host that says no to it has taken it too: the error is [terminal.ErrRefused] then, and a
// [*RefusedError]. Of a request that has come to nothing it may say that it does not find it: nothing is booked. Of a repeat it may say that it has it.
//
// B4 12.1.8, 12.2.3
func (c *Client) Reverse(ctx context.Context, r terminal.Reversal) error {
	m := c.reversal(&r)
	kind := m.Type
	answer, err := c.insist(ctx, m, r.Repeat)
	if err != nil {
		return err
	}
	code := answer.Get(FieldResponse)
	if code == notFound && r.Reason <= terminal.NotCompleted || code == duplicate && m.Type != kind { // a repeat
		return nil
	}
	return said(c.hear(kind, code))
}

// said makes an error of a refusal.
func said(refused *RefusedError) error {
	if refused == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", terminal.ErrRefused, refused)
}

// Advise sends an advice, 0120, until the host confirms it, a few times. It moves no money, whatever code and cryptogram are in its data: a card may say TC in a transaction
// that was ended then. What was approved goes to the host by its request, by Upload or by Capture.
//
// B4 6.3.7 not captured, 12.1.7, 12.2.5
func (c *Client) Advise(ctx context.Context, data []byte) error {
	_, err := c.tell(ctx, c.advice("0120", data), false)
	return err
}

// Scripts tells the issuer what became of its scripts, until the host confirms it, a few times: by an advice, 0120, which names the request in field 61 and moves no
// money. No other message follows what was approved online, or declined.
//
// B4 6.3.9 transmitted
func (c *Client) Scripts(ctx context.Context, request uint64, data []byte) error {
	_, err := c.tell(ctx, c.results(request, data), false)
	return err
}

// UploadsScripts says that the data of an upload have the results of scripts.
func (c *Client) UploadsScripts() {}

// ReversesScripts says that the data of a reversal have them too.
func (c *Client) ReversesScripts() {}

// Upload sends a financial advice of an approval that no host has given, or of the amount that was taken of one, until the host confirms it, a few times. A host that says no to it
// has booked nothing: the error is [terminal.ErrRefused] then, and a [*RefusedError]. Of a repeat it may say that it has it.
//
// B4 12.1.5
func (c *Client) Upload(ctx context.Context, a terminal.Approval) error {
	return c.book(ctx, c.upload(&a), a.Repeat, false)
}

// Capture sends a financial advice, whatever the card said: of an approval in batches, or by force, [kernel.BatchData]. amount is what was approved in the end, by
// the Result: the card may have been told of another. A host that says no to it has booked nothing: the error is [terminal.ErrRefused] then, and a [*RefusedError]. The same data make the
// same message, of which it may say that it has it.
//
// B4 12.1.5
func (c *Client) Capture(ctx context.Context, data []byte, amount uint64) error {
	m := c.advice("0220", data)
	m.fit(FieldAmount, fmt.Sprintf("%012d", amount))
	return c.book(ctx, m, false, true)
}

// book sends a financial advice until the host has taken it. Of a repeat, or of what it may have had before, it may say that it has it.
func (c *Client) book(ctx context.Context, m *Message, repeat, before bool) error {
	kind := m.Type
	answer, err := c.insist(ctx, m, repeat)
	if err != nil {
		return err
	}
	code := answer.Get(FieldResponse)
	if code == duplicate && (before || m.Type != kind) {
		return nil
	}
	return said(c.hear(kind, code))
}

// A RefusedError is a host's word against a message that is not to be decided any more: it has taken it, and it is not sent again, but somebody has to look.
type RefusedError struct {
	Type string // of the message
	Code string // response code
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("iso8583: the host answered %s with %q", e.Type, e.Code)
}

// The response codes of a host that has a message already, and of one that finds nothing to take back.
const (
	duplicate = "94"
	notFound  = "25"
)

// later are the response codes of a host, or an issuer behind it, that could not take a message now: it is still at work on what the message is about, wants it again, has got an answer too late, ends
// its day, or is out of service.
var later = map[string]bool{"09": true, "19": true, "68": true, "90": true, "91": true, "96": true}

// undecided are those of a host that does not know what has become of a request: the issuer may have booked it.
var undecided = map[string]bool{"09": true, "68": true}

// insist sends a message until the host has taken it, from the second time on as a repeat. A line that is down is not tried again at once.
func (c *Client) insist(ctx context.Context, m *Message, repeat bool) (answer *Message, err error) {
	defer m.Wipe()
	kind, before := m.Type, error(nil)
	for range c.o.Tries {
		if repeat {
			m.Type = kind[:3] + "1"
		}
		if answer, err = c.line.Exchange(ctx, m); err == nil {
			if code := answer.Get(FieldResponse); later[code] {
				err = arrived(&RefusedError{kind, code})
			}
		}
		if !errors.Is(err, ErrMayHaveArrived) || ctx.Err() != nil {
			break
		}
		repeat, before = true, err
	}
	if errors.Is(err, terminal.ErrNotSent) && before != nil { // the one before may have arrived still
		err = before
	}
	return answer, err
}

// tell sends a message until the host has taken it, whatever it says to it.
func (c *Client) tell(ctx context.Context, m *Message, repeat bool) (refused *RefusedError, err error) {
	kind := m.Type
	answer, err := c.insist(ctx, m, repeat)
	if err != nil {
		return nil, err
	}
	return c.hear(kind, answer.Get(FieldResponse)), nil
}

// hear is the refusal of an answer's code, nil for none, and tells who wants to know.
func (c *Client) hear(kind, code string) *RefusedError {
	if Approves(code) {
		return nil
	}
	refused := &RefusedError{kind, code}
	if c.o.Refused != nil {
		c.o.Refused(refused)
	}
	return refused
}

// Echo asks the host whether it is there.
func (c *Client) Echo(ctx context.Context) error { return c.manage(ctx, "301") }

// SignOff ends the session with the host; the next message signs on again.
func (c *Client) SignOff(ctx context.Context) error {
	err := c.manage(ctx, "002")
	c.line.Hang()
	return err
}

func (c *Client) manage(ctx context.Context, what string) error {
	answer, err := c.line.Exchange(ctx, c.management(what))
	return confirmed("0800", answer, err)
}

// signOn opens the session on a new connection.
func (c *Client) signOn(ctx context.Context, ask Ask) error {
	answer, err := ask(ctx, c.management("001"))
	return confirmed("0800", answer, err)
}

// confirmed makes an error of an answer that does not say 00.
func confirmed(kind string, answer *Message, err error) error {
	if err != nil {
		return err
	}
	if code := answer.Get(FieldResponse); code != "00" {
		return &RefusedError{kind, code}
	}
	return nil
}

// Counts are what the line has seen.
func (c *Client) Counts() Counts { return c.line.Counts() }

// Close ends the connection; nothing is sent any more.
func (c *Client) Close() { c.line.Close() }
