package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

const odaHelp = `
Verifies, for each application that was selected: the issuer's certificate under the certification authority's key, the
card's certificates under the issuer's, SDA, DDA, CDA, fast DDA and XDA, of those that the card's interchange profile (82) names,
with RSA, ECC or SM2; a signature that the terminal asked for and the card did not give is named;
of a card of Kernel 8 the key of its secure channel. What was enciphered in that channel is not known: no conversation has its keys.
Keys are looked up in -keys, in the configuration, in that of the header, and in the published lists of live and test keys; of several
with one index the one counts that signed the issuer's certificate. One that is on the revocation list of any of them does not
verify, and the entry is named. The date is the
header's, else that of the transaction (9A) as the card was told it, else today; -date says another.`

// keyFlags of chains: where to look for certification authority keys.
type chainFlags struct {
	keys, config, date string
}

func (f *chainFlags) define(c *call) {
	c.flags.StringVar(&f.keys, "keys", "", "`FILE` of certification authority keys, before the published ones")
	c.flags.StringVar(&f.config, "config", "default", "terminal configuration whose keys count too: a `NAME` or a file")
	c.flags.StringVar(&f.date, "date", "", "`DATE` on which certificates must be valid: 2026-07-01")
}

// sets are the keys in the order in which they are looked up.
func (f *chainFlags) sets(c *call) (list []*capk.Set, err error) {
	if f.keys != "" {
		set, err := c.keySet("-keys", f.keys)
		if err != nil {
			return nil, err
		}
		list = append(list, set)
	}
	cfg, err := setup.Config(f.config)
	if err != nil {
		return nil, c.usage("%v", err)
	}
	return slices.Concat(list, []*capk.Set{cfg.Keys}, published()), nil
}

// headerKeys are the keys of the configuration that the header names, as far as it can be had: the file may come from another machine.
func headerKeys(conv *transcript.Conversation) []*capk.Set {
	var p replayFlags
	cfg, err := p.configFor(&call{}, conv)
	if err != nil {
		return nil
	}
	return []*capk.Set{cfg.Keys}
}

// keySet is the keys in a file that a flag names.
func (c *call) keySet(flag, file string) (*capk.Set, error) {
	b, err := c.file(file)
	if err != nil {
		return nil, err
	}
	set, err := loadKeys(b)
	if err != nil {
		return nil, c.usage("%s %s: %v", flag, file, err)
	}
	return set, nil
}

// loadKeys reads a key file. Of a list that is in another form it says who reads it.
func loadKeys(b []byte) (*capk.Set, error) {
	set, err := capk.Load(b)
	if err == nil {
		return set, nil
	}
	if keys, _ := parseKeys(b); len(keys) > 0 {
		err = fmt.Errorf("%w\nemv capk import reads %s in it, and makes a key file of them", err, count(len(keys), "key"))
	}
	return nil, err
}

// published are the keys that everybody knows.
var published = sync.OnceValue(func() (list []*capk.Set) {
	for _, b := range [][]byte{testvectors.LiveCAKeys(), testvectors.TestCAKeys()} {
		if set, err := capk.Load(b); err == nil {
			list = append(list, set)
		}
	}
	return list
})

// dateOf is the date that a conversation tells: in its header, or in what the card was sent, YYMMDD, empty for none.
func dateOf(conv *transcript.Conversation) string {
	if s := conv.Get("date"); s != "" {
		if _, ok := dayOf(packed(s)); ok { // its blanks are none
			return packed(s)
		}
		return s
	}
	for _, s := range hear(conv) {
		if _, ok := dayOf(upper(s.sent[0x9A])); ok {
			return upper(s.sent[0x9A])
		}
	}
	return ""
}

// day is -date, else the conversation's, else today, YYMMDD.
func (f *chainFlags) day(c *call, header string) (date [3]byte, err error) {
	switch {
	case f.date != "":
		return c.dateFlag(f.date)
	case header == "":
		header = time.Now().Format("060102")
	}
	if date, ok := dayOf(header); ok {
		return date, nil
	}
	if len(header) != 6 || strings.Trim(header, "0123456789") != "" {
		header = unsaid(header)
	}
	return date, c.usage("%s: header line date: %s is no day YYMMDD of the calendar; correct it, or give -date", c.args[0], header)
}

// dateFlag is the flag -date, in any of the forms that every command takes.
func (c *call) dateFlag(s string) (date [3]byte, err error) {
	date, ok := dayOf(s)
	switch year := yearOf(s); {
	case year != 0 && !ok:
		err = c.usage("-date %s: dates of cards are YYMMDD, and mean 1950 to 2049; %d would be taken for %d", s, year, century(year))
	case !ok:
		err = c.usage("-date %s: give a date such as 2026-07-01", s)
	}
	return date, err
}

// dayForms are how a day is written.
var dayForms = []string{"2006-01-02", "20060102", "060102"}

// dayOf is a day of the calendar, written 2026-07-01 or in digits with the century or without. It is false for a year that YYMMDD has no place for.
//
// EMV 4.4 B4 6.7.3
func dayOf(s string) (date [3]byte, ok bool) {
	for _, form := range dayForms {
		if day, err := time.Parse(form, s); err == nil {
			if date = [3]byte(unhex(day.Format("060102"))); form != "060102" && century(day.Year()) != day.Year() {
				return date, false
			}
			return date, true
		}
	}
	return date, false
}

// yearOf is the year of a day that is written with its century, 0 for all else.
func yearOf(s string) int {
	for _, form := range dayForms[:2] {
		if day, err := time.Parse(form, s); err == nil {
			return day.Year()
		}
	}
	return 0
}

// fullDay is a day YYMMDD with its century.
//
// EMV 4.4 B4 6.7.3
func fullDay(d [3]byte) [4]byte { return [4]byte{tlv.Century(d[0]), d[0], d[1], d[2]} }

// century is the year that the last two digits of a year mean.
//
// EMV 4.4 B4 6.7.3
func century(year int) int {
	if year %= 100; year < 50 {
		return 2000 + year
	}
	return 1900 + year
}

func odaCommand(c *call) func() error {
	var f chainFlags
	f.define(c)
	return func() error { return c.oda(&f) }
}

func (c *call) oda(f *chainFlags) error {
	b, err := c.file(c.args[0])
	if err != nil {
		return err
	}
	conv, err := c.talk(b)
	if err != nil {
		return err
	}
	if err := checkHeaders(conv, "date"); err != nil && f.date == "" {
		return c.usage("%s: %v", c.args[0], err)
	}
	date, err := f.day(c, packed(dateOf(conv)))
	if err != nil {
		return err
	}
	sets, err := f.sets(c)
	if err != nil {
		return err
	}
	own, err := reissuedSet(conv)
	if err != nil {
		return fmt.Errorf("emv oda: %s: %w", c.args[0], err)
	}
	sets = slices.Concat(own, sets, headerKeys(conv))
	list := []chain{}
	var cover transcript.Cover
	cover.LearnAll(conv)
	for _, s := range hear(conv) {
		s.undated = f.date == "" && dateOf(conv) == ""
		ch := s.verify(sets, date)
		ch.covered(&cover)
		list = append(list, ch)
	}
	return c.answerChains(list, len(own) > 0)
}

// answerChains prints the chains. Of those that were re-issued when the conversation was redacted it says so: they show how
// the original was built, and nothing of who built it.
func (c *call) answerChains(list []chain, reissued bool) error {
	failed, links := 0, 0
	for i := range list {
		links += len(list[i].Links)
		if !list[i].ok() {
			failed++
		}
	}
	if *c.json {
		if err := c.printJSON(map[string]any{"ok": failed == 0 && links > 0, "reissued": reissued, "applications": list}); err != nil {
			return err
		}
	} else {
		for i := range list {
			c.printChain(&list[i])
		}
		if reissued {
			c.printf("re-issued under test keys, which stand in the header: whoever has the tool can make them\n")
		}
	}
	switch {
	case links == 0:
		return fmt.Errorf("%w: emv oda: %s: no certificates are in it", errNo, c.args[0])
	case failed > 0:
		return fmt.Errorf("%w: emv oda: %s: not everything verifies", errNo, c.args[0])
	}
	return nil
}
