// Package host puts ISO 8583 round the issuer simulator: an acquirer and issuer in one, with accounts, for the terminals among the examples. It checks MAC,
// cryptogram and PIN block, books each request once whatever comes again, and settles. Its keys are published test keys.
package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/testvectors/issuer"
)

// A Host answers terminals. Several hosts may work on the same books, one after the other or at once.
type Host struct {
	Books   *Books
	Issuer  *issuer.Issuer // nil: the issuer of the virtual cards
	Decline bool           // it declines every request
	Codes   []string       // response codes of its first answers to cards that are right, in the place of its own
	Log     func(string)   // a line for each message, masked; nil: none
	Union   *Union         // it speaks UnionPay's dialect; nil: the plain one

	acting sync.Mutex // one message at a time, in the order in which they are kept
	store  *Store     // nil: the books do not outlive the process

	mu    sync.Mutex
	conns map[net.Conn]bool
	ended bool
	count struct{ garbage, wrongMAC atomic.Uint64 }
}

// connections are the most that are served at a time, idle the time after which a silent one is closed.
const (
	connections = 64
	idle        = 10 * time.Minute
)

// Serve answers whoever connects, until the listener or the host is closed.
func (h *Host) Serve(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return nil
			}
			return err
		}
		go h.ServeConn(c)
	}
}

// ServeConn answers one connection until it ends. It returns nothing: a terminal that breaks off has its reasons.
func (h *Host) ServeConn(c net.Conn) {
	defer func() { _ = c.Close() }()
	if !h.enter(c) {
		return
	}
	defer h.leave(c)
	for {
		_ = c.SetDeadline(time.Now().Add(idle))
		frame, err := iso8583.ReadFrame(c)
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) {
				h.log("connection ended: %v", err)
			}
			return
		}
		answer := h.Answer(frame)
		clear(frame)
		if answer == nil {
			continue
		}
		if _, err := c.Write(iso8583.AppendFrame(nil, answer)); err != nil {
			return
		}
	}
}

// Dial is a connection to a host that is part of the program: for iso8583.Options.
func (h *Host) Dial(context.Context) (net.Conn, error) {
	here, there := net.Pipe()
	go h.ServeConn(there)
	return here, nil
}

func (h *Host) enter(c net.Conn) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ended || len(h.conns) >= connections {
		return false
	}
	if h.conns == nil {
		h.conns = map[net.Conn]bool{}
	}
	h.conns[c] = true
	return true
}

func (h *Host) leave(c net.Conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.conns, c)
}

// Close ends every connection, as a host that is killed: what is booked is booked. The file of [Host.Open] is closed.
func (h *Host) Close() {
	h.mu.Lock()
	h.ended = true
	for c := range h.conns {
		_ = c.Close()
	}
	h.mu.Unlock()
	h.acting.Lock()
	defer h.acting.Unlock()
	if h.store != nil {
		_ = h.store.f.Close() // from now on nothing is kept, and so nothing done
	}
}

// Dropped is how many messages could not be read, and how many had a wrong MAC: they were not answered.
func (h *Host) Dropped() (garbage, wrongMAC uint64) {
	return h.count.garbage.Load(), h.count.wrongMAC.Load()
}

// Answer is the answer to one message, nil for none: what cannot be read or has no right MAC is from nobody, and what cannot be kept has not come.
func (h *Host) Answer(frame []byte) []byte {
	h.acting.Lock()
	defer h.acting.Unlock()
	return h.answer(frame, true)
}

// answer acts upon a message, which is kept first unless it was.
func (h *Host) answer(frame []byte, keep bool) []byte {
	if h.Union != nil {
		return h.answerUnion(frame, keep)
	}
	m, err := iso8583.Plain.Parse(frame)
	if err != nil {
		h.count.garbage.Add(1)
		h.log("dropped: %v", err)
		return nil
	}
	defer m.Wipe()
	if !iso8583.Plain.Sealed(m, frame, TestMAC()) {
		h.count.wrongMAC.Add(1)
		h.log("dropped: %s with a wrong MAC", m.Type)
		return nil
	}
	do, a := services[m.Type[:3]], reply(m)
	switch {
	case do == nil || m.Type[3] > '1' || !m.Has(iso8583.FieldSTAN) || !m.Has(iso8583.FieldTerminal):
		h.count.garbage.Add(1)
		h.log("dropped: %s is not served", m.Type)
		return nil
	case !m.Has(iso8583.FieldRRN) && m.Type[1] != '8':
		a.Set(iso8583.FieldResponse, codeFormat)
	default:
		if keep && h.store != nil && m.Type[1] != '8' {
			if err := h.store.keep(h.Decline, frame); err != nil {
				h.log("not taken: %v", err)
				return nil
			}
		}
		do(h, m, a)
	}
	h.log("%s %s %s %s %s -> %s", m.Type, m.Get(iso8583.FieldTerminal), m.Get(iso8583.FieldRRN), maskedPAN(m), money(m), a.Get(iso8583.FieldResponse))
	b, err := iso8583.Plain.Seal(a, TestMAC())
	a.Wipe()
	if err != nil {
		h.log("no answer: %v", err)
		return nil
	}
	return b
}

// services are what is done about the messages, by the first three digits of their type.
var services = map[string]func(h *Host, m, a *iso8583.Message){
	"010": (*Host).request, "020": (*Host).request,
	"012": (*Host).advice, "022": (*Host).advice,
	"040": (*Host).reversal, "042": (*Host).reversal,
	"050": (*Host).settlement, "080": (*Host).management,
}

// reply is the answer with what it repeats.
func reply(m *iso8583.Message) *iso8583.Message {
	a := iso8583.New(iso8583.AnswerType(m.Type))
	for _, n := range []int{
		iso8583.FieldProcessing, iso8583.FieldAmount, iso8583.FieldSent, iso8583.FieldSTAN, iso8583.FieldTime, iso8583.FieldDate, iso8583.FieldRRN,
		iso8583.FieldTerminal, iso8583.FieldMerchant, iso8583.FieldCurrency, iso8583.FieldManagement,
	} {
		a.SetBytes(n, m.Bytes(n))
	}
	return a
}

func (h *Host) management(_, a *iso8583.Message) { a.Set(iso8583.FieldResponse, codeApproved) }

func (h *Host) log(format string, args ...any) {
	if h.Log != nil {
		h.Log(fmt.Sprintf(format, args...))
	}
}

func maskedPAN(m *iso8583.Message) string {
	p, err := pin.ParsePAN(m.Get(iso8583.FieldPAN))
	if err != nil {
		return "-"
	}
	defer p.Wipe()
	return p.String()
}

func money(m *iso8583.Message) string {
	if !m.Has(iso8583.FieldAmount) {
		return "-"
	}
	return strings.TrimLeft(m.Get(iso8583.FieldAmount), "0") + " " + m.Get(iso8583.FieldCurrency)
}
