package file

import (
	"net/url"
	"path"
	"strings"
)

var compressions = map[string]string{
	".gz": "gzip", ".gzip": "gzip", ".zst": "zstd", ".zstd": "zstd", ".bz2": "bz2", ".xz": "xz", ".lz4": "lz4", ".br": "br",
}

// baseName is the file's name without its folders, or an address's query.
func baseName(location string) string {
	if strings.Contains(location, "://") {
		if u, err := url.Parse(location); err == nil {
			location = u.Path
		}
	}
	return path.Base(strings.ReplaceAll(location, `\`, "/"))
}
