package oracle

// Answer is the Outcome of the activation that brings the host's answer to an Online Request, or to the one that follows a PIN. Decide has given Online Request
// for in. C-4 12.2.2.1, 12.2.2.2
func Answer(in In) Said {
	cvm := verify(in, false).cvm
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
	s := Said{Out: decline(), Clause: "C-4 12.2.2.2"}
	if len(in.ARC) != 2 { // C-4 12.1: an answer without a response code, or a connection that was not completed: 11.2.6.2.2
		s.Open = "no response code"
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
