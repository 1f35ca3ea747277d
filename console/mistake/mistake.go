package mistake

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"regulars/config/document"
	"regulars/present"
)

// In returns a mistake with its words in a language as HTML names it. What has no translation
// stays English: it is better read in English than not at all.
func In(lang string, m document.Mistake) document.Mistake {
	if lang == present.Chinese.Lang {
		m.Problem, m.Remedy = translated(m.Problem), translated(m.Remedy)
	}
	return m
}

// phrase is what the validator says, with %s for each part that differs, and the same in Chinese,
// where %[2]s is the second of them.
type phrase struct{ english, chinese string }

type pattern struct {
	form    *regexp.Regexp
	chinese string
}

// patterns are the phrases as regular expressions, in their order.
var patterns = sync.OnceValue(func() []pattern {
	said := slices.Concat(phrases, ofJourneys)
	all := make([]pattern, len(said))
	for i, p := range said {
		form := strings.ReplaceAll(regexp.QuoteMeta(p.english), "%s", "(.*?)")
		all[i] = pattern{regexp.MustCompile("(?s)^" + form + "$"), p.chinese}
	}
	return all
})

func translated(text string) string {
	for _, p := range patterns() {
		parts := p.form.FindStringSubmatch(text)
		if parts == nil {
			continue
		}
		if len(parts) == 1 {
			return p.chinese
		}
		words := make([]any, len(parts)-1)
		for i, part := range parts[1:] {
			words[i] = word(part)
		}
		return fmt.Sprintf(p.chinese, words...)
	}
	return text
}

// word is a part that is itself one of the validator's words.
func word(part string) string {
	if known, is := words[part]; is {
		return known
	}
	return part
}
