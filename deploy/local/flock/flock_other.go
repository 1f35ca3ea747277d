//go:build !unix

package flock

import (
	"errors"
	"os"
)

// Try fails: no stack is embedded on this platform, so nothing needs a lock.
func Try(string) (*os.File, bool, error) {
	return nil, false, errors.New("the embedded stack needs Linux or macOS; set TEMPORAL_ADDRESS and CLICKHOUSE_ADDR to use servers that already run")
}
