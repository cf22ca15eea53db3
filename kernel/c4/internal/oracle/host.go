package oracle

// Answer is the Outcome of the activation that brings the host's answer to an Online Request, or to the one that follows a PIN. Decide has given Online Request
// for in. C-4 11.2.6.2.2, 12.2.2.1, 12.2.2.2
func Answer(in In) Said {
	cvm := verify(in).cvm
	switch in.ARC {
	case "00", "08", "10", "11":
		return Said{Out: approve(cvm), Clause: "C-4 12.2.2.1"}
	case "12":
		return Said{Out: leaves(decline)(in, nil), Clause: "C-4 12.2.2.1"}
	case "13":
		if bit(in.Enhanced[1], 7) && listed(in) {
			return Said{Out: pin(), Clause: "C-4 12.2.2.2"}
		}
		return Said{Out: leaves(decline)(in, nil), Clause: "C-4 12.2.2.2"}
	}
	if len(in.ARC) != 2 { // no response code: the connection was not completed
		return Said{Out: leaves(decline)(in, nil), Clause: "C-4 11.2.6.2.2"}
	}
	return Said{Out: decline(), Clause: "C-4 12.2.2.2"}
}

// AnswerToPIN is the Outcome of the activation that brings the host's answer to the request with the PIN. Answer has given Request Online PIN for in. A PIN that was
// given is not asked for again. C-4 12.2.2.2
func AnswerToPIN(in In) Said {
	in.ARC, in.Enhanced[1] = in.Second, in.Enhanced[1]&^0x40
	s := Answer(in)
	if s.Outcome == Approved {
		s.Out = approve(OnlinePIN)
	}
	return s
}

// listed tells whether a rule of the CVM list is online PIN, whatever its condition. C-4 12.2.2.2
func listed(in In) bool {
	for _, r := range in.Rules[:in.RuleCount] {
		if in.HasList && r.Method&0x3F == onlinePIN {
			return true
		}
	}
	return false
}
