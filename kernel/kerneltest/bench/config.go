package bench

import (
	"reflect"
	"sync"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	configs "github.com/emvgo/emv/testvectors/config"
)

var loaded sync.Map // the named configurations, each read once

// Config is the named configuration of package config: a copy of its own, which a test may change.
func Config(t testing.TB, name string) *kernel.Config {
	t.Helper()
	known, ok := loaded.Load(name)
	if !ok {
		data, err := configs.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		cfg, err := config.Load(data, config.ContactOnly())
		if err != nil {
			t.Fatal(err)
		}
		known, _ = loaded.LoadOrStore(name, cfg)
	}
	return copied(reflect.ValueOf(known)).Interface().(*kernel.Config)
}

// copied shares nothing with v but the set of keys, which nobody can change.
func copied(v reflect.Value) reflect.Value {
	switch {
	case v.Type() == reflect.TypeFor[*capk.Set]() || v.IsZero():
		return v
	case v.Kind() == reflect.Pointer:
		c := reflect.New(v.Type().Elem())
		c.Elem().Set(copied(v.Elem()))
		return c
	case v.Kind() == reflect.Slice:
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			c.Index(i).Set(copied(v.Index(i)))
		}
		return c
	case v.Kind() == reflect.Struct:
		c := reflect.New(v.Type()).Elem()
		for i := range v.NumField() {
			c.Field(i).Set(copied(v.Field(i)))
		}
		return c
	}
	return v
}
