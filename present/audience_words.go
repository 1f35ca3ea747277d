package present

// audienceWords are the formats of Audience in one language.
type audienceWords struct {
	Or, And string

	Everybody, Segment, Step                  string // Step: of which journey
	Is, Enters, From, Due, After, Expected    string
	Birthday, Anniversary                     map[string]string // by period
	Purchases                                 map[string]string // first, last
	NthPurchase                               string
	Within, Classes, Cells, Tags, WithoutTags string
	Tiers, Phases, AIPL                       string
	Predicted, Above, Below, Top              string
	Predictions                               map[string]string
	Bought, NotBought, Did, DidNot, Lately    string
	Answered, DidNotAnswer                    string
	Hows                                      map[string]string
	Where                                     string
	PerDays                                   string
	Per                                       map[string]string // by repetition
}

func audienceWordsOf(n *Names) *audienceWords {
	if n.Lang == Chinese.Lang {
		return &chineseAudience
	}
	return &englishAudience
}

var englishAudience = audienceWords{
	Or: " or ", And: " and ",
	Everybody: "members of any stage", Segment: "members", Step: "members who come to its step of the journey %s",
	Is: "members who are %s", Enters: "members who became %s on the business date", From: ", from %s",
	Due: "members who will become %s in %d days unless they buy", After: "members %d days after their %s",
	Expected:    "members whose next purchase is expected in %d days",
	Birthday:    map[string]string{"day": "members who have their birthday the day after the business date", "month": "members who have their birthday in that month"},
	Anniversary: map[string]string{"day": "members on the anniversary of their first purchase", "month": "members in the month of the anniversary of their first purchase"},
	Purchases:   map[string]string{"first": "first purchase", "last": "last purchase"}, NthPurchase: "purchase no. %s",
	Within: "who are %s", Classes: "of the class %s", Cells: "of the RFM cell %s", Tags: "who have the tag %s", WithoutTags: "who don't have the tag %s",
	Tiers: "whose value is %s", Phases: "whose phase of life is %s", AIPL: "whose AIPL stage is %s",
	Predicted: "whose %s is %s", Above: "%s or more", Below: "below %s", Top: "among the highest %s",
	Predictions: map[string]string{"p_alive": "chance to buy again", "expected_14d": "number of purchases expected within 14 days", "clv_365d": "value expected within 365 days"},
	Bought:      "who bought %s", NotBought: "who didn't buy %s", Did: "who did %s", DidNot: "who didn't do %s", Lately: " within %d days",
	Answered: "who answered %s (%s)", DidNotAnswer: "who got %s and didn't answer (%s)",
	Hows:    map[string]string{"opened": "opened", "clicked": "clicked", "replied": "replied"},
	Where:   "where %s",
	PerDays: "the same member again after %d days at the earliest",
	Per: map[string]string{
		"once": "each member once, ever", "stage": "the same member again in another stay in a stage",
		"purchase": "the same member again after another purchase", "year": "the same member again in another year", "entry": "each time that the journey leads the member there",
	},
}

var chineseAudience = audienceWords{
	Or: "或", And: "且",
	Everybody: "任何階段的會員", Segment: "會員", Step: "走到旅程「%s」中發送它的步驟的會員",
	Is: "目前為%s的會員", Enters: "在營業日當天成為%s的會員", From: "（原為%s）",
	Due: "若不購買、將成為%s的會員（%d 天後）", After: "%d 天前%s的會員",
	Expected:    "預期 %d 天後再次購買的會員",
	Birthday:    map[string]string{"day": "營業日隔天生日的會員", "month": "當月生日的會員"},
	Anniversary: map[string]string{"day": "首購週年當天的會員", "month": "首購週年當月的會員"},
	Purchases:   map[string]string{"first": "首次購買", "last": "最近一次購買"}, NthPurchase: "第 %s 次購買",
	Within: "目前為%s", Classes: "分群為%s", Cells: "RFM 格為 %s", Tags: "有標籤 %s", WithoutTags: "沒有標籤 %s",
	Tiers: "價值等級為 %s", Phases: "生命週期為 %s", AIPL: "AIPL 為 %s",
	Predicted: "%s%s", Above: "至少 %s", Below: "低於 %s", Top: "為最高的 %s",
	Predictions: map[string]string{"p_alive": "仍活躍機率", "expected_14d": "未來 14 天預期購買次數", "clv_365d": "未來 365 天預期價值"},
	Bought:      "買過 %s", NotBought: "沒買過 %s", Did: "有行為 %s", DidNot: "沒有行為 %s", Lately: "（近 %d 天內）",
	Answered: "回應過 %s（%s）", DidNotAnswer: "收到 %s 而沒有回應（%s）",
	Hows:    map[string]string{"opened": "開信", "clicked": "點擊", "replied": "回覆"},
	Where:   "符合 %s",
	PerDays: "同一會員至少 %d 天後才會再收到",
	Per: map[string]string{
		"once": "每位會員只會收到一次", "stage": "同一會員再次進入階段後才會再收到",
		"purchase": "同一會員再次購買後才會再收到", "year": "同一會員隔年才會再收到", "entry": "旅程每次帶會員走到那裡時收到",
	},
}
