package tlv_test

import (
	"encoding/hex"
	"fmt"

	"github.com/moov-io/bertlv"

	"github.com/emvgo/emv/tlv"
)

func mustHex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

func ExampleCursor() {
	record := mustHex("700E5A085413330089600044" + "5F340101")
	c := tlv.NewCursor(record)
	for template, ok := c.Next(); ok; template, ok = c.Next() {
		fmt.Println(template.Tag, template.Tag.Name())
		for o := range template.Children().All() {
			fmt.Println(o.Tag, "at", o.Offset, tlv.MaskTag(o.Tag, o.Value))
		}
	}
	fmt.Println(c.Err())
	// Output:
	// 70 READ RECORD Response Message Template
	// 5A at 2 541333******0044
	// 5F34 at 12 01
	// <nil>
}

func ExampleCursor_Err() {
	c := tlv.NewCursor(mustHex("9C01005A88FFFFFFFFFFFFFFFF"))
	for {
		o, ok := c.Next()
		if !ok {
			break
		}
		fmt.Println(o.Tag)
	}
	fmt.Println(c.Err())
	// Output:
	// 9C
	// tlv: offset 3: length field of more than 3 bytes
}

func ExampleFind() {
	fci := mustHex("6F108407A0000000031010A5055003414243")
	label, ok := tlv.Find(fci, tlv.TagFCI, tlv.TagFCIProprietary, tlv.ApplicationLabel.Tag())
	fmt.Printf("%s %v\n", label.Value, ok)
	// Output: ABC true
}

func ExampleDOL() {
	cdol, err := tlv.ParseDOL(mustHex("9F02069A039F3704DF0102"))
	if err != nil {
		fmt.Println(err)
		return
	}
	values := map[tlv.Tag][]byte{0x9F02: {0x12, 0x34}, 0x9A: {0x26, 0x01, 0x02}, 0x9F37: {1, 2, 3, 4}}
	data := cdol.Append(nil, func(tag tlv.Tag, _ int) ([]byte, tlv.Format, bool) {
		row, _ := tlv.Lookup(tlv.Contact, 0, tag)
		v, ok := values[tag]
		return v, row.Element().Format, ok
	})
	fmt.Printf("%X\n", data)
	// Output: 000000001234260102010203040000
}

func ExampleExplain() {
	tvr := tlv.TVRValue{}
	tvr.Set(tlv.TVRODANotPerformed, tlv.TVRFloorLimitExceeded)
	for _, line := range tlv.Explain(tlv.TVR, tvr[:]) {
		fmt.Println(line)
	}
	// Output:
	// byte 1 bit 8: offline data authentication was not performed
	// byte 4 bit 8: transaction exceeds the floor limit
}

func ExampleDescribe() {
	fmt.Print(tlv.Describe(tlv.Contact, mustHex("77099F2701809F36020019")))
	// Output:
	// 77 Response Message Template Format 2
	//   9F27 Cryptogram Information Data: 80 (byte 1 bits 8-7: ARQC)
	//   9F36 Application Transaction Counter (ATC): 0019
}

func ExampleLookup() {
	for _, template := range []tlv.Tag{tlv.TagRecord, 0xA1} {
		row, _ := tlv.Lookup(tlv.Contact, template, 0x90)
		fmt.Println(row)
	}
	// Output:
	// Issuer Public Key Certificate
	// Biometric Solution ID
}

func ExampleTree() {
	nodes, err := tlv.Tree(mustHex("6F108407A0000000031010A5055003414243"))
	if err != nil {
		fmt.Println(err)
		return
	}
	label, _ := bertlv.FindTagByPath(nodes, "6F.A5.50")
	fmt.Printf("%s\n", label.Value)
	// Output: ABC
}

func ExampleMasked() {
	pan := tlv.NewMasked(tlv.PAN, mustHex("5413330089600044"))
	fmt.Printf("%v %x %#v\n", pan, pan, pan)
	// Output: 541333******0044 541333******0044 "541333******0044"
}

// A tag has in each book the name, the length and the bits that its dictionary gives it.
func ExampleExplainIn() {
	row, _ := tlv.Lookup(tlv.C4, 0, 0x95)
	fmt.Println(tlv.ExplainIn(tlv.Contact, row, []byte{0, 0, 0x20, 0, 0}))
	fmt.Println(tlv.ExplainIn(tlv.C4, row, []byte{0, 0, 0x20, 0, 0}))
	list := tlv.CDOL1.In(tlv.C2)
	fmt.Println(list.Name, list.Max)
	// Output:
	// [byte 3 bit 6: PIN try limit exceeded]
	// [byte 3 bit 6: mobile CVM try limit exceeded]
	// CDOL1 250
}
