package file

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
)

func TestNewPlan(t *testing.T) {
	cases := map[string]struct {
		feed config.Feed
		want Plan
	}{
		"csv":         {config.Feed{Path: "/a/b.csv"}, Plan{Function: "file", Location: "/a/b.csv", Format: "CSVWithNames", Compression: "auto"}},
		"upper case":  {config.Feed{Path: "/a/B.CSV.GZ"}, Plan{Function: "file", Location: "/a/B.CSV.GZ", Format: "CSVWithNames", Compression: "gzip"}},
		"no header":   {config.Feed{Path: "/a/b.csv", Structure: " a String "}, Plan{Function: "file", Location: "/a/b.csv", Format: "CSV", Structure: "a String", Compression: "auto"}},
		"tsv":         {config.Feed{Path: "/a/b.tsv.zst"}, Plan{Function: "file", Location: "/a/b.tsv.zst", Format: "TabSeparatedWithNames", Compression: "zstd"}},
		"json lines":  {config.Feed{Path: "/a/*.jsonl"}, Plan{Function: "file", Location: "/a/*.jsonl", Format: "JSONEachRow", Compression: "auto"}},
		"parquet":     {config.Feed{Path: "s3://b/k/*.parquet"}, Plan{Function: "s3", Location: "s3://b/k/*.parquet", Format: "Parquet", Compression: "auto"}},
		"address":     {config.Feed{Path: "https://x.tw/f.csv.gz?v=1.2"}, Plan{Function: "url", Location: "https://x.tw/f.csv.gz?v=1.2", Format: "CSVWithNames", Compression: "gzip"}},
		"file scheme": {config.Feed{Path: "file:///a/b.csv"}, Plan{Function: "file", Location: "/a/b.csv", Format: "CSVWithNames", Compression: "auto"}},
		"words": {config.Feed{Path: "/a/b.txt", Structure: "a String", SkipLines: 1},
			Plan{Function: "file", Location: "/a/b.txt", Format: Whitespace, Structure: "a String", Compression: "auto", SkipLines: 1}},
		"words by name": {config.Feed{Path: "/a/b.csv", Structure: "a String", Format: "whitespace"},
			Plan{Function: "file", Location: "/a/b.csv", Format: Whitespace, Structure: "a String", Compression: "auto"}},
		"named": {config.Feed{Path: "/a/b.dat", Format: "LineAsString"},
			Plan{Function: "file", Location: "/a/b.dat", Format: "LineAsString", Compression: "auto"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := NewPlan(c.feed)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestNewPlanRelative(t *testing.T) {
	p, err := NewPlan(config.Feed{Path: "data/a.csv"})
	require.NoError(t, err)
	require.True(t, filepath.IsAbs(p.Location), p.Location)
}

func TestNewPlanMistakes(t *testing.T) {
	for path, want := range map[string]string{"/a/b.txt": "structure", "ftp://x/y.csv": "ftp:// is not known"} {
		_, err := NewPlan(config.Feed{Path: path})
		require.ErrorContains(t, err, want, path)
	}
}
