package sandboxtest

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Value is what the sandbox's Env says of a name, such as SANDBOX_WOO_KEY.
func (s *Sandbox) Value(name string) string {
	for _, pair := range s.Env() {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}

// Result is an HTTP answer that was read whole.
type Result struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do sends a request, with headers given as name and value in turn, and reads the
// answer.
func Do(t testing.TB, method, address, body string, header ...string) Result {
	t.Helper()
	request, err := http.NewRequest(method, address, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return Result{response.StatusCode, response.Header, text}
}
