package jsonscan

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

type item struct{ id, name, raw string }

func readItems(answer string) ([]item, []string, error) {
	var items []item
	var wrong []string
	s := New([]byte(answer))
	s.Array(func() {
		var it item
		it.raw = string(New(s.buf[s.pos:]).Raw())
		s.Object(func(key string) {
			switch key {
			case "id":
				it.id = s.Text()
			case "name":
				it.name = s.Text()
			}
		})
		if m := s.Mismatch(); m != "" {
			wrong = append(wrong, m)
			return
		}
		items = append(items, it)
	})
	return items, wrong, s.End()
}

func TestTextsOfAnyKind(t *testing.T) {
	items, wrong, err := readItems(` [ {"id":7,"x":{"a":["}",{}]},"name":"\u738b\/\"小"} , {"id":"7","name":null},{"id":-1.5e3,"name":true},{}, null ] `)
	require.NoError(t, err)
	require.Empty(t, wrong)
	require.Equal(t, "王/\"小", items[0].name)
	require.Equal(t, []string{"7", "7", "-1.5e3", "", ""}, []string{items[0].id, items[1].id, items[2].id, items[3].id, items[4].id})
	require.Equal(t, "true", items[2].name)
	require.Equal(t, `{"id":"7","name":null}`, items[1].raw)
}

func TestWrongKindSpoilsItsRecordOnly(t *testing.T) {
	items, wrong, err := readItems(`[{"id":{"x":1}},{"id":2},"text",{"id":3}]`)
	require.NoError(t, err)
	require.Len(t, items, 2)
	require.Len(t, wrong, 2)
	require.Contains(t, wrong[0], `"id"`)
}

func TestEveryPrefixIsTruncated(t *testing.T) {
	whole := `[{"id":12,"name":"a\"b\\","n":[1,2,{"x":"y"}],"t":true},{"id":null}]`
	for cut := range len(whole) {
		_, _, err := readItems(whole[:cut])
		require.Truef(t, errors.Is(err, ErrTruncated), "%q: %v", whole[:cut], err)
	}
}

func TestSyntaxErrors(t *testing.T) {
	for _, answer := range []string{`[{"id":1,}]`, `[{"id" 1}]`, `[{id:1}]`, `[1 2]`, `<br>Warning: x in y`, `[] []`, `[{"id":01}]`, `[{"id":nul}]`, `[{"id":"\x"}]`} {
		_, _, err := readItems(answer)
		require.Errorf(t, err, "%s", answer)
		require.NotContains(t, err.Error(), "Warning")
	}
}

// What encoding/json reads is what the scanner reads.
func TestAgreesWithEncodingJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want []map[string]string
		for range rapid.IntRange(0, 5).Draw(t, "records") {
			want = append(want, rapid.MapOf(rapid.String(), rapid.String()).Draw(t, "record"))
		}
		answer, err := json.MarshalIndent(want, "", strings.Repeat(" ", rapid.IntRange(0, 3).Draw(t, "indent")))
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(answer, &want))
		var got []map[string]string
		s := New(answer)
		s.Array(func() {
			record := map[string]string{}
			s.Object(func(key string) { record[key] = s.Text() })
			got = append(got, record)
		})
		require.NoError(t, s.End())
		require.Len(t, got, len(want))
		for i := range want {
			require.Equal(t, want[i], got[i])
		}
	})
}

func FuzzScanner(f *testing.F) {
	f.Add(`[{"id":1,"name":"x"}]`)
	f.Add(`[{"id":"\u00e9"},null]`)
	f.Fuzz(func(t *testing.T, answer string) {
		_, _, err := readItems(answer)
		if err != nil && json.Valid([]byte(answer)) {
			t.Fatalf("valid JSON was refused: %v", err)
		}
	})
}
