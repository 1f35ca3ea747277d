package written_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"regulars/config/written"
)

// A text stands as a person would write it, wherever YAML takes it for that text.
func TestTexts(t *testing.T) {
	for text, want := range map[string]string{
		"wake-up": "wake-up", "a b": "a b", "茶": "茶", "3d": "3d", "first_purchase - 3d": "first_purchase - 3d",
		"": `""`, "3": `"3"`, "3 d": `"3 d"`, "No": `"No"`, "NULL": `"NULL"`, "y": `"y"`, "yes sir": "yes sir", "- a": `"- a"`, "a: b": `"a: b"`, "a #b": `"a #b"`, " a": `" a"`, "a ": `"a "`, `"\`: `"\"\\"`,
		"a\tb": `"a\tb"`, "\x1f\x7f": `"\x1f\x7f"`, "\u0080\u009f\u00a0": "\"\\x80\\x9f\u00a0\"", "a\rb": `"a\rb"`,
		"one\ntwo": "|-\n      one\n      two", "one\n\ntwo\n": "|\n      one\n\n      two", "one\n two\n": "|\n      one\n       two", "one\n": "|\n      one",
		" one\ntwo": `" one\ntwo"`, "\none": `"\none"`, "one\n\n": `"one\n\n"`, "\n": `"\n"`, "one\n\ttwo": `"one\n\ttwo"`, "one\r\ntwo": `"one\r\ntwo"`,
		"NT$100": `"NT$100"`, "$": `"$"`, "$$": `"$$$"`, "${A}": `"$${A}"`, "$A": `"$A"`,
	} {
		got := written.Text(yaml.MapSlice{{Key: "name", Value: text}})
		require.Equal(t, "campaigns:\n  - name: "+want+"\n", got, "%q", text)
		read, ok := written.Read(got)
		require.True(t, ok, got)
		require.Equal(t, text, read.Name)
	}
}

// A list of a few plain words stands in one line, and any other one below its key.
func TestLists(t *testing.T) {
	word := strings.Repeat("x", 47)
	for name, c := range map[string]struct {
		list []any
		want string
	}{
		"words":            {[]any{"a", "b"}, " [a, b]"},
		"none":             {[]any{}, " []"},
		"100 letters":      {[]any{word, word + "yy"}, " [" + word + ", " + word + "yy]"},
		"101 letters":      {[]any{word, word + "yyy"}, "\n      - " + word + "\n      - " + word + "yyy"},
		"several words":    {[]any{"a", "b c"}, "\n      - a\n      - b c"},
		"a word in quotes": {[]any{"a", "no"}, "\n      - a\n      - \"no\""},
		"numbers":          {[]any{int64(1), 0.5}, "\n      - 1\n      - 0.5"},
		"blocks":           {[]any{yaml.MapSlice{}, yaml.MapSlice{{Key: "a b", Value: true}, {Key: "c", Value: yaml.MapSlice{}}}}, "\n      - {}\n      - \"a b\": true\n        c: {}"},
	} {
		require.Equal(t, "campaigns:\n  - channels:"+c.want+"\n", written.Text(yaml.MapSlice{{Key: "channels", Value: c.list}}), name)
	}
	require.Equal(t, "campaigns:\n  - a:\n      b: 1\n    c: 2\n", written.Text(yaml.MapSlice{{Key: "a", Value: yaml.MapSlice{{Key: "b", Value: 1}}}, {Key: "c", Value: 2}}))
}

// A campaign that moves out of the file takes along the texts that it names, of every language
// and variant, and says which of them is missing.
func TestTextsOfFilesMoveAlong(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	for _, name := range []string{"text", "html", "ja", "ja-html", "variant"} {
		write(name, "the "+name)
	}
	absolute := filepath.Join(t.TempDir(), "absolute")
	require.NoError(t, os.WriteFile(absolute, []byte("the absolute"), 0o600))
	path := filepath.Join(dir, "brand.yaml")
	write("brand.yaml", `brands:
  - name: other
    campaigns: [{name: wake-up}]
  - name: acme
    campaigns:
      - {name: hello}
      - name: wake-up
        templates:
          edm: {text_file: text, html_file: html, languages: {ja: {text_file: ja, html_file: ja-html}}}
          sms: {text_file: `+absolute+`}
        variants:
          - {name: a, templates: {edm: {text_file: variant}}}
`)
	c, err := written.OfFile(path, "acme", "wake-up")
	require.NoError(t, err)
	edm := c.Templates["edm"]
	require.Equal(t, []string{"the text", "the html", "the ja", "the ja-html", "the absolute", "the variant"},
		[]string{edm.Text, edm.HTML, edm.Languages["ja"].Text, edm.Languages["ja"].HTML, c.Templates["sms"].Text, c.Variants[0].Templates["edm"].Text})
	text, err := written.YAML(c)
	require.NoError(t, err)
	require.NotContains(t, text, "_file")
	for _, name := range []string{"html", "ja", "variant"} {
		require.NoError(t, os.Remove(filepath.Join(dir, name)))
		_, err = written.OfFile(path, "acme", "wake-up")
		require.ErrorContains(t, err, name)
		write(name, "again")
	}
	_, err = written.OfFile(path, "acme", "good-bye")
	require.ErrorContains(t, err, "no campaign good-bye of the brand acme")
	_, err = written.OfFile(path, "nobody", "wake-up")
	require.Error(t, err)
	_, err = written.OfFile(filepath.Join(dir, "none.yaml"), "acme", "wake-up")
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = written.JourneyOfFile(path, "acme", "second")
	require.ErrorContains(t, err, "no journey second of the brand acme")
	_, err = written.JourneyOfFile(filepath.Join(dir, "none.yaml"), "acme", "second")
	require.ErrorIs(t, err, os.ErrNotExist)
}
