package config

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"regulars/config/document"
)

const (
	maxConfigSize = 1 << 20
	maxRatesSize  = 32 << 20
	maxBrands     = 200 // each schedule is walked through for two years
)

// The words of package document that are the config's own, too.
type (
	// Secret is a value that never reaches a log.
	Secret = document.Secret
	// Bytes is a size in memory.
	Bytes = document.Bytes
	// Words is a word for all columns of a feed, or one for each.
	Words = document.Words
	// Mistake is one thing that is wrong in the file.
	Mistake = document.Mistake
	// Mistakes is every mistake of one file.
	Mistakes = document.Mistakes
)

// GiB is 1024 to the third bytes.
const GiB = document.GiB

// Nearest returns the known word that was probably meant, or "" where none is near.
func Nearest(word string, known []string) string { return document.Nearest(word, known) }

// NewSecret returns the secret of a text.
func NewSecret(text string) Secret { return document.NewSecret(text) }

var (
	item    = document.Item
	join    = document.Join
	suggest = document.Suggest
	// Suggest says what to write instead of a word: the nearest known one, or all.
	Suggest = suggest
)

// reader is the document of a config, and checks what its keys mean.
type reader struct{ *document.Reader }

func oneOf(word string, known []string) bool { return slices.Contains(known, word) }

// names are the words of a list of nouns, as texts.
func names[T ~string](list []T) []string {
	texts := make([]string, len(list))
	for i, word := range list {
		texts[i] = string(word)
	}
	return texts
}

// Load reads and validates the file at path, expands ${ENV}, reads *_file keys
// and fills in the defaults. What is wrong in the file is returned all at once, as
// Mistakes; the config returned with them is what could be read, good for nothing
// but finding more of them.
func Load(path string) (*Config, error) {
	text, err := document.ReadFile(path, maxConfigSize)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("config %s does not exist: name yours with --config, or start from one under examples/", path)
	}
	if err != nil {
		return nil, fmt.Errorf("config %s can't be read: %w", path, err)
	}
	return parse(path, text, os.LookupEnv)
}

func parse(path string, text []byte, env func(string) (string, bool)) (*Config, error) {
	r := &reader{document.New(path, env)}
	cfg := &Config{Path: path, reader: r}
	if r.Read(text, cfg) {
		r.checkConfig(cfg)
	}
	if len(r.Mistakes) > 0 {
		r.Mistakes.Sort()
		return cfg, r.Mistakes
	}
	return cfg, nil
}

// Check returns the mistakes of a text that would be the file at path, as Load would,
// with the environment that env knows.
func Check(path string, text []byte, env func(name string) (string, bool)) error {
	_, err := parse(path, text, env)
	return err
}

// MistakeAt is a mistake that another room found, with the place of its key or of
// the key's nearest parent in the file.
func (c *Config) MistakeAt(path, problem, remedy string) Mistake {
	m := Mistake{File: c.Path, Path: path, Problem: problem, Remedy: remedy}
	if c.reader != nil {
		m.Line, m.Column = c.reader.At(path)
	}
	return m
}
