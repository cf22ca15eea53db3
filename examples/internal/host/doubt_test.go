package host_test

import (
	"context"
	"net"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/examples/internal/host"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// The answer to a request is lost, the card approves offline, and the host answers the reversal with a code, having booked the request or not. It knows a message by its reference number alone. The
// cardholder is never charged twice. What the terminal does not know is in doubt, declined too: the settlement tells, and what was approved is uploaded where the host does not have it. In both dialects.
// EMV 4.4 B4 12.1.5, EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.3
func TestRefusedReversal(t *testing.T) {
	doubts, plain := 0, 0
	for _, k := range []struct {
		*kind
		union bool
	}{{&kinds[0], false}, {&kinds[2], false}, {&kinds[8], false}, {&kinds[0], true}} {
		for code, refused := range map[string]bool{"": false, "25": false, "12": true, "21": true, "22": true, "05": true, "94": true} {
			for _, booked := range []bool{true, false} {
				if code == "25" && booked { // it says that it has nothing: nobody else knows
					continue
				}
				name := k.name + "/" + code
				if k.union {
					name = "UnionPay, " + name
				}
				if booked {
					name += ", booked"
				}
				t.Run(name, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						doubt, offline := refusedReversal(t, k.kind, k.union, code, booked)
						if doubt != refused {
							t.Errorf("in doubt: %v, approved offline %v", doubt, offline)
						}
						if doubt && offline {
							doubts++
						} else if offline {
							plain++
						}
					})
				})
			}
		}
	}
	if doubts == 0 || plain == 0 {
		t.Errorf("%d in doubt, %d not", doubts, plain)
	}
}

func refusedReversal(t *testing.T, k *kind, union bool, code string, booked bool) (doubt, offline bool) {
	books, err := host.NewBooks()
	if err != nil {
		t.Fatal(err)
	}
	make, currency := func(k *kind) *rig { return newRig(t, k, books, false) }, uint16(0x978)
	if union {
		make = func(k *kind) *rig { return newUnion(t, k, books, nil) }
	}
	if k.config == "unionpay" {
		currency = 0x156
	}
	alone := *k
	alone.change = func(cfg *kernel.Config) { cfg.Profile = kernel.Book } // a card approves offline, with an online PIN too, where the host was asked in vain
	r := make(&alone)
	defer r.close()
	ctx, requests := context.Background(), 0
	r.proxy.pick = func(kind string) *fault {
		switch {
		case (kind == "0200" || kind == "0100") && requests == 0:
			requests++
			return &fault{"lost", func(p *proxy, _ net.Conn, f []byte) bool {
				if booked {
					p.answer(f)
				}
				books.ForgetCards()
				return true
			}}
		case kind[:2] == "04" && code != "":
			return &fault{"refused", instead(code)}
		}
		return &faults[0]
	}
	sale, err := r.Do(ctx, k.order)
	if err != nil || sale == nil {
		t.Fatal(sale, err)
	}
	if sale.Owed.Cash != 0 {
		if err := sale.Paid(); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.drain(ctx); err != nil {
		t.Fatal(err)
	}
	if offline = sale.Record.ARC == "Y3"; offline != sale.Approved() {
		t.Fatal(sale)
	}
	settle := func() bool {
		e, err := r.ledger.Get(sale.Number)
		totals := iso8583.Totals{Currency: currency}
		totals.Count(&e)
		var s iso8583.Settlement
		if union && err == nil {
			s, err = r.union.Settle(ctx, 1, totals)
		} else if err == nil {
			s, err = r.client.Settle(ctx, 1, totals)
		}
		if err != nil {
			t.Error(err)
		}
		return s.Balanced
	}
	e, err := r.ledger.Get(sale.Number)
	if err != nil {
		t.Fatal(err)
	}
	if doubt = e.Doubt; sale.Receipt.Doubt != doubt || doubt != (e.Refusal != "") || (e.Refusal != "") != (code != "" && code != "25") {
		t.Errorf("doubt %v, the receipt's %v, refusal %q", doubt, sale.Receipt.Doubt, e.Refusal)
	}
	if n, _, _ := books.Captured(); doubt && (n == 1) != booked || !doubt && offline && n != 1 {
		t.Errorf("%d bookings", n)
	}
	if doubt && !booked {
		if settle() == offline { // of what was declined it has nothing, as it should
			t.Error("in balance, and the host has nothing")
		}
		if err := r.Resolve(ctx, sale.Number, false); err != nil {
			t.Error(err)
		}
		if err := r.drain(ctx); err != nil {
			t.Error(err)
		}
	}
	if n, _, _ := books.Captured(); offline && n != 1 || n > 1 {
		t.Errorf("%d bookings in the end", n)
	}
	if list, err := r.Doubts(); err != nil || (len(list) == 1) != (doubt && booked) {
		t.Errorf("doubts %v, %v", list, err)
	}
	if offline && !settle() {
		t.Error("not in balance")
	}
	return doubt, offline
}
