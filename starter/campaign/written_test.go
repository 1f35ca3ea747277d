package campaign

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/schema/schematest"
	"regulars/schema/studio"
)

const moved = `privacy: {hash_key: "${TEST_HASH_KEY}"}
brands:
- name: tea
  timezone: Asia/Taipei
  currency: TWD
  shops: [{name: web, platform: file, path: a.csv, columns: {order_id: a, placed_at: b, amount: c}}]
  channels: {edm: {host: localhost, port: 2525, tls: none, from: a@tea.test, unsubscribe_mail: a@tea.test}}
  campaigns:
  - name: wake-up
    audience: {enters: [sleep]}
    channels: [edm]
    templates: {edm: {subject: Hi, text_file: hello.txt}}
`

// A campaign moves from the file to the console and back, and lives in one place meanwhile.
func TestCampaignMoves(t *testing.T) {
	db, dir := schematest.Open(t), t.TempDir()
	t.Setenv("TEST_HASH_KEY", "0123456789abcdef")
	path, file := filepath.Join(dir, "regulars.yaml"), filepath.Join(dir, "wake-up.yaml")
	require.NoError(t, os.WriteFile(path, []byte(moved), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "hello.txt"), []byte("Hello {{ member.name }}\n"), 0o600))
	cfg, err := config.Load(path)
	require.NoError(t, err)
	brand := &cfg.Brands[0]
	var out, notes bytes.Buffer
	cmd := &cobra.Command{}
	cmd.SetContext(t.Context())
	cmd.SetOut(&out)
	cmd.SetErr(&notes)

	require.NoError(t, (export{cmd: cmd, cfg: cfg, brand: brand, db: db, file: file}).run("wake-up"))
	require.Contains(t, notes.String(), "remove it from the file")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(text), "Hello {{ member.name }}")
	require.ErrorContains(t, runImport(cmd, cfg, brand, db, file, "", true), "remove it there first")
	require.NoError(t, runImport(cmd, cfg, brand, db, file, "", false))
	require.Contains(t, out.String(), "version 1, and waits there for approval")
	whole, err := studio.Brand(t.Context(), db, brand)
	require.NoError(t, err)
	require.Empty(t, whole.Troubles, "what waits is in nobody's way")
	require.Empty(t, whole.Console)

	inFile := brand.Campaigns[0]
	brand.Campaigns = nil
	require.NoError(t, runImport(cmd, cfg, brand, db, file, "", true))
	whole, err = studio.Brand(t.Context(), db, brand)
	require.NoError(t, err)
	require.Equal(t, map[string]uint32{"wake-up": 2}, whole.Console)
	got := whole.Campaigns[0]
	edm := inFile.Templates["edm"]
	edm.TextFile = ""
	inFile.Templates = map[string]config.Template{"edm": edm}
	require.Equal(t, inFile, got, "it is the campaign that the file had")
	versions, err := studio.Campaigns.Versions(t.Context(), db, "tea", "")
	require.NoError(t, err)
	require.NoError(t, list(&out, path, brand, studio.ByName(versions)))
	require.Contains(t, out.String(), "version 2, approved by")

	require.NoError(t, (export{cmd: cmd, cfg: cfg, brand: brand, db: db, file: file, remove: true, note: "back to git"}).run("wake-up"))
	back, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(text), string(back))
	whole, err = studio.Brand(t.Context(), db, brand)
	require.NoError(t, err)
	require.Empty(t, whole.Console)
	require.Error(t, (export{cmd: cmd, cfg: cfg, brand: brand, db: db}).run("wake-up"))
	require.NoError(t, os.WriteFile(file, []byte("campaigns: [{name: x, channels: [sms]}]"), 0o600))
	require.ErrorContains(t, runImport(cmd, cfg, brand, db, file, "", false), file+":1:")
}
