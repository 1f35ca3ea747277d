package cell_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"regulars/cell"
)

func TestID(t *testing.T) {
	for text, want := range map[string]string{
		"000123": "000123", `="000123"`: "000123", "'000123": "000123", " A-1 ": "A-1", "20261102123456789012": "20261102123456789012", "1001.0": "1001.0", "#1001": "#1001",
		"1E5": "1E5", "3E+5X": "3E+5X", "12E+34": "12E+34", "A\u200bB\u00ad\ufeff": "AB", "NULL": "", "": "", " ": "", "é": "é", "e\u0301": "é", "A  B": "A B",
		"1E": "1E", "1E15": "1E15", "1E+5": "1E+5", "1.5E+": "1.5E+", "2.E+15": "2.E+15", "2.x2E+15": "2.x2E+15", "2x02E+15": "2x02E+15", "x.5E+15": "x.5E+15", "20.5E+15": "20.5E+15",
		"E+15": "E+15", "1E+1x": "1E+1x", "_A-1": "_A-1", "null": "", "NULL-1": "NULL-1",
	} {
		id, err := cell.ID(text)
		require.NoError(t, err, text)
		require.Equal(t, want, id, text)
	}
	for _, text := range []string{"2.02611E+15", "2,02611E+15", "2.02611e15", "1E+05", "1e-05", "1E-15", "1.5E5", "1.5E-5", " 2.02611E+15 ", `="2.02611E+15"`} {
		_, err := cell.ID(text)
		require.ErrorContains(t, err, "not an id: ", text)
		require.ErrorContains(t, err, "has lost its digits: format the column as text", text)
	}
	for _, text := range []string{"#REF!", "#N/A!", "########"} {
		_, err := cell.ID(text)
		if text == "#N/A!" { // no error that a spreadsheet has
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, "an error of the spreadsheet", text)
	}
	for text, want := range map[string]string{"1001.0": "1001", "1001": "1001", "1001.5": "1001.5", "1814358049747237396": "1814358049747237396", "1001.": "1001.", ".0": ".0", "1001.00": "1001", "1001.10": "1001.10"} {
		id, err := cell.TypedID(text)
		require.NoError(t, err, text)
		require.Equal(t, want, id, text)
	}
	_, err := cell.TypedID("2.02611E+15")
	require.Error(t, err)
}

// Ids that differ in a sign that is seen stay different. Without an E none of them is a
// number that has lost its digits, such as 0E-00.
func TestIDsStayApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.StringMatching(`[A-DF-Z0-9#-]{0,4}[0-9]{1,20}`).Draw(t, "a"), rapid.StringMatching(`[A-DF-Z0-9#-]{0,4}[0-9]{1,20}`).Draw(t, "b")
		x, err := cell.ID(a)
		require.NoError(t, err)
		y, err := cell.ID(`="` + b + `"`)
		require.NoError(t, err)
		require.Equal(t, a, x)
		require.Equal(t, b, y)
	})
}

func TestWord(t *testing.T) {
	for text, want := range map[string]string{
		" 已取消 ": "已取消", "a\t\n b": "a b", "a\u00a0b": "a b", "\ufeffa": "a", "e\u0301": "é", "": "", "\u3000": "", "👨\u200d👩": "👨\u200d👩", "a\u200db": "ab", "Ａ": "Ａ",
		"it's": "it's", "='x'": "='x'", "a\tbc d": "a bc d", "e\u0301x": "éx", "王\u200b明": "王明", "王\u00ad明": "王明", "می\u200cخواهم": "می\u200cخواهم", "a\u200cb": "ab",
		"é  x": "é x", "é ": "é", "é\tx": "é x", "~": "~", "a\x7fb": "ab",
	} {
		require.Equal(t, want, cell.Word(text), "%q", text)
	}
	rapid.Check(t, func(t *rapid.T) {
		word := cell.Word(rapid.String().Draw(t, "text"))
		require.Equal(t, word, cell.Word(word))
		require.Equal(t, strings.TrimFunc(word, unicode.IsSpace), word)
		require.NotContains(t, word, "  ")
	})
}

func TestFlag(t *testing.T) {
	for text, want := range map[string]string{
		"yes": "yes", "Y": "yes", "TRUE": "yes", "1": "yes", "1.0": "yes", "2": "yes", "-1": "yes", "on": "yes", "是": "yes", "t": "yes", "ｙｅｓ": "yes", "2026-11-02": "yes", "11/02/2026 10:15": "yes",
		"no": "no", "N": "no", "False": "no", "0": "no", "0.0": "no", "否": "no", "f": "no", "opt-out": "no",
		"": "unknown", " ": "unknown", "NULL": "unknown", "0000-00-00": "unknown",
		"maybe": "error", "已取消": "error", "-": "error",
	} {
		value, known, err := cell.Flag(text)
		got := map[bool]string{true: "yes", false: "no"}[value]
		if !known {
			got = "unknown"
		}
		if err != nil {
			require.ErrorContains(t, err, "is neither yes nor no")
			got = "error"
		}
		require.Equal(t, want, got, text)
	}
}

func TestConsent(t *testing.T) {
	for text, want := range map[string]string{
		"yes": "yes", " Subscribed ": "yes", "1": "yes", "1.0": "yes", "同意": "yes", "on": "yes", "2026-11-02 10:15:00": "yes",
		"no": "no", "unsubscribed": "no", "0.0": "no", "不同意": "no", "": "", "NULL": "", "0000-00-00": "",
		"Pending": "", "待確認": "", "退訂": "no", "waiting": "waiting", "t": "t", "granted": "granted", "2": "2", strings.Repeat("Ｘ", 200): strings.Repeat("x", 100),
	} {
		require.Equal(t, want, cell.Consent(text), text)
	}
}
