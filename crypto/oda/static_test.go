package oda_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/crypto/oda"
)

// EMV 4.4 B3 10.3, B2 6.1.1
func staticReasons(t *testing.T, s *seen) {
	long := append([]byte{0x70, 0x81, 0x80}, make([]byte, 128)...)
	for _, r := range []struct {
		sfi    byte
		record []byte
		adds   []byte
		want   oda.Reason
	}{
		// EMV 4.4 B3 10.3 (1 to 10)
		{1, []byte{0x70, 3, 0x5A, 1, 9}, []byte{0x5A, 1, 9}, oda.OK}, // contents only
		{10, []byte{0x70, 3, 0x5A, 1, 9}, []byte{0x5A, 1, 9}, oda.OK},
		{11, []byte{0x70, 3, 0x5A, 1, 9}, []byte{0x70, 3, 0x5A, 1, 9}, oda.OK}, // all of it
		{30, []byte{0x70, 3, 0x5A, 1, 9}, []byte{0x70, 3, 0x5A, 1, 9}, oda.OK},
		{1, []byte{0x70, 0}, nil, oda.OK},
		{1, long, long[3:], oda.OK},
		{11, long, long, oda.OK},
		{2, append([]byte{0x70, 0x82, 0x00, 0x80}, make([]byte, 128)...), long[3:], oda.OK},
		{1, []byte{0x70, 3, 0, 0, 0}, []byte{0, 0, 0}, oda.OK}, // raw bytes, whatever they are
		{0, []byte{0x70, 0}, nil, oda.StaticSFI},
		{31, []byte{0x70, 0}, nil, oda.StaticSFI},
		{1, nil, nil, oda.StaticRecord},
		{1, []byte{0x70}, nil, oda.StaticRecord},
		{1, []byte{0x77, 0}, nil, oda.StaticRecord},
		{11, []byte{0x77, 0}, nil, oda.StaticRecord},
		{1, []byte{0x70, 2, 0}, nil, oda.StaticRecord},
		{1, []byte{0x70, 0, 0}, nil, oda.StaticRecord}, // a byte behind the template
		{1, []byte{0x70, 0x80, 0, 0}, nil, oda.StaticRecord},
		{1, []byte{0x70, 0x81}, nil, oda.StaticRecord},
		{1, []byte{0x70, 0x82, 0}, nil, oda.StaticRecord},
		{1, []byte{0x70, 0x83, 0, 0, 0}, nil, oda.StaticRecord},
		{1, []byte{0x70, 0x84, 0xFF, 0xFF, 0xFF, 0xFF}, nil, oda.StaticRecord},
	} {
		got, reason := oda.AppendRecord([]byte("front"), r.sfi, r.record)
		s.expect(t, "record", reason, r.want)
		if reason == oda.OK && !bytes.Equal(got, append([]byte("front"), r.adds...)) {
			t.Errorf("SFI %d, record %X adds %X", r.sfi, r.record, got)
		}
	}
	aip := []byte{0x39, 0x00}
	for _, r := range []struct {
		tagList, aip, adds []byte
		want               oda.Reason
	}{
		{nil, aip, nil, oda.OK},
		{[]byte{}, aip, nil, oda.OK},
		{[]byte{0x82}, aip, aip, oda.OK},
		{[]byte{0x82}, nil, nil, oda.StaticAIP},
		{[]byte{0x82}, []byte{1, 2, 3}, nil, oda.StaticAIP},
		{[]byte{0x82, 0x82}, aip, nil, oda.StaticTagList},
		{[]byte{0x5A}, aip, nil, oda.StaticTagList},
		{[]byte{0x82, 0x5A}, aip, nil, oda.StaticTagList},
		{[]byte{0x00}, aip, nil, oda.StaticTagList},
	} {
		got, reason := oda.AppendTagList([]byte("front"), r.tagList, r.aip)
		s.expect(t, "tag list", reason, r.want)
		if reason == oda.OK && !bytes.Equal(got, append([]byte("front"), r.adds...)) {
			t.Errorf("tag list %X adds %X", r.tagList, got)
		}
	}
	records := []oda.Record{{SFI: 1, Data: []byte{0x70, 1, 'a'}}, {SFI: 12, Data: []byte{0x70, 1, 'b'}}, {SFI: 2, Data: []byte{0x70, 1, 'c'}}}
	got, reason := oda.StaticData(records, []byte{0x82}, aip)
	s.expect(t, "static data", reason, oda.OK)
	if string(got) != "ap\x01bc\x39\x00" {
		t.Errorf("static data %q", got)
	}
	_, reason = oda.StaticData(append(records, oda.Record{SFI: 1}), nil, aip)
	s.expect(t, "static data", reason, oda.StaticRecord)

	// EMV 4.4 B2 12.4
	got, reason = oda.AppendICCD([]byte("front"), aip, []byte{0xA0, 0, 0, 0, 4, 0x10, 0x10}, []byte{0x9F, 0x33, 3})
	s.expect(t, "ICCD", reason, oda.OK)
	if want := "front\x82\x02\x39\x00\x9F\x06\x07\xA0\x00\x00\x00\x04\x10\x10\x9F\x38\x03\x9F\x33\x03"; string(got) != want {
		t.Errorf("ICCD %X, want %X", got, want)
	}
	got, _ = oda.AppendICCD(nil, aip, []byte{1}, nil) // no PDOL
	if want := "\x82\x02\x39\x00\x9F\x06\x01\x01"; string(got) != want {
		t.Errorf("ICCD %X, want %X", got, want)
	}
	got, _ = oda.AppendICCD(nil, aip, nil, []byte{}) // an empty PDOL is a PDOL
	if want := "\x82\x02\x39\x00\x9F\x06\x00\x9F\x38\x00"; string(got) != want {
		t.Errorf("ICCD %X, want %X", got, want)
	}
	got, _ = oda.AppendICCD(nil, aip, nil, make([]byte, 128))
	if want := "\x82\x02\x39\x00\x9F\x06\x00\x9F\x38\x81\x80" + string(make([]byte, 128)); string(got) != want {
		t.Errorf("ICCD %X, want %X", got, want)
	}
	_, reason = oda.AppendICCD(nil, aip[:1], nil, nil)
	s.expect(t, "ICCD", reason, oda.StaticAIP)

	// C-8 1.0 7.2.6
	got, reason = oda.AppendKernel8([]byte("records"), []byte("extended"), aip)
	s.expect(t, "Kernel 8", reason, oda.OK)
	if string(got) != "recordsextended\x39\x00" {
		t.Errorf("Kernel 8: %q", got)
	}
	_, reason = oda.AppendKernel8(nil, nil, nil)
	s.expect(t, "Kernel 8", reason, oda.StaticAIP)

	// EMV 4.4 B2 6.6.2
	for _, r := range []struct {
		response, adds string
		want           oda.Reason
	}{
		{"\x9F\x27\x01\x80\x9F\x4B\x02xy\x9F\x36\x02\x00\x01", "\x9F\x27\x01\x80\x9F\x36\x02\x00\x01", oda.OK},
		{"\x9F\x4B\x81\x01x\x9F\x36\x02\x00\x01", "\x9F\x36\x02\x00\x01", oda.OK},
		{"\x9F\x4B\x82\x00\x01x\xDF\x81\x29\x01\x01", "\xDF\x81\x29\x01\x01", oda.OK}, // a tag of 3 bytes
		{"\x00\x9F\x4B\x01x\x00\x5A\x00\x00", "\x5A\x00", oda.OK},                     // padding
		{"\x9F\x4B\x00\x9F\x4B\x01x\x9F\x4B\x00\x9F\x36\x02\x00\x01", "\x9F\x36\x02\x00\x01", oda.OK},
		{"\x9F\x4B\x01x\x9F\x4B\x01y", "", oda.ResponseData},
		{"\x9F\x27\x01\x80", "", oda.ResponseData},
		{"\x9F\x4B\x00\x9F\x4B\x00", "", oda.ResponseData},
		{"\x9F\x4B", "", oda.ResponseData},
		{"\x9F\x4B\x01x\x9F", "", oda.ResponseData}, // a tag cut off behind it
		{"\x9F\x4B\x02x", "", oda.ResponseData},
		{"\x9F\x4B\x81", "", oda.ResponseData},
		{"\x9F\x4B\x82\x01", "", oda.ResponseData},
		{"\x9F\x4B\x80", "", oda.ResponseData},
		{"\x9F\x4B\x84\x00\x00\x00\x00", "", oda.ResponseData},
		{"\x9F", "", oda.ResponseData},
		{"\x9F\x80\x80\x80\x01\x00", "", oda.ResponseData}, // a tag of 5 bytes
		{"\x5F", "", oda.ResponseData},
		{"", "", oda.ResponseData},
	} {
		got, reason := oda.AppendResponse([]byte("front"), []byte(r.response))
		s.expect(t, "response", reason, r.want)
		if reason == oda.OK && string(got) != "front"+r.adds {
			t.Errorf("response %X adds %X", r.response, got)
		}
	}
}
