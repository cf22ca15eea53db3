package oda

import "github.com/emvgo/emv/tlv"

// valid says whether the month of an expiration date (MMYY) is not over on date (YYMMDD).
//
// EMV 4.4 B2 6.3, 6.4
// EMV 4.4 B4 6.7.1
func valid(expiration [2]byte, date [3]byte) bool {
	last, today := lastDay(expiration), fullDate(date)
	return number(today) != 0 && number(last) >= number(today)
}

// lastDay is the last day of a month MMYY as YYYYMMDD, zero if it is no month.
func lastDay(mmyy [2]byte) [4]byte {
	for _, day := range []byte{0x31, 0x30, 0x29, 0x28} {
		if d := fullDate([3]byte{mmyy[1], mmyy[0], day}); number(d) != 0 {
			return d
		}
	}
	return [4]byte{}
}

// fullDate is a date YYMMDD as YYYYMMDD, zero if it is none.
//
// EMV 4.4 B4 6.7.3
func fullDate(d [3]byte) [4]byte {
	if full := [4]byte{tlv.Century(d[0]), d[0], d[1], d[2]}; isDate(full) {
		return full
	}
	return [4]byte{}
}

// isDate says whether a date YYYYMMDD is in the calendar.
func isDate(d [4]byte) bool {
	for i := range 8 {
		if nibble(d[:], i) > 9 {
			return false
		}
	}
	year, month, day := 100*decimal(d[0])+decimal(d[1]), decimal(d[2]), decimal(d[3])
	if month < 1 || month > 12 || day < 1 {
		return false
	}
	days := [12]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		days = 29
	}
	return day <= days
}

func decimal(b byte) int { return 10*int(b>>4) + int(b&0xF) }

func number(d [4]byte) uint32 {
	return uint32(d[0])<<24 | uint32(d[1])<<16 | uint32(d[2])<<8 | uint32(d[3])
}

// isMinute says whether a time YYYYMMDDHHMM is in the calendar and on the clock.
func isMinute(t [6]byte) bool {
	for _, b := range t[4:] {
		if b>>4 > 9 || b&0xF > 9 {
			return false
		}
	}
	return isDate([4]byte(t[:4])) && t[4] <= 0x23 && t[5] <= 0x59
}
