package main

import (
	"bytes"

	"github.com/emvgo/emv/tlv"
)

// swipeForm is what a reader of stripes sends as a keyboard does: each track from its sentinel to its question mark, perhaps with a check character. Some
// leave out a track that the card has not.
//
// ISO/IEC 7813
var swipeForm = pattern(`^\s*(?:(%[^?;%]*\?)[^;?\s]?\s*)?(?:(;[^?;%]*\?)[^;+?\s]?\s*)?([;+][^?;%]*\?.?)?\s*$`)

// unread is what readers send in the place of a track that they could not read.
var unread = map[string]bool{"%E?": true, ";E?": true, "+E?": true, "%?": true, ";?": true}

// isSwipe reports whether a text is two tracks or three.
func isSwipe(b []byte) bool {
	return bytes.Count(b, []byte("?")) > 1 && swipeForm().Match(b)
}

func likelyTracks(_ *decoder, b []byte) int {
	if isSwipe(b) {
		return 99
	}
	return 0
}

// tracksItems takes each track apart. Of the third nothing is shown.
func tracksItems(d *decoder, b []byte) (list []item, fault string) {
	m := swipeForm().FindSubmatch(b)
	if m == nil {
		return []item{{Length: new(len(b))}}, "not the tracks of a stripe: %, track 1, ?, ;, track 2, ?"
	}
	for i, read := range []func(*decoder, []byte) ([]item, string){track1Items, track2Items} {
		it := item{Name: []string{"track 1", "track 2"}[i]}
		if len(m[i+1]) == 0 {
			continue
		}
		if unread[string(m[i+1])] {
			it.Words = []string{"the reader could not read it"}
		} else if it.Items, it.fault = read(d, m[i+1]); it.fault != "" {
			it.Items, it.Words = nil, []string{it.fault}
		}
		list = append(list, it)
	}
	if third := m[3]; len(third) > 0 {
		it := item{Name: "track 3", Words: []string{"masked, " + count(len(third), "character")}}
		if d.show {
			it = item{Name: "track 3", Value: string(third)}
		}
		list = append(list, it)
	}
	return list, ""
}

// track3Form is track 3: a format code of two digits, the number, = and what the account may do, with a start sentinel or without.
//
// ISO/IEC 4909
var track3Form = pattern(`^\s*[;+]?(\d\d)(\d{8,19})=([^?]+)\??.?\s*$`)

// longestTrack2 is the most characters of track 2, with its sentinels and its check character: track 3 has more.
//
// ISO/IEC 7813
const longestTrack2 = 40

// isTrack3 reports whether a text is a track 3, and no track 2 that is too long: the number that passes the Luhn check begins behind a format code.
func isTrack3(b []byte) bool {
	m := track3Form().FindSubmatch(b)
	return m != nil && len(bytes.TrimSpace(b)) > longestTrack2 && tlv.Luhn(string(m[2]))
}

func likelyTrack3(_ *decoder, b []byte) int {
	if isTrack3(b) {
		return 98
	}
	return 0
}

func track3Items(d *decoder, b []byte) ([]item, string) {
	m := track3Form().FindSubmatch(b)
	if m == nil {
		return []item{{Length: new(len(b))}}, "not a track 3: format code, number, =, data of the account"
	}
	pan, rest := string(m[2]), item{Name: "data of the account", Words: []string{"masked, " + count(len(m[3]), "character")}}
	number := item{Name: "number (PAN)", Value: tlv.MaskPAN(pan), Words: []string{luhnWords(pan)}}
	if d.show {
		number.Value, rest.Value, rest.Words = pan, string(m[3]), nil
	}
	format := item{Name: "format code", Value: string(m[1])}
	if !d.show && !tlv.Luhn(pan) { // of a number that begins with them
		format.Value, format.Words = "", []string{"masked"}
	}
	return []item{format, number, rest}, ""
}
