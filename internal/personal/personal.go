package personal

import "regexp"

// looks are mail addresses, international phone numbers and LINE user ids.
var looks = regexp.MustCompile(`[^\s"'<>@]+@[^\s"'<>@]+\.[^\s"'<>@]+|\+[1-9]\d{7,14}\b|\bU[0-9a-f]{32}\b`)

// Redact returns the text with … instead of what looks personal.
func Redact(text string) string { return looks.ReplaceAllString(text, "…") }
