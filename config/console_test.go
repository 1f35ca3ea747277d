package config

import (
	"strings"
	"testing"
	"time"

	"regulars/config/password"

	"github.com/stretchr/testify/require"
)

const anyHash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5MDA"

// console is a config's block, read over the barest of configs.
func console(t *testing.T, block string) (*Config, Mistakes) {
	t.Helper()
	env := func(name string) (string, bool) {
		switch name {
		case "MEI":
			return anyHash, true
		case "PLAIN":
			return "my password", true
		}
		return lookup(name)
	}
	cfg, err := parse("x.yaml", []byte(barest+block), env)
	if err == nil {
		return cfg, nil
	}
	require.IsType(t, Mistakes{}, err)
	return cfg, err.(Mistakes)
}

func TestConsole(t *testing.T) {
	cfg, mistakes := console(t, "")
	require.Empty(t, mistakes)
	require.False(t, cfg.Console.On())

	cfg, mistakes = console(t, "console: {users: [{name: mei, password: '${MEI}', role: approve}]}\n")
	require.Empty(t, mistakes)
	require.True(t, cfg.Console.On())
	require.Equal(t, "127.0.0.1:8090", cfg.Console.Listen)
	require.Equal(t, 12*time.Hour, cfg.Console.Session)
	require.Equal(t, []string{"lumen"}, cfg.Console.Users[0].Brands)
}

// Each mistake names its key and what to do.
func TestConsoleMistakes(t *testing.T) {
	const user = "{name: mei, password: '${MEI}', role: look}"
	for block, want := range map[string][3]string{
		"console: {}": {"console.users", "nobody may sign in", "at least one"},
		"console: {users: [" + user + "], session: 1m}":                                    {"console.session", "shorter", "12h"},
		"console: {users: [" + user + "], listen: 'here'}":                                 {"console.listen", "host:port", "127.0.0.1:8090"},
		"console: {users: [" + user + "], listen: '0.0.0.0:80'}":                           {"console.listen", "in the open", "public_url"},
		"console: {users: [" + user + "], certificate: a.pem}":                             {"console.certificate", "its key", "both"},
		"console: {users: [" + user + ", " + user + "]}":                                   {"console.users[1].name", "taken", "its own"},
		"console: {users: [{name: mei, role: look}]}":                                      {"console.users[0].password", "missing", "password_file"},
		"console: {users: [{name: mei, role: look, password: '${PLAIN}'}]}":                {"console.users[0].password", "not the argon2id hash", "starter console password"},
		"console: {users: [{name: mei, password: '${MEI}'}]}":                              {"console.users[0].role", "missing", "operate"},
		"console: {users: [{name: mei, password: '${MEI}', role: aprove}]}":                {"console.users[0].role", "not known", "approve"},
		"console: {users: [{name: mei, password: '${MEI}', role: look, brands: [lumem]}]}": {"console.users[0].brands[0]", "no brand lumem", "lumen"},
		"console: {users: [{name: mei, password: '${MEI}', role: look, brands: []}]}":      {"console.users[0].brands", "no brand", "lumen"},
	} {
		_, mistakes := console(t, block+"\n")
		require.Len(t, mistakes, 1, block)
		require.Equal(t, want[0], mistakes[0].Path, block)
		require.Contains(t, mistakes[0].Problem, want[1], block)
		require.Contains(t, mistakes[0].Remedy, want[2], block)
	}
	_, mistakes := console(t, "console: {listen: '0.0.0.0:80', public_url: 'https://console.lumen.example/', users: ["+user+"]}\n")
	require.Empty(t, mistakes, "a proxy speaks TLS")
}

func TestPasswordHashes(t *testing.T) {
	h, err := password.Parse(anyHash)
	require.NoError(t, err)
	require.Equal(t, anyHash, h.String())
	for _, wrong := range []string{
		"", "my password", strings.Replace(anyHash, "argon2id", "argon2i", 1), strings.Replace(anyHash, "v=19", "v=16", 1),
		strings.Replace(anyHash, "t=2", "t=0", 1), strings.Replace(anyHash, "m=19456", "m=1024", 1), strings.Replace(anyHash, "m=19456", "m=4194304", 1),
		strings.Replace(anyHash, "c2FsdHNhbHRzYWx0c2FsdA", "!", 1), anyHash + "$",
	} {
		_, err := password.Parse(wrong)
		require.Error(t, err, wrong)
		require.NotContains(t, err.Error(), "my password")
	}
}
