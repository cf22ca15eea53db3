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

// together takes a command and its response apart that stand one behind the other: a header with Lc or Le, and data objects or nothing before a status word.
func together(b []byte) (command, response []byte, ok bool) {
	c, known := header(b)
	if !known || len(b) < 6 {
		return nil, nil, false
	}
	withoutData := !slices.Contains(withData, c.INS) && c.INS != apdu.Select
	ends := []int{5 + int(b[4]), 6 + int(b[4])}
	if withoutData {
		ends = []int{5, 4}
	}
	for _, n := range ends {
		if n > len(b)-2 {
			continue
		}
		r := apdu.Response(b[n:])
		if _, err := apdu.ParseCommand(b[:n]); err != nil || r.SW().Class() == apdu.Invalid {
			continue
		}
		if data := r.Data(); len(data) == 0 || tlv.Check(data) == nil && data[0] != 0 && r.SW().OK() {
			return b[:n], b[n:], true
		}
	}
	return nil, nil, false
}

// likelyExchange: a command that is known, and behind it what may answer it.
func likelyExchange(_ *decoder, b []byte) int {
	if _, _, ok := together(b); ok {
		return 97
	}
	return 0
}

func exchangeOf(d *decoder, b []byte) ([]item, string) {
	command, response, ok := together(b)
	if !ok {
		return []item{{Value: mask(d, b[:min(len(b), 5)])}}, "no command with a response behind it"
	}
	c, err := apdu.ParseCommand(command)
	if err != nil {
		return nil, err.Error()
	}
	answer, fault := d.response(c, response)
	return append(d.command(c, nil), item{Name: "response", Items: answer}), fault
}
