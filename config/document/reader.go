package document

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// spot is where a key stands, and its value as written (before ${ENV}).
type spot struct {
	line, column int
	written      string
}

// Reader turns the nodes of one file into a value and remembers where every key stood,
// so that a rule found broken later can name its line.
type Reader struct {
	Mistakes Mistakes // found so far

	file    string
	dir     string
	env     func(string) (string, bool)
	spots   map[string]spot
	broken  map[string]bool // keys that have a mistake already; what follows from it isn't reported
	anchors map[string]ast.Node
	open    map[ast.Node]bool // nodes that are being decoded
	values  int               // decoded so far
	files   map[string]string // what was read, by path: the marks of its contents
}

// New returns a reader of the file at path, whose variables env knows; without env it may
// hold none.
func New(path string, env func(string) (string, bool)) *Reader {
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		dir = filepath.Dir(path)
	}
	return &Reader{
		file: path, dir: dir, env: env,
		spots: map[string]spot{}, broken: map[string]bool{}, anchors: map[string]ast.Node{}, open: map[ast.Node]bool{}, files: map[string]string{},
	}
}

// Given reports whether the key stands in the file.
func (r *Reader) Given(path string) bool {
	_, ok := r.spots[path]
	return ok
}

// Written is the value of a key as it stands in the file: quoting it never
// shows what a variable held.
func (r *Reader) Written(path string) string { return r.spots[path].written }

// Add notes a mistake at the key, or at its nearest parent where the key is
// missing. A key that is broken already gets no second mistake.
func (r *Reader) Add(path, problem, remedy string) {
	if r.IsBroken(path) {
		return
	}
	r.broken[path] = true
	at := r.nearestSpot(path)
	r.Mistakes = append(r.Mistakes, Mistake{
		File: r.file, Line: at.line, Column: at.column, Path: path, Problem: problem, Remedy: remedy,
	})
}

// addAt notes a mistake at a node.
func (r *Reader) addAt(n ast.Node, path, problem, remedy string) {
	if path != "" {
		r.broken[path] = true
	}
	at := n.GetToken().Position
	r.Mistakes = append(r.Mistakes, Mistake{
		File: r.file, Line: at.Line, Column: at.Column, Path: path, Problem: problem, Remedy: remedy,
	})
}

// IsBroken reports whether the key, or one above it, has a mistake.
func (r *Reader) IsBroken(path string) bool {
	for p := path; p != ""; p = Parent(p) {
		if r.broken[p] {
			return true
		}
	}
	return false
}

func (r *Reader) nearestSpot(path string) spot {
	for p := path; p != ""; p = Parent(p) {
		if s, ok := r.spots[p]; ok {
			return s
		}
	}
	return spot{line: 1, column: 1}
}

// Parent returns the path of the block or list that a key stands in.
func Parent(path string) string { return path[:max(strings.LastIndexAny(path, ".["), 0)] }

// Item returns the path of an item of a list.
func Item(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

// Join returns the path of a key of a block.
func Join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// IsBrokenBelow reports whether the key itself, or one right below it, has a mistake.
func (r *Reader) IsBrokenBelow(path string) bool {
	for key := range r.broken {
		if key == path || Parent(key) == path {
			return true
		}
	}
	return false
}

// At returns where a key stands, or the nearest one above it.
func (r *Reader) At(path string) (line, column int) {
	at := r.nearestSpot(path)
	return at.line, at.column
}
