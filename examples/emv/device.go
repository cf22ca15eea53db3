package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/pcsc"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/testvectors/card"
)

// A source is the flags that name a card: in a reader, or virtual.
type source struct {
	reader, file string
	wait         time.Duration
}

func (s *source) define(c *call) {
	c.flags.StringVar(&s.reader, "reader", "", "card in a PC/SC reader: its `NAME`, a part of it, or its number")
	c.flags.StringVar(&s.file, "card", "", "virtual card: a `NAME` ("+setup.CardNames()+"; contactless "+setup.TapNames()+") or a profile's file")
	c.flags.DurationVar(&s.wait, "wait", waitForCard, "how long to wait for a card in the reader")
}

const waitForCard = 30 * time.Second

// An opened is a card that answers.
type opened struct {
	apdu.Card
	name        string
	atr         []byte
	virtual     *card.Card
	contactless bool
	close       func()

	connectAgain func(context.Context) error // to the card that comes next into the reader; nil: the card stays
}

func (s *source) open(c *call) (*opened, error) {
	switch {
	case s.reader != "" && s.file != "":
		return nil, c.usage("-reader and -card: give one of them")
	case s.reader != "":
		return s.connect(c)
	case s.file == "":
		return nil, c.usage("-reader or -card is missing: emv readers lists the readers; virtual cards are %s; contactless %s", setup.CardNames(), setup.TapNames())
	}
	v, err := setup.Card(s.file)
	if err != nil {
		return nil, c.usage("%v", err)
	}
	return &opened{Card: v, name: "virtual card " + v.Profile().Name, atr: v.ATR(), virtual: v, contactless: v.Profile().Contactless(), close: func() {}}, nil
}

// connect waits for a card in the reader and connects to it.
func (s *source) connect(c *call) (*opened, error) {
	service, err := openService(c)
	if err != nil {
		return nil, err
	}
	list, err := service.Readers()
	if err != nil {
		return nil, c.readerFault(err)
	}
	name, err := pcsc.Match(list, s.reader)
	if err != nil {
		return nil, c.usage("-reader %s: %v", s.reader, err)
	}
	ctx, stop := context.WithTimeout(context.Background(), s.wait)
	defer stop()
	if !lookInto(service, 0, name).Card {
		c.complain(fmt.Sprintf("emv %s: waiting for a card in %s, for %v (-wait)", c.command.name, name, s.wait))
	}
	if _, _, err = service.WaitForCard(ctx, name); err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			return nil, fmt.Errorf("emv %s: no card came into %s within %v; put one in, or wait longer with -wait", c.command.name, name, s.wait)
		}
		return nil, c.readerFault(err)
	}
	k, err := service.Connect(ctx, name, pcsc.Options{})
	if err != nil {
		return nil, c.readerFault(err)
	}
	o := &opened{name: "reader " + name, atr: k.ATR(), contactless: k.Contactless()}
	present := &inReader{k}
	o.Card, o.close = present, func() {
		present.Close()
		service.Close()
	}
	o.connectAgain = func(ctx context.Context) error {
		present.Close()
		if _, _, err := service.WaitForCard(ctx, name); err != nil {
			return err
		}
		present.Card, err = service.Connect(ctx, name, pcsc.Options{})
		return err
	}
	return o, nil
}

// An inReader is the card that is in the reader now.
type inReader struct{ *pcsc.Card }

func openService(c *call) (*pcsc.Service, error) {
	service, err := pcsc.Open()
	if err != nil {
		return nil, c.readerFault(err)
	}
	return service, nil
}

// readerFault is an error of PC/SC in the words of the command, with what to do where the service does not run.
func (c *call) readerFault(err error) error {
	start := ""
	if pcsc.IsKind(err, pcsc.ServiceStopped) {
		start = "; start it: on Linux systemctl start pcscd.socket, or pcscd as root where there is no systemd (Debian: apt-get install pcscd); " +
			"on Windows the service SCardSvr; on macOS it starts with the first reader"
	}
	return fmt.Errorf("emv %s: %w%s", c.command.name, err, start)
}

type readerRow struct {
	Number      int    `json:"number"`
	Name        string `json:"name"`
	Card        bool   `json:"card"`
	ATR         string `json:"atr,omitempty"`
	Contactless bool   `json:"contactless"`
}

func runReaders(c *call) error {
	service, err := openService(c)
	if err != nil {
		return err
	}
	defer service.Close()
	list, err := service.Readers()
	if err != nil {
		return c.readerFault(err)
	}
	rows := []readerRow{}
	for i, name := range list {
		rows = append(rows, lookInto(service, i+1, name))
	}
	if *c.json {
		return c.printJSON(map[string]any{"readers": rows})
	}
	if len(rows) == 0 {
		c.printf("no reader is connected\n")
	}
	for _, r := range rows {
		what := c.dim("no card")
		if r.Card {
			what = "card " + r.ATR
		}
		if r.Contactless {
			what += " (contactless)"
		}
		c.printf("%d  %s  %s\n", r.Number, c.bold(r.Name), what)
	}
	return nil
}

// lookInto says what is in a reader, without waiting.
func lookInto(service *pcsc.Service, number int, name string) readerRow {
	r := readerRow{Number: number, Name: name}
	ctx, stop := context.WithTimeout(context.Background(), 500*time.Millisecond)
	defer stop()
	_, atr, err := service.WaitForCard(ctx, name)
	if err != nil {
		return r
	}
	r.Card, r.ATR = true, upper(atr)
	if a, err := apdu.ParseATR(atr); err == nil {
		r.Contactless = a.Contactless()
	}
	return r
}

// cause takes the package names off an error's text.
func cause(err error) string {
	return strings.TrimPrefix(strings.TrimPrefix(err.Error(), "transcript: "), "kernel: ")
}
