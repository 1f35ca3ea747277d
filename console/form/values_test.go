package form_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"regulars/console/form"
)

// deed, text and document are a grammar with a key of each kind.
type deed struct {
	Name string   `yaml:"name"`
	Tags []string `yaml:"tags"`
	Then []deed   `yaml:"then"`
}

type text struct {
	Says  string   `yaml:"says"`
	Lines []string `yaml:"lines"`
}

type document struct {
	Name    string            `yaml:"name"`
	Share   float64           `yaml:"share"`
	Count   int               `yaml:"count"`
	Least   *float64          `yaml:"least"`
	Paused  bool              `yaml:"paused"`
	Within  time.Duration     `yaml:"within"`
	Tags    []string          `yaml:"tags"`
	Migrate map[string]string `yaml:"migrate"`
	Texts   map[string]text   `yaml:"texts"`
	Goal    text              `yaml:"goal"`
	Deeds   []deed            `yaml:"deeds"`
	Hidden  string            `yaml:"-"`
	None    string
}

func whole() document {
	least := 0.0
	return document{
		Name: "a", Share: 0.125, Count: 3, Least: &least, Paused: true, Within: 48 * time.Hour, Tags: []string{"x", "y"},
		Migrate: map[string]string{"b": "2", "a": "1=one"}, Texts: map[string]text{"zh.TW+[~%": {Says: "hi"}, "en": {Says: "ho"}}, Goal: text{Says: "done"},
		Deeds: []deed{{Name: "first", Tags: []string{"t"}}, {Then: []deed{{Name: "below"}}}}, Hidden: "secret", None: "none",
	}
}

// Every key that is given is a field, named by its path, and a name that people give can't be
// taken for a part of one.
func TestValues(t *testing.T) {
	require.Equal(t, url.Values{
		"name": {"a"}, "share": {"0.125"}, "count": {"3"}, "least": {"0"}, "paused": {"true"}, "within": {"48h"}, "tags": {"x", "y"},
		"migrate": {"a=1=one", "b=2"}, "texts.zh%2ETW%2B%5B%7E%25.says": {"hi"}, "texts.en.says": {"ho"}, "goal.says": {"done"},
		"deeds[0].name": {"first"}, "deeds[0].tags": {"t"}, "deeds[1].then[0].name": {"below"},
	}, form.Values(whole()))
	require.Empty(t, form.Values(document{}))
	require.Equal(t, "zh.TW+[~%", form.Name("zh%2ETW%2B%5B%7E%25"))
	require.Equal(t, "%zz", form.Name("%zz"), "what isn't escaped is a name")
}

// Fields are the document again, in the order of the grammar; what they can't hold is written as
// it was typed.
func TestTree(t *testing.T) {
	require.Equal(t, yaml.MapSlice{
		{Key: "name", Value: "a"}, {Key: "share", Value: 0.125}, {Key: "count", Value: int64(3)}, {Key: "least", Value: int64(0)}, {Key: "paused", Value: true},
		{Key: "within", Value: "48h"}, {Key: "tags", Value: []any{"x", "y"}}, {Key: "migrate", Value: yaml.MapSlice{{Key: "a", Value: "1=one"}, {Key: "b", Value: "2"}}},
		{Key: "texts", Value: yaml.MapSlice{{Key: "zh.TW+[~%", Value: yaml.MapSlice{{Key: "says", Value: "hi"}}}, {Key: "en", Value: yaml.MapSlice{{Key: "says", Value: "ho"}}}}},
		{Key: "goal", Value: yaml.MapSlice{{Key: "says", Value: "done"}}},
		{Key: "deeds", Value: []any{
			yaml.MapSlice{{Key: "name", Value: "first"}, {Key: "tags", Value: []any{"t"}}},
			yaml.MapSlice{{Key: "then", Value: []any{yaml.MapSlice{{Key: "name", Value: "below"}}}}},
		}},
	}, sorted(form.Tree(document{}, form.Values(whole()))))
	for name, c := range map[string]struct {
		typed url.Values
		want  yaml.MapSlice
	}{
		"no number":                        {url.Values{"count": {"many"}}, yaml.MapSlice{{Key: "count", Value: "many"}}},
		"spaces around a number":           {url.Values{"count": {" 3 "}}, yaml.MapSlice{{Key: "count", Value: int64(3)}}},
		"a flag that says neither":         {url.Values{"paused": {"maybe"}}, yaml.MapSlice{{Key: "paused", Value: "maybe"}}},
		"a number that is a flag":          {url.Values{"count": {"true"}}, yaml.MapSlice{{Key: "count", Value: "true"}}},
		"a duration is text":               {url.Values{"within": {"3"}}, yaml.MapSlice{{Key: "within", Value: "3"}}},
		"a text that looks like a number":  {url.Values{"name": {"3"}}, yaml.MapSlice{{Key: "name", Value: "3"}}},
		"a text keeps its spaces":          {url.Values{"name": {" a "}}, yaml.MapSlice{{Key: "name", Value: " a "}}},
		"line ends of a browser":           {url.Values{"name": {"a\r\nb\rc"}}, yaml.MapSlice{{Key: "name", Value: "a\nb\nc"}}},
		"broken letters":                   {url.Values{"name": {"a\xff"}}, yaml.MapSlice{{Key: "name", Value: "a\uFFFD"}}},
		"lines of several fields":          {url.Values{"tags": {"x\r\n\r\n y ", "z"}}, yaml.MapSlice{{Key: "tags", Value: []any{"x", "y", "z"}}}},
		"pairs with spaces, and without =": {url.Values{"migrate": {"a = 1\nb"}}, yaml.MapSlice{{Key: "migrate", Value: yaml.MapSlice{{Key: "a", Value: "1"}, {Key: "b", Value: ""}}}}},
		"nothing is no key":                {url.Values{"name": {""}, "count": {" "}, "tags": {" \n"}, "migrate": {""}, "goal.says": {""}, "deeds[0].name": {""}, "texts.en.says": {""}}, yaml.MapSlice(nil)},
		"what isn't in the grammar":        {url.Values{"other": {"x"}, "deeds[0].other": {"x"}, "": {"x"}, "-": {"x"}, "Hidden": {"x"}, "None": {"x"}}, yaml.MapSlice(nil)},
		"a part of a field is none":        {url.Values{"texts.en~n": {"3"}, "texts.ja.says": {"x"}}, yaml.MapSlice{{Key: "texts", Value: yaml.MapSlice{{Key: "ja", Value: yaml.MapSlice{{Key: "says", Value: "x"}}}}}}},
	} {
		require.Equal(t, c.want, form.Tree(document{}, c.typed), name)
	}
}

// sorted has the texts of a tree in the order of their test.
func sorted(tree yaml.MapSlice) yaml.MapSlice {
	for _, entry := range tree {
		if texts, is := entry.Value.(yaml.MapSlice); is && entry.Key == "texts" {
			slices.SortFunc(texts, func(a, b yaml.MapItem) int { return -1 * compare(a, b) })
		}
	}
	return tree
}

func compare(a, b yaml.MapItem) int {
	return slices.Compare([]byte(fmt.Sprint(a.Key)), []byte(fmt.Sprint(b.Key)))
}

// What nobody changed stays what the document says, also where a field can't show it exactly;
// what was changed next to it is changed alone.
func TestTreeKeepsWhatNobodyChanged(t *testing.T) {
	was := document{Name: "a", Tags: []string{"two\nlines", " lead"}, Migrate: map[string]string{"a": " b"}, Deeds: []deed{{Name: "x", Tags: []string{"one\ntwo"}}, {Name: "y"}}}
	posted := form.Values(was)
	posted.Set("name", "b")
	posted.Set("deeds[1].name", "z")
	require.Equal(t, yaml.MapSlice{
		{Key: "name", Value: "b"}, {Key: "tags", Value: []any{"two\nlines", " lead"}}, {Key: "migrate", Value: yaml.MapSlice{{Key: "a", Value: " b"}}},
		{Key: "deeds", Value: []any{yaml.MapSlice{{Key: "name", Value: "x"}, {Key: "tags", Value: []any{"one\ntwo"}}}, yaml.MapSlice{{Key: "name", Value: "z"}}}},
	}, form.Tree(was, posted))
	posted.Set("tags", "two\nlines\nthree")
	require.Equal(t, []any{"two", "lines", "three"}, form.Tree(was, posted)[1].Value, "a list that was changed is its lines")

	posted.Set("deeds[2].name", "new")
	require.Equal(t, []any{yaml.MapSlice{{Key: "name", Value: "x"}, {Key: "tags", Value: []any{"one\ntwo"}}}, yaml.MapSlice{{Key: "name", Value: "z"}}, yaml.MapSlice{{Key: "name", Value: "new"}}},
		form.Tree(was, posted)[3].Value, "an item was added")

	texts := document{Texts: map[string]text{"a": {Lines: []string{"one\ntwo"}}, "b": {Says: "x"}}}
	posted = form.Values(texts)
	posted.Set("texts.b.says", "y")
	require.Equal(t, yaml.MapSlice{{Key: "a", Value: yaml.MapSlice{{Key: "lines", Value: []any{"one\ntwo"}}}}, {Key: "b", Value: yaml.MapSlice{{Key: "says", Value: "y"}}}}, form.Tree(texts, posted)[0].Value)

	boxes := document{Tags: []string{"b", "a"}}
	require.Equal(t, []any{"a", "b"}, form.Tree(boxes, url.Values{"tags": {"a", "b"}})[0].Value, "the order was changed")
	require.Equal(t, []any{"b", "a"}, form.Tree(boxes, url.Values{"tags": {"a", "b"}, "tags~any": {""}})[0].Value, "boxes have none")
	require.Equal(t, []any{"a"}, form.Tree(boxes, url.Values{"tags": {"a"}, "tags~any": {""}})[0].Value, "a box was cleared")
	require.Empty(t, form.Tree(whole(), nil), "everything was taken away")
}

// Items of a list are known by their numbers, whatever stands between the brackets.
func TestRows(t *testing.T) {
	values := url.Values{"deeds[10].name": {"c"}, "deeds[2].name": {"b"}, "deeds[2].tags": {"t"}, "deeds[0].name": {"a"}, "deeds[-1].name": {"x"}, "deeds[x].name": {"x"}, "deeds[3": {"x"}, "other[7].name": {"x"}}
	require.Equal(t, []int{0, 2, 10}, form.Rows("deeds", values))
	many := url.Values{}
	for i := range 201 {
		many.Set(form.Item("deeds", i)+".name", "x")
	}
	require.Len(t, form.Rows("deeds", many), 200)
	require.Equal(t, 199, form.Rows("deeds", many)[199], "the first ones are taken")
	require.Equal(t, url.Values{"deeds[0].name": {"c"}, "deeds[1].name": {"a"}, "other[7].name": {"x"}, "deeds[x].name": {"x"}},
		form.Arrange("deeds", []int{10, 0}, url.Values{"deeds[10].name": {"c"}, "deeds[2].name": {"b"}, "deeds[0].name": {"a"}, "other[7].name": {"x"}, "deeds[x].name": {"x"}}))
}

// Items in which nothing is given are left out, at every depth, and the others move up.
func TestCompact(t *testing.T) {
	require.Equal(t, url.Values{
		"name": {""}, "deeds[0].name": {"a"}, "deeds[0].name~was": {"x"}, "deeds[1].then[0].name": {"b"}, "deeds[1].then[0].then[0].name": {"c"},
	}, form.Compact[document](url.Values{
		"name": {""}, "deeds[0].name": {""}, "deeds[0].name~was": {"x"}, "deeds[0]~wait": {"none"}, "deeds[1].name": {"a"}, "deeds[1].name~was": {"x"},
		"deeds[4].then[0].tags": {"", ""}, "deeds[4].then[3].name": {"b"}, "deeds[4].then[3].then[9].name": {"c"},
	}))
}

// A list that isn't one of blocks has no items of its own.
func TestCompactLeavesOtherListsAlone(t *testing.T) {
	typed := url.Values{"tags[3].x": {"1"}, "tags": {"a"}}
	require.Equal(t, typed, form.Compact[document](typed))
}

// The names below a path are read whatever comes behind them.
func TestNamesBelow(t *testing.T) {
	require.Equal(t, []string{"edm", "sms"}, form.NamesBelow("templates", url.Values{"templates.sms.text": {"x"}, "templates.edm.text": {"x"}, "templates.edm.html": {"x"}, "templates.sms~n": {"x"}, "template.line": {"x"}, "templates": {"x"}}))
}
