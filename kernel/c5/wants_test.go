package c5_test

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// A want is what most tests say of an outcome. Parameters that are N/A, No or zero are left out.
type want struct {
	status  kernel.Status
	start   kernel.Start
	message kernel.MessageID
	cvm     kernel.CVM
	oda     string // as ODAResult has it
	clause  string // of the error indication, without the edition
}

// wants are the outcomes of most tests.
var (
	approves   = want{status: kernel.Approved, message: kernel.MsgApproved, cvm: kernel.CVMNotRequired, oda: "ok"}
	goesOnline = want{status: kernel.OnlineRequest, message: kernel.MsgAuthorising, cvm: kernel.CVMNotRequired, oda: "ok"}
	stays      = want{status: kernel.OnlineRequest, start: kernel.StartD, message: kernel.MsgAuthorising, cvm: kernel.CVMNotRequired, oda: "ok"}
	comesAgain = want{status: kernel.OnlineRequest, start: kernel.StartB, message: kernel.MsgAuthorising, cvm: kernel.CVMNotRequired, oda: "ok"}
)

func (w want) saying(m kernel.MessageID) want { w.message = m; return w }
func (w want) authenticated(oda string) want  { w.oda = oda; return w }
func (w want) owing(cvm kernel.CVM) want {
	switch w.cvm = cvm; {
	case w.status == kernel.OnlineRequest && cvm == kernel.CVMOnlinePIN:
		w.message = kernel.MsgEnterPIN
	case w.status == kernel.Approved && cvm == kernel.CVMSignature:
		w.message = kernel.MsgApprovedSign
	}
	return w
}

const none = "not performed"

func declines(clause string) want {
	return want{status: kernel.Declined, message: kernel.MsgDeclined, oda: none, clause: clause}
}

func ends(clause string) want { return want{status: kernel.EndApplication, oda: none, clause: clause} }

func next(clause string) want {
	return want{status: kernel.SelectNext, start: kernel.StartC, oda: none, clause: clause}
}

func inserts(clause string) want {
	return want{status: kernel.TryAnotherInterface, message: kernel.MsgPleaseInsert, oda: none, clause: clause}
}

func again(clause string) want {
	return want{status: kernel.TryAgain, start: kernel.StartB, message: kernel.MsgSeePhone, oda: none, clause: clause}
}

// presents is the outcome of a card whose answer is lost.
var presents = want{status: kernel.EndApplication, start: kernel.StartB, message: kernel.MsgPresentAgain, oda: none, clause: "3.11.2.3"}

// of is what came out.
func of(r *bench.Result) want {
	w := want{status: r.Status, start: r.Start, cvm: r.CVM, oda: r.ODA().Result, clause: strings.TrimPrefix(r.Error.Clause, "C-5 2.12 ")}
	if r.UIOutcome != nil {
		w.message = r.UIOutcome.Message
	}
	return w
}

// expect runs and compares.
func (r *reader) expect(w want) *bench.Result {
	r.t.Helper()
	out := r.run()
	if got := of(out); got != w {
		r.t.Errorf("got  %+v\nwant %+v\n%s; %s", got, w, out.Error.Reason, out.ODA().Reason)
	}
	return out
}

// record is an element of the last data record, "" if it is not there.
func (r *reader) record(name string) string {
	r.t.Helper()
	o, ok := tlv.Find(r.outcomes[len(r.outcomes)-1].DataRecord, tag(r.t, name))
	if !ok {
		return ""
	}
	return strings.ToUpper(hex.EncodeToString(o.Value))
}

// sent is the data field of the nth GENERATE AC, from 1, and its reference control parameter.
func (r *reader) sent(n int) (values string, p1 byte) {
	for _, c := range r.commands {
		if c[1] == apdu.GenerateAC {
			if n--; n == 0 {
				command, _ := apdu.ParseCommand(c)
				return fmt.Sprintf("%X", command.Data), c[2]
			}
		}
	}
	r.t.Fatal("no such GENERATE AC")
	return "", 0
}

// instructions are those that the card was sent.
func (r *reader) instructions() string { return bench.Instructions(r.commands) }

func (r *reader) hexed(b []byte) string { return hexOf(b) }

func hexOf(b []byte) string { return hex.EncodeToString(b) }
