package main

import (
	"fmt"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// brokenCommand is what there is to say of a command whose lengths do not fit: its header, and how much is there. Nothing of its data is shown.
func (d *decoder) brokenCommand(b []byte) (list []item, fault string) {
	c, ok := header(b)
	if !ok {
		return []item{{Value: upper(b[:min(len(b), 5)])}}, "length fields do not fit the length of the command"
	}
	list = d.command(c, nil)
	if n := len(b) - 5; int(b[4]) > n {
		fault = fmt.Sprintf("offset 4: Lc says %s where %d follow", count(int(b[4]), "byte"), n)
	} else {
		fault = fmt.Sprintf("offset %d: %s behind the data", 5+int(b[4]), count(n-int(b[4]), "byte"))
	}
	return list, fault
}

// A cut is one way to take bytes apart into a command and its response, with how likely it is.
type cut struct{ at, score int }

// Points of a response by what it is: objects that are known, a challenge or a record in a form of its own, a status word alone, other bytes of a length that was
// asked for.
const (
	wholeObjects  = 97
	rawAnswer     = 95
	statusAlone   = 94
	brokenObjects = 90
	otherAnswer   = 80
)

// together takes a command and its response apart that stand one behind the other: a header with Lc, data and perhaps Le, or with Le alone, or nothing, and behind it
// what may answer it, a status word at the least. Of several places the likeliest counts.
//
// EMV 4.4 B1 9.4, B3 6.3
func together(b []byte) (command, response []byte, score int) {
	c, known := header(b)
	if !known || len(b) < 6 {
		return nil, nil, 0
	}
	ends := []int{5 + int(b[4]), 6 + int(b[4])} // with data
	head, least := 4, 1                         // points of a response behind the header alone
	reads := slices.Contains(withoutData, c.INS) && c.CLA&0x0C == 0
	if r := readersOwn(&c); r != nil {
		reads = r.fits == nil
	}
	switch sends := c.CLA&0x0C != 0 || slices.Contains(withData, c.INS); {
	case reads:
		ends = []int{5, 4}
	case !sends:
		ends = append(ends, 5, 4)
	case b[4] == 0: // Le
		ends, head, least = []int{5}, 5, wholeObjects
	default:
		ends, least = append(ends, 4), wholeObjects // its data were not recorded
	}
	var best cut
	for _, n := range ends {
		if n > len(b)-2 {
			continue
		}
		command, err := apdu.ParseCommand(b[:n])
		if r := apdu.Response(b[n:]); err == nil && r.SW().Class() != apdu.Invalid {
			if score := answersCommand(&command, r); score > best.score && (n > head || score >= least) {
				best = cut{n, score}
			}
		}
	}
	return b[:best.at], b[best.at:], best.score
}

// answersCommand says how likely a response answers a command, 0 for not at all.
//
// EMV 4.4 B3 5.3.2.2, 6.5
func answersCommand(c *apdu.Command, r apdu.Response) int {
	d := &decoder{}
	data := r.Data()
	exact := c.Le > 0 && c.Le == len(data)
	switch ok := r.SW().OK(); {
	case c.CLA == readerClass && c.INS == apdu.GetData && ok && (len(data) == 4 || len(data) == 7 || len(data) == 8 || len(data) == 10 || likelyATS(d, data) > 0):
		return rawAnswer
	case len(data) == 0:
		return statusAlone
	case tlv.Check(data) == nil && data[0] != 0 && (ok || r.SW().Class() == apdu.Warning):
		if points, empty := d.rateObjects(0, data, 0); !empty && points >= 80*len(data) {
			return wholeObjects
		}
		return otherAnswer
	case !ok:
		return 0
	case c.INS == apdu.GetChallenge && (exact || c.Le <= 0 && len(data) <= 8):
		return rawAnswer
	case c.INS == apdu.ReadRecord && c.P2>>3 > 10 && c.Le != apdu.NoLe && (exact || c.Le == 0):
		return rawAnswer
	case answeredInOwnForm(c, data):
		return rawAnswer
	case d.brokenInside(data), d.beginsTemplate(data), d.beginsAnswer(data), beginsAsAsked(c, data):
		return brokenObjects
	case c.Le != apdu.NoLe && exact:
		return otherAnswer
	default:
		return 0
	}
}

// answeredInOwnForm reports whether bytes that are no objects answer a command of others than the books: INITIALIZE UPDATE by the secure channel, MANAGE CHANNEL
// with the channel that is open now, and the others with as much as there is.
//
// ISO/IEC 7816-4 7.1.2, 7.2.3 (2005), GlobalPlatform Card Specification 2.3.1 11.4.3, E.5.1, amendment D 7.1.1
func answeredInOwnForm(c *apdu.Command, data []byte) bool {
	switch plain, _, _ := plainClass(c.CLA); [2]byte{plain, c.INS} {
	case [2]byte{apdu.ClassProprietary, insInitializeUpdate}:
		if len(c.Data) != 8 { // of PBOC's purse
			break
		}
		return len(data) > 11 && slices.Contains([][2]int{{28, 1}, {28, 2}, {29, 3}, {32, 3}}, [2]int{len(data), int(data[11])}) // which secure channel
	case [2]byte{0, insManageChannel}:
		return c.Le == 1 && len(data) == 1
	}
	return c.Le == 0 && otherName(*c) != "" && !answeredInObjects(*c, data)
}

// beginsAsAsked reports whether an answer begins with the object that the command asks for: that of GET DATA, or a template of format 1.
//
// EMV 4.4 B3 6.5.5.4, 6.5.7.4, 6.5.8.4, 6.5.9.4
func beginsAsAsked(c *apdu.Command, data []byte) bool {
	tags, _ := readTags(data[:min(len(data), tlv.MaxTagSize)])
	switch {
	case len(tags) == 0:
		return false
	case c.INS == apdu.GetData:
		return tags[0] == tlv.Tag(c.P1)<<8|tlv.Tag(c.P2)
	default:
		return tags[0] == tlv.TagFormat1 && slices.Contains(inFormat1, c.INS)
	}
}

// inFormat1 are instructions whose answers may be a template of format 1.
var inFormat1 = []byte{apdu.GetProcessingOptions, apdu.GenerateAC, apdu.InternalAuthenticate, apdu.RelayResistance, insDataGPO, 0xD1, 0xDF, 0xE0}

// withoutData are instructions that take none.
//
// EMV 4.4 B3 6.5
var withoutData = []byte{apdu.ReadRecord, apdu.GetData, apdu.GetChallenge, apdu.GetResponse, insManageChannel, 0xB0, insBalance, 0xDF}

// likelyExchange: a command that is known, and behind it what may answer it.
func likelyExchange(_ *decoder, b []byte) int {
	_, _, score := together(b)
	return score
}

func exchangeOf(d *decoder, b []byte) ([]item, string) {
	command, response, score := together(b)
	if score == 0 {
		return []item{{Value: mask(d, b[:min(len(b), 5)])}}, "no command with a response behind it"
	}
	c, err := apdu.ParseCommand(command)
	if err != nil {
		return nil, err.Error()
	}
	answer, fault := d.response(c, response)
	return append(d.command(c, nil), item{Name: "response", Items: answer}), fault
}
