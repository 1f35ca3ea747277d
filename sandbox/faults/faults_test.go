package faults

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func serve(t *testing.T, list *List) (address string, handled *int) {
	t.Helper()
	handled = new(int)
	next := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		*handled++
		fmt.Fprint(w, "the whole answer")
	})
	server := httptest.NewServer(list.Handler(next, func(w http.ResponseWriter, status int) {
		w.WriteHeader(status)
		fmt.Fprint(w, "refused")
	}))
	t.Cleanup(server.Close)
	return server.URL, handled
}

// get posts, since a client repeats a GET whose connection was cut.
func get(t *testing.T, address string) (status int, body string, err error) {
	t.Helper()
	response, err := http.Post(address, "text/plain", nil)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, string(text), err
}

func TestFaultsBeginAndEnd(t *testing.T) {
	list := &List{}
	address, handled := serve(t, list)
	list.Add(Fault{Kind: Status, Code: 503, After: 1, Requests: 2})
	list.Add(Fault{Kind: Expired, Path: "elsewhere"})
	var seen []int
	for range 5 {
		status, _, err := get(t, address)
		require.NoError(t, err)
		seen = append(seen, status)
	}
	require.Equal(t, []int{200, 503, 503, 200, 200}, seen)
	require.Equal(t, 3, *handled)
	require.EqualValues(t, 2, list.Hits.Load())
	status, body, err := get(t, address+"/elsewhere")
	require.NoError(t, err)
	require.Equal(t, 401, status)
	require.Equal(t, "refused", body)
	list.Clear()
	status, _, err = get(t, address+"/elsewhere")
	require.NoError(t, err)
	require.Equal(t, 200, status)
}

// Cut and Half lose the answer, not what was done.
func TestLostAnswersWereHandled(t *testing.T) {
	list := &List{}
	address, handled := serve(t, list)
	list.Add(Fault{Kind: Cut, Requests: 1})
	list.Add(Fault{Kind: Half, Requests: 1})
	_, _, err := get(t, address)
	require.Error(t, err)
	require.Equal(t, 1, *handled)
	_, body, err := get(t, address)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Equal(t, "the whol", body)
	require.Equal(t, 2, *handled)
	_, body, err = get(t, address)
	require.NoError(t, err)
	require.Equal(t, "the whole answer", body)
}

func TestSlowEndsWithTheRequest(t *testing.T) {
	list := &List{}
	address, handled := serve(t, list)
	list.Add(Fault{Kind: Slow, Delay: time.Hour})
	client := http.Client{Timeout: 50 * time.Millisecond}
	_, err := client.Get(address)
	require.Error(t, err)
	list.Clear()
	_, _, err = get(t, address)
	require.NoError(t, err)
	require.LessOrEqual(t, *handled, 2)
}

func TestCheck(t *testing.T) {
	require.NoError(t, Fault{Kind: Status, Code: 429}.Check(HTTPKinds))
	require.ErrorContains(t, Fault{Kind: Status, Code: 200}.Check(HTTPKinds), "400 to 599")
	require.ErrorContains(t, Fault{Kind: Refuse}.Check(HTTPKinds), "no fault")
	require.NoError(t, Fault{Kind: Refuse}.Check(SMTPKinds))
}

// Writers such as encoding/json use their buffer again after Write.
func TestReplyKeepsNoBufferOfOthers(t *testing.T) {
	reply := NewReply()
	buffer := []byte("first")
	_, err := reply.Write(buffer)
	require.NoError(t, err)
	copy(buffer, "later")
	require.Equal(t, "first", string(reply.Body))
}
