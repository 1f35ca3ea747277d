package formula

import (
	"slices"

	"github.com/ClickHouse/ch-go/proto"

	"regulars/schema"
)

// isBadValue reports whether ClickHouse failed for what a row holds, not for how the
// query is written nor for the moment.
func isBadValue(err error) bool {
	code, _ := schema.CodeOf(err)
	return slices.Contains(badValues, code)
}

var badValues = []proto.Error{
	proto.ErrCannotParseText, proto.ErrCannotParseQuotedString, proto.ErrCannotParseInputAssertionFailed,
	proto.ErrAttemptToReadAfterEOF, proto.ErrCannotReadAllData, proto.ErrTooManyArgumentsForFunction, proto.ErrBadArguments,
	proto.ErrCannotParseDate, proto.ErrCannotParseDatetime, proto.ErrIllegalTypeOfArgument, proto.ErrTypeMismatch,
	proto.ErrArgumentOutOfBound, proto.ErrCannotConvertType, proto.ErrCannotParseNumber, proto.ErrEmptyDataPassed,
	proto.ErrIncorrectData, proto.ErrTooLargeArraySize, proto.ErrTooLargeStringSize, proto.ErrIllegalDivision,
	proto.ErrTooManyRows, proto.ErrSizesOfArraysDontMatch, proto.ErrCannotInsertNullInOrdinaryColumn, proto.ErrAmbiguousColumnName,
	proto.ErrCannotParseUUID, proto.ErrFunctionThrowIfValueIsNonZero, proto.ErrDecimalOverflow, proto.ErrCannotCompileRegexp,
	proto.ErrCannotParseDomainValueFromString, proto.ErrBadQueryParameter, proto.ErrCannotParseBool,
	proto.ErrCannotExtractTableStructure, proto.ErrCannotParseIpv4, proto.ErrCannotParseIpv6, proto.ErrUnknownElementOfEnum,
}
