package template_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config/document"
	"regulars/config/template"
)

// in returns a reader of a document in a folder with the files `hello`, which says hello, and
// `huge`, which is longer than a text can be.
func in(t *testing.T) *document.Reader {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"hello", "huge"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("hello"), 0o600))
	}
	require.NoError(t, os.Truncate(filepath.Join(dir, "huge"), document.MaxTemplateSize+1))
	return document.New(filepath.Join(dir, "x.yaml"), nil)
}

// A mail has a subject and something to read, every other channel a text and nothing else; a
// file holds a text or HTML that isn't written in its place. In each language.
func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		channel string
		text    template.Text
		want    []string // the keys that have a mistake, and how it begins
	}{
		"a mail of a text":          {"edm", template.Text{Subject: "s", Text: "t"}, nil},
		"a mail of HTML":            {"edm", template.Text{Subject: "s", HTML: "h"}, nil},
		"a mail of both":            {"edm", template.Text{Subject: "s", Text: "t", HTML: "h"}, nil},
		"a mail of files":           {"edm", template.Text{Subject: "s", TextFile: "hello", HTMLFile: "hello"}, nil},
		"a mail without a subject":  {"edm", template.Text{Text: "t"}, []string{"subject: it is missing"}},
		"a mail of nothing":         {"edm", template.Text{Subject: "s"}, []string{"text: the mail is empty"}},
		"a mail of a lost text":     {"edm", template.Text{Subject: "s", TextFile: "lost"}, []string{"text_file:  can't be read"}},
		"a mail of lost HTML":       {"edm", template.Text{Subject: "s", HTMLFile: "lost"}, []string{"html_file:  can't be read"}},
		"a mail of a huge file":     {"edm", template.Text{Subject: "s", HTMLFile: "huge"}, []string{"html_file:  can't be read"}},
		"a text that is there":      {"edm", template.Text{Subject: "s", Text: "t", TextFile: "hello"}, []string{"text_file: the text is given twice"}},
		"HTML that is there":        {"edm", template.Text{Subject: "s", HTML: "h", HTMLFile: "hello"}, []string{"html_file: the text is given twice"}},
		"an SMS":                    {"sms", template.Text{Text: "t"}, nil},
		"an SMS of a file":          {"sms", template.Text{TextFile: "hello"}, nil},
		"an SMS of nothing":         {"sms", template.Text{}, []string{"text: it is missing"}},
		"an SMS of a lost file":     {"sms", template.Text{TextFile: "lost"}, []string{"text_file:  can't be read"}},
		"an SMS with a subject":     {"sms", template.Text{Text: "t", Subject: "s"}, []string{": sms has a text only"}},
		"a LINE message with HTML":  {"line", template.Text{Text: "t", HTML: "h"}, []string{": line has a text only"}},
		"a LINE message's own HTML": {"line", template.Text{Text: "t", HTMLFile: "hello"}, []string{": line has a text only"}},
	} {
		of := func(r *document.Reader, path string) (got []string) {
			for _, m := range r.Mistakes {
				require.True(t, strings.HasPrefix(m.Path, path), "%s: %s", name, m)
				require.NotEmpty(t, m.Remedy, name)
				got = append(got, strings.TrimPrefix(strings.TrimPrefix(m.Path, path), ".")+": "+m.Problem)
			}
			return got
		}
		begins := func(got []string, where string) {
			require.Len(t, got, len(c.want), "%s %s: %s", name, where, got)
			for i, want := range c.want {
				require.True(t, strings.HasPrefix(got[i], want), "%s %s: %s", name, where, got[i])
			}
		}
		read := func(text, file string) string {
			if file == "hello" && text == "" {
				return "hello"
			}
			return text
		}
		r := in(t)
		own := template.Template{Subject: c.text.Subject, Text: c.text.Text, HTML: c.text.HTML, TextFile: c.text.TextFile, HTMLFile: c.text.HTMLFile}
		own.Check(r, "of", c.channel)
		begins(of(r, "of"), "as the own text")
		require.Equal(t, []string{read(c.text.Text, c.text.TextFile), read(c.text.HTML, c.text.HTMLFile)}, []string{own.Text, own.HTML}, name)

		r = in(t)
		other := template.Template{Text: "own", Languages: map[string]template.Text{"ja": c.text}}
		if c.channel == "edm" {
			other.Subject = "own"
		}
		other.Check(r, "of", c.channel)
		begins(of(r, "of.languages.ja"), "in a language")
		require.Equal(t, read(c.text.Text, c.text.TextFile), other.Languages["ja"].Text, name)
	}
}

// A language is written as its tag; the text of one that isn't stays unread, the others are.
func TestLanguages(t *testing.T) {
	r := in(t)
	of := template.Template{Text: "own", Languages: map[string]template.Text{"japanese!": {TextFile: "hello"}, "zh-TW": {TextFile: "hello"}}}
	of.Check(r, "of", "sms")
	require.Len(t, r.Mistakes, 1)
	require.Equal(t, `"japanese!" is not a language`, r.Mistakes[0].Problem)
	require.Equal(t, "hello", of.Languages["zh-TW"].Text)
	require.Empty(t, of.Languages["japanese!"].Text)

	templates := map[string]template.Template{"sms": of, "edm": {}}
	template.Named(templates, "en")
	require.Equal(t, []string{"en", "en"}, []string{templates["sms"].Language, templates["edm"].Language})
	whole := template.Template{Subject: "own", Languages: map[string]template.Text{"ja": {Subject: "s", Text: "t", HTML: "h", TextFile: "tf", HTMLFile: "hf"}}, Language: "en"}
	require.Equal(t, template.Template{Subject: "own", Language: "en"}, whole.In(""))
	require.Equal(t, template.Template{Subject: "s", Text: "t", HTML: "h", TextFile: "tf", HTMLFile: "hf", Language: "ja"}, whole.In("ja"))
}

// Where no file may be read, each that is named is a mistake, and none is left to be read.
func TestWithoutFiles(t *testing.T) {
	r := in(t)
	of := template.Template{Subject: "s", TextFile: "hello", HTMLFile: "hello", Languages: map[string]template.Text{"ja": {TextFile: "hello"}, "en": {HTMLFile: "hello", Text: "t"}}}
	kept := of.WithoutFiles(r, "of")
	require.Equal(t, template.Template{Subject: "s", Languages: map[string]template.Text{"ja": {}, "en": {Text: "t"}}}, kept)
	var keys []string
	for _, m := range r.Mistakes {
		keys = append(keys, m.Path)
	}
	require.ElementsMatch(t, []string{"of.text_file", "of.html_file", "of.languages.ja.text_file", "of.languages.en.html_file"}, keys)
	r = in(t)
	template.Template{Text: "t", Languages: map[string]template.Text{"ja": {Text: "t"}}}.WithoutFiles(r, "of")
	require.Empty(t, r.Mistakes)
}
