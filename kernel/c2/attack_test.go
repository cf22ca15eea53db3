package c2_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// Published attacks that touch this kernel, each mounted, with the outcome of the book beside that of strict.

var (
	approvedNone = bench.EndingOf(kernel.Approved, kernel.CVMNotRequired)
	onlineNone   = bench.EndingOf(kernel.OnlineRequest, kernel.CVMNotRequired)
	onlinePIN    = bench.EndingOf(kernel.OnlineRequest, kernel.CVMOnlinePIN)
	onlineDevice = bench.EndingOf(kernel.OnlineRequest, kernel.CVMConfirmed)
	onlineSign   = bench.EndingOf(kernel.OnlineRequest, kernel.CVMSignature)
	otherNone    = bench.EndingOf(kernel.TryAnotherInterface, kernel.CVMNotRequired)
	otherDevice  = bench.EndingOf(kernel.TryAnotherInterface, kernel.CVMConfirmed)
	otherPIN     = bench.EndingOf(kernel.TryAnotherInterface, kernel.CVMOnlinePIN)
	otherSign    = bench.EndingOf(kernel.TryAnotherInterface, kernel.CVMSignature)
	endedNone    = bench.EndingOf(kernel.EndApplication, kernel.CVMNotRequired)
	endedDevice  = bench.EndingOf(kernel.EndApplication, kernel.CVMConfirmed)
	endedPIN     = bench.EndingOf(kernel.EndApplication, kernel.CVMOnlinePIN)
	ended        = bench.EndingOf(kernel.EndApplication, kernel.CVMNotApplicable)
)

// mounted is a card at the reader with a man in the middle, who changes the elements of the card's templates as they pass: tag and value in hexadecimal
// digits, "-" takes an element out. One that no response has goes into the first record.
func mounted(t *testing.T, card string, set []string, changes ...string) func() *bench.Tap {
	return func() *bench.Tap {
		x := (&visit{card: card, set: set}).tap(t)
		x.Middle = editing(t, changes...)
		return x
	}
}

func editing(t testing.TB, changes ...string) func(int, []byte, []byte) []byte {
	pending := map[string]bool{}
	for i := 0; i < len(changes); i += 2 {
		pending[changes[i]] = changes[i+1] != "-" && !given[changes[i]]
	}
	return func(_ int, command, r []byte) []byte {
		c := tlv.NewCursor(r[:max(len(r)-2, 0)])
		template, ok := c.Next()
		if !ok || template.Tag != 0x70 && template.Tag != 0x77 {
			return r
		}
		var body []byte
		inner := template.Children()
		for o := range inner.All() {
			raw := o.Raw
			for i := 0; i < len(changes); i += 2 {
				if o.Tag.String() == changes[i] {
					raw = nil
					if changes[i+1] != "-" {
						raw = tlv.Append(nil, o.Tag, digits(changes[i+1]))
					}
				}
			}
			body = append(body, raw...)
		}
		for i := 0; i < len(changes) && command[1] == apdu.ReadRecord; i += 2 {
			if pending[changes[i]] {
				pending[changes[i]] = false
				tag, _ := tlv.ParseTag(changes[i])
				body = tlv.Append(body, tag, digits(changes[i+1]))
			}
		}
		return append(tlv.Append(nil, template.Tag, body), r[len(r)-2:]...)
	}
}

// given are the elements that the named cards give.
var given = map[string]bool{
	"57": true, "5A": true, "5F34": true, "5F24": true, "5F25": true, "5F28": true, "9F07": true, "9F08": true, "9F42": true, "8C": true, "8E": true,
	"9F0D": true, "9F0E": true, "9F0F": true, "9F4A": true, "8F": true, "90": true, "92": true, "9F32": true, "9F46": true, "9F47": true, "9F48": true,
	"82": true, "94": true, "9F27": true, "9F36": true, "9F26": true, "9F10": true, "9F4B": true,
}

// Settings of the reader: the book's own action code for online; an amount above the CVM limit, the same without online PIN, and without any method.
var (
	guarded   = []string{"DF8122", "840000000C"}
	above     = []string{"DF8126", "000000001000"}
	signsOnly = []string{"DF8126", "000000001000", "DF8118", "20"}
	noMethod  = []string{"DF8126", "000000001000", "DF8118", "08"}
)

const noCodes = "0000000000"

// Attack 2: a forged offline TC. A TC is under the card's signature, or strict asks for none.
//
// C-2 2.12 7.2, 7.4, S910.7, S910.34
func TestAttackForgedTC(t *testing.T) {
	bench.Sides(t, "untouched", mounted(t, "mastercard-offline", nil), approvedNone, approvedNone)
	bench.Sides(t, "TC for ARQC", mounted(t, "mastercard-online", nil, "9F27", "40"), endedNone, endedNone)
	bench.Sides(t, "another cryptogram beside the signature", mounted(t, "mastercard-offline", nil, "9F26", "1122334455667788"), approvedNone, approvedNone)
	bench.Sides(t, "the signature taken out", mounted(t, "mastercard-offline", nil, "9F4B", "-"), endedNone, endedNone)
	bench.Sides(t, "its own signature", mounted(t, "mastercard-offline", nil, "9F4B", fmt.Sprintf("%0288X", 1)), endedNone, endedNone)
	bench.Sides(t, "codes that want no host, card without CDA", mounted(t, "mastercard-no-cda", nil, "9F0F", noCodes, "9F27", "40"), approvedNone, endedNone)
	bench.Sides(t, "CDA taken out of the AIP", mounted(t, "mastercard-offline", nil, "82", "1880", "9F0F", noCodes), approvedNone, onlineNone)
	bench.Sides(t, "the key's index, and the codes", mounted(t, "mastercard-offline", nil, "8F", "EE", "9F0F", noCodes), approvedNone, onlineNone)
	x := mounted(t, "mastercard-offline", nil, "82", "1880", "9F0D", noCodes)()
	x.Config.Profile, x.Config.Terminal.Type = kernel.Strict, 0x23
	if x.Run(); x.P1(1) != 0 { // an offline only terminal asks for an AAC
		t.Errorf("P1 %02X, %v", x.P1(1), x.Outcome().Status)
	}
}

// Attack 3: the AID of one brand with an account of another.
//
// C-2 2.12 A.1
func TestAttackBrandMixup(t *testing.T) {
	const visa = "4761730000000011"
	mixed := func(ranges, pan string) func() *bench.Tap {
		var set []string
		if ranges != "" {
			set = []string{"DF07", ranges}
		}
		return mounted(t, "mastercard-no-cda", set, "5A", pan, "57", pan+"D49122010000000000000F")
	}
	bench.Sides(t, "an account of another brand", mixed("5F2F", visa), onlineNone, ended)
	bench.Sides(t, "a co-badged one that is allowed", mixed("5F2F476173FF", visa), onlineNone, onlineNone)
	bench.Sides(t, "its own", mixed("5F2F", "5413330089020011"), onlineNone, onlineNone)
	bench.Sides(t, "no ranges", mixed("", visa), onlineNone, onlineNone)
	x := mixed("", visa)()
	x.Run()
	if aid, _ := tlv.Find(x.Outcome().DataRecord, 0x84); !bytes.Equal(aid.Value, digits(mastercardAID)) {
		t.Errorf("the host gets AID %X", aid.Value)
	}
}

// Attack 4: authentication made to fail, by what it is made of, one by one: never an approval, and in strict no CVM below an online PIN where the amount wants
// one.
//
// C-2 2.12 6.11, 6.12, 7.2
func TestAttackAuthenticationMadeToFail(t *testing.T) {
	for _, tag := range []string{"8F", "90", "92", "9F32", "9F46", "9F47", "9F4A", "5A", "5F24", "8E", "8C", "82", "9F4B", "9F36"} {
		for _, value := range []string{"-", "00", ""} {
			for _, set := range [][]string{nil, above} {
				for _, card := range []string{"mastercard-offline", "phone-mastercard"} {
					for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
						x := mounted(t, card, slices.Concat(guarded, set), tag, value)()
						x.Config.Profile = rules
						x.Run()
						o := x.Outcome()
						if o.Status == kernel.Approved || rules == kernel.Strict && set != nil && o.Status == kernel.OnlineRequest && o.CVM != kernel.CVMOnlinePIN {
							t.Errorf("%s %q, %v, %s, %v: %v, CVM %d", tag, value, set, card, rules, o.Status, o.CVM)
						}
					}
				}
			}
		}
	}
	keyless := func(card string, set []string, changes ...string) func() *bench.Tap {
		return func() *bench.Tap {
			x := mounted(t, card, set, changes...)()
			x.Config.Keys = nil
			return x
		}
	}
	const sign, none = "0000000000000000 1E03", "0000000000000000 1F03"
	bench.Sides(t, "no CA key", keyless("mastercard-offline", guarded), onlineNone, onlineNone)
	bench.Sides(t, "no CA key, and no code of the reader's", keyless("mastercard-offline", nil), approvedNone, onlineNone)
	bench.Sides(t, "no CA key, a signature", keyless("mastercard-online", above, "8E", sign), onlineSign, onlinePIN)
	bench.Sides(t, "no CA key, a signature, no PIN at the reader", keyless("mastercard-online", signsOnly, "8E", sign), onlineSign, otherSign)
	bench.Sides(t, "no CA key, no CVM", keyless("mastercard-online", noMethod, "8E", none), onlineNone, otherNone)
	bench.Sides(t, "no CA key, a phone", keyless("phone-mastercard", above), otherDevice, otherPIN) // GAC.23
}

// Attack 6: a relayed card. Whatever the time it takes: beyond the limits there is no approval offline and no cash.
//
// C-2 2.12 6.6
func TestAttackRelayed(t *testing.T) {
	slow := func(kind byte, delays ...int) func() *bench.Tap {
		return func() *bench.Tap {
			x := (&visit{card: "mastercard-relay"}).tap(t)
			x.Transaction.Type = kind
			x.Card = bench.Profile(t, "mastercard-relay", func(app map[string]any) {
				app["tap"].(map[string]any)["relay"].(map[string]any)["delays"] = delays
				app["risk"] = map[string]any{"offlineLimit": 5000, "offlineCount": 5}
				bench.SetElement(app, "9F0F", noCodes)
			})
			return x
		}
	}
	// 10.0 to 20.0 ms are claimed, 5.0 ms are the grace, 1.8 and 2.4 ms the transmission: 29.3 ms are too long
	bench.Sides(t, "in time", slow(0x00, 16000), approvedNone, approvedNone)
	bench.Sides(t, "relayed", slow(0x00, 29300, 29300, 29300), approvedNone, onlineNone)
	bench.Sides(t, "relayed, cash", slow(0x01, 29300, 29300, 29300), approvedNone, otherNone)
	bench.Sides(t, "in time, cash", slow(0x01, 16000), approvedNone, approvedNone)
	for us := 8000; us < 60000; us += 100 {
		edge := us == 12100 || us == 12200 || us == 29200 || us == 29300
		if !edge && !sweep.Sample(us/100, 37) {
			continue
		}
		for _, kind := range []byte{0x00, 0x01} {
			x := slow(kind, us, us, us)()
			x.Config.Profile = kernel.Strict
			x.Run()
			o := x.Outcome()
			early, late := us < 12200, us >= 29300
			if good := o.Status == kernel.Approved; good != (!early && !late) || early && o.Status != kernel.EndApplication || late && kind == 0x01 && o.Status != kernel.TryAnotherInterface {
				t.Fatalf("%d us, type %02X: %v", us, kind, o.Status)
			}
		}
	}
	without := func(kind byte) func() *bench.Tap { // CDA made to fail, so that the times need not be signed
		return func() *bench.Tap {
			x := mounted(t, "mastercard-relay", nil, "9F46", "-")()
			x.Transaction.Type = kind
			return x
		}
	}
	bench.Sides(t, "times that are not signed", without(0x00), onlineNone, onlineNone)
	bench.Sides(t, "times that are not signed, cash", without(0x01), onlineNone, otherNone)
	bench.Sides(t, "relay resistance taken out of the AIP", mounted(t, "mastercard-relay", nil, "82", "1980"), endedNone, endedNone)
	bench.Sides(t, "its times rewritten", func() *bench.Tap {
		x := slow(0x00, 40000, 40000, 40000)()
		x.Middle = bench.Alter(0xEA, 1, func(r []byte) []byte { r[8], r[9] = 0x0F, 0xFF; return r })
		return x
	}, endedNone, endedNone)
}

// Attack 7: predictable numbers. Each exchange for relay resistance has a new one, and so has each activation; what was recorded for another does not verify.
//
// C-2 2.12 S1.9, S3.61, SR1.23
func TestAttackPreplay(t *testing.T) {
	x := (&visit{card: "mastercard-relay-far"}).tap(t)
	x.Run()
	var numbers [][]byte
	for _, c := range x.Commands {
		switch c[1] {
		case 0xEA:
			numbers = append(numbers, c[5:9])
		case apdu.GenerateAC:
			if len(numbers) != 3 || !bytes.Equal(c[5+unAt:5+unAt+4], numbers[2]) {
				t.Errorf("%X, then %X", numbers, c)
			}
		}
	}
	first := slices.Clone(numbers[0])
	for i := range numbers {
		for j := range i {
			if bytes.Equal(numbers[i], numbers[j]) {
				t.Errorf("%X", numbers)
			}
		}
	}
	x.Card.Renew()
	x.Commands = nil
	x.Run(kerneltest.Random(2))
	for _, c := range x.Commands {
		if c[1] == 0xEA && bytes.Equal(c[5:9], first) {
			t.Errorf("%X again", first)
		}
	}
	var recorded []byte
	record := func(_ int, command, r []byte) []byte {
		if command[1] == apdu.GenerateAC {
			recorded = slices.Clone(r)
		}
		return r
	}
	a := (&visit{card: "mastercard-offline"}).tap(t)
	a.Middle = record
	a.Run(kerneltest.Random(3))
	bench.Sides(t, "recorded", func() *bench.Tap {
		b := (&visit{card: "mastercard-offline"}).tap(t)
		b.Middle = func(_ int, command, r []byte) []byte {
			if command[1] == apdu.GenerateAC {
				return slices.Clone(recorded)
			}
			return r
		}
		return b
	}, endedNone, endedNone)
}

// Attack 8: what the card offers is rewritten to less. There is no magnetic-stripe mode to go to.
//
// C-2 2.12 S3.16, S3.18
func TestAttackDowngrade(t *testing.T) {
	for aip, want := range map[string]bench.Ending{"0000": ended, "1900": ended, "FF7F": ended, "0980": endedNone, "1880": onlineNone, "1D80": endedNone} {
		bench.Sides(t, aip, mounted(t, "mastercard-offline", nil, "82", aip), want, want)
	}
	bench.Sides(t, "a card of the magnetic stripe", mounted(t, "mastercard-stripe", nil), ended, ended)
	x := mounted(t, "mastercard-stripe", nil)()
	if x.Run(); x.Outcome().Error.L2 != kernel.MagStripeNotSupported || x.Instructions() != "A4 A8" {
		t.Errorf("%s, %+v", x.Instructions(), x.Outcome().Error)
	}
}

// Attack 10: a weaker CVM by the card's own list. In strict what no certificate covers counts for nothing weaker than an online PIN.
//
// C-2 2.12 7.1
func TestAttackCVMDowngrade(t *testing.T) {
	const none, sign, pin, currency = "0000000000000000 1F00", "0000000000000000 1E00", "0000000000000000 0200", "0000000000000000 1F06 0200"
	free := slices.Concat(above, []string{"DF8118", "68"})
	bench.Sides(t, "below the limit", mounted(t, "mastercard-no-cda", nil, "8E", none), onlineNone, onlineNone)
	bench.Sides(t, "none for the PIN", mounted(t, "mastercard-no-cda", free, "8E", none), onlineNone, onlinePIN)
	bench.Sides(t, "a signature for the PIN", mounted(t, "mastercard-no-cda", above, "8E", sign), onlineSign, onlinePIN)
	bench.Sides(t, "a signature where there is no PIN", mounted(t, "mastercard-no-cda", signsOnly, "8E", sign), onlineSign, onlineSign)
	bench.Sides(t, "the PIN", mounted(t, "mastercard-no-cda", above, "8E", pin), onlinePIN, onlinePIN)
	bench.Sides(t, "no list", mounted(t, "mastercard-no-cda", above, "8E", "-"), onlineNone, onlinePIN)
	bench.Sides(t, "no verification", mounted(t, "mastercard-no-cda", above, "82", "0880"), onlineNone, onlinePIN)
	bench.Sides(t, "no verification, no method", mounted(t, "mastercard-no-cda", noMethod, "82", "0880"), onlineNone, otherNone)
	bench.Sides(t, "a device", mounted(t, "mastercard-no-cda", above, "82", "1A80"), onlineDevice, onlinePIN)
	bench.Sides(t, "a device, no method", mounted(t, "mastercard-no-cda", noMethod, "82", "1A80"), onlineDevice, otherDevice)
	bench.Sides(t, "a phone that signs", mounted(t, "phone-mastercard", above), onlineDevice, onlineDevice)
	bench.Sides(t, "a card that claims to be one", mounted(t, "mastercard-offline", above, "82", "1B80"), endedDevice, endedPIN)
	signed := func(list string) func() *bench.Tap {
		return func() *bench.Tap {
			x := (&visit{card: "mastercard-online", set: free}).tap(t)
			x.Card = bench.With(t, "mastercard-online", "8E", list)
			return x
		}
	}
	bench.Sides(t, "a list under the certificate", signed(none), onlineNone, onlineNone)
	bench.Sides(t, "a list under the certificate, a signature", signed(sign), onlineSign, onlineSign)
	bench.Sides(t, "a rule of an amount under the certificate", signed(currency), onlinePIN, onlinePIN)
	bench.Sides(t, "rewritten", mounted(t, "mastercard-online", free, "8E", none), endedNone, endedPIN)
	outside := func(tag, value string, changes ...string) func() *bench.Tap { // an element in the record that is not signed
		return func() *bench.Tap {
			x := (&visit{card: "mastercard-online", set: free}).tap(t)
			x.Card = bench.Profile(t, "mastercard-online", func(app map[string]any) {
				for i := 0; i < len(changes); i += 2 {
					bench.SetElement(app, changes[i], changes[i+1])
				}
				bench.SetElement(app, tag, "-")
				bench.SetElement(app, tag, value)
			})
			return x
		}
	}
	bench.Sides(t, "a list under nothing", outside("8E", none), onlineNone, onlinePIN)
	bench.Sides(t, "a currency under nothing", outside("9F42", "0978", "8E", "00001000 00000000 1F07"), onlineNone, onlinePIN)
	bench.Sides(t, "a currency taken away", outside("9F42", "-", "8E", "00000000 00000000 0207 1F00"), onlineNone, onlinePIN)
	bench.Sides(t, "a list without amounts, and no currency", outside("9F42", "-", "8E", "00000000 00000000 0205 1F00"), onlineNone, onlineNone)
}

// Attack 11: a limit of another currency, or none.
//
// C-2 2.12 S456.37
func TestAttackForeignCurrency(t *testing.T) {
	for _, c := range []struct {
		name         string
		set          []string
		change       func(*bench.Tap)
		book, strict bench.Ending
	}{
		{"a floor limit", nil, nil, approvedNone, approvedNone},
		{"at it", []string{"DF8123", "000000001234"}, nil, approvedNone, approvedNone},
		{"above it, and no code to say so", []string{"DF8123", "000000001233"}, func(x *bench.Tap) { x.Middle = editing(t, "9F0F", noCodes) }, endedNone, endedNone},
		{"none", []string{"DF8123", noCodes + "00"}, nil, onlineNone, onlineNone},
		{"of another currency", nil, func(x *bench.Tap) { x.Combination.Currency = 0x0826 }, approvedNone, onlineNone},
	} {
		bench.Sides(t, c.name, func() *bench.Tap {
			x := (&visit{card: "mastercard-offline", set: c.set}).tap(t)
			if c.change != nil {
				c.change(x)
			}
			return x
		}, c.book, c.strict)
	}
	unlimited := func(set ...string) func() *bench.Tap { // the issuer's own codes do not mind the floor limit
		return func() *bench.Tap {
			x := (&visit{card: "mastercard-offline", set: set}).tap(t)
			x.Card = bench.With(t, "mastercard-offline", "9F0F", noCodes)
			return x
		}
	}
	bench.Sides(t, "above it, for the card's issuer too", unlimited("DF8123", "000000001233"), approvedNone, onlineNone)
	bench.Sides(t, "no limit, for the card's issuer too", unlimited("DF8123", "000000000000"), approvedNone, onlineNone)
}

// A TC with an online PIN, which nobody would verify: in strict the card is not asked for one, whatever the action codes.
//
// C-2 2.12 7.4
func TestAttackPINForNobody(t *testing.T) {
	visit := &visit{card: "mastercard-offline", set: append([]string{"DF8121", noCodes, "DF8122", noCodes}, above...)}
	bench.Sides(t, "TC", func() *bench.Tap {
		x := visit.tap(t)
		x.Card = bench.With(t, "mastercard-offline", "9F0F", noCodes, "8E", "00000000000000000200")
		return x
	}, bench.EndingOf(kernel.Approved, kernel.CVMOnlinePIN), bench.EndingOf(kernel.OnlineRequest, kernel.CVMOnlinePIN))
}

// Attack 12: malformed objects, seeds of known breaks. Attack 13: a card that never ends.
//
// C-2 2.12 4.1.3, 6.8
func TestAttackMalformedAndEndless(t *testing.T) {
	for _, seed := range []string{"5A20", "4F40", "5730", "5F2060", "5A81FF", "5A88FFFFFFFFFFFFFFFF", "9F6C", "7780", "778000000000"} {
		for _, line := range []string{"GPO", "RR 1.1", "AC"} {
			for _, response := range []string{seed + "9000", fmt.Sprintf("77%02X%s9000", len(seed)/2, seed), fmt.Sprintf("70%02X%s9000", len(seed)/2, seed)} {
				s := newScene(t).give(line, response).run()
				if s.Out.Status != kernel.EndApplication || s.Out.DataRecord != nil {
					t.Errorf("%s %s: %v", line, response, s.Out.Status)
				}
			}
		}
	}
	const entries = 61 // with the AIP no more fit into one response
	afl := bytes.Repeat([]byte{0x10, 0x01, 0xFF, 0x00}, entries-1)
	for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
		for _, budget := range []struct {
			kernel.Budget
			records int
			status  kernel.Status
		}{{kernel.Budget{}, 0, kernel.EndApplication}, {kernel.Budget{Exchanges: 20000, JournalBytes: 1 << 24}, 1 + 255*(entries-1), kernel.TryAnotherInterface}} {
			s := newScene(t).set("DF811B", "04").give("GPO", in(0x80, "1180 08010100", hexOf(afl))).give("RR", "70009000")
			sc := s.Scenario()
			sc.Config.Profile, sc.Config.Budget, sc.Limit = rules, budget.Budget, 20000
			tr := sc.Run(t)
			reads := 0
			for _, line := range s.Lines {
				if line[:2] == "RR" {
					reads++
				}
			}
			if o := tr.Result.Outcome; budget.records == 0 && (o.Error.L2 != kernel.BudgetExceeded || len(s.Lines) != 1024) || budget.records != 0 && (reads != budget.records || o.Status == 0) {
				t.Errorf("%v: %v, %d commands, %d records, %s", rules, o.Status, len(s.Lines), reads, o.Error.Reason)
			}
		}
	}
}

// Attack 14: a second account, and the reader's own data from the card.
//
// C-2 2.12 4.1.3
func TestAttackSecondAccount(t *testing.T) {
	bench.Sides(t, "another track 2", mounted(t, "mastercard-offline", nil, "57", "5413330089020029D49122010123456789"), approvedNone, ended)
	bench.Sides(t, "another PAN", mounted(t, "mastercard-offline", nil, "5A", "5413330089020029"), endedNone, ended)
	bench.Sides(t, "the amount", mounted(t, "mastercard-offline", nil, "9F02", "000000000001"), ended, ended)
	bench.Sides(t, "the TVR", mounted(t, "mastercard-offline", nil, "95", noCodes), ended, ended)
	bench.Sides(t, "a limit", mounted(t, "mastercard-offline", nil, "DF8126", "000099999999"), approvedNone, approvedNone) // private class: skipped
	bench.Sides(t, "a second PAN", func() *bench.Tap {
		x := (&visit{card: "mastercard-offline"}).tap(t)
		x.Middle = bench.Alter(apdu.ReadRecord, 1, func(r []byte) []byte {
			c := tlv.NewCursor(r[:len(r)-2])
			o, _ := c.Next()
			return append(tlv.Append(nil, 0x70, tlv.Append(slices.Clone(o.Value), 0x5A, digits("5413330089020029"))), 0x90, 0)
		})
		return x
	}, ended, ended)
}

// Attack 15: another card at the second tap. A kernel that is activated again knows nothing of the time before: the second card has the outcome that it has alone, and
// its transaction has a number of its own.
//
// C-2 2.12 6.2, 6.3
func TestAttackCardSwapped(t *testing.T) {
	for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
		for _, first := range []string{"phone-mastercard-ack", "phone-mastercard-twice", "mastercard-storage"} {
			for _, second := range []string{"mastercard-offline", "mastercard-no-cda", "mastercard-declined"} {
				alone := (&visit{card: second}).tap(t)
				alone.Config.Profile = rules
				alone.Run(kerneltest.Random(2))
				x := (&visit{card: first, set: storage}).tap(t)
				other := (&visit{card: second}).tap(t)
				x.Config.Profile = rules
				run := x.Program.Run
				x.Program.Run = func(p *kernel.Port) *kernel.Result {
					run(p)
					*x.Bench.Card = *other.Card
					return run(p)
				}
				x.Run(kerneltest.Random(2))
				got, want := x.Outcome(), alone.Outcome()
				if got.Status != want.Status || got.CVM != want.CVM || got.ODA != want.ODA || got.Receipt != want.Receipt || got.Error.L2 != want.Error.L2 {
					t.Errorf("%s after %s, %v: %v, %+v; alone %v", second, first, rules, got.Status, got.Error, want.Status)
				}
			}
		}
	}
}
