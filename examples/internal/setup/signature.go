package setup

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// withoutSignatures takes back that the terminal takes signatures, wherever the configuration says so, if it has become one that does not. In a file config.Load refuses that.
// EMV 4.4 B4 A2 signature
func withoutSignatures(cfg *kernel.Config) {
	if cfg.Terminal.TakesSignatures() {
		return
	}
	capabilities := kernel.Parameters(tlv.Contact, false, tlv.TerminalCapabilities)[0]
	unsigned := func(p kernel.Parameter, value []byte) {
		if p.Signs(value) {
			value[p.Signature>>8] &^= byte(p.Signature)
		}
	}
	unsigned(capabilities, cfg.Terminal.Capabilities[:])
	for i := range cfg.Applications {
		unsigned(capabilities, cfg.Applications[i].Capabilities)
	}
	for i := range cfg.Treatments {
		unsigned(capabilities, cfg.Treatments[i].Capabilities)
	}
	for i := range cfg.Combinations {
		c := &cfg.Combinations[i]
		if len(c.TTQ) != 0 {
			c.TTQ[0] &^= byte(step.TTQSignature)
		}
		for _, k := range Contactless() {
			if k.ID() != c.Kernel {
				continue
			}
			for _, p := range k.Parameters() {
				unsigned(p, c.Parameter(p.Tag))
			}
		}
	}
}
