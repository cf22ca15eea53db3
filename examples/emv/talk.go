package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// A recorder is a card that writes down what another card is asked and answers. Of VERIFY it keeps the header alone: no
// PIN, clear or enciphered, comes into a conversation.
type recorder struct {
	card apdu.Card
	conv *transcript.Conversation
}

func (r *recorder) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	start := time.Now()
	response, took, err := r.card.Transmit(ctx, command)
	if took == 0 {
		took = time.Since(start)
	}
	x := transcript.Exchange{Command: command, Response: response, Took: took.Round(10 * time.Microsecond)}
	if secret(command) {
		x.Command, x.Open = command[:4], true
	}
	for kind := apdu.Timeout; kind <= apdu.Removed; kind++ {
		if apdu.IsFault(err, kind) {
			x.Response, x.Fault = nil, kind
		}
	}
	if err != nil && x.Fault == 0 {
		x.Response, x.Omitted = nil, true
	}
	r.conv.Add(x)
	return response, took, err
}

// secret reports whether the data of a command is a PIN or a template.
func secret(command []byte) bool {
	return len(command) > 4 && command[0]&0xE0 == 0 && command[1] == apdu.Verify
}

// describeTalk writes what a replay needs to know into the header.
func describeTalk(conv *transcript.Conversation, cfg *kernel.Config, tx *kernel.Transaction, pins []string, host [][]byte) {
	conv.Set("date", upper(tx.Date[:]))
	conv.Set("time", upper(tx.Time[:]))
	data := tlv.Append(nil, 0x9F02, tlv.AppendN(nil, tx.Amount, 6))
	data = tlv.Append(data, 0x9F03, tlv.AppendN(nil, tx.AmountOther, 6))
	currency := tx.Currency
	if currency == 0 {
		currency = cfg.Terminal.TransactionCurrency
	}
	data = tlv.Append(data, 0x5F2A, tlv.AppendB(nil, uint64(currency), 2))
	data = tlv.Append(data, 0x9C, []byte{tx.Type})
	data = tlv.Append(data, 0x9F41, tlv.AppendN(nil, uint64(tx.Sequence), 4))
	conv.Set("transaction", upper(data))
	var answers []string
	for _, answer := range host {
		answers = append(answers, upper(answer))
	}
	if len(answers) > 0 {
		conv.Set("host", strings.Join(answers, nextAnswer))
	}
	if len(pins) > 0 {
		conv.Set("pin", strings.Join(pins, " "))
	}
	if tx.ForceOnline {
		conv.Set("force-online", "yes")
	}
	if conv.Get(seedHeader) != "" { // they follow from it
		return
	}
	var numbers []string
	for _, n := range numbersIn(conv, defaultDDOL(cfg)) {
		numbers = append(numbers, upper(n[:]))
	}
	if len(numbers) > 0 {
		conv.Set("un", strings.Join(numbers, " "))
	}
}

func defaultDDOL(cfg *kernel.Config) tlv.DOL {
	for _, a := range cfg.Applications {
		if len(a.DefaultDDOL) > 0 {
			return a.DefaultDDOL
		}
	}
	return nil
}

// dolField is the value of a tag in data that was built from a list.
func dolField(list tlv.DOL, data []byte, tag tlv.Tag) ([]byte, bool) {
	for t, n := range list.All() {
		if n > len(data) {
			return nil, false
		}
		if t == tag {
			return data[:n], true
		}
		data = data[n:]
	}
	return nil, false
}

// readTransaction is the transaction that a conversation's header tells, which has been checked.
func readTransaction(conv *transcript.Conversation) (tx kernel.Transaction, err error) {
	tx.Sequence = 1
	tx.Date, _ = dayOf(packed(conv.Get("date")))
	copy(tx.Time[:], headerBytes(conv.Get("time")))
	if tx.Date == [3]byte{} {
		return tx, fmt.Errorf("header line date is missing: the kernel needs the date of the transaction, YYMMDD; add it, or give -date")
	}
	b, err := headerHex(conv, "transaction")
	if err != nil {
		return tx, err
	}
	cursor := tlv.NewCursor(b)
	for o := range cursor.All() {
		n, err := tlv.DecodeN(o.Value)
		if err != nil {
			return tx, fmt.Errorf("header line transaction: tag %s: %w", o.Tag, err)
		}
		switch {
		case o.Tag == 0x9F02:
			tx.Amount = n
		case o.Tag == 0x9F03:
			tx.AmountOther = n
		case o.Tag == 0x5F2A && len(o.Value) == 2:
			tx.Currency = uint16(o.Value[0])<<8 | uint16(o.Value[1])
		case o.Tag == 0x9C && len(o.Value) == 1:
			tx.Type = o.Value[0]
		case o.Tag == 0x9F41:
			tx.Sequence = uint32(n)
		}
	}
	tx.ForceOnline = conv.Get("force-online") == "yes"
	if err := tlv.Check(b); err != nil {
		return tx, fmt.Errorf("header line transaction: %s", faultText(err))
	}
	return tx, nil
}

func headerHex(conv *transcript.Conversation, key string) ([]byte, error) {
	s := strings.ReplaceAll(conv.Get(key), " ", "")
	b := unhex(s)
	if len(b)*2 != len(s) {
		return nil, fmt.Errorf("header line %s: not hexadecimal", key)
	}
	return b, nil
}

var errNoExchange = errors.New("no exchange")

// ordered is a conversation in the order of its header line run, where it has one: exchange numbers, ranges 1-7, a number
// with ~ for a command of which only the beginning counts, COMMAND=RESPONSE and COMMAND=#NUMBER for what was not
// captured, !timeout and its like. Files of testvectors/conversations have such lines.
func ordered(conv *transcript.Conversation, run string) (*transcript.Conversation, error) {
	if run == "" {
		return conv, nil
	}
	all := conv.Exchanges()
	out := &transcript.Conversation{}
	wrong := func(i int, word string) error { // what it says may be a secret
		return fmt.Errorf("header line run: word %d, of %s, names no exchange that is here", i+1, count(len(word), "character"))
	}
	take := func(s string, free bool) error {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > len(all) {
			return errNoExchange
		}
		x := all[n-1]
		if free && len(x.Command) > 5 {
			x.Command, x.Open = x.Command[:5], true
		}
		out.Add(x)
		return nil
	}
	faults := map[string]apdu.FaultKind{"!timeout": apdu.Timeout, "!transmission": apdu.Transmission, "!protocol": apdu.Protocol, "!removed": apdu.Removed}
	for i, word := range strings.Fields(run) {
		command, response, supplied := strings.Cut(word, "=")
		first, last, isRange := strings.Cut(word, "-")
		number, free := strings.CutSuffix(word, "~")
		var err error
		switch {
		case faults[word] != 0:
			out.Add(transcript.Exchange{Open: true, Fault: faults[word]})
		case supplied && (headerBytes(command) == nil || response[:min(len(response), 1)] != "#" && headerBytes(response) == nil):
			return nil, fmt.Errorf("header line run: word %d, of %s: %s", i+1, count(len(word), "character"), notHex)
		case supplied && response[0] == '#':
			n, _ := strconv.Atoi(response[1:])
			if n < 1 || n > len(all) {
				return nil, wrong(i, word)
			}
			out.Add(transcript.Exchange{Command: unhex(command), Response: all[n-1].Response})
		case supplied:
			out.Add(transcript.Exchange{Command: unhex(command), Response: unhex(response)})
		case isRange:
			from, err1 := strconv.Atoi(first)
			to, err2 := strconv.Atoi(last)
			if err1 != nil || err2 != nil {
				return nil, wrong(i, word)
			}
			for n := from; n <= to && err == nil; n++ {
				err = take(strconv.Itoa(n), false)
			}
		default:
			err = take(number, free)
		}
		if err != nil {
			return nil, wrong(i, word)
		}
	}
	return out, nil
}

// A talker is a card that answers from a conversation, and the PIN device and the host that the header tells of.
type talker struct {
	*transcript.Replay
	conv *transcript.Conversation
	next int
	t0   bool
	pins []string
	host [][]byte
}

func newTalker(conv *transcript.Conversation, from *transcript.Conversation, structure bool) *talker {
	r := transcript.NewReplay(conv)
	r.Structure = structure
	t := &talker{Replay: r, conv: conv, pins: strings.Fields(from.Get("pin")), t0: from.Get("protocol") == "T=0"}
	t.host = answersOf(from)
	return t
}

// nextAnswer stands between the answers of the header line host.
const nextAnswer = ", "

// answersOf are the answers of the host that the header tells, which has been checked, in their order.
func answersOf(conv *transcript.Conversation) (list [][]byte) {
	for answer := range strings.SplitSeq(conv.Get("host"), nextAnswer) {
		if b := headerBytes(answer); b != nil {
			list = append(list, b)
		}
	}
	return list
}

func (t *talker) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	x := t.conv.Exchanges()
	if t.t0 && t.next < len(x) { // a terminal that wrote Le behind the data of a T=0 command meant it without: EMV 4.3 B1 9.3.1.1.4
		if bare, ok := bytes.CutSuffix(x[t.next].Command, []byte{0}); ok && len(bare) > 5 && bytes.Equal(bare, command) {
			command = x[t.next].Command
		}
	}
	response, took, err := t.Replay.Transmit(ctx, command)
	if err == nil || apdu.IsFault(err, apdu.Timeout) || apdu.IsFault(err, apdu.Transmission) || apdu.IsFault(err, apdu.Protocol) || apdu.IsFault(err, apdu.Removed) {
		t.next++
	}
	return response, took, err
}

// pinWords are what a header line says of a PIN that the card was not given.
var pinWords = map[string]kernel.PINResult{
	"entered": kernel.PINEntered, "bypassed": kernel.PINBypassed, "failed": kernel.PINDeviceFailed, "cancelled": kernel.PINCancelled,
}

// pinWord is the word of a result.
func pinWord(result kernel.PINResult) string {
	for word, r := range pinWords {
		if r == result {
			return word
		}
	}
	return ""
}

// EnterPIN says what the header says: a result, or that a PIN is there.
func (t *talker) EnterPIN(context.Context, terminal.PINEntry) (kernel.PINResult, error) {
	if len(t.pins) > 0 {
		if r, ok := pinWords[t.pins[0]]; ok {
			t.pins = t.pins[1:]
			return r, nil
		}
	}
	return kernel.PINEntered, nil
}

// EndTransaction has nothing to forget: no PIN was typed.
func (t *talker) EndTransaction() {}

// VerifyPIN takes the answer to VERIFY from the conversation, or from the header where the conversation has none.
func (t *talker) VerifyPIN(ctx context.Context, _ apdu.Card, r kernel.PINRequest) (kernel.PINResult, uint16, error) {
	if x := t.conv.Exchanges(); t.next < len(x) && len(x[t.next].Command) >= 4 && x[t.next].Command[1] == apdu.Verify {
		command := []byte{0, apdu.Verify, 0, apdu.PlaintextPIN}
		switch r.Method {
		case kernel.EncipheredOfflinePINRSA:
			command[3] = apdu.EncipheredPINRSA
		case kernel.EncipheredOfflinePINECC:
			command[3] = apdu.EncipheredPINECC
		}
		if !x[t.next].Open {
			command = x[t.next].Command
		}
		response, _, err := t.Transmit(ctx, command)
		sw := uint16(apdu.Response(response).SW())
		if len(t.pins) > 0 && err == nil && t.pins[0] == fmt.Sprintf("%04X", sw) { // it is in the header too
			t.pins = t.pins[1:]
		}
		return kernel.PINEntered, sw, err
	}
	if len(t.pins) == 0 {
		return kernel.PINDeviceFailed, 0, nil
	}
	sw, err := strconv.ParseUint(t.pins[0], 16, 16)
	t.pins = t.pins[1:]
	if err != nil {
		return kernel.PINDeviceFailed, 0, nil
	}
	return kernel.PINEntered, uint16(sw), nil
}
