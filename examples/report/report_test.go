package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/c4"
	"github.com/emvgo/emv/kernel/c5"
	"github.com/emvgo/emv/kernel/c6"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/c8"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
)

// command runs the program.
func command(t *testing.T, stdin string, args ...string) (status int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status = run(args, strings.NewReader(stdin), &stdout, &stderr)
	return status, stdout.String(), stderr.String()
}

// A line of a ledger is one row, with what its entry said: of a tap at a real terminal.
func TestRowOfAnEntry(t *testing.T) {
	file, err := configs.Named("tap")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file, config.Kernels(c2.Kernel{}, c3.Kernel{}, c4.Kernel{}, c5.Kernel{}, c6.Kernel{}, c7.Kernel{}, c8.Kernel{}))
	if err != nil {
		t.Fatal(err)
	}
	p, err := card.Named("unionpay-offline")
	if err != nil {
		t.Fatal(err)
	}
	devices := terminal.Devices{
		Readers: terminal.Readers{Contactless: terminal.Inserted(p)}, CustomerKey: []byte("sixteen bytes it"), Cardholder: terminal.Cardholder{Chooser: nobody{}},
		Clock: func() time.Time { return time.Date(2026, 7, 1, 12, 34, 56, 0, time.FixedZone("", 8*3600)) },
	}
	x, err := terminal.New(cfg, devices, terminal.NewMemoryLedger(), c2.Kernel{}, c3.Kernel{}, c4.Kernel{}, c5.Kernel{}, c6.Kernel{}, c7.Kernel{}, c8.Kernel{})
	if err != nil {
		t.Fatal(err)
	}
	sale, err := x.Sell(t.Context(), 505)
	if err != nil {
		t.Fatal(err)
	}
	e, err := x.Entry(sale.Number)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var got Row
	if err := read(bytes.NewReader(b), &faults{}, func(r *Row) error { got = *r; return nil }); err != nil {
		t.Fatal(err)
	}
	if len(got.Customer) != 16 || got.TapMicros <= 0 || got.Exchanges == 0 {
		t.Errorf("customer %q, %d us, %d exchanges", got.Customer, got.TapMicros, got.Exchanges)
	}
	got.Customer, got.TapMicros, got.Exchanges, got.at = "", 0, 0, time.Time{}
	want := Row{
		Schema: 1, Number: 1, Time: "2026-07-01T12:34:56+08:00", Purpose: "purchase", Scheme: "UnionPay", AID: "A000000333010101", Kernel: "C-7",
		Interface: "contactless", Outcome: "approved", Approved: true, Authorised: "offline", ARC: "Y1", CVM: "not verified", ODA: "fDDA ok", TVR: "0000000000",
		Minor: 505, Currency: "EUR", Exponent: 2, booked: true,
	}
	if got != want {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

// nobody never chooses.
type nobody struct{ terminal.Chooser }

// Lines that are none of a ledger's are left out, counted, named by their number, and cannot steer a terminal.
func TestBadLines(t *testing.T) {
	good := `{"time":"2026-07-01T10:00:00Z","amount":"1.00","currency":"EUR","approved":true,"outcome":"approved","reason":"a\u001b[2Jb"}`
	for line, want := range map[string]string{
		`{`:                    "unexpected end",
		`[]`:                   "cannot unmarshal",
		`{"time":"yesterday"}`: `time "yesterday": want RFC 3339`,
		`{"time":"\u001b[2J"}`: `time " [2J": want RFC 3339`,
		`{"time":"2026-07-01T10:00:00Z","amount":"1,00"}`:                            `amount "1,00": want digits`,
		`{"time":"2026-07-01T10:00:00Z","amount":"-1.00"}`:                           `want digits`,
		`{"time":"2026-07-01T10:00:00Z","amount":"` + strings.Repeat("9", 19) + `"}`: "want 18 at most",
		`{"time":"2026-07-01T10:00:00Z","amount":"1","cash":"x"}`:                    `amount "x"`,
		`{"time":"2026-07-01T10:00:00Z","amount":1}`:                                 "cannot unmarshal number",
	} {
		status, out, errs := command(t, good+"\n\n"+line+"\n"+good, "-")
		if status != 1 || !strings.Contains(out, "2 transactions") || !strings.Contains(errs, "1 lines left out: line 3: ") || !strings.Contains(errs, want) || strings.ContainsRune(out+errs, 0x1B) {
			t.Errorf("%s: %d %q\n%s", line, status, errs, out)
		}
	}
	if status, _, errs := command(t, strings.Repeat("x", longestLine+1), "-"); status != 2 || !strings.Contains(errs, "line 1: bufio.Scanner: token too long: give the ledger's JSON Lines") {
		t.Errorf("%d %s", status, errs)
	}
}

// A percentile is within half a per cent of the true one.
func TestPercentiles(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var h histogram
	var all []int64
	for range 20_000 {
		v := int64(math.Exp(12+random.NormFloat64())) + 1
		all = append(all, v)
		h.add(v)
	}
	h.add(0) // no tap
	slices.Sort(all)
	for _, p := range []float64{1, 50, 90, 99, 99.9, 100} {
		want := float64(all[int(math.Ceil(p/100*float64(len(all))))-1])
		if got := float64(h.percentile(p)); math.Abs(got-want) > 0.0051*want {
			t.Errorf("%v %%: %v, want %v", p, got, want)
		}
	}
	if (&histogram{}).percentile(50) != 0 {
		t.Error("a percentile of nothing")
	}
}

// What is unusual is said once, with its reason; what is usual is not.
func TestPatterns(t *testing.T) {
	at := func(minutes int, more string) string {
		return fmt.Sprintf(`{"time":"2026-07-01T%02d:%02d:00Z","number":%d,"currency":"EUR","purpose":"purchase","customer":"A",%s}`, 10+minutes/60, minutes%60, minutes, more)
	}
	const (
		sold     = `"amount":"1.00","approved":true,"outcome":"approved"`
		declined = `"amount":"1.00","outcome":"declined"`
	)
	sales := func(minutes ...int) (list []string) {
		for _, m := range minutes {
			list = append(list, at(m, sold))
		}
		return list
	}
	for name, c := range map[string]struct {
		lines []string
		want  []string
	}{
		"five within ten minutes":     {sales(0, 2, 4, 6, 10), []string{"velocity 10 5 transactions within 10m0s"}},
		"five within eleven":          {sales(0, 2, 4, 6, 11), nil},
		"four":                        {sales(0, 1, 2, 3), nil},
		"six, said once":              {sales(0, 2, 4, 6, 8, 30), []string{"velocity 8 5 transactions within 8m0s"}},
		"three declines":              {[]string{at(0, declined), at(30, declined), at(60, declined)}, []string{"declines 60 declined 3 times within 1h0m0s"}},
		"three declines, slowly":      {[]string{at(0, declined), at(30, declined), at(61, declined)}, nil},
		"two declines, then approved": {[]string{at(0, declined), at(1, declined), at(20, sold), at(30, declined)}, nil},
		"a jump": {
			append(sales(0, 20, 40, 60, 80), at(100, `"amount":"10.01","approved":true,"outcome":"approved"`)),
			[]string{"jump 100 10.01 EUR is more than 10 times the average of 5 before, 1.00 EUR"},
		},
		"ten times":        {append(sales(0, 20, 40, 60, 80), at(100, `"amount":"10.00","approved":true,"outcome":"approved"`)), nil},
		"a jump, declined": {append(sales(0, 20, 40, 60, 80), at(100, `"amount":"10.01","outcome":"declined"`)), nil},
		"too early":        {append(sales(0, 20, 40, 60), at(100, `"amount":"10.01","approved":true,"outcome":"approved"`)), nil},
	} {
		p := newReport()
		if err := read(strings.NewReader(strings.Join(c.lines, "\n")), &p.bad, func(r *Row) error { p.add(r); return nil }); err != nil || p.bad.count != 0 {
			t.Fatal(err, p.bad)
		}
		var got []string
		for _, f := range p.unusual.first {
			got = append(got, fmt.Sprintf("%s %d %s", f.Kind, f.Number, f.Words))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// They are the totals of a ledger's entries that are settled with a host: each purpose, approved or not, standing, taken back, completed, or the card's own approval
// after a lost answer.
func TestSettlementOfLedger(t *testing.T) {
	types := map[kernel.Purpose]byte{kernel.Refund: 0x20, kernel.Deposit: 0x21, kernel.Transfer: 0x40, kernel.Load: 0x60, kernel.CashLoad: 0x63}
	var lines bytes.Buffer
	host := iso8583.Totals{Currency: 0x978}
	number := uint64(0)
	for p := kernel.Purpose(1); p.String() != "?"; p++ {
		for _, c := range []struct {
			approved, taken      bool
			authorised, reversal string
			state                terminal.State
		}{
			{true, false, "online", "", terminal.Settled},
			{false, false, "online", "", terminal.Settled},
			{true, true, "online", "", terminal.Settled},
			{true, false, "online", "voided", terminal.Undone},
			{true, true, "online", "voided", terminal.Undone},
			{false, false, "", "response lost", terminal.Undone},
			{true, false, "offline", "response lost", terminal.Settled},
			{true, false, "offline", "voided", terminal.Undone},
		} {
			number++
			e := terminal.Entry{
				Number: number, Time: "2026-07-01T10:00:00Z", Purpose: p.String(), Currency: "EUR", Reversal: c.reversal, Approved: c.approved, Taken: c.taken, State: c.state,
				Transaction: kernel.Transaction{Purpose: p, Type: types[p], Money: kernel.Money{Amount: 1000 + number, Currency: host.Currency, Exponent: 2}},
			}
			if e.Authorised = c.authorised; p.ZeroAmount() {
				e.Transaction.Amount = 0
			}
			e.Amount = terminal.FormatAmount(e.Transaction.Amount, 2)
			host.Count(&e)
			if err := json.NewEncoder(&lines).Encode(&e); err != nil {
				t.Fatal(err)
			}
		}
	}
	status, out, errs := command(t, lines.String(), "-format", "settlement", "-")
	var got []Settlement
	if err := json.Unmarshal([]byte(out), &got); err != nil || status != 0 || len(got) != 1 {
		t.Fatalf("%d %s %v: %+v", status, errs, err, got)
	}
	s := got[0]
	if own := (iso8583.Totals{
		Currency: host.Currency, Debits: iso8583.Sum{Count: uint64(s.Debits), Amount: uint64(s.DebitAmount)},
		Credits: iso8583.Sum{Count: uint64(s.Credits), Amount: uint64(s.CreditAmount)},
	}); own != host || s.Net != host.Net() || host.Debits.Count == 0 || host.Credits.Count == 0 {
		t.Errorf("%+v, net %d\nwant %+v, net %d", own, s.Net, host, host.Net())
	}
}

// Settlement has debits and credits of each currency, and what was taken back beside; each difference from the host's totals is named, and ends with status 1.
func TestSettlement(t *testing.T) {
	line := func(purpose, amount, currency, reversal string, approved bool) string {
		return fmt.Sprintf(`{"time":"2026-07-01T10:00:00Z","purpose":%q,"amount":%q,"currency":%q,"reversal":%q,"approved":%t}`, purpose, amount, currency, reversal, approved)
	}
	in := strings.Join([]string{
		line("purchase", "10.00", "EUR", "", true), line("cash", "20.00", "EUR", "", true), line("purchase", "5.00", "EUR", "response lost", true),
		line("refund", "3.00", "EUR", "", true), line("refund", "1.00", "EUR", "not completed", true), line("purchase", "99.00", "EUR", "", false),
		line("inquiry", "0.00", "EUR", "", true), line("purchase", "700", "JPY", "", true), line("purchase", "8.00", "EUR", "response lost", false),
		line("deposit", "60.00", "CHF", "", true), line("transfer", "40.00", "CHF", "", true), line("pre-authorisation", "80.00", "CHF", "", true),
		strings.Replace(line("pre-authorisation", "75.50", "CHF", "", true), "{", `{"taken":true,`, 1),
		strings.Replace(line("purchase", "4.00", "CHF", "response lost", true), "{", `{"authorised":"offline",`, 1), // the card's own approval
		strings.Replace(line("purchase", "9.00", "CHF", "voided", true), "{", `{"authorised":"offline",`, 1),
	}, "\n")
	want := []Settlement{
		{Currency: "CHF", Credits: 1, CreditAmount: 6000, Debits: 2, DebitAmount: 7950, Net: 1950, DebitReversals: 1, DebitReversalsAmount: 900},
		{
			Currency: "EUR", Credits: 1, CreditAmount: 300, Debits: 2, DebitAmount: 3000, Net: 2700,
			CreditReversals: 1, CreditReversalsAmount: 100, DebitReversals: 1, DebitReversalsAmount: 500,
		},
		{Currency: "JPY", Debits: 1, DebitAmount: 700, Net: 700},
	}
	status, out, errs := command(t, in, "-format", "settlement", "-")
	var got []Settlement
	if err := json.Unmarshal([]byte(out), &got); err != nil || status != 0 || !slices.Equal(got, want) {
		t.Fatalf("%d %s %v: %+v", status, errs, err, got)
	}
	host := filepath.Join(t.TempDir(), "host.json")
	for _, c := range []struct {
		change func(*Settlement)
		want   string
	}{
		{func(*Settlement) {}, ""},
		{func(s *Settlement) { s.Debits = 4 }, "totals differ: EUR debits, number: 2 here, 4 at the host\n"},
		{func(s *Settlement) { s.Net++ }, "totals differ: EUR net: 2700 here, 2701 at the host\n"},
		{func(s *Settlement) { s.Currency = "USD" }, "totals differ: USD debits, number: 0 here, 2 at the host\n"},
	} {
		totals := slices.Clone(want)
		c.change(&totals[1])
		b, _ := json.Marshal(totals)
		if err := os.WriteFile(host, b, 0o600); err != nil {
			t.Fatal(err)
		}
		status, _, errs := command(t, in, "-host", host, "-")
		if (status == 0) != (c.want == "") || !strings.Contains(errs, c.want) {
			t.Errorf("%d %q, want %q", status, errs, c.want)
		}
	}
	if err := os.WriteFile(host, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errs := command(t, in, "-host", host, "-"); status != 2 || !strings.Contains(errs, "give what -format settlement writes") {
		t.Errorf("%d %s", status, errs)
	}
}

// A series that is a week's rhythm and a trend and nothing else is forecast without an error; noise is not, and is less wrong than last week taken again.
func TestForecast(t *testing.T) {
	made := func(noise float64) series {
		random := rand.New(rand.NewPCG(3, 4))
		s, day := series{}, time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
		for i := range 70 {
			s.add(day.AddDate(0, 0, i).Format(dayFormat), int64(10_000+100*i+[]int{0, 500, 200, 900, 4000, 6000, -3000}[i%7]+int(noise*random.NormFloat64())))
		}
		return s
	}
	f, ok := newForecast("takings", made(0))
	if !ok || f.BackTested > 2 || f.Naive != 700 || f.First != "2026-05-04" || len(f.History) != 70 {
		t.Errorf("%v: %d off, naive %d", ok, f.BackTested, f.Naive)
	}
	week := int64(0)
	for i, d := range f.Days {
		want := int64(10_000 + 100*(70+i) + []int{0, 500, 200, 900, 4000, 6000, -3000}[i%7])
		if i < 7 {
			week += want
		}
		if d.Minor < want-3 || d.Minor > want+3 {
			t.Errorf("%s: %d, want %d", d.Day, d.Minor, want)
		}
	}
	if f.Days[0].Day != "2026-07-13" || f.Week < week-10 || f.Week > week+10 || f.Enough < f.Week {
		t.Errorf("%s, week %d want %d, enough %d", f.Days[0].Day, f.Week, week, f.Enough)
	}
	if f, _ := newForecast("takings", made(1500)); f.BackTested >= f.Naive || f.Enough < f.Week+3000 {
		t.Errorf("with noise: %d off, naive %d; week %d, enough %d", f.BackTested, f.Naive, f.Week, f.Enough)
	}
	short := series{"2026-07-01": 1, "2026-08-10": 1}
	if _, ok := newForecast("cash", short); ok {
		t.Error("a forecast of 41 days")
	}
}

// The columns of the three formats are the same, in one order, and every row is there.
func TestFormats(t *testing.T) {
	var names []string
	for i := range reflect.TypeFor[Row]().NumField() {
		if f := reflect.TypeFor[Row]().Field(i); f.IsExported() {
			names = append(names, f.Tag.Get("json"))
		}
	}
	if !slices.Equal(names, columns) {
		t.Errorf("%q\n%q", names, columns)
	}
	file := filepath.Join(t.TempDir(), "rows")
	write := func(format string) string {
		if status, _, errs := command(t, "", "-simulate", "300", "-format", format, "-o", file); status != 0 {
			t.Fatal(errs)
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	records, err := csv.NewReader(strings.NewReader(write("csv"))).ReadAll()
	if err != nil || len(records) != 301 || !slices.Equal(records[0], columns) {
		t.Fatal(err, len(records))
	}
	var rows []Row
	for d := json.NewDecoder(strings.NewReader(write("jsonl"))); d.More(); {
		var r Row
		if err := d.Decode(&r); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	write("parquet")
	again, err := parquet.ReadFile[Row](file)
	if err != nil || !slices.Equal(rows, again) || len(rows) != 300 {
		t.Fatal(err, len(rows), len(again))
	}
	for i, r := range rows {
		if got := records[i+1]; got[2] != r.Time || got[18] != fmt.Sprint(r.Minor) || got[24] != r.Customer {
			t.Errorf("row %d: %q", i, got)
		}
	}
	if plain("=1+1") != "'=1+1" || plain("@x") != "'@x" || plain("") != "" || plain("x=") != "x=" {
		t.Error("a formula")
	}
}

// The page holds its data so that no text can end the script, and a pattern's reason in words.
func TestPage(t *testing.T) {
	in := `{"time":"2026-07-01T10:00:00Z","amount":"1.00","currency":"EUR","outcome":"</script><script>alert(1)","reason":"<b>"}`
	status, out, errs := command(t, in, "-format", "page", "-")
	if status != 0 || strings.Count(out, "<script>") != 1 || strings.Count(out, "</script>") != 1 || !strings.Contains(out, `\u003cb\u003e`) {
		t.Errorf("%d %s %s", status, errs, out)
	}
	for _, s := range []string{"http://", "https://", "src="} {
		if strings.Contains(strings.ReplaceAll(out, "http://www.w3.org/2000/svg", ""), s) {
			t.Errorf("the page has %s", s)
		}
	}
}

// What the command line cannot mean is refused with what to give.
func TestFlags(t *testing.T) {
	for want, args := range map[string][]string{
		"-format xml: give text":        {"-format", "xml"},
		"-kind x: give shop or atm":     {"-kind", "x"},
		"-simulate 0: give 1 or more":   {"-simulate", "0"},
		"-host: give -format text":      {"-host", "x", "-format", "csv"},
		"-entries: leave out the files": {"-entries", "x", "y"},
		"no such file":                  {"no-such-file"},
	} {
		if status, _, errs := command(t, "", args...); status != 2 || !strings.Contains(errs, want) {
			t.Errorf("%q: %d %s", args, status, errs)
		}
	}
}

// A file that is not written whole is not there; one that was there stays.
func TestWholeFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "out")
	if err := os.WriteFile(file, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := func(w io.Writer) error { _, _ = io.WriteString(w, "half"); return io.ErrUnexpectedEOF }
	if err := toFile(file, io.Discard, broken); err == nil {
		t.Error("no error")
	}
	b, _ := os.ReadFile(file)
	if list, _ := os.ReadDir(filepath.Dir(file)); string(b) != "before" || len(list) != 1 {
		t.Errorf("%q, %d files", b, len(list))
	}
}

// Long input is read in bounded memory: one million transactions, ten with EMV_SWEEP=exhaustive; 50,000 in a short run.
func TestBoundedMemory(t *testing.T) {
	n, most := 50_000, uint64(96<<20)
	switch os.Getenv("EMV_SWEEP") {
	case "full":
		n, most = 1_000_000, 256<<20
	case "exhaustive":
		n, most = 10_000_000, 512<<20
	}
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // what is left to be collected would count too
	p := newReport()
	var peak uint64
	var seen int
	each := func(r *Row) error {
		p.add(r)
		if seen++; seen%10_000 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
		}
		return nil
	}
	s := &settings{simulated: simulated{kind: "shop", n: n, seed: 7}}
	begin := time.Now()
	if err := s.read(nil, io.Discard, &p.bad, each); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d transactions in %v, heap %d MiB at most", seen, time.Since(begin).Round(time.Millisecond), peak>>20)
	if seen != n || peak > most {
		t.Errorf("%d transactions, heap %d MiB, want %d at most", seen, peak>>20, most>>20)
	}
}

// No name of a file, no value of a flag and no flag that there is not steers a terminal, whatever is said of it.
func TestNoNameSteersTheTerminal(t *testing.T) {
	const evil = "a\x1b[31mX\x1b]0;t\x07\u009b2J\u202ey\r\u200b"
	dir := t.TempDir()
	file, folder := filepath.Join(dir, "f"+evil), filepath.Join(dir, "d"+evil)
	if err := errors.Join(os.WriteFile(file, []byte(`{"time":"`+evil), 0o600), os.Mkdir(folder, 0o700), os.Symlink("nowhere"+evil, filepath.Join(dir, "l"+evil))); err != nil {
		t.Fatal(err)
	}
	ledger := filepath.Join(dir, "ok")
	if status, _, errs := command(t, "", "-simulate", "3", "-entries", ledger); status != 0 {
		t.Fatal(errs)
	}
	for _, args := range [][]string{
		{folder},
		{filepath.Join(dir, "l"+evil)},
		{evil},
		{"-host", evil, ledger},
		{"-host", file, ledger},
		{"-host", folder, ledger},
		{"-o", evil + "/x", ledger},
		{"-o", folder, ledger},
		{"-format", evil},
		{"-kind", evil},
		{"-entries", folder},
		{"-simulate", evil},
		{"-seed", evil},
		{"-progress=" + evil},
		{"-" + evil},
		{"-" + evil + "=1"},
		{file},
	} {
		status, out, errs := command(t, "", args...)
		if status == 0 || errs == "" || strings.ContainsAny(out+errs, "\x1b\x07\u009b\u202e\r\u200b\uFFFD") || !strings.HasPrefix(errs, "report: ") {
			t.Errorf("%q: %d %q", args, status, errs)
		}
	}
	if status, _, errs := command(t, "", "-h"); status != 0 || !strings.Contains(errs, "-simulate") {
		t.Errorf("-h: %d %s", status, errs)
	}
}
