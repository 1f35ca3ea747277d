package channel

import (
	"maps"
	"slices"
	"sync"

	"golang.org/x/text/language"
)

// languages are a template's texts in other languages than its own.
type languages struct {
	names   []string    // of texts, in the order of the matcher
	texts   []*Template // the own text of the template stands last
	matcher language.Matcher
	chosen  sync.Map // by what a member's record says
}

// newLanguages returns nil where a template has one text only; ownName is its language.
func newLanguages(own *Template, ownName string, others map[string]*Template) *languages {
	if len(others) == 0 {
		return nil
	}
	l := &languages{names: slices.Sorted(maps.Keys(others))}
	tags := make([]language.Tag, 0, len(others)+1)
	for _, name := range l.names {
		tags = append(tags, language.Make(name))
		l.texts = append(l.texts, others[name])
	}
	// A text that is meant for the own text's language goes before it.
	l.names, l.texts = append(l.names, ownName), append(l.texts, own)
	l.matcher = language.NewMatcher(append(tags, language.Make(ownName)))
	return l
}

// In returns the text that a member gets of whose language a record says this: the one in
// it, or in the nearest that is understood (zh-TW reads zh-Hant), else the template's own.
func (t *Template) In(wanted string) *Template {
	if t.languages == nil || wanted == "" {
		return t
	}
	if known, is := t.languages.chosen.Load(wanted); is {
		return known.(*Template)
	}
	text := t
	if tag, err := language.Parse(wanted); err == nil {
		if _, at, sure := t.languages.matcher.Match(tag); sure > language.No {
			text = t.languages.texts[at]
		}
	}
	t.languages.chosen.Store(wanted, text)
	return text
}

// Language is in which a template's own text is written.
func (t *Template) Language() string { return t.language }

// Languages lists the languages of a template's texts; the own one stands last.
func (t *Template) Languages() []string {
	if t.languages == nil {
		return []string{t.language}
	}
	return t.languages.names
}
