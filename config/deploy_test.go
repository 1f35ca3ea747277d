package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The config that comes with deploy/compose.yaml is one, and takes all of its secrets.
func TestComposeConfig(t *testing.T) {
	text, err := os.ReadFile("../deploy/regulars.yaml")
	require.NoError(t, err)
	secrets, file := t.TempDir(), filepath.Join(t.TempDir(), "regulars.yaml")
	for name, secret := range map[string]string{"hash_key": "a key of enough characters", "payload_key": "another key of enough characters", "console_password": anyHash} {
		require.Contains(t, string(text), "/run/secrets/"+name)
		require.NoError(t, os.WriteFile(filepath.Join(secrets, name), []byte(secret+"\n"), 0o600))
	}
	require.NoError(t, os.WriteFile(file, []byte(strings.ReplaceAll(string(text), "/run/secrets", secrets)), 0o600))
	cfg, err := Load(file)
	require.NoError(t, err)
	require.Equal(t, "0.0.0.0:9464", cfg.Worker.Listen)
	require.True(t, cfg.Console.On())
}
