package local_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/smtp"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/sdk/client"

	"regulars/deploy/local"
	"regulars/deploy/local/address"
	"regulars/deploy/local/localtest"
)

func open(t *testing.T, addresses address.Stack, settings clickhouse.Settings) driver.Conn {
	t.Helper()
	password, err := addresses.Password()
	require.NoError(t, err)
	conn, err := clickhouse.Open(&clickhouse.Options{
		Addr:     []string{addresses.ClickHouse},
		Auth:     clickhouse.Auth{Password: password},
		Settings: settings,
	})
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func count(t *testing.T, conn driver.Conn, table string) uint64 {
	t.Helper()
	var n uint64
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT count() FROM "+table).Scan(&n))
	return n
}

func TestClickHouseDoesWhatTheHouseNeeds(t *testing.T) {
	stack := localtest.PrivateWith(t, local.Options{Parts: local.ClickHouse, HTTP: true})
	conn := open(t, stack.Addresses, clickhouse.Settings{"session_timezone": "Asia/Taipei"})

	t.Run("query parameters and session_timezone", func(t *testing.T) {
		ctx := clickhouse.Context(t.Context(), clickhouse.WithParameters(clickhouse.Parameters{
			"brand": "o'neil", "at": "2026-02-28 16:30:00",
		}))
		var brand, day string
		require.NoError(t, conn.QueryRow(ctx,
			"SELECT {brand:String}, toString(toDate(toTimeZone({at:DateTime('UTC')}, timezone())))").Scan(&brand, &day))
		require.Equal(t, "o'neil", brand)
		require.Equal(t, "2026-03-01", day, "the day in Taipei")
	})

	t.Run("many databases", func(t *testing.T) {
		for i := range 50 {
			name := fmt.Sprintf("tenant_%d", i)
			require.NoError(t, conn.Exec(t.Context(), "CREATE DATABASE "+name))
			require.NoError(t, conn.Exec(t.Context(), "CREATE TABLE "+name+".orders (id UInt64) ENGINE = MergeTree ORDER BY id"))
			require.NoError(t, conn.Exec(t.Context(), "INSERT INTO "+name+".orders VALUES (1)"))
		}
		require.EqualValues(t, 1, count(t, conn, "tenant_49.orders"))
		for i := range 50 {
			require.NoError(t, conn.Exec(t.Context(), fmt.Sprintf("DROP DATABASE tenant_%d SYNC", i)))
		}
	})

	t.Run("its memory has a limit", func(t *testing.T) {
		var ratio string
		var limit uint64
		require.NoError(t, conn.QueryRow(t.Context(), setting("max_server_memory_usage_to_ram_ratio")).Scan(&ratio))
		require.Equal(t, "0.6", ratio)
		require.NoError(t, conn.QueryRow(t.Context(), "SELECT toUInt64(value) FROM ("+setting("max_server_memory_usage")+")").Scan(&limit))
		require.Positive(t, limit)
	})

	t.Run("its log names nobody", func(t *testing.T) {
		require.Error(t, conn.Exec(t.Context(), "SELECT throwIf(1, 'anna@example.com +886912345678')"))
		require.Error(t, conn.Exec(t.Context(), "SELECT toUInt8('anna@example.com')"))
		require.Equal(t, http.StatusBadRequest, overHTTP(t, stack.Addresses, http.MethodGet, "SELECT toUInt8('anna@example.com')", ""))
		require.NoError(t, conn.Exec(t.Context(), "CREATE TABLE people (id UInt8) ENGINE = MergeTree ORDER BY id"))
		require.Equal(t, http.StatusBadRequest, overHTTP(t, stack.Addresses, http.MethodPost, "INSERT INTO people FORMAT CSV", "anna@example.com\n"))
		time.Sleep(300 * time.Millisecond)
		log, err := os.ReadFile(stack.LogPath("clickhouse"))
		require.NoError(t, err)
		require.NotContains(t, string(log), "anna@")
		require.NotContains(t, string(log), "886912345678")
	})

	t.Run("over HTTP too", func(t *testing.T) {
		require.Equal(t, http.StatusOK, overHTTP(t, stack.Addresses, http.MethodGet, "SELECT 1", ""))
	})
}

// overHTTP sends a query with the password, and returns the status of the answer.
func overHTTP(t *testing.T, addresses address.Stack, method, query, body string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method,
		"http://"+addresses.ClickHouseHTTP+"/?query="+url.QueryEscape(query), strings.NewReader(body))
	require.NoError(t, err)
	password, err := addresses.Password()
	require.NoError(t, err)
	request.SetBasicAuth("regulars", password)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return response.StatusCode
}

func setting(name string) string {
	return "SELECT value FROM system.server_settings WHERE name = '" + name + "'"
}

func TestClickHouseKeepsRows(t *testing.T) {
	stack := localtest.Private(t, local.ClickHouse)
	before := stack.Addresses
	conn := open(t, before, nil)
	require.NoError(t, conn.Exec(t.Context(), "CREATE TABLE kept (id UInt64) ENGINE = MergeTree ORDER BY id"))

	require.NoError(t, conn.Exec(t.Context(), "INSERT INTO kept SELECT number FROM numbers(100000)"))
	require.NoError(t, localtest.KillClickHouse(stack))
	require.Error(t, conn.Ping(t.Context()))
	require.NoError(t, stack.StartClickHouse(t.Context()))
	require.EqualValues(t, 100000, count(t, open(t, stack.Addresses, nil), "kept"), "after kill -9")

	require.NoError(t, localtest.StopClickHouse(stack))
	require.Error(t, localtest.StopClickHouse(stack), "it is not running")
	require.NoError(t, stack.StartClickHouse(t.Context()))
	require.EqualValues(t, 100000, count(t, open(t, stack.Addresses, nil), "kept"), "after an orderly stop")

	require.Equal(t, before, stack.Addresses, "same addresses all the time")
	select {
	case <-stack.Done():
		t.Fatalf("what was asked for is no accident: %v", localtest.Failure(stack))
	default:
	}
}

func TestClickHouseStopsUnderLoad(t *testing.T) {
	stack := localtest.Private(t, local.ClickHouse)
	conn := open(t, stack.Addresses, nil)
	result := make(chan error, 1)
	go func() {
		result <- conn.Exec(context.WithoutCancel(t.Context()), "SELECT sum(sipHash64(number)) FROM numbers(100000000000)")
	}()
	time.Sleep(time.Second)

	start := time.Now()
	require.NoError(t, localtest.StopClickHouse(stack))
	t.Logf("stopped after %s", time.Since(start))
	require.Less(t, time.Since(start), 30*time.Second)
	require.Error(t, <-result, "the query that was under way must not look finished")
	require.NoError(t, stack.StartClickHouse(t.Context()))
}

func TestClickHouseSurvivesClientsThatBreakOff(t *testing.T) {
	stack := localtest.PrivateWith(t, local.Options{Parts: local.ClickHouse, HTTP: true})
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		rows, err := open(t, stack.Addresses, nil).Query(ctx, "SELECT number, toString(number) FROM numbers(100000000)")
		require.NoError(t, err)
		require.True(t, rows.Next())
		cancel() // the driver closes the connection with an answer unread: a reset
		_ = rows.Close()
		require.Equal(t, http.StatusOK, overHTTP(t, stack.Addresses, http.MethodGet, "SELECT number FROM numbers(100000000)", ""))
		client, err := net.Dial("tcp", stack.Addresses.ClickHouse)
		require.NoError(t, err)
		require.NoError(t, client.(*net.TCPConn).SetLinger(0))
		require.NoError(t, client.Close())
	}
	time.Sleep(time.Second)
	require.NoError(t, localtest.Failure(stack))
	require.NoError(t, open(t, stack.Addresses, nil).Ping(t.Context()))
}

func TestDataIsKeptUntilFresh(t *testing.T) {
	options := local.Options{Dir: t.TempDir(), Parts: local.ClickHouse | local.Temporal, FreePorts: true, Own: true}
	first, err := local.Up(t.Context(), options)
	require.NoError(t, err)
	require.NoError(t, open(t, first.Addresses, nil).Exec(t.Context(), "CREATE TABLE kept (id UInt64) ENGINE = MergeTree ORDER BY id"))
	workflow := startWorkflow(t, first.Addresses)

	found, ok := address.Find(options.Dir)
	require.True(t, ok)
	require.Equal(t, first.Addresses, found)
	_, err = local.Up(t.Context(), options)
	require.ErrorIs(t, err, local.ErrRunning)
	require.NoError(t, first.Close())
	_, ok = address.Find(options.Dir)
	require.False(t, ok, "closed")

	second, err := local.Up(t.Context(), options)
	require.NoError(t, err)
	require.Zero(t, count(t, open(t, second.Addresses, nil), "kept"))
	description, err := dialTemporal(t, second.Addresses).DescribeWorkflowExecution(t.Context(), workflow, "")
	require.NoError(t, err)
	require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_RUNNING, description.WorkflowExecutionInfo.Status)
	require.NoError(t, second.Close())

	options.Fresh = true
	third, err := local.Up(t.Context(), options)
	require.NoError(t, err)
	defer third.Close()
	require.Error(t, open(t, third.Addresses, nil).Exec(t.Context(), "SELECT * FROM kept"))
}

func dialTemporal(t *testing.T, addresses address.Stack) client.Client {
	t.Helper()
	temporal, err := client.DialContext(t.Context(), client.Options{HostPort: addresses.Temporal})
	require.NoError(t, err)
	t.Cleanup(temporal.Close)
	return temporal
}

func startWorkflow(t *testing.T, addresses address.Stack) string {
	t.Helper()
	run, err := dialTemporal(t, addresses).ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{TaskQueue: "nobody"}, "Waits")
	require.NoError(t, err)
	return run.GetID()
}

func TestTemporalHasTheSearchAttributes(t *testing.T) {
	addresses := localtest.Stack(t)
	response, err := dialTemporal(t, addresses).OperatorService().ListSearchAttributes(t.Context(),
		&operatorservice.ListSearchAttributesRequest{Namespace: client.DefaultNamespace})
	require.NoError(t, err)
	for _, name := range []string{"RegularsBrand", "RegularsDate", "RegularsKind"} {
		require.Equal(t, enums.INDEXED_VALUE_TYPE_KEYWORD, response.CustomAttributes[name], name)
	}
	page, err := http.Get("http://" + addresses.TemporalUI)
	require.NoError(t, err)
	defer page.Body.Close()
	require.Equal(t, http.StatusOK, page.StatusCode)
}

func TestMailIsCaughtAndShown(t *testing.T) {
	stack := localtest.Private(t, local.Mail)
	message := []byte("From: shop@example.com\r\nTo: anna@example.com\r\nSubject: welcome back\r\n\r\nHello.\r\n")
	require.NoError(t, smtp.SendMail(stack.Addresses.MailSMTP, nil, "shop@example.com", []string{"anna@example.com"}, message))
	require.Eventually(t, func() bool {
		return shows("http://"+stack.Addresses.MailUI+"/email", "welcome back")
	}, 10*time.Second, 100*time.Millisecond)
	require.True(t, shows("http://"+stack.Addresses.MailUI+"/", "<html"))
}

func TestAddressesFromTheEnvironmentAreUsed(t *testing.T) {
	shared := localtest.Stack(t)
	t.Setenv("CLICKHOUSE_ADDR", shared.ClickHouse)
	t.Setenv("CLICKHOUSE_PASSWORD_FILE", shared.PasswordFile)
	t.Setenv("TEMPORAL_ADDRESS", shared.Temporal)
	stack, err := local.Up(t.Context(), local.Options{Dir: t.TempDir(), Parts: local.ClickHouse | local.Temporal})
	require.NoError(t, err)
	defer stack.Close()
	require.Equal(t, shared.ClickHouse, stack.Addresses.ClickHouse)
	require.Equal(t, shared.Temporal, stack.Addresses.Temporal)
	require.Equal(t, shared.PasswordFile, stack.Addresses.PasswordFile)
	require.Error(t, localtest.StopClickHouse(stack), "it is somebody else's")

	private := localtest.Private(t, local.ClickHouse)
	require.NotEqual(t, shared.ClickHouse, private.Addresses.ClickHouse)
	require.NoError(t, localtest.StopClickHouse(private))
}

// shows reports whether a page answers with a text in it.
func shows(url, text string) bool {
	response, err := http.Get(url)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return err == nil && strings.Contains(string(body), text)
}
