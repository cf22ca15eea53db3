package main

import (
	"fmt"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// A listener decodes the exchanges of a conversation with what went before.
type listener struct {
	d     *decoder
	conv  *transcript.Conversation
	known transcript.Lists
	logs  []transcript.Log
	asked apdu.Command // whose answer GET RESPONSE fetches
	log   *transcript.Log
	last  int    // the exchange with the last part of that answer
	whole []byte // it, with all its parts

	format tlv.DOL // of the application's transaction log, where GET DATA gave it
}

// exchange decodes exchange i, counted from 0.
func (w *listener) exchange(i int, x transcript.Exchange) item {
	c, err := parseCommand(x.Command)
	it := item{Name: fmt.Sprintf("exchange %d", i+1)}
	if err != nil {
		it.Items = append(it.Items, item{Name: "command", Words: []string{"not recorded whole"}})
		c.Le = apdu.NoLe
	} else {
		it.Items = append(it.Items, w.d.command(c, w.known.Of(c))...)
	}
	switch {
	case x.Fault != 0:
		it.Items = append(it.Items, item{Name: "no response", Words: []string{x.Fault.String()}})
	case x.Omitted:
		w.d.learnSelected(c)
		it.Items = append(it.Items, item{Name: "response", Words: []string{"not recorded"}})
	default:
		it.Items = append(it.Items, w.answer(i, c, x))
	}
	return it
}

// answer decodes the response of an exchange: that of GET RESPONSE as the answer to the command before it.
func (w *listener) answer(i int, c apdu.Command, x transcript.Exchange) item {
	if c.INS != apdu.GetResponse || i == 0 || i > w.last {
		whole, n := w.conv.Whole(i)
		w.asked, w.log, w.last, w.whole = c, w.logOf(i, &x), i+n-1, whole.Response
	}
	r := apdu.Response(x.Response)
	switch n := len(r.Data()); {
	case i < w.last && n > 0:
		part := item{Name: "part of the answer", Length: &n, Words: []string{count(n, "byte") + ", explained with the last part"}}
		return item{Name: "response", Items: []item{part, statusItem(r.SW())}}
	case i == w.last:
		x.Response, r = w.whole, w.whole
	}
	if w.log == nil && w.unnamedLog(r.Data()) {
		w.log = &transcript.Log{Format: w.format}
	}
	if data := r.Data(); w.log != nil && len(data) > 0 {
		return item{Name: "response", Items: append(w.d.logRecord(w.log, data), statusItem(r.SW()))}
	}
	list, fault := w.d.response(w.asked, x.Response)
	if w.asked.CLA != readerClass {
		w.known.Learn(w.asked, r.Data())
		w.learnFormat(r.Data())
	}
	it := item{Name: "response", Items: list}
	if fault != "" {
		it.Words, it.fault = []string{"malformed: " + fault}, fault
	}
	return it
}

// learnFormat notes the log format of the application that is selected.
func (w *listener) learnFormat(data []byte) {
	o, ok := tlv.FindValue(data, 0x9F4F)
	switch list, err := tlv.ParseDOL(o.Value); {
	case w.asked.INS == apdu.Select:
		w.format = nil
	case ok && err == nil && w.asked.INS == apdu.GetData:
		w.format = list
	}
}

// unnamedLog reports whether an answer is a record of a transaction log whose file nothing names: as long as the format says, in a file that a log may be in.
//
// EMV 4.4 B3 annex D
func (w *listener) unnamedLog(data []byte) bool {
	sfi := w.asked.P2 >> 3
	return w.asked.INS == apdu.ReadRecord && sfi > 10 && sfi <= 30 && len(data) > 0 && len(data) == w.format.Len() && data[0] != byte(tlv.TagRecord)
}

func (w *listener) logOf(i int, x *transcript.Exchange) *transcript.Log {
	for k := range w.logs {
		if w.logs[k].Holds(i, x.Command) || w.logs[k].MayHold(i, x) {
			return &w.logs[k]
		}
	}
	return nil
}

// logRecord is a record of a transaction log, laid out by the log format.
//
// EMV 4.4 B3 annex D
func (d *decoder) logRecord(l *transcript.Log, data []byte) []item {
	n := len(data)
	it := item{Name: logName(l), Length: &n}
	if l.Format == nil {
		it.Value = mask(d, data)
		it.Words = []string{"laid out by the log format, which is not in the conversation: GET DATA of " + logFormatTag(l).String()}
		return []item{it}
	}
	if one := l.Format.Len(); one > 0 && n > one && n%one == 0 { // all records at once
		var list []item
		for record := range slices.Chunk(data, one) {
			list = append(list, d.logRecord(l, record)...)
		}
		return list
	}
	if unusedRecord(l.Format, data) {
		it.Words = []string{"unused: nothing is noted in it"}
		return []item{it}
	}
	if it.Items = d.dolData(l.Format, data); l.SFI == 0 {
		it.Words = []string{"no log entry (9F4D) names its file"}
	}
	return []item{it}
}

// unusedRecord reports whether a record of a log has nothing in it: zeroes, with blanks in the merchant's name, or FF in all of it.
//
// EMV 4.4 B3 annex D
func unusedRecord(format tlv.DOL, data []byte) bool {
	other := func(b []byte, fill ...byte) bool {
		return slices.ContainsFunc(b, func(x byte) bool { return !slices.Contains(fill, x) })
	}
	if len(data) != format.Len() || !other(data, 0xFF) {
		return len(data) == format.Len()
	}
	for tag, n := range format.All() {
		fill := []byte{0}
		if tag == tlv.MerchantNameAndLocation.Tag() {
			fill = []byte{0, ' '}
		}
		if other(data[:n], fill...) {
			return false
		}
		data = data[n:]
	}
	return true
}

func logName(l *transcript.Log) string {
	if l.Load {
		return "record of the load log"
	}
	return "record of the transaction log"
}

func logFormatTag(l *transcript.Log) tlv.Tag {
	if l.Load {
		return 0xDF4F
	}
	return 0x9F4F
}
