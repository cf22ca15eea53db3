package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/emvgo/emv/apdu/pcsc"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"emv": main})
}

// TestScripts runs every command as a process of its own, with good and bad input.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			conversations, err := filepath.Abs("../../testvectors/conversations")
			e.Setenv("CONVERSATIONS", conversations)
			e.Setenv("GORACE", "atexit_sleep_ms=0") // or each of these processes waits a second at its end
			return err
		},
		Condition: func(name string) (bool, error) {
			if name != "pcsc" {
				return false, fmt.Errorf("no condition %q", name)
			}
			service, err := pcsc.Open()
			if err == nil {
				service.Close()
			}
			return !errors.Is(err, pcsc.ErrNotBuilt), nil
		},
		ContinueOnError: true, UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
	})
}
