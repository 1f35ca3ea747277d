package schema

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2"
	driverproto "github.com/ClickHouse/clickhouse-go/v2/lib/proto"
)

// transient are ClickHouse's errors that pass without anybody changing anything:
// it is busy, short of memory or disk, restarting, or loses a connection.
var transient = []proto.Error{
	proto.ErrCannotReadFromFileDescriptor,
	proto.ErrCannotWriteToFileDescriptor, // a full disk
	proto.ErrTimeoutExceeded,
	proto.ErrTooSlow,
	proto.ErrReadonly,
	proto.ErrCannotAllocateMemory,
	proto.ErrTooManySimultaneousQueries,
	proto.ErrNoFreeConnection,
	proto.ErrSocketTimeout,
	proto.ErrNetworkError,
	proto.ErrNoZookeeper,
	proto.ErrAborted,
	proto.ErrMemoryLimitExceeded,
	proto.ErrTableIsReadOnly,
	proto.ErrNotEnoughSpace,
	proto.ErrTooManyParts,
	proto.ErrAllConnectionTriesFailed,
	proto.ErrTooFewLiveReplicas,
	proto.ErrUnsatisfiedQuorumForPreviousWrite,
	proto.ErrUnknownStatusOfInsert,
	proto.ErrQueryWasCancelled,
	proto.ErrDeadlockAvoided,
	proto.ErrS3Error,
	proto.ErrKeeperException,
}

// IsTransient reports whether err may go away if the same is tried again: a
// transient error of ClickHouse, or a connection that broke or timed out.
func IsTransient(err error) bool {
	if code, answered := CodeOf(err); answered {
		return slices.Contains(transient, code)
	}
	var network net.Error
	return errors.As(err, &network) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, clickhouse.ErrAcquireConnTimeout) || errors.Is(err, clickhouse.ErrConnectionClosed)
}

// IsPermanent reports whether ClickHouse answered and would answer the same again:
// the query, its types or its rights are wrong, not the moment.
func IsPermanent(err error) bool {
	code, answered := CodeOf(err)
	return answered && !slices.Contains(transient, code)
}

// IsAbsent reports whether ClickHouse answered that there is no such table, or no such database.
func IsAbsent(err error) bool {
	code, answered := CodeOf(err)
	return answered && (code == proto.ErrUnknownTable || code == proto.ErrUnknownDatabase)
}

// CodeOf returns the code of ClickHouse's answer, and whether it answered at all.
func CodeOf(err error) (code proto.Error, answered bool) {
	var redacted *Error
	if errors.As(err, &redacted) {
		return redacted.Code, true
	}
	var exception *driverproto.Exception
	if errors.As(err, &exception) {
		return proto.Error(exception.Code), true
	}
	return 0, false
}
