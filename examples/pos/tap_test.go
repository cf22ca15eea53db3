package main

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
)

// tapResult is the object that -json prints of a tap.
type tapResult struct {
	result
	Parameters   terminal.Parameters   `json:"parameters"`
	Taps         int                   `json:"taps"`
	CardMicros   int64                 `json:"cardMicros"`
	KernelMicros int64                 `json:"kernelMicros"`
	Relay        *terminal.RecordRelay `json:"relay"`
}

func tap(t *testing.T, args ...string) (r tapResult) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if status := run(append([]string{"-tap", "-json"}, args...), nil, &stdout, &stderr, noon); status != 0 {
		t.Fatalf("%v: exit status %d: %s", args, status, &stderr)
	}
	d := json.NewDecoder(&stdout)
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return r
}

// A tapCase is what comes of a card at the reader of the configuration tap.
type tapCase struct {
	card, args string
	outcome    string
	kernel     string
	cryptogram string
	cvm        string
	message    string // on outcome, and after the host's answer
	oda        string
	online     bool // the host has approved
	taps       int
	clause     string
}

// The reader of the configuration tap for purchases. Visa: TTQ 3700C000, the full one: EMV, contact chip, online PIN, signature, authentication for
// online, issuer update, consumer device CVM. UnionPay: the same without authentication for online and issuer update. Above 10.00 an online
// cryptogram is required, from 25.00 on a CVM.
//
// What each card is: testvectors/card/profiles.md. The outcomes are derived from that and from the books, by the clause of the row.
var tapCases = []tapCase{
	// Visa, online: a cryptogram for the host, no CVM below 25.00; after its answer 03.
	{"visa-online", "-amount 12.34", "online request", "C-3", "ARQC", "No CVM", "03", "not performed", true, 1, "C-3 5.4.3.1"},
	{"visa-online", "-amount 12.34 -decline", "online request", "C-3", "ARQC", "No CVM", "07", "not performed", false, 1, "A table 6-3"},
	{"visa-online", "-amount 12.34 -arc 05", "online request", "C-3", "ARQC", "No CVM", "07", "not performed", false, 1, "A table 6-3"},
	{"visa-online", "-amount 12.34 -arc 00,05", "online request", "C-3", "ARQC", "No CVM", "03", "not performed", true, 1, "A table 6-3"},
	{"visa-online", "-amount 30.00", "declined", "C-3", "ARQC", "No CVM", "07", "not performed", false, 1, "C-3 5.7.1.3"},
	{"visa-online", "-amount 500.00", "try another interface", "entrypoint", "", "N/A", "18", "", false, 0, "B 3.1.1.5, 3.1.1.13"},
	{"visa-offline", "-amount 5.00", "approved", "C-3", "TC", "No CVM", "03", "fDDA ok", false, 1, "C-3 5.9.1.2"},
	{"visa-offline", "-amount 10.00", "approved", "C-3", "TC", "No CVM", "03", "fDDA ok", false, 1, "B 3.1.1.6"},
	{"visa-offline", "-amount 10.01", "online request", "C-3", "ARQC", "No CVM", "03", "not performed", true, 1, "B 3.1.1.6"},
	{"visa-offline", "-amount 30.00", "declined", "C-3", "ARQC", "No CVM", "07", "not performed", false, 1, "C-3 5.7.1.3"},
	{"visa-signed", "-amount 12.34", "online request", "C-3", "ARQC", "No CVM", "03", "fDDA ok", true, 1, "C-3 5.6.2.1"},
	{"visa-version", "-amount 5.00", "online request", "C-3", "TC", "No CVM", "03", "fDDA failed", true, 1, "C-3 5.6.1.2 online"},
	{"visa-no-dda", "-amount 5.00", "declined", "C-3", "TC", "No CVM", "07", "fDDA failed", false, 1, "C-3 5.6.1.2 decline"},
	{"visa-format", "-amount 5.00", "try another interface", "C-3", "TC", "N/A", "1D", "fDDA failed", false, 1, "C-3 5.6.1.2 contact"},
	{"visa-no-ctq", "-amount 30.00", "online request", "C-3", "ARQC", "Obtain Signature", "1A", "not performed", true, 1, "C-3 5.7.1.1"},
	{"visa-pin", "-amount 30.00", "online request", "C-3", "ARQC", "Online PIN", "03", "not performed", true, 1, "C-3 5.7.1.2 online PIN"},
	{"visa-pin", "-amount 30.00 -pin cancel", "end application", "C-3", "ARQC", "N/A", "0F", "not performed", false, 1, "A 5.5.8"},
	{"visa-signature", "-amount 30.00", "online request", "C-3", "ARQC", "Obtain Signature", "1A", "not performed", true, 1, "C-3 5.7.1.2 signature"},
	{"visa-cash", "-amount 50.00 -type cash", "try another interface", "C-3", "ARQC", "N/A", "18", "not performed", false, 1, "C-3 5.5.1.3"},
	{"visa-expired", "-amount 5.00", "online request", "C-3", "TC", "No CVM", "03", "not performed", true, 1, "C-3 5.5.1.1"},
	{"visa-declined", "-amount 5.00", "declined", "C-3", "AAC", "No CVM", "07", "not performed", false, 1, "C-3 5.4.3.2"},
	{"visa-refund", "-amount 5.00 -type refund", "online request", "C-3", "AAC", "No CVM", "03", "not performed", true, 1, "C-3 3.4.1.3"},
	{"visa-update", "-amount 12.34", "online request", "C-3", "ARQC", "No CVM", "03", "not performed", true, 2, "C-3 5.8.1.2"},
	{"visa-spending", "-amount 5.00", "approved", "C-3", "TC", "No CVM", "03", "fDDA ok", false, 1, "C-3 4.3.1.1"},
	{"visa-storage", "-amount 12.34", "online request", "C-3", "ARQC", "No CVM", "03", "not performed", true, 1, "C-3 3.3.3.1"},
	{"visa-6984", "-amount 5.00", "try another interface", "C-3", "", "N/A", "18", "not performed", false, 1, "C-3 5.2.2.2"},
	{"visa-6985", "-amount 12.34", "online request", "C-3", "ARQC", "No CVM", "03", "not performed", true, 1, "C-3 5.2.2.2 select next"},

	{"ppse-elsewhere", "-amount 12.34", "end application", "entrypoint", "", "N/A", "1C", "", false, 1, "B 3.3.2.7"},

	// Phones.
	{"phone-visa", "-amount 30.00", "online request", "C-3", "ARQC", "Confirmation Code Verified", "03", "not performed", true, 1, "C-3 5.7.1.2 match"},
	{"phone-visa-mismatch", "-amount 30.00", "declined", "C-3", "ARQC", "No CVM", "07", "not performed", false, 1, "C-3 5.7.1.2 mismatch"},
	{"phone-visa-plain", "-amount 30.00", "online request", "C-3", "ARQC", "Confirmation Code Verified", "03", "not performed", true, 1, "C-3 5.7.1.2 ARQC"},
	{"phone-visa-twice", "-amount 12.34", "online request", "C-3", "ARQC", "No CVM", "03", "not performed", true, 1, "C-3 5.2.2.2"},
	{"phone-visa-twice", "-amount 30.00", "online request", "C-3", "ARQC", "Confirmation Code Verified", "03", "not performed", true, 2, "C-3 5.2.2.2 try again"},
	{"phone-visa-asked", "-amount 30.00", "online request", "C-3", "ARQC", "Confirmation Code Verified", "03", "not performed", true, 2, "C-3 5.2.2.2 try again"},
	{"phone-visa-asked", "-amount 30.00 -phone=false", "end application", "", "", "N/A", "", "", false, 4, "A 5.5.3"},
	{"phone-visa-transit", "-amount 12.34", "online request", "C-3", "ARQC", "No CVM", "03", "fDDA ok", true, 1, "C-3 5.6.2.1"},
	{"phone-visa-token", "-amount 12.34", "online request", "C-3", "ARQC", "Confirmation Code Verified", "03", "not performed", true, 1, "C-3 5.7.1.2"},

	// The issuer wants a PIN, which needs no other tap, or a chip, which a counter that takes taps alone has not.
	{"visa-online", "-amount 12.70", "online request", "C-3", "ARQC", "Online PIN", "03", "not performed", true, 1, "A table 6-4"},
	{"visa-online", "-amount 12.71", "online request", "C-3", "ARQC", "No CVM", "07", "not performed", false, 1, "A table 6-4"},

	// UnionPay.
	{"unionpay-online", "-amount 12.34", "online request", "C-7", "ARQC", "N/A", "03", "not performed", true, 1, "C-7 4.1.4.4"},
	{"unionpay-offline", "-amount 5.00", "approved", "C-7", "TC", "N/A", "03", "fDDA ok", false, 1, "C-7 4.5.1"},
	{"unionpay-offline", "-amount 12.34", "online request", "C-7", "ARQC", "N/A", "03", "not performed", true, 1, "C-7 3.2.5"},
	{"unionpay-signed", "-amount 12.34", "online request", "C-7", "ARQC", "N/A", "03", "not performed", true, 1, "C-7 4.3.2"},
	{"unionpay-expired", "-amount 5.00", "declined", "C-7", "TC", "N/A", "07", "not performed", false, 1, "C-7 4.2.4.5"},
	{"unionpay-version", "-amount 5.00", "online request", "C-7", "TC", "N/A", "03", "fDDA failed", true, 1, "C-7 4.3.2.5"},
	{"unionpay-sm", "-amount 5.00", "approved", "C-7", "TC", "N/A", "03", "fDDA ok", false, 1, "C-7 4.5.1"},
	{"pboc-cash", "-amount 5.00 -config unionpay", "approved", "C-7", "TC", "N/A", "03", "fDDA ok", false, 1, "C-7 4.5.1"},
	{"pboc-cash", "-amount 12.34 -config unionpay", "online request", "C-7", "ARQC", "N/A", "03", "not performed", true, 1, "C-7 3.2.5"},
	{"unionpay-log", "-amount 12.34", "online request", "C-7", "ARQC", "N/A", "03", "not performed", true, 1, "C-7 annex D"},
	{"unionpay-pin", "-amount 30.00", "online request", "C-7", "ARQC", "Online PIN", "03", "not performed", true, 1, "C-7 4.4.2.2 online PIN"},
	{"phone-unionpay", "-amount 30.00", "online request", "C-7", "ARQC", "Confirmation Code Verified", "03", "not performed", true, 1, "C-7 4.4.2.2 device"},
	{"phone-unionpay-twice", "-amount 30.00", "online request", "C-7", "ARQC", "Confirmation Code Verified", "03", "not performed", true, 2, "C-7 4.1.4.3"},

	// Entry Point: see TestTapApplications for what is selected.
	{"ppse-ties", "-amount 12.34", "online request", "C-3", "ARQC", "No CVM", "03", "not performed", true, 1, "B 3.3.3.2"},
	{"ppse-domestic", "-amount 12.34", "online request", "C-3", "ARQC", "No CVM", "03", "not performed", true, 1, "B 3.3.2.5 D"},
	{"ppse-forms", "-amount 12.34", "online request", "C-3", "ARQC", "No CVM", "03", "not performed", true, 1, "B 3.3.2.5 C"},
	{"ppse-extended", "-amount 12.34", "online request", "C-3", "ARQC", "No CVM", "03", "not performed", true, 1, "B 3.3.3.3"},
	{"ppse-poi", "-amount 12.34", "online request", "C-3", "ARQC", "No CVM", "03", "not performed", true, 1, "B 3.3.2.3b"},

	// The profile strict believes a card's word for its holder only under a signature that was verified: an online PIN instead. It takes nothing that
	// the book declines.
	{"visa-online", "-amount 30.00 -profile strict", "declined", "C-3", "ARQC", "No CVM", "07", "not performed", false, 1, "C-3 5.7.1.3"},
	{"phone-visa", "-amount 30.00 -profile strict", "online request", "C-3", "ARQC", "Online PIN", "03", "not performed", true, 1, "strict"},
	{"phone-visa-mismatch", "-amount 30.00 -profile strict", "declined", "C-3", "ARQC", "No CVM", "07", "not performed", false, 1, "C-3 5.7.1.2 mismatch"},
	{"phone-unionpay", "-amount 30.00 -profile strict", "online request", "C-7", "ARQC", "Online PIN", "03", "not performed", true, 1, "strict"},
}

// Each contactless card and phone at the reader of the configuration tap.
func TestTapCards(t *testing.T) {
	cases := slices.Concat(tapCases, mastercardCases, discoverCases, kernel8Cases, amexCases, jcbCases)
	for _, name := range card.TapNames() {
		if !slices.ContainsFunc(cases, func(c tapCase) bool { return c.card == name }) {
			t.Errorf("nothing is said of %s", name)
		}
	}
	for _, c := range cases {
		synctest.Test(t, func(t *testing.T) {
			args := strings.Fields("-card " + c.card + " " + c.args)
			if !strings.Contains(c.args, "-profile") {
				args = append(args, "-profile", "book")
			}
			r := tap(t, args...)
			got := tapCase{
				c.card, c.args, r.Outcome, r.Kernel, r.Cryptogram, r.Parameters.CVM, "", strings.TrimSpace(r.ODA.Method + " " + r.ODA.Result),
				r.Authorised == "online", r.Taps, c.clause,
			}
			if ui := r.Parameters.UIOnOutcome; ui != nil {
				got.message = ui.Message
			}
			if got != c {
				t.Errorf("%s: %s\ngot  %+v\nwant %+v", c.clause, r.Reason, got, c)
			}
		})
	}
}

// What is selected, and with which second tap.
//
// Book B 2.12 3.3.3.2, 3.3.3.3, C-3 2.12 5.2.2.2
func TestTapApplications(t *testing.T) {
	for name, aid := range map[string]string{
		"ppse-ties": "A0000000031010", "ppse-domestic": "A0000000032010", "ppse-forms": "A000000003101000", "ppse-poi": "A0000000031010",
		"ppse-extended": "A000000003101001", "visa-6985": "A0000000032010", "unionpay-online": "A000000333010101",
	} {
		if r := tap(t, "-card", name, "-amount", "12.34"); r.AID != aid {
			t.Errorf("%s: %s, want %s", name, r.AID, aid)
		}
	}
}

// All eleven parameters, as the books print them: of an offline approval of UnionPay, with what is left of the card's 50.00; of an interface that is to be
// changed; of an online request that wants the issuer's data for a second tap; of no application; what the books of American Express and JCB have beside.
//
// C-7 2.12 4.5.1, C-3 2.12 5.6.1.2, 5.8.1.2, C-4 2.12 13.2, table 11-1, C-5 2.12 3.12, Book B 2.12 3.3.2.7
func TestTapParameters(t *testing.T) {
	none := terminal.Parameters{Start: "N/A", OnlineResponseData: "N/A", CVM: "N/A", AlternateInterface: "N/A", Receipt: "N/A", FieldOff: "N/A"}
	for _, c := range []struct {
		args string
		want func(*terminal.Parameters)
	}{
		{"-card unionpay-offline -amount 5.00", func(p *terminal.Parameters) {
			p.DataRecord, p.Receipt = true, "Yes"
			p.UIOnOutcome = &terminal.RequestParameters{Message: "03", Text: "APPROVED, BALANCE 45.00 EUR", Status: "Card Read Successfully", Value: "Balance 45.00 EUR"}
		}},
		{"-card visa-format -amount 5.00", func(p *terminal.Parameters) {
			p.AlternateInterface = "Contact Chip"
			p.UIOnOutcome = &terminal.RequestParameters{Message: "1D", Text: "PLEASE INSERT CARD", Status: "Processing Error", Language: "en"}
		}},
		{"-card visa-update -amount 12.34", func(p *terminal.Parameters) {
			p.Start, p.OnlineResponseData, p.CVM, p.DataRecord, p.FieldOff = "B", "EMV Data", "No CVM", true, "0"
			p.UIOnOutcome = &terminal.RequestParameters{Message: "03", Text: "APPROVED", Status: "N/A", Language: "en"}
			p.UIOnRestart = &terminal.RequestParameters{Message: "21", Text: "PRESENT CARD AGAIN", Status: "Ready to Read", Language: "en"}
		}},
		{"-card mastercard-field-off -amount 5.00", func(p *terminal.Parameters) {
			p.CVM, p.DataRecord, p.DiscretionaryData, p.FieldOff = "No CVM", true, true, "13"
			p.UIOnOutcome = &terminal.RequestParameters{Message: "03", Text: "APPROVED", Status: "N/A", Language: "en"}
		}},
		{"-card amex-offline -amount 5.00", func(p *terminal.Parameters) {
			p.CVM, p.DataRecord = "No CVM", true
			p.UIOnOutcome = &terminal.RequestParameters{Message: "03", Text: "APPROVED", Status: "Card Read Successfully", Language: "en"}
		}},
		{"-card amex-declined -amount 5.00", func(p *terminal.Parameters) {
			p.AlternateInterface = "Contact Chip"
			p.UIOnOutcome = &terminal.RequestParameters{Message: "1D", Text: "PLEASE INSERT CARD", Status: "Processing Error", Language: "en"}
		}},
		{"-card jcb-balance -amount 5.00", func(p *terminal.Parameters) {
			p.CVM, p.DataRecord, p.Receipt = "No CVM", true, "Yes"
			p.UIOnOutcome = &terminal.RequestParameters{Message: "03", Text: "APPROVED, BALANCE 45.00 EUR", Status: "Card Read Successfully", Value: "Balance 45.00 EUR"}
		}},
		{"-card jcb-declined -amount 5.00", func(p *terminal.Parameters) {
			p.DataRecord = true
			p.UIOnOutcome = &terminal.RequestParameters{Message: "07", Text: "DECLINED", Status: "Card Read Successfully"}
		}},
		{"-card jcb-6984 -amount 5.00", func(p *terminal.Parameters) {
			p.AlternateInterface = "Contact Chip"
			p.UIOnOutcome = &terminal.RequestParameters{Message: "1D", Text: "PLEASE INSERT CARD", Status: "Ready to Read"}
		}},
		{"-card jcb-no-cdol2 -amount 12.34", func(p *terminal.Parameters) {
			p.Start, p.OnlineResponseData, p.CVM, p.DataRecord = "B", "EMV Data", "No CVM", true
			p.UIOnOutcome = &terminal.RequestParameters{Message: "03", Text: "APPROVED", Status: "N/A", Language: "en"}
			p.UIOnRestart = &terminal.RequestParameters{Message: "21", Text: "PRESENT CARD AGAIN", Status: "Ready to Read"}
		}},
		{"-card ppse-elsewhere", func(p *terminal.Parameters) {
			p.UIOnOutcome = &terminal.RequestParameters{Message: "1C", Text: "INSERT, SWIPE OR TRY ANOTHER CARD", Status: "Ready to Read"}
		}},
	} {
		want := none
		c.want(&want)
		got, err1 := json.Marshal(tap(t, append(strings.Fields(c.args), "-profile", "book")...).Parameters)
		expect, err2 := json.Marshal(want)
		if err1 != nil || err2 != nil || !bytes.Equal(got, expect) {
			t.Errorf("%s:\ngot  %s\nwant %s", c.args, got, expect)
		}
	}
}

// The reader's face, in order: lights, messages, tones; both options; the phone; the second tap; the receipt; no PAN.
//
// Book A 2.12 9.3
func TestTapShown(t *testing.T) {
	for _, c := range []struct {
		args  string
		order []string
	}{
		{"-card visa-online", []string{
			"●○○○  WELCOME  (blinks every 5s)", "●○○○  PRESENT CARD", "CARD       presented", "SELECT (AID)", "●●●●  CARD READ OK, REMOVE CARD  (beep: 1500 Hz, 500ms)",
			"○○○○  AUTHORISING, PLEASE WAIT", "○○○○  APPROVED", "\nAPPROVED\nNo CVM, kernel C-3; card ", " in 3 exchanges, kernel and terminal ", "MERCHANT COPY", "476173******0011", "CARDHOLDER COPY",
		}},
		{"-card phone-amex-twice -amount 30.00", []string{
			"PRESENT CARD", "CARD       presented", "SEE PHONE", "PHONE      confirm with your code: done", "presented again", "CARD READ OK, REMOVE CARD", "AUTHORISING, PLEASE WAIT",
			"\nAPPROVED\nConfirmation Code Verified, kernel C-4; card ", "374245*****0017",
		}},
		{"-card jcb-twice", []string{
			"CARD       presented", "CARD READ OK, REMOVE CARD", "AUTHORISING, PLEASE WAIT", "PRESENT CARD AGAIN", "presented again", "\nAPPROVED\nNo CVM, kernel C-5; card ", "354082******0010",
		}},
		{"-card visa-online -lights 2", []string{"●○○○  PRESENT CARD", "●●●○  CARD READ OK, REMOVE CARD  (beep: 1500 Hz, 500ms)"}},
		{"-card visa-6984", []string{"○○○○  INSERT OR SWIPE CARD  (beep beep: 750 Hz, 200ms)", "TRY ANOTHER INTERFACE"}},
		{"-card visa-6984 -lights 2", []string{"○○○●  INSERT OR SWIPE CARD  (beep beep: 750 Hz, 200ms)"}},
		{"-card phone-visa-twice -amount 30.00", []string{
			"○○○○  SEE PHONE FOR INSTRUCTIONS  (beep beep: 750 Hz, 200ms)  (held for 1.3s)", "PHONE      confirm with your code: done", "CARD       presented again", "●●●●  CARD READ OK",
		}},
		{"-card phone-visa-asked -amount 30.00 -phone=false", []string{"confirm with your code: not done", "not presented again: the cardholder presses cancel", "END APPLICATION"}},
		{"-card visa-update -amount 12.34", []string{"●●●●  CARD READ OK", "AUTHORISING", "●○○○  PRESENT CARD AGAIN", "CARD       presented again", "EXTERNAL AUTHENTICATE: SW 9000", "APPROVED"}},
		{"-card unionpay-offline -amount 5.00", []string{"●●●●  APPROVED, BALANCE 45.00 EUR  (beep: 1500 Hz, 500ms)"}},
		{"-card visa-online -trace", []string{"9F38", "9F66 Terminal Transaction Qualifiers (TTQ): 3780C000", "byte 2 bit 8: online cryptogram required", "9F6C Card Transaction Qualifiers (CTQ)"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if status := run(append([]string{"-tap", "-profile", "book"}, strings.Fields(c.args)...), nil, &stdout, &stderr, noon); status != 0 {
				t.Fatalf("%s: %d %s", c.args, status, &stderr)
			}
			rest := stdout.String()
			for _, s := range c.order {
				i := strings.Index(rest, s)
				if i < 0 {
					t.Fatalf("%s: %q is missing, or out of order, in\n%s", c.args, s, &stdout)
				}
				rest = rest[i+len(s):]
			}
			if strings.Contains(stdout.String(), "4761730000000011") || strings.Contains(stdout.String(), "6228000000000013") {
				t.Errorf("%s: a PAN is shown", c.args)
			}
		})
	}
}

// The kernel's time has nothing of what the cardholder takes: a message that is held, a second tap.
func TestTapTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // where nothing takes time but what waits
		if r := tap(t, "-card", "phone-visa-twice", "-amount", "30.00", "-profile", "book"); r.KernelMicros != 0 || r.CardMicros != 0 || r.Exchanges != 6 {
			t.Errorf("%+v", r)
		}
	})
	if r := tap(t, "-card", "visa-offline", "-amount", "5.00"); r.CardMicros <= 0 || r.KernelMicros <= 0 {
		t.Errorf("card %d, kernel %d", r.CardMicros, r.KernelMicros)
	}
}

func TestTapFlags(t *testing.T) {
	for _, c := range []struct{ args, says string }{
		{"-lights 2", "-lights: give -tap with it"},
		{"-phone=false", "-phone: give -tap with it"},
		{"-tap -lights 3", "-lights 3: give 1 or 2"},
		{"-tap -card full", "-card full: it is a contact card; leave -tap out"},
		{"-card visa-online", "-card visa-online: it is contactless; give -tap"},
		{"-tap -config default", "-config default: it has no combinations"},
		{"-tap -tip 1.00", "leave out -tip"},
		{"-tap -confirm", "leave out -tip and -confirm"},
		{"-tap -dead 1", "-dead: leave out -tap"},
		{"-tap -arc 5x", "-arc 5x: give codes of two digits or capitals"},
		{"-tap -arc 00,", "-arc 00,: give codes"},
		{"-reader x -card full", "-reader: leave out -card"},
		{"-reader x -dead 1", "-dead: leave out -reader"},
		{"-tap -card nosuch", "contactless: amex-6984"},
	} {
		var stdout, stderr bytes.Buffer
		if status := run(strings.Fields(c.args), nil, &stdout, &stderr, noon); status != 2 || stdout.Len() != 0 || !strings.Contains(stderr.String(), c.says) {
			t.Errorf("%s: %d %s", c.args, status, &stderr)
		}
	}
}

// A card's label reaches neither screen nor receipt with a control sequence in it.
func TestTapHostileLabel(t *testing.T) {
	source, err := card.Source("visa-online")
	if err != nil {
		t.Fatal(err)
	}
	file := t.TempDir() + "/mine.json"
	if err := os.WriteFile(file, bytes.Replace(source, []byte(`"Test Tap"`), []byte(`"T\u001b[31mTap\u0007"`), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{}, {"-trace"}, {"-json"}} {
		var stdout, stderr bytes.Buffer
		if status := run(append([]string{"-tap", "-card", file}, args...), nil, &stdout, &stderr, noon); status != 0 {
			t.Fatalf("%d %s", status, &stderr)
		}
		if s := stdout.String(); strings.ContainsAny(s, "\x1b\x07") || !strings.Contains(s, "Tap") {
			t.Errorf("%v: %q", args, s)
		}
	}
}
