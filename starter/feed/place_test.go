package feed

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/platform/file/proposal"
)

// The zone and the country are the config's brand's; where there is no config yet the flags say
// the zone, and one that can't be read is no reason to guess.
func TestPlace(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	well := write("well.yaml", "brands: [{name: tea, timezone: Asia/Tokyo, currency: JPY, identity: {region: JP}, shops: [{name: web, platform: file, path: o.csv, columns: {order_id: id, placed_at: at, amount: a}}]}]\n")
	var o proposal.Options
	f := flags{timezone: "Europe/Berlin"}
	require.NoError(t, f.place(&o, well, ""))
	require.Equal(t, []string{"Asia/Tokyo", "JP"}, []string{o.Zone.String(), o.Region})
	require.Error(t, f.place(&o, well, "coffee"), "there is no such brand")
	o = proposal.Options{}
	require.NoError(t, f.place(&o, filepath.Join(dir, "none.yaml"), ""))
	require.Equal(t, []string{"Europe/Berlin", ""}, []string{o.Zone.String(), o.Region})
	require.NoError(t, f.place(&o, write("begun.yaml", "brands: ["), ""))
	require.Equal(t, "Europe/Berlin", o.Zone.String(), "a config that is being written")
	require.NoError(t, f.place(&o, write("mistaken.yaml", "brands: [{name: tea, timezone: Asia/Tokyo, currency: none}]\n"), ""))
	require.Equal(t, "Asia/Tokyo", o.Zone.String(), "a mistake elsewhere leaves its zone")
	require.Error(t, f.place(&o, dir, ""), "what is there and can't be read")
	f.timezone = "Mars"
	require.ErrorContains(t, f.place(&o, filepath.Join(dir, "none.yaml"), ""), "--timezone")
}
