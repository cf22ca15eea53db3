package upos

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/emvgo/emv/crypto/mac"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// A session is what the host has given the terminal with the answer to its sign-on.
type session struct {
	signing chan struct{} // held by who signs on

	mu    sync.Mutex
	on    bool
	keys  Keys
	mac   *mac.MAC // nil before the first sign-on
	batch string
	wants Wanted
}

// notSent says that nothing of a message has left, and why; the cause is told in its words alone.
func notSent(cause error) error { return fmt.Errorf("upos: %v: %w", cause, terminal.ErrNotSent) }

// arrived says that a message may have arrived, and was not taken.
func arrived(cause error) error { return fmt.Errorf("upos: %v: %w", cause, iso8583.ErrMayHaveArrived) }

func (s *session) state() (keys Keys, key *mac.MAC, batch string, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.keys, s.mac, s.batch, s.on
}

// off has the next message sign on before.
func (s *session) off() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.on = false
}

// seal makes the bytes of a message, with its MAC where it has one.
func (c *Client) seal(m *iso8583.Message) ([]byte, error) {
	sent, err := c.hidden(m)
	if err != nil {
		return nil, err
	}
	if sent != m {
		m = sent
		defer sent.Wipe()
	}
	_, key, _, _ := c.session.state()
	var b []byte
	switch {
	case !c.sealed(m):
		b, err = c.dialect.Pack(m)
	case key == nil:
		return nil, errors.New("upos: there is no MAC key")
	default:
		b, err = c.dialect.Seal(m, key)
	}
	if err != nil {
		return nil, err
	}
	defer clear(b)
	return c.o.Envelope.Append(nil, b), nil
}

// sealed reports whether a message has a MAC: all but those that manage the terminal and download nothing, and what the acquirer leaves without.
func (c *Client) sealed(m *iso8583.Message) bool {
	if m.Type[1] == '8' {
		class, err := ParseClass(m.Get(FieldClass))
		if err != nil || !c.downloads[class.Network] {
			return false
		}
	}
	return !slices.ContainsFunc(c.o.Unsealed, func(kind string) bool { return kind == m.Type || iso8583.AnswerType(kind) == m.Type })
}

// downloads are the network codes of what is downloaded: what a terminal is to trust, or takes money by.
func (o *Options) downloads() map[string]bool {
	set := map[string]bool{}
	for _, s := range []Service{Parameters, CAKey, CAEnd, CAList, AIDKey, AIDEnd, AIDList, Blacklist, QuickPass, BINListB} {
		set[o.network(s.Network)] = true
	}
	return set
}

// network is the acquirer's code for a service.
func (o *Options) network(code string) string {
	if own, ok := o.Networks[code]; ok {
		return own
	}
	return code
}

// open takes the bytes of an answer apart. An answer without a MAC is taken where its request has none, and where it says that the host knows no key: that books nothing.
func (c *Client) open(b []byte) (m *iso8583.Message, sealed bool, err error) {
	e, body, err := Split(b)
	if err != nil {
		return nil, false, err
	}
	if m, err = c.dialect.Parse(body); err != nil {
		return nil, false, err
	}
	if len(m.Type) != 4 || m.Type[2] == '0' {
		return nil, false, errors.New("upos: it is no answer")
	}
	_, key, _, _ := c.session.state()
	switch {
	case m.Has(iso8583.FieldMAC):
		sealed = key != nil && c.dialect.Sealed(m, body, key)
	default:
		sealed = !c.sealed(m) || m.Get(iso8583.FieldResponse) == codeMAC
	}
	if sealed {
		c.session.mu.Lock()
		if c.session.wants = e.Header.Processing; e.Header.Processing == WantsSignOn {
			c.session.on = false
		}
		c.session.mu.Unlock()
	}
	return m, sealed, nil
}

// Wants is what the host has wanted of the terminal with its last answer.
func (c *Client) Wants() Wanted {
	c.session.mu.Lock()
	defer c.session.mu.Unlock()
	return c.session.wants
}

// Batch is the number of the batch, six digits; empty before the first sign-on.
func (c *Client) Batch() string {
	_, _, batch, _ := c.session.state()
	return batch
}

// exchange sends a message and gives its answer. One that asks for another sign-on gets it before the next message.
func (c *Client) exchange(ctx context.Context, m *iso8583.Message) (*iso8583.Message, error) {
	answer, err := c.line.Exchange(ctx, m)
	if err == nil && c.sealed(m) && !answer.Has(iso8583.FieldMAC) && answer.Get(iso8583.FieldResponse) != codeMAC { // its own field 60 says that it needs none
		answer.Wipe()
		return nil, arrived(errors.New("an answer without its MAC"))
	}
	if err == nil && signsOn(answer.Get(iso8583.FieldResponse)) {
		c.session.off()
	}
	return answer, err
}

// SignOn signs on, if the terminal is not: the host gives keys and the number of the batch. Each message does so by itself. A key whose check value is wrong refuses
// the sign-on: the error then holds a *KeyError.
func (c *Client) SignOn(ctx context.Context) error {
	select {
	case c.session.signing <- struct{}{}:
		defer func() { <-c.session.signing }()
	case <-ctx.Done():
		return notSent(ctx.Err())
	}
	if _, _, _, on := c.session.state(); on {
		return nil
	}
	m, err := c.service(Service{SignOn.Name, SignOn.Type, SignOn.Code, c.o.Keys}, true)
	if err != nil {
		return notSent(err)
	}
	if serial := c.o.Config.Terminal.IFDSerialNumber; serial != "" {
		m.Set(FieldData, FormatSerial(serial))
	}
	answer, err := c.line.Exchange(ctx, m)
	if err != nil {
		return notSent(fmt.Errorf("sign-on: %w", err))
	}
	defer answer.Wipe()
	if err := c.take(answer); err != nil {
		return fmt.Errorf("upos: sign-on: %w: %w", err, terminal.ErrNotSent)
	}
	return nil
}

// take takes over what the answer to a sign-on gives.
func (c *Client) take(answer *iso8583.Message) error {
	if code := answer.Get(iso8583.FieldResponse); code != codeApproved {
		return &iso8583.RefusedError{Type: SignOn.Type, Code: code}
	}
	class, err := ParseClass(answer.Get(FieldClass))
	if err != nil {
		return err
	}
	if class.Network != c.o.Keys { // the blocks of one layout make up another one, with shorter keys
		return &KeyError{"", fmt.Sprintf("are of network code %.3s, and not of %s", class.Network, c.o.Keys)}
	}
	keys, err := OpenKeys(class.Network, answer.Bytes(FieldData), c.o.Master)
	if err != nil {
		return err
	}
	key, err := NewMAC(c.o.Method, c.o.TextMAC, keys.MAK)
	if err != nil {
		return err
	}
	if c.o.PIN != nil {
		c.o.PIN.SetPIK(keys.PIK)
	}
	s := &c.session
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.keys.Wipe() // those before
	s.on, s.keys, s.mac, s.batch = true, keys, key, class.Batch
	return nil
}

// service makes a message that manages the terminal; one of a download has no trace number.
func (c *Client) service(s Service, traced bool) (*iso8583.Message, error) {
	m := c.dialect.New(s.Type)
	batch := c.Batch()
	if batch == "" {
		batch = "000000"
	}
	m.Set(FieldClass, Class{Code: s.Code, Batch: batch, Network: c.o.network(s.Network)}.String())
	c.terminal(m)
	if !traced {
		return m, nil
	}
	m.Set(FieldOperator, c.o.Operator+" ")
	trace, err := c.next()
	m.Set(iso8583.FieldSTAN, trace)
	return m, err
}

// serve signs on and sends a message that manages the terminal; it is an error that the host does not confirm it.
func (c *Client) serve(ctx context.Context, s Service, with func(m *iso8583.Message)) (*iso8583.Message, error) {
	if err := c.SignOn(ctx); err != nil {
		return nil, err
	}
	traced := with == nil
	m, err := c.service(s, traced)
	if err != nil {
		return nil, notSent(err)
	}
	defer m.Wipe()
	if with != nil {
		with(m)
	}
	answer, err := c.exchange(ctx, m)
	if err != nil {
		return nil, err
	}
	if code := answer.Get(iso8583.FieldResponse); code != codeApproved {
		answer.Wipe()
		return nil, &iso8583.RefusedError{Type: s.Type, Code: code}
	}
	return answer, nil
}

// Echo asks the host whether it is there.
func (c *Client) Echo(ctx context.Context) error {
	_, err := c.serve(ctx, Echo, nil)
	return err
}

// SignOff ends the session with the host; the next message signs on again.
func (c *Client) SignOff(ctx context.Context) error {
	_, err := c.serve(ctx, SignOff, nil)
	c.session.off()
	c.line.Hang()
	return err
}

// SendState tells the host what the terminal's state is, as the acquirer has it: field 62.
func (c *Client) SendState(ctx context.Context, state []byte) error {
	_, err := c.serve(ctx, State, func(m *iso8583.Message) { m.SetBytes(FieldData, state) })
	return err
}

// SendSignature sends the image of a signature of a transaction, with the items of its slip: fields 62 and 55, as the acquirer has them.
func (c *Client) SendSignature(ctx context.Context, request uint64, image, items []byte) error {
	r, err := c.recall(requestName(request))
	if err != nil {
		return notSent(err)
	}
	_, err = c.serve(ctx, Signature, func(m *iso8583.Message) {
		m.Set(iso8583.FieldSTAN, r.Trace)
		m.Set(iso8583.FieldRRN, r.RRN)
		m.Set(FieldClass, Class{Code: Signature.Code, Batch: r.Batch, Network: c.o.network(Signature.Network)}.String())
		m.SetBytes(FieldData, image)
		m.SetBytes(iso8583.FieldICC, items)
	})
	return err
}
