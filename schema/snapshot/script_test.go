package snapshot

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// A file that doesn't read the view could never read the snapshot, and would be slow
// without anybody noticing: no program starts with it.
func TestScriptsReadTheirView(t *testing.T) {
	files := fstest.MapFS{
		"members.sql": {Data: []byte("SELECT stage FROM member_asof(brand = {brand:String}, date = {date:Date}) AS a")},
		"table.sql":   {Data: []byte("SELECT stage FROM members WHERE brand = {brand:String} AND known_on < {date:Date}")},
	}
	s := NewScript[asOf](Members, "room", files, "members.sql")
	require.Equal(t, "SELECT stage FROM member_asof(brand = {brand:String}, date = {date:Date}) AS a", s.live.Text())
	require.Equal(t, "SELECT stage "+Members.rows+" AS a", s.stored.Text())
	require.PanicsWithValue(t,
		`sql file room/table.sql: it doesn't read the view of member_snapshots: write "FROM member_asof(brand = {brand:String}, date = {date:Date})"`,
		func() { NewScript[asOf](Members, "room", files, "table.sql") })
}
