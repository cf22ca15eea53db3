package kernel

// ConfirmAmount has the cardholder confirm the transaction's amounts, and gives the Amount with what is agreed on in their place:
// others, without the cash, or in another currency. card is TLV of 5F28, 9F07 and 9F42 as the card has them.
func (p *Port) ConfirmAmount(ui UI, card []byte, cashback bool) (Event, *Outcome) {
	a := p.ask(ConfirmAmount)
	p.c.ask = p.c.tx
	a.UI, a.Data, a.Cashback, a.Transaction = ui, card, cashback, &p.c.ask
	return p.await(a, answers[ConfirmAmount])
}
