package kernel

import (
	"runtime/debug"
	"sync"
)

// module is what this library is known by.
const module = "github.com/emvgo/emv"

// A Build is what of this library runs: what a laboratory's certificate names, and what stands in every record.
type Build struct {
	Version  string // of the module, v1.2.3; (devel) in a build of its own source tree
	Checksum string // of the module's source: h1: and the SHA-256 that go.sum has for the version; in a build of its own source tree the revision, empty where the build does not know it
}

// Running is the build that runs.
func Running() Build { return running() }

var running = sync.OnceValue(func() Build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return Build{}
	}
	return buildOf(info)
})

// buildOf finds this library among the modules of a program.
func buildOf(info *debug.BuildInfo) Build {
	if info.Main.Path == module {
		return Build{Version: info.Main.Version, Checksum: revision(info.Settings)}
	}
	for _, m := range info.Deps {
		if m.Path != module {
			continue
		}
		if m.Replace != nil { // by a folder, which has no sum, or by a fork
			m = m.Replace
		}
		return Build{Version: m.Version, Checksum: m.Sum}
	}
	return Build{}
}

// revision is the commit that was built, with a plus sign where the source was changed since.
func revision(settings []debug.BuildSetting) (s string) {
	changed := ""
	for _, x := range settings {
		switch {
		case x.Key == "vcs.revision":
			s = x.Value
		case x.Key == "vcs.modified" && x.Value == "true":
			changed = "+"
		}
	}
	if s == "" {
		return ""
	}
	return s + changed
}
