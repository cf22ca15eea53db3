// Package capk holds certification authority public keys and revocation lists: EMV 4.4 B2 11.
package capk

// A Set is an immutable set of certification authority public keys.
type Set struct{}
