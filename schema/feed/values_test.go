package feed

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// While a batch is stored the next one is read: never into the same values, and into
// empty ones.
func TestABatchIsReadNextToTheOneThatIsStored(t *testing.T) {
	r := &fileReader{im: &importer{atOnce: true}, bindings: []binding{{field: feedField{name: "amount", kind: moneyField}}, {field: feedField{name: "order_id", kind: idField}}}}
	one := r.nextValues(2)
	one[0].money[1], one[1].text[1] = &one[0].units[1], "A1"
	other := r.nextValues(2)
	require.NotSame(t, one[0], other[0])
	require.NotSame(t, one[1], other[1])
	require.NotNil(t, one[0].money[1])
	require.True(t, one[0].open, "its style is not known")
	again := r.nextValues(1)
	require.Same(t, one[0], again[0], "the memory of the batch before is used again")
	require.Equal(t, []*int64{nil}, again[0].money)
	require.Equal(t, []string{"", ""}, r.nextValues(2)[1].text)
	require.Equal(t, []string{"", ""}, r.nextValues(2)[1].text)
}
