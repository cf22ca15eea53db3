package main

import (
	"cmp"
	"encoding/hex"
	"slices"

	"github.com/emvgo/emv/tlv"
)

// bits counts the bits of the TVR, by kernel: they mean something else in some.
type bits map[tlv.Book]*[40]int64

// books are the dictionaries of the kernels' words.
var books = map[string]struct {
	book tlv.Book
	tvr  tlv.Row
}{
	"contact": {tlv.Contact, tlv.TVR}, "C-2": {tlv.C2, tlv.TVRKernel2}, "C-3": {tlv.C3, tlv.TVR}, "C-4": {tlv.C4, tlv.TVR}, "C-5": {tlv.C5, tlv.TVRKernel5},
	"C-6": {tlv.C6, tlv.TVR}, "C-7": {tlv.C7, tlv.TVR}, "C-8": {tlv.C8, tlv.TVRKernel8},
}

func (b bits) add(r *Row) {
	tvr, err := hex.DecodeString(r.TVR)
	k, known := books[r.Kernel]
	if err != nil || len(tvr) != 5 || !known {
		return
	}
	counts := b[k.book]
	if counts == nil {
		counts = new([40]int64)
		b[k.book] = counts
	}
	for i := range counts {
		if tvr[i/8]&(0x80>>(i%8)) != 0 {
			counts[i]++
		}
	}
}

// A bit is one bit of the TVR in words.
type bit struct {
	Kernel string
	Words  string
	Count  int64
}

func (b bits) lines() (list []bit) {
	for name, k := range books {
		counts := b[k.book]
		if counts == nil {
			continue
		}
		for i, n := range counts {
			if n == 0 {
				continue
			}
			value := make([]byte, 5)
			value[i/8] = 0x80 >> (i % 8)
			for _, words := range tlv.ExplainIn(k.book, k.tvr, value) {
				list = append(list, bit{name, words, n})
			}
		}
	}
	slices.SortFunc(list, func(a, b bit) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Kernel, b.Kernel), cmp.Compare(a.Words, b.Words))
	})
	return list
}
