package local_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/deploy/local"
)

func TestPrepareNamesTheRemedy(t *testing.T) {
	empty := t.TempDir()
	t.Setenv("HOME", empty)
	t.Setenv("XDG_CACHE_HOME", empty)
	t.Setenv("PATH", "")
	for part, remedy := range map[local.Parts]string{
		local.ClickHouse: "install Node.js 18 or newer with npm",
		local.Temporal:   "install Go and put it on the PATH",
		local.Mail:       "install Node.js 18 or newer with npm",
	} {
		err := local.Prepare(t.Context(), local.Options{Parts: part})
		require.ErrorContains(t, err, remedy)
	}
}

func TestPrepareIsQuickTheSecondTime(t *testing.T) {
	require.NoError(t, local.Prepare(t.Context(), local.Options{}))
	var heard []string
	require.NoError(t, local.Prepare(t.Context(), local.Options{Progress: func(line string) { heard = append(heard, line) }}))
	require.Empty(t, heard, "nothing was left to do")
}

func TestTheTemporalModuleIsTheVersionWeName(t *testing.T) {
	module, err := os.ReadFile("temporal/go.mod")
	require.NoError(t, err)
	require.Contains(t, string(module), "github.com/temporalio/cli v"+local.TemporalVersion+" ")
}

func TestTheLibraryHasOneVersionEverywhere(t *testing.T) {
	text, err := os.ReadFile("package.json")
	require.NoError(t, err)
	var pins struct {
		OptionalDependencies map[string]string `json:"optionalDependencies"`
	}
	require.NoError(t, json.Unmarshal(text, &pins))
	versions := map[string]int{}
	for name, version := range pins.OptionalDependencies {
		if strings.HasPrefix(name, "@chdb/") {
			versions[version]++
		}
	}
	require.Equal(t, map[string]int{"26.7.3-stable.1": 4}, versions)
}
