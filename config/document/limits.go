package document

import (
	"fmt"
	"io"
	"os"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// What a file may cost. The YAML parser needs time and memory beyond all bounds for
// deep nesting, long blocks of keys and many documents, so these are refused before it
// sees them; a config of a hundred brands stays far below.
const (
	maxSecretSize   = 64 << 10
	MaxTemplateSize = 1 << 20 // bytes of a template, and of what variables hold

	maxDepth  = 64      // blocks and brackets within each other
	maxKeys   = 500     // of one block
	maxDocs   = 10      // lines that begin or end a document; one document is what is read
	maxValues = 100_000 // keys and items, each use of an anchor counted again

	// What stands behind so many mistakes isn't looked at.
	maxMistakes = 500
)

// ReadFile reads a file of at most limit bytes. It returns an error for a larger
// one without reading all of it.
func ReadFile(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(text)) > limit {
		return nil, fmt.Errorf("it is larger than %s", Bytes(limit))
	}
	return text, err
}

// excess finds where a text is nested too deeply or has too long a block of keys.
func (r *Reader) excess(text []byte) bool {
	blocks := nesting{}
	tokens := lexer.Tokenize(string(text))
	for i, t := range tokens {
		problem := blocks.pass(t, i+1 < len(tokens) && tokens[i+1].Type == token.MappingValueType)
		if problem == "" {
			continue
		}
		r.Mistakes = append(r.Mistakes, Mistake{File: r.file, Line: t.Position.Line, Column: t.Position.Column,
			Problem: problem, Remedy: "this is no config that a person wrote: look at how the file was made"})
		return true
	}
	return false
}

// afford counts a key or an item, each use of an anchor again, and reports
// whether it may be decoded: anchors within anchors multiply.
func (r *Reader) afford(n ast.Node, path string) bool {
	if r.Spent() {
		return false
	}
	r.values++
	if r.values == maxValues {
		r.addAt(n, path, "the anchors unfold into too many values", "write out what is meant, without anchors within anchors")
	}
	return !r.Spent()
}

// spent reports whether enough was read of a file that can't be right.
func (r *Reader) Spent() bool { return r.values >= maxValues || len(r.Mistakes) >= maxMistakes }

// nesting follows the blocks, known by their columns, and the brackets that are
// open at a token.
type nesting struct {
	columns  []int // of the open blocks, ascending
	keys     []int // how many each has so far
	brackets int
	docs     int
}

// pass moves on to a token and returns what is too much there; empty: nothing.
func (n *nesting) pass(t *token.Token, isKey bool) string {
	switch t.Type {
	case token.SequenceStartType, token.MappingStartType:
		n.brackets++
	case token.SequenceEndType, token.MappingEndType:
		n.brackets = max(0, n.brackets-1)
	case token.DocumentHeaderType, token.DocumentEndType:
		*n = nesting{docs: n.docs + 1}
	case token.SequenceEntryType, token.MappingKeyType:
		n.entry(t.Position.Column, 0)
	default:
		if isKey && n.brackets == 0 {
			n.entry(t.Position.Column, 1)
		}
	}
	if len(n.columns)+n.brackets > maxDepth {
		return fmt.Sprintf("more than %d blocks or brackets stand within each other", maxDepth)
	}
	if n.docs > maxDocs {
		return fmt.Sprintf("the file has more than %d lines --- or ...", maxDocs)
	}
	if last := len(n.keys) - 1; last >= 0 && n.keys[last] > maxKeys {
		return fmt.Sprintf("a block has more than %d keys", maxKeys)
	}
	return ""
}

// entry notes an item or a key of the block at a column, and closes the blocks
// further in.
func (n *nesting) entry(column, keys int) {
	last := len(n.columns) - 1
	for last >= 0 && n.columns[last] > column {
		last--
	}
	n.columns, n.keys = n.columns[:last+1], n.keys[:last+1]
	if last < 0 || n.columns[last] < column {
		n.columns, n.keys = append(n.columns, column), append(n.keys, 0)
		last++
	}
	n.keys[last] += keys
}
