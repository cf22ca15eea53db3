package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// contactless is the interface of a tap, for -interface and the header line interface.
const contactless = "contactless"

var (
	waysOf   = map[string]kernel.Interface{contactless: kernel.Contactless}
	clauseOf = map[string]string{"contact": "EMV 4.4 B3 8.2", contactless: "Book B 2.12 3"}
)

func interfaceOf(tap bool) string {
	if tap {
		return contactless
	}
	return "contact"
}

// configOf is the configuration where none is named.
func configOf(way string) string {
	if way == contactless {
		return "tap"
	}
	return "default"
}

// programOf is what runs: the contact kernel, or Entry Point with the kernels that it chooses among, and the host.
func programOf(way string) kernel.Program {
	if way == contactless {
		return acceptance.Program(setup.Contactless()...)
	}
	return contact.Program()
}

// readers are those of a terminal before which the card stands, with everything that is said written down. cancel is the cancel key.
func (o *opened) readers(way string, conv *transcript.Conversation, cancel func()) terminal.Readers {
	said := &recorder{o.Card, conv}
	if way != contactless {
		return terminal.Readers{Contact: terminal.Inserted(said)}
	}
	return terminal.Readers{Contactless: &tapped{recorder: said, opened: o, cancel: cancel}}
}

// A tapped is a contactless reader to which the card is held as often as it asks, until its holder loses patience. The holder of a phone does what it asks.
type tapped struct {
	*recorder
	*opened
	cancel func()
	taps   int
}

// mostTaps is how often a card is held to the reader in a transaction.
const mostTaps = 4

func (r *tapped) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	return r.recorder.Transmit(ctx, command)
}

func (r *tapped) Activate(ctx context.Context) (answer []byte, err error) {
	if r.taps == mostTaps {
		r.cancel()
		<-ctx.Done()
		return nil, apdu.Fault(apdu.Timeout, nil)
	}
	switch v := r.virtual; {
	case v != nil:
		if v.Screen() != "" {
			v.Confirm()
		}
		v.Reset()
	case r.taps > 0 && r.connectAgain != nil:
		err = r.connectAgain(ctx)
	}
	r.taps++
	return nil, err
}

func (r *tapped) Deactivate() {}

// A retold is the contactless reader of a replay: the card is presented as long as the conversation has something left.
type retold struct {
	terminal.Reader
	talk   *talker
	cancel func()
}

func (r *retold) Activate(ctx context.Context) ([]byte, error) {
	if r.talk.next > 0 && r.talk.next == len(r.talk.conv.Exchanges()) {
		r.cancel()
		<-ctx.Done()
		return nil, apdu.Fault(apdu.Timeout, nil)
	}
	return r.Reader.Activate(ctx)
}

// isTap reports whether a result is one of Entry Point or of a kernel behind it.
func isTap(out *kernel.Result) bool {
	return out.Interface == kernel.Contactless || out.Kernel == "entrypoint"
}

// recordOf is the record of a transaction, with the outcome parameters of a tap.
func recordOf(out *kernel.Result) any {
	rec := terminal.NewRecord(out)
	if !isTap(out) {
		return rec
	}
	return struct {
		terminal.Record
		Parameters terminal.Parameters `json:"parameters"`
	}{rec, terminal.NewParameters(&out.Outcome)}
}

// tapExpectation is what came out of a tap as the header line expect has it.
func tapExpectation(out *kernel.Result) string {
	parts := []string{out.Status.String()}
	if out.Status == kernel.OnlineRequest {
		parts = append(parts, "authorised "+out.Authorised.String())
	}
	for _, p := range []string{or(out.Kernel, "no kernel"), "CVM " + tapCVM(out), strings.TrimSpace(out.ODA.Method + " " + out.ODA.Result)} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if out.ResponseCode != "" {
		parts = append(parts, "ARC "+out.ResponseCode)
	}
	if out.Error.Clause != "" {
		parts = append(parts, out.Error.Clause)
	}
	if out.Reversal {
		parts = append(parts, "reversal")
	}
	return strings.Join(parts, ", ")
}

// tapKernel and tapCVM are what a tap has and contact has not.
func tapKernel(out *kernel.Result) string {
	if !isTap(out) {
		return ""
	}
	return out.Kernel
}

func tapCVM(out *kernel.Result) string {
	if !isTap(out) {
		return ""
	}
	return terminal.NewParameters(&out.Outcome).CVM
}

// outcomeWord is what came of a transaction in a word: what the host has decided about an online request.
func outcomeWord(out *kernel.Result, otherwise string) string {
	switch {
	case out.Status == kernel.OnlineRequest && out.Approved():
		return kernel.Approved.String()
	case out.Status == kernel.OnlineRequest && out.Online:
		return kernel.Declined.String()
	}
	return otherwise
}

// messageWords are the words of a message, empty for one that is not shown in a line of its own.
func messageWords(id byte) string {
	text := messages[kernel.MessageID(id)]
	if text == "" && slices.Contains(tapMessages, kernel.MessageID(id)) {
		text = terminal.Text(kernel.UI{Message: kernel.MessageID(id)})
	}
	return text
}

// tapMessages are those of a contactless reader alone.
//
// Book A 2.12 table 9-5
var tapMessages = []kernel.MessageID{
	kernel.MsgWelcome, kernel.MsgPresentCard, kernel.MsgProcessing, kernel.MsgCardReadOK, kernel.MsgInsertOrSwipe, kernel.MsgOneCardOnly,
	kernel.MsgApprovedSign, kernel.MsgTryAnotherCard, kernel.MsgPleaseInsert, kernel.MsgSeePhone, kernel.MsgPresentAgain,
}

// takeCaptured makes the combinations those of a captured reader whose static qualifiers the header tells: for this transaction, without limits.
func takeCaptured(cfg *kernel.Config, conv *transcript.Conversation, tx *kernel.Transaction) error {
	ttq, err := headerHex(conv, "ttq")
	switch {
	case err != nil:
		return err
	case len(ttq) == 0:
		return nil
	case len(ttq) != 4:
		return fmt.Errorf("header line ttq: 8 digits belong there")
	}
	var list []kernel.Combination
	for _, c := range cfg.Combinations {
		if slices.ContainsFunc(list, func(k kernel.Combination) bool { return k.Kernel == c.Kernel && string(k.AID) == string(c.AID) }) {
			continue
		}
		list = append(list, kernel.Combination{AID: c.AID, Kernel: c.Kernel, Currency: tx.Currency, TTQ: ttq})
	}
	cfg.Combinations = list
	return nil
}

// tapGrids are the bits of what a kernel reports: the reader's and the card's qualifiers, and the verification results of Kernel 2, in the words of its book.
//
// C-3 2.12 A.2, C-7 2.12 table 3-1, C-2 2.12 A.1.145
func tapGrids(out *kernel.Result) (grids []bitGrid) {
	for _, g := range []struct {
		name string
		row  tlv.Row
	}{{"TTQ", tlv.TTQ}, {"TTQ", tlv.TTQKernel7}, {"CTQ", tlv.CTQ}, {"CTQ", tlv.CTQKernel7}, {"TVR", tlv.TVRKernel2}} {
		if v := out.Report.Get(g.row); v != nil {
			grids = append(grids, newGrid(g.name, g.row, v))
		}
	}
	return grids
}
