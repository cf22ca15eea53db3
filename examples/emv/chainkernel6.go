package main

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the book's hash

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// signsAtOnce reports whether the card has its cryptogram in a signature alone, which answers GET PROCESSING OPTIONS or stands in a record: no answer has it.
// The interchange profile is not asked.
//
// C-6 2.12 F10.1, F10.1b, 3.6, 3.6.1
func (s *said) signsAtOnce() bool {
	_, answered := tlv.Find(s.gpo, tlv.TagFormat2)
	return s.discover() && answered && !s.inAnswer(0x9F26)
}

// signedAtOnce reports whether that signature is there.
func (s *said) signedAtOnce() bool {
	return s.signsAtOnce() && len(s.signed) == 0 && s.data[0x9F4B] != nil
}

// atOnce is that signature. It may stand in a record.
//
// C-6 2.12 F14.10, 3.6.1
func (s *said) atOnce(c *chain, k *oda.Key) {
	in := oda.CDAInput{SDAD: s.data[0x9F4B], CID: first(s.data[0x9F27]), TransactionData: s.atOnceData()}
	copy(in.UN[:], fresh.whole(s.sent))
	cda, reason := oda.VerifyCDA(k, in)
	c.add(s.named("CDA signature"), "card certificate (9F46)", nil, reason)
	c.recovered(k, in.SDAD)
	if reason == oda.OK {
		s.storedAndLogged(c, &cda)
		if lacks := s.lacks6(); lacks != "" {
			c.refuse(lacks, "C-6 2.12 F2.1")
		}
	}
	switch missing := missingOf(mandatory6, s.inAnswer); {
	case reason == oda.OK:
	case len(s.sent[0x9F37]) == 0:
		c.lack(s.lacks(fresh))
	case missing != "":
		c.lack(missing)
	}
}

// mandatory6 are the elements without which an answer to GET PROCESSING OPTIONS ends the transaction.
//
// C-6 2.12 F9.5 to F9.9, table 4-4
var mandatory6 = []tlv.Row{tlv.AIP, tlv.ATC, tlv.IssuerApplicationData, tlv.CID, tlv.CardProcessingRequirements}

// atOnceData is what its hash code covers: the PDOL data, and the objects of the answer in their order without the signature.
//
// C-6 2.12 3.6.1
func (s *said) atOnceData() (b []byte) {
	b = append(b, s.pdol...)
	if o, ok := tlv.Find(s.gpo, tlv.TagFormat2); ok {
		children := o.Children()
		for o := range children.All() {
			if o.Tag != 0x9F4B {
				b = append(b, o.Raw...)
			}
		}
	}
	return b
}

// Features of a card of Kernel 6: what byte 1 of its descriptor says that it supports, and where its identity begins there.
//
// C-6 2.12 D.4, D.5
const (
	featureVersion = 0x02
	storesData     = 0x01
	logsMore       = 0x02
	beforeCardID   = 3
)

// storedAndLogged says of a signature that verifies what does not go with the features of the card: the data storage directory that was read is to be in it by its
// hash, and the identity of the descriptor in the signed records.
//
// C-6 2.12 F14.12, F14.13, F14.15, F14.16, 3.6.1, 3.6.2
func (s *said) storedAndLogged(c *chain, cda *oda.CDA) {
	if len(s.version) != 1 || s.version[0] != featureVersion || len(s.descriptor) <= beforeCardID {
		return
	}
	storage := s.directory != nil && s.descriptor[0]&storesData != 0
	for id := range s.refusals.records { // a container that cannot be read ends the storage: C-6 2.12 F7.15
		storage = storage && id[0] != s.descriptor[1]>>3
	}
	hash := sha1.Sum(s.directory) //nolint:gosec // as above
	at := 1 + len(cda.ICCDynamicNumber) + 1 + 8 + 20
	switch {
	case storage && (len(cda.Data) < at || !bytes.Equal(cda.Data[at:], hash[:])):
		c.lacksBeside("the data storage directory is not the one that was signed")
	case (storage || s.descriptor[0]&logsMore != 0) && !bytes.Equal(s.descriptor[beforeCardID:], s.signedValue(tlv.CardID.Tag())):
		c.lacksBeside("the card is not the one of its feature descriptor (DF3B): the identity (DF3E) in its signed records is another, or none")
	}
}

// signedValue is an element of the records that the signature covers, nil for none.
func (s *said) signedValue(tag tlv.Tag) []byte {
	for afl := s.afl; len(afl) >= 4; afl = afl[4:] {
		for n := int(afl[1]); n <= int(afl[2]) && n < int(afl[1])+int(afl[3]); n++ {
			if o, ok := tlv.FindValue(s.records[[2]byte{afl[0] >> 3, byte(n)}].Data, tlv.TagRecord, tag); ok {
				return o.Value
			}
		}
	}
	return nil
}

// features notes what the answer to SELECT says of the card's features.
//
// C-6 2.12 D.4, D.5
func (s *said) features(fci []byte) {
	if o, ok := tlv.FindValue(fci, tlv.TagFCI, tlv.TagFCIProprietary, 0xBF0C, tlv.CardFeatureVersionNumber.Tag()); ok {
		s.version = o.Value
	}
	if o, ok := tlv.FindValue(fci, tlv.TagFCI, tlv.TagFCIProprietary, 0xBF0C, tlv.CardFeatureDescriptor.Tag()); ok {
		s.descriptor = o.Value
	}
}

// store notes the data storage directory: a number of 8 bytes and at most 24 entries of 10. A card that answers anything else is read without storage.
//
// C-6 2.12 F7.2, D.11
func (s *said) store(data []byte) {
	o, ok := tlv.FindValue(data, tlv.DataStorageDirectory.Tag())
	if n := len(o.Value) - 8; ok && n >= 0 && n%10 == 0 && n <= 240 {
		s.directory = o.Value
	}
}

// lacksBeside says of the last link, whose signature is right, that what belongs beside it is not there: it can be made again as it is.
func (c *chain) lacksBeside(what string) {
	c.lack(what)
	c.Links[len(c.Links)-1].absent = true
}
