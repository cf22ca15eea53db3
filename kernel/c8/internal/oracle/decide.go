package oracle

const (
	tryAgain     = 0x21
	otherCard    = 0x1C
	otherFace    = 0x18
	messageHold  = 13
	accept       = 0x40
	online       = 0x80
	decline      = 0x00
	notPerformed = 0x80 // TVR byte 1
	failed       = 0x04
)

// Decide gives the outcome of an input.
func Decide(in In) Out {
	o := Out{MAC: -1, Start: NA, CVM: NA, TRMD: in.TRMD, Capabilities: [3]byte{in.Input, in.NotRequired, in.Security}}
	o.TRMD[0] &^= 0x6C // KS.7
	o.TRMD[1] &^= 0x80
	o.TVR = [5]byte{4: 0x80}
	switch in.Relay {
	case TooFast: // 21.19
		o.TRMD, o.Capabilities = [8]byte{}, [3]byte{}
		return ends(o, "CARD DATA ERROR", messageHold)
	case NoRelay: // 2021.13
		o.TVR[4] = 0x81
	case InTime: // 21.26
		o.TVR[4] = 0x82
	case TooSlow: // 21.23, 21.25
		o.TVR[4] = 0x82 | 0x04 | 0x08
	case Inexact: // 21.25
		o.TVR[4] = 0x82 | 0x08
	}
	if in.Amount >= in.CVMLimit { // 202122232425.7
		o.Receipt = true
		o.Capabilities[1] = in.Required
		o.TRMD[1] |= 0x80
	}
	o.TRMD[0] |= o.Capabilities[1] & 0x6C // 202122232425.12
	if in.Amount > in.Floor {             // 202122232425.14
		o.TVR[3] |= 0x80
	}
	if in.OtherAID { // 202122232425.16
		o.TVR[4] |= 0x40
	}
	local := in.Security&0x10 != 0 && in.AIP[0]&0x01 != 0
	if !local { // 202122232425.20
		o.TVR[0] |= notPerformed
	}
	o.Asked, o.Reference, o.Sent = true, analysis(in, o.TVR), o.TVR
	return answered(in, o, local)
}

// analysis is terminal action analysis: what the terminal wants. C-8 6.4.2
func analysis(in In, tvr [5]byte) byte {
	hits := func(code [5]byte) bool {
		for i := range code {
			if code[i]&tvr[i] != 0 {
				return true
			}
		}
		return false
	}
	offlineCard := in.AIP[1]&0x08 != 0
	switch in.Terminal {
	case 0x11, 0x21, 0x14, 0x24, 0x34:
		if hits(in.TACDenial) {
			return decline
		}
		return online
	case 0x23, 0x26, 0x36, 0x13, 0x16:
		if hits(in.TACDenial) || !offlineCard {
			return decline
		}
		return accept
	}
	if hits(in.TACDenial) {
		return decline
	}
	if !offlineCard || hits(in.TACOnline) {
		return online
	}
	return accept
}

// answered is states 26 to 28. C-8 6.3.13, 6.3.15, 6.3.16
func answered(in In, o Out, local bool) Out {
	switch in.Response {
	case LinkError: // 26.7
		o.Status, o.Start, o.L1 = EndApplication, "B", "TRANSMISSION ERROR"
		o.OnRestart = Message{true, tryAgain, true, 0}
		return o
	case Refuses: // 26.9
		return ends(o, "STATUS BYTES", messageHold)
	case Malformed: // 26.13
		return ends(o, "PARSING ERROR", messageHold)
	case Lacks: // 26.15
		return ends(o, "CARD DATA MISSING", messageHold)
	}
	if in.Fault == NoPAN { // 2627.2
		return ends(o, "CARD DATA MISSING", messageHold)
	}
	if !o.copyMAC(in) { // 28.4
		return ends(o, "CARD DATA ERROR", messageHold)
	}
	if local {
		switch in.Fault {
		case NoKeyIndex, NoIssuerCertificate, NoICCCertificate: // 28.10
			return ends(o, "CARD DATA ERROR", messageHold)
		case UnknownKey, IssuerCertificate, ICCCertificate, BlindingFactor: // 28.9a, 29.9, 29.10, 29.11
			o.TVR[0] |= failed
		}
	}
	if in.Fault == EDAMAC { // 29.12
		return ends(o, "EDA MAC FAILED", messageHold)
	}
	return decided(in, o, local)
}

// copyMAC puts the Issuer Application Data MAC where the card wants it, and reports whether it can go there. C-8 6.3.16
func (o *Out) copyMAC(in In) bool {
	var at int
	switch in.AIP[1] >> 1 & 3 {
	case 1:
		at = int(in.Offset)
	case 2:
		if !in.HasAt {
			return false
		}
		at = int(in.AtOffset)
	default:
		return true
	}
	if at+8 > in.IAD {
		return false
	}
	o.MAC = at
	return true
}

// decided is state 29 from 29.20 on. C-8 6.3.17
func decided(in In, o Out, local bool) Out {
	o.Local = "ok"
	if !local {
		o.Local = "not performed"
	} else if o.TVR[0]&failed != 0 {
		o.Local = "failed"
	}
	wanted, kind := o.Reference, in.CID&0xC0
	switch {
	case kind == 0x00, kind == 0x40 && wanted == accept, kind == 0x80 && wanted != decline:
	default: // 29.22
		o.Local = ""
		return ends(o, "CARD DATA ERROR", messageHold)
	}
	if in.CardTVR.Present { // 29.23
		for i, b := range in.CardTVR.Bytes {
			o.TVR[i] = o.TVR[i]&in.Mask[i] | b&^in.Mask[i]
		}
	}
	offered := map[byte]bool{0x00: o.TRMD[0]&0x08 != 0, 0x01: o.TRMD[0]&0x20 != 0, 0x03: o.TRMD[0]&0x04 != 0, 0x02: o.TRMD[0]&0x40 != 0, 0x0F: true}
	o.CVMResults = [3]byte{0x3F, 0, 1}
	if !offered[in.Choice] { // 29.26, 29.41
		o.TVR[2] |= 0x80
	} else {
		switch in.Choice {
		case 0x00:
			o.CVMResults, o.CVM = [3]byte{0x1F, 0, 2}, NoCVM
		case 0x01:
			o.CVMResults, o.CVM = [3]byte{0x1E, 0, 0}, Sign
		case 0x03:
			o.CVMResults, o.CVM = [3]byte{0x01, 0, 2}, Confirmed
		case 0x02:
			o.CVMResults, o.CVM = [3]byte{0x02, 0, 0}, OnlinePIN
			o.TVR[2] |= 0x04
		case 0x0F:
			o.CVMResults = [3]byte{0x3F, 0, 0}
		}
	}
	decision := analysis(in, o.TVR) // 29.43
	if !in.Report {                 // 2930.1b
		o.TVR[0] &^= failed
	}
	o.Record = true
	return outcome(in, o, decision, kind)
}

// outcome is what card and terminal come to. C-8 6.3.19
func outcome(in In, o Out, decision, kind byte) Out {
	say := func(identifier byte, hold int) { o.OnOutcome = Message{true, identifier, false, hold} }
	asks := func(otherwise byte) byte { // for a message that the reader shows
		if m := in.Restart.Bytes[1]; in.Restart.Present && (m == 0x21 || m == 0x18 || m == 0x20) {
			return m
		}
		return otherwise
	}
	request := in.Restart.Bytes[0] >> 4
	if in.Restart.Present && request == 2 { // 2930.2
		m := asks(tryAgain)
		o.Status, o.Start = EndApplication, "B"
		say(m, messageHold)
		o.OnRestart = Message{true, m, true, 0}
		return o
	}
	switch {
	case kind == 0x40 && decision == accept: // 2930.13
		o.Status = Approved
		if say(0x03, messageHold); o.CVM == Sign {
			say(0x1A, messageHold)
		}
	case kind == 0x80 && decision != decline, kind != 0x00 && decision == online: // 2930.19
		o.Status = OnlineRequest
		say(0x1B, 0)
	case in.Type != 0x00 && in.Type != 0x01 && in.Type != 0x09 && in.Type != 0x17: // 2930.25
		o.Status = EndApplication
		say(0x1E, 0)
	case !in.Restart.Present: // 2930.23
		o.Status = Declined
		say(0x07, messageHold)
	default:
		if request == 3 { // 2930.28
			o.Status, o.Interface = TryAnotherInterface, 15
			if face := in.Restart.Bytes[0] & 0x0F; face == 1 || face == 2 { // 2930.29
				o.Interface = face
			}
			say(asks(otherFace), messageHold)
		} else { // 2930.36
			o.Status = Declined
			say(asks(0x07), messageHold)
		}
	}
	return o
}

// ends is OUT without a data record.
func ends(o Out, l2 string, hold int) Out {
	o.Status, o.L2 = EndApplication, l2
	o.OnOutcome = Message{true, otherCard, false, hold}
	return o
}
