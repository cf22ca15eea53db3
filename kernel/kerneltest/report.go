package kerneltest

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Element is one element of a [Report].
type Element struct {
	Row   tlv.Row
	Value []byte
}

// Report makes the report of a kernel that reports these elements.
func Report(list ...Element) kernel.Report {
	var rows []tlv.Row
	s, err := kernel.NewSession(kernel.Single("report", func(p *kernel.Port) *kernel.Outcome {
		for _, e := range list {
			rows = append(rows, e.Row)
			source := e.Row.Element().Source
			if p.Store().Put(e.Row, source&-source, e.Value) != kernel.Stored {
				panic("kerneltest: " + e.Row.Tag().String() + " is not stored")
			}
		}
		return &kernel.Outcome{Reports: rows}
	}), &kernel.Config{}, kernel.Transaction{})
	if err != nil {
		panic(err)
	}
	defer s.Close()
	a, err := s.Next(kernel.Event{})
	if err != nil || s.Err() != nil {
		panic(s.Err())
	}
	return a.Result.Report
}
