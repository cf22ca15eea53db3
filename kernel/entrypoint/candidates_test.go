package entrypoint_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/entrypoint/internal/oracle"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

var selectNext = kernel.Outcome{Status: kernel.SelectNext, Start: kernel.StartC}

// order gives the Candidate List of a PPSE in the order in which it is selected, each as name and kernel: every kernel wants the next one.
func order(t testing.TB, cfg *kernel.Config, f *field) (list []string, r *kernel.Result) {
	t.Helper()
	var kernels []kernel.Kernel
	for _, c := range cfg.Combinations {
		if !slices.ContainsFunc(kernels, func(k kernel.Kernel) bool { return k.ID() == c.Kernel }) {
			kernels = append(kernels, &scripted{id: c.Kernel, mute: true, say: []kernel.Outcome{selectNext}, do: func(_ *kernel.Port, act *kernel.Activation) {
				list = append(list, fmt.Sprintf("%X %X", f.selected, string(act.Combination.Kernel)))
			}})
		}
	}
	f.apps = nil
	return list, run(t, from(kernel.StartA, func() []kernel.Kernel { return kernels }), cfg, purchase(500), f)
}

// What leads to a candidate, one trap a row: entries of the PPSE, combinations of the reader as AID/kernel, and the order of selection as name and kernel.
func TestCandidates(t *testing.T) {
	const visa, union, other = "A000000003", "A000000333", otherAID
	type e = oracle.Entry
	for _, r := range []struct {
		name    string
		reader  string
		want    string
		entries []e
	}{
		{"no name", visa + "/03", "", []e{entry("-", "01", "-", "-")}},                                           // B 3.3.2.5 A
		{"name of 4 bytes", visa + "/03", "", []e{entry("A0000000", "01", "-", "-")}},                            // B 3.3.2.5 A
		{"name of 17 bytes", visa + "/03", "", []e{entry("A000000003101000000000000000000000", "01", "-", "-")}}, // B 3.3.2.5 A
		{"name of 16 bytes", visa + "/03", "A0000000031010000000000000000000 03", []e{entry("A0000000031010000000000000000000", "01", "-", "-")}},
		{"full match", visaAID + "/03", visaAID + " 03", []e{entry(visaAID, "01", "-", "-")}},                                                                                                                              // B 3.3.2.5 B
		{"the AID begins the name", visa + "/03", visaAID + " 03", []e{entry(visaAID, "01", "-", "-")}},                                                                                                                    // B 3.3.2.5 B
		{"the name begins the AID", visaAID + "/03", "", []e{entry(visa, "01", "-", "-")}},                                                                                                                                 // B 3.3.2.5 B
		{"9F2A absent, empty, 00", visa + "/03", visaAID + " 03," + visaAID + "01 03," + visaAID + "02 03", []e{entry(visaAID, "01", "-", "-"), entry(visaAID+"01", "01", "", "-"), entry(visaAID+"02", "01", "00", "-")}}, // B 3.3.2.5 C
		{"00 and more is zero", visa + "/03", visaAID + " 03", []e{entry(visaAID, "01", "000000", "-")}},                                                                                                                   // B 3.3.2.5 C
		{"00b: byte 1 only", visa + "/03", visaAID + " 03", []e{entry(visaAID, "01", "0308260000000000", "-")}},                                                                                                            // B 3.3.2.5 C
		{"01b: byte 1 with its bits", visa + "/03", "", []e{entry(visaAID, "01", "43", "-")}},                                                                                                                              // B 3.3.2.5 C
		{"10b under 3 bytes", other + "/820826", "", []e{entry(other, "01", "82", "-"), entry(other, "01", "8208", "-")}},                                                                                                  // B 3.3.2.5 C
		{"10b", other + "/820826", other + " 820826", []e{entry(other, "01", "820826", "-")}},                                                                                                                              // B 3.3.2.5 C
		{"11b of 8 bytes", other + "/C20826", other + " C20826", []e{entry(other, "01", "C208260000000000", "-")}},                                                                                                         // B 3.3.2.5 C
		{"short ID 0", other + "/800826", "", []e{entry(other, "01", "800826", "-"), entry(other, "01", "C00826", "-")}},                                                                                                   // B 3.3.2.5 C
		{"any kernel of another AID", other + "/820826 " + other + "/02", other + " 820826," + other + " 02", []e{entry(other, "01", "-", "-")}},                                                                           // B 3.3.2.5 C, 3.3.2.5 D
		{"the AID's own kernel alone", visa + "/03 " + visa + "/02", visaAID + " 03", []e{entry(visaAID, "01", "-", "-")}},                                                                                                 // B 3.3.2.5 C, 3.3.2.5 D
		{"the kernel that is asked for", visa + "/03 " + visa + "/02", visaAID + " 02", []e{entry(visaAID, "01", "02", "-")}},                                                                                              // B 3.3.2.5 D
		{"a kernel that is not there", visa + "/03", "", []e{entry(visaAID, "01", "05", "-")}},                                                                                                                             // B 3.3.2.5 D
		{"two kernels of one entry", visa + "/03 " + visaAID + "/03", visaAID + " 03," + visaAID + " 03", []e{entry(visaAID, "01", "-", "-")}},                                                                             // B 3.3.2.5 E
		{"by priority", visa + "/03 " + union + "/07", unionAID + " 07," + visaAID + " 03", []e{entry(visaAID, "02", "-", "-"), entry(unionAID, "01", "-", "-")}},                                                          // B 3.3.3.2
		{"bits 8 to 5 do not count", visa + "/03 " + union + "/07", unionAID + " 07," + visaAID + " 03", []e{entry(visaAID, "02", "-", "-"), entry(unionAID, "F1", "-", "-")}},                                             // B 3.3.1.1, A 8.1.1.9
		{
			"0, F and none are the lowest, by their place", visa + "/03 " + union + "/07", unionAID + " 07," + visaAID + " 03," + visaAID + "01 03," + unionAID + "01 07",
			[]e{entry(visaAID, "0F", "-", "-"), entry(visaAID+"01", "-", "-", "-"), entry(unionAID+"01", "00", "-", "-"), entry(unionAID, "0E", "-", "-")},
		}, // B 3.3.3.2
		{"Extended Selection is appended", visa + "/03+", visaAID + "0102 03", []e{entry(visaAID, "01", "-", "0102")}}, // B 3.3.3.3
		{"Extended Selection and flag 0", visa + "/03-", visaAID + " 03", []e{entry(visaAID, "01", "-", "0102")}},      // B 3.3.3.3
		{"Extended Selection and no flag", visa + "/03", visaAID + " 03", []e{entry(visaAID, "01", "-", "0102")}},      // B 3.3.3.3
		{"empty Extended Selection", visa + "/03+", visaAID + " 03", []e{entry(visaAID, "01", "-", "")}},               // B 3.3.3.3
		{"16 bytes with it", visa + "/03+", visaAID + "010203040506070809 03", []e{entry(visaAID, "01", "-", "010203040506070809")}},
		{"more than 16 bytes with it", visa + "/03+", "", []e{entry(visaAID, "01", "-", "01020304050607080910")}}, // B 3.3.3.3
	} {
		var list []kernel.Combination
		for _, c := range strings.Fields(r.reader) {
			aid, id, _ := strings.Cut(c, "/")
			list = append(list, combination(aid, strings.TrimRight(id, "+-"), func(c *kernel.Combination) {
				if strings.HasSuffix(id, "+") {
					c.ExtendedSelection = kernel.FlagSet
				} else if strings.HasSuffix(id, "-") {
					c.ExtendedSelection = kernel.FlagClear
				}
			}))
		}
		f := &field{ppse: ppse("", r.entries...), any: true}
		got, result := order(t, reader(list...), f)
		if strings.Join(got, ",") != r.want {
			t.Errorf("%s: %q, want %q", r.name, got, r.want)
		}
		if result.Status != kernel.EndApplication || result.Error.L2 != kernel.EmptyCandidateList {
			t.Errorf("%s: %v", r.name, result)
		}
	}
}

// Of combinations that match one entry the longest AID is first, with its limits, wherever it stands in the configuration; then the shorter ones.
//
// B 3.3.3.2
func TestLongestCombinationFirst(t *testing.T) {
	aids := []string{"A000000003", visaAID, "A00000000310"}
	for i := range aids {
		var list []kernel.Combination
		for n := range aids {
			list = append(list, combination(aids[(i+n)%len(aids)], "03"))
		}
		var got []string
		k := &scripted{id: "\x03", mute: true, say: []kernel.Outcome{selectNext}, do: func(_ *kernel.Port, act *kernel.Activation) {
			got = append(got, fmt.Sprintf("%X", act.Combination.AID))
		}}
		f := &field{ppse: ppse("", entry(visaAID, "01", "-", "-")), any: true}
		run(t, from(kernel.StartA, func() []kernel.Kernel { return []kernel.Kernel{k} }), reader(list...), purchase(500), f)
		if want := []string{visaAID, "A00000000310", "A000000003"}; !slices.Equal(got, want) {
			t.Errorf("%d: %q, want %q", i, got, want)
		}
	}
}

// The defaults of every payment system.
//
// B 3.3.2.5 C
func TestDefaultKernels(t *testing.T) {
	for rid, want := range map[string]string{
		"A000000004": "02", "A000000003": "03", "A000000025": "04", "A000000065": "05", "A000000152": "06", "A000000324": "06", "A000000333": "07",
	} {
		var list []kernel.Combination
		for _, id := range []string{"02", "03", "04", "05", "06", "07", "08"} {
			list = append(list, combination(rid, id))
		}
		f := &field{ppse: ppse("", entry(rid+"1010", "01", "-", "-")), any: true}
		if got, _ := order(t, reader(list...), f); len(got) != 1 || got[0] != rid+"1010 "+want {
			t.Errorf("%s: %q", rid, got)
		}
	}
}

// The Candidate List against the oracle, over its whole space of two entries.
//
// B 3.3.2.5, 3.3.3.2
func TestCandidatesOracle(t *testing.T) {
	list := []kernel.Combination{
		combination("A000000003", "03"), combination("A000000333", "07"), combination("A00000009901", "820826"), combination("A000000003", "43"), combination("A00000009901", "02"),
	}
	var same []oracle.Combination
	for _, c := range list {
		same = append(same, oracle.Combination{AID: c.AID, Kernel: []byte(c.Kernel)})
	}
	count := 0
	oracle.EachPair(true, func(entries []oracle.Entry) {
		if count++; !sweep.Large(count, 101, 7) {
			return
		}
		var want []string
		for _, c := range oracle.Candidates(entries, same) {
			want = append(want, fmt.Sprintf("%X %X", c.Name, same[c.Reader].Kernel))
		}
		got, _ := order(t, reader(list...), &field{ppse: ppse("", entries...), any: true})
		if !slices.Equal(got, want) {
			t.Fatalf("%X: %q, want %q", entries, got, want)
		}
	})
}

// A PPSE that is not one has no entry; what is strange inside it is passed over, and order makes no difference.
func TestDirectory(t *testing.T) {
	good := ppse("", entry(visaAID, "01", "-", "-"))
	body := good[:len(good)-2]
	wrap := func(parts ...string) []byte {
		b := unhex(strings.Join(parts, ""))
		return append(tlv.Append(nil, tlv.TagFCI, tlv.Append(nil, tlv.TagFCIProprietary, tlv.Append(nil, tlv.TagIssuerDiscretionary, b))), 0x90, 0x00)
	}
	one := "61094F07" + visaAID
	for _, r := range []struct {
		name string
		ppse []byte
		n    int
	}{
		{"as it should be", good, 1},
		{"without a DF name", wrap(one), 1},                                                      // B 3.3.1
		{"no Directory Entry", wrap("9F3E020001"), 0},                                            // B 3.3.2.4
		{"nothing", []byte{0x90, 0x00}, 0},                                                       // B 3.3.2.4
		{"cut off", append(slices.Clone(body[:len(body)-1]), 0x90, 0x00), 0},                     // B 3.3.2.4
		{"more behind it", append(slices.Clone(body), 0x5A, 0x00, 0x90, 0x00), 0},                // B 3.3.2.4
		{"another template", append(append([]byte{0x70}, body[1:]...), 0x90, 0x00), 0},           // B 3.3.2.4
		{"no issuer discretionary data", unhex("6F07A5055003414243 9000"), 0},                    // B 3.3.2.4
		{"an entry outside", unhex("6F0DA500" + one + "9000"), 0},                                // B 3.3.2.4
		{"unknown objects", wrap("DF01020102", one, "73048702FFFF"), 1},                          // B 3.6.1.2
		{"a terminal's object", wrap("9F1A020999", one), 1},                                      // B 3.6.1.1
		{"the name last", wrap("610C870101", "4F07"+visaAID), 1},                                 // B 3.6.3.1
		{"ASRPD, well-formed or not", wrap("61149F0A0400010100", "4F07"+visaAID, "9F0A0100"), 1}, // B 3.3.1.2
		{"a name twice: the first", wrap("6112", "4F07"+visaAID, "4F07"+unionAID[:14]), 1},
		{"an ill-formed entry beside a good one", wrap("6104", "87FF4F01", one), 1}, // B 3.3.2.5 A
		{"an entry with a template inside", wrap("6111", "7306500441424344", "4F07"+visaAID), 1},
		{"an entry that breaks off behind its name", wrap("610B", "4F07"+visaAID, "87FF"), 0}, // B 3.3.2.5 A
		{"the last entry cut off", wrap(one, "61094F07A000"), 0},                              // B 3.3.2.4
		{"as long as was asked for", wrap("DF0181E7"+strings.Repeat("00", 0xE7), one), 1},
		{"a byte longer", wrap("DF0181E8"+strings.Repeat("00", 0xE8), one), 0},
		{"longer than was asked for", wrap("DF0181F0"+strings.Repeat("00", 0xF0), one), 0},
	} {
		f := &field{ppse: r.ppse, any: true}
		got, _ := order(t, oneVisa, f)
		if len(got) != r.n {
			t.Errorf("%s: %q", r.name, got)
		}
	}
}

// An object of no byte is not there, before the real one or behind it.
//
// B3 5.2 length 00
func TestEmptyObjectsOfEntry(t *testing.T) {
	const name = "4F07" + visaAID
	for _, c := range []struct{ entry, want string }{
		{"4F00" + name, visaAID + " 03"},
		{name + "4F00", visaAID + " 03"},
		{"4F00", ""},
		{name + "9F2A00", visaAID + " 03"},
		{name + "9F2A009F2A0108", visaAID + " 08"},
		{name + "9F2A01089F2A00", visaAID + " 08"},
		{name + "9F29009F290101", visaAID + "01 03"},
		{name + "9F2901019F2900", visaAID + "01 03"},
	} {
		cfg := reader(combination("A000000003", "03"), combination("A000000003", "08"))
		for i := range cfg.Combinations {
			cfg.Combinations[i].ExtendedSelection = kernel.FlagSet
		}
		discretionary := tlv.Append(nil, tlv.TagIssuerDiscretionary, tlv.Append(nil, tlv.TagDirectoryEntry, unhex(c.entry)))
		f := &field{ppse: append(tlv.Append(nil, tlv.TagFCI, tlv.Append(nil, tlv.TagFCIProprietary, discretionary)), 0x90, 0x00), any: true}
		if got, _ := order(t, cfg, f); strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", c.entry, got, c.want)
		}
	}
}

// Of an object that is there twice the first counts, and one that is not the entry's, or not of its length, is none of it: names, kernels and Extended Selection
// as they are selected.
//
// B 3.3.1.1, 3.3.1.2, 3.3.3.3
func TestFirstObjectOfEntryCounts(t *testing.T) {
	const one, two = "4F07" + visaAID, "4F07" + "A0000000032010"
	for _, c := range []struct {
		name    string
		entries []string
		want    string
	}{
		{"kernel", []string{one + "9F2A0108" + "9F2A0103"}, visaAID + " 08"},
		{"extended selection", []string{one + "9F290101" + "9F290102"}, visaAID + "01 03"},
		{"no extended selection", []string{one + "9F2B0101" + "870101"}, visaAID + " 03"},
		{"priority", []string{one + "870102" + "870101", two + "870101"}, "A0000000032010 03, " + visaAID + " 03"},
		{"priority of two bytes", []string{one + "87020101", two + "870102"}, "A0000000032010 03, " + visaAID + " 03"},
		{"priority behind one of two bytes", []string{one + "87020F0F" + "870101", two + "870102"}, visaAID + " 03, A0000000032010 03"},
		{"label", []string{one + "5003414243" + "5003444546"}, visaAID + " 03"},
	} {
		cfg := reader(combination("A000000003", "03"), combination("A000000003", "08"))
		var discretionary []byte
		for _, e := range c.entries {
			discretionary = tlv.Append(discretionary, tlv.TagDirectoryEntry, unhex(e))
		}
		for i := range cfg.Combinations {
			cfg.Combinations[i].ExtendedSelection = kernel.FlagSet
		}
		discretionary = tlv.Append(nil, tlv.TagIssuerDiscretionary, discretionary)
		f := &field{ppse: append(tlv.Append(nil, tlv.TagFCI, tlv.Append(nil, tlv.TagFCIProprietary, discretionary)), 0x90, 0x00), any: true}
		if got, _ := order(t, cfg, f); strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if r := run(t, from(kernel.StartA, say(approved)), oneVisa, purchase(500), f); c.name == "label" && r.Label != "ABC" {
			t.Errorf("label %q", r.Label)
		}
	}
}

// An empty template is not there, before the real one or behind it: neither in the directory nor in the answer to the final SELECT.
//
// B3 5.2 length 00
func TestEmptyTemplates(t *testing.T) {
	around := func(t tlv.Tag, v []byte) []byte { return tlv.Append(nil, t, v) }
	empty := func(t tlv.Tag) []byte { return around(t, nil) }
	entries := slices.Concat(empty(tlv.TagDirectoryEntry), around(tlv.TagDirectoryEntry, unhex("4F07"+visaAID)), empty(tlv.TagDirectoryEntry))
	inner := around(tlv.TagIssuerDiscretionary, entries)
	name, pdol := around(tlv.DFName.Tag(), unhex(visaAID)), unhex("9F38039F6604")
	for before := range 2 {
		for behind := range 2 {
			with := func(t tlv.Tag, real []byte) []byte {
				return slices.Concat(bytes.Repeat(empty(t), before), real, bytes.Repeat(empty(t), behind))
			}
			a5 := with(tlv.TagFCIProprietary, around(tlv.TagFCIProprietary, slices.Concat(with(tlv.TagIssuerDiscretionary, inner), pdol)))
			f := &field{ppse: append(around(tlv.TagFCI, a5), 0x90, 0x00), apps: map[string][]byte{visaAID: append(around(tlv.TagFCI, slices.Concat(name, a5)), 0x90, 0x00)}}
			if r := run(t, from(kernel.StartB, say(approved)), oneVisa, purchase(500), f); r.Status != kernel.Approved {
				t.Errorf("%d empty ones before, %d behind: %v, %s, %q", before, behind, r.Status, r.Error.Reason, f.log)
			}
		}
	}
}

// Attack 20: a PPSE that asks for kernels at will leads to the combinations of the configuration alone, whatever kernel identifier it forges.
//
// B 3.3.2.5
func TestForgedKernelIdentifier(t *testing.T) {
	cfg := reader(combination("A000000003", "03"), combination("A000000333", "07"), combination("A00000009901", "820826"))
	lead := func(aid string, id []byte) []string {
		e := entry(aid, "01", "-", "-")
		e.Kernel = id
		got, _ := order(t, cfg, &field{ppse: ppse("", e), any: true})
		return got
	}
	for b := range 256 {
		for _, more := range []string{"", "0826", "08260000000000"} {
			for aid, want := range map[string]string{visaAID: "03", unionAID: "07", "A0000000990101": "820826"} {
				id := append([]byte{byte(b)}, unhex(more)...)
				asked := fmt.Sprintf("%X", id[:min(len(id), 3)])
				if b < 0x80 {
					asked = asked[:2]
				}
				leads := b == 0 || asked == want
				if got := lead(aid, id); len(got) > 1 || (len(got) == 1) != leads || leads && got[0] != aid+" "+want {
					t.Fatalf("%s, 9F2A %X: %q", aid, id, got)
				}
			}
		}
	}
}
