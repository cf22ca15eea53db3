package softpin

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/emvgo/emv/crypto/pin"
)

// An OnlineBlock is an enciphered PIN for the host. It prints as its format and key serial number.
type OnlineBlock struct {
	format pin.Format
	ksn    []byte
	block  *blockBytes
}

type blockBytes struct{ p *[]byte }

// PINFormat is the format of the block.
func (b OnlineBlock) PINFormat() pin.Format { return b.format }

// KSN is the key serial number: 10 bytes for TDES DUKPT, 12 for AES DUKPT, nil under a zone key.
func (b OnlineBlock) KSN() []byte { return b.ksn }

// Bytes is the enciphered block: 8 bytes, 16 in format 4.
func (b OnlineBlock) Bytes() []byte {
	if b.block == nil {
		return nil
	}
	return *b.block.p
}

func (b OnlineBlock) String() string {
	return fmt.Sprintf("PIN block of format %d, KSN %X", b.format, b.ksn)
}

func (b OnlineBlock) GoString() string             { return b.String() }
func (b OnlineBlock) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte(b.String())) }
func (b OnlineBlock) MarshalText() ([]byte, error) { return []byte(b.String()), nil }
func (b OnlineBlock) LogValue() slog.Value         { return slog.StringValue(b.String()) }

// OnlineKeys enciphers PINs for a host: [ZoneKey], [TDESDUKPT] or [AESDUKPT].
type OnlineKeys interface {
	Encipher(p pin.PIN, pan pin.PAN) (OnlineBlock, error)
	Wipe()
}

// Errors of [Device.HostBlock]: wrong use of the device.
var (
	ErrNoPIN  = errors.New("softpin: no PIN is kept")
	ErrNoKeys = errors.New("softpin: no key for online PINs")
)

// SetOnlineKeys gives the device its key for online PINs. The device wipes it in Close.
func (d *Device) SetOnlineKeys(k OnlineKeys) { d.keys = k }

// HostBlock enciphers the PIN that is kept, and wipes it. It is called by the device that talks to the host, never by
// a kernel. Errors: [ErrNoPIN], [ErrNoKeys], those of [pin.EncipherBlock], [pin.FaultCounter] when the DUKPT key is
// used up.
//
// EMV 4.4 B3 10.5.2
func (d *Device) HostBlock(pan pin.PAN) (OnlineBlock, error) {
	if !d.Holds() {
		return OnlineBlock{}, ErrNoPIN
	}
	defer d.held.Wipe()
	if d.keys == nil {
		return OnlineBlock{}, ErrNoKeys
	}
	return d.keys.Encipher(d.held, pan)
}

// ZoneKey is a fixed key shared with the host: a TDES key for formats 0, 1 and 3, an AES key for format 4.
func ZoneKey(f pin.Format, key pin.Key) OnlineKeys { return zoneKey{f, key} }

type zoneKey struct {
	format pin.Format
	key    pin.Key
}

func (z zoneKey) Encipher(p pin.PIN, pan pin.PAN) (OnlineBlock, error) {
	return online(z.format, z.key, nil, p, pan)
}

func (z zoneKey) Wipe() { z.key.Wipe() }

func online(f pin.Format, key pin.Key, ksn []byte, p pin.PIN, pan pin.PAN) (OnlineBlock, error) {
	block, err := pin.EncipherBlock(f, key, p, pan)
	if err != nil {
		return OnlineBlock{}, err
	}
	return OnlineBlock{f, ksn, &blockBytes{&block}}, nil
}

// TDESDUKPT gives each PIN a key of its own, derived from the device's initial key (ANSI X9.24-1), in blocks of
// format 0. last is the number of the last transaction; counter 0 for a new device. It keeps the initial key, so it
// lacks the forward secrecy that a real device gets from keeping future keys alone.
func TDESDUKPT(initial pin.Key, last pin.KSN) OnlineKeys {
	return &tdesDUKPT{initial, last}
}

type tdesDUKPT struct {
	initial pin.Key
	last    pin.KSN
}

func (d *tdesDUKPT) Encipher(p pin.PIN, pan pin.PAN) (OnlineBlock, error) {
	ksn, err := d.last.Next()
	if err != nil {
		return OnlineBlock{}, err
	}
	d.last = ksn
	transaction, err := pin.TransactionKeyTDES(d.initial, ksn)
	if err != nil {
		return OnlineBlock{}, err
	}
	defer transaction.Wipe()
	key, err := pin.WorkingKeyTDES(transaction, pin.TDESPIN)
	if err != nil {
		return OnlineBlock{}, err
	}
	defer key.Wipe()
	return online(pin.Format0, key, ksn[:], p, pan)
}

func (d *tdesDUKPT) Wipe() { d.initial.Wipe() }

// AESDUKPT is the same with AES (ANSI X9.24-3), in blocks of format 4 under a PIN key as long as the initial key.
func AESDUKPT(initial pin.Key, last pin.AESKSN) OnlineKeys {
	return &aesDUKPT{initial, last}
}

type aesDUKPT struct {
	initial pin.Key
	last    pin.AESKSN
}

func (d *aesDUKPT) Encipher(p pin.PIN, pan pin.PAN) (OnlineBlock, error) {
	ksn, err := d.last.Next()
	if err != nil {
		return OnlineBlock{}, err
	}
	d.last = ksn
	transaction, err := pin.TransactionKeyAES(d.initial, ksn)
	if err != nil {
		return OnlineBlock{}, err
	}
	defer transaction.Wipe()
	key, err := pin.WorkingKeyAES(transaction, ksn, pin.AESPIN, d.initial.Len())
	if err != nil {
		return OnlineBlock{}, err
	}
	defer key.Wipe()
	return online(pin.Format4, key, ksn[:], p, pan)
}

func (d *aesDUKPT) Wipe() { d.initial.Wipe() }
