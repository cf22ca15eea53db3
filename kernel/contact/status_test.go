package contact_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/testvectors/sweep"
)

// A verdict is what becomes of a transaction after one status word: the outcome, the error, the TVR, and the
// instructions of the commands that follow.
type verdict struct {
	status kernel.Status
	l2     kernel.L2Error
	tvr    string
	rest   string
}

func (v verdict) String() string {
	return fmt.Sprintf("%v L2=%d TVR=%s then %q", v.status, v.l2, v.tvr, v.rest)
}

// A span is a range of status words with one verdict.
type span struct {
	from, to uint16
	want     verdict
}

// statusTable says, for each command of a transaction, what each status word does: the first span that holds the
// status word counts. It is written from the books.
func statusTable(t *testing.T) []statusRow {
	const (
		start   = "0000000000" // TVR before offline data authentication
		noODA   = "8000000000" // ODA not performed
		noauth  = "8000048000" // and online PIN, floor limit
		reading = "B2 B2 B2 B2 B2 CA CA AE AE"
	)
	onWith := func(tvr, rest string) verdict { return verdict{kernel.Approved, 0, tvr, rest} }
	on := func(rest string) verdict { return onWith(noauth, rest) }
	end := func(l2 kernel.L2Error, tvr string) verdict { return verdict{kernel.EndApplication, l2, tvr, ""} }
	all := func(v verdict) span { return span{0, 0xFFFF, v} }
	one := func(sw uint16, v verdict) span { return span{sw, sw, v} }
	list := all(on("A4 A4 A4 A8 " + reading)) // both AIDs of the terminal, then the final SELECT
	return []statusRow{
		// B1 12.3.2
		{"SELECT PSE", newWorld(t, "noauth"), apdu.Select, 1, nil, []span{
			one(0x9000, on("B2 B2 A4 A8 "+reading)), one(0x6A81, end(kernel.CardBlocked, start)), list,
		}},
		// B1 12.3.2
		{"READ RECORD of the directory", newWorld(t, "noauth"), apdu.ReadRecord, 1, nil, []span{
			one(0x9000, on("B2 A4 A8 "+reading)), list,
		}},
		// B1 12.3.2
		{"READ RECORD behind the directory", newWorld(t, "noauth"), apdu.ReadRecord, 2, nil, []span{
			one(0x6A83, on("A4 A8 "+reading)), list,
		}},
		// B1 12.3.3
		{"SELECT of an AID of the list", newWorld(t, "noauth"), apdu.Select, 1, nil, []span{
			one(0x9000, on("A4 A4 A8 "+reading)), one(0x6A81, end(kernel.CardBlocked, start)),
			all(verdict{kernel.EndApplication, kernel.EmptyCandidateList, start, "A4"}),
		}},
		// B1 12.4
		{"final SELECT", newWorld(t, "noauth"), apdu.Select, 2, nil, []span{
			one(0x9000, on("A8 "+reading)), all(end(kernel.EmptyCandidateList, start)),
		}},
		// B3 10.1
		// B3 6.5.8.5
		{"GET PROCESSING OPTIONS", newWorld(t, "noauth"), apdu.GetProcessingOptions, 1, nil, []span{
			one(0x9000, on(reading)), one(0x6985, end(kernel.EmptyCandidateList, start)), all(end(kernel.StatusBytes, start)),
		}},
		// B3 10.2
		{"READ RECORD", newWorld(t, "noauth"), apdu.ReadRecord, 3, nil, []span{
			one(0x9000, on("B2 B2 B2 B2 CA CA AE AE")), all(end(kernel.StatusBytes, start)),
		}},
		// B3 10.6.3, 7.5: table 35, not returned although both limits are there
		// B3 6.3.5 GET DATA
		{"GET DATA of the ATC", newWorld(t, "noauth"), apdu.GetData, 1, nil, []span{
			one(0x9000, on("CA AE AE")), all(onWith("A00004E000", "CA AE AE")),
		}},
		// B3 10.6.3, 7.5
		{"GET DATA of the last online ATC", newWorld(t, "noauth"), apdu.GetData, 2, nil, []span{
			one(0x9000, on("AE AE")), all(onWith("A00004E000", "AE AE")),
		}},
		// B3 8.1
		// B3 6.3.5 other, 6.5.5.5
		{"first GENERATE AC", newWorld(t, "noauth"), apdu.GenerateAC, 1, nil, []span{
			one(0x9000, on("AE")), all(end(kernel.StatusBytes, noauth)),
		}},
		// B3 8.1
		// B3 8.1 status
		{"second GENERATE AC", newWorld(t, "noauth"), apdu.GenerateAC, 2, nil, []span{
			one(0x9000, on("")), all(end(kernel.StatusBytes, noauth)),
		}},
		// B3 8.1
		// B3 6.5.9.5
		{"INTERNAL AUTHENTICATE", newWorld(t, "dda"), apdu.InternalAuthenticate, 1, nil, []span{
			one(0x9000, onWith("0000048000", "CA CA AE 82 AE")), all(end(kernel.StatusBytes, start)),
		}},
		// B3 10.9
		// B3 6.5.4.5
		{"EXTERNAL AUTHENTICATE", authenticating(t), apdu.ExternalAuthenticate, 1, nil, []span{
			one(0x9000, on("AE")), all(onWith("8000048040", "AE")),
		}},
		// B2 7.2
		{"GET CHALLENGE", newWorld(t, "pin"), apdu.GetChallenge, 1, nil, []span{
			one(0x9000, onWith("0000008000", "20 CA CA AE AE")), all(verdict{kernel.Declined, 0, "0000808000", "CA CA AE AE"}),
		}},
		// B3 10.5.1, 10.5.5: the wire in these rows does not carry VERIFY, so the issuer, who compares the
		// card's results with the terminal's, approves nobody
		{"VERIFY", newWorld(t, "pin"), apdu.Verify, 1, &stubPad{}, []span{
			one(0x9000, verdict{kernel.Declined, 0, "0000008000", "CA CA AE AE"}),
			one(0x63C0, verdict{kernel.Declined, 0, "0000A08000", "CA CA AE AE"}),
			one(0x6983, verdict{kernel.Declined, 0, "0000A08000", "CA CA AE AE"}),
			one(0x6984, verdict{kernel.Declined, 0, "0000A08000", "CA CA AE AE"}),
			{0x63C1, 0x63CF, verdict{kernel.Declined, 0, "0000008000", "84 CA CA AE AE"}}, // another try, another challenge
			all(end(kernel.StatusBytes, start)),
		}},
		// B3 10.10
		{"issuer script command", scripted(t), 0xDA, 1, nil, []span{
			{0x6200, 0x63FF, on("AE")},
			{0x9000, 0x90FF, on("AE")},
			all(onWith("8000048020", "AE")),
		}},
	}
}

type statusRow struct {
	command string
	world   *world
	ins     byte
	nth     int
	pad     *stubPad
	spans   []span
}

// stubPad says what the card says to the first VERIFY, and 9000 to the second.
type stubPad struct {
	terminal.PINPad
	sw    uint16
	tries int
	said  func()
}

func (p *stubPad) EnterPIN(context.Context, terminal.PINEntry) (kernel.PINResult, error) {
	return kernel.PINEntered, nil
}

func (p *stubPad) VerifyPIN(context.Context, apdu.Card, kernel.PINRequest) (kernel.PINResult, uint16, error) {
	if p.tries++; p.tries == 1 {
		p.said()
		return kernel.PINEntered, p.sw, nil
	}
	return kernel.PINEntered, 0x9000, nil
}

// authenticating has a card that takes issuer authentication data with EXTERNAL AUTHENTICATE.
func authenticating(t *testing.T) *world {
	w := newWorld(t, "full")
	w.Card = bench.Profile(t, "noauth", func(app map[string]any) { app["aip"] = "1C00" })
	return w
}

// scripted has an issuer that sends a script of one command with tag 71.
func scripted(t *testing.T) *world {
	w := newWorld(t, "noauth")
	w.Issuer.Scripts = []issuer.Script{{ID: []byte{1, 2, 3, 4}, Commands: []issuer.Command{issuer.PutData(0x9F14, []byte{3})}}}
	return w
}

// errEnough ends a run when the next command is known.
var errEnough = errors.New("enough")

// status runs the transaction with one status word replaced: to its end, or to the next command.
func (r *statusRow) status(sw uint16, whole bool) verdict {
	w := r.world
	w.Card.Renew()
	w.Commands = w.Commands[:0]
	seen, at := 0, 0
	noPSE := r.command == "SELECT of an AID of the list" // the card then has none
	w.Middle = func(n int, command, response []byte) []byte {
		if n == 1 && noPSE {
			return append(response[:0], 0x6A, 0x82)
		}
		if command[1] == r.ins {
			if seen++; seen == r.nth {
				at = n
				response[len(response)-2], response[len(response)-1] = byte(sw>>8), byte(sw)
			}
		}
		return response
	}
	if r.pad != nil {
		*r.pad = stubPad{sw: sw, said: func() { at = len(w.Commands) }}
		w.PINPad = r.pad
	}
	s, devices := w.Session(), w.Devices()
	var next []byte
	out, err := bench.Run(context.Background(), s, kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
		if !whole && at != 0 && a.Kind == kernel.Transmit {
			next = slices.Clone(a.Command)
			return kernel.Event{}, errEnough
		}
		return devices.Do(ctx, a)
	}))
	if next != nil {
		return verdict{rest: bench.Instructions([][]byte{next})}
	}
	if err != nil || at == 0 {
		w.T.Fatalf("%s %04X: %v", r.command, sw, err)
	}
	return verdict{out.Status, out.Error.L2, fmt.Sprintf("%X", out.TVR()), bench.Instructions(w.Commands[at:])}
}

// Every status word at every command: what comes next, for all 65,536 (with -short one of a hundred), and for those that
// the books name the whole rest of the transaction.
func TestStatusWords(t *testing.T) {
	named := map[int]bool{}
	for _, sw := range []int{
		0x9000, 0x9001, 0x90FF, 0x6100, 0x6110, 0x6200, 0x6281, 0x6283, 0x62FF, 0x6300, 0x63C0, 0x63C1, 0x63CF, 0x63FF, 0x6400,
		0x6581, 0x6700, 0x6983, 0x6984, 0x6985, 0x6986, 0x6A81, 0x6A82, 0x6A83, 0x6A88, 0x6C10, 0x6D00, 0x6E00, 0x6F00, 0, 0xFFFF,
	} {
		named[sw] = true
	}
	for _, row := range statusTable(t) {
		t.Run(row.command, func(t *testing.T) {
			t.Parallel()
			row.world.T = t
			for sw := range 0x10000 {
				if !sweep.Sample(sw, 100) && !named[sw] {
					continue
				}
				whole := named[sw]
				var want verdict
				for _, s := range row.spans {
					if int(s.from) <= sw && sw <= int(s.to) {
						want = s.want
						break
					}
				}
				if first, _, _ := strings.Cut(want.rest, " "); !whole && first != "" {
					want = verdict{rest: first}
				}
				if got := row.status(uint16(sw), whole); got != want {
					t.Fatalf("%04X:\ngot  %v\nwant %v", sw, got, want)
				}
			}
		})
	}
}
