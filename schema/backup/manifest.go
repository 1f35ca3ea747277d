package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// The files of a backup.
const (
	archiveFile  = "clickhouse.tar"
	manifestFile = "backup.json"
)

// Manifest says what a backup is.
type Manifest struct {
	Release    string    `json:"release"`    // that took it
	Database   string    `json:"database"`   // that was backed up
	TakenAt    time.Time `json:"taken_at"`   // when it began
	Migrations []string  `json:"migrations"` // that the database had
	Bytes      int64     `json:"bytes"`      // of the archive
	SHA256     string    `json:"sha256"`     // of the archive, hexadecimal
}

// Read reads the manifest of the backup in a folder. It returns an error where the
// archive isn't the one that the manifest was written for.
func Read(dir string) (Manifest, error) {
	text, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		return Manifest{}, fmt.Errorf("%s holds no backup: there is no %s", dir, manifestFile)
	}
	if err != nil {
		return Manifest{}, fmt.Errorf("read the backup: %w", err)
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return Manifest{}, fmt.Errorf("read the backup: %s: %w", manifestFile, err)
	}
	bytes, sum, err := hashOf(filepath.Join(dir, archiveFile))
	if err != nil {
		return Manifest{}, fmt.Errorf("read the backup: %w", err)
	}
	if bytes != m.Bytes || sum != m.SHA256 {
		return Manifest{}, fmt.Errorf("the backup in %s is damaged: %s is not the archive that %s was written for", dir, archiveFile, manifestFile)
	}
	return m, nil
}

func (m Manifest) write(dir string) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, manifestFile), append(text, '\n'), 0o600)
}

func hashOf(path string) (bytes int64, sum string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = file.Close() }()
	hash := sha256.New()
	if bytes, err = io.Copy(hash, file); err != nil {
		return 0, "", err
	}
	return bytes, hex.EncodeToString(hash.Sum(nil)), nil
}

// move puts a file elsewhere, also on another disk, and keeps what arrived.
func move(from, to string) error {
	if err := os.Rename(from, to); err == nil {
		return nil
	}
	if err := copyFile(from, to); err != nil {
		return err
	}
	return os.Remove(from)
}

func copyFile(from, to string) (err error) {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	if _, err := io.Copy(target, source); err != nil {
		return err
	}
	return target.Sync()
}
