package transcript

import (
	"bytes"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// What a card gave, and the terminal sends back because a list of the card asks for it, is in the command what it became where the card gave it: cut, or
// filled up, as the list says.

// mostGiven is how many values of one tag are kept: a file may be anybody's.
const mostGiven = 8

// given is the values that a card gave of an application, as they were and as they are now.
type given map[tlv.Tag][][2][]byte

// learn takes the values among data objects; now is the outermost input as it is now.
func (g given) learn(c tlv.Cursor, now []byte) {
	for o := range c.All() {
		if o.Tag.Constructed() {
			g.learn(o.Children(), now)
			continue
		}
		end := o.Offset + len(o.Raw)
		if list := g[o.Tag]; len(list) < mostGiven {
			g[o.Tag] = append(list, [2][]byte{o.Value, now[end-len(o.Value) : end]})
		}
	}
}

// sized is what stands for data that a list made of a value of the card.
//
// EMV 4.4 B3 5.4
func (g given) sized(tag tlv.Tag, data []byte) (now []byte, ok bool) {
	for _, v := range g[tag] {
		for _, f := range formatsOf(tag) {
			if bytes.Equal(tlv.AppendSized(nil, v[0], f, len(data)), data) {
				return tlv.AppendSized(nil, v[1], f, len(data)), true
			}
		}
	}
	return nil, false
}

// formatsOf are those that books have for a tag, binary where none has it.
func formatsOf(tag tlv.Tag) (list []tlv.Format) {
	for book := range tlv.NumBooks {
		if row, ok := tlv.Lookup(book, 0, tag); ok {
			list = append(list, row.In(book).Format)
		}
	}
	if list == nil {
		list = []tlv.Format{tlv.B}
	}
	return list
}

// Follow has the data of the commands of c, which is a copy of was with other answers, be what the answers say now. It is for what was built from the
// lists of the card.
func (c *Conversation) Follow(was *Conversation) { c.follow(was) }

// follow is Follow. It reports of each command which bytes of such data are what the card gave.
func (c *Conversation) follow(was *Conversation) (followed [][]bool) {
	followed = make([][]bool, len(c.exchanges))
	var lists Lists
	gave := given{}
	for i := 0; i < len(was.exchanges); {
		cmd, err := apdu.ParseCommand(was.exchanges[i].Command)
		if err == nil && cmd.INS == apdu.Select {
			gave = given{}
		}
		if err == nil {
			old := bytes.Clone(c.exchanges[i].Command)
			followed[i] = gave.write(c.exchanges[i].Command, was.exchanges[i].Command, lists.Of(cmd))
			if !bytes.Equal(old, c.exchanges[i].Command) {
				c.changed(commandLine, i)
			}
		}
		data, n := joined(was.exchanges[i:])
		now, _ := joined(c.exchanges[i:])
		lists.Learn(cmd, data)
		if len(now) == len(data) {
			gave.learn(tlv.NewCursor(data), now)
		}
		i += n
	}
	return followed
}

// write writes what the card gave over the data of a command, and reports which bytes it did.
func (g given) write(command, was []byte, list tlv.DOL) (followed []bool) {
	data, before := listedIn(command), listedIn(was)
	for t, n := range list.All() {
		n = min(n, len(data), len(before))
		now, ok := g.sized(t, before[:n])
		copy(data, now)
		for range n {
			followed = append(followed, ok)
		}
		data, before = data[n:], before[n:]
	}
	return followed
}

// changed has a line of exchange i written anew.
func (c *Conversation) changed(kind lineKind, i int) {
	for j := range c.lines {
		if l := &c.lines[j]; l.kind == kind && l.exchange == i {
			l.text = ""
		}
	}
}
