package store

import (
	"context"
	"crypto/ed25519"
	"crypto/md5"
	"crypto/rand"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pkg/sftp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

func contentOf(t *testing.T, e Entry) string {
	t.Helper()
	f, err := Open(t.Context(), e)
	require.NoError(t, err)
	b, err := io.ReadAll(f)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	return string(b)
}

func namesOf(entries []Entry) []string {
	var names []string
	for _, e := range entries {
		names = append(names, e.Name)
	}
	return names
}

// A Keeper fetches a file once, however often it is opened; what it has no room for is
// fetched again, and must be what it was.
func TestKeeper(t *testing.T) {
	content, fetches := "id\n1\n", 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			fetches++
		}
		_, _ = io.WriteString(w, content)
	}))
	defer server.Close()
	list, err := List(t.Context(), server.URL+"/o.csv")
	require.NoError(t, err)
	read := func(k *Keeper) (string, error) {
		f, done, err := k.Open(t.Context(), list[0])
		if err != nil {
			return "", err
		}
		b := make([]byte, 100)
		n, err := f.ReadAt(b, 0)
		require.ErrorIs(t, err, io.EOF)
		info, err := f.Stat()
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
		require.NoFileExists(t, f.Name(), "it has no name, so that nothing is left of it")
		require.NoError(t, done())
		return string(b[:n]), nil
	}
	var k Keeper
	for range 3 {
		text, err := read(&k)
		require.NoError(t, err)
		require.Equal(t, "id\n1\n", text)
		content = "id\n2\n" // nobody sees it any more
	}
	require.Equal(t, 1, fetches)
	require.NoError(t, k.Close())
	text, err := read(&k)
	require.NoError(t, err)
	require.Equal(t, "id\n2\n", text, "it is fetched again")
	require.NoError(t, k.Close())

	fetches = 0
	small := Keeper{most: 4}
	for range 2 {
		_, err = read(&small)
		require.NoError(t, err)
	}
	require.Equal(t, 2, fetches, "there is no room for it")
	content = "id\n3\n"
	_, err = read(&small)
	require.ErrorContains(t, err, "written to while it was read")
	require.True(t, IsTransient(err))
	require.NoError(t, small.Close())

	local := filepath.Join(t.TempDir(), "o.csv")
	require.NoError(t, os.WriteFile(local, []byte("id\n"), 0o600))
	list, err = List(t.Context(), local)
	require.NoError(t, err)
	f, done, err := k.Open(t.Context(), list[0])
	require.NoError(t, err)
	require.NoError(t, done())
	_, err = f.Stat()
	require.ErrorIs(t, err, os.ErrClosed, "files of this machine are not kept")
}

func TestWeb(t *testing.T) {
	var status int
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		switch {
		case status != 0:
			w.WriteHeader(status)
		case user != "ann" || password != "s3cret":
			w.WriteHeader(http.StatusUnauthorized)
		case r.Method == http.MethodHead && strings.HasPrefix(r.URL.Path, "/signed"):
			w.WriteHeader(http.StatusForbidden)
		case r.URL.Path == "/short":
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "id\n")
		default:
			w.Header().Set("ETag", `"v1"`)
			w.Header().Set("Content-Disposition", `attachment; filename="orders.csv"`)
			_, _ = io.WriteString(w, "id\n1\n")
		}
	}))
	defer server.Close()
	address := strings.Replace(server.URL, "http://", "http://ann:s3cret@", 1)
	for path, name := range map[string]string{"/a/o.csv?key=t0ken": "o.csv", "/export?format=csv&key=t0ken": "orders.csv", "/signed/o.csv?key=t0ken": "o.csv"} {
		entries, err := List(t.Context(), address+path)
		require.NoError(t, err)
		require.Len(t, entries, 1)
		require.Equal(t, name, entries[0].Name)
		require.Equal(t, `"v1"`, entries[0].Stamp)
		require.NotContains(t, entries[0].Path, "s3cret")
		require.NotContains(t, entries[0].Path, "t0ken")
		require.Equal(t, "id\n1\n", contentOf(t, entries[0]))
	}
	for code, transient := range map[int]bool{404: false, 403: false, 503: true, 429: true} {
		status = code
		_, err := List(t.Context(), address+"/o.csv?key=t0ken")
		require.Error(t, err)
		require.Equal(t, transient, IsTransient(err), "%d: %v", code, err)
		require.Equal(t, code == 404, errors.Is(err, ErrNone))
		require.NotContains(t, err.Error(), "s3cret")
		require.NotContains(t, err.Error(), "t0ken")
	}
	status = 0
	_, err := Open(t.Context(), Entry{Path: "x", address: address + "/short"})
	require.True(t, IsTransient(err), "%v", err)
	_, err = List(t.Context(), "https://ann:s3cret@127.0.0.1:1/o.csv?key=t0ken")
	require.True(t, IsTransient(err))
	require.NotContains(t, err.Error(), "s3cret")
	require.NotContains(t, err.Error(), "t0ken")
	_, err = List(t.Context(), "https://ann:s3%cret@host/o.csv")
	require.ErrorContains(t, err, "%25")
	require.NotContains(t, err.Error(), "cret@")
}

// bucket answers as S3 does: ListObjectsV2 in pages of two, HEAD and GET.
type bucket map[string]string

type listing struct {
	XMLName               xml.Name `xml:"ListBucketResult"`
	IsTruncated           bool
	NextContinuationToken string `xml:",omitempty"`
	Contents              []listed
}

type listed struct {
	Key  string
	Size int
	ETag string
}

func (b bucket) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.Contains(r.Header.Get("Authorization"), "Credential=AKIDX/") {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `<Error><Code>AccessDenied</Code></Error>`)
		return
	}
	key := strings.TrimPrefix(r.URL.Path, "/shop/")
	if key == "" {
		b.list(w, r.URL.Query())
		return
	}
	content, is := b[key]
	if !is {
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `<Error><Code>NoSuchKey</Code></Error>`)
		return
	}
	w.Header().Set("ETag", etag(content))
	w.Header().Set("Last-Modified", "Mon, 02 Nov 2026 10:00:00 GMT")
	w.Header().Set("Content-Length", fmt.Sprint(len(content)))
	if r.Method == http.MethodGet {
		_, _ = io.WriteString(w, content)
	}
}

func etag(content string) string { return fmt.Sprintf(`"%x"`, md5.Sum([]byte(content))) }

func (b bucket) list(w http.ResponseWriter, q url.Values) {
	var keys []string
	for k := range b {
		if strings.HasPrefix(k, q.Get("prefix")) && k > q.Get("continuation-token") {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	var page listing
	if len(keys) > 2 {
		keys, page.IsTruncated, page.NextContinuationToken = keys[:2], true, keys[1]
	}
	for _, k := range keys {
		page.Contents = append(page.Contents, listed{k, len(b[k]), etag(b[k])})
	}
	_ = xml.NewEncoder(w).Encode(page)
}

func TestS3(t *testing.T) {
	b := bucket{"in/": "", "in/o-1.csv": "a\n", "in/o-2.csv": "bb\n", "in/old/o-3.csv": "c\n", "in/p.csv": "d\n", "out/o-4.csv": "e\n", "in/.o-5.csv": "f"}
	server := httptest.NewServer(b)
	defer server.Close()
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	t.Setenv("AWS_REGION", "ap-east-2")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDX")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "s3cret")
	for pattern, want := range map[string][]string{
		"in/o-*.csv": {"o-1.csv", "o-2.csv"}, "in/o-{2..3}.csv": {"o-2.csv"}, "**/o-*.csv": {"o-1.csv", "o-2.csv", "o-3.csv", "o-4.csv"}, "in/p.csv": {"p.csv"}, "{in,out}/o-[14].csv": {"o-1.csv", "o-4.csv"},
	} {
		entries, err := List(t.Context(), "s3://shop/"+pattern)
		require.NoError(t, err, pattern)
		require.Equal(t, want, namesOf(entries), pattern)
		for _, e := range entries {
			require.EqualValues(t, len(b[strings.TrimPrefix(e.Path, "s3://shop/")]), e.Size)
			require.NotEmpty(t, e.Stamp)
		}
	}
	require.Equal(t, "bb\n", contentOf(t, Entry{Path: "s3://shop/in/o-2.csv"}))
	for _, path := range []string{"s3://shop/in/q.csv", "s3://shop/in/q*.csv"} {
		_, err := List(t.Context(), path)
		require.ErrorIs(t, err, ErrNone)
		require.ErrorContains(t, err, path)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "WRONG")
	_, err := List(t.Context(), "s3://shop/in/o-*.csv")
	require.ErrorContains(t, err, "AWS_ACCESS_KEY_ID")
	require.False(t, IsTransient(err))
	require.NotContains(t, err.Error(), "s3cret")
}

// serveSFTP serves a folder to one user with a password.
func serveSFTP(t *testing.T) (address string, key ssh.PublicKey) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	signer, err := ssh.NewSignerFromKey(private)
	require.NoError(t, err)
	config := &ssh.ServerConfig{PasswordCallback: func(c ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
		if c.User() == "ann" && string(password) == "s3cret" {
			return nil, nil
		}
		return nil, errors.New("no")
	}}
	config.AddHostKey(signer)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, listener.Close()) })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go serveConnection(c, config)
		}
	}()
	return listener.Addr().String(), signer.PublicKey()
}

func serveConnection(c net.Conn, config *ssh.ServerConfig) {
	_, channels, requests, err := ssh.NewServerConn(c, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for wanted := range channels {
		channel, requests, err := wanted.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range requests {
				_ = r.Reply(r.Type == "subsystem", nil)
			}
		}()
		server, err := sftp.NewServer(channel, sftp.ReadOnly())
		if err == nil {
			_ = server.Serve()
		}
	}
}

func TestSFTP(t *testing.T) {
	address, key := serveSFTP(t)
	dir := t.TempDir()
	t.Setenv("SSH_AUTH_SOCK", "")
	known := filepath.Join(dir, "known")
	t.Setenv("SFTP_KNOWN_HOSTS", known)
	t.Setenv("HOME", dir)
	data := filepath.Join(dir, "data")
	require.NoError(t, os.MkdirAll(filepath.Join(data, "old"), 0o700))
	for name, content := range map[string]string{"o-1.csv": "a\n", "o-2.csv": strings.Repeat("bb\n", 100_000), "old/o-3.csv": "c\n", ".o-4.csv": ""} {
		require.NoError(t, os.WriteFile(filepath.Join(data, name), []byte(content), 0o600))
	}
	at := "sftp://ann:s3cret@" + address + data

	_, err := List(t.Context(), at+"/o-1.csv")
	require.ErrorContains(t, err, ssh.FingerprintSHA256(key))
	require.ErrorContains(t, err, "ssh-keyscan")
	require.False(t, IsTransient(err))
	require.NotContains(t, err.Error(), "s3cret")

	require.NoError(t, os.WriteFile(known, []byte(knownhosts.Line([]string{address}, key)+"\n"), 0o600))
	for pattern, want := range map[string][]string{"/o-*.csv": {"o-1.csv", "o-2.csv"}, "/**/o-*.csv": {"o-1.csv", "o-2.csv", "o-3.csv"}, "/*/o-{1..3}.csv": {"o-3.csv"}, "/o-1.csv": {"o-1.csv"}} {
		entries, err := List(t.Context(), at+pattern)
		require.NoError(t, err, pattern)
		require.Equal(t, want, namesOf(entries), pattern)
		require.NotContains(t, entries[0].Path, "s3cret")
		require.Contains(t, entries[0].Path, "sftp://ann@")
	}
	entries, err := List(t.Context(), at+"/o-2.csv")
	require.NoError(t, err)
	require.Len(t, contentOf(t, entries[0]), 300_000)
	for path, want := range map[string]string{"/q.csv": "no file matches", "/q*.csv": "no file matches", "/nothing/q*.csv": "no file matches", "/old": "is a folder"} {
		_, err = List(t.Context(), at+path)
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "s3cret")
	}

	t.Setenv("SFTP_PASSWORD", "s3cret")
	_, err = List(t.Context(), strings.Replace(at, ":s3cret@", "@", 1)+"/o-1.csv")
	require.NoError(t, err, "the password of the environment")
	_, err = List(t.Context(), strings.Replace(at, "s3cret", "wr0ng", 1)+"/o-1.csv")
	require.ErrorContains(t, err, "refuses ann")
	require.NotContains(t, err.Error(), "wr0ng")

	other, _, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	otherKey, err := ssh.NewPublicKey(other)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(known, []byte(knownhosts.Line([]string{address}, otherKey)+"\n"), 0o600))
	_, err = List(t.Context(), at+"/o-1.csv")
	require.ErrorContains(t, err, "shows another key")
}

func TestACancelledFetchEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Spool(ctx, strings.NewReader("x"))
	require.ErrorIs(t, err, context.Canceled)
}
