package terminal_test

import (
	"maps"
	"slices"
	"strings"
)

// The cards of the product: what the chip, the antenna and the stripe of each do. Empty: it has none.
var productCards = [][3]string{
	{"good", "", "chip"},
	{"good", "good", "chip"},
	{"", "good", ""},
	{"", "phone", ""},
	{"", "see phone", ""},
	{"", "", "plain"},
	{"", "", "chip"},
	{"mute", "", "chip"},
	{"mute", "good", "chip"},
	{"mute", "", "plain"},
	{"mute", "elsewhere", "chip"},
	{"fails", "", "chip"},
	{"fails", "good", "plain"},
	{"pulled", "elsewhere", "chip"},
	{"pulled", "", "plain"},
	{"pulled late", "elsewhere", "chip"},
	{"foreign", "", "chip"},
	{"foreign", "", "plain"},
	{"blocked", "elsewhere", "chip"},
	{"blocked", "", "plain"},
	{"good", "elsewhere", "chip"},
	{"good", "chip only", "chip"},
	{"good", "empty", "chip"},
	{"good", "two cards", "chip"},
	{"good", "mute", "chip"},
	{"good", "torn", "chip"},
	{"good", "declines", "chip"},
}

// What goes wrong after the card is read, or is not as usual: by 70 and 1A the issuer wants a PIN, or the chip, after a tap.
var productFaults = []string{"", "host down", "no PIN", "70", "1A", "70, no PIN"}

// ruledKind is what the rules need to know of a kind of terminal.
type ruledKind struct {
	readers  []string
	attempts int    // with the chip, before the stripe; 0: it falls back to nothing
	pin      string // where one is entered that the issuer wants: same tap, chip; empty: such a code declines
	sends    bool   // to the chip, by the issuer's code
	tapPIN   bool   // each tap is with a PIN
	chipPIN  bool   // each chip is
}

var ruledKinds = map[string]ruledKind{
	"POS":         {[]string{"chip", "tap", "stripe"}, 3, "same tap", true, false, true},
	"unattended":  {[]string{"chip", "tap", "stripe"}, 0, "same tap", true, false, true},
	"ATM":         {[]string{"chip", "tap", "stripe"}, 0, "", false, true, true},
	"SoftPOS":     {[]string{"tap"}, 0, "same tap", false, false, false},
	"no PIN pad":  {[]string{"chip", "tap", "stripe"}, 3, "chip", true, false, false},
	"no fallback": {[]string{"chip", "tap", "stripe"}, 0, "same tap", true, false, true},
}

// A productRow is what a hand does with a card, what goes wrong then, and what has to come of it.
type productRow struct {
	kind         string
	card         [3]string
	fault, word  string
	idle         int // at the end of the word: what finds no open reader
	trail, shown string
	asked        int // requests to the host
}

// A rule is where an order stands.
type rule struct {
	ruledKind
	row      productRow
	does     map[string]string // each way of the card
	open     []string          // readers
	says     string            // messages of this transaction
	failed   int               // attempts with the chip
	answered bool              // the chip did, once
	amidst   bool              // a tap waits for its second
	second   bool              // and had it
	stopped  bool              // the power went
	met      bool              // the fault came
	word     []string
	trail    []string
	shown    []string
	emit     func(productRow)
}

// theProduct is every kind with every card, every fault, and everything that a hand may do.
func theProduct() (rows []productRow) {
	for _, kind := range slices.Sorted(maps.Keys(ruledKinds)) {
		for _, c := range productCards {
			for _, fault := range productFaults {
				r := rule{ruledKind: ruledKinds[kind], row: productRow{kind: kind, card: c, fault: fault}}
				r.does = map[string]string{"chip": c[0], "tap": c[1], "stripe": c[2]}
				r.emit = func(row productRow) { rows = append(rows, row) }
				r.begins()
			}
		}
	}
	return rows
}

// begins opens every reader. A field with two cards in it says so, and when there is one again.
func (r rule) begins() {
	if r.open, r.says = r.readers, "15"; r.does["tap"] == "two cards" {
		r.says = "15 19 19"
	}
	r.all()
}

// all tries everything that a hand may do here. What makes no sense is left out: a way that the card has not; power that goes before the first transaction, in the middle
// of one, or twice; anything but the tap in the middle of a tap; and a fault that the hand does not come to.
func (r rule) all() {
	nothing := "end application"
	if r.amidst {
		nothing = "contactless end application"
	}
	r.then("cancel", 0).ends(nothing, "")
	r.then("wait", 1).ends(nothing, "0F")
	if len(r.trail) > 0 && !r.amidst && !r.stopped {
		again := r.then("power", 0)
		again.stopped = true
		again.begins()
	}
	for _, way := range []string{"chip", "tap", "stripe"} {
		switch {
		case r.does[way] == "", r.amidst && way != "tap":
		case !slices.Contains(r.open, way):
			r.then(way, 1).ends(nothing, "0F")
		default:
			r.then(way, 0).comes(way)
		}
	}
}

func (r rule) comes(way string) {
	switch way {
	case "chip":
		r.chip()
	case "tap":
		r.tap()
	default:
		r.stripe()
	}
}

// A chip that cannot be read is tried again, and then the stripe, where there is an attendant and the policy has it. One that was read, or refuses, has no other way.
// B1 12.4, B4 6.6.1, 6.6.2
func (r rule) chip() {
	const became = "contact end application"
	does := r.does["chip"]
	cannot := does == "mute" || does == "pulled" || does == "fails"
	if cannot {
		r.failed, r.answered = r.failed+1, r.answered || does != "mute"
	}
	switch {
	case does == "foreign", does == "blocked":
		r.ends(became, "0C")
	case does == "pulled late", cannot && r.attempts == 0:
		r.ends(became, "0F")
	case cannot && r.failed < r.attempts:
		r.goesOn(became, "0F", "chip", "0B")
	case cannot:
		r.goesOn(became, "0F", "stripe", "12")
	case r.chipPIN && strings.HasSuffix(r.row.fault, "no PIN"):
		r.met = true
		r.ends(became, "0F")
	default:
		r.host("contact", "contact approved", "contact declined")
	}
}

// A stripe that names a chip sends the card there, until the chip has had its attempts. One that names none is altered if a chip has answered: attack 16.
// B4 6.6, 6.6.2
func (r rule) stripe() {
	switch plain := r.does["stripe"] == "plain"; {
	case plain && r.answered:
		r.ends("stripe end application", "0C")
	case plain, r.attempts > 0 && r.failed >= r.attempts:
		r.host("stripe", "stripe online request", "stripe online request")
	default:
		r.goesOn("stripe try another interface", "11", "chip", "0B")
	}
}

// A tap that wants another interface is followed by the chip, where there is a reader for it; a second tap is in the same transaction.
// A 6.2, 8.1.1.23
func (r rule) tap() {
	does := r.does["tap"]
	asks := map[string]string{"torn": " 15", "mute": " 15", "see phone": " 20"}[does]
	sends := map[string]string{"elsewhere": "18", "chip only": "1D"}[does]
	other := "contactless try another interface"
	if does == "chip only" { // by an AAC
		other += " Z1"
	}
	switch {
	case asks != "" && !r.second:
		r.amidst, r.second, r.says = true, true, r.says+asks
		r.all()
	case sends != "" && slices.Contains(r.readers, "chip"):
		r.goesOn(other, sends, "chip", "0B")
	case sends != "":
		r.ends(other, sends)
	case does == "empty":
		r.ends("contactless end application", "1C")
	case does == "declines":
		r.ends("contactless declined Z1", "07")
	case r.withPIN() && strings.HasSuffix(r.row.fault, "no PIN"):
		r.met = true
		r.ends("contactless end application", "0F")
	default:
		r.host("contactless", "contactless online request", "contactless online request")
	}
}

// withPIN is true for taps at cash machines, and of the phone, whose amount is higher.
func (r rule) withPIN() bool { return r.tapPIN || r.does["tap"] == "see phone" }

// The host decides once the card was read. The codes that want a PIN or the chip are for a tap, and are answered once.
// A 6.2, B4 6.3.8
func (r rule) host(by, approved, declined string) {
	r.row.asked++
	code, _, pinless := strings.Cut(r.row.fault, ", ")
	coded, tap := (code == "70" || code == "1A") && !r.met, by == "contactless"
	r.met = true
	switch {
	case code == "host down" && by == "contact" && r.chipPIN:
		r.ends(declined+" Z3", "07")
	case code == "host down" && by == "contact": // no PIN is left unchecked: the card approves
		r.ends(approved+" Y3: approved", "03")
	case code == "host down": // B4 12.2.3
		r.ends(declined+" Z3", "07")
	case coded && tap && code == "70" && r.pin == "same tap" && !pinless:
		if r.row.asked++; r.withPIN() { // the PIN that there was is wrong
			r.says += " 0A"
		}
		r.ends(approved+" 00: approved", "03")
	case coded && tap && (code == "70" && r.pin == "chip" || code == "1A" && r.sends):
		r.goesOn("contactless try another interface "+code, "1D", "chip", "0B")
	case coded:
		r.ends(declined+" "+code, "07")
	default:
		r.ends(approved+" 00: approved", "03")
	}
}

// then is the hand's next move, which finds an open reader or not.
func (r rule) then(what string, idle int) rule {
	r.word, r.row.idle = append(slices.Clip(r.word), what), idle
	return r
}

// became notes what has become of a transaction, and the last that it shows.
func (r rule) became(what, shows string) rule {
	r.trail, r.shown = append(slices.Clip(r.trail), what), append(slices.Clip(r.shown), r.says, shows)
	r.amidst, r.second = false, r.second && r.does["tap"] != "see phone" // which asks at each
	return r
}

func (r rule) goesOn(what, shows, open, says string) {
	r = r.became(what, shows)
	r.open, r.says = []string{open}, says
	r.all()
}

func (r rule) ends(what, shows string) {
	if r = r.became(what, shows); r.met || r.row.fault == "" {
		r.row.word, r.row.trail = strings.Join(r.word, " "), strings.Join(r.trail, " > ")
		r.row.shown = strings.Join(strings.Fields(strings.Join(r.shown, " ")), " ")
		r.emit(r.row)
	}
}
