package terminal

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/emvgo/emv/tlv"
)

// A DocumentChecker holds the cardholder's document of identity against what the card says of it: UnionPay's verification method 20, which the configuration has among
// its proprietaryCVMs. It may read the document, or have the attendant look at it.
type DocumentChecker interface {
	// CheckDocument tells whether the document is the card's. An error means that it failed.
	CheckDocument(ctx context.Context, d Document) (tlv.CVMResult, error)
}

// A Document is what a card of UnionPay says of its holder's document: 9F62 and 9F61. It prints masked.
type Document struct {
	Kind   DocumentKind
	Number string
}

// A DocumentKind is the kind of a document: 9F62.
type DocumentKind byte

// The kinds.
const (
	IdentityCard DocumentKind = iota
	OfficerCard
	Passport
	EntryPermit
	TemporaryIdentityCard
	OtherDocument
)

var documentKinds = [...][2]string{
	{"identity card", "身份证"}, {"officer's card", "军官证"}, {"passport", "护照"}, {"entry permit", "入境证"}, {"temporary identity card", "临时身份证"}, {"other document", "其它"},
}

// In is the kind in words of a language: Chinese for zh, else English.
func (k DocumentKind) In(language string) string {
	of := documentKinds[min(int(k), len(documentKinds)-1)]
	if language == "zh" {
		return of[1]
	}
	return of[0]
}

func (k DocumentKind) String() string { return k.In("en") }

func (d Document) masked() string { return fmt.Sprintf("%s of %d characters", d.Kind, len(d.Number)) }

func (d Document) Format(f fmt.State, _ rune)   { _, _ = fmt.Fprint(f, d.masked()) }
func (d Document) MarshalJSON() ([]byte, error) { return json.Marshal(d.masked()) }
func (d Document) LogValue() slog.Value         { return slog.StringValue(d.masked()) }

// documentOf is the document that a verification method is about, if it is about one.
func documentOf(data []byte) (d Document, ok bool) {
	number, ok := tlv.Find(data[min(2, len(data)):], tlv.IdentityDocumentNumber.Tag())
	if !ok || len(number.Value) == 0 {
		return d, false
	}
	d = Document{OtherDocument, tlv.Visible(string(number.Value))}
	if kind, ok := tlv.Find(data[2:], tlv.IdentityDocumentType.Tag()); ok && len(kind.Value) == 1 {
		d.Kind = DocumentKind(kind.Value[0])
	}
	return d, true
}
