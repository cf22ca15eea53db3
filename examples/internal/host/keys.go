package host

import (
	"errors"
	"sync"

	"github.com/emvgo/emv/crypto/mac"
	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/crypto/pin/softpin"
)

// The keys of the line, which every terminal here shares with the host: test keys, published.
var (
	macKey = [16]byte{0x4D, 0x41, 0x43, 0x20, 0x54, 0x45, 0x53, 0x54, 0x20, 0x4B, 0x45, 0x59, 0x20, 0x4F, 0x4E, 0x45}
	pinKey = [16]byte{0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10}
)

// TestMAC is the MAC of the line: ISO/IEC 9797-1 algorithm 3, padding method 2, 8 bytes.
var TestMAC = sync.OnceValue(func() *mac.MAC {
	m, err := mac.NewAlgorithm3(macKey[:], mac.Padding2, 8)
	if err != nil {
		panic("host: " + err.Error())
	}
	return m
})

// PINKey is the zone key of the PIN blocks.
func PINKey() pin.Key { return tdes(pinKey) }

// tdes is a key of two halves, which every 16 bytes are.
func tdes(key [16]byte) pin.Key {
	k, err := pin.NewKey(pin.TDES, key[:])
	if err != nil {
		panic("host: " + err.Error())
	}
	return k
}

// OnlineKeys are for [softpin.Device.SetOnlineKeys]: format 0 under the zone key.
func OnlineKeys() softpin.OnlineKeys { return softpin.ZoneKey(pin.Format0, PINKey()) }

// Pads are the PIN device towards the host, in software: an iso8583.PINDevice, and an upos.PINDevice.
type Pads struct {
	PIN *softpin.Device // has the PIN; nil: none
	New *softpin.Device // has the new one; nil: the same
}

var errNoDevice = errors.New("host: no PIN device")

// HostBlock is the block of the PIN.
func (p Pads) HostBlock(pan pin.PAN) (pin.Format, []byte, error) {
	if p.PIN == nil {
		return 0, nil, errNoDevice
	}
	b, err := p.PIN.HostBlock(pan)
	return b.PINFormat(), b.Bytes(), err
}

// NewPINBlock is the block of the new PIN.
func (p Pads) NewPINBlock(pan pin.PAN) (pin.Format, []byte, error) {
	d := p.New
	if d == nil {
		d = p.PIN
	}
	if d == nil {
		return 0, nil, errNoDevice
	}
	b, err := d.NewPINBlock(pan)
	return b.PINFormat(), b.Bytes(), err
}

// SetPIK gives the devices the key of PIN blocks that a host of UnionPay's dialect has given.
func (p Pads) SetPIK(key pin.Key) {
	format := pin.Format0
	if key.Algorithm() == pin.SM4 {
		format = pin.Format0SM4
	}
	for _, d := range []*softpin.Device{p.PIN, p.New} {
		if d != nil {
			d.SetOnlineKeys(softpin.ZoneKey(format, key))
		}
	}
}
