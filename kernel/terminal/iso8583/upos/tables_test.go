package upos_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

func read(tb testing.TB, name string, to any) {
	tb.Helper()
	if err := json.Unmarshal(testvectors.UnionPay(name), to); err != nil {
		tb.Fatal(err)
	}
}

// The book of fields has what the published one has: kind, length and how long the length is.
func TestFields(t *testing.T) {
	var file struct{ Fields map[string]string }
	read(t, "tables", &file)
	rows := map[int]iso8583.Field{}
	for _, f := range (upos.Form{}).Fields() {
		rows[f.Number] = f
	}
	for number, text := range file.Fields {
		n, _ := strconv.Atoi(number)
		f, ok := rows[n]
		words := strings.Fields(strings.NewReplacer(",", " ", ":", " ").Replace(text))
		if !ok || len(words) == 0 {
			t.Errorf("field %d is not in the table", n)
			continue
		}
		size := strings.TrimLeft(words[0], "anszb/.")
		length, _ := strconv.Atoi(size)
		if words[0] == "b64" {
			length = 8
		}
		prefix := 0
		for _, w := range words {
			if w == "LL" || w == "LLL" {
				prefix = len(w)
			}
		}
		if f.Length != length || f.Prefix != prefix {
			t.Errorf("field %d: length %d behind %d digits, the source has %q", n, f.Length, f.Prefix, text)
		}
	}
}

// The kinds of transactions are those of the published table; one more is ours.
func TestKinds(t *testing.T) {
	var file struct {
		Transactions []struct {
			Name, ZH, Req, Resp, F3, F25 string
			Code                         string `json:"f60_1"`
			Reversal                     bool
		}
	}
	read(t, "tables", &file)
	known := 0
	for _, row := range file.Transactions {
		for code := range strings.SplitSeq(row.Code, "/") {
			found := false
			for k := upos.BalanceInquiry; k <= upos.Withdrawal; k++ {
				r := k.Row()
				if r.Code != code || r.Type != row.Req || r.Processing != row.F3 {
					continue
				}
				found, known = true, known+1
				if r.Name != row.Name || r.Chinese != row.ZH || r.Condition != row.F25 || r.Reversible != row.Reversal || iso8583.AnswerType(r.Type) != row.Resp {
					t.Errorf("%s: %+v", row.Name, r)
				}
				m := upos.Form{}.Dialect().New(r.Type)
				m.Set(iso8583.FieldProcessing, r.Processing)
				m.Set(upos.FieldClass, upos.Class{Code: r.Code, Batch: "000001", Network: "000"}.String())
				if upos.KindOf(m) != k || k.String() != row.Name {
					t.Errorf("%s is found as %s", row.Name, upos.KindOf(m))
				}
				if m.Type = "0400"; upos.KindOf(m) != k { // its reversal
					t.Errorf("the reversal of %s is found as that of %s", row.Name, upos.KindOf(m))
				}
				m.Type = r.Type
				if m.Set(iso8583.FieldProcessing, "990000"); upos.KindOf(m) != upos.NoKind {
					t.Errorf("%s with another processing code is found as %s", row.Name, upos.KindOf(m))
				}
				m.Set(iso8583.FieldProcessing, r.Processing)
				if m.Type = "0620"; upos.KindOf(m) != upos.NoKind {
					t.Errorf("%s as 0620 is found as %s", row.Name, upos.KindOf(m))
				}
			}
			if !found {
				t.Errorf("%s with %s is no kind", row.Name, code)
			}
		}
	}
	if want := int(upos.Withdrawal) - 1; known != want {
		t.Errorf("%d kinds, want %d", known, want)
	}
	m := upos.Form{}.Dialect().New("0200")
	m.Set(iso8583.FieldProcessing, "000000")
	if upos.KindOf(m) != upos.NoKind { // without a class
		t.Error(upos.KindOf(m))
	}
	if upos.NoKind.String() != "" || upos.Kind(200).Row() != (upos.Row{}) || upos.KindOf(iso8583.New("0200")) != upos.NoKind {
		t.Error("a kind that is none")
	}
}

// The response codes are the published ones, with class and text; what is not in the list has failed.
func TestResponses(t *testing.T) {
	var file struct {
		Approved []string `json:"approved_codes"`
		Codes    []struct{ Code, Cls, ZH, Screen string }
	}
	read(t, "responses", &file)
	if len(file.Codes) != 51 {
		t.Error(len(file.Codes))
	}
	for _, c := range file.Codes {
		want := upos.Response{Code: c.Code, Severity: upos.Severity(c.Cls[0]), Meaning: c.ZH, Screen: c.Screen}
		if got := upos.ResponseOf(c.Code); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
		if upos.Approves(c.Code) != (c.Cls == "A") {
			t.Errorf("%s approves: %v", c.Code, upos.Approves(c.Code))
		}
	}
	for _, code := range file.Approved {
		if r := upos.ResponseOf(code); !upos.Approves(code) || r.Severity != upos.Success || r.Code != code {
			t.Errorf("%s: %+v", code, r)
		}
	}
	for _, code := range []string{"", "ZZ", "02", "000"} {
		if r := upos.ResponseOf(code); upos.Approves(code) || r.Screen != "交易失败" || r.Severity != upos.MayNotRepeat || r.Code != code {
			t.Errorf("%s: %+v", code, r)
		}
	}
}

// The published CA keys are taken, whichever form their expiry has; the one whose modulus was changed is refused by its checksum.
func TestCAKeys(t *testing.T) {
	var file struct {
		CA []struct {
			TLV, RID, Index, Expiry string
			Checksum                string `json:"checksum_published"`
		}
		Bad struct{ TLV string } `json:"ca_bad"`
	}
	read(t, "params", &file)
	for _, c := range file.CA {
		keys, err := capk.ParseDownload(unhex(t, c.TLV))
		if err != nil || len(keys) != 1 {
			t.Fatal(c.Index, keys, err)
		}
		k := keys[0]
		sum, expiry := k.Sum(), hex.EncodeToString(k.Expiry[:])
		if !bytes.Equal(sum[:], unhex(t, c.Checksum)) || expiry != c.Expiry[2:] || !bytes.Equal([]byte{k.Index}, unhex(t, c.Index)) {
			t.Errorf("%s: %X, %s", c.Index, sum, expiry)
		}
		if _, err := capk.NewSet(keys); err != nil {
			t.Error(err)
		}
	}
	keys, err := capk.ParseDownload(unhex(t, file.Bad.TLV))
	if _, refused := capk.NewSet(keys); err != nil || refused == nil {
		t.Error(err, refused)
	}
}

// The published parameters of applications: four are taken, and three are malformed in a way that was seen in the field.
func TestAIDs(t *testing.T) {
	var file struct {
		AID []struct {
			TLV    string
			Parsed map[string]string
		}
	}
	read(t, "params", &file)
	reasons := map[int]tlv.Tag{4: 0xDF18, 5: 0x9F1B, 6: 0xDF14}
	for i, v := range file.AID {
		a, err := upos.ParseAID(unhex(t, v.TLV))
		var malformed *upos.ParameterError
		if tag, bad := reasons[i]; bad {
			if !errors.As(err, &malformed) || malformed.Tag != tag {
				t.Errorf("%d: %v", i, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%d: %v", i, err)
			continue
		}
		x := a.Application
		version := v.Parsed["9F09"] + v.Parsed["9F08"]
		for tag, got := range map[string][]byte{
			"9F06": x.AID, "DF11": x.TACDefault[:], "DF12": x.TACOnline[:], "DF13": x.TACDenial[:], "DF14": x.DefaultDDOL,
		} {
			if !bytes.Equal(got, unhex(t, v.Parsed[tag])) {
				t.Errorf("%d: %s is %X", i, tag, got)
			}
		}
		for tag, got := range map[string]kernel.Limit{"9F7B": a.CashLimit, "DF19": a.TapFloor, "DF20": a.TapLimit, "DF21": a.TapCVM} {
			if want, _ := strconv.ParseUint(v.Parsed[tag], 10, 64); !got.Present || got.Amount != want {
				t.Errorf("%d: %s is %v", i, tag, got)
			}
		}
		floor, _ := strconv.ParseUint(v.Parsed["9F1B"], 16, 64)
		if !bytes.Equal(x.VersionNumber[:], unhex(t, version)) || !x.PartialMatch || !a.OnlinePIN || x.FloorLimit != floor || x.RandomTarget != 99 || x.RandomMaxTarget != 99 {
			t.Errorf("%d: %+v", i, a)
		}
	}
	if _, err := upos.ParseAID(nil); err == nil {
		t.Error("no parameters are taken")
	}
}

// What else parameters may be, each one object of a good set changed; and what skips.
func TestMalformedAIDs(t *testing.T) {
	const good = "9F0608A000000333010101DF0101009F08020020DF1105D84000A800DF1205D84004F800DF130500100000009F1B0400000001DF150400000000DF160199DF170199DF14039F3704DF180101"
	for _, c := range []struct {
		name, from, to string
		tag            tlv.Tag
		taken          bool
	}{
		{"as it is", "DF180101", "DF180101", 0, true},
		{"an unknown object", "DF180101", "DF180101DF7F0101", 0, true},
		{"the same twice", "DF180101", "DF180101DF180101", 0, true},
		{"another twice", "DF180101", "DF180101DF180100", 0xDF18, false},
		{"a selection that is none", "DF010100", "DF010102", 0xDF01, false},
		{"no action code", "DF1105D84000A800", "", 0xDF11, false},
		{"a short action code", "DF1205D84004F800", "DF1204D84004F8", 0xDF12, false},
		{"a percentage of letters", "DF160199", "DF16010A", 0xDF16, false},
		{"a target above the most", "DF160199", "DF160198", 0xDF17, false},
		{"a threshold in characters", "DF150400000000", "DF150435303030", 0xDF15, false},
		{"a limit of letters", "DF180101", "DF180101DF200600000000000A", 0xDF20, false},
		{"a DDOL without a challenge", "DF14039F3704", "DF14029A03", 0xDF14, false},
		{"a DDOL with a short challenge", "DF14039F3704", "DF14039F3702", 0xDF14, false},
		{"a DDOL behind its length", "DF14039F3704", "DF1404039F3704", 0xDF14, false},
		{"no DDOL", "DF14039F3704", "DF1400", 0, true},
		{"a cut object", "DF180101", "DF18", 0, false},
	} {
		a, err := upos.ParseAID(unhex(t, strings.Replace(good, c.from, c.to, 1)))
		var malformed *upos.ParameterError
		if (err == nil) != c.taken || err != nil && (!errors.As(err, &malformed) || malformed.Tag != c.tag) {
			t.Errorf("%s: %+v, %v", c.name, a, err)
		}
	}
}

// Parameters come into a configuration: the application in the place of its own, with what a host does not say kept; the limits of taps.
func TestApply(t *testing.T) {
	var file struct{ AID []struct{ TLV string } }
	read(t, "params", &file)
	first, err1 := upos.ParseAID(unhex(t, file.AID[0].TLV))
	other, err2 := upos.ParseAID(unhex(t, file.AID[2].TLV))
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	cfg := &kernel.Config{
		Applications: []kernel.Application{{AID: first.Application.AID, Capabilities: []byte{1, 2, 3}, FloorLimit: 7}},
		Combinations: []kernel.Combination{{AID: unhex(t, "A000000333")}, {AID: unhex(t, "A000000003"), CVMLimit: kernel.Limit{Amount: 5, Present: true}}},
	}
	first.Apply(cfg)
	other.Apply(cfg)
	if len(cfg.Applications) != 2 || cfg.Applications[0].FloorLimit != 0 || len(cfg.Applications[0].Capabilities) != 3 || cfg.Applications[1].FloorLimit != 0xC350 {
		t.Errorf("%+v", cfg.Applications)
	}
	limit := func(n uint64) kernel.Limit { return kernel.Limit{Amount: n, Present: true} }
	for i, c := range []struct {
		aid              []byte
		floor, most, cvm uint64
	}{{first.Application.AID, 100_000, 999_999_999_999, 100_000}, {other.Application.AID, 100_000_000_000, 100_000_000_000, 100_000_000_000}} {
		if x := cfg.Combinations[3+i]; !bytes.Equal(x.AID, c.aid) || x.FloorLimit != limit(c.floor) || x.TransactionLimit != limit(c.most) || x.CVMLimit != limit(c.cvm) {
			t.Errorf("%+v", x)
		}
	}
}

// Up to the limit without PIN no purchase by UnionPay's applications wants its cardholder verified, from the next amount on each; none goes without where quick service is off,
// was it on before or not. Cash and other networks keep what they have.
//
// B 3.1.1.8
func TestApplyQuickPass(t *testing.T) {
	has := func() *kernel.Config {
		three := kernel.Limit{Amount: 3, Present: true}
		return &kernel.Config{Combinations: []kernel.Combination{
			{AID: unhex(t, "A000000333"), Types: []byte{0x01, 0x00}, CVMLimit: three},
			{AID: unhex(t, "A000000003"), CVMLimit: three},
			{AID: unhex(t, "A000000333010101"), Types: []byte{0x09}},
			{AID: unhex(t, "A000000333010102"), Types: []byte{0x01}, CVMLimit: three},
		}}
	}
	on, low, most, off := upos.DefaultQuickPass(), upos.DefaultQuickPass(), upos.DefaultQuickPass(), upos.DefaultQuickPass()
	on.On, low.On, low.NoPIN, most.On, most.NoPIN = true, true, 0, true, 999_999_999_999
	debit := upos.AID{Application: kernel.Application{AID: unhex(t, "A000000333010101")}, TapCVM: kernel.Limit{Amount: 7, Present: true}}
	type applied interface{ Apply(cfg *kernel.Config) }
	for _, c := range []struct {
		name  string
		these []applied
		want  string // of the RID, of another network, of an application's own, of another's cash, then what is made: of the RID's cash, and of the application's own
	}{
		{"on", []applied{&on}, "30001 3 30001 3 3"},
		{"on, up to nothing", []applied{&low}, "1 3 1 3 3"},
		{"on, up to all", []applied{&most}, "999999999999 3 999999999999 3 3"},
		{"off", []applied{&off}, "0 3 0 3 3"},
		{"on, then off", []applied{&on, &off}, "0 3 0 3 3"},
		{"on behind an application's own", []applied{&debit, &on}, "30001 3 30001 3 30001 3"},
		{"off before an application's own", []applied{&on, &off, &debit}, "0 3 7 3 3 7"},
	} {
		cfg := has()
		for _, a := range c.these {
			a.Apply(cfg)
		}
		var got []string
		for _, x := range cfg.Combinations {
			if !x.CVMLimit.Present {
				t.Errorf("%s: %X has no limit", c.name, x.AID)
			}
			got = append(got, fmt.Sprint(x.CVMLimit.Amount))
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: %s, want %s", c.name, text, c.want)
		}
	}
}

// What parameters do not speak of stays as it was; what they do is as they have it, the limit of electronic cash too. An application that is new takes
// the place of the one that matched its name before, and begins as that one.
func TestApplyKeeps(t *testing.T) {
	const sent = "9F0608A000000333010101" + "DF010100" + "DF1105D84000A800" + "DF1205D84004F800" + "DF13050010000000" + "9F1B0400002710" + "DF150400000005" + "DF160120" + "DF170110" + "DF14039F3704" + "DF180101"
	was := kernel.Application{
		AID: unhex(t, "A000000333010101"), VersionNumber: [2]byte{0, 0x20}, Capabilities: []byte{0xE0, 0x78, 0x48}, TACDefault: [5]byte{1}, TACOnline: [5]byte{1}, TACDenial: [5]byte{1},
		FloorLimit: 1, CVMLimit: 2, RandomThreshold: 3, RandomTarget: 4, RandomMaxTarget: 5, DefaultDDOL: []byte{1}, DefaultTDOL: []byte{2}, RiskParameters: []byte{1, 2, 3},
		Currency: 0x0156, ElectronicCash: 50000, Reference: kernel.ReferenceCurrency{Code: 0x0344, Rate: 1}, Identity: kernel.Identity{MerchantID: "EMVGO EXAMPLE 1"},
	}
	want := was
	want.PartialMatch, want.FloorLimit, want.RandomThreshold, want.RandomTarget, want.RandomMaxTarget, want.DefaultDDOL = true, 10000, 5, 10, 20, unhex(t, "9F3704")
	want.TACDefault, want.TACOnline, want.TACDenial = [5]byte{0xD8, 0x40, 0, 0xA8, 0}, [5]byte{0xD8, 0x40, 0x04, 0xF8, 0}, [5]byte{0, 0x10, 0, 0, 0}
	cfg := &kernel.Config{Applications: []kernel.Application{was}}
	none, err := upos.ParseAID(unhex(t, strings.Replace(sent, "DF14039F3704", "DF1400", 1)))
	if none.Apply(cfg); err != nil || !bytes.Equal(cfg.Applications[0].DefaultDDOL, was.DefaultDDOL) {
		t.Errorf("without a DDOL: %X, %v", cfg.Applications[0].DefaultDDOL, err)
	}
	cfg = &kernel.Config{}
	if none.Apply(cfg); !bytes.Equal(cfg.Applications[0].DefaultDDOL, unhex(t, "9F3704")) { // B2 6.5.1
		t.Errorf("new, without a DDOL: %X", cfg.Applications[0].DefaultDDOL)
	}
	for _, c := range []struct {
		more  string
		as    func(*kernel.Application)
		fresh kernel.Application // of an application that was not there
	}{
		{"", func(*kernel.Application) {}, kernel.Application{}},
		{"9F08020030", func(x *kernel.Application) { x.VersionNumber = [2]byte{0, 0x30} }, kernel.Application{VersionNumber: [2]byte{0, 0x30}}},
		{"9F08020030" + "9F09020040", func(x *kernel.Application) { x.VersionNumber = [2]byte{0, 0x40} }, kernel.Application{VersionNumber: [2]byte{0, 0x40}}},
		{"9F09020000", func(x *kernel.Application) { x.VersionNumber = [2]byte{} }, kernel.Application{}},
		{"9F1D02AABB", func(x *kernel.Application) { x.RiskParameters = []byte{0xAA, 0xBB} }, kernel.Application{RiskParameters: []byte{0xAA, 0xBB}}},
		{"9F7B06000000100000", func(x *kernel.Application) { x.ElectronicCash = 100000 }, kernel.Application{ElectronicCash: 100000}},
		{"9F7B06000000000000", func(x *kernel.Application) { x.ElectronicCash = 0 }, kernel.Application{}},
	} {
		a, err := upos.ParseAID(unhex(t, sent+c.more))
		if err != nil {
			t.Fatal(err)
		}
		then := want
		c.as(&then)
		cfg := &kernel.Config{Applications: []kernel.Application{{AID: unhex(t, "A0000003330101")}, was}}
		if a.Apply(cfg); len(cfg.Applications) != 2 || !reflect.DeepEqual(cfg.Applications[1], then) || len(cfg.Applications[0].DefaultDDOL) != 0 {
			t.Errorf("%s:\n got %+v\nwant %+v", c.more, cfg.Applications, then)
		}
		shorter := was
		shorter.AID, shorter.PartialMatch = unhex(t, "A000000333"), true
		cfg = &kernel.Config{Applications: []kernel.Application{{AID: unhex(t, "A00000033301010101"), CVMLimit: 9}, shorter}}
		if a.Apply(cfg); len(cfg.Applications) != 3 || !reflect.DeepEqual(cfg.Applications[2], then) || !reflect.DeepEqual(cfg.Applications[1], shorter) {
			t.Errorf("%s, after a shorter one:\n got %+v\nwant %+v", c.more, cfg.Applications, then)
		}
		cfg = &kernel.Config{Combinations: []kernel.Combination{{AID: unhex(t, "A000000333"), Identity: was.Identity}}}
		if a.Apply(cfg); cfg.IdentityOf(unhex(t, "A000000333010101")).MerchantID != "EMVGO EXAMPLE 1" || cfg.Applications[0].CVMLimit != 0 {
			t.Errorf("%s, after a combination: %+v", c.more, cfg.Applications)
		}
		empty := &kernel.Config{}
		a.Apply(empty)
		if x := empty.Applications[0]; x.VersionNumber != c.fresh.VersionNumber || !bytes.Equal(x.RiskParameters, c.fresh.RiskParameters) || x.ElectronicCash != c.fresh.ElectronicCash || x.FloorLimit != 10000 || !x.PartialMatch {
			t.Errorf("%s, new: %+v", c.more, x)
		}
	}
}

// The limits of taps are for purchases with one application: of several, each has its own, and none goes by way of what serves the others, whatever came first.
//
// A 5.6.5, B 3.1.1, 3.3.2.5
func TestApplyToItsOwn(t *testing.T) {
	limit := func(n uint64) kernel.Limit { return kernel.Limit{Amount: n, Present: true} }
	sent := func(aid string, floor, most, cvm uint64) upos.AID {
		return upos.AID{Application: kernel.Application{AID: unhex(t, aid)}, TapFloor: limit(floor), TapLimit: limit(most), TapCVM: limit(cvm)}
	}
	const rid, debit, credit = "A000000333", "A000000333010101", "A000000333010102"
	others := "" // than purchases
	for n := range 100 {
		if n != 0 && n != 9 {
			others += fmt.Sprintf("%02d", n)
		}
	}
	combination := func(aid string, most uint64, types ...byte) kernel.Combination {
		return kernel.Combination{AID: unhex(t, aid), Types: types, FloorLimit: limit(1), TransactionLimit: limit(most), CVMLimit: limit(3)}
	}
	for _, c := range []struct {
		name string
		has  []kernel.Combination
		sent []upos.AID
		want string // AID, types, limits: floor, transaction, CVM
	}{
		{"none", nil, []upos.AID{sent(debit, 7, 80, 9)}, ""},
		{"of another network", []kernel.Combination{combination("A000000003", 50)}, []upos.AID{sent(debit, 7, 80, 9)}, "A000000003  1 50 3"},
		{"its own, twice", []kernel.Combination{combination(rid, 50), combination(debit, 50, 0), combination(debit, 60, 9)}, []upos.AID{sent(debit, 7, 80, 9)}, rid + "  1 50 3; " + debit + " 00 7 80 9; " + debit + " 09 7 80 9"},
		{"its own, of purchases and cash", []kernel.Combination{combination(debit, 50, 1, 0, 0x20)}, []upos.AID{sent(debit, 7, 80, 9)}, debit + " 00 7 80 9; " + debit + " 0120 1 50 3"},
		{"its own, of all", []kernel.Combination{combination(debit, 50)}, []upos.AID{sent(debit, 7, 80, 9), sent(debit, 8, 90, 2)}, debit + " 0009 8 90 2; " + debit + " others 1 50 3"},
		{"its own for cash alone", []kernel.Combination{combination(debit, 50, 1)}, []upos.AID{sent(debit, 7, 80, 9)}, debit + " 01 1 50 3"},
		{
			"its own for cash alone, beside a shorter one",
			[]kernel.Combination{combination(debit, 50, 1), combination(rid, 90, 0)},
			[]upos.AID{sent(debit, 7, 80, 9)},
			debit + " 01 1 50 3; " + rid + " 00 1 80 3; " + debit + " 00 7 80 9",
		},
		{
			"shorter ones",
			[]kernel.Combination{combination(rid, 90), combination("A00000033301", 90)},
			[]upos.AID{sent(debit, 7, 80, 9), sent(debit, 7, 70, 9)},
			rid + " 0009 1 70 3; A00000033301 0009 1 70 3; " + rid + " others 1 90 3; A00000033301 others 1 90 3; " + debit + " 0009 7 70 9",
		},
		{"the longest", []kernel.Combination{combination(rid, 50), combination("A00000033301", 50)}, []upos.AID{sent(debit, 7, 80, 9)}, rid + "  1 50 3; A00000033301  1 50 3; " + debit + " 0009 7 80 9"},
		{"longer ones", []kernel.Combination{combination(debit+"01", 50)}, []upos.AID{sent(debit, 7, 80, 9)}, debit + "01  1 50 3"},
		{
			"two, not cash",
			[]kernel.Combination{combination(rid, 50, 0, 9), combination(rid, 60, 1)},
			[]upos.AID{sent(debit, 7, 80, 9), sent(credit, 8, 40, 2)},
			rid + " 0009 1 40 3; " + rid + " 01 1 60 3; " + debit + " 0009 7 80 9; " + credit + " 0009 8 40 2",
		},
		{
			"two, the other way about",
			[]kernel.Combination{combination(rid, 50, 0, 9), combination(rid, 60, 1)},
			[]upos.AID{sent(credit, 8, 40, 2), sent(debit, 7, 80, 9)},
			rid + " 0009 1 40 3; " + rid + " 01 1 60 3; " + credit + " 0009 8 40 2; " + debit + " 0009 7 80 9",
		},
		{"one again", []kernel.Combination{combination(rid, 50, 0)}, []upos.AID{sent(debit, 7, 80, 9), sent(debit, 8, 90, 2)}, rid + " 00 1 50 3; " + debit + " 00 8 90 2"},
		{"of purchases and cash", []kernel.Combination{combination(rid, 50, 1, 0, 0x20)}, []upos.AID{sent(debit, 7, 80, 9)}, rid + " 010020 1 50 3; " + debit + " 00 7 80 9"},
		{
			"the longest of each type",
			[]kernel.Combination{combination(rid, 50, 0, 1), combination("A00000033301", 60, 9)},
			[]upos.AID{sent(debit, 7, 80, 9)},
			rid + " 0001 1 50 3; A00000033301 09 1 60 3; " + debit + " 00 7 80 9; " + debit + " 09 7 80 9",
		},
		{
			"of one type, beside a shorter one of both",
			[]kernel.Combination{combination(rid, 90, 0, 9), combination("A00000033301", 90, 9)},
			[]upos.AID{sent(debit, 7, 80, 9)},
			rid + " 0009 1 80 3; A00000033301 09 1 80 3; " + debit + " 00 7 80 9; " + debit + " 09 7 80 9",
		},
		{
			"its own of one type, beside a shorter one of both",
			[]kernel.Combination{combination(debit, 50, 9), combination(rid, 90)},
			[]upos.AID{sent(debit, 7, 80, 9), sent(debit, 8, 80, 2)},
			debit + " 09 8 80 2; " + rid + " 0009 1 80 3; " + rid + " others 1 90 3; " + debit + " 00 8 80 2",
		},
		{"without limits", []kernel.Combination{combination(rid, 50)}, []upos.AID{{Application: kernel.Application{AID: unhex(t, debit)}}}, rid + "  1 50 3"},
		{"one limit", []kernel.Combination{combination(rid, 50)}, []upos.AID{{Application: kernel.Application{AID: unhex(t, debit)}, TapCVM: limit(9)}}, rid + "  1 50 3; " + debit + " 0009 1 50 9"},
	} {
		cfg := &kernel.Config{Combinations: c.has}
		for i := range c.sent {
			c.sent[i].Apply(cfg)
		}
		var got []string
		for _, x := range cfg.Combinations {
			types := strings.Replace(fmt.Sprintf("%X", x.Types), others, "others", 1)
			got = append(got, fmt.Sprintf("%X %s %d %d %d", x.AID, types, x.FloorLimit.Amount, x.TransactionLimit.Amount, x.CVMLimit.Amount))
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, strings.Join(got, "; "), c.want)
		}
	}
}

// An application that nothing served before is that of the terminal that UnionPay's others are.
//
// B4 10.2
func TestApplyToTheSameTerminal(t *testing.T) {
	other := kernel.Identity{TerminalID: "UPTERM02", MerchantID: "UNIONPAY SHOP 2"}
	for _, c := range []struct{ aid, want string }{{"A000000333010106", "UPTERM02"}, {"A0000000031010", "TERM0001"}} {
		cfg := &kernel.Config{Applications: []kernel.Application{{AID: unhex(t, "A000000333010101"), Identity: other}, {AID: unhex(t, "A000000333010102"), Identity: other}}}
		cfg.Terminal.TerminalID, cfg.Terminal.MerchantID = "TERM0001", "EMVGO EXAMPLE 1"
		a := upos.AID{Application: kernel.Application{AID: unhex(t, c.aid)}}
		if a.Apply(cfg); cfg.IdentityOf(unhex(t, c.aid)).TerminalID != c.want {
			t.Errorf("%s: %+v", c.aid, cfg.Applications[2])
		}
	}
}

// The parameters of taps without PIN and signature: an example that is ours, to the byte, the published defaults, and what is malformed.
func TestQuickPass(t *testing.T) {
	var file struct {
		QPS struct {
			Example string `json:"own_example"`
		}
	}
	read(t, "params", &file)
	want := upos.DefaultQuickPass()
	want.On, want.CDCVM, want.Unsigned = true, true, true
	if q, err := upos.ParseQuickPass(file.QPS.Example); err != nil || q != want || want.String() != file.QPS.Example {
		t.Errorf("%+v, %v\n%s", q, err, want)
	}
	if q, err := upos.ParseQuickPass("FF99990021x"); err != nil || q != upos.DefaultQuickPass() {
		t.Errorf("%+v, %v", q, err)
	}
	for _, text := range []string{"FF8058", "FF8058012", "FF80580120000", "FF805801x000000030000", "FF805400112", "FF8054002", "FF80540012", "FF805400112"} {
		if q, err := upos.ParseQuickPass(text); err != upos.ErrList {
			t.Errorf("%s: %+v, %v", text, q, err)
		}
	}
	list := []string{"629999", "62256312"}
	if got, err := upos.ParseBINs(upos.FormatBINs(list)); err != nil || !slices.Equal(got, list) {
		t.Error(got, err)
	}
	for _, text := range []string{"0", "05123456", "061234", "13123456789012345", "06x23456"} {
		if got, err := upos.ParseBINs(text); err != upos.ErrList {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
}

// Hostile parameters come to values or to an error.
func FuzzParameters(f *testing.F) {
	var file struct{ AID, CA []struct{ TLV string } }
	read(f, "params", &file)
	for _, v := range append(file.AID, file.CA...) {
		f.Add(unhex(f, v.TLV))
	}
	f.Add([]byte(upos.DefaultQuickPass().String()))
	f.Add([]byte(upos.FormatBINs([]string{"629999", "62256312"})))
	f.Fuzz(func(t *testing.T, b []byte) {
		if a, err := upos.ParseAID(b); err == nil && len(a.Application.AID) < 5 {
			t.Errorf("%X: %+v", b, a)
		}
		if q, err := upos.ParseQuickPass(string(b)); err == nil {
			if again, err := upos.ParseQuickPass(q.String()); err != nil || again != q {
				t.Errorf("%q: %+v, %v", b, again, err)
			}
		}
		if list, err := upos.ParseBINs(string(b)); err == nil && upos.FormatBINs(list) != string(b) {
			t.Errorf("%q: %v", b, list)
		}
		_, _ = upos.OpenKeys(upos.DoubleKeys, b, pin.Key{})
	})
}
