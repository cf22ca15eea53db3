package cryptogram

// Raw gives tests the bytes of a key.
func Raw(k Key) []byte { return append([]byte(nil), k.secret().bytes[:k.secret().n]...) }

// Decimalise is decimalise.
var Decimalise = decimalise
