package check

import (
	"bytes"
	"errors"
	"path"
	"strings"
	"testing"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

// render renders the chart with what it uses of Helm's functions, by the name of the file.
// Helm's own engine draws a client of Kubernetes in, which takes two minutes to compile;
// TestHelm (-tags helm) proves that both render the same.
func render(t *testing.T, values string) map[string]string {
	t.Helper()
	c := loadChart(t)
	all := template.New("chart").Option("missingkey=error")
	funcs := sprig.TxtFuncMap()
	delete(funcs, "env")
	delete(funcs, "expandenv")
	funcs["include"] = func(name string, data any) (string, error) {
		var out bytes.Buffer
		err := all.ExecuteTemplate(&out, name, data)
		return out.String(), err
	}
	funcs["toYaml"] = func(value any) (string, error) {
		text, err := yaml.Marshal(value)
		return strings.TrimSuffix(string(text), "\n"), err
	}
	funcs["required"] = func(problem string, value any) (any, error) {
		if value == nil || value == "" {
			return nil, errors.New(problem)
		}
		return value, nil
	}
	all.Funcs(funcs)
	for _, file := range c.Templates {
		_, err := all.New(file.Name).Parse(string(file.Data))
		require.NoError(t, err)
	}
	data := map[string]any{
		"Values":  merged(t, values),
		"Chart":   c.Metadata,
		"Release": map[string]any{"Name": "tea", "Namespace": "shop", "Service": "Helm"},
	}
	rendered := map[string]string{}
	for _, file := range c.Templates {
		if strings.HasPrefix(path.Base(file.Name), "_") {
			continue
		}
		var out bytes.Buffer
		require.NoError(t, all.ExecuteTemplate(&out, file.Name, data), file.Name)
		if path.Ext(file.Name) == ".yaml" {
			rendered[path.Base(file.Name)] = out.String()
		}
	}
	require.NotEmpty(t, rendered)
	return rendered
}
