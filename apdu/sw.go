package apdu

import "fmt"

// SW is a status word, SW1 SW2.
//
// EMV 4.4 B3 6.3.5
type SW uint16

// The status words that the books name.
//
// EMV 4.4 B3 6.3.5
const (
	Success                  SW = 0x9000
	PartOfDataMayBeCorrupted SW = 0x6281
	FileInvalidated          SW = 0x6283 // selected file invalidated: the application is blocked
	AuthenticationFailed     SW = 0x6300
	WrongLength              SW = 0x6700
	ChainingFailed           SW = 0x6800
	LastOfChainExpected      SW = 0x6883
	ChainingNotSupported     SW = 0x6884
	MethodBlocked            SW = 0x6983
	ReferenceInvalidated     SW = 0x6984
	ConditionsNotSatisfied   SW = 0x6985
	CommandNotAllowed        SW = 0x6986
	FunctionNotSupported     SW = 0x6A81 // to SELECT: the card is blocked
	FileNotFound             SW = 0x6A82
	RecordNotFound           SW = 0x6A83
	IncorrectP1P2            SW = 0x6A86
	ReferencedDataNotFound   SW = 0x6A88
	InstructionNotSupported  SW = 0x6D00
	ClassNotSupported        SW = 0x6E00
	NoPreciseDiagnosis       SW = 0x6F00
)

// SW1 is the first status byte.
func (s SW) SW1() byte { return byte(s >> 8) }

// SW2 is the second status byte.
func (s SW) SW2() byte { return byte(s) }

// OK reports whether the status word is 9000.
func (s SW) OK() bool { return s == Success }

// A Class is what a status word says in general.
//
// EMV 4.4 B3 6.3.5
type Class uint8

// The classes of status words.
const (
	Invalid        Class = iota // no status word: SW1 is not 6x or 9x, or is 60
	Normal                      // 9000
	BytesAvailable              // 61xx: xx more bytes can be fetched with GET RESPONSE
	Warning                     // 62xx, 63xx
	ExecutionError              // 64xx, 65xx, 66xx
	CheckingError               // 67xx to 6Fxx without 6Cxx
	WrongLe                     // 6Cxx: send the command again with Le xx
	Application                 // 9xxx without 9000: related to the application
)

var classNames = [...]string{
	"invalid", "normal", "bytes available", "warning", "execution error", "checking error",
	"wrong Le", "application related",
}

func (c Class) String() string {
	if int(c) >= len(classNames) {
		c = 0
	}
	return classNames[c]
}

// Class is the status word's class.
//
// EMV 4.4 B3 6.3.5, EMV 4.3 B1 9.2.2.3.2
func (s SW) Class() Class {
	switch s1 := s.SW1(); {
	case s == Success:
		return Normal
	case s1>>4 == 9:
		return Application
	case s1>>4 != 6 || s1 == 0x60:
		return Invalid
	case s1 == 0x61:
		return BytesAvailable
	case s1 <= 0x63:
		return Warning
	case s1 <= 0x66:
		return ExecutionError
	case s1 == 0x6C:
		return WrongLe
	}
	return CheckingError
}

// Counter is the counter, 0 to 15, of 63Cx: the tries left after a VERIFY that failed.
//
// EMV 4.4 B3 6.3.5, 6.5.12.5
func (s SW) Counter() (n int, ok bool) {
	if s&0xFFF0 != 0x63C0 {
		return 0, false
	}
	return int(s & 0xF), true
}

// String is the status word in hexadecimal.
func (s SW) String() string { return fmt.Sprintf("%04X", uint16(s)) }

// Explain says what the status word means, in words.
//
// EMV 4.4 B3 6.3.5
func (s SW) Explain() string {
	if n, ok := s.Counter(); ok {
		return fmt.Sprintf("warning: counter is %d (after VERIFY: tries left)", n)
	}
	for i := range words {
		if words[i].sw == s {
			return words[i].text
		}
	}
	switch c := s.Class(); c {
	case BytesAvailable:
		return fmt.Sprintf("%d more bytes available", lengthOf(s))
	case WrongLe:
		return fmt.Sprintf("wrong Le, %d bytes available", lengthOf(s))
	case Invalid:
		return "not a status word"
	default:
		for i := range families {
			if families[i].sw1 == s.SW1() {
				return families[i].text
			}
		}
		return c.String()
	}
}

// lengthOf is the number of bytes that SW2 of 61xx and 6Cxx stands for: 00 is 256.
func lengthOf(s SW) int {
	if n := int(s.SW2()); n != 0 {
		return n
	}
	return 256
}

// The words for single status words: the books' and the common ones of ISO/IEC 7816-4.
var words = [...]struct {
	sw   SW
	text string
}{
	{Success, "success"},
	{0x6200, "warning: no information given"},
	{PartOfDataMayBeCorrupted, "warning: part of the returned data may be corrupted"},
	{0x6282, "warning: end of file or record reached before Le bytes were read"},
	{FileInvalidated, "warning: selected file invalidated (application blocked)"},
	{0x6284, "warning: file control information not formatted as required"},
	{0x6285, "warning: selected file in termination state"},
	{0x6286, "warning: no input data available from a sensor on the card"},
	{0x6287, "warning: at least one referenced record is deactivated"},
	{AuthenticationFailed, "warning: authentication failed"},
	{0x6381, "warning: file filled up by the last write"},
	{0x6400, "execution error: memory unchanged"},
	{0x6401, "execution error: the card wants an immediate response"},
	{0x6500, "execution error: memory changed"},
	{0x6581, "execution error: memory failure"},
	{0x6600, "execution error: security related"},
	{WrongLength, "wrong length"},
	{ChainingFailed, "function in the class byte not supported (after VERIFY: command chaining failed)"},
	{0x6881, "logical channel not supported"},
	{0x6882, "secure messaging not supported"},
	{LastOfChainExpected, "last command of the chain expected"},
	{ChainingNotSupported, "command chaining not supported"},
	{0x6900, "command not allowed"},
	{0x6981, "command does not fit the file structure"},
	{0x6982, "security status not satisfied"},
	{MethodBlocked, "authentication method blocked"},
	{ReferenceInvalidated, "referenced data invalidated"},
	{ConditionsNotSatisfied, "conditions of use not satisfied"},
	{CommandNotAllowed, "command not allowed: no current file"},
	{0x6987, "expected secure messaging data objects missing"},
	{0x6988, "secure messaging data objects incorrect"},
	{0x6A00, "wrong parameters P1 P2"},
	{0x6A80, "incorrect data in the command"},
	{FunctionNotSupported, "function not supported (after SELECT: card blocked)"},
	{FileNotFound, "file or application not found"},
	{RecordNotFound, "record not found"},
	{0x6A84, "not enough memory in the file"},
	{0x6A85, "data length inconsistent with the data structure"},
	{IncorrectP1P2, "incorrect parameters P1 P2"},
	{0x6A87, "data length inconsistent with P1 P2"},
	{ReferencedDataNotFound, "referenced data not found"},
	{0x6A89, "file exists already"},
	{0x6A8A, "name exists already"},
	{0x6B00, "wrong parameters P1 P2: offset outside the file"},
	{InstructionNotSupported, "instruction not supported"},
	{ClassNotSupported, "class not supported"},
	{NoPreciseDiagnosis, "no precise diagnosis"},
}

// The words for an SW1 whatever the SW2.
var families = [...]struct {
	sw1  byte
	text string
}{
	{0x62, "warning: memory unchanged"},
	{0x63, "warning: memory changed"},
	{0x64, "execution error: memory unchanged"},
	{0x65, "execution error: memory changed"},
	{0x66, "execution error: security related"},
	{0x67, "wrong length"},
	{0x68, "function in the class byte not supported"},
	{0x69, "command not allowed"},
	{0x6A, "wrong parameters P1 P2"},
	{0x6B, "wrong parameters P1 P2"},
	{0x6D, "instruction not supported"},
	{0x6E, "class not supported"},
	{0x6F, "no precise diagnosis"},
}
