package local

import (
	"encoding/json"
	"strings"
)

// confineEnv passes a child's reach on to it.
const confineEnv = "REGULARS_CONFINE"

// reach is what a child may touch of the file system, next to the system's own files;
// folders and all that is in them, or single files.
type reach struct {
	Read  []string
	Write []string
}

// environ is the reach as the child's environment.
func (r reach) environ() string {
	text, _ := json.Marshal(r) // two lists of texts
	return confineEnv + "=" + string(text)
}

// clickhouseEnv are the variables of the owner's environment that ClickHouse gets: it
// has no use for the secrets of shops and providers, which its users could read there.
var clickhouseEnv = []string{
	"PATH=", "HOME=", "USER=", "LANG=", "LC_", "TZ=", "LD_LIBRARY_PATH=", "AWS_", "SSL_CERT_", "GOCOVERDIR=",
	"http_proxy=", "https_proxy=", "no_proxy=", "HTTP_PROXY=", "HTTPS_PROXY=", "NO_PROXY=",
}

// only returns the variables that begin in one of these ways.
func only(environ, prefixes []string) []string {
	var kept []string
	for _, variable := range environ {
		for _, prefix := range prefixes {
			if strings.HasPrefix(variable, prefix) {
				kept = append(kept, variable)
				break
			}
		}
	}
	return kept
}
