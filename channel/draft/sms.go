package draft

import (
	"fmt"
	"regexp"
	"strings"

	"regulars/channel"
)

// mostSegments is how long an SMS may be without a warning.
const mostSegments = 3

// Alphabet names how an SMS carries its text: one character outside GSM-7 makes all of
// it UCS-2, of which a segment holds fewer than half as many.
func Alphabet(ucs2 bool) string {
	if ucs2 {
		return "UCS-2"
	}
	return "GSM-7"
}

// optOut are the words by which an SMS says how to get no more of them.
var optOut = regexp.MustCompile(`(?i)退訂|拒收|取消訂閱|停止接收|不再接收|opt[- ]?out|unsubscribe|stop`)

// named is a sender's name as Taiwanese shops write it.
var named = regexp.MustCompile(`【[^】]+】|\[[^\]]+\]`)

// SMS returns what is to be said against an SMS. sender is the brand's name; taiwan asks
// for what its rules want in an advertisement (個人資料保護法 § 20: a free way to refuse
// more; and who sends it).
func SMS(text, sender string, taiwan bool) []string {
	var warnings []string
	if n, ucs2 := channel.Segments(text); n > mostSegments {
		warnings = append(warnings, fmt.Sprintf("it takes %d segments (%s), each is charged: shorten it to %d", n, Alphabet(ucs2), mostSegments))
	}
	if !taiwan {
		return warnings
	}
	if !optOut.MatchString(text) {
		warnings = append(warnings, "it doesn't say how to refuse more of them for free: add such as 退訂請回N (個資法 § 20)")
	}
	if !named.MatchString(text) && !strings.Contains(text, sender) {
		warnings = append(warnings, "it doesn't name its sender: begin it with 【"+sender+"】")
	}
	return warnings
}
