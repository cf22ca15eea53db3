package setup

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
)

// Kernels are the contactless kernels that a configuration may name here.
func Kernels() config.Option { return config.Kernels(named("\x03"), named("\x07")) }

// named is a kernel by its identifier, without parameters of its own.
type named kernel.KernelID

func (n named) ID() kernel.KernelID            { return kernel.KernelID(n) }
func (n named) Parameters() []kernel.Parameter { return nil }
