package config

import (
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// requestFields are what an acquirer requests, by message.
//
// B4 12.1
var requestFields = []field[kernel.Requests]{
	requested("authorisation", kernel.AuthorisationRequest),
	requested("financial", kernel.FinancialRequest),
	requested("confirmation", kernel.FinancialConfirmation),
	requested("batch", kernel.BatchData),
	requested("offlineAdvice", kernel.OfflineAdvice),
	requested("onlineAdvice", kernel.OnlineAdvice),
	requested("reversal", kernel.ReversalMessage),
}

func requested(key string, k kernel.MessageKind) field[kernel.Requests] {
	return field[kernel.Requests]{
		key, optional, "tags that the acquirer wants in the " + k.String() + ", beside those that EMV 4.4 Book 4, 12.1 has there anyway",
		listOf(hexOf(1, 4)), func(v jsonfile.Value, r *kernel.Requests) { r[k] = readRequested(v, k) },
	}
}

// maxRequested are the most tags of one list.
const maxRequested = 32

// readRequested reads one list. An empty one is a list too: an application's then stands for that of the terminal.
//
// B4 12.1
func readRequested(v jsonfile.Value, k kernel.MessageKind) []tlv.Tag {
	list := []tlv.Tag{}
	for item := range v.List() {
		var t tlv.Tag
		b := item.Hex(1, 4)
		for _, x := range b {
			t = t<<8 | tlv.Tag(x)
		}
		for _, r := range unrequested {
			if b != nil && r.is(t, k) {
				item.Fault(r.remedy, r.reason, t, k)
				break
			}
		}
		if b != nil && slices.Contains(list, t) {
			item.Fault("keep one of them", "%s is in the list already", t)
		}
		list = append(list, t)
	}
	if len(list) > maxRequested {
		v.Fault("keep those that the acquirer uses", "%d tags, and no message has room for more than %d", len(list), maxRequested)
	}
	return list
}

// unrequested say which elements no list has. The first that holds is told.
var unrequested = [...]struct {
	is             func(t tlv.Tag, k kernel.MessageKind) bool
	remedy, reason string // of tag and message
}{
	{func(t tlv.Tag, _ kernel.MessageKind) bool { return !t.Valid() }, "write the bytes of one tag, for instance 9F07", "%s is no tag, for the %s or any other message"},
	{func(t tlv.Tag, _ kernel.MessageKind) bool { return t.Constructed() }, "write the tags of the elements that are wanted of it", "%s is a template; the %s has elements"},
	{ofLibrary, "leave it out", "%s is this library's word for what was accepted by force, and the %s has it where it belongs"},
	{ofTrack, "leave it out: messages in real time have track 2 of themselves", "%s is a track or stands in one, and the %s must not have it"},
	{secret, "leave it out", "%s is sensitive, and the %s must not have it"},
	{tooEarly, "leave it out, or write it for a message that follows", "%s comes with the host's answer, after the %s"},
	{unknown, "write a tag of the books", "no book has %s, so no kernel keeps it for the %s"},
}

func ofLibrary(t tlv.Tag, _ kernel.MessageKind) bool { return t == kernel.ForcedIndicator }

// tracks are the elements that are a track of the card, or a part of one that none of the tables has.
//
// B4 12.1
var tracks = []tlv.Tag{0x56, 0x57, 0x5F20, 0x9F0B, 0x9F1F, 0x9F20, 0x9F6B}

func ofTrack(t tlv.Tag, k kernel.MessageKind) bool {
	realTime := k <= kernel.FinancialRequest || k >= kernel.OnlineAdvice
	return slices.Contains(tracks, t) && !(t == tlv.Track2EquivalentData.Tag() && realTime)
}

func secret(t tlv.Tag, k kernel.MessageKind) bool {
	account := t == tlv.PAN.Tag() && k != kernel.FinancialConfirmation
	return t.Sensitive() && !account && !slices.Contains(tracks, t)
}

func tooEarly(t tlv.Tag, k kernel.MessageKind) bool {
	row, ok := tlv.Lookup(tlv.Contact, 0, t)
	return ok && row.Element().Source.Has(tlv.FromIssuer) && !row.Element().Source.Has(tlv.FromCard) && k <= kernel.FinancialRequest
}

// unknown are the elements that no kernel has a row for: its store drops them.
//
// B4 12.1
func unknown(t tlv.Tag, _ kernel.MessageKind) bool { return t.Name() == "" && t != unionResults }

// unionResults is UnionPay's own tag for issuer script results, which messages have and no dictionary.
const unionResults tlv.Tag = 0xDF31
