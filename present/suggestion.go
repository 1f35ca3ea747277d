package present

import (
	"fmt"

	"regulars"
	"regulars/experiment"
)

// Suggestion is which messages would earn most next, as people see it.
type Suggestion struct {
	From, To regulars.BusinessDate // of the deliveries that were measured
	Days     int                   // for how many it is
	Margin   float64
	Lines    []SuggestionLine // the best first
	Channels []SuggestionChannel
	Unknown  []SuggestionUnknown

	Unmeasured string // why nothing could be measured; empty: it was
}

// MessageKind is a kind of messages.
type MessageKind struct {
	Campaign, Journey, Stage, Channel string
	Hours                             [2]int // from, to; both 0: not known
}

// SuggestionLine is what is suggested about a kind.
type SuggestionLine struct {
	MessageKind
	Net      experiment.Interval // what one message is expected to earn above its price
	Pays     float64             // how likely it earns more than its price
	Messages float64             // that there are to send
	Send     float64             // that are worth it
}

// SuggestionChannel is what is worth spending on a channel.
type SuggestionChannel struct {
	Name                         string
	Messages, Send, Cost, Earned float64
	Limited                      bool
	Next                         float64 // what the next message would earn that the limit keeps back
}

// SuggestionUnknown is a kind of which too little is known.
type SuggestionUnknown struct {
	MessageKind
	Why               string
	Assigned, HeldOut uint64
}

type suggestionWords struct {
	Heading          string
	Title, Rule      string // dates; margin, days
	Head             [5]string
	Send, Part, Stop string
	Channel, Limited string
	None, Unknown    string
	UnknownHead      [4]string
	Why              map[string]string
	Hours            string
	Unmeasured       string // why
}

func suggestionWordsOf(names *Names) *suggestionWords {
	if names.Lang == Chinese.Lang {
		return &suggestionChinese
	}
	return &suggestionEnglish
}

// Any reports whether anything was measured, too little of something, or nothing could be.
func (s Suggestion) Any() bool { return len(s.Lines)+len(s.Unknown) > 0 || s.Unmeasured != "" }

// Heading names it.
func (s Suggestion) Heading(names *Names) string { return suggestionWordsOf(names).Heading }

// Title says of which deliveries it is made.
func (s Suggestion) Title(names *Names) string {
	return fmt.Sprintf(suggestionWordsOf(names).Title, s.From, s.To)
}

// Table returns the kinds that were measured, the best first.
func (s Suggestion) Table(names *Names) Table {
	words := suggestionWordsOf(names)
	t := Table{Head: words.Head[:], Align: "lrrrl"}
	for _, l := range s.Lines {
		t.Rows = append(t.Rows, []string{
			l.text(names, words), Grouped(l.Messages, 0), between(names, l.Net), Percent(l.Pays), l.advice(words),
		})
	}
	return t
}

// UnknownTable returns the kinds of which too little is known, and why.
func (s Suggestion) UnknownTable(names *Names) Table {
	words := suggestionWordsOf(names)
	t := Table{Title: words.Unknown, Head: words.UnknownHead[:], Align: "lrrl"}
	for _, u := range s.Unknown {
		t.Rows = append(t.Rows, []string{
			u.text(names, words), Whole(u.Assigned), Whole(u.HeldOut), words.Why[u.Why],
		})
	}
	return t
}

// Sentences say what is worth spending on each channel, and how to read it.
func (s Suggestion) Sentences(names *Names, numbers Numbers) []string {
	words := suggestionWordsOf(names)
	if s.Unmeasured != "" {
		return []string{fmt.Sprintf(words.Unmeasured, s.Unmeasured)}
	}
	if len(s.Lines) == 0 {
		return []string{words.None}
	}
	var all []string
	for _, c := range s.Channels {
		text := fmt.Sprintf(words.Channel, names.Channel(c.Name), Grouped(c.Send, 0), Grouped(c.Messages, 0), s.Days, numbers.Money(c.Cost), numbers.Money(c.Earned))
		if c.Limited && c.Next > 0 {
			text += fmt.Sprintf(words.Limited, Grouped(c.Next, 2))
		}
		all = append(all, text)
	}
	return append(all, fmt.Sprintf(words.Rule, Percent(s.Margin)))
}

// text names the kind.
func (k MessageKind) text(names *Names, words *suggestionWords) string {
	text := k.Campaign + " · " + names.Stage(k.Stage) + " · " + names.Channel(k.Channel)
	if k.Journey != "" {
		text = k.Journey + " / " + text
	}
	if k.Hours != [2]int{} {
		text += fmt.Sprintf(words.Hours, k.Hours[0], k.Hours[1])
	}
	return text
}

func (l SuggestionLine) advice(words *suggestionWords) string {
	switch {
	case l.Net.Estimate <= 0:
		return words.Stop
	case l.Send < l.Messages:
		return fmt.Sprintf(words.Part, Grouped(l.Send, 0))
	}
	return words.Send
}

func between(names *Names, i experiment.Interval) string {
	return signed(Grouped(i.Estimate, 2)) + " " + fmt.Sprintf(names.results.Between, Grouped(i.Low, 2), Grouped(i.High, 2))
}

var suggestionEnglish = suggestionWords{
	Heading: "What to send next",
	Title:   "What a message earned more than none, of the deliveries of %s to %s",
	Rule: "What a message earns is %s (the margin) of the revenue that would not have come without it, less its price. Each kind's own measurement is drawn towards " +
		"that of all, the more the less surely it was measured.",
	Head: [...]string{"what", "messages", "each earns (95 %)", "pays", "advice"},
	Send: "send", Part: "send %s", Stop: "not worth it",
	Channel: "%[1]s: %[2]s of %[3]s messages in %[4]d days are worth their price: they cost %[5]s and are expected to earn %[6]s above it",
	Limited: "; beyond the limit, the next message would earn %s",
	None:    "too little was measured to suggest anything: keep a share out of campaigns (holdout), and ask again when they have run",
	Unknown: "Too little measured", UnknownHead: [...]string{"what", "drawn", "kept out", "why"},
	Why: map[string]string{
		"nobody_held_out": "nobody was kept out: set a holdout", "too_few": "fewer than 50 in a group", "nothing_went": "no message went",
		"nothing_bought": "nobody bought, in either group", "no_price": "write price under the channel",
	},
	Hours:      " %02d–%02d",
	Unmeasured: "What to send next could not be measured, so nothing is suggested: %s. Everything else of the report is complete; the next night measures again.",
}

var suggestionChinese = suggestionWords{
	Heading: "接下來發什麼",
	Title:   "每則訊息比不發送多帶來多少：%s 至 %s 的發送",
	Rule:    "每則賺的是不發送就不會有的營收乘毛利率 %s，再扣除單價。每一類的實測值會往全體平均收斂，測得越不準，收斂越多。",
	Head:    [...]string{"項目", "則數", "每則賺（95 %）", "划算機率", "建議"},
	Send:    "發送", Part: "發送 %s 則", Stop: "不划算",
	Channel: "%[1]s：%[4]d 天內 %[3]s 則中有 %[2]s 則值得其單價：成本 %[5]s，預期扣除成本後再賺 %[6]s",
	Limited: "；超出額度的下一則預期再賺 %s",
	None:    "實測資料不足，無法建議：請為活動保留對照組（holdout），執行後再查詢",
	Unknown: "實測不足", UnknownHead: [...]string{"項目", "發送組", "對照組", "原因"},
	Why: map[string]string{
		"nobody_held_out": "沒有對照組：請設定 holdout", "too_few": "有一組少於 50 人", "nothing_went": "沒有發出任何訊息",
		"nothing_bought": "兩組都沒有人購買", "no_price": "請在通路設定 price",
	},
	Hours:      " %02d–%02d 時",
	Unmeasured: "無法衡量接下來發什麼，因此沒有建議：%s。報告的其他內容都完整；下一晚會再衡量。",
}
