package structure

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNames(t *testing.T) {
	for list, want := range map[string][]string{
		"":          nil,
		"id String": {"id"},
		" a String,\n b Decimal(18, 2), c Map(String, Array(String)) ":     {"a", "b", "c"},
		"`the day` Date, \"two, words\" String, e Enum('a,b' = 1), z Int8": {"the day", "two, words", "e", "z"},
		"e Enum('a)' = 1, '(,' = 2), z Int8":                               {"e", "z"},
		"`` String, z Int8":                                                {"", "z"},
	} {
		names, err := Names(list)
		require.NoError(t, err, list)
		require.Equal(t, want, names, list)
	}
	for _, list := range []string{"a", ", b String", "`a String", "a, b String"} {
		_, err := Names(list)
		require.Error(t, err, list)
	}
}
