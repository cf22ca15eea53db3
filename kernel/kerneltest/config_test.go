package kerneltest_test

import (
	"reflect"
	"testing"

	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// What one test changes in a configuration, no other one sees.
func TestConfigIsACopy(t *testing.T) {
	for _, name := range []string{"tap", "unionpay"} {
		first, second := bench.Config(t, name), bench.Config(t, name)
		if !reflect.DeepEqual(first, second) {
			t.Fatalf("%s: two copies differ", name)
		}
		first.Applications[0].AID[0]++
		first.Applications[0].RandomTarget = 98
		first.Terminal.Languages[0] = "xx"
		first.Treatments[0].Capabilities = []byte{1, 2, 3}
		if third := bench.Config(t, name); reflect.DeepEqual(first, third) || !reflect.DeepEqual(second, third) {
			t.Errorf("%s: a change of one copy is seen in another", name)
		}
	}
}
