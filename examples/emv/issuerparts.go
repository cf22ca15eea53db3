package main

import (
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// scriptCommand takes tag 86 apart, which is a command.
//
// EMV 4.4 B3 10.10
func (d *decoder) scriptCommand(it *item, value []byte) {
	c, err := apdu.ParseCommand(value)
	if err != nil {
		it.fault = "no command: " + strings.TrimPrefix(err.Error(), "apdu: ")
		it.Words = []string{it.fault}
		return
	}
	it.Value = maskedCommand(&d.cover, value, nil)
	it.Items = d.command(c, nil)
}

// issuerAuthentication takes tag 91 apart: an ARPC of eight bytes with a response code behind it, or one of four with the
// card status update, and data of the payment system. Which of the two, the length and the code tell; eight bytes alone
// can be either.
//
// EMV 4.4 B2 8.2, B3 annex C10
func (d *decoder) issuerAuthentication(it *item, value []byte) {
	if len(value) < 8 || len(value) > 16 {
		return
	}
	part := func(name string, b []byte, words ...string) item {
		return item{Name: name, Value: upper(b), Words: words}
	}
	withCode := []item{part("ARPC (method 1)", value[:8])}
	if len(value) == 10 {
		code := tlv.Explain(tlv.AuthorisationResponseCode, value[8:])
		if !tlv.AN.Accepts(value[8:]) {
			code = []string{"response code of the payment system"}
		}
		it.Items = append(withCode, part("response code", value[8:], code...))
		return
	}
	withUpdate := []item{part("ARPC (method 2)", value[:4]), part("card status update", value[4:8], tlv.Explain(tlv.CardStatusUpdate, value[4:8])...)}
	if len(value) > 8 {
		withUpdate = append(withUpdate, part("proprietary authentication data", value[8:]))
	}
	if len(value) == 8 && reserved(withUpdate[1]) {
		it.Items = withCode
		return
	}
	if len(value) == 8 || value[4]&0x80 == 0 && len(value) > 8 { // the bit that says that such data are there
		it.Items = append([]item{{Name: "either", Items: withCode}}, item{Name: "or", Items: withUpdate})
		if len(value) > 8 {
			it.Items[0].Items = append(it.Items[0].Items, part("issuer's data", value[8:]))
		}
		return
	}
	it.Items = withUpdate
}

// registeredData are the kinds of application selection registered proprietary data (9F0A) that EMVCo's list names.
//
// EMV 4.4 B1 12.5
var registeredData = map[string]struct {
	name   string
	values map[byte]string
}{
	"0001": {"product type by the European regulation of interchange fees", map[byte]string{1: "debit", 2: "credit", 3: "commercial", 4: "prepaid"}},
}

// registered takes tag 9F0A apart: identifiers, each with a length and a value.
func (d *decoder) registered(it *item, value []byte) {
	var list []item
	for b := value; len(b) > 0; {
		if len(b) < 3 || len(b) < 3+int(b[2]) {
			return // the dictionary's words say that it is malformed
		}
		id, data := upper(b[:2]), b[3:3+int(b[2])]
		b = b[3+len(data):]
		known, ok := registeredData[id]
		sub := item{Name: "ID " + id, Value: upper(data)}
		if ok {
			sub.Name += ", " + known.name
		}
		if ok && len(data) > 0 {
			sub.Words = []string{or(known.values[data[0]], "a value that is not known")}
		}
		list = append(list, sub)
	}
	it.Words, it.Items = nil, list
}
