package path_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config/journey"
	"regulars/present"
	"regulars/present/path"
)

// Both languages say the same steps, each in its words.
func TestWords(t *testing.T) {
	en, zh := path.Of(&present.English), path.Of(&present.Chinese)
	require.Equal(t, slices.Sorted(maps.Keys(en.Reasons)), slices.Sorted(maps.Keys(zh.Reasons)))
	require.Equal(t, slices.Sorted(maps.Keys(en.States)), slices.Sorted(maps.Keys(zh.States)))
	heard := journey.Step{
		Until: journey.Condition{Opened: "care", Did: []string{"login", "add_to_cart"}}, AtMost: "4d",
		Ways: []journey.Way{{If: journey.Condition{Bought: true, In: "vip"}, Then: "end"}, {If: journey.Condition{Clicked: "care"}, Then: "end"}},
	}
	cart := journey.Condition{Did: []string{"order_placed"}, Same: "cart_id"}
	for _, c := range []struct{ name, en, zh string }{
		{"until", en.Wait(&heard), zh.Wait(&heard)},
		{"hours", en.Wait(&journey.Step{After: "30m"}), zh.Wait(&journey.Step{After: "30m"})},
		{"at most hours", en.Wait(&journey.Step{Until: cart, AtMost: "24h"}), zh.Wait(&journey.Step{Until: cart, AtMost: "24h"})},
		{"expected", en.Wait(&journey.Step{On: "expected_purchase - 3d", AtMost: "60d"}), zh.Wait(&journey.Step{On: "expected_purchase - 3d", AtMost: "60d"})},
		{"way", en.Way(&heard, ""), zh.Way(&heard, "")},
		{"else", en.Way(&heard, "next"), zh.Way(&heard, "next")},
		{"lot", en.Way(&journey.Step{Split: []journey.Branch{{Weight: 2, Then: "a"}}}, "a"), zh.Way(&journey.Step{Split: []journey.Branch{{Weight: 2, Then: "a"}}}, "a")},
	} {
		want := map[string][2]string{
			"until":         {"until opened care and did login or add_to_cart, at most 4 days", "直到已開啟 care且發生 login或add_to_cart，最多 4 天"},
			"hours":         {"30m", "30m"},
			"at most hours": {"until did order_placed with the same cart_id, at most 24h", "直到發生 order_placed（相同的 cart_id），最多 24h"},
			"expected":      {"3 days before the expected purchase, at most 60 days", "預計回購日前 3 天，最多 60 天"},
			"way":           {"bought and in vip or clicked care", "已購買且屬於 vip或已點擊 care"},
			"else":          {"else", "其他"},
			"lot":           {"2 by lot", "抽籤 2"},
		}[c.name]
		require.Equal(t, want, [2]string{c.en, c.zh}, c.name)
	}
	require.Empty(t, en.Wait(&journey.Step{}))
	require.Equal(t, "1 day", en.Wait(&journey.Step{After: "1d"}))
	require.Equal(t, "the expected purchase, at most 60 days", en.Wait(&journey.Step{On: "expected_purchase", AtMost: "60d"}))
	require.Equal(t, en.Always, en.Way(&journey.Step{}, "next"), "there is one way")
	for to, want := range map[string]string{"": en.End, journey.End: en.End, "next": "next"} {
		require.Equal(t, want, en.Destination(to), to)
	}
	require.Equal(t, "too few to tell", en.Verdict(true, false))
}
