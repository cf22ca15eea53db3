package iso8583

import "github.com/emvgo/emv/kernel/step"

// The response codes of approvals that kernels know.
const (
	codeAll  = "00"
	codePart = "10" // of a part of the amount
)

// Approves reports whether a host has approved, by its response code, field 39, and so has booked.
func Approves(code string) bool { return step.ApprovalCode(code) }

// Told is the authorisation response code of a response code that approves, or does not: kernels know an approval by 00, and that of a part by 10. Told another one they would decline what the
// host has booked, and nobody would take it back.
//
// B4 A6, 12.1.3
func Told(code string, approves bool) string {
	if approves && code != codePart {
		return codeAll
	}
	return code
}
