package cause

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// holds are the codes of a campaign's holds, those with a longer text first: what a run
// says is compared with each in turn.
var holds = []Code{NightNotWhole, DatePast, Restored, SegmentGone, FailureRate, ComplaintRate, HeldByNote, HeldBy}

// holdForms are the English texts of holds as forms, made of the very words that write
// them. A text may go on after its form: what a sender adds is for the log.
var holdForms = sync.OnceValue(func() map[Code]*regexp.Regexp {
	forms := map[Code]*regexp.Regexp{}
	for _, code := range holds {
		text := regexp.QuoteMeta(englishWords.texts[code])
		for name, form := range map[string]string{"says": "(?P<says>.*)", "by": "(?P<by>[^:]*)", "segment": "(?P<segment>[^ ]*)", "failed": `(?P<failed>\d+)`, "came": `(?P<came>\d+)`} {
			text = strings.ReplaceAll(text, `\{`+name+`\}`, form)
		}
		end := "$"
		if code == FailureRate || code == ComplaintRate {
			end = ""
		}
		forms[code] = regexp.MustCompile("(?s)^" + text + end)
	}
	return forms
})

// OfHold returns why a campaign is held, of what its run says: a run passes through
// Temporal as its sentence. What is in nobody's words but a provider's stays as it is,
// under no code.
func OfHold(says string) Cause {
	for _, code := range holds {
		form := holdForms()[code]
		found := form.FindStringSubmatch(says)
		if found == nil {
			continue
		}
		c := Cause{Code: code}
		for i, name := range form.SubexpNames() {
			switch name {
			case "says":
				c.Says = found[i]
			case "by":
				c.By = found[i]
			case "segment":
				c.Segment = found[i]
			case "failed":
				c.Failed, _ = strconv.ParseUint(found[i], 10, 64)
			case "came":
				c.Came, _ = strconv.ParseUint(found[i], 10, 64)
			}
		}
		return c
	}
	return Cause{Says: says}
}

// Automatic reports whether the night or the date decides about the hold again.
func (c Cause) Automatic() bool { return c.Code == NightNotWhole || c.Code == DatePast }
