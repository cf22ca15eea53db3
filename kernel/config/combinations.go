package config

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// A Configurable is what Load wants to know of a contactless kernel: every kernel has it.
type Configurable interface {
	ID() kernel.KernelID
	Parameters() []kernel.Parameter
}

// A Checker is a kernel whose book forbids some values together: a combination is held against it once its parameters are read.
type Checker interface {
	Check(*kernel.Combination, *kernel.Terminal) []kernel.ParameterFault
}

// An Option says what the program that loads a configuration can do.
type Option func(*options)

type options struct {
	kernels     []Configurable
	contactOnly bool
}

// Kernels are the contactless kernels that the program has. A combination with any other is a fault, and so is one whose parameters are not
// as its kernel lists them.
func Kernels(list ...Configurable) Option {
	return func(o *options) { o.kernels = append(o.kernels, list...) }
}

// ContactOnly says that the program has no contactless kernels and leaves out what the configuration says of them: it is checked as far as it can be without.
func ContactOnly() Option { return func(o *options) { o.contactOnly = true } }

func optionsOf(list []Option) (o options) {
	for _, set := range list {
		set(&o)
	}
	return o
}

// maxAmount is the largest amount of format n 12.
const maxAmount = 999_999_999_999

// combinationFields are the keys of a combination. Its parameters are the kernel's own.
//
// A 5.6.5 table 5-2
var combinationFields = append([]field[kernel.Combination]{
	{"aid", required, "Application Identifier", hexOf(5, 16), func(v jsonfile.Value, c *kernel.Combination) { c.AID = v.Hex(5, 16) }},
	{
		"kernel", required, "kernel identifier, 1 byte or 3 to 8: 02 to 08 are the books', others of domestic kernels",
		patternOf("^ *([0-9A-Fa-f] *){2}$|^ *(([0-9A-Fa-f] *){2}){3,8}$"), readKernelID,
	},
	{"transactionTypes", optional, "9C Transaction Types that it is for; absent: all", someOf(digitsOf(2)), readTypes},
	isoCode("currency", optional, "5F2A Transaction Currency Code of the limits and of the transactions that it is for; absent: the terminal's", func(c *kernel.Combination) *uint16 { return &c.Currency }),
	flag("statusCheck", "Status Check Support", func(c *kernel.Combination) *kernel.Flag { return &c.StatusCheck }),
	flag("zeroAmountAllowed", "Zero Amount Allowed", func(c *kernel.Combination) *kernel.Flag { return &c.ZeroAmountAllowed }),
	flag("zeroAmountOfflineAllowed", "Zero Amount for Offline Allowed", func(c *kernel.Combination) *kernel.Flag { return &c.ZeroAmountOfflineAllowed }),
	flag("extendedSelection", "Extended Selection Support", func(c *kernel.Combination) *kernel.Flag { return &c.ExtendedSelection }),
	limit("transactionLimit", "Reader Contactless Transaction Limit: from this amount on it is not used", maxAmount, func(c *kernel.Combination) *kernel.Limit { return &c.TransactionLimit }),
	limit("floorLimit", "Reader Contactless Floor Limit: above it an online cryptogram is required", maxAmount, func(c *kernel.Combination) *kernel.Limit { return &c.FloorLimit }),
	limit("terminalFloorLimit", "9F1B Terminal Floor Limit, in the place of floorLimit", 0xFFFFFFFF, func(c *kernel.Combination) *kernel.Limit { return &c.TerminalFloorLimit }),
	limit("cvmLimit", "Reader CVM Required Limit: from this amount on a CVM is required", maxAmount, func(c *kernel.Combination) *kernel.Limit { return &c.CVMLimit }),
	{"ttq", optional, "9F66 Terminal Transaction Qualifiers", hexOf(4, 4), func(v jsonfile.Value, c *kernel.Combination) { c.TTQ = v.Hex(4, 4) }},
	{"fixedIndicators", optional, "what pre-processing would find for the amount that is always the same, of a reader with autorun", listOf(choiceOf(indicatorNames)), readFixed},
	{"pinCodes", optional, "8A Authorisation Response Codes by which the issuer wants an online PIN, which is asked for without another tap", someOf(responseCode), readCodes(func(c *kernel.Combination) *[]string { return &c.PINCodes })},
	{"contactCodes", optional, "8A Authorisation Response Codes by which the issuer wants the card at the contact interface", someOf(responseCode), readCodes(func(c *kernel.Combination) *[]string { return &c.ContactCodes })},
	{"parameters", optional, "what the kernel is configured with: values by tag, in hexadecimal", shape{{"type", "object"}}, nil},
}, identityFields(func(c *kernel.Combination) *kernel.Identity { return &c.Identity })...)

// responseCode is the form of a response code.
var responseCode = patternOf("^[0-9A-Za-z]{2}$")

// readCodes reads response codes by which an issuer declines.
//
// A table 6-4
func readCodes(at func(*kernel.Combination) *[]string) func(jsonfile.Value, *kernel.Combination) {
	return func(v jsonfile.Value, c *kernel.Combination) {
		for item := range v.List() {
			code := alphanumeric(item, 2)
			switch list := at(c); {
			case code == "":
			case step.ApprovalCode(code):
				item.Fault("leave it out", "by %s an issuer approves", code)
			case slices.Contains(c.PINCodes, code) || slices.Contains(c.ContactCodes, code):
				item.Fault("say one thing of it, once", "%s is named already", code)
			default:
				*list = append(*list, code)
			}
		}
		if v.Len() == 0 {
			v.Fault("name them, or leave the key out", "no response code")
		}
	}
}

func flag(key, name string, at func(*kernel.Combination) *kernel.Flag) field[kernel.Combination] {
	about := name + " flag; false is the flag 0, which is not the same as none"
	return field[kernel.Combination]{key, optional, about, lazy(booleans), func(v jsonfile.Value, c *kernel.Combination) {
		if *at(c) = kernel.FlagClear; v.Bool() {
			*at(c) = kernel.FlagSet
		}
	}}
}

func limit(key, about string, most uint64, at func(*kernel.Combination) *kernel.Limit) field[kernel.Combination] {
	return field[kernel.Combination]{key, optional, about + ", in minor units", numberOf(0, most), func(v jsonfile.Value, c *kernel.Combination) {
		*at(c) = kernel.Limit{Amount: v.Uint(most), Present: true}
	}}
}

// readKernelID reads a kernel identifier. Extended ones have bit 8 of their first byte set.
//
// B 3.3.2.5
func readKernelID(v jsonfile.Value, c *kernel.Combination) {
	switch b := v.Hex(1, 8); {
	case b == nil:
	case len(b) == 2, len(b) > 2 && b[0] < 0x80:
		v.Fault("write 1 byte, or 3 to 8 the first of which is 80 or more", "%X is no kernel identifier", b)
	case len(b) == 1 && (b[0] == 0 || b[0] >= 0x80):
		v.Fault("write 02 to 3F, or 3 to 8 bytes", "no card can ask for kernel %X", b)
	default:
		c.Kernel = kernel.KernelID(b)
	}
}

// indicatorNames are the indicators of pre-processing.
//
// A table 5-3
var indicatorNames = []string{"statusCheck", "notAllowed", "zeroAmount", "cvmLimitExceeded", "floorLimitExceeded"}

// readFixed reads the indicators of a reader without pre-processing.
//
// B 3.2.1.1
func readFixed(v jsonfile.Value, c *kernel.Combination) {
	in := &c.Fixed
	at := [...]*bool{&in.StatusCheck, &in.NotAllowed, &in.ZeroAmount, &in.CVMLimitExceeded, &in.FloorLimitExceeded}
	for item := range v.List() {
		*at[item.OneOf(indicatorNames...)] = true
	}
}

func readTypes(v jsonfile.Value, c *kernel.Combination) {
	for item := range v.List() {
		c.Types = append(c.Types, first(item.Digits(2)))
	}
	if v.Len() == 0 {
		v.Fault("name them, or leave the key out for all", "no transaction type")
	}
}

// readCombinations reads what the terminal accepts by the contactless interface.
//
// A 5.6.5
func readCombinations(v jsonfile.Value, cfg *kernel.Config, o *options) (list []kernel.Combination) {
	for item := range v.List() {
		c := readCombination(item, &cfg.Terminal, o)
		for i := range list {
			if overlap(&c, &list[i]) {
				item.Fault("keep one of them, or give them different transactionTypes",
					"AID %X with kernel %s is in combinations[%d] too, for the same transactions", c.AID, c.Kernel, i)
			}
		}
		checkIdentity(item, &c, cfg.Applications, list)
		list = append(list, c)
	}
	if v.Present() && v.Len() == 0 {
		v.Fault("add the combinations of AID and kernel that the reader accepts, or leave the key out", "empty")
	}
	if o.contactOnly {
		return nil
	}
	return list
}

// checkIdentity holds the identity of a combination against the others': an acquirer knows the terminal by the AID, whatever the interface and the kernel. That of an
// application that matches the AID is the combination's.
//
// B4 10.2 data, B1 12.3.1
func checkIdentity(v jsonfile.Value, c *kernel.Combination, applications []kernel.Application, others []kernel.Combination) {
	for i := range others {
		if bytes.Equal(c.AID, others[i].AID) && !c.Identity.Equal(&others[i].Identity) {
			v.Fault("write the same in both", "AID %X has another terminal, merchant, acquirer or requests in combinations[%d]", c.AID, i)
			return
		}
	}
	all := kernel.Config{Applications: applications}
	if a := all.ApplicationOf(c.AID); a != nil && !c.Identity.Equal(&kernel.Identity{}) {
		i := slices.IndexFunc(applications, func(x kernel.Application) bool { return bytes.Equal(x.AID, a.AID) })
		v.Fault("write it there", "the terminal, merchant, acquirer and requests for AID %X are those of applications[%d]", c.AID, i)
	}
}

func readCombination(v jsonfile.Value, t *kernel.Terminal, opt *options) (c kernel.Combination) {
	c.Currency = t.TransactionCurrency
	at := readObject(v, combinationFields, &c)
	if k := opt.find(c.Kernel); k != nil {
		c.Parameters = readParameters(v, at, k.Parameters(), t)
		if k, ok := k.(Checker); ok {
			for _, f := range k.Check(&c, t) {
				at["parameters"].Fault(f.Advice, "%s: %s", f.Tag, f.Words)
			}
		}
	} else {
		at["parameters"].Object() // whatever a kernel that is not here has in it
		if !opt.contactOnly && c.Kernel != "" {
			at["kernel"].Fault("write one of "+opt.names()+", or build the terminal with that kernel", "there is no kernel %s here", c.Kernel)
		}
	}
	checkReader(at["ttq"], &c, t)
	return c
}

func (o *options) find(id kernel.KernelID) Configurable {
	i := slices.IndexFunc(o.kernels, func(k Configurable) bool { return k.ID() == id })
	if i < 0 {
		return nil
	}
	return o.kernels[i]
}

func (o *options) names() string {
	if len(o.kernels) == 0 {
		return "none"
	}
	names := make([]string, len(o.kernels))
	for i, k := range o.kernels {
		names[i] = k.ID().String()
	}
	return strings.Join(names, ", ")
}

// readParameters reads a kernel's parameters, written as tag and value, and holds them against its list. The Terminal Transaction Qualifiers have a key of
// their own, since pre-processing completes them.
//
// B4 A2 signature
func readParameters(combination jsonfile.Value, at places, list []kernel.Parameter, t *kernel.Terminal) (values []kernel.DataObject) {
	v := at["parameters"]
	o := v.Object()
	defer o.Close()
	for i := range list {
		p := &list[i]
		if p.Tag == tlv.TTQ.Tag() {
			if p.Mandatory && !at["ttq"].Present() {
				at["ttq"].Fault("add ttq: "+lengthsOf(p), "the kernel needs %s, %s", p.Tag, p.Name)
			}
			continue
		}
		item := o.Get(p.Tag.String())
		if !item.Present() {
			if p.Mandatory {
				at := item
				if !v.Present() {
					at = combination
				}
				at.Fault(fmt.Sprintf("add %s to parameters: %s", p.Tag, lengthsOf(p)), "the kernel needs %s, %s", p.Tag, p.Name)
			}
			continue
		}
		b := item.Hex(0, 65535)
		switch {
		case b == nil:
		case !p.Allows(len(b)):
			item.Fault("write "+lengthsOf(p), "%s: %d bytes", p.Name, len(b))
		case !p.Format.Accepts(b):
			item.Fault("write it in that format", "%s: %s is not of format %s", p.Name, strings.ToUpper(hex.EncodeToString(b)), p.Format)
		case p.Signs(b) && !t.TakesSignatures(): // B4 A2 signature
			noSignature(item, p.Signature)
		}
		values = append(values, kernel.DataObject{Tag: p.Tag, Value: b})
	}
	return values
}

// lengthsOf says how long a parameter may be.
func lengthsOf(p *kernel.Parameter) string {
	if p.Lengths == nil {
		return bytesFrom(p.Min, p.Max, 1)
	}
	words := make([]string, len(p.Lengths))
	for i, s := range p.Lengths {
		words[i] = bytesFrom(s.Min, s.Max, s.Step)
	}
	return strings.Join(words, " or ")
}

func bytesFrom(least, most, step uint16) string {
	switch {
	case least == most && least == 1:
		return "1 byte"
	case least == most:
		return fmt.Sprintf("%d bytes", least)
	case step > 1:
		return fmt.Sprintf("%d to %d bytes in steps of %d", least, most, step)
	}
	return fmt.Sprintf("%d to %d bytes", least, most)
}

// overlap reports whether two combinations have a transaction in common.
func overlap(a, b *kernel.Combination) bool {
	if a.AID == nil || !bytes.Equal(a.AID, b.AID) || a.Kernel != b.Kernel || a.Currency != b.Currency {
		return false
	}
	return len(a.Types) == 0 || len(b.Types) == 0 || slices.ContainsFunc(a.Types, func(x byte) bool { return slices.Contains(b.Types, x) })
}

// checkReader holds the TTQ against the terminal type: an offline-only terminal has no online-capable reader, an unattended one no signatures.
//
// A 5.6.5 table 5-4, B4 A1, A2 signature
func checkReader(v jsonfile.Value, c *kernel.Combination, t *kernel.Terminal) {
	if len(c.TTQ) == 4 && reach(t.Type) == offlineOnly && c.TTQ[0]&0x08 == 0 {
		v.Fault("set bit 4 of byte 1", "the TTQ tells of an online-capable reader, and the terminal is offline only")
	}
	if len(c.TTQ) == 4 && step.TTQ(c.TTQ).Has(step.TTQSignature) && !t.TakesSignatures() { // B4 A2 signature
		noSignature(v, uint16(step.TTQSignature))
	}
}
