package staff_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/terminal/staff"
	"github.com/emvgo/emv/testvectors"
)

// custom is a terminal with the people that are there at first by the custom of UnionPay's. first is what it has kept when it was set up.
func custom(t *testing.T, first []byte) *shop {
	t.Helper()
	s := &shop{keeper: &staff.Memory{}}
	if first != nil {
		if err := s.keeper.Save(first); err != nil {
			t.Fatal(err)
		}
	}
	s.rules = staff.Rules{Crew: staff.UnionPayCrew(), SignsOff: true}
	s.restart(t)
	return s
}

// The published customs, each as the desk has it, and after a restart too.
func TestUnionPayCustoms(t *testing.T) {
	var v struct {
		Roles map[string]json.RawMessage
	}
	if err := json.Unmarshal(testvectors.UnionPay("operators_lock_tms"), &v); err != nil {
		t.Fatal(err)
	}
	for role, want := range map[string][]string{
		"system_administrator": {`"99"`, "8 digits (practice 12345678)", "set the supervisor code and first password"},
		"supervisor":           {`"00"`, "6 digits, first 123456", "add and delete operators, change passwords, confirm refund and void; may not sign on or trade"},
		"operator":             {`"01-05 at first, at least 20 possible"`, "4 digits (practice 0000)", "refund and void need the supervisor password"},
	} {
		for _, w := range want {
			if !strings.Contains(string(v.Roles[role]), w) {
				t.Errorf("%s: the published words are others than %q", role, w)
			}
		}
	}
	first, err := custom(t, nil).keeper.Load()
	if err != nil {
		t.Fatal(err)
	}
	many := func(s *shop) (err error) {
		for i := 6; i <= 25 && err == nil; i++ {
			err = s.Add("00", "123456", fmt.Sprintf("%02d", i), staff.Operator, "0000")
		}
		return err
	}
	signed := func(s *shop) { _ = s.SignOn("01", "0000") }
	for name, c := range map[string]struct {
		before func(*shop)
		do     func(*shop) error
		want   string // the refusal's beginning; empty: it is done
	}{
		"administrator's password":     {func(s *shop) { _ = s.Close("x") }, func(s *shop) error { return s.Reopen("99", "12345678") }, ""},
		"a shorter one":                {nil, func(s *shop) error { return s.SetPassword("99", "12345678", "99", "1234567") }, "the password of an administrator has 8 digits"},
		"sets a supervisor":            {nil, func(s *shop) error { return s.Add("99", "12345678", "10", staff.Supervisor, "123456") }, ""},
		"supervisor sets none":         {nil, func(s *shop) error { return s.Add("00", "123456", "10", staff.Supervisor, "123456") }, "00 is a supervisor"},
		"supervisor adds an operator":  {nil, func(s *shop) error { return s.Add("00", "123456", "10", staff.Operator, "0000") }, ""},
		"supervisor deletes one":       {nil, func(s *shop) error { return s.Remove("00", "123456", "05") }, ""},
		"supervisor changes his":       {nil, func(s *shop) error { return s.SetPassword("00", "123456", "01", "1111") }, ""},
		"supervisor signs on":          {nil, func(s *shop) error { return s.SignOn("00", "123456") }, "00 is a supervisor"},
		"operator 05":                  {nil, func(s *shop) error { return s.SignOn("05", "0000") }, ""},
		"operator 06":                  {nil, func(s *shop) error { return s.SignOn("06", "0000") }, "wrong operator"},
		"25 operators":                 {nil, many, ""},
		"an operator's five digits":    {nil, func(s *shop) error { return s.Add("00", "123456", "10", staff.Operator, "00000") }, "the password of an operator has 4 digits"},
		"operator trades":              {signed, func(s *shop) error { return s.admit(sale) }, ""},
		"operator gives back":          {signed, func(s *shop) error { return s.admit(refund) }, "money is given back"},
		"confirmed":                    {func(s *shop) { signed(s); _ = s.Confirm("00", "123456") }, func(s *shop) error { return s.admit(refund) }, ""},
		"locked":                       {func(s *shop) { signed(s); _ = s.Lock(); s.restart(t) }, func(s *shop) error { return s.admit(sale) }, "the terminal is locked"},
		"another unlocks":              {func(s *shop) { signed(s); _ = s.Lock(); s.restart(t); _ = s.Unlock("02", "0000") }, func(s *shop) error { return s.admit(sale) }, ""},
		"download, batch empty":        {nil, func(s *shop) error { return s.AdmitDownload(0) }, ""},
		"download, three transactions": {nil, func(s *shop) error { return s.AdmitDownload(3) }, "the batch has 3 transactions: settle first"},
		"download, locked":             {func(s *shop) { _ = s.Lock() }, func(s *shop) error { return s.AdmitDownload(0) }, ""},
		"download, closed":             {func(s *shop) { _ = s.Close("stolen") }, func(s *shop) error { return s.AdmitDownload(0) }, "the terminal is out of use: stolen"},
		"settled":                      {func(s *shop) { signed(s); _ = s.Settled() }, func(s *shop) error { return s.admit(sale) }, "nobody is signed on"},
		"settled, no rule":             {func(s *shop) { s.rules.SignsOff = false; s.restart(t); signed(s); _ = s.Settled() }, func(s *shop) error { return s.admit(sale) }, ""},
	} {
		s := custom(t, first)
		if c.before != nil {
			c.before(s)
		}
		err := c.do(s)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !staff.Refused(err) || !strings.HasPrefix(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// A crew that is none is refused when the terminal is set up.
func TestCrew(t *testing.T) {
	for want, crew := range map[string][]staff.Starter{
		`the crew has "99"`: {{ID: "99", Role: staff.Operator, Password: "0000"}},
		`the crew has "01"`: {{ID: "01", Password: "0000"}},
		"has 4 digits":      {{ID: "01", Role: staff.Operator, Password: "1"}},
	} {
		if _, err := staff.Open(&staff.Memory{}, staff.Rules{Crew: crew}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
