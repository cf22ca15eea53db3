package oracle

// bit tells whether bit n of b is set, 8 the highest.
func bit(b byte, n int) bool { return b>>(n-1)&1 == 1 }

// tx is a transaction on its way through the figures.
type tx struct {
	In
	tvr     [5]byte
	tsi     byte
	cvm     string
	online  bool // the CVM sets the Outcome
	tearing bool // Tearing Recovery Enabled
	storage bool // Data Storage Enabled
	logging bool // Extended Logging Enabled
	got     bool // the directory was asked for
	asked   int
	resume  bool // Resume Transaction
	past    bool // the log is of another transaction
	skipped bool // Usage Control Checks Skipped
	balance bool // the card has sent a balance
}

func (t *tx) lacks(m Missing) bool { return t.Missing&m != 0 }
func (t *tx) tc() bool             { return t.CID>>6 == 1 }
func (t *tx) arqc() bool           { return t.CID>>6 == 2 }
func (t *tx) aac() bool            { return t.CID>>6 == 0 }
func (t *tx) other() bool          { return bit(t.TTQ[0], 5) || t.Stripe }
func (t *tx) failed() bool         { return bit(t.tvr[0], 3) }
func (t *tx) allowed() bool        { return bit(t.CPR[1], 1) && t.NoCVM }

// step is one step of a figure: what is done there, what is asked, and where it goes from there: the name of a step, or how it
// ends.
type step struct {
	do      func(*tx)
	when    func(*tx) bool // nil: always yes
	yes, no string
}

// How it ends.
const (
	approved = "approved"
	declined = "declined"
	online   = "online"
	another  = "another"
	ended    = "ended" // for processing error
	torn     = "torn"  // try again, for tearing recovery
	phone    = "phone" // try again, for a confirmation code
)

func set(i int, b byte) func(*tx) { return func(t *tx) { t.tvr[i-1] |= b } }

// figures are the figures of chapter 3 by number and step, as drawn; where text and picture differ the text counts. What only
// writes data into a buffer is left out.
var figures = map[string]step{
	// 3-1: format analysis.
	"3-1.2": {when: func(t *tx) bool { return !t.lacks(MissingName) }, yes: "3-1.4", no: another},
	"3-1.4": {when: func(t *tx) bool { return !t.lacks(MissingLabel) }, yes: "3-1.5", no: another},
	"3-1.5": {when: func(t *tx) bool { return !t.lacks(MissingPDOL) }, yes: "3-1.7", no: another},
	"3-1.7": {when: func(t *tx) bool { return t.Deferred }, yes: "3-1.8", no: "3-2.1"},
	"3-1.8": {do: func(t *tx) { t.TTQ[1] |= 0x80 }, yes: "3-2.1"},

	// 3-2: the eight elements of the PDOL.
	"3-2.1": {when: func(t *tx) bool { return t.PDOL == 0 }, yes: "3-5.1", no: "3-2.9"},
	"3-2.9": {when: (*tx).other, yes: another, no: ended},

	// 3-5: optional feature checks.
	"3-5.1":  {when: func(t *tx) bool { return t.Storage || t.Logging || t.Tearing }, yes: "3-5.3", no: "3-6.2"},
	"3-5.3":  {when: func(t *tx) bool { return t.Version == 2 }, yes: "3-5.4", no: "3-6.2"},
	"3-5.4":  {when: func(t *tx) bool { return !t.Bare }, yes: "3-5.5", no: "3-6.2"},
	"3-5.5":  {when: func(t *tx) bool { return t.Storage }, yes: "3-5.6", no: "3-5.8"},
	"3-5.6":  {when: func(t *tx) bool { return bit(t.Feature, 1) && t.Container }, yes: "3-5.7", no: "3-5.8"},
	"3-5.7":  {do: func(t *tx) { t.storage = true }, yes: "3-5.8"},
	"3-5.8":  {when: func(t *tx) bool { return t.Logging && bit(t.Feature, 2) }, yes: "3-5.10", no: "3-5.11"},
	"3-5.10": {do: func(t *tx) { t.logging = true }, yes: "3-5.11"},
	"3-5.11": {when: func(t *tx) bool { return t.Tearing && bit(t.Feature, 3) }, yes: "3-5.13", no: "3-6.2"},
	"3-5.13": {do: func(t *tx) { t.tearing = true }, yes: "3-6.2"},

	// 3-6: tearing recovery check.
	"3-6.2":  {when: func(t *tx) bool { return t.Tearing }, yes: "3-6.3", no: "3-6.2a"},
	"3-6.2a": {do: empty, yes: "3-6.9"},
	"3-6.3":  {when: func(t *tx) bool { return t.tearing }, yes: "3-6.4", no: "3-6.9"},
	"3-6.4":  {when: func(t *tx) bool { return t.Log == Empty }, yes: "3-6.9", no: "3-6.5"},
	"3-6.5":  {when: func(t *tx) bool { return t.Log == Same || t.Log == Past }, yes: "3-6.8", no: "3-6.6"},
	"3-6.6":  {do: empty, yes: "3-6.9"},
	"3-6.8":  {do: func(t *tx) { t.resume = true }, yes: "3-6.9"},
	"3-6.9":  {when: func(t *tx) bool { return t.storage }, yes: "3-7.1", no: "3-8.2"},

	// 3-7: read data storage. Nobody wants a container read, and the terminal's own logic says nothing.
	"3-7.1":  {do: func(t *tx) { t.got = true }, yes: "3-7.2"},
	"3-7.2":  {when: func(t *tx) bool { return t.Directory == Works }, yes: "3-7.2a", no: "3-7.15"},
	"3-7.2a": {when: func(t *tx) bool { return !t.Short }, yes: "3-7.12", no: "3-7.15"},
	"3-7.12": {do: ask, yes: "3-8.2"},
	"3-7.15": {do: func(t *tx) { t.storage = false }, yes: "3-8.2"},

	// 3-8: initiate application processing.
	"3-8.2":  {when: func(t *tx) bool { return t.logging }, yes: "3-8.3", no: "3-8.5"},
	"3-8.3":  {do: ask, yes: "3-8.5"},
	"3-8.5":  {when: func(t *tx) bool { return t.tearing && !t.resume }, yes: "3-8.7", no: "3-8.16"},
	"3-8.7":  {do: func(t *tx) { t.Log = Same }, yes: "3-8.16"},
	"3-8.16": {when: func(t *tx) bool { return t.Options != NoResponse }, yes: "3-9.1", no: "3-13.1"},

	// 3-9: mandatory data checks.
	"3-9.1":  {when: func(t *tx) bool { return t.Options == Works }, yes: "3-9.4", no: "3-9.2"},
	"3-9.2":  {when: func(t *tx) bool { return t.SW == 0x6984 }, yes: another, no: "3-9.3a"},
	"3-9.3a": {when: func(t *tx) bool { return t.SW == 0x6986 || t.SW == 0x6987 }, yes: phone, no: "3-9.10"},
	"3-9.4":  {when: func(t *tx) bool { return !t.Format }, yes: "3-9.5", no: "3-9.10"},
	"3-9.5": {
		when: func(t *tx) bool { return !t.lacks(MissingAIP | MissingATC | MissingIAD | MissingCID | MissingCPR) },
		yes:  "3-9.11", no: "3-9.10",
	},
	"3-9.10": {when: (*tx).other, yes: another, no: ended},
	"3-9.11": {do: func(t *tx) {
		t.tvr[0] |= 0x80
		t.tsi |= 0x20 // D.40 note 1
		if t.OverFloor {
			t.tvr[3] |= 0x80
		}
		t.balance = t.Balance == Right
	}, yes: "3-10.1"},

	// 3-10, 3-11: what must be there without and with CDA.
	"3-10.1":  {when: func(t *tx) bool { return t.tc() || bit(t.CPR[0], 6) }, yes: "3-11.1", no: "3-10.1b"},
	"3-10.1b": {when: func(t *tx) bool { return bit(t.TTQ[0], 1) && t.arqc() && t.AC == Absent }, yes: "3-11.1", no: "3-10.2"},
	"3-10.2":  {when: func(t *tx) bool { return t.AC == Right }, yes: "3-10.3", no: ended},
	"3-10.3":  {when: func(t *tx) bool { return t.SDAD == InAnswer }, yes: ended, no: "3-10.4"},
	"3-10.4":  {when: func(t *tx) bool { return t.Balance == Wrong }, yes: ended, no: "3-10.5"},
	"3-10.5":  {when: func(t *tx) bool { return t.AFL == Absent }, yes: "3-10.7", no: "3-10.6"},
	"3-10.6":  {when: func(t *tx) bool { return t.AFL == Right }, yes: "3-12.1", no: ended},
	"3-10.7": {
		when: func(t *tx) bool { return t.lacks(MissingTrack2 | MissingSequence | MissingEffective | MissingVersion) },
		yes:  ended, no: "3-12.1",
	},
	"3-11.1": {when: func(t *tx) bool { return t.AFL == Right }, yes: "3-11.3", no: ended},
	"3-11.3": {when: func(t *tx) bool { return t.AC == Absent }, yes: "3-11.4", no: ended},
	"3-11.4": {when: func(t *tx) bool { return t.Balance != Wrong }, yes: "3-12.1", no: ended},

	// 3-12, 3-13: the records, and a tear.
	"3-12.1":  {when: func(t *tx) bool { return t.AFL == Absent }, yes: "3-12.9", no: "3-12.4"},
	"3-12.4":  {when: func(t *tx) bool { return t.Read != NoResponse }, yes: "3-12.5", no: "3-13.1"},
	"3-12.5":  {when: func(t *tx) bool { return t.Read != Status }, yes: "3-12.9", no: ended},
	"3-12.9":  {when: func(t *tx) bool { return t.tearing }, yes: "3-12.10", no: "3-14.0"},
	"3-12.10": {do: empty, yes: "3-14.0"},
	"3-13.1":  {when: func(t *tx) bool { return t.Tearing && t.tearing && t.Log != Empty }, yes: torn, no: ended},

	// 3-14: offline data authentication, if there is a signature: 3.6. One in a record counts for an answer that has no cryptogram: table 4-4
	// note 3.
	"3-14.0":  {when: func(t *tx) bool { return t.SDAD == Nowhere || t.AC != Absent || t.AFL == Absent }, yes: "3-15.1", no: "3-14.1"},
	"3-14.1":  {do: func(t *tx) { t.tvr[0] &^= 0x80; t.tsi |= 0x80 }, yes: "3-14.2"},
	"3-14.2":  {when: func(t *tx) bool { return t.Proof == DataMissing || t.Proof == UnknownCA }, yes: "3-14.3", no: "3-14.6"},
	"3-14.3":  {do: set(1, 0x24), yes: "3-15.1"},
	"3-14.6":  {when: func(t *tx) bool { return t.Proof == Good }, yes: "3-14.12", no: "3-14.7"},
	"3-14.12": {when: func(t *tx) bool { return t.storage }, yes: "3-14.14", no: "3-14.15"},
	"3-14.14": {when: func(t *tx) bool { return t.Hash == Right }, yes: "3-14.17", no: "3-14.7"},
	"3-14.15": {when: func(t *tx) bool { return t.logging }, yes: "3-14.17", no: "3-15.1"},
	"3-14.17": {when: func(t *tx) bool { return t.CardID == Right }, yes: "3-15.1", no: "3-14.7"},
	"3-14.7":  {do: set(1, 0x04), yes: "3-15.1"},

	// 3-15: cardholder verification.
	"3-15.1":      {when: func(t *tx) bool { return bit(t.TTQ[1], 7) }, yes: "3-15.3", no: "3-15.2"},
	"3-15.2":      {when: func(t *tx) bool { return !bit(t.CPR[0], 8) && !bit(t.CPR[0], 7) }, yes: "3-17.1", no: "3-15.3"},
	"3-15.3":      {do: func(t *tx) { t.tsi |= 0x40 }, yes: "3-15.4"},
	"3-15.4":      {when: func(t *tx) bool { return bit(t.CPR[0], 8) }, yes: "3-15.6", no: "3-15.5"},
	"3-15.5":      {when: func(t *tx) bool { return bit(t.CPR[0], 7) }, yes: "3-15.8", no: "3-15.10"},
	"3-15.6":      {when: func(t *tx) bool { return bit(t.TTQ[0], 3) }, yes: "3-15.9", no: "3-15.7"},
	"3-15.7":      {when: func(t *tx) bool { return bit(t.CPR[1], 2) }, yes: "3-15.8", no: "3-15.10"},
	"3-15.8":      {when: func(t *tx) bool { return bit(t.TTQ[0], 2) }, yes: "3-15.8 yes", no: "3-15.10"},
	"3-15.8 yes":  {do: method(Obtain), yes: "3-17.1"},
	"3-15.9":      {do: func(t *tx) { t.tvr[2] |= 0x04; t.cvm, t.online = OnlinePIN, true }, yes: "3-17.1"},
	"3-15.10":     {when: func(t *tx) bool { return bit(t.TTQ[2], 7) }, yes: "3-15.12", no: "3-15.11"},
	"3-15.11":     {when: (*tx).allowed, yes: "3-15.11 yes", no: "3-15.13"},
	"3-15.11 yes": {do: method(NoCVM), yes: "3-17.1"},
	"3-15.12":     {when: func(t *tx) bool { return bit(t.CPR[0], 5) }, yes: "3-16.1", no: "3-15.11"},
	"3-15.13":     {when: (*tx).other, yes: another, no: ended},

	// 3-16: the consumer device's.
	"3-16.1":     {when: func(t *tx) bool { return !bit(t.CVR, 2) }, yes: "3-16.3", no: "3-16.2"},
	"3-16.2":     {when: func(t *tx) bool { return bit(t.CVR, 1) }, yes: "3-16.3", no: "3-16.2 no"},
	"3-16.2 no":  {do: method(Confirmed), yes: "3-17.1"},
	"3-16.3":     {when: func(t *tx) bool { return bit(t.CPR[1], 2) && bit(t.TTQ[0], 2) }, yes: "3-16.4 yes", no: "3-16.5"},
	"3-16.4 yes": {do: method(Obtain), yes: "3-17.1"},
	"3-16.5":     {when: func(t *tx) bool { return t.allowed() && !bit(t.TTQ[1], 7) }, yes: "3-16.5 yes", no: "3-16.6"},
	"3-16.5 yes": {do: method(NoCVM), yes: "3-17.1"},
	"3-16.6":     {do: set(3, 0x80), yes: ended},

	// 3-17: processing restrictions.
	"3-17.1":     {do: func(t *tx) { t.tsi |= 0x08 }, yes: "3-17.2a"},
	"3-17.2a":    {when: func(t *tx) bool { return t.HasAUC && t.HasCountry }, yes: "3-17.2b", no: "3-17.3"},
	"3-17.2b":    {when: usable, yes: "3-17.4", no: "3-17.2b no"},
	"3-17.2b no": {do: set(2, 0x10), yes: "3-17.4"},
	"3-17.3":     {do: func(t *tx) { t.skipped = true }, yes: "3-17.4"},
	"3-17.4":     {when: func(t *tx) bool { return t.Expiry == Wrong || t.Expiry == Absent && t.TrackOver }, yes: "3-17.5", no: "3-17.7"},
	"3-17.5":     {do: set(2, 0x40), yes: "3-17.7"},
	"3-17.7":     {when: func(t *tx) bool { return t.OnException }, yes: "3-17.8", no: "3-17.9"},
	"3-17.8":     {do: set(1, 0x10), yes: "3-17.9"},
	"3-17.9":     {when: func(t *tx) bool { return t.lacks(MissingEffective | MissingVersion) }, yes: "3-18.1", no: "3-17.10"},
	"3-17.10":    {when: func(t *tx) bool { return t.OtherVersion }, yes: "3-17.11", no: "3-17.12"},
	"3-17.11":    {do: set(2, 0x80), yes: "3-17.12"},
	"3-17.12":    {when: func(t *tx) bool { return t.Early }, yes: "3-17.13", no: "3-18.1"},
	"3-17.13":    {do: set(2, 0x20), yes: "3-18.1"},

	// 3-18: terminal action analysis.
	"3-18.1":  {when: (*tx).aac, yes: "3-18.2", no: "3-18.1a"},
	"3-18.1a": {when: (*tx).tc, yes: "3-18.3", no: "3-18.6"},
	"3-18.2":  {when: func(t *tx) bool { return bit(t.CPR[0], 6) && !bit(t.tvr[0], 8) && !t.failed() }, yes: approved, no: declined},
	"3-18.3":  {when: (*tx).failed, yes: "3-18.4", no: "3-18.6"},
	"3-18.4":  {when: func(t *tx) bool { return bit(t.CPR[1], 6) }, yes: "3-18.14", no: "3-18.5"},
	"3-18.5":  {when: func(t *tx) bool { return bit(t.CPR[1], 7) }, yes: "3-18.11", no: "3-18.6"},
	"3-18.6":  {when: func(t *tx) bool { return bit(t.tvr[1], 5) || bit(t.tvr[0], 5) || bit(t.tvr[0], 6) }, yes: declined, no: "3-18.7"},
	"3-18.7":  {when: func(t *tx) bool { return bit(t.tvr[1], 7) }, yes: "3-18.8", no: "3-18.10"},
	"3-18.8":  {when: func(t *tx) bool { return bit(t.CPR[1], 3) }, yes: declined, no: "3-18.9"},
	"3-18.9":  {when: func(t *tx) bool { return bit(t.CPR[1], 4) }, yes: "3-18.11", no: "3-18.10"},
	"3-18.10": {when: func(t *tx) bool { return bit(t.tvr[1], 6) }, yes: "3-18.11", no: "3-19.1"},
	"3-18.11": {when: func(t *tx) bool { return t.Deferred }, yes: "3-18.14", no: "3-18.12"},
	"3-18.12": {when: func(t *tx) bool { return !bit(t.TTQ[0], 4) }, yes: online, no: "3-18.13"},
	"3-18.13": {when: func(t *tx) bool { return bit(t.CPR[1], 8) }, yes: "3-18.14", no: declined},
	"3-18.14": {when: (*tx).other, yes: another, no: declined},

	// 3-19: validate choice.
	"3-19.1": {when: func(t *tx) bool { return bit(t.TTQ[1], 8) }, yes: "3-19.2", no: "3-19.3"},
	"3-19.2": {when: (*tx).tc, yes: declined, no: "3-19.4"},
	"3-19.3": {when: (*tx).arqc, yes: "3-19.4", no: "3-19.6"},
	"3-19.4": {when: func(t *tx) bool { return t.Deferred }, yes: "3-19.5", no: online},
	"3-19.5": {when: func(t *tx) bool { return !bit(t.tvr[0], 8) }, yes: "3-19.6", no: declined},
	"3-19.6": {when: (*tx).failed, yes: declined, no: "3-19.7"},
	"3-19.7": {when: func(t *tx) bool { return t.skipped }, yes: declined, no: approved},
}

func empty(t *tx) { t.Log = Empty }

func ask(t *tx) { t.asked++ }

func method(name string) func(*tx) { return func(t *tx) { t.cvm = name } }

// usable performs the checks of Application Usage Control.
//
// EMV 4.4 B3 10.4.2
func usable(t *tx) bool {
	if at := bit(t.AUC[0], 2); t.ATM && !at || !t.ATM && !bit(t.AUC[0], 1) {
		return false
	}
	pick := func(b byte, domestic, abroad int) bool {
		return t.Domestic && bit(b, domestic) || !t.Domestic && bit(b, abroad)
	}
	switch t.Kind {
	case Cash:
		return pick(t.AUC[0], 8, 7)
	case Purchase:
		return pick(t.AUC[0], 6, 5) || pick(t.AUC[0], 4, 3)
	case Cashback:
		return (pick(t.AUC[0], 6, 5) || pick(t.AUC[0], 4, 3)) && pick(t.AUC[1], 8, 7)
	}
	return true
}
