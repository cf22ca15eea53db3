package step_test

import (
	"testing"

	"github.com/emvgo/emv/kernel/step"
)

// B4 11.1
func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		card      string
		supported []string
		want      string
	}{
		{"defr", []string{"en", "de", "fr"}, "de"},
		// B4 11.1 match
		{"frde", []string{"en", "de", "fr"}, "fr"},
		{"FRDE", []string{"en", "fr"}, "fr"},
		// B4 11.1 local
		{"eses", []string{"en", "fr"}, "en"},
		{"", []string{"en", "fr"}, "en"},
		{"e", []string{"fr"}, "fr"},
		{"zhde", []string{"en", "de"}, "de"},
		{"de", nil, ""},
	} {
		if got := step.Language([]byte(c.card), c.supported); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}
