package local

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ownDatabases are there without a file. A client that names none gets default.
var ownDatabases = map[string]bool{"": true, "default": true, "system": true, "information_schema": true, "INFORMATION_SCHEMA": true}

// hasDatabase reports whether ClickHouse has a database: its definition stands in a file
// of the data's folder before CREATE DATABASE is answered. A name that no file can have is
// none.
func hasDatabase(data, name string) bool {
	if ownDatabases[name] {
		return true
	}
	_, err := os.Stat(filepath.Join(data, "metadata", escaped(name)+".sql"))
	return err == nil
}

// escaped is a name as ClickHouse writes it in names of files: what is no letter, digit
// or underscore as a percent sign with two hexadecimal digits.
func escaped(name string) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		if c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}
