package upos_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/tlv"
)

// Totals go as they are, in the batch's currency, and have room as long as each sum has. The batch ends where the host has taken them and finds both parts balanced, and nowhere else.
func TestTotals(t *testing.T) {
	const own, foreign = "000000000777001000000000055002", "000000000333003000000000044004"
	for _, c := range []struct {
		code, field string // -- is no answer
		want        error
		refused     bool
		ends        bool
	}{
		{"00", own + "1" + foreign + "1", nil, false, true},
		{"00", own + "1" + foreign + "2", nil, false, false},
		{"00", own + "2" + foreign + "1", nil, false, false},
		{"00", own + "1" + foreign + "0", nil, false, false},
		{"12", own + "1" + foreign + "1", nil, true, false},
		{"00", own + "1", nil, true, false},
		{"96", own + "1" + foreign + "1", iso8583.ErrMayHaveArrived, false, false},
		{"--", "", iso8583.ErrMayHaveArrived, false, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{Tries: 1})
			if _, err := cl.Authorise(t.Context(), request(kernel.Purchase, false)); err != nil {
				t.Fatal(err)
			}
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				if m.Type == "0500" {
					a.Set(39, c.code)
					a.Set(48, c.field)
				}
				return c.code != "--", m.Has(64)
			}
			totals := upos.Totals{
				Domestic: upos.Sums{Debits: iso8583.Sum{Count: 1, Amount: 777}, Credits: iso8583.Sum{Count: 2, Amount: 55}},
				Foreign:  upos.Sums{Debits: iso8583.Sum{Count: 3, Amount: 333}, Credits: iso8583.Sum{Count: 4, Amount: 44}},
			}
			got, err := cl.SettleTotals(t.Context(), totals)
			synctest.Wait()
			same(t, s.all()[1], "0500", merge(who, map[int]string{11: "*", 48: own + "0" + foreign + "0", 49: "156", 60: "00000007201", 63: "01 "}))
			var word *iso8583.RefusedError
			if c.want != nil && !errors.Is(err, c.want) || errors.As(err, &word) != c.refused || (err != nil) != (c.want != nil || c.refused) || c.refused && (word.Type != "0500" || word.Code != c.code) {
				t.Errorf("%+v: %v", c, err)
			}
			if err == nil && got.String() != c.field || err != nil && got != (upos.Totals{}) {
				t.Errorf("%+v: %s", c, got)
			}
			s.change = nil
			if n, err := cl.Open(); err != nil || (n == 0) != c.ends {
				t.Errorf("%+v: %d in the batch, %v", c, n, err)
			}
			if err := cl.Echo(t.Context()); err != nil || (s.signOns() == 2) != c.ends {
				t.Errorf("%+v: %d sign-ons, %v", c, s.signOns(), err)
			}
			cl.Close()
		})
	}
	synctest.Test(t, func(t *testing.T) {
		cl, s := newClient(t, upos.Options{})
		for i := range 8 {
			for _, over := range []uint64{0, 1} {
				sums := [8]uint64{}
				sums[i] = []uint64{999_999_999_999, 999}[i%2] + over
				x := upos.Totals{
					Domestic: upos.Sums{Debits: iso8583.Sum{Amount: sums[0], Count: sums[1]}, Credits: iso8583.Sum{Amount: sums[2], Count: sums[3]}},
					Foreign:  upos.Sums{Debits: iso8583.Sum{Amount: sums[4], Count: sums[5]}, Credits: iso8583.Sum{Amount: sums[6], Count: sums[7]}},
				}
				before := len(s.all())
				_, err := cl.SettleTotals(t.Context(), x)
				if sent := len(s.all()) > before; sent != (over == 0) || errors.Is(err, terminal.ErrNotSent) == sent {
					t.Errorf("%v: sent %v, %v", sums, sent, err)
				}
			}
		}
		for _, x := range []iso8583.Totals{{Currency: 0x156, CreditsBefore: iso8583.Sum{Count: 1}}, {Currency: 0x156, CreditsBefore: iso8583.Sum{Amount: 1}}} {
			before := len(s.all())
			if _, err := cl.Settle(t.Context(), 1, x); !errors.Is(err, terminal.ErrNotSent) || len(s.all()) != before {
				t.Errorf("%+v: %v", x, err)
			}
		}
		s.change = func(m, a *iso8583.Message) (bool, bool) {
			a.Set(48, own+"1"+strings.Repeat("0", 30)+"1")
			return true, true
		}
		got, err := cl.Settle(t.Context(), 1, iso8583.Totals{Terminal: "TERM0001", Currency: 0x156, Debits: iso8583.Sum{Count: 1, Amount: 777}, Credits: iso8583.Sum{Count: 2, Amount: 55}})
		want := iso8583.Totals{Terminal: "TERM0001", Currency: 0x156, Debits: iso8583.Sum{Count: 1, Amount: 777}, Credits: iso8583.Sum{Count: 2, Amount: 55}}
		if all := s.all(); err != nil || got != (iso8583.Settlement{Balanced: true, Host: want}) || all[len(all)-1].Get(48) != own+"0"+strings.Repeat("0", 31) {
			t.Errorf("%+v, %v", got, err)
		}
		cl.Close()
	})
}

// The transactions of a batch that is not balanced go all, eight of a stripe in a message, those of a chip one by one; of one that is balanced the chip's. The end says how many they
// were. Where the host refuses one, nothing more goes, and the batch goes on.
func TestUploadBatch(t *testing.T) {
	var stripe []upos.Item
	for n := range uint64(9) {
		stripe = append(stripe, upos.Item{Card: "00", Trace: fmt.Sprintf("%06d", n+1), PAN: "6299990000000017", Amount: 100 + n})
	}
	tx := request(kernel.Purchase, false).Transaction
	first, ok := upos.ChipItemOf(&tx, chip())
	second := first
	second.Trace, second.Transaction.Amount = "000021", 99
	if _, none := upos.ChipItemOf(&tx, tlv.Append(nil, 0x9F02, make([]byte, 6))); !ok || none || first.Trace != "000020" || strings.Contains(fmt.Sprintf("%v %+v %#v", first, stripe, first), "629999") {
		t.Error(first, ok, none)
	}
	if text := fmt.Sprint(first, stripe[0]); !strings.Contains(text, "item 000020") || !strings.Contains(text, "item 000001, 100") {
		t.Error(text)
	}
	one, rest := "201 - "+upos.FormatItems(stripe[:8]), "201 - "+upos.FormatItems(stripe[8:])
	for _, c := range []struct {
		balanced bool
		want     []string // network code, amount, field 48
	}{
		{false, []string{one, rest, "205 000000001234 ", "205 000000000099 ", "207 - 0011"}},
		{true, []string{"203 000000001234 ", "203 000000000099 ", "207 - 0002"}},
	} {
		for bad := range len(c.want) + 1 { // this one is refused, the last is none
			for _, code := range []string{"12", "96"} {
				synctest.Test(t, func(t *testing.T) {
					cl, s := newClient(t, upos.Options{Tries: 1})
					if _, err := cl.Authorise(t.Context(), request(kernel.Purchase, false)); err != nil {
						t.Fatal(err)
					}
					n := 0
					s.change = func(m, a *iso8583.Message) (bool, bool) {
						if m.Type == "0320" {
							if n == bad {
								a.Set(39, code)
							}
							n++
						}
						return true, m.Has(64)
					}
					err := cl.UploadBatch(t.Context(), c.balanced, stripe, []upos.ChipItem{first, second})
					var got []string
					for _, m := range s.all()[1:] {
						class, _ := upos.ParseClass(m.Get(60))
						amount := m.Get(4)
						if amount == "" {
							amount = "-"
						}
						got = append(got, class.Network+" "+amount+" "+m.Get(48))
						if class.Network == "203" || class.Network == "205" {
							same(t, m, "0320", merge(who, thecard, map[int]string{4: amount, 11: map[string]string{"000000001234": "000020", "000000000099": "000021"}[amount], 22: "070", 35: "-", 55: strings.Replace(field55, "9F0306000000000000", "", 1), 60: "00000007" + class.Network, 63: "01 "}))
						}
					}
					fails := bad < len(c.want)
					var word *iso8583.RefusedError
					if !slices.Equal(got, c.want[:min(bad+1, len(c.want))]) || (err != nil) != fails || fails && code == "12" != errors.As(err, &word) || fails && code == "96" != errors.Is(err, iso8583.ErrMayHaveArrived) {
						t.Errorf("balanced %v, %d refused by %s: %q, %v", c.balanced, bad, code, got, err)
					}
					if n, err := cl.Open(); err != nil || (n == 0) == fails {
						t.Errorf("balanced %v, %d refused by %s: %d in the batch, %v", c.balanced, bad, code, n, err)
					}
					cl.Close()
				})
			}
		}
	}
}

// A sign-on names the operator and the terminal's serial number, and the PIN device gets its key. Each service has its message, of the original's fields where it is about one.
func TestServices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := &keeper{}
		cl, s := newClient(t, upos.Options{PIN: got, Operator: "07", Answered: func(r upos.Response) { got.codes = append(got.codes, r.Code) }})
		r := request(kernel.Purchase, false)
		if _, err := cl.Authorise(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		same(t, s.got[0], "0800", merge(who, map[int]string{11: "500001", 60: "00000000003", 62: "Sequence No08EMVGO001", 63: "07 "}))
		if !got.pik.Equal(key(t, s.master.Algorithm(), "22222222222222222222222222222222")) || !slices.Equal(got.codes, []string{"00"}) {
			t.Error("the PIN device has another key, or nobody was told", got.codes)
		}
		if err := errors.Join(cl.SendState(t.Context(), []byte("fine")), cl.SendSignature(t.Context(), r.ID, []byte("image"), []byte("slip")), cl.SignOff(t.Context()), cl.Echo(t.Context())); err != nil {
			t.Fatal(err)
		}
		all := s.all()[1:]
		same(t, all[0], "0820", merge(who, map[int]string{60: "00000007362", 62: "fine"}))
		same(t, all[1], "0820", merge(who, map[int]string{11: "000020", 37: "00000000020R", 55: fmt.Sprintf("%X", "slip"), 60: "07000007800", 62: "image"}))
		same(t, all[2], "0820", merge(who, map[int]string{11: "*", 60: "00000007002", 63: "07 "}))
		if len(all) != 4 || s.signOns() != 2 {
			t.Error(len(all), s.signOns())
		}
		s.change = func(m, a *iso8583.Message) (bool, bool) { a.Set(39, "40"); return true, m.Has(64) }
		var word *iso8583.RefusedError
		if err := cl.Echo(t.Context()); !errors.As(err, &word) || word.Code != "40" || word.Type != "0820" {
			t.Error(err)
		}
		cl.Close()
	})
}

// keeper is a PIN device that keeps its key, and what was told.
type keeper struct {
	pad
	pik   pin.Key
	codes []string
}

func (k *keeper) SetPIK(key pin.Key) { k.pik = key }

// The client's own trace numbers are above those of requests, and begin again behind the last of six digits.
func TestOwnTraceNumbers(t *testing.T) {
	for before, want := range map[string]string{"": "500001", "1": "500002", "499998": "999999", "499999": "500001"} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{Memory: shelf{"upos/trace": []byte(before)}})
			if err := cl.SignOn(t.Context()); err != nil || s.got[0].Get(11) != want {
				t.Errorf("after %q: %s, %v", before, s.got[0].Get(11), err)
			}
			cl.Close()
		})
	}
}

// What is downloaded is asked for by the names of its list and taken whole, in the order of the list, and the end is told; one piece that is malformed refuses all. Where the batch has transactions, nothing is asked.
func TestDownloads(t *testing.T) {
	var file struct {
		CA  []struct{ TLV string }
		Bad struct{ TLV string } `json:"ca_bad"`
		AID []struct{ TLV string }
	}
	read(t, "params", &file)
	key := func(tlv string) string { return string(unhex(t, tlv)) }
	first, second := key(file.CA[0].TLV), key(file.CA[1].TLV)
	names := map[string]string{"9F0605A000000333" + "9F2201AA": first, "9F0605A000000333" + "9F2201BB": second, "9F0605A000000333" + "9F2201CC": key(file.Bad.TLV)}
	aids := map[string]string{"9F0608A000000333010101": key(file.AID[0].TLV), "9F0608A000000333010102": key(file.AID[2].TLV), "9F0608A000000333010199": key(file.AID[4].TLV)}
	for _, c := range []struct {
		name   string
		lists  []string // the answers to the list, one after the other
		of     map[string]string
		prefix string // before each piece
		want   int    // pieces; -1: an error
		asked  string // network codes, and field 62
	}{
		{"keys", []string{"1" + key("9F0605A0000003339F2201AA9F0605A0000003339F2201BB")}, names, "1", 2, "372 100; 370 9F0605A0000003339F2201AA; 370 9F0605A0000003339F2201BB; 371 "},
		{"keys in parts", []string{"2" + key("9F0605A0000003339F2201AA"), "3" + key("9F0605A0000003339F2201BB")}, names, "3", 2, "372 100; 372 101; 370 9F0605A0000003339F2201AA; 370 9F0605A0000003339F2201BB; 371 "},
		{"keys, and what else a list has", []string{"1" + key("9F0605A0000003339F2201AADF050420301231")}, names, "", 1, "372 100; 370 9F0605A0000003339F2201AA; 371 "},
		{"no keys", []string{"0"}, names, "", 0, "372 100; 371 "},
		{"a wrong key", []string{"1" + key("9F0605A0000003339F2201AA9F0605A0000003339F2201CC")}, names, "1", -1, "372 100; 370 9F0605A0000003339F2201AA; 370 9F0605A0000003339F2201CC"},
		{"applications", []string{"1" + key("9F0608A0000003330101019F0608A000000333010102")}, aids, "1", 2, "382 100; 380 9F0608A000000333010101; 380 9F0608A000000333010102; 381 "},
		{"a wrong application", []string{"1" + key("9F0608A000000333010199")}, aids, "1", -1, "382 100; 380 9F0608A000000333010199"},
	} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{})
			if err := cl.SignOn(t.Context()); err != nil {
				t.Fatal(err)
			}
			var asked []string
			lists := c.lists
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				class, _ := upos.ParseClass(m.Get(60))
				text := m.Get(62)
				switch class.Network[2] {
				case '0':
					text = fmt.Sprintf("%X", text)
					a.Set(62, c.prefix+c.of[text])
				case '2':
					a.Set(62, lists[0])
					lists = lists[1:]
				}
				asked = append(asked, class.Network+" "+text)
				return true, m.Has(64)
			}
			var got int
			var err error
			if c.asked[1] == '7' {
				keys, e := cl.CAKeys(t.Context())
				if got, err = len(keys), e; len(keys) == 2 && keys[0].Index == keys[1].Index {
					t.Errorf("%s: one key twice", c.name)
				}
			} else {
				list, e := cl.AIDs(t.Context())
				if got, err = len(list), e; len(list) == 2 && string(list[0].Application.AID) == string(list[1].Application.AID) {
					t.Errorf("%s: one application twice", c.name)
				}
			}
			if text := strings.Join(asked, "; "); text != c.asked || (err != nil) != (c.want < 0) || err == nil && got != c.want || err != nil && got != 0 {
				t.Errorf("%s: %d, %v, %q", c.name, got, err, text)
			}
			cl.Close()
		})
	}
	for name, do := range map[string]func(ctx context.Context, cl *upos.Client) error{
		"CA keys":    func(ctx context.Context, cl *upos.Client) error { _, err := cl.CAKeys(ctx); return err },
		"AIDs":       func(ctx context.Context, cl *upos.Client) error { _, err := cl.AIDs(ctx); return err },
		"BINs":       func(ctx context.Context, cl *upos.Client) error { _, err := cl.BINListB(ctx); return err },
		"blacklist":  func(ctx context.Context, cl *upos.Client) error { _, err := cl.Blacklist(ctx); return err },
		"quick pass": func(ctx context.Context, cl *upos.Client) error { _, err := cl.QuickPass(ctx); return err },
		"parameters": func(ctx context.Context, cl *upos.Client) error { _, err := cl.Parameters(ctx); return err },
	} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{})
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				if m.Type[1] == '8' && !m.Has(11) {
					a.Set(39, "40")
				}
				return true, m.Has(64)
			}
			var word *iso8583.RefusedError
			if err := do(t.Context(), cl); !errors.As(err, &word) || word.Code != "40" {
				t.Errorf("%s, refused: %v", name, err)
			}
			if _, err := cl.Authorise(t.Context(), request(kernel.Purchase, false)); err != nil {
				t.Fatal(err)
			}
			before := len(s.got)
			if err := do(t.Context(), cl); !errors.Is(err, upos.ErrBatchOpen) || len(s.got) != before {
				t.Errorf("%s beside an open batch: %v", name, err)
			}
			cl.Close()
		})
	}
}
