package cryptogram

// Decimalise is decimalise.
var Decimalise = decimalise
