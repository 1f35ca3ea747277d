package metric

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

//go:embed *.sql */*.sql
var embedded embed.FS

var files = WithFragments(embedded)

// WithFragments returns .sql files in which a comment that holds nothing but the
// name of a file of fragments/ is replaced by that file: what several files say in
// the same words stands there once.
func WithFragments(files fs.FS) fs.FS { return fragmented{files} }

type fragmented struct{ fs.FS }

var fragment = regexp.MustCompile(`/\* (fragments/[a-z_]+\.sql) \*/`)

func (f fragmented) ReadFile(name string) ([]byte, error) {
	text, err := fs.ReadFile(f.FS, name)
	if err != nil {
		return nil, err
	}
	for _, found := range fragment.FindAllStringSubmatch(string(text), -1) {
		part, err := embedded.ReadFile(found[1])
		if err != nil {
			return nil, fmt.Errorf("fragment of %s: %w", name, err)
		}
		text = []byte(strings.ReplaceAll(string(text), found[0], strings.TrimSpace(string(part))))
	}
	return text, nil
}
