package activities_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/present"
	"regulars/present/cause"
)

// Whatever a platform doesn't announce or show has words in both languages.
func TestWhatPlatformsCannotTellHasWords(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "platform", "sight.go"), nil, 0)
	require.NoError(t, err)
	codes := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, is := n.(*ast.ValueSpec)
		if !is || fmt.Sprint(spec.Type) != "Unseen" {
			return true
		}
		for _, value := range spec.Values {
			text, err := strconv.Unquote(value.(*ast.BasicLit).Value)
			require.NoError(t, err)
			c := cause.Cause{Code: cause.Code(cause.Unseen + text)}
			require.True(t, cause.Known(c.Code), text)
			require.NotEqual(t, c.Text(cause.English), c.Text(present.Chinese.Lang), text)
			codes++
		}
		return true
	})
	require.Greater(t, codes, 20)
}
