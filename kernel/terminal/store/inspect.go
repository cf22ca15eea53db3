//go:build !wasip1 && !js

package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
)

// bbolt trusts its pages: of one that makes no sense it makes a panic, a memory fault or an allocation without bound, also beside its caller. So a file is
// inspected first, page for page and without mapping it, in the format that bbolt has had since its version 2.

// The format of pages. Numbers are in the machine's order.
const (
	boltMagic    = 0xED0CDAED
	boltVersion  = 2
	pageHeader   = 16 // number 8, flags 2, count 2, further pages 4
	headSize     = 64 // of a head, behind its page's header
	element      = 16
	bucketHeader = 16
	branchPage   = 0x01
	leafPage     = 0x02
	freelistPage = 0x10
	bucketLeaf   = 0x01
	manyFree     = 0xFFFF // the count is a number of its own
	noFreelist   = 1<<64 - 1
	deepest      = 64 // levels of pages and buckets
)

var order = binary.NativeEndian

// head is one of the two heads of a file, which take turns.
type head struct {
	magic, valid              bool
	pageSize                  uint32
	root, freelist, pages, tx uint64
}

// newestHead is the head that counts. The file has to be as long as it says.
func newestHead(r io.ReaderAt, size int64) (newest head, err error) {
	bolt := false
	for _, at := range headPlaces(r) {
		h := readHead(r, at)
		bolt = bolt || h.magic
		if h.valid && h.tx >= newest.tx {
			newest = h
		}
	}
	switch {
	case !bolt:
		return newest, &OpenError{Err: ErrForeign, Detail: "it is no bbolt database"}
	case !newest.valid:
		return newest, &OpenError{Err: ErrDamaged, Detail: "neither of its two heads is whole"}
	case newest.freelist == noFreelist:
		return newest, &OpenError{Err: ErrForeign, Detail: "its database is another program's"}
	case newest.pages > uint64(size)/uint64(newest.pageSize):
		return newest, &OpenError{Err: ErrDamaged, Detail: fmt.Sprintf("it has %d bytes of %d", size, newest.pages*uint64(newest.pageSize))}
	}
	return newest, nil
}

// headPlaces are where the two heads begin: the second at the page size, which the first may no longer tell.
func headPlaces(r io.ReaderAt) []int64 {
	if h := readHead(r, 0); h.valid {
		return []int64{0, int64(h.pageSize)}
	}
	at := []int64{0}
	for size := int64(1 << 10); size <= 1<<16; size <<= 1 {
		at = append(at, size)
	}
	return at
}

func readHead(r io.ReaderAt, at int64) (h head) {
	b := make([]byte, pageHeader+headSize)
	if n, _ := r.ReadAt(b, at); n < len(b) {
		return h
	}
	b = b[pageHeader:]
	h = head{
		magic: order.Uint32(b) == boltMagic, pageSize: order.Uint32(b[8:]),
		root: order.Uint64(b[16:]), freelist: order.Uint64(b[32:]), pages: order.Uint64(b[40:]), tx: order.Uint64(b[48:]),
	}
	sum := fnv.New64a()
	_, _ = sum.Write(b[:56])
	h.valid = h.magic && order.Uint32(b[4:]) == boltVersion && order.Uint64(b[56:]) == sum.Sum64() && h.pageSize >= 1<<10 && h.pageSize <= 1<<16
	return h
}

// inspection is a file whose pages are read.
type inspection struct {
	r     io.ReaderAt
	head  head
	used  []bool // pages that have been met
	last  []byte // in the bucket that is read: the last key,
	floor []byte // and the key by which its page is found: what follows is not below it
}

// next takes the next key of a bucket.
func (i *inspection) next(key []byte) bool {
	return len(key) > 0 && bytes.Compare(key, i.last) > 0 && bytes.Compare(key, i.floor) >= 0
}

// inspect reads every page below the head: each is met once, is what it says, and holds its keys in order.
func inspect(r io.ReaderAt, h head) error {
	i := &inspection{r: r, head: h, used: make([]bool, h.pages)}
	if h.pages < 4 {
		return errors.New("it has no pages")
	}
	i.used[0], i.used[1] = true, true
	if err := i.tree(h.root, 0); err != nil {
		return err
	}
	if err := i.freelist(); err != nil {
		return err
	}
	for n, used := range i.used {
		if !used {
			return fmt.Errorf("page %d is neither used nor free", n)
		}
	}
	return nil
}

// take marks a page as met.
func (i *inspection) take(n uint64) error {
	if n < 2 || n >= i.head.pages || i.used[n] {
		return fmt.Errorf("page %d is named twice, or is none", n)
	}
	i.used[n] = true
	return nil
}

// page reads a page, with those that go on with it.
func (i *inspection) page(n uint64) ([]byte, error) {
	if err := i.take(n); err != nil {
		return nil, err
	}
	b := make([]byte, i.head.pageSize)
	if _, err := i.r.ReadAt(b, int64(n)*int64(i.head.pageSize)); err != nil {
		return nil, err
	}
	further := order.Uint32(b[12:])
	if order.Uint64(b) != n || uint64(further) >= i.head.pages {
		return nil, fmt.Errorf("page %d says that it is another", n)
	}
	for k := range uint64(further) {
		if err := i.take(n + 1 + k); err != nil {
			return nil, err
		}
	}
	if further == 0 {
		return b, nil
	}
	b = make([]byte, int64(i.head.pageSize)*int64(1+further))
	_, err := i.r.ReadAt(b, int64(n)*int64(i.head.pageSize))
	return b, err
}

// tree reads a bucket's tree from one of its pages down.
func (i *inspection) tree(n uint64, depth int) error {
	b, err := i.page(n)
	if err != nil {
		return err
	}
	if order.Uint16(b[8:]) != branchPage {
		return i.leaf(n, b, depth)
	}
	count := int(order.Uint16(b[10:]))
	if count == 0 || depth > deepest {
		return fmt.Errorf("page %d has no keys, or lies too deep", n)
	}
	end := pageHeader + count*element
	for k := range count {
		at := pageHeader + k*element
		if at+element > len(b) {
			return fmt.Errorf("page %d has no room for its keys", n)
		}
		key, _, ok := piece(b, &end, at, order.Uint32(b[at:]), order.Uint32(b[at+4:]), 0)
		if !ok || !i.next(key) {
			return fmt.Errorf("page %d has a key that is out of order, or outside it", n)
		}
		i.floor = key
		if err := i.tree(order.Uint64(b[at+8:]), depth+1); err != nil {
			return err
		}
	}
	return nil
}

// leaf reads the keys and values of a leaf, and the buckets among them.
func (i *inspection) leaf(n uint64, b []byte, depth int) error {
	if order.Uint16(b[8:]) != leafPage || depth > deepest {
		return fmt.Errorf("page %d is none of a tree, or lies too deep", n)
	}
	count := int(order.Uint16(b[10:]))
	end := pageHeader + count*element
	for k := range count {
		at := pageHeader + k*element
		if at+element > len(b) || order.Uint32(b[at:])&^bucketLeaf != 0 {
			return fmt.Errorf("page %d has no room for its keys, or unknown ones", n)
		}
		key, value, ok := piece(b, &end, at, order.Uint32(b[at+4:]), order.Uint32(b[at+8:]), order.Uint32(b[at+12:]))
		if !ok || !i.next(key) {
			return fmt.Errorf("page %d has a key that is out of order, or outside it", n)
		}
		i.last = key
		if order.Uint32(b[at:]) == 0 {
			continue
		}
		floor := i.floor
		if err := i.bucket(n, value, depth+1); err != nil {
			return err
		}
		i.last, i.floor = key, floor
	}
	return nil
}

// bucket reads a bucket: its tree, or the leaf that stands in the value itself.
func (i *inspection) bucket(n uint64, value []byte, depth int) error {
	if len(value) < bucketHeader {
		return fmt.Errorf("page %d has a bucket that is too short", n)
	}
	i.last, i.floor = nil, nil
	if root := order.Uint64(value); root != 0 {
		return i.tree(root, depth)
	}
	if len(value) < bucketHeader+pageHeader {
		return fmt.Errorf("page %d has a bucket that is too short", n)
	}
	return i.leaf(n, value[bucketHeader:], depth)
}

// piece is a key and its value, which begin at a distance from their element, and there where those before them end.
func piece(b []byte, end *int, at int, distance, keySize, valueSize uint32) (key, value []byte, ok bool) {
	from := uint64(at) + uint64(distance)
	middle := from + uint64(keySize)
	to := middle + uint64(valueSize)
	if from != uint64(*end) || to > uint64(len(b)) {
		return nil, nil, false
	}
	*end = int(to)
	return b[from:middle], b[middle:to], true
}

// freelist reads which pages are free.
func (i *inspection) freelist() error {
	b, err := i.page(i.head.freelist)
	if err != nil {
		return err
	}
	count, ids := uint64(order.Uint16(b[10:])), b[pageHeader:]
	if count == manyFree {
		count, ids = order.Uint64(ids), ids[8:]
	}
	if order.Uint16(b[8:]) != freelistPage || count > uint64(len(ids))/8 {
		return errors.New("the list of free pages is none")
	}
	for k := range count {
		if err := i.take(order.Uint64(ids[8*k:])); err != nil {
			return err
		}
	}
	return nil
}
