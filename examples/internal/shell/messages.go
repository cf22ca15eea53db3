package shell

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// Message is a standard message in a language of two letters.
// EMV 4.4 B4 11.2
func Message(id kernel.MessageID, language string) string {
	return terminal.Text(kernel.UI{Message: id, Language: language})
}
