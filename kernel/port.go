package kernel

// A Port is a kernel's only way to the world.
type Port struct{}
