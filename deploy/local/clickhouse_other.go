//go:build !linux && !darwin

package local

import (
	"context"
	"errors"
)

const clickhouseRole = "clickhouse"

func runClickHouse(context.Context) error {
	return errors.New("ClickHouse can't be embedded on this platform")
}
