package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/sweep"
)

// honest says what of the header of a copy is not true: an application is named once, in one line; one that was issued again verifies with the keys of the
// header, one of which nothing is signed has no certificate, and one that was not has one that does not verify, or a secure channel.
func honest(t *testing.T, original, twin string) (wrong []string) {
	t.Helper()
	a, b := conversationIn(t, original), conversationIn(t, twin)
	done, not := b.Get(reissuedHeader), b.Get(notReissuedHeader)
	sentences := strings.Split(done+"; "+not, "; ")
	slices.Sort(sentences)
	if len(hear(a)) == 0 && done == "" && not == "" { // no application was selected
		return nil
	}
	if n := len(sentences); n != len(slices.Compact(sentences)) {
		wrong = append(wrong, "a sentence twice: "+done+"; "+not)
	}
	own, err := reissuedSet(b)
	if err != nil {
		t.Fatal(err)
	}
	after := hear(b)
	for i, before := range hear(a) {
		aid := upper(before.aid)
		signed := before.data[0x90] != nil && before.data[0x8F] != nil
		times := strings.Count(done, aid)
		for part := range strings.SplitSeq(done, "; ") {
			names, what, _ := strings.Cut(part, ", ")
			if !strings.Contains(names, aid) {
				continue
			}
			again := strings.Contains(what, "signed again")
			switch {
			case before.enciphered():
				wrong = append(wrong, aid+" is enciphered: "+part)
			case signed && !again:
				wrong = append(wrong, aid+" has certificates: "+part)
			case signed && i < len(after):
				if c := after[i].verify(own, testDate); len(c.Links) < 2 || slices.ContainsFunc(c.Links, failed) {
					wrong = append(wrong, aid+" does not verify: "+part)
				}
			}
		}
		switch listed := strings.Contains(not, aid+": "); {
		case times > 1 || times == 1 && listed || times == 0 && !listed:
			wrong = append(wrong, aid+" is named in neither line, or in both: "+done+"; "+not)
		case listed && !before.inKernel8() && signed:
			c := before.verify(slices.Concat(published()), testDate)
			if !slices.ContainsFunc(c.Links, failed) && len(hear(a)) == 1 {
				wrong = append(wrong, aid+" verified: "+not)
			}
		}
	}
	return wrong
}

// The copy of every tap replays as the tap does, redacted twice it is the same, and what its header says is true.
func TestTapTwins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for n, name := range card.TapNames() {
			if !sweep.Sample(n+1, 6) {
				continue
			}
			dir := t.TempDir()
			file, twin, again := filepath.Join(dir, "t.txt"), filepath.Join(dir, "twin.txt"), filepath.Join(dir, "again.txt")
			if status, _, errw := emv("", "txn", "-interface", contactless, "-card", name, "-amount", "12.34", "-date", "2026-07-01", "-record", file); status == 2 {
				t.Errorf("%s: %s", name, errw)
				continue
			}
			for _, line := range [][]string{{"redact", "-o", twin, file}, {"redact", "-o", again, twin}} {
				if status, _, errw := emv("", line...); status != 0 {
					t.Errorf("%s: %s", name, errw)
				}
			}
			channel := slices.ContainsFunc(hear(conversationIn(t, file)), (*said).inKernel8)
			if status, out, errw := emv("", "replay", twin); status != 0 || !strings.Contains(out, "nothing differs") && !(channel && strings.Contains(out, withoutChannel)) {
				t.Errorf("%s: %d %s%s", name, status, out, errw)
			}
			if read(t, again) != read(t, twin) {
				t.Errorf("%s: redacted twice it is another", name)
			}
			for _, wrong := range honest(t, file, twin) {
				t.Errorf("%s: %s", name, wrong)
			}
		}
	})
}
