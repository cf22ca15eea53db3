package oracle

// Script is an issuer script template and what the card makes of it. Every command of a template is answered alike, but by Refused: the first is.
type Script uint8

// No template; one whose two commands are answered 9000, 6283, 63C1; one whose first is answered 6A80; one that does not parse.
const (
	NoScript Script = iota
	Done
	Warned
	Counted
	Refused
	Malformed
)

// An Update is the host's answer to an Online Request, and the card's to what comes of it. In that decided before has given Online Request with hold or two
// presentments.
type Update struct {
	ARC        string    // tag 8A
	Data       bool      // tag 91
	Critical   [2]Script // templates 71, in order
	Late       [2]Script // templates 72
	Fault      Fault
	SecondFCI  bool // the FCI of the second presentment does not parse
	SW         uint16
	Form       Form
	Lack       Lack
	CID        byte
	HasBalance bool
}

// Updated is what an update comes to.
type Updated struct {
	Out
	Scripts int // script commands sent
	Clause  string
}

// Apply is the Outcome of the activation that brings an update to the card. C-5 3.2.1.2, 3.10
func Apply(in In, u Update) Updated {
	before := Decide(in)
	critical, late := u.Critical != [2]Script{}, u.Late != [2]Script{}
	over := func(clause string, sent int) Updated { return Updated{end(), sent, clause} }
	switch {
	case !u.Data && !critical && !late:
		return over("C-5 3.2.1.2", 0)
	case !in.Update:
		return over("C-5 3.10.1.1", 0)
	case before.Start == "B" && u.SecondFCI:
		return over("C-5 3.10.1.2", 0)
	}
	sent, bad, cut := scripts(u.Critical, u.Fault == AtCritical)
	tvr := before.TVR
	if bad {
		tvr[4] |= 0x20 // C-5 3.10.2.1
	}
	switch {
	case cut:
		return over("C-5 3.11.2.1", sent)
	case !u.Data && !late:
		return over("C-5 3.10.2.2", sent)
	case in.NoCDOL2:
		return over("C-5 3.10.3.1", sent)
	}
	o := second(u, before.CVM)
	if o.Outcome == Approved {
		o.Results = before.Results // C-5 3.10.4.5
	}
	o.Reference = aac // C-5 3.10.3.4, 3.10.3.5
	if u.approves() {
		o.Reference = tc
	}
	o.Scripts = sent
	if o.Record {
		o.TVR = tvr
	}
	if late && (o.Clause == "C-5 3.10.4.1" || o.Clause == "C-5 3.10.4.2") { // C-5 3.10.4.6
		n, bad, _ := scripts(u.Late, u.Fault == AtLate) // C-5 3.11.2.2
		if o.Scripts += n; bad {
			o.TVR[4] |= 0x10 // C-5 3.10.5.1
		}
	}
	return o
}

// approves tells whether the response code is an approval or a referral. C-5 3.10.3.4
func (u Update) approves() bool {
	switch u.ARC {
	case "00", "10", "11", "01", "02":
		return true
	}
	return false
}

// scripts are the templates of one kind: how many commands are sent, whether one of the templates fails, and whether the link is lost. C-5 3.10.2.1, 3.10.5.1
func scripts(list [2]Script, fault bool) (sent int, bad, cut bool) {
	for _, s := range list {
		switch {
		case s == NoScript:
			continue
		case s == Malformed:
			bad = true
			continue
		case fault:
			return sent + 1, bad, true
		case s == Refused:
			sent, bad = sent+1, true
		default:
			sent += 2
		}
	}
	return sent, bad, false
}

// second is what the answer to the second GENERATE AC comes to. C-5 3.10.3.6 to 3.10.4.4
func second(u Update, cvm string) Updated {
	if cvm == OnlinePIN { // C-5 3.10.4.3
		cvm = NA
	}
	kind := u.CID & rfu
	switch {
	case u.Fault == AtSecond:
		return Updated{Out: end(), Clause: "C-5 3.11.2.1"}
	case u.SW != 0x9000:
		return Updated{Out: end(), Clause: "C-5 3.10.3.6"}
	case u.Form != Format2 || u.Lack == LacksCID || u.Lack == LacksATC || u.Lack == LacksAC:
		return Updated{Out: end(), Clause: "C-5 3.10.3.7"}
	case kind != aac && kind != tc:
		return Updated{Out: decline(u.HasBalance), Clause: "C-5 3.10.3.8"}
	case kind == tc && !u.approves():
		return Updated{Out: decline(u.HasBalance), Clause: "C-5 3.10.3.9"}
	case kind == aac:
		return Updated{Out: decline(u.HasBalance), Clause: "C-5 3.10.4.1"}
	}
	return Updated{Out: approve(In{Balance: u.HasBalance}, cvm), Clause: "C-5 3.10.4.2"}
}
