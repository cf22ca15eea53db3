package oracle

import (
	"bytes"
	"slices"
	"strings"

	"github.com/emvgo/emv/kernel"
)

// Where the profile strict departs from the books. Its limits are in the currency of the application, or else of the terminal.

func (o *oracle) strict() bool { return o.Config.Profile == kernel.Strict }

func (o *oracle) foreign() bool {
	if o.app.Currency != 0 {
		return o.currency() != o.app.Currency
	}
	return o.currency() != o.Config.Terminal.TransactionCurrency
}

// oneAccount reports whether track 2 equivalent data, if there is any, begins with the PAN and the separator D.
func (o *oracle) oneAccount() bool {
	track := o.card[0x57]
	return len(track) == 0 || bytes.HasPrefix(panDigits(track), append(panDigits(o.card[0x5A]), 0xD))
}

// cvmCapabilities are byte 2 of the terminal's: a plaintext PIN counts as not supported.
func (o *oracle) cvmCapabilities() byte {
	c := o.capabilities()[1]
	if o.strict() {
		c &^= 0x80
	}
	return c
}

// highAmount reports whether the configuration wants more for this amount than a signature or nothing.
func (o *oracle) highAmount() bool {
	return o.strict() && o.app.CVMLimit != 0 && (o.Transaction.Amount >= o.app.CVMLimit || o.foreign())
}

// authenticated says how offline data authentication went.
func (o *oracle) authenticated() string {
	switch {
	case o.failed():
		return o.method + " failed"
	case o.verified:
		return o.method + " ok"
	}
	return strings.TrimSpace(o.method + " not performed")
}

// failed reports whether authentication has failed so far, which the TVR need not say yet.
func (o *oracle) failed() bool {
	switch o.method {
	case "XDA":
		return o.keyLost || o.xdaFailed()
	case "CDA", "DDA", "SDA":
		return o.tvr[0]&methodBits[o.method].mask != 0
	}
	return false
}

// onlyStrongCVM reports whether signature and no CVM count as not supported: at this amount, over a list, or a currency of its amounts, that nobody has
// authenticated.
func (o *oracle) onlyStrongCVM() bool {
	return o.highAmount() && (o.method == "" || o.failed() || !o.signed(0x8E) || !o.signed(0x9F42) || len(o.card[0x9F42]) == 0 && o.ruleOfAmount())
}

// signed reports whether an element is as it stands among the records that are authenticated, or absent.
func (o *oracle) signed(tag uint32) bool {
	v := o.card[tag]
	return len(v) == 0 || bytes.Contains(o.certain, ObjectOf(tag, v))
}

// ruleOfAmount reports whether a rule of the CVM list asks for X or Y: conditions 6 to 9.
// B3 C3
func (o *oracle) ruleOfAmount() bool {
	for i := 9; i < len(o.card[0x8E]); i += 2 {
		if o.card[0x8E][i]-6 < 4 {
			return true
		}
	}
	return false
}

// weakAfterFailure reports whether a failure is declined: at this amount, without a PIN or a biometric template.
func (o *oracle) weakAfterFailure() bool {
	code := o.cvm[0] & 0x3F
	strong := o.cvm[2] != byte(failed) && code >= 0x01 && code <= 0x0F
	return o.highAmount() && o.failed() && !strong
}

// mayStayOffline reports whether the card may be asked to approve offline: with a CDOL1 that is signed and names the whole amount, and with CDA over a signed AIP, or
// with XDA over one of these lists that names the whole unpredictable number.
func (o *oracle) mayStayOffline(lists ...uint32) bool {
	switch {
	case !o.strict():
		return true
	case o.foreign(), o.forHost(), !o.signed(0x8C), !o.names(0x8C, 0x9F02, 6):
		return false
	case o.method == "CDA":
		return !o.failed() && bytes.Equal(o.card[0x9F4A], []byte{0x82})
	}
	return o.method == "XDA" && slices.ContainsFunc(lists, func(tag uint32) bool { return o.names(tag, 0x9F37, 4) })
}

// names reports whether one of the card's lists names an element with so many bytes at least.
func (o *oracle) names(list, tag uint32, bytes int) bool {
	entries, _ := dol(o.card[list])
	return slices.ContainsFunc(entries, func(e entry) bool { return e.tag == tag && e.size >= bytes })
}

// forHost reports whether what the cardholder has given is for the host to verify: an online PIN, or a biometric template sent online.
// B3 C3
func (o *oracle) forHost() bool {
	code := o.cvm[0] & 0x3F
	return o.cvm[2] == byte(unknown) && (code == 2 || code >= 7 && code <= 15 && code%2 == 1)
}

// deniesPIN reports whether the card says in its verification results that it verified no PIN, or a wrong one, where VERIFY was answered with success.
// B3 C9.2, C9.3
func (o *oracle) deniesPIN() bool {
	code := o.cvm[0] & 0x3F
	if !o.strict() || code == 0 || code == 2 || code > 5 || o.cvm[2] == byte(failed) {
		return false
	}
	for _, f := range resultFormats {
		if v := o.card[0x9F10]; f.is(v) {
			return bytes.HasPrefix(o.aid, f.rid) && (v[f.at]&f.done == 0 || v[f.at]&f.failed != f.passed)
		}
	}
	return false
}

// resultFormats are the shapes of issuer application data whose card verification results tell of an offline PIN: the byte and its bits.
var resultFormats = []struct {
	is                   func(v []byte) bool
	rid                  []byte
	at                   int
	done, failed, passed byte
}{
	{
		func(v []byte) bool {
			return len(v) == 32 && v[0] == 0x0F && (v[1] == 0xA5 || v[1] == 0xA6) && v[16] == 0x0F
		},
		nil, 4, 0x08, 0x04, 0,
	},
	{
		func(v []byte) bool {
			return len(v) >= 7 && v[0] == 6 && (v[2] == 0x0A || v[2] == 0x12) && v[3] == 3 && (len(v) == 7 || int(v[7]) <= len(v)-8)
		},
		[]byte{0xA0, 0, 0, 0, 0x03},
		4, 0x04, 0x02, 0,
	},
	{
		func(v []byte) bool {
			visa := len(v) > 3 && v[0] == 6 && v[3] == 3
			return !visa && slices.Contains([]int{8, 18, 20, 26, 28}, len(v)) && slices.Contains([]byte{0x10, 0x11, 0x14, 0x15}, v[1])
		},
		[]byte{0xA0, 0, 0, 0, 0x04},
		2, 0x04, 0x01, 0x01,
	},
}
