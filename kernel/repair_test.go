package kernel

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/emvgo/emv/kernel/internal/entry"
)

// repair makes the checksums over the bytes right again, so that a fuzzer's changes reach what lies behind them.
func repair(in []byte) []byte {
	b := bytes.Clone(in)
	if len(b) < 6 {
		return b
	}
	off := 6 + int(b[5]) + 48
	if off >= len(b) {
		return b
	}
	off += 1 + int(b[off])
	if off+4 > len(b) {
		return b
	}
	crc := entry.Update(0, b[:off])
	binary.LittleEndian.PutUint32(b[off:], crc)
	for off += 4; off < len(b); {
		_, n, fault := entry.Read(b, off)
		if fault != entry.OK {
			return b[:off]
		}
		crc = entry.Update(crc, b[off:off+n-4])
		binary.LittleEndian.PutUint32(b[off+n-4:], crc)
		off += n
	}
	return b
}

// FuzzRepairedJournal changes a journal behind its checksums. A session that resumes has written the same journal itself;
// everything else is refused.
func FuzzRepairedJournal(f *testing.F) {
	p := Single("fuzz", func(p *Port) *Outcome {
		un := p.UnpredictableNumber()
		p.Send(un[:])
		p.SendData(un[:2], nil)
		ev, out := p.Await(Set(Response, DataReceived))
		if out != nil {
			return out
		}
		p.StartTimer(1)
		host, out := p.GoOnline(ev.Data)
		if out != nil {
			return out
		}
		return &Outcome{Status: Approved, DataRecord: host.Data}
	})
	cfg := &Config{Budget: Budget{JournalBytes: 4096}}
	for _, stop := range []int{1, 3, 5, 9} {
		s, err := NewSession(p, cfg, Transaction{Money: Money{Amount: 1}})
		if err != nil {
			f.Fatal(err)
		}
		events := []Event{
			{},
			{Kind: DataReceived, Data: []byte{1}},
			{},
			{Kind: Response, Data: []byte{0x90, 0}},
			{Kind: Timeout},
			{Kind: HostResponse, Data: []byte{0x8A, 2, '0', '0'}},
		}
		for i, ev := range events {
			if i < stop {
				if _, err := s.Next(ev); err != nil {
					f.Fatal(err)
				}
			}
		}
		f.Add(s.Journal())
		_ = s.Close()
	}
	exponentAlone := append([]byte("EMVJ\x02\x04fuzz"), make([]byte, 48)...) // of a currency that the transaction does not name
	f.Add(append(exponentAlone, 3, 1, 3, 0x75, 0, 0, 0, 0))
	f.Fuzz(func(t *testing.T, b []byte) {
		journal := repair(b)
		if len(journal) > 1<<16 {
			return
		}
		s, _, err := Resume(p, cfg, journal)
		var je *JournalError
		var se *SetupError
		if err != nil {
			if s != nil || !errors.As(err, &je) && !errors.As(err, &se) {
				t.Fatal(s, err)
			}
			return
		}
		defer s.Close()
		if !bytes.HasPrefix(s.Journal(), journal) || s.Err() != nil {
			t.Fatalf("%X\n%X\n%v", journal, s.Journal(), s.Err())
		}
	})
}
