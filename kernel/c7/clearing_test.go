package c7_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// Trap 17: the elements of annex C in its order, with all that a card may give: TVR of zeroes, the PAN always, track 2 and track 1 discretionary data online alone.
// Behind them stand the AID, the application's name and the entry mode.
// C-7 annex C
func TestClearingData(t *testing.T) {
	const (
		par   = "5031323334353637383930313233343536373839303132333435363738"
		all   = "9F02 9F03 9F26 82 5A 5F34 9F36 9F27 9F10 9F33 9F1A 95 57 5F2A 9A 9C 9F37 9F24 9F63 9F1F 9F7C 9F0A 9F25 9F19 9F06 84 9F39"
		least = "9F02 9F03 9F26 82 5A 9F36 9F27 9F10 9F33 9F1A 95 5F2A 9A 9C 9F37 9F06 84 9F39"
	)
	rich := func(r *reader) {
		r.also = append(r.also, r.objects("9F0A 00010103")...)
		r.set("9F24", par).set("9F63", "3030").set("9F1F", "31").set("9F7C", "0102").set("9F25", "0001").set("9F19", "012345678901")
	}
	bare := func(r *reader) { r.file(1, "5F34", "-").file(1, "57", "-") }
	for _, c := range []struct {
		name string
		base func(testing.TB) *reader
		edit func(*reader)
		want string
	}{
		{"online, all", special, rich, all},
		{"offline, all", offline, rich, strings.NewReplacer(" 57", "", " 9F1F", "").Replace(all)},
		{"offline, bare", offline, bare, least},
		{"online, bare", online, func(*reader) {}, strings.Replace(least, "95 ", "95 57 ", 1)},
	} {
		out := c.base(t).with(c.edit).run()
		var got []string
		values := map[tlv.Tag]string{}
		cursor := tlv.NewCursor(out.DataRecord)
		for o := range cursor.All() {
			got = append(got, o.Tag.String())
			values[o.Tag] = fmt.Sprintf("%X", o.Value)
		}
		if s := strings.Join(got, " "); s != c.want || !bench.Whole(out.DataRecord) { // C-7 4.5.1, 4.5.2
			t.Errorf("%s:\n got %s\nwant %s", c.name, s, c.want)
		}
		if values[0x95] != "0000000000" || values[0x5A] != "6228000100001F" || values[0x9F37] != "1E78EEBC" || values[0x9F02] != "000000001234" || values[0x9F06] != aid ||
			values[0x84] != aid || values[0x9F39] != "07" {
			t.Errorf("%s: %v", c.name, values)
		}
	}
}

// UnionPay's electronic cash: the issuer's code goes to the acquirer with an offline approval, behind the book's elements and whatever its length, and with nothing else.
// C-7 4.2.4.8, annex C
func TestElectronicCashCode(t *testing.T) {
	for _, c := range []struct {
		name string
		base func(testing.TB) *reader
		code string
		want bool
	}{
		{"offline", offline, "454343303031", true},
		{"another length", offline, "4543", true},
		{"online", special, "454343303031", false},
		{"empty", offline, "", false},
	} {
		out := c.base(t).with(func(r *reader) { r.file(1, "9F74", c.code) }).run()
		o, ok := tlv.Find(out.DataRecord, 0x9F74)
		if ok != c.want || c.want && fmt.Sprintf("%X", o.Value) != c.code {
			t.Errorf("%s: %v, %X", c.name, out.Status, out.DataRecord)
		}
	}
}

// The PAN of track 2 stands in where the card has no other: of even and of odd length. A card that gives neither, or no track 2 for the host, ends.
// C-7 annex C
func TestAccount(t *testing.T) {
	for _, c := range []struct {
		pan, track2 string
		want        string // of the record, empty: the transaction ends
	}{
		{"-", "6228000100001D49122010000000000000000F", "6228000100001F"},
		{"-", "6228000000000013D49122010000000000000F", "6228000000000013"},
		{"-", "6228000000000000013D4912201000000000FF", "6228000000000000013F"},
		{"6228000100001F", "6228000000000013D49122010000000000000F", "6228000100001F"}, // by the book they need not agree
		{"-", "62280000000000134912201000000000000000", ""},                            // no separator
		{"-", "D4912201000000", ""},
		{"", "622800010000AD49122010000000000000000F", ""},
		{"6228000100001F", "622800010000AD49122010000000000000000F", "6228000100001F"},
	} {
		out := online(t).set("5A", c.pan).set("57", c.track2).run()
		o, _ := tlv.Find(out.DataRecord, 0x5A)
		if fmt.Sprintf("%X", o.Value) != c.want || c.want == "" && of(out) != ends("C") {
			t.Errorf("%s, %s: %X, %+v", c.pan, c.track2, o.Value, of(out))
		}
	}
	special(t).file(1, "57", "-").expect(ends("C").authenticated("ok"))
	offline(t).file(1, "57", "-").expect(approves)
	offline(t).file(1, "57", "-").file(1, "5A", "-").expect(declines("4.3.2.5").authenticated("failed"))
}

// Nothing that prints an outcome or a result shows the account: no verb, no JSON, no trace note.
// C-7 annex C
func TestMasked(t *testing.T) {
	r := special(t).set("9F1F", "3132333435363738").set("5F20", "444F452F4A4F484E")
	out := r.run()
	text := ""
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q", "%d"} {
		text += fmt.Sprintf(verb, out.Result) + fmt.Sprintf(verb, r.outcome)
	}
	b, err := json.Marshal(out.Result)
	if err != nil {
		t.Fatal(err)
	}
	text += string(b)
	x := (&tap{card: "unionpay-offline", ttq: "36004000"}).new(t)
	x.Run()
	for _, e := range x.Trace {
		text += e.Text + e.Name
	}
	if !strings.Contains(text, "fDDA verified") {
		t.Error("no trace")
	}
	for _, secret := range []string{"6228000100001", "6228000000000013", "3132333435363738", "12345678", "DOE/JOHN"} {
		if strings.Contains(strings.ToUpper(text), secret) {
			t.Errorf("%s is shown", secret)
		}
	}
	if !bytes.Contains(out.DataRecord, r.hex("6228000100001F")) {
		t.Error("no PAN in the record")
	}
}
