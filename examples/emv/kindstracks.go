package main

import "bytes"

// swipeForm is what a reader of stripes sends as a keyboard does: each track from its sentinel to its question mark, perhaps with a check character.
//
// ISO/IEC 7813
var swipeForm = pattern(`^\s*(%[^?;%]*\?)[^;?\s]?\s*(;[^?;%]*\?)[^;+?\s]?\s*([;+][^?;%]*\?.?)?\s*$`)

// unread is what readers send in the place of a track that they could not read.
var unread = map[string]bool{"%E?": true, ";E?": true, "+E?": true, "%?": true, ";?": true}

func isSwipe(b []byte) bool {
	return bytes.IndexByte(b, '%') >= 0 && swipeForm().Match(b)
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
