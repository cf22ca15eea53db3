package transcript_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
)

const sample = `source: made by hand
clause: EMV 4.4 B1 12.3.3
note:
note:   spaces stay

# selection
-- conversation --
> 00A4040007A000000003101000 # SELECT
< 6F1D8408A000000003101005A511500556205041598701015F2D046E6C656E9000 @12ms

# spaces between bytes, lower case
> 00 b2 01 0c 00
< 6a 83   @850us # no record
> 80A80000 ?
< ?
> ?
< !timeout @1.5s
> 00B2020C00
< !removed
`

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func parse(t testing.TB, s string) *transcript.Conversation {
	t.Helper()
	c, err := transcript.Parse([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestParse(t *testing.T) {
	c := parse(t, sample)
	if got := c.String(); got != sample {
		t.Errorf("got\n%s", got)
	}
	if c.Get("clause") != "EMV 4.4 B1 12.3.3" || c.Get("none") != "" || c.Get("note") != "" {
		t.Error("header")
	}
	if got := c.Values("note"); len(got) != 2 || got[1] != "spaces stay" {
		t.Errorf("notes %q", got)
	}
	x := c.Exchanges()
	if len(x) != 5 {
		t.Fatalf("%d exchanges", len(x))
	}
	if x[0].CommandLine != 8 || x[0].ResponseLine != 9 || x[0].Took != 12*time.Millisecond || apdu.Response(x[0].Response).SW() != 0x9000 {
		t.Errorf("exchange 1: %+v", x[0])
	}
	if !bytes.Equal(x[1].Command, []byte{0x00, 0xB2, 0x01, 0x0C, 0x00}) || !bytes.Equal(x[1].Response, []byte{0x6A, 0x83}) || x[1].Took != 850*time.Microsecond {
		t.Errorf("exchange 2: %+v", x[1])
	}
	if !x[2].Open || len(x[2].Command) != 4 || !x[2].Omitted || x[2].Response != nil {
		t.Errorf("exchange 3: %+v", x[2])
	}
	if !x[3].Open || len(x[3].Command) != 0 || x[3].Fault != apdu.Timeout || x[3].Took != 1500*time.Millisecond {
		t.Errorf("exchange 4: %+v", x[3])
	}
	if x[4].Fault != apdu.Removed || x[4].Took != 0 {
		t.Errorf("exchange 5: %+v", x[4])
	}
}

func TestParseErrors(t *testing.T) {
	const head = "a: b\n-- conversation --\n"
	for _, c := range []struct {
		name, in string
		line     int
		reason   string
	}{
		{"empty", "", 1, "no line -- conversation --"},
		{"no separator", "a: b\n", 2, "no line -- conversation --"},
		{"exchanges without the separator", "a: b\n> 00A40000\n< 9000\n", 2, "an exchange before the line -- conversation --, which is to stand above it"},
		{"no newline", "a: b\n-- conversation --", 2, "no newline"},
		{"key", "A: b\n", 1, "no header line"},
		{"no space", "a:b\n", 1, "no header line"},
		{"no colon", "a\n", 1, "no header line"},
		{"carriage return", "a: b\r\n", 1, "carriage return"},
		{"not UTF-8", "a: \xff\n", 1, "UTF-8"},
		{"two separators", head + "-- conversation --\n", 3, "no command"},
		{"header after the separator", head + "a: b\n", 3, "no command"},
		{"no response", head + "> 00A40000\n", 4, "no response to the last command (write < ? if it was not recorded)"},
		{"two commands", head + "> 00A40000\n> 00A40000\n", 4, "before the response to the last one (write < ? if it was not recorded)"},
		{"response alone", head + "< 9000\n", 3, "without a command (write > ? if it was not recorded)"},
		{"two responses", head + "> 00A40000\n< 9000\n< 9000\n", 5, "without a command (write > ? if it was not recorded)"},
		{"empty command", head + "> \n", 3, "empty command"},
		{"odd hexadecimal", head + "> 00A4040\n", 3, "no hexadecimal: 7 characters"},
		{"empty response", head + "> 00A40000\n< \n", 4, "empty response"},
		{"letters", head + "> 00A40000\n< 90XX\n", 4, "no hexadecimal: 4 characters"},
		{"fault", head + "> 00A40000\n< !gone\n", 4, "no fault (!timeout, "},
		{"empty fault", head + "> 00A40000\n< !\n", 4, "no fault (!timeout, "},
		{"fault and bytes", head + "> 00A40000\n< 9000 !timeout\n", 4, "no hexadecimal"},
		{"time", head + "> 00A40000\n< 9000 @12\n", 4, "no duration (such as @12ms)"},
		{"negative time", head + "> 00A40000\n< 9000 @-1s\n", 4, "no duration"},
		{"time first", head + "> 00A40000\n< @1s 9000\n", 4, "no hexadecimal"},
		{"long", head + "> " + strings.Repeat("00", 65545) + "\n", 3, "65545 bytes, more than 65544"},
	} {
		_, err := transcript.Parse([]byte(c.in))
		var syntax *transcript.SyntaxError
		if !errors.As(err, &syntax) || syntax.Line != c.line || !strings.Contains(syntax.Reason, c.reason) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	// A byte order mark at the beginning is no part of the text. Another encoding, or other line ends, are one fault.
	if c, err := transcript.Parse([]byte("\uFEFF" + head + "> 00A40000\n< 9000\n")); err != nil || c.Get("a") != "b" || c.String() != head+"> 00A40000\n< 9000\n" {
		t.Errorf("byte order mark: %v", err)
	}
	for _, in := range []string{"\xFF\xFEa\x00:\x00\r\x00\n\x00\r\x00\n\x00", strings.ReplaceAll(head+head, "\n", "\r\n")} {
		_, err := transcript.Parse([]byte(in))
		var syntax *transcript.SyntaxError
		if !errors.As(err, &syntax) || syntax.Line != 1 || !strings.Contains(syntax.Reason, "; save the file ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v", in, err)
		}
	}
	// All wrong lines are named, up to 20.
	_, err := transcript.Parse([]byte(head + strings.Repeat("x\n", 100)))
	if n := len(strings.Split(err.Error(), "\n")); n != 20 {
		t.Errorf("%d errors", n)
	}
}

func TestBuild(t *testing.T) {
	c := new(transcript.Conversation)
	if got := c.String(); got != "-- conversation --\n" {
		t.Errorf("empty: %q", got)
	}
	c.Add(transcript.Exchange{Command: unhex(t, "00A4040000"), Response: unhex(t, "9000"), Took: 1500 * time.Microsecond})
	c.Set("source", " a\nbench ")
	c.Set("Card", "x")
	c.Set("source", "the bench")
	c.Set(":", "y")
	c.Comment("pulled\nout")
	c.Add(transcript.Exchange{Command: unhex(t, "00B2010C00"), Fault: apdu.Removed, Took: 20 * time.Microsecond})
	c.Add(transcript.Exchange{Open: true, Omitted: true})
	const want = `source: the bench
card: x
note: y
-- conversation --
> 00A4040000
< 9000 @1.5ms
# pulled out
> 00B2010C00
< !removed @20us
> ?
< ?
`
	if got := c.String(); got != want {
		t.Errorf("got\n%s", got)
	}
	if again := parse(t, want); len(transcript.Compare(c, again)) != 0 || again.String() != want {
		t.Error("not the same when read again")
	}
	d := parse(t, "a: b\n\n# c\n\n-- conversation --\n")
	d.Set("e", "f")
	d.Set("a", "g")
	if got := d.String(); got != "a: g\n\n# c\ne: f\n\n-- conversation --\n" {
		t.Errorf("got %q", got)
	}
}

func TestRecord(t *testing.T) {
	answers := []struct {
		response string
		err      error
	}{{"9000", nil}, {"", apdu.Fault(apdu.Transmission, nil)}, {"", errors.New("reader\nunplugged")}, {"6A83", nil}}
	card := apdu.CardFunc(func(context.Context, []byte) ([]byte, time.Duration, error) {
		a := answers[0]
		answers = answers[1:]
		return unhex(t, a.response), 3 * time.Millisecond, a.err
	})
	header := new(transcript.Conversation)
	header.Set("card", "of the test")
	r := transcript.NewRecorder(card, header)
	command := unhex(t, "00B2010C00")
	for i := range 4 {
		command[2] = byte(i + 1)
		_, _, _ = r.Transmit(context.Background(), command)
	}
	const want = `card: of the test
-- conversation --
> 00B2010C00
< 9000 @3ms
> 00B2020C00
< !transmission @3ms
> 00B2030C00
< ? @3ms
# reader unplugged
> 00B2040C00
< 6A83 @3ms
`
	if got := r.Conversation().String(); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestReplay(t *testing.T) {
	ctx := context.Background()
	c := parse(t, sample)
	r := transcript.NewReplay(c)
	if err := r.Close(); !errors.Is(err, transcript.ErrUnread) || !strings.Contains(err.Error(), "exchange 1, line 8") {
		t.Error(err)
	}
	got, took, err := r.Transmit(ctx, unhex(t, "00A4040007A000000003101000"))
	if err != nil || took != 12*time.Millisecond || len(got) != 33 {
		t.Fatal(got, took, err)
	}
	if got, _, err = r.Transmit(ctx, unhex(t, "00B2010C00")); err != nil || !bytes.Equal(got, []byte{0x6A, 0x83}) {
		t.Fatal(got, err)
	}
	if err := r.Close(); !errors.Is(err, transcript.ErrUnread) || !strings.Contains(err.Error(), "exchange 3, line 14") {
		t.Error(err)
	}
	if _, _, err = r.Transmit(ctx, unhex(t, "80A8000002830000")); !errors.Is(err, transcript.ErrNotRecorded) {
		t.Error(err)
	}
	if _, _, err = r.Transmit(ctx, unhex(t, "00B2010C00")); !errors.Is(err, transcript.ErrNotRecorded) {
		t.Error("goes on after an error", err)
	}
	if err := r.Close(); !errors.Is(err, transcript.ErrNotRecorded) {
		t.Error(err)
	}
}

func TestReplayDifferences(t *testing.T) {
	ctx := context.Background()
	c := parse(t, "-- conversation --\n> 00B2010C00\n< 9000\n> 80A80000 ?\n< 9000\n> ?\n< !protocol\n")
	for _, x := range []struct {
		name     string
		commands []string
		want     error
		offset   int
	}{
		{"all", []string{"00B2010C00", "80A8000002830000", "00A40400"}, nil, 0},
		{"a byte", []string{"00B2020C00"}, transcript.ErrDifferent, 2},
		{"a byte more", []string{"00B2010C0000"}, transcript.ErrDifferent, 5},
		{"a byte less", []string{"00B2010C"}, transcript.ErrDifferent, 4},
		{"beginning", []string{"00B2010C00", "80A80100"}, transcript.ErrDifferent, 2},
		{"too short", []string{"00B2010C00", "80A8"}, transcript.ErrDifferent, 2},
		{"one more", []string{"00B2010C00", "80A80000", "00", "00"}, transcript.ErrEnded, 0},
		{"one less", []string{"00B2010C00", "80A80000"}, transcript.ErrUnread, 0},
	} {
		r := transcript.NewReplay(c)
		for _, command := range x.commands {
			_, _, _ = r.Transmit(ctx, unhex(t, command))
		}
		err := r.Close()
		var e *transcript.ReplayError
		if !errors.Is(err, x.want) || errors.As(err, &e) && e.Offset != x.offset {
			t.Errorf("%s: %v", x.name, err)
		}
	}
	r := transcript.NewReplay(c)
	for range 2 {
		_, _, _ = r.Transmit(ctx, unhex(t, "80A80000"))
	}
	if want := "exchange 1, line 2) at byte 0:\n got 80A80000\nwant 00B2010C00"; !strings.Contains(r.Close().Error(), want) {
		t.Error(r.Close())
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, _, err := transcript.NewReplay(c).Transmit(cancelled, unhex(t, "00B2010C00")); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestReplayStructure(t *testing.T) {
	c := parse(t, "-- conversation --\n> 80AE800003AABBCC00\n< 9000\n")
	for command, want := range map[string]error{
		"80AE8000030102030 0": nil, "80AE800003AABBCC": transcript.ErrDifferent, "80AE400003AABBCC00": transcript.ErrDifferent,
		"80AE800002AABB00": transcript.ErrDifferent, "80AE800003AABBCC01": transcript.ErrDifferent,
	} {
		r := transcript.NewReplay(c)
		r.Structure = true
		_, _, err := r.Transmit(context.Background(), unhex(t, command))
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", command, err)
		}
	}
}

func TestCompare(t *testing.T) {
	a := parse(t, "-- conversation --\n> 00B2010C00\n< 9000 @1ms\n> 00B2020C00\n< 6A83\n> 00B2030C00\n< 9000\n")
	b := parse(t, "x: y\n-- conversation --\n> 00B2010C00\n< 9000 @2ms\n> 00B2040C00\n< 6A82\n")
	var got []string
	for _, d := range transcript.Compare(a, b) {
		got = append(got, d.String())
	}
	want := "exchange 2 (lines 4 and 5): command differs at byte 2\n" +
		"exchange 2 (lines 5 and 6): response differs at byte 1\n" +
		"exchange 3 (lines 6 and 0): missing"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if d := transcript.Compare(b, a); len(d) != 3 || d[2].What != "added" {
		t.Error(d)
	}
	if d := transcript.Compare(a, a); len(d) != 0 {
		t.Error(d)
	}
}
