package card_test

import (
	"testing"

	"github.com/emvgo/emv/apdu"
)

// The whole purchase of the default card, command by command, online with issuer authentication.
func TestPurchaseExchanges(t *testing.T) {
	x := newTerminal(t, named(t, "full"))
	dir := x.want(0x9000, apdu.AppendSelect(nil, []byte("1PAY.SYS.DDF01"), false))
	sfi := x.find(dir, 0x6F, 0xA5, 0x88)[0]
	x.want(0x9000, apdu.AppendReadRecord(nil, sfi, 1))
	x.want(0x6A83, apdu.AppendReadRecord(nil, sfi, 2))
	x.start("A0000000041010")
	x.want(0x9000, apdu.AppendGetData(nil, 0x9F36))
	x.want(0x9000, apdu.AppendGetData(nil, 0x9F13))
	ac := x.generateAC(0x90, 0x8C)
	if ac[0x9F27][0] != 0x80 {
		t.Errorf("CID %X", ac[0x9F27])
	}
}
