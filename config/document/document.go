package document

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path/filepath"
	"reflect"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Read decodes the file's text into the value that into points to, and reports whether
// it was read to its end; what is wrong is in Mistakes.
func (r *Reader) Read(text []byte, into any) bool {
	r.files[r.file] = Mark(text)
	root := r.document(text)
	if root == nil {
		return false
	}
	r.decode(root, reflect.ValueOf(into).Elem(), "")
	return !r.Spent()
}

// document is the one document of the file, or nil after a mistake of syntax:
// beyond that nothing can be made out.
func (r *Reader) document(text []byte) ast.Node {
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
		r.Mistakes = append(r.Mistakes, Mistake{File: r.file, Problem: "the file is empty", Remedy: "write at least one brand under brands:"})
		return nil
	}
	if len(docs) > 1 {
		r.addAt(docs[1], "", "a second YAML document begins here", "keep one document in the file: remove the line ---")
	}
	return docs[0]
}

// syntax takes only the message of the parser's error: its long form prints the
// lines around, and a secret may stand there.
func (r *Reader) syntax(err error) {
	m := Mistake{File: r.file, Problem: "this is not YAML", Remedy: `mind the indentation, and quote texts that hold ": ", # or begin with * & ! % @; between { } and [ ] also "${NAME}"`}
	var detail yaml.Error
	if errors.As(err, &detail) {
		m.Problem += ": " + detail.GetMessage()
		if t := detail.GetToken(); t != nil {
			m.Line, m.Column = t.Position.Line, t.Position.Column
		}
	}
	r.Mistakes = append(r.Mistakes, m)
}

// Resolve makes a local path start at the file's folder.
func (r *Reader) Resolve(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(r.dir, path)
}

// ReadFile reads a file that the document names, and remembers what it held; no mark:
// it could not be read.
func (r *Reader) ReadFile(path string, limit int64) ([]byte, error) {
	text, err := ReadFile(path, limit)
	r.files[path] = ""
	if err == nil {
		r.files[path] = Mark(text)
	}
	return text, err
}

// Files returns what was read, by path, as marks of the contents; an empty mark: it could
// not be read.
func (r *Reader) Files() map[string]string { return r.files }

// Mark is a hash of a text.
func Mark(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
