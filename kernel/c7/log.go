package c7

import (
	"fmt"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// Where a log may lie.
const (
	firstLogFile = 11
	lastLogFile  = 30
)

// A LogFile is a log that a card may have: the elements by which the card names it, and how much of it is read.
type LogFile struct {
	Entry  tlv.Tag // in the FCI, 2 bytes: SFI, number of records
	Format tlv.Tag // for GET DATA: a DOL, by which the records are laid out
	Most   byte    // records that are read
}

// transactionLog is the log of the book.
// C-7 annex D
var transactionLog = LogFile{Entry: 0x9F4D, Format: 0x9F4F, Most: 10}

// A LogReason says why a log, or the rest of it, was not read.
type LogReason uint8

// The reasons. They print in words.
const (
	LogRead         LogReason = iota // it was, to its end
	LogNotSupported                  // the FCI has no Log Entry
	LogEntryWrong                    // Log Entry names no file from 11 to 30, or is not 2 bytes
	LogFormatWrong                   // GET DATA gave no Log Format that parses
	LogRecordWrong                   // a record has another length than Log Format says
	LogRefused                       // the card refused a command: see SW
)

func (r LogReason) String() string {
	if int(r) >= len(logReasons) {
		return "?"
	}
	return logReasons[r]
}

var logReasons = [...]string{
	LogRead: "read to its end", LogNotSupported: "the card has none", LogEntryWrong: "the log entry names no file from 11 to 30",
	LogFormatWrong: "the card gives no log format", LogRecordWrong: "a record is not laid out by the log format", LogRefused: "the card refuses",
}

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

// ReadLog reads the log of transactions of an application that has been selected: 9F4D, 9F4F, 10 records at most. See [LogFile.Read].
//
// C-7 annex D
func ReadLog(fci []byte, send func(command []byte) (response []byte, err error)) (log Log, err error) {
	return transactionLog.Read(fci, send)
}

// Read reads a log of an application that has been selected. fci is the answer to SELECT without its status word, which may say that the application
// is blocked: its log can be read all the same. send sends a C-APDU and gives the R-APDU; its error ends the reading and is given back, with the records
// so far. What the card does wrong is the log's Reason. Logs of other applications are laid out the same (EMV 4.4 B3 annex D).
//
// C-7 annex D
func (f LogFile) Read(fci []byte, send func(command []byte) (response []byte, err error)) (log Log, err error) {
	entry, ok := tlv.Find(fci, tlv.TagFCI, tlv.TagFCIProprietary, tlv.TagIssuerDiscretionary, f.Entry)
	if !ok { // C-7 annex D not supported
		return Log{Reason: LogNotSupported}, nil
	}
	if len(entry.Value) != 2 || entry.Value[0] < firstLogFile || entry.Value[0] > lastLogFile { // C-7 annex D SFI
		return Log{Reason: LogEntryWrong}, nil
	}
	format, log, err := f.format(send)
	if err != nil || log.Reason != LogRead {
		return log, err
	}
	for n := range min(entry.Value[1], f.Most) { // C-7 annex D ten
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

// format asks for the Log Format.
// C-7 annex D
func (f LogFile) format(send func([]byte) ([]byte, error)) (tlv.DOL, Log, error) {
	r, err := send(apdu.AppendGetData(nil, uint16(f.Format))) // C-7 annex D GET DATA
	if err != nil {
		return nil, Log{}, err
	}
	if sw := apdu.Response(r).SW(); sw != 0x9000 {
		return nil, Log{Reason: LogRefused, SW: uint16(sw)}, nil
	}
	o, ok := step.One(apdu.Response(r).Data())
	format, bad := tlv.ParseDOL(o.Value)
	if !ok || o.Tag != f.Format || bad != nil || len(format) == 0 {
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
