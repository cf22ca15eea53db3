package main

import (
	"bytes"
	"fmt"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// Where an application begins of which no answer to SELECT is there that says all of it.

// byName reports whether a command selects an application, and no directory, by its name.
//
// EMV 4.4 B1 11.3.2
func byName(c apdu.Command) bool {
	return c.INS == apdu.Select && c.P1 == 4 && len(c.Data) >= 5 && len(c.Data) <= 16 && !printableName(c.Data)
}

// unstated reports whether an answer was logged without its status word: its objects are whole with its last two bytes, and not without them.
func unstated(r apdu.Response) bool {
	return len(r) > 2 && !r.SW().OK() && tlv.Check(r) == nil && tlv.Check(r.Data()) != nil
}

// unfetched reports whether the answer to a SELECT is not there: it was not recorded, or waits to be fetched and was not, or is cut or has no status word.
//
// EMV 4.3 B1 9.3.1.3
func unfetched(x transcript.Exchange) bool {
	r := apdu.Response(x.Response)
	class := r.SW().Class()
	return x.Omitted || class == apdu.BytesAvailable || len(r) > 2 && class == apdu.Invalid || unstated(r)
}

// opens reports whether an answer is an application's, and no directory's, though none was selected: to GET PROCESSING OPTIONS or GENERATE AC, or a record with
// certificates. Of a command that was not recorded the answer tells.
func opens(c apdu.Command, r apdu.Response) bool {
	data := r.Data()
	switch {
	case unstated(r):
		data = r
	case !r.SW().OK():
		return false
	}
	cursor := tlv.NewCursor(data)
	o, ok := cursor.Next()
	switch {
	case !ok:
		return false
	case o.Tag == tlv.TagRecord:
		return (c.INS == apdu.ReadRecord || c.INS == 0) && mentioned(o.Value, certificateTags)
	case transcript.Initiates(c), c.INS == apdu.GenerateAC && c.CLA&0x80 != 0:
		return o.Tag == tlv.TagFormat1 || o.Tag == tlv.TagFormat2
	}
	_, profile := tlv.FindValue(data, tlv.TagFormat2, 0x82)
	return c.INS == 0 && profile
}

// selectEF is P1 of a SELECT that leaves the application as it is: of an elementary file under it, by its identifier.
//
// ISO/IEC 7816-4:2020 table 62
const selectEF = 2

// A selectedFile is what a SELECT that was carried out has selected, all zero for a file that is no application.
type selectedFile struct {
	aid       []byte // of an application, as the answer says or else the command, nil where neither does
	nameless  string // what is wrong with the DF name in the answer, empty for nothing
	directory bool   // PSE, PPSE or another file with a name in characters
	unread    bool   // an application by the command, and the answer is empty or not whole
}

// selects is what a SELECT has selected. An answer without a DF name is of the application that the command names, if that was
// recorded.
//
// EMV 4.3 B1 11.3.2, 11.3.4
func selects(c apdu.Command, data []byte, recorded bool) selectedFile {
	name, named := tlv.FindValue(data, tlv.TagFCI, 0x84)
	_, fci := tlv.Find(data, tlv.TagFCI)
	application := byName(c) || !recorded && fci
	switch {
	case named && len(name.Value) >= 5 && !printableName(name.Value):
		return selectedFile{aid: name.Value}
	case named && printableName(name.Value), c.P1 == 4 && printableName(c.Data):
		return selectedFile{directory: true}
	case byName(c) && (tlv.Check(data) != nil || len(data) == 0):
		return selectedFile{unread: true}
	case application && named:
		return selectedFile{aid: c.Data, nameless: fmt.Sprintf("84 (%s) has %s in the answer", tlv.DFName.Tag().Name(), count(len(name.Value), "byte"))}
	case application:
		return selectedFile{aid: c.Data, nameless: fmt.Sprintf("84 (%s) is missing in the answer", tlv.DFName.Tag().Name())}
	}
	return selectedFile{}
}

// elsewhere reports whether a command reads a record that is not known to be of the application: another file was selected.
func (s *said) elsewhere(c apdu.Command) bool { return s.left && c.INS == apdu.ReadRecord }

// selectedAgain reports whether a SELECT that was answered with a status word alone names the application whose FCI was given just before.
func (s *said) selectedAgain(c apdu.Command, data []byte) bool {
	return s != nil && s.gpo == nil && byName(c) && len(data) == 0 && bytes.HasPrefix(s.aid, c.Data)
}
