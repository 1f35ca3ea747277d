package exchange_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel/exchange"
	"regulars/config"
)

// Blocks that are sent side by side keep their connections for the batches that follow.
func TestBlocksSideBySideKeepTheirConnections(t *testing.T) {
	const blocks, perBlock = 4, 16
	var dialed atomic.Int64
	var together atomic.Pointer[sync.WaitGroup] // each request waits for all of its round
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		together.Load().Done()
		together.Load().Wait()
		_, _ = io.WriteString(w, "{}")
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			dialed.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	client := exchange.New("test", "side by side", config.Channel{PerSecond: 1e6, Connections: perBlock}, 1)
	defer func() { _ = client.Close() }()
	for range 3 {
		round := &sync.WaitGroup{}
		round.Add(blocks * perBlock)
		together.Store(round)
		var sending sync.WaitGroup
		for range blocks {
			sending.Go(func() {
				_, err := client.Each(t.Context(), make([]regulars.Message, perBlock), func(regulars.Message) exchange.Verdict {
					answer, lost := client.Do(t.Context(), http.MethodPost, server.URL, strings.NewReader("{}"), func(*http.Request) {})
					if lost != nil {
						return *lost
					}
					return exchange.Sent(answer.Code())
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		sending.Wait()
	}
	require.EqualValues(t, blocks*perBlock, dialed.Load())
}
