package config_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/tlv"
)

// requesting is the default configuration with lists of the terminal and of its first application.
func requesting(t *testing.T, terminal, application string) string {
	t.Helper()
	text := strings.Replace(string(source(t, "default")), `"terminalId": "TERM0001"`, `"terminalId": "TERM0001", "requests": `+terminal, 1)
	return strings.Replace(text, `"versionNumber": "0002"`, `"versionNumber": "0002", "requests": `+application, 1)
}

// What an acquirer requests of each message arrives at its own place; an application's list, an empty one too, stands for that of the terminal.
// B4 12.1, 10.2 data
func TestRequests(t *testing.T) {
	keys := map[string]kernel.MessageKind{
		"authorisation": kernel.AuthorisationRequest, "financial": kernel.FinancialRequest, "confirmation": kernel.FinancialConfirmation, "batch": kernel.BatchData,
		"offlineAdvice": kernel.OfflineAdvice, "onlineAdvice": kernel.OnlineAdvice, "reversal": kernel.ReversalMessage,
	}
	if len(keys) != int(kernel.NumMessageKinds) {
		t.Error("a message without a key")
	}
	var all []string
	var want kernel.Requests
	for key, k := range keys {
		all = append(all, fmt.Sprintf(`%q: ["8E", "9F %02X"]`, key, 0x0D+int(k)%3))
		want[k] = []tlv.Tag{0x8E, 0x9F0D + tlv.Tag(k)%3}
	}
	cfg, err := config.Load([]byte(requesting(t, "{"+strings.Join(all, ",")+"}", `{"batch": ["9F24"], "reversal": []}`)))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(cfg.Terminal.Requests, want) {
		t.Errorf("%v, want %v", cfg.Terminal.Requests, want)
	}
	want[kernel.BatchData], want[kernel.ReversalMessage] = []tlv.Tag{0x9F24}, []tlv.Tag{}
	if got := cfg.Identity(&cfg.Applications[0]).Requests; !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := cfg.Identity(&cfg.Applications[1]).Requests; !reflect.DeepEqual(got, cfg.Terminal.Requests) {
		t.Errorf("the terminal's: %v", got)
	}
}

// Every tag that no message may have is refused, with its place and what to do.
// B4 12.1, 10.2 data
func TestRequestsRefused(t *testing.T) {
	many := strings.TrimSuffix(strings.Repeat(`"9F07", `, 33), ", ")
	for _, c := range []struct{ lists, want string }{
		{`{"autorisation": []}`, "autorisation: unknown key (known here: authorisation, financial, confirmation,"},
		{`{"batch": "8E"}`, "batch: this is a string"},
		{`{"batch": ["8E", "xx"]}`, "batch[1]: \"xx\" is not hexadecimal"},
		{`{"batch": [""]}`, "batch[0]: 0 bytes (write 1 to 4 bytes)"},
		{`{"batch": ["9F"]}`, "batch[0]: 9F is no tag, for the batch data or any other message (write the bytes of one tag, for instance 9F07)"},
		{`{"batch": ["9F079F08"]}`, "batch[0]: 9F079F08 is no tag"},
		{`{"batch": ["A5"]}`, "batch[0]: A5 is a template; the batch data has elements (write the tags"},
		{`{"batch": ["57"]}`, "batch[0]: 57 is a track or stands in one, and the batch data must not have it"},
		{`{"offlineAdvice": ["57"]}`, "offlineAdvice[0]: 57 is a track"},
		{`{"confirmation": ["57"]}`, "confirmation[0]: 57 is a track"},
		{`{"authorisation": ["56"]}`, "authorisation[0]: 56 is a track"},
		{`{"financial": ["9F1F"]}`, "financial[0]: 9F1F is a track"},
		{`{"reversal": ["9F20"]}`, "reversal[0]: 9F20 is a track"},
		{`{"onlineAdvice": ["9F6B"]}`, "onlineAdvice[0]: 9F6B is a track"},
		{`{"financial": ["5F20"]}`, "financial[0]: 5F20 is a track or stands in one"},
		{`{"financial": ["99"]}`, "financial[0]: 99 is sensitive, and the financial request must not have it (leave it out)"},
		{`{"confirmation": ["5A"]}`, "confirmation[0]: 5A is sensitive"},
		{`{"authorisation": ["91"]}`, "authorisation[0]: 91 comes with the host's answer, after the authorisation request (leave it out, or write it for a message that follows)"},
		{`{"financial": ["8A"]}`, "financial[0]: 8A comes with the host's answer"},
		{`{"batch": ["9F7A7A"]}`, "batch[0]: 9F7A7A is no tag"},
		{`{"batch": ["1F01"]}`, "batch[0]: no book has 1F01, so no kernel keeps it for the batch data (write a tag of the books)"},
		{`{"batch": ["DF45"]}`, "batch[0]: no book has DF45"},
		{`{"onlineAdvice": ["DF7E"]}`, "onlineAdvice[0]: DF7E is this library's word for what was accepted by force, and the online advice has it where it belongs (leave it out)"},
		{`{"batch": ["8E", "9F07", "8E"]}`, "batch[2]: 8E is in the list already (keep one of them)"},
		{`{"batch": [` + many + `]}`, "batch: 33 tags, and no message has room for more than 32"},
		{`{"financial": ["57", "5A"], "batch": ["5A", "91"], "reversal": ["57", "DF8101", "9F5B", "DF31"]}`, ""},
	} {
		for path, text := range map[string]string{"terminal.requests": requesting(t, c.lists, "{}"), "applications[0].requests": requesting(t, "{}", c.lists)} {
			_, err := config.Load([]byte(text))
			if c.want == "" {
				if err != nil {
					t.Errorf("%s: %v", c.lists, err)
				}
				continue
			}
			if err == nil || !strings.Contains(err.Error(), path+"."+c.want) {
				t.Errorf("%s: %v, want %s.%s", c.lists, err, path, c.want)
			}
		}
	}
}

// The schema refuses nothing that Load takes, and knows the lists.
// B4 12.1
func TestRequestsInSchema(t *testing.T) {
	_, schema := readSchema(t)
	for lists, want := range map[string]bool{`{"batch": ["8E", "9F 07"]}`: true, `{"batch": []}`: true, `{}`: true, `{"batch": ["8"]}`: false, `{"batches": []}`: false, `{"batch": "8E"}`: false} {
		if got := accepts(schema, requesting(t, lists, lists)); got != want {
			t.Errorf("%s: %v", lists, got)
		}
	}
}
