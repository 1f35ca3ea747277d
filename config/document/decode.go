package document

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

var (
	durationType = reflect.TypeFor[time.Duration]()
	bytesType    = reflect.TypeFor[Bytes]()
	secretType   = reflect.TypeFor[Secret]()
	wordsType    = reflect.TypeFor[Words]()
)

// decode writes a node into a Go value. It goes on after every mistake, which
// goccy's own strict decoder doesn't.
func (r *Reader) decode(n ast.Node, into reflect.Value, path string) {
	n = r.deref(n, path)
	if n == nil || n.Type() == ast.NullType {
		return
	}
	if into.Kind() == reflect.Pointer {
		into.Set(reflect.New(into.Type().Elem()))
		into = into.Elem()
	}
	if r.open[n] {
		r.addAt(n, path, "the anchor is used within itself", "write out what is meant")
		return
	}
	r.open[n] = true
	defer delete(r.open, n)
	switch {
	case into.Type() == secretType:
		r.secret(n, into, path)
	case into.Type() == wordsType && !isMapping(n):
		r.word(n, into, path)
	case into.Kind() == reflect.Struct:
		r.mapping(n, into, path)
	case into.Kind() == reflect.Slice:
		r.list(n, into, path)
	case into.Kind() == reflect.Map:
		r.table(n, into, path)
	default:
		r.scalar(n, into, path)
	}
}

func isMapping(n ast.Node) bool {
	_, is := n.(ast.MapNode)
	return is
}

// word reads the one word that holds for all columns.
func (r *Reader) word(n ast.Node, into reflect.Value, path string) {
	var text string
	r.scalar(n, reflect.ValueOf(&text).Elem(), path)
	if text != "" {
		into.Set(reflect.ValueOf(Words{"": text}))
	}
}

// deref follows anchors, aliases and tags to the node that holds the value.
func (r *Reader) deref(n ast.Node, path string) ast.Node {
	switch n := n.(type) {
	case *ast.AnchorNode:
		value := r.deref(n.Value, path)
		r.anchors[n.Name.GetToken().Value] = value
		return value
	case *ast.AliasNode:
		value, ok := r.anchors[n.Value.GetToken().Value]
		if !ok {
			r.addAt(n, path, "the alias names an anchor that isn't above it", "write the anchor (&name) first, or quote a text that begins with *")
			return nil
		}
		return value
	case *ast.TagNode:
		return r.deref(n.Value, path)
	}
	return n
}

func (r *Reader) mapping(n ast.Node, into reflect.Value, path string) {
	m, ok := n.(ast.MapNode)
	if !ok {
		r.addAt(n, path, "a block of keys is needed here", "write its keys below it, indented: "+strings.Join(keysOf(into.Type()), ", "))
		return
	}
	r.merge(m, into, path)
	r.eachEntry(m, path, func(entry *ast.MapNodeIter, key, at string) { r.entry(entry, key, into, at) })
}

// eachEntry calls decode with every entry of a block of keys, but for those that
// merge another block, and notes where the entry stands.
func (r *Reader) eachEntry(m ast.MapNode, path string, decode func(entry *ast.MapNodeIter, key, at string)) {
	seen := map[string]bool{}
	for entry := m.MapRange(); entry.Next(); {
		if entry.Key().IsMergeKey() {
			continue
		}
		if !r.afford(entry.Key(), path) {
			return
		}
		key := entry.Key().GetToken().Value
		at := Join(path, key)
		if seen[key] {
			r.addAt(entry.Key(), at, "the key stands here a second time", "keep one of them")
			continue
		}
		seen[key] = true
		r.remember(entry, at)
		decode(entry, key, at)
	}
}

// merge decodes the blocks that << names, before the keys that may override them.
func (r *Reader) merge(m ast.MapNode, into reflect.Value, path string) {
	for entry := m.MapRange(); entry.Next(); {
		if entry.Key().IsMergeKey() && r.afford(entry.Key(), path) {
			r.decode(entry.Value(), into, path)
		}
	}
}

func (r *Reader) entry(entry *ast.MapNodeIter, key string, into reflect.Value, path string) {
	if field, ok := fieldOf(into, key); ok {
		r.decode(entry.Value(), field, path)
		return
	}
	name, isFile := strings.CutSuffix(key, "_file")
	if field, ok := fieldOf(into, name); ok && isFile && field.Type() == secretType {
		r.secretFile(entry.Value(), field, path)
		return
	}
	known := keysOf(into.Type())
	r.addAt(entry.Key(), path, "there is no such key", Suggest(key, known))
	if meant := Nearest(key, known); meant != "" {
		r.broken[Join(Parent(path), meant)] = true
	}
}

func (r *Reader) remember(entry *ast.MapNodeIter, path string) {
	at := entry.Key().GetToken().Position
	s := spot{line: at.Line, column: at.Column}
	if text, ok := textOf(entry.Value()); ok {
		s.written = text
	}
	r.spots[path] = s
}

func (r *Reader) list(n ast.Node, into reflect.Value, path string) {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		r.addAt(n, path, "a list is needed here", "write each item on its own line behind a dash, or [a, b]")
		return
	}
	items := reflect.MakeSlice(into.Type(), len(seq.Values), len(seq.Values))
	for i, value := range seq.Values {
		if !r.afford(value, path) {
			return
		}
		at := Item(path, i)
		r.rememberItem(value, at)
		r.decode(value, items.Index(i), at)
	}
	into.Set(items)
}

func (r *Reader) rememberItem(item ast.Node, path string) {
	token := item.GetToken()
	if m, ok := item.(ast.MapNode); ok {
		if first := m.MapRange(); first.Next() {
			token = first.Key().GetToken()
		}
	}
	text, _ := textOf(item)
	r.spots[path] = spot{line: token.Position.Line, column: token.Position.Column, written: text}
}

func (r *Reader) table(n ast.Node, into reflect.Value, path string) {
	m, ok := n.(ast.MapNode)
	if !ok {
		r.addAt(n, path, "a block of keys is needed here", "write its keys below it, indented")
		return
	}
	if into.IsNil() {
		into.Set(reflect.MakeMap(into.Type()))
	}
	r.merge(m, into, path)
	r.eachEntry(m, path, func(entry *ast.MapNodeIter, key, at string) {
		value := reflect.New(into.Type().Elem()).Elem()
		r.decode(entry.Value(), value, at)
		into.SetMapIndex(reflect.ValueOf(key), value)
	})
}

func (r *Reader) scalar(n ast.Node, into reflect.Value, path string) {
	text, ok := textOf(n)
	if !ok {
		r.addAt(n, path, "one value is needed here", "write "+wanted(into.Type())+" behind the key")
		return
	}
	text, ok = r.expand(text, path)
	if !ok {
		return
	}
	if err := setScalar(into, text); err != nil {
		r.Add(path, fmt.Sprintf("%q is not %s", r.writtenOr(path, n), wanted(into.Type())), remedyFor(into.Type()))
	}
}

func (r *Reader) writtenOr(path string, n ast.Node) string {
	if s, ok := r.spots[path]; ok {
		return s.written
	}
	text, _ := textOf(n)
	return text
}

func setScalar(into reflect.Value, text string) error {
	if into.Type() == durationType {
		d, err := time.ParseDuration(text)
		into.SetInt(int64(d))
		return err
	}
	if into.Type() == bytesType {
		b, err := parseBytes(text)
		into.SetUint(uint64(b))
		return err
	}
	switch into.Kind() {
	case reflect.String:
		into.SetString(text)
		return nil
	case reflect.Int:
		i, err := strconv.ParseInt(text, 10, 64)
		into.SetInt(i)
		return err
	case reflect.Float64:
		f, err := strconv.ParseFloat(text, 64)
		into.SetFloat(f)
		return err
	case reflect.Bool:
		b, err := parseBool(text)
		into.SetBool(b)
		return err
	}
	return fmt.Errorf("config: no decoder for %s", into.Type())
}

func parseBool(text string) (bool, error) {
	switch text {
	case "true", "True", "TRUE":
		return true, nil
	case "false", "False", "FALSE":
		return false, nil
	}
	return false, strconv.ErrSyntax
}

func wanted(t reflect.Type) string {
	switch t {
	case durationType:
		return "a duration"
	case bytesType:
		return "a size"
	}
	switch t.Kind() {
	case reflect.Int:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	}
	return "a text"
}

func remedyFor(t reflect.Type) string {
	switch t {
	case durationType:
		return "write it as 90s, 30m or 720h (days as hours)"
	case bytesType:
		return "write it as 512MiB or 5GiB"
	}
	return "write " + wanted(t)
}

// textOf is a scalar as written, numbers digit by digit.
func textOf(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// fieldOf finds the field of a key, also in an inlined struct.
func fieldOf(v reflect.Value, key string) (reflect.Value, bool) {
	for i := range v.NumField() {
		name, inline := yamlKey(v.Type().Field(i))
		if inline {
			if f, ok := fieldOf(v.Field(i), key); ok {
				return f, true
			}
		}
		if name == key && name != "" {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// keysOf lists the keys that a struct takes; a secret's in the form that needs
// no variable too.
func keysOf(t reflect.Type) []string {
	var keys []string
	for i := range t.NumField() {
		f := t.Field(i)
		name, inline := yamlKey(f)
		switch {
		case inline:
			keys = append(keys, keysOf(f.Type)...)
		case name == "":
		case f.Type == secretType:
			keys = append(keys, name, name+"_file")
		default:
			keys = append(keys, name)
		}
	}
	return keys
}

func yamlKey(f reflect.StructField) (name string, inline bool) {
	name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	if name == "-" {
		return "", false
	}
	return name, options == "inline"
}
