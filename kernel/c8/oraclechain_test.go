package c8_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c8/internal/oracle"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// chained is the card and the reader of a chain.
func chained(t testing.TB, in oracle.Chain) *scene {
	s := newScene(t)
	if !in.Enabled {
		s.set("9F8209", "1800")
	}
	if !in.Known {
		s.keys = &capk.Set{}
	}
	c := s.chip
	c.rsa, c.large = true, in.CardRest != oracle.Altered
	x := bench.Points()["icc-p256"].X()
	switch in.Key {
	case oracle.OtherKey:
		x = bench.Points()["pin-p256"].X()
	case oracle.NoPoint:
		x = bench.Digits(strings.Repeat("FF", 32))
	}
	if in.Key != oracle.NoKey {
		c.records = append(c.records, record{2, 2, in.Key != oracle.UnsignedKey, true, "9F810B20" + hexOf(x)})
	}
	if !in.Blinding {
		c.wrong = "blinding"
	}
	const list = "5F34"
	if in.ExtendedToo {
		c.extended = list
	}
	gone := []tlv.Tag{tlv.ExtendedSDATagList.Tag()}
	for tag, out := range map[tlv.Tag]bool{
		0x8F: !in.Index, 0x90: in.Issuer == oracle.Missing, 0x92: !in.IssuerRest, 0x9F32: !in.IssuerE, 0x9F46: in.Card == oracle.Missing, 0x9F48: in.CardRest == oracle.Missing, 0x9F47: !in.CardE,
	} {
		if out {
			gone = append(gone, tag)
		}
	}
	chain := without(gone...)(c.certified())
	if in.Issuer == oracle.Altered {
		chain = altered(0x90, -1)(chain)
	}
	if in.Card == oracle.Altered {
		chain = altered(0x9F46, -1)(chain)
	}
	c.extended, c.noChain = "", true
	if in.Extended {
		c.extended = list
		c.records[0].objects += hexOf(tlv.Append(nil, tlv.ExtendedSDATagList.Tag(), bench.Digits(list)))
	}
	c.records = append(c.records, chain...)
	return s
}

// The kernel and the oracle agree about every chain of RSA certificates.
// C-8 6.3.16, 6.3.17, 6.4.1, 7.2.5, 7.2.6, 7.2.8
func TestOracleOfChains(t *testing.T) {
	n := 0
	oracle.EachChain(int(max(sweep.Deep(), sweep.Sampled)), func(in oracle.Chain) {
		if n++; t.Failed() || !sweep.Sample(n, 5) {
			return
		}
		o := (&puppet{scene: chained(t, in)}).once().Outcome
		got, status := o.ODA.Result, map[string]kernel.Status{oracle.ChainGood: kernel.Approved, oracle.ChainFailed: kernel.Declined, oracle.ChainMissing: kernel.EndApplication}
		if o.Error.L2 == kernel.CardDataError {
			got = oracle.ChainMissing
		}
		if want := oracle.DecideChain(in); got != want || o.Status != status[want] {
			t.Errorf("%+v: %s, want %s (%v, %+v)", in, got, want, o.Status, o.Error)
		}
	})
	t.Logf("%d chains", n)
}

// exchanged is the card, the reader and the terminal of an exchange.
func exchanged(t testing.TB, in oracle.Exchange) *scene {
	s := newScene(t).set("9F820B", "0000000000", "9F820C", "0000000000")
	list := func(tag string, l oracle.List, full string) {
		if l != oracle.AbsentList {
			s.set(tag, map[oracle.List]string{oracle.FullList: full}[l])
		}
	}
	list("9F8203", in.Read, strings.Join(in.Wanted(), ""))
	list("BF8104", in.Write, strings.Repeat("9F811101AA9F811201BB9F811301CC", 1)[:10*in.Writes])
	if in.On {
		s.exchange()
	}
	if in.Flag != oracle.AbsentFlag {
		s.set("9F8202", map[oracle.Flag]string{oracle.ZeroFlag: "00", oracle.SetFlag: "01"}[in.Flag])
	}
	s.Then["TIMER"] = map[oracle.Answer][]string{
		oracle.Flagged: {"9F8202 01 01"}, oracle.FlaggedLater: {"9F8202 01 00", "9F8202 01 01"},
		oracle.ReadsMore: {"9F8203 06 9F8111 9F8112", "9F8202 01 01"}, oracle.WritesMore: {"BF8104 05 9F811401DD 9F8202 01 01"},
	}[in.Answer]
	s.chip.envelopes = map[string]string{oracle.Envelope1: "9F811102ABCD", oracle.Envelope2: "9F811200"}
	for tag, how := range map[string]oracle.Envelope{oracle.Envelope1: in.First, oracle.Envelope2: in.Second} {
		switch how {
		case oracle.RefusedEnvelope:
			s.give("RD "+tag, "6A88")
		case oracle.WrongMAC:
			s.give("RD "+tag, strings.Repeat("00", 16)+"9000")
		case oracle.OtherEnvelope:
			s.chip.envelopes[tag] = "9F811900"
		}
	}
	written := 0
	s.Middle = func(command, answer []byte) []byte {
		if command[1] != 0x34 {
			return answer
		}
		if written++; written != in.Fails {
			return answer
		}
		switch in.Writing {
		case oracle.RefusedEnvelope:
			return bench.Digits("6A88")
		case oracle.WrongMAC, oracle.OtherEnvelope:
			answer = slices.Clone(answer)
			answer[0] ^= 1
		}
		return answer
	}
	switch in.Local {
	case "failed":
		s.chip.wrong = "blinding"
	case "not performed":
		s.set("9F820A", "00")
	}
	return s
}

// The kernel and the oracle agree about data exchange and data storage.
// C-8 3.4, 3.5, 6.3.2, 6.3.3, 6.3.6, 6.3.8, 6.3.9, 6.3.10, 6.3.15, 6.3.17, 6.3.18
func TestOracleOfExchanges(t *testing.T) {
	n := 0
	oracle.EachExchange(int(max(sweep.Deep(), sweep.Sampled)), func(in oracle.Exchange) {
		if n++; t.Failed() || !sweep.Input(n) {
			return
		}
		s := exchanged(t, in)
		if n%2 == 0 {
			s.schedule("eager")
		}
		r := (&puppet{scene: s}).once()
		got := oracle.Exchanged{Read: hexOf(r.Report.Get(tlv.ReadDataStatus)), Write: hexOf(r.Report.Get(tlv.WriteDataStatus)), TimedOut: r.Error.L3 == kernel.L3TimeOut}
		needed, sent := map[string]bool{}, map[string]bool{}
		for _, line := range s.Lines {
			word, rest, _ := strings.Cut(line, " ")
			switch word {
			case "DEK":
				data, tags, _ := strings.Cut(rest, "|")
				for _, tag := range strings.Fields(tags) {
					needed[tag] = true
				}
				c := tlv.NewCursor(bench.Digits(data))
				for o := range c.All() {
					sent[o.Tag.String()] = true
				}
			case "RR":
				if n := len(got.Commands); n == 0 || got.Commands[n-1] != "RR" {
					got.Commands = append(got.Commands, "RR")
				}
			case "RD", "WD":
				got.Commands = append(got.Commands, line)
			case "AC":
				got.Commands = append(got.Commands, "AC "+line[len(line)-2:])
			}
		}
		want := oracle.DecideExchange(in)
		if r.Status != map[bool]kernel.Status{true: kernel.EndApplication, false: kernel.Approved}[want.TimedOut] {
			t.Errorf("%+v: %v, %+v", in, r.Status, r.Error)
		}
		if !want.TimedOut && !slices.Equal(keys(sent), want.Sent) {
			t.Errorf("%+v: sent %v, want %v\n%v", in, keys(sent), want.Sent, s.Lines)
		}
		if in.Read == oracle.FullList && in.Tags&0x11 != 0 && in.Answer == oracle.ReadsMore {
			want.Read, got.Read = "", "" // an envelope that is asked for again before its first answer is taken is in the book's list once: here the DETs go before
		}
		slices.Sort(want.Needed)
		got.Sent, want.Sent = nil, nil
		if got.Needed = keys(needed); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%+v\n got %v\nwant %v\n%v", in, got, want, s.Lines)
		}
	})
	t.Logf("%d exchanges", n)
}

func keys(m map[string]bool) (list []string) {
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}
