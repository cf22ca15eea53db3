package oracle

const (
	processed  = "CARD READ SUCCESSFULLY"
	notReady   = "NOT READY"
	readyAgain = "READY TO READ"

	hold = 13 // Message Hold Time as table 4.2 has it
)

// Message identifiers. C-2 A.1.164
const (
	msgApproved = 0x03
	msgDeclined = 0x07
	msgSign     = 0x1A
	msgWait     = 0x1B
	msgOther    = 0x1C
	msgInsert   = 0x1D
	msgClear    = 0x1E
	msgPhone    = 0x20
	msgAgain    = 0x21
)

// Decide gives what the kernel does with in. Where the book can be read in two ways that differ, Disputed is set.
func Decide(in In) Out {
	one, other := decide(in, false), decide(in, true)
	disputed := one != other
	one.Disputed = one.Disputed || disputed
	return one
}

func decide(in In, split bool) Out {
	s := before(in)
	s.split = split
	if end := s.limits(); end {
		return s.out
	}
	s.prepare()
	return s.out
}

// refuse ends the application with ERROR - OTHER CARD.
func (s *state) refuse(l2 string) {
	s.out.Status, s.out.L2 = EndApplication, l2
	s.out.OnOutcome = Message{true, msgOther, notReady, hold}
}

// limits is S456 from the amount on, up to the command that is to be prepared. It reports whether the transaction ends. C-2 6.11
func (s *state) limits() (end bool) {
	in, o := s.in, &s.out
	limit := in.Limit
	if s.device() { // S3.33
		limit = in.DeviceLimit
	}
	switch {
	case in.Amount > limit: // S456.14
		o.Status, o.Start, o.L2, o.FieldOff = SelectNext, "C", "MAX LIMIT EXCEEDED", false
		return true
	case in.Missing&missingBasic != 0: // S456.16
		s.refuse("CARD DATA MISSING")
		return true
	case in.Storage.Read && in.Storage.OtherCard: // S456.19
		s.refuse("CARD DATA ERROR")
		return true
	case s.cda:
		s.setIf(in.Missing&missingCDA != 0, dataMissing) // S456.25
		s.setIf(in.Missing&missingCDA != 0 || in.UnknownCA, cdaFailed)
		if in.Missing&MissingTagList != 0 || in.OtherList { // S456.26
			s.refuse("CARD DATA ERROR")
			return true
		}
	}
	s.caps = in.NotRequired
	if in.Amount > in.CVMLimit { // S456.30
		s.caps, o.Receipt = in.Required, true
	}
	s.restrict()
	s.verify()
	s.setIf(in.Amount > in.Floor, aboveFloor) // S456.37
	s.analyse()
	return false
}

// prepare is Prepare GENERATE AC, with the command and its answer. C-2 7.2
func (s *state) prepare() {
	st := s.in.Storage
	sign := false
	switch {
	case s.has(cdaFailed) && (st.Read || s.cda): // GAC.2 GAC.21 GAC.22
		if s.device() {
			s.ac = 0 // GAC.23
		}
	case st.Read:
		sign = true // GAC.27 GAC.45
		if st.Info && st.DSDOL {
			if !st.Type.Present || !st.ForReader.Present {
				s.refuse("IDS DATA ERROR") // GAC.6
				return
			}
			wanted := st.Type.Value >> 6
			if wanted == 0 || wanted == s.ac || wanted == 2 && s.ac == 1 { // GAC.7
				s.ac = wanted // GAC.8
				s.out.Write = true
			} else { // GAC.9
				s.out.Write = s.ac == 0 && bit(st.ForReader.Value, 6) || s.ac == 2 && bit(st.ForReader.Value, 7)
			}
			if !s.out.Write && bit(st.ForReader.Value, 3) {
				s.refuse("IDS NO MATCHING AC") // GAC.11
				return
			}
		}
	case s.cda:
		sign = s.ac != 0 || s.in.Information.Present && bit(s.in.Information.Value, 1) // GAC.24 GAC.25
	}
	s.out.Asked, s.out.Reference = true, s.ac<<6
	if sign {
		s.out.Reference |= 0x10
	}
	s.answer()
}

// invalid ends the application after the card's answer. C-2 6.12 S910.50
func (s *state) invalid(l2 string) {
	s.refuse(l2)
	s.out.Record = s.out.Write // S910.51
}

// answer is the response to GENERATE AC. C-2 6.12
func (s *state) answer() {
	in, o := s.in, &s.out
	switch kind := in.CID >> 6; {
	case in.LinkError && o.Write: // S9.7
		s.refuse("")
		o.L1, o.Record = "TRANSMISSION ERROR", true
		return
	case in.LinkError: // S9.9
		o.Status, o.Start, o.L1 = EndApplication, "B", "TRANSMISSION ERROR"
		o.OnRestart = Message{true, msgAgain, readyAgain, 0}
		return
	case in.SW != 0x9000: // S9.17
		s.invalid("STATUS BYTES")
		o.SW = in.SW
		return
	case in.Malformed: // S9.20
		s.invalid("PARSING ERROR")
		return
	case in.NoCID: // S9.22
		s.invalid("CARD DATA MISSING")
		return
	case kind == 3, kind == 1 && s.ac != 1, kind == 2 && s.ac == 0: // S9.24
		s.invalid("CARD DATA ERROR")
		return
	}
	o.Read = true // S9.27
	if in.Proof != NoSignature {
		s.signed()
		return
	}
	aac, asked := in.CID>>6 == 0, bit(o.Reference, 5)
	switch {
	case in.NoAC: // S910.31
		s.invalid("CARD DATA MISSING")
	case aac && in.Storage.Read, aac && s.ac == 0 && asked, !aac && asked: // S910.33 S910.34 S910.36
		s.invalid("CARD DATA ERROR")
	default:
		s.valid()
	}
}

// signed is a response with a signature. C-2 6.12 S910.1
func (s *state) signed() {
	in, o := s.in, &s.out
	if !s.cda && in.Proof == GoodSignature {
		o.Disputed = true // no static data were collected for CDA that is not done
	}
	st := in.Storage
	short := st.Read && in.Relay != NoRelay && (st.Summary2 == Absent || st.Summary3 == Absent) // S910.3.1
	if in.Proof == BadSignature || in.Missing&missingCDA != 0 || in.UnknownCA || short {
		s.set(cdaFailed) // S910.7.1
		s.invalid("CAM FAILED")
		return
	}
	switch {
	case !st.Read:
	case st.Summary2 == Absent: // S910.8
		s.invalid("CARD DATA MISSING")
		return
	case st.Summary2 == Other: // S910.10
		s.invalid("IDS READ ERROR")
		return
	default:
		o.Storage = 0x80 // S910.12
		if !o.Write {
			break
		}
		if st.Summary3 == Absent { // S910.14
			s.invalid("CARD DATA MISSING")
			return
		}
		if st.Summary3 == Other { // S910.16
			o.Storage = 0xC0 // S910.17
		} else if bit(st.ForReader.Value, 2) { // S910.18
			s.refuse("IDS WRITE ERROR") // S910.61
			return
		}
	}
	s.valid()
}

// valid is a response that the kernel takes. C-2 6.12 S910.70
func (s *state) valid() {
	in, o := s.in, &s.out
	o.Record = true
	if in.HasPhone && (in.Phone[1]&0x03 != 0 || in.Phone[2]&0x0F != 0) { // S910.71
		o.Status, o.Start = EndApplication, "B"
		message := byte(msgPhone)
		if !bit(in.Phone[2], 1) && in.Phone[1]&0x0F == 0 { // table 4.3
			message = msgDeclined
		}
		o.Phone = Message{true, message, notReady, hold}
		o.OnRestart = Message{true, message, readyAgain, 0} // S910.80
		return
	}
	say := func(status Status, message byte, time int) {
		o.Status, o.OnOutcome = status, Message{true, message, notReady, time}
	}
	another := in.HasThird && !bit(in.Unique, 8) && in.Device != 0x3030 || !bit(in.Input, 6)
	switch kind := in.CID >> 6; { // S910.74 S910.75
	case kind == 1 && o.CVM == Sign:
		say(Approved, msgSign, hold)
	case kind == 1:
		say(Approved, msgApproved, hold)
	case kind == 2:
		say(OnlineRequest, msgWait, 0)
	case !isCash(in.Type) && !isPurchase(in.Type):
		say(EndApplication, msgClear, 0)
	case another:
		say(Declined, msgDeclined, hold)
	default:
		say(TryAnotherInterface, msgInsert, hold)
	}
}
