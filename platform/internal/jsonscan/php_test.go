package jsonscan

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// PHP writes an object without fields as an array, and an array with gaps as an object.
func TestWhatPHPWrites(t *testing.T) {
	for text, want := range map[string][]string{
		`{"a":1,"b":2}`: {"a=1", "b=2"}, `{}`: nil, `[]`: nil, "[ \n\r\t]": nil, `null`: nil,
	} {
		var got []string
		s := New([]byte(text))
		s.Record(func(key string) { got = append(got, key+"="+s.Text()) })
		require.NoError(t, s.End(), text)
		require.Empty(t, s.Mismatch(), text)
		require.Equal(t, want, got, text)
	}
	for text, want := range map[string][]string{
		`["a","b"]`: {"a", "b"}, `{"1":"a","7":"b"}`: {"a", "b"}, `[]`: nil, `{}`: nil, `null`: nil,
	} {
		var got []string
		s := New([]byte(text))
		s.Elements(func() { got = append(got, s.Text()) })
		require.NoError(t, s.End(), text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{`[1]`, `[{"a":1}]`, `"a"`, `7`} {
		s := New([]byte(text))
		s.Record(func(string) { t.Error("a field of", text) })
		require.NoError(t, s.End(), text)
		require.NotEmpty(t, s.Mismatch(), text)
	}
	s := New([]byte(`[ `))
	s.Record(func(string) { t.Error("a field of an array that is cut off") })
	require.ErrorIs(t, s.End(), ErrTruncated)
}

// What a value is can be asked before it is read.
func TestKinds(t *testing.T) {
	for text, kind := range map[string][2]bool{` "a"`: {true, false}, ` null`: {false, true}, ` 7`: {false, false}, ` {}`: {false, false}, `true`: {false, false}} {
		s := New([]byte(text))
		require.Equal(t, kind, [2]bool{s.IsText(), s.IsNull()}, text)
		require.Equal(t, text == ` {}`, s.IsObject(), text)
		s.Raw()
		require.NoError(t, s.End(), text)
	}
}

// A literal is read where JSON has it, and nowhere else.
func TestLiterals(t *testing.T) {
	for _, text := range []string{
		"0", "9", "10", "90", "-0", "-9.09", "1e5", "1E5", "1e+5", "1e-5", "0.0", "9.9e99", "true", "false", "null",
		"01", "00", "-", "+1", "1.", ".1", "1e", "1e+", "1..2", "--1", "1/2", "1:2", "0x10", "a", "z", "tru", "truez", "nul", "NaN", "Infinity", "-01", "1.e5", "1e5.5", "{", "`", "A", "1 2",
	} {
		s := New([]byte(text))
		got := s.Text()
		err := s.End()
		require.Equal(t, json.Valid([]byte(text)), err == nil && s.Mismatch() == "", "%q: %v", text, err)
		if text == "null" {
			require.Empty(t, got)
		} else if err == nil {
			require.Equal(t, text, got)
		}
	}
}
