package config

// Languages are those in which there are reports.
var Languages = []string{"en", "zh-Hant"}
