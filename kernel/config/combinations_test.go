package config_test

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/tlv"
)

// fake is a kernel that is only configured.
type fake struct {
	id   kernel.KernelID
	list []kernel.Parameter
}

func (f fake) ID() kernel.KernelID            { return f.id }
func (f fake) Parameters() []kernel.Parameter { return f.list }

// The kernels of these tests: one with parameters of the dictionary and one of its own, one of a domestic scheme with none.
var (
	three = fake{"\x03", append(kernel.Parameters(tlv.C3, true, tlv.TerminalType),
		kernel.Parameter{Tag: 0xDF7E, Name: "Own", Format: tlv.N, Min: 1, Max: 8, Lengths: []tlv.Span{{Min: 1, Max: 1, Step: 1}, {Min: 4, Max: 8, Step: 4}}})}
	domestic  = fake{"\xA7\x01\x56", nil}
	qualified = fake{"\x07", kernel.Parameters(tlv.C7, true, tlv.TTQKernel7)}
	kernels   = config.Kernels(three, domestic, qualified)
)

const plain = `{ "aid": "A0000000031010", "kernel": "03", "parameters": { "9F35": "22" } }`

// withCombinations is the default configuration with a list of combinations, without any that it has.
func withCombinations(t testing.TB, list string) string {
	t.Helper()
	return strings.Replace(string(source(t, "default-bit")), `"caKeys": {`, `"combinations": [`+list+`], "caKeys": {`, 1)
}

// A 5.6.5 table 5-2
func TestCombinations(t *testing.T) {
	_, err := config.Load([]byte(withCombinations(t, plain+`, {
		"aid": "A000000333010101", "kernel": "A70156", "transactionTypes": ["00", "09"], "currency": "0156",
		"statusCheck": false, "zeroAmountAllowed": true, "zeroAmountOfflineAllowed": false, "extendedSelection": true,
		"transactionLimit": 100000, "floorLimit": 0, "terminalFloorLimit": 5000, "cvmLimit": 100001, "ttq": "36004080"
	}, {
		"aid": "A0000000031010", "kernel": "03", "currency": "0840", "parameters": { "df7e": "12345678", "9F35": "22" } }`)), kernels)
	if err == nil || !strings.Contains(err.Error(), "combinations[2].parameters.df7e: unknown key (known here: 9F35, DF7E)") {
		t.Fatal(err)
	}
	cfg, err := config.Load([]byte(withCombinations(t, plain+`, {
		"aid": "A000000333010101", "kernel": "A7 01 56", "transactionTypes": ["00", "09"], "currency": "0156", "fixedIndicators": ["statusCheck", "cvmLimitExceeded"],
		"statusCheck": false, "zeroAmountAllowed": true, "zeroAmountOfflineAllowed": false, "extendedSelection": true,
		"transactionLimit": 100000, "floorLimit": 0, "terminalFloorLimit": 5000, "cvmLimit": 100001, "ttq": "36004080"
	}, {
		"aid": "A0000000031010", "kernel": "03", "currency": "0840", "parameters": { "DF7E": "12345678", "9F35": "22" } }`)), kernels)
	if err != nil {
		t.Fatal(err)
	}
	visa := []byte{0xA0, 0, 0, 0, 3, 0x10, 0x10}
	want := []kernel.Combination{
		{AID: visa, Kernel: "\x03", Currency: 0x0978, Parameters: []kernel.DataObject{{Tag: 0x9F35, Value: []byte{0x22}}}},
		{
			AID: []byte{0xA0, 0, 0, 3, 0x33, 1, 1, 1}, Kernel: "\xA7\x01\x56", Types: []byte{0, 9}, Currency: 0x0156,
			StatusCheck: kernel.FlagClear, ZeroAmountAllowed: kernel.FlagSet, ZeroAmountOfflineAllowed: kernel.FlagClear, ExtendedSelection: kernel.FlagSet,
			TransactionLimit: kernel.Limit{Amount: 100000, Present: true}, FloorLimit: kernel.Limit{Present: true},
			TerminalFloorLimit: kernel.Limit{Amount: 5000, Present: true}, CVMLimit: kernel.Limit{Amount: 100001, Present: true}, TTQ: []byte{0x36, 0, 0x40, 0x80},
			Fixed: kernel.Indicators{StatusCheck: true, CVMLimitExceeded: true}, // B 3.2.1.1
		},
		{
			AID: visa, Kernel: "\x03", Currency: 0x0840,
			Parameters: []kernel.DataObject{{Tag: 0x9F35, Value: []byte{0x22}}, {Tag: 0xDF7E, Value: []byte{0x12, 0x34, 0x56, 0x78}}},
		},
	}
	if !reflect.DeepEqual(cfg.Combinations, want) {
		t.Fatalf("got  %+v\nwant %+v", cfg.Combinations, want)
	}
	dollars := &cfg.Combinations[2]
	if !bytes.Equal(dollars.Parameter(0xDF7E), []byte{0x12, 0x34, 0x56, 0x78}) || dollars.Parameter(0x9F66) != nil {
		t.Errorf("%X", dollars.Parameter(0xDF7E))
	}
	for _, c := range []struct {
		i        int
		kind     byte
		currency uint16
		want     bool
	}{{0, 0x20, 0x0978, true}, {0, 0, 0x0840, false}, {1, 9, 0x0156, true}, {1, 0x20, 0x0156, false}, {2, 0, 0x0840, true}} {
		if got := cfg.Combinations[c.i].Serves(c.kind, c.currency); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// Every faulty entry of a combination, with its path, reason and remedy; and what the schema can see of it.
func TestCombinationFaults(t *testing.T) {
	_, schema := readSchema(t, kernels)
	visa := func(more string) string {
		return `{ "aid": "A0000000031010", "kernel": "03", "parameters": { "9F35": "22" }, ` + more + ` }`
	}
	const domesticAID = `{ "aid": "A000000333010101", "kernel": "A70156"`
	for _, c := range []struct {
		list, want string
		schema     bool
	}{
		{plain, "", true},
		{domesticAID + ` }`, "", true},
		{domesticAID + `, "parameters": {} }`, "", true},
		{visa(`"floorLimit": 999999999999`), "", true},
		{``, "combinations: empty (add the combinations", false},
		{`{ "kernel": "03", "parameters": { "9F35": "22" } }`, "combinations[0].aid: missing", false},
		{`{ "aid": "A0000000031010" }`, "combinations[0].kernel: missing", false},
		{`{ "aid": "A0000000", "kernel": "A70156" }`, "combinations[0].aid: 4 bytes (write 5 to 16 bytes)", false},
		// B 3.3.2.5
		{`{ "aid": "A0000000031010", "kernel": "05" }`, "combinations[0].kernel: there is no kernel 05 here (write one of 03, A70156, 07, or build", false},
		{`{ "aid": "A0000000031010", "kernel": "0003" }`, "combinations[0].kernel: 0003 is no kernel identifier (write 1 byte, or 3 to 8", false},
		{`{ "aid": "A0000000031010", "kernel": "270156" }`, "combinations[0].kernel: 270156 is no kernel identifier", false},
		{`{ "aid": "A0000000031010", "kernel": "A7" }`, "combinations[0].kernel: no card can ask for kernel A7", false},
		{`{ "aid": "A0000000031010", "kernel": "00" }`, "combinations[0].kernel: no card can ask for kernel 00", false},
		{`{ "aid": "A0000000031010", "kernel": "A70156010203040506" }`, "combinations[0].kernel: 9 bytes (write 1 to 8 bytes)", false},
		{visa(`"fixedIndicators": ["zeroAmount", "notAllowed", "floorLimitExceeded"]`), "", true},
		{visa(`"fixedIndicators": ["other"]`), "combinations[0].fixedIndicators[0]", false},
		{visa(`"transactionTypes": []`), "combinations[0].transactionTypes: no transaction type", false},
		{visa(`"transactionTypes": ["0A"]`), `combinations[0].transactionTypes[0]: "0A" has a digit that is not decimal`, false},
		{visa(`"currency": "156"`), "combinations[0].currency: ", false},
		{visa(`"statusCheck": 1`), "combinations[0].statusCheck: this is a number (write true or false)", false},
		{visa(`"floorLimit": 1000000000000`), "combinations[0].floorLimit: 1000000000000 is out of range", false},
		{visa(`"terminalFloorLimit": 4294967296`), "combinations[0].terminalFloorLimit: 4294967296 is out of range", false},
		{visa(`"cvmLimit": -1`), "combinations[0].cvmLimit: -1 is out of range", false},
		{visa(`"ttq": "360040"`), "combinations[0].ttq: 3 bytes (write 4 bytes)", false},
		// A table 6-4
		{visa(`"pinCodes": ["70", "55"], "contactCodes": ["1A"]`), "", true},
		{visa(`"pinCodes": []`), "combinations[0].pinCodes: no response code (name them", false},
		{visa(`"pinCodes": ["070"]`), "combinations[0].pinCodes[0]: 3 characters (write 2 characters)", false},
		{visa(`"contactCodes": ["1-"]`), "combinations[0].contactCodes[0]: ", false},
		{visa(`"contactCodes": ["00"]`), "combinations[0].contactCodes[0]: by 00 an issuer approves (leave it out)", true},
		{visa(`"pinCodes": ["10"]`), "combinations[0].pinCodes[0]: by 10 an issuer approves", true},
		{visa(`"pinCodes": ["70", "70"]`), "combinations[0].pinCodes[1]: 70 is named already (say one thing of it, once)", true},
		{visa(`"pinCodes": ["70"], "contactCodes": ["1A", "70"]`), "combinations[0].contactCodes[1]: 70 is named already", true},
		{visa(`"limit": 1`), "combinations[0].limit: unknown key (known here: aid, kernel, transactionTypes, ", false},
		// the kernel's own list
		{`{ "aid": "A0000000031010", "kernel": "03" }`, "combinations[0]: the kernel needs 9F35, Terminal Type (add 9F35 to parameters: 1 byte)", false},
		{`{ "aid": "A0000000031010", "kernel": "03", "parameters": {} }`, "combinations[0].parameters.9F35: the kernel needs 9F35, Terminal Type (add 9F35", false},
		{`{ "aid": "A0000000031010", "kernel": "03", "parameters": { "9F35": "2222" } }`, "combinations[0].parameters.9F35: Terminal Type: 2 bytes (write 1 byte)", false},
		{`{ "aid": "A0000000031010", "kernel": "03", "parameters": { "9F35": "2A" } }`, "combinations[0].parameters.9F35: Terminal Type: 2A is not of format n (write it in that format)", true},
		{`{ "aid": "A0000000031010", "kernel": "03", "parameters": { "9F35": "22", "DF7E": "1234" } }`, "combinations[0].parameters.DF7E: Own: 2 bytes (write 1 byte or 4 to 8 bytes in steps of 4)", true},
		{`{ "aid": "A0000000031010", "kernel": "03", "parameters": { "9F35": "22", "9F1D": "00" } }`, "combinations[0].parameters.9F1D: unknown key (known here: 9F35, DF7E)", false},
		{`{ "aid": "A0000000031010", "kernel": "03", "parameters": { "9F35": "22", "9F35": "22" } }`, "combinations[0].parameters.9F35: this key is given twice", true},
		{`{ "aid": "A000000333010101", "kernel": "07", "ttq": "36004080" }`, "", true},
		{`{ "aid": "A000000333010101", "kernel": "07" }`, "combinations[0].ttq: the kernel needs 9F66, Terminal Transaction Qualifiers (add ttq: 4 bytes)", false},
		{`{ "aid": "A000000333010101", "kernel": "07", "parameters": { "9F66": "36004080" }, "ttq": "36004080" }`, "combinations[0].parameters.9F66: unknown key", false},
		{domesticAID + `, "parameters": [] }`, "combinations[0].parameters: this is a list (write an object in { })", false},
		{domesticAID + `, "parameters": { "9F35": "22" } }`, "combinations[0].parameters.9F35: unknown key", false},
		// one for each transaction
		{plain + `, ` + plain, "combinations[1]: AID A0000000031010 with kernel 03 is in combinations[0] too, for the same transactions (keep one", true},
		{visa(`"transactionTypes": ["00", "09"]`) + `, ` + visa(`"transactionTypes": ["09", "20"]`), "combinations[1]: AID A0000000031010 with kernel 03 is in combinations[0] too", true},
		{visa(`"transactionTypes": ["00"]`) + `, ` + visa(`"transactionTypes": ["20"]`), "", true},
		{visa(`"currency": "0840"`) + `, ` + plain, "", true},
	} {
		text := withCombinations(t, c.list)
		_, err := config.Load([]byte(text), kernels)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || strings.Count(err.Error(), "\n") != 0) {
			t.Errorf("%s:\n got %v\nwant %s", c.list, err, c.want)
		}
		if accepts(schema, text) != c.schema {
			t.Errorf("%s: the schema says %v", c.list, !c.schema)
		}
	}
}

// A parameter of any length is one of the schema's too.
func TestLongParameter(t *testing.T) {
	long := fake{"\x05", []kernel.Parameter{{Tag: 0xDF7D, Name: "Long", Format: tlv.B, Min: 500, Max: 65535, Mandatory: true}}}
	_, schema := readSchema(t, config.Kernels(long))
	for n, ok := range map[int]bool{399: false, 500: true, 3000: true} {
		text := withCombinations(t, `{ "aid": "A0000000651010", "kernel": "05", "parameters": { "DF7D": "`+strings.Repeat("00", n)+`" } }`)
		_, err := config.Load([]byte(text), config.Kernels(long))
		if (err == nil) != ok || accepts(schema, text) != ok {
			t.Errorf("%d bytes: %v, schema %v", n, err, accepts(schema, text))
		}
	}
}

// Signature by tap takes what it takes by contact: an attended terminal that captures one, whether the qualifiers tell of it or a kernel's parameter.
// B4 A2 signature
func TestSignatureByTap(t *testing.T) {
	signs := fake{"\x05", []kernel.Parameter{{Tag: 0xDF11, Name: "Own", Format: tlv.B, Min: 2, Max: 2, Signature: 0x0120}, {Tag: tlv.TTQ.Tag(), Format: tlv.B, Min: 4, Max: 4}}}
	const attended, alone = `"type": "22", "capabilities": "E07848", "additionalCapabilities": "F000F0A001"`, `"type": "25", "capabilities": "E05848", "additionalCapabilities": "F000F05001"`
	for _, c := range []struct {
		terminal, says, want string
	}{
		{attended, `"parameters": { "DF11": "0020" }`, ""},
		{attended, `"ttq": "22000000"`, ""},
		{alone, `"parameters": { "DF11": "0020" }`, "combinations[0].parameters.DF11: signature needs an attended terminal that captures one (clear bit 6 of byte 2,"},
		{alone, `"parameters": { "DF11": "20DF" }`, ""},
		{alone, `"ttq": "22000000"`, "combinations[0].ttq: signature needs an attended terminal that captures one (clear bit 2 of byte 1,"},
		{alone, `"ttq": "20020202"`, ""},
	} {
		text := strings.Replace(withCombinations(t, `{ "aid": "A0000000651010", "kernel": "05", `+c.says+` }`), attended, c.terminal, 1)
		_, err := config.Load([]byte(text), config.Kernels(signs))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s, %s:\n got %v\nwant %s", c.terminal, c.says, err, c.want)
		}
	}
}

// Where a kernel can do without Terminal Transaction Qualifiers, a combination need not have them.
func TestOptionalTTQ(t *testing.T) {
	for _, must := range []bool{false, true} {
		k := config.Kernels(fake{"\x05", []kernel.Parameter{{Tag: tlv.TTQ.Tag(), Name: "Qualifiers", Format: tlv.B, Min: 4, Max: 4, Mandatory: must}}})
		if _, err := config.Load([]byte(withCombinations(t, `{ "aid": "A0000000651010", "kernel": "05" }`)), k); (err != nil) != must {
			t.Errorf("mandatory %v: %v", must, err)
		}
	}
}

// A program says which kernels it has. Without any, combinations are refused; one that has none leaves them out knowingly.
func TestCombinationsWithoutKernels(t *testing.T) {
	text := []byte(withCombinations(t, plain))
	if _, err := config.Load(text); err == nil || !strings.Contains(err.Error(), "combinations[0].kernel: there is no kernel 03 here (write one of none") {
		t.Errorf("%v", err)
	}
	cfg, err := config.Load(text, config.ContactOnly())
	if err != nil || cfg.Combinations != nil || len(cfg.Applications) == 0 {
		t.Errorf("%v, %+v", err, cfg)
	}
	// what is not checked without a kernel is nevertheless of the kind that the schema has it
	const odd = `{ "aid": "A0000000031010", "kernel": "03", "parameters": [] }`
	if _, err = config.Load([]byte(withCombinations(t, odd)), config.ContactOnly()); err == nil || !strings.Contains(err.Error(), "combinations[0].parameters: this is a list") {
		t.Errorf("%v", err)
	}
	// with kernels and without, what Load accepts the schema accepts
	other := withCombinations(t, `{ "aid": "A0000000041010", "kernel": "02", "parameters": { "9F35": "22" } }, `+plain)
	if _, err = config.Load([]byte(other), kernels, config.ContactOnly()); err != nil {
		t.Error(err)
	}
	if _, schema := readSchema(t, kernels, config.ContactOnly()); !accepts(schema, other) {
		t.Error("the schema refuses a combination that is left out")
	}
	if _, err = config.Load([]byte(withCombinations(t, `{ "aid": "A0", "kernel": "03" }`)), config.ContactOnly()); err == nil || !strings.Contains(err.Error(), "combinations[0].aid: ") {
		t.Errorf("%v", err)
	}
}

// A reader without contacts has combinations and no applications; one with neither accepts no card.
func TestContactlessOnly(t *testing.T) {
	_, schema := readSchema(t, kernels)
	text := withCombinations(t, plain)
	from, to := strings.Index(text, `"applications": [`), strings.Index(text, `"transactions": `)
	if to < 0 {
		to = strings.Index(text, `"combinations": `)
	}
	text = strings.Replace(text[:from]+text[to:], `"capabilities": "E07848"`, `"capabilities": "C06000"`, 1)
	cfg, err := config.Load([]byte(text), kernels)
	if err != nil || len(cfg.Applications) != 0 || len(cfg.Combinations) != 1 || !accepts(schema, text) {
		t.Errorf("%v, schema %v", err, accepts(schema, text))
	}
	text = strings.Replace(text, `"combinations": [`+plain+`], `, "", 1)
	if _, err := config.Load([]byte(text), kernels); err == nil || !strings.Contains(err.Error(), "the terminal accepts no card (add applications for contact") || accepts(schema, text) {
		t.Errorf("%v, schema %v", err, accepts(schema, text))
	}
}

// What the book forbids a terminal is refused, and what it allows beside it is not.
//
// B4 6.4 SDA and DDA, 10.2 data, A2
func TestForbidden(t *testing.T) {
	const shop, ddol = `"type": "22", "capabilities": "E07848"`, `,
      "defaultDDOL": "9F3704"`
	terminal := func(kind, capabilities string) [2]string {
		return [2]string{shop, `"type": "` + kind + `", "capabilities": "` + capabilities + `"`}
	}
	without := [2]string{ddol, ""}
	const (
		noReader = "terminal.capabilities: the terminal has no reader for chips with contacts (set bit 6 of byte 1"
		noMethod = "terminal.capabilities: a terminal that approves offline has DDA or CDA (set bit 7 or 4 of byte 3"
		noDDOL   = "applications[0]: a terminal with DDA or CDA has a default DDOL (add defaultDDOL"
	)
	for _, c := range []struct {
		want    string
		changes [][2]string
	}{
		{"", nil},
		{noReader, [][2]string{terminal("22", "C07848")}},
		{noReader, [][2]string{terminal("21", "C07848")}},
		{noMethod, [][2]string{terminal("22", "E07800")}},
		{noMethod, [][2]string{terminal("22", "E07880")}}, // SDA
		{noMethod, [][2]string{terminal("22", "E07804")}}, // XDA alone
		{noMethod, [][2]string{terminal("23", "E03800")}},
		{"", [][2]string{terminal("21", "E07800")}}, // online only
		{"", [][2]string{terminal("22", "E07840")}},
		{"", [][2]string{terminal("22", "E07808")}},
		{"", [][2]string{terminal("23", "E03808")}},
		{"", [][2]string{terminal("34", "E05808"), {`"F000F0A001"`, `"F000F05001"`}}}, // B4 A1
		{"", [][2]string{terminal("36", "E01808"), {`"F000F0A001"`, `"F000F05001"`}}},
		{noDDOL, [][2]string{without}},
		{noDDOL, [][2]string{without, terminal("22", "E07840")}},
		{noDDOL, [][2]string{without, terminal("22", "E07808")}},
		{noDDOL, [][2]string{without, terminal("21", "E07840")}},
		{"", [][2]string{without, terminal("21", "E07800")}},
		{"", [][2]string{without, {`"versionNumber": "0002"`, `"versionNumber": "0002", "capabilities": "E07800"`}}},
		{noDDOL, [][2]string{without, terminal("21", "E07800"), {`"versionNumber": "0002"`, `"versionNumber": "0002", "capabilities": "E07840"`}}},
		// B4 10.1.2
		{noDDOL, [][2]string{without, terminal("21", "E07800"), {`"caKeys": {`, `"transactions": { "purchase": { "type": "00", "capabilities": "E07840" } }, "caKeys": {`}}},
		{noDDOL, [][2]string{without, terminal("21", "E07800"), {`"caKeys": {`, `"transactions": { "purchase": { "type": "00", "capabilities": "E07808" } }, "caKeys": {`}}},
		{"", [][2]string{without, terminal("21", "E07800"), {`"caKeys": {`, `"transactions": { "purchase": { "type": "00", "capabilities": "E07800" } }, "caKeys": {`}}},
		{noDDOL, [][2]string{without, {`"caKeys": {`, `"transactions": { "purchase": { "type": "00", "capabilities": "E07800" } }, "caKeys": {`}}}, // for the others
		{
			noDDOL,
			[][2]string{without, terminal("21", "E07800"), {`"caKeys": {`, `"transactions": { "purchase": { "type": "00", "capabilities": "E07840" }, "refund": { "type": "20", "capabilities": "E07800" } }, "caKeys": {`}},
		},
		// B3 A1: n 3
		{"terminal.country: 0000 is no country or currency code (write its three digits behind a 0", [][2]string{{`"country": "0276"`, `"country": "0000"`}}},
		{"terminal.currency: 1978 is no country or currency code", [][2]string{{`"currency": "0978"`, `"currency": "1978"`}}},
		{"applications[0].currency: 0000 is no country", [][2]string{{`"versionNumber": "0002"`, `"versionNumber": "0002", "currency": "0000"`}}},
	} {
		text := string(source(t, "default-bit"))
		for _, change := range c.changes {
			if !strings.Contains(text, change[0]) {
				t.Fatalf("the configuration has no %s", change[0])
			}
			text = strings.Replace(text, change[0], change[1], 1)
		}
		if _, err := config.Load([]byte(text)); c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%v:\n got %v\nwant %s", c.changes, err, c.want)
		}
	}
	// an offline-only terminal has no online-capable reader: Book A table 5-4
	for _, c := range []struct {
		kind, ttq string
		ok        bool
	}{{"23", "36000000", false}, {"23", "3E000000", true}, {"26", "34000000", false}, {"26", "3C000000", true}, {"36", "34000000", false}, {"36", "3C000000", true}} {
		capabilities := "E03848"
		if c.kind != "23" {
			capabilities = "E01848"
		}
		text := strings.Replace(withCombinations(t, strings.Replace(plain, "{", `{ "ttq": "`+c.ttq+`",`, 1)), shop, `"type": "`+c.kind+`", "capabilities": "`+capabilities+`"`, 1)
		_, err := config.Load([]byte(text), kernels)
		if online := strings.Contains(fmt.Sprint(err), "combinations[0].ttq: the TTQ tells of an online-capable reader"); online == c.ok || c.kind == "23" && (err == nil) != c.ok {
			t.Errorf("%s, %s: %v", c.kind, c.ttq, err)
		}
	}
}

// B4 10.2 table 7: an application may have an acquirer, a merchant and a currency of its own.
func TestApplicationIdentity(t *testing.T) {
	own := `"versionNumber": "0002", "terminalId": "TERM0002", "merchantId": "EMVGO EXAMPLE 9", "merchantCategoryCode": "5812",
		"merchantNameLocation": "EXAMPLE CAFE", "acquirerId": "000000000009", "currency": "0840",
		"referenceCurrency": { "code": "0826", "exponent": 2, "rate": 870000 }`
	_, schema := readSchema(t)
	text := strings.Replace(string(source(t, "default")), `"versionNumber": "0002"`, own, 1)
	cfg, err := config.Load([]byte(text))
	if err != nil || !accepts(schema, text) {
		t.Fatal(err)
	}
	first := kernel.Identity{
		TerminalID: "TERM0002", MerchantID: "EMVGO EXAMPLE 9", MerchantCategoryCode: 0x5812, MerchantNameLocation: "EXAMPLE CAFE",
		AcquirerID: []byte{0, 0, 0, 0, 0, 9},
	}
	other := kernel.Identity{
		TerminalID: "TERM0001", MerchantID: "EMVGO EXAMPLE 1", MerchantCategoryCode: 0x5411, MerchantNameLocation: "EXAMPLE SHOP, BERLIN",
		AcquirerID: []byte{0, 0, 0, 0, 0, 1},
	}
	a := cfg.Applications
	for i, c := range []struct{ got, want kernel.Identity }{{cfg.Identity(&a[0]), first}, {cfg.Identity(&a[1]), other}, {cfg.Identity(nil), other}} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%d: %+v", i, c.got)
		}
	}
	if cfg.LimitCurrency(&a[0]) != 0x0840 || cfg.LimitCurrency(&a[1]) != 0x0978 || a[0].Reference != (kernel.ReferenceCurrency{Code: 0x0826, Exponent: 2, Rate: 870000}) {
		t.Errorf("%+v", a[0])
	}
	for _, c := range []struct{ old, new, want string }{
		{`"TERM0002"`, `"TERM 002"`, "applications[0].terminalId: "},
		{`"EMVGO EXAMPLE 9"`, `"EMVGO"`, "applications[0].merchantId: 5 characters"},
		{`"5812"`, `"58"`, "applications[0].merchantCategoryCode: "},
		{`"EXAMPLE CAFE"`, `""`, "applications[0].merchantNameLocation: 0 characters"},
		{`"000000000009"`, `"9"`, "applications[0].acquirerId: "},
		{`"currency": "0840"`, `"currency": "USD"`, "applications[0].currency: "},
		{`"rate": 870000`, `"rate": 0`, "applications[0].referenceCurrency.rate: every amount would be 0 (write"},
		{`"rate": 870000`, `"rate": 1000000000000`, "applications[0].referenceCurrency.rate: "},
		{`"exponent": 2,`, ``, "applications[0].referenceCurrency.exponent: missing"},
	} {
		changed := strings.Replace(text, c.old, c.new, 1)
		if _, err := config.Load([]byte(changed)); err == nil || !strings.Contains(err.Error(), c.want) || accepts(schema, changed) {
			t.Errorf("%s: %v, schema %v", c.new, err, accepts(schema, changed))
		}
	}
}

// A combination has the identity for an AID that no application has, and all of one AID have the same.
//
// B4 10.2 data
func TestCombinationIdentity(t *testing.T) {
	const (
		who   = `"terminalId": "TAP00001", "merchantId": "EMVGO EXAMPLE 7", "acquirerId": "000000000007", "requests": { "reversal": ["9F07"] }`
		other = `"terminalId": "TAP00002"`
	)
	tap := func(aid, more string) string {
		return `{ "aid": "` + aid + `", "kernel": "A70156", "transactionTypes": ["00"], ` + more + ` }`
	}
	back := func(aid, more string) string { return strings.Replace(tap(aid, more), `"00"`, `"20"`, 1) }
	const apart, long = "A000000333010101", "A00000033301010101"
	cfg, err := config.Load([]byte(withCombinations(t, tap(apart, who)+", "+back(apart, who)+", "+tap(long, other))), kernels)
	if err != nil {
		t.Fatal(err)
	}
	plain := cfg.Identity(nil)
	first, second := plain, plain
	first.TerminalID, first.MerchantID, first.AcquirerID, first.Requests = "TAP00001", "EMVGO EXAMPLE 7", []byte{0, 0, 0, 0, 0, 7}, kernel.Requests{kernel.ReversalMessage: {0x9F07}}
	second.TerminalID = "TAP00002"
	for name, want := range map[string]kernel.Identity{"\xA0\x00\x00\x03\x33\x01\x01\x01\x02": first, "\xA0\x00\x00\x03\x33\x01\x01\x01\x01\x09": second, "\xA0\x00\x00\x03\x33": plain, "": plain} {
		if got := cfg.IdentityOf([]byte(name)); !reflect.DeepEqual(got, want) {
			t.Errorf("%X: %+v", name, got)
		}
	}
	for i, change := range []func(*kernel.Identity){
		func(*kernel.Identity) {},
		func(o *kernel.Identity) { o.TerminalID = "" },
		func(o *kernel.Identity) { o.MerchantID = "" },
		func(o *kernel.Identity) { o.MerchantCategoryCode = 0x5812 },
		func(o *kernel.Identity) { o.MerchantNameLocation = "" },
		func(o *kernel.Identity) { o.AcquirerID = nil },
		func(o *kernel.Identity) { o.Requests[kernel.ReversalMessage] = nil },
		func(o *kernel.Identity) { o.Requests[kernel.BatchData] = []tlv.Tag{} },
	} {
		o := first
		if change(&o); first.Equal(&o) != (i == 0) {
			t.Errorf("change %d: %+v", i, o)
		}
	}
	covered := fmt.Sprintf("%X", cfg.Applications[0].AID)
	for list, want := range map[string]string{
		tap(apart, who) + ", " + back(apart, other):               "combinations[1]: AID A000000333010101 has another terminal, merchant, acquirer or requests in combinations[0]",
		tap(apart, who) + ", " + back(apart, `"ttq": "36004000"`): "combinations[1]: AID A000000333010101 has another",
		tap(covered, who):               "combinations[0]: the terminal, merchant, acquirer and requests for AID " + covered + " are those of applications[0] (write it there)",
		tap(covered+"01", other):        "are those of applications[0]",
		tap(apart, `"terminalId": "7"`): "combinations[0].terminalId: ",
	} {
		if _, err := config.Load([]byte(withCombinations(t, list)), kernels); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", list, err)
		}
	}
	// an AID that has to be the whole name is not that of a longer one
	whole := strings.Replace(withCombinations(t, tap(covered+"01", other)), `"partialMatch": true`, `"partialMatch": false`, 1)
	if _, err := config.Load([]byte(whole), kernels); err != nil {
		t.Error(err)
	}
}

// B3 A1 9F3A
func TestReferenceAmount(t *testing.T) {
	for _, c := range []struct {
		rate, amount uint64
		want         uint32
		ok           bool
	}{
		{1_000_000, 1234, 1234, true},
		{870_000, 1234, 1073, true}, // 1073.58
		{1, 999_999, 0, true},
		{999_999_999_999, 999_999_999_999, 0, false},
		{1_000_000, 0xFFFFFFFF, 0xFFFFFFFF, true},
		{1_000_000, 0x1_0000_0000, 0, false},
	} {
		r := kernel.ReferenceCurrency{Code: 0x0826, Rate: c.rate}
		if got, ok := r.Amount(c.amount); ok != c.ok || ok && got != c.want {
			t.Errorf("%+v: %d, %v", c, got, ok)
		}
	}
	if _, ok := new(kernel.ReferenceCurrency).Amount(1); ok {
		t.Error("an amount in no currency")
	}
}

// A configuration with a contactless combination, for a program that has the kernel.
func ExampleKernels() {
	file := []byte(`{"combinations": [{ "aid": "A0000000031010", "kernel": "03", "floorLimit": 2500, "parameters": { "9F35": "222" } }]}`)
	_, err := config.Load(file, config.Kernels(three))
	for _, line := range strings.Split(err.Error(), "\n") {
		if strings.Contains(line, "9F35") {
			fmt.Println(line)
		}
	}
	// Output:
	// line 1: combinations[0].parameters.9F35: "222" is not hexadecimal (write two digits 0-9 A-F for each byte)
}

// checked is a kernel whose book forbids an AID of 5 bytes.
type checked struct{ fake }

func (checked) Check(c *kernel.Combination, t *kernel.Terminal) []kernel.ParameterFault {
	if len(c.AID) != 5 || t.CountryCode == 0 {
		return nil
	}
	return []kernel.ParameterFault{{Tag: 0xDF7E, Words: "too short an AID for it", Advice: "write 7 bytes"}}
}

// What a kernel's book forbids in parameters together is a fault too.
//
// C-5 2.4.2
func TestParametersTogether(t *testing.T) {
	load := func(aid string) error {
		_, err := config.Load([]byte(withCombinations(t, `{ "aid": "`+aid+`", "kernel": "09" }`)), config.Kernels(checked{fake{"\x09", nil}}))
		return err
	}
	if err := load("A0000000031010"); err != nil {
		t.Error(err)
	}
	if err := load("A000000003"); err == nil || !strings.Contains(err.Error(), "combinations[0].parameters") || !strings.Contains(err.Error(), "DF7E: too short an AID for it") || !strings.Contains(err.Error(), "write 7 bytes") {
		t.Error(err)
	}
}
