package feed

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
)

func run(t *testing.T, args ...string) (string, error) {
	t.Helper()
	path, brand := filepath.Join(t.TempDir(), "none.yaml"), ""
	c := New(&path, &brand)
	var out bytes.Buffer
	c.SetOut(&out)
	c.SetErr(&out)
	c.SilenceUsage = true
	c.SetArgs(append([]string{"look"}, args...))
	err := c.ExecuteContext(t.Context())
	return out.String(), err
}

func TestLookAsksAndWrites(t *testing.T) {
	dir := t.TempDir()
	export, written := filepath.Join(dir, "Till 1.csv"), filepath.Join(dir, "regulars.yaml")
	require.NoError(t, os.WriteFile(export, []byte("單號,日期,姓名,手機,金額\nA1,10/11/2026,王小明,0912345678,100\nA2,11/10/2026,李美,0987654321,1250\n"), 0o600))

	out, err := run(t, export, "--write", written)
	require.EqualError(t, err, written+" is not written: answer 1 question with --set first")
	require.Contains(t, out, "10/11/2026 in line 2")
	require.Contains(t, out, "--set dates.placed_at=mdy")
	require.NoFileExists(t, written)

	out, err = run(t, export, "--set", "dates=dmy", "--write", written, "--timezone", "Asia/Tokyo")
	require.NoError(t, err, out)
	for _, part := range []string{"2 orders of 2 rows, 1,350 in all, 2026-10-11 to 2026-11-10", "dates: dmy", "phone: 手機", "has the shop till-1 now"} {
		require.Contains(t, out, part)
	}
	for _, private := range []string{"王小明", "李美", "0912345678", "912345678"} {
		require.NotContains(t, out, private)
	}
	cfg, err := config.Load(written)
	require.NoError(t, err)
	require.Equal(t, []string{"till-1", "Asia/Tokyo", export}, []string{cfg.Brands[0].Shops[0].Name, cfg.Brands[0].Timezone, cfg.Brands[0].Shops[0].Feeds[0].Path})
}
