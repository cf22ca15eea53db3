package tlv_test

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

// vectors is the published decodings: testvectors/decode.
func vectors(t *testing.T) *testvectors.Decoding {
	t.Helper()
	v, err := testvectors.Decodings()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestPublishedTemplates(t *testing.T) {
	// EMV 4.4 B3 annex B
	for _, v := range vectors(t).Templates {
		c := tlv.NewCursor(unhex(t, v.Input))
		tree, err := tags(&c)
		if tree != v.Tree || err != nil {
			t.Errorf("%s: %s\n have %s, %v\n want %s", v.Name, v.Input, tree, err, v.Tree)
		}
		nodes, err := tlv.Tree(unhex(t, v.Input))
		if err != nil {
			t.Fatal(err)
		}
		again, err := tlv.Encode(nodes)
		if got := strings.ToUpper(hex.EncodeToString(again)); got != v.Input || err != nil {
			t.Errorf("%s: written again\n have %s, %v\n want %s", v.Name, got, err, v.Input)
		}
	}
}

func tags(c *tlv.Cursor) (string, error) {
	var all []string
	for o, ok := c.Next(); ok; o, ok = c.Next() {
		s := o.Tag.String()
		if o.Tag.Constructed() {
			children := o.Children()
			inner, err := tags(&children)
			if err != nil {
				return "", err
			}
			s += "(" + inner + ")"
		}
		all = append(all, s)
	}
	return strings.Join(all, " "), c.Err()
}

func TestPublishedBits(t *testing.T) {
	// EMV 4.4 B3 annex C1, annex C2, annex C5, annex C6, EMV 4.4 B4 annex A2
	where := regexp.MustCompile(`^byte (\d) bit (\d): .`)
	for _, v := range vectors(t).Bits {
		tag, err := tlv.ParseTag(v.Tag)
		if err != nil {
			t.Fatal(err)
		}
		row, _ := tlv.Lookup(tlv.Contact, 0, tag)
		var got []string
		for _, line := range tlv.Explain(row, unhex(t, v.Value)) {
			m := where.FindStringSubmatch(line)
			if m == nil {
				t.Fatalf("%s %s: %q", v.Tag, v.Value, line)
			}
			got = append(got, m[1]+"."+m[2])
		}
		slices.SortFunc(got, compareBits)
		if !slices.Equal(got, v.Bits) {
			t.Errorf("%s %s:\n have %v\n want %v", v.Tag, v.Value, got, v.Bits)
		}
	}
}

// compareBits puts bytes in rising and bits in falling order, as tables of bits have them.
func compareBits(a, b string) int {
	if a[0] != b[0] {
		return int(a[0]) - int(b[0])
	}
	return int(b[2]) - int(a[2])
}

func TestPublishedLists(t *testing.T) {
	v := vectors(t)
	for _, d := range v.DOLs { // EMV 4.4 B3 5.4
		dol, err := tlv.ParseDOL(unhex(t, d.DOL))
		var got []string
		for tag, n := range dol.All() {
			got = append(got, fmt.Sprintf("%v:%d", tag, n))
		}
		if err != nil || !slices.Equal(got, d.Entries) {
			t.Errorf("%s: %v, %v", d.DOL, got, err)
		}
	}
	for _, a := range v.AFLs { // EMV 4.4 B3 10.2
		lines := tlv.Explain(tlv.AFL, unhex(t, a.AFL))
		for i, want := range a.Records {
			var sfi, first, last int
			_, _ = fmt.Sscanf(want, "%d:%d-%d", &sfi, &first, &last)
			prefix := fmt.Sprintf("SFI %d, records %d to %d", sfi, first, last)
			if first == last {
				prefix = fmt.Sprintf("SFI %d, record %d", sfi, first)
			}
			if len(lines) != len(a.Records) || !strings.HasPrefix(lines[i]+",", prefix+",") {
				t.Errorf("%s: have %q, want %q", a.AFL, lines, a.Records)
			}
		}
	}
	for _, l := range v.CVMLists { // EMV 4.4 B3 10.5
		list, err := tlv.ParseCVMList(unhex(t, l.List))
		if (err != nil) != l.Refused {
			t.Errorf("%s: %v", l.List, err)
		}
		if err != nil {
			continue
		}
		var got []string
		for i := range list.Len() {
			rule := list.Rule(i)
			got = append(got, fmt.Sprintf("%02X%02X", byte(rule.Code), byte(rule.Condition)))
		}
		if list.X != l.X || list.Y != l.Y || !slices.Equal(got, l.Rules) {
			t.Errorf("%s: X %d, Y %d, %v", l.List, list.X, list.Y, got)
		}
	}
}

func TestPublishedObjects(t *testing.T) {
	for _, v := range vectors(t).Objects { // EMV 4.4 B3 annex B
		got := list(unhex(t, v.Input))
		if v.Refused == "" && got != v.Objects || v.Refused != "" && !strings.HasSuffix(got, ": "+v.Refused) {
			t.Errorf("%s:\n have %s\n want %s%s", v.Input, got, v.Objects, v.Refused)
		}
	}
	for _, v := range vectors(t).Encodings { // EMV 4.4 B3 annex B
		words := strings.Fields(v.Objects)
		if got := strings.ToUpper(hex.EncodeToString(build(t, &words))); got != v.Output {
			t.Errorf("%s:\n have %s\n want %s", v.Objects, got, v.Output)
		}
	}
}

// Every byte of a published request belongs to an object, which has a name, and the objects written again
// are the request.
func TestPublishedRequests(t *testing.T) {
	requests := vectors(t).Requests
	if len(requests) != 22 {
		t.Fatalf("%d requests", len(requests))
	}
	for _, v := range requests { // EMV 4.4 B3 annex B
		input := unhex(t, v.Input)
		if got := list(input); got != v.Objects {
			t.Errorf("%s: %s\n have %s\n want %s", v.Source, v.Input, got, v.Objects)
		}
		covered := 0
		for o := range tlv.NewCursor(input).All() {
			covered += len(o.Raw)
			if o.Tag.Name() == "" {
				t.Errorf("%s: %v has no name", v.Source, o.Tag)
			}
		}
		if covered != len(input) {
			t.Errorf("%s: %d of %d bytes", v.Source, covered, len(input))
		}
		words := strings.Fields(v.Objects)
		if got := build(t, &words); hex.EncodeToString(got) != strings.ToLower(v.Input) {
			t.Errorf("%s: written again %X", v.Source, got)
		}
	}
}

// build writes the objects of a list up to the end of the template that it is in.
func build(t *testing.T, words *[]string) (b []byte) {
	t.Helper()
	for len(*words) > 0 {
		word := (*words)[0]
		*words = (*words)[1:]
		if word == "}" {
			return b
		}
		name, value, primitive := strings.Cut(word, "=")
		tag, err := tlv.ParseTag(strings.TrimSuffix(name, "{"))
		if err != nil {
			t.Fatal(err)
		}
		if primitive {
			b = tlv.Append(b, tag, unhex(t, value))
		} else {
			b = tlv.Append(b, tag, build(t, words))
		}
	}
	return b
}

func TestPublishedOIDs(t *testing.T) {
	for _, v := range vectors(t).OIDs {
		got := tlv.Describe(tlv.Contact, tlv.Append(nil, 0x06, unhex(t, v.Encoded)))
		if want := "06: " + v.Encoded + " (" + v.OID + ")\n"; got != want {
			t.Errorf("have %q, want %q", got, want)
		}
	}
}
