package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

const readHelp = `
Finds the applications of a card through its directory (PSE, or PPSE on a contactless card) or else by the AIDs of the
payment systems, opens each and reads all its records. That counts as a transaction begun: the card's transaction counter
rises by one for each application. -all shows every record decoded; -record keeps the conversation.

  emv read -card two
  emv read -reader 1 -all`

// A reading is what was found on a card.
type reading struct {
	Card         string     `json:"card"`
	ATR          string     `json:"atr,omitempty"`
	Directory    string     `json:"directory,omitempty"`
	Applications []appFound `json:"applications"`
}

type appFound struct {
	AID      string   `json:"aid"`
	Scheme   string   `json:"scheme,omitempty"`
	Label    string   `json:"label"`
	Priority int      `json:"priority"`
	Kernel   string   `json:"kernelIdentifier,omitempty"` // 9F2A of the directory entry: contactless
	Fault    string   `json:"fault,omitempty"`            // why it could not be read whole
	Facts    []item   `json:"facts"`
	Counters []item   `json:"counters"`
	Records  []item   `json:"records,omitempty"`
	Chain    chain    `json:"chain"`
	Log      [][]item `json:"log"`     // of transactions, the last first
	Loads    [][]item `json:"loadLog"` // of amounts loaded: UnionPay

	LogFaults []string `json:"logFaults,omitempty"` // why a log could not be read whole

	entry []byte // the data objects of its directory entry
}

// facts are the elements that say what an application is and supports, in the order in which they are shown.
var facts = []tlv.Tag{
	0x82, 0x94, 0x5A, 0x5F34, 0x5F20, 0x5F24, 0x5F25, 0x5F28, 0x5F2D, 0x5F30, 0x9F42, 0x9F44, 0x9F07, 0x9F08, 0x8E, 0x9F0D, 0x9F0E, 0x9F0F,
	0x8C, 0x8D, 0x9F38, 0x9F49, 0x9F4A, 0x9F6C, 0x9F69, 0x9F6E, 0x9F5D, 0x9F10, 0x9F24,
}

// A browser walks through a card.
type browser struct {
	card apdu.Card
	cfg  *kernel.Config
	d    decoder
	ctx  context.Context

	contactless bool
	table       tlv.CodeTable // of the directory
}

func readCommand(c *call) func() error {
	var s source
	var f chainFlags
	s.define(c)
	f.define(c)
	all := c.flags.Bool("all", false, "show every record decoded")
	show := c.flags.Bool("show-pan", false, "show PANs, tracks and names unmasked")
	record := c.flags.String("record", "", "write the conversation to `FILE`")
	return func() error { return c.read(&s, &f, *all, *show, *record) }
}

func (c *call) read(s *source, f *chainFlags, all, show bool, record string) error {
	sets, err := f.sets(c)
	if err != nil {
		return err
	}
	date, err := f.day(c, "")
	if err != nil {
		return err
	}
	cfg, err := setup.Config(f.config)
	if err != nil {
		return c.usage("%v", err)
	}
	card, err := s.open(c)
	if err != nil {
		return err
	}
	defer card.close()
	conv := &transcript.Conversation{}
	conv.Set("source", "emv read")
	conv.Set("card", tlv.Visible(card.name))
	conv.Set("date", upper(date[:]))
	b := &browser{card: &recorder{card.Card, conv}, cfg: cfg, d: decoder{show: show}, ctx: context.Background(), contactless: card.contactless}
	r := reading{Card: card.name, ATR: upper(card.atr), Applications: []appFound{}}
	if err := b.browse(&r); err != nil {
		return fmt.Errorf("emv read: %w", err)
	}
	b.d.cover.LearnAll(conv)
	for _, said := range hear(conv) {
		for i := range r.Applications {
			if a := &r.Applications[i]; a.AID == upper(said.aid) && a.Fault == "" {
				b.facts(a, said)
				if all {
					b.recordsOf(a, said, conv.Logs())
				}
				a.Chain = said.verify(sets, date)
			}
		}
	}
	b.covered(&r)
	if record != "" {
		if err := os.WriteFile(record, conv.Append(nil), 0o600); err != nil {
			return fmt.Errorf("emv read: -record: %w", err)
		}
	}
	if !*c.json {
		c.printReading(&r)
	} else if err := c.printJSON(r); err != nil {
		return err
	}
	if len(r.Applications) == 0 {
		return fmt.Errorf("%w: emv read: no payment application was found", errNo)
	}
	return nil
}

// send sends a command; a fault of the card is an error.
func (b *browser) send(command []byte) (data []byte, sw apdu.SW, err error) {
	ctx, stop := context.WithTimeout(b.ctx, time.Minute)
	defer stop()
	response, _, err := b.card.Transmit(ctx, command)
	if err != nil {
		return nil, 0, err
	}
	r := apdu.Response(bytes.Clone(response))
	if sw := r.SW(); sw.SW1() == 0x6C && len(command) > 4 {
		command = append(slices.Clone(command[:len(command)-1]), sw.SW2())
		response, _, err = b.card.Transmit(ctx, command)
		r = apdu.Response(bytes.Clone(response))
	}
	return r.Data(), r.SW(), err
}

func (b *browser) browse(r *reading) error {
	for _, name := range []string{"1PAY.SYS.DDF01", "2PAY.SYS.DDF01"} {
		if b.contactless != (name[0] == '2') {
			continue
		}
		data, sw, err := b.send(apdu.AppendSelect(nil, []byte(name), false))
		if err != nil {
			return err
		}
		if sw.OK() {
			r.Directory = name
			if r.Applications, err = b.directory(data); err != nil {
				return err
			}
		}
	}
	if len(r.Applications) == 0 {
		list, err := b.byAID()
		if err != nil {
			return err
		}
		r.Applications = list
	}
	for i := range r.Applications {
		if err := b.open(&r.Applications[i]); err != nil {
			return err
		}
	}
	return nil
}

// directory lists the entries of a PSE's records, or those in a PPSE's FCI.
//
// EMV 4.4 B1 12.2.3, Book B 2.12 3.3.1
func (b *browser) directory(fci []byte) (list []appFound, err error) {
	b.table = tableIn(fci, tlv.TagFCI, tlv.TagFCIProprietary)
	discretionary := templateIn(proprietary(fci), tlv.TagIssuerDiscretionary)
	list = entries(list, discretionary.Children())
	sfi, ok := tlv.FindValue(fci, tlv.TagFCI, tlv.TagFCIProprietary, 0x88)
	if !ok || len(sfi.Value) != 1 {
		return list, nil
	}
	for n := byte(1); n < 32; n++ {
		data, sw, err := b.send(apdu.AppendReadRecord(nil, sfi.Value[0], n))
		if err != nil || !sw.OK() {
			return list, err
		}
		if o, ok := tlv.Find(data, tlv.TagRecord); ok {
			list = entries(list, o.Children())
		}
	}
	return list, nil
}

// proprietary is the first template A5 of an FCI that is not empty.
func proprietary(fci []byte) tlv.Object {
	top, _ := tlv.Find(fci, tlv.TagFCI)
	return templateIn(top, tlv.TagFCIProprietary)
}

func entries(list []appFound, c tlv.Cursor) []appFound {
	for o := range c.All() {
		if o.Tag != tlv.TagDirectoryEntry {
			continue
		}
		if aid, ok := tlv.FindValue(o.Value, 0x4F); ok && len(aid.Value) >= 5 {
			id, _ := tlv.FindValue(o.Value, 0x9F2A)
			list = append(list, appFound{AID: upper(aid.Value), Kernel: upper(id.Value), entry: o.Value})
		}
	}
	return list
}

// known are the AIDs that are tried on a card without a directory, beside those of the configuration.
var knownAIDs = []string{
	"A0000000031010", "A0000000032010", "A0000000041010", "A0000000043060", "A00000002501", "A0000000651010", "A0000001523010",
	"A0000002771010", "A000000333010101", "A000000333010102", "A0000000421010", "A0000003591010028001", "D27600002545500200",
}

func (b *browser) byAID() (list []appFound, err error) {
	tries := knownAIDs
	for _, a := range b.cfg.Applications {
		if !slices.Contains(tries, upper(a.AID)) {
			tries = append(slices.Clone(tries), upper(a.AID))
		}
	}
	for _, aid := range tries {
		data, sw, err := b.send(apdu.AppendSelect(nil, unhex(aid), false))
		if err != nil {
			return list, err
		}
		name, ok := tlv.FindValue(data, tlv.TagFCI, 0x84)
		if sw.OK() && ok && !slices.ContainsFunc(list, func(a appFound) bool { return a.AID == upper(name.Value) }) {
			list = append(list, appFound{AID: upper(name.Value)})
		}
	}
	return list, nil
}

// open selects an application, starts it and reads its records, counters and logs. One that is blocked, or that does not start, still shows its logs.
//
// EMV 4.4 B3 annex D3
func (b *browser) open(a *appFound) error {
	a.Scheme, a.Facts, a.Counters, a.Log, a.Loads = aidName(unhex(a.AID)), []item{}, []item{}, [][]item{}, [][]item{}
	a.Chain = chain{AID: a.AID, Links: []link{}}
	fci, sw, err := b.send(apdu.AppendSelect(nil, unhex(a.AID), false))
	if err != nil {
		return err
	}
	a.Label = applicationName(b.table, a.entry, proprietary(fci).Value)
	if o, ok := tlv.FindValue(fci, tlv.TagFCI, tlv.TagFCIProprietary, 0x87); ok {
		a.Priority = int(first(o.Value) & 0xF)
	}
	if sw.OK() {
		err = b.start(a, fci)
	} else {
		a.Fault = "SELECT: " + sw.String() + " " + sw.Explain()
	}
	if err != nil {
		return err
	}
	return b.cardLogs(a, fci)
}

// start begins a transaction, and reads the records and counters.
func (b *browser) start(a *appFound, fci []byte) error {
	data, sw, err := b.send(apdu.AppendGetProcessingOptions(nil, b.processing(fci)))
	if err != nil {
		return err
	}
	if !sw.OK() {
		a.Fault = "GET PROCESSING OPTIONS: " + sw.String() + " " + sw.Explain()
		return nil
	}
	if err := b.records(a, data); err != nil {
		return err
	}
	return b.counters(a)
}

// processing is the values that the PDOL asks for: the terminal's own, no amount.
func (b *browser) processing(fci []byte) []byte {
	o, ok := tlv.FindValue(fci, tlv.TagFCI, tlv.TagFCIProprietary, 0x9F38)
	if !ok {
		return nil
	}
	pdol, err := tlv.ParseDOL(o.Value)
	if err != nil {
		return nil
	}
	t := &b.cfg.Terminal
	var tx kernel.Transaction
	setup.Date(&tx, time.Now())
	word := func(v uint16) []byte { return []byte{byte(v >> 8), byte(v)} }
	values := map[tlv.Tag][]byte{
		0x9F1A: word(t.CountryCode), 0x5F2A: word(t.TransactionCurrency), 0x9F35: {t.Type}, 0x9F33: t.Capabilities[:],
		0x9F40: t.AdditionalCapabilities[:], 0x9A: tx.Date[:], 0x9F37: {1, 2, 3, 4}, 0x9F66: {0x37, 0, 0x40, 0}, // a signature for online too
	}
	return pdol.Append(nil, func(t tlv.Tag, _ int) ([]byte, tlv.Format, bool) {
		v, ok := values[t]
		return v, tlv.B, ok
	})
}

func (b *browser) records(a *appFound, gpo []byte) error {
	var afl []byte
	if o, ok := tlv.Find(gpo, tlv.TagFormat1); ok && len(o.Value) > 2 {
		afl = o.Value[2:]
	}
	if o, ok := tlv.FindValue(gpo, tlv.TagFormat2, 0x94); ok {
		afl = o.Value
	}
	if likelyAFL(nil, afl) == 0 && len(afl) > 0 {
		a.Fault = "the file locator (94) is not one: " + upper(afl)
		return nil
	}
	for ; len(afl) >= 4; afl = afl[4:] {
		for n := int(afl[1]); n <= int(afl[2]); n++ {
			_, sw, err := b.send(apdu.AppendReadRecord(nil, afl[0]>>3, byte(n)))
			if err != nil {
				return err
			}
			if !sw.OK() {
				a.Fault = fmt.Sprintf("SFI %d record %d: %s %s", afl[0]>>3, n, sw, sw.Explain())
				return nil
			}
		}
	}
	return nil
}

func (b *browser) counters(a *appFound) error {
	for _, t := range []tlv.Tag{0x9F36, 0x9F13, 0x9F17} {
		data, sw, err := b.send(apdu.AppendGetData(nil, uint16(t)))
		if err != nil {
			return err
		}
		if o, ok := tlv.FindValue(data, t); ok && sw.OK() {
			it := b.d.element(0, t, o.Value)
			if n, err := tlv.DecodeB(o.Value); err == nil {
				it.Words = []string{fmt.Sprint(n)}
			}
			a.Counters = append(a.Counters, it)
		}
	}
	return nil
}

// facts shows what the application said.
func (b *browser) facts(a *appFound, s *said) {
	s.data[0x82], s.data[0x94] = s.aip, s.afl
	b.d.rid = ridOf(s.aid)
	if b.contactless {
		b.d.book = kernelOf[upper(s.aid[:5])]
	} else if kernelOf[upper(s.aid[:5])] == tlv.C7 {
		b.d.book = tlv.PBOC
	}
	for _, t := range facts {
		if v := s.data[t]; v != nil {
			a.Facts = append(a.Facts, b.d.element(0, t, v))
		}
	}
}

// recordsOf shows the records of an application: of its logs by their formats, of what is no data objects in other files above 10 that it is something else.
//
// EMV 4.4 B3 5.3.2.2, annex D
func (b *browser) recordsOf(a *appFound, s *said, logs []transcript.Log) {
	for _, k := range slices.SortedFunc(maps.Keys(s.records), func(x, y [2]byte) int { return bytes.Compare(x[:], y[:]) }) {
		data := s.records[k].Data
		c := apdu.Command{INS: apdu.ReadRecord, P1: k[1], P2: k[0]<<3 | 4}
		log := slices.IndexFunc(logs, func(l transcript.Log) bool { return l.SFI == k[0] && s.from >= l.From && s.from < l.To })
		var list []item
		switch {
		case log >= 0:
			list = b.d.logRecord(&logs[log], data)
		case transcript.Shapeless(c, data) != nil:
			list = []item{b.d.shapeless(c, data)}
		default:
			list, _ = b.d.objects(data)
		}
		a.Records = append(a.Records, item{Name: fmt.Sprintf("SFI %d, record %d", k[0], k[1]), Items: list})
	}
}

// covered has stars over what tells the card or its holder, unless it is to be shown.
func (b *browser) covered(r *reading) {
	if b.d.show {
		return
	}
	for i := range r.Applications {
		a := &r.Applications[i]
		a.AID, a.Chain.AID = b.d.cover.Name(unhex(a.AID)), b.d.cover.Name(unhex(a.Chain.AID))
		a.Label, a.Fault, a.Kernel = b.d.cover.Text(a.Label), b.d.cover.Text(a.Fault), b.d.cover.Bytes(unhex(a.Kernel))
		for _, list := range slices.Concat([][]item{a.Facts, a.Counters, a.Records}, a.Log, a.Loads) {
			b.d.covered(list)
		}
		for k := range a.LogFaults {
			a.LogFaults[k] = b.d.cover.Text(a.LogFaults[k])
		}
	}
}

func (c *call) printReading(r *reading) {
	c.printf("%s", r.Card)
	if r.ATR != "" {
		c.printf(", ATR %s", r.ATR)
	}
	c.printf("\n%s, %s\n", or(r.Directory, "no directory"), count(len(r.Applications), "application"))
	for i := range r.Applications {
		a := &r.Applications[i]
		c.printf("\n%s %s", c.bold(a.AID), c.bold(a.Label))
		if a.Scheme != "" {
			c.printf(" (%s)", a.Scheme)
		}
		if a.Priority > 0 {
			c.printf(", priority %d", a.Priority)
		}
		if a.Kernel != "" {
			c.printf(", kernel identifier (9F2A) %s", a.Kernel)
		}
		c.printf("\n")
		if a.Fault != "" {
			c.printf("  %s\n", c.red(a.Fault))
		}
		c.printItems(a.Facts, 1)
		c.printItems(a.Counters, 1)
		if len(a.Records) > 0 {
			c.printf("  %s\n", c.bold("records"))
			c.printItems(a.Records, 2)
		}
		c.printf("  %s\n", c.bold("certificates"))
		c.printLinks(&a.Chain)
		c.printLog("transaction log", a.Log)
		c.printLog("load log", a.Loads)
		for _, fault := range a.LogFaults {
			c.printf("  %s\n", c.red(fault))
		}
	}
}
