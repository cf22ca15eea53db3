package card

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

//go:embed *.json tap/*.json
var files embed.FS

// Names are the names of the embedded profiles of contact cards, sorted.
func Names() (names []string) {
	list, err := fs.Glob(files, "*.json")
	if err != nil {
		panic(err)
	}
	for _, file := range list {
		if name := strings.TrimSuffix(file, ".json"); name != "keys" {
			names = append(names, name)
		}
	}
	return names
}

// TapNames are the names of the embedded profiles of contactless cards and phones, sorted: see profiles.md for what each
// exercises.
func TapNames() (names []string) {
	list, err := fs.Glob(files, "tap/*.json")
	if err != nil {
		panic(err)
	}
	for _, file := range list {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(file, "tap/"), ".json"))
	}
	return names
}

// Source is the text of an embedded profile, to start one's own from.
func Source(name string) ([]byte, error) {
	data, err := files.ReadFile(name + ".json")
	if err != nil {
		data, err = files.ReadFile("tap/" + name + ".json")
	}
	if err != nil || name == "keys" || strings.Contains(name, "/") {
		return nil, fmt.Errorf("no card is named %q; there are %s", name, strings.Join(append(Names(), TapNames()...), ", "))
	}
	return data, nil
}

var (
	namedMu sync.Mutex
	named   = map[string]*Profile{}
)

// Named makes a card from an embedded profile: see [Names] and [TapNames]. Its error names what there is.
func Named(name string) (*Card, error) {
	namedMu.Lock()
	defer namedMu.Unlock()
	p := named[name]
	if p == nil {
		data, err := Source(name)
		if err != nil {
			return nil, err
		}
		if p, err = Parse(data); err != nil {
			return nil, fmt.Errorf("%s.json: %w", name, err)
		}
		named[name] = p
	}
	return New(p), nil
}

// Load makes a card from a profile's text. Its error lists every fault with line, path and remedy.
func Load(profile []byte) (*Card, error) {
	p, err := Parse(profile)
	if err != nil {
		return nil, err
	}
	return New(p), nil
}

// Contact reports whether the card works by its contacts: a contactless one may beside.
func (p *Profile) Contact() bool {
	return slices.ContainsFunc(p.apps, func(a *application) bool { return !a.contactless() })
}

// Contactless reports whether the profile is of a contactless card or phone: its first application is one of a contactless kernel.
func (p *Profile) Contactless() bool { return len(p.apps) > 0 && p.apps[0].tap != nil }

// An Application tells what a profile says of one application.
type Application struct {
	AID   []byte
	Label string
	PIN   string // offline PIN, empty if there is none
}

// Applications are the applications of the profile, in its order.
func (p *Profile) Applications() (list []Application) {
	for _, a := range p.apps {
		list = append(list, Application{bytes.Clone(a.aid), string(a.label), a.pin})
	}
	return list
}
