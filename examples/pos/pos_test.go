package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

var noon = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// result is the object that -json prints: every field of it and no other.
type result struct {
	Outcome    string `json:"outcome"`
	Kernel     string `json:"kernel"`
	AID        string `json:"aid"`
	Label      string `json:"label"`
	Online     bool   `json:"online"`
	Cryptogram string `json:"cryptogram"`
	CID        string `json:"cid"`
	TVR        string `json:"tvr"`
	TSI        string `json:"tsi"`
	CVMResults string `json:"cvmResults"`
	ARC        string `json:"arc"`
	ODA        struct {
		Method string `json:"method"`
		Result string `json:"result"`
	} `json:"oda"`
	Exchanges      int    `json:"exchanges"`
	DE55           string `json:"de55"`
	Reason         string `json:"reason"`
	Authorised     string `json:"authorised"`
	ApprovalCode   string `json:"approvalCode"`
	KernelVersion  string `json:"kernelVersion"`
	KernelChecksum string `json:"kernelChecksum"`
	Profile        string `json:"profile"`
	Config         string `json:"config"`
}

// pos runs the program with -json and reads what it prints.
func pos(t *testing.T, args ...string) (r result) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if status := run(append(args, "-json"), nil, &stdout, &stderr, noon); status != 0 {
		t.Fatalf("%v: exit status %d: %s", args, status, &stderr)
	}
	d := json.NewDecoder(&stdout)
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	if d.More() {
		t.Errorf("%v: more than one object on standard output", args)
	}
	if stderr.Len() != 0 {
		t.Errorf("%v: standard error: %s", args, &stderr)
	}
	return r
}

type want struct{ outcome, cryptogram, cid, tvr, tsi, cvm, arc, oda string }

func (r *result) facts() want {
	return want{r.Outcome, r.Cryptogram, r.CID, r.TVR, r.TSI, r.CVMResults, r.ARC, r.ODA.Method + " " + r.ODA.Result}
}

// The card full: CDA, no CVM below 10.00 and else online PIN, signature or no CVM, all if the terminal can. The
// configuration default: floor limit 10.00.
//
// At 12.34 the amount is at or above both limits: TVR byte 4 bit 8, and online PIN (02, condition 03, result unknown) with
// byte 3 bit 3. The action codes online of both sides hold the floor limit: ARQC with CDA. TSI: authentication,
// cardholder verification, card risk management, terminal risk management, and issuer authentication when the host has
// answered: F8, else E8. Nothing of this TVR is in the default codes (FC50B80000 and FC50A80000), so that without a
// host a TC is asked for, and Y3 stands.
//
// At 1.00 neither limit is reached: no CVM (1F, condition 06, successful), no bit in the TVR, a TC at once, Y1.
func TestOutcomes(t *testing.T) {
	for _, c := range []struct {
		name   string
		args   []string
		online bool
		want   want
	}{
		// EMV 4.4 B3 10.9, EMV 4.4 B4 6.3.8
		{"approved online", []string{"-amount", "12.34"}, true, want{"approved", "TC", "40", "0000048000", "F800", "020300", "00", "CDA ok"}},
		{"approved online, book", []string{"-amount", "12.34", "-profile", "book"}, true, want{"approved", "TC", "40", "0000048000", "F800", "020300", "00", "CDA ok"}},
		// EMV 4.4 B3 10.7, EMV 4.4 B4 6.3.6
		{"approved offline", []string{"-amount", "1.00", "-offline"}, false, want{"approved", "TC", "40", "0000000000", "E800", "1F0602", "Y1", "CDA ok"}},
		// EMV 4.4 B4 12.2.1
		{"host down", []string{"-amount", "12.34", "-offline", "-profile", "book"}, false, want{"approved", "TC", "40", "0000048000", "E800", "020300", "Y3", "CDA ok"}},
		{"host down, strict", []string{"-amount", "12.34", "-offline"}, false, want{"declined", "AAC", "00", "0000048000", "E800", "020300", "Z3", "CDA ok"}},
		// EMV 4.4 B4 6.3.8
		{"host declines", []string{"-amount", "12.34", "-decline"}, true, want{"declined", "AAC", "00", "0000048000", "F800", "020300", "05", "CDA ok"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := pos(t, c.args...)
			if got := r.facts(); got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
			if r.Online != c.online {
				t.Errorf("online: %v", r.Online)
			}
			if r.Kernel != "contact" || r.AID != "A0000000041010" || r.Label != "Test Credit" || r.Exchanges == 0 {
				t.Errorf("%+v", r)
			}
		})
	}
}

// EMV 4.4 B4 12.1.1: the data for the host, without what names the account or its holder
func TestDE55(t *testing.T) {
	r := pos(t, "-amount", "12.34")
	b, err := hex.DecodeString(r.DE55)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ToUpper(r.DE55) != r.DE55 {
		t.Error("hexadecimal digits in lower case")
	}
	if err := tlv.Check(b); err != nil {
		t.Fatal(err)
	}
	for _, tag := range []tlv.Tag{0x57, 0x5A, 0x5F20} {
		if _, ok := tlv.Find(b, tag); ok {
			t.Errorf("%s is in it", tag)
		}
	}
	for tag, want := range map[tlv.Tag]string{
		0x9F27: "40", 0x9F02: "000000001234", 0x9F03: "000000000000", 0x5F2A: "0978", 0x9F1A: "0276", 0x9A: "260701", 0x9C: "00",
		0x95: "0000048000", 0x9F34: "020300", 0x9F33: "E07848", 0x9F35: "22", 0x82: "3D00", 0x84: "A0000000041010", 0x5F34: "01",
		0x8A: "3030", 0x9F36: "0011",
	} {
		o, ok := tlv.Find(b, tag)
		if got := strings.ToUpper(hex.EncodeToString(o.Value)); !ok || got != want {
			t.Errorf("%s: %s, want %s", tag, got, want)
		}
	}
	for _, tag := range []tlv.Tag{0x9F26, 0x9F10, 0x9F37} {
		if o, ok := tlv.Find(b, tag); !ok || len(o.Value) == 0 {
			t.Errorf("%s is missing", tag)
		}
	}
}

// The order of the fields is part of the format.
func TestFieldOrder(t *testing.T) {
	var stdout, stderr bytes.Buffer
	run([]string{"-json"}, nil, &stdout, &stderr, noon)
	var got []string
	for _, m := range regexp.MustCompile(`"([a-zA-Z0-9]+)":`).FindAllStringSubmatch(stdout.String(), -1) {
		got = append(got, m[1])
	}
	const want = "outcome kernel aid label online cryptogram cid tvr tsi cvmResults arc oda method result exchanges de55 reason authorised approvalCode kernelVersion kernelChecksum profile config"
	if strings.Join(got, " ") != want {
		t.Errorf("fields %v", got)
	}
	if strings.Count(stdout.String(), "\n") != 1 {
		t.Error("not one line")
	}
}

// The receipt in both copies, and a line for each step as it happens.
func TestReceipt(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if status := run([]string{"-amount", "12.34"}, nil, &stdout, &stderr, noon); status != 0 {
		t.Fatal(status, &stderr)
	}
	text := stdout.String()
	for _, s := range []string{
		"build the candidate list", "final selection", "initiate application processing", "read application data",
		"offline data authentication", "processing restrictions", "cardholder verification", "terminal risk management",
		"terminal action analysis", "first GENERATE AC", "online processing", "issuer authentication", "second GENERATE AC", "completion",
		"MERCHANT COPY", "CARDHOLDER COPY", "541333******0011", "A0000000041010", "Test Credit", "ONLINE PIN ENTERED",
		"0000048000", "F800", "12.34 EUR", "TC ", "2026-07-01 12:00:00", "EXAMPLE SHOP, BERLIN",
	} {
		if !strings.Contains(text, s) {
			t.Errorf("%q is missing in\n%s", s, text)
		}
	}
	if strings.Contains(text, "5413330089020011") {
		t.Error("the PAN in clear")
	}
	if strings.Count(text, "541333******0011") != 1 || strings.Count(text, "************0011") != 1 {
		t.Error("the merchant's copy has the first six and the last four digits, the cardholder's the last four")
	}
}

// Each command and response decoded, each step with its clause; no account number in clear.
func TestTrace(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if status := run([]string{"-amount", "1.00", "-trace"}, nil, &stdout, &stderr, noon); status != 0 {
		t.Fatal(status, &stderr)
	}
	text := stdout.String()
	for _, s := range []string{
		"EMV 4.4 B3 10.3", "> SELECT", "> GET PROCESSING OPTIONS", "> READ RECORD", "> GENERATE AC", "< 9000 success",
		"9F02 Amount, Authorised (Numeric): 000000000100", "5A Application Primary Account Number (PAN): 541333******0011",
		"8E Cardholder Verification Method (CVM) List", "TVR 0000000000: ask for TC [EMV 4.4 B3 10.7]",
	} {
		if !strings.Contains(text, s) {
			t.Errorf("%q is missing", s)
		}
	}
	if strings.Contains(text, "5413330089020011") || strings.Contains(text, "5445535420434152") {
		t.Error("cardholder data in clear")
	}
}

// Exit status 2, and a message that names the flag or file and says what to do.
func TestBadFlags(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(file, []byte(`{"name": "x", "what": 1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		says []string
	}{
		{[]string{"-amount", "12.3"}, []string{"-amount 12.3", "2 decimals"}},
		{[]string{"-increment", "1.00"}, []string{"-increment", "-type pre-authorisation"}},
		{[]string{"-complete", "1.00"}, []string{"-complete", "-type pre-authorisation"}},
		{[]string{"-tip-after", "1.00", "-type", "refund"}, []string{"-tip-after", "no tip on refund"}},
		{[]string{"-host", "nowhere"}, []string{"-host nowhere", "address and a port"}},
		{[]string{"-host", "127.0.0.1:8583", "-arc", "05"}, []string{"-arc", "leave out -host"}},
		{[]string{"-host", "127.0.0.1:8583", "-decline"}, []string{"-decline", "leave out -host"}},
		{[]string{"-amount", "12,34"}, []string{"-amount 12,34", "give digits"}},
		{[]string{"-amount", "-1.00"}, []string{"-amount -1.00", "give digits"}},
		{[]string{"-amount", ""}, []string{"-amount", "give digits"}},
		{[]string{"-amount", "0"}, []string{"-amount 0: give more", "account-verification"}},
		{[]string{"-tap", "-type", "refund", "-amount", "0.00"}, []string{"-amount 0: give more"}},
		{[]string{"-amount", "12345678901.00"}, []string{"-amount", "12 digits"}},
		{[]string{"-card", "nosuch"}, []string{"-card nosuch", "full"}},
		{[]string{"-card", file}, []string{"-card " + file, "correct the file"}},
		{[]string{"-config", "nosuch"}, []string{"-config nosuch", "default"}},
		{[]string{"-config", file}, []string{"-config " + file, "correct the file", "line 1"}},
		{[]string{"-profile", "lax"}, []string{"-profile lax", "book or strict"}},
		{[]string{"-pin", "12"}, []string{"-pin", "4 to 12 digits"}},
		{[]string{"-pin", "1234,,1234"}, []string{"-pin", "4 to 12 digits"}},
		{[]string{"-nosuch"}, []string{"-nosuch", "-help"}},
		{[]string{"-type", "loan"}, []string{"-type loan", "purchase", "refund", "account-verification"}},
		{[]string{"-type", "pin-change"}, []string{"-type pin-change", "give one of"}},
		{[]string{"-type", "refund", "-config", "denial"}, []string{"-type refund", "the configuration has no such transactions"}},
		{[]string{"-type", "refund", "-amount", "1000.01"}, []string{"-type refund", "above the limit for refund"}},
		{[]string{"-type", "account-verification", "-amount", "1.00"}, []string{"-amount", "is zero"}},
		{[]string{"-cashback", "100.01"}, []string{"-type cashback", "above the limit for cashback"}},
		{[]string{"-cashback", "5.0"}, []string{"-cashback 5.0", "2 decimals"}},
		{[]string{"-cashback", "5.00", "-type", "refund"}, []string{"-cashback", "no cash in refund"}},
		{[]string{"-tip", "x"}, []string{"-tip x", "give digits"}},
		{[]string{"-refund", "data"}, []string{"-refund", "-type refund"}},
		{[]string{"-refund", "later", "-type", "refund"}, []string{"-refund later", "data, online or offline"}},
		{[]string{"12.34"}, []string{"12.34", "-help"}},
	} {
		var stdout, stderr bytes.Buffer
		if status := run(c.args, nil, &stdout, &stderr, noon); status != 2 {
			t.Errorf("%v: exit status %d", c.args, status)
		}
		for _, s := range c.says {
			if !strings.Contains(stderr.String(), s) {
				t.Errorf("%v: %q does not say %q", c.args, &stderr, s)
			}
		}
		if stdout.Len() != 0 {
			t.Errorf("%v: standard output: %s", c.args, &stdout)
		}
	}
}

func TestHelp(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if status := run([]string{"-help"}, nil, &stdout, &stderr, noon); status != 0 || !strings.Contains(stderr.String(), "-amount") {
		t.Errorf("exit status %d: %s", status, &stderr)
	}
}

// A card that declines what the host has approved: the approval is taken back.
// EMV 4.4 B4 6.3.8, EMV 4.4 B4 12.1.8
func TestReversal(t *testing.T) {
	source, err := card.Source("full")
	if err != nil {
		t.Fatal(err)
	}
	// the second GENERATE AC: an AAC without signature, in format 2
	fault := `"pse": 1, "faults": [ { "command": "GENERATE AC", "occurrence": 2, "replace": "77149F2701009F360200119F260801020304050607089000" } ],`
	file := filepath.Join(t.TempDir(), "card.json")
	if err := os.WriteFile(file, bytes.Replace(source, []byte(`"pse": 1,`), []byte(fault), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := pos(t, "-card", file); r.Outcome != "declined" || r.ARC != "00" {
		t.Errorf("%+v", r)
	}
	var stdout, stderr bytes.Buffer
	if status := run([]string{"-card", file}, nil, &stdout, &stderr, noon); status != 0 {
		t.Fatal(status, &stderr)
	}
	for _, s := range []string{"DECLINED", "REVERSAL card declined: 12.34 EUR taken back", "REVERSED: NOTHING IS CHARGED"} {
		if !strings.Contains(stdout.String(), s) {
			t.Errorf("%q is missing in\n%s", s, &stdout)
		}
	}
}
