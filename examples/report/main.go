// Command report makes reports out of a terminal's ledger: entries of kernel/terminal, one JSON object a line.
//
//	go run -C examples/report .                                   of a made-up shop
//	go run -C examples/report . -format page -o report.html FILE  one page with charts, complete in itself
//	go run -C examples/report . -format parquet -o day.parquet FILE
//	go run -C examples/report . -format settlement FILE
//	go run -C examples/report . -host totals.json FILE            and hold them against the host's
//
// It has totals by type, scheme, kernel, outcome, interface, cardholder verification and hour; reasons; the time of a tap; the bits of the TVR; customers by
// token; settlement totals; unusual patterns; and a forecast of the cash or the takings to come. Its memory does not grow with the number of transactions.
// csv, jsonl and parquet have every transaction with the columns of [Row]: DuckDB or Spark take over from there.
//
// The exit status is 0, 1 where totals differ from the host's or lines were left out, and 2 for a bad flag or file.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/schollz/progressbar/v3"

	"github.com/emvgo/emv/examples/internal/visible"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// settings is what the command line asks for.
type settings struct {
	format, out, host, entries string
	progress                   bool
	simulated
	files []string
}

const formats = "text, page, csv, jsonl, parquet or settlement"

func parse(args []string, stderr io.Writer) (*settings, error) {
	s := &settings{}
	f := flag.NewFlagSet("report", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&s.format, "format", "text", formats)
	f.StringVar(&s.out, "o", "", "write to this file instead of standard output")
	f.StringVar(&s.host, "host", "", "hold the settlement totals against those in this file, as -format settlement writes them")
	f.IntVar(&s.n, "simulate", 20_000, "without a file: so many made-up transactions")
	f.StringVar(&s.kind, "kind", "shop", "of a made-up shop or atm")
	f.Uint64Var(&s.seed, "seed", 1, "another seed gives other transactions")
	f.StringVar(&s.entries, "entries", "", "write the made-up entries to this file, and nothing else")
	f.BoolVar(&s.progress, "progress", watchedBySomebody(stderr), "show how far it is")
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		f.SetOutput(stderr)
		fmt.Fprintln(stderr, "Usage: report [flags] [FILE...]")
		f.PrintDefaults()
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w; -help lists the flags", err)
	}
	s.files = f.Args()
	_, rows := writers[s.format]
	switch {
	case !rows && !slices.Contains([]string{"text", "page", "settlement"}, s.format):
		return nil, fmt.Errorf("-format %s: give %s", s.format, formats)
	case s.kind != "shop" && s.kind != "atm":
		return nil, fmt.Errorf("-kind %s: give shop or atm", s.kind)
	case s.n < 1:
		return nil, fmt.Errorf("-simulate %d: give 1 or more", s.n)
	case s.host != "" && rows:
		return nil, errors.New("-host: give -format text, page or settlement with it")
	case s.entries != "" && len(s.files) > 0:
		return nil, errors.New("-entries: leave out the files; it writes made-up ones")
	}
	return s, nil
}

// watchedBySomebody reports whether somebody looks at what is written there.
func watchedBySomebody(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// run is the program: its exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	s, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err == nil && s.entries != "":
		err = toFile(s.entries, stdout, s.simulated.write)
	case err == nil:
		var clean bool
		if clean, err = s.report(stdin, stdout, stderr); err == nil && !clean {
			return 1
		}
	}
	if err != nil {
		visible.Complain(stderr, "report", err)
		return 2
	}
	return 0
}

// report reads everything once and writes what was asked for; clean says that nothing was left out and that the totals are the host's.
func (s *settings) report(stdin io.Reader, stdout, stderr io.Writer) (clean bool, err error) {
	p := newReport()
	clean = true
	err = toFile(s.out, stdout, func(w io.Writer) error {
		if open, ok := writers[s.format]; ok {
			rows, err := open(w)
			if err != nil {
				return err
			}
			return errors.Join(s.read(stdin, stderr, &p.bad, rows.Write), rows.Close())
		}
		err := s.read(stdin, stderr, &p.bad, func(r *Row) error { p.add(r); return nil })
		if err != nil {
			return err
		}
		switch s.format {
		case "page":
			return p.page(w)
		case "settlement":
			e := json.NewEncoder(w)
			e.SetIndent("", "  ")
			return e.Encode(p.settled.list())
		}
		p.text(w)
		return nil
	})
	if err != nil {
		return false, err
	}
	if p.bad.count > 0 {
		clean = false
		fmt.Fprintf(stderr, "report: %d lines left out: %s\n", p.bad.count, p.badLines())
	}
	if s.host != "" {
		totals, err := hostTotals(s.host)
		if err != nil {
			return false, err
		}
		for _, d := range differences(p.settled.list(), totals) {
			clean = false
			fmt.Fprintln(stderr, "report: totals differ:", d)
		}
	}
	return clean, nil
}

// read gives each transaction of the files, of standard input for "-", or made-up ones where no file is named.
func (s *settings) read(stdin io.Reader, stderr io.Writer, bad *faults, each func(*Row) error) error {
	if len(s.files) == 0 {
		r, w := io.Pipe()
		go func() { w.CloseWithError(s.simulated.write(w)) }()
		defer func() { _ = r.Close() }()
		return read(s.watched(r, -1, stderr), bad, each)
	}
	for _, name := range s.files {
		if err := s.readFile(name, stdin, stderr, bad, each); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (s *settings) readFile(name string, stdin io.Reader, stderr io.Writer, bad *faults, each func(*Row) error) error {
	if name == "-" {
		return read(s.watched(stdin, -1, stderr), bad, each)
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	size := int64(-1)
	if info, err := f.Stat(); err == nil {
		size = info.Size()
	}
	return read(s.watched(f, size, stderr), bad, each)
}

// watched shows how far the reading is.
func (s *settings) watched(r io.Reader, size int64, stderr io.Writer) io.Reader {
	if !s.progress {
		return r
	}
	bar := progressbar.NewOptions64(size, progressbar.OptionSetWriter(stderr), progressbar.OptionShowBytes(true), progressbar.OptionThrottle(100e6),
		progressbar.OptionSetDescription("reading"), progressbar.OptionClearOnFinish())
	return io.TeeReader(r, bar)
}

// toFile writes to a file, whole or not at all, or to standard output where none is named.
func toFile(name string, stdout io.Writer, write func(io.Writer) error) (err error) {
	if name == "" {
		w := bufio.NewWriter(stdout)
		return errors.Join(write(w), w.Flush())
	}
	dir := "."
	if i := strings.LastIndexByte(name, os.PathSeparator); i >= 0 {
		dir = name[:i+1]
	}
	f, err := os.CreateTemp(dir, ".report-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	w := bufio.NewWriter(f)
	if err := errors.Join(write(w), w.Flush(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
