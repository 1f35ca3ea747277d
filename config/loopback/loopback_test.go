package loopback

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestIs(t *testing.T) {
	for _, host := range []string{"localhost", "LOCALHOST", "127.0.0.1", "127.9.8.7", "::1", "[::1]", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"} {
		require.True(t, Is(host), host)
	}
	for _, host := range []string{"", "127.evil.example", "127.0.0.1.evil.example", "127.0.0.1.", "127.1", "127", "0177.0.0.1", "2130706433", "localhost.evil.example",
		"notlocalhost", "0.0.0.0", "::", "::2", "[::1", "::1]", "[127.0.0.1]", "[]", "[", "10.0.0.1", "evil.example", "::1%lo", " 127.0.0.1", "127.0.0.1:80", "[::1]:80"} {
		require.False(t, Is(host), host)
	}
}

// What a URL's host is must be judged as the HTTP client will read it.
func TestIsOfURLs(t *testing.T) {
	for address, want := range map[string]bool{
		"http://127.0.0.1:8080/x": true, "http://[::1]:8080": true, "http://localhost": true,
		"http://127.0.0.1@evil.example": false, "http://evil.example#127.0.0.1": false, "http://127.evil.example": false, "http://evil.example/127.0.0.1": false,
	} {
		u, err := url.Parse(address)
		require.NoError(t, err)
		require.Equal(t, want, Is(u.Hostname()), address)
	}
}
