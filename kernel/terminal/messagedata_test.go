package terminal_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// sorted are the objects of data with one-byte lengths, one a line, in order.
func sorted(b []byte) string {
	var list []string
	for len(b) > 0 {
		n := 1
		if b[0]&0x1F == 0x1F {
			n = 2
		}
		k := n + 1 + int(b[n])
		list = append(list, fmt.Sprintf("%X", b[:k]))
		b = b[k:]
	}
	slices.Sort(list)
	return strings.Join(list, "\n")
}

// The data elements of the tables of 12.1, by what they have in common. The values are our own; which element stands in which table is the book's.
const (
	always = "82023D00 9F36020011 9F1E08454D56474F303134 9F1003010203 9F2404AABBCCDD 9F1906000000000009 9F3303604068 95050000048000 5F340101 " +
		"9F390105 9F1A020276 9F1C084341534830303031 9F0206000000010000 5F2A020978 9A03260701 9C0101" // tables 9 to 12, 17, 18, 20 to 23
	decided = "9F26080102030405060708 9F270140 9F3704010203049F34031E0300 5F2503200101" // not in tables 22 and 23
	cash    = "9F0306000000000500"                                                      // tables 10, 12, 18
	noCash  = "9F0306000000000000"
	code    = "8A023030"                                        // tables 18, 21, 23
	granted = "8906413142324333"                                // table 18
	parts   = "9F5B0520AABBCCDD"                                // tables 15, 17, 20, 22
	owner   = "9F0106000000000001"                              // terminal types 1x and 2x
	shop    = "9F15026011 9F160F454D56474F204558414D504C452032" // 2x
	hour    = "9F2103120000"                                    // x2, x3, x5, x6; in table 18 always
	pan     = "5A085413330089020029 5F2403491231"
	track   = "57115413330089020029D49122010123456789"
	onAsk   = "9F0702FF00 8E0A00000000000000001F00 9F0D05F000000000 9F0E050F00000000 9F0F05FF00000000 5F28020276"                   // where the acquirer requests them
	beside  = "8407A0000000999999 9F0607A0000000999999 9F09020002 9F410400000007 9B02F800 9F4E0453484F50 9F6E0420700000 9F63023031" // in no table
)

// source is what a transaction has to say, with everything that a table lists.
func source(t *testing.T, kind byte, record string) (*kernel.Config, *kernel.Transaction, *kernel.Result) {
	t.Helper()
	cfg := &kernel.Config{Terminal: kernel.Terminal{
		Type: kind, AcquirerID: unhex(t, "000000000001"), MerchantCategoryCode: 0x6011, MerchantID: "EMVGO EXAMPLE 2", TerminalID: "CASH0001",
		CountryCode: 0x0276, Capabilities: [3]byte{0x60, 0x40, 0x68}, IFDSerialNumber: "EMVGO014", MerchantNameLocation: "SHOP",
	}}
	tx := &kernel.Transaction{Type: 1, Date: [3]byte{0x26, 7, 1}, Time: [3]byte{0x12, 0, 0}}
	r := &kernel.Result{
		Outcome:    kernel.Outcome{Status: kernel.Approved, DataRecord: unhex(t, record)},
		Authorised: kernel.AuthorisedOnline, Online: true, ResponseCode: "00", ApprovalCode: "A1B2C3", Money: kernel.Money{Amount: 10000, Currency: 0x978, Exponent: 2},
		Report: kerneltest.Report(
			kerneltest.Element{Row: tlv.IssuerScriptResults, Value: unhex(t, "20AABBCCDD")},
			kerneltest.Element{Row: tlv.ApplicationUsageControl, Value: unhex(t, "FF00")},
			kerneltest.Element{Row: tlv.CVMList, Value: unhex(t, "00000000000000001F00")},
			kerneltest.Element{Row: tlv.IssuerActionCodeDefault, Value: unhex(t, "F000000000")},
			kerneltest.Element{Row: tlv.IssuerActionCodeDenial, Value: unhex(t, "0F00000000")},
			kerneltest.Element{Row: tlv.IssuerActionCodeOnline, Value: unhex(t, "FF00000000")},
			kerneltest.Element{Row: tlv.IssuerCountryCode, Value: unhex(t, "0276")},
		),
	}
	return cfg, tx, r
}

func typed(kind byte) string { return fmt.Sprintf(" 9F3501%02X ", kind) }

// Every table, row by row: for a terminal that needs each element and for one that does not, with track 2 and without.
//
// B4 12.1.1, 12.1.2, 12.1.4, 12.1.5, 12.1.7, 12.1.8
func TestMessageData(t *testing.T) {
	asked := []tlv.Tag{0x9F07, 0x8E, 0x9F0D, 0x9F0E, 0x9F0F, 0x5F28}
	for _, c := range []struct {
		name      string
		message   kernel.MessageKind
		kind      byte
		card      string // account and cash
		requested []tlv.Tag
		want      string
	}{
		{"authorisation, cash machine", kernel.AuthorisationRequest, 0x14, pan + track + noCash, nil, always + decided + owner + track},
		{"authorisation, shop", kernel.AuthorisationRequest, 0x22, track + cash, nil, always + decided + owner + shop + hour + cash + track},
		{"authorisation, no track 2", kernel.AuthorisationRequest, 0x21, pan + noCash, nil, always + decided + owner + shop + pan},
		{"authorisation, at home", kernel.AuthorisationRequest, 0x36, pan, nil, always + decided + hour + pan},
		{"authorisation has nothing on request", kernel.AuthorisationRequest, 0x34, pan, nil, always + decided + pan},

		{"financial, cash machine", kernel.FinancialRequest, 0x14, pan + track + noCash, nil, always + decided + owner + track},
		{"financial, shop", kernel.FinancialRequest, 0x23, track + cash, asked, always + decided + owner + shop + hour + cash + track + onAsk},
		{"financial, at home", kernel.FinancialRequest, 0x35, pan, nil, always + decided + hour + pan},

		{"confirmation, shop", kernel.FinancialConfirmation, 0x22, pan + track + cash, nil, "9F26080102030405060708 9F1C084341534830303031" + parts},
		{"confirmation, cash machine", kernel.FinancialConfirmation, 0x14, pan, nil, "9F26080102030405060708 9F1C084341534830303031" + parts},

		{"batch, cash machine", kernel.BatchData, 0x14, pan + track + noCash, nil, always + decided + owner + hour + pan + code + granted + parts},
		{"batch, shop", kernel.BatchData, 0x21, pan + track + cash, asked, always + decided + owner + shop + hour + cash + pan + code + granted + parts + onAsk},
		{"batch, at home", kernel.BatchData, 0x34, pan, nil, always + decided + hour + pan + code + granted + parts},
		{"batch, only track 2", kernel.BatchData, 0x34, track, nil, always + decided + hour + track + "5F2403491231" + code + granted + parts},
		{"offline advice", kernel.OfflineAdvice, 0x22, pan + track + cash, asked, always + decided + owner + shop + hour + cash + pan + code + granted + parts + onAsk},

		{"online advice, cash machine", kernel.OnlineAdvice, 0x14, pan + track + cash, nil, always + decided + owner + track + code + parts},
		{"online advice, shop", kernel.OnlineAdvice, 0x22, track, nil, always + decided + owner + shop + hour + track + code + parts},
		{"online advice, at home", kernel.OnlineAdvice, 0x36, pan, nil, always + decided + hour + pan + code + parts},

		{"reversal, cash machine", kernel.ReversalMessage, 0x14, pan + track + cash, nil, always + owner + track + code + parts},
		{"reversal, shop", kernel.ReversalMessage, 0x22, track, nil, always + owner + shop + hour + track + code + parts},
		{"reversal, no track 2", kernel.ReversalMessage, 0x21, pan, nil, always + owner + shop + pan + code + parts},
		{"reversal, at home", kernel.ReversalMessage, 0x36, pan, nil, always + hour + pan + code + parts},
	} {
		cfg, tx, r := source(t, c.kind, decided+hour+shop+always+typed(c.kind)+c.card+beside)
		got := terminal.MessageData(c.message, cfg, tx, r, c.requested...)
		want := c.want
		if c.message != kernel.FinancialConfirmation {
			want += typed(c.kind)
		}
		if sorted(got) != sorted(unhex(t, want)) {
			t.Errorf("%s:\ngot\n%s\nwant\n%s", c.name, sorted(got), sorted(unhex(t, want)))
		}
	}
}

// Conditions that the terminal type has no part in.
//
// B4 12.1.4, 12.1.5
func TestMessageDataConditions(t *testing.T) {
	has := func(b []byte, tag tlv.Tag) bool { _, ok := tlv.Find(b, tag); return ok }
	cfg, tx, r := source(t, 0x22, always+decided+pan)
	if b := terminal.MessageData(kernel.BatchData, cfg, tx, r, 0x9F4E, 0x9F02, 0, 0x9F4E); bytes.Count(b, []byte("SHOP")) != 1 || bytes.Count(b, []byte{0x9F, 0x02, 6}) != 1 || has(b, 0) {
		t.Errorf("%X: what the acquirer wants beside the tables is there, once", b)
	}
	r.Authorised, r.Forced = kernel.AuthorisedByNobody, false
	if b := terminal.MessageData(kernel.OfflineAdvice, cfg, tx, r); has(b, 0x89) || !has(b, 0x8A) {
		t.Errorf("%X: an authorisation code of what was declined", b)
	}
	r.Forced = true
	if b := terminal.MessageData(kernel.BatchData, cfg, tx, r); !has(b, 0x89) {
		t.Errorf("%X: accepted by force", b)
	}
	r.Report = kerneltest.Report(kerneltest.Element{Row: tlv.ARPC, Value: []byte{1, 2, 3, 4}}) // without a tag, it is in no message
	if b := terminal.MessageData(kernel.BatchData, cfg, tx, r, tlv.ARPC.Tag()); !bytes.Equal(b, terminal.MessageData(kernel.BatchData, cfg, tx, r)) {
		t.Errorf("%X: an element that has no tag", b)
	}
	r.ApprovalCode, r.ResponseCode, r.Report, cfg.Terminal.AcquirerID = "", "", kernel.Report{}, nil
	for kind := kernel.AuthorisationRequest; kind <= kernel.ReversalMessage; kind++ {
		b := terminal.MessageData(kind, cfg, tx, r, 0x9F07)
		for _, tag := range []tlv.Tag{0x89, 0x8A, 0x9F5B, 0x9F01, 0x9F07} {
			if has(b, tag) {
				t.Errorf("%s: %s is there, and nobody knows it", kind, tag)
			}
		}
	}
	copy(r.DataRecord[bytes.Index(r.DataRecord, []byte{0x9F, 0x27}):], []byte{0x9F, 0x27, 1, 0x80}) // an ARQC
	if b := terminal.MessageData(kernel.FinancialConfirmation, cfg, tx, r); has(b, 0x9F26) {
		t.Errorf("%X: a confirmation has a TC or an AAC", b)
	}
	if b := terminal.MessageData(99, cfg, tx, r); b != nil || kernel.MessageKind(99).String() != "?" || kernel.OnlineAdvice.String() != "online advice" {
		t.Errorf("%X", b)
	}
}

// What neither the kernel nor the card has told comes from configuration and transaction.
//
// B4 12.1
func TestMessageDataOfTheTerminal(t *testing.T) {
	cfg, tx, r := source(t, 0x22, track)
	want := "9F3303604068 9F1A020276 9F1C084341534830303031 9F0206000000010000 5F2A020978 9A03260701 9C0101 9F1E08454D56474F303134" + typed(0x22) + owner + shop + hour + track + code + parts
	if got := terminal.MessageData(kernel.ReversalMessage, cfg, tx, r); sorted(got) != sorted(unhex(t, want)) {
		t.Errorf("got\n%s\nwant\n%s", sorted(got), sorted(unhex(t, want)))
	}
	// the capabilities are those of the transaction's purpose, where it has some of its own: B4 10.1.2
	cfg.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase}, {Purpose: kernel.Refund, Capabilities: unhex(t, "602040")}}
	for purpose, want := range map[kernel.Purpose]string{kernel.Unnamed: "604068", kernel.Purchase: "604068", kernel.Refund: "602040"} {
		tx.Purpose = purpose
		if o, _ := tlv.Find(terminal.MessageData(kernel.FinancialRequest, cfg, tx, r), 0x9F33); fmt.Sprintf("%X", o.Value) != want {
			t.Errorf("%v: 9F33 is %X, want %s", purpose, o.Value, want)
		}
	}
	// else those of the application of the longest AID, by a tap too, whose kernel has none: B4 10.2 capabilities
	aid := unhex(t, "A0000000031010")
	cfg.Applications = []kernel.Application{
		{AID: aid[:5], PartialMatch: true, Capabilities: unhex(t, "E0D0C8")}, {AID: aid, Capabilities: unhex(t, "E068C8")}, {AID: unhex(t, "A000000065")},
	}
	for _, c := range []struct {
		purpose kernel.Purpose
		aid     string
		want    string
	}{
		{kernel.Purchase, "A0000000031010", "E068C8"},
		{kernel.Purchase, "A0000000032010", "E0D0C8"},
		{kernel.Refund, "A0000000031010", "602040"},
		{kernel.Purchase, "A000000065", "604068"},
		{kernel.Purchase, "A000000004", "604068"},
		{kernel.Purchase, "", "604068"},
	} {
		tx.Purpose, r.Interface, r.AID = c.purpose, kernel.Contactless, unhex(t, c.aid)
		if o, _ := tlv.Find(terminal.MessageData(kernel.FinancialRequest, cfg, tx, r), 0x9F33); fmt.Sprintf("%X", o.Value) != c.want {
			t.Errorf("%v of %s: 9F33 is %X, want %s", c.purpose, c.aid, o.Value, c.want)
		}
	}
}

// An element that is empty in the data record, as an amount that never came by data exchange is, is not there: what else knows it counts.
//
// B3 5.2 length 00
func TestEmptyElementOfRecord(t *testing.T) {
	for _, aid := range []string{"A0000000041010", "A0000000031010"} {
		cfg, tx, r := source(t, 0x22, always+decided+owner+shop+hour+track+typed(0x22)+"9F0300 9F1E00 9F0607"+aid+"8407"+aid)
		got := terminal.MessageData(kernel.FinancialRequest, cfg, tx, r)
		if o, ok := tlv.Find(got, 0x9F03); !ok || !bytes.Equal(o.Value, make([]byte, 6)) {
			t.Errorf("%s: 9F03 %X, %v", aid, o.Value, ok)
		}
	}
}

// The schemes' differences. Which scheme wants 84, 9F03 and 9F6E is published by acquirers; UnionPay's elements stand in its published messages.
func TestMessageDataOfSchemes(t *testing.T) {
	const (
		name    = "8407A0000000041010"
		ours    = "A0000000041010"
		form    = "9F6E0420700000"
		version = "9F09020002 9F410400000007 9F63023031"
	)
	base := always + decided + owner + shop + hour + track + typed(0x22)
	for _, c := range []struct {
		scheme, rid string
		request     string // beside what the tables have
		results     string // the tag of issuer script results
	}{
		{"Visa", "A000000003", name + noCash + form, "9F5B"},
		{"Mastercard", "A000000004", name + noCash + form, "9F5B"},
		{"American Express", "A000000025", name + noCash + form, "9F5B"},
		{"Discover", "A000000152", name + noCash + form, "9F5B"},
		{"JCB", "A000000065", name + noCash, "9F5B"},
		{"UnionPay", "A000000333", name + noCash + version, "DF31"},
		{"another", "A000000999", "", "9F5B"},
	} {
		aid := c.rid + "1010"
		cfg, tx, r := source(t, 0x22, base+noCash+"9F0607"+aid+strings.ReplaceAll(name, ours, aid)+form+version)
		for _, kind := range []kernel.MessageKind{kernel.AuthorisationRequest, kernel.FinancialRequest} {
			want := unhex(t, base+strings.ReplaceAll(c.request, ours, aid))
			if got := terminal.MessageData(kind, cfg, tx, r); sorted(got) != sorted(want) {
				t.Errorf("%s, %s:\ngot\n%s\nwant\n%s", c.scheme, kind, sorted(got), sorted(want))
			}
		}
		for _, kind := range []kernel.MessageKind{kernel.FinancialConfirmation, kernel.BatchData, kernel.OnlineAdvice, kernel.ReversalMessage} {
			got := terminal.MessageData(kind, cfg, tx, r)
			for _, tag := range []tlv.Tag{0x9F5B, 0xDF31} {
				if _, there := tlv.Find(got, tag); there != (tag.String() == c.results) {
					t.Errorf("%s, %s: %s there: %v", c.scheme, kind, tag, there)
				}
			}
		}
	}
}

// UnionPay's requests, uploads and batches have what its published messages have, for taps too, whose kernel gives neither the terminal's version of the application nor its counter: they are the
// configuration's and the transaction's.
//
// B4 6.5.5, 10.2
func TestMessageDataOfUnionPay(t *testing.T) {
	const unionPay, other = "A000000333010101", "A0000000041010"
	all := []tlv.Tag{0x84, 0x9F03, 0x9F09, 0x9F41, 0x9F63}
	sent := map[kernel.MessageKind]bool{kernel.AuthorisationRequest: true, kernel.FinancialRequest: true, kernel.BatchData: true, kernel.OfflineAdvice: true}
	parameter := func(aid, version string) kernel.Combination {
		return kernel.Combination{AID: unhex(t, aid), Parameters: []kernel.DataObject{{Tag: 0x9F09, Value: unhex(t, version)}}}
	}
	for _, c := range []struct {
		name, aid, record string
		sequence          uint32
		apps              []kernel.Application
		taps              []kernel.Combination
		want              string // values of 84, 9F03, 9F09, 9F41 and 9F63 in a request
	}{
		{"a tap", unionPay, "9F6302ABCD", 20, []kernel.Application{{AID: unhex(t, "A000000333"), PartialMatch: true, VersionNumber: [2]byte{0, 0x30}}}, nil, unionPay + " 000000000000 0030 00000020 ABCD"},
		{"a tap without a product", unionPay, "", 12345678, []kernel.Application{{AID: unhex(t, unionPay), VersionNumber: [2]byte{0, 0x8C}}}, nil, unionPay + " 000000000000 008C 12345678 "},
		{"its version a parameter", unionPay, "", 1, nil, []kernel.Combination{{AID: unhex(t, unionPay)}, parameter(other, "0001"), parameter("A000000333", "0031")}, unionPay + " 000000000000 0031 00000001 "},
		{"of combinations the longest", unionPay, "", 1, nil, []kernel.Combination{parameter("A000000333", "0031"), parameter(unionPay, "0032"), parameter("A00000033301", "0033")}, unionPay + " 000000000000 0032 00000001 "},
		{"of both the tap's own", unionPay, "", 1, []kernel.Application{{AID: unhex(t, unionPay), VersionNumber: [2]byte{0, 0x30}}}, []kernel.Combination{parameter("A000000333", "0031")}, unionPay + " 000000000000 0031 00000001 "},
		{"no version, and not counted", unionPay, "", 0, []kernel.Application{{AID: unhex(t, "A000000333010106"), VersionNumber: [2]byte{0, 0x30}}}, nil, unionPay + " 000000000000   "},
		{"the kernel has them", unionPay, "9F0902002A 9F410400000007", 20, []kernel.Application{{AID: unhex(t, unionPay), VersionNumber: [2]byte{0, 0x30}}}, nil, unionPay + " 000000000000 002A 00000007 "},
		{"another scheme", other, "9F6302ABCD", 20, []kernel.Application{{AID: unhex(t, other), VersionNumber: [2]byte{0, 2}}}, nil, other + " 000000000000   "},
	} {
		cfg, tx, r := source(t, 0x22, always+noCash+"9F0608"+unionPay+"84"+fmt.Sprintf("%02X", len(c.aid)/2)+c.aid+c.record)
		r.AID = unhex(t, c.aid)
		cfg.Applications, cfg.Combinations, tx.Sequence, r.Interface = c.apps, c.taps, c.sequence, kernel.Contactless
		for kind := range kernel.NumMessageKinds {
			var got []string
			data := terminal.MessageData(kind, cfg, tx, r)
			for _, tag := range all {
				o, _ := tlv.Find(data, tag)
				got = append(got, fmt.Sprintf("%X", o.Value))
			}
			want := c.want
			if request := kind == kernel.AuthorisationRequest || kind == kernel.FinancialRequest; !sent[kind] || c.aid == other && !request {
				want = "    "
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s, %s: %q, want %q", c.name, kind, strings.Join(got, " "), want)
			}
		}
	}
}

// What was accepted by force says so in the data of a batch and in advices, and in no other message that does not request it; nothing else says so, whatever card and acquirer want.
//
// B4 6.5.4
func TestForcedIndicator(t *testing.T) {
	cfg, tx, r := source(t, 0x22, "")
	r.DataRecord = tlv.Append(r.DataRecord, kernel.ForcedIndicator, []byte{2})
	for i := range 4 {
		var asked []tlv.Tag
		if r.Forced = i&1 != 0; i&2 != 0 {
			asked = []tlv.Tag{kernel.ForcedIndicator}
		}
		for kind := range kernel.NumMessageKinds {
			o, there := tlv.Find(terminal.MessageData(kind, cfg, tx, r, asked...), kernel.ForcedIndicator)
			in := kind == kernel.BatchData || kind == kernel.OfflineAdvice || kind == kernel.OnlineAdvice || asked != nil
			if there != (in && r.Forced) || there && string(o.Value) != "\x01" {
				t.Errorf("%s, forced %v, asked for %v: %v, %X", kind, r.Forced, asked, there, o.Value)
			}
		}
	}
}

// The account that was chosen is in the data of a batch and in advices: the messages that are made of them have nothing else to know it by.
//
// B4 12.1.5, 12.1.7
func TestAccountOfMessages(t *testing.T) {
	cfg, tx, r := source(t, 0x22, "")
	for _, r.Account = range []tlv.AccountTypeValue{tlv.DefaultAccount, tlv.SavingsAccount} {
		for kind := range kernel.NumMessageKinds {
			o, there := tlv.Find(terminal.MessageData(kind, cfg, tx, r), 0x5F57)
			in := kind == kernel.BatchData || kind == kernel.OfflineAdvice || kind == kernel.OnlineAdvice
			if there != (in && r.Account == tlv.SavingsAccount) || there && string(o.Value) != "\x10" {
				t.Errorf("%s, account %X: %v, %X", kind, r.Account, there, o.Value)
			}
		}
	}
}

// A sale has its confirmation and its batch data, with the approval code and the script results, until it is wiped, taken back, or another follows.
//
// B4 12.1.4, 12.1.5, 6.3.9 transmitted
func TestMessagesOfSale(t *testing.T) {
	ctx := context.Background()
	x := newTill(t, "default", "pin")
	x.devices.Acquirer.Requests = []tlv.Tag{0x9F07, 0x8E, 0x9F0D, 0x9F0E, 0x9F0F, 0x5F28}
	var request terminal.Request
	x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
		request = r
		request.DE55 = bytes.Clone(r.DE55)
		response, err := issuer.Test().Authorise(r.DE55, issuer.Options{Scripts: []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PINUnblock()}}}})
		return tlv.Append(response.Data, 0x89, []byte("A1B2C3")), err
	})
	x.start(t)
	sell := func() *terminal.Sale {
		t.Helper()
		sale, err := x.Sell(ctx, 1234)
		if err != nil || !sale.Approved() {
			t.Fatalf("%v, %v", sale, err)
		}
		return sale
	}
	find := func(b []byte, tag tlv.Tag) string { o, _ := tlv.Find(b, tag); return fmt.Sprintf("%X", o.Value) }
	sale := sell()
	batch, confirmation := sale.Message(kernel.BatchData), sale.Message(kernel.FinancialConfirmation)
	for tag, want := range map[tlv.Tag]string{
		0x89: "413142324333", 0x8A: "3030", 0x9F27: "40", 0x9F02: "000000001234", 0x9F01: "000000000001", 0x57: "",
		0x9F07: "FF80", 0x8E: "0000000000000000040302031E031F03", 0x9F0D: "FC50A80000", 0x9F0E: "0000000000", 0x9F0F: "FC78FCF800", 0x5F28: "0276",
		0x9F26: sale.Receipt.Cryptogram[3:],
	} {
		if got := find(batch, tag); got != want {
			t.Errorf("batch data: %s is %q, want %q", tag, got, want)
		}
	}
	if find(batch, 0x5A) == "" || find(batch, 0x8E) == "" || find(batch, 0x5F24) == "" {
		t.Errorf("%X", batch)
	}
	if got := find(confirmation, 0x9F5B); got != "2000000000" || got != find(batch, 0x9F5B) || find(confirmation, 0x9F26) != sale.Receipt.Cryptogram[3:] {
		t.Errorf("confirmation: %X", confirmation)
	}
	if find(request.DE55, 0x9F01) == "" || find(request.Message(kernel.AuthorisationRequest, x.cfg), 0x9F01) == "" || find(request.Message(kernel.AuthorisationRequest, x.cfg), 0x9B) != "" {
		t.Errorf("%X", request.DE55)
	}
	for _, kind := range []kernel.MessageKind{kernel.AuthorisationRequest, kernel.OnlineAdvice, kernel.ReversalMessage, 99} {
		if sale.Message(kind) != nil {
			t.Error(kind)
		}
	}
	account := find(batch, 0x5A)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		if text := fmt.Sprintf(verb, sale) + fmt.Sprintf(verb, *sale); strings.Contains(strings.ToUpper(text), account) || strings.Contains(text, "0x54, 0x13") || strings.Contains(text, "84 19 51") {
			t.Errorf("%s: %s", verb, text)
		}
	}
	gone := func(what string, s *terminal.Sale, views ...[]byte) {
		t.Helper()
		for _, b := range views {
			if len(b) == 0 || !bytes.Equal(b, make([]byte, len(b))) {
				t.Errorf("%s: not wiped: %X", what, b)
			}
		}
		if s.Message(kernel.BatchData) != nil || s.Message(kernel.FinancialConfirmation) != nil {
			t.Errorf("%s: still there", what)
		}
	}
	next := sell()
	gone("the next transaction", sale, batch, confirmation)
	batch = next.Message(kernel.BatchData)
	next.Wipe()
	gone("Wipe", next, batch)
	last := sell()
	batch = last.Message(kernel.BatchData)
	if err := x.Undo(ctx, next.Number, terminal.GoodsNotTaken); err != nil || last.Message(kernel.BatchData) == nil {
		t.Errorf("another sale was taken back: %v", err)
	}
	if err := last.Undo(ctx, terminal.GoodsNotTaken); err != nil {
		t.Fatal(err)
	}
	gone("Undo", last, batch)
	if new(terminal.Sale).Message(kernel.BatchData) != nil {
		t.Error("a sale that was never made")
	}

	plain := newTill(t, "default", "full") // without a PIN: it refuses to unblock one, with its first command
	plain.devices.Acquirer.Host = x.devices.Acquirer.Host
	plain.start(t)
	if refused, err := plain.Sell(ctx, 1234); err != nil || find(refused.Message(kernel.FinancialConfirmation), 0x9F5B) != "1100000000" {
		t.Errorf("%v, %v: script results", refused, err)
	}
}

// Only what is captured has batch data, and only what a host has answered a confirmation.
//
// B4 12.1.4, 12.1.5
func TestWhichMessages(t *testing.T) {
	ctx := context.Background()
	has := func(what string, s *terminal.Sale, err error, batch, confirmation bool) {
		t.Helper()
		if err != nil || (s.Message(kernel.BatchData) != nil) != batch || (s.Message(kernel.FinancialConfirmation) != nil) != confirmation {
			t.Errorf("%s: %v, %v: %X, %X", what, s, err, s.Message(kernel.BatchData), s.Message(kernel.FinancialConfirmation))
		}
	}
	x := newTill(t, "default", "full")
	s, err := x.Sell(ctx, 100)
	has("approved offline", s, err, true, false)
	s, err = x.Do(ctx, terminal.Order{Purpose: kernel.AccountVerification})
	has("no amount", s, err, false, true)
	s, err = x.Do(ctx, terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 1234})
	has("reserved", s, err, false, true)
	x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
		response, err := issuer.Test().Authorise(r.DE55, issuer.Options{Decline: true})
		return response.Data, err
	})
	x.start(t)
	s, err = x.Sell(ctx, 1234)
	has("declined by the host", s, err, false, true)
	x.devices.Acquirer.Host = hostFunc(func(terminal.Request) ([]byte, error) { return []byte("\x8A\x0208"), nil })
	x.start(t)
	if s, err = x.Sell(ctx, 1234); !s.Receipt.Reversed {
		t.Errorf("%v, %v: not reversed", s, err)
	}
	has("approved by the host, declined by the card", s, err, false, false)
	y := newTill(t, "default-bit", "full")
	y.bank.lost = true
	s, err = y.Sell(ctx, 1234)
	has("answer lost", s, err, false, false)
}

// adviser takes one advice.
type adviser struct {
	*bank
	got []byte
}

func (a *adviser) Advise(_ context.Context, data []byte) error {
	a.got = bytes.Clone(data)
	return nil
}

// An advice has the data of its table: online with track 2, for a batch with the PAN; and the script results, and the account that the cardholder chose.
//
// B4 12.1.5, 12.1.7, 6.3.9 transmitted
func TestAdviceData(t *testing.T) {
	for _, batches := range []bool{false, true} {
		x := newTill(t, "default", "full")
		x.cfg.Terminal.Advices, x.cfg.Terminal.Accounts = true, []tlv.AccountTypeValue{tlv.SavingsAccount, tlv.DefaultAccount}
		x.devices.Cardholder.Dialogue = keyed{}
		to := &adviser{bank: x.bank}
		x.devices.Acquirer.Messages, x.devices.Acquirer.Batches = to, batches
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			response, err := issuer.Test().Authorise(r.DE55, issuer.Options{Decline: true, Scripts: []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PINUnblock()}}}})
			return response.Data, err
		})
		x.start(t)
		if sale, err := x.Sell(context.Background(), 1234); err != nil || sale.Approved() {
			t.Fatalf("%v, %v", sale, err)
		}
		for tag, want := range map[tlv.Tag]bool{
			0x57: !batches, 0x5A: batches, 0x5F24: batches, 0x9F5B: true, 0x8A: true, 0x9F26: true, 0x9F01: true, 0x9F16: true, 0x9F1C: true, 0x89: false, 0x9B: false,
		} {
			if _, there := tlv.Find(to.got, tag); there != want {
				t.Errorf("batches %v: %s there: %v", batches, tag, there)
			}
		}
		if o, _ := tlv.Find(to.got, 0x5F57); string(o.Value) != "\x10" {
			t.Errorf("batches %v: account %X", batches, o.Value)
		}
	}
}

// Under the tag of script results Kernel 2 has a list and Kernel 4 a membership: no message has them in their place, whoever requests it, nor is anybody told of scripts.
//
// B4 6.3.9 transmitted
func TestNoScriptResultsOfOthers(t *testing.T) {
	for _, row := range []tlv.Row{tlv.DSDOL, tlv.ProductMembershipNumber, tlv.IssuerScriptResults, tlv.IssuerScriptResultsKernel3} {
		want := ""
		if row == tlv.IssuerScriptResults || row == tlv.IssuerScriptResultsKernel3 {
			want = "2000000000"
		}
		for _, aid := range []string{"A0000000041010", "A000000333010101"} {
			cfg, tx, r := source(t, 0x22, always+decided+pan)
			r.AID, r.Report = unhex(t, aid), kerneltest.Report(kerneltest.Element{Row: row, Value: unhex(t, "2000000000")})
			for kind := kernel.AuthorisationRequest; kind <= kernel.ReversalMessage; kind++ {
				data := terminal.MessageData(kind, cfg, tx, r, 0x9F5B)
				own, _ := tlv.Find(data, 0xDF31)
				o, _ := tlv.Find(data, 0x9F5B)
				if got := fmt.Sprintf("%X%X", o.Value, own.Value); got != want {
					t.Errorf("%s of %s in message %s: %s, want %s", row.Element().Name, aid, kind, got, want)
				}
			}
		}
	}
}
