package card

import (
	"bytes"
	"slices"

	"github.com/emvgo/emv/apdu"
)

// selectFile finds an application by the beginning of its name, the PSE, or the PPSE.
//
// EMV 4.4 B1 11.3
func (c *Card) selectFile(cmd *apdu.Command) uint16 {
	next := cmd.P2 == 0x02
	if !next && cmd.P2 != 0x00 {
		return 0x6A86
	}
	if c.device.blocked {
		return 0x6A81
	}
	if len(cmd.Data) < 1 || len(cmd.Data) > 16 {
		return 0x6700
	}
	from := 0
	if next && c.selected >= 0 && bytes.Equal(cmd.Data, c.last) {
		from = c.selected + 1
	}
	if c.selected >= 0 {
		c.applets[c.selected].reset()
	}
	c.selected = none
	c.last = append(c.last[:0], cmd.Data...)
	if bytes.Equal(cmd.Data, pseName) || bytes.Equal(cmd.Data, ppseName) {
		c.contactless = cmd.Data[0] == ppseName[0]
	}
	if bytes.Equal(cmd.Data, pseName) && c.profile.pse != nil {
		c.selected = pse
		c.out = append(c.out, c.profile.pse...)
		return 0x9000
	}
	if bytes.Equal(cmd.Data, ppseName) && c.profile.ppse != nil {
		c.selected = ppse
		c.out = append(c.out, c.profile.ppse...)
		return 0x9000
	}
	for i, a := range c.profile.apps {
		fci := a.answers(cmd.Data)
		if i < from || fci == nil || c.profile.dual() && a.contactless() != c.contactless {
			continue
		}
		c.selected = i
		c.out = append(c.out, fci...)
		if c.apps[c.profile.home(i)].blocked {
			return 0x6283
		}
		return 0x9000
	}
	return 0x6A82
}

// readDirectory reads a record of the PSE's directory.
//
// EMV 4.4 B1 12.2.3, EMV 4.4 B3 6.5.11
func (c *Card) readDirectory(cmd *apdu.Command) uint16 {
	sfi, number, sw := recordNumber(cmd)
	switch {
	case sw != 0x9000:
		return sw
	case sfi != c.profile.pseSFI:
		return 0x6A82
	case int(number) > len(c.profile.pseDir):
		return 0x6A83
	}
	c.out = append(c.out, c.profile.pseDir[number-1]...)
	return 0x9000
}

// answers is the FCI that the application gives to a name, nil if it has another. A name that goes on with the extended
// selection of the directory entry gets the FCI for that.
//
// EMV 4.4 B1 12.3.1, Book B 2.12 3.3.3.3
func (a *application) answers(name []byte) []byte {
	switch {
	case bytes.HasPrefix(a.aid, name):
		return a.fci
	case len(a.extended) > 0 && bytes.Equal(name, append(bytes.Clone(a.aid), a.extended...)):
		return a.fciExtended
	}
	return nil
}

// contactless reports whether the application is one of a contactless kernel.
func (a *application) contactless() bool { return a.tap != nil }

// dual reports whether the card has applications for both interfaces. Its reader is a contactless one once it has selected the PPSE.
func (p *Profile) dual() bool {
	return slices.ContainsFunc(p.apps, func(a *application) bool { return a.contactless() != p.apps[0].contactless() })
}

// home is the application that keeps the memory of application i: on a card with both interfaces the first one of the same name.
func (p *Profile) home(i int) int {
	if !p.dual() {
		return i
	}
	return slices.IndexFunc(p.apps, func(a *application) bool { return bytes.Equal(a.aid, p.apps[i].aid) })
}
