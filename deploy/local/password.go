package local

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"regulars/deploy/local/address"
)

// passwordFile holds ClickHouse's password, in the stack's directory.
const passwordFile = "clickhouse.password"

// passwordHashEnv passes the password's hash to ClickHouse and to the relay before it.
const passwordHashEnv = "REGULARS_CLICKHOUSE_PASSWORD_SHA256"

// ensurePassword makes the password once for a directory: what was given it keeps it
// when the stack is started again. A file that is empty, as a power cut may have left it,
// gets a new one: ClickHouse keeps none of its own.
func (s *Stack) ensurePassword() error {
	path := s.path(passwordFile)
	password, err := address.ReadPassword(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if password == "" {
		password = rand.Text()
		if err := writeDurably(path, password+"\n"); err != nil {
			return fmt.Errorf("ClickHouse's password: %w", err)
		}
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return fmt.Errorf("ClickHouse's password: %w", err)
	}
	s.password, s.Addresses.PasswordFile = password, path
	return nil
}

// writeDurably writes a file of its owner's that is whole, or not there, after a power
// cut.
func writeDurably(path, text string) error {
	next := path + ".new"
	file, err := os.OpenFile(next, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(next, path); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	_ = folder.Sync() // not every system lets a folder be synced
	return folder.Close()
}

func hashOf(password string) string {
	sum := sha256.Sum256([]byte(password))
	return hex.EncodeToString(sum[:])
}
