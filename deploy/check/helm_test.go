//go:build helm

package check

import (
	"path"
	"testing"

	"github.com/stretchr/testify/require"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/lint"
	"helm.sh/helm/v3/pkg/lint/support"
	"sigs.k8s.io/yaml"
)

// Helm lints the chart without a warning, and renders what render does.
func TestHelm(t *testing.T) {
	for name, text := range installations {
		var values map[string]any
		require.NoError(t, yaml.Unmarshal([]byte(text), &values))
		c := loadChart(t)
		full, err := chartutil.ToRenderValues(c, values, chartutil.ReleaseOptions{Name: "tea", Namespace: "shop"}, chartutil.DefaultCapabilities)
		require.NoError(t, err)
		rendered, err := engine.Render(c, full)
		require.NoError(t, err)
		ours := render(t, text)
		seen := 0
		for file, theirs := range rendered {
			if path.Ext(file) == ".yaml" {
				require.Equal(t, theirs, ours[path.Base(file)], "%s of %s", file, name)
				seen++
			}
		}
		require.Len(t, ours, seen)
		for _, message := range lint.All(chartFolder, values, "shop", true).Messages {
			require.LessOrEqual(t, message.Severity, support.InfoSev, message.Error())
		}
	}
}
