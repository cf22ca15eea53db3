package oracle

import "testing"

func TestX(t *testing.T) {
	for d := range 3 {
		s, w := Counts(d)
		t.Log(s, w)
	}
	n := map[Status]int{}
	d := 0
	Each(0, func(in In) {
		o := Decide(in)
		n[o.Status]++
		if o.Disputed {
			d++
		}
	})
	t.Log(n, d)
}
