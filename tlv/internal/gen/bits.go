package gen

import (
	"bytes"
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// A table is one table of bits.txt.
type table struct {
	prefix, typ string
	size, max   int // bytes
	rows        []string
	fields      []field
}

// A field is one line of it: what a value of some bits of a byte means.
type field struct {
	index    int    // of the byte, from 0
	to       int    // where several bytes are one number or text: the byte behind them
	mask     int    // its bits
	value    int    // under the mask
	other    bool   // all values that no earlier line of the same bits has
	constant string // for a single bit
	words    string // "" for nothing to say
}

func readBits() (tables []table, err error) {
	each := func(line string) error {
		if head, ok := strings.CutPrefix(line, "= "); ok {
			f := strings.Fields(head)
			if len(f) != 4 {
				return fmt.Errorf("want 4 columns, have %d", len(f))
			}
			from, to, isRange := strings.Cut(f[2], "-")
			if !isRange {
				to = from
			}
			size, err1 := strconv.Atoi(from)
			most, err2 := strconv.Atoi(to)
			tables = append(tables, table{prefix: f[0], typ: f[1], size: size, max: most, rows: strings.Split(f[3], ",")})
			return cmp.Or(err1, err2)
		}
		t := &tables[len(tables)-1]
		fields, err := readField(line)
		if err == nil && max(fields[0].index+1, fields[0].to) > t.max {
			err = fmt.Errorf("byte %d of %d", max(fields[0].index+1, fields[0].to), t.max)
		}
		t.fields = append(t.fields, fields...)
		return err
	}
	return tables, cmp.Or(lines("bits.txt", each), lines("contactlessbits.txt", each))
}

func readField(line string) ([]field, error) {
	where, words, _ := strings.Cut(line, " ")
	var f field
	if _, err := fmt.Sscanf(where, "%d:%d", &f.index, &f.to); err == nil && f.index > 0 && f.to >= f.index && words != "" {
		f.index, f.words = f.index-1, words
		return []field{f}, nil
	}
	where, values, several := strings.Cut(where, "=")
	f = field{}
	var high, low int
	var err error
	if several && strings.Contains(where, "-") {
		_, err = fmt.Sscanf(where, "%d.%d-%d", &f.index, &high, &low)
	} else if several {
		_, err = fmt.Sscanf(where, "%d.%d", &f.index, &high)
		low = high
	} else {
		_, err = fmt.Sscanf(where, "%d.%d", &f.index, &high)
		low = high
		f.constant, words, _ = strings.Cut(words, " ")
	}
	if err != nil || high > 8 || low < 1 || high < low || f.index < 1 || words == "" {
		return nil, fmt.Errorf("%q: not a bit or bits with words", line)
	}
	f.index--
	f.mask = 1<<high - 1<<(low-1)
	if f.words = words; words == "-" {
		f.words = ""
	}
	switch {
	case !several:
		f.value = f.mask
		return []field{f}, nil
	case values == "*":
		f.other = true
		return []field{f}, nil
	}
	from, to, isRange := strings.Cut(values, "..")
	if !isRange {
		to = from
	}
	lo, err1 := strconv.ParseUint(from, 16, 8)
	hi, err2 := strconv.ParseUint(to, 16, 8)
	if err1 != nil || err2 != nil || (int(lo)|int(hi))&^f.mask != 0 {
		return nil, fmt.Errorf("%q: not a value of these bits", line)
	}
	var fields []field
	for f.value = int(lo); f.value <= int(hi); f.value += 1 << (low - 1) {
		one := f
		one.words = strings.ReplaceAll(f.words, "#", strconv.Itoa(f.value>>(low-1)))
		fields = append(fields, one)
	}
	return fields, nil
}

func writeBits(w *bytes.Buffer, tables []table) {
	w.WriteString(head)
	for i := range tables {
		tables[i].writeConstants(w)
	}
	for i := range tables {
		t := &tables[i]
		fmt.Fprintf(w, "var %s = bitTable{size: %d, most: %d, fields: []bitField{\n", t.name(), t.size, t.max)
		for _, f := range t.fields {
			fmt.Fprintf(w, "{index: %d, ", f.index)
			switch {
			case f.to > 0:
				fmt.Fprintf(w, "to: %d, ", f.to)
			case f.other:
				fmt.Fprintf(w, "mask: 0x%02X, other: true, ", f.mask)
			default:
				fmt.Fprintf(w, "mask: 0x%02X, value: 0x%02X, ", f.mask, f.value)
			}
			fmt.Fprintf(w, "words: %q},\n", f.words)
		}
		fmt.Fprintf(w, "}}\n\n")
	}
	writeTableOf(w, tables)
}

// writeTableOf writes the function that finds a row's table: that of one book before that of all.
func writeTableOf(w *bytes.Buffer, tables []table) {
	fmt.Fprintf(w, "// bitTableOf is the table of a row in a book, nil if it has none.\nfunc bitTableOf(book Book, r Row) *bitTable {\nswitch book {\n")
	for _, book := range []string{"C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "EntryPoint", "PBOC"} {
		var cases bytes.Buffer
		for i := range tables {
			if rows := tables[i].rowsIn(book); rows != nil {
				fmt.Fprintf(&cases, "case %s:\nreturn &%s\n", strings.Join(rows, ", "), tables[i].name())
			}
		}
		if cases.Len() > 0 {
			fmt.Fprintf(w, "case %s:\nswitch r {\n%s}\n", book, cases.String())
		}
	}
	fmt.Fprintf(w, "}\nswitch r {\n")
	for i := range tables {
		if rows := tables[i].rowsIn(""); rows != nil {
			fmt.Fprintf(w, "case %s:\nreturn &%s\n", strings.Join(rows, ", "), tables[i].name())
		}
	}
	fmt.Fprintf(w, "default:\nreturn nil\n}\n}\n")
}

// rowsIn is the rows whose table it is in one book alone, or in all for "".
func (t *table) rowsIn(book string) (rows []string) {
	for _, r := range t.rows {
		if b, row, ok := strings.Cut(r, ":"); ok && b == book {
			rows = append(rows, row)
		} else if !ok && book == "" {
			rows = append(rows, r)
		}
	}
	return rows
}

func (t *table) name() string { return "bits" + strings.Replace(t.rows[0], ":", "", 1) }

func (t *table) writeConstants(w *bytes.Buffer) {
	if t.prefix == "-" {
		return
	}
	fmt.Fprintf(w, "// %s is a bit of [%s]: the number of its byte, from 0, and its mask.\ntype %s uint16\n\n", article(t.typ), t.rows[0], t.typ)
	fmt.Fprintf(w, "// The bits of [%s].\nconst (\n", t.rows[0])
	for _, f := range t.fields {
		if f.constant != "-" {
			bit := 0
			for f.mask>>bit != 1 {
				bit++
			}
			fmt.Fprintf(w, "%s%s %s = 0x%02X%02X // byte %d bit %d: %s\n", t.prefix, f.constant, t.typ, f.index, f.mask, f.index+1, bit+1, f.words)
		}
	}
	fmt.Fprintf(w, ")\n\n")
}

func article(name string) string {
	if strings.ContainsRune("AEIOU", rune(name[0])) {
		return "An " + name
	}
	return "A " + name
}
