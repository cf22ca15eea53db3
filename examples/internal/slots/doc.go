// Package slots puts virtual cards into the two slots of a pcscd of a test's own: the first is a contact reader, the second is read as contactless. It is there
// with the build tag pcsc alone.
package slots
