package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

func conversationIn(t *testing.T, file string) *transcript.Conversation {
	t.Helper()
	conv, err := transcript.Parse([]byte(read(t, file)))
	if err != nil {
		t.Fatal(err)
	}
	return conv
}

// recordings are transactions whose conversations cover every card, and every way to end.
func recordings() (list [][]string) {
	for _, name := range card.Names() {
		if strings.HasPrefix(name, "pboc") {
			continue // windows of the PAN 6228000100001117 stand in any other; certificates of SM2: TestTwinOfSM2
		}
		args := []string{"-card", name}
		switch {
		case strings.HasPrefix(name, "xda"):
			args = append(args, "-config", "xda")
		case name == "plaintext-pin":
			args = append(args, "-config", "plaintext-pin")
		}
		list = append(list, args)
	}
	if !sweep.Full() {
		return list
	}
	for _, args := range []string{
		"-card full -amount 1.00 -offline", "-card full -offline", "-card full -decline", "-card full -kind atm -type cash -amount 50.00",
		"-card full -kind parking -amount 1.00", "-card full -config denial", "-card full -config default-bit -offline", "-card none -amount 1.00 -offline -profile book",
		"-card pin -pin 1111,1234", "-card pin -pin 1111,2222,3333", "-card pin -pin bypass", "-card dda -offline -amount 1.00", "-card sda -profile book",
		"-card xda -config xda -amount 1.00 -offline", "-card xda", "-card two -force-online",
	} {
		list = append(list, strings.Fields(args))
	}
	return list
}

// Certificates of SM2 are not issued again: the twin says so, and has nothing of the account in it.
func TestTwinOfSM2(t *testing.T) {
	conversation, _ := record(t, "-card", "pboc-sm", "-config", "unionpay")
	twin := filepath.Join(t.TempDir(), "twin.txt")
	if status, out, errw := emv("", "redact", conversation, "-o", twin); status != 0 {
		t.Fatal(status, out, errw)
	}
	const pan = "6228004812739568"
	if c := conversationIn(t, twin); c.Get(notReissuedHeader) == "" || c.Get(reissuedHeader) != "" || !strings.Contains(read(t, conversation), pan) || strings.Contains(read(t, twin), pan[4:]) {
		t.Errorf("%q, %q", c.Get(notReissuedHeader), c.Get(reissuedHeader))
	}
}

// The redacted twin of every recording replays to the byte, its chain verifies, and nothing of the cardholder, the account
// or a key is left in it, not even in what its certificates recover to.
func TestTwins(t *testing.T) {
	for i, args := range recordings() {
		if !sweep.Sample(i+1, 4) {
			continue
		}
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			conversation, _ := record(t, args...)
			twin := filepath.Join(t.TempDir(), "twin.txt")
			if status, out, errw := emv("", "redact", conversation, "-o", twin); status != 0 {
				t.Fatal(status, out, errw)
			}
			a, b := conversationIn(t, conversation), conversationIn(t, twin)
			if b.Get(reissuedHeader) == "" || b.Get(notReissuedHeader) != "" {
				t.Errorf("header %q, %q", b.Get(reissuedHeader), b.Get(notReissuedHeader))
			}
			if len(a.Exchanges()) != len(b.Exchanges()) {
				t.Fatal("another number of exchanges")
			}
			for i, x := range a.Exchanges() {
				if y := b.Exchanges()[i]; len(x.Command) != len(y.Command) || len(x.Response) != len(y.Response) {
					t.Errorf("exchange %d: another length", i+1)
				}
			}
			for _, file := range []string{conversation, twin} {
				if status, out, errw := emv("", "replay", file); status != 0 || !strings.Contains(out, "nothing differs") {
					t.Errorf("%s: %d\n%s%s", filepath.Base(file), status, out, errw)
				}
			}
			certificates := false
			for _, s := range hear(a) {
				certificates = certificates || s.data[0x90] != nil
			}
			if status, out, errw := emv("", "oda", twin); certificates && (status != 0 || !strings.Contains(out, "re-issued under test keys")) {
				t.Errorf("oda: %d\n%s%s", status, out, errw)
			}
			again := filepath.Join(t.TempDir(), "again.txt")
			if status, _, errw := emv("", "redact", twin, "-o", again); status != 0 || read(t, again) != read(t, twin) {
				t.Errorf("redacted twice: another text %s", errw)
			}
			secrets := findingsIn(a)
			for _, s := range secrets {
				if !s.in(open(t, a)) {
					t.Errorf("the search does not find %v in the original", s)
				}
			}
			for _, s := range secrets {
				if s.in(open(t, b)) {
					t.Errorf("still there: %v", s)
				}
			}
		})
	}
}

// An opened conversation is all its text, and what a reader of its certificates finds.
type openedTalk struct {
	text   string // the file, and in hexadecimal what its RSA signatures recover to, in upper case
	fields string // what holds a PAN: 5A, 57, and the identifiers in certificates
}

// A finding is something to look for: a window of a secret.
type finding struct {
	what, text string
	fields     bool // in what holds a PAN alone: it is too short to be looked for anywhere else
}

func (f finding) String() string { return f.what + " " + f.text }

func (f finding) in(o openedTalk) bool {
	if f.fields {
		return strings.Contains(o.fields, f.text)
	}
	return strings.Contains(o.text, f.text)
}

// testDate is the date of the recordings.
var testDate = [3]byte{0x26, 0x07, 0x01}

// chainKeys are the keys of an application's chain, as the original's terminal or the twin's header has them.
func chainKeys(t *testing.T, conv *transcript.Conversation, s *said) (ca *capk.Key, issuer, icc, pin oda.Key) {
	t.Helper()
	own, err := reissuedSet(conv)
	if err != nil {
		t.Fatal(err)
	}
	ca, ok := findKey(own, [5]byte(s.aid[:5]), s.data[0x8F][0])
	if !ok {
		t.Fatal("no CA key")
	}
	static, _ := s.static()
	var reason oda.Reason
	if ca.Algorithm != capk.RSA {
		issuer, reason = oda.RecoverIssuerECC(ca, oda.ECCIssuerInput{Certificate: s.data[0x90], PAN: s.data[0x5A], RID: ca.RID, Date: [4]byte{0x20, 0x26, 0x07, 0x01}})
		covered, _ := oda.AppendICCD(static, s.aip, s.aid, s.list)
		icc, _ = oda.RecoverICCECC(&issuer, oda.ECCICCInput{Certificate: s.data[0x9F46], StaticData: covered, Now: [6]byte{0x20, 0x26, 0x07, 0x01}, Use: oda.UseXDA})
	} else {
		issuer, reason = oda.RecoverIssuer(ca, oda.IssuerInput{
			Certificate: s.data[0x90], Remainder: s.data[0x92], Exponent: s.data[0x9F32], PAN: s.data[0x5A], RID: ca.RID, Date: testDate,
		})
		icc, _ = oda.RecoverICC(&issuer, oda.ICCInput{
			Certificate: s.data[0x9F46], Remainder: s.data[0x9F48], Exponent: s.data[0x9F47], PAN: s.data[0x5A], StaticData: static, Date: testDate,
		})
		pin, _ = oda.RecoverICCPIN(&issuer, oda.ICCInput{Certificate: s.data[0x9F2D], Remainder: s.data[0x9F2F], Exponent: s.data[0x9F2E], PAN: s.data[0x5A], Date: testDate})
	}
	if reason != oda.OK {
		t.Fatal(reason)
	}
	return ca, issuer, icc, pin
}

func open(t *testing.T, conv *transcript.Conversation) (o openedTalk) {
	t.Helper()
	o.text = conv.String()
	for _, s := range hear(conv) {
		pan, rest, _ := strings.Cut(upper(s.data[0x57]), "D")
		o.fields += upper(s.data[0x5A]) + " " + pan + " " + rest[:min(len(rest), 7)] + " " + rest[min(len(rest), 7):] + " " // expiry and service code stay
		if s.data[0x90] == nil {
			continue
		}
		ca, issuer, icc, _ := chainKeys(t, conv, s)
		if ca.Algorithm != capk.RSA {
			o.fields += upper(s.data[0x90][2:7]) + " "
			continue
		}
		head := recoverMessage(ca.Modulus, ca.Exponent, s.data[0x90])
		o.fields += upper(head[1:5]) + " "
		o.text += upper(head) + upper(s.data[0x92]) + "\n"
		for i, c := range []tlvTag{{0x9F46, 0x9F48}, {0x9F2D, 0x9F2F}, {0x93, 0}} {
			if head := recoverMessage(issuer.Modulus, issuer.Exponent, s.data[c.certificate]); head != nil {
				if i < 2 {
					o.fields += upper(head[1:11]) + " "
				}
				o.text += upper(head) + upper(s.data[c.remainder]) + "\n"
			}
		}
		for _, g := range s.signed {
			o.text += upper(recoverMessage(icc.Modulus, icc.Exponent, g.sdad)) + "\n"
		}
	}
	return o
}

// findingsIn are the windows of what is secret in a recording of a virtual card: PAN behind its first six digits, track,
// name, keys, certificates. Card keys are public, but they are the card's alone.
func findingsIn(conv *transcript.Conversation) (list []finding) {
	windows := func(what, text string, size, step int, fields bool) {
		for i := 0; i+size <= len(text); i += step {
			if w := text[i : i+size]; strings.Trim(w, w[:1]) != "" && strings.Trim(w, "0F") != "" {
				list = append(list, finding{what, w, fields})
			}
		}
	}
	for _, s := range hear(conv) {
		pan := strings.TrimRight(upper(s.data[0x5A]), "F")
		windows("PAN digits", pan[6:], 4, 1, true)
		windows("PAN", pan[2:], 8, 1, false)
		if track := upper(s.data[0x57]); track != "" {
			windows("track 2", track[strings.IndexByte(track, 'D')+1+7:], 6, 1, true) // behind expiry and service code
		}
		windows("name", upper(s.data[0x5F20]), 8, 2, false)
		windows("track 1", upper(s.data[0x9F1F]), 12, 2, false)
		if s.data[0x90] == nil {
			continue
		}
		windows("issuer certificate", upper(s.data[0x90]), 32, 32, false)
		windows("card certificate", upper(s.data[0x9F46]), 32, 32, false)
		windows("PIN certificate", upper(s.data[0x9F2D]), 32, 32, false)
		windows("static signature", upper(s.data[0x93]), 32, 32, false)
	}
	return list
}

// A tlvTag is the tags of a certificate and its remainder.
type tlvTag struct{ certificate, remainder tlv.Tag }

// unasked calls every copy alike.
func unasked(*transcript.Conversation) comparison { return comparison{alike: true} }

// Keys, and hashes over the records, from which a PAN could be found by trying, are others too.
func TestTwinKeys(t *testing.T) {
	for _, name := range []string{"full", "full-e65537", "dda", "pin", "xda", "xda-p521", "two"} {
		args := []string{"-card", name}
		if strings.HasPrefix(name, "xda") {
			args = append(args, "-config", "xda")
		}
		conversation, _ := record(t, args...)
		a := conversationIn(t, conversation)
		b := redactWhole(a, nil, testDate, unasked)
		text := open(t, b).text
		before, after := hear(a), hear(b)
		for i := range before {
			_, issuer, icc, pin := chainKeys(t, a, before[i])
			_, issuer2, icc2, _ := chainKeys(t, b, after[i])
			for _, k := range []oda.Key{issuer, icc, pin} {
				for _, b := range [][]byte{k.Modulus, k.Point} {
					for ; len(b) >= 8; b = b[8:] {
						if strings.Contains(text, upper(b[:8])) {
							t.Errorf("%s: bytes of a key: %X", name, b[:8])
						}
					}
				}
			}
			if len(issuer.Modulus) != len(issuer2.Modulus) || len(icc.Modulus) != len(icc2.Modulus) || len(icc.Point) != len(icc2.Point) || icc.Expiry != icc2.Expiry {
				t.Errorf("%s: keys of other lengths, or other dates", name)
			}
			if bytes.Equal(issuer.Serial, issuer2.Serial) {
				t.Errorf("%s: the same serial number", name)
			}
		}
	}
}

// Conversations that others captured: what replays goes on doing so.
func TestTwinsOfCaptures(t *testing.T) {
	whole := 0
	for name := range captured(t) {
		file, twin := "../../testvectors/conversations/"+name+".txt", filepath.Join(t.TempDir(), "twin.txt")
		if status, _, errw := emv("", "redact", file, "-o", twin); status != 0 {
			t.Errorf("%s: %s", name, errw)
			continue
		}
		a, outA, _ := emv("", "replay", file)
		b, outB, errB := emv("", "replay", twin)
		if a != b || strings.Contains(outA, "nothing differs") && !strings.Contains(outB, "nothing differs") {
			t.Errorf("%s: %d, the twin %d\n%s%s", name, a, b, outB, errB)
		}
		if c := conversationIn(t, twin); c.Get(caKeyHeader) != "" {
			whole++
			if status, out, errw := emv("", "oda", twin); status != 0 {
				t.Errorf("%s: %s%s", name, out, errw)
			}
		}
	}
	if whole < 4 {
		t.Errorf("%d cards issued again", whole)
	}
}

// A card whose certificates do not verify is not issued again; the header says why, and nothing secret stays.
func TestTwinNotReissued(t *testing.T) {
	conversation, _ := record(t, "-card", "full")
	a := conversationIn(t, conversation)
	for what, spoil := range map[string]struct {
		tag  tlv.Tag
		want string
	}{
		"issuer certificate": {0x90, "issuer certificate (90): "},
		"card certificate":   {0x9F46, "card certificate (9F46): "},
		"index":              {0x8F, "no key with this RID and index is known"},
	} {
		c := a.Clone()
		for i, x := range c.Exchanges() {
			r := bytes.Clone(x.Response)
			if at := bytes.Index(r, hear(a)[0].data[spoil.tag]); at >= 0 && len(r) > 3 && r[0] == 0x70 {
				r[at] ^= 0x01
				c.SetResponse(i, r)
			}
		}
		file := filepath.Join(t.TempDir(), "spoilt.txt")
		if err := os.WriteFile(file, []byte(c.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		_, text, _ := emv("", "redact", file)
		d, err := transcript.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if why := d.Get(notReissuedHeader); !strings.HasPrefix(why, "A0000000041010: ") || !strings.Contains(why, spoil.want) || d.Get(caKeyHeader) != "" {
			t.Errorf("%s: %q", what, why)
		}
		if s := hear(d)[0]; len(bytes.Trim(s.data[0x9F46], "\x00")) > 0 {
			t.Errorf("%s: the card certificate is still there", what)
		}
		if regexp.MustCompile(`0089020011|445F454D56|544553542043`).MatchString(text) {
			t.Errorf("%s: PAN or name", what)
		}
		if _, out, _ := emv("", "redact", "-json", file); !strings.Contains(out, `"reissued":false`) || !strings.Contains(out, `"reason":"A0000000041010: `) {
			t.Errorf("%s: %.200s", what, out)
		}
	}
}

// Account numbers are as long as the PANs, of their payment system, all different, and pass the Luhn check.
//
// The check digit c of the first row by hand: of 4761 7300 0000 001c every second digit counts double, from the 4 on, and
// less 9 above 9. 8 + 7 + (12-9) + 1 + (14-9) + 3 + 2 is 29, so that c is 1.
func TestAccounts(t *testing.T) {
	a := accountsOf(new(transcript.Conversation))
	for _, x := range [][2]string{
		{"4000123412341234", "4761730000000011"},
		{"5413330089020011", "541333000000002"},
		{"374500000000007", "37424500000003"},
		{"6250940000000003", "625094000000004"},
		{"3528000000000007", "356611000000005"},
		{"9792000000000001234", "979200000000000006"},
		{"2201382000000013", "220138000000007"},
		{"1234567890123", "123456000008"},
	} {
		got := a.account(x[0])
		if len(got) != len(x[0]) || !strings.HasPrefix(got, x[1]) || !luhnOK(got) || a.account(x[0]) != got {
			t.Errorf("%s: %s", x[0], got)
		}
	}
}

// luhnOK is the Luhn check, with a table for doubled digits.
func luhnOK(digits string) bool {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d = [10]int{0, 2, 4, 6, 8, 1, 3, 5, 7, 9}[d]
		}
		sum += d
	}
	return sum%10 == 0
}

// Test keys have the length that is asked for, differ by role, are the same each time, and verify with crypto/oda.
func TestTestKeys(t *testing.T) {
	for size := 64; size <= capk.MaxModulus; size += 23 {
		for _, exponent := range [][]byte{{3}, {1, 0, 1}} {
			k, same, other := newTestKey(roleICC, size, exponent), makeTestKey(roleICC, size, exponent), newTestKey(rolePIN, size, exponent)
			if len(k.modulus) != size || k.modulus[0]&0x80 == 0 || !bytes.Equal(k.modulus, same.modulus) || bytes.Equal(k.modulus, other.modulus) {
				t.Errorf("%d bytes: %X", size, k.modulus)
			}
			head := append([]byte{0x05, 0x01, 9, 8, 1, 2, 3, 4, 5, 6, 7, 8}, bytes.Repeat([]byte{0xBB}, size-22-12)...) // EMV 4.4 B2 6.5.1 table 15
			un := []byte{1, 2, 3, 4}
			got, reason := oda.VerifyDDA(&oda.Key{Algorithm: capk.RSA, Modulus: k.modulus, Exponent: exponent}, k.sign(head, un), un)
			if reason != oda.OK || hex.EncodeToString(got.ICCDynamicNumber) != "0102030405060708" {
				t.Errorf("%d bytes: %v", size, reason)
			}
		}
	}
	for _, c := range testCurves {
		k := newTestCurveKey(roleICC, c.algorithm)
		message := []byte{0x15, 1, 2, 3}
		reason := oda.VerifyXDA(&oda.Key{Algorithm: c.algorithm, Suite: byte(c.algorithm), Point: k.point},
			oda.XDAInput{SDAD: slices.Concat([]byte{0x15}, k.signPoint(message)), TransactionData: message[1:]})
		if reason != oda.OK || !bytes.Equal(k.signPoint(message), k.signPoint(message)) {
			t.Errorf("%v: %v", c.algorithm, reason)
		}
	}
}

// Header lines that are no keys are named.
func TestReissuedKeys(t *testing.T) {
	conversation, _ := record(t, "-card", "full")
	text := read(t, conversation)
	for _, line := range []string{"A000000004", "A0000000 C1 01 03 AA", "A000000004 C1 01", "A000000004 C1C1 01 03 AA"} {
		file := filepath.Join(t.TempDir(), "bad.txt")
		if err := os.WriteFile(file, []byte(fmt.Sprintf("%s: %s\n%s", caKeyHeader, line, text)), 0o600); err != nil {
			t.Fatal(err)
		}
		if out := redactedText(t, read(t, file)); strings.Contains(out, caKeyHeader+": "+line+"\n") {
			t.Errorf("redact %q: it is there", line)
		}
		for _, command := range []string{"replay", "oda"} {
			if status, _, errw := emv("", command, file); status != 2 || !strings.Contains(errw, "header line ca-key") {
				t.Errorf("%s %q: %d %s", command, line, status, errw)
			}
		}
	}
}

// FuzzRedact: whatever stands in a file, the copy is a conversation with the same lengths, and redacting it again changes
// nothing where its card was issued again.
func FuzzRedact(f *testing.F) {
	for _, args := range [][]string{{"-card", "full"}, {"-card", "dda"}, {"-card", "sda"}, {"-card", "pin"}, {"-card", "xda", "-config", "xda"}, {"-card", "two"}} {
		file := filepath.Join(f.TempDir(), "t.txt")
		if status, _, errw := emv("", append([]string{"txn", "-date", "2026-07-01", "-record", file}, args...)...); status != 0 {
			f.Fatal(errw)
		}
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		conv, err := transcript.Parse(b)
		if err != nil {
			return
		}
		own, err := reissuedSet(conv)
		if err != nil {
			return
		}
		twin, err := transcript.Parse([]byte(redactWhole(conv, own, testDate, unasked).String()))
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range conv.Exchanges() {
			if y := twin.Exchanges()[i]; len(x.Command) != len(y.Command) || len(x.Response) != len(y.Response) {
				t.Fatalf("exchange %d: another length", i+1)
			}
		}
		for _, s := range hear(twin) {
			if s.data[0x90] == nil || partly(twin) {
				continue
			}
			set, err := reissuedSet(twin)
			if c := s.verify(set, testDate); err != nil || slices.ContainsFunc(c.Links, failed) {
				t.Fatalf("the twin's chain: %+v, %v", c, err)
			}
		}
	})
}
