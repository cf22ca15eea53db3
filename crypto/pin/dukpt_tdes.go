package pin

import (
	"crypto/des"
	"encoding/hex"
	"math/bits"
	"strings"
)

// A KSN is the key serial number of TDES DUKPT, 10 bytes: 59 bits that name key set and device, then the 21-bit
// transaction counter. It is not secret.
type KSN [10]byte

// TDES DUKPT counters: 21 bits, of which at most 10 are set.
const (
	tdesCounterMask = 1<<21 - 1
	tdesCounterBits = 10
)

// Counter is the transaction counter. 0 names the initial key.
func (k KSN) Counter() uint32 {
	return (uint32(k[7])<<16 | uint32(k[8])<<8 | uint32(k[9])) & tdesCounterMask
}

func (k KSN) withCounter(c uint32) KSN {
	k[7] = k[7]&0xE0 | byte(c>>16)
	k[8], k[9] = byte(c>>8), byte(c)
	return k
}

// Next is the number of the following transaction: counters with more than 10 bits set are left out.
// [FaultCounter] after the last one.
func (k KSN) Next() (KSN, error) {
	c := k.Counter()
	for c++; bits.OnesCount32(c) > tdesCounterBits; {
		c += c & -c // carry: the lower counters from here have more bits set
	}
	if c > tdesCounterMask {
		return KSN{}, FaultCounter
	}
	return k.withCounter(c), nil
}

func (k KSN) String() string { return strings.ToUpper(hex.EncodeToString(k[:])) }

// A TDESUsage is what a working key of TDES DUKPT is for.
type TDESUsage uint8

// The usages: encipherment of PINs, MACs and data; requests go to the host, responses come from it.
const (
	TDESPIN TDESUsage = iota
	TDESMACRequest
	TDESMACResponse
	TDESDataRequest
	TDESDataResponse
)

// tdesVariants are XORed to both halves of the transaction key; data keys are then enciphered under themselves.
var tdesVariants = [...][8]byte{
	TDESPIN:          {7: 0xFF},
	TDESMACRequest:   {6: 0xFF},
	TDESMACResponse:  {4: 0xFF},
	TDESDataRequest:  {5: 0xFF},
	TDESDataResponse: {3: 0xFF},
}

// InitialKeyTDES derives a device's initial key from the base derivation key, TDES of 16 bytes. The counter in ksn
// is taken as 0. The error is [FaultKey]. Host side; ANSI X9.24-1:2009 A.6.
func InitialKeyTDES(bdk Key, ksn KSN) (Key, error) {
	if bdk.algorithm != TDES || bdk.Len() != 16 {
		return Key{}, FaultKey
	}
	ksn = ksn.withCounter(0)
	var ik [16]byte
	defer clear(ik[:])
	variant := [16]byte(bdk.s.bytes())
	defer clear(variant[:])
	tdesBlock(variant[:]).Encrypt(ik[:8], ksn[:8])
	mix(&variant)
	tdesBlock(variant[:]).Encrypt(ik[8:], ksn[:8])
	return NewKey(TDES, ik[:])
}

// mix XORs C0C0C0C000000000 to both halves.
func mix(key *[16]byte) {
	for i := range 4 {
		key[i] ^= 0xC0
		key[8+i] ^= 0xC0
	}
}

// tdesBlock is TDES under 16 bytes.
func tdesBlock(key []byte) interface{ Encrypt(dst, src []byte) } {
	k := append(append(make([]byte, 0, 24), key...), key[:8]...)
	defer clear(k)
	b, err := des.NewTripleDESCipher(k)
	if err != nil {
		panic(err) // 24 bytes always do
	}
	return b
}

// TransactionKeyTDES derives the key of one transaction from the initial key: no working key by itself, see
// [WorkingKeyTDES]. Errors: [FaultKey]; [FaultCounter] for 0 and for counters with more than 10 bits set.
// ANSI X9.24-1:2009 A.3.
func TransactionKeyTDES(initial Key, ksn KSN) (Key, error) {
	if initial.algorithm != TDES || initial.Len() != 16 {
		return Key{}, FaultKey
	}
	counter := ksn.Counter()
	if counter == 0 || bits.OnesCount32(counter) > tdesCounterBits {
		return Key{}, FaultCounter
	}
	key := [16]byte(initial.s.bytes())
	defer clear(key[:])
	register := ksn.withCounter(0)
	for bit := uint32(1 << 20); bit > 0; bit >>= 1 {
		if counter&bit != 0 {
			register = register.withCounter(register.Counter() | bit)
			step(&key, [8]byte(register[2:]))
		}
	}
	return NewKey(TDES, key[:])
}

// step is the non-reversible key generation process: each half is DES over the register under the left half, both
// masked by the right half; the new left half comes from the mixed key.
func step(key *[16]byte, register [8]byte) {
	right := half(*key, register)
	mix(key)
	left := half(*key, register)
	copy(key[:8], left[:])
	copy(key[8:], right[:])
	clear(left[:])
	clear(right[:])
}

func half(key [16]byte, b [8]byte) [8]byte {
	defer clear(key[:])
	single, err := des.NewCipher(key[:8])
	if err != nil {
		panic(err) // 8 bytes always do
	}
	for i := range b {
		b[i] ^= key[8+i]
	}
	single.Encrypt(b[:], b[:])
	for i := range b {
		b[i] ^= key[8+i]
	}
	return b
}

// WorkingKeyTDES derives the key for one usage from a transaction key. Errors: [FaultKey], [FaultFormat] for an
// unknown usage. ANSI X9.24-1:2009 A.4.
func WorkingKeyTDES(transaction Key, usage TDESUsage) (Key, error) {
	if transaction.algorithm != TDES || transaction.Len() != 16 {
		return Key{}, FaultKey
	}
	if int(usage) >= len(tdesVariants) {
		return Key{}, FaultFormat
	}
	key := [16]byte(transaction.s.bytes())
	defer clear(key[:])
	for i, v := range tdesVariants[usage] {
		key[i] ^= v
		key[8+i] ^= v
	}
	if usage >= TDESDataRequest {
		b := tdesBlock(key[:])
		b.Encrypt(key[:8], key[:8])
		b.Encrypt(key[8:], key[8:])
	}
	return NewKey(TDES, key[:])
}
