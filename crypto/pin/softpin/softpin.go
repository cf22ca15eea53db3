// Package softpin is a PIN device in software, for tests and examples: it "types" PINs that it was given, builds
// PIN blocks and padding, sends VERIFY itself and answers with the status word alone; an online PIN leaves it only
// as an enciphered block, and only towards the host.
//
// It is not a secure device: a PIN that a cardholder types belongs in certified hardware, which takes this
// package's place behind the same requests.
package softpin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin"
)

// A Method is how a PIN is verified.
//
// EMV 4.4 B3 10.5.1, 10.5.2
type Method uint8

// The methods.
const (
	Online        Method = iota // the block goes to the host
	Plaintext                   // offline, plaintext block
	EncipheredRSA               // offline, RSA
	EncipheredECC               // offline, ECC ODE
)

// A Request asks for one PIN entry or one verification.
type Request struct {
	Method    Method
	Tries     int        // PIN tries left where the card told them, -1 unknown: for the display
	RSA       pin.RSAKey // EncipheredRSA: the recovered public key
	Suite     pin.Suite  // EncipheredECC: of the verified certificate
	Public    []byte     // EncipheredECC: x-coordinate of the ICC public key for ODE
	Challenge []byte     // EncipheredRSA, EncipheredECC: the card's 8-byte unpredictable number
}

// A Result says what became of an entry.
type Result uint8

// The results.
const (
	Entered   Result = iota // a PIN was entered; for a verification see SW
	Bypassed                // no PIN was entered, by agreement of merchant and cardholder
	Failed                  // the device could not do what was asked
	Cancelled               // the cardholder pressed cancel, or nothing more was to be typed
)

// An Answer is all that the terminal learns.
type Answer struct {
	Result Result
	SW     apdu.SW   // of VERIFY; 0 if none was sent
	Fault  pin.Fault // with Failed: why
}

// Keys that a cardholder may press instead of digits, to be given to [New].
const (
	Bypass = "bypass"
	Cancel = "cancel"
)

// A Device is a software PIN device. It is used by one goroutine at a time.
type Device struct {
	queue     []entry
	templates []pin.Biometric
	held      pin.PIN
	fresh     pin.PIN // that is to be the card's
	keys      OnlineKeys
	ode       pin.ODE // of this transaction, with
	odeSuite  pin.Suite
	odePublic []byte
}

type entry struct {
	result Result
	digits pin.PIN
}

// New makes a device that types one of pins at each entry: 4 to 12 digits, [Bypass] or [Cancel]. When they are used
// up it answers [Cancelled]. The error joins every fault, each with its place and never with the digits.
func New(pins ...string) (*Device, error) {
	d := new(Device)
	if err := d.Type(pins...); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// Type types further PINs, as [New] does: all of them, or with an error none.
func (d *Device) Type(pins ...string) error {
	had := len(d.queue)
	var faults []error
	for i, text := range pins {
		switch text {
		case Bypass:
			d.queue = append(d.queue, entry{result: Bypassed})
		case Cancel:
			d.queue = append(d.queue, entry{result: Cancelled})
		default:
			digits, err := pin.New([]byte(text))
			if err != nil {
				faults = append(faults, &EntryError{Index: i, Err: err})
				continue
			}
			d.queue = append(d.queue, entry{digits: digits})
		}
	}
	if len(faults) > 0 {
		for _, e := range d.queue[had:] {
			e.digits.Wipe()
		}
		d.queue = d.queue[:had]
	}
	return errors.Join(faults...)
}

// EnterPIN takes the next PIN and keeps it, in the place of one kept before, for [Device.VerifyPIN] or the host.
// The error is that of ctx.
func (d *Device) EnterPIN(ctx context.Context, _ Request) (Answer, error) {
	d.held.Wipe()
	d.held = pin.PIN{}
	if err := ctx.Err(); err != nil {
		return Answer{Result: Cancelled}, err
	}
	next := d.typed()
	d.held = next.digits
	return Answer{Result: next.result}, nil
}

// VerifyPIN verifies the PIN kept by [Device.EnterPIN], or takes the next one if none is kept: it builds the block,
// sends VERIFY to card, wipes PIN, block and command, and answers with the status word. card is the reader itself:
// nothing that records commands may stand between. An error is the card's.
//
// EMV 4.4 B3 6.5.12, 10.5.1
// EMV 4.4 B3 6.5.12.3
func (d *Device) VerifyPIN(ctx context.Context, card apdu.Card, r Request) (Answer, error) {
	if d.held.Len() == 0 {
		if a, err := d.EnterPIN(ctx, r); err != nil || a.Result != Entered {
			return a, err
		}
	}
	defer d.held.Wipe()
	data, qualifier, err := d.offline(r)
	if err != nil {
		return failed(err), nil
	}
	return verify(ctx, card, qualifier, data)
}

// verify sends VERIFY, in a chain where it is long, and wipes the data.
//
// EMV 4.4 B3 6.5.12, 6.5.13
func verify(ctx context.Context, card apdu.Card, qualifier byte, data []byte) (Answer, error) {
	defer clear(data)
	c := apdu.Command{CLA: apdu.ClassInterindustry, INS: apdu.Verify, P2: qualifier, Data: data, Le: apdu.NoLe}
	response, _, err := apdu.TransmitChain(ctx, card, c, apdu.MaxShortData)
	if err != nil {
		return Answer{Result: Entered}, err
	}
	return Answer{Result: Entered, SW: apdu.Response(response).SW()}, nil
}

// offline is the data field of VERIFY and its qualifier.
//
// EMV 4.4 B3 6.5.12.2
func (d *Device) offline(r Request) (data []byte, qualifier byte, err error) {
	switch r.Method {
	case Plaintext:
		block, err := pin.Offline(d.held)
		defer clear(block[:])
		return append([]byte(nil), block[:]...), apdu.PlaintextPIN, err
	case EncipheredRSA:
		data, err = pin.EncipherRSA(r.RSA, d.held, r.Challenge)
		return data, apdu.EncipheredPINRSA, err
	case EncipheredECC:
		if err = d.startODE(r.Suite, r.Public); err == nil {
			data, err = d.ode.EncipherPIN(d.held, r.Challenge)
		}
		return data, apdu.EncipheredPINECC, err
	}
	return nil, 0, pin.FaultFormat
}

// startODE keeps the derived keys for as long as the transaction's card key is the same.
//
// EMV 4.4 B2 13.2
func (d *Device) startODE(suite pin.Suite, public []byte) (err error) {
	if d.odePublic != nil && d.odeSuite == suite && bytes.Equal(d.odePublic, public) {
		return nil
	}
	d.ode.Wipe()
	d.odePublic = nil
	if d.ode, err = pin.NewODE(suite, public); err == nil {
		d.odeSuite, d.odePublic = suite, bytes.Clone(public)
	}
	return err
}

// EndTransaction wipes the PINs that are kept and the keys agreed with the card. PINs yet to be typed stay.
func (d *Device) EndTransaction() {
	d.held.Wipe()
	d.wipeNew()
	d.ode.Wipe()
	d.ode, d.odePublic = pin.ODE{}, nil
}

func failed(err error) Answer {
	var fault pin.Fault
	errors.As(err, &fault)
	return Answer{Result: Failed, Fault: fault}
}

// Holds reports whether a PIN is kept.
func (d *Device) Holds() bool { return d.held.Len() > 0 }

// Close wipes every PIN, template and key. Best effort: the strings given to New are the caller's.
func (d *Device) Close() {
	d.EndTransaction()
	for _, e := range d.queue {
		e.digits.Wipe()
	}
	for _, b := range d.templates {
		b.Wipe()
	}
	if d.keys != nil {
		d.keys.Wipe()
	}
	*d = Device{}
}

// String shows nothing of what is typed.
func (d *Device) String() string { return "softpin.Device" }

// GoString is String.
func (d *Device) GoString() string { return d.String() }

// Format is String under every verb.
func (d *Device) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(d.String())) }

// MarshalText is String: JSON shows nothing either.
func (d *Device) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// LogValue is String.
func (d *Device) LogValue() slog.Value { return slog.StringValue(d.String()) }

// An EntryError says which of the PINs given to [New] is wrong.
type EntryError struct {
	Index int
	Err   error
}

func (e *EntryError) Error() string {
	return "softpin: entry " + strconv.Itoa(e.Index) + ": " + e.Err.Error()
}

// Unwrap gives the cause, a [pin.Fault].
func (e *EntryError) Unwrap() error { return e.Err }
