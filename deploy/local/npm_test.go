package local_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/deploy/local"
)

// Every package of the locks has a hash, and none says where it comes from.
func TestLocksHaveHashesAndNoHosts(t *testing.T) {
	files, err := filepath.Glob("locks/*.json")
	require.NoError(t, err)
	require.Len(t, files, 2)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NotContains(t, string(text), "http:/")
		require.NotContains(t, string(text), "https:/")
		var lock struct {
			Packages map[string]struct {
				Version, Integrity, Resolved string
			}
		}
		require.NoError(t, json.Unmarshal(text, &lock))
		require.Greater(t, len(lock.Packages), 1, file)
		for name, p := range lock.Packages {
			require.Empty(t, p.Resolved, name)
			if name != "" {
				require.NotEmpty(t, p.Version, name)
				require.Regexp(t, `^sha512-[A-Za-z0-9+/]{86}==$`, p.Integrity, name)
			}
		}
	}
}

// npm itself refuses what isn't what the lock says, and nothing of it stays.
func TestAPackageThatDiffersIsRefused(t *testing.T) {
	_, err := exec.LookPath("npm")
	require.NoError(t, err, "npm is needed, as the README says")
	dir := t.TempDir()
	archive := filepath.Join(dir, "tiny.tgz")
	text := tarball(t, `{"name":"tiny","version":"1.0.0"}`)
	require.NoError(t, os.WriteFile(archive, text, 0o600))
	sum := sha512.Sum512(text)
	lock := func(sum []byte) string {
		return fmt.Sprintf(`{"lockfileVersion":3,"requires":true,"packages":{"":{"dependencies":{"tiny":"file:%s"}},
			"node_modules/tiny":{"version":"1.0.0","resolved":"file:%s","integrity":"sha512-%s"}}}`, archive, archive, base64.StdEncoding.EncodeToString(sum))
	}
	good := filepath.Join(dir, "good")
	require.NoError(t, local.InstallNPM(t.Context(), good, "tiny", "file:"+archive, lock(sum[:])))
	require.FileExists(t, filepath.Join(good, "node_modules", "tiny", "package.json"))

	sum[0]++
	bad := filepath.Join(dir, "bad")
	err = local.InstallNPM(t.Context(), bad, "tiny", "file:"+archive, lock(sum[:]))
	require.ErrorContains(t, err, "what came is not what this release was made with")
	require.NoFileExists(t, filepath.Join(bad, "node_modules", "tiny", "package.json"))
}

func tarball(t *testing.T, manifest string) []byte {
	t.Helper()
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	archive := tar.NewWriter(zip)
	require.NoError(t, archive.WriteHeader(&tar.Header{Name: "package/package.json", Mode: 0o644, Size: int64(len(manifest))}))
	_, err := archive.Write([]byte(manifest))
	require.NoError(t, err)
	require.NoError(t, archive.Close())
	require.NoError(t, zip.Close())
	return packed.Bytes()
}
