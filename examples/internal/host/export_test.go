package host

import (
	"fmt"

	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
)

// SealUnion packs a message of UnionPay's dialect with the MAC of its terminal's session; without one, and where it manages the terminal, with none.
func (b *Books) SealUnion(m *iso8583.Message) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	d := upos.Form{}.Dialect()
	if t := b.tills[m.Get(iso8583.FieldTerminal)]; t != nil && t.union != nil && t.union.mac != nil && m.Type[1] != '8' {
		return d.Seal(m, t.union.mac)
	}
	return d.Pack(m)
}

// SignOns is how often a terminal has signed on.
func (b *Books) SignOns(terminal string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.till(terminal).unionOf().signOns
}

// Only is the PAN of the one account that was used.
func (b *Books) Only() (pan string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.accounts) == 1 {
		for pan = range b.accounts {
		}
	}
	return pan
}

// PINIs reports whether an account has a PIN.
func (b *Books) PINIs(pan, digits string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.accounts[pan]
	return a != nil && string(a.pin.AppendDigits(nil)) == digits
}

// References are the reference numbers of the bookings that stand.
func (b *Books) References() (list []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.tills {
		for rrn, k := range t.bookings {
			if k.state == booked {
				list = append(list, rrn)
			}
		}
	}
	return list
}

// ForgetCards has the host know a message by its reference number alone, as many do: the same card, with the same cryptogram, is booked again.
func (b *Books) ForgetCards() {
	b.mu.Lock()
	defer b.mu.Unlock()
	clear(b.cards)
}

// Told is how many advices have told of scripts, and the results of the scripts of all requests, in no order.
func (b *Books) Told() (advices int, results []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.tills {
		for _, k := range t.bookings {
			switch {
			case k.results == nil:
			case k.class == "12":
				advices++
			default:
				results = append(results, fmt.Sprintf("%X", k.results))
			}
		}
	}
	return advices, results
}

// Captured is how many bookings of money stand, and what they come to: for the account's one balance and, of those that are captured, for the terminal.
func (b *Books) Captured() (n int, net, settled int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.tills {
		for _, k := range t.bookings {
			if k.state == booked && k.amount > 0 {
				n++
				by := int64(0)
				if k.from != nil {
					by -= int64(k.amount)
				}
				if k.to != nil && !k.to.savings {
					by += int64(k.amount)
				}
				net += by
				if k.captured && k.credits() != k.spends() {
					settled += by
				}
			}
		}
	}
	return n, net, settled
}

// Purse is what an account's electronic cash has, in a currency.
func (b *Books) Purse(pan, currency string) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	if a := b.accounts[pan]; a != nil {
		return a.balance(placeOf(currency, purse))
	}
	return 0
}
