// Package address says where the parts of a local stack are, to programs that
// use one and don't start it.
//
// A stack that is up has a directory (.local by default) with its addresses in
// stack.json and a lock that its owner holds; Find returns the addresses when
// both are there and the parts answer. Given are the servers that the
// environment names instead. Package local, which starts a stack, writes the
// file by Write and removes it by Forget.
package address

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"regulars/deploy/local/flock"
)

// Environment that names servers to use instead of starting own ones.
const (
	TemporalEnv       = "TEMPORAL_ADDRESS"
	ClickHouseEnv     = "CLICKHOUSE_ADDR"      // native protocol
	ClickHouseHTTPEnv = "CLICKHOUSE_HTTP_ADDR" // the same server over HTTP
	// PasswordFileEnv names the file with ClickHouse's password.
	PasswordFileEnv = "CLICKHOUSE_PASSWORD_FILE"
)

const (
	// Dir is where a stack stands unless another directory is named.
	Dir = ".local"
	// File holds the addresses, in the stack's directory.
	File = "stack.json"
	// Backups is the folder, in the stack's directory, that ClickHouse writes backups to
	// and restores them from.
	Backups = "backups"
	// OwnerLock is held by the process that has the stack up.
	OwnerLock = "owner.lock"

	// answerWithin is how long a part on loopback may take to accept a connection.
	answerWithin = 500 * time.Millisecond
)

// Stack holds the addresses of a stack's parts, each as host:port; empty for
// what is absent.
type Stack struct {
	ClickHouse     string `json:"clickhouse,omitempty"`      // native protocol; user default, with a password
	ClickHouseHTTP string `json:"clickhouse_http,omitempty"` // the same server over HTTP, where it was asked for
	Temporal       string `json:"temporal,omitempty"`        // gRPC, namespace default
	TemporalUI     string `json:"temporal_ui,omitempty"`     // a page
	MailSMTP       string `json:"mail_smtp,omitempty"`       // takes any mail, without TLS or password
	MailUI         string `json:"mail_ui,omitempty"`         // a page with the mails taken
	// PasswordFile holds the password of ClickHouse's user default, and nothing else;
	// only the stack's owner can read it.
	PasswordFile string `json:"clickhouse_password_file,omitempty"`
}

// Password reads ClickHouse's password; it is empty where the stack names no file.
func (s Stack) Password() (string, error) {
	if s.PasswordFile == "" {
		return "", nil
	}
	return ReadPassword(s.PasswordFile)
}

// ReadPassword reads a file that holds a password, with or without a line's end.
func ReadPassword(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("the file with ClickHouse's password: %w", err)
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

// Environment names the stack's ClickHouse and Temporal to a process that it is given to.
func (s Stack) Environment() []string {
	return []string{
		TemporalEnv + "=" + s.Temporal,
		ClickHouseEnv + "=" + s.ClickHouse,
		PasswordFileEnv + "=" + s.PasswordFile,
	}
}

// Given returns what the environment names; what isn't set is empty.
func Given() Stack {
	return Stack{
		ClickHouse:     os.Getenv(ClickHouseEnv),
		ClickHouseHTTP: os.Getenv(ClickHouseHTTPEnv),
		Temporal:       os.Getenv(TemporalEnv),
		PasswordFile:   os.Getenv(PasswordFileEnv),
	}
}

// Find returns the addresses of the stack that another process has up in dir
// (Dir when empty), and reports whether there is one that answers.
func Find(dir string) (Stack, bool) {
	if dir == "" {
		dir = Dir
	}
	var stack Stack
	text, err := os.ReadFile(filepath.Join(dir, File))
	if err != nil || json.Unmarshal(text, &stack) != nil {
		return Stack{}, false
	}
	if !owned(dir) || !answers(stack.ClickHouse) || !answers(stack.Temporal) {
		return Stack{}, false
	}
	return stack, true
}

// owned reports whether a living process holds the directory's lock.
func owned(dir string) bool {
	file, free, err := flock.Try(filepath.Join(dir, OwnerLock))
	if free {
		_ = file.Close()
	}
	return err == nil && !free
}

// answers reports whether something accepts connections at the address. It is
// true for an absent part too, whose absence is no sign of death.
func answers(address string) bool {
	if address == "" {
		return true
	}
	conn, err := net.DialTimeout("tcp", address, answerWithin)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

// Write replaces the address file of dir in one step, so that no reader sees
// half of it.
func (s Stack) Write(dir string) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("address file: %w", err)
	}
	path := filepath.Join(dir, File)
	if err := os.WriteFile(path+".new", append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("address file: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("address file: %w", err)
	}
	return nil
}

// Forget removes the address file of dir, if there is one.
func Forget(dir string) error {
	err := os.Remove(filepath.Join(dir, File))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
