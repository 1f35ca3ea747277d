package rekey

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A column of an id becomes its keyed number, where there is one; other columns become what their
// table says, in an order that is always the same.
func TestColumnsOfATable(t *testing.T) {
	require.Equal(t, "* REPLACE (if(node = 0, 0, keyed(node)) AS node)", table{name: "t", ids: []string{"node"}}.columns())
	require.Equal(t, "* REPLACE (if(m = 0, 0, keyed(m)) AS m, x AS `a.b`, y AS `b`)", table{ids: []string{"m"}, other: map[string]string{"b": "y", "a.b": "x"}}.columns())
	require.Equal(t, []string{"t", "t FINAL"}, []string{table{name: "t"}.source(), table{name: "t", last: true}.source()})
}

// A run that was cut short goes on before a new one begins, the earliest first, each with the
// brands and the mark that it had.
func TestRunsGoOn(t *testing.T) {
	s := state{secret: "s", cut: map[uint64][]string{9: {"c"}, 5: {"a", "b"}}}
	all := s.runs()
	require.Equal(t, []run{{secret: "s", brands: []string{"a", "b"}, mark: 5, begun: true}, {secret: "s", brands: []string{"c"}, mark: 9, begun: true}}, all)
	require.Empty(t, state{}.runs())
	s.fresh = []string{"d"}
	all = s.runs()
	require.Len(t, all, 3)
	require.Equal(t, []string{"d"}, all[2].brands)
	require.False(t, all[2].begun)
	require.Greater(t, all[2].mark, uint64(9))
	require.NotEqual(t, all[2].key("d"), all[2].key("e"), "a brand has a key of its own")
}

// Without a key nothing is keyed, and a ledger is copied as it stands: the database isn't asked.
func TestWithoutAKey(t *testing.T) {
	report, err := Run(t.Context(), nil, "", nil)
	require.NoError(t, err)
	require.Equal(t, Report{}, report)
	copies, err := Adopting(t.Context(), nil, "", "before")
	require.NoError(t, err)
	require.True(t, copies)
}
