package schema

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/proto"
)

// hopeless are the answers to a query that will never succeed: its text, its
// types or its rights are wrong, not the moment.
var hopeless = []int32{
	6, 16, 27, 36, 38, 41, 42, 43, 44, 46, 47, 50, 53, 60, 62, 69, 70, 72, 81, 131, 179, 192, 193, 194, 215, 457, 497, 516,
}

// Refused tells whether ClickHouse understood and will refuse again: trying
// once more helps nobody.
func Refused(err error) bool {
	code, answered := CodeOf(err)
	return answered && slices.Contains(hopeless, code)
}

// Away tells whether ClickHouse could not be reached or was short of something,
// so that the same may succeed later.
func Away(err error) bool {
	if code, answered := CodeOf(err); answered {
		return !slices.Contains(hopeless, code)
	}
	var network net.Error
	return errors.As(err, &network) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, clickhouse.ErrAcquireConnTimeout) || errors.Is(err, clickhouse.ErrConnectionClosed)
}

func CodeOf(err error) (int32, bool) {
	var redacted *Error
	if errors.As(err, &redacted) {
		return redacted.Code, true
	}
	var exception *proto.Exception
	if errors.As(err, &exception) {
		return exception.Code, true
	}
	return 0, false
}
