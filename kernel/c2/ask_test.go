package c2_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// asks runs the scene and gives its GENERATE AC command, reference control parameter and data, "" where there was none. change is what is other about the
// configuration, nil for nothing.
func (s *scene) asks(change func(*kernel.Config)) (command string) {
	s.t.Helper()
	sc := s.scenario()
	if change != nil {
		change(sc.Config)
	}
	world := sc.World
	sc.World = func() kerneltest.World {
		w := world()
		return func(a kernel.Action) kernel.Event {
			if a.Kind == kernel.Transmit && a.Command[1] == apdu.GenerateAC {
				command = fmt.Sprintf("%02X %X", a.Command[2], a.Command[5:5+int(a.Command[4])])
			}
			return w(a)
		}
	}
	tr := sc.Run(s.t)
	s.out, s.data = tr.Result.Outcome, map[tlv.Row]string{}
	for row, v := range tr.Result.Report.All() {
		s.data[row] = fmt.Sprintf("%X", v)
	}
	return command
}

// record has the card give these objects in its record, in the place of those of the plain one where they have the same tag.
func (s *scene) record(objects string) *scene {
	var b []byte
	c := tlv.NewCursor(digits(plainRecord))
	for o := range c.All() {
		if _, other := tlv.Find(digits(objects), o.Tag); !other {
			b = append(b, o.Raw...)
		}
	}
	return s.give("RR 1.1", in(0x70, fmt.Sprintf("%X", b), objects))
}

// options has the card give these objects in its answer to GET PROCESSING OPTIONS, beside the AFL. The first is the AIP.
func (s *scene) options(objects ...string) *scene {
	return s.give("GPO", in(0x77, "9404 08010100", strings.Join(objects, "")))
}

// keyed puts the test keys of the certification authorities into the configuration: with one of them named, CDA has not failed before GENERATE AC.
func withKeys(t testing.TB) func(*kernel.Config) {
	keys := bench.Config(t, "tap").Keys
	return func(c *kernel.Config) { c.Keys = keys }
}

// The objects of a card that can be authenticated as far as GENERATE AC goes. The certificates are none.
const signedObjects = "8F01 C1 9001 00 9F3201 03 9F4601 00 9F4701 03 9F4A01 82"
