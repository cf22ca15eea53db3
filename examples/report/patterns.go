package main

import (
	"fmt"
	"time"
)

// What is unusual about a customer's transactions.
const (
	velocityCount  = 5
	velocityWithin = 10 * time.Minute
	declinesCount  = 3
	declinesWithin = time.Hour
	jumpFactor     = 10 // times the average before
	jumpAfter      = 5  // approved transactions
	mostCustomers  = 1_000_000
	mostPatterns   = 1_000
)

// A pattern is something unusual, with its reason in words.
type pattern struct {
	Kind     string `json:"kind"` // velocity, declines or jump
	Customer string `json:"customer"`
	Number   uint64 `json:"number"` // of the transaction that made it one
	Time     string `json:"time"`
	Words    string `json:"words"`
}

// A customer is what is kept of an account, as small as it can be: there may be many. Moments are in milliseconds, 0 for none.
type customer struct {
	count, approved int32
	declines        int32   // one after the other
	currency        letters // of the amounts
	total           int64
	last            [velocityCount]int64 // a ring
	firstDecline    int64
}

// letters are a currency's.
type letters [4]byte

func lettersOf(currency string) (l letters) {
	copy(l[:], currency)
	return l
}

// between is how long it is from one moment of a customer to another.
func between(from, to int64) time.Duration {
	const most = int64(1 << 43) // of milliseconds: what a Duration holds
	return time.Duration(min(max(to-from, -most), most)) * time.Millisecond
}

// patterns watches the customers. It keeps so many of them; what comes beyond is not watched.
type patterns struct {
	customers map[string]*customer
	unwatched int64
	first     []pattern
	count     map[string]int64 // by kind
}

func newPatterns() *patterns {
	return &patterns{customers: map[string]*customer{}, count: map[string]int64{}}
}

func (p *patterns) found(kind string, r *Row, format string, args ...any) {
	if p.count[kind]++; len(p.first) < mostPatterns {
		p.first = append(p.first, pattern{kind, r.Customer, r.Number, r.Time, fmt.Sprintf(format, args...)})
	}
}

// add looks at a transaction. Those of one customer are taken to come in the order of time.
func (p *patterns) add(r *Row) {
	if r.Customer == "" {
		return
	}
	c := p.customers[r.Customer]
	if c == nil {
		if len(p.customers) >= mostCustomers {
			p.unwatched++
			return
		}
		c = &customer{currency: lettersOf(r.Currency)}
		p.customers[r.Customer] = c
	}
	p.velocity(c, r)
	p.declines(c, r)
	p.jump(c, r)
	c.count++
}

func (p *patterns) velocity(c *customer, r *Row) {
	slot := &c.last[c.count%velocityCount]
	oldest := c.last[(c.count+1)%velocityCount]
	*slot = r.at.UnixMilli()
	if within := between(oldest, *slot); oldest != 0 && c.count+1 >= velocityCount && within >= 0 && within <= velocityWithin {
		p.found("velocity", r, "%d transactions within %s", velocityCount, within)
		c.last[(c.count+1)%velocityCount] = 0 // said once for each
	}
}

func (p *patterns) declines(c *customer, r *Row) {
	if r.Outcome != "declined" {
		c.declines = 0
		return
	}
	at := r.at.UnixMilli()
	if c.declines == 0 || between(c.firstDecline, at) > declinesWithin {
		c.declines, c.firstDecline = 0, at
	}
	if c.declines++; c.declines == declinesCount {
		p.found("declines", r, "declined %d times within %s", declinesCount, between(c.firstDecline, at))
	}
}

func (p *patterns) jump(c *customer, r *Row) {
	if !r.Approved || lettersOf(r.Currency) != c.currency || r.Minor == 0 {
		return
	}
	if c.approved >= jumpAfter && r.Minor*int64(c.approved) > jumpFactor*c.total {
		p.found("jump", r, "%s is more than %d times the average of %d before, %s", money(r.Minor, r.Exponent, r.Currency), jumpFactor, c.approved,
			money(c.total/int64(c.approved), r.Exponent, r.Currency))
	}
	c.approved++
	c.total += r.Minor
}

// visits is how many customers came once, two or three times, up to nine, and more often.
func (p *patterns) visits() (counts [4]int64) {
	for _, c := range p.customers {
		switch {
		case c.count == 1:
			counts[0]++
		case c.count < 4:
			counts[1]++
		case c.count < 10:
			counts[2]++
		default:
			counts[3]++
		}
	}
	return counts
}
