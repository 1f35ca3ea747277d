package rigs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"regulars/config/loopback"

	"github.com/stretchr/testify/require"
)

// address finds the shop of a platform, or skips the test.
func address(t *testing.T, platform string) *url.URL {
	t.Helper()
	for one := range strings.FieldsSeq(os.Getenv("REGULARS_RIGS")) {
		name, text, _ := strings.Cut(one, "=")
		if name != platform {
			continue
		}
		at, err := url.Parse(text)
		require.NoError(t, err, "REGULARS_RIGS")
		require.NotNil(t, at.User, "REGULARS_RIGS: write the key or the user before the host")
		require.True(t, loopback.Is(at.Hostname()), "REGULARS_RIGS: %s is not on loopback, and its shop would be changed for good", at.Host)
		return at
	}
	t.Skipf("NOT TESTED: no %s shop runs. Start one and name it: REGULARS_RIGS='%s=http://KEY@127.0.0.1:PORT'", platform, platform)
	return nil
}

// changes is how many changes a storm makes.
func changes(t *testing.T) int {
	t.Helper()
	text := os.Getenv("REGULARS_RIGS_CHANGES")
	if text == "" {
		return 200
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err, "REGULARS_RIGS_CHANGES")
	return n
}

// client speaks to a shop's own API, without anything of the connector.
type client struct {
	base   string
	header http.Header
}

// call sends and reads JSON. What the shop refuses is an error.
func (c *client) call(ctx context.Context, method, path string, body, into any) (http.Header, error) {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	req.Header = c.header.Clone()
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 300 {
		return nil, fmt.Errorf("%s %s: %s: %.300s", method, path, resp.Status, answer)
	}
	if into == nil {
		return resp.Header, nil
	}
	return resp.Header, json.Unmarshal(answer, into)
}

// rawValue is a part of an answer that is read later.
type rawValue []byte

// UnmarshalJSON keeps the text.
func (v *rawValue) UnmarshalJSON(text []byte) error {
	*v = append((*v)[:0], text...)
	return nil
}

func (v rawValue) read(into any) error { return json.Unmarshal(v, into) }
