package prerequisite

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// judged is a test whose end is looked at.
type judged struct {
	testing.TB
	skipped, failed string
}

func (j *judged) Helper() {}

func (j *judged) Skipf(format string, args ...any) {
	j.skipped = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func (j *judged) Fatalf(format string, args ...any) {
	j.failed = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// judge runs a test to its end.
func judge(test func(t testing.TB)) *judged {
	j := &judged{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		test(j)
	}()
	<-done
	return j
}

func TestAbsentFileIsLoud(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("REGULARS_SHARED", dir)
	ask := func(t testing.TB) { File(t, CDNOWSample) }

	t.Setenv("CI", "")
	t.Setenv("REGULARS_REQUIRE_SHARED", "")
	j := judge(ask)
	require.Empty(t, j.failed)
	for _, text := range []string{"SKIPPED", "brucehardie.com", filepath.Join(dir, "data", "cdnow", "CDNOW_sample.txt"), sources[CDNOWSample].sha256} {
		require.Contains(t, j.skipped, text)
	}
	for _, name := range []string{"CI", "REGULARS_REQUIRE_SHARED"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, "true")
			j := judge(ask)
			require.Empty(t, j.skipped)
			require.Contains(t, j.failed, "brucehardie.com")
		})
	}
}

func TestAnotherFileFails(t *testing.T) {
	t.Setenv("REGULARS_SHARED", t.TempDir())
	path := filepath.Join(folder(), filepath.FromSlash(CDNOWSample))
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte("00004 1 19970101 2 29.33\n"), 0o600))
	j := judge(func(t testing.TB) { File(t, CDNOWSample) })
	require.Empty(t, j.skipped)
	require.Contains(t, j.failed, "should be "+sources[CDNOWSample].sha256)
}

func TestAbsentBrowserIsLoud(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("CI", "")
	t.Setenv("REGULARS_REQUIRE_SHARED", "")
	require.Contains(t, judge(func(t testing.TB) { Browser(t) }).skipped, "chromium")
	t.Setenv("CI", "true")
	require.Contains(t, judge(func(t testing.TB) { Browser(t) }).failed, "chromium")
}

// Every file is one that a test can have, with a hash that a file can have.
func TestFilesAreThoseOfTheShared(t *testing.T) {
	for name, s := range sources {
		require.Len(t, s.sha256, 64, name)
		t.Run(name, func(t *testing.T) { require.FileExists(t, File(t, name)) })
	}
}
