package states

import (
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// notApplicable is a parameter without a value, in a whole byte.
const notApplicable = 0xFF

// The codes of the books for our words, of half a byte each for an outcome.
//
// C-2 2.12 A.1.97, A.1.164, A.1.61
var (
	statusCodes = [...]byte{
		0: 0xF, kernel.Approved: 1, kernel.Declined: 2, kernel.OnlineRequest: 3, kernel.EndApplication: 4, kernel.SelectNext: 5,
		kernel.TryAnotherInterface: 6, kernel.TryAgain: 7, kernel.RequestOnlinePIN: 0xF,
	}
	startCodes     = [...]byte{kernel.StartNone: 0xF, kernel.StartA: 0, kernel.StartB: 1, kernel.StartC: 2, kernel.StartD: 3}
	interfaceCodes = [...]byte{kernel.InterfaceNone: 0xF, kernel.Contact: 1, kernel.Contactless: 0xF, kernel.MagneticStripe: 2}
	cvmCodes       = [...]byte{kernel.CVMNotApplicable: 0xF, kernel.CVMNotRequired: 0, kernel.CVMSignature: 1, kernel.CVMOnlinePIN: 2, kernel.CVMConfirmed: 3}
	uiCodes        = [...]byte{
		kernel.StatusNone: notApplicable, kernel.StatusNotReady: 0, kernel.StatusIdle: 1, kernel.StatusReadyToRead: 2, kernel.StatusProcessing: 3,
		kernel.StatusCardReadSuccessfully: 4, kernel.StatusProcessingError: 5,
	}
	l2Codes = [...]byte{
		kernel.L2OK: 0, kernel.CardDataMissing: 1, kernel.CAMFailed: 2, kernel.StatusBytes: 3, kernel.ParsingError: 4, kernel.MaxLimitExceeded: 5,
		kernel.CardDataError: 6, kernel.MagStripeNotSupported: 7, kernel.NoPPSE: 8, kernel.PPSEFault: 9, kernel.EmptyCandidateList: 10,
		kernel.IDSReadError: 11, kernel.IDSWriteError: 12, kernel.IDSDataError: 13, kernel.IDSNoMatchingAC: 14, kernel.TerminalDataError: 15,
		kernel.DecryptionFailed: 16, kernel.IADMACFailed: 18, kernel.EDAMACFailed: 19, kernel.BudgetExceeded: 0, kernel.CardBlocked: 0, kernel.InternalError: 0,
	}
)

// AppendOutcomeParameterSet appends an outcome as the 8 bytes of the Outcome Parameter Set.
//
// C-2 2.12 A.1.97, C-8 1.2 A.1
func AppendOutcomeParameterSet(dst []byte, o *kernel.Outcome) []byte {
	var present byte
	for i, set := range [...]bool{o.UIOutcome != nil, o.UIRestart != nil, o.DataRecord != nil, true, o.Receipt} {
		if set {
			present |= 0x80 >> i
		}
	}
	fieldOff := byte(notApplicable)
	if o.FieldOff != 0 {
		fieldOff = tenths(o.FieldOff)
	}
	return append(dst, statusCodes[o.Status]<<4, startCodes[o.Start]<<4, 0xF0, cvmCodes[o.CVM]<<4, present, interfaceCodes[o.AlternateInterface]<<4, fieldOff, tenths(o.RemovalTimeout))
}

// AppendUserInterfaceRequest appends a user interface request as the 13 bytes of User Interface Request Data, with the card's Language Preference, 5F2D.
//
// C-2 2.12 A.1.164, C-8 1.2 A.1
func AppendUserInterfaceRequest(dst []byte, ui *kernel.UI, language []byte) []byte {
	dst = append(dst, messageCode(ui.Message), uiCodes[ui.Status])
	dst = tlv.AppendN(dst, uint64(ui.Hold/tenth), 3)
	var padded [8]byte
	copy(padded[:], language)
	return append(dst, padded[:]...)
}

// AppendErrorIndication appends an error as the 6 bytes of the Error Indication, with the message on error.
//
// C-2 2.12 A.1.61, C-8 1.2 A.1
func AppendErrorIndication(dst []byte, e *kernel.ErrorIndication, onError kernel.MessageID) []byte {
	return append(dst, byte(e.L1), l2Codes[e.L2], byte(e.L3), byte(e.SW>>8), byte(e.SW), messageCode(onError))
}

func messageCode(m kernel.MessageID) byte {
	if m == kernel.MsgNone {
		return notApplicable
	}
	return byte(m)
}

const tenth = 100 * time.Millisecond

// tenths is a duration in units of 100 ms, in one byte.
func tenths(d time.Duration) byte {
	if d == kernel.OffNow {
		return 0
	}
	return byte(min(d/tenth, notApplicable-1))
}

// Tenths is a duration that the books count in units of 100 ms.
//
// C-2 2.12 A.1, C-8 1.2 A.1
func Tenths(n uint64) time.Duration { return time.Duration(min(n, 999999)) * tenth }

// FieldOff is the Field Off Request for a Hold Time Value in units of 100 ms: FF is not applicable.
//
// C-2 2.12 A.1.97, C-8 1.2 A.1
func FieldOff(hold byte) time.Duration {
	switch hold {
	case notApplicable:
		return 0
	case 0:
		return kernel.OffNow
	}
	return Tenths(uint64(hold))
}

// Message is the message that a byte of the books means: none for FF.
//
// C-2 2.12 A.1.164, C-8 1.2 A.1
func Message(code byte) kernel.MessageID {
	if code == notApplicable {
		return kernel.MsgNone
	}
	return kernel.MessageID(code)
}

// UIStatus is the status that a byte of the books means: none where it has no meaning.
//
// C-2 2.12 A.1.164, C-8 1.2 A.1
func UIStatus(code byte) kernel.UIStatus {
	for status, c := range uiCodes {
		if c == code {
			return kernel.UIStatus(status) //nolint:gosec // an index of a small table
		}
	}
	return kernel.StatusNone
}
