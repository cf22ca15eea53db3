package testvectors

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed decode/decode.json
var decodeFile []byte

// Decoding is the vectors of decode/decode.json: data elements and what others read in them. Bytes are in
// hexadecimal, upper case. Refused is why this module departs from a source and reads nothing.
type Decoding struct {
	Sources []string `json:"sources"`

	// Templates of conversations: Tree is the tags, those inside a template in parentheses behind it.
	Templates []struct{ Name, Input, Tree string } `json:"templates"`

	// Bits that are 1 in a bit field, byte and bit counted from 1: "3.4".
	Bits []struct {
		Tag, Value string
		Bits       []string
	} `json:"bits"`

	// DOLs with their entries: "9F02:6".
	DOLs []struct {
		DOL     string
		Entries []string
	} `json:"dols"`

	// AFLs with the records that they name: "2:1-3" is SFI 2, records 1 to 3.
	AFLs []struct {
		AFL     string
		Records []string
	} `json:"afls"`

	// CVMLists with their amounts and rules.
	CVMLists []struct {
		List    string
		X, Y    uint32
		Rules   []string
		Refused bool
	} `json:"cvmLists"`

	// Objects read from bytes: "9F02=FF E0{ 9F03= }".
	Objects []struct{ Input, Objects, Refused string } `json:"objects"`

	// Encodings of objects, in the notation of Objects.
	Encodings []struct{ Objects, Output string } `json:"encodings"`

	// OIDs, object identifiers.
	OIDs []struct{ OID, Encoded string } `json:"oids"`

	// Requests are field 55 of authorisation requests of several networks, with what they consist of in the notation of Objects.
	Requests []struct{ Source, Input, Objects string } `json:"requests"`
}

// Decodings is the vectors of decode/decode.json.
func Decodings() (*Decoding, error) {
	d := new(Decoding)
	if err := json.Unmarshal(decodeFile, d); err != nil {
		return nil, fmt.Errorf("testvectors: decode/decode.json: %w", err)
	}
	return d, nil
}
