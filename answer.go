package regulars

import (
	"slices"
	"strings"
)

// Answer is what a record says of a consent at the moment at which it is read.
type Answer int8

// The answers. An empty field, a key that isn't there and a word for who hasn't
// confirmed yet are no answer; where there was one before, its person has taken it back.
const (
	AnswerNone Answer = iota
	AnswerYes
	AnswerNo
)

// The words that sources write for yes, for no, and for who was asked to confirm and
// hasn't, in lower case. Every source is read by them.
var (
	YesWords     = []string{"yes", "y", "true", "1", "on", "subscribed", "是", "同意"}
	NoWords      = []string{"no", "n", "false", "0", "off", "unsubscribed", "unsubscribe", "否", "不同意", "退訂", "取消訂閱", "拒絕"}
	PendingWords = []string{"pending", "unconfirmed", "待確認", "未確認"}
)

// ReadAnswer returns what a word says, whatever its case and the spaces around it. Any
// other word is a no, and not known: somebody said something, and no yes.
func ReadAnswer(word string) (answer Answer, known bool) {
	word = strings.ToLower(strings.TrimSpace(word))
	switch {
	case word == "", slices.Contains(PendingWords, word):
		return AnswerNone, true
	case slices.Contains(YesWords, word):
		return AnswerYes, true
	case slices.Contains(NoWords, word):
		return AnswerNo, true
	}
	return AnswerNo, false
}
