package woocommerce

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A full page may have another one behind it where the shop doesn't say how many
// there are; rows that left the list move the pages forward.
func TestPager(t *testing.T) {
	for name, c := range map[string]struct {
		at   pager
		rows int
		list listing
		next pager
		done bool
	}{
		"more by the header":           {pager{Page: 1}, perPage, listing{total: 250, pages: 3}, pager{Page: 2, Total: 250}, false},
		"the last by the header":       {pager{Page: 3, Total: 250}, 50, listing{total: 250, pages: 3}, pager{Page: 4, Total: 250}, true},
		"full, without a header":       {pager{Page: 1}, perPage, listing{total: -1, pages: -1}, pager{Page: 2, Total: -1}, false},
		"not full, without a header":   {pager{Page: 1}, perPage - 1, listing{total: -1, pages: -1}, pager{Page: 2, Total: -1}, true},
		"one left the list":            {pager{Page: 3, Total: 250}, 49, listing{total: 249, pages: 3}, pager{Page: 2, Total: 249}, false},
		"a whole page left":            {pager{Page: 3, Total: 300}, perPage, listing{total: 200, pages: 2}, pager{Page: 2, Total: 200}, false},
		"a page and one left":          {pager{Page: 3, Total: 301}, perPage, listing{total: 200, pages: 2}, pager{Page: 1, Total: 200}, false},
		"nothing at all":               {pager{Page: 1}, 0, listing{total: 0, pages: 0}, pager{Page: 2}, true},
		"behind the end, uncounted":    {pager{Page: 3, Total: 200}, 0, listing{total: 0, pages: 0}, pager{Page: 4, Total: 200}, true},
		"the first page never is late": {pager{Page: 1, Total: 50}, 10, listing{total: 10, pages: 1}, pager{Page: 2, Total: 10}, true},
	} {
		next, done := c.at.after(c.rows, c.list)
		require.Equal(t, c.next, next, name)
		require.Equal(t, c.done, done, name)
	}
}
