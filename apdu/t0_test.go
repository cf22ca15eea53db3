package apdu_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
)

// A script answers commands in order and complains about any other.
type script struct {
	t     testing.TB
	lines []string // command, response, command, response
}

func (s *script) Transmit(_ context.Context, command []byte) ([]byte, time.Duration, error) {
	if len(s.lines) < 2 {
		return nil, 0, fmt.Errorf("unexpected command %X", command)
	}
	want, response := unhex(s.t, s.lines[0]), unhex(s.t, s.lines[1])
	if !bytes.Equal(command, want) {
		return nil, 0, fmt.Errorf("got command %X, want %X", command, want)
	}
	s.lines = s.lines[2:]
	return response, time.Millisecond, nil
}

const (
	sel  = "00A4040005A000000003"
	read = "00B2010C"
)

// EMV 4.3 B1 9.3.1.1
func TestT0(t *testing.T) {
	d7, d9 := strings.Repeat("D7", 7), strings.Repeat("D9", 9)
	all := strings.Repeat("DD", 256)
	for _, c := range []struct {
		name    string
		command string
		lines   []string
		want    string
	}{
		// EMV 4.3 B1 annex A1
		// EMV 4.3 B1 9.3.1.1.1
		{"A1", "12345678", []string{"1234567800", "9000"}, "9000"},
		// EMV 4.3 B1 annex A2
		// EMV 4.3 B1 9.2.2.3.1
		{"A2", read + "00", []string{read + "00", "6C07", read + "07", d7 + "9000"}, d7 + "9000"},
		// EMV 4.3 B1 annex A3
		{"A3", "0082000004DEADBEEF", []string{"0082000004DEADBEEF", "9000"}, "9000"},
		// EMV 4.3 B1 annex A4
		// EMV 4.3 B1 9.3.1.2.2
		{"A4", sel + "00", []string{sel, "6107", "00C0000007", d7 + "9000"}, d7 + "9000"},
		// EMV 4.3 B1 annex A5
		{
			"A5", read + "00",
			[]string{read + "00", "6C10", read + "10", "6110", "00C0000010", d7 + "6109", "00C0000009", d9 + "9000"},
			d7 + d9 + "9000",
		},
		// EMV 4.3 B1 annex A6
		{"A6", sel + "00", []string{sel, "6107", "00C0000007", d7 + "6109", "00C0000009", d9 + "9000"}, d7 + d9 + "9000"},
		// EMV 4.3 B1 annex A7
		{"A7", sel + "00", []string{sel, "6283", "00C0000000", "6C07", "00C0000007", d7 + "9000"}, d7 + "6283"},
		// EMV 4.3 B1 9.3.1.1.4: 63xx and 9xxx as 62xx
		{"63xx", sel + "00", []string{sel, "63C1", "00C0000000", "6C07", "00C0000007", d7 + "9000"}, d7 + "63C1"},
		{"9xxx", sel + "00", []string{sel, "9101", "00C0000000", "6C07", "00C0000007", d7 + "9000"}, d7 + "9101"},
		// EMV 4.3 B1 9.3.1.1.4: the first status stays, whatever GET RESPONSE ends with
		{"no data after a warning", sel + "00", []string{sel, "6283", "00C0000000", "6F00"}, "6283"},
		{"GET RESPONSE refused", sel + "00", []string{sel, "6126", "00C0000026", "6581"}, "6581"},
		{"warning with GET RESPONSE", sel + "00", []string{sel, "6107", "00C0000007", d7 + "6286"}, d7 + "6286"},
		{"warning with empty GET RESPONSE", sel + "00", []string{sel, "6107", "00C0000007", "6286"}, "6286"},
		{"nothing to fetch", sel + "00", []string{sel, "9000"}, "9000"},
		{"refused", sel + "00", []string{sel, "6A82"}, "6A82"},
		// EMV 4.3 B1 9.3.1.1.3: case 3 is complete with any status
		{"case 3 warning", "0082000004DEADBEEF", []string{"0082000004DEADBEEF", "6300"}, "6300"},
		// EMV 4.3 B1 9.3.1.2: 6Cxx sends a header again, never data
		{"case 3 and 6C", "0082000004DEADBEEF", []string{"0082000004DEADBEEF", "6C05"}, "6C05"},
		{"one byte and 6C", "0082000001DE", []string{"0082000001DE", "6C05"}, "6C05"},
		{"case 4 and 6C", sel + "00", []string{sel, "6C05"}, "6C05"},
		{"case 4 and 6C00", sel + "00", []string{sel, "6C00"}, "6C00"},
		{"case 1 and 6C", "841E0000", []string{"841E000000", "6C02", "841E000002", "DDDE9000"}, "DDDE9000"},
		// EMV 4.3 B1 9.3.1.1.2: case 2 is complete with any status
		{"case 2 warning", read + "00", []string{read + "00", "6281"}, "6281"},
		{"case 2 error late", read + "00", []string{read + "00", "6C1C", read + "1C", "6581"}, "6581"},
		// EMV 4.3 B1 9.3.1.2.1: 256 bytes need no correction; 00 is 256
		{"256 bytes", read + "00", []string{read + "00", all + "9000"}, all + "9000"},
		{"256 bytes after 6C00", read + "07", []string{read + "07", "6C00", read + "00", all + "9000"}, all + "9000"},
		{"256 bytes after 6100", sel + "00", []string{sel, "6100", "00C0000000", all + "9000"}, all + "9000"},
		// EMV 4.3 B1 9.3.1.2.1: Le too small
		{"Le too small", read + "07", []string{read + "07", d7 + "6109", "00C0000009", d9 + "9000"}, d7 + d9 + "9000"},
		// A reader that handles 61xx and 6Cxx by itself: EMV 4.3 B1 9.3.1.1, the note.
		{"reader fetched", sel + "00", []string{sel, d7 + "9000"}, d7 + "9000"},
		{"reader fetched a warning", sel + "00", []string{sel, d7 + "6283"}, d7 + "6283"},
		// The extended form of a command that fits: the same T=0 command.
		{"extended", "00A40400000005A0000000030000", []string{sel, "6107", "00C0000007", d7 + "9000"}, d7 + "9000"},
		{"case 3, the reader fetches", "0082000001DE", []string{"0082000001DE", d7 + "9000"}, d7 + "9000"},
		{"case 4, the reader fetches more than Le", sel + "02", []string{sel, d7 + "9000"}, d7 + "9000"},
		{"extended Le", read + "000000", []string{read + "00", "6C07", read + "07", d7 + "9000"}, d7 + "9000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &script{t, c.lines}
			got, took, err := apdu.NewT0(s).Transmit(context.Background(), unhex(t, c.command))
			if err != nil {
				t.Fatal(err)
			}
			if want := unhex(t, c.want); !bytes.Equal(got, want) {
				t.Errorf("got %X, want %X", got, want)
			}
			if len(s.lines) > 0 {
				t.Errorf("not sent: %q", s.lines)
			}
			if want := time.Duration(len(c.lines)/2) * time.Millisecond; took != want {
				t.Errorf("took %v, want %v", took, want)
			}
		})
	}
}

func TestT0Faults(t *testing.T) {
	for _, c := range []struct {
		name    string
		command string
		lines   []string
		kind    apdu.FaultKind
		want    error
	}{
		// EMV 4.3 B1 9.2.2.3.2
		{"no status", read + "00", []string{read + "00", "90"}, apdu.Transmission, apdu.ErrShortResponse},
		{"empty", read + "00", []string{read + "00", ""}, apdu.Transmission, apdu.ErrShortResponse},
		{"60xx", read + "00", []string{read + "00", "6000"}, apdu.Protocol, apdu.ErrT0SW1},
		{"5xxx", read + "00", []string{read + "00", "5000"}, apdu.Protocol, apdu.ErrT0SW1},
		{"6C with data", read + "00", []string{read + "00", "DD6C05"}, apdu.Protocol, apdu.ErrT0Data},
		// EMV 4.3 B1 9.4.2: no more than was asked for
		{"more than P3", read + "02", []string{read + "02", "DDDDDD9000"}, apdu.Protocol, apdu.ErrT0Data},
		{
			"257 bytes", sel + "00",
			[]string{sel, "61FF", "00C00000FF", strings.Repeat("DD", 255) + "6102", "00C0000002", "DDDD9000"},
			apdu.Protocol, apdu.ErrT0Data,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &script{t, c.lines}
			got, _, err := apdu.NewT0(s).Transmit(context.Background(), unhex(t, c.command))
			if !apdu.IsFault(err, c.kind) || !errors.Is(err, c.want) {
				t.Errorf("got %X, %v", got, err)
			}
			if len(s.lines) > 0 {
				t.Errorf("not sent: %q", s.lines)
			}
		})
	}
}

// A card that never ends is given up after 16 steps, whichever way it turns round.
func TestT0NeverEnding(t *testing.T) {
	for name, answer := range map[string]func(n int, command []byte) []byte{
		"6C":        func(int, []byte) []byte { return []byte{0x6C, 0x05} },
		"6C00":      func(int, []byte) []byte { return []byte{0x6C, 0x00} },
		"61":        func(int, []byte) []byte { return []byte{0x61, 0x05} },
		"one by 61": func(int, []byte) []byte { return []byte{0xDD, 0x61, 0x05} },
		"61 and 6C": func(n int, _ []byte) []byte { return []byte{0x61 + byte(n%2)*0x0B, 0x05} },
	} {
		n := 0
		card := apdu.CardFunc(func(_ context.Context, command []byte) ([]byte, time.Duration, error) {
			n++
			return answer(n, command), 0, nil
		})
		_, _, err := apdu.NewT0(card).Transmit(context.Background(), unhex(t, read+"00"))
		if !apdu.IsFault(err, apdu.Protocol) || !errors.Is(err, apdu.ErrT0Steps) {
			t.Errorf("%s: %v", name, err)
		}
		if n != 1+apdu.MaxT0Steps {
			t.Errorf("%s: %d exchanges", name, n)
		}
	}
}

func TestT0Errors(t *testing.T) {
	broken := errors.New("no reader")
	card := apdu.CardFunc(func(context.Context, []byte) ([]byte, time.Duration, error) { return nil, time.Second, broken })
	for _, c := range []struct {
		command []byte
		want    error
	}{
		{unhex(t, "00A404"), apdu.ErrShortCommand},
		{apdu.Command{INS: 0x82, Data: fill(256)}.Append(nil), apdu.ErrT0Command},
		{unhex(t, read+"00"), broken},
	} {
		if _, _, err := apdu.NewT0(card).Transmit(context.Background(), c.command); !errors.Is(err, c.want) {
			t.Errorf("%X: %v", c.command[:3], err)
		}
	}
}

// Both ends of T=0 on top of each other change nothing, whatever the length, status and Le.
func TestT0EndToEnd(t *testing.T) {
	for n := 0; n <= 256; n++ {
		for _, sw := range []apdu.SW{0x9000, 0x6283, 0x63C1, 0x9101} {
			body := fill(n)
			runs := 0
			card := apdu.CardFunc(func(context.Context, []byte) ([]byte, time.Duration, error) {
				runs++
				return append(body[:n:n], sw.SW1(), sw.SW2()), 0, nil
			})
			for _, le := range []byte{0, 1, 7, byte(n)} {
				for _, command := range [][]byte{unhex(t, sel+"00"), append(unhex(t, read), le)} {
					if le != 0 && int(le)*16 < n {
						continue // more than 16 steps
					}
					runs = 0
					got, _, err := apdu.NewT0(apdu.NewT0Card(card)).Transmit(context.Background(), command)
					if err != nil {
						t.Fatalf("%d bytes, %v, %X: %v", n, sw, command, err)
					}
					if r := apdu.Response(got); r.SW() != sw || !bytes.Equal(r.Data(), body) {
						t.Fatalf("%d bytes, %v, %X: got %X", n, sw, command, got)
					}
					if runs != 1 {
						t.Fatalf("%d bytes, %v, %X: run %d times", n, sw, command, runs)
					}
				}
			}
		}
	}
}

func TestT0Card(t *testing.T) {
	card := apdu.CardFunc(func(_ context.Context, command []byte) ([]byte, time.Duration, error) {
		if c, err := apdu.ParseCommand(command); err != nil || c.Case() == 3 {
			return []byte{0x90, 0x00}, 0, err
		}
		return []byte{0xDD, 0xDE, 0xDF, 0x90, 0x00}, 0, nil
	})
	t0 := apdu.NewT0Card(card)
	for _, c := range []struct{ command, want string }{
		// EMV 4.3 B1 9.3.1.3
		{"00C0000000", "6F00"}, // nothing to give
		{sel, "6103"},
		{"00C0010003", "6A86"},
		{"00C0000000", "6C03"},
		{"00C0000004", "6C03"},
		{"00C0000002", "DDDE6101"},
		{"00C0000001", "DF9000"},
		{"00C0000001", "6F00"},
		// EMV 4.3 B1 9.3.1.2.1
		{read + "00", "6C03"},
		{read + "03", "DDDEDF9000"},
		{read, "6C03"},
		{read + "02", "DDDE6101"}, // in part: what is left is for GET RESPONSE
		{read + "01", "DD6102"},   // the command again
		{"00C0000002", "DEDF9000"},
		{read, "6C03"},
		{"0020008001AA", "9000"}, // another command drops what waited
		{"00C0000003", "6F00"},
		{"0020008002AA", "6700"},
		{"002000800000", "6700"},
		{"0020", "6700"},
		// what terminals send although the book has it otherwise
		{sel + "00", "6103"},
		{"90C0000003", "6A86"},
		{"80C0000003", "DDDEDF9000"},
	} {
		got, _, err := t0.Transmit(context.Background(), unhex(t, c.command))
		if err != nil || !bytes.Equal(got, unhex(t, c.want)) {
			t.Errorf("%s: got %X, %v, want %s", c.command, got, err, c.want)
		}
	}
}

// EMV 4.3 B1 annex A7: the warning comes at once, the data with 9000 when they are fetched.
func TestT0CardWarning(t *testing.T) {
	t0 := apdu.NewT0Card(apdu.CardFunc(func(context.Context, []byte) ([]byte, time.Duration, error) {
		return []byte{0xDD, 0x62, 0x83}, 0, nil
	}))
	for _, c := range []struct{ command, want string }{{sel, "6283"}, {"00C0000000", "6C01"}, {"00C0000001", "DD9000"}, {read + "01", "DD6283"}} {
		got, _, err := t0.Transmit(context.Background(), unhex(t, c.command))
		if err != nil || !bytes.Equal(got, unhex(t, c.want)) {
			t.Errorf("%s: got %X, %v, want %s", c.command, got, err, c.want)
		}
	}
}

func TestT0DoesNotAllocate(t *testing.T) {
	step := 0
	answers := [][]byte{unhex(t, "6107"), append(fill(7), 0x90, 0)}
	card := apdu.CardFunc(func(context.Context, []byte) ([]byte, time.Duration, error) {
		step++
		return answers[step%2], 0, nil
	})
	t0, command, ctx := apdu.NewT0(card), unhex(t, sel+"00"), context.Background()
	step = 1
	if n := testing.AllocsPerRun(100, func() {
		if _, _, err := t0.Transmit(ctx, command); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
