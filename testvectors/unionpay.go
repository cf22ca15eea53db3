package testvectors

import "embed"

//go:embed unionpay/*.json
var unionPayFiles embed.FS

// UnionPay is a file of what is public of the UnionPay terminals' host protocol, as JSON, nil if there is none of this name: messages, mac, workkeys, pin_track,
// params, tables, responses; and of their cards, slips and staff: pboc_iad, pboc_cryptogram, pboc_facts, pboc_card_perso, pboc_transcripts, receipts_screens,
// operators_lock_tms. Each value says whose it is and what of it is verified. Account numbers are test numbers.
func UnionPay(name string) []byte {
	b, err := unionPayFiles.ReadFile("unionpay/" + name + ".json")
	if err != nil {
		return nil
	}
	return b
}
