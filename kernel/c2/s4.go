package c2

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

const clauseS4 = "C-2 2.12 6.8"

// maxTemplateSFI is the last file whose records are in the format that EMV has.
// C-2 5.7.3
const maxTemplateSFI = 10

// s4WaitingForReadRecord takes in a record and sends the next command.
// C-2 6.8, 3.9 all records
func (t *tx) s4WaitingForReadRecord(ev *kernel.Event) state {
	switch ev.Kind {
	case kernel.DataReceived: // S4.1
		t.updateWithDETData(ev.Data) // S4.2
		return s4
	case kernel.CardFault: // S4.4
		t.presentAgain()                     // S4.5
		return t.endAndRestart(ev, clauseS4) // S4.6
	}
	if sw := ev.StatusWord(); sw != 0x9000 { // S4.3 S4.9
		t.wrongStatus(sw, clauseS4, "the card refuses READ RECORD")
		t.otherCard()             // S4.10.1
		return t.endApplication() // S4.10.2
	}
	record := ev.Body()
	sfi, _, signed := t.activeAFL.First() // S4.11 S4.12 S4.13
	t.activeAFL.Remove()                  // S4.14
	if !t.storeRecord(sfi, record) {      // S4.25
		t.wrong(kernel.ParsingError, clauseS4, "malformed record")
		t.otherCard()             // S4.27.1
		return t.endApplication() // S4.27.2
	}
	if t.exchange {
		t.needForLists(record)
	}
	if signed && t.cda { // S4.34
		t.authenticateRecord(sfi, record)
	}
	if !t.cda && !t.data.Is(tlv.KernelConfiguration, 1, 3) && t.readEnough() { // S4.36
		t.activeAFL = states.ActiveAFL{} // S4.38
	}
	if !t.sendNextGetData() && !t.sendNextReadRecord() {
		t.nextCmd = noCommand // S4.20
	}
	return t.s456()
}

// storeRecord takes a record's objects into the data base. Those of proprietary files stay with the application.
// C-2 6.8, 5.7.3 template, proprietary
func (t *tx) storeRecord(sfi byte, record []byte) bool {
	if sfi > maxTemplateSFI { // RATIONALE: the book leaves Parsing Result open here
		return true
	}
	return len(record) > 0 && record[0] == 0x70 && t.parseAndStoreCardResponse(record) // S4.24
}

// needForLists adds to Data Needed what CDOL1 and DSDOL ask for and the terminal has yet to give, where they are in this record: S4.28 to S4.33.
// C-2 6.8
func (t *tx) needForLists(record []byte) {
	if includes(record, tlv.CDOL1) { // S4.28
		t.needEmpty(tlv.CDOL1) // S4.29
	}
	if !includes(record, tlv.DSDOL) || !t.reads() || t.data.Is(tlv.DSSlotManagementControl, 1, 5) { // S4.30 S4.31 S4.32
		return
	}
	t.needEmpty(tlv.DSDOL) // S4.33
}

// includes reports whether a record has an element, in whatever template.
func includes(record []byte, row tlv.Row) bool {
	return has(tlv.NewCursor(record), row.In(tlv.C2).Tag)
}

func has(c tlv.Cursor, tag tlv.Tag) bool {
	var o tlv.Object
	for c.Read(&o) {
		if o.Tag == tag || o.Tag.Constructed() && has(o.Children(), tag) {
			return true
		}
	}
	return false
}

// authenticateRecord appends a signed record to Static Data To Be Authenticated: of files 1 to 10 what is behind tag and length of its template, of
// others the whole of it. What cannot be appended makes CDA fail.
// C-2 6.8
func (t *tx) authenticateRecord(sfi byte, record []byte) {
	o, ok := step.One(record)
	if sfi <= maxTemplateSFI {
		record = record[len(o.Raw)-len(o.Value):]
	} else if !ok || record[0] != 0x70 || tlv.Check(record) != nil {
		t.cdaFailed()
		return
	}
	if !t.addStatic(record) { // S4.35
		t.cdaFailed()
	}
}

// enough are the objects after which a transaction without CDA needs no more records.
// C-2 6.8
var enough = [...]tlv.Row{
	tlv.ApplicationExpirationDate, tlv.PAN, tlv.PANSequenceNumber, tlv.ApplicationUsageControl, tlv.CVMList, tlv.IssuerActionCodeDefault,
	tlv.IssuerActionCodeDenial, tlv.IssuerActionCodeOnline, tlv.IssuerCountryCode, tlv.Track2EquivalentData, tlv.CDOL1,
}

// readEnough reports whether all of them are there.
// C-2 6.8
func (t *tx) readEnough() bool {
	return t.have(enough[:]) // S4.37
}

// have reports whether each element of a list is present and not empty.
func (t *tx) have(list []tlv.Row) bool {
	for _, row := range list {
		if !t.data.NotEmpty(row) {
			return false
		}
	}
	return true
}
