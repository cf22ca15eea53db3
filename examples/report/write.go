package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"github.com/parquet-go/parquet-go"
)

// A writer takes the rows one by one.
type writer interface {
	Write(*Row) error
	Close() error
}

// writers are the formats that have every transaction.
var writers = map[string]func(io.Writer) (writer, error){
	"csv": newCSV, "jsonl": newJSONLines, "parquet": newParquet,
}

type csvWriter struct{ w *csv.Writer }

var columns = []string{
	"schema", "number", "time", "purpose", "scheme", "aid", "kernel", "interface", "fallback", "outcome", "approved", "authorised", "reversal", "arc", "reason",
	"cvm", "oda", "tvr", "minor", "cash", "currency", "exponent", "tapMicros", "exchanges", "customer",
}

func newCSV(w io.Writer) (writer, error) {
	c := &csvWriter{csv.NewWriter(w)}
	return c, c.w.Write(columns)
}

func (c *csvWriter) Write(r *Row) error {
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	return c.w.Write([]string{
		n(int64(r.Schema)), strconv.FormatUint(r.Number, 10), r.Time, plain(r.Purpose), plain(r.Scheme), plain(r.AID), plain(r.Kernel), plain(r.Interface), strconv.FormatBool(r.Fallback),
		plain(r.Outcome), strconv.FormatBool(r.Approved), plain(r.Authorised), plain(r.Reversal), plain(r.ARC), plain(r.Reason), plain(r.CVM), plain(r.ODA), plain(r.TVR),
		n(r.Minor), n(r.Cash), plain(r.Currency), n(int64(r.Exponent)), n(r.TapMicros), n(int64(r.Exchanges)), plain(r.Customer),
	})
}

// plain keeps a text from being run as a formula by a spreadsheet.
func plain(s string) string {
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@') {
		return "'" + s
	}
	return s
}

func (c *csvWriter) Close() error {
	c.w.Flush()
	return c.w.Error()
}

type jsonWriter struct{ e *json.Encoder }

func newJSONLines(w io.Writer) (writer, error) { return jsonWriter{json.NewEncoder(w)}, nil }

func (j jsonWriter) Write(r *Row) error { return j.e.Encode(r) }
func (j jsonWriter) Close() error       { return nil }

// rowGroup is how many rows a group of a Parquet file has: so many are held.
const rowGroup = 100_000

type parquetWriter struct{ w *parquet.GenericWriter[Row] }

func newParquet(w io.Writer) (writer, error) {
	return parquetWriter{parquet.NewGenericWriter[Row](w, parquet.Compression(&parquet.Snappy), parquet.MaxRowsPerRowGroup(rowGroup))}, nil
}

func (p parquetWriter) Write(r *Row) error {
	_, err := p.w.Write([]Row{*r})
	return err
}
func (p parquetWriter) Close() error { return p.w.Close() }
