package pin

// What the tests need to fix the random padding.
var EncipherRSAWith = encipherRSA
