package c7_test

import "testing"

func TestBase(t *testing.T) {
	offline(t).expect(approves)
	online(t).expect(goesOnline)
	special(t).expect(goesOnline.authenticated("ok"))
}
