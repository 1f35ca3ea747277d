package column_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ClickHouse/ch-go/proto"
	driver "github.com/ClickHouse/clickhouse-go/v2/lib/column"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"regulars/internal/seed"
	"regulars/schema/column"
)

// pair is a column filled here, and the driver's filled by plain values, row by row.
type pair struct {
	kind  string
	ours  column.Column
	plain driver.Interface
}

func newPair(t *testing.T, kind string, ours column.Column) *pair {
	t.Helper()
	return &pair{kind, ours, driverColumn(t, kind)}
}

func driverColumn(t *testing.T, kind string) driver.Interface {
	t.Helper()
	c, err := driver.Type(kind).Column("a", &driver.ServerContext{})
	require.NoError(t, err)
	return c
}

// What a column hands to the driver is what the driver makes of the plain values, as
// the server reads it, and again in the memory of the rows before.
func TestColumnsAreTheDrivers(t *testing.T) {
	random := rand.New(rand.NewPCG(seed.New(t), 1))
	var hand column.Hand
	for round, rows := range []int{1, 3000, 1, 0, 300} {
		words := &column.Words{}
		if round == 0 {
			words.Add("forgotten")
			words.Reset()
		}
		pairs := fill(t, random, words, rows)
		for _, p := range pairs {
			into := driverColumn(t, p.kind)
			require.NoError(t, hand.Give(p.ours, into), p.kind)
			requireSame(t, p.kind, resent(t, p.kind, p.plain), resent(t, p.kind, into))
			p.ours.Reset()
			require.Zero(t, p.ours.Rows(), p.kind)
			into.Reset()
			require.NoError(t, hand.Give(p.ours, into), p.kind)
			require.Zero(t, into.Rows(), p.kind)
		}
	}
}

func fill(t *testing.T, random *rand.Rand, words *column.Words, rows int) []*pair {
	amounts, rates := &column.Amounts{}, &column.Amounts{}
	texts, lists, floats := &column.TextLists{}, &column.WordLists{}, &column.FloatLists{}
	money, costs, flags, days := &column.AmountLists{}, &column.OptionalList{}, &column.FlagLists{}, &column.DayLists{}
	numbers := &column.NumberLists{}
	pairs := []*pair{
		newPair(t, "LowCardinality(String)", words), newPair(t, "Decimal(18, 4)", amounts), newPair(t, "Decimal(18, 8)", rates),
		newPair(t, "Array(String)", texts), newPair(t, "Array(LowCardinality(String))", lists), newPair(t, "Array(Float64)", floats),
		newPair(t, "Array(Decimal(18, 4))", money), newPair(t, "Array(Nullable(Decimal(18, 4)))", costs), newPair(t, "Array(Bool)", flags), newPair(t, "Array(Date)", days),
		newPair(t, "Array(UInt64)", numbers),
	}
	for row := range rows {
		word := fmt.Sprint("詞", random.IntN(1+row)) // more than 256 of them in the long round
		amount, rate := random.Int64()-random.Int64(), random.Int64N(1e12)
		words.Add(word)
		amounts.Add(amount)
		rates.Add(rate)
		var aTexts, aWords []string
		var aFloats []float64
		var aMoney []decimal.Decimal
		var aCosts []*decimal.Decimal
		var aFlags []bool
		var aDays []time.Time
		var aNumbers []uint64
		for i := range random.IntN(4) {
			text, units := fmt.Sprintf("%s\x00%d", word, random.IntN(9)), random.Int64N(1e15)-5e14
			texts.Of.Add(text)
			lists.Of.Add(word)
			floats.Of.Add(float64(units) / 3)
			money.Of.Add(units)
			flags.Of.Add(units%2 == 0)
			numbers.Of.Add(uint64(units))
			aNumbers = append(aNumbers, uint64(units))
			day := time.Date(1970+random.IntN(179), time.Month(1+random.IntN(12)), 1+random.IntN(28), 0, 0, 0, 0, time.UTC)
			days.Of.Add(day)
			aTexts, aWords, aFloats = append(aTexts, text), append(aWords, word), append(aFloats, float64(units)/3)
			aMoney, aFlags, aDays = append(aMoney, decimal.New(units, -4)), append(aFlags, units%2 == 0), append(aDays, day)
			if i%2 == 0 {
				costs.Of.AddNone()
				aCosts = append(aCosts, nil)
			} else {
				costs.Of.Add(units)
				cost := decimal.New(units, -4)
				aCosts = append(aCosts, &cost)
			}
		}
		texts.End()
		lists.End()
		floats.End()
		money.End()
		costs.End()
		flags.End()
		days.End()
		numbers.End()
		for i, plain := range []any{word, decimal.New(amount, -4), decimal.New(rate, -8), aTexts, aWords, aFloats, aMoney, aCosts, aFlags, aDays, aNumbers} {
			require.NoError(t, pairs[i].plain.AppendRow(plain))
		}
	}
	return pairs
}

func requireSame(t *testing.T, kind string, want, got driver.Interface) {
	t.Helper()
	require.Equal(t, want.Rows(), got.Rows(), kind)
	for i := range want.Rows() {
		require.Equal(t, fmt.Sprint(want.Row(i, false)), fmt.Sprint(got.Row(i, false)), "%s, row %d", kind, i)
	}
}

// resent is a column as the server reads it.
func resent(t *testing.T, kind string, c driver.Interface) driver.Interface {
	t.Helper()
	var b proto.Buffer
	rows := c.Rows()
	c.Encode(&b)
	read := driverColumn(t, kind)
	require.NoError(t, read.Decode(proto.NewReader(&b), rows))
	return read
}

// A column that is handed to one of another type is refused, not sent.
func TestAnotherType(t *testing.T) {
	var hand column.Hand
	var amounts column.Amounts
	amounts.Add(7)
	require.ErrorContains(t, hand.Give(&amounts, driverColumn(t, "Array(String)")), "column a")
	require.ErrorContains(t, hand.Give(&amounts, driverColumn(t, "Date")), "another type")
	var days column.Days
	days.Add(time.Unix(0, 0))
	require.Error(t, hand.Give(&days, driverColumn(t, "Decimal(18, 4)")))
	require.NoError(t, hand.Give(&amounts, driverColumn(t, "Decimal(18, 4)")), "and the next one is right")
}

// However many words there are, each row has its own.
func TestManyWords(t *testing.T) {
	var hand column.Hand
	var words column.Words
	for _, n := range []int{1, 255, 256, 257, 512, 65_535, 65_536, 65_537} {
		words.Reset()
		for i := range n {
			words.Add(fmt.Sprint(i))
		}
		words.Add("0")
		into := driverColumn(t, "LowCardinality(String)")
		require.NoError(t, hand.Give(&words, into))
		read := resent(t, "LowCardinality(String)", into)
		require.Equal(t, n+1, read.Rows())
		for i := range n {
			if read.Row(i, false) != fmt.Sprint(i) {
				t.Fatalf("of %d words, %d is %v", n, i, read.Row(i, false))
			}
		}
		require.Equal(t, "0", read.Row(n, false))
	}
}
