package shopify_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/platform"
)

// A pull of customers that was killed goes on where its cursor says, and doesn't
// read again what is stored.
func TestCustomersResume(t *testing.T) {
	const many, size = 450, 100
	var mu sync.Mutex
	var asked []int // the first row of every page that was asked for
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct{ Variables struct{ After string } }
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		first, _ := strconv.Atoi(request.Variables.After) // empty: the first page
		var nodes []string
		for i := first; i < min(first+size, many); i++ {
			nodes = append(nodes, fmt.Sprintf(`{"id":"gid://shopify/Customer/%d","updatedAt":%q}`, i+1, day.From.Add(time.Duration(i)*time.Second).Format(time.RFC3339)))
		}
		_, _ = io.WriteString(w, fmt.Sprintf(`{"data":{"customers":{"pageInfo":{"hasNextPage":%v,"endCursor":"%d"},"nodes":[%s]}}}`, first+size < many, first+size, strings.Join(nodes, ",")))
	}))
	t.Cleanup(server.Close)
	// What is asked is noted where it leaves: the shop may hear late of the page after a
	// killed one.
	client := &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		var request struct{ Variables struct{ After string } }
		_ = json.Unmarshal(body, &request)
		first, _ := strconv.Atoi(request.Variables.After)
		mu.Lock()
		asked = append(asked, first)
		mu.Unlock()
		return http.DefaultTransport.RoundTrip(r)
	})}
	s, killed := source(t, server.URL, platform.HTTPOptions{Client: client}), errors.New("killed")
	got, cursor := map[string]int{}, platform.Cursor("")
	for life := range 5 {
		mu.Lock()
		asked = nil
		mu.Unlock()
		err := s.Pull(t.Context(), platform.Customers, day, cursor, func(p platform.Page) error {
			for _, c := range p.Customers {
				got[c.ID]++
			}
			cursor = p.Next
			return killed
		})
		require.ErrorIs(t, err, killed)
		mu.Lock()
		require.Equal(t, life*size, asked[0], "the first page of life %d", life+1)
		mu.Unlock()
	}
	require.Len(t, got, many)
	for id, times := range got {
		require.Equal(t, 1, times, id)
	}
}
