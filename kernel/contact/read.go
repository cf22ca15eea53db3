package contact

import (
	"fmt"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// readApplicationData reads the records that the AFL names, left to right.
// EMV 4.4 B3 10.2
func (t *tx) readApplicationData() *kernel.Outcome {
	records := 0
	// EMV 4.4 B3 10.2 (order)
	for e := t.afl; len(e) > 0; e = e[4:] {
		sfi, first, last, signed := e[0]>>3, int(e[1]), int(e[2]), int(e[3])
		// EMV 4.4 B3 10.2 (records), EMV 4.4 B3 10.2 (only)
		for record := first; record <= last; record++ {
			data, sw, out := t.command(apdu.AppendReadRecord(t.cmd(), sfi, byte(record)))
			if out != nil {
				return out
			}
			// EMV 4.4 B3 6.3.5 (READ RECORD), EMV 4.4 B3 6.5.11.5, EMV 4.4 B3 10.2 (status)
			if sw != 0x9000 {
				return t.end(kernel.EndApplication, fault{
					l2: kernel.StatusBytes, sw: sw, clause: "EMV 4.4 B3 10.2",
					reason: "READ RECORD failed",
				})
			}
			records++
			// EMV 4.4 B3 10.3 (records)
			if record-first < signed {
				t.addSigned(sfi, data)
			}
			if out := t.storeRecord(sfi, data); out != nil {
				return out
			}
		}
	}
	if t.Tracing() {
		t.Note("EMV 4.4 B3 10.2", "%d records, %d bytes to be authenticated", records, len(t.auth.static))
	}
	if out := t.checkMandatory(); out != nil {
		return out
	}
	t.readWhole = true
	if out := t.requestAmount(); out != nil { // from here on decisions are made about it
		return out
	}
	t.dataFlow()
	return t.confirmAmount()
}

// storeRecord stores the data objects of a record that the terminal knows. In files 1 to 10 a record is a template 70;
// a record of another file that is none, is nothing to the terminal.
// EMV 4.4 B3 10.2, EMV 4.4 B3 7.5
// EMV 4.4 B3 5.2 (parse)
func (t *tx) storeRecord(sfi byte, data []byte) *kernel.Outcome {
	o, ok := step.One(data)
	// EMV 4.4 B3 6.5.11.4 (template)
	if ok = ok && o.Tag == tlv.TagRecord; ok {
		// EMV 4.4 B3 7.5 (parse)
		ok = wellFormed(o)
	}
	if !ok {
		// EMV 4.4 B3 6.5.11.4 (11 to 30), EMV 4.4 B3 10.2 (proprietary)
		if sfi > 10 {
			return nil
		}
		return t.end(kernel.EndApplication, fault{l2: kernel.ParsingError, clause: "EMV 4.4 B3 7.5", reason: "malformed record"})
	}
	c := o.Children()
	// EMV 4.4 B3 5.2 (order)
	for o, more := c.Next(); more; o, more = c.Next() {
		row, ok := tlv.Lookup(tlv.Contact, tlv.TagRecord, o.Tag)
		// EMV 4.4 B3 7.5 (source), EMV 4.4 B3 7.5 (template), EMV 4.4 B3 10.2 (unknown)
		if !ok || !row.Element().In(tlv.TagRecord) {
			continue // unknown here, or not from a card: ignored
		}
		switch fits := len(o.Value) == 0 || row.Element().Fits(len(o.Value)) || withoutRules(row, len(o.Value)); {
		// EMV 4.4 B3 7.5 (forgiven)
		case !fits && forgiven(row):
			o.Value = nil // as if it were not there; but once is enough: EMV 4.4 B3 10.2
		// EMV 4.4 B3 7.5 (range)
		case !fits:
			return t.end(kernel.EndApplication, fault{
				l2: kernel.CardDataError, clause: "EMV 4.4 B3 7.5",
				reason: row.String() + ": wrong length",
			})
		}
		// EMV 4.4 B3 10.2 (store)
		// EMV 4.4 B3 7.5 (twice), EMV 4.4 B3 10.2 (twice)
		if t.data.Put(row, tlv.FromCard, o.Value) == kernel.Duplicate {
			return t.end(kernel.EndApplication, fault{
				l2: kernel.CardDataError, clause: "EMV 4.4 B3 10.2",
				reason: row.String() + ": more than once",
			})
		}
	}
	return nil
}

// withoutRules reports whether a data element is a CVM list that has its two amounts and no rules.
// EMV 4.4 B3 10.5
func withoutRules(row tlv.Row, n int) bool { return row == tlv.CVMList && n == 8 }

// wellFormed reports whether the objects of a template parse.
func wellFormed(o tlv.Object) bool {
	c := o.Children()
	for _, more := c.Next(); more; _, more = c.Next() {
	}
	return c.Err() == nil
}

// forgiven names the data elements whose wrong format hurts nobody.
// EMV 4.4 B3 7.5
func forgiven(row tlv.Row) bool {
	switch row {
	case tlv.CardholderName, tlv.CardholderNameExtended, tlv.IssuerIdentificationNumber,
		tlv.IssuerIdentificationNumberExtended, tlv.IssuerURL, tlv.LogEntry, tlv.LogFormat, tlv.Track1DiscretionaryData:
		return true
	}
	return false
}

// checkMandatory ends the transaction where a data element is missing that a card must have, or has a value that it
// cannot have.
// EMV 4.4 B3 7.2, EMV 4.4 B3 7.5
func (t *tx) checkMandatory() *kernel.Outcome {
	for _, row := range [...]tlv.Row{tlv.ApplicationExpirationDate, tlv.PAN, tlv.CDOL1, tlv.CDOL2} {
		// EMV 4.4 B3 7.5 (missing), EMV 4.4 B3 10.2 (mandatory)
		if !t.data.NotEmpty(row) {
			return t.end(kernel.EndApplication, fault{
				l2: kernel.CardDataMissing, clause: "EMV 4.4 B3 7.2",
				reason: row.String() + " is missing",
			})
		}
	}
	wrong := func(row tlv.Row) *kernel.Outcome {
		return t.end(kernel.EndApplication, fault{
			l2: kernel.CardDataError, clause: "EMV 4.4 B3 7.5",
			reason: row.String() + ": wrong format",
		})
	}
	// EMV 4.4 B3 7.5 (dates)
	if !step.ValidDate(t.data.Get(tlv.ApplicationExpirationDate)) {
		return wrong(tlv.ApplicationExpirationDate)
	}
	if t.data.NotEmpty(tlv.ApplicationEffectiveDate) && !step.ValidDate(t.data.Get(tlv.ApplicationEffectiveDate)) {
		return wrong(tlv.ApplicationEffectiveDate)
	}
	if !tlv.CN.Accepts(t.data.Get(tlv.PAN)) {
		return wrong(tlv.PAN)
	}
	for _, row := range [...]tlv.Row{tlv.CDOL1, tlv.CDOL2} {
		dol, err := tlv.ParseDOL(t.data.Get(row))
		if err != nil || dol.Len() > maxCommandData {
			return wrong(row)
		}
	}
	if t.data.NotEmpty(tlv.TDOL) {
		if _, err := tlv.ParseDOL(t.data.Get(tlv.TDOL)); err != nil {
			return wrong(tlv.TDOL)
		}
	}
	if t.rules.track2MatchesPAN && !t.track2Matches() {
		return t.end(kernel.EndApplication, fault{
			l2: kernel.CardDataError, clause: "EMV 4.4 B3 7.5",
			reason: "track 2 equivalent data and PAN name different accounts",
		})
	}
	return nil
}

// track2Matches reports whether track 2 equivalent data, if there is any, begins with the PAN and its separator D.
func (t *tx) track2Matches() bool {
	if !t.data.NotEmpty(tlv.Track2EquivalentData) {
		return true
	}
	return sameAccount(t.data.Get(tlv.PAN), t.data.Get(tlv.Track2EquivalentData))
}

// sameAccount compares the digits of a PAN, up to its padding, with those of track 2 equivalent data, up to the separator.
func sameAccount(pan, track2 []byte) bool {
	digits, _, _ := strings.Cut(fmt.Sprintf("%X", pan), "F")
	return digits == tlv.Track2(track2).PAN()
}
