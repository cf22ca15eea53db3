package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// mutate lists the mutations of packages that no test notices:
//
//	go run ./.ci/clauses mutate [-run REGEXP] [-files REGEXP] [-drop] [-tests DIR,DIR...] PACKAGE-DIR...
//
// What a clause comment covers is mutated: in a function's doc comment the whole function, beside or above a statement that
// statement with its body. A mutation negates the condition of an if or a for, an operand of && or || or a comparison that is
// returned or assigned, empties a case, or takes out one statement: a call, an assignment, a defer, a break, a continue, or a
// return that is not the function's last; with -drop it also leaves out an operand of && or ||. Not mutated are := and what only writes into the trace, Step and Note.
//
// All mutations go into one build, by an overlay, and an environment variable switches one on. The tests of the packages,
// and of those after -tests, run once each, on their own, to see what they reach; then each mutation runs with the tests that
// reach it, the cheap ones first, until one fails. One that hangs is noticed.
//
// Mutations that no test can notice stand in equivalent.txt, a line each: file, function, mutation and the reason, with tabs
// between them. A line that fits no mutation, or one that is noticed, is a failure.
func mutate(args []string) error {
	fl := flag.NewFlagSet("mutate", flag.ContinueOnError)
	run := fl.String("run", ".", "only clauses that match")
	only := fl.String("files", ".", "only files that match")
	drops := fl.Bool("drop", false, "leave out operands of && and || too")
	further := fl.String("tests", "", "further directories whose tests may notice, separated by commas")
	list := fl.String("equivalent", ".ci/clauses/equivalent.txt", "mutations that no test can notice")
	fl.SetOutput(io.Discard) // main says what is wrong
	if err := fl.Parse(args); err != nil {
		return fmt.Errorf("%w: the flags are -run, -files, -drop, -tests and -equivalent", err)
	}
	clause, err := regexp.Compile(*run)
	if err != nil {
		return err
	}
	file, err := regexp.Compile(*only)
	if err != nil {
		return err
	}
	equivalent, err := readEquivalent(*list, fl.Args(), *drops)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	mutants, overlay, err := instrumentAll(dir, fl.Args(), *drops)
	if err != nil {
		return err
	}
	testDirs := fl.Args()
	if *further != "" {
		testDirs = append(testDirs, strings.Split(*further, ",")...)
	}
	tests, err := buildTests(dir, overlay, testDirs)
	if err != nil {
		return err
	}
	noticed, excused := 0, 0
	var survivors, wrong []string
	for _, m := range mutants {
		key := m.file + "\t" + m.function + "\t" + m.what
		_, listed := equivalent[key]
		equivalent[key] = true
		if !clause.MatchString(m.clause) || !file.MatchString(m.file) {
			continue
		}
		by := m.noticedBy(tests, 1)
		if listed && by == noEnd { // a busy machine
			by = m.noticedBy(tests, 20)
		}
		switch {
		case by != "" && listed:
			wrong = append(wrong, "not equivalent, "+by+" notices it: "+m.String())
		case by != "":
			noticed++
		case listed:
			excused++
			by = "EQUIVALENT"
		default:
			by = "SURVIVES"
			survivors = append(survivors, m.String())
		}
		fmt.Fprintf(os.Stderr, "%4d/%d %-24s %s\n", m.id, len(mutants), by, m)
	}
	for key, found := range equivalent {
		if !found {
			wrong = append(wrong, "fits no mutation: "+key)
		}
	}
	for _, s := range append(survivors, wrong...) {
		fmt.Println(s)
	}
	if len(survivors) == 0 {
		fmt.Println("survivors: none")
	}
	fmt.Printf("%d mutations noticed, %d survive; %d equivalent\n", noticed, len(survivors), excused)
	if len(survivors)+len(wrong) > 0 {
		return fmt.Errorf("%d mutations that no test notices, %d wrong lines in %s", len(survivors), len(wrong), *list)
	}
	return nil
}

// readEquivalent reads the lines about these packages; they are false until a mutation fits them.
func readEquivalent(path string, pkgs []string, drops bool) (map[string]bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all := map[string]bool{}
	for s := bufio.NewScanner(f); s.Scan(); {
		if s.Text() == "" || strings.HasPrefix(s.Text(), "#") {
			continue
		}
		part := strings.Split(s.Text(), "\t")
		if len(part) != 4 || part[3] == "" {
			return nil, fmt.Errorf("%s: %q is not file, function, mutation, reason", path, s.Text())
		}
		if slices.Contains(pkgs, filepath.ToSlash(filepath.Dir(part[0]))) && (drops || !strings.HasPrefix(part[2], "drop ")) {
			all[strings.Join(part[:3], "\t")] = false
		}
	}
	return all, nil
}

// instrumentAll puts all mutants of the packages into dir and gives the overlay that builds with them.
func instrumentAll(dir string, pkgs []string, drops bool) (mutants []*mutant, overlay string, err error) {
	replace := map[string]string{}
	for _, pkg := range pkgs {
		files, err := instrument(pkg, drops, &mutants)
		if err != nil {
			return nil, "", err
		}
		for path, text := range files {
			abs, err := filepath.Abs(path)
			if err != nil {
				return nil, "", err
			}
			replace[abs] = filepath.Join(dir, fmt.Sprintf("%d.go", len(replace)))
			if err := os.WriteFile(replace[abs], text, 0o600); err != nil {
				return nil, "", err
			}
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, "", err
	}
	overlay = filepath.Join(dir, "overlay.json")
	return mutants, overlay, os.WriteFile(overlay, text, 0o600)
}

// A test is one test function, in a binary of its package.
type test struct {
	name, dir, binary string
	cost              time.Duration
	reaches           map[int]bool
}

// none is a mutant that there is not.
const none = 0

// start runs tests of one package. A mutant may take five times as long as the tests did without, times patience.
func start(tests []*test, mutant int, log string, patience time.Duration) (string, error) {
	var names []string
	limit := 5 * time.Second * patience
	for _, t := range tests {
		names = append(names, t.name)
		limit += 5 * t.cost * patience
	}
	if mutant == none {
		limit = 10 * time.Minute
	}
	cmd := exec.Command(tests[0].binary, "-test.failfast", "-test.run", "^("+strings.Join(names, "|")+")$")
	cmd.Dir = tests[0].dir
	cmd.Env = append(os.Environ(), "MUTANT="+strconv.Itoa(mutant), "MUTANT_LIMIT="+limit.String(), "MUTANT_LOG="+log)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// buildTests builds the tests of the directories, runs each once and gives the cheap ones first.
func buildTests(dir, overlay string, dirs []string) (all []*test, err error) {
	for i, d := range dirs {
		binary := filepath.Join(dir, fmt.Sprintf("%d.test", i))
		pkg := "./" + strings.TrimPrefix(filepath.ToSlash(d), "./")
		if out, err := exec.Command("go", "test", "-c", "-vet=off", "-overlay", overlay, "-o", binary, pkg).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%s: %w\n%s", pkg, err, out)
		}
		cmd := exec.Command(binary, "-test.list", "^(Test|Fuzz|Example)")
		cmd.Dir = d
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", pkg, err)
		}
		for _, name := range strings.Fields(string(out)) {
			t := &test{name: name, dir: d, binary: binary, reaches: map[int]bool{}}
			log := filepath.Join(dir, "reached")
			before := time.Now()
			out, err := start([]*test{t}, none, "", 1)
			if t.cost = time.Since(before); err == nil {
				out, err = start([]*test{t}, none, log, 1)
			}
			if err != nil {
				fmt.Fprintf(os.Stderr, "%s.%s is left out: it fails without a mutation, in this build: %s\n", d, name, out)
				os.Remove(log)
				continue
			}
			reached, err := os.ReadFile(log)
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				return nil, err
			}
			os.Remove(log)
			for _, s := range strings.Fields(string(reached)) {
				id, _ := strconv.Atoi(s)
				t.reaches[id] = true
			}
			all = append(all, t)
			fmt.Fprintf(os.Stderr, "%s.%s reaches %d of the mutations in %d ms\n", d, name, len(t.reaches), t.cost.Milliseconds())
		}
	}
	slices.SortFunc(all, func(a, b *test) int { return cmp.Compare(a.cost, b.cost) })
	return all, nil
}

var failed = regexp.MustCompile(`(?m)^--- FAIL: (\w+)`)

// noEnd is what notices a mutant that hangs.
const noEnd = "(no end)"

// noticedBy names the test that notices the mutant, "" if none does. Tests go in parts, each some times as long as the one
// before; the test that noticed the last mutant goes before all others. Patience is how many times as long as usual they may take.
func (m *mutant) noticedBy(tests []*test, patience time.Duration) string {
	type part struct {
		tests []*test
		cost  time.Duration
	}
	var parts []*part
	last := map[string]*part{} // by binary
	bound := 100 * time.Millisecond
	for _, t := range tests {
		if !t.reaches[m.id] {
			continue
		}
		if t.name == lastNoticed {
			parts = slices.Insert(parts, 0, &part{tests: []*test{t}})
			continue
		}
		p := last[t.binary]
		if p == nil || p.cost+t.cost > bound && p.cost > 0 {
			if p != nil {
				bound *= 3
			}
			p = &part{}
			last[t.binary], parts = p, append(parts, p)
		}
		p.tests, p.cost = append(p.tests, t), p.cost+t.cost
	}
	for _, p := range parts {
		out, err := start(p.tests, m.id, "", patience)
		if err == nil {
			continue
		}
		if by := failed.FindStringSubmatch(out); by != nil {
			lastNoticed = by[1]
			return by[1]
		}
		return noEnd
	}
	return ""
}

var lastNoticed string
