package regulars_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
)

func TestReadAnswer(t *testing.T) {
	for word, want := range map[string]regulars.Answer{
		"yes": regulars.AnswerYes, "y": regulars.AnswerYes, "true": regulars.AnswerYes, "1": regulars.AnswerYes, "on": regulars.AnswerYes,
		"subscribed": regulars.AnswerYes, "是": regulars.AnswerYes, "同意": regulars.AnswerYes,
		"no": regulars.AnswerNo, "n": regulars.AnswerNo, "false": regulars.AnswerNo, "0": regulars.AnswerNo, "off": regulars.AnswerNo,
		"unsubscribed": regulars.AnswerNo, "否": regulars.AnswerNo, "不同意": regulars.AnswerNo,
		"unsubscribe": regulars.AnswerNo, "退訂": regulars.AnswerNo, "取消訂閱": regulars.AnswerNo, "拒絕": regulars.AnswerNo,
		"": regulars.AnswerNone, "pending": regulars.AnswerNone, "unconfirmed": regulars.AnswerNone, "待確認": regulars.AnswerNone, "未確認": regulars.AnswerNone,
	} {
		for _, written := range []string{word, " " + strings.ToUpper(word) + "\t"} {
			answer, known := regulars.ReadAnswer(written)
			require.Equal(t, want, answer, "%q", written)
			require.True(t, known, "%q", written)
		}
	}
	for _, word := range []string{"maybe", "ja", "2", "yes!", "不", "null"} {
		answer, known := regulars.ReadAnswer(word)
		require.Equal(t, regulars.AnswerNo, answer, word)
		require.False(t, known, word)
	}
}
