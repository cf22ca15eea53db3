package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// sampleValue is a value of n bytes that the format accepts and that is no run of one byte.
func sampleValue(format tlv.Format, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		switch format {
		case tlv.A, tlv.AN, tlv.ANS:
			b[i] = 'A' + byte(i%23)
		case tlv.N, tlv.CN:
			b[i] = byte(i%9+1)<<4 | byte((i*3)%9+1)
		default:
			b[i] = byte(17*i+0x21) | 0x0A // no decimal digits that could be a card number
		}
	}
	return b
}

// What identifies a card or its holder is masked by decode and taken out by redact: one rule, over every row of the
// dictionary and every element of older texts.
func TestDecodeAndRedactHideTheSame(t *testing.T) {
	check := func(tag tlv.Tag, template tlv.Tag, book tlv.Book, value []byte, sensitive bool) {
		t.Helper()
		object := tlv.Append(nil, tag, value)
		record := tlv.Append(nil, tlv.TagRecord, object)
		conv := &transcript.Conversation{}
		conv.Add(transcript.Exchange{Command: unhex("00B2010C00"), Response: append(bytes.Clone(record), 0x90, 0x00)})
		after := conv.Redact().Exchanges()[0].Response
		taken := !bytes.Equal(after[:len(record)], record)

		d := decoder{book: book, fixed: true, template: template}
		items, _ := d.objects(object)
		items = d.covered(items)
		shown := false
		for _, s := range words(items) {
			shown = shown || strings.Contains(s, upper(value)) || strings.Contains(s, string(value))
		}
		switch {
		case sensitive && !taken:
			t.Errorf("%s in %s: sensitive, and redact leaves it", tag, bookName(book))
		case taken && shown && !localMeaning(tag):
			t.Errorf("%s in %s of %d bytes: redact takes it, and decode shows it", tag, bookName(book), len(value))
		case transcript.Hidden(tag, value) != taken && !tag.Constructed():
			t.Errorf("%s in %s: hidden %v, taken %v", tag, bookName(book), transcript.Hidden(tag, value), taken)
		}
	}
	rows := 0
	for i := 1; i < tlv.NumRows; i++ {
		row := tlv.Row(i)
		e := row.Element()
		if row.Tag() == 0 || row.Tag().Constructed() {
			continue
		}
		rows++
		template := tlv.Tag(0)
		if e.Local {
			template = e.Templates[0]
		}
		for _, n := range []int{int(e.Min), int(min(e.Max, 40)), 8, 20} {
			if n >= 4 && e.Fits(n) {
				check(row.Tag(), template, firstBook(e.Books), sampleValue(e.Format, n), e.Sensitive)
			}
		}
	}
	if rows < 300 {
		t.Errorf("%d rows", rows)
	}
	for tag, list := range olderElements() {
		for _, e := range list {
			if n := min(e.max, 42); n >= 4 && !tag.Constructed() {
				check(tag, 0, tlv.Contact, sampleValue(e.format, n), false)
			}
		}
	}
}

// localMeaning reports whether a tag is sensitive in some templates only.
func localMeaning(tag tlv.Tag) bool {
	for i := 1; i < tlv.NumRows; i++ {
		if row := tlv.Row(i); row.Tag() == tag && row.Element().Sensitive && row.Element().Local {
			return true
		}
	}
	return false
}

// words is all that items say.
func words(list []item) (all []string) {
	for _, it := range list {
		all = slices.Concat(all, []string{it.Value}, it.Words, words(it.Items))
	}
	return all
}

// The account reference, what names the chip, and a number or a track that is cut are masked, and shown to who asks for them.
func TestNumbersOfCardAndHolderAreMasked(t *testing.T) {
	const par = "9F241D5630303130303133303132333435363738393031323334353637383930"
	const cplc = "9F7F2A111122223333444455556666777777778888999910101212131314141515161616161717181819191919"
	for _, c := range []struct{ input, hidden, shown string }{
		{par, "5630303130303133", ""},
		{cplc, "77777777", "1111"},
		{"9F46080102030405060708", "0102030405060708", "the PAN can be found from it"},
		// whose last bytes are missing, in what is read as something else
		{"7011005F3401015A0A622848040256489001", "2848040256", "Issuer Application Data"},
		{"70190000820219809404080101008F01995A0837424500174100", "3742450017", "counters: ***101008F01995A08**************"},
		{"7019005712374245001741007D221220111438044000005F3401", "dynamic number: 0017", "card verification results: 00571237**** (masked)"},
		{"E10A5A0837424500174100", "3742450017", "E10A5A08**************"},
		{"E10C5A0A62284804025648", "6228480402", "E10C5A0A"},
		{"E115FF5712374245001741007D22122011143804", "dynamic number: 0017", "card verification results: FF5712****** (masked)"},
		{"E113FFFFFF5A0A6228480402564890018F5F3401", "counters: 0402564890", "derivation key index: E1"},
	} {
		_, out, _ := emv("", "decode", c.input)
		if strings.Contains(out, c.hidden) || !strings.Contains(out, c.shown) {
			t.Errorf("%s: %s", c.input, out)
		}
		if _, out, _ := emv("", "decode", "-show-pan", c.input); !strings.Contains(out, c.hidden) {
			t.Errorf("-show-pan %s: %s", c.input, out)
		}
	}
}

// A record that stands where none belongs is covered as it is anywhere: in the value of an element, in what is pasted together, in what is not recognised.
func TestRecordsThatStandAnywhereAreMasked(t *testing.T) {
	const name = "444F452F4A4F484E2041" // DOE/JOHN A
	tagged := []string{"80", "82", "83", "84", "86", "87", "8A", "8C", "8D", "8E", "91", "94", "95", "97", "9B", "50", "5F2D", "5F50", "9F02", "9F10", "9F12", "9F27", "9F33", "9F34", "9F36", "9F38", "9F4F", "9F49", "9F66", "9F69", "9F6C", "9F6E", "DF8129", "DF60", "C1"}
	for _, digits := range []string{"4761731234567890", "97921234567891", "347173123456789", "476173123456789012", "62173123456789012", "4761731234567890123", "602931375858477", "54565275582823573", "302448594807559200"} {
		pan := digits[:len(digits)-1]
		for check := '0'; !tlv.Luhn(pan); check++ {
			pan = digits[:len(digits)-1] + string(check)
		}
		number, track := pan, pan+"D30122011234567890"
		for _, s := range []*string{&number, &track} {
			if len(*s)%2 != 0 {
				*s += "F"
			}
		}
		record := tlv.Append(nil, 0x5A, unhex(number))
		record = tlv.Append(record, 0x57, unhex(track))
		record = tlv.Append(tlv.Append(record, 0x5F20, unhex(name)), 0x9F1F, []byte("1234567890"))
		record = tlv.Append(nil, 0x70, record)
		all := upper(record)
		lines := [][]string{
			{upper(tlv.Append(nil, 0x80, record))},
			{upper(tlv.Append(nil, 0x80, record)) + "9000"},
			{"00B2010C006C2A00B2010C2A" + all + "9000"},
			{"0102030405" + all},
			{"FF00" + all[:len(all)-8]},
			{all[4:]},
			{"6300" + all + "00"},
			{"00" + all + "6283"},
		}
		for _, tag := range tagged {
			lines = append(lines, []string{"-as", tag, all}, []string{upper(append(append(unhex(tag), byte(len(record))), record...))})
		}
		for _, line := range lines {
			for _, form := range [][]string{{"decode"}, {"decode", "-json"}} {
				_, out, errw := emv("", append(form, line...)...)
				said := out + errw
				for what, secret := range map[string]string{"PAN": pan[6 : len(pan)-4], "track": "D3012201123456", "name": name, "name in characters": "JOHN"} {
					if strings.Contains(said, secret) {
						t.Errorf("%s of %s in %v:\n%s", what, pan, line, said)
					}
				}
			}
		}
		if _, out, errw := emv("", "decode", "-show-pan", lines[0][0]); !strings.Contains(out, all) {
			t.Errorf("-show-pan: %s%s", out, errw)
		}
	}
}

// redact takes the same out of a conversation.
func TestRecordsThatStandAnywhereAreRedacted(t *testing.T) {
	const pan, name, track = "4761731234567897", "444F452F4A4F484E2041", "D301220112345678905F"
	record := "7029" + "5A08" + pan + "5710" + pan + track[:16] + "5F200A" + name
	for _, response := range []string{"802B" + record, "832B" + record, "8C2B" + record, "6C2A00B2010C2A" + record, "0102" + record, "DF7A2B" + record} {
		conv := &transcript.Conversation{}
		conv.Add(transcript.Exchange{Command: unhex("00B2010C00"), Response: unhex(response + "9000")})
		text := conv.Redact().String()
		for _, secret := range []string{pan[6:12], name, track[:12]} {
			if strings.Contains(text, secret) {
				t.Errorf("%s in %s", secret, text)
			}
		}
	}
}
