package answer

import (
	"net/http"
	"strings"
)

// Why an open or a click is no person's.
const (
	Proxy    = "proxy"    // a mail service fetches every picture, also when nobody reads
	Prefetch = "prefetch" // a browser loads what may be looked at next
	Head     = "head"     // only asked whether the link is there
	Scanner  = "scanner"  // a filter or a crawler follows every link
	AtOnce   = "at_once"  // sooner after the sending than a person can be
)

// machines are what the user agents of those that are no people contain, in lower case.
// Apple's mail proxy says Mozilla/5.0 and nothing else.
var machines = []struct{ part, why string }{
	{"googleimageproxy", Proxy}, {"ggpht.com", Proxy}, {"yahoomailproxy", Proxy}, {"yahoocachesystem", Proxy},
	{"bot", Scanner}, {"crawler", Scanner}, {"spider", Scanner}, {"scanner", Scanner}, {"preview", Scanner}, {"facebookexternalhit", Scanner},
	{"barracuda", Scanner}, {"proofpoint", Scanner}, {"mimecast", Scanner}, {"safelinks", Scanner}, {"symantec", Scanner}, {"ironport", Scanner},
	{"python", Scanner}, {"curl/", Scanner}, {"wget/", Scanner}, {"go-http-client", Scanner}, {"java/", Scanner}, {"okhttp", Scanner},
	{"headlesschrome", Scanner}, {"phantomjs", Scanner},
}

// machineOf returns why a user agent is no person's; "" where it may be one's. An empty
// one is given by no provider and sent by no browser: nothing follows from it.
func machineOf(userAgent string) string {
	lower := strings.ToLower(strings.TrimSpace(userAgent))
	if lower == "mozilla/5.0" {
		return Proxy
	}
	for _, m := range machines {
		if strings.Contains(lower, m.part) {
			return m.why
		}
	}
	return ""
}

// MachineOf returns why a request for a link or a picture of ours is no person's; "" where it
// may be one's.
func MachineOf(method string, header http.Header) string {
	if method == http.MethodHead {
		return Head
	}
	for _, name := range []string{"Purpose", "X-Purpose", "Sec-Purpose", "X-Moz"} {
		value := strings.ToLower(header.Get(name))
		if strings.Contains(value, "prefetch") || strings.Contains(value, "preview") || strings.Contains(value, "prerender") {
			return Prefetch
		}
	}
	if strings.TrimSpace(header.Get("User-Agent")) == "" {
		return Scanner // every browser has one
	}
	return machineOf(header.Get("User-Agent"))
}
