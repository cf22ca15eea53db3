package card

import (
	"bytes"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// poi is what the card asks of the terminal before it lists its applications.
//
// Book B 2.12 3.3.2.3
type poi struct {
	categories, sdol []byte // 9F3E, 9F3F; nil: absent
	answers          []poiAnswer
}

// A poiAnswer is the list for a terminal whose data contain some bytes.
type poiAnswer struct {
	contains []byte
	apps     []*application
	fci      []byte
}

func (p *Profile) readPOI(v jsonfile.Value) {
	o := v.Object()
	p.poi = &poi{}
	if c := o.Get("categories"); c.Present() {
		p.poi.categories = c.Hex(1, 64)
	}
	if s := o.Get("sdol"); s.Present() {
		p.poi.sdol = s.Hex(1, 64)
	}
	for item := range o.Need("answers").List() {
		i := item.Object()
		a := poiAnswer{contains: i.Need("contains").Hex(0, 64)}
		for name := range i.Need("applications").List() {
			a.apps = append(a.apps, p.applicationNamed(name))
		}
		i.Close()
		p.poi.answers = append(p.poi.answers, a)
	}
	o.Close()
	if p.poi.categories == nil && p.poi.sdol == nil {
		v.Fault("add categories or sdol", "nothing asks the terminal for its data")
	}
}

// applicationNamed finds an application by its AID.
func (p *Profile) applicationNamed(v jsonfile.Value) *application {
	aid := v.Hex(5, 16)
	for _, a := range p.apps {
		if bytes.Equal(a.aid, aid) {
			return a
		}
	}
	v.Fault("name the AID of one of applications", "no application %X", aid)
	return &application{}
}

// buildPPSE makes the FCI of the contactless payment system environment, which is its own directory, and the ones that
// SEND POI INFORMATION leads to.
//
// Book B 2.12 3.3.2, table 3-2
func (p *Profile) buildPPSE() {
	var listed []*application
	for _, a := range p.apps {
		if a.directory && (!p.dual() || a.contactless()) {
			listed = append(listed, a)
		}
	}
	var asks []byte
	if p.poi != nil {
		if p.poi.categories != nil {
			asks = tlv.Append(asks, 0x9F3E, p.poi.categories)
		}
		if p.poi.sdol != nil {
			asks = tlv.Append(asks, 0x9F3F, p.poi.sdol)
		}
		for i := range p.poi.answers {
			p.poi.answers[i].fci = directory(p.poi.answers[i].apps, nil)
		}
	}
	p.ppse = directory(listed, asks)
}

// directory is the FCI of a PPSE that lists applications.
func directory(apps []*application, more []byte) []byte {
	var entries []byte
	for _, a := range apps {
		entries = append(entries, a.directoryEntry()...)
	}
	entries = append(entries, more...)
	return fileInformation(ppseName, tlv.Append(nil, tlv.TagIssuerDiscretionary, entries))
}

// sendPOI gives the directory for the terminal's data, the first answer that fits; the one of the PPSE if none does.
//
// Book B 2.12 3.3.2.3, C.1
func (c *Card) sendPOI(cmd *apdu.Command) uint16 {
	switch {
	case cmd.CLA != 0x80:
		return 0x6E00
	case cmd.P1 != 0 || cmd.P2 != 0:
		return 0x6A86
	}
	o, ok := tlv.Find(cmd.Data, tlv.TagCommandTemplate)
	if !ok || len(o.Raw) != len(cmd.Data) {
		return 0x6A80
	}
	fci := c.profile.ppse
	for _, a := range c.profile.poi.answers {
		if bytes.Contains(o.Value, a.contains) {
			fci = a.fci
			break
		}
	}
	c.out = append(c.out, fci...)
	return 0x9000
}
