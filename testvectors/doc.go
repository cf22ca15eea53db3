// Package testvectors is the importable half of this module's test data. Its sub-packages hold virtual cards (card), the
// issuer that authorises for them (issuer) and terminal configurations that trust their keys (config).
package testvectors
