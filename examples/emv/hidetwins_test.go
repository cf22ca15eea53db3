package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// honest says what of the header of a copy is not true: an application is named once, in one line; one that was issued again verifies with the keys of the
// header, one of which nothing is signed has no certificate, and one that was not has one that does not verify, or a secure channel.
func honest(t *testing.T, original, twin string) (wrong []string) {
	t.Helper()
	a, b := conversationIn(t, original), conversationIn(t, twin)
	done, not := b.Get(reissuedHeader), b.Get(notReissuedHeader)
	sentences := strings.Split(strings.ReplaceAll(done+"; "+not, "; give ", ", give "), "; ")
	slices.Sort(sentences)
	if len(hear(a)) == 0 && done == "" && not == "" { // no application was selected
		return nil
	}
	if n := len(sentences); n != len(slices.Compact(sentences)) {
		wrong = append(wrong, "a sentence twice: "+done+"; "+not)
	}
	own, err := reissuedSet(b)
	if err != nil {
		t.Fatal(err)
	}
	after := hear(b)
	for i, before := range hear(a) {
		aid := upper(before.aid)
		signed := before.data[0x90] != nil && before.data[0x8F] != nil
		times := strings.Count(done, aid)
		for part := range strings.SplitSeq(done, "; ") {
			names, what, _ := strings.Cut(part, ", ")
			if !strings.Contains(names, aid) {
				continue
			}
			again := strings.Contains(what, "signed again")
			switch {
			case strings.Contains(what, "PANs made up") != answersPAN(a, before):
				wrong = append(wrong, aid+" said its PAN, or none: "+part)
			case before.enciphered():
				wrong = append(wrong, aid+" is enciphered: "+part)
			case signed && !again:
				wrong = append(wrong, aid+" has certificates: "+part)
			case signed && i < len(after):
				if c := after[i].verify(own, testDate); len(c.Links) < 2 || slices.ContainsFunc(c.Links, failed) {
					wrong = append(wrong, aid+" does not verify: "+part)
				}
			}
		}
		switch listed := strings.Contains(not, aid+": "); {
		case times > 1 || times == 1 && listed || times == 0 && !listed:
			wrong = append(wrong, aid+" is named in neither line, or in both: "+done+"; "+not)
		case listed && !before.inKernel8() && signed:
			c := before.verify(slices.Concat(published()), testDate)
			if !slices.ContainsFunc(c.Links, failed) && len(hear(a)) == 1 {
				wrong = append(wrong, aid+" verified: "+not)
			}
		}
	}
	return wrong
}

// The number of a card of Discover, in its features and in its signed records, is another in the copy, the same in both, for each card its own; the copy is
// signed again with it, and replays. What decode shows has it in neither.
//
// C-6 2.12 3.6.2, D.3, D.4
func TestCardNumbersOfDiscover(t *testing.T) { synctest.Test(t, cardNumbersOfDiscover) }

func cardNumbersOfDiscover(t *testing.T) {
	const number, other = "0A0B0C0D0E0F101112131415", "21222324252627282930"
	for _, name := range []string{"discover-storage", "discover-storage-torn", "discover-storage-online", "discover-torn", "discover-torn-anew", "discover-log-other"} {
		dir := t.TempDir()
		file, twin := filepath.Join(dir, "t.txt"), filepath.Join(dir, "twin.txt")
		emv("", "txn", "-interface", contactless, "-card", name, "-amount", "5.00", "-date", "2026-07-01", "-record", file)
		source, err := card.Source(name)
		if err != nil {
			t.Fatal(err)
		}
		id := regexp.MustCompile(`"DF3B": "[0-9A-F]{6}([0-9A-F]+)"`).FindSubmatch(source)
		if id == nil || !strings.Contains(read(t, file), string(id[1])) {
			t.Fatalf("%s: the card has no number", name)
		}
		if status, _, errw := emv("", "redact", "-o", twin, file); status != 0 {
			t.Errorf("%s: %s", name, errw)
		}
		copied := read(t, twin)
		if strings.Contains(copied, string(id[1])) || conversationIn(t, twin).Get(notReissuedHeader) != "" || !strings.Contains(copied, "000000000001") {
			t.Errorf("%s: %s", name, copied)
		}
		if status, out, errw := emv("", "replay", twin); status != 0 || !strings.Contains(out, "nothing differs") {
			t.Errorf("%s: %d %s%s", name, status, out, errw)
		}
		if _, out, errw := emv(read(t, file), "decode", "-"); strings.Contains(out+errw, string(id[1])) || !strings.Contains(out, "Card Feature Descriptor") {
			t.Errorf("%s: %s%s", name, out, errw)
		}
	}
	selected := func(id string) string {
		return "> 00A4040007A000000152301000\n< " + object(0x6F, "8407A0000001523010"+object(0xA5, object(0xBF0C, object(0xDF3A, "02")+object(0xDF3B, "01A805"+id)))) + "9000\n> 00B2010C00\n< " + object(0x70, object(0xDF3E, id)) + "9000\n"
	}
	out := redactedText(t, "-- conversation --\n"+selected(number)+selected(other)+selected(number)+"# "+other+"\n")
	for id, times := range map[string]int{number: 0, other: 0, strings.Repeat("00", 11) + "01": 4, "A805" + strings.Repeat("00", 9) + "02": 1, "3E0A" + strings.Repeat("00", 9) + "02": 1} {
		if strings.Count(out, id) != times {
			t.Errorf("%s: not %d times in\n%s", id, times, out)
		}
	}
	for was, now := range map[[2]string][2]string{ // of two numbers of cards, each in two places, one is made up already
		{other, strings.Repeat("00", 9) + "01"}:                          {strings.Repeat("00", 9) + "02", strings.Repeat("00", 9) + "01"},
		{strings.Repeat("00", 9) + "01", other}:                          {strings.Repeat("00", 9) + "01", strings.Repeat("00", 9) + "02"},
		{strings.Repeat("00", 9) + "02", strings.Repeat("00", 9) + "01"}: {strings.Repeat("00", 9) + "02", strings.Repeat("00", 9) + "01"},
	} {
		out := redactedText(t, "-- conversation --\n"+selected(was[0])+selected(was[1]))
		if want := "redacted: yes\n-- conversation --\n" + selected(now[0]) + selected(now[1]); out != want || redactedText(t, out) != out {
			t.Errorf("%s: got\n%swant\n%s", was, out, want)
		}
	}
}

// A card whose number is a test number in the form of those that are made up keeps it, and the header says so.
func TestReissuedTestNumber(t *testing.T) {
	for name, but := range map[string]bool{"amex-offline": true, "full": false} {
		via := contactless
		if name == "full" {
			via = "contact"
		}
		file, twin := filepath.Join(t.TempDir(), "t.txt"), filepath.Join(t.TempDir(), "twin.txt")
		if status, _, errw := emv("", "txn", "-interface", via, "-card", name, "-amount", "12.34", "-date", "2026-07-01", "-record", file); status == 2 {
			t.Fatal(errw)
		}
		if status, _, errw := emv("", "redact", "-o", twin, file); status != 0 {
			t.Error(errw)
		}
		if said := conversationIn(t, twin).Get(reissuedHeader); strings.Contains(said, ", PANs made up, but for a test number that one of them was, ") != but {
			t.Errorf("%s: %s", name, said)
		}
	}
}

// PANs that differ do so in the copy too, where one of them is a number that is made up already: it stays, and stands for no other. A copy of the copy is the
// same.
//
// The numbers are those of the payment systems' test cards, with check digits by other programs.
func TestAccountsThatAreMadeUpAlready(t *testing.T) {
	for _, c := range []struct{ first, second, firstNow, secondNow string }{
		{"5413330089020011", "5413330000000019", "5413330000000027", "5413330000000019"},
		{"5413330000000019", "5413330089020011", "5413330000000019", "5413330000000027"},
		{"5413330000000027", "5413330000000019", "5413330000000027", "5413330000000019"},
		{"5555555555554444", "5413330000000027", "5413330000000019", "5413330000000027"},
		{"4012888888881881", "4761730000000011", "4761730000000029", "4761730000000011"},
		{"3530111333300000", "3566110000000015", "3566110000000023", "3566110000000015"},
		{"6225880000000011", "6250940000000019", "6250940000000027", "6250940000000019"},
		{"378282246310005", "374245000000017", "374245000000025", "374245000000017"},
		{"9792000000000011", "9792001234567890", "9792000000000029", "9792000000000037"}, // of no payment system: it may be anybody's
	} {
		for name, text := range map[string]string{
			"track 2, then PAN": object(0x57, odd(c.first+"D29122010000000000")) + object(0x5A, odd(c.second)),
			"two PANs":          object(0x5A, odd(c.first)) + object(0x5A, odd(c.second)),
			"PAN, then DS ID":   object(0x5A, odd(c.first)) + object(0x9F5E, even(c.second+"00")),
		} {
			want := strings.NewReplacer(c.first, c.firstNow, c.second, c.secondNow).Replace(text)
			out := redactedText(t, selection+"> 00B2010C00\n< "+object(0x70, text)+"9000\n")
			if !strings.Contains(out, want) {
				t.Errorf("%s %s, %s: want %s in\n%s", name, c.first, c.second, want, out)
			}
			if again := redactedText(t, out); again != out {
				t.Errorf("%s %s, %s: redacted again\n%s", name, c.first, c.second, again)
			}
		}
	}
}

// odd fills an odd number of digits up as 5A does, even as 9F5E.
func odd(digits string) string { return digits + strings.Repeat("F", len(digits)%2) }

func even(digits string) string { return strings.Repeat("0", len(digits)%2) + digits }

// A line of the header that another copy had, or that somebody wrote there, is not left standing where it is not true.
func TestReissueHeadersOfOthers(t *testing.T) {
	conversation, _ := record(t, "-card", "full")
	text := read(t, conversation)
	for _, c := range []struct{ head, done, not string }{
		{"reissued: of another\nnot-reissued: of another\n", "A0000000041010, PANs made up, what the card signed signed again with test keys that anybody can make", ""},
		{"not-reissued: A0000000041010: because\n", "A0000000041010, PANs made up, what the card signed signed again with test keys that anybody can make", ""},
		{"", "A0000000041010, PANs made up, what the card signed signed again with test keys that anybody can make", ""},
	} {
		file, twin := filepath.Join(t.TempDir(), "t.txt"), filepath.Join(t.TempDir(), "twin.txt")
		if err := os.WriteFile(file, []byte(c.head+text), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, _, errw := emv("", "redact", "-o", twin, file); status != 0 {
			t.Error(errw)
		}
		if conv := conversationIn(t, twin); conv.Get(reissuedHeader) != c.done || conv.Get(notReissuedHeader) != c.not {
			t.Errorf("%q: %q, %q", c.head, conv.Get(reissuedHeader), conv.Get(notReissuedHeader))
		}
	}
	if out := redactedText(t, "reissued: A0000000041010, all of it\n"+holder); strings.Contains(out, "all of it") {
		t.Error(out)
	}
}

// Of a card that is not issued again, for whatever reason, nothing of its own keys stays.
func TestKeysOfACardThatIsLeft(t *testing.T) {
	const key = "C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4"
	head := selection + "> 80A8000002830000\n< " + object(0x77, object(0x82, "1980")+object(0x94, "08010100")) + "9000\n> 00B2010C00\n< "
	for name, c := range map[string]struct{ data, not string }{
		"no key is known": {object(0x8F, "99") + object(0x90, strings.Repeat("1A2B3C4D", 36)), "no key with this RID and index is known"},
		"no certificate":  {"", ""},
		"no index":        {object(0x90, strings.Repeat("1A2B3C4D", 36)), "8F, which names the key"},
		"an empty index":  {object(0x8F, "") + object(0x90, strings.Repeat("1A2B3C4D", 36)), "8F, which names the key"},
		"Kernel 8":        {object(0x8F, "99") + object(0x90, strings.Repeat("1A2B3C4D", 36)) + object(tlv.CardKeyData.Tag(), strings.Repeat("E1", 64)), "secure channel"},
	} {
		for _, tag := range []tlv.Tag{0x9F48, 0x9F2F, tlv.ICCECCPublicKey.Tag()} {
			out := redactedText(t, head+object(0x70, c.data+object(tag, key))+"9000\n")
			if strings.Contains(out, key) || !strings.Contains(out, object(tag, strings.Repeat("00", 20))) || (c.not == "") != !strings.Contains(out, notReissuedHeader+": ") || !strings.Contains(out, c.not) {
				t.Errorf("%s, %s: %s", name, tag, out)
			}
		}
	}
}

// answersPAN reports whether an answer of an application has a PAN or a track, whatever its status word.
func answersPAN(conv *transcript.Conversation, s *said) bool {
	return slices.ContainsFunc(conv.Exchanges()[s.from:s.to], func(x transcript.Exchange) bool {
		c := tlv.NewCursor(apdu.Response(x.Response).Data())
		o, _ := c.Next()
		return slices.ContainsFunc([]tlv.Tag{0x56, 0x57, 0x5A, 0x9F6B}, func(tag tlv.Tag) bool {
			_, there := tlv.Find(o.Value, tag)
			return there
		})
	})
}

// The copy of every tap replays as the tap does, redacted twice it is the same, and what its header says is true.
func TestTapTwins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for n, name := range card.TapNames() {
			if !sweep.Sample(n+1, 23) {
				continue
			}
			dir := t.TempDir()
			file, twin, again := filepath.Join(dir, "t.txt"), filepath.Join(dir, "twin.txt"), filepath.Join(dir, "again.txt")
			if status, _, errw := emv("", "txn", "-interface", contactless, "-card", name, "-amount", "12.34", "-date", "2026-07-01", "-record", file); status == 2 {
				t.Errorf("%s: %s", name, errw)
				continue
			}
			for _, line := range [][]string{{"redact", "-o", twin, file}, {"redact", "-o", again, twin}} {
				if status, _, errw := emv("", line...); status != 0 {
					t.Errorf("%s: %s", name, errw)
				}
			}
			channel := slices.ContainsFunc(hear(conversationIn(t, file)), (*said).inKernel8)
			if status, out, errw := emv("", "replay", twin); status != 0 || !strings.Contains(out, "nothing differs") && !(channel && strings.Contains(out, withoutChannel)) {
				t.Errorf("%s: %d %s%s", name, status, out, errw)
			}
			if read(t, again) != read(t, twin) {
				t.Errorf("%s: redacted twice it is another", name)
			}
			for _, wrong := range honest(t, file, twin) {
				t.Errorf("%s: %s", name, wrong)
			}
		}
	})
}

// Templates of the issuer that are no TLV stand before the elements that a kernel takes from a record: the copy replays as the original does.
func TestTwinsOfTemplatesOfTheIssuer(t *testing.T) {
	conversation, _ := record(t, "-card", "noauth")
	const before = "< 702F57115413330089020011"
	for private, size := range map[string]string{"E2021234": "33", "BF3003414243": "35", "7F340101": "33"} {
		text := strings.Replace(read(t, conversation), before, "< 70"+size+private+before[len("< 702F"):], 1)
		file := filepath.Join(t.TempDir(), "private.txt")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil || !strings.Contains(text, private+"5711") {
			t.Fatal(err)
		}
		for _, file := range []string{file, twinOf(t, file)} {
			if status, out, errw := emv("", "replay", file); status != 0 {
				t.Errorf("%s: %d %s%s", private, status, out, errw)
			}
		}
	}
}
