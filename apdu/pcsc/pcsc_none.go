//go:build !(windows || (cgo && (darwin || pcsc)))

package pcsc

// built is no service: the package was built without scard.
var built system = noSystem{}

type noSystem struct{}

func (noSystem) establish() (session, error) { return nil, ErrNotBuilt }
