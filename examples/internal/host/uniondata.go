package host

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"sync"

	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

// unionFile is what the host has for its terminals: the published CA keys, and parameters of applications that are not malformed.
var unionFile = sync.OnceValue(func() (f struct{ keys, aids [][]byte }) {
	var file struct {
		CA []struct {
			TLV  string `json:"tlv"`
			Form string `json:"expiry_form"`
		} `json:"ca"`
		AID []struct {
			TLV string `json:"tlv"`
		} `json:"aid"`
	}
	if err := json.Unmarshal(testvectors.UnionPay("params"), &file); err != nil {
		panic("host: " + err.Error())
	}
	take := func(list *[][]byte, text string) {
		b, err := hex.DecodeString(text)
		if err != nil {
			panic("host: " + err.Error())
		}
		*list = append(*list, b)
	}
	for _, k := range file.CA {
		if k.Form == "8 ASCII digits" {
			take(&f.keys, k.TLV)
		}
	}
	for _, a := range file.AID[:3] {
		take(&f.aids, a.TLV)
	}
	f.aids = f.aids[1:] // the first two are of one application
	return f
})

// perPart is how many entries of a list go into one message.
const perPart = 3

// unionList gives a part of a list, behind those that have come.
func (h *Host) unionList(c *call) {
	all, tags := unionFile().keys, []tlv.Tag{0x9F06, 0x9F22, 0xDF05}
	if c.class.Network == upos.AIDList.Network {
		all, tags = unionFile().aids, tags[:1]
	}
	got, err := strconv.Atoi(c.m.Get(upos.FieldData))
	if got -= 100; err != nil || got < 0 {
		c.a.Set(iso8583.FieldResponse, codeFormat)
		return
	}
	field := []byte{'3'}
	switch rest := len(all) - got; {
	case rest <= 0:
		field, all = []byte{'0'}, nil
	case rest > perPart:
		field, all = []byte{'2'}, all[got:got+perPart]
	default:
		if all = all[got:]; got == 0 {
			field = []byte{'1'}
		}
	}
	for _, x := range all {
		for _, tag := range tags {
			o, _ := tlv.Find(x, tag)
			field = append(field, o.Raw...)
		}
	}
	c.a.SetBytes(upos.FieldData, field)
	c.a.Set(iso8583.FieldResponse, codeApproved)
}

// unionEntry gives what a list has named.
func (h *Host) unionEntry(c *call) {
	all, wanted := append(append([][]byte{}, unionFile().keys...), unionFile().aids...), c.m.Bytes(upos.FieldData)
	for _, x := range all {
		same := len(wanted) > 0
		for o := range tlv.NewCursor(wanted).All() {
			own, ok := tlv.Find(x, o.Tag)
			same = same && ok && bytes.Equal(own.Value, o.Value)
		}
		if _, key := tlv.Find(x, 0x9F22); same && key == (c.class.Network == upos.CAKey.Network) {
			c.a.SetBytes(upos.FieldData, append([]byte{'1'}, x...))
			c.a.Set(iso8583.FieldResponse, codeApproved)
			return
		}
	}
	c.a.Set(iso8583.FieldResponse, codeNotFound)
}

func (h *Host) unionQuickPass(c *call) {
	q := upos.DefaultQuickPass()
	q.On, q.CDCVM, q.Unsigned = true, true, true
	c.a.Set(upos.FieldData, q.String())
	c.a.Set(iso8583.FieldResponse, codeApproved)
}

// unionBINs gives the list of BINs of this host's cards, or that of those that are not taken, which is empty.
func (h *Host) unionBINs(c *call) {
	field := "0"
	if c.class.Network == upos.BINListB.Network {
		field = "1" + upos.FormatBINs([]string{"629999", "62256312"})
	}
	c.a.Set(upos.FieldData, field)
	c.a.Set(iso8583.FieldResponse, codeApproved)
}

// unionParameters gives the terminal's own parameters: its reversals, as one published terminal has them.
func (h *Host) unionParameters(c *call) {
	c.a.Set(upos.FieldData, "3")
	c.a.Set(iso8583.FieldResponse, codeApproved)
}
