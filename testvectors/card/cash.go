package card

import (
	"bytes"
	"encoding/binary"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/testvectors/internal/pboc"
	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// UnionPay's electronic cash and the logs of contact cards.

// Data elements of electronic cash: what is public of JR/T 0025.13.
const (
	tagBalance   tlv.Tag = 0x9F79
	tagMost      tlv.Tag = 0x9F77
	tagSingle    tlv.Tag = 0x9F78
	tagThreshold tlv.Tag = 0x9F6D
	tagCurrency  tlv.Tag = 0x9F51
)

// cash is the balance; without one there is no electronic cash.
func (c *contact) cash() (balance uint64, has bool) {
	b := c.object(tagBalance)
	return readBCD(b), b != nil
}

// covers reports whether electronic cash pays this transaction: the currency is its own, and the amount is within the balance and the limit of one transaction.
func (c *contact) covers() bool {
	balance, has := c.cash()
	amount := readBCD(c.value(0x9F02))
	single := c.object(tagSingle)
	return has && amount <= balance && (single == nil || amount <= readBCD(single)) && bytes.Equal(c.value(0x5F2A), c.object(tagCurrency))
}

// pay takes the amount of a transaction that is approved out of the balance.
func (c *contact) pay() {
	balance, _ := c.cash()
	c.put(tagBalance, appendBCD(nil, balance-min(readBCD(c.value(0x9F02)), balance), 6))
}

// cashDisposition is what a tap comes to by electronic cash: approved where it pays and what is left is not below the threshold, or the reader is offline only.
func (c *tap) cashDisposition(offlineOnly bool) byte {
	balance, _ := c.cash()
	switch left := balance - readBCD(c.value(0x9F02)); {
	case c.covers() && (offlineOnly || left >= readBCD(c.object(tagThreshold))):
		return typeTC
	case offlineOnly:
		return typeAAC
	}
	return typeARQC
}

// put changes a data object for good.
func (c *contact) put(t tlv.Tag, value []byte) {
	if c.memory.data == nil {
		c.memory.data = map[tlv.Tag][]byte{}
	}
	c.memory.data[t] = bytes.Clone(value)
}

// load is PUT DATA of the balance: within its limit, and with an entry in the log of loads.
func (c *contact) load(value []byte) uint16 {
	a, m := c.app()
	most := c.object(tagMost)
	if len(value) != 6 || most != nil && readBCD(value) > readBCD(most) {
		return 0x6A80
	}
	c.put(tagBalance, value)
	if a.loads.sfi != 0 {
		m.loads = note(m.loads, c.entry(&a.loads.format, nil))
	}
	return 0x9000
}

// openUnionPay checks the MAC of a script command under cryptogram version 01. How data are enciphered under it is not public: what is to be, is refused.
func (c *contact) openUnionPay(cmd *apdu.Command) (data []byte, sw uint16) {
	a, m := c.app()
	plain := *cmd
	plain.Le = apdu.NoLe
	data, ok := pboc.Open(a.crypto.mac.Reveal(), [2]byte(binary.BigEndian.AppendUint16(nil, m.atc)), c.tx.ac, plain.Append(nil))
	switch {
	case cmd.INS == insPINChange && cmd.P2 != 0:
		return nil, swSecureData
	case !ok:
		return nil, swSecurity
	}
	return data, 0x9000
}

// A logFile is a log that READ RECORD gives, the latest entry first.
type logFile struct {
	sfi    byte
	format dol
}

// readLogs reads the logs of a contact application: their formats are data elements of the profile.
func (a *application) readLogs(v jsonfile.Value) {
	if !v.Present() {
		return
	}
	o := v.Object()
	for _, l := range []struct {
		name   string
		format tlv.Tag
		to     *logFile
	}{{"transactions", 0x9F4F, &a.log}, {"loads", 0xDF4F, &a.loads}} {
		at := o.Get(l.name)
		if !at.Present() {
			continue
		}
		if a.data[l.format] == nil {
			at.Fault("add it to data", "tag %s, the log's format, is missing", l.format)
		}
		*l.to = logFile{byte(at.Uint(30)), readDOL(at, a.data, l.format)}
	}
	o.Close()
}

// entry is a transaction in a log's format; logging is what the terminal adds to it.
func (c *contact) entry(format *dol, logging []byte) (entry []byte) {
	for _, e := range format.entries {
		v := make([]byte, e.to-e.from)
		switch e.tag {
		case 0x9F36:
			binary.BigEndian.PutUint16(v, c.memory.atc)
		case tagLogging:
			copy(v, logging)
		default:
			copy(v, c.value(e.tag))
		}
		entry = append(entry, v...)
	}
	return entry
}

// logApproval notes what the card approves.
func (c *contact) logApproval() {
	if a, m := c.app(); a.tap == nil && a.log.sfi != 0 {
		m.log = note(m.log, c.entry(&a.log.format, nil))
	}
}

// note puts an entry into a log of ten.
func note(log [][]byte, entry []byte) [][]byte {
	return append([][]byte{entry}, log[:min(len(log), logSize-1)]...)
}

// logged is a record of a log; ok false where the file is none.
//
// EMV 4.4 B3 annex D
func (c *contact) logged(sfi, number byte) (record []byte, sw uint16, ok bool) {
	a, m := c.app()
	var log [][]byte
	if sfi == 0 {
		return nil, 0, false
	}
	switch sfi {
	case a.log.sfi:
		log = m.log
	case a.loads.sfi:
		log = m.loads
	default:
		return nil, 0, false
	}
	if int(number) > len(log) {
		return nil, 0x6A83, true
	}
	return log[number-1], 0x9000, true
}
