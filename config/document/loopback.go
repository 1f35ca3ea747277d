package document

import (
	"net"
	"strings"
)

// IsLoopback reports whether a host is this machine, to which secrets may travel
// unencrypted: localhost, or an IP address of the loopback network such as
// 127.0.0.1, ::1 or [::1]. A name that merely begins like an address
// (127.evil.example) is not.
func IsLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	if inside, ok := strings.CutPrefix(host, "["); ok {
		if host, ok = strings.CutSuffix(inside, "]"); !ok || !strings.Contains(host, ":") {
			return false
		}
	}
	return net.ParseIP(host).IsLoopback()
}
