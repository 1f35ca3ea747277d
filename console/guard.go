package console

import (
	"net"
	"net/http"
	"strings"

	"regulars/config"
)

// policy lets a page load its own style and pictures and post to itself, and nothing
// else: no script, no style in the text, no frame around it.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// mostPosted is the largest form, in bytes.
const mostPosted = 64 << 10

// guarded adds to every answer what browsers are to keep to, and bounds what is posted.
func guarded(secure bool, next http.Handler) http.Handler {
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
		r.Body = http.MaxBytesReader(w, r.Body, mostPosted)
		next.ServeHTTP(w, r)
	})
}

// fromHere reports whether a request comes from this machine: from a loopback address, to
// a loopback name (a page of another site may have led there by its own), and past no
// proxy, behind which everybody would look like this.
func fromHere(r *http.Request) bool {
	for _, header := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"} {
		if r.Header.Get(header) != "" {
			return false
		}
	}
	return config.IsLoopback(hostOf(r.RemoteAddr)) && config.IsLoopback(hostOf(r.Host))
}

func hostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return address
}

// addressOf is where a request comes from. Behind the proxy of public_url it is what that
// proxy wrote last; other proxies' words are anybody's.
func (c *Console) addressOf(r *http.Request) string {
	from := hostOf(r.RemoteAddr)
	if c.config.Console.PublicURL == "" {
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

// ourPath returns a path of the console's own to go to, of what a request says: the front
// page where it isn't one, so that nobody is led elsewhere.
func ourPath(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t\x00") {
		return "/"
	}
	return next
}
