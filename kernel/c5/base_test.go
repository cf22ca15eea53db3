package c5_test

import "testing"

// The cards that the tests begin with.
// C-5 2.2
func TestBase(t *testing.T) {
	offline(t).expect(approves)
	online(t).expect(goesOnline)
	unsigned(t).expect(goesOnline.authenticated(none))
	old(t).expect(goesOnline.authenticated(none))
	held(t).expect(approves)
	twice(t).expect(approves)
}
