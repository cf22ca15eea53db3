package config_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	vectors "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/tlv/jsonfile"
)

func source(t testing.TB, name string) []byte {
	t.Helper()
	data, err := vectors.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestNamed(t *testing.T) {
	names := strings.Join(vectors.Names(), " ")
	for _, want := range []string{"default", "default-bit", "denial"} {
		if !strings.Contains(names, want) {
			t.Errorf("no configuration %s", want)
		}
	}
	for _, name := range vectors.Names() {
		data := source(t, name)
		cfg, err := config.Load(data, config.ContactOnly())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if cfg.Name != name || cfg.Digest != sha256.Sum256(data) || cfg.Profile != kernel.Strict {
			t.Errorf("%s: name %s, digest %x, profile %s", name, cfg.Name, cfg.Digest, cfg.Profile)
		}
	}
	if _, err := vectors.Named("nothing"); err == nil || !strings.Contains(err.Error(), "default-bit") {
		t.Errorf("the error does not name what there is: %v", err)
	}
}

// The values of the default configuration, written here by hand.
func TestDefault(t *testing.T) {
	cfg, err := config.Load(source(t, "default"))
	if err != nil {
		t.Fatal(err)
	}
	x := cfg.Terminal
	if x.CountryCode != 0x0276 || x.TransactionCurrency != 0x0978 || x.CurrencyExponent != 2 || x.Type != 0x22 ||
		x.Capabilities != [3]byte{0xE0, 0x78, 0x48} || x.TerminalID != "TERM0001" || x.MerchantCategoryCode != 0x5411 ||
		len(x.Languages) != 3 || !x.CardholderConfirms {
		t.Errorf("%+v", x)
	}
	if len(cfg.Applications) != 2 || cfg.Keys.Len() != 4 {
		t.Fatalf("%d applications, %d keys", len(cfg.Applications), cfg.Keys.Len())
	}
	a := cfg.Applications[0]
	if hex.EncodeToString(a.AID) != "a0000000041010" || !a.PartialMatch || a.FloorLimit != 1000 || a.TACDefault != [5]byte{0xFC, 0x50, 0xB8, 0, 0} ||
		a.TACDenial != [5]byte{0, 0x10, 0, 0, 0} || a.TACOnline != [5]byte{0xFC, 0x78, 0xFC, 0xF8, 0} || !bytes.Equal(a.DefaultDDOL, []byte{0x9F, 0x37, 4}) {
		t.Errorf("%+v", a)
	}
	k, ok := cfg.Keys.Lookup([5]byte{0xA0, 0, 0, 0, 4}, 0xC1)
	if !ok || len(k.Modulus) != 248 || !bytes.Equal(k.Exponent, []byte{3}) || !k.Test {
		t.Errorf("key C1: %v", ok)
	}
}

// Each row changes the default configuration in one place; the faults are those of that place and no other.
// B4 10, 10.2 data
func TestFaults(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{`"name": "default"`, `"naem": "default"`, "name: missing"},
		{`"name": "default"`, `"naem": "default"`, "naem: unknown key (known here: about, name, version,"},
		{`"version": 1`, `"version": 1, "version": 2`, "version: this key is given twice"},
		{`"version": 1`, `"version": "1"`, "version: this is a string"},
		{`"profile": "strict"`, `"profile": "lax"`, "profile: \"lax\" is not known here (write one of strict, book)"},
		{`"country": "0276"`, `"country": "02G6"`, "terminal.country: \"02G6\" is not hexadecimal"},
		{`"country": "0276"`, `"country": "02A6"`, "terminal.country: \"02A6\" has a digit that is not decimal"},
		// B4 A1, 5.1
		{`"type": "22"`, `"type": "27"`, "terminal.type: 27 is no terminal type"},
		// B4 A1 types
		{`"type": "22"`, `"type": "10"`, "terminal.type: 10 is no terminal type"},
		{`"type": "22"`, `"type": "20"`, "terminal.type: 20 is no terminal type"},
		{`"type": "22"`, `"type": "33"`, "terminal.type: 33 is no terminal type"},
		{`"type": "22"`, `"type": "31"`, "terminal.type: 31 is no terminal type"},
		{`"type": "22"`, `"type": "37"`, "terminal.type: 37 is no terminal type"},
		// B4 A2, A2 signature
		{`"type": "22"`, `"type": "25"`, "terminal.capabilities: signature needs an attended terminal"},
		{`"additionalCapabilities": "F000F0A001"`, `"additionalCapabilities": "F000F02001"`, "terminal.capabilities: signature needs an attended terminal that captures one (clear bit 6 of byte 2,"},
		{`"capabilities": "E07848"`, `"capabilities": "E17848"`, "terminal.capabilities: reserved bits 01 of byte 1 are set"},
		{`"capabilities": "E07848"`, `"capabilities": "E07859"`, "terminal.capabilities: reserved bits 11 of byte 3 are set"},
		{`"capabilities": "E07848"`, `"capabilities": "E078"`, "terminal.capabilities: 2 bytes (write 3 bytes)"},
		// B4 A3
		{`"additionalCapabilities": "F000F0A001"`, `"additionalCapabilities": "F001F0A001"`, "terminal.additionalCapabilities: reserved bits 01 of byte 2"},
		{`"additionalCapabilities": "F000F0A001"`, `"additionalCapabilities": "F07FFFFCFF"`, "terminal.additionalCapabilities: reserved bits 7F of byte 2"},
		{`"additionalCapabilities": "F000F0A001"`, `"additionalCapabilities": "FF00FFACFF"`, "terminal.additionalCapabilities: reserved bits 0F of byte 3"},
		{`"additionalCapabilities": "F000F0A001"`, `"additionalCapabilities": "F000F0A801"`, "terminal.additionalCapabilities: reserved bits 08 of byte 4"},
		{`"additionalCapabilities": "F000F0A001"`, `"additionalCapabilities": "F000F0A401"`, "terminal.additionalCapabilities: reserved bits 04 of byte 4"},
		// B4 A3 unattended
		{`"type": "22"`, `"type": "25"`, "terminal.additionalCapabilities: printer and display for an attendant at an unattended terminal (clear bits 8 and 6"},
		{`"type": "22", "capabilities": "E07848", "additionalCapabilities": "F000F0A001"`, `"type": "25", "capabilities": "E05848", "additionalCapabilities": "F000F02001"`, "terminal.additionalCapabilities: printer and display for an attendant"},
		{`"type": "22", "capabilities": "E07848", "additionalCapabilities": "F000F0A001"`, `"type": "25", "capabilities": "E05848", "additionalCapabilities": "F000F08001"`, "terminal.additionalCapabilities: printer and display for an attendant"},
		{`"type": "22"`, `"type": "34"`, "terminal.additionalCapabilities: printer and display for an attendant"},
		{`"terminalId": "TERM0001"`, `"terminalId": "TERM 001"`, "terminal.terminalId: \"TERM 001\" has other characters"},
		{`"terminalId": "TERM0001"`, `"terminalId": "TERM000\u0000"`, "has other characters (use letters and digits)"},
		// B4 annex B
		{`"merchantId": "EMVGO EXAMPLE 1"`, `"merchantId": "ÄÖÜ EXAMPLE "`, "terminal.merchantId: \"ÄÖÜ EXAMPLE \" has other characters"},
		{`"merchantId": "EMVGO EXAMPLE 1"`, `"merchantId": "EMVGO EXAMPLE \u001f"`, "terminal.merchantId: \"EMVGO EXAMPLE \\x1f\" has other characters"},
		{`"merchantId": "EMVGO EXAMPLE 1"`, `"merchantId": "EMVGO EXAMPLE \u007f"`, "terminal.merchantId: \"EMVGO EXAMPLE \\x7f\" has other characters"},
		{`"merchantId": "EMVGO EXAMPLE 1"`, `"merchantId": "EMVGO"`, "terminal.merchantId: 5 characters (write 15 characters)"},
		{`"languages": ["en",`, `"languages": ["EN",`, "terminal.languages[0]: \"EN\" is no language code"},
		// B3 annex G
		{`"cardholderConfirms": true`, `"cardholderConfirms": true, "accounts": ["20", "15"]`, "terminal.accounts[1]: 15 is no account type (write 00, 10, 20 or 30)"},
		{`"cardholderConfirms": true`, `"cardholderConfirms": true, "accounts": ["40"]`, "terminal.accounts[0]: 40 is no account type"},
		{`"cardholderConfirms": true`, `"cardholderConfirms": true, "accounts": ["10", "11"]`, "terminal.accounts[1]: 11 is no account type"},
		{`"cardholderConfirms": true`, `"cardholderConfirms": true, "selectsLanguage": 1`, "terminal.selectsLanguage: "},
		// B1 12.2.1
		{`"aid": "A0000000041010"`, `"aid": "A0000000"`, "applications[0].aid: 4 bytes (write 5 to 16 bytes)"},
		{`"aid": "A0000000031010"`, `"aid": "A0000000041010"`, "applications[1]: AID A0000000041010 is in applications[0] too"},
		{`"tacDefault": "FC50B80000"`, `"tacDefault": "FC50B8"`, "applications[0].tacDefault: 3 bytes (write 5 bytes)"},
		// B4 10.2, A2
		{`"versionNumber": "0002"`, `"versionNumber": "0002", "capabilities": "E0794E"`, "applications[0].capabilities: reserved bits 02 of byte 3 are set"},
		{`"versionNumber": "0002"`, `"versionNumber": "0002", "capabilities": "E079"`, "applications[0].capabilities: 2 bytes (write 3 bytes)"},
		{`"floorLimit": 1000`, `"floorLimit": -1`, "applications[0].floorLimit: -1 is out of range"},
		{`"floorLimit": 1000`, `"floorLimit": 4294967296`, "applications[0].floorLimit: 4294967296 is out of range"},
		// B3 10.6.2, 10.6.2 parameters
		{`"target": 0, "maxTarget": 0`, `"target": 9, "maxTarget": 8`, "randomSelection.maxTarget: 8 is below target, which is 9"},
		{`"target": 0, "maxTarget": 0`, `"target": 100, "maxTarget": 0`, "randomSelection.target: 100 is out of range"},
		{`"threshold": 0`, `"threshold": 1001`, "randomSelection.threshold: 1001 is not below the floor limit of 1000 (write 0, or less than the floor limit)"},
		{`"threshold": 0`, `"threshold": 1000`, "randomSelection.threshold: 1000 is not below the floor limit of 1000"},
		{`"floorLimit": 1000, "randomSelection": { "threshold": 0`, `"floorLimit": 0, "randomSelection": { "threshold": 500`, "randomSelection.threshold: 500 is not below the floor limit of 0"},
		// B3 5.4
		{`"defaultDDOL": "9F3704"`, `"defaultDDOL": "9F37"`, "applications[0].defaultDDOL: no data object list"},
		// B2 6.5.1
		{`"defaultDDOL": "9F3704"`, `"defaultDDOL": "9F0206"`, "applications[0].defaultDDOL: a DDOL asks for the unpredictable number"},
		{`"defaultDDOL": "9F3704"`, `"defaultDDOL": "9F3700"`, "applications[0].defaultDDOL: a DDOL asks for the unpredictable number, in 4 bytes"},
		{`"defaultDDOL": "9F3704"`, `"defaultDDOL": "9F3703"`, "applications[0].defaultDDOL: a DDOL asks for the unpredictable number, in 4 bytes"},
		// B2 11.2.2
		{`"checksum": "`, `"checksum": "00`, "caKeys.keys[0].checksum: 21 bytes (write 20 bytes)"},
		{`"exponent": "03"`, `"exponent": "05"`, "caKeys.keys[0]: RID A000000003, index C1: exponent 05, want 03 or 010001"},
		{`"index": "C1"`, `"index": "C3"`, "caKeys.keys[0]: RID A000000003, index C3: checksum"},
		{`"index": "C2"`, `"index": "C1"`, "caKeys.keys[1]: RID A000000003, index C1: key 0 has this RID and index too"},
		{`"test": true,`, ``, "caKeys.test: missing"},
		{`"caKeys": {`, `"budget": { "exchanges": 3 }, "caKeys": {`, "budget.exchanges: 3 is below 32"},
		{`"caKeys": {`, `"budget": { "cardMilliseconds": 4999 }, "caKeys": {`, "budget.cardMilliseconds: 4999 is below 5000"},
		{`"caKeys": {`, `"budget": { "cardMilliseconds": 3600001 }, "caKeys": {`, "budget.cardMilliseconds: "},
		{`"test": true,`, `"test": true, "revoked": [ { "rid": "A000000003", "index": "C1" } ],`, "caKeys.revoked[0].serial: missing"},
		{`  }` + "\n}", `  }`, "not JSON"},
	} {
		text := string(source(t, "default"))
		if !strings.Contains(text, c.old) {
			t.Fatalf("the default configuration has no %s", c.old)
		}
		cfg, err := config.Load([]byte(strings.Replace(text, c.old, c.new, 1)))
		if cfg != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s -> %s:\n got %v\nwant %s", c.old, c.new, err, c.want)
			continue
		}
		var faults jsonfile.Faults
		if !errors.As(err, &faults) || faults[0].Line < 1 {
			t.Errorf("%s: error %T", c.want, err)
		}
	}
}

// All faults of a file are reported in one go.
func TestEveryFault(t *testing.T) {
	_, err := config.Load([]byte(`{"name": 1, "profile": "x", "terminal": {"type": "99"}, "applications": [{"aid": "00"}], "caKeys": {"keys": [{"rid": "1", "algorithm": "01"}]}, "transactions": {"refund": {"type": "2"}, "order": {}}, "fallback": {"attempts": 0}, "extra": 1}`))
	var faults jsonfile.Faults
	if !errors.As(err, &faults) {
		t.Fatal(err)
	}
	for _, path := range []string{
		"name", "version", "profile", "terminal.country", "terminal.type", "terminal.capabilities", "terminal.terminalId", "terminal.currency",
		"applications[0].aid", "applications[0].tacDenial", "applications[0].floorLimit", "caKeys.test", "caKeys.keys[0].rid",
		"caKeys.keys[0].modulus", "caKeys.keys[0].checksum", "transactions.refund.type", "transactions.order", "fallback.attempts", "extra",
	} {
		found := false
		for _, f := range faults {
			found = found || f.Path == path
		}
		if !found {
			t.Errorf("no fault for %s in\n%v", path, err)
		}
	}
}

func TestRevocations(t *testing.T) {
	text := strings.Replace(string(source(t, "default")), `"test": true,`, `"test": true, "revoked": [ { "rid": "A000000004", "index": "C1", "serial": "000001" } ],`, 1)
	cfg, err := config.Load([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	rid := [5]byte{0xA0, 0, 0, 0, 4}
	if !cfg.Keys.Revoked(rid, 0xC1, [3]byte{0, 0, 1}) || cfg.Keys.Revoked(rid, 0xC1, [3]byte{0, 0, 2}) {
		t.Error("the revocation list was not taken over")
	}
}

// A file beyond the largest size is refused whatever it holds, one of that size is not.
func TestSize(t *testing.T) {
	text := source(t, "default")
	for over := range 2 {
		_, err := config.Load(append(bytes.Repeat([]byte{' '}, config.MaxSize+over-len(text)), text...))
		if (err != nil) != (over > 0) || err != nil && !strings.Contains(err.Error(), "a configuration has at most 4194304") {
			t.Errorf("%d bytes: %v", config.MaxSize+over, err)
		}
	}
}

// What loads is complete: no element that a kernel counts on is of a wrong size.
func FuzzLoad(f *testing.F) {
	for _, name := range vectors.Names() {
		f.Add(source(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		cfg, err := config.Load(data)
		if (cfg == nil) == (err == nil) {
			t.Fatal("a configuration and an error, or neither")
		}
		if err != nil {
			var faults jsonfile.Faults
			if !errors.As(err, &faults) || len(faults) == 0 {
				t.Fatalf("error %T without faults", err)
			}
			return
		}
		if len(cfg.Applications) == 0 || cfg.Keys == nil || cfg.Digest != sha256.Sum256(data) {
			t.Error("incomplete")
		}
		for _, a := range cfg.Applications {
			if len(a.AID) < 5 || len(a.AID) > 16 || a.RandomMaxTarget < a.RandomTarget {
				t.Errorf("%+v", a)
			}
		}
	})
}

// B4 10.2: an application may have terminal capabilities of its own.
func TestApplicationCapabilities(t *testing.T) {
	text := strings.Replace(string(source(t, "default")), `"versionNumber": "0002"`, `"versionNumber": "0002", "capabilities": "E0794C"`, 1)
	cfg, err := config.Load([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if a := cfg.Applications; string(a[0].Capabilities) != "\xE0\x79\x4C" || a[1].Capabilities != nil || cfg.Terminal.Capabilities != [3]byte{0xE0, 0x78, 0x48} {
		t.Errorf("%X, %X, terminal %X", a[0].Capabilities, a[1].Capabilities, cfg.Terminal.Capabilities)
	}
	// no signature on an unattended terminal, for an application neither
	text = strings.Replace(text, `"type": "22", "capabilities": "E07848"`, `"type": "25", "capabilities": "E05848"`, 1)
	if _, err = config.Load([]byte(text)); err == nil || !strings.Contains(err.Error(), "applications[0].capabilities: signature needs") {
		t.Errorf("%v", err)
	}
}
