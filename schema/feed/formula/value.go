package formula

import (
	"fmt"
	"strings"
)

// valueName is what a field's expression is called inside a query: no column of
// a file is called so.
func valueName(field string) string { return "_v_" + field }

// Bare takes Nullable and LowCardinality off a type.
func Bare(kind string) string {
	for _, wrap := range []string{"LowCardinality(", "Nullable("} {
		if strings.HasPrefix(kind, wrap) {
			return Bare(strings.TrimSuffix(strings.TrimPrefix(kind, wrap), ")"))
		}
	}
	return kind
}

// IsNumber reports whether a type is one of numbers.
func IsNumber(t string) bool {
	return strings.HasPrefix(t, "Int") || strings.HasPrefix(t, "UInt") || strings.HasPrefix(t, "Float") ||
		strings.HasPrefix(t, "BFloat") || t == "Bool" || strings.HasPrefix(t, "Decimal")
}

// TextOf is the value of an expression as the text that the readers of package
// cell understand: numbers without an exponent where they have no fraction, times
// of ClickHouse's own types in UTC, nothing for null and for what is not a number.
func TextOf(numeric bool, v, t string) string {
	switch {
	case t == "Nothing":
		return "''"
	case strings.HasPrefix(t, "BFloat"):
		return TextOf(numeric, "toFloat64("+v+")", "Float64")
	case strings.HasPrefix(t, "Float"):
		return fmt.Sprintf("ifNull(multiIf(isNaN(%[1]s), '', %[1]s = trunc(%[1]s) AND abs(%[1]s) < 1e18, toString(toInt64(if(isFinite(%[1]s) AND abs(%[1]s) < 1e18, %[1]s, 0))), toString(%[1]s)), '')", v)
	case t == "Bool" && numeric:
		return fmt.Sprintf("ifNull(toString(toUInt8(%s)), '')", v)
	case strings.HasPrefix(t, "DateTime"):
		return fmt.Sprintf("ifNull(concat(replaceOne(toString(toDateTime64(%s, 3), 'UTC'), ' ', 'T'), 'Z'), '')", v)
	case strings.HasPrefix(t, "FixedString"):
		return fmt.Sprintf("ifNull(toStringCutToZero(%s), '')", v)
	case strings.HasPrefix(t, "Array("), strings.HasPrefix(t, "Map("), strings.HasPrefix(t, "Tuple("), strings.HasPrefix(t, "JSON"):
		return fmt.Sprintf("toJSONString(%s)", v)
	}
	return fmt.Sprintf("ifNull(toString(%s), '')", v)
}
