// Package space walks the inputs of a decision: products of axes, each of a few values, whole or by a stride. Oracles of kernels state their inputs in it.
package space

// An Axis is one dimension of the inputs: N values, each set by its number.
type Axis[In any] struct {
	Name string
	N    uint64
	Set  func(in *In, i uint64)
}

// Of is the axis of this name with n values.
func Of[In any](name string, n uint64, set func(in *In, i uint64)) Axis[In] {
	return Axis[In]{name, n, set}
}

// Flag is the axis of one truth value.
func Flag[In any](name string, at func(in *In) *bool) Axis[In] {
	return Of(name, 2, func(in *In, i uint64) { *at(in) = i == 1 })
}

// A Space is a product of axes. Whatever no axis sets has its value of Base.
type Space[In any] struct {
	Base In
	Axes []Axis[In]
}

// From is the space of one input, base.
func From[In any](base In) Space[In] { return Space[In]{Base: base} }

// Size is the number of inputs of the product.
func (s Space[In]) Size() uint64 {
	n := uint64(1)
	for _, a := range s.Axes {
		n *= a.N
	}
	return n
}

// At gives input i of the product, the first axis turning fastest.
func (s Space[In]) At(i uint64) In {
	in := s.Base
	for _, a := range s.Axes {
		a.Set(&in, i%a.N)
		i /= a.N
	}
	return in
}

// Each calls f for every stride-th input of the product, from the first. A prime that divides no axis turns them all.
func (s Space[In]) Each(stride uint64, f func(In)) {
	for i, n := uint64(0), s.Size(); i < n; i += stride {
		f(s.At(i))
	}
}

// And is the space with more axes.
func (s Space[In]) And(more ...Axis[In]) Space[In] {
	s.Axes = append(s.Axes[:len(s.Axes):len(s.Axes)], more...)
	return s
}

// Spread puts the low bits of v where mask has ones, the lowest first.
func Spread(v uint64, mask byte) byte {
	var out byte
	for n := range 8 {
		if mask>>n&1 == 1 {
			out |= byte(v&1) << n
			v >>= 1
		}
	}
	return out
}
