package transcript

import (
	"encoding/hex"
	"strings"
	"testing"
)

// An answer that GET RESPONSE fetches, of class 00 or 80, at once or in parts, is one answer.
//
// EMV 4.3 B1 9.3.1.3, annex A
func TestWholeAnswers(t *testing.T) {
	for _, c := range []struct {
		name, exchanges string
		n               int
		want            string
	}{
		{"at once", "> 00B2010C00\n< 700101 9000", 1, "7001019000"},
		{"fetched", "> 00B2010C00\n< 6103\n> 00C0000003\n< 7001019000", 2, "7001019000"},
		{"class 80", "> 80A80000028300\n< 6103\n> 80C0000003\n< 8001019000", 2, "8001019000"},
		{"in parts", "> 00B2010C00\n< 6102\n> 00C0000002\n< 70046102\n> 00C0000002\n< 01026102\n> 00C0000002\n< 03049000", 4, "7004010203049000"},
		{"the first part at once", "> 00B2010C00\n< 70026102\n> 00C0000002\n< 01029000", 2, "700201029000"},
		{"another length", "> 00B2010C00\n< 6102\n> 00C0000000\n< 6C02\n> 00C0000002\n< 70009000", 3, "70009000"},
		{"no GET RESPONSE", "> 00B2010C00\n< 6102\n> 00B2020C00\n< 70009000", 1, "6102"},
		{"refused", "> 00B2010C00\n< 6102\n> 00C0000002\n< 6A86", 2, "6A86"},
		{"the end", "> 00B2010C00\n< 6102", 1, "6102"},
	} {
		conv, err := Parse([]byte("card: x\n-- conversation --\n" + strings.ReplaceAll(c.exchanges, "101 9000", "1019000") + "\n"))
		if err != nil {
			t.Fatal(c.name, err)
		}
		x, n := conv.Whole(0)
		if got := strings.ToUpper(hex.EncodeToString(x.Response)); got != c.want || n != c.n {
			t.Errorf("%s: %s in %d, want %s in %d", c.name, got, n, c.want, c.n)
		}
		if first := conv.Exchanges()[0].Response; n > 1 && &first[0] == &x.Response[0] {
			t.Errorf("%s: the conversation was changed", c.name)
		}
	}
}
