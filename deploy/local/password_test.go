package local

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// A directory keeps its password, and one that a power cut left empty gets another.
func TestPasswordIsKept(t *testing.T) {
	dir := t.TempDir()
	passwordOf := func() string {
		s := &Stack{options: Options{Dir: dir}}
		require.NoError(t, s.ensurePassword())
		file, err := os.Stat(s.Addresses.PasswordFile)
		require.NoError(t, err)
		require.EqualValues(t, 0o600, file.Mode().Perm())
		read, err := s.Addresses.Password()
		require.NoError(t, err)
		require.Equal(t, s.password, read)
		require.Greater(t, len(read), 20)
		return read
	}
	first := passwordOf()
	require.Equal(t, first, passwordOf())
	require.NoError(t, os.WriteFile(filepath.Join(dir, passwordFile), nil, 0o644))
	require.NotEqual(t, first, passwordOf())
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 1, "nothing else is left")
}
