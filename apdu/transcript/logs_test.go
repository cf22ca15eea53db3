package transcript_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// The log of EMV 4.4 B3 annex D with made-up transactions, UnionPay's with a merchant's name and its log of loads, and a
// log whose format was not asked for.
const (
	logSample = `card: made up
-- conversation --
> 00A4040007A000000003101000
< 6F198407A0000000031010A50E500456495341BF0C059F4D020B0A9000
> 80CA9F4F00
< 9F4F109F02069F27019F1A025F2A029A039C019000
> 00B2015C00
< 0000000010004002760978260115009000
> 00A4040008A00000033301010100
< 6F1F8408A000000333010101A513500455504159BF0C0A9F4D020B0ADF4D020C0A9000
> 80CA9F4F00
< 9F4F0D9A039F02069F1A029F4E149C019000
> 80CADF4F00
< DF4F079A039F02069C019000
> 00B2015C00
< 26112900000001234501564D616465207570206D65726368616E7420202020009000
> 00B2016400
< 260115000000010000639000
> 00B2012400
< 70045F3401019000
> 00A4040007A000000004101000
< 6F198407A0000000041010A50E50044D434849BF0C059F4D020B0A9000
> 00B2015C00
< 000000001000400276097826011500CAFE9000
`
	logWant = `redacted: yes
-- conversation --
> 00A4040007A000000003101000
< 6F198407A0000000031010A50E500456495341BF0C059F4D020B0A9000
> 80CA9F4F00
< 9F4F109F02069F27019F1A025F2A029A039C019000
> 00B2015C00
< 0000000000004000000000000000009000
> 00A4040008A00000033301010100
< 6F1F8408A000000333010101A513500455504159BF0C0A9F4D020B0ADF4D020C0A9000
> 80CA9F4F00
< 9F4F0D9A039F02069F1A029F4E149C019000
> 80CADF4F00
< DF4F079A039F02069C019000
> 00B2015C00
< 00000000000000000000000000000000000000000000000000000000000000009000
> 00B2016400
< 000000000000000000639000
> 00B2012400
< 70045F3401019000
> 00A4040007A000000004101000
< 6F198407A0000000041010A50E50044D434849BF0C059F4D020B0A9000
> 00B2015C00
< 00000000000000000000000000000000009000
`
)

// Amounts, dates, countries and merchants of transaction logs do not stay in a redacted conversation.
func TestRedactTransactionLogs(t *testing.T) {
	c := parse(t, logSample)
	logs := c.Logs()
	want := []transcript.Log{
		{From: 0, To: 3, SFI: 11, Records: 10, Format: tlv.DOL{0x9F, 0x02, 6, 0x9F, 0x27, 1, 0x9F, 0x1A, 2, 0x5F, 0x2A, 2, 0x9A, 3, 0x9C, 1}},
		{From: 3, To: 9, SFI: 11, Records: 10, Format: tlv.DOL{0x9A, 3, 0x9F, 0x02, 6, 0x9F, 0x1A, 2, 0x9F, 0x4E, 0x14, 0x9C, 1}},
		{From: 3, To: 9, SFI: 12, Records: 10, Format: tlv.DOL{0x9A, 3, 0x9F, 0x02, 6, 0x9C, 1}, Load: true},
		{From: 9, To: 11, SFI: 11, Records: 10},
	}
	if len(logs) != len(want) {
		t.Fatalf("%d logs", len(logs))
	}
	for i, l := range logs {
		w := want[i]
		if l.From != w.From || l.To != w.To || l.SFI != w.SFI || l.Records != w.Records || l.Load != w.Load || string(l.Format) != string(w.Format) {
			t.Errorf("log %d: %+v", i, l)
		}
	}
	if got := c.Redact().String(); got != logWant {
		t.Errorf("got\n%s\nwant\n%s", got, logWant)
	}
}

// Of the card production life cycle data what names the chip goes, and the maker stays; numbers of cards, accounts and
// members go whole, and so does a stripe in DF4F, which is else the format of a log.
func TestRedactNumbersOfCardsAndHolders(t *testing.T) {
	const text = `card: made up
-- conversation --
> 80CA9F7F00
< 9F7F2A479050404791810231009068123456785432481212919128481313920013139200000000000000000000009000
> 00B2010C00
< 70359F241D5630303130303133303132333435363738393031323334353637383941DF3E0B41424344454647484950519F5B04414243399000
> 00B2020C00
< 70099F5B06059F02069F039000
> 00B2030C00
< 701FDF4F1C61343131313131313131313131313131315441524F2059414D4144419000
> 80CADF4F00
< DF4F059A039F36029000
`
	const want = `redacted: yes
-- conversation --
> 80CA9F7F00
< 9F7F2A479050404791810231000000000000000000481200009128000013920000000000000000000000000000009000
> 00B2010C00
< 70359F241D0000000000000000000000000000000000000000000000000000000000DF3E0B00000000000000000000019F5B04585858309000
> 00B2020C00
< 70099F5B06059F02069F039000
> 00B2030C00
< 701FDF4F1C000000000000000000000000000000000000000000000000000000009000
> 80CADF4F00
< DF4F059A039F36029000
`
	if got := parse(t, text).Redact().String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A log that GET DATA or a record names, and records whose commands were not recorded: they are a log's by their length.
func TestRedactLogsNamedElsewhere(t *testing.T) {
	const (
		fci    = "> 00A4040007A000000003101000\n< 6F128407A0000000031010A5075004564953418701019000\n"
		format = "> 80CA9F4F00\n< 9F4F109F02069F27019F1A025F2A029A039C019000\n"
		record = "< 0000000010004002760978260115009000\n"
		hidden = "< 0000000000004000000000000000009000\n"
	)
	for name, text := range map[string]string{
		"by GET DATA":      fci + "> 80CA9F4D00\n< 9F4D020B0A9000\n" + format + "> 00B2015C00\n" + record,
		"bare":             fci + "> 80CA9F4D00\n< 060A9000\n" + format + "> 00B2013400\n" + record,
		"behind an empty":  fci + "> 80CA9F4D00\n< 9F4D009F4D02060A9000\n> 80CA9F4F00\n< 9F4F009000\n" + format + "> 00B2013400\n" + record,
		"selected again":   strings.ReplaceAll(fci+format+fci+"> 00B2013400\n"+record, "6F128407A0000000031010A507", "6F178407A0000000031010A50C9F4D02060A"),
		"in a record":      fci + "> 00B2010C00\n< 70059F4D020B0A9000\n" + format + "> 00B2015C00\n" + record,
		"without commands": "> ?\n< 6F198407A0000000031010A50E500456495341BF0C059F4D020B0A9000\n" + strings.Replace(format, "80CA9F4F00", "?", 1) + "> ?\n" + record,
		"header alone":     fci + "> 80CA9F4D ?\n< 9F4D020B0A9000\n" + format + "> 00B2015C ?\n" + record,
	} {
		got := parse(t, "-- conversation --\n"+text).Redact().String()
		if !strings.HasSuffix(got, hidden) || strings.Contains(got, "260115") {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}
