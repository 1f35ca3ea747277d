package document

import (
	"errors"
	"io/fs"
	"reflect"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

var (
	reference = regexp.MustCompile(`\$\$|\$\{[^}]*\}?`)
	variable  = regexp.MustCompile(`^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$`)
)

// expand replaces ${NAME} by the variable's value and $$ by $. It reports false
// after a mistake.
func (r *Reader) expand(text, path string) (string, bool) {
	whole, size := true, 0
	out := reference.ReplaceAllStringFunc(text, func(ref string) string {
		if ref == "$$" {
			return "$"
		}
		name := variable.FindStringSubmatch(ref)
		if name == nil {
			r.Add(path, "${ begins a variable, but none is named", "write ${NAME}, or $${ where the text itself is meant")
			whole = false
			return ""
		}
		if r.env == nil {
			r.Add(path, "a variable of the environment can't be read here", "write what is meant, or $${ where the text itself is")
			whole = false
			return ""
		}
		value, ok := r.env(name[1])
		if !ok {
			r.Add(path, "the environment has no "+name[1], "set it (export "+name[1]+"=…), or write $${ where the text itself is meant")
			whole = false
		}
		if size += len(value); size > MaxTemplateSize {
			r.Add(path, "the variables hold more than "+Bytes(MaxTemplateSize).String(), "write a long text into a file of its own")
			whole = false
			return ""
		}
		return value
	})
	return out, whole
}

// secret takes a secret from the environment; one that stands in the file is a
// mistake and isn't repeated in its text.
func (r *Reader) secret(n ast.Node, into reflect.Value, path string) {
	name := path[strings.LastIndex(path, ".")+1:]
	text, ok := textOf(n)
	if !ok || variable.FindStringSubmatch(text) == nil {
		r.Add(path, "a secret must not stand in the file",
			"write "+name+": ${"+strings.ToUpper(name)+"} and set the variable, or "+name+"_file: and a path")
		return
	}
	value, ok := r.expand(text, path)
	if !ok {
		return
	}
	if value == "" {
		r.Add(path, "the variable "+variable.FindStringSubmatch(text)[1]+" is empty", "set it to the secret")
		return
	}
	r.setSecret(into, value, path, name+"_file")
}

// secretFile takes a secret from the file that a *_file key names.
func (r *Reader) secretFile(n ast.Node, into reflect.Value, path string) {
	name, ok := textOf(n)
	if !ok {
		r.Add(path, "a path is needed here", "write the path of the file that holds the secret")
		return
	}
	if name, ok = r.expand(name, path); !ok {
		return
	}
	text, err := r.ReadFile(r.Resolve(name), maxSecretSize)
	if err != nil {
		r.Add(path, "the file can't be read: "+Reason(err), "put the secret there; a relative path starts at the config's folder")
		return
	}
	value := strings.TrimSpace(string(text))
	if value == "" {
		r.Add(path, "the file is empty", "put the secret there")
		return
	}
	key := path[strings.LastIndex(path, ".")+1:]
	r.setSecret(into, value, path, strings.TrimSuffix(key, "_file"))
}

func (r *Reader) setSecret(into reflect.Value, value, path, sibling string) {
	if !into.Interface().(Secret).Empty() {
		r.Add(path, "the secret is given twice, here and by "+sibling, "keep one of them")
		return
	}
	into.Set(reflect.ValueOf(NewSecret(value)))
}

// Reason is an operating system's error without the path in front of it.
func Reason(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}
