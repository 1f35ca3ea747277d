package regulars

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestMoney(t *testing.T) {
	for text, want := range map[string]Money{
		"0": 0, "-0": 0, "0.0000": 0, "1280.0": 12_800_000, "-490": -4_900_000, "+5": 50_000, ".5": 5_000, "5.": 50_000,
		"12.5": 125_000, "0.0001": 1, "1.28e3": 12_800_000, "128000E-2": 12_800_000,

		// Half away from zero, on both sides of it.
		"466.666667": 4_666_667, "466.66665": 4_666_667, "466.666649999": 4_666_666, "0.00005": 1, "-0.00005": -1, "0.00004": 0,
		"0.00004999999999999999999999": 0, "-0.00015": -2, "0.99995": 10_000, "-466.66665": -4_666_667,

		// The bounds of Decimal(18, 4).
		"99999999999999.9999": MaxMoney, "-99999999999999.9999": -MaxMoney, "99999999999999.99994": MaxMoney,
		"10000000000000": 100_000_000_000_000_000,

		// Exponents.
		strings.Repeat("0", 128): 0, // the longest text

		"0e9999": 0, "1e-9999": 0, "-7e-9999": 0, "1e-5": 0, "5e-5": 1,
	} {
		got, err := ParseMoney(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
}

func TestMoneyThatIsNone(t *testing.T) {
	for text, problem := range map[string]string{
		"": "not a decimal number", " 1": "not a decimal number", "1,280": "not a decimal number", "NT$5": "not a decimal number",
		"1.2.3": "not a decimal number", "--1": "not a decimal number", "0x10": "not a decimal number", "NaN": "not a decimal number",
		"Infinity": "not a decimal number", "1e": "not a decimal number", "１２": "not a decimal number",

		"99999999999999.99995": "beyond 99,999,999,999,999.9999", "100000000000000": "beyond", "-100000000000000": "beyond",
		"5e14": "beyond", "-5e14": "beyond", "922337203685477.5808": "beyond", "18446744073709551616": "beyond",
		"1e9999": "beyond", "-1e9999": "beyond", "1e999999999": "not a decimal number", "1e-99999999999": "not a decimal number",

		strings.Repeat("9", 129): "longer than 128 characters", "0." + strings.Repeat("0", 1<<20): "longer than 128 characters",
	} {
		got, err := ParseMoney(text)
		require.ErrorContains(t, err, problem, text)
		require.Zero(t, got)
		require.Less(t, len(err.Error()), 300, "a long text isn't repeated")
	}
}

// An amount is the exact number times 10,000, rounded half away from zero, computed
// here with fractions.
func TestMoneyAgreesWithFractions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?[0-9]{1,16}(\.[0-9]{0,9})?(e-?[0-9])?`).Draw(t, "amount")
		exact, ok := new(big.Rat).SetString(text)
		require.True(t, ok, text)
		want := roundHalfAway(exact.Mul(exact, big.NewRat(10_000, 1)))
		got, err := ParseMoney(text)
		if new(big.Int).Abs(want).Cmp(big.NewInt(int64(MaxMoney))) > 0 {
			require.Error(t, err, text)
			return
		}
		require.NoError(t, err, text)
		require.Equal(t, want.Int64(), int64(got), text)
	})
}

func roundHalfAway(r *big.Rat) *big.Int {
	twice := new(big.Int).Mul(new(big.Int).Abs(r.Num()), big.NewInt(2))
	rounded := twice.Add(twice, r.Denom())
	rounded.Div(rounded, new(big.Int).Mul(r.Denom(), big.NewInt(2)))
	if r.Sign() < 0 {
		rounded.Neg(rounded)
	}
	return rounded
}

func TestMoneyPrints(t *testing.T) {
	require.Equal(t, "12.5", Money(125_000).String())
	require.Equal(t, "-0.0001", Money(-1).String())
	require.Equal(t, "99999999999999.9999", MaxMoney.String())
	require.Equal(t, "0", Money(0).String())
	require.EqualValues(t, -4, Money(125_000).Decimal().Exponent())
}

// What is printed reads back as the same amount.
func TestMoneyReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Money(rapid.Int64Range(-int64(MaxMoney), int64(MaxMoney)).Draw(t, "money"))
		back, err := ParseMoney(m.String())
		require.NoError(t, err)
		require.Equal(t, m, back)
		back, err = ParseMoney(strconv.FormatInt(int64(m), 10) + "e-4")
		require.NoError(t, err)
		require.Equal(t, m, back)
	})
}

func FuzzParseMoney(f *testing.F) {
	for _, text := range []string{"1280.0", "-0.00005", "1e999999999", "1e-999999999", "99999999999999.99995", "1_0"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseMoney(text)
		if err == nil && (m > MaxMoney || m < -MaxMoney) {
			t.Fatalf("%q became %d", text, m)
		}
	})
}
