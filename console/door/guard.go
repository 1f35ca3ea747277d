package door

import (
	"net"
	"net/http"
	"strings"

	"regulars/config/loopback"
)

// policy lets a page load its own style, script and pictures and ask and post to itself, and
// nothing else: no script and no style in the text, no frame around it.
const policy = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// The largest forms, in bytes: of any page, and of those on which campaigns are written.
const (
	mostPosted  = 64 << 10
	mostWritten = 2 << 20
)

// Guarded adds to every answer what browsers are to keep to, and bounds what is posted.
func Guarded(secure bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Frame-Options", "DENY")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer") // the link's token, and the names of campaigns
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("X-Robots-Tag", "noindex")
		h.Set("Cache-Control", "no-store")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		most := int64(mostPosted)
		if strings.HasPrefix(r.URL.Path, "/b/") && strings.Contains(r.URL.Path, "/studio") {
			most = mostWritten
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		next.ServeHTTP(w, r)
	})
}

// FromHere reports whether a request comes from this machine: from a loopback address, to
// a loopback name (a page of another site may have led there by its own), and past no
// proxy, behind which everybody would look like this.
func FromHere(r *http.Request) bool {
	for _, header := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"} {
		if r.Header.Get(header) != "" {
			return false
		}
	}
	return loopback.Is(HostOf(r.RemoteAddr)) && loopback.Is(HostOf(r.Host))
}

// HostOf is an address without its port.
func HostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return address
}

// OurPath returns a path of the console's own to go to, of what a request says: the front
// page where it isn't one, so that nobody is led elsewhere.
func OurPath(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t\x00") {
		return "/"
	}
	return next
}
