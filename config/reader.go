package config

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

// reader turns the nodes of one file into a Config and remembers where every
// key stood, so that a rule found broken later can name its line.
type reader struct {
	file     string
	dir      string
	env      func(string) (string, bool)
	spots    map[string]spot
	broken   map[string]bool // keys that have a mistake already; what follows from it isn't reported
	anchors  map[string]ast.Node
	open     map[ast.Node]bool // nodes that are being decoded
	values   int               // decoded so far
	mistakes Mistakes
	files    map[string]string // what was read, by path: the marks of its contents
}

func newReader(path string, env func(string) (string, bool)) *reader {
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		dir = filepath.Dir(path)
	}
	return &reader{
		file: path, dir: dir, env: env,
		spots: map[string]spot{}, broken: map[string]bool{}, anchors: map[string]ast.Node{}, open: map[ast.Node]bool{}, files: map[string]string{},
	}
}

// given reports whether the key stands in the file.
func (r *reader) given(path string) bool {
	_, ok := r.spots[path]
	return ok
}

// written is the value of a key as it stands in the file: quoting it never
// shows what a variable held.
func (r *reader) written(path string) string { return r.spots[path].written }

// add notes a mistake at the key, or at its nearest parent where the key is
// missing. A key that is broken already gets no second mistake.
func (r *reader) add(path, problem, remedy string) {
	if r.isBroken(path) {
		return
	}
	r.broken[path] = true
	at := r.nearestSpot(path)
	r.mistakes = append(r.mistakes, Mistake{
		File: r.file, Line: at.line, Column: at.column, Path: path, Problem: problem, Remedy: remedy,
	})
}

// addAt notes a mistake at a node.
func (r *reader) addAt(n ast.Node, path, problem, remedy string) {
	if path != "" {
		r.broken[path] = true
	}
	at := n.GetToken().Position
	r.mistakes = append(r.mistakes, Mistake{
		File: r.file, Line: at.Line, Column: at.Column, Path: path, Problem: problem, Remedy: remedy,
	})
}

func (r *reader) isBroken(path string) bool {
	for p := path; p != ""; p = parent(p) {
		if r.broken[p] {
			return true
		}
	}
	return false
}

func (r *reader) nearestSpot(path string) spot {
	for p := path; p != ""; p = parent(p) {
		if s, ok := r.spots[p]; ok {
			return s
		}
	}
	return spot{line: 1, column: 1}
}

func parent(path string) string { return path[:max(strings.LastIndexAny(path, ".["), 0)] }

func item(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
