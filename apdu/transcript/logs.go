package transcript

import (
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// allRecords are the bits of P2 by which READ RECORD reads all records from P1 on, of which ISO/IEC 7816-4 knows and no book.
const allRecords = 5

// Tags that name a transaction log and how its records are laid out: EMV 4.4 B3 annex D, and UnionPay's log of loads.
const (
	tagLogEntry      tlv.Tag = 0x9F4D
	tagLogFormat     tlv.Tag = 0x9F4F
	tagLoadLogEntry  tlv.Tag = 0xDF4D
	tagLoadLogFormat tlv.Tag = 0xDF4F
)

// A Log is a transaction log that a card names in a conversation. Its records are no TLV: they are the values that the
// log format lists.
//
// EMV 4.4 B3 annex D
type Log struct {
	From, To int     // exchanges of the application, counted from 0, To behind the last
	SFI      byte    // of the log file
	Records  byte    // that it holds at most
	Format   tlv.DOL // tag 9F4F or DF4F; nil where the conversation does not have it
	Load     bool    // DF4D: of amounts that were loaded
}

// Holds reports whether a command, that of exchange i, reads a record of the log.
func (l *Log) Holds(i int, command []byte) bool {
	c, err := apdu.ParseCommand(command)
	return err == nil && i >= l.From && i < l.To && c.INS == apdu.ReadRecord && c.P2>>3 == l.SFI && (c.P2&7 == 4 || c.P2&7 == allRecords)
}

// MayHold reports whether what answers a command that was not recorded is a record of the log: as long as its format says, and no template.
func (l *Log) MayHold(i int, x *Exchange) bool {
	sum := 0
	for _, n := range l.Format.All() {
		sum += n
	}
	data := apdu.Response(x.Response).Data()
	return x.Open && len(x.Command) < 4 && i >= l.From && i < l.To && sum > 0 && len(data) == sum && data[0] != byte(tlv.TagRecord)
}

// A file is what a command reads: records of a file or bytes of one, SFI 0 for the file that is selected.
type file struct {
	sfi    byte
	binary bool
	object bool // the answer is a data object
}

// tagDiscretionary is the object of what an odd instruction reads.
const tagDiscretionary tlv.Tag = 0x53

const readBinary = 0xB0

// fileOf is the file that a command reads.
//
// ISO/IEC 7816-4 7.2.3, 7.3.3
func fileOf(c apdu.Command) (f file, ok bool) {
	f.object = c.INS&1 != 0
	switch f.binary = c.INS&^1 == readBinary; {
	case c.INS&^1 == apdu.ReadRecord:
		f.sfi = c.P2 >> 3
	case f.binary && f.object && c.P1 == 0:
		f.sfi = c.P2 & 0x1F
	case f.binary && !f.object && c.P1&0x80 != 0:
		f.sfi = c.P1 & 0x1F
	}
	return f, f.binary || c.INS&^1 == apdu.ReadRecord
}

// Instructions that write records, and bytes of a binary file; each has an odd form.
//
// ISO/IEC 7816-4 7.2.4 to 7.2.6, 7.3.4 to 7.3.6
var (
	writeRecords = []byte{0xD2, 0xDC, 0xE2}
	writeBinary  = []byte{0xD0, 0xD6}
)

// written is the file that a command writes, of whatever class: E2 of a class of its own is STORE DATA, and D0 RECOVER AC.
//
// C-2 before 2.12
func written(c apdu.Command) (f file, ok bool) {
	records, binary := slices.Contains(writeRecords, c.INS&^1), slices.Contains(writeBinary, c.INS&^1)
	read := c
	if read.INS = apdu.ReadRecord | c.INS&1; binary {
		read.INS = readBinary | c.INS&1
	}
	f, _ = fileOf(read)
	return f, (records || binary) && (c.INS != storeData && c.INS != recoverAC || c.CLA&0x80 == 0)
}

// content is what of an answer is the file's.
func (f file) content(b []byte) []byte {
	if o, ok := tlv.Find(b, tagDiscretionary); ok && f.object {
		return o.Value
	}
	return b
}

// strange reports whether what is read may be no TLV.
func (f file) strange() bool { return f.binary || f.sfi == 0 || f.sfi > maxRawRecordSFI }

// shapeless is what of the data of the file has a layout that nobody knows: it may be no TLV, and is none.
func (f file) shapeless(data []byte) []byte {
	if data = f.content(data); f.strange() && tlv.Check(data) != nil {
		return data
	}
	return nil
}

// Shapeless is what of the data that a command reads, or writes, has a layout that nobody knows, nil for nothing: of a record above SFI 10 or of a file that was
// selected, or of a binary file, what is no TLV. [Conversation.Redact] zeroes it.
func Shapeless(c apdu.Command, data []byte) []byte {
	f, reads := fileOf(c)
	if !reads {
		if f, reads = written(c); !reads {
			return nil
		}
	}
	return f.shapeless(data)
}

// in reports whether what a command reads, that of exchange i, is the log's: its file, or of the file that is selected what is as long as its
// records and no template.
func (l *Log) in(i int, f file, b []byte) bool {
	sum := l.Format.Len()
	switch {
	case i < l.From || i >= l.To:
		return false
	case f.sfi == l.SFI:
		return true
	default:
		return f.sfi == 0 && sum > 0 && len(b) > 0 && len(b)%sum == 0 && b[0] != byte(tlv.TagRecord)
	}
}

// hideLog hides what log records say of their holder: amounts, dates, countries, merchants, counters. The type of the
// transaction and the CID stay where records are whole.
func hideLog(format tlv.DOL, b []byte) {
	for sum := format.Len(); sum > 0 && len(b) > 0; {
		for t, n := range format.All() {
			n = min(n, len(b))
			if t != tagTransactionType && t != tagCID {
				clear(b[:n])
			}
			b = b[n:]
		}
		if len(b)%sum != 0 {
			break
		}
	}
	clear(b)
}

// Logs is the transaction logs that the cards of the conversation name, in order. The format that a selection got counts for another one of the same application that got
// none: its answer to SELECT is the same.
func (c *Conversation) Logs() (logs []Log) {
	first := 0        // log of the application that is selected
	var fcis []string // of each log, empty where nothing was selected
	selected := ""
	for i := 0; i < len(c.exchanges); {
		data, n := joined(c.exchanges[i:])
		if fci, ok := tlv.Find(data, tlv.TagFCI); ok {
			for j := first; j < len(logs); j++ {
				logs[j].To = i
			}
			first, selected = len(logs), string(data)
			logs = appendLogs(logs, fci.Children(), i)
		} else {
			data = bare(c.exchanges[i].Command, data)
			logs = learnEntries(logs, data, i)
		}
		for len(fcis) < len(logs) {
			fcis = append(fcis, selected)
		}
		learnFormats(logs[first:], data)
		i += n
	}
	for j := first; j < len(logs); j++ {
		logs[j].To = len(c.exchanges)
	}
	for i := range logs {
		for j := 0; j < len(logs) && logs[i].Format == nil && fcis[i] != ""; j++ {
			if fcis[j] == fcis[i] && logs[j].Load == logs[i].Load {
				logs[i].Format = logs[j].Format
			}
		}
	}
	return logs
}

// Whole is exchange i, counted from 0, with all that answers its command: where GET RESPONSE follows, of whatever class, the response is the data of each part and the
// last status word. n is how many exchanges that are; it is 1, and the exchange as it is, where the last part was not recorded.
//
// EMV 4.3 B1 9.3.1.3, annex A
func (c *Conversation) Whole(i int) (x Exchange, n int) {
	x = c.exchanges[i]
	data, n := joined(c.exchanges[i:])
	if n == 1 {
		return x, 1
	}
	last := apdu.Response(c.exchanges[i+n-1].Response)
	if len(last) < 2 {
		return x, 1
	}
	x.Response = append(data, last[len(last)-2:]...)
	return x, n
}

// joined is the data that answers the first exchange, with what GET RESPONSE fetches after it, and how many exchanges
// that are. One that is told another length is sent again.
func joined(list []Exchange) (data []byte, n int) {
	for n < len(list) {
		r := apdu.Response(list[n].Response)
		n++
		data = append(data, r.Data()...)
		class := r.SW().Class()
		more := class == apdu.BytesAvailable || n > 1 && class == apdu.WrongLe
		if !more || n == len(list) || !fetches(list[n].Command) {
			break
		}
	}
	return data, n
}

// fetches reports whether a command is GET RESPONSE, of any class.
func fetches(command []byte) bool { return len(command) > 1 && command[1] == apdu.GetResponse }

// appendLogs appends the logs that a template names.
func appendLogs(logs []Log, c tlv.Cursor, from int) []Log {
	for o := range c.All() {
		switch {
		case (o.Tag == tagLogEntry || o.Tag == tagLoadLogEntry) && len(o.Value) == 2:
			logs = append(logs, Log{From: from, SFI: o.Value[0] & 0x1F, Records: o.Value[1], Load: o.Tag == tagLoadLogEntry})
		case o.Tag.Constructed():
			logs = appendLogs(logs, o.Children(), from)
		}
	}
	return logs
}

// learnEntries appends the logs that answers to GET DATA name, or a record.
func learnEntries(logs []Log, data []byte, from int) []Log {
	for _, tag := range []tlv.Tag{tagLogEntry, tagLoadLogEntry} {
		for _, path := range [][]tlv.Tag{{tag}, {tlv.TagRecord, tag}} {
			if o, ok := tlv.FindValue(data, path...); ok {
				logs = appendLogs(logs, tlv.NewCursor(o.Raw), from)
			}
		}
	}
	return logs
}

// formatIn is the first log format among data objects and inside their templates, as GET DATA, a record or an FCI has it.
func formatIn(c tlv.Cursor, tag tlv.Tag) tlv.DOL {
	for o := range c.All() {
		if o.Tag == tag && len(o.Value) > 0 {
			if dol, err := tlv.ParseDOL(o.Value); err == nil {
				return slices.Clone(dol)
			}
		}
		if dol := formatIn(o.Children(), tag); o.Tag.Constructed() && dol != nil {
			return dol
		}
	}
	return nil
}

// bare is an answer to GET DATA of a log's format or entry in its object, which some cards leave out; any other answer stays as it is.
func bare(command, data []byte) []byte {
	c, err := apdu.ParseCommand(command)
	if err != nil || c.INS != apdu.GetData || len(data) == 0 {
		return data
	}
	tag := tlv.Tag(c.P1)<<8 | tlv.Tag(c.P2)
	if _, whole := tlv.Find(data, tag); whole {
		return data
	}
	switch tag {
	case tagLogFormat, tagLoadLogFormat:
		if formatIn(tlv.NewCursor(data), tag) != nil {
			return data
		}
		return tlv.Append(nil, tag, data)
	case tagLogEntry, tagLoadLogEntry:
		if len(data) == 2 {
			return tlv.Append(nil, tag, data)
		}
	}
	return data
}

// learnFormats notes the log formats in what a card answers.
func learnFormats(logs []Log, data []byte) {
	for i := range logs {
		tag := tagLogFormat
		if logs[i].Load {
			tag = tagLoadLogFormat
		}
		if logs[i].Format == nil {
			logs[i].Format = formatIn(tlv.NewCursor(data), tag)
		}
	}
}
