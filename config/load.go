package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Load reads and validates the file at path, expands ${ENV}, reads *_file keys
// and fills in the defaults. What is wrong in the file is returned all at once, as
// Mistakes; the config returned with them is what could be read, good for nothing
// but finding more of them.
func Load(path string) (*Config, error) {
	text, err := readFile(path, maxConfigSize)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("config %s does not exist: name yours with --config, or start from one under examples/", path)
	}
	if err != nil {
		return nil, fmt.Errorf("config %s can't be read: %w", path, err)
	}
	return parse(path, text, os.LookupEnv)
}

func parse(path string, text []byte, env func(string) (string, bool)) (*Config, error) {
	r := newReader(path, env)
	r.files[path] = markOf(text)
	root := r.document(text)
	cfg := &Config{Path: path, reader: r}
	if root != nil {
		r.root(root, cfg)
	}
	if root != nil && !r.spent() {
		r.checkConfig(cfg)
	}
	if len(r.mistakes) > 0 {
		r.mistakes.Sort()
		return cfg, r.mistakes
	}
	return cfg, nil
}

// document is the one document of the file, or nil after a mistake of syntax:
// beyond that nothing can be made out.
func (r *reader) document(text []byte) ast.Node {
	if r.excess(text) {
		return nil
	}
	file, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.syntax(err)
		return nil
	}
	var docs []ast.Node
	for _, doc := range file.Docs {
		if doc.Body != nil {
			docs = append(docs, doc.Body)
		}
	}
	if len(docs) == 0 {
		r.mistakes = append(r.mistakes, Mistake{File: r.file, Problem: "the file is empty", Remedy: "write at least one brand under brands:"})
		return nil
	}
	if len(docs) > 1 {
		r.addAt(docs[1], "", "a second YAML document begins here", "keep one document in the file: remove the line ---")
	}
	return docs[0]
}

// syntax takes only the message of the parser's error: its long form prints the
// lines around, and a secret may stand there.
func (r *reader) syntax(err error) {
	m := Mistake{File: r.file, Problem: "this is not YAML", Remedy: `mind the indentation, and quote texts that hold ": ", # or begin with * & ! % @; between { } and [ ] also "${NAME}"`}
	var detail yaml.Error
	if errors.As(err, &detail) {
		m.Problem += ": " + detail.GetMessage()
		if t := detail.GetToken(); t != nil {
			m.Line, m.Column = t.Position.Line, t.Position.Column
		}
	}
	r.mistakes = append(r.mistakes, m)
}

// resolve makes a local path start at the file's folder.
func (r *reader) resolve(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(r.dir, path)
}

// Check returns the mistakes of a text that would be the file at path, as Load would,
// with the environment that env knows.
func Check(path string, text []byte, env func(name string) (string, bool)) error {
	_, err := parse(path, text, env)
	return err
}
