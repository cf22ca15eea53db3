package terminal

import (
	"fmt"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// A Record is the outcome of a transaction for a log, a test or another program: no data element in it names the
// account. Hexadecimal digits are in upper case; texts of card and host are as [tlv.Visible] leaves them.
type Record struct {
	Outcome      string    `json:"outcome"` // in the words of kernel.Status
	Kernel       string    `json:"kernel"`
	AID          string    `json:"aid"`
	Label        string    `json:"label"`
	Online       bool      `json:"online"`     // a host answered
	Cryptogram   string    `json:"cryptogram"` // TC, ARQC or AAC: the last that the card gave; empty if none
	CID          string    `json:"cid"`
	TVR          string    `json:"tvr"`
	TSI          string    `json:"tsi"`
	CVMResults   string    `json:"cvmResults"`
	ARC          string    `json:"arc"` // authorisation response code as text
	ODA          RecordODA `json:"oda"`
	Exchanges    int       `json:"exchanges"`
	DE55         string    `json:"de55"`          // without 57, 5A and 5F20
	Reason       string    `json:"reason"`        // of an end before its time, or of a failure
	Authorised   string    `json:"authorised"`    // who approved: nobody, offline, online
	ApprovalCode string    `json:"approvalCode"`  // 89, of the host
	Version      string    `json:"kernelVersion"` // of the library: kernel.Build
	Checksum     string    `json:"kernelChecksum"`

	Relay *RecordRelay `json:"relay,omitempty"` // nil: no relay resistance

	Balance string `json:"balance,omitempty"` // that the host has told, "12.34 EUR"; never of a ledger's entry
}

// A RecordODA is how offline data authentication went.
type RecordODA struct {
	Method string `json:"method"`
	Result string `json:"result"`
}

// NewRecord makes a record from a result.
func NewRecord(r *kernel.Result) Record {
	hex := func(row tlv.Row) string { return fmt.Sprintf("%X", r.Report.Get(row)) }
	rec := Record{
		Outcome: r.Status.String(), Kernel: r.Kernel, AID: fmt.Sprintf("%X", r.AID), Label: tlv.Visible(r.Label), Online: r.Online,
		TVR: fmt.Sprintf("%X", tvrOf(r)), TSI: hex(tlv.TSI), CVMResults: hex(tlv.CVMResults), CID: hex(tlv.CID),
		ARC: tlv.Visible(r.ResponseCode), Authorised: r.Authorised.String(), ApprovalCode: tlv.Visible(r.ApprovalCode),
		ODA: RecordODA{Method: r.ODA.Method, Result: r.ODA.Result}, Exchanges: r.Exchanges, Reason: r.Error.Reason,
		Relay: relayOf(r),
	}
	build := kernel.Running()
	rec.Version, rec.Checksum = build.Version, build.Checksum
	if rec.Reason == "" {
		rec.Reason = r.ODA.Reason
	}
	if cid := r.Report.Get(tlv.CID); len(cid) == 1 {
		rec.Cryptogram = CryptogramName(cid[0])
	}
	if de55, ok := step.AppendWithoutCardholder(nil, r.DataRecord); ok {
		rec.DE55 = fmt.Sprintf("%X", de55)
	}
	return rec
}

// tvrOf are the terminal verification results: each kernel whose bits are its own has a row for them.
func tvrOf(r *kernel.Result) []byte {
	for row, v := range r.Report.All() {
		if row.Tag() == tlv.TVR.Tag() {
			return v
		}
	}
	return nil
}
