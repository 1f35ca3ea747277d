package recheck

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/schematest"
)

// An answer that is missing, comes twice, in another order or for another member is none:
// by it one person would get what is for another.
func TestOneAnswerForEachDelivery(t *testing.T) {
	asked := []Delivery{{Member: 1}, {Member: 2}, {Member: 3}}
	for name, c := range map[string]struct {
		members []uint64
		want    bool
	}{
		"each":            {[]uint64{1, 2, 3}, true},
		"none":            {nil, false},
		"the last missed": {[]uint64{1, 2}, false},
		"one missed":      {[]uint64{1, 3}, false},
		"one twice":       {[]uint64{1, 2, 2, 3}, false},
		"twice for one":   {[]uint64{1, 2, 2}, false},
		"one more":        {[]uint64{1, 2, 3, 4}, false},
		"another one":     {[]uint64{1, 2, 4}, false},
		"another order":   {[]uint64{2, 1, 3}, false},
	} {
		var answers []Answer
		for _, member := range c.members {
			answers = append(answers, Answer{Member: member})
		}
		require.Equal(t, c.want, oneEach(answers, asked), name)
	}
}

// Where ClickHouse answers twice for a member, as members stand twice, nothing goes.
func TestAskRefusesAnswersOfOthers(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	for _, statement := range []string{
		"INSERT INTO identity_nodes (brand, node, member_id) SELECT 'acme', number, number FROM numbers(1, 3)",
		"INSERT INTO members (brand, member_id, name, line_id) SELECT 'acme', least(number, 2), concat('member ', toString(number)), 'U1' FROM numbers(1, 3)",
	} {
		require.NoError(t, conn.Exec(t.Context(), statement))
	}
	p := Params{Brand: "acme", From: 1, To: 3, Channel: "line", Purpose: "marketing"}
	once, err := Ask(t.Context(), db, p, []Delivery{{Member: 1, Nodes: []uint64{1}}, {Member: 3, Nodes: []uint64{3}}})
	require.NoError(t, err)
	require.Equal(t, []string{"member 1", ""}, []string{once[0].Name, once[1].Name})
	twice, err := Ask(t.Context(), db, p, []Delivery{{Member: 1, Nodes: []uint64{1}}, {Member: 2, Nodes: []uint64{2}}, {Member: 3, Nodes: []uint64{3}}})
	require.ErrorContains(t, err, "ledger/recheck/recheck.sql gave 4 answers for 3 deliveries, or for others")
	require.Nil(t, twice)
	none, err := Ask(t.Context(), db, p, nil)
	require.NoError(t, err)
	require.Empty(t, none)
}
