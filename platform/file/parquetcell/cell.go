package parquetcell

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
	"github.com/shopspring/decimal"
)

// Reader writes the values of one leaf as text.
type Reader struct {
	kind    parquet.Kind
	logical format.LogicalType
}

// ReaderOf returns the reader of a leaf.
func ReaderOf(node parquet.Node) Reader {
	r := Reader{kind: node.Type().Kind()}
	if l := node.Type().LogicalType(); l != nil {
		r.logical = *l
	}
	return r
}

// Cell is the value of a column that isn't nested.
func (r Reader) Cell(values []parquet.Value) (text string, typed, ok bool) {
	if len(values) == 0 || values[0].IsNull() {
		return "", false, true
	}
	return r.text(values[0])
}

// text writes a value. typed is false for texts; ok is false for bytes that are none.
func (r Reader) text(v parquet.Value) (text string, typed, ok bool) {
	l := r.logical
	switch {
	case l.Decimal != nil:
		return decimal.NewFromBigInt(unscaled(v), -l.Decimal.Scale).StringFixed(max(0, l.Decimal.Scale)), true, true
	case l.Date != nil:
		return time.Unix(0, 0).UTC().AddDate(0, 0, int(v.Int32())).Format(time.DateOnly), true, true
	case l.Timestamp != nil:
		return timestamp(v.Int64(), l.Timestamp), true, true
	case l.Time != nil:
		return timeOfDay(v, l.Time.Unit), true, true
	case l.UUID != nil:
		id, err := uuid.FromBytes(v.ByteArray())
		return id.String(), false, err == nil
	case l.Integer != nil && !l.Integer.IsSigned:
		if v.Kind() == parquet.Int32 {
			return strconv.FormatUint(uint64(v.Uint32()), 10), true, true
		}
		return strconv.FormatUint(v.Uint64(), 10), true, true
	}
	return physical(v)
}

func physical(v parquet.Value) (text string, typed, ok bool) {
	switch v.Kind() {
	case parquet.Boolean:
		return strconv.FormatBool(v.Boolean()), true, true
	case parquet.Int32:
		return strconv.FormatInt(int64(v.Int32()), 10), true, true
	case parquet.Int64:
		return strconv.FormatInt(v.Int64(), 10), true, true
	case parquet.Int96:
		return int96Time(v.Int96()), true, true
	case parquet.Float:
		return strconv.FormatFloat(float64(v.Float()), 'f', -1, 32), true, true
	case parquet.Double:
		return strconv.FormatFloat(v.Double(), 'f', -1, 64), true, true
	}
	b := v.ByteArray()
	return string(b), false, utf8.Valid(b)
}

func unscaled(v parquet.Value) *big.Int {
	switch v.Kind() {
	case parquet.Int32:
		return big.NewInt(int64(v.Int32()))
	case parquet.Int64:
		return big.NewInt(v.Int64())
	}
	b := v.ByteArray()
	n := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0]&0x80 != 0 { // two's complement
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(len(b))*8))
	}
	return n
}

const withoutZone = "2006-01-02T15:04:05.999999999"

// timestamp writes a time; only one that the file puts in UTC has a zone.
func timestamp(n int64, t *format.TimestampType) string {
	var at time.Time
	switch {
	case t.Unit.Millis != nil:
		at = time.UnixMilli(n)
	case t.Unit.Micros != nil:
		at = time.UnixMicro(n)
	default:
		at = time.Unix(0, n)
	}
	if t.IsAdjustedToUTC {
		return at.UTC().Format(time.RFC3339Nano)
	}
	return at.UTC().Format(withoutZone)
}

// int96Time writes a time of old files: nanoseconds of the day, then the Julian day.
// They don't say whose day.
func int96Time(v deprecated.Int96) string {
	const epoch = 2440588
	nanos := int64(v[1])<<32 | int64(v[0])
	day := int64(int32(v[2])) - epoch
	return time.Unix(day*86400, 0).UTC().Add(time.Duration(nanos)).Format(withoutZone)
}

func timeOfDay(v parquet.Value, unit format.TimeUnit) string {
	var d time.Duration
	switch {
	case unit.Millis != nil:
		d = time.Duration(v.Int32()) * time.Millisecond
	case unit.Micros != nil:
		d = time.Duration(v.Int64()) * time.Microsecond
	default:
		d = time.Duration(v.Int64())
	}
	return time.Unix(0, 0).UTC().Add(d).Format("15:04:05.999999999")
}

// Nested writes a column of several leaves as JSON; empty where it is null.
func Nested(node parquet.Node, leaves [][]parquet.Value) (text string, ok bool) {
	n := nesting{ok: true}
	n.value(node, leaves, 0, 0)
	if text = n.out.String(); text == "null" {
		text = ""
	}
	return text, n.ok
}

// nesting puts the leaves of a nested column together again, by the levels at which
// their values are repeated and defined.
type nesting struct {
	out strings.Builder
	ok  bool
}

// defined reports whether the first value is there at a level.
func defined(leaves [][]parquet.Value, level int) bool {
	return len(leaves) > 0 && len(leaves[0]) > 0 && leaves[0][0].DefinitionLevel() >= level
}

func (n *nesting) value(node parquet.Node, leaves [][]parquet.Value, repeated, level int) {
	switch {
	case node.Repeated():
		n.list(node, leaves, repeated+1, level+1, false)
		return
	case node.Optional():
		if level++; !defined(leaves, level) {
			n.out.WriteString("null")
			return
		}
	}
	n.inside(node, leaves, repeated, level)
}

// inside writes a value that is there.
func (n *nesting) inside(node parquet.Node, leaves [][]parquet.Value, repeated, level int) {
	if node.Leaf() {
		n.leaf(node, leaves)
		return
	}
	fields := node.Fields()
	if l := node.Type().LogicalType(); l != nil && len(fields) == 1 && fields[0].Repeated() {
		switch {
		case l.Map != nil && len(fields[0].Fields()) == 2:
			n.pairs(fields[0], leaves, repeated+1, level+1)
			return
		case l.List != nil:
			n.list(fields[0], leaves, repeated+1, level+1, true)
			return
		}
	}
	n.out.WriteByte('{')
	for i, f := range fields {
		if i > 0 {
			n.out.WriteByte(',')
		}
		n.text(f.Name())
		n.out.WriteByte(':')
		count := Leaves(f)
		n.value(f, leaves[:count], repeated, level)
		leaves = leaves[count:]
	}
	n.out.WriteByte('}')
}

// list writes the elements of a repeated node. A group of one field around each of them
// is only how lists are stored.
func (n *nesting) list(node parquet.Node, leaves [][]parquet.Value, repeated, level int, stored bool) {
	n.out.WriteByte('[')
	for i, element := range elements(leaves, repeated, level) {
		if i > 0 {
			n.out.WriteByte(',')
		}
		if fields := childrenOf(node); stored && len(fields) == 1 {
			n.value(fields[0], element, repeated, level)
		} else {
			n.inside(node, element, repeated, level)
		}
	}
	n.out.WriteByte(']')
}

func childrenOf(node parquet.Node) []parquet.Field {
	if node.Leaf() {
		return nil
	}
	return node.Fields()
}

// pairs writes a map.
func (n *nesting) pairs(node parquet.Node, leaves [][]parquet.Value, repeated, level int) {
	key, value := node.Fields()[0], node.Fields()[1]
	keys := Leaves(key)
	n.out.WriteByte('{')
	for i, element := range elements(leaves, repeated, level) {
		if i > 0 {
			n.out.WriteByte(',')
		}
		name, _, ok := "", false, false
		if key.Leaf() {
			name, _, ok = ReaderOf(key).Cell(element[0])
		}
		n.ok = n.ok && ok
		n.text(name)
		n.out.WriteByte(':')
		n.value(value, element[keys:], repeated, level)
	}
	n.out.WriteByte('}')
}

// elements cuts the leaves where a repeated node begins again.
func elements(leaves [][]parquet.Value, repeated, level int) [][][]parquet.Value {
	if !defined(leaves, level) {
		return nil
	}
	var all [][][]parquet.Value
	for at := make([]int, len(leaves)); at[0] < len(leaves[0]); {
		element := make([][]parquet.Value, len(leaves))
		for i, values := range leaves {
			from := at[i]
			to := min(from+1, len(values))
			for to < len(values) && values[to].RepetitionLevel() > repeated {
				to++
			}
			element[i], at[i] = values[min(from, len(values)):to], to
		}
		all = append(all, element)
	}
	return all
}

func (n *nesting) leaf(node parquet.Node, leaves [][]parquet.Value) {
	if len(leaves) == 0 || len(leaves[0]) == 0 || leaves[0][0].IsNull() {
		n.out.WriteString("null")
		return
	}
	v := leaves[0][0]
	text, typed, ok := ReaderOf(node).text(v)
	n.ok = n.ok && ok
	if typed && isJSONNumber(node, v) {
		n.out.WriteString(text)
		return
	}
	n.text(text)
}

// isJSONNumber reports whether a value stands in JSON without quotes.
func isJSONNumber(node parquet.Node, v parquet.Value) bool {
	if l := node.Type().LogicalType(); l != nil && (l.Date != nil || l.Time != nil || l.Timestamp != nil) {
		return false
	}
	switch v.Kind() {
	case parquet.Int96:
		return false
	case parquet.Float:
		f := float64(v.Float())
		return !math.IsNaN(f) && !math.IsInf(f, 0)
	case parquet.Double:
		return !math.IsNaN(v.Double()) && !math.IsInf(v.Double(), 0)
	}
	return true
}

func (n *nesting) text(text string) {
	b, err := json.Marshal(text)
	n.ok = n.ok && err == nil
	n.out.Write(b)
}

// Leaves is how many leaves a node has.
func Leaves(node parquet.Node) int {
	if node.Leaf() {
		return 1
	}
	n := 0
	for _, f := range node.Fields() {
		n += Leaves(f)
	}
	return n
}
