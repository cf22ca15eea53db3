// Package states holds what the kernels share that are published as numbered states, C-2 and C-8: the TLV database and its services, lists of tags
// and of data objects, the records that are still to be read, and the outcome as the books write it in bytes.
//
// What they share with the other kernels is in package step.
package states
