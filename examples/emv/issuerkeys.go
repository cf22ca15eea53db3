package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/tlv"
)

// cryptoCommands are the commands that compute what cards, issuers and hosts compute.
func cryptoCommands() []command {
	return []command{
		{"arqc", "", "compute an application cryptogram", arqcHelp, 0, 0, arqcCommand},
		{"arpc", "", "compute issuer authentication data (tag 91) with its ARPC", arpcHelp, 0, 0, arpcCommand},
		{"derive", "", "derive ICC master keys and session keys", deriveHelp, 0, 0, deriveCommand},
		{"pinblock", "", "make or open a PIN block of ISO 9564, format 0 to 4", pinblockHelp, 0, 0, pinblockCommand},
		{"capk", "check | list | import", "certification authority public keys: check, list or import a file", capkHelp, 1, 2, capkCommand},
	}
}

const keyHelp = `
Keys are hexadecimal digits, or @FILE for a file that holds them. They are shown as their check values; -show-keys shows
the keys. -psn is 00 for a card without a sequence number.
-cvn is the cryptogram version as its payment system counts: Visa 10, 17, 18, 22; Mastercard 16, 17, 20, 21; Interac 133;
common core definitions 5 and 6. Without -scheme the first digit of the PAN decides: 4 is Visa, 2 and 5 are Mastercard.`

const arqcHelp = keyHelp + `
-data is the input of the cryptogram: the values, one behind the other. With -tlv (DE 55) in its place the input is built,
as the version asks, from the data objects, in which -atc and -un go before tags 9F36 and 9F37. Without either it is built
from -amount, -other, -country, -tvr, -currency, -date, -type, -un, -aip, -atc and -iad (Visa 17: -amount, -un, -atc and
-iad); what is not given is zeroes, and the answer shows every element that went in.

  emv arqc -imk 0123456789ABCDEFFEDCBA9876543210 -pan 4761739001010119 -psn 00 -atc 0001 -un 00000000 -cvn 10 -data 0000000010000000
  emv arqc -imk 0123456789ABCDEFFEDCBA9876543210 -pan 4761739001010119 -atc 0001 -cvn 18 -amount 1000 -country 840 -currency 840`

const arpcHelp = keyHelp + `
Method 1 (Visa 10, Mastercard, Interac) takes -arc, two characters or two bytes in hexadecimal; method 2 (Visa 18 and 22,
common core definitions) takes -csu and -proprietary.`

const deriveHelp = keyHelp + `
Without -cvn the option of -option alone counts and the ICC master key is shown. -ac, the application cryptogram of the
first GENERATE AC, is needed for the script keys of all versions but Visa 10, 17 and 18.`

// A keyFlags is the flags that name a card's keys.
type keyFlags struct {
	imk, mk, pan, psn, atc, un, cvn, scheme, option string
	show                                            bool
}

func (k *keyFlags) define(c *call) {
	f := c.flags
	f.StringVar(&k.imk, "imk", "", "issuer master `KEY`")
	f.StringVar(&k.mk, "mk", "", "ICC master `KEY` in place of -imk, -pan and -psn")
	f.StringVar(&k.pan, "pan", "", "application PAN, `DIGITS`")
	f.StringVar(&k.psn, "psn", "00", "PAN sequence number, two `DIGITS`")
	f.StringVar(&k.atc, "atc", "", "application transaction counter (9F36), 2 bytes `HEX`")
	f.StringVar(&k.un, "un", "", "unpredictable number (9F37), 4 bytes `HEX`")
	f.StringVar(&k.cvn, "cvn", "", "cryptogram version `NUMBER`")
	f.StringVar(&k.scheme, "scheme", "", "payment `SYSTEM` of the version: visa, mastercard, interac or ccd")
	f.StringVar(&k.option, "option", "", "derivation option of the ICC master key, `A, B or C`, instead of the version's")
	f.BoolVar(&k.show, "show-keys", false, "show keys in clear")
}

// A card is what the flags say of one card and one transaction.
type keyed struct {
	cvn    cryptogram.CVN
	scheme cryptogram.Scheme
	option cryptogram.Option
	mk     cryptogram.Key
	imk    cryptogram.Key
	atc    [2]byte
	un     [4]byte
	hasATC bool
	hasUN  bool
}

// versions are the cryptogram versions by payment system and number.
var versions = []struct {
	scheme string
	number int
	cvn    cryptogram.CVN
}{
	{"visa", 10, cryptogram.VisaCVN10},
	{"visa", 17, cryptogram.VisaCVN17},
	{"visa", 18, cryptogram.VisaCVN18},
	{"visa", 22, cryptogram.VisaCVN22},
	{"mastercard", 16, cryptogram.MastercardCVN16},
	{"mastercard", 17, cryptogram.MastercardCVN17},
	{"mastercard", 20, cryptogram.MastercardCVN20},
	{"mastercard", 21, cryptogram.MastercardCVN21},
	{"interac", 133, cryptogram.InteracCVN133},
	{"ccd", 5, cryptogram.CCD5},
	{"ccd", 6, cryptogram.CCD6},
}

// version finds the cryptogram version that the flags mean.
func (k *keyFlags) version(c *call) (cryptogram.CVN, error) {
	n, err := strconv.Atoi(strings.TrimPrefix(strings.ToLower(k.cvn), "ccd"))
	if err != nil {
		return 0, c.usage("-cvn %q: not a number; give 10, 17, 18 or 22 for Visa, 16, 17, 20 or 21 for Mastercard, 133 for Interac, 5 or 6 for the common core definitions", k.cvn)
	}
	scheme := strings.ToLower(k.scheme)
	if scheme == "" && len(k.pan) > 0 {
		scheme = map[byte]string{'4': "visa", '5': "mastercard", '2': "mastercard"}[k.pan[0]]
	}
	var fits []string
	var only cryptogram.CVN
	for _, v := range versions {
		if v.number != n {
			continue
		}
		if v.scheme == scheme {
			return v.cvn, nil
		}
		fits, only = append(fits, v.scheme), v.cvn
	}
	switch {
	case k.scheme != "" && !slices.Contains([]string{"visa", "mastercard", "interac", "ccd"}, scheme):
		return 0, c.usage("-scheme %s: there is no such system; give visa, mastercard, interac or ccd", k.scheme)
	case len(fits) == 1 && k.scheme == "":
		return only, nil
	case len(fits) > 1:
		return 0, c.usage("-cvn %d: of %s; name one with -scheme", n, strings.Join(fits, " and "))
	default:
		of := ""
		if scheme != "" {
			of = " of " + scheme
		}
		return 0, c.usage("-cvn %d: no such version%s is known; emv help %s lists them", n, of, c.command.name)
	}
}

// read turns the flags into keys and values. needVersion: -cvn must be there.
func (k *keyFlags) read(c *call, needVersion bool) (s keyed, err error) {
	if k.cvn != "" || needVersion {
		if k.cvn == "" {
			return s, c.usage("-cvn is missing: give the cryptogram version, such as -cvn 18")
		}
		if s.cvn, err = k.version(c); err != nil {
			return s, err
		}
		s.scheme, _ = s.cvn.Scheme()
		s.option = s.scheme.Master
	} else {
		s.option, s.scheme.Algorithm = cryptogram.OptionA, cryptogram.TDES
	}
	if k.option != "" {
		i := strings.Index("ABC", strings.ToUpper(k.option))
		if i < 0 || len(k.option) != 1 {
			return s, c.usage("-option %s: give A, B or C", k.option)
		}
		s.option = cryptogram.Option(i + 1)
		if s.cvn == 0 && s.option == cryptogram.OptionC {
			s.scheme.Algorithm = cryptogram.AES
		}
	}
	if s.atc, s.hasATC, err = fixed[[2]byte](c, "-atc", k.atc); err != nil {
		return s, err
	}
	if s.un, s.hasUN, err = fixed[[4]byte](c, "-un", k.un); err != nil {
		return s, err
	}
	return s, k.keys(c, &s)
}

// keys makes the master keys.
func (k *keyFlags) keys(c *call, s *keyed) (err error) {
	switch {
	case k.mk != "" && k.imk != "":
		return c.usage("-mk and -imk: give one of them; -mk is the key of the card, -imk the issuer's from which it is derived")
	case k.mk != "":
		s.mk, err = c.key("-mk", k.mk, s.scheme.Algorithm)
		return err
	case k.imk == "":
		return c.usage("-imk is missing: give the issuer master key, or the card's own with -mk")
	case k.pan == "":
		return c.usage("-pan is missing: the ICC master key is derived from it")
	}
	if s.imk, err = c.key("-imk", k.imk, s.scheme.Algorithm); err != nil {
		return err
	}
	psn, err := strconv.ParseUint(k.psn, 16, 8)
	if err != nil || len(k.psn) > 2 || strings.Trim(k.psn, "0123456789") != "" {
		return c.usage("-psn %s: give two decimal digits", k.psn)
	}
	s.mk, err = cryptogram.DeriveICCMasterKey(s.option, s.imk, k.pan, byte(psn))
	switch {
	case errors.Is(err, cryptogram.ErrPAN):
		return c.usage("-pan: give 1 to 19 decimal digits")
	case err != nil:
		return c.usage("-imk: %v; option %s takes another kind of key", err, s.option)
	}
	return nil
}

// key reads a key: hexadecimal digits, or @FILE.
func (c *call) key(name, value string, a cryptogram.Algorithm) (cryptogram.Key, error) {
	b, err := c.keyBytes(name, value)
	if err != nil {
		return cryptogram.Key{}, err
	}
	k, err := cryptogram.NewKey(a, b)
	if err != nil {
		want := "16 bytes"
		if a == cryptogram.AES {
			want = "16, 24 or 32 bytes"
		}
		return k, c.usage("%s: a key of %s has %s, not %d", name, a, want, len(b))
	}
	return k, nil
}

func (c *call) keyBytes(name, value string) ([]byte, error) {
	if file, ok := strings.CutPrefix(value, "@"); ok {
		b, err := setup.File(file)
		if err != nil {
			return nil, c.usage("%s: %v", name, err)
		}
		value = string(setup.Text(b))
	}
	return c.hex(name, value)
}

// fixed reads a value of exactly so many bytes; it may be absent.
func fixed[T [2]byte | [3]byte | [4]byte | [8]byte](c *call, name, value string) (v T, ok bool, err error) {
	if value == "" {
		return v, false, nil
	}
	b, err := c.hex(name, value)
	if err != nil {
		return v, false, err
	}
	want := len(v)
	if len(b) != want {
		return v, false, c.usage("%s: %s belong there, not %d", name, count(want, "byte"), len(b))
	}
	switch p := any(&v).(type) {
	case *[2]byte:
		copy(p[:], b)
	case *[3]byte:
		copy(p[:], b)
	case *[4]byte:
		copy(p[:], b)
	case *[8]byte:
		copy(p[:], b)
	}
	return v, true, nil
}

// A keyView is a key as it is shown: its check value, and the key itself for those who asked.
type keyView struct {
	Name      string `json:"name"`
	Algorithm string `json:"algorithm"`
	Check     string `json:"checkValue"`
	Key       string `json:"key"`
}

func viewKey(name string, k cryptogram.Key, show bool) keyView {
	n := 3
	if k.Algorithm() == cryptogram.AES {
		n = 5
	}
	check, _ := k.CheckValue(n)
	v := keyView{Name: name, Algorithm: k.Algorithm().String(), Check: upper(check), Key: strings.Repeat("*", 2*k.Len())}
	if show {
		v.Key = upper(k.Reveal())
	}
	return v
}

func (c *call) printKeys(keys []keyView) {
	for _, k := range keys {
		c.printf("%-26s %s, check value %s  %s\n", k.Name, k.Algorithm, k.Check, c.dim(k.Key))
	}
}

// getter gives values of DE 55 to what needs them, -atc and -un before the tags.
func (s *keyed) getter(c *call, data []byte) (func(tlv.Tag) []byte, error) {
	if err := tlv.Check(data); err != nil {
		return nil, c.usage("-tlv: %s", faultText(err))
	}
	get := func(t tlv.Tag) []byte {
		switch {
		case t == 0x9F36 && s.hasATC:
			return s.atc[:]
		case t == 0x9F37 && s.hasUN:
			return s.un[:]
		}
		o, ok := tlv.Find(data, t)
		if !ok {
			return nil
		}
		return o.Value
	}
	if v := get(0x9F36); len(v) == 2 {
		s.atc, s.hasATC = [2]byte(v), true
	}
	if v := get(0x9F37); len(v) == 4 {
		s.un, s.hasUN = [4]byte(v), true
	}
	return get, nil
}

// needs reports flags that a computation cannot do without.
func (s *keyed) needs(c *call, atc, un bool) error {
	if atc && !s.hasATC {
		return c.usage("-atc is missing: %s derives its session key from it", s.cvn)
	}
	if un && !s.hasUN {
		return c.usage("-un is missing: %s derives its session key from it", s.cvn)
	}
	return nil
}

func methodNeeds(m cryptogram.SessionMethod) (atc, un bool) {
	return m != cryptogram.NoSession, m == cryptogram.MastercardSession
}

// needed puts a computation's error into words that name the flag.
func needed(c *call, flag string, err error) error {
	var d *cryptogram.DataError
	if errors.As(err, &d) {
		if d.Got == 0 {
			return c.usage("%s: tag %s (%s) is missing", flag, d.Tag, d.Tag.Name())
		}
		return c.usage("%s: tag %s (%s) has %d bytes where %d belong", flag, d.Tag, d.Tag.Name(), d.Got, d.Want)
	}
	return fmt.Errorf("emv %s: %w", c.command.name, err)
}
