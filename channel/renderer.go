package channel

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/osteele/liquid/expressions"
	"github.com/osteele/liquid/filters"
	"github.com/osteele/liquid/parser"
	"github.com/osteele/liquid/render"
	"github.com/osteele/liquid/tags"
)

// The bounds of one part of a template. They are counts and never a clock, so
// that a message comes out the same on a slow machine and when it is tried again.
const (
	maxSource     = 256 << 10 // bytes of a part as its author wrote it
	maxExpression = 2000      // bytes between one pair of brackets
	maxNesting    = 32        // blocks inside blocks

	maxValue = 64 << 10 // bytes that one filter may return
	maxItems = 1000     // of one list
	maxWork  = 1 << 20  // bytes that filters and loops may handle for one part

	// stepCost is what a filter or a turn of a loop costs without any text.
	stepCost = 64
)

// ErrTooMuch is returned (wrapped) for a template that would take too much time
// or memory: a loop without end, or a text that doubles itself.
var ErrTooMuch = errors.New("the template makes too much")

// renderer renders one part at a time. Liquid has no bounds of its own, so its
// filters are wrapped: each pays for what it reads and returns. Loops pay by the
// filter stepFilter, which finish puts into their bodies.
type renderer struct {
	config render.Config
	left   int   // of maxWork
	err    error // the first ErrTooMuch; Liquid itself keeps only the text
}

// grammar holds Liquid's tags; every renderer shares them.
var grammar = newGrammar()

// renderers are used again, for wrapping the filters takes longer than a message.
var renderers = sync.Pool{New: func() any { return newRenderer() }}

func newGrammar() render.Config {
	config := render.NewConfig()
	tags.AddStandardTags(config)
	return config
}

func newRenderer() *renderer {
	r := &renderer{config: grammar}
	r.config.Config.Config = expressions.NewConfig()
	filters.AddStandardFilters(r)
	r.config.AddFilter(plainFilter, r.plain)
	r.AddFilter(jsonFilter, escapeJSON)
	r.config.AddFilter(stepFilter, r.step)
	return r
}

// escapeJSON makes a value fit for the inside of a JSON string.
func escapeJSON(value string) string {
	text, _ := json.Marshal(value) // a string can always be written
	return string(text[1 : len(text)-1])
}

// filterNames are Liquid's standard filters.
type filterNames map[string]bool

// AddFilter notes the name.
func (names filterNames) AddFilter(name string, _ any) { names[name] = true }

var knownFilters = func() filterNames {
	names := filterNames{}
	filters.AddStandardFilters(names)
	return names
}()

// compile parses a part's finished source. Liquid's parser panics at a few
// mistakes, which become errors here.
func compile(part, source string) (node render.Node, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("%s can't be parsed: %v", part, caught)
		}
	}()
	node, failure := grammar.Compile(source, parser.SourceLoc{Pathname: part, LineNo: 1})
	if failure != nil {
		return nil, fmt.Errorf("%s line %d: %w", part, failure.LineNumber(), failure)
	}
	return node, nil
}

// renderNode returns the text of a compiled part. Its errors wrap ErrTooMuch
// where a bound was met, and quote no value: a value may be a member's name.
func renderNode(node render.Node, bindings map[string]any) (string, error) {
	r := renderers.Get().(*renderer)
	defer renderers.Put(r)
	return r.render(node, bindings)
}

func (r *renderer) render(node render.Node, bindings map[string]any) (text string, err error) {
	r.left, r.err = maxWork, nil
	defer func() {
		if recover() != nil {
			text, err = "", errors.New("the template can't be rendered: a filter doesn't take the value that it is given")
		}
	}()

	var out strings.Builder
	failure := render.Render(node, &out, bindings, r.config)
	switch {
	case failure == nil:
		return out.String(), nil
	case r.err != nil:
		return "", fmt.Errorf("template line %d can't be rendered: %w", failure.LineNumber(), r.err)
	}
	return "", fmt.Errorf("template line %d can't be rendered: %s", failure.LineNumber(), misfit(failure.Cause()))
}

// misfit returns which filter failed, without the value.
func misfit(cause error) string {
	if failed, ok := cause.(expressions.FilterError); ok {
		return fmt.Sprintf("the filter %q doesn't take the value that it is given", failed.FilterName)
	}
	return "a value has the wrong type for the filter or tag that takes it"
}

// AddFilter registers a filter that pays. It makes a renderer the dictionary
// that Liquid writes its standard filters into.
func (r *renderer) AddFilter(name string, fn any) {
	f := filter{name: name, fn: reflect.ValueOf(fn), renderer: r}
	r.config.AddFilter(name, reflect.MakeFunc(f.boundedType(), f.call).Interface())
}

// step is the filter that a loop's body begins with; size is the body's length
// in bytes. It prints nothing.
func (r *renderer) step(size int) (any, error) {
	return nil, r.pay(stepCost + max(size, 0))
}

// plain is the filter that every value passes before it is printed. It pays as the other
// filters do; it isn't called by way of them since none is needed as often.
func (r *renderer) plain(value any) (any, error) {
	size := sizeOf(value)
	if size > maxValue {
		return nil, filter{name: plainFilter, renderer: r}.refuseValue()
	}
	return plain(value), r.pay(stepCost + 2*size)
}

func (r *renderer) pay(cost int) error {
	r.left -= cost
	if r.left < 0 {
		return r.refuse("its loops and filters handle more than %d bytes: use fewer turns", maxWork)
	}
	return nil
}

func (r *renderer) refuse(format string, args ...any) error {
	if r.err == nil {
		r.err = fmt.Errorf("%w: "+format, append([]any{ErrTooMuch}, args...)...)
	}
	return r.err
}
