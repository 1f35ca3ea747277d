package present

import (
	"fmt"
	"strings"
	"time"
)

// Trial is where a comparison of a campaign's variants stands.
type Trial struct {
	Campaign, Rule string // the rule as the config has it
	Drawn          uint64 // members who have their variant by lot
	Decided        bool
	Variant        string // of Decided: the one that the rest gets; empty: none was surely better
	By             string // of Decided: the person; empty: the rule
	At             time.Time
	Shares         []TrialShare // of Decided: what the rule looked at
}

// TrialShare is how many of a variant's members had bought when the rule looked.
type TrialShare struct {
	Variant         string
	Buyers, Members uint64
}

type trialWords struct {
	Open, Person, Won, None string // campaign, rule …
	Share, Between          string
}

// Sentence says it in a language, with times in a zone.
func (t Trial) Sentence(names *Names, zone *time.Location) string {
	words := trialEnglish
	if names.Lang == Chinese.Lang {
		words = trialChinese
	}
	if zone == nil {
		zone = time.UTC
	}
	at := t.At.In(zone).Format("2006-01-02 15:04")
	shares := make([]string, len(t.Shares))
	for i, s := range t.Shares {
		shares[i] = fmt.Sprintf(words.Share, s.Variant, Whole(s.Buyers), Whole(s.Members))
	}
	switch said := strings.Join(shares, words.Between); {
	case !t.Decided:
		return fmt.Sprintf(words.Open, t.Campaign, t.Rule, Whole(t.Drawn))
	case t.By != "":
		return fmt.Sprintf(words.Person, t.Campaign, t.By, t.Variant, at)
	case t.Variant != "":
		return fmt.Sprintf(words.Won, t.Campaign, t.Rule, t.Variant, at, said)
	default:
		return fmt.Sprintf(words.None, t.Campaign, t.Rule, at, said)
	}
}

var trialEnglish = trialWords{
	Open:   "%s: the rule “%s” has not decided between the variants yet; %s members have theirs by lot",
	Person: "%s: %s gave the rest to %s on %s",
	Won:    "%s: the rule “%s” gave the rest to %s on %s (%s)",
	None:   "%s: the rule “%s” found no variant surely better on %s, so the weights stay (%s)",
	Share:  "%s: %s of %s bought", Between: "; ",
}

var trialChinese = trialWords{
	Open:   "%s：規則「%s」尚未決定版本，已有 %s 位隨機分配",
	Person: "%s：%s 決定其餘會員使用 %s（%s）",
	Won:    "%s：規則「%s」決定其餘會員使用 %s（%s；%s）",
	None:   "%s：規則「%s」於 %s 無法判定較佳版本，維持原比例（%s）",
	Share:  "%s：%s／%s 人購買", Between: "、",
}
