//go:build linux

package faults_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/deploy/local"
	"regulars/deploy/local/localtest"
	"regulars/schema"
	"regulars/schema/ledger"
)

const hashKey = "a key of the test"

func TestMain(m *testing.M) {
	local.RunRole()
	os.Exit(m.Run())
}

// house is a stack whose disk may lose its power.
type house struct {
	t        *testing.T
	disk     *disk
	stack    *local.Stack
	database string // which one db is; empty: the usual one
	db       *schema.DB
}

func (h *house) start() {
	h.t.Helper()
	stack, err := local.Up(h.t.Context(), local.Options{
		Dir: filepath.Join(h.disk.mount, "stack"), Parts: local.ClickHouse, FreePorts: true, Own: true,
		Progress: func(line string) { h.t.Log(line) },
	})
	require.NoError(h.t, err, "ClickHouse doesn't start by itself")
	h.stack = stack
	h.t.Cleanup(func() { _ = stack.Close() })
	h.use(h.database)
}

// use takes a database of that name, which it makes.
func (h *house) use(database string) {
	h.t.Helper()
	if h.db != nil {
		_ = h.db.Close()
	}
	password, err := h.stack.Addresses.Password()
	require.NoError(h.t, err)
	h.database = database
	h.db, err = schema.Open(h.t.Context(), schema.Options{Addr: h.stack.Addresses.ClickHouse, Password: password, Database: database})
	require.NoError(h.t, err)
	require.NoError(h.t, h.db.Migrate(h.t.Context()))
}

// restart is what happens when the power is back.
func (h *house) restart() {
	h.t.Helper()
	_ = h.db.Close()
	_ = localtest.KillClickHouse(h.stack) // it may have ended of the disk's errors
	_ = h.stack.Close()                   // says that its files can't be written
	h.disk.restore()
	h.start()
}

func (h *house) ledger() *ledger.Ledger {
	l, err := ledger.New(h.db, hashKey)
	require.NoError(h.t, err)
	return l
}

// nothingIsBroken: no table lost a part. Those into which a file is imported aren't durable:
// they are dropped, and the file is read again.
func (h *house) nothingIsBroken() {
	h.t.Helper()
	broken := h.text("SELECT arrayStringConcat(groupArray(concat(database, '.', table, ' ', name, ' ', ifNull(reason, ''))), ', ') FROM system.detached_parts WHERE NOT startsWith(table, 'import_')")
	require.Empty(h.t, broken, "parts that the cut broke")
}

// text is the one text of a query.
func (h *house) text(query string) (text string) {
	h.t.Helper()
	require.NoError(h.t, h.db.Conn().QueryRow(h.t.Context(), query).Scan(&text), query)
	return text
}
