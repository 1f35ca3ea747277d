//go:build unix

package local_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/deploy/local"
	"regulars/deploy/local/address"
	"regulars/deploy/local/localtest"
)

// mentioning lists the processes whose arguments mention a text.
func mentioning(t *testing.T, text string) map[int]string {
	t.Helper()
	output, err := exec.Command("ps", "-A", "-ww", "-o", "pid=,args=").Output()
	require.NoError(t, err)
	found := map[int]string{}
	for line := range strings.Lines(string(output)) {
		pid, args, _ := strings.Cut(strings.TrimSpace(line), " ")
		if !strings.Contains(args, text) {
			continue
		}
		number, err := strconv.Atoi(pid)
		require.NoError(t, err)
		found[number] = strings.TrimSpace(args)
	}
	return found
}

func TestNothingOutlivesAKilledOwner(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "orphans")
	owner := exec.Command(local.Executable(), dir)
	owner.Env = append(os.Environ(), local.RoleEnv+"=owner")
	owner.Stdout, owner.Stderr = os.Stdout, os.Stderr
	require.NoError(t, owner.Start())
	require.Eventually(t, func() bool {
		_, err := os.Stat(dir + ".up")
		return err == nil
	}, 2*time.Minute, 100*time.Millisecond)
	// The owner; ClickHouse; Temporal and maildev, each with its guard; the sleeper.
	require.Len(t, mentioning(t, dir), 7)

	require.NoError(t, owner.Process.Kill())
	_ = owner.Wait()
	start := time.Now()
	require.Eventually(t, func() bool { return len(mentioning(t, dir)) == 0 }, 15*time.Second, 100*time.Millisecond)
	t.Logf("all gone after %s", time.Since(start))
	_, ok := address.Find(dir)
	require.False(t, ok, "the address file is stale")
}

func TestUpWaitsForTheChildrenOfAKilledOwner(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "again")
	owner := exec.Command(local.Executable(), dir)
	owner.Env = append(os.Environ(), local.RoleEnv+"=owner")
	require.NoError(t, owner.Start())
	require.Eventually(t, func() bool {
		_, err := os.Stat(dir + ".up")
		return err == nil
	}, 2*time.Minute, 100*time.Millisecond)
	require.NoError(t, owner.Process.Kill())

	stack, err := local.Up(t.Context(), local.Options{Dir: dir, Parts: local.ClickHouse, FreePorts: true, Own: true})
	_ = owner.Wait()
	require.NoError(t, err)
	require.NoError(t, stack.Close())
}

func TestKillTakesTheWholeGroup(t *testing.T) {
	stack := localtest.Private(t, local.ClickHouse)
	mark := filepath.Join(t.TempDir(), "family")
	family, err := stack.Start(local.Child{Name: "family", Args: []string{"sh", "-c", "sleep 1000 & sleep 1000; true " + mark}})
	require.NoError(t, err)
	require.Eventually(t, func() bool { return len(mentioning(t, mark)) == 2 }, 10*time.Second, 50*time.Millisecond)
	require.NoError(t, family.Kill())
	require.Eventually(t, func() bool { return len(mentioning(t, mark)) == 0 }, 5*time.Second, 50*time.Millisecond)
	select {
	case <-stack.Done():
		t.Fatal(localtest.Failure(stack))
	default:
	}
}

func TestAProgramDiesWithItsGuard(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has a parent-death signal")
	}
	stack := localtest.Private(t, local.ClickHouse)
	mark := filepath.Join(t.TempDir(), "guarded")
	guard, err := stack.Start(local.Child{Name: "guarded", Args: []string{"sh", "-c", "sleep 1000; true " + mark}})
	require.NoError(t, err)
	require.Eventually(t, func() bool { return len(mentioning(t, mark)) == 2 }, 10*time.Second, 50*time.Millisecond)
	require.NoError(t, syscall.Kill(guard.PID(), syscall.SIGKILL))
	require.Eventually(t, func() bool { return len(mentioning(t, mark)) == 0 }, 5*time.Second, 50*time.Millisecond)
	<-guard.Done()
	require.ErrorContains(t, guard.Err(), "guarded ended unexpectedly")
	require.Eventually(t, func() bool { return len(mentioning(t, mark)) == 2 }, 10*time.Second, 50*time.Millisecond, "it is started again")
}

func TestAnUnknownRoleSaysSo(t *testing.T) {
	stack := localtest.Private(t, local.ClickHouse)
	_, err := stack.Start(local.Child{Name: "stranger", Role: "stranger", Once: true})
	require.NoError(t, err)
	<-stack.Done()
	require.ErrorContains(t, localtest.Failure(stack), `no role "stranger"`)
}
