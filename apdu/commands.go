package apdu

import "fmt"

// Class bytes.
//
// EMV 4.4 B3 6.3.1
const (
	// EMV 4.4 B3 6.4
	ClassInterindustry byte = 0x00
	ClassProprietary   byte = 0x80
	ClassSecure        byte = 0x04 // added to the class: secure messaging
	ClassChained       byte = 0x10 // added to the class: more of the chain follows
)

// Instruction bytes.
//
// EMV 4.4 B3 6.3.2
const (
	CardBlock            byte = 0x16
	ApplicationUnblock   byte = 0x18
	ApplicationBlock     byte = 0x1E
	Verify               byte = 0x20
	PINChangeUnblock     byte = 0x24
	ReadData             byte = 0x32 // kernel 8
	WriteData            byte = 0x34 // kernel 8
	ExternalAuthenticate byte = 0x82
	GetChallenge         byte = 0x84
	InternalAuthenticate byte = 0x88
	Select               byte = 0xA4
	GetProcessingOptions byte = 0xA8
	GenerateAC           byte = 0xAE
	ReadRecord           byte = 0xB2
	GetResponse          byte = 0xC0
	GetData              byte = 0xCA
	PutData              byte = 0xDA
	UpdateRecord         byte = 0xDC
	RelayResistance      byte = 0xEA // EXCHANGE RELAY RESISTANCE DATA, kernels 2 and 8
)

// Name is the command's name in the books, "" for an instruction that they do not know.
//
// EMV 4.4 B3 6.3.2
func (c Command) Name() string {
	proprietary := c.CLA&0x80 != 0
	for i := range commandNames {
		if n := &commandNames[i]; n.ins == c.INS && n.proprietary == proprietary {
			return n.name
		}
	}
	return ""
}

var commandNames = [...]struct {
	ins         byte
	proprietary bool
	name        string
}{
	{Select, false, "SELECT"},
	{ReadRecord, false, "READ RECORD"},
	{GetProcessingOptions, true, "GET PROCESSING OPTIONS"},
	{GenerateAC, true, "GENERATE AC"},
	{GetData, true, "GET DATA"},
	{Verify, false, "VERIFY"},
	{GetChallenge, false, "GET CHALLENGE"},
	{InternalAuthenticate, false, "INTERNAL AUTHENTICATE"},
	{ExternalAuthenticate, false, "EXTERNAL AUTHENTICATE"},
	{GetResponse, false, "GET RESPONSE"},
	{GetData, false, "GET DATA"},
	{UpdateRecord, false, "UPDATE RECORD"},
	{CardBlock, true, "CARD BLOCK"},
	{ApplicationUnblock, true, "APPLICATION UNBLOCK"},
	{ApplicationBlock, true, "APPLICATION BLOCK"},
	{PINChangeUnblock, true, "PIN CHANGE/UNBLOCK"},
	{PutData, false, "PUT DATA"},
	{PutData, true, "PUT DATA"},
	{RelayResistance, true, "EXCHANGE RELAY RESISTANCE DATA"},
	{ReadData, true, "READ DATA"},
	{WriteData, true, "WRITE DATA"},
}

// AppendSelect appends SELECT by name: an AID of 5 to 16 bytes or the name of the PSE or PPSE. next asks for the
// next occurrence of a partial name instead of the first.
//
// EMV 4.4 B1 11.3.2
// EMV 4.4 B1 11.1.1 (Le)
func AppendSelect(dst, name []byte, next bool) []byte {
	var p2 byte
	if next {
		p2 = 0x02
	}
	return Command{ClassInterindustry, Select, 0x04, p2, name, 0, false}.Append(dst)
}

// AppendReadRecord appends READ RECORD of a record, numbered from 1, of the file with this short file identifier
// (1 to 30).
//
// EMV 4.4 B3 6.5.11.2
// EMV 4.4 B1 11.1.1 (Le), EMV 4.4 B1 11.2.2, EMV 4.4 B1 11.2.3
// EMV 4.4 B3 6.5.11.3
func AppendReadRecord(dst []byte, sfi, record byte) []byte {
	return Command{ClassInterindustry, ReadRecord, record, sfi<<3 | 0x04, nil, 0, false}.Append(dst)
}

// AppendGetProcessingOptions appends GET PROCESSING OPTIONS. values is what the PDOL asks for, concatenated, or
// empty without a PDOL; the command template 83 and its length are put round it here.
//
// EMV 4.4 B3 6.5.8.2, 6.5.8.3
func AppendGetProcessingOptions(dst, values []byte) []byte {
	n := len(values)
	// EMV 4.4 B3 6.5.8.3 (no PDOL)
	head := [4]byte{0x83, byte(n)}
	h := head[:2]
	switch {
	case n >= 0x100:
		head = [4]byte{0x83, 0x82, byte(n >> 8), byte(n)}
		h = head[:4]
	case n >= 0x80:
		head = [4]byte{0x83, 0x81, byte(n)}
		h = head[:3]
	}
	lc := len(h) + n
	if lc > MaxExtendedData {
		panic(fmt.Sprintf("apdu: command with %d bytes of data", lc))
	}
	dst = append(dst, ClassProprietary, GetProcessingOptions, 0, 0)
	if lc <= MaxShortData {
		dst = append(append(append(dst, byte(lc)), h...), values...)
		return append(dst, 0)
	}
	dst = append(append(append(dst, 0, byte(lc>>8), byte(lc)), h...), values...)
	return append(dst, 0, 0)
}

// Reference control parameters of GENERATE AC: the cryptogram asked for, to which a signature may be added.
//
// EMV 4.4 B3 6.5.5.2
const (
	RequestAAC  byte = 0x00
	RequestTC   byte = 0x40
	RequestARQC byte = 0x80
	RequestCDA  byte = 0x10
	RequestXDA  byte = 0x08
)

// AppendGenerateAC appends GENERATE AC. p1 is the reference control parameter, data the values that CDOL1 or CDOL2
// asks for.
//
// EMV 4.4 B3 6.5.5.2
// EMV 4.4 B3 6.1 (Le), EMV 4.4 B3 6.3.6 (zero), EMV 4.4 B3 9.1
func AppendGenerateAC(dst []byte, p1 byte, data []byte) []byte {
	return Command{ClassProprietary, GenerateAC, p1, 0, data, 0, false}.Append(dst)
}

// AppendGetData appends GET DATA of a data object with a tag of one or two bytes, for instance 0x9F17, the PIN Try
// Counter.
//
// EMV 4.4 B3 6.5.7.2
// EMV 4.4 B3 6.5.7.3
func AppendGetData(dst []byte, tag uint16) []byte {
	return Command{ClassProprietary, GetData, byte(tag >> 8), byte(tag), nil, 0, false}.Append(dst)
}

// AppendGetChallenge appends GET CHALLENGE.
//
// EMV 4.4 B3 6.5.6.2
// EMV 4.4 B3 6.3.3
// EMV 4.4 B3 6.5.6.3
func AppendGetChallenge(dst []byte) []byte {
	return Command{ClassInterindustry, GetChallenge, 0, 0, nil, 0, false}.Append(dst)
}

// Qualifiers of the reference data of VERIFY.
//
// EMV 4.4 B3 6.5.12.2
const (
	// EMV 4.4 B3 6.5.12.2 (P2)
	PlaintextPIN           byte = 0x80
	EncipheredPINRSA       byte = 0x88
	EncipheredBiometricRSA byte = 0x89
	EncipheredPINECC       byte = 0x8A
	EncipheredBiometricECC byte = 0x8B
)

// AppendVerify appends VERIFY with a PIN block or an enciphered PIN or biometric template that fits one command.
// Where it does not, [Chain] cuts a VERIFY command into a chain.
//
// EMV 4.4 B3 6.5.12.2
func AppendVerify(dst []byte, qualifier byte, data []byte) []byte {
	return Command{ClassInterindustry, Verify, 0, qualifier, data, NoLe, false}.Append(dst)
}

// AppendInternalAuthenticate appends INTERNAL AUTHENTICATE. data is what the DDOL asks for.
//
// EMV 4.4 B3 6.5.9.2
func AppendInternalAuthenticate(dst, data []byte) []byte {
	return Command{ClassInterindustry, InternalAuthenticate, 0, 0, data, 0, false}.Append(dst)
}

// AppendExternalAuthenticate appends EXTERNAL AUTHENTICATE. data is the value of tag 91, Issuer Authentication
// Data, 8 to 16 bytes.
//
// EMV 4.4 B3 6.5.4.2
func AppendExternalAuthenticate(dst, data []byte) []byte {
	return Command{ClassInterindustry, ExternalAuthenticate, 0, 0, data, NoLe, false}.Append(dst)
}

// AppendGetResponse appends GET RESPONSE for n bytes, 1 to 256, or as many as there are if n is 0.
//
// EMV 4.3 B1 9.3.1.3
func AppendGetResponse(dst []byte, n int) []byte {
	return Command{ClassInterindustry, GetResponse, 0, 0, nil, n, false}.Append(dst)
}
