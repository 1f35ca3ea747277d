package file

import (
	"fmt"
	"path/filepath"
	"strings"

	"regulars/config"
)

// Whitespace is the format of lines whose columns are separated by runs of
// blanks. It is no name of ClickHouse's: the lines are split by an expression.
const Whitespace = "Whitespace"

// Plan is how ClickHouse reads a feed.
type Plan struct {
	Function    string // the table function: file, s3 or url
	Location    string // its first argument; may be a glob where the function is file or s3
	Format      string // a ClickHouse format, or Whitespace
	Structure   string // a column list; empty: ClickHouse infers it
	Compression string // gzip, zstd, …, none, or auto
	SkipLines   int
}

// NewPlan returns how a feed is read. It returns an error for what its settings
// lack.
func NewPlan(f config.Feed) (Plan, error) {
	p := Plan{Structure: strings.TrimSpace(f.Structure), SkipLines: f.SkipLines}
	var err error
	if p.Function, p.Location, err = locate(f.Path); err != nil {
		return Plan{}, err
	}
	name, compression := unpack(baseName(f.Path))
	p.Compression = compression
	if p.Format = strings.TrimSpace(f.Format); p.Format == "" {
		p.Format = guess(name, p.Structure != "")
	}
	if strings.EqualFold(p.Format, Whitespace) {
		p.Format = Whitespace
	}
	if p.Format == Whitespace && p.Structure == "" {
		return Plan{}, fmt.Errorf("feed %s is read as words between blanks, whose columns have no names: write structure: (such as \"id String, day String, amount Float64\"), or the format", f.Path)
	}
	return p, nil
}

func locate(path string) (function, location string, err error) {
	scheme, rest, remote := strings.Cut(path, "://")
	if !remote {
		location, err = filepath.Abs(path)
		return "file", location, err
	}
	switch strings.ToLower(scheme) {
	case "file":
		return "file", rest, nil
	case "s3":
		return "s3", path, nil
	case "http", "https":
		return "url", path, nil
	}
	return "", "", fmt.Errorf("feed %s: %s:// is not known: use a local path, s3:// or https://", path, scheme)
}
