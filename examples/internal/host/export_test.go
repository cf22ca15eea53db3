package host

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

// Captured is how many bookings of money stand, and what they come to.
func (b *Books) Captured() (n int, net int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.tills {
		for _, k := range t.bookings {
			if k.state == booked && k.amount > 0 {
				n, net = n+1, net+k.effect()
			}
		}
	}
	return n, net
}
