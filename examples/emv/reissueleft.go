package main

import (
	"bytes"
	"slices"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/tlv"
)

// What a copy says of its certificates and PANs holds for all that is in the exchanges, also where no kernel would look for it.

// notVerified is why a card is not issued again whose copy does not verify as its original does.
const notVerified = "it does not verify when it is signed again"

// notAgain is why one is not of which an earlier copy knew why.
const notAgain = "it was not issued again"

// certificateTags are the certificates and signatures of a card, and what names their key.
//
// EMV 4.4 B2 5.2, 6.2, 6.5.2, 7.1, 12.2
var certificateTags = []tlv.Tag{0x9F4B, 0x8F, 0x90, 0x92, 0x93, 0x9F2D, 0x9F46}

// tornCertificates are how they begin in an answer whose objects are not whole.
var tornCertificates = [][]byte{{0x8F, 1}, {0x90, 0x81}, {0x93, 0x81}, {0x9F, 0x2D}, {0x9F, 0x46}, {0x9F, 0x4B}}

// accountTags are the data elements with a PAN in them.
var accountTags = []tlv.Tag{0x56, 0x57, 0x5A, 0x9F6B}

// mentions reports whether an answer in the exchanges of an application has one of the tags, in whatever template and answer to whatever command.
func (s *said) mentions(conv *transcript.Conversation, tags []tlv.Tag) bool {
	return slices.ContainsFunc(conv.Exchanges()[s.from:s.to], func(x transcript.Exchange) bool {
		data := apdu.Response(x.Response).Data()
		c := tlv.NewCursor(data)
		o, ok := c.Next()
		return ok && (o.Tag.Constructed() || tlv.Check(data) == nil) && mentioned(data, tags)
	})
}

func mentioned(data []byte, tags []tlv.Tag) bool {
	c := tlv.NewCursor(data)
	for o := range c.All() {
		if slices.Contains(tags, o.Tag) && len(o.Value) > 0 || (o.Tag.Constructed() || tlv.Check(o.Value) == nil) && mentioned(o.Value, tags) {
			return true
		}
	}
	return false
}

// notWhole is what is said of objects that end before their length.
const notWhole = " not whole: "

// withoutIssuer is why an application without an issuer certificate is not issued again, empty where no other certificate or signature is there either.
func (s *said) withoutIssuer(conv *transcript.Conversation, sets []*capk.Set, date [3]byte) string {
	torn := slices.ContainsFunc(conv.Exchanges()[s.from:s.to], func(x transcript.Exchange) bool {
		data := apdu.Response(x.Response).Data()
		return tlv.Check(data) != nil && slices.ContainsFunc(tornCertificates, func(b []byte) bool { return bytes.Contains(data, b) })
	})
	if !torn && !s.mentions(conv, certificateTags) {
		return ""
	}
	for _, l := range s.verify(sets, date).Links {
		if !l.OK {
			return l.Name + ": " + l.Result
		}
	}
	return "90 (" + tlv.Tag(0x90).Name() + ") is not in the conversation"
}

// signedAlone reports whether a signature is all that an application has, and another selection of it has the certificates: the card was taken away before it gave them.
func (s *said) signedAlone(conv *transcript.Conversation, cards []*said) bool {
	return !s.mentions(conv, certificateTags[1:]) && slices.ContainsFunc(cards, func(o *said) bool { return bytes.Equal(o.aid, s.aid) && o.data[0x90] != nil })
}

// failed reports whether a link does not verify; one that is not there cannot be issued again either.
func failed(l link) bool { return !l.OK && !l.absent }

// alikeLinks reports whether two chains have the same links with the same verdicts.
func alikeLinks(a, b []link) bool {
	return slices.EqualFunc(a, b, func(x, y link) bool { return x.Name == y.Name && x.OK == y.OK && x.absent == y.absent })
}

// missing is the name of the first link that is missing, a colon for none.
func (r *reissuer) missing() string {
	if i := slices.IndexFunc(r.links, func(l link) bool { return !l.OK }); i >= 0 {
		return r.links[i].Name + ": "
	}
	return ":"
}

// left is why a card is not issued again of which a link is missing: what is there beside it could not be signed again. Empty where the card signed nothing else.
func (r *reissuer) left() string {
	i := slices.IndexFunc(r.links, func(l link) bool { return !l.OK })
	if i < 0 {
		return ""
	}
	b, a := r.before, r.after()
	again := r.original.Get("redacted") != "" // it may have the test keys already
	stays := func(old, now []byte) bool {
		return len(old) > 0 && (bytes.Equal(old, now) && !again || len(bytes.Trim(now, "\x00")) == 0)
	}
	left := len(b.refusals.broken) > 0 || slices.ContainsFunc(b.lacking, func(l lacking) bool { return strings.Contains(l.why, notWhole) })
	for _, tag := range []tlv.Tag{0x90, 0x93, 0x9F2D, 0x9F46, 0x9F4B} {
		left = left || stays(b.data[tag], a.data[tag])
	}
	for i, g := range b.signed {
		left = left || g.answer != "" || stays(g.sdad, a.signed[i].sdad)
	}
	now := a.taps()
	for i, v := range b.taps() {
		left = left || stays(v.data[0x9F4B], now[i].data[0x9F4B])
	}
	if !left {
		return ""
	}
	return r.links[i].Name + ": " + r.links[i].Result
}

// A reissuedChain is one that was made again, with what it was before.
type reissuedChain struct {
	number int // of the application in the conversation
	aid    string
	links  []link
}

// check verifies the chains of a copy once it is whole, as emv oda does, and takes back what is not as it was.
func (s *reissueSaid) check(twin *transcript.Conversation, sets []*capk.Set, date [3]byte) {
	own, err := reissuedSet(twin)
	cards := hear(twin)
	for _, v := range s.verified {
		if err != nil || v.number >= len(cards) || !alikeLinks(v.links, cards[v.number].verify(slices.Concat(own, sets), date).Links) {
			s.not(v.aid, notVerified)
		}
	}
}

// but is what of the applications does not verify in the copy as in its original: what the card did not sign.
func (s *reissueSaid) but(names []string) string {
	var list []string
	for _, v := range s.verified {
		for _, l := range v.links {
			if words := s.cover.Text(l.Name + ": " + strings.ReplaceAll(l.Result, "; ", ", ")); !l.OK && slices.Contains(names, v.aid) && !slices.Contains(list, words) {
				list = append(list, words)
			}
		}
	}
	if len(list) == 0 {
		return ""
	}
	return ", but as in the original: " + strings.Join(list, ", and ")
}
