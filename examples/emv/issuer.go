package main

import (
	"fmt"

	"github.com/emvgo/emv/crypto/cryptogram"
)

func arqcCommand(c *call) func() error {
	var k keyFlags
	k.define(c)
	data := c.flags.String("data", "", "input of the cryptogram, `HEX`: values, one behind the other")
	objects := c.flags.String("tlv", "", "data objects of the request (DE 55), `HEX`")
	var t transactionData
	t.define(c)
	return func() error { return c.arqc(&k, &t, *data, *objects) }
}

func (c *call) arqc(k *keyFlags, t *transactionData, data, objects string) error {
	s, err := k.read(c, true)
	if err != nil {
		return err
	}
	input, used, err := s.input(c, t, data, objects)
	if err != nil {
		return err
	}
	atc, un := methodNeeds(s.scheme.Session)
	if err := s.needs(c, atc, un); err != nil {
		return err
	}
	sk, err := s.cvn.SessionKey(s.mk, s.atc, s.un)
	if err != nil {
		return needed(c, "-imk", err)
	}
	ac, err := cryptogram.AC(s.cvn, sk, input)
	if err != nil {
		return needed(c, "-data", err)
	}
	answer := struct {
		CVN        string        `json:"cvn"`
		Keys       []keyView     `json:"keys"`
		Data       string        `json:"data"`
		Elements   []usedElement `json:"elements,omitempty"`
		Cryptogram string        `json:"cryptogram"`
	}{s.cvn.String(), s.views(k, sk), upper(input), used, upper(ac[:])}
	if *c.json {
		return c.printJSON(answer)
	}
	c.printf("%s, master key by %s, session key: %s\n", c.bold(answer.CVN), s.option, s.scheme.Session)
	c.printKeys(answer.Keys)
	c.printf("%-26s %s\n", "input", answer.Data)
	c.printUsed(used)
	c.printf("%-26s %s\n", "cryptogram", c.bold(answer.Cryptogram))
	return nil
}

// views are the keys from the issuer's down to the session's.
func (s *keyed) views(k *keyFlags, session cryptogram.Key) (list []keyView) {
	if s.imk.Len() > 0 {
		list = append(list, viewKey("issuer master key", s.imk, k.show))
	}
	list = append(list, viewKey("ICC master key", s.mk, k.show))
	if session.Len() > 0 {
		list = append(list, viewKey("session key", session, k.show))
	}
	return list
}

// input is what the cryptogram covers: -data, or what the version takes from -tlv, or from the flags with zeroes for what
// they leave out.
func (s *keyed) input(c *call, t *transactionData, data, objects string) ([]byte, []usedElement, error) {
	if err := t.read(c); err != nil {
		return nil, nil, err
	}
	switch {
	case data != "" && objects != "":
		return nil, nil, c.usage("-data and -tlv: give one of them; -data is the whole input, -tlv what it is built from")
	case len(t.given) > 0 && data+objects != "":
		return nil, nil, c.usage("-data and -tlv stand for all data elements: give them, or -amount and its like")
	case data != "":
		input, err := c.hex("-data", data)
		return input, nil, err
	case objects == "":
		return t.input(c, s)
	}
	de55, err := c.hex("-tlv", objects)
	if err != nil {
		return nil, nil, err
	}
	get, err := s.getter(c, de55)
	if err != nil {
		return nil, nil, err
	}
	input, err := s.cvn.Data(nil, get)
	if err != nil {
		return nil, nil, needed(c, "-tlv", err)
	}
	return input, nil, nil
}

func arpcCommand(c *call) func() error {
	var k keyFlags
	k.define(c)
	arqc := c.flags.String("arqc", "", "application cryptogram of the request (9F26), 8 bytes `HEX`")
	arc := c.flags.String("arc", "", "authorisation response `CODE`, two characters or 2 bytes in hexadecimal")
	csu := c.flags.String("csu", "", "card status update, 4 bytes `HEX`")
	proprietary := c.flags.String("proprietary", "", "proprietary authentication data, up to 8 bytes `HEX`")
	return func() error { return c.arpc(&k, *arqc, *arc, *csu, *proprietary) }
}

func (c *call) arpc(k *keyFlags, arqc, arc, csu, proprietary string) error {
	s, err := k.read(c, true)
	if err != nil {
		return err
	}
	request, ok, err := fixed[[8]byte](c, "-arqc", arqc)
	if err != nil {
		return err
	}
	if !ok {
		return c.usage("-arqc is missing: give tag 9F26 of the request")
	}
	a, err := s.answer(c, arc, csu, proprietary)
	if err != nil {
		return err
	}
	atc, un := methodNeeds(s.scheme.ARPCKey)
	if err := s.needs(c, atc, un); err != nil {
		return err
	}
	sk, err := s.cvn.ARPCKey(s.mk, s.atc, s.un)
	if err != nil {
		return needed(c, "-imk", err)
	}
	tag91, err := s.cvn.IssuerAuthenticationData(s.mk, s.atc, s.un, request, a)
	if err != nil {
		return needed(c, "-proprietary", err)
	}
	arpc := tag91[:8]
	if s.scheme.ARPCMethod == 2 {
		arpc = tag91[:4]
	}
	answer := struct {
		CVN    string    `json:"cvn"`
		Keys   []keyView `json:"keys"`
		Method int       `json:"method"`
		ARPC   string    `json:"arpc"`
		Tag91  string    `json:"issuerAuthenticationData"`
	}{s.cvn.String(), s.views(k, sk), s.scheme.ARPCMethod, upper(arpc), upper(tag91)}
	if *c.json {
		return c.printJSON(answer)
	}
	c.printf("%s, ARPC method %d, key: %s\n", c.bold(answer.CVN), answer.Method, s.scheme.ARPCKey)
	c.printKeys(answer.Keys)
	c.printf("%-26s %s\n%-26s %s\n", "ARPC", c.bold(answer.ARPC), "tag 91", answer.Tag91)
	return nil
}

// answer is what the issuer says, by the version's method.
func (s *keyed) answer(c *call, arc, csu, proprietary string) (a cryptogram.Answer, err error) {
	if s.scheme.ARPCMethod == 2 {
		var ok bool
		if a.CSU, ok, err = fixed[[4]byte](c, "-csu", csu); err != nil {
			return a, err
		}
		switch {
		case !ok:
			return a, c.usage("-csu is missing: %s has ARPC method 2, which takes a card status update", s.cvn)
		case arc != "":
			return a, c.usage("-arc: %s has ARPC method 2, which takes -csu in its place", s.cvn)
		}
		if proprietary != "" {
			a.Proprietary, err = c.hex("-proprietary", proprietary)
		}
		return a, err
	}
	switch {
	case csu != "" || proprietary != "":
		return a, c.usage("-csu and -proprietary: %s has ARPC method 1, which takes -arc", s.cvn)
	case len(arc) == 2:
		copy(a.ARC[:], arc)
	case len(arc) == 4:
		a.ARC, _, err = fixed[[2]byte](c, "-arc", arc)
	default:
		return a, c.usage("-arc %q: give two characters, such as 00, or 2 bytes in hexadecimal", arc)
	}
	return a, err
}

func deriveCommand(c *call) func() error {
	var k keyFlags
	k.define(c)
	ac := c.flags.String("ac", "", "application cryptogram of the first GENERATE AC, 8 bytes `HEX`, for script keys")
	return func() error { return c.derive(&k, *ac) }
}

func (c *call) derive(k *keyFlags, ac string) error {
	s, err := k.read(c, false)
	if err != nil {
		return err
	}
	first, hasAC, err := fixed[[8]byte](c, "-ac", ac)
	if err != nil {
		return err
	}
	keys := s.views(k, cryptogram.Key{})
	more, missing, err := s.sessions(first, hasAC, k.show)
	if err != nil {
		return fmt.Errorf("emv derive: %w", err)
	}
	keys = append(keys, more...)
	answer := struct {
		CVN    string    `json:"cvn,omitempty"`
		Option string    `json:"option"`
		Keys   []keyView `json:"keys"`
	}{"", s.option.String(), keys}
	if s.cvn != 0 {
		answer.CVN = s.cvn.String()
	}
	if *c.json {
		return c.printJSON(answer)
	}
	c.printf("%s\n", c.bold("ICC master key by "+answer.Option))
	c.printKeys(keys)
	for _, m := range missing {
		c.printf("%s\n", c.dim(m))
	}
	return nil
}

// sessions derives every session key for which the values are there, and says what is missing for the others.
func (s *keyed) sessions(ac [8]byte, hasAC, show bool) (keys []keyView, missing []string, err error) {
	if s.cvn == 0 {
		return nil, []string{"give -cvn for session keys"}, nil
	}
	for _, d := range []struct {
		name   string
		method cryptogram.SessionMethod
		derive func() (cryptogram.Key, error)
		script bool
	}{
		{"session key (AC)", s.scheme.Session, func() (cryptogram.Key, error) { return s.cvn.SessionKey(s.mk, s.atc, s.un) }, false},
		{"session key (ARPC)", s.scheme.ARPCKey, func() (cryptogram.Key, error) { return s.cvn.ARPCKey(s.mk, s.atc, s.un) }, false},
		{"session key (script)", s.scheme.ScriptKey, func() (cryptogram.Key, error) { return s.cvn.ScriptKey(s.mk, s.atc, ac) }, true},
	} {
		atc, un := methodNeeds(d.method)
		if d.script {
			atc, un = d.method == cryptogram.VisaSession, false
		}
		switch {
		case atc && !s.hasATC || un && !s.hasUN:
			missing = append(missing, d.name+": give -atc and, for Mastercard's derivation, -un")
			continue
		case d.script && d.method != cryptogram.VisaSession && d.method != cryptogram.NoSession && !hasAC:
			missing = append(missing, d.name+": give -ac")
			continue
		}
		key, err := d.derive()
		if err != nil {
			return nil, nil, err
		}
		keys = append(keys, viewKey(d.name, key, show))
	}
	return keys, missing, nil
}
