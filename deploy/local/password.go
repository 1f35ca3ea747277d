package local

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"

	"regulars/deploy/local/address"
)

// passwordFile holds ClickHouse's password, in the stack's directory.
const passwordFile = "clickhouse.password"

// passwordHashEnv passes the password's hash to ClickHouse and to the relay before it.
const passwordHashEnv = "REGULARS_CLICKHOUSE_PASSWORD_SHA256"

// ensurePassword makes the password once for a directory: what was given it keeps it
// when the stack is started again.
func (s *Stack) ensurePassword() error {
	path := s.path(passwordFile)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = file.WriteString(rand.Text() + "\n")
		err = errors.Join(err, file.Close())
	}
	if err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("ClickHouse's password: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return fmt.Errorf("ClickHouse's password: %w", err)
	}
	if s.password, err = address.ReadPassword(path); err != nil {
		return err
	}
	if s.password == "" {
		return fmt.Errorf("ClickHouse's password: %s is empty: remove it, and a new one is made", path)
	}
	s.Addresses.PasswordFile = path
	return nil
}

func hashOf(password string) string {
	sum := sha256.Sum256([]byte(password))
	return hex.EncodeToString(sum[:])
}
