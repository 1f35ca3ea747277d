package regulars

import (
	"strings"
	"unicode/utf8"
)

// maxErrorText is how long the text of an error may become, in bytes: what is longer
// holds a file or a page, and the reason stands at its beginning.
const maxErrorText = 4000

// ErrorText returns the text of an error as it may be kept and shown: valid UTF-8,
// which Temporal demands, and bounded. Servers, files and databases quote in their
// errors what they were given.
func ErrorText(text string) string {
	if len(text) > maxErrorText {
		end := maxErrorText
		for end > maxErrorText-utf8.UTFMax && !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end] + "…"
	}
	return strings.ToValidUTF8(text, "�")
}
