package c6_test

import "testing"

func TestFirst(t *testing.T) {
	offline(t).expect(approves)
	online(t).expect(goesOnline)
	signed(t).expect(goesOnline.authenticated("ok"))
	loyalty(t).expect(approves)
	r := offline(t); r.signs = "record"; r.expect(approves)
	r = offline(t).featured("DF04", "DF09", "DF0A", "DF0B 00000007"); r.expect(approves)
	signed(t).deferred().expect(approves)
}
