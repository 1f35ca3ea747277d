package platformtest

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
)

// Bare are products without the records that the shop gave, which it requires at the first
// of each product's SKUs.
func Bare(t testing.TB, products []regulars.Product) []regulars.Product {
	t.Helper()
	bare := append([]regulars.Product(nil), products...)
	for i := range bare {
		if i == 0 || bare[i].ID != bare[i-1].ID {
			require.True(t, json.Valid(bare[i].Raw), "the raw record of %s", bare[i].ID)
		}
		bare[i].Raw = nil
	}
	return bare
}
