package staff

import "fmt"

// A Starter is somebody who is there at first, beside the administrator.
type Starter struct {
	ID       string
	Role     Role
	Password string
}

// UnionPayCrew is who is there at first by the custom of UnionPay's terminals: a supervisor 00, and the operators 01 to 05. Their passwords are known to everybody, and
// are to be changed.
func UnionPayCrew() []Starter {
	list := []Starter{{"00", Supervisor, "123456"}}
	for i := 1; i <= 5; i++ {
		list = append(list, Starter{fmt.Sprintf("%02d", i), Operator, "0000"})
	}
	return list
}

// AdmitDownload says whether parameters, keys of certification authorities or a program may be taken in now, unsettled being how many transactions of the batch are not
// settled: they were made under what is there, and so the batch has to be empty. A terminal that is out of use takes nothing in; one that is locked does, since nobody is needed.
func (d *Desk) AdmitDownload(unsettled int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.closed(); err != nil {
		return err
	}
	if unsettled > 0 {
		return &Refusal{fmt.Sprintf("the batch has %d transactions", unsettled), "settle first"}
	}
	return nil
}

// Settled says that the batch was settled: where the house wants it so, nobody is signed on any more.
func (d *Desk) Settled() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.rules.SignsOff {
		return nil
	}
	d.confirmed = false
	return d.change(func(s *state) { s.On = "" })
}
