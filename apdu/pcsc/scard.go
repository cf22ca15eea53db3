//go:build windows || (cgo && (darwin || pcsc))

package pcsc

import (
	"errors"
	"time"

	"github.com/ebfe/scard"
)

// built is the service of this machine.
var built system = scardSystem{}

type scardSystem struct{}

func (scardSystem) establish() (session, error) {
	s := scardSession{}
	l, err := tap(func() (err error) {
		s.ctx, err = scard.EstablishContext()
		return err
	})
	if err != nil {
		return nil, codeOf(err)
	}
	s.line = l
	return s, nil
}

// codeOf makes a code of an error of scard.
func codeOf(err error) error {
	var e scard.Error
	if errors.As(err, &e) {
		return code(e)
	}
	return err
}

type scardSession struct {
	ctx *scard.Context
	*line
}

func (s scardSession) readers() ([]string, error) {
	list, err := s.ctx.ListReaders()
	return list, codeOf(err)
}

func (s scardSession) statusChange(states []readerState, timeout time.Duration) error {
	list := make([]scard.ReaderState, len(states))
	for i := range states {
		list[i] = scard.ReaderState{Reader: states[i].reader, CurrentState: scard.StateFlag(states[i].current)}
	}
	if err := s.ctx.GetStatusChange(list, timeout); err != nil {
		return codeOf(err)
	}
	for i := range states {
		states[i].event, states[i].atr = stateFlags(list[i].EventState), list[i].Atr
	}
	return nil
}

func (s scardSession) connect(reader string, share ShareMode, p Protocols) (handle, error) {
	card, err := s.ctx.Connect(reader, scardShare[share], scardProtocols(share, p))
	if err != nil {
		return nil, codeOf(err)
	}
	return scardHandle{card}, nil
}

func (s scardSession) cancel() error { return codeOf(s.ctx.Cancel()) }

func (s scardSession) release() error {
	defer s.close()
	return codeOf(s.ctx.Release())
}

var (
	scardShare        = [...]scard.ShareMode{Exclusive: scard.ShareExclusive, Shared: scard.ShareShared, Direct: scard.ShareDirect}
	scardDispositions = [...]scard.Disposition{Unpower: scard.UnpowerCard, Reset: scard.ResetCard, Leave: scard.LeaveCard}
)

func scardProtocols(share ShareMode, p Protocols) (set scard.Protocol) {
	if share == Direct && p == 0 {
		return 0
	}
	if p == 0 || p&T0 != 0 {
		set |= scard.ProtocolT0
	}
	if p == 0 || p&T1 != 0 {
		set |= scard.ProtocolT1
	}
	return set
}

type scardHandle struct{ card *scard.Card }

func (h scardHandle) protocol() Protocols {
	switch h.card.ActiveProtocol() {
	case scard.ProtocolT0:
		return T0
	case scard.ProtocolT1:
		return T1
	}
	return 0
}

func (h scardHandle) atr() ([]byte, error) {
	status, err := h.card.Status()
	if err != nil {
		return nil, codeOf(err)
	}
	return status.Atr, nil
}

func (h scardHandle) transmit(command []byte) ([]byte, error) {
	r, err := h.card.Transmit(command)
	if err != nil {
		return nil, codeOf(err)
	}
	return r, nil
}

func (h scardHandle) control(ioctl uint32, in []byte) ([]byte, error) {
	out, err := h.card.Control(ioctl, in)
	if err != nil {
		return nil, codeOf(err)
	}
	return out, nil
}

func (h scardHandle) reconnect(share ShareMode, p Protocols, d Disposition) error {
	return codeOf(h.card.Reconnect(scardShare[share], scardProtocols(share, p), scardDispositions[d]))
}

func (h scardHandle) begin() error { return codeOf(h.card.BeginTransaction()) }
func (h scardHandle) end() error   { return codeOf(h.card.EndTransaction(scard.LeaveCard)) }

func (h scardHandle) disconnect(d Disposition) error {
	return codeOf(h.card.Disconnect(scardDispositions[d]))
}
