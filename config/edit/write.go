package edit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"regulars/config"
)

// Shop is one that is added to a config.
type Shop struct {
	Name  string
	Brand string // empty: the only one
	Item  string
}

// AddShop writes a shop into the file at path, behind the others of its brand. It returns
// os.ErrNotExist where there is no file, and what is wrong where the config has a mistake
// more with it; then the file stays as it was. Variables that aren't set are no mistake.
func AddShop(path string, s Shop) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before := mistakesIn(path, text)
	if before != nil && !errors.As(before, new(config.Mistakes)) {
		return before
	}
	added, err := insertShop(text, s)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return replace(path, added, countMistakes(before))
}

// NewFile writes a config that isn't there yet, if it has no mistake.
func NewFile(path string, text []byte) error { return replace(path, text, 0) }

// mistakesIn checks a text that would be the file at path. Any secret will do: this
// machine may be another one than the worker's.
func mistakesIn(path string, text []byte) error { return config.Check(path, text, given) }

func given(name string) (string, bool) {
	if value, is := os.LookupEnv(name); is {
		return value, true
	}
	return "AC" + strings.Repeat("x", 32), true
}

func countMistakes(err error) int {
	var list config.Mistakes
	if errors.As(err, &list) {
		return len(list)
	}
	return 0
}

// Indented is a text with so many blanks before each of its lines.
func Indented(text string, by int) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			b.WriteString(strings.Repeat(" ", by))
		}
		b.WriteString(line)
	}
	return b.String()
}

// replace writes the file at once, if it has no more mistakes than before.
func replace(path string, text []byte, mistakes int) error {
	if err := mistakesIn(path, text); err != nil && (countMistakes(err) > mistakes || countMistakes(err) == 0) {
		return fmt.Errorf("%s is not written, for it wouldn't load: %w", path, err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".regulars-*.yaml")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	if err := os.Chmod(f.Name(), mode); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
