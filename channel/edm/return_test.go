package edm

import (
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"regulars/config"
)

// Each message's envelope is from a return address of its own, the same for every try, by
// which its delivery is found; without one all are from the sender, with PIPELINING and
// without.
func TestReturnAddresses(t *testing.T) {
	for _, pipelining := range []bool{true, false} {
		server := startMailServer(t, &mailServer{}, func(s *smtp.Server) { s.EnableSMTPUTF8 = pipelining })
		cfg := server.config()
		_, err := open(t, cfg).Send(t.Context(), messages(3))
		require.NoError(t, err)
		for _, m := range server.accepted {
			require.Equal(t, "news@shop.test", m.from)
		}
		server.accepted = nil
		cfg.ReturnPath, cfg.ReturnKey = "bounces@mail.shop.test", config.NewSecret("a key of the brand")
		returns, err := cfg.Returns()
		require.NoError(t, err)
		s := open(t, cfg)
		seen := map[string]string{}
		for range 2 {
			results, err := s.Send(t.Context(), messages(20))
			require.NoError(t, err)
			of := map[string]string{}
			for i, r := range results {
				of[message(i).To] = r.ProviderID
			}
			require.Len(t, server.accepted, 20)
			for _, m := range server.accepted {
				id, err := returns.Read(m.from)
				require.NoError(t, err)
				require.Equal(t, of[m.to], id)
				require.Contains(t, []string{"", m.from}, seen[m.to], "another try has another address")
				seen[m.to] = m.from
			}
			server.accepted = nil
		}
		require.Len(t, seen, 20)
	}
	cfg := config.Channel{Host: "127.0.0.1", TLS: "none", From: "news@shop.test", ReturnPath: "a+b@shop.test", ReturnKey: config.NewSecret("x")}
	_, err := New(cfg)
	require.ErrorContains(t, err, "plus sign")
}
