package woocommerce_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/platform"
)

// Orders are asked for by every status that the shop names, the trash too, but for
// drafts, which are nobody's order yet.
func TestDraftsAreNotAskedFor(t *testing.T) {
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if strings.HasSuffix(r.URL.Path, "reports/orders/totals") {
			_, _ = fmt.Fprint(w, `[{"slug":"pending"},{"slug":"checkout-draft"},{"slug":"auto-draft"},{"slug":"draft"},{"slug":"trash"},{"slug":""},{"slug":"wc-custom"}]`)
			return
		}
		asked = append(asked, r.URL.Query().Get("status"))
		w.Header().Set("X-WP-Total", "0")
		w.Header().Set("X-WP-TotalPages", "0")
		_, _ = fmt.Fprint(w, `[]`)
	}))
	defer server.Close()
	require.Empty(t, orders(t, source(t, server.URL), platform.Window{}))
	require.NotEmpty(t, asked)
	for _, statuses := range asked {
		require.Equal(t, "trash,pending,wc-custom", statuses)
	}
}
