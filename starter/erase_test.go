package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/identity"
	"regulars/schema/erase"
	"regulars/starter/screen"
)

func TestWhoIsErased(t *testing.T) {
	brand := &config.Brand{Name: "acme", HashKey: config.NewSecret("a key of the tests"), Identity: config.Identity{Region: "TW"}}
	id := identity.NewMask("a key of the tests", "acme").Write(42)
	who, err := whoIsErased(brand, []string{id, "43"}, []string{"ann@x.test"}, []string{"0912345678"})
	require.NoError(t, err)
	require.Equal(t, []erase.Who{{Member: 42}, {Member: 43}, {Email: "ann@x.test"}, {Phone: "0912345678"}}, who)
	_, err = whoIsErased(brand, nil, nil, nil)
	require.ErrorContains(t, err, "give --member, --email or --phone")
	for _, bad := range []string{"x", identity.NewMask("a key of the tests", "other").Write(42)} {
		_, err = whoIsErased(brand, []string{bad}, nil, nil)
		require.ErrorIs(t, err, identity.ErrNotMasked)
	}
}

func TestErasedIsShown(t *testing.T) {
	report := erase.Report{Identifiers: 5, Orders: 2, Lines: []erase.Line{{Table: "customers", Before: 2}, {Table: "orders", Before: 3, After: 1}, {Table: "costs"}}}
	var out bytes.Buffer
	screen.Erased(&out, report, false)
	require.Equal(t, "known by 5 identifiers, in 2 orders\n  customers                 2 rows before, 0 after\n  orders                    3 rows before, 1 after\n  nothing in 1 table more that were searched\n", out.String())
	require.EqualValues(t, 1, report.Left())
	out.Reset()
	screen.Erased(&out, report, true)
	require.NotContains(t, out.String(), "after")
}

// A restore says where this machine can't know who was erased since the backup.
func TestWhoWasErasedSinceABackup(t *testing.T) {
	t.Chdir(t.TempDir())
	cfg := &config.Config{}
	since := func(given ...string) ([]string, bool) {
		files, known, err := erasedSince(cfg, "regulars", "b", given)
		require.NoError(t, err)
		return files, known
	}
	files, known := since()
	require.True(t, known, "nobody can be erased without a key")
	require.Empty(t, files)
	cfg.Privacy.HashKey = config.NewSecret("a key of the tests")
	_, known = since()
	require.False(t, known)
	_, _, err := erasedSince(cfg, "regulars", "b", []string{"lost.json"})
	require.ErrorIs(t, err, fs.ErrNotExist)
	files, known = since("none")
	require.True(t, known)
	require.Empty(t, files)
	for i, file := range []string{"b/" + erasedInBackup, erasedFile("regulars"), "kept.json"} {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
		require.NoError(t, os.WriteFile(file, []byte("{}"), 0o600))
		_, known = since()
		require.Equal(t, i > 0, known, "the backup's own file knows nobody who was erased after it")
	}
	files, _ = since()
	require.Equal(t, []string{".local/erased-regulars.json", "b/erased.json"}, files)
	files, _ = since("kept.json")
	require.Equal(t, []string{"kept.json", ".local/erased-regulars.json", "b/erased.json"}, files)
}
