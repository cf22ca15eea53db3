package bench

import (
	"fmt"
	"maps"
	"strings"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
)

// World is the reader, the card and the terminal.
func (s *Scene) World() kerneltest.World {
	s.Lines, s.Shown = nil, nil
	var happened []kernel.Event
	timer := false
	while, then := maps.Clone(s.While), maps.Clone(s.Then)
	var applet func([]byte) []byte
	if s.Applet != nil {
		applet = s.Applet()
	}
	return func(a kernel.Action) kernel.Event {
		line := ""
		switch a.Kind {
		case kernel.Done:
			return kernel.Event{}
		case kernel.Show:
			s.Shown = append(s.Shown, a.UI)
		case kernel.StartTimer, kernel.StopTimer:
			timer = a.Kind == kernel.StartTimer
			line = map[bool]string{true: fmt.Sprintf("TIMER %d", a.Within.Milliseconds()), false: "STOP"}[timer]
		case kernel.SendData:
			line = "DEK " + dekLine(&a)
		case kernel.Transmit:
			line = s.Line(&a)
		case kernel.Wait:
			return s.happens(&happened, timer)
		case kernel.Poll:
			if !s.Eager || len(happened) == 0 {
				return kernel.Event{}
			}
			return s.happens(&happened, timer)
		}
		if line == "" {
			return kernel.Event{}
		}
		s.Lines = append(s.Lines, line)
		dets := func(list []string) {
			for _, det := range list {
				happened = append(happened, kernel.Event{Kind: kernel.DataReceived, Data: Digits(det)})
			}
		}
		dets(taken(while, line))
		if a.Kind == kernel.Transmit {
			response := s.response(line, a.Command, applet)
			if !s.Lazy && !s.Eager && !keyed(s.Late, line) {
				dets(taken(then, line))
				return response
			}
			happened = append(happened, response)
		}
		dets(taken(then, line))
		if s.Lazy || len(happened) == 0 || keyed(s.Late, line) {
			return kernel.Event{}
		}
		ev := happened[0]
		happened = happened[1:]
		return ev
	}
}

// happens is what the kernel gets that waits: what has happened, or the end of the timer.
func (s *Scene) happens(list *[]kernel.Event, timer bool) kernel.Event {
	if len(*list) > 0 {
		ev := (*list)[0]
		*list = (*list)[1:]
		return ev
	}
	if timer && !s.Wait {
		return kernel.Event{Kind: kernel.Timeout}
	}
	return kernel.Event{Kind: kernel.Cancelled}
}

// taken is keyed for what happens once.
func taken(m map[string][]string, line string) []string {
	v := keyed(m, line)
	word, _, _ := strings.Cut(line, " ")
	if _, whole := m[line]; whole {
		word = line
	}
	delete(m, word)
	return v
}

// keyed is the entry of a line, or of its first word.
func keyed[V any](m map[string]V, line string) (v V) {
	if v, ok := m[line]; ok {
		return v
	}
	word, _, _ := strings.Cut(line, " ")
	return m[word]
}

func (s *Scene) response(line string, command []byte, applet func([]byte) []byte) kernel.Event {
	text := keyed(s.Card, line)
	if n, fault := strings.CutPrefix(text, "L1 "); fault {
		return kernel.Event{Kind: kernel.CardFault, Fault: kernel.Fault(n[0] - '0')}
	}
	answer := Digits(text)
	if text == "" {
		answer = []byte{0x6A, 0x83}
		if applet != nil {
			answer = applet(command)
		}
	}
	if s.Middle != nil {
		answer = s.Middle(command, answer)
	}
	return kernel.Event{Kind: kernel.Response, Data: answer, Took: keyed(s.Slow, line)}
}

// dekLine is a DEK in a line: the objects of Data To Send, and behind a bar the tags of Data Needed.
func dekLine(a *kernel.Action) string {
	var needed []string
	for _, tag := range a.Needed {
		needed = append(needed, tag.String())
	}
	return fmt.Sprintf("%X|%s", a.Data, strings.Join(needed, " "))
}
