//go:build !wasip1

package bench

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

const childEnv = "EMV_TEST_RESUMES"

// FreshProcess stops each scenario at every action and has another process, which has nothing but the journal, resume it:
// it ends there as it does in this one. It returns how many journals there were. The other process is the calling
// test once more, which makes the same list there.
func FreshProcess(t *testing.T, list []*kerneltest.Scenario) int {
	t.Helper()
	if os.Getenv(childEnv) != "" {
		return resumeAll(t, list)
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
	cmd := exec.Command(exe, "-test.run=^"+t.Name()+"$", "-test.v")
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
	if len(got) != len(want) {
		t.Fatalf("%d ends, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("job %d ended\n%s\nnot\n%s", i, got[i], want[i])
		}
	}
	return len(got)
}

// resumeAll resumes each journal on its standard input and prints how it ends.
func resumeAll(t *testing.T, list []*kerneltest.Scenario) (done int) {
	for ; ; done++ {
		var i, n int
		var text string
		if k, _ := fmt.Scan(&i, &n, &text); k != 3 {
			return done
		}
		journal, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		tr := list[i].GoOn(t, n, journal)
		fmt.Fprintln(os.Stdout, "ended: "+tr.Actions[len(tr.Actions)-1])
	}
}
