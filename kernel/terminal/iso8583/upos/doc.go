// Package upos is the dialect of ISO 8583 that UnionPay's terminals and their acquirers speak in China.
//
// A message stands behind a length of two bytes, a TPDU and a header ([Envelope]). Its type, digits and lengths are BCD; the book of fields is a table ([Form]), and
// fields 22, 48, 53, 60, 61 and 62 have parts ([Entry], [Totals], [Security], [Class], [Original]). Work keys come from the host with the answer to a sign-on
// ([OpenKeys]), under the terminal's master key: one for PIN blocks, one for MACs and one for tracks.
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
//
// No public text has a whole reversal, settlement, batch, script result, advice, pre-authorisation or list request. What is built without one follows the tables
// of fields and transactions. What they leave open or contradict is configuration: [Form], [Method], [Tracking].
package upos
