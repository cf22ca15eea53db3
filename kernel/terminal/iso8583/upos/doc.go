// Package upos is the dialect of ISO 8583 that UnionPay's terminals and their acquirers speak in China.
//
//	client, err := upos.NewClient(upos.Options{Config: cfg, Dial: dial, Master: key, Memory: store, PIN: pad})
//	t, err := terminal.New(cfg, terminal.Devices{Acquirer: terminal.Acquirer{Host: client, Messages: client}}, ledger)
//
// A message stands behind a length of two bytes, a TPDU and a header ([Envelope]). Its type, digits and lengths are BCD; the book of fields is a table ([Form]), and
// fields 22, 48, 53, 60, 61 and 62 have parts ([Entry], [Totals], [Security], [Class], [Original]). The kinds of transactions are rows too ([Kind]), and so are the
// messages that manage the terminal ([Service]) and the response codes with their Chinese text ([ResponseOf]).
//
// A [Client] is one terminal to its acquirer: all its messages, sign-on and settlement too, have the terminal and the merchant (fields 41 and 42) that the configuration has for UnionPay's applications,
// or else for the terminal. It signs on before its first message, and again when the host asks for it. The answer has the work keys ([OpenKeys]), under the terminal's master key: one for
// PIN blocks, one for MACs and one for tracks; a wrong check value refuses the sign-on. It has the number of the batch, too. The line, and how a request fails, are those of package iso8583.
//
//	0100/0110  pre-authorisation, and its void
//	0200/0210  purchase, void, completion and its void, balance, loads of electronic cash, upload of an offline purchase with it
//	0220/0230  refund, completion advice, offline settlement, adjustment
//	0320/0330  upload of a batch
//	0400/0410  reversal
//	0500/0510  settlement totals
//	0620/0630  script results: [Client.Scripts], which a terminal calls
//	0800/0810  sign-on, and what is downloaded piece by piece
//	0820/0830  sign-off, echo, terminal state, lists of what there is to download, images of signatures
//
// CA keys, parameters of applications, BIN lists and the limits of taps without PIN are downloaded where the batch is empty ([ErrBatchOpen]); capk and the Apply methods
// take them into a configuration, which needs another digest then.
//
// No public text has a field that says that an approval was forced by the attendant: an upload's is not told.
//
// # What it rests on
//
// Nothing here is of a text that its owner keeps to himself: all follows from public messages and texts. In testvectors/unionpay:
//
//	messages              18   published; two with the key of their MAC
//	MACs, ECB              2   published, DES and TDES; one with DES and one with SM4 published to a step
//	MACs, other methods    4   ours
//	work keys              4   published: 40 and 60 bytes, SM4, a master key; a field whose keys are refused
//	work keys, 24 bytes    1   ours, of published keys
//	PIN blocks             3   published in clear, one of them for SM4; what is enciphered is ours
//	tracks                 4   published as blocks; what is enciphered is ours
//	CA keys                6   published, of four keys; one with a wrong checksum
//	application data       7   published; three of them malformed
//
// No public text has a whole reversal, settlement, batch, script result, advice, pre-authorisation or list request. What is built without one follows the tables
// of fields and transactions. What they leave open or contradict is configuration: [Form], [Method], [Tracking] and the last of [Options].
//
// The clauses in this package are those of EMV 4.4 Book 4.
package upos
