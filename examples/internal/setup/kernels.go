package setup

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/c4"
	"github.com/emvgo/emv/kernel/c5"
	"github.com/emvgo/emv/kernel/c6"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/c8"
	"github.com/emvgo/emv/kernel/config"
)

// Contactless are the contactless kernels that the examples have.
func Contactless() []kernel.Kernel {
	return []kernel.Kernel{c2.Kernel{}, c3.Kernel{}, c4.Kernel{}, c5.Kernel{}, c6.Kernel{}, c7.Kernel{}, c8.Kernel{}}
}

// Kernels says to [config.Load] that a configuration may name these.
func Kernels() config.Option {
	var list []config.Configurable
	for _, k := range Contactless() {
		list = append(list, k)
	}
	return config.Kernels(list...)
}
