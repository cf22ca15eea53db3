package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	configs "github.com/emvgo/emv/testvectors/config"
)

// What the acquirers of a configuration request is shown by message, and a tag that no message may have is a fault with its place.
// EMV 4.4 B4 12.1
func TestConfigRequests(t *testing.T) {
	data, err := configs.Named("default")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "config.json")
	check := func(requests string, args ...string) (int, string) {
		t.Helper()
		text := strings.Replace(string(data), `"versionNumber": "0002"`, `"versionNumber": "0002", "requests": `+requests, 1)
		text = strings.Replace(text, `"terminalId":`, `"requests": {"batch": ["9F07", "8E"]}, "terminalId":`, 1)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		status, out, errw := emv("", append([]string{"config", "check", file}, args...)...)
		return status, out + errw
	}
	status, out := check(`{"batch": [], "reversal": ["5F28"]}`)
	for _, want := range []string{
		"requested: 9F07 8E in the batch data of the terminal\n", "requested: nothing in the batch data of A0000000041010\n", "requested: 5F28 in the reversal of A0000000041010\n",
	} {
		if status != 0 || !strings.Contains(out, want) {
			t.Errorf("status %d, no %q in\n%s", status, want, out)
		}
	}
	if status, out := check(`{"batch": []}`, "-json"); status != 0 || !strings.Contains(out, `"9F07 8E in the batch data of the terminal"`) {
		t.Errorf("status %d\n%s", status, out)
	}
	if status, out := check(`{"batch": ["57"]}`); status == 0 || !strings.Contains(out, "applications[0].requests.batch[0]: 57 is a track") {
		t.Errorf("status %d\n%s", status, out)
	}
}

// There is one schema: a name behind the word is a wrong command line.
func TestConfigSchemaTakesNoName(t *testing.T) {
	if status, out, errw := emv("", "config", "schema", "foo"); status != 2 || out != "" || !strings.Contains(errw, `emv config: schema takes no name, since there is one: "foo"`) {
		t.Errorf("%d %.60s %s", status, out, errw)
	}
	if status, out, _ := emv("", "config", "schema"); status != 0 || !strings.HasPrefix(out, "{") {
		t.Errorf("%d %.60s", status, out)
	}
}
