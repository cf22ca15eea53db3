package tlv

import "encoding/hex"

func hexString(b []byte) string {
	const digits = "0123456789ABCDEF"
	s := make([]byte, 0, 2*len(b))
	for _, x := range b {
		s = append(s, digits[x>>4], digits[x&0xF])
	}
	return string(s)
}

var _ = hex.EncodeToString

type bitField struct {
	index, mask, value byte
	other              bool
	words              string
}
type bitTable struct {
	size   int
	fields []bitField
}
