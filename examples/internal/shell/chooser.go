package shell

import (
	"context"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A Chooser has the cardholder choose an application at the keyboard.
type Chooser struct{ *Talk }

var (
	wordWhichApplication = Words{"SELECT APPLICATION", "请选择应用", "ANWENDUNG WÄHLEN", "CHOISISSEZ L'APPLICATION"}
	wordThisApplication  = Words{"USE THIS APPLICATION?", "使用此应用？", "DIESE ANWENDUNG?", "CETTE APPLICATION ?"}
)

// SelectApplication asks for one of several.
//
// EMV 4.4 B1 12.4
func (c Chooser) SelectApplication(ctx context.Context, list []kernel.Candidate) (int, error) {
	var names []Words
	for i := range list {
		names = append(names, Words{tlv.Visible(list[i].Label)})
	}
	return c.Choose(ctx, wordWhichApplication, names...), nil
}

// ConfirmApplication asks for yes or no.
func (c Chooser) ConfirmApplication(ctx context.Context, one kernel.Candidate) (bool, error) {
	c.Panel(tlv.Visible(one.Label))
	return c.Yes(ctx, wordThisApplication), nil
}
