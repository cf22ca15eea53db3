package pboc

import "crypto/subtle"

// macSize is the length of a script command's MAC.
const macSize = 4

// scriptMAC covers the header with the length of data and MAC, the ATC, the cryptogram of the first GENERATE AC, and the data. Each command of a
// transaction stands by itself: how several chain has no public text.
func scriptMAC(master []byte, atc [2]byte, ac [8]byte, header [4]byte, data []byte) ([]byte, error) {
	covered := append(header[:], byte(len(data)+macSize))
	covered = append(append(append(covered, atc[:]...), ac[:]...), data...)
	return code(master, atc, macSize, covered)
}

// Seal makes a script command with its MAC: the class has the bit of secure messaging.
func Seal(master []byte, atc [2]byte, ac [8]byte, header [4]byte, data []byte) ([]byte, error) {
	if len(data)+macSize > 255 {
		return nil, errLong
	}
	header[0] = header[0]&0xF0 | 0x04
	sum, err := scriptMAC(master, atc, ac, header, data)
	if err != nil {
		return nil, err
	}
	command := append(header[:], byte(len(data)+macSize))
	return append(append(command, data...), sum...), nil
}

// Open checks the MAC of a script command without Le, and gives its data.
func Open(master []byte, atc [2]byte, ac [8]byte, command []byte) (data []byte, ok bool) {
	if len(command) < 5+macSize || int(command[4]) != len(command)-5 {
		return nil, false
	}
	data = command[5 : len(command)-macSize]
	sum, err := scriptMAC(master, atc, ac, [4]byte(command), data)
	return data, err == nil && subtle.ConstantTimeCompare(sum, command[len(command)-macSize:]) == 1
}

type longError struct{}

func (longError) Error() string { return "pboc: a script command carries at most 251 bytes" }

var errLong longError
