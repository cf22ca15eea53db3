package c4

import (
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// An ending is one of the book's outcomes with its parameters.
type ending uint8

const (
	approved ending = iota
	approvedForLater
	declined
	onlineRequest
	requestOnlinePIN
	tryContact
	endApplication
	cardRemoved
	seePhone
	seePhoneAfterRefusal
)

// Hold times and the field off request are in units of 100 ms.
// A 9.4
const (
	phoneHold = 10 * 100 * time.Millisecond // C-4 8.2.4.1, 8.2.6.1, 11.2.3
	phoneOff  = 15 * 100 * time.Millisecond // C-4 11.2.3
)

// A request is a user interface request without its language.
type request struct {
	message kernel.MessageID
	status  kernel.UIStatus
	hold    time.Duration
}

// endings are the outcomes. What a row does not name is N/A, No or zero.
var endings = [...]struct {
	status    kernel.Status
	start     kernel.Start
	online    kernel.OnlineData
	ui, again request // on outcome, on restart
	alternate kernel.Interface
	fieldOff  time.Duration
}{
	approved:         {status: kernel.Approved, ui: request{kernel.MsgApproved, kernel.StatusCardReadSuccessfully, 0}}, // C-4 13.2
	approvedForLater: {status: kernel.Approved, ui: request{kernel.MsgApproved, kernel.StatusCardReadSuccessfully, 0}}, // C-4 13.2
	declined:         {status: kernel.Declined, ui: request{kernel.MsgDeclined, kernel.StatusCardReadSuccessfully, 0}}, // C-4 13.3
	onlineRequest: { // C-4 12.2.2
		status: kernel.OnlineRequest, start: kernel.StartD, online: kernel.OnlineDataAny, ui: request{kernel.MsgAuthorising, kernel.StatusProcessing, 0},
	},
	requestOnlinePIN: { // C-4 12.2.2
		status: kernel.RequestOnlinePIN, start: kernel.StartD, online: kernel.OnlineDataAny, ui: request{kernel.MsgEnterPIN, kernel.StatusProcessing, 0},
	},
	tryContact: { // C-4 11.2.1, 8.2.5
		status: kernel.TryAnotherInterface, alternate: kernel.Contact, ui: request{kernel.MsgPleaseInsert, kernel.StatusProcessingError, 0},
	},
	endApplication: {status: kernel.EndApplication, ui: request{kernel.MsgTryAnotherCard, kernel.StatusReadyToRead, 0}}, // C-4 11.2.1
	cardRemoved: { // C-4 2.2.1
		status: kernel.TryAgain, start: kernel.StartB,
		ui: request{kernel.MsgPresentAgain, kernel.StatusProcessingError, 0}, again: request{kernel.MsgPresentAgain, kernel.StatusReadyToRead, 0},
	},
	seePhone: { // C-4 8.2.4.1, 8.2.6.1
		status: kernel.TryAgain, start: kernel.StartB,
		ui: request{kernel.MsgSeePhone, kernel.StatusProcessingError, phoneHold}, again: request{kernel.MsgPresentAgain, kernel.StatusProcessingError, 0},
	},
	seePhoneAfterRefusal: { // C-4 11.2.3
		status: kernel.TryAgain, start: kernel.StartB, fieldOff: phoneOff,
		ui: request{kernel.MsgSeePhone, kernel.StatusProcessingError, phoneHold}, again: request{kernel.MsgPresentAgain, kernel.StatusReadyToRead, 0},
	},
}

// end makes an outcome, and keeps what the next activation needs.
// C-4 13
func (t *tx) end(e ending) *kernel.Outcome {
	row := &endings[e]
	out := &kernel.Outcome{
		Status: row.status, Start: row.start, OnlineResponseData: row.online, AlternateInterface: row.alternate, FieldOff: row.fieldOff,
		UIOutcome: t.ui(&row.ui), UIRestart: t.ui(&row.again),
	}
	if row.start != kernel.StartNone {
		t.memory.store(t.act)
	}
	t.report(out)
	return out
}

// ui is a user interface request in the cardholder's language, nil for none.
func (t *tx) ui(r *request) *kernel.UI {
	if *r == (request{}) {
		return nil
	}
	return &kernel.UI{Message: r.message, Status: r.status, Hold: r.hold, Language: t.language}
}

// reports are the data elements that a transaction tells of itself, those of a membership among them.
// C-4 14.3.1, 14.3.2
var reports = [...]tlv.Row{
	tlv.TVR, tlv.CVMResults, tlv.CID, tlv.ApplicationCryptogram, tlv.ATC, tlv.UnpredictableNumber, tlv.AIP, tlv.IssuerApplicationData, tlv.PAN, tlv.PANSequenceNumber,
	tlv.ApplicationExpirationDate, tlv.Track2EquivalentData, tlv.EnhancedContactlessReaderCapabilities, tlv.MobileCVMResults, tlv.CardInterfaceAndPaymentCapabilities,
	tlv.FormFactor, tlv.MembershipProductIdentifier, tlv.ProductMembershipNumber, // C-4 14.3.1
	tlv.ApplicationUsageControl, tlv.CVMList, tlv.IssuerActionCodeDefault, tlv.IssuerActionCodeDenial, tlv.IssuerActionCodeOnline, tlv.IssuerCountryCode, // B4 12.1.5
}

// report puts into an outcome what the transaction tells of itself.
func (t *tx) report(out *kernel.Outcome) {
	out.Kernel, out.Reports = "C-4", reports[:]
	out.Read = t.card.read && out.Status != kernel.TryAnotherInterface
	out.ODA = kernel.ODAResult{Result: "not performed"}
	switch {
	case t.auth.verified:
		out.ODA = kernel.ODAResult{Method: "CDA", Result: "ok"}
	case t.auth.reason != "":
		out.ODA = kernel.ODAResult{Method: "CDA", Result: "failed", Reason: t.auth.reason}
	}
}
