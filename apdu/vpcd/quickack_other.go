//go:build !linux

package vpcd

import "net"

// quickAck does nothing where the system has no such option.
func quickAck(net.Conn) {}
