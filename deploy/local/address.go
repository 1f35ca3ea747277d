package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Environment that names servers to use instead of starting own ones.
const (
	temporalAddressEnv    = "TEMPORAL_ADDRESS"
	clickhouseAddrEnv     = "CLICKHOUSE_ADDR"
	clickhouseHTTPAddrEnv = "CLICKHOUSE_HTTP_ADDR"
)

const (
	addressFile = "stack.json"
	ownerLock   = "owner.lock" // held by the owner
	treeLock    = "tree.lock"  // held by the owner and everything it started
)

// Addresses says where the parts are, each as host:port; empty for what is absent.
type Addresses struct {
	ClickHouse     string `json:"clickhouse,omitempty"`      // native protocol; user default, no password
	ClickHouseHTTP string `json:"clickhouse_http,omitempty"` // the same server over HTTP
	Temporal       string `json:"temporal,omitempty"`        // gRPC, namespace default
	TemporalUI     string `json:"temporal_ui,omitempty"`     // a page
	MailSMTP       string `json:"mail_smtp,omitempty"`       // takes any mail, without TLS or password
	MailUI         string `json:"mail_ui,omitempty"`         // a page with the mails taken
}

// Given is what the environment names: CLICKHOUSE_ADDR (native),
// CLICKHOUSE_HTTP_ADDR and TEMPORAL_ADDRESS, each empty when it isn't set.
func Given() Addresses {
	return Addresses{
		ClickHouse:     os.Getenv(clickhouseAddrEnv),
		ClickHouseHTTP: os.Getenv(clickhouseHTTPAddrEnv),
		Temporal:       os.Getenv(temporalAddressEnv),
	}
}

// Find gives the addresses of the stack that another process has up in dir
// (.local when empty), and whether there is one and it answers.
func Find(dir string) (Addresses, bool) {
	if dir == "" {
		dir = ".local"
	}
	var addresses Addresses
	text, err := os.ReadFile(filepath.Join(dir, addressFile))
	if err != nil || json.Unmarshal(text, &addresses) != nil {
		return Addresses{}, false
	}
	if !owned(dir) || !answers(addresses.ClickHouse) || !answers(addresses.Temporal) {
		return Addresses{}, false
	}
	return addresses, true
}

// owned tells whether a living process has the directory's lock.
func owned(dir string) bool {
	file, free, err := tryLock(filepath.Join(dir, ownerLock))
	if free {
		_ = file.Close()
	}
	return err == nil && !free
}

// answers is true for an absent part too: its absence is no sign of death.
func answers(address string) bool {
	if address == "" {
		return true
	}
	conn, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

// write replaces the address file in one step, so that no reader sees half of it.
func (a Addresses) write(dir string) error {
	text, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return fmt.Errorf("address file: %w", err)
	}
	path := filepath.Join(dir, addressFile)
	if err := os.WriteFile(path+".new", append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("address file: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("address file: %w", err)
	}
	return nil
}

func forget(dir string) error {
	err := os.Remove(filepath.Join(dir, addressFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
