package metric

import (
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/schema"
)

func replaced(t *testing.T, text, from, to string) string {
	t.Helper()
	require.Contains(t, text, from)
	return strings.Replace(text, from, to, 1)
}

// A file that no group names is never run, and one that two name writes its
// numbers twice.
func TestEveryFileRunsOnce(t *testing.T) {
	named := []string{facts.script.Name(), superseded.script.Name()}
	for _, s := range slices.Concat(groups...) {
		named = append(named, s.script.Name())
		if s.onlyIf != nil {
			named = append(named, s.onlyIf.Name())
		}
	}
	var there []string
	for _, pattern := range []string{"*.sql", "numbers/*.sql", "snapshot/*.sql"} {
		found, err := fs.Glob(files, pattern)
		require.NoError(t, err)
		for _, name := range found {
			there = append(there, "metric/"+name)
		}
	}
	require.ElementsMatch(t, there, named)
}

func TestParamsAreTaken(t *testing.T) {
	require.Empty(t, schema.Unused[Params]())
}

func TestWorkTables(t *testing.T) {
	tables := newWorkTables("shop", 7)
	all := tables.all()
	require.Len(t, all, reflect.TypeFor[workTables]().NumField())
	for _, f := range reflect.VisibleFields(reflect.TypeFor[workTables]()) {
		want := schema.Identifier("work_shop_" + strings.ToLower(f.Name) + "_7")
		assert.Equal(t, want, reflect.ValueOf(tables).FieldByIndex(f.Index).Interface(), f.Name)
		assert.Contains(t, all, want)
	}
}

func TestMeasureRefusesAnEmptyRange(t *testing.T) {
	_, err := Measure(t.Context(), nil, &config.Brand{Name: "shop"}, Measurement{From: "2025-03-02", To: "2025-03-01"}, nil)
	require.ErrorContains(t, err, "measure brand shop: the range 2025-03-02 to 2025-03-01 is empty")
}

// Some files run with the work tables that they read, in the order of all, and no others.
func TestOnlySomeFiles(t *testing.T) {
	chosen, err := stepsOf([]string{"stages", "sales", "behaviour"})
	require.NoError(t, err)
	var names []string
	for _, s := range slices.Concat(chosen...) {
		names = append(names, strings.TrimPrefix(s.script.Name(), "metric/"))
	}
	require.Equal(t, []string{"snapshot/stays.sql", "snapshot/behaviour.sql", "snapshot/starts.sql", "numbers/sales.sql", "numbers/stages.sql", "numbers/behaviour.sql"}, names)

	all, err := stepsOf(nil)
	require.NoError(t, err)
	require.Equal(t, len(slices.Concat(groups...)), len(slices.Concat(all...)))

	_, err = stepsOf([]string{"sales", "sails"})
	require.ErrorContains(t, err, "no such files of numbers: [sails]")
}
