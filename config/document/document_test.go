package document

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type inlined struct {
	Zone string `yaml:"zone"`
}

// sheet has a key of every kind that a document can hold.
type sheet struct {
	inlined `yaml:",inline"`
	Name    string            `yaml:"name"`
	Token   Secret            `yaml:"token"`
	Every   time.Duration     `yaml:"every"`
	Size    Bytes             `yaml:"size"`
	Count   int               `yaml:"count"`
	Share   float64           `yaml:"share"`
	On      bool              `yaml:"on"`
	Names   []string          `yaml:"names"`
	Words   Words             `yaml:"words"`
	Pairs   map[string]string `yaml:"pairs"`
	Part    *sheet            `yaml:"part"`
	Parts   []sheet           `yaml:"parts"`
	Left    string            `yaml:"-"`
}

var variables = map[string]string{"NAME": "tea", "TOKEN": "secret", "EMPTY": "", "HUGE": strings.Repeat("x", MaxTemplateSize)}

func ofVariables(name string) (string, bool) { value, is := variables[name]; return value, is }

// read reads a document that stands in a folder with a file `kept` that holds " secret\n",
// and an empty one.
func read(t *testing.T, text string) (*Reader, sheet, bool) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "kept"), []byte(" secret\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "empty"), []byte(" \n"), 0o600))
	r := New(filepath.Join(dir, "x.yaml"), ofVariables)
	var into sheet
	whole := r.Read([]byte(text), &into)
	for i := range r.Mistakes {
		require.Equal(t, filepath.Join(dir, "x.yaml"), r.Mistakes[i].File)
		r.Mistakes[i].File = "x.yaml"
	}
	return r, into, whole
}

func TestEveryKindOfValue(t *testing.T) {
	for text, want := range map[string]sheet{
		"name: tea":                        {Name: "tea"},
		"name: |\n  tea\n  cup\n":          {Name: "tea\ncup\n"},
		"name: 007":                        {Name: "007"},
		"name: ${NAME} and $$5 of ${NAME}": {Name: "tea and $5 of tea"},
		"name: $${NAME}":                   {Name: "${NAME}"},
		"name: !!str tea":                  {Name: "tea"},
		"name: ~":                          {},
		"zone: UTC":                        {inlined: inlined{"UTC"}},
		"every: 90s":                       {Every: 90 * time.Second},
		"size: 5GiB":                       {Size: 5 * GiB},
		"count: -3":                        {Count: -3},
		"share: 0.25":                      {Share: 0.25},
		"on: TRUE":                         {On: true},
		"names: [a, b]":                    {Names: []string{"a", "b"}},
		"names: []":                        {Names: []string{}},
		"pairs: {a: 1, b: x}":              {Pairs: map[string]string{"a": "1", "b": "x"}},
		"words: all":                       {Words: Words{"": "all"}},
		"words: {a: all}":                  {Words: Words{"a": "all"}},
		"words: ''":                        {},
		"part: {name: tea}":                {Part: &sheet{Name: "tea"}},
		"token: ${TOKEN}":                  {Token: NewSecret("secret")},
		"token_file: kept":                 {Token: NewSecret("secret")},
		"parts:\n- &a {name: tea, count: 1}\n- *a\n- {<<: *a, count: 2}": {Parts: []sheet{{Name: "tea", Count: 1}, {Name: "tea", Count: 1}, {Name: "tea", Count: 2}}},
		"parts:\n- &a {name: tea, count: 1}\n- {count: 2, <<: *a}":       {Parts: []sheet{{Name: "tea", Count: 1}, {Name: "tea", Count: 2}}},
		"part: {pairs: &p {a: x}}\npairs: {<<: *p, b: y}":                {Part: &sheet{Pairs: map[string]string{"a": "x"}}, Pairs: map[string]string{"a": "x", "b": "y"}},
	} {
		r, got, whole := read(t, text)
		require.Empty(t, r.Mistakes, text)
		require.True(t, whole, text)
		require.Equal(t, want, got, text)
	}
}

func TestEveryMistakeNamesItsPlaceAndRemedy(t *testing.T) {
	for text, want := range map[string][]string{
		"":                                  {"x.yaml: the file is empty; write at least one brand under brands:"},
		"# nothing\n":                       {"x.yaml: the file is empty; write at least one brand under brands:"},
		"name: tea\n---\nname: cup":         {"x.yaml:3:5: a second YAML document begins here; keep one document in the file: remove the line ---"},
		"nmae: tea":                         {"x.yaml:1:1: nmae: there is no such key; did you mean name?"},
		"part:\n  nonsense: tea":            {"x.yaml:2:3: part.nonsense: there is no such key; use one of zone, name, token, token_file, every, size, count, share, on, names, words, pairs, part, parts"},
		"left: tea":                         {"x.yaml:1:1: left: there is no such key; use one of zone, name, token, token_file, every, size, count, share, on, names, words, pairs, part, parts"},
		"name_file: kept":                   {"x.yaml:1:1: name_file: there is no such key; use one of zone, name, token, token_file, every, size, count, share, on, names, words, pairs, part, parts"},
		"name: tea\ncount: 1\nname: cup":    {"x.yaml:3:1: name: the key stands here a second time; keep one of them"},
		"name: [a]":                         {"x.yaml:1:7: name: one value is needed here; write a text behind the key"},
		"count: {a: b}":                     {"x.yaml:1:8: count: one value is needed here; write a whole number behind the key"},
		"names: a":                          {"x.yaml:1:8: names: a list is needed here; write each item on its own line behind a dash, or [a, b]"},
		"pairs: a":                          {"x.yaml:1:8: pairs: a block of keys is needed here; write its keys below it, indented"},
		"part: a":                           {"x.yaml:1:7: part: a block of keys is needed here; write its keys below it, indented: zone, name, token, token_file, every, size, count, share, on, names, words, pairs, part, parts"},
		"words: [a]":                        {"x.yaml:1:8: words: one value is needed here; write a text behind the key"},
		"every: 3 days":                     {`x.yaml:1:1: every: "3 days" is not a duration; write it as 90s, 30m or 720h (days as hours)`},
		"size: 5GB":                         {`x.yaml:1:1: size: "5GB" is not a size; write it as 512MiB or 5GiB`},
		"count: 1.5":                        {`x.yaml:1:1: count: "1.5" is not a whole number; write a whole number`},
		"share: half":                       {`x.yaml:1:1: share: "half" is not a number; write a number`},
		"on: yes":                           {`x.yaml:1:1: on: "yes" is not true or false; write true or false`},
		"count: ${NAME}":                    {`x.yaml:1:1: count: "${NAME}" is not a whole number; write a whole number`},
		"names:\n- a\n- [b]":                {"x.yaml:3:3: names[1]: one value is needed here; write a text behind the key"},
		"parts:\n- name: a\n  count: b":     {`x.yaml:3:3: parts[0].count: "b" is not a whole number; write a whole number`},
		"name: *nowhere":                    {"x.yaml:1:7: name: the alias names an anchor that isn't above it; write the anchor (&name) first, or quote a text that begins with *"},
		"part: &a\n  part: *a":              {"x.yaml:2:7: part.part: the anchor is used within itself; write out what is meant"},
		"name: ${ABSENT}":                   {"x.yaml:1:1: name: the environment has no ABSENT; set it (export ABSENT=…), or write $${ where the text itself is meant"},
		"name: ${a b}":                      {"x.yaml:1:1: name: ${ begins a variable, but none is named; write ${NAME}, or $${ where the text itself is meant"},
		"name: '${HUGE}${NAME}'":            {"x.yaml:1:1: name: the variables hold more than 1MiB; write a long text into a file of its own"},
		"token: secret":                     {"x.yaml:1:1: token: a secret must not stand in the file; write token: ${TOKEN} and set the variable, or token_file: and a path"},
		"part: {token: [a]}":                {"x.yaml:1:8: part.token: a secret must not stand in the file; write token: ${TOKEN} and set the variable, or token_file: and a path"},
		"token: my ${TOKEN}":                {"x.yaml:1:1: token: a secret must not stand in the file; write token: ${TOKEN} and set the variable, or token_file: and a path"},
		"token: ${EMPTY}":                   {"x.yaml:1:1: token: the variable EMPTY is empty; set it to the secret"},
		"token: ${ABSENT}":                  {"x.yaml:1:1: token: the environment has no ABSENT; set it (export ABSENT=…), or write $${ where the text itself is meant"},
		"token_file: empty":                 {"x.yaml:1:1: token_file: the file is empty; put the secret there"},
		"token_file: absent":                {"x.yaml:1:1: token_file: the file can't be read: no such file or directory; put the secret there; a relative path starts at the config's folder"},
		"token_file: [a]":                   {"x.yaml:1:1: token_file: a path is needed here; write the path of the file that holds the secret"},
		"token_file: ${ABSENT}":             {"x.yaml:1:1: token_file: the environment has no ABSENT; set it (export ABSENT=…), or write $${ where the text itself is meant"},
		"token: ${TOKEN}\ntoken_file: kept": {"x.yaml:2:1: token_file: the secret is given twice, here and by token; keep one of them"},
		"token_file: kept\ntoken: ${TOKEN}": {"x.yaml:2:1: token: the secret is given twice, here and by token_file; keep one of them"},
		"count: a\nshare: b\nnmae: c": {
			`x.yaml:1:1: count: "a" is not a whole number; write a whole number`, `x.yaml:2:1: share: "b" is not a number; write a number`, "x.yaml:3:1: nmae: there is no such key; did you mean name?"},
	} {
		r, _, _ := read(t, text)
		var got []string
		for _, m := range r.Mistakes {
			got = append(got, m.String())
		}
		require.Equal(t, want, got, text)
		require.NotContains(t, r.Mistakes.Error(), "secret\n", text)
	}
}

// A text that is no YAML is refused with its place, and without its lines: a secret may
// stand there.
func TestWhatIsNoYAML(t *testing.T) {
	r, _, whole := read(t, "token: hush\nname: \"tea\ncount: [")
	require.False(t, whole)
	require.Len(t, r.Mistakes, 1)
	require.Equal(t, 2, r.Mistakes[0].Line)
	require.Equal(t, 7, r.Mistakes[0].Column)
	require.Regexp(t, "^this is not YAML: .+", r.Mistakes[0].Problem)
	require.NotContains(t, r.Mistakes.Error(), "hush")
	require.Contains(t, r.Mistakes[0].Remedy, "quote texts")
}

// A document that may not know the environment refuses its variables.
func TestWithoutAnEnvironment(t *testing.T) {
	r := New("x.yaml", nil)
	var into sheet
	require.True(t, r.Read([]byte("name: ${NAME}\nzone: $${x}"), &into))
	require.Equal(t, "x.yaml:1:1: name: a variable of the environment can't be read here; write what is meant, or $${ where the text itself is", r.Mistakes.Error())
	require.Equal(t, "${x}", into.Zone)
}

// Anchors within anchors, and mistakes without end, are left at a bound.
func TestReadingEnds(t *testing.T) {
	var b strings.Builder
	b.WriteString("parts:\n- &a0 {names: [x, x, x, x, x, x, x, x, x, x]}\n")
	for i := 1; i < 7; i++ {
		fmt.Fprintf(&b, "- &a%d {parts: [%s]}\n", i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	r, _, whole := read(t, b.String())
	require.False(t, whole)
	require.Len(t, r.Mistakes, 1)
	require.Equal(t, "the anchors unfold into too many values", r.Mistakes[0].Problem)

	r, _, whole = read(t, "names:\n"+strings.Repeat("- [a]\n", 2*maxMistakes))
	require.False(t, whole)
	require.Len(t, r.Mistakes, maxMistakes)
}

// A rule that is broken later is named where its key stands, or the nearest above it, and
// a key has one mistake.
func TestPlaces(t *testing.T) {
	r, _, _ := read(t, "name: ${NAME}\npart:\n  parts:\n    - count: 1\n      name: x\n    - {count: 2}\n")
	require.Equal(t, "${NAME}", r.Written("name"), "as it stands in the file")
	require.True(t, r.Given("part.parts[1].count"))
	require.False(t, r.Given("part.parts[1].name"))
	for path, want := range map[string][2]int{
		"name": {1, 1}, "part.parts[0]": {4, 7}, "part.parts[0].name": {5, 7}, "part.parts[0].share": {4, 7}, "part.parts[1].count": {6, 8}, "part.parts[7].name": {3, 3}, "nowhere": {1, 1},
	} {
		line, column := r.At(path)
		require.Equal(t, want, [2]int{line, column}, path)
	}
	r.Add("part.parts[0]", "no", "yes")
	r.Add("part.parts[0].count", "no", "yes")
	r.Add("part.parts[0]", "no", "yes")
	require.Equal(t, "x.yaml:4:7: part.parts[0]: no; yes", strings.ReplaceAll(r.Mistakes.Error(), r.file, "x.yaml"))
	require.True(t, r.IsBroken("part.parts[0].count.x"))
	require.False(t, r.IsBroken("part.parts[1]"))
	require.False(t, r.IsBroken("part"))
	require.True(t, r.IsBrokenBelow("part.parts[0]"))
	require.True(t, r.IsBrokenBelow("part.parts"))
	require.False(t, r.IsBrokenBelow("part"))

	// What a misspelt key leaves out is no second mistake.
	r, _, _ = read(t, "nmae: tea")
	r.Add("name", "a name is needed", "write one")
	require.Len(t, r.Mistakes, 1)

	ms := Mistakes{{Line: 2, Column: 1, Problem: "c"}, {Line: 1, Column: 5, Problem: "b"}, {Line: 1, Column: 2, Problem: "a"}, {Problem: "of the file"}}
	ms.Sort()
	require.Equal(t, ": of the file\n:1:2: a\n:1:5: b\n:2:1: c", ms.Error())
}

// A file remembers what it was made of.
func TestFilesThatWereRead(t *testing.T) {
	r, _, _ := read(t, "token_file: kept")
	files := r.Files()
	require.Equal(t, map[string]string{r.file: Mark([]byte("token_file: kept")), r.Resolve("kept"): Mark([]byte(" secret\n"))}, files)
	require.Equal(t, "/etc/x", r.Resolve("/etc/x"))
	_, err := r.ReadFile(r.Resolve("absent"), 10)
	require.Error(t, err)
	mark, is := r.Files()[r.Resolve("absent")]
	require.True(t, is)
	require.Empty(t, mark)
}

// A secret shows in no print, whatever the verb.
func TestSecretsAreHidden(t *testing.T) {
	s := NewSecret("hush")
	require.Equal(t, "hush", s.Reveal())
	type holds struct{ Secret Secret }
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		require.NotContains(t, fmt.Sprintf(verb, s), "hush", verb)
		require.NotContains(t, fmt.Sprintf(verb, holds{s}), "hush", verb)
		require.NotContains(t, fmt.Sprintf(verb, &holds{s}), "hush", verb)
	}
	require.Equal(t, "***", fmt.Sprint(s))
	require.Empty(t, fmt.Sprint(Secret{}))
	require.True(t, Secret{}.Empty())
	require.True(t, NewSecret("").Empty())
	require.False(t, s.Empty())
	text, err := s.MarshalJSON()
	require.NoError(t, err)
	require.Equal(t, `"***"`, string(text))
	shown, err := s.MarshalYAML()
	require.NoError(t, err)
	require.Equal(t, "***", shown)
}

func TestSuggestions(t *testing.T) {
	known := []string{"name", "count", "counts_when", "timezone"}
	for word, want := range map[string]string{
		"nmae": "name", "NAME": "name", "nam": "name", "cuont": "count", "counts_wen": "counts_when", "time_zone": "timezone", "xyz": "", "completely": "", "": "",
		strings.Repeat("name", 16): "", strings.Repeat("name", 17): "",
	} {
		require.Equal(t, want, Nearest(word, known), word)
	}
	require.Equal(t, "did you mean name?", Suggest("nmae", known))
	require.Equal(t, "use one of name, count, counts_when, timezone", Suggest("xyzzy", known))
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "abc", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abd", 1}, {"abc", "ab", 1}, {"ab", "abc", 1}, {"kitten", "sitting", 3}, {"ab", "ba", 2}} {
		require.Equal(t, c.want, distance(c.a, c.b), "%s %s", c.a, c.b)
	}
}

// What stands behind a mistake is left as it was.
func TestWhatIsBrokenIsNotTaken(t *testing.T) {
	for text, want := range map[string]sheet{
		"name: tea\nname: cup":               {Name: "tea"},
		"name: a ${ABSENT}\ncount: 1":        {Count: 1},
		"name: a ${}\ncount: 1":              {Count: 1},
		"token: ${TOKEN}\ntoken_file: empty": {Token: NewSecret("secret")},
		"name_file: kept":                    {},
		"pairs_file: kept":                   {},
	} {
		r, got, _ := read(t, text)
		require.Len(t, r.Mistakes, 1, text)
		require.Equal(t, want, got, text)
	}
}

func TestFilesOfManyDocuments(t *testing.T) {
	excess := func(text string) bool { return New("x.yaml", nil).excess([]byte(text)) }
	require.False(t, excess(strings.Repeat("---\na: b\n", maxDocs)))
	require.True(t, excess(strings.Repeat("---\na: b\n", maxDocs+1)))
	require.False(t, excess(strings.Repeat("---\n"+strings.Repeat("a: b\n", maxKeys-1), 2)), "each document has its own blocks")
	require.False(t, excess("a: {"+strings.Repeat("b: c, ", maxKeys+1)+"}"), "keys in brackets are bounded by the values")
}
