package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/cryptotest"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// Every byte of a tag or a length in what a card answers may be another: where all verifies all the same, every link of the good conversation is there. No signature is
// left out without a word.
//
// EMV 4.4 B3 6.5.5.4, C-3 2.12 5.6.1.1, 5.6.2.1, C-6 2.12 3.6.1, C-7 2.12 4.3.2.1
func TestNoSignatureIsLeftOutOfAnAnswerThatIsOther(t *testing.T) {
	cryptotest.SetGlobalRandom(t, 1)
	n := 0
	for _, args := range []string{
		"-card full", "-card dda", "-card sda", "-card xda -config xda", "-card pboc-sm -config unionpay",
		"-interface contactless -card visa-offline", "-interface contactless -card phone-visa-transit", "-interface contactless -card unionpay-offline",
		"-interface contactless -card discover-offline", "-interface contactless -card discover-signed", "-interface contactless -card discover-record",
		"-interface contactless -card amex-offline", "-interface contactless -card jcb-offline", "-interface contactless -card mastercard-offline",
	} {
		conv := parsed(t, string(recordedTalk(t, args)))
		sets := published()
		if cfg, err := setup.Config(conv.Get("config")); err == nil {
			sets = append(slices.Clone(sets), cfg.Keys)
		}
		date, _ := dayOf(dateOf(conv))
		names := func() (list []string, ok bool) {
			ok = true
			for _, s := range hear(conv) {
				c := s.verify(sets, date)
				for _, l := range c.Links {
					if !strings.HasPrefix(l.Name, "PIN encipherment") && (args == "-card sda" || !strings.HasPrefix(l.Name, "signed static")) { // a card with CDA may have none
						list = append(list, l.Name)
					}
				}
				ok = ok && c.ok()
			}
			return list, ok
		}
		good, ok := names()
		if !ok || len(good) < 3 {
			t.Fatalf("%s: %q", args, good)
		}
		for i, x := range conv.Exchanges() {
			c, err := apdu.ParseCommand(x.Command)
			if err != nil || len(x.Response) < 4 || c.INS == apdu.Select {
				continue
			}
			was := bytes.Clone(x.Response)
			for other := range headersOtherwise(was[:len(was)-2]) {
				if n++; !sweep.Sample(n, 5) {
					continue
				}
				conv.SetResponse(i, append(other, 0x90, 0x00))
				got, ok := names()
				if ok && !slices.Equal(got, good) && !onlineUnsigned(args, other) {
					t.Errorf("%s: %s answered %X: all verifies, and there are %q", args, c.Name(), other, got)
				}
			}
			conv.SetResponse(i, was)
		}
	}
}

// onlineUnsigned reports whether an answer of a Visa card that asks to go online is whole and has no signature: it may have none.
//
// C-3 2.12 5.6.2.1
func onlineUnsigned(args string, answer []byte) bool {
	_, signed := tlv.Find(answer, tlv.TagFormat2, 0x9F4B)
	_, ok := tlv.Find(answer, tlv.TagFormat2, 0x82)
	return ok && !signed && tlv.Check(answer) == nil && strings.Contains(args, "visa-transit")
}

// headersOtherwise are the same objects, each time with one byte of a tag or of a length another.
func headersOtherwise(b []byte) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		var walk func(c tlv.Cursor) bool
		b = bytes.Clone(b)
		walk = func(c tlv.Cursor) bool {
			for o := range c.All() {
				for i := range len(o.Raw) - len(o.Value) {
					was := o.Raw[i]
					for _, with := range []byte{was + 1, was - 1, was ^ 0x10, was ^ 0x80} {
						o.Raw[i] = with
						if !yield(bytes.Clone(b)) {
							return false
						}
					}
					o.Raw[i] = was
				}
				if o.Tag.Constructed() && !walk(o.Children()) {
					return false
				}
			}
			return true
		}
		walk(tlv.NewCursor(b))
	}
}

// What an answer has that is not whole, or without what belongs there, is told as that.
func TestChainSaysWhatBrokeInAnAnswerWithASignature(t *testing.T) {
	const (
		discover = "-interface contactless -card discover-offline"
		online   = "-interface contactless -card discover-signed"
		record   = "-interface contactless -card discover-record"
		transit  = "-interface contactless -card phone-visa-transit"
		fast     = "-interface contactless -config tap -card visa-offline"
		fast95   = "-interface contactless -config tap -card visa-signed"
		union    = "-interface contactless -config tap -card unionpay-offline"
	)
	for _, c := range []struct{ name, args, from, to, says string }{
		{"its length", transit, "9F4B8190", "9F4B81F0", "answers of the card                          the answer to GET PROCESSING OPTIONS is not whole: offset "},
		{"what is said of its signature", transit, "9F4B8190", "9F4B81F0", "; a signature (9F4B) that it may have had is not verified"},
		{"the template", transit, "< 7781", "< 7681", "the answer to GET PROCESSING OPTIONS has neither template 80 nor 77"},
		{"without CID", discover, "9F270140", "DF7E0140", "CDA signature (9F4B)                         9F27 (Cryptogram Information Data) is missing in the answer"},
		{"CID in an object before it", discover, "9F2701", "1F2701", "CDA signature (9F4B)                         9F27 (Cryptogram Information Data) is missing in the answer"},
		{"without ATC", discover, "9F3602", "DF3602", "CDA signature (9F4B)                         9F36 (Application Transaction Counter (ATC)) is missing in the answer"},
		{"without the issuer's data", discover, "9F100A", "DF100A", "CDA signature (9F4B)                         9F10 (Issuer Application Data) is missing in the answer"},
		{"without requirements", discover, "9F7102", "DF6102", "CDA signature (9F4B)                         9F71 (Card Processing Requirements"},
		{"its tag, online", online, "9F4B8190", "9F4C8190", "CDA signature                                9F4B (Signed Dynamic Application Data) is not in the conversation"},
		{"its tag and no CID", online, "9F2701809F710200839F4B", "DF7E01809F710200839F4C", "9F4B (Signed Dynamic Application Data) is not in the conversation"},
		{"its tag, online, and no ATC", transit, "9F360200119F4B", "DF360200119F4C", "9F4B (Signed Dynamic Application Data) is not in the conversation; 9F36 (Application Transaction Counter (ATC)) is missing in the answer"},
		{"a cryptogram beside it", online, "9F3602", "9F2602", "CDA signature (9F4B)                         a cryptogram (9F26) stands beside it"},
		{"online, and no issuer's data", fast95, "9F1007", "DF1007", "fast DDA signature (9F4B)                    9F10 (Issuer Application Data) is missing in the answer [C-3 2.12 5.4.2.1]"},
		{"right, and no ATC", fast, "9F3602", "DF3602", "fast DDA signature (9F4B)                    9F36 (Application Transaction Counter (ATC)) is missing in the answer [C-3 2.12 5.4.2.1]"},
		{"right, and no cryptogram", fast, "9F2608", "DF2608", "fast DDA signature (9F4B)                    9F26 (Application Cryptogram) is missing in the answer [C-3 2.12 5.4.2.1]"},
		{"right, and no ATC, Kernel 7", union, "9F3602", "DF3602", "fast DDA signature (9F4B)                    9F36 (Application Transaction Counter (ATC)) is missing in the answer [C-7 2.12 4.1.4.5]"},
		{"ATC", discover, "9F3602", "9F3683", "the answer to GET PROCESSING OPTIONS is not whole: offset "},
		{"in a record", record, "9F4B8190", "9F4B8191", " is not whole: offset "},
		{"a command that was not recorded", "-card full", "", "", "is not whole: offset "},
	} {
		text := string(recordedTalk(t, c.args))
		other := strings.Replace(text, c.from, c.to, 1)
		if c.from == "" {
			at := strings.Index(text, "\n> 80AE")
			end := strings.Index(text[at+1:], "\n")
			other = text[:at] + "\n> ?" + strings.Replace(text[at+1+end:], "9F3602", "9F3683", 1)
		}
		if status, out := sayODA(t, []byte(other)); status != 1 || other == text || !strings.Contains(out, c.says) {
			t.Errorf("%s: %s: %d\n%s", c.name, c.says, status, out)
		}
	}
}

// What answers a command that was not recorded need be no objects: a challenge, a record of a log.
func TestAnswersThatNeedBeNoObjects(t *testing.T) {
	text := string(recordedTalk(t, "-card full"))
	for answer, status := range map[string]int{
		"7781A59C11223344":                         0,
		"2611011430150000000012340000000000000276": 0,
		strings.Repeat("2611011430", 20):           0,
		"77" + strings.Repeat("11223344", 20):      1,
	} {
		if got, out := sayODA(t, []byte(text+"> ?\n< "+answer+"9000\n")); got != status {
			t.Errorf("%s: %d\n%s", answer, got, out)
		}
	}
}

// A cryptogram that is declined needs no signature, but in an answer that is not whole nobody can tell.
//
// EMV 4.4 B3 6.5.5
func TestADeclinedAnswerThatIsNotWhole(t *testing.T) {
	for _, c := range []struct {
		answer string
		wants  bool
	}{
		{"77079F2701009F3600", false},
		{"77079F2701009F3601", true},
		{"80030000019F", true},
	} {
		conv := &transcript.Conversation{}
		conv.Add(transcript.Exchange{Command: unhex("00A4040007A0000000031010"), Response: unhex("6F098407A00000000310109000")})
		conv.Add(transcript.Exchange{Command: unhex("80A8000002830000"), Response: unhex("80060100080101009000")})
		conv.Add(transcript.Exchange{Command: unhex("80AE900000"), Response: append(unhex(c.answer), 0x90, 0x00)})
		if s := hear(conv)[0]; (len(s.lacking) > 0) != c.wants {
			t.Errorf("%s: %+v", c.answer, s.lacking)
		}
	}
}
