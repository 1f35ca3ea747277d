package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/minio/minio-go/v7"
	"github.com/pkg/sftp"
	"github.com/stretchr/testify/require"
)

// What may go away is marked, comes from the network, or is a context's end.
func TestIsTransient(t *testing.T) {
	fault := errors.New("x")
	for _, may := range []error{Transient(fault), fmt.Errorf("y: %w", Transient(fault)), &url.Error{Err: fault}, context.DeadlineExceeded, context.Canceled, io.ErrUnexpectedEOF, &net.OpError{Err: syscall.ECONNREFUSED}, &fs.PathError{Err: syscall.EAGAIN}} {
		require.True(t, IsTransient(may), "%v", may)
	}
	for _, stays := range []error{nil, fault, ErrNone, io.EOF, Transient(nil), &fs.PathError{Err: syscall.EACCES}, &fs.PathError{Err: syscall.ENOTDIR}} {
		require.False(t, IsTransient(stays), "%v", stays)
	}
	require.ErrorIs(t, Transient(fault), fault)
	require.Equal(t, fault, bare(fmt.Errorf("y: %w", &url.Error{URL: "https://h/?key=t0ken", Err: fault})))
	require.Equal(t, fault, bare(fault))
}

// {1..n} stands for its numbers, with the zeros of a first that is as long as the last; what is no
// range stays.
func TestRanges(t *testing.T) {
	for pattern, want := range map[string]string{
		"o.csv": "o.csv", "{1..3}.csv": "{1,2,3}.csv", "{7..7}": "{7}", "{0..2}": "{0,1,2}", "{08..11}": "{08,09,10,11}", "{009..11}": "{9,10,11}",
		"a{b,c}{1..2}{3..4}d": "a{b,c}{1,2}{3,4}d", "{1..2": "{1..2", "a}{1..2}": "a}{1,2}",
	} {
		got, err := ranges(pattern)
		require.NoError(t, err, pattern)
		require.Equal(t, want, got, pattern)
	}
	for _, wrong := range []string{"{2..1}", "{-1..2}", "{a..c}", "{1..c}", "{a..1}", "{0..10000}"} {
		_, err := ranges(wrong)
		require.ErrorContains(t, err, wrong+" in the path: write a range such as {1..31}")
	}
	most, err := numbers("1", "10000")
	require.NoError(t, err)
	require.Len(t, most, largestRange)
}

// A pattern's fixed part ends at the slash before its first sign.
func TestFixed(t *testing.T) {
	for pattern, want := range map[string]string{"in/o-*.csv": "in/", "in/old/{a,b}/c": "in/old/", "*": "", "in/?/a": "in/", "in/[ab]/c": "in/", `in/a\*/c`: "in/", "in/a.csv": "in/", "a.csv": ""} {
		require.Equal(t, want, fixed(pattern), pattern)
	}
	require.Equal(t, []bool{false, true, true, true, true}, []bool{isGlob("a.csv"), isGlob("*"), isGlob("?"), isGlob("["), isGlob("{")})
}

// An address is shown without what may be secret in it; the user of SFTP is none.
func TestShown(t *testing.T) {
	for location, want := range map[string]string{
		"/in/o.csv": "/in/o.csv", "https://ann:s3cret@h.test/o.csv?key=t0ken&v=1": "https://h.test/o.csv?key=…&v=…", "sftp://ann:s3cret@h.test/o.csv": "sftp://ann@h.test/o.csv", "sftp://h.test/o.csv": "sftp://h.test/o.csv",
		"https://ann:s3%cret@h.test/": "https://…", "s3://shop/o.csv": "s3://shop/o.csv",
	} {
		require.Equal(t, want, Shown(location))
	}
	for _, wrong := range []string{"https:///o.csv", "https://a%zz/o.csv"} {
		_, err := parse(wrong)
		require.Error(t, err, wrong)
	}
}

// Files that begin with a dot, and locks of Excel, are meant only by patterns that begin so.
func TestHidden(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{{"in/*", "o.csv", false}, {"in/*", ".o.csv", true}, {"in/.*", ".o.csv", false}, {"in/*", "~$o.xlsx", true}, {"in/~$*", "~$o.xlsx", false}, {"in/.*", "~$o.xlsx", true}, {"in/~$*", ".o.csv", true}} {
		require.Equal(t, c.want, hidden(c.pattern, c.name), c)
	}
}

// What a web server answers says whether the address, the permission or the moment is wrong.
func TestRefusal(t *testing.T) {
	for status, c := range map[int]struct {
		says      string
		transient bool
	}{
		200: {"", false}, 204: {"answers HTTP 204", false}, 206: {"answers HTTP 206", false}, 400: {"answers HTTP 400", false}, 401: {"refuses us (HTTP 401)", false}, 403: {"refuses us (HTTP 403)", false},
		404: {"no file matches", false}, 410: {"no file matches", false}, 408: {"fails (HTTP 408)", true}, 429: {"fails (HTTP 429)", true}, 499: {"answers HTTP 499", false}, 500: {"fails (HTTP 500)", true}, 503: {"fails (HTTP 503)", true},
	} {
		err := refusal(&http.Response{StatusCode: status}, "https://ann:s3cret@h.test/o.csv?key=t0ken")
		if c.says == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, c.says)
		require.Equal(t, c.transient, IsTransient(err), status)
		require.NotContains(t, err.Error(), "s3cret")
	}
}

// Where HEAD is refused the file is asked for; its stamp is the etag, or when it was changed.
func TestAServerThatKnowsNoHEAD(t *testing.T) {
	for status, asks := range map[int]int{400: 1, 403: 1, 404: 1, 405: 1, 501: 1, 200: 0, 503: 0, 401: 0} {
		gets := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Last-Modified", "Mon, 02 Nov 2026 10:00:00 GMT")
			if r.Method == http.MethodHead {
				w.WriteHeader(status)
				return
			}
			gets++
			_, _ = io.WriteString(w, "id\n")
		}))
		entries, err := List(t.Context(), server.URL+"/o.csv")
		server.Close()
		require.Equal(t, asks, gets, status)
		require.Equal(t, status >= 503 || status == 401, err != nil, status)
		if err == nil {
			require.Equal(t, "Mon, 02 Nov 2026 10:00:00 GMT", entries[0].Stamp)
		}
	}
}

// A file is called as in its address; one without an extension there as the server proposes,
// which names no folder.
func TestNameOf(t *testing.T) {
	for _, c := range [][3]string{{"/a/o.csv", `attachment; filename="p.csv"`, "o.csv"}, {"/export", `attachment; filename="p.csv"`, "p.csv"}, {"/export", `attachment; filename="../../p.csv"`, "p.csv"}, {"/export", "attachment", "export"}, {"/export", "", "export"}, {"/export", "a;;", "export"}} {
		u, err := url.Parse("https://h.test" + c[0])
		require.NoError(t, err)
		require.Equal(t, c[2], nameOf(&http.Response{Request: &http.Request{URL: u}, Header: http.Header{"Content-Disposition": {c[1]}}}), c)
	}
}

// A file that comes short, or long, may come whole later; one of unknown length is what came.
func TestAFileThatComesShort(t *testing.T) {
	for size, whole := range map[int64]bool{-1: true, 3: true, 2: false, 4: false} {
		f, err := spoolFrom(t.Context(), Entry{Path: "x"}, strings.NewReader("id\n"), size)
		require.Equal(t, whole, err == nil, size)
		if err != nil {
			require.True(t, IsTransient(err))
			continue
		}
		text, err := io.ReadAll(f)
		require.NoError(t, err)
		require.Equal(t, "id\n", string(text), "it is read from its beginning")
		require.NoError(t, f.Close())
	}
	_, err := spoolFrom(t.Context(), Entry{Path: "x"}, io.MultiReader(strings.NewReader("i"), broken{}), -1)
	require.True(t, IsTransient(err))
}

// broken is a body that breaks off.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("reset") }

// An address of S3 names a bucket and a key, and holds no secret; the endpoint is the
// environment's, Amazon's where it names none.
func TestAddressesOfS3(t *testing.T) {
	for location, want := range map[string][2]string{"s3://shop/in/o.csv": {"shop", "in/o.csv"}, "s3://shop/": {}, "s3://shop": {}, "s3:///o.csv": {}, "s3://key:s3cret@shop/o.csv": {}} {
		bucket, key, err := bucketOf(location)
		require.Equal(t, want, [2]string{bucket, key}, location)
		require.Equal(t, want[0] == "", err != nil, location)
		if err != nil {
			require.NotContains(t, err.Error(), "s3cret")
		}
	}
	names := []string{"AWS_ENDPOINT_URL_S3", "AWS_S3_ENDPOINT", "AWS_ENDPOINT_URL"}
	for _, name := range append(names, "AWS_REGION", "AWS_DEFAULT_REGION") {
		t.Setenv(name, "")
	}
	at := func() string {
		c, err := s3Client()
		require.NoError(t, err)
		return c.EndpointURL().String()
	}
	require.Equal(t, "https://s3.amazonaws.com", strings.Replace(at(), "dualstack.us-east-1.", "", 1))
	for i := len(names) - 1; i >= 0; i-- { // a more exact name wins
		t.Setenv(names[i], fmt.Sprintf("http://h%d.test:9000", i))
		require.Equal(t, fmt.Sprintf("http://h%d.test:9000", i), at())
	}
	t.Setenv(names[0], "https://h.test")
	require.Equal(t, "https://h.test", at())
	for _, wrong := range []string{"h.test", "https://a%zz"} {
		t.Setenv(names[0], wrong)
		_, err := s3Client()
		require.ErrorContains(t, err, "AWS_ENDPOINT_URL must be an address")
	}
}

// What a store of S3's kind answers says whether the file, the permission or the moment is wrong.
func TestErrorsOfS3(t *testing.T) {
	for name, c := range map[string]struct {
		err       error
		says      string
		transient bool
	}{
		"no such key":    {minio.ErrorResponse{Code: minio.NoSuchKey}, "no file matches", false},
		"no such bucket": {minio.ErrorResponse{Code: minio.NoSuchBucket}, "no file matches", false},
		"404":            {minio.ErrorResponse{StatusCode: 404}, "no file matches", false},
		"403":            {minio.ErrorResponse{StatusCode: 403}, "refuses us (HTTP 403)", false},
		"denied":         {minio.ErrorResponse{StatusCode: 401, Code: "AccessDenied"}, "refuses us (AccessDenied)", false},
		"429":            {minio.ErrorResponse{StatusCode: 429}, "read s3://shop/o.csv", true},
		"500":            {minio.ErrorResponse{StatusCode: 500}, "read s3://shop/o.csv", true},
		"no answer":      {errors.New("connection refused"), "connection refused", true},
		"another region": {minio.ErrorResponse{StatusCode: 400, Code: "AuthorizationHeaderMalformed"}, "AuthorizationHeaderMalformed: look at the bucket", false},
		"499":            {minio.ErrorResponse{StatusCode: 499}, "HTTP 499: look at the bucket", false},
	} {
		err := s3Error("s3://shop/o.csv", c.err)
		require.ErrorContains(t, err, c.says, name)
		require.Equal(t, c.transient, IsTransient(err), name)
		require.Equal(t, c.says == "no file matches", errors.Is(err, ErrNone), name)
	}
}

// What a server of SFTP answers: its status stays, the network may come back.
func TestErrorsOfSFTP(t *testing.T) {
	at := "sftp://ann:s3cret@h.test/o.csv"
	require.ErrorIs(t, sftpError(at, fs.ErrNotExist), ErrNone)
	for err, transient := range map[error]bool{fs.ErrPermission: false, &sftp.StatusError{Code: 4}: false, errors.New("connection lost"): true} {
		require.Equal(t, transient, IsTransient(sftpError(at, err)), "%v", err)
		require.NotContains(t, sftpError(at, err).Error(), "s3cret")
	}
	require.ErrorContains(t, sftpError(at, fs.ErrPermission), "let the server allow it")
	for path, want := range map[string]string{"/~/in/o.csv": "in/o.csv", "/in/o.csv": "/in/o.csv", "/~ann/o.csv": "/~ann/o.csv"} {
		u := &url.URL{Scheme: "sftp", Host: "h.test", Path: path}
		require.Equal(t, want, remotePath(u))
		info, err := os.Stat(t.TempDir())
		require.NoError(t, err)
		require.Equal(t, "sftp://h.test"+path, sftpEntry(u, remotePath(u), info).Path, "it is opened again by its address")
	}
}

// A path of this machine is a file, or a pattern of files: folders, links to nothing and what is
// no file aren't meant.
func TestLocalFiles(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.csv", "a.csv", ".c.csv", "[ab].csv"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("id\n"), 0o600))
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "d.csv"), 0o700))
	require.NoError(t, os.Symlink("nothing", filepath.Join(dir, "e.csv")))
	list := func(pattern string) []string {
		entries, err := List(t.Context(), pattern)
		require.NoError(t, err, pattern)
		for _, e := range entries {
			require.EqualValues(t, 3, e.Size)
			require.NotEmpty(t, e.Stamp)
			require.Equal(t, "id\n", contentOf(t, e))
		}
		return namesOf(entries)
	}
	require.Equal(t, []string{"[ab].csv", "a.csv", "b.csv"}, list(dir+"/*.csv"))
	require.Equal(t, []string{"[ab].csv"}, list(dir+"/[ab].csv"), "a file of this very name goes before the pattern")
	require.Equal(t, []string{"a.csv"}, list("file://"+dir+"/a.csv"))
	require.Equal(t, "id\n", contentOf(t, Entry{Path: "file://" + dir + "/a.csv"}))
	for path, says := range map[string]string{
		dir: "is a folder: name its files", "/dev/null": "is no regular file", dir + "/x.csv": "no file matches", dir + "/x*.csv": "no file matches", dir + "/{2..1}.csv": "write a range", dir + "/a.csv/b.csv": "look at", dir + "/[": "list the files",
		"ftp://h.test/a.csv": "ftp:// is not known",
	} {
		_, err := List(t.Context(), path)
		require.ErrorContains(t, err, says, path)
		require.False(t, IsTransient(err), path)
	}
	_, err := Open(t.Context(), Entry{Path: dir + "/x.csv"})
	require.ErrorIs(t, err, ErrNone, "it was removed since it was listed")
	_, err = Open(t.Context(), Entry{Path: dir + "/a.csv/b.csv"})
	require.ErrorContains(t, err, "open ")
	_, err = Open(t.Context(), Entry{Path: "ftp://h.test/a.csv"})
	require.ErrorContains(t, err, "ftp:// is not known")
}

// Two files fit where together they take what may be taken, to the byte.
func TestKeeperIsBounded(t *testing.T) {
	gets := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			gets[r.URL.Path]++
		}
		_, _ = io.WriteString(w, "id\n")
	}))
	defer server.Close()
	k := Keeper{most: 6}
	for range 2 {
		for _, name := range []string{"/a.csv", "/b.csv", "/c.csv"} {
			_, done, err := k.Open(t.Context(), Entry{Path: server.URL + name})
			require.NoError(t, err)
			require.NoError(t, done())
		}
	}
	require.Equal(t, map[string]int{"/a.csv": 1, "/b.csv": 1, "/c.csv": 2}, gets)
	kept := k.fetched[server.URL+"/a.csv"].file
	require.NoError(t, k.Close())
	require.Error(t, kept.Close(), "the disk is given back")
	require.Zero(t, k.bytes)
	_, _, err := k.Open(t.Context(), Entry{Path: server.URL + "/%zz"})
	require.Error(t, err)
}
