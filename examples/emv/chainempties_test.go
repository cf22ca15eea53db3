package main

import (
	"encoding/json"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// withObject is some data objects with another in the place of the nth that is primitive, counted from 0 through all templates; false where there are not so many.
func withObject(b []byte, n *int, with func(o tlv.Object) []byte) (out []byte, found bool) {
	c := tlv.NewCursor(b)
	for o := range c.All() {
		switch {
		case o.Tag.Constructed():
			in, ok := withObject(o.Value, n, with)
			out, found = tlv.Append(out, o.Tag, in), found || ok
		case *n == 0:
			out, found = append(out, with(o)...), true
			*n--
		default:
			out = append(out, o.Raw...)
			*n--
		}
	}
	return out, found
}

// emptied are the ways in which an object is not there, or stands behind one that is not.
var emptied = map[string]func(o tlv.Object) []byte{
	"dropped":           func(tlv.Object) []byte { return nil },
	"empty":             func(o tlv.Object) []byte { return tlv.Append(nil, o.Tag, nil) },
	"behind an empty":   func(o tlv.Object) []byte { return append(tlv.Append(nil, o.Tag, nil), o.Raw...) },
	"behind a stranger": func(o tlv.Object) []byte { return append(tlv.Append(nil, 0xDF7E, nil), o.Raw...) },
}

// An object of length 00 in what a card answers is not there: the chain says what it says without it, and of a real one behind it what it says of that. What is signed
// byte for byte differs with one more object, as with one that nobody knows.
//
// EMV 4.4 B3 5.2
func TestAnEmptyObjectIsNoneInAnyChain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, args := range []string{
			"-card sda", "-card dda", "-card full", "-card xda -config xda", "-card pboc-sm -config unionpay",
			"-interface contactless -config tap -card mastercard-offline", "-interface contactless -config tap -card mastercard-relay",
			"-interface contactless -config tap -card visa-offline", "-interface contactless -config tap -card visa-signed",
			"-interface contactless -config tap -card amex-offline", "-interface contactless -config tap -card jcb-offline",
			"-interface contactless -config tap -card discover-offline", "-interface contactless -config tap -card discover-storage",
			"-interface contactless -config tap -card discover-record", "-interface contactless -config tap -card unionpay-offline",
			"-interface contactless -config tap-k8 -card k8-plain",
		} {
			conv := parsed(t, string(recordedTalk(t, args)))
			sets := published()
			if cfg, err := setup.Config(conv.Get("config")); err == nil {
				sets = append(slices.Clone(sets), cfg.Keys)
			}
			whole, issued := chainsText(conv, sets), reissuedText(conv, sets)
			for i, x := range conv.Exchanges() {
				r := apdu.Response(x.Response)
				if !r.SW().OK() || tlv.Check(r.Data()) != nil || len(r.Data()) == 0 {
					continue
				}
				for n := 0; ; n++ {
					k := n
					if _, more := withObject(r.Data(), &k, func(o tlv.Object) []byte { return o.Raw }); !more {
						break
					}
					if !sweep.Sample(i*50+n, 40) {
						continue
					}
					says, issues, tag := map[string]string{}, map[string]string{}, tlv.Tag(0)
					redacts := sweep.Sample(i*50+n, 120)
					for how, with := range emptied {
						k := n
						data, _ := withObject(r.Data(), &k, func(o tlv.Object) []byte { tag = o.Tag; return with(o) })
						other := conv.Clone()
						other.SetResponse(i, append(data, 0x90, 0x00))
						if says[how] = chainsText(other, sets); redacts {
							issues[how] = reissuedText(other, sets)
						}
					}
					if says["empty"] != says["dropped"] || issues["empty"] != issues["dropped"] {
						t.Errorf("%s, exchange %d, %s\nempty   %s %s\ndropped %s %s", args, i+1, tag, says["empty"], issues["empty"], says["dropped"], issues["dropped"])
					}
					if got := says["behind an empty"]; got != whole && got != says["behind a stranger"] {
						t.Errorf("%s, exchange %d, %s\nbehind an empty   %s\nbehind a stranger %s\nalone %s", args, i+1, tag, got, says["behind a stranger"], whole)
					} else if got == whole && redacts && issues["behind an empty"] != issued {
						t.Errorf("%s, exchange %d, %s: the copy behind an empty: %s, alone: %s", args, i+1, tag, issues["behind an empty"], issued)
					}
				}
			}
		}
	})
}

// reissuedText is what a copy says of which cards were issued again.
func reissuedText(conv *transcript.Conversation, sets []*capk.Set) string {
	date, _ := dayOf(dateOf(conv))
	twin := redactWhole(conv, sets, date, unasked)
	return twin.Get(reissuedHeader) + "; not: " + twin.Get(notReissuedHeader)
}

// chainsText is all that is said of the chains of a conversation.
func chainsText(conv *transcript.Conversation, sets []*capk.Set) string {
	date, _ := dayOf(dateOf(conv))
	var list []chain
	for _, s := range hear(conv) {
		list = append(list, s.verify(sets, date))
	}
	b, _ := json.Marshal(list) //nolint:errchkjson // it is made of texts and numbers
	return string(b)
}
