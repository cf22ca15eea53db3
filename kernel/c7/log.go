package c7

import (
	"fmt"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// The tags of a log, and where it may lie.
const (
	tagLogEntry  tlv.Tag = 0x9F4D // 2 bytes: SFI, number of records
	tagLogFormat tlv.Tag = 0x9F4F // a DOL
	firstLogFile         = 11
	lastLogFile          = 30
	maxLog               = 10 // records
)

// A LogReason says why a log, or the rest of it, was not read.
type LogReason uint8

// The reasons.
const (
	LogRead         LogReason = iota // it was, to its end
	LogNotSupported                  // the FCI has no Log Entry
	LogEntryWrong                    // Log Entry names no file from 11 to 30, or is not 2 bytes
	LogFormatWrong                   // GET DATA gave no Log Format that parses
	LogRecordWrong                   // a record has another length than Log Format says
	LogRefused                       // the card refused a command: see SW
)

// A Log is what a card has noted of its last transactions, the latest first.
type Log struct {
	Records []LogRecord
	Reason  LogReason
	SW      uint16 // with LogRefused
}

// A LogRecord is one transaction, in the order of Log Format. It prints with what is sensitive masked.
type LogRecord []LogValue

// A LogValue is one data element of a transaction.
type LogValue struct {
	Tag   tlv.Tag
	Value []byte
}

// String is the tag and the value in hexadecimal, masked where it is sensitive.
func (v LogValue) String() string { return v.Tag.String() + " " + tlv.MaskTag(v.Tag, v.Value) }

// Format prints String under every verb.
func (v LogValue) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(v.String())) }

// MarshalText is String.
func (v LogValue) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// String is the values with commas between them.
func (r LogRecord) String() string {
	words := make([]string, len(r))
	for i := range r {
		words[i] = r[i].String()
	}
	return strings.Join(words, ", ")
}

// ReadLog reads the log of an application that has been selected. fci is the answer to SELECT without its status word, which may say that the application
// is blocked: its log can be read all the same. send sends a C-APDU and gives the R-APDU; its error ends the reading and is given back, with the records
// so far. At most 10 records are read. What the card does wrong is the log's Reason.
//
// C-7 annex D
func ReadLog(fci []byte, send func(command []byte) (response []byte, err error)) (log Log, err error) {
	entry, ok := tlv.Find(fci, tlv.TagFCI, tlv.TagFCIProprietary, tlv.TagIssuerDiscretionary, tagLogEntry)
	if !ok { // C-7 annex D not supported
		return Log{Reason: LogNotSupported}, nil
	}
	if len(entry.Value) != 2 || entry.Value[0] < firstLogFile || entry.Value[0] > lastLogFile { // C-7 annex D SFI
		return Log{Reason: LogEntryWrong}, nil
	}
	format, log, err := logFormat(send)
	if err != nil || log.Reason != LogRead {
		return log, err
	}
	for n := range min(entry.Value[1], maxLog) { // C-7 annex D ten
		r, err := send(apdu.AppendReadRecord(nil, entry.Value[0], n+1)) // C-7 annex D READ RECORD
		if err != nil {
			return log, err
		}
		switch record, ok := logRecord(format, apdu.Response(r).Data()); {
		case apdu.Response(r).SW() == 0x6A83: // fewer transactions than the file has room for
			return log, nil
		case apdu.Response(r).SW() != 0x9000:
			log.Reason, log.SW = LogRefused, uint16(apdu.Response(r).SW())
			return log, nil
		case !ok:
			log.Reason = LogRecordWrong
			return log, nil
		default:
			log.Records = append(log.Records, record)
		}
	}
	return log, nil
}

// logFormat asks for the Log Format.
// C-7 annex D
func logFormat(send func([]byte) ([]byte, error)) (tlv.DOL, Log, error) {
	r, err := send(apdu.AppendGetData(nil, uint16(tagLogFormat))) // C-7 annex D GET DATA
	if err != nil {
		return nil, Log{}, err
	}
	if sw := apdu.Response(r).SW(); sw != 0x9000 {
		return nil, Log{Reason: LogRefused, SW: uint16(sw)}, nil
	}
	o, ok := step.One(apdu.Response(r).Data())
	format, bad := tlv.ParseDOL(o.Value)
	if !ok || o.Tag != tagLogFormat || bad != nil || len(format) == 0 {
		return nil, Log{Reason: LogFormatWrong}, nil
	}
	return append(tlv.DOL(nil), format...), Log{}, nil
}

// logRecord takes a record apart: the values of the format one after the other, without any template.
// C-7 annex D
func logRecord(format tlv.DOL, data []byte) (record LogRecord, ok bool) {
	if format.Len() != len(data) {
		return nil, false
	}
	for tag, n := range format.All() {
		record = append(record, LogValue{tag, append([]byte(nil), data[:n]...)})
		data = data[n:]
	}
	return record, true
}
