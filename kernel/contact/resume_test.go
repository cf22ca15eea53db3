//go:build !wasip1

package contact_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/kerneltest"
)

const childEnv = "EMV_CONTACT_TEST_RESUME"

// A purchase that stops at any action and is resumed from its journal in a fresh process ends as it does in this one.
func TestResumeInFreshProcess(t *testing.T) {
	var list []*kerneltest.Scenario
	for _, c := range every {
		list = append(list, scenario(t, c.card, c.amount))
	}
	if os.Getenv(childEnv) != "" {
		resumeAll(t, list)
		return
	}
	var jobs bytes.Buffer
	var want []string
	for i, sc := range list {
		for n, tr := range sc.EveryResume(t) {
			fmt.Fprintf(&jobs, "%d %d %X\n", i, n+1, sc.Stop(t, n+1))
			want = append(want, tr.Actions[len(tr.Actions)-1])
		}
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run=^TestResumeInFreshProcess$", "-test.v")
	cmd.Env = append(os.Environ(), childEnv+"=1")
	cmd.Stdin = &jobs
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var got []string
	for line := range strings.Lines(string(out)) {
		if end, ok := strings.CutPrefix(line, "ended: "); ok {
			got = append(got, strings.TrimSpace(end))
		}
	}
	if len(got) != len(want) || len(want) < 100 {
		t.Fatalf("%d ends, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("job %d ended\n%s\nnot\n%s", i, got[i], want[i])
		}
	}
}

// resumeAll resumes each journal on its standard input and prints how it ends.
func resumeAll(t *testing.T, list []*kerneltest.Scenario) {
	for {
		var i, n int
		var text string
		if k, _ := fmt.Scan(&i, &n, &text); k != 3 {
			return
		}
		journal, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		tr := list[i].GoOn(t, n, journal)
		fmt.Println("ended: " + tr.Actions[len(tr.Actions)-1])
	}
}
