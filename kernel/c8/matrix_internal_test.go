package c8

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// handled has the states of Process K with the signals that each takes, by the charts; all others stay on their queue.
// C-8 6.1, 6.3.2 to 6.3.18
var handled = map[string]string{
	"1":  "ACT",
	"2":  "INIT-PROCESS-C-OK INIT-PROCESS-C-FAIL",
	"20": "RA L1RSP DET",
	"21": "RA L1RSP",
	"22": "RA L1RSP DET RECORD-DECRYPTED DECRYPTION-FAILED MESSAGE-OK MESSAGE-FAIL",
	"23": "RA L1RSP DET RECORD-DECRYPTED DECRYPTION-FAILED MESSAGE-OK MESSAGE-FAIL",
	"24": "DET TIMEOUT RECORD-DECRYPTED DECRYPTION-FAILED MESSAGE-OK MESSAGE-FAIL",
	"25": "RECORD-DECRYPTED DECRYPTION-FAILED MESSAGE-OK MESSAGE-FAIL",
	"26": "RA L1RSP RECORD-DECRYPTED DECRYPTION-FAILED",
	"27": "RECORD-DECRYPTED DECRYPTION-FAILED",
	"28": "IAD-MAC-OK IAD-MAC-FAIL DECRYPTION-FAILED",
	"29": "ISSUER-CERTIFICATE-OK ISSUER-CERTIFICATE-FAIL ICC-CERTIFICATE-OK ICC-CERTIFICATE-FAIL BLINDING-FACTOR-OK BLINDING-FACTOR-FAIL EDA-MAC-OK EDA-MAC-FAIL",
	"30": "RA L1RSP ENCRYPTED-MESSAGE ENCRYPTION-FAILED MESSAGE-OK MESSAGE-FAIL",
}

// The signals that Process K takes: those of the first queue, and Process C's.
// C-8 tables 2.2, 2.4, 2.5
var (
	first = map[string]kernel.EventKind{"RA": kernel.Response, "L1RSP": kernel.CardFault, "DET": kernel.DataReceived, "TIMEOUT": kernel.Timeout}
	ofC   = map[string]signal{
		"INIT-PROCESS-C-OK": initProcessCOK, "INIT-PROCESS-C-FAIL": initProcessCFail, "DECRYPTION-FAILED": decryptionFailed, "RECORD-DECRYPTED": recordDecrypted,
		"ISSUER-CERTIFICATE-OK": issuerCertificateOK, "ISSUER-CERTIFICATE-FAIL": issuerCertificateFail, "ICC-CERTIFICATE-OK": iccCertificateOK,
		"ICC-CERTIFICATE-FAIL": iccCertificateFail, "EDA-MAC-OK": edaMACOK, "EDA-MAC-FAIL": edaMACFail, "BLINDING-FACTOR-OK": blindingFactorOK,
		"BLINDING-FACTOR-FAIL": blindingFactorFail, "MESSAGE-OK": messageOK, "MESSAGE-FAIL": messageFail, "ENCRYPTED-MESSAGE": encryptedMessage,
		"ENCRYPTION-FAILED": encryptionFailed, "IAD-MAC-OK": iadMACOK, "IAD-MAC-FAIL": iadMACFail,
	}
)

// Each of the 299 cells of states and signals: 55 are handled, 244 stay queued. State 1 is before the table, and its ACT is Run.
// C-8 6.1; trap 1
func TestMatrix(t *testing.T) {
	cells, taken := 1, 1 // state 1, ACT
	for name, takes := range handled {
		list := strings.Fields(takes)
		has := func(s string) bool {
			for _, x := range list {
				if x == s {
					return true
				}
			}
			return false
		}
		if name == "1" {
			cells += len(first) + len(ofC)
			continue
		}
		cells++ // ACT comes to none of them
		row := rowOf(t, name)
		if (row.do != nil) != (row.takes != 0) || (row.heard != nil) != (row.hears != 0) {
			t.Errorf("state %s: a queue without what handles it", name)
		}
		for s, kind := range first {
			cells++
			if row.takes.Has(kind) != has(s) {
				t.Errorf("state %s, %s", name, s)
			}
			if has(s) {
				taken++
			}
		}
		for s, sig := range ofC {
			cells++
			c := processC{answers: []answer{{signal: sig}}}
			if _, ok := c.take(row.hears); ok != has(s) || len(c.answers) == 0 != ok {
				t.Errorf("state %s, %s: taken %v", name, s, ok)
			}
			if has(s) {
				taken++
			}
		}
	}
	if cells != 299 || taken != 55 {
		t.Errorf("%d cells, %d handled", cells, taken)
	}
}

func rowOf(t *testing.T, name string) (row struct {
	takes kernel.EventSet
	do    func(*tx, *kernel.Event) state
	hears signal
	heard func(*tx, *answer) state
},
) {
	t.Helper()
	for i := range table {
		if strings.HasPrefix(table[i].name, "state "+name+",") {
			row.takes, row.do, row.hears, row.heard = table[i].takes, table[i].do, table[i].hears, table[i].heard
			return row
		}
	}
	t.Fatalf("no state %s", name)
	return row
}
