package iso8583_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/tlv"
)

// Every message of a transaction has the processing code of its request, set down by hand, whatever transaction type its card was told of: Kernel 3 tells of a purchase where cash is given out
// besides, or an amount is held. None of it is in the chip's data.
//
// EMV 4.4 B4 12.1, EMV 4.4 B4 12.1.5, EMV 4.4 B4 12.1.7
func TestProcessingCodes(t *testing.T) {
	for _, c := range []struct {
		purpose  kernel.Purpose
		kind     byte
		account  tlv.AccountTypeValue
		to       tlv.AccountTypeValue
		told     []byte // 9C of the data, each
		want     string
		captured bool
	}{
		{kernel.Purchase, 0x00, 0, 0, []byte{0x00}, "000000", true},
		{kernel.Purchase, 0x60, 0, 0, []byte{0x60, 0x00}, "600000", true},
		{kernel.Cashback, 0x09, tlv.CreditAccount, 0, []byte{0x09, 0x00}, "093000", true},
		{kernel.Cash, 0x01, tlv.SavingsAccount, 0, []byte{0x01}, "011000", true},
		{kernel.Cash, 0x17, 0, 0, []byte{0x17, 0x01}, "170000", true},
		{kernel.Refund, 0x20, tlv.CreditAccount, 0, []byte{0x20}, "200030", true},
		{kernel.Refund, 0x22, 0, 0, []byte{0x22, 0x20}, "220000", true},
		{kernel.AccountVerification, 0x38, 0, 0, []byte{0x38}, "380000", false},
		{kernel.Inquiry, 0x31, tlv.SavingsAccount, 0, []byte{0x31}, "311000", false},
		{kernel.PINChange, 0x70, 0, 0, []byte{0x70}, "700000", false},
		{kernel.PINUnblock, 0x72, 0, 0, []byte{0x72}, "720000", false},
		{kernel.PreAuthorisation, 0x30, 0, 0, []byte{0x30, 0x00}, "300000", true},
		{kernel.Deposit, 0x21, 0, 0, []byte{0x21}, "210000", true},
		{kernel.Transfer, 0x40, tlv.ChequeDebitAccount, tlv.SavingsAccount, []byte{0x40}, "402010", true},
		{kernel.MiniStatement, 0x38, 0, 0, []byte{0x38}, "380000", false},
		{kernel.Load, 0x60, 0, 0, []byte{0x60}, "600000", true},
		{kernel.CashLoad, 0x63, 0, 0, []byte{0x63}, "630000", true},
	} {
		for _, told := range c.told {
			r := purchase()
			tx := &r.Transaction
			tx.Purpose, tx.Type, tx.Account, tx.AccountTo, tx.AmountOther = c.purpose, c.kind, c.account, c.to, 0
			r.DE55 = append(r.DE55, data(0x9C, string([]byte{told}), 0xDF7D, "\x77\x77")...) // no card says what the request has
			result := &kernel.Result{Outcome: kernel.Outcome{DataRecord: r.DE55}, Money: tx.Money, Account: tx.Account}
			made := func(kind kernel.MessageKind) []byte { return terminal.MessageData(kind, shop, tx, result) }
			s := &server{}
			client := newClient(t, s, iso8583.Options{})
			_, err := client.Authorise(t.Context(), r)
			errs := []error{
				err, client.Advise(t.Context(), made(kernel.OnlineAdvice)), client.Advise(t.Context(), made(kernel.OfflineAdvice)), client.Scripts(t.Context(), r.ID, made(kernel.OnlineAdvice)),
				client.Reverse(t.Context(), terminal.Reversal{Original: r.ID, Transaction: *tx, Reason: terminal.ResponseLost, Data: made(kernel.ReversalMessage)}),
			}
			if c.captured {
				errs = append(errs, client.Upload(t.Context(), terminal.Approval{Transaction: *tx, Data: made(kernel.BatchData)}), client.Capture(t.Context(), made(kernel.BatchData), tx.Amount),
					client.Upload(t.Context(), terminal.Approval{Transaction: *tx, Data: made(kernel.BatchData), Held: 1, Follows: r.ID}))
			}
			client.Close()
			for i, err := range errs {
				if err != nil {
					t.Errorf("%s, told %02X: message %d: %v", c.purpose, told, i, err)
				}
			}
			all := s.all()
			if len(all) != 1+len(errs) {
				t.Errorf("%s: %d messages", c.purpose, len(all))
			}
			for _, m := range all[1:] {
				if got := m.Get(iso8583.FieldProcessing); got != c.want {
					t.Errorf("%s, told %02X: %s has %s, want %s", c.purpose, told, m.Type, got, c.want)
				}
				if _, ours := tlv.Find(m.Bytes(iso8583.FieldICC), terminal.TransactionIndicator); ours {
					t.Errorf("%s, told %02X: %s: the chip's data have the library's own", c.purpose, told, m.Type)
				}
			}
		}
	}
}

// What was approved here has its authorisation code in field 38, whether it is uploaded, captured or another amount; a tip names the upload that it is of, by its
// reference and its type.
//
// B4 12.1.5
func TestApprovalCodeOfUploads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{t: t}
		c := newClient(t, s, iso8583.Options{})
		d := append(slices.Clone(chip), data(0x89, "123456", 0x8A, "Y3", 0x9F36, "\x00\x07")...)
		tx := purchase().Transaction
		tip := tx
		tip.Amount = 1500
		err := errors.Join(
			c.Upload(t.Context(), terminal.Approval{Number: 9, Transaction: tx, Data: d}), c.Capture(t.Context(), d, tx.Amount),
			c.Upload(t.Context(), terminal.Approval{Number: 9, Transaction: tip, Data: d, Held: tx.Amount}),
		)
		all := s.all()[1:] // behind the sign-on
		if err != nil || len(all) != 3 {
			t.Fatal(err, all)
		}
		for _, m := range all {
			if m.Type != "0220" || m.Get(38) != "123456" {
				t.Errorf("%s: %q in field 38", m.Type, m.Get(38))
			}
		}
		first, last := all[0], all[2]
		if last.Get(61) != first.Get(37) || last.Get(37) == first.Get(37) || first.Get(61) != "" || !strings.HasPrefix(last.Get(90), "0220") {
			t.Errorf("the tip %s of %q, field 90 %s; the upload %s", last.Get(37), last.Get(61), last.Get(90), first.Get(37))
		}
		c.Close()
	})
}
