package draft

import (
	"fmt"
	"unicode/utf16"
)

// MaxLINE is how long a text may be on LINE, in UTF-16 code units, as LINE counts.
const MaxLINE = 5000

// LengthOnLINE returns the length of a text as LINE counts it.
func LengthOnLINE(text string) int { return len(utf16.Encode([]rune(text))) }

// LINE returns what is to be said against a LINE message.
func LINE(text string) []string {
	if n := LengthOnLINE(text); n > MaxLINE {
		return []string{fmt.Sprintf("it has %d characters, and LINE takes %d: shorten it", n, MaxLINE)}
	}
	return nil
}
