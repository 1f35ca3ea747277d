package door

import (
	"net/http"
	"strings"
)

// AddressOf is where a request comes from. Behind a proxy of the operator's own it is what
// that proxy wrote last; other proxies' words are anybody's.
func AddressOf(r *http.Request, proxied bool) string {
	from := HostOf(r.RemoteAddr)
	if !proxied {
		return from
	}
	passed := r.Header.Values("X-Forwarded-For")
	if len(passed) == 0 {
		return from
	}
	last := passed[len(passed)-1]
	if _, behind, several := strings.Cut(last, ","); several {
		last = behind[strings.LastIndex(behind, ",")+1:]
	}
	return strings.TrimSpace(last)
}
