package upos

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/tlv"
)

// ErrBatchOpen says that the batch has transactions: parameters are not changed under them. Settle before.
var ErrBatchOpen = errors.New("upos: the batch is not empty; settle before parameters are changed")

// ErrList says that a list, or a part of it, cannot be read.
var ErrList = errors.New("upos: the list is none")

// maxDownload is the most that a list may have.
const maxDownload = 1000

// empty signs on, where nothing of the batch keeps parameters from being changed.
func (c *Client) empty(ctx context.Context) error {
	n, err := c.Open()
	switch {
	case err != nil:
		return notSent(err)
	case n > 0:
		return ErrBatchOpen
	}
	return c.SignOn(ctx)
}

// The first character of a part of a list. Those of lists in parts are not confirmed in public.
const (
	listNone = '0'
	listAll  = '1'
	listMore = '2'
	listLast = '3'
)

// list has the host send a list, in parts: the request says in three digits behind a 1 how many entries have come.
func (c *Client) list(ctx context.Context, s Service, entries func(part []byte) (n int, err error)) error {
	for got := 0; ; {
		answer, err := c.serve(ctx, s, func(m *iso8583.Message) { m.Set(FieldData, fmt.Sprintf("1%02d", got%100)) })
		if err != nil {
			return err
		}
		part := answer.Bytes(FieldData)
		if len(part) == 0 {
			return ErrList
		}
		switch part[0] {
		case listNone:
			return nil
		case listAll, listMore, listLast:
		default:
			return ErrList
		}
		n, err := entries(part[1:])
		if got += n; err != nil || n == 0 || got > maxDownload {
			return ErrList
		}
		if part[0] != listMore {
			return nil
		}
	}
}

// each has the host send what a list names, one by one, and then the end.
func (c *Client) each(ctx context.Context, list, one, end Service, split func(part []byte) ([][]byte, error), take func(data []byte) error) error {
	if err := c.empty(ctx); err != nil {
		return err
	}
	var names [][]byte
	err := c.list(ctx, list, func(part []byte) (int, error) {
		more, err := split(part)
		names = append(names, more...)
		return len(more), err
	})
	if err != nil {
		return err
	}
	for _, name := range names {
		answer, err := c.serve(ctx, one, func(m *iso8583.Message) { m.SetBytes(FieldData, name) })
		if err != nil {
			return err
		}
		data := answer.Bytes(FieldData)
		if len(data) > 0 && data[0] >= listNone && data[0] <= listLast {
			data = data[1:]
		}
		if err := take(data); err != nil {
			return err
		}
	}
	_, err = c.serve(ctx, end, func(*iso8583.Message) {})
	return err
}

// entries cuts a list into what begins with 9F06 and has the objects of tags; others are left out.
func entries(part []byte, tags ...tlv.Tag) (list [][]byte, err error) {
	cursor := tlv.NewCursor(part)
	for o, ok := cursor.Next(); ok; o, ok = cursor.Next() {
		for _, tag := range tags {
			if o.Tag != tag {
				continue
			}
			if tag == 0x9F06 {
				list = append(list, nil)
			}
			if len(list) == 0 {
				return nil, ErrList
			}
			list[len(list)-1] = append(list[len(list)-1], o.Raw...)
		}
	}
	return list, cursor.Err()
}

// CAKeys downloads the CA keys, where the batch is empty. One whose checksum is wrong refuses them all.
func (c *Client) CAKeys(ctx context.Context) (keys []capk.Key, err error) {
	err = c.each(ctx, CAList, CAKey, CAEnd,
		func(part []byte) ([][]byte, error) { return entries(part, 0x9F06, 0x9F22) },
		func(data []byte) error {
			more, err := capk.ParseDownload(data)
			if err == nil {
				_, err = capk.NewSet(more)
			}
			keys = append(keys, more...)
			return err
		})
	if err != nil {
		return nil, err
	}
	return keys, nil
}

// AIDs downloads the parameters of applications, where the batch is empty. One that is malformed refuses them all.
func (c *Client) AIDs(ctx context.Context) (list []AID, err error) {
	err = c.each(ctx, AIDList, AIDKey, AIDEnd,
		func(part []byte) ([][]byte, error) { return entries(part, 0x9F06) },
		func(data []byte) error {
			a, err := ParseAID(data)
			list = append(list, a)
			return err
		})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// BINListB downloads the list of BINs of domestic debit cards that need no PIN, where the batch is empty. What the list looks like is not confirmed in public: each
// BIN is two digits of its length and the digits.
func (c *Client) BINListB(ctx context.Context) ([]string, error) { return c.bins(ctx, BINListB) }

// Blacklist downloads the BINs that are not taken, where the batch is empty: see BINListB.
func (c *Client) Blacklist(ctx context.Context) ([]string, error) { return c.bins(ctx, Blacklist) }

func (c *Client) bins(ctx context.Context, s Service) (list []string, err error) {
	if err := c.empty(ctx); err != nil {
		return nil, err
	}
	err = c.list(ctx, s, func(part []byte) (int, error) {
		more, err := ParseBINs(string(part))
		list = append(list, more...)
		return len(more), err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// ParseBINs reads a list of BINs, each behind two digits of its length, 6 to 12.
func ParseBINs(text string) (list []string, err error) {
	if strings.Trim(text, "0123456789") != "" {
		return nil, ErrList
	}
	for text != "" {
		n, _ := strconv.Atoi(text[:min(2, len(text))])
		if n < 6 || n > 12 || len(text) < 2+n {
			return nil, ErrList
		}
		list, text = append(list, text[2:2+n]), text[2+n:]
	}
	return list, nil
}

// FormatBINs is what ParseBINs reads.
func FormatBINs(list []string) (text string) {
	for _, bin := range list {
		text += fmt.Sprintf("%02d%s", len(bin), bin)
	}
	return text
}

// QuickPass downloads the parameters of taps without PIN and signature, where the batch is empty.
func (c *Client) QuickPass(ctx context.Context) (q QuickPassParameters, err error) {
	if err := c.empty(ctx); err != nil {
		return q, err
	}
	answer, err := c.serve(ctx, QuickPass, func(*iso8583.Message) {})
	if err != nil {
		return q, err
	}
	return ParseQuickPass(answer.Get(FieldData))
}

// Parameters downloads the terminal's own parameters, where the batch is empty: field 62 as the acquirer has it.
func (c *Client) Parameters(ctx context.Context) ([]byte, error) {
	if err := c.empty(ctx); err != nil {
		return nil, err
	}
	answer, err := c.serve(ctx, Parameters, func(*iso8583.Message) {})
	if err != nil {
		return nil, err
	}
	return answer.Bytes(FieldData), nil
}
