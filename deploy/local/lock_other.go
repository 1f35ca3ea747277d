//go:build !unix

package local

import (
	"errors"
	"os"
)

func tryLock(string) (*os.File, bool, error) {
	return nil, false, errors.New("the embedded stack needs Linux or macOS; set TEMPORAL_ADDRESS and CLICKHOUSE_ADDR to use servers that already run")
}
