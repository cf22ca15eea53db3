package c8_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c8"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/tlv"
)

// Where a configuration data object comes from.
const (
	parameter = iota // of the combination: the kernel's own list checks it
	given            // with the transaction, by the terminal's identity, or as the combination's own: the rest of the configuration
)

// a38 is table A.38, each object with its name: tag, whether it is mandatory, where it comes from, and what it is in the scene below.
var a38 = []struct {
	tag       tlv.Tag
	name      string
	mandatory bool
	from      int
	value     string
}{
	{0x5F57, "Account Type", false, given, "20"},
	{0x9F01, "Acquirer Identifier", false, given, "000000123456"},
	{0x9F40, "Additional Terminal Capabilities", true, given, "F000F0A001"},
	{0x9F06, "Application Identifier (Configuration Data)", true, given, testAID},
	{0x9F09, "Application Version Number (Reader)", true, parameter, "0002"},
	{0x9F8206, "Card Data Input Capability", true, parameter, "60"},
	{0x9F8207, "CVM Capability - CVM Required", true, parameter, "64"},
	{0x9F8208, "CVM Capability - No CVM Required", true, parameter, "08"},
	{0xBF8104, "Data Envelopes To Write", false, parameter, ""},
	{0x9F8220, "Default CDOL1", false, parameter, ""},
	{0x9F821E, "Default IAD MAC Offset", true, parameter, "11"},
	{0x9F821F, "Discretionary Data Tag List", true, parameter, "9F8204"},
	{0x9F8212, "Hold Time Value", true, parameter, "0D"},
	{0x9F1E, "Interface Device Serial Number", false, given, "3132333435363738"},
	{0x9F8209, "Kernel Configuration", true, parameter, "3800"},
	{0x9F821A, "Kernel Reserved TVR Mask", true, parameter, "84000080CF"},
	{0x9F8214, "Maximum Relay Resistance Grace Period", true, parameter, "0032"},
	{0x9F15, "Merchant Category Code", false, given, "5999"},
	{0x9F16, "Merchant Identifier", false, given, "4D45524348414E54"},
	{0x9F4E, "Merchant Name and Location", false, given, "412042"},
	{0x9F8211, "Message Hold Time", true, parameter, "000013"},
	{0x9F821D, "Message Identifiers On Restart", true, parameter, "211820"},
	{0x9F8213, "Minimum Relay Resistance Grace Period", true, parameter, "0014"},
	{0x9F8202, "Proceed To First Write Flag", false, parameter, ""},
	{0x9F820D, "Reader Contactless Floor Limit", true, parameter, "000000005000"},
	{0x9F820E, "Reader CVM Required Limit", true, parameter, "000000002000"},
	{0x9F8217, "Relay Resistance Accuracy Threshold", true, parameter, "012C"},
	{0x9F8218, "Relay Resistance Transmission Time Mismatch Threshold", true, parameter, "32"},
	{0x9F820A, "Security Capability", true, parameter, "10"},
	{0x9F8221, "Tag Mapping List", false, parameter, ""},
	{0x9F8203, "Tags To Read", false, parameter, ""},
	{0x9F820B, "Terminal Action Code - Denial", true, parameter, "8400000040"},
	{0x9F820C, "Terminal Action Code - Online", true, parameter, "840084804C"},
	{0x9F1A, "Terminal Country Code", true, given, "0276"},
	{0x9F8215, "Terminal Expected Transmission Time For Relay Resistance C-APDU", true, parameter, "0012"},
	{0x9F8216, "Terminal Expected Transmission Time For Relay Resistance R-APDU", true, parameter, "0018"},
	{0x9F1C, "Terminal Identification", false, given, "5445524D494E414C"},
	{0x9F1D, "Terminal Risk Management Data", true, parameter, "0000000000000000"},
	{0x9F35, "Terminal Type", true, given, "22"},
	{0x9F820F, "Timeout Value", true, parameter, "01F4"},
	{0x5F2A, "Transaction Currency Code", false, given, "0978"},
	{0x5F36, "Transaction Currency Exponent", false, given, "02"},
	{0x9C, "Transaction Type", true, given, "00"},
}

// Table A.38 has 29 mandatory objects and 14 optional ones. The kernel names those that a combination is configured with, by the book's names, mandatory or not,
// and two of ours; the others reach the card by a DOL, as they are configured.
// C-8 A.3, 6.3.1
// KS.1, KS.3
func TestConfigurationObjects(t *testing.T) {
	list := c8.Kernel{Proprietary: []tlv.Element{{Tag: 0xDFF101, Name: "Ours", Format: tlv.B, Min: 1, Max: 8}}}.Parameters()
	count, own := map[bool]int{}, 0
	for _, o := range a38 {
		count[o.mandatory]++
		at := slices.IndexFunc(list, func(p kernel.Parameter) bool { return p.Tag == o.tag })
		switch {
		case (at >= 0) != (o.from == parameter):
			t.Errorf("%s: %d", o.name, at)
		case at >= 0 && (list[at].Mandatory != o.mandatory || list[at].Name != o.name):
			t.Errorf("%s: %+v", o.name, list[at])
		case at >= 0:
			own++
		}
		if o.value == "" {
			continue
		}
		s := newScene(t).fci(fmt.Sprintf("%X%02X", o.tag.Append(nil), len(o.value)/2), "9F2C07 02 00FFFF 000000").give("GPO", "6985").set("9F821F", "9F8204")
		keys := s.Scene.Keys
		s.Scene.Keys = func(c *kernel.Config) {
			keys(c)
			x := &c.Terminal
			x.AdditionalCapabilities, x.AcquirerID, x.MerchantCategoryCode = [5]byte(bench.Digits("F000F0A001")), bench.Digits("000000123456"), 0x5999
			x.MerchantID, x.TerminalID, x.MerchantNameLocation = "MERCHANT", "TERMINAL", "A B"
		}
		s.Tx.Exponent, s.Tx.Currency, s.Tx.Account = 2, 0x0978, 0x20
		if got := s.run().data(0xA8); got[4:] != o.value {
			t.Errorf("%s: %s, want %s", o.name, got, o.value)
		}
	}
	if count[true] != 29 || count[false] != 14 || len(list) != own+3 {
		t.Errorf("%v, %d parameters, %d of the table", count, len(list), own)
	}
	for _, tag := range []tlv.Tag{c8.ParamDataExchange, c8.ParamAccountRanges, 0xDFF101} {
		if !slices.ContainsFunc(list, func(p kernel.Parameter) bool { return p.Tag == tag && !p.Mandatory && p.Name != "" }) {
			t.Errorf("%s is not there", tag)
		}
	}
}

// A configuration file names each fault: each mandatory object that is missing, each of another length or format, all of them at once.
// C-8 A.3, 6.3.1
func TestConfigurationFaults(t *testing.T) {
	text, err := configs.Named("denial")
	if err != nil {
		t.Fatal(err)
	}
	load := func(parameters map[string]string) string {
		var list []string
		for tag, value := range parameters {
			list = append(list, fmt.Sprintf("%q: %q", tag, value))
		}
		combination := `"combinations": [{"aid": "A0000000041010", "kernel": "08", "parameters": {` + strings.Join(list, ", ") + `}}], "caKeys": {`
		_, err := config.Load([]byte(strings.Replace(string(text), `"caKeys": {`, combination, 1)), config.Kernels(c8.Kernel{}))
		return fmt.Sprint(err)
	}
	whole := func() map[string]string {
		m := map[string]string{}
		for i := 0; i < len(reader); i += 2 {
			m[reader[i]] = reader[i+1]
		}
		return m
	}
	if got := load(whole()); got != "<nil>" {
		t.Fatal(got)
	}
	none := load(nil)
	for _, o := range a38 {
		if o.from != parameter {
			continue
		}
		tag := o.tag.String()
		m := whole()
		delete(m, tag)
		if got := load(m); strings.Contains(got, "needs "+tag) != o.mandatory || strings.Contains(none, "needs "+tag) != o.mandatory {
			t.Errorf("without %s: %s", o.name, got)
		}
		m[tag] = strings.Repeat("00", 300)
		if got, anyLength := load(m), o.tag == 0x9F821F || o.tag == 0x9F8221 || o.tag == 0x9F8203 || o.tag == 0xBF8104; strings.Contains(got, o.name) == anyLength {
			t.Errorf("%s of 300 bytes: %s", o.name, got)
		}
	}
	for tag, value := range map[string]string{"9F820D": "0000000050A0", "9F8211": "00001F", "9F02": "000000000001", "DFF101": "00", "DF01": "0101"} {
		m := whole()
		m[tag] = value
		if got := load(m); !strings.Contains(got, tag) {
			t.Errorf("%s %s: %s", tag, value, got)
		}
	}
}
