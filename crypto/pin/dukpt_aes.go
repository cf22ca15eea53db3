package pin

import (
	"encoding/binary"
	"encoding/hex"
	"math/bits"
	"strings"
)

// An AESKSN is the key serial number of AES DUKPT, 12 bytes: 8 of the initial key ID (key set and device), then the
// 32-bit transaction counter. It is not secret.
type AESKSN [12]byte

// maxAESBits is how many bits of an AES DUKPT counter may be set.
const maxAESBits = 16

// Counter is the transaction counter. 0 names the initial key.
func (k AESKSN) Counter() uint32 { return binary.BigEndian.Uint32(k[8:]) }

func (k AESKSN) withCounter(c uint32) AESKSN {
	binary.BigEndian.PutUint32(k[8:], c)
	return k
}

// Next is the number of the following transaction: counters with more than 16 bits set are left out.
// [FaultCounter] after the last one, FFFF0000.
func (k AESKSN) Next() (AESKSN, error) {
	c := uint64(k.Counter())
	for c++; bits.OnesCount64(c) > maxAESBits; {
		c += c & -c
	}
	if c > 0xFFFFFFFF {
		return AESKSN{}, FaultCounter
	}
	return k.withCounter(uint32(c)), nil
}

func (k AESKSN) String() string { return strings.ToUpper(hex.EncodeToString(k[:])) }

// An AESUsage is the key usage indicator of AES DUKPT.
type AESUsage uint16

// The usages: ANSI X9.24-3:2017 table 3.
const (
	AESKeyEncryption  AESUsage = 0x0002
	AESPIN            AESUsage = 0x1000
	AESMACGenerate    AESUsage = 0x2000
	AESMACVerify      AESUsage = 0x2001
	AESMACBoth        AESUsage = 0x2002
	AESDataEncrypt    AESUsage = 0x3000
	AESDataDecrypt    AESUsage = 0x3001
	AESDataBoth       AESUsage = 0x3002
	aesDerivation     AESUsage = 0x8000
	aesInitialKey     AESUsage = 0x8001
	aesAlgorithm128            = 0x0002
	aesUpdateInterval          = 0xFFFFFFFF // the counter value that names the next initial key's protection
)

// deriveAES makes a key of size bytes: AES-ECB over derivation data that differ in their block counter.
func deriveAES(key Key, usage AESUsage, size int, tail [8]byte) (Key, error) {
	b, err := key.Block()
	if err != nil {
		return Key{}, err
	}
	var out [32]byte
	defer clear(out[:])
	for i := range (size + 15) / 16 {
		data := [16]byte{0x01, byte(i + 1)}
		binary.BigEndian.PutUint16(data[2:], uint16(usage))
		binary.BigEndian.PutUint16(data[4:], uint16(aesAlgorithm128+(size-16)/8))
		binary.BigEndian.PutUint16(data[6:], uint16(8*size))
		copy(data[8:], tail[:])
		b.Encrypt(out[16*i:], data[:])
	}
	return NewKey(AES, out[:size])
}

// InitialKeyAES derives a device's initial key from the base derivation key, AES of any length, and the initial key
// ID. The initial key is as long as the base key. The error is [FaultKey]. Host side; ANSI X9.24-3:2017 6.3.
func InitialKeyAES(bdk Key, initialKeyID [8]byte) (Key, error) {
	if bdk.algorithm != AES || bdk.Len() == 0 {
		return Key{}, FaultKey
	}
	return deriveAES(bdk, aesInitialKey, bdk.Len(), initialKeyID)
}

// TransactionKeyAES derives the derivation key of one transaction from the initial key; see [WorkingKeyAES].
// Errors: [FaultKey]; [FaultCounter] for 0 and for counters with more than 16 bits set. ANSI X9.24-3:2017 6.3.
func TransactionKeyAES(initial Key, ksn AESKSN) (Key, error) {
	if initial.algorithm != AES || initial.Len() == 0 {
		return Key{}, FaultKey
	}
	counter := ksn.Counter()
	if counter == 0 || bits.OnesCount32(counter) > maxAESBits {
		return Key{}, FaultCounter
	}
	return walk(initial, ksn)
}

// walk derives along the bits of the counter that are set.
func walk(initial Key, ksn AESKSN) (Key, error) {
	counter := ksn.Counter()
	key := initial
	register := uint32(0)
	for bit := uint32(1 << 31); bit > 0; bit >>= 1 {
		if counter&bit == 0 {
			continue
		}
		register |= bit
		next, err := deriveAES(key, aesDerivation, key.Len(), ksn.tail(register))
		if key.s != initial.s {
			key.Wipe()
		}
		if err != nil {
			return Key{}, err
		}
		key = next
	}
	return key, nil
}

// tail is the right half of the derivation data: device and counter.
func (k AESKSN) tail(counter uint32) (out [8]byte) {
	copy(out[:], k[4:8])
	binary.BigEndian.PutUint32(out[4:], counter)
	return out
}

// WorkingKeyAES derives an AES key of size bytes, 16, 24 or 32, for one usage from a transaction's derivation key,
// which must be at least as long. The error is [FaultKey]. ANSI X9.24-3:2017 6.3.
func WorkingKeyAES(transaction Key, ksn AESKSN, usage AESUsage, size int) (Key, error) {
	if transaction.algorithm != AES || size != 16 && size != 24 && size != 32 || size > transaction.Len() {
		return Key{}, FaultKey
	}
	return deriveAES(transaction, usage, size, ksn.tail(ksn.Counter()))
}

// UpdateKeyAES derives from the initial key the key encryption key, size bytes, under which a new initial key is
// sent to the device. Errors as for [WorkingKeyAES]. ANSI X9.24-3:2017 6.5.
func UpdateKeyAES(initial Key, initialKeyID [8]byte, size int) (Key, error) {
	if initial.algorithm != AES || initial.Len() == 0 {
		return Key{}, FaultKey
	}
	var ksn AESKSN
	copy(ksn[:], initialKeyID[:])
	ksn = ksn.withCounter(aesUpdateInterval)
	key, err := walk(initial, ksn)
	if err != nil {
		return Key{}, err
	}
	defer key.Wipe()
	return WorkingKeyAES(key, ksn, AESKeyEncryption, size)
}
