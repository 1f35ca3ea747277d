package config

import "path/filepath"

// Languages are those in which there are reports.
var Languages = []string{"en", "zh-Hant"}

// reportsDir lets a given folder start at the file's; the default stands beside
// the local stack's data.
func (r *reader) reportsDir(reports *Reports) {
	if reports.Dir == "" {
		reports.Dir = filepath.Join(".local", "reports")
		return
	}
	reports.Dir = r.resolve(reports.Dir)
}
