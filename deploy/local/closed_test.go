//go:build unix

package local_test

import (
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/smtp"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/stretchr/testify/require"

	"regulars/deploy/local"
	"regulars/deploy/local/address"
	"regulars/deploy/local/localtest"
)

// refusedWith asks ClickHouse for something that it must refuse.
func refusedWith(t *testing.T, addresses address.Stack, user, password, query string) *clickhouse.Exception {
	t.Helper()
	conn, err := clickhouse.Open(&clickhouse.Options{
		Addr: []string{addresses.ClickHouse}, Auth: clickhouse.Auth{Username: user, Password: password},
	})
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close()) }()
	err = conn.Exec(t.Context(), query)
	var exception *clickhouse.Exception
	require.ErrorAs(t, err, &exception, query)
	return exception
}

// A wrong password gets ClickHouse's own answer and costs nobody the server, and
// neither does what speaks another protocol.
func TestAWrongPasswordIsRefused(t *testing.T) {
	stack := localtest.Private(t, local.ClickHouse)
	password, err := stack.Addresses.Password()
	require.NoError(t, err)
	require.Greater(t, len(password), 20)
	for _, who := range [][2]string{{"default", ""}, {"default", "wrong"}, {"default", password + "x"}, {"root", password}} {
		exception := refusedWith(t, stack.Addresses, who[0], who[1], "SELECT 1")
		require.EqualValues(t, proto.ErrAuthenticationFailed, exception.Code)
		require.Contains(t, exception.Message, "Authentication failed")
	}
	for _, words := range []string{"GET / HTTP/1.1\r\n\r\n", "", "\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff"} {
		client, err := net.Dial("tcp", stack.Addresses.ClickHouse)
		require.NoError(t, err)
		_, err = client.Write([]byte(words))
		require.NoError(t, err)
		require.NoError(t, client.(*net.TCPConn).SetLinger(0))
		require.NoError(t, client.Close())
	}
	require.NoError(t, open(t, stack.Addresses, nil).Ping(t.Context()))
	require.NoError(t, localtest.Failure(stack))

	// Nor does the port behind let anybody in.
	behind := address.Stack{ClickHouse: stack.ClickHouseBehind()}
	for _, who := range [][2]string{{"default", ""}, {"regulars", ""}} {
		conn, err := clickhouse.Open(&clickhouse.Options{
			Addr: []string{behind.ClickHouse}, Auth: clickhouse.Auth{Username: who[0], Password: who[1]},
		})
		require.NoError(t, err)
		err = conn.Exec(t.Context(), "SELECT 1")
		t.Log(who[0], err)
		require.Error(t, err, who[0])
		require.NoError(t, conn.Close())
	}
}

// A database that isn't there gets ClickHouse's own answer and costs nobody the server.
func TestAnUnknownDatabaseIsRefused(t *testing.T) {
	stack := localtest.Private(t, local.ClickHouse)
	password, err := stack.Addresses.Password()
	require.NoError(t, err)
	in := func(database string) error {
		conn, err := clickhouse.Open(&clickhouse.Options{
			Addr: []string{stack.Addresses.ClickHouse}, Auth: clickhouse.Auth{Database: database, Password: password},
		})
		require.NoError(t, err)
		defer func() { require.NoError(t, conn.Close()) }()
		return conn.Ping(t.Context())
	}
	conn := open(t, stack.Addresses, nil)
	for _, name := range []string{"shop", "of a-shop/..%", "商店"} {
		var exception *clickhouse.Exception
		require.ErrorAs(t, in(name), &exception, name)
		require.EqualValues(t, proto.ErrUnknownDatabase, exception.Code)
		require.Contains(t, exception.Message, name)

		require.NoError(t, conn.Exec(t.Context(), "CREATE DATABASE `"+name+"`"))
		require.NoError(t, in(name))
		require.NoError(t, conn.Exec(t.Context(), "DROP DATABASE `"+name+"`"))
		require.ErrorAs(t, in(name), &exception, name)
	}
	var exception *clickhouse.Exception
	require.ErrorAs(t, in(strings.Repeat("longer than a file's name ", 20)), &exception)
	require.EqualValues(t, proto.ErrUnknownDatabase, exception.Code)
	for _, name := range []string{"default", "system", "information_schema", "INFORMATION_SCHEMA"} {
		require.NoError(t, in(name))
	}
	require.NoError(t, localtest.Failure(stack))
}

// Who has the password reaches the feeds' folders, and nothing else of the machine.
func TestClickHouseReachesOnlyWhatItIsGiven(t *testing.T) {
	t.Setenv("SHOP_SECRET", "shpat_of_the_owner")
	feeds, elsewhere := t.TempDir(), t.TempDir()
	for _, dir := range []string{feeds, elsewhere} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "orders.csv"), []byte("id,total\n1,12.5\n2,7.5\n"), 0o600))
	}
	stack := localtest.PrivateWith(t, local.Options{Parts: local.ClickHouse, Feeds: []string{feeds}})
	password, err := stack.Addresses.Password()
	require.NoError(t, err)
	conn := open(t, stack.Addresses, nil)

	var sum float64
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT toFloat64(sum(total)) FROM file('"+feeds+"/*.csv', 'CSVWithNames')").Scan(&sum))
	require.Equal(t, 20.0, sum)
	require.NoError(t, os.Rename(filepath.Join(feeds, "orders.csv"), filepath.Join(feeds, "old.csv")))
	require.NoError(t, os.WriteFile(filepath.Join(feeds, "orders.csv"), []byte("id,total\n1,1\n"), 0o600))
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT toFloat64(sum(total)) FROM file('"+feeds+"/orders.csv', 'CSVWithNames')").Scan(&sum))
	require.Equal(t, 1.0, sum, "a file that was replaced")

	// What can't be parsed is written where ClickHouse may, and only there.
	require.NoError(t, os.WriteFile(filepath.Join(feeds, "bad.csv"), []byte("1\nx\n3\n"), 0o600))
	const skipping = "SELECT toUInt64(sum(a)) FROM file('%s/bad.csv', 'CSV', 'a UInt8') SETTINGS input_format_allow_errors_num = 9, input_format_record_errors_file_path = '%s'"
	var rows uint64
	require.NoError(t, conn.QueryRow(t.Context(), fmt.Sprintf(skipping, feeds, "bad.errors")).Scan(&rows))
	require.EqualValues(t, 4, rows)
	const unparsed = "SELECT count() FROM file('bad.errors', 'LineAsString', 'line String') WHERE line LIKE '%x%'"
	require.NoError(t, conn.QueryRow(t.Context(), unparsed).Scan(&rows))
	require.EqualValues(t, 1, rows)
	require.NoError(t, conn.Exec(t.Context(), "INSERT INTO FUNCTION file('bad.errors', 'LineAsString', 'line String') SETTINGS engine_file_truncate_on_insert = 1 SELECT ''"))
	require.NoError(t, conn.QueryRow(t.Context(), unparsed).Scan(&rows))
	require.Zero(t, rows)
	if runtime.GOOS == "linux" {
		exception := refusedWith(t, stack.Addresses, "default", password, fmt.Sprintf(skipping, feeds, elsewhere+"/bad.errors"))
		require.EqualValues(t, proto.ErrCannotOpenFile, exception.Code, exception.Message)
	}

	for query, why := range map[string]string{
		"SELECT * FROM remote('127.0.0.1', system.one)":                             "other servers",
		"SELECT * FROM mysql('127.0.0.1', 'a', 'b', 'c', 'd')":                      "other servers",
		"CREATE USER another":                                                       "users",
		"GRANT ALL ON *.* TO default":                                               "rights",
		"CREATE TABLE f (x String) ENGINE = Executable('id', 'TSV')":                "programs",
		"CREATE TABLE g (x String) ENGINE = MySQL('127.0.0.1', 'a', 'b', 'c', 'd')": "other servers",
		"CREATE DATABASE h ENGINE = MySQL('127.0.0.1', 'a', 'b', 'c')":              "other servers",
		"CREATE DICTIONARY i (x UInt64) PRIMARY KEY x SOURCE(EXECUTABLE(COMMAND 'id' FORMAT TSV)) LAYOUT(FLAT()) LIFETIME(0)": "programs",
	} {
		exception := refusedWith(t, stack.Addresses, "default", password, query)
		t.Log(why, exception.Code, exception.Message)
		require.EqualValues(t, proto.ErrAccessDenied, exception.Code, "%s: %s", why, query)
	}
	if runtime.GOOS != "linux" {
		return
	}
	for _, query := range []string{
		"SELECT * FROM file('" + elsewhere + "/orders.csv', 'CSVWithNames')",
		"SELECT * FROM file('" + stack.Addresses.PasswordFile + "', 'LineAsString')",
		"SELECT * FROM file('/etc/shadow', 'LineAsString')",
		"INSERT INTO FUNCTION file('" + elsewhere + "/new.csv', 'CSV', 'x String') VALUES ('x')",
		"INSERT INTO FUNCTION file('" + feeds + "/new.csv', 'CSV', 'x String') VALUES ('x')",
		"SELECT * FROM executable('id', 'TSV', 'x String')",
		"SELECT * FROM executable('../../../../../../../../usr/bin/id', 'TSV', 'x String')",
	} {
		refusedWith(t, stack.Addresses, "default", password, query)
	}
	for _, dir := range []string{feeds, elsewhere} {
		require.NoFileExists(t, filepath.Join(dir, "new.csv"))
	}
	var secrets uint64
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT countIf(line LIKE '%shpat_%') FROM file('/proc/self/environ', 'LineAsString', 'line String')").Scan(&secrets))
	require.Zero(t, secrets, "the owner's secrets stay with the owner")
	require.NoError(t, localtest.Failure(stack))
}

// Nobody else on the machine reads what a stack writes.
func TestFilesAreTheOwners(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "stack")
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "data"), 0o755), "as an earlier release made it")
	stack, err := local.Up(t.Context(), local.Options{Dir: dir, FreePorts: true, Own: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, stack.Close()) }()
	conn := open(t, stack.Addresses, nil)
	require.NoError(t, conn.Exec(t.Context(), "CREATE TABLE people (name String) ENGINE = MergeTree ORDER BY name"))
	require.NoError(t, conn.Exec(t.Context(), "INSERT INTO people VALUES ('Anna')"))
	require.NoError(t, smtp.SendMail(stack.Addresses.MailSMTP, nil, "shop@example.com", []string{"anna@example.com"}, []byte("Subject: hi\r\n\r\nHello.\r\n")))
	require.Eventually(t, func() bool {
		mails, err := filepath.Glob(filepath.Join(dir, "data", "mail", "*.eml"))
		return err == nil && len(mails) == 1
	}, 10*time.Second, 50*time.Millisecond)

	seen := 0
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil // a part that was merged meanwhile
		}
		require.NoError(t, err)
		info, err := d.Info()
		if os.IsNotExist(err) || d.Name() == address.OwnerLock || d.Name() == "tree.lock" { // locks are empty
			return nil
		}
		require.NoError(t, err)
		if d.Type()&fs.ModeSymlink != 0 {
			return nil
		}
		seen++
		require.Zero(t, info.Mode().Perm()&0o077, "%s is %s", path, info.Mode())
		return nil
	}))
	require.Greater(t, seen, 30)
}

// behind finds the port of a part's own pages, which only its door shall use.
func behind(t *testing.T, mark, flag string) string {
	t.Helper()
	for _, args := range mentioning(t, mark) {
		if found := regexp.MustCompile(flag + ` (\d+)`).FindStringSubmatch(args); found != nil {
			return "127.0.0.1:" + found[1]
		}
	}
	t.Fatalf("no process has %s and %s", mark, flag)
	return ""
}

// page asks for a page as somebody would who sends such headers.
func page(t *testing.T, method, url string, headers ...string) (status int, header http.Header) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	require.NoError(t, err)
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return response.StatusCode, response.Header
}

// Pages of other sites neither read nor do anything in a browser of this machine.
func TestDoorsRefuseOtherSites(t *testing.T) {
	stack := localtest.PrivateWith(t, local.Options{HTTP: true})
	for name, at := range map[string]string{
		"ClickHouse": stack.Addresses.ClickHouseHTTP, "Temporal UI": stack.Addresses.TemporalUI, "mail": stack.Addresses.MailUI,
	} {
		t.Run(name, func(t *testing.T) {
			_, port, err := net.SplitHostPort(at)
			require.NoError(t, err)
			root := "http://" + at + "/"
			for _, friend := range [][]string{
				nil,
				{"Host", "localhost:" + port},
				{"Origin", "http://" + at},
				{"Origin", "http://localhost:" + port},
				{"Sec-Fetch-Site", "none"},
				{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"},
			} {
				status, header := page(t, http.MethodGet, root, friend...)
				require.Equal(t, http.StatusOK, status, friend)
				require.Empty(t, header.Get("Access-Control-Allow-Origin"))
			}
			for _, stranger := range [][]string{
				{"Host", "evil.example"},
				{"Host", "evil.example:" + port},
				{"Host", "localhost:1"},
				{"Origin", "https://evil.example"},
				{"Origin", "http://localhost:1"},
				{"Origin", "null"},
				{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"},
				{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"},
			} {
				status, _ := page(t, http.MethodGet, root, stranger...)
				require.Equal(t, http.StatusForbidden, status, stranger)
			}
			status, _ := page(t, http.MethodPost, root, "Origin", "https://evil.example", "Content-Type", "text/plain")
			require.Equal(t, http.StatusForbidden, status)
		})
	}
	status, _ := page(t, http.MethodGet, "http://"+stack.Addresses.ClickHouseHTTP+"/?query=SELECT+1")
	require.NotEqual(t, http.StatusOK, status, "without the password")
	require.Equal(t, http.StatusOK, overHTTP(t, stack.Addresses, http.MethodGet, "SELECT 1", ""))

	_, smtpPort, err := net.SplitHostPort(stack.Addresses.MailSMTP)
	require.NoError(t, err)
	status, _ = page(t, http.MethodGet, "http://"+behind(t, "--smtp "+smtpPort, "--web")+"/email")
	require.Equal(t, http.StatusUnauthorized, status, "the mail catcher's own port")
	require.NoError(t, localtest.Failure(stack))
}

// Nothing serves HTTP for ClickHouse unless it was asked for.
func TestNoHTTPUnlessAsked(t *testing.T) {
	stack := localtest.Private(t, local.ClickHouse)
	require.Empty(t, stack.Addresses.ClickHouseHTTP)
	_, err := net.Dial("tcp", stack.ClickHouseHTTP())
	require.ErrorIs(t, err, syscall.ECONNREFUSED)

	with := localtest.PrivateWith(t, local.Options{Parts: local.ClickHouse, HTTP: true})
	conn, err := net.Dial("tcp", with.ClickHouseHTTP())
	require.NoError(t, err, "where it would be")
	require.NoError(t, conn.Close())
}
