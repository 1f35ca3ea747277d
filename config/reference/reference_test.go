package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

// What stands in docs is what the types say: a key without an entry, an entry without
// a key, and another default, meaning or list fail.
func TestDocsAreGenerated(t *testing.T) {
	all, err := files("..")
	require.NoError(t, err)
	require.Len(t, all, 2)
	for name, want := range all {
		text, err := os.ReadFile(filepath.Join("..", name))
		require.NoError(t, err)
		require.Equal(t, string(want), string(text), "%s is old: run `go generate ./config`", name)
	}
}

var row = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")

// The page has a row for every key, and for nothing else.
func TestPageHasEveryKey(t *testing.T) {
	keys, err := Keys("..")
	require.NoError(t, err)
	require.Greater(t, len(keys), 100)
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "config.md"))
	require.NoError(t, err)
	var listed []string
	section := ""
	for line := range strings.Lines(string(text)) {
		if title, is := strings.CutPrefix(line, "## "); is {
			section = strings.Trim(strings.TrimSpace(title), "`")
		}
		if found := row.FindStringSubmatch(line); found != nil {
			listed = append(listed, strings.TrimPrefix(section+"."+found[1], "The file."))
		}
	}
	var want []string
	for _, key := range keys {
		want = append(want, key.Path)
	}
	require.ElementsMatch(t, want, listed)
}

// A default that a comment names in words is the one that is filled in.
func TestCommentsKnowTheDefaults(t *testing.T) {
	keys, err := Keys("..")
	require.NoError(t, err)
	named, compared := regexp.MustCompile(`(\S+) \(default\)|default (not at all|by \w+|[^\s,;]+)`), 0
	for _, key := range keys {
		found := named.FindStringSubmatch(key.Meaning)
		if found == nil || strings.HasPrefix(key.Default, "the ") {
			continue
		}
		said := strings.TrimRight(found[1]+found[2], ":")
		if key.Default == "" {
			require.Contains(t, []string{"0", "false", "always"}, said, "%s: %s", key.Path, key.Meaning)
			continue
		}
		compared++
		require.Equal(t, key.Default, said, "%s: %s", key.Path, key.Meaning)
	}
	require.Greater(t, compared, 20)
}

func schemaOf(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "regulars.schema.json"))
	require.NoError(t, err)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("regulars.schema.json", doc))
	schema, err := compiler.Compile("regulars.schema.json")
	require.NoError(t, err)
	return schema
}

// instance reads YAML as an editor does.
func instance(t *testing.T, text []byte) any {
	t.Helper()
	var value any
	require.NoError(t, yaml.Unmarshal(text, &value))
	plain, err := json.Marshal(value)
	require.NoError(t, err)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(plain))
	require.NoError(t, err)
	return doc
}

func TestSchemaTakesTheExamples(t *testing.T) {
	schema := schemaOf(t)
	paths, err := filepath.Glob(filepath.Join("..", "..", "examples", "*.yaml"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(paths), 3)
	for _, path := range append(paths, filepath.Join("..", "testdata", "full.yaml")) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, schema.Validate(instance(t, text)), path)
	}
}

// What is wrong in an otherwise right file is refused.
func TestSchemaRefuses(t *testing.T) {
	schema := schemaOf(t)
	const right = `
brands:
  - name: tea
    timezone: Asia/Taipei
    currency: TWD
    shops:
      - {name: store, platform: file, path: a.csv, dates: mdy, columns: {order_id: id, placed_at: at, amount: total}}
`
	require.NoError(t, schema.Validate(instance(t, []byte(right))))
	for _, change := range [][2]string{
		{"currency: TWD", "currenzy: TWD"}, {"platform: file", "platform: files"}, {"name: tea", "names: tea"},
		{"path: a.csv", "token: abc, path: a.csv"}, {"path: a.csv", "skip_lines: one, path: a.csv"}, {"path: a.csv", "grain: rows, path: a.csv"},
		{"columns: {", "columns: [{"}, {"path: a.csv", "sweep: weekly, path: a.csv"},
	} {
		wrong := strings.Replace(right, change[0], change[1], 1)
		if change[1] == "columns: [{" {
			wrong = strings.Replace(wrong, "total}}", "total}]}", 1)
		}
		require.NotEqual(t, right, wrong)
		require.Error(t, schema.Validate(instance(t, []byte(wrong))), change[1])
	}
}
