// Package iso8583 is the terminal's side of a host that speaks ISO 8583: a [Client] is the terminal's Host and Messages.
//
//	client, err := iso8583.NewClient(iso8583.Options{Config: cfg, Dial: dial, MAC: key, PIN: pad})
//	t, err := terminal.New(cfg, terminal.Devices{Acquirer: terminal.Acquirer{Host: client, Messages: client}}, ledger)
//
// It keeps one connection, signs on whenever it has made a new one, and matches answers by type, trace number and reference number. Each way of failing comes to
// one of two: a request has certainly not left, terminal.ErrNotSent, and nothing is to be taken back; or it may have arrived, [ErrMayHaveArrived], and the
// terminal reverses it. A request is sent once. A reversal or an advice is repeated, as a repeat, until the host confirms it; what it does not confirm in a few
// tries stays in the terminal's ledger and is sent again from there. Every message carries a MAC: what comes with a wrong one, cannot be read, was not
// asked for or is about something else is counted ([Client.Counts]) and dropped, and the right answer is still awaited.
//
//	0800/0810  sign-on, sign-off, echo
//	0100/0110  authorisation: of no amount, or all where the acquirer captures in batches
//	0200/0210  what is captured when it is approved
//	0220/0230  financial advice: an approval that no host has given, uploaded or captured
//	0120/0130  advice that the card wants, which moves no money, and of what became of a request's scripts (field 61) where no other message has that
//	0400/0410  reversal that a person or a machine wanted after the approval
//	0420/0430  reversal of what did not come to its end, or may not have
//	0500/0510  settlement totals
//
// A request of a transaction that takes a part says so (field 59): a host that approves one answers 10, with the part as its amount. An answer with any other code has
// the amount of its request. A conversion for settlement goes beside the amount, in fields 6 and 51.
//
// A reversal has its reason in field 60, and so has a financial advice of what the attendant has accepted by force: forced acceptance.
//
// Messages of a transaction have the terminal, the merchant and the acquirer (fields 41, 42 and 32) of its application, where the configuration has others for it; sign-on, echo
// and settlement those of the terminal.
//
// The reference number follows from the request's number in the ledger, an upload's from the transaction and an advice's from its bytes, so that a message that is sent again after a restart is
// the same message to the host, which books it once.
//
// Messages are tables ([Dialect]): [Plain] is the one here. Packing and parsing are those of github.com/moov-io/iso8583; a message that would not be packed to
// the same bytes again is refused. DE 55 is bytes here: package tlv reads it.
package iso8583
