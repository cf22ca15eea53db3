package c5_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c5"
	"github.com/emvgo/emv/kernel/c5/internal/oracle"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

const puppetAID = "A0000000651010"

var (
	puppetPAN    = []byte{0x35, 0x69, 0x99, 0x00, 0x12, 0x00, 0x00, 0x1F}
	puppetNumber = [4]byte{0xA1, 0xA2, 0xA3, 0xA4}
)

// A puppet is a card and a terminal of one of the oracle's inputs.
type puppet struct {
	t       testing.TB
	in      oracle.In
	update  oracle.Update
	profile kernel.Profile
	cfg     kernel.Config

	options, asked []byte // GET PROCESSING OPTIONS and GENERATE AC as sent
	second         []byte // the second GENERATE AC
	scripts        int    // script commands
	removal        bool   // message 17
	memory         []byte
}

// bcd is a number of 12 digits.
func bcd(v uint64) []byte {
	b := make([]byte, 6)
	for i := range b {
		b[5-i] = byte(v/10%10)<<4 | byte(v%10)
		v /= 100
	}
	return b
}

// arrange makes the terminal of an input.
func (p *puppet) arrange(in oracle.In) kernel.Transaction {
	p.in, p.memory, p.removal = in, nil, false
	c := kernel.Combination{AID: bench.Digits(puppetAID), Kernel: "\x05", Currency: 0x0978}
	put := func(when bool, tag tlv.Tag, v ...byte) {
		if when {
			c.Parameters = append(c.Parameters, kernel.DataObject{Tag: tag, Value: v})
		}
	}
	limit := func(l oracle.Limit) kernel.Limit { return kernel.Limit{Amount: l.Amount, Present: l.Present} }
	c.FloorLimit, c.CVMLimit = limit(in.Floor), limit(in.CVM)
	put(true, c5.ParamCombinationOptions, in.Options, 0)
	put(true, c5.ParamInterchangeProfile, in.Profile, map[bool]byte{true: 0x80}[in.Update], 0)
	put(in.Plain.Present, c5.ParamTransactionLimit, bcd(in.Plain.Amount)...)
	put(in.Device.Present, c5.ParamCDCVMLimit, bcd(in.Device.Amount)...)
	put(true, c5.ParamRemovalTimeout, 0x03, 0x00)
	put(true, c5.ParamRandomThreshold, bcd(5000)...)
	put(true, c5.ParamRandomTarget, map[bool]byte{true: 0x99}[in.Drawn])
	put(true, c5.ParamRandomMaximumTarget, map[bool]byte{true: 0x99}[in.Drawn])
	put(in.TAC.Present, c5.ParamTACDenial, in.TAC.Denial[:]...)
	put(in.TAC.Present, c5.ParamTACOnline, in.TAC.Online[:]...)
	put(in.TAC.Present, c5.ParamTACDefault, in.TAC.Default[:]...)
	p.cfg.Terminal = kernel.Terminal{
		CountryCode: 0x0276, Type: in.Terminal, TransactionCurrency: 0x0978, CurrencyExponent: map[bool]byte{false: 2}[in.SingleUnits], Languages: []string{"en"},
		IFDSerialNumber: "12345678", LooksUp: true, AcquirerID: []byte{0, 0, 0, 0, 0, 1}, MerchantNameLocation: "Shop",
	}
	p.cfg.Combinations, p.cfg.Profile = []kernel.Combination{c}, p.profile
	tx := kernel.Transaction{
		Money: kernel.Money{Amount: in.Amount}, Type: in.Type, Date: [3]byte{0x26, 0x07, 0x01}, Time: [3]byte{0x12, 0x30, 0},
	}
	if in.Cashback {
		tx.AmountOther = 1
	}
	return tx
}

// selected is the card's FCI.
func (p *puppet) selected() []byte {
	a5 := tlv.Append(nil, 0x50, []byte("JCB"))
	switch p.in.FCI {
	case oracle.Modern:
		a5 = tlv.Append(a5, 0x9F38, bench.Digits("9F53039F5201"))
	case oracle.Legacy:
		a5 = tlv.Append(a5, 0x9F38, bench.Digits("9F5303"))
	case oracle.EmptyPDOL:
		a5 = tlv.Append(a5, 0x9F38, nil)
	case oracle.BadFCI:
		return brokenFCI
	case oracle.NoFCI:
		return nil
	}
	return tlv.Append(nil, 0x6F, tlv.Append(tlv.Append(nil, 0x84, bench.Digits(puppetAID)), 0xA5, a5))
}

var brokenFCI = bench.Digits("6F0584075A5A5A")

// answer is a response in this template.
func answer(template tlv.Tag, objects []byte) []byte {
	return append(tlv.Append(nil, template, objects), 0x90, 0)
}

// initiated is the answer to GET PROCESSING OPTIONS.
func (p *puppet) initiated() []byte {
	in := &p.in
	aip, afl := in.AIP[:], bench.Digits("08010400")
	switch {
	case in.OptionsSW != 0x9000:
		return []byte{byte(in.OptionsSW >> 8), byte(in.OptionsSW)}
	case in.Answer == oracle.NoForm:
		return bench.Digits("7703820200 9000")
	case in.Answer == oracle.BadAFL:
		afl = afl[:3]
	case in.Answer == oracle.NoAFL:
		afl = nil
	case in.Answer == oracle.NoAIP:
		return answer(0x77, tlv.Append(nil, 0x94, afl))
	}
	if in.FCI == oracle.Legacy {
		return answer(0x80, slices.Concat(aip, afl))
	}
	b := tlv.Append(nil, 0x82, aip)
	if afl != nil {
		b = tlv.Append(b, 0x94, afl)
	}
	return answer(0x77, b)
}

// record is one of the card's four: its data, and its certificates.
func (p *puppet) record(n byte) []byte {
	in := &p.in
	var b []byte
	put := func(when bool, tag tlv.Tag, v ...byte) {
		if when {
			b = tlv.Append(b, tag, v)
		}
	}
	c := bench.Signing{PAN: puppetPAN, AIP: in.AIP}.Certificates()
	switch n {
	case 1:
		if in.BadRecord {
			return []byte{0x6A, 0x83}
		}
		has := func(m oracle.Missing) bool { return in.Missing&m == 0 }
		put(has(oracle.MissingPAN), 0x5A, puppetPAN...)
		put(has(oracle.MissingTrack2), 0x57, bench.Digits("356999001200001D49122010000000000F")...)
		put(has(oracle.MissingExpiry), 0x5F24, map[bool][]byte{false: {0x49, 0x12, 0x31}, true: {0x26, 0x06, 0x30}}[in.Expired]...)
		put(has(oracle.MissingCDOL1), 0x8C, bench.Digits("9F0206 9505 9F5303 9F3704")...)
		put(!in.NoCDOL2, 0x8D, bench.Digits("8A02 9108 9505")...)
		put(in.Early, 0x5F25, 0x26, 0x07, 0x02)
		put(in.HasUsage, 0x9F07, in.Usage[:]...)
		put(in.Country == oracle.Domestic, 0x5F28, 0x02, 0x76)
		put(in.Country == oracle.International, 0x5F28, 0x08, 0x40)
		list := binary.BigEndian.AppendUint64(nil, 0)
		for _, r := range in.Rules[:in.RuleCount] {
			list = append(list, r.Method, r.Condition)
		}
		put(in.HasList, 0x8E, list...)
		put(in.IAC.Present, 0x9F0E, in.IAC.Denial[:]...)
		put(in.IAC.Present, 0x9F0F, in.IAC.Online[:]...)
		put(in.IAC.Present, 0x9F0D, in.IAC.Default[:]...)
	case 2:
		put(true, 0x8F, map[bool]byte{false: 0xC1, true: 0xC9}[in.UnknownKey])
		put(true, 0x90, c.Issuer...)
	case 3:
		put(true, 0x9F32, c.Exponent...)
		put(true, 0x92, c.IssuerRest...)
		put(true, 0x9F47, c.Exponent...)
		put(true, 0x9F4A, 0x82)
	case 4:
		put(!in.NoChain, 0x9F46, c.ICC...)
		put(true, 0x9F48, c.ICCRest...)
	}
	return answer(0x70, b)
}

var (
	puppetAC  = bench.Digits("1122334455667788")
	puppetIAD = bench.Digits("0701010203040506")
)

// cryptogram is the answer to GENERATE AC.
func (p *puppet) cryptogram() []byte {
	in := &p.in
	switch {
	case in.SW != 0x9000:
		return []byte{byte(in.SW >> 8), byte(in.SW)}
	case in.Form == oracle.Broken:
		return bench.Digits("77015A9000")
	case in.Form == oracle.Format1:
		return answer(0x80, slices.Concat([]byte{in.CID, 0, 7}, puppetAC, puppetIAD))
	}
	declined := in.CID&0xC0 == 0
	signs := !declined && in.Proof != oracle.NoSignature
	var b []byte
	put := func(when bool, tag tlv.Tag, v ...byte) {
		if when {
			b = tlv.Append(b, tag, v)
		}
	}
	put(in.Lack != oracle.LacksCID, 0x9F27, in.CID)
	put(in.Lack != oracle.LacksATC, 0x9F36, 0, 7)
	put(in.Lack != oracle.LacksAC && (!signs || p.asked[2]&0x10 == 0), 0x9F26, puppetAC...)
	put(in.Lack != oracle.LacksIAD, 0x9F10, puppetIAD...)
	put(in.Lack != oracle.LacksStatus && !declined, 0x9F50, in.Status)
	put(in.Balance, 0x9F5F, bcd(3866)...)
	put(in.HasConduct, 0x9F60, in.Conduct)
	if signs {
		sent := slices.Concat(p.options[7:len(p.options)-1], p.asked[5:len(p.asked)-1])
		sdad := bench.Signing{}.Sign(puppetNumber[:], in.CID, puppetAC, sent, b)
		if in.Proof == oracle.BadSignature {
			sdad = slices.Clone(sdad)
			sdad[len(sdad)/2] ^= 1
		}
		put(true, 0x9F4B, sdad...)
	}
	return answer(0x77, b)
}

// Do is the card, and a terminal that lets the kernel alone.
func (p *puppet) Do(_ context.Context, a kernel.Action) (ev kernel.Event, err error) {
	switch a.Kind {
	case kernel.Show:
		p.removal = p.removal || requestOf(&a.UI) == oracle.UI{Message: 0x17, Status: "Card Read Successfully"}
	case kernel.Lookup:
		ev = kernel.Event{Kind: kernel.LookedUp, Listed: p.in.Listed}
	case kernel.Transmit:
		var fault oracle.Fault
		ev.Kind = kernel.Response
		switch a.Command[1] {
		case apdu.GetProcessingOptions:
			p.options, fault = slices.Clone(a.Command), oracle.AtOptions
			ev.Data = p.initiated()
		case apdu.ReadRecord:
			fault = oracle.AtRecord
			ev.Data = p.record(a.Command[2])
		case apdu.GenerateAC:
			if p.asked == nil {
				p.asked, fault = slices.Clone(a.Command), oracle.AtCryptogram
				ev.Data = p.cryptogram()
				break
			}
			p.second, fault = slices.Clone(a.Command), oracle.AtSecond
			ev.Data = p.renewed()
		case scriptINS:
			p.scripts++
			ev.Data, fault = p.scripted(a.Command)
		default:
			p.t.Errorf("%X", a.Command)
		}
		if fault == p.in.Fault || fault == p.update.Fault && fault >= oracle.AtCritical {
			ev = kernel.Event{Kind: kernel.CardFault, Fault: kernel.FaultTransmission}
		}
	}
	return ev, nil
}

var (
	outcomeWords = map[kernel.Status]oracle.Outcome{
		kernel.Approved: oracle.Approved, kernel.Declined: oracle.Declined, kernel.OnlineRequest: oracle.OnlineRequest, kernel.TryAgain: oracle.TryAgain,
		kernel.TryAnotherInterface: oracle.TryAnotherInterface, kernel.SelectNext: oracle.SelectNext, kernel.EndApplication: oracle.EndApplication,
	}
	methodWords = map[kernel.CVM]string{
		kernel.CVMNotApplicable: oracle.NA, kernel.CVMNotRequired: oracle.NoCVM, kernel.CVMOnlinePIN: oracle.OnlinePIN,
		kernel.CVMConfirmed: oracle.Confirmed, kernel.CVMSignature: oracle.Sign,
	}
	beginWords   = map[kernel.Start]string{kernel.StartNone: oracle.NA, kernel.StartB: "B", kernel.StartC: "C", kernel.StartD: "D"}
	onlineWords  = map[kernel.OnlineData]string{kernel.OnlineDataNone: oracle.NA, kernel.OnlineDataAny: oracle.Any, kernel.OnlineDataEMV: oracle.EMVData}
	contactWords = map[kernel.Interface]string{kernel.InterfaceNone: oracle.NA, kernel.Contact: oracle.ContactChip}
	requestWords = map[kernel.UIStatus]string{
		kernel.StatusNotReady: "Not Ready", kernel.StatusReadyToRead: "Ready to Read", kernel.StatusProcessing: "Processing",
		kernel.StatusProcessingError: "Processing Error", kernel.StatusCardReadSuccessfully: "Card Read Successfully",
	}
)

func requestOf(ui *kernel.UI) oracle.UI {
	if ui == nil {
		return oracle.UI{}
	}
	return oracle.UI{
		Message: byte(ui.Message), Status: requestWords[ui.Status], Hold: int(ui.Hold / (100 * time.Millisecond)), Balance: ui.Balance && ui.HasValue && ui.Amount == 3866,
	}
}

// outOf puts an outcome into the oracle's words.
func outOf(o *kernel.Outcome) oracle.Out {
	out := oracle.Out{
		Outcome: outcomeWords[o.Status], Start: beginWords[o.Start], Online: onlineWords[o.OnlineResponseData], CVM: methodWords[o.CVM],
		UI: requestOf(o.UIOutcome), Restart: requestOf(o.UIRestart), Record: o.DataRecord != nil, Alternate: contactWords[o.AlternateInterface], Receipt: o.Receipt,
		FieldOff: -1, Hold: o.RemovalTimeout == 30*time.Second, Reference: oracle.Unasked,
	}
	if o.FieldOff != 0 {
		out.FieldOff = int(o.FieldOff / (100 * time.Millisecond))
	}
	if results, ok := tlv.Find(o.DataRecord, 0x9F34); ok {
		copy(out.Results[:], results.Value)
	}
	return out
}

// frozen is a TVR without the bit that may still be set after GENERATE AC.
func frozen(tvr []byte) string { return string(append([]byte{tvr[0] &^ 0x04}, tvr[1:]...)) }

// sent adds what the commands had, and the TVR of the record, to what came of them.
func (p *puppet) sent(out oracle.Out, o *kernel.Outcome) oracle.Out {
	if p.options != nil {
		out.Offered = p.options[7]
		if len(p.options) == 12 && p.options[10] != 0x02 { // 9F52: C-5 3.2.1.6
			p.t.Errorf("%+v\n%X", p.in, p.options)
		}
	}
	tvr, _ := tlv.Find(o.DataRecord, 0x95)
	if copy(out.TVR[:], tvr.Value); out.TVR[0]&0x04 != 0 {
		out.CDAFailed = true
	}
	if p.asked != nil {
		out.Reference, out.Profile = p.asked[2], p.asked[16]
		copy(out.TVR[:], p.asked[11:])
		if ac, _ := tlv.Find(o.DataRecord, 0x9F26); o.Status == kernel.OnlineRequest && !bytes.Equal(ac.Value, puppetAC) || o.DataRecord != nil && frozen(tvr.Value) != frozen(out.TVR[:]) {
			p.t.Errorf("%+v\nthe record has %X, %X", p.in, ac.Value, tvr.Value) // C-5 3.8.1.3, 3.9.1.4
		}
	}
	out.Removal = p.removal
	return out
}
