package oda

import "github.com/emvgo/emv/tlv"

// A Record is one record that the AFL names for offline data authentication.
type Record struct {
	SFI  byte     // 1 to 30
	Data CardData // the data field of the response to READ RECORD, without status word
}

// StaticData builds the static data to be authenticated by SDA, DDA and CDA: the records in the order of the AFL, then
// the AIP (tag 82, 2 bytes) if the Static Data Authentication Tag List (tag 9F4A) asks for it. An empty tag list
// counts as an absent one.
//
// EMV 4.4 B3 10.3, B2 5.1.1, 6.1.1
// EMV 4.4 B2 5.1.1
func StaticData(records []Record, tagList, aip []byte) ([]byte, Reason) {
	n := len(aip)
	for _, r := range records {
		n += len(r.Data)
	}
	static := make([]byte, 0, n)
	var reason Reason
	for _, r := range records {
		if static, reason = AppendRecord(static, r.SFI, r.Data); reason != OK {
			return nil, reason
		}
	}
	return AppendTagList(static, tagList, aip)
}

// AppendRecord appends what a record adds to the static data: of files 1 to 10 the contents of template 70, of files
// 11 to 30 the whole of it. The record must be exactly one object with tag 70.
//
// EMV 4.4 B3 10.3
// EMV 4.4 B3 10.3 (70), EMV 4.4 B3 10.3 (1 to 10), EMV 4.4 B3 10.3 (11 to 30)
func AppendRecord(dst []byte, sfi byte, record []byte) ([]byte, Reason) {
	c := tlv.NewCursor(record)
	template, _ := c.Next()
	switch {
	case template.Tag != tlv.TagRecord || len(template.Raw) != len(record):
		return nil, StaticRecord
	case sfi < 1 || sfi > 30:
		return nil, StaticSFI
	case sfi <= 10:
		return append(dst, template.Value...), OK
	}
	return append(dst, record...), OK
}

// AppendTagList appends what the Static Data Authentication Tag List (tag 9F4A) asks for behind the records: the value
// of the AIP (tag 82), the only one it may ask for.
//
// EMV 4.4 B3 10.3, B2 5.1.1, 6.1.1
// EMV 4.4 B3 10.3 (tag list)
func AppendTagList(dst, tagList, aip []byte) ([]byte, Reason) {
	switch {
	case len(tagList) == 0:
		return dst, OK
	case len(tagList) != 1 || tagList[0] != 0x82:
		return nil, StaticTagList
	case len(aip) != 2:
		return nil, StaticAIP
	}
	return append(dst, aip...), OK
}

// AppendICCD appends what XDA and ECC offline data encipherment add behind the records to make the Issuer Certified
// Card Data, each as tag, length and value: the AIP (tag 82), the AID of the terminal (tag 9F06) and, if the card sent
// one, the PDOL (tag 9F38). A nil pdol is an absent one.
//
// EMV 4.4 B3 10.3, B2 12.4
// EMV 4.4 B3 10.3 (card data)
func AppendICCD(dst, aip, aid, pdol []byte) ([]byte, Reason) {
	if len(aip) != 2 {
		return nil, StaticAIP
	}
	dst = tlv.Append(tlv.Append(dst, 0x82, aip), 0x9F06, aid)
	if pdol != nil {
		dst = tlv.Append(dst, 0x9F38, pdol)
	}
	return dst, OK
}

// AppendKernel8 appends what Kernel 8 adds behind the signed records to make the static data of its certificates: the
// objects that the Extended SDA Tag List names, as built by the kernel, and the value of the AIP (2 bytes).
//
// C-8 1.0 7.2.6
func AppendKernel8(dst, extended, aip []byte) ([]byte, Reason) {
	if len(aip) != 2 {
		return nil, StaticAIP
	}
	return append(append(dst, extended...), aip...), OK
}
