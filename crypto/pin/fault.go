package pin

// A Fault is the reason why an operation was refused. It is the error itself: errors.Is(err, pin.FaultDigit).
// It never holds a digit or a byte of what was refused.
type Fault uint8

// The faults.
const (
	_                     Fault = iota
	FaultPINLength              // a PIN, or the length nibble of a block, is not 4 to 12
	FaultDigit                  // a PIN digit is not 0 to 9
	FaultPAN                    // a PAN is not 1 to 19 digits, or is missing where the format takes one
	FaultFormat                 // the format is unknown, or not usable for this purpose
	FaultBlockLength            // a block is not 8 bytes (formats 0 to 3) or 16 bytes (format 4)
	FaultControl                // the control field is not that of the format
	FaultFiller                 // the fill after the PIN is not that of the format
	FaultKey                    // a symmetric key has the wrong length or kind for the operation
	FaultModulus                // an RSA modulus is even, shorter than 17 bytes or longer than 248, or not above the data
	FaultExponent               // an RSA public exponent is not 3 or 65537
	FaultChallenge              // an ICC unpredictable number is not 8 bytes
	FaultSuite                  // the algorithm suite is not '00' or '01'
	FaultPoint                  // a public key is no x-coordinate of the curve
	FaultPrivateKey             // a private key is out of range
	FaultCiphertext             // enciphered data is too short, not below the modulus or of the wrong length
	FaultMAC                    // the MAC over enciphered data is wrong
	FaultHeader                 // the data header is not '7F'
	FaultChallengeDiffers       // the recovered ICC unpredictable number is not the one that was given
	FaultBiometric              // a biometric field is empty, too long, or differs from its recovered twin
	FaultCounter                // a message or transaction counter is exhausted, or not one that may be used
)

var faultNames = [...]string{
	"no fault", "PIN is not 4 to 12 digits", "PIN digit is not 0 to 9", "PAN is not usable", "PIN block format is not usable here",
	"PIN block has the wrong length", "control field is not that of the format", "fill is not that of the format",
	"key has the wrong length or kind", "RSA modulus is not usable", "RSA exponent is not 3 or 65537",
	"ICC unpredictable number is not 8 bytes", "algorithm suite is not known", "public key is not on the curve",
	"private key is out of range", "enciphered data is malformed", "MAC is wrong", "data header is not 7F",
	"ICC unpredictable number differs", "biometric field is not usable", "counter is not usable",
}

func (f Fault) String() string {
	if int(f) >= len(faultNames) {
		f = 0
	}
	return faultNames[f]
}

func (f Fault) Error() string { return "pin: " + f.String() }
