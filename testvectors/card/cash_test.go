package card_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/testvectors/internal/pboc"
	"github.com/emvgo/emv/tlv"
)

// cashTerminal is a terminal in China that takes electronic cash, with the card that has 100.00 of it.
func cashTerminal(t *testing.T, amount string) *terminal {
	t.Helper()
	x := pbocTerminal(t, 1)
	x.card = named(t, "pboc-cash")
	x.data[0x9F02], x.data[0x9F21], x.data[0x9F4E] = unhex(t, amount), unhex(t, "123045"), append([]byte("Shop"), make([]byte, 16)...)
	return x
}

func (x *terminal) getData(t tlv.Tag) []byte {
	x.t.Helper()
	return x.find(x.want(0x9000, apdu.AppendGetData(nil, uint16(t))), t)
}

// Electronic cash by contact: offered within balance, limit and currency, taken out of the balance with the TC and told in the issuer application data; each row
// that is not offered is a transaction like any other.
// EMV 4.4 B3 6.5.8.4, 10.8
func TestCashByContact(t *testing.T) {
	for _, c := range []struct {
		name     string
		amount   string
		asks     byte // of GENERATE AC
		change   func(*terminal)
		offered  bool
		gives    byte
		balance  string // in the end
		informed string // in the issuer application data
	}{
		{"paid", "000000000800", 0x40, nil, true, 0x40, "000000009200", "0000009200"},
		{"the limit of one", "000000001000", 0x40, nil, true, 0x40, "000000009000", "0000009000"},
		{"online", "000000000800", 0x80, nil, true, 0x80, "000000010000", "0000010000"},
		{"declined", "000000000800", 0x00, nil, true, 0x00, "000000010000", "0000010000"},
		{"above the limit of one", "000000001001", 0x40, nil, false, 0x40, "000000010000", "0000010000"},
		{"another currency", "000000000800", 0x40, func(x *terminal) { x.data[0x5F2A] = []byte{0x09, 0x78} }, false, 0x80, "000000010000", "0000010000"},
		{"the terminal takes none", "000000000800", 0x40, func(x *terminal) { x.data[0x9F7A] = []byte{0} }, false, 0x40, "000000010000", "0000010000"},
	} {
		x := cashTerminal(t, c.amount)
		if c.change != nil {
			c.change(x)
		}
		x.start(pbocAID)
		if offered := x.read[0x9F74] != nil; offered != c.offered {
			t.Errorf("%s: offered %v", c.name, offered)
		}
		ac := x.generateAC(c.asks, 0x8C)
		if ac[0x9F27][0] != c.gives || !bytes.Equal(ac[0x9F10][10:15], unhex(t, c.informed)) {
			t.Errorf("%s: CID %X, issuer application data %X", c.name, ac[0x9F27], ac[0x9F10])
		}
		if got := x.getData(0x9F79); !bytes.Equal(got, unhex(t, c.balance)) {
			t.Errorf("%s: balance %X", c.name, got)
		}
	}
}

// The amount that the terminal gives with GENERATE AC counts: what the balance does not cover gets no TC.
// EMV 4.4 B3 10.8
func TestCashRaisedAfterwards(t *testing.T) {
	x := cashTerminal(t, "000000000800")
	x.start(pbocAID)
	x.data[0x9F02] = unhex(t, "000000010100")
	if ac := x.generateAC(0x40, 0x8C); ac[0x9F27][0] != 0x80 || !bytes.Equal(x.getData(0x9F79), unhex(t, "000000010000")) {
		t.Errorf("CID %X", ac[0x9F27])
	}
}

// The issuer loads by PUT DATA with its MAC: a wrong one, one of another transaction's cryptogram, and more than the limit change nothing. A PIN that
// is to be enciphered is refused: how has no public text.
// EMV 4.4 B3 6.5.10, 10.10
func TestLoad(t *testing.T) {
	put := [4]byte{0x00, 0xDA, 0x9F, 0x79}
	for _, c := range []struct {
		name    string
		header  [4]byte
		balance string
		spoil   func([]byte) []byte
		sw      apdu.SW
		want    string
	}{
		{"loaded", put, "000000014000", nil, 0x9000, "000000014000"},
		{"to its limit", put, "000000015000", nil, 0x9000, "000000015000"},
		{"above its limit", put, "000000015001", nil, 0x6A80, "000000010000"},
		{"five bytes", put, "0000014000", nil, 0x6A80, "000000010000"},
		{"a wrong MAC", put, "000000014000", func(b []byte) []byte { b[len(b)-1] ^= 1; return b }, 0x6982, "000000010000"},
		{"another balance", put, "000000014000", func(b []byte) []byte { b[9] ^= 1; return b }, 0x6982, "000000010000"},
		{"an enciphered PIN", [4]byte{0x80, 0x24, 0x00, 0x02}, "0000000000000000", nil, 0x6988, "000000010000"},
		{"PIN unblocked", [4]byte{0x80, 0x24, 0x00, 0x00}, "", nil, 0x9000, "000000010000"},
	} {
		x := cashTerminal(t, "000000004000")
		x.data[0x9F7A], x.data[0x9C] = []byte{0}, []byte{0x60}
		x.start(pbocAID)
		ac := x.generateAC(0x80, 0x8C)
		master := unhex(t, "8B4F854F0831FBF2635A212E4DDDB92A")
		command, err := pboc.Seal(master, [2]byte(ac[0x9F36]), [8]byte(ac[0x9F26]), c.header, unhex(t, c.balance))
		if err != nil {
			t.Fatal(err)
		}
		if c.spoil != nil {
			command = c.spoil(command)
		}
		x.want(c.sw, command)
		if got := x.getData(0x9F79); !bytes.Equal(got, unhex(t, c.want)) {
			t.Errorf("%s: balance %X", c.name, got)
		}
		loads := x.send(apdu.AppendReadRecord(nil, 12, 1))
		if c.want == "000000010000" {
			if loads.SW() != 0x6A83 {
				t.Errorf("%s: %X", c.name, loads)
			}
			continue
		}
		entry := slices.Concat(unhex(t, "261123"+"123045"+"0156"), x.data[0x9F4E], []byte{0x60}, ac[0x9F36])
		if !bytes.Equal(loads.Data(), entry) || len(entry) != 31 {
			t.Errorf("%s: load log %X, want %X", c.name, loads, entry)
		}
	}
}

// The log of transactions has ten, the latest first, of what was approved; its format is the published one, 45 bytes a record.
// EMV 4.4 B3 annex D
func TestContactLog(t *testing.T) {
	x := cashTerminal(t, "000000000001")
	x.want(0x9000, apdu.AppendSelect(nil, unhex(t, pbocAID), false))
	x.want(0x6A83, apdu.AppendReadRecord(nil, 11, 1))
	for range 11 {
		x.card.Reset()
		x.read, x.sign = map[tlv.Tag][]byte{}, nil
		x.start(pbocAID)
		x.generateAC(0x40, 0x8C)
	}
	x.card.Reset()
	x.read, x.sign = map[tlv.Tag][]byte{}, nil
	x.start(pbocAID)
	x.generateAC(0x00, 0x8C) // declined: not in the log
	for n, atc := range []byte{11, 10, 9, 8, 7, 6, 5, 4, 3, 2} {
		want := slices.Concat(unhex(t, "261123"+"123045"+"000000000001"+"000000000000"+"0156"+"0156"), x.data[0x9F4E], []byte{0x00, 0x00, atc})
		if got := x.want(0x9000, apdu.AppendReadRecord(nil, 11, byte(n+1))); !bytes.Equal(got, want) || len(want) != 45 {
			t.Errorf("record %d: %X, want %X", n+1, got, want)
		}
	}
	x.want(0x6A83, apdu.AppendReadRecord(nil, 11, 11))
	if got := x.getData(0x9F4F); !bytes.Equal(got, unhex(t, "9A039F21039F02069F03069F1A025F2A029F4E149C019F3602")) {
		t.Errorf("format %X", got)
	}
}

// Both sides of the card have one balance and one log: what a tap takes is gone by contact too. A tap goes online where what is left is below the threshold, and is
// declined by a reader without a host where nothing covers it.
// C-7 2.12 4.1.4, annex A
func TestCashByTap(t *testing.T) {
	for _, c := range []struct {
		name, amount, ttq string
		gives             byte // in the issuer application data, bits 6 and 5 of byte 5
		balance           string
	}{
		{"paid", "000000000800", "26000000", 0x10, "000000009200"},
		{"above the limit of one", "000000001001", "26000000", 0x20, "000000010000"},
		{"above it, without a host", "000000001001", "2E000000", 0x00, "000000010000"},
		{"the host is wanted", "000000000800", "26800000", 0x20, "000000010000"},
	} {
		x := cashTerminal(t, c.amount)
		x.data[0x9F66] = unhex(t, c.ttq)
		x.want(0x9000, apdu.AppendSelect(nil, []byte("2PAY.SYS.DDF01"), false))
		x.start(pbocAID)
		if iad := x.read[0x9F10]; iad[4]&0x30 != c.gives || !bytes.Equal(x.read[0x9F5D], unhex(t, c.balance)) || !bytes.Equal(iad[10:15], unhex(t, c.balance)[1:]) {
			t.Errorf("%s: issuer application data %X, 9F5D %X", c.name, iad, x.read[0x9F5D])
		}
		x.card.Reset()
		x.want(0x9000, apdu.AppendSelect(nil, unhex(t, pbocAID), false))
		if got := x.getData(0x9F79); !bytes.Equal(got, unhex(t, c.balance)) {
			t.Errorf("%s: by contact %X", c.name, got)
		}
	}
}

// Each row spoils the profile in one place.
func TestCashProfileFaults(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{`"loads": 12`, `"loads": 31`, "loads: "},
		{`"DF4F": "9A039F21039F1A029F4E149C019F3602"`, `"DF4E": "00"`, "DF4F, the log's format, is missing"},
		{`"logs": {`, `"logs": { "debts": 13,`, "debts"},
	} {
		if _, err := changed(t, "pboc-cash", c.old, c.new); err == nil || !bytes.Contains([]byte(err.Error()), []byte(c.want)) {
			t.Errorf("%s: %v", c.new, err)
		}
	}
}
