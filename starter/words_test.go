package main

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A password from a pipe is its first line, whole, also where nothing ends it.
func TestReadPassword(t *testing.T) {
	for typed, want := range map[string]string{"four words of it\n": "four words of it", "four words\r\nmore\n": "four words", " spaces stay ": " spaces stay ", "": ""} {
		got, err := readPassword(strings.NewReader(typed), io.Discard)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err := readPassword(failing{}, io.Discard)
	require.ErrorContains(t, err, "read the password")
	for typed, short := range map[string]bool{"elf letters": true, "twelve lette": false, "十二個字的密碼才夠長囉好": false, "十一個字的密碼還不夠長": true} {
		c := newConsolePassword()
		c.SilenceUsage, c.SilenceErrors = true, true
		c.SetIn(strings.NewReader(typed + "\n"))
		c.SetOut(io.Discard)
		c.SetArgs(nil)
		require.Equal(t, short, c.Execute() != nil, typed)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

// --out names a file that something is written to.
func TestKPIFile(t *testing.T) {
	for _, q := range []kpiQuery{{}, {explain: "revenue"}, {file: "x.csv"}, {file: "x.xlsx", orders: "revenue"}, {file: "x.csv", changed: true}} {
		require.NoError(t, q.checkFile())
	}
	require.ErrorContains(t, kpiQuery{file: "x.csv", explain: "revenue"}.checkFile(), "leave it out")
	require.ErrorContains(t, kpiQuery{file: "x.doc"}.checkFile(), "--out")
}

func TestVerb(t *testing.T) {
	require.Equal(t, []string{"are", "is", "are"}, []string{verb(0), verb(1), verb(2)})
}
