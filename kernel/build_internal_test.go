package kernel

import (
	"runtime/debug"
	"testing"
)

// A record names the version and the checksum of the library that made it, as a program uses it, as it is replaced there, and as it is built on its own.
func TestBuild(t *testing.T) {
	const sum = "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
	other := &debug.Module{Path: "example.org/other", Version: "v9.9.9", Sum: "h1:other"}
	used := func(m debug.Module) debug.BuildInfo {
		return debug.BuildInfo{Main: debug.Module{Path: "example.org/shop", Version: "v3.0.0"}, Deps: []*debug.Module{other, &m}}
	}
	built := func(settings ...debug.BuildSetting) debug.BuildInfo {
		return debug.BuildInfo{Main: debug.Module{Path: module, Version: "(devel)"}, Settings: settings}
	}
	revision, clean, changed := debug.BuildSetting{Key: "vcs.revision", Value: "0123abcd"}, debug.BuildSetting{Key: "vcs.modified", Value: "false"}, debug.BuildSetting{Key: "vcs.modified", Value: "true"}
	for _, c := range []struct {
		name string
		info debug.BuildInfo
		want Build
	}{
		{"used", used(debug.Module{Path: module, Version: "v1.2.3", Sum: sum}), Build{"v1.2.3", sum}},
		{"replaced by a fork", used(debug.Module{Path: module, Version: "v1.2.3", Sum: "h1:x", Replace: &debug.Module{Path: "example.org/fork", Version: "v1.2.4", Sum: sum}}), Build{"v1.2.4", sum}},
		{"replaced by a folder", used(debug.Module{Path: module, Version: "v1.2.3", Sum: "h1:x", Replace: &debug.Module{Path: "../emv"}}), Build{}},
		{"not used", debug.BuildInfo{Deps: []*debug.Module{other}}, Build{}},
		{"built, clean", built(clean, revision), Build{"(devel)", "0123abcd"}},
		{"built, changed", built(changed, revision), Build{"(devel)", "0123abcd+"}},
		{"built, without a revision", built(changed), Build{"(devel)", ""}},
	} {
		if got := buildOf(&c.info); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
	if b := Running(); b.Version == "" { // a test is built of the source tree
		t.Errorf("%+v", b)
	}
}
