package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// root is the repository's folder, from here.
const root = ".."

// pages are all Markdown files that people read, by path from the root.
func pages(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"*.md", "docs/*.md", "deploy/*.md", "examples/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		require.NoError(t, err)
		for _, path := range found {
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			name, err := filepath.Rel(root, path)
			require.NoError(t, err)
			all[filepath.ToSlash(name)] = string(text)
		}
	}
	require.Greater(t, len(all), 25)
	return all
}

var (
	fenced = regexp.MustCompile("(?ms)^[ \t]*```.*?^[ \t]*```[^\n]*$")
	inline = regexp.MustCompile("`[^`\n]*`")
	link   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	title  = regexp.MustCompile(`(?m)^#{1,6} +(.+?)\s*$`)
)

// Every link leads to a file or folder of the repository, and to a heading where it names
// one. Those to the outside are https.
func TestLinks(t *testing.T) {
	all := pages(t)
	links := 0
	for name, text := range all {
		for _, found := range link.FindAllStringSubmatch(inline.ReplaceAllString(fenced.ReplaceAllString(text, ""), ""), -1) {
			links++
			checkLink(t, all, name, found[1])
		}
	}
	require.Greater(t, links, 150)
}

func checkLink(t *testing.T, all map[string]string, from, to string) {
	t.Helper()
	if strings.Contains(to, "://") {
		require.True(t, strings.HasPrefix(to, "https://"), "%s: %s", from, to)
		return
	}
	path, anchor, _ := strings.Cut(to, "#")
	target := from
	if path != "" {
		target = filepath.ToSlash(filepath.Join(filepath.Dir(from), path))
		_, err := os.Stat(filepath.Join(root, target))
		require.NoError(t, err, "%s leads to %s, which doesn't exist", from, to)
	}
	if anchor != "" {
		require.True(t, anchors(all[target])[anchor], "%s leads to %s, which has no such heading", from, to)
	}
}

// anchors are the headings of a page, as GitHub links them.
func anchors(text string) map[string]bool {
	all := map[string]bool{}
	for _, found := range title.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		var b strings.Builder
		for _, r := range strings.ToLower(found[1]) {
			switch {
			case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_':
				b.WriteRune(r)
			case r == ' ':
				b.WriteRune('-')
			}
		}
		all[b.String()] = true
	}
	return all
}

// The index leads to every page, and so every page is found.
func TestTheIndexIsWhole(t *testing.T) {
	all := pages(t)
	index := map[string]bool{}
	for _, found := range link.FindAllStringSubmatch(all["docs/README.md"], -1) {
		path, _, _ := strings.Cut(found[1], "#")
		index[filepath.ToSlash(filepath.Join("docs", path))] = true
	}
	for name := range all {
		if strings.HasPrefix(name, "docs/") && name != "docs/README.md" {
			require.True(t, index[name], "docs/README.md doesn't lead to %s", name)
		}
	}
}

// Every command that a page shows is one that there is.
var command = regexp.MustCompile(`starter ([a-z]+)`)

func TestCommandsAreThere(t *testing.T) {
	known := map[string]bool{}
	use := regexp.MustCompile(`Use: +"([a-z]+)`)
	err := filepath.WalkDir(filepath.Join(root, "starter"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, found := range use.FindAllStringSubmatch(string(text), -1) {
			known[found[1]] = true
		}
		return err
	})
	require.NoError(t, err)
	require.Greater(t, len(known), 30)
	shown := 0
	for name, text := range pages(t) {
		for _, block := range append(fenced.FindAllString(text, -1), inline.FindAllString(text, -1)...) {
			for _, found := range command.FindAllStringSubmatch(block, -1) {
				shown++
				require.True(t, known[found[1]], "%s shows `starter %s`, which there isn't", name, found[1])
			}
		}
	}
	require.Greater(t, shown, 100)
}
