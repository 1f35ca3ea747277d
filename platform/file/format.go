package file

import (
	"net/url"
	"path"
	"strings"
)

var compressions = map[string]string{
	".gz": "gzip", ".gzip": "gzip", ".zst": "zstd", ".zstd": "zstd", ".bz2": "bz2", ".xz": "xz", ".lz4": "lz4", ".br": "br",
}

type named struct{ header, structured string }

var formats = map[string]named{
	".csv":     {"CSVWithNames", "CSV"},
	".tsv":     {"TabSeparatedWithNames", "TabSeparated"},
	".tab":     {"TabSeparatedWithNames", "TabSeparated"},
	".parquet": {"Parquet", "Parquet"},
	".pq":      {"Parquet", "Parquet"},
	".json":    {"JSONEachRow", "JSONEachRow"},
	".jsonl":   {"JSONEachRow", "JSONEachRow"},
	".ndjson":  {"JSONEachRow", "JSONEachRow"},
	".orc":     {"ORC", "ORC"},
	".arrow":   {"Arrow", "Arrow"},
	".avro":    {"Avro", "Avro"},
}

// baseName is the file's name without its folders, or an address's query.
func baseName(location string) string {
	if strings.Contains(location, "://") {
		if u, err := url.Parse(location); err == nil {
			location = u.Path
		}
	}
	return path.Base(strings.ReplaceAll(location, `\`, "/"))
}

// unpack takes the extension of a packed file off its name.
func unpack(name string) (unpacked, compression string) {
	extension := strings.ToLower(path.Ext(name))
	if compression, packed := compressions[extension]; packed {
		return name[:len(name)-len(extension)], compression
	}
	return name, "auto"
}

func guess(name string, structured bool) string {
	format, known := formats[strings.ToLower(path.Ext(name))]
	switch {
	case !known:
		return Whitespace
	case structured:
		return format.structured
	default:
		return format.header
	}
}
