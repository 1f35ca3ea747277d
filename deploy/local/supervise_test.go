//go:build unix

package local_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"regulars/deploy/local"
	"regulars/deploy/local/localtest"
)

// sayings are the lines that a stack said.
type sayings struct {
	mu    sync.Mutex
	lines []string
}

func (s *sayings) add(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, line)
}

// of counts the lines that hold a text.
func (s *sayings) of(text string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, line := range s.lines {
		if strings.Contains(line, text) {
			n++
		}
	}
	return n
}

// supervised is a stack whose sayings are kept.
func supervised(t *testing.T, parts local.Parts) (*local.Stack, *sayings) {
	t.Helper()
	said := &sayings{}
	stack, err := local.Up(t.Context(), local.Options{
		Dir: filepath.Join(t.TempDir(), "stack"), Parts: parts, FreePorts: true, Own: true, Progress: said.add,
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, stack.Close()) })
	return stack, said
}

func requireUp(t *testing.T, stack *local.Stack) {
	t.Helper()
	select {
	case <-stack.Done():
		t.Fatalf("the stack has ended: %v", stack.Wait(t.Context()))
	default:
	}
}

// kill ends the process with the pid as the kernel's killer of large processes does:
// nobody of ours asked for it.
func kill(t *testing.T, pid int) {
	t.Helper()
	require.NoError(t, syscall.Kill(-pid, syscall.SIGKILL))
}

// ClickHouse, Temporal and a worker that are killed are started again, at the same
// addresses and over the same data, and the stack says so.
func TestWhatIsKilledIsStartedAgain(t *testing.T) {
	stack, said := supervised(t, local.ClickHouse|local.Temporal)
	before := stack.Addresses
	conn := open(t, before, nil)
	require.NoError(t, conn.Exec(t.Context(), "CREATE TABLE kept (id UInt64) ENGINE = MergeTree ORDER BY id"))
	require.NoError(t, conn.Exec(t.Context(), "INSERT INTO kept SELECT number FROM numbers(1000)"))
	workflow := startWorkflow(t, before)
	worker, err := stack.Start(local.Child{Name: "worker", Role: "sleeper"})
	require.NoError(t, err)

	pids := stack.PIDs()
	require.Len(t, pids, 3)
	for name, pid := range pids {
		kill(t, pid)
		require.Eventually(t, func() bool { return stack.PIDs()[name] != pid && stack.PIDs()[name] != 0 }, 10*time.Second, 20*time.Millisecond, name)
		require.Equal(t, 1, said.of(name+" ended unasked (signal: killed): it is started again in 500ms"), name)
	}
	require.Eventually(t, func() bool {
		return conn.Ping(t.Context()) == nil
	}, time.Minute, 100*time.Millisecond)
	require.EqualValues(t, 1000, count(t, conn, "kept"))
	require.Eventually(t, func() bool {
		temporal, err := client.DialContext(t.Context(), client.Options{HostPort: before.Temporal})
		if err != nil {
			return false
		}
		defer temporal.Close()
		_, err = temporal.DescribeWorkflowExecution(t.Context(), workflow, "")
		return err == nil
	}, time.Minute, 100*time.Millisecond)
	require.Equal(t, before, stack.Addresses)
	require.ErrorContains(t, worker.Err(), "worker ended unexpectedly: signal: killed")
	require.Len(t, stack.Deaths(), 3)
	require.Error(t, localtest.Failure(stack), "a test that looks for accidents sees them")
	requireUp(t, stack)

	// What is ended on purpose stays so, also the successor of what was killed.
	require.NoError(t, localtest.KillClickHouse(stack))
	require.Error(t, localtest.KillClickHouse(stack), "it is not running")
	require.Never(t, func() bool { return len(stack.PIDs()) != 2 }, 2*time.Second, 50*time.Millisecond)
	require.NoError(t, stack.StartClickHouse(t.Context()))
	require.Len(t, stack.PIDs(), 3)
	require.Len(t, stack.Deaths(), 3)
}

// What doesn't live is given up after a few tries, with the end of its log.
func TestWhatKeepsDyingEndsTheStack(t *testing.T) {
	stack, said := supervised(t, local.ClickHouse)
	mark := filepath.Join(t.TempDir(), "starts")
	foreign, err := stack.Start(local.Child{Name: "foreign", Args: []string{"sh", "-c", "echo x >> " + mark + "; echo no such shop; exit 3"}})
	require.NoError(t, err)

	<-stack.Done()
	err = stack.Wait(t.Context())
	require.ErrorContains(t, err, "it was started 5 times in a row and doesn't stay: foreign ended unexpectedly")
	require.ErrorContains(t, err, "exit status 3")
	require.ErrorContains(t, err, "no such shop", "its last words are in the error")
	require.ErrorContains(t, foreign.Err(), "no such shop")
	starts, err := os.ReadFile(mark)
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("x\n", 5), string(starts))
	for _, pause := range []string{"500ms", "1s", "2s", "4s"} {
		require.Equal(t, 1, said.of(fmt.Sprintf("it is started again in %s;", pause)), pause)
	}
	require.Len(t, stack.Deaths(), 5)
}

// A child that was asked to end, or whose death is the stack's, isn't started again.
func TestWhatIsNotStartedAgain(t *testing.T) {
	stack, said := supervised(t, local.ClickHouse)
	sleeper, err := stack.Start(local.Child{Name: "sleeper", Role: "sleeper"})
	require.NoError(t, err)
	require.NoError(t, sleeper.Stop())
	require.NoError(t, sleeper.Err(), "it was asked to end")

	// Asked while it waits to be started again.
	crashed, err := stack.Start(local.Child{Name: "crashed", Args: []string{"false"}})
	require.NoError(t, err)
	require.Eventually(t, func() bool { return said.of("crashed ended unasked") == 1 }, 10*time.Second, 5*time.Millisecond)
	require.NoError(t, crashed.Stop())
	require.Never(t, func() bool { return said.of("crashed ended unasked") > 1 }, 1500*time.Millisecond, 50*time.Millisecond)
	requireUp(t, stack)

	_, err = stack.Start(local.Child{Name: "once", Args: []string{"false"}, Once: true})
	require.NoError(t, err)
	<-stack.Done()
	require.ErrorContains(t, stack.Wait(t.Context()), "once ended unexpectedly")
	require.Zero(t, said.of("once ended unasked"))
}
