package terminal_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// What the data do not say of the request stands beside them: another type than the card was told of, and the account that a transfer goes to.
//
// B4 12.1
func TestTransactionIndicator(t *testing.T) {
	for _, c := range []struct {
		told string // 9C
		kind byte
		to   tlv.AccountTypeValue
		want string // "": the data say it all
	}{
		{"9C0101", 0x01, tlv.DefaultAccount, ""},
		{"", 0x01, tlv.DefaultAccount, ""}, // it is the transaction's
		{"9C0100", 0x01, tlv.DefaultAccount, "0100"},
		{"9C0101", 0x01, tlv.SavingsAccount, "0110"},
		{"", 0x01, tlv.SavingsAccount, "0110"},
		{"9C0100", 0x01, tlv.SavingsAccount, "0110"},
		{"9C020100", 0x01, tlv.DefaultAccount, "0100"}, // no type
	} {
		cfg, tx, r := source(t, 0x22, c.told)
		tx.Type, tx.AccountTo = c.kind, c.to
		for kind := range kernel.NumMessageKinds {
			o, there := tlv.Find(terminal.MessageData(kind, cfg, tx, r), terminal.TransactionIndicator)
			in := kind == kernel.BatchData || kind == kernel.OfflineAdvice || kind == kernel.OnlineAdvice
			if there != (in && c.want != "") || there && fmt.Sprintf("%X", o.Value) != c.want {
				t.Errorf("%+v, %s: %v, %X", c, kind, there, o.Value)
			}
		}
	}
}

// The application version number is that of the interface by which the card came: of a tap its combination's, of the longest AID, and the application's where that has none.
//
// B4 10.2, B 3.3.2.5
func TestVersionOfTheInterface(t *testing.T) {
	aid := unhex(t, "A0000000031010")
	version := func(v string) []kernel.DataObject { return []kernel.DataObject{{Tag: 0x9F09, Value: unhex(t, v)}} }
	taps := []kernel.Combination{{AID: aid[:5], Parameters: version("0001")}, {AID: aid, Parameters: version("0002")}, {AID: aid[:6], Parameters: version("0003")}}
	apps := []kernel.Application{{AID: aid, VersionNumber: [2]byte{0, 0x8C}}}
	for _, c := range []struct {
		by   kernel.Interface
		apps []kernel.Application
		taps []kernel.Combination
		want string
	}{
		{kernel.Contact, apps, taps, "008C"},
		{kernel.Contactless, apps, taps, "0002"},
		{kernel.Contactless, apps, taps[:1], "0001"},
		{kernel.Contactless, apps, nil, "008C"},
		{kernel.Contactless, apps, []kernel.Combination{{AID: aid}}, "008C"},
		{kernel.Contactless, nil, taps, "0002"},
		{kernel.InterfaceNone, nil, taps, "0002"}, // there is no other
		{kernel.Contactless, nil, nil, ""},
	} {
		cfg, tx, r := source(t, 0x22, "")
		cfg.Applications, cfg.Combinations, r.AID, r.Interface = c.apps, c.taps, aid, c.by
		o, _ := tlv.Find(terminal.MessageData(kernel.FinancialRequest, cfg, tx, r, 0x9F09), 0x9F09)
		if got := fmt.Sprintf("%X", o.Value); got != c.want {
			t.Errorf("interface %d, %d applications, %d combinations: %s, want %s", c.by, len(c.apps), len(c.taps), got, c.want)
		}
	}
}
