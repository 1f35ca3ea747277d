package studio

import (
	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/config/written"
)

// recipe is a campaign to start from.
type recipe struct {
	name     string
	audience audience.Audience
	oncePer  string
	texts    map[string][2]string // subject and text, by language
}

var today = 0

var recipes = []recipe{
	{"welcome", audience.Audience{DaysAfter: 1, Purchase: "first"}, "", map[string][2]string{
		"en":      {"Thank you for your first order", "Dear {{ member.name }}, thank you for your first order at {{ brand.name }}."},
		"zh-Hant": {"感謝您的第一筆訂單", "{{ member.name }} 您好，感謝您第一次在 {{ brand.name }} 購物。"},
	}},
	{"wake-up", audience.Audience{Enters: []string{string(regulars.StageSleep)}}, "90d", map[string][2]string{
		"en":      {"We miss you", "Dear {{ member.name }}, it has been {{ member.recency_days }} days since your last order at {{ brand.name }}."},
		"zh-Hant": {"好久不見", "{{ member.name }} 您好，距離上次購物已經 {{ member.recency_days }} 天了，{{ brand.name }} 想念您。"},
	}},
	{"win-back", audience.Audience{Enters: []string{string(regulars.StageLost)}}, "year", map[string][2]string{
		"en":      {"Come back to us", "Dear {{ member.name }}, come and see what is new at {{ brand.name }}."},
		"zh-Hant": {"歡迎回來", "{{ member.name }} 您好，來看看 {{ brand.name }} 的新品吧。"},
	}},
	{"reorder", audience.Audience{ExpectedInDays: &today}, "purchase", map[string][2]string{
		"en":      {"Time for more?", "Dear {{ member.name }}, you may be running low: {{ brand.name }} has it in stock."},
		"zh-Hant": {"該補貨了嗎？", "{{ member.name }} 您好，上次買的差不多用完了吧？{{ brand.name }} 隨時為您準備。"},
	}},
	{"birthday", audience.Audience{Birthday: audience.Day}, "year", map[string][2]string{
		"en":      {"Happy birthday", "Happy birthday, {{ member.name }}! Yours, {{ brand.name }}."},
		"zh-Hant": {"生日快樂", "{{ member.name }} 生日快樂！{{ brand.name }} 敬上"},
	}},
}

// documentOf is a recipe's document for a brand, in the brand's language and for its channels.
// It waits for approval of each run.
func (r recipe) documentOf(b *config.Brand) (string, error) {
	c := config.Campaign{Name: r.name, Audience: r.audience, OncePer: r.oncePer, SendAt: "10:00", Approve: true, Holdout: 0.1}
	c.Channels, c.Templates = begunWith(b, r.texts)
	return written.YAML(c)
}

// begunWith are the channels of a brand, each with the subject and text of its language.
func begunWith(b *config.Brand, texts map[string][2]string) (channels []string, templates map[string]config.Template) {
	text, known := texts[b.Language]
	if !known {
		text = texts["en"]
	}
	templates = map[string]config.Template{}
	for _, channel := range []regulars.Channel{regulars.ChannelLINE, regulars.ChannelEDM, regulars.ChannelSMS} {
		if b.Channels[string(channel)] == nil {
			continue
		}
		channels = append(channels, string(channel))
		t := config.Template{Text: text[1]}
		if channel == regulars.ChannelEDM {
			t.Subject = text[0]
		}
		templates[string(channel)] = t
	}
	return channels, templates
}
