package secchan

// A Fault is the reason why an operation was refused. It is the error itself: errors.Is(err, secchan.FaultMAC).
type Fault uint8

// The faults.
const (
	_                   Fault = iota
	FaultPrivateKey           // a private key or a blinding factor is not 32 bytes or out of range
	FaultCardKeyData          // the card key data is not 64 bytes
	FaultPoint                // a public key is not on the curve
	FaultNoKeys               // no session keys: the channel was not opened, or is wiped
	FaultCounter              // a message counter is exhausted
	FaultMAC                  // a MAC is wrong or missing
	FaultBlindingFactor       // the blinding factor does not belong to the card's certified key
)

var faultNames = [...]string{
	"no fault", "private key is not usable", "card key data is not 64 bytes", "public key is not on the curve",
	"no session keys", "message counter is exhausted", "MAC is wrong", "blinding factor does not match the card's key",
}

func (f Fault) String() string {
	if int(f) >= len(faultNames) {
		f = 0
	}
	return faultNames[f]
}

func (f Fault) Error() string { return "secchan: " + f.String() }
