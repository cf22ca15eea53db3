package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/emvgo/emv/kernel"
)

// An identity is what is running: what a laboratory's certificate names.
type identity struct {
	Name          string `json:"name"`
	Kernel        string `json:"kernel"` // as journals name it
	Version       string `json:"version"`
	Revision      string `json:"revision,omitempty"` // of the source, where the build knows it
	Go            string `json:"go"`
	Executable    string `json:"executable"`              // SHA-256 of the running program's file
	Configuration string `json:"configuration,omitempty"` // with -config: SHA-256 of the configuration as loaded
}

// programs are the names of what runs, as journals have them: of the interfaces that the configuration has, without one of all.
func programs(cfg *kernel.Config) (names []string) {
	if cfg == nil || len(cfg.Applications) > 0 {
		names = append(names, programOf("contact").Name)
	}
	if cfg == nil || len(cfg.Combinations) > 0 {
		names = append(names, programOf(contactless).Name)
	}
	return names
}

// running finds out what is running; cfg may be nil.
func running(cfg *kernel.Config) (identity, error) {
	id := identity{Name: "github.com/emvgo/emv", Kernel: strings.Join(programs(cfg), ", "), Version: "(unknown)"}
	if info, ok := debug.ReadBuildInfo(); ok {
		id.Go = info.GoVersion
		if info.Main.Version != "" {
			id.Version = info.Main.Version
		}
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				id.Revision = s.Value + id.Revision
			case s.Key == "vcs.modified" && s.Value == "true":
				id.Revision += ", changed since"
			}
		}
	}
	path, err := os.Executable()
	if err != nil {
		return id, fmt.Errorf("the running program's file is not known: %w", err)
	}
	f, err := os.Open(path)
	if err != nil {
		return id, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return id, err
	}
	id.Executable = upper(h.Sum(nil))
	if cfg != nil {
		id.Configuration = upper(cfg.Digest[:])
	}
	return id, nil
}

func (c *call) printIdentity(id *identity) {
	c.printf("%s\n", c.bold("identity"))
	for _, l := range [][2]string{
		{"name", id.Name},
		{"kernel", id.Kernel},
		{"version", id.Version},
		{"revision", id.Revision},
		{"go", id.Go},
		{"executable, SHA-256", id.Executable},
		{"configuration, SHA-256", id.Configuration},
	} {
		if l[1] != "" {
			c.printf("  %-24s %s\n", l[0], l[1])
		}
	}
}
