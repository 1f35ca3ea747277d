package proposal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"

	"regulars/config/edit"
)

// ErrOpen is returned where a feed with open questions is to be written.
var ErrOpen = errors.New("questions are open")

// Shop is where a feed is written.
type Shop struct {
	Name               string // empty: the file's name; Write fills it in
	Brand              string // empty: the only one
	Timezone, Currency string // of a config that doesn't exist yet
}

// Write writes the feed as a shop into a config: as one more shop of its brand, with all
// that stands in the file left as it is, or into a new file. What it writes loads. It
// returns ErrOpen while questions are open.
func (r *Report) Write(path string, s *Shop) error {
	if len(r.Questions) > 0 {
		return fmt.Errorf("%s is not written: %w", path, ErrOpen)
	}
	if s.Name == "" {
		s.Name = shopName(r.Feed.Path)
	}
	item, err := r.item(path, s.Name)
	if err != nil {
		return err
	}
	err = edit.AddShop(path, edit.Shop{Name: s.Name, Brand: s.Brand, Item: item})
	if errors.Is(err, os.ErrNotExist) {
		return edit.NewFile(path, newConfig(s, item))
	}
	return err
}

// item is the shop as an item of a list, without indentation.
func (r *Report) item(path, name string) (string, error) {
	f := *r
	f.Written.Path = besides(path, r.Feed.Path)
	shop := yaml.MapSlice{{Key: "name", Value: name}, {Key: "platform", Value: "file"}}
	if len(r.Statuses) > 0 {
		shop = append(shop, yaml.MapItem{Key: "statuses", Value: r.Statuses})
	}
	shop = append(shop, yaml.MapItem{Key: "feeds", Value: []yaml.MapSlice{f.keys()}})
	text, err := yaml.MarshalWithOptions([]yaml.MapSlice{shop}, yaml.Indent(2), yaml.IndentSequence(true))
	if err != nil {
		return "", fmt.Errorf("write the feed as YAML: %w", err)
	}
	return dedented(string(text)), nil
}

// dedented takes off the blanks that all lines begin with.
func dedented(text string) string {
	lines := strings.SplitAfter(text, "\n")
	n := len(lines[0]) - len(strings.TrimLeft(lines[0], " "))
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, strings.Repeat(" ", n))
	}
	return strings.Join(lines, "")
}

// besides is a local path as a config next to it names it: from its own folder.
func besides(configPath, path string) string {
	if strings.Contains(path, "://") || filepath.IsAbs(path) {
		return path
	}
	dir, err := filepath.Abs(filepath.Dir(configPath))
	if err != nil {
		return path
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if relative, err := filepath.Rel(dir, absolute); err == nil {
		return relative
	}
	return absolute
}

var notInNames = regexp.MustCompile(`[^\p{L}\p{N}]+`)

// shopName is a name for the shop of some files.
func shopName(path string) string {
	base, _, _ := strings.Cut(filepath.Base(path), ".")
	name := strings.Trim(notInNames.ReplaceAllString(strings.ToLower(base), "-"), "-")
	if name == "" {
		return "files"
	}
	return name
}

// newConfig is a config of one brand and the shop.
func newConfig(s *Shop, item string) []byte {
	brand := s.Brand
	if brand == "" {
		brand = s.Name
	}
	var b strings.Builder
	b.WriteString("# The brand, and where its orders come from. docs/ explains every key.\n")
	b.WriteString("brands:\n")
	fmt.Fprintf(&b, "  - name: %s\n", scalar(brand))
	fmt.Fprintf(&b, "    timezone: %s # of its business dates, and of times without a zone\n", scalar(s.Timezone))
	fmt.Fprintf(&b, "    currency: %s\n", scalar(s.Currency))
	b.WriteString("    schedule:\n      cron: \"30 4 * * *\" # when the night begins\n")
	b.WriteString("    shops:\n      # What the files are: everything is declared, so that a file that differs is refused.\n")
	b.WriteString(edit.Indented(item, 6))
	return []byte(b.String())
}

func scalar(text string) string {
	out, err := yaml.Marshal(text)
	if err != nil {
		return text
	}
	return strings.TrimSpace(string(out))
}
