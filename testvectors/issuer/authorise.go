package issuer

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/testvectors/internal/pboc"
	"github.com/emvgo/emv/testvectors/internal/vis"
	"github.com/emvgo/emv/tlv"
)

var (
	errEncipher = errors.New("issuer: how UnionPay's cryptogram version 01 enciphers the data of a script has no public text")
	errNoCash   = errors.New("issuer: a load, and the card tells no balance of electronic cash")
)

// Options say how a request is answered. The zero Options approve what is in order.
type Options struct {
	PAN     string // digits, where DE 55 has neither 5A nor 57
	Decline bool
	ARC     string // this authorisation response code instead: 00, 10 and 11, and of American Express 08, approve; 01 and 02 ask for a referral, 12 and 13 of American Express for another interface and an online PIN
	Scripts []Script
	Load    uint64 // that an approval adds to UnionPay's electronic cash, minor units: PUT DATA of 9F79 before the other scripts
	Hostile Hostile

	// Under ARPC method 2: another card status update than approved and counters to zero, or all zero; and up to 8 bytes
	// of proprietary authentication data, which the card sees if the first bit of the update is set.
	CSU         *[4]byte
	Proprietary []byte
}

// A Script is an issuer script: commands that are secured for this transaction, in their order.
type Script struct {
	Late     bool   // template 72: to be sent after the second GENERATE AC; otherwise 71, before it
	ID       []byte // 9F18 Issuer Script Identifier, 4 bytes or nil
	Commands []Command
}

// A Command is an issuer script command before it is secured.
type Command struct {
	Header   [4]byte // CLA INS P1 P2; secure messaging bits are set later
	Data     []byte
	Encipher bool
	NewPIN   string // PIN CHANGE: makes Data
}

// ApplicationBlock invalidates the application.
//
// EMV 4.4 B3 6.5.1
func ApplicationBlock() Command { return Command{Header: [4]byte{0x80, 0x1E, 0, 0}} }

// ApplicationUnblock takes ApplicationBlock back.
//
// EMV 4.4 B3 6.5.2
func ApplicationUnblock() Command { return Command{Header: [4]byte{0x80, 0x18, 0, 0}} }

// CardBlock disables all applications of the card for good.
//
// EMV 4.4 B3 6.5.3
func CardBlock() Command { return Command{Header: [4]byte{0x80, 0x16, 0, 0}} }

// PINUnblock sets the PIN try counter back to its limit.
//
// EMV 4.4 B3 6.5.10
func PINUnblock() Command { return Command{Header: [4]byte{0x80, 0x24, 0, 0}} }

// PINChange sets a PIN of 4 to 12 digits and its try counter.
func PINChange(digits string) Command {
	return Command{Header: [4]byte{0x80, 0x24, 0, 2}, Encipher: true, NewPIN: digits}
}

// PutData changes a data object with a tag of two bytes.
func PutData(t tlv.Tag, value []byte) Command {
	return Command{Header: [4]byte{0x00, 0xDA, byte(t >> 8), byte(t)}, Data: value}
}

// UpdateRecord replaces a record of the file with this short file identifier, template 70 included.
func UpdateRecord(sfi, number byte, record []byte) Command {
	return Command{Header: [4]byte{0x00, 0xDC, number, sfi<<3 | 4}, Data: record}
}

// A Response is the issuer's answer.
type Response struct {
	Data     []byte // TLV: 8A, 91, 71, 72
	Approved bool
	ARC      string // authorisation response code: 00, 05, 14, 30, 55, or that of Options
	Reason   string // why it was declined
}

// Authorise checks a request and answers it. A wrong cryptogram, an unknown card and DE 55 that cannot be read are
// declined without an ARPC; with one are declined an offline PIN that the card knows nothing of, and a cardholder
// verification that the terminal calls not successful. The error means wrong Options.
//
// EMV 4.4 B2 8.2, EMV 4.4 B3 10.9, 10.10
func (i *Issuer) Authorise(de55 []byte, o Options) (Response, error) {
	r, p := i.read(de55, o.PAN)
	if p == nil {
		if reason := r.check(); reason != "" {
			p = &problem{arcDeclined, reason}
		}
	}
	if p != nil {
		return Response{Data: tlv.Append(nil, 0x8A, []byte(p.arc)), ARC: p.arc, Reason: p.reason}, nil
	}
	resp := Response{Approved: true, ARC: arcApproved}
	if tvr := r.get(0x95); len(tvr) == 5 && tvr[2]&0x80 != 0 { // EMV 4.4 B3 C5
		resp = Response{ARC: arcWrongPIN, Reason: "cardholder verification was not successful"}
	}
	if reason := r.mismatch(); reason != "" {
		resp = Response{ARC: arcDeclined, Reason: reason}
	}
	if o.Decline {
		resp = Response{ARC: arcDeclined, Reason: "told to decline"}
	}
	if o.ARC != "" {
		if len(o.ARC) != 2 {
			return Response{}, fmt.Errorf("issuer: response code %q does not have two characters", o.ARC)
		}
		resp = Response{ARC: o.ARC, Reason: "told to answer " + o.ARC}
		if o.ARC == arcApproved || o.ARC == "10" || o.ARC == "11" || o.ARC == "08" && r.shape() == vis.Amex {
			resp = Response{ARC: o.ARC, Approved: true}
		}
	}
	answer := cryptogram.Answer{ARC: [2]byte([]byte(resp.ARC))}
	if resp.Approved {
		// EMV 4.4 B3 C10: approved, offline counters to zero
		answer.CSU[1] = 0x82
	}
	if o.CSU != nil {
		answer.CSU = *o.CSU
	}
	answer.Proprietary = o.Proprietary
	iad, err := r.answer(answer)
	if err != nil {
		return Response{}, err
	}
	resp.Data = tlv.Append(tlv.Append(nil, 0x8A, []byte(resp.ARC)), 0x91, iad)
	if o.Load != 0 && resp.Approved {
		load, err := r.load(o.Load)
		if err != nil {
			return Response{}, err
		}
		o.Scripts = append([]Script{load}, o.Scripts...)
	}
	scripts, err := r.scripts(o.Scripts)
	if err != nil {
		return Response{}, err
	}
	resp.Data = append(resp.Data, bytes.Join(scripts, nil)...)
	resp.Data = o.Hostile.spoil(resp.Data)
	return resp, nil
}

// shape is that of the issuer application data where they are of American Express or JCB, else 0.
func (r *request) shape() byte {
	if r.shaped == nil {
		return 0
	}
	return r.get(0x9F10)[0]
}

// answer is Issuer Authentication Data: for UnionPay the ARPC and the response code.
//
// EMV 4.4 B2 8.2
func (r *request) answer(a cryptogram.Answer) ([]byte, error) {
	if !r.pboc {
		return r.cvn.IssuerAuthenticationData(r.master.ac, r.atc, r.un, r.ac, a)
	}
	arpc, err := pboc.ARPC(r.master.ac.Reveal(), r.atc, r.ac, a.ARC)
	return append(arpc[:], a.ARC[:]...), err
}

// scripts secures the commands, those of all scripts in one chain, and puts them in their templates.
//
// EMV 4.4 B2 9, EMV 4.4 B3 10.10
func (r *request) scripts(list []Script) (out [][]byte, err error) {
	if len(list) == 0 {
		return nil, nil
	}
	seal, err := r.sealer()
	if err != nil {
		return nil, err
	}
	for _, s := range list {
		var body []byte
		if s.ID != nil {
			body = tlv.Append(body, 0x9F18, s.ID)
		}
		for _, c := range s.Commands {
			data := c.Data
			if c.NewPIN != "" {
				block, err := r.pinBlock(c.NewPIN)
				if err != nil {
					return nil, err
				}
				data = block[:]
			}
			command, err := seal(c.Header, data, c.Encipher)
			if err != nil {
				return nil, err
			}
			body = tlv.Append(body, 0x86, command)
		}
		template := tlv.TagScript1
		if s.Late {
			template = tlv.TagScript2
		}
		out = append(out, tlv.Append(nil, template, body))
	}
	return out, nil
}

// sealer secures the commands of one answer.
func (r *request) sealer() (func(header [4]byte, data []byte, encipher bool) ([]byte, error), error) {
	if r.pboc {
		return func(header [4]byte, data []byte, encipher bool) ([]byte, error) {
			if encipher {
				return nil, errEncipher
			}
			return pboc.Seal(r.master.mac.Reveal(), r.atc, r.ac, header, data)
		}, nil
	}
	s, err := r.cvn.NewScript(r.master.mac, r.master.enc, r.atc, r.ac)
	if err != nil {
		return nil, err
	}
	return func(header [4]byte, data []byte, encipher bool) ([]byte, error) {
		return s.Seal(nil, header, data, encipher)
	}, nil
}

// load is the script that adds to the balance that the card has told, and authenticated.
func (r *request) load(amount uint64) (Script, error) {
	balance, err := tlv.DecodeN(r.balance.Balance)
	if err != nil || r.balance.Balance == nil {
		return Script{}, errNoCash
	}
	return Script{Late: true, Commands: []Command{PutData(0x9F79, tlv.AppendN(nil, balance+amount, 6))}}, nil
}

func (r *request) pinBlock(digits string) ([8]byte, error) {
	switch r.cvn {
	case cryptogram.VisaCVN10, cryptogram.VisaCVN18, cryptogram.VisaCVN22:
		return cryptogram.PINBlockVisa(r.master.ac, digits, "")
	}
	return cryptogram.PINBlock2(digits)
}
