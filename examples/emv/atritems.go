package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emvgo/emv/apdu"
)

// clockMHz is the clock at which times and rates of a contact card are told: the highest that EMV allows.
//
// EMV 4.3 B1 5.3.4
const clockMHz = 5

// atrTimes are the bit rate and the waiting times that an answer to reset asks for.
//
// EMV 4.3 B1 8.3.3, 9.2.2.1, 9.2.4.2
func atrTimes(a *apdu.ATR) (list []item) {
	f, d := a.FD()
	if f == 0 || d == 0 || a.Contactless() {
		return nil
	}
	etu := float64(f) / float64(d) / clockMHz // microseconds
	list = append(list, item{
		Name:  "bit rate",
		Words: []string{fmt.Sprintf("%d bit/s at %d MHz, an etu of %.2f us", int(1e6/etu), clockMHz, etu)},
	})
	protocols := slices.Clone(a.Protocols())
	slices.Sort(protocols)
	for _, protocol := range slices.Compact(protocols) {
		switch protocol {
		case 0:
			wwt := 960 * d * a.WaitingInteger()
			list = append(list, item{Name: "work waiting time (T=0)", Words: []string{fmt.Sprintf("%d etu, %.0f ms", wwt, float64(wwt)*etu/1000)}})
		case 1:
			bwi, cwi := a.WaitingTimes()
			cwt := 11 + 1<<cwi
			bwt := 11*etu + float64(int(1)<<bwi)*960*372/clockMHz
			list = append(list,
				item{Name: "character waiting time (T=1)", Words: []string{fmt.Sprintf("%d etu, %.1f ms", cwt, float64(cwt)*etu/1000)}},
				item{Name: "block waiting time (T=1)", Words: []string{fmt.Sprintf("%.0f ms", bwt/1000)}})
		}
	}
	return list
}

// historicalItems are the historical bytes as compact TLV, where their first byte says that they are, and as what a PC/SC reader makes up for a storage card.
//
// ISO 7816-4 12.1.1
func historicalItems(b []byte) (list []item) {
	if len(b) < 2 {
		return nil
	}
	all, status := b, []byte(nil)
	switch {
	case b[0] == 0x80 && b[1] == 0x4F && len(b) > 2:
		return storageCard(b)
	case b[0] == 0x00 && len(b) < 4:
		return []item{brokenItem(fmt.Sprintf("offset %d: category 00 ends in 3 bytes of status", len(b)))}
	case b[0] == 0x00:
		b, status = b[1:len(b)-3], b[len(b)-3:]
	case b[0] == 0x80:
		b = b[1:]
	case b[0] == 0x10:
		return []item{{Name: "DIR data reference", Value: upper(b[1:2])}}
	default:
		return []item{{Words: []string{fmt.Sprintf("category %02X: proprietary", b[0])}}}
	}
	for len(b) > 0 {
		n := int(b[0] & 0x0F)
		name := or(compactTags[b[0]>>4], "not known")
		if n > len(b)-1 {
			at := len(all) - len(status) - len(b)
			return append(list, brokenItem(fmt.Sprintf("offset %d: %s of %s where %d are left", at, name, count(n, "byte"), len(b)-1)))
		}
		it := item{Tag: fmt.Sprintf("%02X", b[0]), Name: name, Value: upper(b[1 : 1+n])}
		it.Words = compactWords(b[0]>>4, b[1:1+n])
		list, b = append(list, it), b[1+n:]
	}
	if status != nil {
		list = append(list, item{Name: "status indicator", Value: upper(status), Words: statusWords(status)})
	}
	return list
}

// contactlessItems are the historical bytes of an answer that a reader makes up for a contactless card: those of type A's ATS, or what a card of type B has told.
func contactlessItems(b []byte) []item {
	list := historicalItems(b)
	malformed := slices.ContainsFunc(list, func(it item) bool { return it.fault != "" })
	compact := len(b) > 0 && (b[0] == 0x00 || b[0] == 0x10 || b[0] == 0x80)
	if compact && !malformed || !fromTypeB(b) {
		return list
	}
	it := apdu.ATS{FWI: int(b[6] >> 4)}
	return []item{
		{Name: "application data", Value: upper(b[:4])},
		{Name: "protocol info", Value: upper(b[4:7]), Words: []string{
			fmt.Sprintf("frames to the card: up to %s", frameSizesB[b[5]>>4]), "ISO 14443-4",
			fmt.Sprintf("frame waiting time: %v", it.FWT().Round(time.Microsecond)),
		}},
		{Name: "buffer of the card", Value: upper(b[7:]), Words: []string{fmt.Sprintf("maximum buffer length index %d", b[7]>>4)}},
	}
}

// fromTypeB reports whether the historical bytes that a reader makes up may be a card's of type B: the application data and the protocol info of its answer to
// request, of a card that has ISO 14443-4, and the upper half of its answer to ATTRIB with a half of zeroes.
//
// PC/SC part 3, 3.1.3.2.3, ISO 14443-3 7.9.4
func fromTypeB(b []byte) bool {
	return len(b) == 8 && b[7]&0x0F == 0 && b[5]&0x0F == 1 && int(b[5]>>4) < len(frameSizesB) && b[6]>>4 < 15 && b[4]&0x08 == 0
}

// frameSizesB are the sizes of the frames by their code.
//
// ISO 14443-3 7.9.4.3
var frameSizesB = [...]string{"16 bytes", "24 bytes", "32 bytes", "40 bytes", "48 bytes", "64 bytes", "96 bytes", "128 bytes", "256 bytes"}

// brokenItem is where and why historical bytes are malformed: offsets are counted from the first of them.
func brokenItem(fault string) item {
	return item{Name: "malformed", Words: []string{fault}, fault: fault}
}

// workgroup is the registered identifier of the PC/SC workgroup.
const workgroup = "A000000306"

// storageCard is what a PC/SC reader puts into the historical bytes for a contactless card without a processor: the workgroup's application identifier with the
// standard and the name of the card behind it.
//
// PC/SC part 3, 3.1.3.2.3
func storageCard(b []byte) []item {
	n := int(b[2])
	if n > len(b)-3 {
		return []item{brokenItem(fmt.Sprintf("offset 1: application identifier of %s where %d are left", count(n, "byte"), len(b)-3))}
	}
	id := b[3 : 3+n]
	list := []item{{Tag: "4F", Name: "application identifier", Value: upper(id)}}
	if n >= 8 && upper(id[:5]) == workgroup {
		list[0].Words = []string{"PC/SC workgroup: a contactless storage card"}
		list[0].Items = []item{
			{Name: "standard", Value: upper(id[5:6]), Words: []string{or(cardStandards[id[5]], "not known")}},
			{Name: "card", Value: upper(id[6:8]), Words: []string{or(storageCards[upper(id[6:8])], "not known")}},
		}
	}
	if rest := b[3+n:]; len(rest) > 0 {
		list = append(list, item{Name: "behind it", Value: upper(rest)})
	}
	return list
}

// cardStandards and storageCards are codes of the PC/SC workgroup: part 3, supplemental document.
var (
	cardStandards = map[byte]string{
		0: "not told", 1: "ISO 14443 type A, part 1", 2: "ISO 14443 type A, part 2", 3: "ISO 14443 type A, part 3", 5: "ISO 14443 type B, part 1", 6: "ISO 14443 type B, part 2",
		7: "ISO 14443 type B, part 3", 9: "ISO 15693, part 1", 10: "ISO 15693, part 2", 11: "ISO 15693, part 3", 12: "ISO 15693, part 4", 17: "FeliCa",
	}
	storageCards = map[string]string{
		"0000": "not told", "0001": "MIFARE Classic 1K", "0002": "MIFARE Classic 4K", "0003": "MIFARE Ultralight", "0026": "MIFARE Mini", "003A": "MIFARE Ultralight C", "003B": "FeliCa",
	}
)

var compactTags = map[byte]string{
	1: "country code", 2: "issuer identification number", 3: "card service data", 4: "initial access data", 5: "card issuer's data",
	6: "pre-issuing data", 7: "card capabilities", 8: "status indicator", 0xF: "application identifier",
}

func compactWords(tag byte, b []byte) (words []string) {
	switch tag {
	case 1:
		return codeWords(countries, strings.TrimRight(upper(b), "F"))
	case 3:
		return cardServiceWords(b)
	case 7:
		return capabilityWords(b)
	case 8:
		return statusWords(b)
	default:
		if s := printable(b); s != "" {
			return []string{s}
		}
	}
	return words
}

// flags are the words of the bits of b that are set, from bit 8 on.
func flags(b byte, bits ...string) (words []string) {
	for i, word := range bits {
		if b<<i&0x80 != 0 {
			words = append(words, word)
		}
	}
	return words
}

// cardServiceWords is the card service data byte.
//
// ISO/IEC 7816-4 8.1.1.2.3 table 85 (2005)
func cardServiceWords(b []byte) []string {
	if len(b) != 1 {
		return nil
	}
	words := flags(b[0], "selection of applications by full name", "selection of applications by part of the name",
		"data objects in EF.DIR", "data objects in EF.ATR")
	read, ok := map[byte]string{0: "READ RECORD", 2: "GET DATA", 4: "READ BINARY"}[b[0]>>1&7]
	if !ok {
		read = "RFU"
	}
	return append(words, "EF.DIR and EF.ATR are read by: "+read, []string{"card with master file", "card without master file"}[b[0]&1])
}

// capabilityWords are the software function tables: the first, and perhaps the data coding byte, and the third.
//
// ISO/IEC 7816-4 8.1.1.2.7 tables 86 to 88 (2005)
func capabilityWords(b []byte) []string {
	if len(b) == 0 || len(b) > 3 {
		return nil
	}
	words := flags(b[0], "selection by full name", "selection by part of the name", "selection by path", "selection by file identifier", "implicit selection",
		"short file identifiers", "record numbers", "record identifiers")
	if len(b) > 1 {
		words = append(words, dataCoding(b[1])...)
	}
	if len(b) > 2 {
		words = append(words, flags(b[2], "command chaining", "extended lengths", "extended lengths told in EF.ATR", "channel numbers assigned by the card",
			"channel numbers assigned by the interface device")...)
		if most := int(b[2]&7) + 1; most == 8 {
			words = append(words, "eight or more logical channels")
		} else {
			words = append(words, fmt.Sprintf("logical channels: up to %d", most))
		}
	}
	return words
}

// statusWords are the life cycle and the status word of a status indicator.
func statusWords(b []byte) (words []string) {
	if len(b) == 1 || len(b) == 3 {
		life := "RFU"
		switch {
		case b[0] == 0:
			life = "not given"
		case b[0] >= 0x10:
			life = "proprietary"
		case b[0] == 1:
			life = "creation"
		case b[0] == 3:
			life = "initialisation"
		case b[0]&0xFD == 5:
			life = "operational, active"
		case b[0]&0xFD == 4:
			life = "operational, not active"
		case b[0]&0xFC == 12:
			life = "terminated"
		}
		words, b = append(words, "life cycle: "+life), b[1:]
	}
	if len(b) == 2 && (b[0] != 0 || b[1] != 0) {
		words = append(words, "status word "+upper(b))
	}
	return words
}
