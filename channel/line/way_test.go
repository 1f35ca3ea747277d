package line_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/channel/line"
	"regulars/config"
)

// One text for two or more who can get it goes as a multicast, all else as pushes.
func TestWay(t *testing.T) {
	s, err := line.New(config.Channel{ChannelToken: config.NewSecret("a token")})
	require.NoError(t, err)
	batch := func(texts ...string) (all []regulars.Message) {
		for i, text := range texts {
			all = append(all, regulars.Message{To: fmt.Sprintf("U%032x", i), Text: text, RetryKey: uuid.NewString()})
		}
		return all
	}
	long := strings.Repeat("x", 5001)
	require.Equal(t, channel.Multicast, s.Way(batch("a", "a")))
	require.Equal(t, channel.Multicast, s.Way(batch("a", long, "a")))
	require.Equal(t, channel.Push, s.Way(batch("a", "b", "a")))
	require.Equal(t, channel.Push, s.Way(batch("a", long)))
	require.Equal(t, channel.Push, s.Way(nil))
	require.Equal(t, channel.Multicast, s.Way(batch(slices.Repeat([]string{"a"}, s.MulticastSize())...)))
	require.Equal(t, channel.Push, s.Way(batch(slices.Repeat([]string{"a"}, s.MulticastSize()+1)...)), "LINE takes 500 user ids at once")
	require.Equal(t, 500, s.MulticastSize())
}
