package prerequisite

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// File is the path of a file of the shared folder, whose content has been checked.
func File(t testing.TB, name string) string {
	t.Helper()
	s, known := sources[name]
	if !known {
		t.Fatalf("no source of %s: add it to prerequisite/files.go", name)
	}
	path := filepath.Join(folder(), filepath.FromSlash(name))
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		absent(t, "%s is not there.\nPut it at %s\nIt is %s.\nIts SHA-256%s is %s.", name, path, s.from, unpacked(name), s.sha256)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := hash(t, name, content); got != s.sha256 {
		t.Fatalf("%s is not what the published numbers are of: its SHA-256%s is %s and should be %s.\nIt should be %s.",
			path, unpacked(name), got, s.sha256, s.from)
	}
	return path
}

// Open is the content of a file of the shared folder; a file that is packed is
// unpacked.
func Open(t testing.TB, name string) io.Reader {
	t.Helper()
	content, err := os.ReadFile(File(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(unpack(t, name, content))
}

// Browser is the path of a Chromium.
func Browser(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	absent(t, "There is no browser on the PATH: the report is not looked at.\nInstall Debian's chromium, or Google Chrome.")
	return ""
}

// absent skips the test, or fails it where everything has to be there.
func absent(t testing.TB, format string, args ...any) {
	t.Helper()
	if required() {
		t.Fatalf("MISSING: "+format, args...)
	}
	t.Skipf("SKIPPED: "+format+"\nWith CI=true or REGULARS_REQUIRE_SHARED=1 this fails.", args...)
}

func required() bool {
	return os.Getenv("CI") == "true" || os.Getenv("REGULARS_REQUIRE_SHARED") != ""
}

// folder is shared, next to the checkout that this file was compiled from.
func folder() string {
	if dir := os.Getenv("REGULARS_SHARED"); dir != "" {
		return dir
	}
	_, here, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(here), "..", "..", "..", "shared")
}

func hash(t testing.TB, name string, content []byte) string {
	t.Helper()
	sum := sha256.Sum256(unpack(t, name, content))
	return hex.EncodeToString(sum[:])
}

// unpack undoes zstd, whose output differs from version to version.
func unpack(t testing.TB, name string, content []byte) []byte {
	t.Helper()
	if !packed(name) {
		return content
	}
	reader, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	plain, err := reader.DecodeAll(content, nil)
	if err != nil {
		t.Fatalf("unpack %s: %v", name, err)
	}
	return plain
}

func packed(name string) bool { return strings.HasSuffix(name, ".zst") }

func unpacked(name string) string {
	if packed(name) {
		return ", unpacked,"
	}
	return ""
}
