package check

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var hardening = []string{
	"NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "PrivateDevices=yes",
	"RestrictNamespaces=yes", "RestrictSUIDSGID=yes", "LockPersonality=yes", "UMask=0077", "StateDirectoryMode=0700",
}

// The units are what systemd takes (systemd-analyze, where there is one), and hardened. Of
// their programs, which aren't installed here, another stands in.
func TestUnits(t *testing.T) {
	files, err := filepath.Glob("../systemd/*.service")
	require.NoError(t, err)
	require.Len(t, files, 2)
	folder := t.TempDir()
	var copies []string
	program := regexp.MustCompile(`(?m)^(ExecStart=)/usr/local/bin/\w+`)
	for _, file := range files {
		text := read(t, file)
		for _, line := range hardening {
			require.Contains(t, text, "\n"+line+"\n", file)
		}
		require.Regexp(t, program, text)
		requireUnit(t, file, text)
		name := filepath.Join(folder, filepath.Base(file))
		require.NoError(t, os.WriteFile(name, []byte(program.ReplaceAllString(text, "${1}/bin/true")), 0o644))
		copies = append(copies, name)
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Log("NOT CHECKED by systemd-analyze, which this machine doesn't have")
		return
	}
	out, err := exec.CommandContext(t.Context(), analyze, append([]string{"verify", "--man=no"}, copies...)...).CombinedOutput()
	require.NoError(t, err, string(out))
	require.Empty(t, strings.TrimSpace(string(out)))
}

// requireUnit reads a unit as systemd would: sections of keys, and nothing else.
func requireUnit(t *testing.T, file, text string) {
	t.Helper()
	section := ""
	line := regexp.MustCompile(`^[A-Z][A-Za-z]+=`)
	for l := range strings.Lines(text) {
		l = strings.TrimSpace(l)
		switch {
		case l == "" || strings.HasPrefix(l, "#"):
		case strings.HasPrefix(l, "["):
			require.Contains(t, []string{"[Unit]", "[Service]", "[Install]"}, l, file)
			section = l
		default:
			require.NotEmpty(t, section, file)
			require.Regexp(t, line, l, file)
		}
	}
	require.Equal(t, "[Install]", section, file)
}
