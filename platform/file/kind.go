package file

import (
	"bytes"
	"path"
	"strings"
)

// Whitespace is the format of lines whose columns stand between runs of blanks.
const Whitespace = "Whitespace"

// The formats that are read here.
const (
	kindText    = "csv"
	kindWords   = Whitespace
	kindJSON    = "json"
	kindParquet = "parquet"
	kindSheet   = "xlsx"
)

// kindWordsOf are the words for the formats, in lower case: our own, and
// ClickHouse's names for the same.
var kindByWord = map[string]string{
	"csv": kindText, "csvwithnames": kindText, "tsv": kindText, "tsvwithnames": kindText, "tabseparated": kindText, "tabseparatedwithnames": kindText,
	"tsvraw": kindText, "tsvrawwithnames": kindText, "tabseparatedraw": kindText, "tabseparatedrawwithnames": kindText,
	"whitespace": kindWords, "json": kindJSON, "jsonl": kindJSON, "ndjson": kindJSON, "jsoneachrow": kindJSON, "jsonlines": kindJSON,
	"parquet": kindParquet, "xlsx": kindSheet, "excel": kindSheet,
}

var kindByExtension = map[string]string{
	".csv": kindText, ".tsv": kindText, ".tab": kindText, ".txt": kindText, ".json": kindJSON, ".jsonl": kindJSON, ".ndjson": kindJSON,
	".parquet": kindParquet, ".pq": kindParquet, ".xlsx": kindSheet, ".xlsm": kindSheet,
}

// foreignExtensions are those of formats that ClickHouse reads itself.
var foreignExtensions = map[string]string{".orc": "ORC", ".arrow": "Arrow", ".avro": "Avro"}

// foreignByName reports whether a file's name says that its format is one of those.
func foreignByName(location string) bool {
	name := strings.ToLower(baseName(location))
	for packed := range compressions {
		name = strings.TrimSuffix(name, packed)
	}
	return foreignExtensions[path.Ext(name)] != ""
}

// foreign reports whether a declared format is none that is read here.
func foreign(format string) bool {
	format = strings.ToLower(strings.TrimSpace(format))
	return format != "" && kindByWord[format] == ""
}

// kindOfFile is the format that is declared, or that the file's name and beginning
// show. Returns ErrRefused for what is no table.
func kindOfFile(s *source, d *dialect, head []byte) (string, error) {
	if err := refuseByContent(s.name, head); err != nil {
		return "", err
	}
	word := strings.ToLower(strings.TrimSpace(d.Format))
	declared := kindByWord[word]
	if declared == kindText && strings.HasPrefix(word, "t") {
		declaredTabs(d, word)
	}
	proven := provenKind(s, head)
	switch {
	case declared != "" && proven != "" && declared != proven:
		return "", refused(s.name, "is %s, but format: %s is declared: correct it, or leave it out", proven, d.Format)
	case declared != "":
		return declared, nil
	}
	d.found("format")
	if proven != "" {
		return proven, nil
	}
	kind, known := kindByExtension[strings.ToLower(path.Ext(s.inner))]
	switch {
	case len(head) == 0:
		return kindText, nil
	case kind == kindParquet, kind == kindSheet:
		return "", broken(s.name, errNotAsNamed)
	case known:
		return kind, nil
	case looksLikeJSON(head):
		return kindJSON, nil
	}
	return kindText, nil
}

// declaredTabs completes the dialect of ClickHouse's tabbed formats, which have no
// quotes but, unless they are raw, escapes.
func declaredTabs(d *dialect, word string) {
	if d.Delimiter == "" {
		d.Delimiter = "tab"
	}
	if d.Quote == "" {
		d.Quote = "none"
	}
	d.escapes = !strings.Contains(word, "raw")
}

// provenKind is the format that the beginning of a file proves.
func provenKind(s *source, head []byte) string {
	switch {
	case s.isSheet(), bytes.HasPrefix(head, []byte("PK\x03\x04")): // or a workbook that is packed again
		return kindSheet
	case bytes.HasPrefix(head, []byte("PAR1")):
		return kindParquet
	}
	return ""
}

func looksLikeJSON(head []byte) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return false
	}
	text = bytes.TrimLeft(text[1:], " \t\r\n[")
	return len(text) > 0 && (text[0] == '"' || text[0] == '{' || text[0] == '}')
}

// contents are the beginnings of files that are no table that can be read.
var contents = []struct{ magic, what string }{
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is a workbook of the old format .xls, or one with a password: save it as .xlsx without a password, or as CSV UTF-8"},
	{"%PDF", "is a PDF: export the table as .xlsx or CSV UTF-8"},
	{"{\\rtf", "is a formatted text (RTF): save it as CSV UTF-8"},
	{"7z\xbc\xaf\x27\x1c", "is a 7z archive: pack it as .zip or .gz"},
	{"Rar!\x1a\x07", "is a RAR archive: pack it as .zip or .gz"},
	{"\x1f\x9d", "is packed by compress (.Z): pack it as .gz or .zip"},
	{"\x5d\x00\x00", "is packed as .lzma: pack it as .xz, .gz or .zip"},
	{"\x89LZO", "is packed as .lzo: pack it as .gz or .zip"},
	{"\xff\x06\x00\x00sNaPpY", "is packed by Snappy: pack it as .gz or .zip"},
	{"LZIP\x01", "is packed as .lz: pack it as .xz, .gz or .zip"},
	{"SQLite format 3\x00", "is an SQLite database: export the table as CSV UTF-8"},
	{"ORC", "is ORC: write format: ORC"},
	{"Obj\x01", "is Avro: write format: Avro"},
	{"ARROW1", "is Arrow: write format: Arrow"},
	{"\x89PNG", "is a picture"},
	{"\xff\xd8\xff", "is a picture"},
}

func refuseByContent(name string, head []byte) error {
	for _, c := range contents {
		if bytes.HasPrefix(head, []byte(c.magic)) && (c.magic != "ORC" || bytes.IndexByte(head, 0) >= 0) {
			return refused(name, "%s", c.what)
		}
	}
	if len(head) > 262 && string(head[257:262]) == "ustar" {
		return refused(name, "is a tar archive: pack the file itself as .gz or .zip")
	}
	text := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	text = bytes.ToLower(bytes.TrimLeft(text[:min(len(text), 512)], " \t\r\n"))
	for _, page := range []string{"<!doctype html", "<html", "<head", "<table", "<meta", "<script", "<style", "<body", "<div"} {
		if bytes.HasPrefix(text, []byte(page)) {
			return refused(name, "is a web page, not a file of rows (some exports named .xls are such; an address may ask for a login): save it as .xlsx or CSV UTF-8")
		}
	}
	if bytes.HasPrefix(text, []byte("<?xml")) {
		return refused(name, "is XML: save it as .xlsx or CSV UTF-8")
	}
	return nil
}
