// Package pin is what a PIN device, a software card and a host do with a PIN: PIN blocks of ISO 9564-1, the
// offline PIN encipherment of EMV with RSA and ECC, and the key management of online PINs (DUKPT).
//
// A PIN never leaves the PIN device in the clear: kernels and terminals ask a device such as
// [github.com/emvgo/emv/crypto/pin/softpin], which uses this package. Random padding is made here from crypto/rand.
// PINs, keys and account numbers print masked; errors are [Fault] values and hold nothing secret.
package pin
