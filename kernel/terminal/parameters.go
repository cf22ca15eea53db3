package terminal

import (
	"fmt"
	"strconv"
	"time"

	"github.com/emvgo/emv/kernel"
)

// Parameters are the eleven parameters of an outcome in the book's words, for a log, a test or another program. Data record and discretionary data are
// there or not: their bytes are in the outcome.
//
// A table 6-2
type Parameters struct {
	Start              string             `json:"start"`              // A, B, C, D or N/A
	OnlineResponseData string             `json:"onlineResponseData"` // EMV Data, Any or N/A
	CVM                string             `json:"cvm"`                // Online PIN, Confirmation Code Verified, Obtain Signature, No CVM or N/A
	UIOnOutcome        *RequestParameters `json:"uiOnOutcome"`        // nil: not present
	UIOnRestart        *RequestParameters `json:"uiOnRestart"`        // nil: not present
	DataRecord         bool               `json:"dataRecord"`
	DiscretionaryData  bool               `json:"discretionaryData"`
	AlternateInterface string             `json:"alternateInterface"` // Contact Chip, Mag-stripe or N/A
	Receipt            string             `json:"receipt"`            // Yes or N/A
	FieldOff           string             `json:"fieldOff"`           // hold time in units of 100 ms, or N/A
	RemovalTimeout     int64              `json:"removalTimeout"`     // in units of 100 ms
}

// RequestParameters are a user interface request.
//
// A table 7-1
type RequestParameters struct {
	Message  string `json:"message"` // identifier, two hexadecimal digits
	Text     string `json:"text"`    // see [Text]
	Status   string `json:"status"`
	HoldTime int64  `json:"holdTime"` // in units of 100 ms
	Language string `json:"language"` // 5F2D, empty: no preference
	Value    string `json:"value"`    // Amount or Balance with the value, or empty
}

const parameterUnit = 100 * time.Millisecond

// The words of the values, in the order of kernel's constants. What contact alone has is not applicable.
var (
	startNames  = []string{"N/A", "A", "B", "C", "D"}
	onlineNames = []string{"N/A", "EMV Data", "Any"}
	cvmNames    = []string{"N/A", "No CVM", "Online PIN", "Confirmation Code Verified", "Obtain Signature"}
	otherNames  = []string{"N/A", "Contact Chip", "N/A", "Mag-stripe"}
	statusNames = []string{"N/A", "Not Ready", "Idle", "Ready to Read", "Processing", "Card Read Successfully", "Processing Error"}
)

func word[T ~uint8](names []string, v T) string {
	if int(v) >= len(names) {
		return names[0]
	}
	return names[v]
}

// NewParameters takes the parameters from an outcome.
func NewParameters(o *kernel.Outcome) Parameters {
	p := Parameters{
		Start: word(startNames, o.Start), OnlineResponseData: word(onlineNames, o.OnlineResponseData), CVM: word(cvmNames, o.CVM),
		UIOnOutcome: newRequest(o.UIOutcome), UIOnRestart: newRequest(o.UIRestart),
		DataRecord: len(o.DataRecord) > 0, DiscretionaryData: len(o.DiscretionaryData) > 0,
		AlternateInterface: word(otherNames, o.AlternateInterface), Receipt: "N/A", FieldOff: "N/A",
		RemovalTimeout: int64(o.RemovalTimeout / parameterUnit),
	}
	if o.Receipt {
		p.Receipt = "Yes"
	}
	if o.FieldOff != 0 { // A table 6-2: zero is a hold time too
		p.FieldOff = strconv.FormatInt(int64(o.FieldOff/parameterUnit), 10)
	}
	return p
}

func newRequest(ui *kernel.UI) *RequestParameters {
	if ui == nil {
		return nil
	}
	r := &RequestParameters{
		Message: fmt.Sprintf("%02X", uint8(ui.Message)), Text: Text(*ui), Status: StatusText(ui.Status), HoldTime: int64(ui.Hold / parameterUnit),
		Language: ui.Language,
	}
	if ui.HasValue {
		qualifier := "Amount "
		if ui.Balance {
			qualifier = "Balance "
		}
		r.Value = qualifier + FormatAmount(ui.Amount, ui.Exponent) + " " + CurrencyName(ui.Currency)
	}
	return r
}

// StatusText is a status of a user interface request in the book's words.
//
// A table 9-1
func StatusText(s kernel.UIStatus) string { return word(statusNames, s) }
