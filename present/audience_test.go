package present

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/audience"
)

func TestAudienceInWords(t *testing.T) {
	three, half := 3, 0.5
	for _, c := range []struct {
		a       config.Audience
		again   audience.Repetition
		en, chi string
	}{
		{
			config.Audience{Enters: []string{"sleep", "lost"}, From: []string{"active"}, Classes: []string{"rfm_vip"}, Where: "purchases > 2"},
			audience.Repetition{Per: audience.PerStage},
			"members who became sleep or lost on the business date, from active; of the class VIP; where purchases > 2; the same member again in another stay in a stage",
			"在營業日當天成為沉睡客或流失客的會員（原為活躍客）; 分群為VIP會員; 符合 purchases > 2; 同一會員再次進入階段後才會再收到",
		},
		{
			config.Audience{ExpectedInDays: &three, Predicted: map[string]audience.Range{"p_alive": {Above: &half, Top: 0.1}}, NotBought: audience.Goods{Products: []string{"tea"}, WithinDays: 30}},
			audience.Repetition{Per: audience.PerDays, Days: 90},
			"members whose next purchase is expected in 3 days; whose chance to buy again is 0.5 or more and among the highest 10.0 %; who didn't buy tea within 30 days; the same member again after 90 days at the earliest",
			"預期 3 天後再次購買的會員; 仍活躍機率至少 0.5且為最高的 10.0 %; 沒買過 tea（近 30 天內）; 同一會員至少 90 天後才會再收到",
		},
		{
			config.Audience{DaysAfter: 7, Purchase: "2", DidNotAnswer: audience.Answer{Campaign: "wake-up", How: []string{"clicked"}}},
			audience.Repetition{Per: audience.Once},
			"members 7 days after their purchase no. 2; who got wake-up and didn't answer (clicked); each member once, ever",
			"7 天前第 2 次購買的會員; 收到 wake-up 而沒有回應（點擊）; 每位會員只會收到一次",
		},
		{
			config.Audience{Is: []string{audience.Everybody}, Tags: []string{"a", "b"}, Did: audience.Behaviour{Events: []string{"add_to_cart"}, WithinDays: 2}},
			audience.Repetition{},
			"members of any stage; who have the tag a or b; who did add_to_cart within 2 days; each member once, ever",
			"任何階段的會員; 有標籤 a或b; 有行為 add_to_cart（近 2 天內）; 每位會員只會收到一次",
		},
		{
			config.Audience{Journey: "second"},
			audience.Repetition{Per: audience.PerEntry},
			"members who come to its step of the journey second; each time that the journey leads the member there",
			"走到旅程「second」中發送它的步驟的會員; 旅程每次帶會員走到那裡時收到",
		},
	} {
		require.Equal(t, c.en, strings.Join(Audience(&English, &c.a, c.again), "; "))
		require.Equal(t, c.chi, strings.Join(Audience(&Chinese, &c.a, c.again), "; "))
	}
}

// Each moment and every word stands in both languages.
func TestAudienceWordsAreWhole(t *testing.T) {
	en, zh := reflect.ValueOf(englishAudience), reflect.ValueOf(chineseAudience)
	for i := range en.NumField() {
		name := en.Type().Field(i).Name
		assert.Equal(t, en.Field(i).Len() > 0, true, name)
		if en.Field(i).Kind() == reflect.String {
			assert.NotEmpty(t, zh.Field(i).String(), name)
			assert.Equal(t, strings.Count(en.Field(i).String(), "%"), strings.Count(zh.Field(i).String(), "%"), name)
			continue
		}
		for _, key := range en.Field(i).MapKeys() {
			assert.True(t, zh.Field(i).MapIndex(key).IsValid() && zh.Field(i).MapIndex(key).String() != "", "%s %s", name, key)
		}
	}
	for _, period := range audience.Periods {
		assert.NotEmpty(t, Audience(&Chinese, &config.Audience{Birthday: period}, audience.Repetition{})[0])
		assert.NotEmpty(t, Audience(&English, &config.Audience{Anniversary: period}, audience.Repetition{})[0])
	}
}
