package staff

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"slices"
	"strings"
)

const (
	tries      = 3 // wrong passwords, before somebody is blocked
	iterations = 2_000
	mostPeople = 200
)

// The people that the desk knows, without their passwords.
type Person struct {
	ID      string
	Role    Role
	Blocked bool // after three wrong passwords
}

// People lists them, by ID.
func (d *Desk) People() (list []Person) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range d.state.People {
		list = append(list, Person{p.ID, p.Role, p.Wrong >= tries})
	}
	return list
}

func hash(password string, salt []byte) []byte {
	b, err := pbkdf2.Key(sha256.New, password, salt, iterations, sha256.Size)
	if err != nil {
		panic(err) // never with these numbers
	}
	return b
}

func newPerson(id string, r Role, password string) *person {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails: it ends the process
	return &person{ID: id, Role: r, Salt: salt, Hash: hash(password, salt)}
}

// wrongPassword is one refusal for a person that is not there and a password that is not right: neither is told apart.
var wrongPassword = &Refusal{"wrong operator or password", "enter both again"}

// check is a person with his password. The try counts before the password is compared.
func (d *Desk) check(id, password string, roles ...Role) (*person, error) {
	p := d.state.find(id)
	if p == nil {
		return nil, wrongPassword
	}
	if p.Wrong >= tries {
		return nil, &Refusal{fmt.Sprintf("%s is blocked after %d wrong passwords", id, tries), remedyOf[p.Role]}
	}
	counted := *p
	counted.Wrong++
	if err := d.replace(&counted); err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare(hash(password, p.Salt), p.Hash) != 1 {
		return nil, wrongPassword
	}
	counted.Wrong = 0
	if err := d.replace(&counted); err != nil {
		return nil, err
	}
	if !slices.Contains(roles, p.Role) {
		return nil, &Refusal{fmt.Sprintf("%s is %s %s", id, article(p.Role), p.Role), "this needs " + either(roles)}
	}
	return &counted, nil
}

// remedyOf is what to do about somebody who is blocked.
var remedyOf = [...]string{
	Administrator: "ask the help desk for a code", Supervisor: "an administrator gives a new password",
	Operator: "a supervisor gives a new password", Practice: "a supervisor gives a new password",
}

func article(r Role) string {
	if r == Administrator || r == Operator {
		return "an"
	}
	return "a"
}

func either(roles []Role) string {
	var words []string
	for _, r := range roles {
		words = append(words, article(r)+" "+r.String())
	}
	return strings.Join(words, " or ")
}

// replace keeps a person in the place of the one with his ID.
func (d *Desk) replace(p *person) error {
	return d.change(func(s *state) {
		i := slices.IndexFunc(s.People, func(q *person) bool { return q.ID == p.ID })
		q := *p
		s.People[i] = &q
	})
}

// SignOn signs an operator on, in the place of whoever was. Administrators and supervisors make no transactions: they are asked for where they are needed.
func (d *Desk) SignOn(id, password string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.closed(); err != nil {
		return err
	}
	if d.locked() && id != d.state.On {
		return &Refusal{"the terminal is locked", "unlock it first"}
	}
	if _, err := d.check(id, password, Operator, Practice); err != nil {
		return err
	}
	d.confirmed = false
	return d.change(func(s *state) { s.On, s.Locked, s.Used = id, false, d.rules.Clock() })
}

// SignOff signs the operator off, if one is signed on.
func (d *Desk) SignOff() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.locked() {
		return &Refusal{"the terminal is locked", "unlock it first"}
	}
	d.confirmed = false
	return d.change(func(s *state) { s.On = "" })
}

// SignedOn is who is signed on, empty for nobody.
func (d *Desk) SignedOn() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state.On
}

// Confirm has a supervisor confirm the next order that needs it, a refund or a void, and no other after it.
func (d *Desk) Confirm(id, password string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.check(id, password, Supervisor); err != nil {
		return err
	}
	d.confirmed = true
	return nil
}

// Check has somebody of a role say who he is, for what the application itself lets him do. A wrong password counts.
func (d *Desk) Check(id, password string, r Role) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, err := d.check(id, password, r)
	return err
}

// Add adds somebody: an administrator adds supervisors and administrators, a supervisor operators. by and its password are theirs.
func (d *Desk) Add(by, password, id string, r Role, first string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.above(by, password, r); err != nil {
		return err
	}
	switch {
	case len(id) != 2 || strings.Trim(id, "0123456789") != "":
		return &Refusal{"an operator's number has two digits", "give another"}
	case d.state.find(id) != nil:
		return &Refusal{id + " is there already", "remove it, or give another number"}
	case len(d.state.People) >= mostPeople:
		return &Refusal{fmt.Sprintf("there are %d already", mostPeople), "remove somebody"}
	}
	if err := acceptable(r, first); err != nil {
		return err
	}
	return d.change(func(s *state) {
		s.People = append(s.People, newPerson(id, r, first))
		slices.SortFunc(s.People, func(a, b *person) int { return strings.Compare(a.ID, b.ID) })
	})
}

// above checks somebody who may set up a role.
func (d *Desk) above(by, password string, r Role) error {
	need := Supervisor
	switch r {
	case Administrator, Supervisor:
		need = Administrator
	case Operator, Practice:
	default:
		return &Refusal{"there is no such role", "give supervisor, operator or practice operator"}
	}
	_, err := d.check(by, password, need)
	return err
}

func acceptable(r Role, password string) error {
	if n := digits[r]; len(password) != n || strings.Trim(password, "0123456789") != "" {
		return &Refusal{fmt.Sprintf("the password of %s %s has %d digits", article(r), r, n), "give another"}
	}
	return nil
}

// Remove removes somebody, who is signed off; the last administrator stays.
func (d *Desk) Remove(by, password, id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.state.find(id)
	if p == nil {
		return &Refusal{id + " is not there", "see the list"}
	}
	if err := d.above(by, password, p.Role); err != nil {
		return err
	}
	if p.Role == Administrator && !slices.ContainsFunc(d.state.People, func(q *person) bool { return q.Role == Administrator && q.ID != id }) {
		return &Refusal{id + " is the last administrator", "add another first"}
	}
	return d.change(func(s *state) {
		s.People = slices.DeleteFunc(s.People, func(q *person) bool { return q.ID == id })
		if s.On == id {
			s.On = ""
		}
	})
}

// SetPassword gives somebody a new password, and ends his being blocked: he himself with the old one, or somebody above him.
func (d *Desk) SetPassword(by, password, id, next string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.state.find(id)
	if p == nil {
		return wrongPassword
	}
	var err error
	if by == id {
		_, err = d.check(id, password, p.Role)
	} else {
		err = d.above(by, password, p.Role)
	}
	if err == nil {
		err = acceptable(p.Role, next)
	}
	if err != nil {
		return err
	}
	return d.replace(newPerson(id, p.Role, next))
}
