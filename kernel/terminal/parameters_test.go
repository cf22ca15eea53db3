package terminal_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// Outcomes as the books print them: of Entry Point, of a phone that asks for a second tap, of an online request that restarts, of an offline approval
// with a balance. Units of times are 100 ms.
//
// A table 6-2, B 3.3.2.7, C-3 2.12 5.2.2.2, 5.8.1.2
func TestParameters(t *testing.T) {
	for _, c := range []struct {
		clause string
		o      kernel.Outcome
		want   string
	}{
		{
			"Book B 2.12 3.3.2.7",
			kernel.Outcome{Status: kernel.EndApplication, UIOutcome: &kernel.UI{Message: kernel.MsgTryAnotherCard, Status: kernel.StatusReadyToRead}},
			`{"start":"N/A","onlineResponseData":"N/A","cvm":"N/A","uiOnOutcome":{"message":"1C","text":"INSERT, SWIPE OR TRY ANOTHER CARD","status":"Ready to Read","holdTime":0,"language":"","value":""},"uiOnRestart":null,"dataRecord":false,"discretionaryData":false,"alternateInterface":"N/A","receipt":"N/A","fieldOff":"N/A","removalTimeout":0}`,
		},
		{
			"C-3 2.12 5.2.2.2",
			kernel.Outcome{
				Status: kernel.TryAgain, Start: kernel.StartB, FieldOff: 1300 * time.Millisecond,
				UIOutcome: &kernel.UI{Message: kernel.MsgSeePhone, Status: kernel.StatusProcessingError, Hold: 1300 * time.Millisecond},
				UIRestart: &kernel.UI{Message: kernel.MsgSeePhone, Status: kernel.StatusReadyToRead},
			},
			`{"start":"B","onlineResponseData":"N/A","cvm":"N/A","uiOnOutcome":{"message":"20","text":"SEE PHONE FOR INSTRUCTIONS","status":"Processing Error","holdTime":13,"language":"","value":""},"uiOnRestart":{"message":"20","text":"SEE PHONE FOR INSTRUCTIONS","status":"Ready to Read","holdTime":0,"language":"","value":""},"dataRecord":false,"discretionaryData":false,"alternateInterface":"N/A","receipt":"N/A","fieldOff":"13","removalTimeout":0}`,
		},
		{
			"C-3 2.12 5.8.1.2",
			kernel.Outcome{
				Status: kernel.OnlineRequest, Start: kernel.StartB, OnlineResponseData: kernel.OnlineDataEMV, CVM: kernel.CVMSignature, DataRecord: []byte{1}, FieldOff: 1,
				UIOutcome: &kernel.UI{Message: kernel.MsgAuthorising, Status: kernel.StatusCardReadSuccessfully, Language: "de"}, RemovalTimeout: 5 * time.Second,
			},
			`{"start":"B","onlineResponseData":"EMV Data","cvm":"Obtain Signature","uiOnOutcome":{"message":"1B","text":"AUTORISIERUNG, BITTE WARTEN","status":"Card Read Successfully","holdTime":0,"language":"de","value":""},"uiOnRestart":null,"dataRecord":true,"discretionaryData":false,"alternateInterface":"N/A","receipt":"N/A","fieldOff":"0","removalTimeout":50}`,
		},
		{
			"C-7 2.12 4.5.1",
			kernel.Outcome{
				Status: kernel.Approved, CVM: kernel.CVMConfirmed, DataRecord: []byte{1}, DiscretionaryData: []byte{1}, Receipt: true, AlternateInterface: kernel.Contact,
				UIOutcome: &kernel.UI{Message: kernel.MsgApproved, HasValue: true, Balance: true, Amount: 5000, Currency: 0x0156, Exponent: 2},
			},
			`{"start":"N/A","onlineResponseData":"N/A","cvm":"Confirmation Code Verified","uiOnOutcome":{"message":"03","text":"APPROVED, BALANCE 50.00 CNY","status":"N/A","holdTime":0,"language":"","value":"Balance 50.00 CNY"},"uiOnRestart":null,"dataRecord":true,"discretionaryData":true,"alternateInterface":"Contact Chip","receipt":"Yes","fieldOff":"N/A","removalTimeout":0}`,
		},
	} {
		got, err := json.Marshal(terminal.NewParameters(&c.o))
		if err != nil || string(got) != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s, %v", c.clause, got, c.want, err)
		}
	}
}

// What contact alone has, and values that there are not, are not applicable.
func TestParametersNotApplicable(t *testing.T) {
	p := terminal.NewParameters(&kernel.Outcome{Start: 99, OnlineResponseData: 99, CVM: kernel.CVMOfflinePIN, AlternateInterface: kernel.Contactless})
	if p.Start != "N/A" || p.OnlineResponseData != "N/A" || p.CVM != "N/A" || p.AlternateInterface != "N/A" {
		t.Errorf("%+v", p)
	}
}
