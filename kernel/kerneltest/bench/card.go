package bench

import (
	"encoding/json"
	"sync"
	"testing"

	"github.com/emvgo/emv/testvectors/card"
)

// Profile makes a card of a named profile of package card, with its first application changed.
func Profile(t testing.TB, name string, change func(app map[string]any)) *card.Card {
	t.Helper()
	data, err := card.Source(name)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	change(m["applications"].([]any)[0].(map[string]any))
	if data, err = json.Marshal(m); err != nil {
		t.Fatal(err)
	}
	profiles.Lock()
	defer profiles.Unlock()
	p := profiles.by[string(data)]
	if p == nil {
		if p, err = card.Parse(data); err != nil {
			t.Fatal(err)
		}
		if len(profiles.by) == maxProfiles {
			clear(profiles.by)
		}
		profiles.by[string(data)] = p
	}
	return card.New(p)
}

// The last of the profiles that were made before, by their text: a sweep has many cards of one profile.
var profiles = struct {
	sync.Mutex
	by map[string]*card.Profile
}{by: map[string]*card.Profile{}}

const maxProfiles = 1 << 10

// SetElement sets a data element of an application's records, adds it to the first record if none has it, or takes it out
// if value is "-".
func SetElement(app map[string]any, tag, value string) {
	var first map[string]any
	for _, r := range app["records"].([]any) {
		data := r.(map[string]any)["data"].(map[string]any)
		if first == nil {
			first = data
		}
		if _, ok := data[tag]; ok {
			if value == "-" {
				delete(data, tag)
			} else {
				data[tag] = value
			}
			return
		}
	}
	if value != "-" {
		first[tag] = value
	}
}

// With is the card of a named profile with data elements changed: tag, value, tag, value ...
func With(t testing.TB, name string, changes ...string) *card.Card {
	t.Helper()
	return Profile(t, name, func(app map[string]any) {
		for i := 0; i < len(changes); i += 2 {
			SetElement(app, changes[i], changes[i+1])
		}
	})
}
