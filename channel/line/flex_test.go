package line

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
)

const aBubble = `{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[{"type":"text","text":"想念你","somethingNew":1}]}}`

func flexText(alt, contents string) string {
	return fmt.Sprintf(`{"type":"flex","altText":%q,"contents":%s}`, alt, contents)
}

// A Flex message goes as its template has it, by push and by multicast.
func TestFlexMessages(t *testing.T) {
	fake := startLine(t, &fakeLine{})
	for _, personal := range []bool{true, false} {
		batch := messages(3, personal)
		for i := range batch {
			batch[i].JSON, batch[i].Text = true, flexText(batch[i].Text, aBubble)
		}
		_, err := open(t, settings(fake.url)).Send(t.Context(), batch)
		require.NoError(t, err)
	}
	require.Equal(t, map[string]int{pushPath: 3, multicastPath: 1}, fake.requests)
	require.Len(t, fake.bodies, 4)
	for _, body := range fake.bodies {
		var sent struct{ Messages []json.RawMessage }
		require.NoError(t, json.Unmarshal([]byte(body), &sent))
		require.Contains(t, string(sent.Messages[0]), `"somethingNew":1`, "what the SDK doesn't know is kept")
		require.Contains(t, string(sent.Messages[0]), `"altText":"想念你`)
	}
}

func TestFlexIsChecked(t *testing.T) {
	carousel := func(n int) string {
		return `{"type":"carousel","contents":[` + strings.TrimSuffix(strings.Repeat(aBubble+",", n), ",") + `]}`
	}
	for text, want := range map[string]string{
		flexText("x", aBubble):                        "",
		flexText("x", carousel(12)):                   "",
		flexText("x", carousel(13)):                   "13 bubbles",
		flexText("x", carousel(0)):                    "0 bubbles",
		flexText(" ", aBubble):                        "altText",
		flexText(strings.Repeat("字", 1501), aBubble):  "1500",
		flexText("x", `{"type":"box"}`):               "neither a bubble",
		flexText("x", `{"type":"bubble"}`):            "empty",
		flexText("x", `{"type":"bubble","body":"x"}`): "wrong kind",
		flexText("x", `{"type":"bubble","size":[1]}`): "wrong kind",
		`{"type":"text","text":"x"}`:                  "not a flex message",
		`{"type":"flex","altText":"x"}`:               "no contents",
		`{"type":"flex"`:                              "not valid JSON",
		flexText("x", strings.Replace(aBubble, "想念你", strings.Repeat("字", 11000), 1)): "larger than 30 KB",
	} {
		m := messages(1, true)[0]
		m.JSON, m.Text = true, text
		if want == "" {
			require.Empty(t, unfit(m, false), text)
			continue
		}
		require.Contains(t, unfit(m, false), want, text)
	}
	require.Empty(t, unfit(regulars.Message{To: user(1), RetryKey: messages(1, true)[0].RetryKey, Text: `{"type":"flex"`}, false), "a text that looks like one is a text")
}
