package iso8583_test

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/tlv"
)

// Every message of a transaction says who the terminal is to the acquirer of its application; what belongs to no application says who the terminal is.
//
// B4 10.2 data, 12.1.1, 12.1.5, 12.1.8
func TestIdentityOfApplication(t *testing.T) {
	aid := "\xA0\x00\x00\x00\x04\x10\x10"
	cfg := *shop
	cfg.Terminal.AcquirerID = []byte{0, 0, 0, 0x01, 0x23, 0x45} // six digits at least
	cfg.Applications = []kernel.Application{{AID: []byte(aid), Identity: kernel.Identity{TerminalID: "TERM0002", MerchantID: "SECOND SHOP ~", AcquirerID: []byte{0x01, 0x23, 0x45, 0x67, 0x89, 0x01}}}}
	own, first := "TERM0002|SECOND SHOP ~  |12345678901", "TERM0001|SHOP           |012345"
	of := func(name string) (terminal.Request, terminal.Reversal, terminal.Approval, []byte) {
		r := purchase()
		r.DE55 = append(r.DE55, data(0x84, name)...)
		result := &kernel.Result{AID: []byte(name), Outcome: kernel.Outcome{DataRecord: r.DE55}}
		made := func(kind kernel.MessageKind) []byte {
			return terminal.MessageData(kind, &cfg, &r.Transaction, result)
		}
		return r, terminal.Reversal{Original: r.ID, Transaction: r.Transaction, Reason: terminal.CardDeclined, Data: made(kernel.ReversalMessage)},
			terminal.Approval{Transaction: r.Transaction, Data: made(kernel.BatchData)}, made(kernel.OnlineAdvice)
	}
	for _, c := range []struct {
		kind       byte
		name, want string
	}{
		{0x22, aid, own},
		{0x22, "\xA0\x00\x00\x00\x03\x10\x10", first},
		{0x25, aid, own},
		{0x11, aid, own}, // B4 12.1 9F16 is of types 2x: field 42 is of all
		{0x14, aid, own},
		{0x14, "\xA0\x00\x00\x00\x03\x10\x10", first},
		{0x34, aid, "TERM0002|SECOND SHOP ~  |"}, // B4 12.1 9F01 is of types 1x and 2x
		{0x34, "\xA0\x00\x00\x00\x03\x10\x10", "TERM0001|SHOP           |"},
	} {
		cfg.Terminal.Type = c.kind
		s := &server{}
		client := newClient(t, s, iso8583.Options{Config: &cfg})
		r, back, captured, advice := of(c.name)
		_, err := client.Authorise(t.Context(), r)
		for _, err := range []error{err, client.Reverse(t.Context(), back), client.Upload(t.Context(), captured), client.Advise(t.Context(), advice), client.Capture(t.Context(), captured.Data, 1)} {
			if err != nil {
				t.Error(err)
			}
		}
		if err := client.Echo(t.Context()); err != nil {
			t.Error(err)
		}
		client.Close()
		all := s.all()
		for i, m := range all {
			want, got := c.want, m.Get(iso8583.FieldTerminal)+"|"+m.Get(iso8583.FieldMerchant)+"|"+m.Get(iso8583.FieldAcquirer)
			if i == 0 || i == len(all)-1 {
				want = "TERM0001|SHOP           |"
			}
			if got != want {
				t.Errorf("%02X, %X, %s: %q, want %q", c.kind, c.name, m.Type, got, want)
			}
			for _, tag := range []tlv.Tag{0x9F1C, 0x9F16, 0x9F01} {
				if _, there := tlv.Find(m.Bytes(iso8583.FieldICC), tag); there {
					t.Errorf("%02X, %s: %s has a field of its own", c.kind, m.Type, tag)
				}
			}
		}
		if len(all) != 7 {
			t.Errorf("%d messages", len(all))
		}
	}
}

// What the configuration says that the acquirer requests goes into field 55 of that message, and of no other.
//
// B4 12.1.1, 12.1.2
func TestRequestedOfRequests(t *testing.T) {
	cfg := *shop
	cfg.Terminal.Requests = kernel.Requests{kernel.FinancialRequest: {0x9F42, 0x8E}, kernel.AuthorisationRequest: {0x9F07}}
	for purpose, want := range map[kernel.Purpose]string{kernel.Purchase: "8E 9F42", kernel.PreAuthorisation: "9F07"} {
		s, r := &server{}, purchase()
		client := newClient(t, s, iso8583.Options{Config: &cfg})
		r.Transaction.Purpose = purpose
		r.DE55 = append(r.DE55, data(0x9F07, "\xFF\x00", 0x8E, "\x00\x00\x00\x00\x00\x00\x00\x00\x1F\x00", 0x9F42, "\x09\x78", 0x9F44, "\x02")...)
		if _, err := client.Authorise(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		client.Close()
		all := s.all()
		var got []string
		for _, tag := range []tlv.Tag{0x8E, 0x9F07, 0x9F42, 0x9F44} {
			if _, there := tlv.Find(all[len(all)-1].Bytes(iso8583.FieldICC), tag); there {
				got = append(got, tag.String())
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", purpose, got, want)
		}
	}
}

// A reversal has the response code of what it takes back, where there was one.
//
// B4 12.1.8
func TestResponseInReversal(t *testing.T) {
	for code, want := range map[string]string{"00": "00", "": "", "Z1": "Z1"} {
		s := &server{}
		client := newClient(t, s, iso8583.Options{})
		b := slices.Clone(chip)
		if code != "" {
			b = append(b, data(0x8A, code)...)
		}
		if err := client.Reverse(t.Context(), terminal.Reversal{Original: 1, Transaction: purchase().Transaction, Reason: terminal.CardDeclined, Data: b}); err != nil {
			t.Fatal(err)
		}
		client.Close()
		if m := s.all()[1]; m.Get(iso8583.FieldResponse) != want || m.Has(iso8583.FieldResponse) != (want != "") {
			t.Errorf("%q: field 39 is %q", code, m.Get(iso8583.FieldResponse))
		}
	}
}

// A host that puts the response code into field 55 too, beside field 39, has answered all the same; field 39 is its word.
//
// B4 12.1.3, 12.2.3
func TestResponseTwice(t *testing.T) {
	iad, short, behind := data(0x91, "ABCDEFGH00"), "\x72\x05\x86\x04\x84\x24\x00\xFF", "\x72\x06\x86\x04\x84\x24\x00\x00\xFF"
	for _, c := range []struct {
		name string
		chip []byte
		want string // "": it cannot be read
		rest []byte
	}{
		{"none", iad, "00", iad},
		{"the same", append(data(0x8A, "00"), iad...), "00", iad},
		{"behind", append(slices.Clone(iad), data(0x8A, "00")...), "00", iad},
		{"another", append(data(0x8A, "05"), iad...), "00", iad},
		{"of another length", append(data(0x8A, "0"), iad...), "00", iad},
		{"a script that is cut off", append(append(data(0x8A, "00"), iad...), 0x72, 0x20, 0x9F), "00", append(slices.Clone(iad), 0x72, 0x20, 0x9F)},
		{"a script that is too short", append(append(data(0x8A, "00"), iad...), short...), "00", append(slices.Clone(iad), short...)},
		{"a byte behind a script", append(slices.Clone(iad), behind...), "00", append(slices.Clone(iad), behind...)},
		{"a byte behind no script", append(slices.Clone(iad), 0xFF), "", nil},
		{"an object that is cut off", append(append(data(0x8A, "00"), iad...), 0x9F, 0x36, 0x20), "", nil},
	} {
		s := &server{}
		s.answer = func(conn net.Conn, _, usual *iso8583.Message) bool {
			usual.SetBytes(iso8583.FieldICC, c.chip)
			return s.send(conn, usual)
		}
		client := newClient(t, s, iso8583.Options{})
		b, err := client.Authorise(t.Context(), purchase())
		client.Close()
		r, ok := step.ParseIssuerResponse(b)
		if err != nil || ok != (c.want != "") || ok && string(r.ARC[:]) != c.want {
			t.Errorf("%s: %X, %v: %q", c.name, b, err, r.ARC)
		}
		if want := append(data(0x8A, "00"), c.rest...); ok && fmt.Sprintf("%X", b) != fmt.Sprintf("%X", want) {
			t.Errorf("%s: %X, want %X", c.name, b, want)
		}
	}
}

// Field 38 is the host's word for the authorisation code, whatever field 55 has beside it; without field 38 it is field 55's.
//
// B4 12.1.3
func TestApprovalCodeTwice(t *testing.T) {
	for _, c := range []struct{ name, field, chip, want string }{
		{"field 38 alone", "A1B2C3", "", "A1B2C3"},
		{"empty in field 55", "A1B2C3", "\x89\x00", "A1B2C3"},
		{"the same", "A1B2C3", "\x89\x06A1B2C3", "A1B2C3"},
		{"another", "A1B2C3", "\x89\x06654321", "A1B2C3"},
		{"small letters", "a1z2m3", "", "a1z2m3"},
		{"field 38 with a space", "A1 2C3", "\x89\x06654321", "A1 2C3"},
		{"field 38 of spaces", "      ", "\x89\x06654321", "654321"},
		{"nothing but spaces", "      ", "", ""},
		{"field 55 alone", "", "\x89\x06654321", "654321"},
		{"field 55, and empty again", "", "\x89\x06654321\x89\x00", "654321"},
		{"none", "", "\x89\x00", ""},
	} {
		s := &server{}
		s.answer = func(conn net.Conn, _, usual *iso8583.Message) bool {
			usual.Set(iso8583.FieldApproval, c.field)
			usual.SetBytes(iso8583.FieldICC, append([]byte(c.chip), data(0x91, "ABCDEFGH00")...))
			return s.send(conn, usual)
		}
		client := newClient(t, s, iso8583.Options{})
		b, err := client.Authorise(t.Context(), purchase())
		client.Close()
		if r, ok := step.ParseIssuerResponse(b); err != nil || !ok || !r.Approves() || string(r.Code) != c.want || len(r.IAD) != 10 {
			t.Errorf("%s: %X, %v: %q", c.name, b, err, r.Code)
		}
	}
}
