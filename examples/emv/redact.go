package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
	sealed "github.com/emvgo/emv/kernel/journal"
	"github.com/emvgo/emv/testvectors/card"
)

const redactHelp = `
The copy has the same structure to the byte, and no words of people: comments go, and header lines that no program reads
or whose value has not the form that it has there. How many they were is said. What is sensitive is zeroed or masked,
and PANs and numbers of cards are made up: what identifies the card, its chip or its holder, and the data of commands
with a PIN or a key. What was found to be so in one place goes from every other, also in part: from eight bytes or
digits on, in hexadecimal, half bytes or characters, and of a name its words; so do hashes of a PAN and PIN blocks with
it, what is no TLV in a record of a log, in one of an SFI above 10 or of a file that was selected, and in a binary file,
read or written. What the card's lists ask for of the card itself is in the commands what it became in its record.
Whatever may be a card number, a track or a PIN block in clear goes wherever it stands, in digits of any script and of
EBCDIC and in characters, in groups of whatever sizes with up to three characters between them that are neither letters
nor digits, byte by byte with marks between or as programs write them (0x47, (byte)0x47, \x47, %47, 47h), and inside
longer runs of digits; the card's own with its half bytes swapped too; and its PIN, in groups too, where a word of a text
begins or ends with PIN.

What a reader still has to look for, since no tool can know it: words that a card has in EBCDIC; what it has in base64,
or another's number with its half bytes swapped, or of 12 digits in half bytes or in more than three groups, or with
five groups in a row that count (50 51 52 53 54); what it has in GBK beside the same in UTF-8, in other letters or with
other accents than in its name, or split over two commands; a word of its name inside another word; a number with a
wrong check digit that the card does not call its own, one in half bytes that are all letters in a field of text, or
within words that have letters beyond ASCII; serial numbers in an ATR or ATS; a secret of fewer than four bytes, a PIN
of fewer than six digits without its block and that word; a part of a number with three zeroes in a row and fewer than
four other digits; in the header lines pin and un what only looks like a status word or a random number.

What stays: of track 2 expiry and service code; dates, country, currency and languages of the card, its sequence number,
its names of applications; of a PAN that begins as no payment system's does six digits; amount, date and place of the
transaction itself; counters, cryptograms and random numbers; what names the terminal, its merchant or its acquirer, but
in the records of a transaction log. What may be a number stays too, unless the card has it as its own, where the book
has something else: in cryptograms, MACs, hashes and random numbers, in certificates, signatures and keys of 32 bytes or
more, in 9F16, in the header lines un and ca-key; and so do 13 digits that are glued to one to six others, and six
zeroes in a row inside a longer run.

Where the certificates of the card verify, with a key of -keys, of the configuration or of the published lists, the card
is issued again under test keys of the same lengths: the copy replays to the byte as the original does, and its chain
verifies, but for signatures that the card did not give, which the header names. The header says so, and brings the test
keys, and the date of -date where there was none; it also says where and why that could not be, and then what there is of
the card's own keys is zeroed, and where the replay of such a copy ends (line replays); and where the copy, which is
replayed beside the original, ends otherwise for no such reason. Both are replayed under the configuration of the
original's header, or that of -config where none is named there that can be loaded; where there is none, that is said. It
is written to standard output, or to -o.

Of a journal (emv txn -journal), with its -key, what comes out is a list of its entries with kinds, lengths and status
words. It is to be read: it does not replay.`

func redactCommand(c *call) func() error {
	var f chainFlags
	f.define(c)
	to := c.flags.String("o", "", "write to `FILE`")
	key := c.flags.String("key", "", "`KEY` of a sealed journal, 32 bytes")
	return func() error { return c.redact(&f, *to, *key) }
}

func (c *call) redact(f *chainFlags, to, key string) error {
	if err := c.apart([2]string{"what is redacted", c.args[0]}, [2]string{"-o", to}); err != nil {
		return err
	}
	b, err := c.file(c.args[0])
	if err != nil {
		return err
	}
	var text string
	var stops error
	answer := map[string]any{}
	if isJournal(b) {
		b, cut, err := c.unseal(key, b)
		if err != nil {
			return err
		}
		if text, err = sealed.Redact(b); err != nil {
			return fmt.Errorf("emv redact: %s: %w", c.args[0], err)
		}
		if cut != nil || !strings.HasSuffix(text, " end\n") {
			stops = fmt.Errorf("%w: emv redact: %s: the journal stops %s", errNo, c.args[0], stopsAt(cut))
		}
	} else {
		conv, err := c.talk(b)
		if err != nil {
			return err
		}
		redacted, comments, headers, err := f.redact(c, conv)
		if err != nil {
			return err
		}
		text = redacted.String()
		answer["exchanges"], answer["changed"] = len(redacted.Exchanges()), changed(conv, redacted)
		answer["comments"], answer["headers"] = comments, headers
		c.takenOut(comments, headers)
		answer["reissued"] = redacted.Get(reissuedHeader) != "" && !partly(redacted)
		if why := redacted.Get(notReissuedHeader); why != "" {
			answer["reason"] = why
			c.complain("emv redact: not issued again: " + why)
		}
	}
	if to != "" {
		if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
			return fmt.Errorf("emv redact: -o: %w", err)
		}
	}
	if *c.json {
		answer["text"] = text
		return errors.Join(c.printJSON(answer), stops)
	}
	if to == "" {
		c.printf("%s", text)
	}
	return stops
}

// takenOut says how many comments and header lines are not in the copy.
func (c *call) takenOut(comments, headers int) {
	var list []string
	if comments > 0 {
		list = append(list, count(comments, "comment"))
	}
	if headers > 0 {
		list = append(list, count(headers, "header line"))
	}
	if len(list) > 0 {
		c.complain(fmt.Sprintf("emv redact: %s taken out: no program can judge %s", strings.Join(list, " and "), map[bool]string{true: "it", false: "them"}[comments+headers == 1]))
	}
}

// redact redacts, with the keys that a replay of the conversation has and those that everybody knows. It tells how many comments and header lines are
// not in the copy.
func (f *chainFlags) redact(c *call, conv *transcript.Conversation) (redacted *transcript.Conversation, comments, headers int, err error) {
	settled := conv.Clone()
	if len(unhex(conv.Get(seedHeader))) == 8 {
		settled.Set(seedHeader, seedTaken)
	}
	if name := conv.Get("config"); name != "" && !publicConfig(name) {
		settled.Set("config", sendersConfig)
	}
	if name := conv.Get("card"); name != "" && !publicCard(name) {
		settled.Set("card", "")
	}
	if _, ok := dayOf(packed(conv.Get("date"))); !ok && f.date != "" {
		date, err := c.dateFlag(f.date)
		if err != nil {
			return nil, 0, 0, err
		}
		settled.Set("date", upper(date[:])) // what the copy verifies on
	}
	kept, comments, headers := settled.Judged()
	date, err := f.day(c, dateOf(kept))
	if err != nil {
		return nil, 0, 0, err
	}
	sets, err := f.sets(c)
	if err != nil {
		return nil, 0, 0, err
	}
	own, err := reissuedSet(kept)
	if err != nil {
		return nil, 0, 0, fmt.Errorf("emv redact: %s: %w", c.args[0], err)
	}
	sets = append(own, sets...)
	original, cfg, unread := f.replayed(c, conv)
	if unread == nil { // the file may come from another machine
		sets = append(sets, cfg.Keys)
	}
	if date := settled.Get("date"); date != conv.Get("date") {
		original.Set("date", date)
	}
	redacted = redactWhole(settled, sets, date, func(twin *transcript.Conversation) comparison { return compared(c, original, twin) })
	judged := kept.Get("kind") == conv.Get("kind") && kept.Get("profile") == conv.Get("profile") // else they are taken out, which is said
	if unread != nil && judged && redacted.Get(reissuedHeader)+redacted.Get(notReissuedHeader) != "" {
		_, why := outcomeOf(unread)
		why, _, _ = strings.Cut(strings.TrimPrefix(why, "emv redact: "), "\n")
		c.complain("emv redact: the copy is not held against a replay of the original: " + why)
	}
	for _, key := range []string{reissuedHeader, notReissuedHeader, replaysHeader} { // of an earlier copy: they are written anew
		headers -= min(len(conv.Values(key)), len(redacted.Values(key)))
	}
	return redacted, comments, headers, nil
}

// replayed is a conversation as it is replayed beside its copy: under the configuration of its header, or that of -config where the header has none that is here.
func (f *chainFlags) replayed(c *call, conv *transcript.Conversation) (*transcript.Conversation, *kernel.Config, error) {
	var p replayFlags
	original := conv.Clone()
	cfg, err := p.configFor(c, conv)
	if c.flags != nil && c.flags.Changed("config") && (err != nil || conv.Get("config") == "") {
		original.Set("config", f.config)
		cfg, err = p.configFor(c, original)
	}
	return original, cfg, err
}

// publicCard reports whether a card is one of the virtual ones that everybody has.
func publicCard(name string) bool {
	name, virtual := strings.CutPrefix(name, "virtual card ")
	return virtual && slices.Contains(slices.Concat(card.Names(), card.TapNames()), name)
}

// changed is how many exchanges the redaction touched.
func changed(a, b *transcript.Conversation) int {
	seen := map[int]bool{}
	for _, d := range transcript.Compare(a, b) {
		seen[d.Number] = true
	}
	return len(seen)
}
