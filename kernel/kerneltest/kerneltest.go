// Package kerneltest drives and tests kernels, as net/http/httptest does HTTP handlers.
//
// It is the only place where a session's random source can be set: [Random] and [Numbers] make runs repeatable and
// unsafe, which is why they are nowhere else.
//
// A [Scenario] is a program with the world around it. [Scenario.Run] runs it, [Scenario.EveryWayOut] ends it in every way
// at every action, [Scenario.EveryResume] stops it at every action and goes on from the journal.
package kerneltest

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/internal/hidden"
)

// Random makes every draw of a session follow from seed and its place in the session.
func Random(seed uint64) kernel.Option {
	return func(o *hidden.Options) {
		hidden.SetRandom(o, func(n uint64, b []byte) {
			var key [32]byte
			binary.LittleEndian.PutUint64(key[:], seed)
			binary.LittleEndian.PutUint64(key[8:], n)
			_, _ = rand.NewChaCha8(key).Read(b)
		})
	}
}

// Numbers gives a session its unpredictable numbers (9F37), in order; the last one is given for ever. Other
// draws are not touched.
func Numbers(list ...[4]byte) kernel.Option {
	return func(o *hidden.Options) {
		rest := list
		hidden.SetNumber(o, func(un *[4]byte) {
			*un = rest[0]
			if len(rest) > 1 {
				rest = rest[1:]
			}
		})
	}
}

const digits = "0123456789ABCDEF"

// Dump is every field of an action that its kind uses, in one line, for comparisons in tests. It holds card data in clear.
func Dump(a kernel.Action) string {
	var b strings.Builder
	b.WriteString(a.Kind.String())
	b.WriteString(" await=")
	for shift := 28; shift >= 0; shift -= 4 {
		b.WriteByte(digits[a.Await>>shift&15])
	}
	field := func(name string, v any, show bool) {
		if show {
			fmt.Fprintf(&b, " %s=%v", name, v)
		}
	}
	bytes := func(name string, v []byte) { // the usual ones, without reflection: fuzzing dumps a great many
		if v == nil {
			return
		}
		b.WriteString(name)
		for _, c := range v {
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	bytes(" command=", a.Command)
	field("timed", a.Timed, a.Timed)
	field("reader", a.Reader, a.Reader != 0)
	field("readers", a.Readers, a.Readers != nil)
	field("within", a.Within, a.Within != 0)
	bytes(" data=", a.Data)
	field("needed", a.Needed, a.Needed != nil)
	field("id", a.ID, a.ID != 0)
	switch a.Kind {
	case kernel.Show, kernel.SelectLanguage, kernel.SelectAccount, kernel.RequestAmount, kernel.ConfirmAmount:
		field("ui", a.UI, true)
	}
	field("cashback", a.Cashback, a.Cashback)
	field("fixed", a.Fixed, a.Fixed)
	field("able", a.Able, a.Able != 0)
	field("languages", a.Languages, a.Languages != nil)
	field("accounts", a.Accounts, a.Accounts != nil)
	for _, c := range a.Candidates {
		fmt.Fprintf(&b, " candidate={%X %q %d %v %X %X}", c.AID, c.Label, c.Priority, c.Confirm, c.LanguagesB, c.Registered)
	}
	if a.Kind == kernel.EnterPIN || a.Kind == kernel.VerifyPIN {
		fmt.Fprintf(&b, " pin={%d %d %X %X %X}", a.PIN.Method, a.PIN.Tries, a.PIN.Modulus, a.PIN.Exponent, a.PIN.Challenge)
	}
	if a.Kind == kernel.CaptureBiometric || a.Kind == kernel.VerifyBiometric {
		fmt.Fprintf(&b, " biometric={%d %d %02X %X %X %X}", a.PIN.Method, a.PIN.Tries, a.Biometric.Subtype, a.Biometric.BIT, a.PIN.Modulus, a.PIN.Challenge)
	}
	if a.Transaction != nil {
		fmt.Fprintf(&b, " transaction=%v", *a.Transaction)
	}
	if r := a.Result; r != nil {
		fmt.Fprintf(&b, " outcome={%v %d %d %d %v %v %X %X %d %v %v %v %s %v %v %+v}", r.Status, r.Start, r.OnlineResponseData, r.CVM,
			r.UIOutcome, r.UIRestart, r.DataRecord, r.DiscretionaryData, r.AlternateInterface, r.Receipt, r.FieldOff, r.RemovalTimeout,
			r.Kernel, r.ODA, r.Read, r.Error)
		fmt.Fprintf(&b, " result={%v %v %v %q %q %d %v %v %v %d %d %d %X %q %d}", r.Authorised, r.Forced, r.Online, r.ResponseCode, r.ApprovalCode,
			r.Request, r.Reversal, r.Advice, r.Money, r.AmountOther, r.Account, r.Interface, r.AID, r.Label, r.Exchanges)
		field("owing", r.Owing, r.Owing != 0)
		field("demand", r.Demand, r.Demand != 0)
		for row, v := range r.Report.All() {
			fmt.Fprintf(&b, " %s=%X", row.Tag(), v)
		}
	}
	return b.String()
}
